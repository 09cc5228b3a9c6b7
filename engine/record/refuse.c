/* SPDX-License-Identifier: Apache-2.0 */
#include "record/refuse.h"

#include "base/lang.h"

#define ANY '\x7F'
#define QUOTED "while scanning a quoted scalar"

/* A row answers when its words begin libyaml's; the first that does is taken. */
struct sentence {
	const char *context; /* NULL: any */
	const char *problem; /* NULL: any */
	char at;             /* the byte at the problem; NUL: the end of the file; ANY */
	enum refuse_place place;
	const char *message, *hint;
};

static const char tab_message[] =
	N_("A tab stands where blanks are expected; YAML lines are indented with blanks only.");
static const char tab_hint[] = N_("Replace each tab at the beginning of the line with two blanks.");
static const char directive_message[] =
	N_("A line that begins with '%', an instruction to YAML programs, is not accepted.");
static const char directive_hint[] = N_("Remove the line.");
static const char tag_message[] =
	N_("A word that begins with '!' is a YAML type tag; tags are not accepted.");
static const char tag_hint[] = N_("Remove it, or put the text in double quotes.");
static const char anchor_message[] =
	N_("A word that begins with '&' or '*' is a YAML reference; references are not accepted.");
static const char block_message[] =
	N_("After '|' only '-' and a comment may stand; the text begins on the next line.");
static const char bracket_hint[] = N_("Close it with the bracket of the same kind.");

static const struct sentence sentences[] = {
	{NULL, "found character that cannot start any token", '\t', REFUSE_AT_PROBLEM, tab_message,
	 tab_hint},
	{NULL, "found a tab character", ANY, REFUSE_AT_PROBLEM, tab_message, tab_hint},
	{NULL, "found character that cannot start any token", ANY, REFUSE_AT_PROBLEM,
	 N_("No text can begin with this character."), N_("Put the text in double quotes.")},
	{QUOTED, "found unexpected end of stream", ANY, REFUSE_AT_CONTEXT,
	 N_("The quote that opens here is never closed."),
	 N_("Add the closing quote; inside double quotes write \\\" for a quote.")},
	{QUOTED, "found unexpected document indicator", ANY, REFUSE_AT_CONTEXT,
	 N_("The quote that opens here is not closed before the line '---' or '...'."),
	 N_("Add the closing quote.")},
	{"while parsing a quoted scalar", NULL, ANY, REFUSE_AT_PROBLEM,
	 N_("In double quotes a backslash begins an escape, and this one does not exist."),
	 N_("Write \\\\ for a backslash, or use single quotes.")},
	{"while scanning a simple key", "could not find expected ':'", ANY, REFUSE_AT_CONTEXT,
	 N_("This line is no 'key: value': the colon after the key is missing."),
	 N_("Write a colon and a blank after the key; indent a text that goes on from the line "
	    "above.")},
	{NULL, "mapping values are not allowed in this context", ANY, REFUSE_AT_PROBLEM,
	 N_("This colon makes a key of what stands before it, and no key may stand there."),
	 N_("Put a text that holds ': ' in double quotes; else look at the indentation of this "
	    "line.")},
	{NULL, "found unexpected ':'", ANY, REFUSE_AT_PROBLEM,
	 N_("After this colon a blank is missing."), N_("Write 'key: value'.")},
	{NULL, "mapping keys are not allowed in this context", ANY, REFUSE_AT_PROBLEM,
	 N_("No key can begin here."), N_("Put the text in double quotes.")},
	{NULL, "block sequence entries are not allowed in this context", ANY, REFUSE_AT_PROBLEM,
	 N_("A list item cannot begin here, on the line of its key."),
	 N_("Begin the list on the next line; put a text that begins with '- ' in double quotes.")},
	{NULL, "did not find expected ',' or ']'", '\0', REFUSE_AT_CONTEXT,
	 N_("The bracket '[' that opens here is never closed."), bracket_hint},
	{NULL, "did not find expected ',' or '}'", '\0', REFUSE_AT_CONTEXT,
	 N_("The bracket '{' that opens here is never closed."), bracket_hint},
	{NULL, "did not find expected ',' or", ':', REFUSE_AT_CONTEXT,
	 N_("The bracket that opens here is not closed before the next key begins."), bracket_hint},
	{NULL, "did not find expected ',' or", ANY, REFUSE_AT_PROBLEM,
	 N_("Between brackets a comma or the closing bracket is missing before this place."),
	 N_("Separate the entries with commas; put a text that holds brackets or commas in double "
	    "quotes.")},
	{NULL, "did not find expected key", ':', REFUSE_AT_PROBLEM,
	 N_("The key before the colon is missing."), N_("Write 'key: value'.")},
	{NULL, "did not find expected key", ANY, REFUSE_AT_PROBLEM,
	 N_("A key is expected here: the line is not indented like its neighbours, or something "
	    "stands after a closing quote or bracket."),
	 N_("Indent the keys of one map by the same number of blanks.")},
	{NULL, "did not find expected '-' indicator", ANY, REFUSE_AT_PROBLEM,
	 N_("A list item is expected here: the line does not begin with '- ' or is not indented "
	    "like the other items."),
	 N_("Indent all items of one list by the same number of blanks.")},
	{NULL, "did not find expected node content", '\0', REFUSE_AT_CONTEXT,
	 N_("What opens here has no end."), bracket_hint},
	{NULL, "did not find expected node content", ANY, REFUSE_AT_PROBLEM,
	 N_("A value is expected here."), N_("Remove a comma or bracket that is too much.")},
	{NULL, "did not find expected <document start>", ANY, REFUSE_AT_PROBLEM,
	 N_("This stands after the end of the record and belongs to no key."),
	 N_("Give it a key, or remove it.")},
	{"while scanning a directive", NULL, ANY, REFUSE_AT_CONTEXT, directive_message,
	 directive_hint},
	{"while scanning a %", NULL, ANY, REFUSE_AT_CONTEXT, directive_message, directive_hint},
	{NULL, "found duplicate %", ANY, REFUSE_AT_PROBLEM, directive_message, directive_hint},
	{NULL, "found incompatible YAML document", ANY, REFUSE_AT_PROBLEM, directive_message,
	 directive_hint},
	{"while scanning a tag", NULL, ANY, REFUSE_AT_CONTEXT, tag_message, tag_hint},
	{"while parsing a tag", NULL, ANY, REFUSE_AT_CONTEXT, tag_message, tag_hint},
	{NULL, "found undefined tag handle", ANY, REFUSE_AT_PROBLEM, tag_message, tag_hint},
	{"while scanning an a", NULL, ANY, REFUSE_AT_CONTEXT, anchor_message,
	 N_("Write the value itself, or put the text in double quotes.")},
	{"while scanning a block scalar", NULL, ANY, REFUSE_AT_PROBLEM, block_message,
	 N_("Write '|' alone at the end of the line.")},
};

static bool begins(const char *text, const char *words)
{
	return !words || (text && strncmp(text, words, strlen(words)) == 0);
}

static const struct sentence *sentence_of(const yaml_parser_t *parser, char at)
{
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		const struct sentence *row = &sentences[i];
		bool there = row->at == ANY || row->at == at;
		if (there && begins(parser->context, row->context) &&
		    begins(parser->problem, row->problem))
			return row;
	}
	return NULL;
}

enum refuse_place record_refuse(const yaml_parser_t *parser, char at, struct wubu_error *error)
{
	if (parser->error == YAML_MEMORY_ERROR) {
		error_set(error, WUBU_IO, _("There is not enough memory to read this file."));
		return REFUSE_AT_PROBLEM;
	}
	const struct sentence *row = sentence_of(parser, at);
	if (!row) {
		error_set(error, WUBU_INPUT, _("This cannot be read as YAML (%s)."),
			  parser->problem ? parser->problem : "?");
		return REFUSE_AT_PROBLEM;
	}
	error_set(error, WUBU_INPUT, "%s", _(row->message));
	error_hint(error, "%s", _(row->hint));
	return row->place;
}
