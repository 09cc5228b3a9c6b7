/* SPDX-License-Identifier: Apache-2.0 */
#include "view/qr.h"

#include <qrencode.h>

/* Light squares on each side, as the standard asks. */
#define QUIET 4
#define BLACK_ON_WHITE "\033[30;107m"
#define BACK "\033[0m"

static QRcode *encode(const char *text)
{
	return QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
}

static bool is_dark(const QRcode *code, int x, int y)
{
	if (x < 0 || y < 0 || x >= code->width || y >= code->width)
		return false;
	return code->data[y * code->width + x] & 1;
}

/* Two rows of squares go into one line of characters. */
static void write_line(const QRcode *code, int y, const struct canvas *canvas)
{
	static const char *const blocks[] = {" ", "▀", "▄", "█"};
	buf_text(canvas->out, canvas->color ? BLACK_ON_WHITE : "");
	for (int x = -QUIET; x < code->width + QUIET; x++)
		buf_text(canvas->out, blocks[is_dark(code, x, y) + 2 * is_dark(code, x, y + 1)]);
	buf_text(canvas->out, canvas->color ? BACK : "");
	buf_char(canvas->out, '\n');
}

int qr_write(const char *text, const struct canvas *canvas)
{
	QRcode *code = encode(text);
	if (!code)
		return -1;
	for (int y = -QUIET; y < code->width + QUIET; y += 2)
		write_line(code, y, canvas);
	QRcode_free(code);
	return 0;
}

int qr_svg(const char *text, struct buf *out)
{
	QRcode *code = encode(text);
	if (!code)
		return -1;
	int side = code->width + 2 * QUIET;
	buf_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">\n"
			"<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n<path fill=\"#000\" d=\"", side, side, side, side);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (is_dark(code, x, y))
				buf_format(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	buf_text(out, "\"/>\n</svg>\n");
	QRcode_free(code);
	return 0;
}
