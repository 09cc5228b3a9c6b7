// SPDX-License-Identifier: Apache-2.0
// The local page in a real Chromium.  usage: browser.mjs axe|keyboard ADDRESS zh|en   (ADDRESS: a first address of the server)
// axe: every page by axe-core, wide and narrow, in light and dark; the pages themselves have no script.
// keyboard: a day's work without script and without mouse.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , task, address, language] = process.argv;
const origin = new URL(address).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const faults = [];

const pages = ["/", "/decisions", "/decisions?text=nothing+like+this", "/open", "/decision/WJ-2021-001",
	"/decision/WJ-2021-001/fill/public-participation", "/decision/WJ-2021-001/sign/public-participation",
	"/decision/WJ-2021-002/fill/opening", "/decision/WJ-2021-002/head", "/decision/WJ-2021-001/reopen/opening",
	"/decision/WJ-2021-001/withdraw", "/decision/WJ-2021-009", "/nowhere", "/year", "/audit", "/rules"];

async function enter(browser, options) {
	const context = await browser.newContext({ acceptDownloads: false, ...options });
	const page = await context.newPage();
	return { context, page };
}

async function letIn(page) {
	await page.goto(address);
	await page.waitForURL(url => url.pathname === "/" && !url.search, { waitUntil: "load" });
	await page.goto(`${origin}/language/${language}?back=/decisions`);
	await page.goto(origin + "/");
	await page.bringToFront();
}

async function judge(page, where) {
	await page.evaluate(axe);
	const result = await page.evaluate(async () => window.axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
	for (const violation of result.violations)
		faults.push(`${where}: ${violation.id}: ${violation.help}\n    ${violation.nodes.map(n => n.html.slice(0, 160) + " — " +
			(n.any[0] ?? n.all[0] ?? n.none[0])?.message).slice(0, 3).join("\n    ")}`);
	// Nothing that is wider than the window, but what scrolls by itself.
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	if (wide > 1)
		faults.push(`${where}: ${wide} pixels wider than the window`);
}

async function judgeAll(browser) {
	const { context, page } = await enter(browser, {});
	await letIn(page);
	const state = await context.storageState();
	await context.close();
	for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 360]]) {
		const dressed = await enter(browser, { colorScheme, viewport: { width, height: 900 }, storageState: state });
		const outside = [];
		dressed.page.on("request", r => { if (!r.url().startsWith(origin + "/")) outside.push(r.url()); });
		for (const path of pages) {
			await dressed.page.goto(origin + path);
			await judge(dressed.page, `${path} ${colorScheme} ${width}`);
		}
		// What was refused, and what is to be confirmed.
		await dressed.page.goto(origin + "/decision/WJ-2021-001/sign/public-participation");
		await dressed.page.locator("input[type=radio]").first().check();
		await dressed.page.locator("button[value=check]").last().click();
		await judge(dressed.page, `refused ${colorScheme} ${width}`);
		await dressed.page.goto(origin + "/decision/WJ-2021-001/fill/public-participation");
		await dressed.page.locator("textarea").first().fill("说明");
		await dressed.page.locator("button[value=check]").last().click();
		await judge(dressed.page, `confirm ${colorScheme} ${width}`);
		if (outside.length)
			faults.push(`asked of others: ${outside.join(" ")}`);
		await dressed.context.close();
	}
}

// ---- by keyboard ---------------------------------------------------------------------------

const focused = page => page.evaluate(() => {
	const e = document.activeElement;
	const style = getComputedStyle(e);
	return { tag: e.tagName, name: e.getAttribute("name") ?? "", value: e.getAttribute("value") ?? "", text: e.textContent.trim(),
		href: e.getAttribute("href") ?? "", seen: style.outlineStyle !== "none" && style.outlineWidth !== "0px" };
});

// Press Tab until WANTED holds; each stop on the way must be seen.
async function tabTo(page, wanted, what) {
	for (let i = 0; i < 250; i++) {
		await page.keyboard.press("Tab");
		const now = await focused(page);
		if (now.tag === "BODY")
			continue;
		if (!now.seen)
			faults.push(`${page.url()}: the focus is not seen on <${now.tag} name="${now.name}">`);
		if (wanted(now))
			return;
	}
	throw new Error(`${page.url()}: Tab does not come to ${what}`);
}

async function work(browser) {
	const { page } = await enter(browser, { javaScriptEnabled: false });
	await letIn(page);
	await tabTo(page, f => f.href === "#main", "the link that skips the navigation");
	await page.keyboard.press("Enter");
	await tabTo(page, f => f.href === "/decision/WJ-2021-001/fill/public-participation", "the first thing to do");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/fill/public-participation");
	await tabTo(page, f => f.name === "add" && f.value === "public-participation.meetings", "one more meeting");
	await page.keyboard.press("Enter");
	await page.locator('[name="f:public-participation.meetings[+0].on"]').waitFor();
	await tabTo(page, f => f.name === "f:public-participation.meetings[+0].form", "its form");
	await page.keyboard.press("ArrowDown");
	await tabTo(page, f => f.name === "f:public-participation.meetings[+0].attendees", "the number of persons");
	await page.keyboard.type("34");
	await tabTo(page, f => f.name === "go" && f.value === "check", "the button that checks");
	await page.keyboard.press("Enter");
	await page.locator("ins").first().waitFor();
	await tabTo(page, f => f.name === "go" && f.value === "record", "the button that records");
	await page.keyboard.press("Enter");
	await page.locator(".flash").waitFor();
	if (!(await page.locator("main").innerText()).includes("34"))
		faults.push("what was typed is not on record");
	// A refusal leads to its fields.
	await page.goto(origin + "/decision/WJ-2021-001/sign/public-participation");
	await tabTo(page, f => f.name === "outcome", "the outcome");
	await page.keyboard.press("Space");
	await tabTo(page, f => f.name === "go" && f.value === "check", "the button that checks");
	await page.keyboard.press("Enter");
	await page.locator(".summary[role=alert]").waitFor();
	// Search, and the audit.
	await page.goto(origin + "/decisions");
	await tabTo(page, f => f.name === "text", "the field to search in");
	await page.keyboard.type("2021-002");
	await page.keyboard.press("Enter");
	await page.waitForURL(url => url.search.includes("text=2021-002"));
	if (await page.locator("table.list tbody tr").count() !== 1)
		faults.push("the search does not find the one decision");
	await page.goto(origin + "/audit");
	await tabTo(page, f => f.tag === "BUTTON", "the button that audits");
	await page.keyboard.press("Enter");
	await page.locator(".closing.good").waitFor({ timeout: 20000 });
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
	await (task === "axe" ? judgeAll(browser) : work(browser));
} catch (error) {
	faults.push(String(error));
}
await browser.close();
for (const fault of faults)
	console.log(fault);
process.exit(faults.length ? 1 : 0);
