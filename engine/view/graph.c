/* SPDX-License-Identifier: Apache-2.0 */
#include "view/graph.h"

#include "base/lang.h"
#include "view/canvas.h"
#include "view/condition.h"
#include "view/graph-layout.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- text ----------------------------------------------------------------------------------- */

static void put(struct buf *out, struct wubu_bytes text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if (c == '<' || c == '>' || c == '&' || c == '"')
			buf_text(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
		else
			buf_char(out, c == '\n' || c == '\t' ? ' ' : c);
	}
}

static void put_text(struct buf *out, const char *text)
{
	put(out, bytes_of(text));
}

static void put_element(struct buf *out, const char *name, const char *text)
{
	buf_format(out, "<%s>", name);
	put_text(out, text ? text : "");
	buf_format(out, "</%s>\n", name);
}

static const char *label_of(const struct rule_step *step)
{
	return rule_say(&step->label, step->name);
}

/* The label in the language that is not spoken. */
static const char *other_label(const struct rule_step *step)
{
	return lang_current() == LANG_ZH ? step->label.en : step->label.zh;
}

/* When the step applies; NULL: always. */
static const char *when_words(const struct graph *graph, const struct graph_node *node)
{
	const char *when = condition_words(node->step->when, graph->arena);
	const char *unless = condition_words(node->step->unless, graph->arena);
	if (!node->conditional)
		return NULL;
	if (when && unless)
		return arena_format(graph->arena, _("only when %s, unless %s"), when, unless);
	if (when)
		return arena_format(graph->arena, _("only when %s"), when);
	return unless ? arena_format(graph->arena, _("unless %s"), unless) : _("only for some kinds of matter");
}

static const char *signers(const struct graph *graph, const struct rule_step *step)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < step->sign.roles.count; i++) {
		const struct rule_role *role = rule_role(graph->book, step->sign.roles.items[i]);
		buf_format(&out, "%s%s", i ? _(" or ") : "", role ? rule_say(&role->label, role->name) : "");
	}
	const char *text = arena_copy(graph->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

/* What stands behind a box: for whoever points at it, and for readers without eyes. */
static const char *about_words(const struct graph *graph, const struct graph_node *node)
{
	const char *about = rule_say(&node->step->about, label_of(node->step)), *when = when_words(graph, node);
	about = arena_format(graph->arena, _("%s Signed by: %s."), about, signers(graph, node->step));
	return when ? arena_format(graph->arena, "%s (%s)", about, when) : about;
}

/* ---- SVG -------------------------------------------------------------------------------------- */

static const char svg_style[] =
	"<style>\n"
	"text { font-family: \"Noto Sans CJK SC\", \"Noto Sans SC\", \"PingFang SC\", \"Microsoft YaHei\", sans-serif; "
	"text-anchor: middle; fill: #1a1a1a; }\n"
	".label { font-size: 15px; font-weight: 600; }\n"
	".small { font-size: 11px; fill: #4d4d4d; }\n"
	"rect { fill: #ffffff; stroke: #1f4e79; stroke-width: 1.6; }\n"
	".when { fill: #1f4e79; }\n"
	".conditional { stroke-dasharray: 7 4; }\n"
	"circle { fill: #1f4e79; }\n"
	".line { fill: none; stroke: #6b7785; stroke-width: 1.4; }\n"
	"</style>\n"
	"<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" "
	"orient=\"auto\"><path d=\"M 0 0 L 10 5 L 0 10 z\" fill=\"#6b7785\"/></marker></defs>\n";

static int middle_of(const struct graph_node *node)
{
	return node->y + node->height / 2;
}

/* Each box keeps to its own half of the gap, so lines leave and come level. */
static void svg_edge(const struct graph *graph, const struct graph_edge *edge, struct buf *out)
{
	const struct graph_node *from = &graph->nodes[edge->nodes[0]];
	buf_format(out, "<path class=\"line\" marker-end=\"url(#tip)\" d=\"M %d %d", from->x + from->width,
		   middle_of(from));
	for (size_t i = 1; i < edge->count; i++) {
		const struct graph_node *to = &graph->nodes[edge->nodes[i]];
		int begin = from->x + from->width, half = (to->x - begin) / 2;
		buf_format(out, " C %d %d, %d %d, %d %d", begin + half, middle_of(from), to->x - half,
			   middle_of(to), to->x, middle_of(to));
		if (to->kind == GRAPH_BEND)
			buf_format(out, " L %d %d", to->x + to->width, middle_of(to));
		from = to;
	}
	buf_text(out, "\"/>\n");
}

static void svg_line(const struct graph_node *node, const char *class, int y, const char *text, struct arena *arena,
		     size_t columns, struct buf *out)
{
	buf_format(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, node->x + node->width / 2, y);
	put_text(out, canvas_cut(text, columns, arena));
	buf_text(out, "</text>\n");
}

/* Its number and label in one or two lines, the other language, who signs it, and the condition if there is one. */
static void svg_words(const struct graph *graph, const struct graph_node *node, struct buf *out)
{
	const char *other = other_label(node->step), *when = when_words(graph, node);
	const char *label = arena_format(graph->arena, "%zu %s", (size_t)(node - graph->nodes), label_of(node->step));
	size_t first = canvas_break(bytes_of(label), 26);
	const char *rest = label + first + strspn(label + first, " ");
	int y = node->y + (*rest ? 22 : 28) + (when ? 0 : 10);
	svg_line(node, "label", y, arena_copy(graph->arena, (struct wubu_bytes){label, first}), graph->arena, 28, out);
	if (*rest)
		svg_line(node, "label", y += 18, rest, graph->arena, 26, out);
	if (other && strcmp(other, label_of(node->step)) != 0)
		svg_line(node, "small", y += 18, other, graph->arena, 36, out);
	svg_line(node, "small", y + 18, arena_format(graph->arena, _("signed by: %s"), signers(graph, node->step)),
		 graph->arena, 36, out);
	if (when)
		svg_line(node, "small when", node->y + node->height - 10, when, graph->arena, 36, out);
}

static void svg_node(const struct graph *graph, const struct graph_node *node, struct buf *out)
{
	if (node->kind == GRAPH_START || node->kind == GRAPH_END) {
		buf_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\">", node->x + node->width / 2, middle_of(node),
			   node->kind == GRAPH_START ? 10 : 14);
		put_element(out, "title", node->kind == GRAPH_START ? _("Start") : _("End"));
		buf_text(out, "</circle>\n");
	}
	if (node->kind != GRAPH_STEP)
		return;
	buf_format(out, "<g id=\"step-%s\">\n", node->step->name);
	put_element(out, "title", about_words(graph, node));
	buf_format(out, "<rect%s x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n",
		   node->conditional ? " class=\"conditional\"" : "", node->x, node->y, node->width, node->height);
	svg_words(graph, node, out);
	buf_text(out, "</g>\n");
}

/* The picture in one sentence after the other. */
static const char *description(const struct graph *graph)
{
	struct buf out;
	buf_init(&out);
	for (size_t i = 0; i < graph->book->step_count; i++) {
		const struct rule_step *step = graph->book->steps[i];
		buf_format(&out, "%s%s", i ? _("; ") : "", label_of(step));
		for (size_t k = 0; k < step->after.count; k++)
			buf_format(&out, "%s%s", k ? _(", ") : _(" after "),
				   label_of(rule_step(graph->book, step->after.items[k])));
	}
	const char *text = arena_copy(graph->arena, buf_bytes(&out));
	buf_release(&out);
	return text;
}

static void write_svg(const struct graph *graph, struct buf *out)
{
	buf_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
			"role=\"img\" aria-labelledby=\"title desc\" lang=\"%s\">\n<title id=\"title\">",
		   graph->width, graph->height, graph->width, graph->height, lang_current() == LANG_ZH ? "zh" : "en");
	put_text(out, rule_say(&graph->book->title, graph->book->name));
	buf_text(out, "</title>\n<desc id=\"desc\">");
	put_text(out, description(graph));
	buf_text(out, "</desc>\n");
	buf_text(out, svg_style);
	for (size_t i = 0; i < graph->edge_count; i++)
		svg_edge(graph, &graph->edges[i], out);
	for (size_t i = 0; i < graph->count; i++)
		svg_node(graph, &graph->nodes[i], out);
	buf_text(out, "</svg>\n");
}

/* ---- BPMN --------------------------------------------------------------------------------------- */

/* Stands on the line to what waits for several, in the gap before it. */
#define GATEWAY 40
#define GATEWAY_BEFORE 60

/* Which BPMN element a node is, and how its id begins. */
static const struct { const char *element, *id; } shapes[] = {
	[GRAPH_START] = {"startEvent", "start"},
	[GRAPH_STEP] = {"userTask", "step_"},
	[GRAPH_END] = {"endEvent", "end"},
};

static const char *id_of(const struct graph *graph, const struct graph_node *node)
{
	return arena_format(graph->arena, "%s%s", shapes[node->kind].id, node->step ? node->step->name : "");
}

/* Where lines to NODE end: at itself, or at the gateway that waits for all of them. */
static const char *entry_of(const struct graph *graph, const struct graph_node *node)
{
	return node->incoming > 1 ? arena_format(graph->arena, "join_%s", id_of(graph, node)) : id_of(graph, node);
}

static void bpmn_node(const struct graph *graph, const struct graph_node *node, struct buf *out)
{
	const char *name = node->kind == GRAPH_STEP ? label_of(node->step)
			   : node->kind == GRAPH_START ? _("Start") : _("End");
	if (node->kind == GRAPH_BEND)
		return;
	if (node->incoming > 1)
		buf_format(out, "<parallelGateway id=\"%s\"/>\n", entry_of(graph, node));
	buf_format(out, "<%s id=\"%s\" name=\"", shapes[node->kind].element, id_of(graph, node));
	put_text(out, name);
	buf_text(out, "\">\n");
	if (node->step)
		put_element(out, "documentation", about_words(graph, node));
	buf_format(out, "</%s>\n", shapes[node->kind].element);
	if (node->incoming > 1)
		buf_format(out, "<sequenceFlow id=\"flow_%s\" sourceRef=\"%s\" targetRef=\"%s\"/>\n",
			   entry_of(graph, node), entry_of(graph, node), id_of(graph, node));
}

static void bpmn_flow(const struct graph *graph, size_t i, struct buf *out)
{
	const struct graph_edge *edge = &graph->edges[i];
	buf_format(out, "<sequenceFlow id=\"flow_%zu\" sourceRef=\"%s\" targetRef=\"%s\"/>\n", i,
		   id_of(graph, &graph->nodes[edge->nodes[0]]),
		   entry_of(graph, &graph->nodes[edge->nodes[edge->count - 1]]));
}

static void bpmn_shape(const char *id, int x, int y, int width, int height, struct buf *out)
{
	buf_format(out, "<bpmndi:BPMNShape id=\"shape_%s\" bpmnElement=\"%s\"><dc:Bounds x=\"%d\" y=\"%d\" "
			"width=\"%d\" height=\"%d\"/></bpmndi:BPMNShape>\n", id, id, x, y, width, height);
}

static void bpmn_point(int x, int y, struct buf *out)
{
	buf_format(out, "<di:waypoint x=\"%d\" y=\"%d\"/>", x, y);
}

static void bpmn_place_node(const struct graph *graph, const struct graph_node *node, struct buf *out)
{
	const char *id;
	if (node->kind == GRAPH_BEND)
		return;
	bpmn_shape(id_of(graph, node), node->x, node->y, node->width, node->height, out);
	if (node->incoming < 2)
		return;
	id = entry_of(graph, node);
	bpmn_shape(id, node->x - GATEWAY_BEFORE, middle_of(node) - GATEWAY / 2, GATEWAY, GATEWAY, out);
	buf_format(out, "<bpmndi:BPMNEdge id=\"line_%s\" bpmnElement=\"flow_%s\">", id, id);
	bpmn_point(node->x - GATEWAY_BEFORE + GATEWAY, middle_of(node), out);
	bpmn_point(node->x, middle_of(node), out);
	buf_text(out, "</bpmndi:BPMNEdge>\n");
}

static void bpmn_place_flow(const struct graph *graph, size_t i, struct buf *out)
{
	const struct graph_edge *edge = &graph->edges[i];
	buf_format(out, "<bpmndi:BPMNEdge id=\"line_%zu\" bpmnElement=\"flow_%zu\">", i, i);
	for (size_t k = 0; k < edge->count; k++) {
		const struct graph_node *node = &graph->nodes[edge->nodes[k]];
		if (k)
			bpmn_point(node->x - (node->incoming > 1 ? GATEWAY_BEFORE : 0), middle_of(node), out);
		if (k + 1 < edge->count)
			bpmn_point(node->x + node->width, middle_of(node), out);
	}
	buf_text(out, "</bpmndi:BPMNEdge>\n");
}

static void write_bpmn(const struct graph *graph, struct buf *out)
{
	buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
		      "xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
		      "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" "
		      "xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" id=\"definitions\" targetNamespace=\"urn:wubu:");
	put_text(out, graph->book->name);
	buf_text(out, "\">\n<process id=\"procedure\" isExecutable=\"false\" name=\"");
	put_text(out, rule_say(&graph->book->title, graph->book->name));
	buf_text(out, "\">\n");
	for (size_t i = 0; i < graph->count; i++)
		bpmn_node(graph, &graph->nodes[i], out);
	for (size_t i = 0; i < graph->edge_count; i++)
		bpmn_flow(graph, i, out);
	buf_text(out, "</process>\n<bpmndi:BPMNDiagram id=\"diagram\">\n"
		      "<bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"procedure\">\n");
	for (size_t i = 0; i < graph->count; i++)
		bpmn_place_node(graph, &graph->nodes[i], out);
	for (size_t i = 0; i < graph->edge_count; i++)
		bpmn_place_flow(graph, i, out);
	buf_text(out, "</bpmndi:BPMNPlane>\n</bpmndi:BPMNDiagram>\n</definitions>\n");
}

/* ---- forms ---------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*write)(const struct graph *graph, struct buf *out);
} forms[] = {
	{"svg", write_svg},
	{"bpmn", write_bpmn},
};

int graph_write(const struct rulebook *book, const char *form, struct buf *out)
{
	struct arena *arena = arena_new();
	struct graph graph;
	int rc = -1;
	graph_layout(&graph, book, arena);
	for (size_t i = 0; i < COUNT(forms); i++)
		if (strcmp(forms[i].name, form) == 0) {
			forms[i].write(&graph, out);
			rc = 0;
		}
	arena_free(arena);
	return rc;
}
