/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/done.h"

#include "base/lang.h"

/* LINE as a string of JSON; it is UTF-8 without controls but those that are named here. */
static void add_json_text(struct buf *out, struct wubu_bytes line)
{
	buf_char(out, '"');
	for (size_t i = 0; i < line.size; i++) {
		unsigned char c = (unsigned char)line.data[i];
		if (c < 0x20)
			buf_format(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buf_format(out, "\\%c", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static void add_line(struct buf *out, struct wubu_bytes line, bool json)
{
	if (!line.size)
		return;
	if (json) {
		buf_text(out, "{\"schema_version\":1,\"done\":");
		add_json_text(out, line);
		buf_char(out, '}');
	} else {
		buf_add(out, line);
	}
	buf_char(out, '\n');
}

void done_say(struct run *run, const struct buf *done)
{
	bool json = run->output.formats[CHANNEL_DATA] == WUBU_JSON;
	struct buf out;
	if (run_given(run, OPTION_QUIET) && !json)
		return;
	buf_init(&out);
	for (size_t at = 0, size; at < done->size; at += size + 1) {
		const char *end = memchr(done->data + at, '\n', done->size - at);
		size = end ? (size_t)(end - done->data) - at : done->size - at;
		add_line(&out, (struct wubu_bytes){done->data + at, size}, json);
	}
	output_put(&run->output, CHANNEL_DATA, &out);
	buf_release(&out);
}

int done_report(struct run *run, struct wubu_report *report)
{
	int status = wubu_report_status(report);
	enum channel channel = run_given(run, OPTION_JSON) ? CHANNEL_DATA : CHANNEL_TALK;
	struct buf out;
	buf_init(&out);
	/* That nothing is refused is said by what was done. */
	wubu_report_write(report, run->output.formats[channel], status == STATUS_FINE, &out);
	output_put(&run->output, channel, &out);
	buf_release(&out);
	wubu_report_free(report);
	return status;
}

int done_act(struct run *run, const struct wubu_act *act)
{
	struct wubu_report *report = NULL;
	struct buf done;
	buf_init(&done);
	int failed = wubu_do(run->wubu, act, &report, &done, &run->error);
	if (!failed)
		done_say(run, &done);
	buf_release(&done);
	if (failed)
		return run_fail(run);
	int status = done_report(run, report);
	if (act->dry_run && status == STATUS_FINE && !run_given(run, OPTION_QUIET))
		output_text(&run->output, CHANNEL_TALK, _("Nothing would be refused. Nothing was written.\n"));
	return status;
}
