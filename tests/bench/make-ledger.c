/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make-ledger DECISIONS SEED SOURCE OUT [FAULTS]: a ledger of lawful decisions, the same bytes for the same words; FAULTS of its
 * commits, by chance, are not lawful.
 *
 * The worked decisions of SOURCE/decisions are told again and again under new numbers, two commits a step, each
 * signed by the person who did it, all side by side in the order of their days.  The last decision stops after its first
 * commit, so that there is one to be filled in.  OUT gets ledger.pack, tip (the last commit), keys/ and faults: a line
 * "COMMIT RULE" for each commit that is to be refused, and by which rule.
 */
#include "actor.h"
#include "pack.h"
#include "worked.h"

#include "base/limits.h"
#include "judge/message.h"
#include "rule/vocabulary.h"
#include "store/outside.h"
#include "store/write.h"

#include <stdio.h>
#include <stdlib.h>

#define KEEPER "tang.rui"     /* founds the ledger */
#define SECRETARY "liu.fang"  /* fills in what others sign */
#define FOUNDED "2021-01-04"
#define OFFSET 480            /* minutes: China */
#define OPENS (9 * 3600)      /* when the office begins to commit, and for how long: seconds of a day */
#define OFFICE (8 * 3600)
#define CHAIN 48              /* a large tree is written whole that often, so that reading it stays quick */

/* Where a decision stands. */
struct line {
	const struct worked *worked;
	const char *id;
	uint64_t order;   /* by chance: who comes first on a day */
	int64_t at;       /* where its last record is in the pack */
};

struct act {
	int32_t day;
	size_t line, number;
};

/* The folder of a year: all names are equally long, so entries are too. */
struct year {
	int year;
	struct buf tree, before;
	int64_t at;
	unsigned chain;
	struct store_id id;
};

struct maker {
	struct arena *arena, *scratch; /* SCRATCH: of one commit */
	const char *seed, *source, *out;
	struct ledger_rules *rules;
	struct pack *pack;
	struct actor *actors;
	size_t actor_count;
	struct worked *worked;
	size_t worked_count;
	struct line *lines;
	size_t line_count;
	struct act *acts;
	size_t act_count;
	struct year *years; /* sorted */
	size_t year_count;
	char ledger[33];
	struct store_id rules_tree, tip;
	char rules_hex[STORE_ID_HEX];
	bool founded;
	size_t fault_count, *fault_at; /* the acts that are done wrongly, by number */
	struct buf faults;
};

static void fail(const char *where, const char *what)
{
	fprintf(stderr, "make-ledger: %s: %s\n", where, what);
	exit(1);
}

/* splitmix64 */
static uint64_t chance(uint64_t number)
{
	number += 0x9e3779b97f4a7c15u;
	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9u;
	number = (number ^ number >> 27) * 0x94d049bb133111ebu;
	return number ^ number >> 31;
}

/* ---- files ------------------------------------------------------------------------ */

static struct wubu_bytes read_whole(struct maker *m, const char *path)
{
	struct wubu_bytes bytes = {0};
	struct wubu_error error = {0};
	if (store_read_outside(path, LIMIT_YAML_BYTES, m->arena, &bytes, &error) != 1)
		fail(path, error.message);
	return bytes;
}

static void write_out(struct maker *m, const char *name, struct wubu_bytes bytes, unsigned mode)
{
	struct wubu_error error = {0};
	const char *path = arena_format(m->arena, "%s/%s", m->out, name);
	if (store_write_outside(path, bytes, mode, &error))
		fail(path, error.message);
}

/* ---- persons ---------------------------------------------------------------------- */

static const struct actor *actor_called(const struct maker *m, const char *id)
{
	for (size_t i = 0; i < m->actor_count; i++)
		if (strcmp(m->actors[i].id, id) == 0)
			return &m->actors[i];
	fail(id, "is nobody in people.yaml");
	return NULL;
}

static void write_keys(struct maker *m, const struct actor *actor)
{
	struct buf key;
	buf_init(&key);
	actor_key_file(actor, &key);
	write_out(m, arena_format(m->arena, "keys/%s", actor->id), buf_bytes(&key), 0600);
	write_out(m, arena_format(m->arena, "keys/%s.pub", actor->id),
		  bytes_of(arena_format(m->arena, "%s\n", actor->line)), 0644);
	buf_release(&key);
}

/* people.yaml with a key for each person, and the persons themselves. */
static const char *enrol(struct maker *m)
{
	const char *path = arena_format(m->arena, "%s/rules/people.yaml", m->source);
	struct wubu_bytes text = read_whole(m, path);
	struct wubu_error error = {0};
	struct record *record;
	struct buf out;
	size_t at = 0;
	if (record_read(&record, m->arena, path, text, &error))
		fail(path, error.message);
	buf_init(&out);
	const struct record_node *people = record_get(record->root, "people");
	for (size_t i = 0; i < people->count; i++) {
		const struct record_node *person = people->entries[i].value;
		const struct record_node *mail = record_get(person, "mail");
		struct actor *actor = arena_push(m->arena, m->actors, m->actor_count);
		actor_init(actor, people->entries[i].name, m->seed, m->arena);
		actor->name = record_get_text(person, "name");
		actor->mail = mail->text.data;
		buf_add(&out, (struct wubu_bytes){text.data + at, mail->end - at});
		buf_format(&out, "\n    keys: [{key: %s}]", actor->line);
		at = mail->end;
		write_keys(m, actor);
	}
	buf_text(&out, text.data + at);
	const char *copy = arena_copy(m->arena, buf_bytes(&out));
	buf_release(&out);
	return copy;
}

/* What can be wrong with a commit so that the next one is lawful again, and the rule that says so. */
enum fault { FAULT_NONE, FAULT_UNSIGNED, FAULT_IDENTITY, FAULT_SIGNATURE, FAULT_MESSAGE, FAULT_TIME, FAULTS };
static const char *const fault_rules[FAULTS] = {
	[FAULT_UNSIGNED] = "signature.missing", [FAULT_IDENTITY] = "signature.identity",
	[FAULT_SIGNATURE] = "signature.bad",    [FAULT_MESSAGE] = "commit.message",
	[FAULT_TIME] = "commit.time",
};

static enum fault fault_of(const struct maker *m, size_t act)
{
	for (size_t i = 0; i < m->fault_count; i++)
		if (m->fault_at[i] == act)
			return (enum fault)(1 + i % (FAULTS - 1));
	return FAULT_NONE;
}

/* ---- commits ----------------------------------------------------------------------- */

static void commit(struct maker *m, const struct store_id *tree, const struct actor *who, int64_t seconds,
		   const char *message, enum fault fault)
{
	struct store_person person = {bytes_of(who->name), bytes_of(who->mail),
				      fault == FAULT_TIME ? seconds - 30 * 86400 : seconds, OFFSET};
	struct buf raw, armour;
	char hex[STORE_ID_HEX];
	buf_init(&raw);
	buf_init(&armour);
	if (fault == FAULT_MESSAGE)
		message = arena_format(m->scratch, "%sOutcome: adopted\n", message);
	store_commit_bytes(tree, &m->tip, m->founded, &person, &person, message, &raw);
	actor_sign(fault == FAULT_IDENTITY ? actor_called(m, KEEPER) : who, buf_bytes(&raw), &armour);
	if (fault == FAULT_SIGNATURE)
		raw.data[raw.size - 3] ^= 1;
	if (fault != FAULT_UNSIGNED)
		store_commit_sign(&raw, armour.data);
	pack_add(m->pack, STORE_COMMIT, buf_bytes(&raw), NULL, &m->tip);
	m->founded = true;
	if (fault)
		buf_format(&m->faults, "%s %s\n", store_id_format(&m->tip, hex), fault_rules[fault]);
	buf_release(&raw);
	buf_release(&armour);
}

static int64_t morning(int32_t day)
{
	return (int64_t)day * 86400 - OFFSET * 60 + OPENS;
}

/* ---- the first commit ----------------------------------------------------------------- */

static void add_rule_file(struct maker *m, struct pack_file *file, const char *path, const char *text)
{
	struct wubu_bytes bytes =
		text ? bytes_of(text) : read_whole(m, arena_format(m->arena, "%s/rules/%s", m->source, path));
	file->path = path;
	pack_add(m->pack, STORE_BLOB, bytes, NULL, &file->id);
}

static void found(struct maker *m)
{
	static const char *const paths[] = {"calendar/cn.yaml", "cn/beijing/wangjing/rulebook.yaml",
					    "cn/state-council-713/rulebook.yaml", "ledger.yaml", "people.yaml"};
	struct pack_file files[5];
	struct store_id root;
	struct buf tree;
	const struct actor *keeper;
	const char *people = enrol(m);
	const char *card = arena_format(m->arena, "ledger: %s\ntitle: {zh: 测速账本, en: Bench}\n"
				       "training: yes\nprocedures: [%s]\n", m->ledger, m->rules->books[0]->name);
	for (size_t i = 0; i < 5; i++)
		add_rule_file(m, &files[i], paths[i], i == 3 ? card : i == 4 ? people : NULL);
	pack_tree(m->pack, files, 5, &m->rules_tree);
	store_id_format(&m->rules_tree, m->rules_hex);
	buf_init(&tree);
	pack_entry(&tree, "40000", bytes_of("rules"), &m->rules_tree);
	pack_add(m->pack, STORE_TREE, buf_bytes(&tree), NULL, &root);
	buf_release(&tree);
	keeper = actor_called(m, KEEPER);
	commit(m, &root, keeper, morning(date_parse(bytes_of(FOUNDED))),
	       arena_format(m->arena, "rules: found the ledger\n\nLedger: %s\nAction: rules\nSigned-off-by: %s <%s>\n",
			    m->ledger, keeper->name, keeper->mail), FAULT_NONE);
}

/* ---- trees ------------------------------------------------------------------------------ */

static struct year *year_of(struct maker *m, int number)
{
	size_t at = 0;
	while (at < m->year_count && m->years[at].year < number)
		at++;
	if (at < m->year_count && m->years[at].year == number)
		return &m->years[at];
	arena_push(m->arena, m->years, m->year_count);
	memmove(&m->years[at + 1], &m->years[at], (m->year_count - 1 - at) * sizeof *m->years);
	m->years[at] = (struct year){.year = number};
	buf_init(&m->years[at].tree);
	buf_init(&m->years[at].before);
	return &m->years[at];
}

/* Put ENTRY into the year's tree, in place of the one of that name, else where it belongs. */
static void put_entry(struct year *year, struct wubu_bytes entry)
{
	size_t name = entry.size - STORE_ID_SIZE, low = 0, high = year->tree.size / entry.size;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memcmp(year->tree.data + middle * entry.size, entry.data, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	char *place;
	if (low * entry.size == year->tree.size ||
	    memcmp(year->tree.data + low * entry.size, entry.data, name) != 0) {
		buf_fill(&year->tree, 0, entry.size);
		place = year->tree.data + low * entry.size;
		memmove(place + entry.size, place, year->tree.size - (low + 1) * entry.size);
	}
	place = year->tree.data + low * entry.size;
	memcpy(place, entry.data, entry.size);
}

static void write_year(struct maker *m, struct year *year, const char *id, const struct store_id *folder)
{
	struct buf entry;
	struct pack_base base = {year->at, {0}};
	buf_clear(&year->before);
	buf_add(&year->before, buf_bytes(&year->tree));
	base.bytes = buf_bytes(&year->before);
	buf_init(&entry);
	pack_entry(&entry, "40000", bytes_of(id), folder);
	put_entry(year, buf_bytes(&entry));
	bool whole = year->chain++ % CHAIN == 0;
	year->at = pack_add(m->pack, STORE_TREE, buf_bytes(&year->tree), whole ? NULL : &base, &year->id);
	buf_release(&entry);
}

/* The root: decisions/<year>/…, rules/. */
static void write_root(struct maker *m, struct store_id *root)
{
	struct store_id decisions;
	struct buf tree;
	buf_init(&tree);
	for (size_t i = 0; i < m->year_count; i++)
		if (m->years[i].at)
			pack_entry(&tree, "40000", bytes_of(arena_format(m->scratch, "%04d", m->years[i].year)),
				   &m->years[i].id);
	pack_add(m->pack, STORE_TREE, buf_bytes(&tree), NULL, &decisions);
	buf_clear(&tree);
	pack_entry(&tree, "40000", bytes_of(m->rules->books[0]->folder), &decisions);
	pack_entry(&tree, "40000", bytes_of("rules"), &m->rules_tree);
	pack_add(m->pack, STORE_TREE, buf_bytes(&tree), NULL, root);
	buf_release(&tree);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct pack_file *)a)->path, ((const struct pack_file *)b)->path);
}

/* The folder of a decision whose record is TEXT: the record, and the files that it names. */
static void write_folder(struct maker *m, struct line *line, const struct telling *telling, const char *text,
			 const char *before, struct store_id *id)
{
	size_t count = 0;
	struct pack_file *files = arena_array(m->scratch, telling->worked->file_count + 1, sizeof *files);
	struct pack_base base = {line->at, bytes_of(before)};
	files[count].path = m->rules->books[0]->file;
	line->at = pack_add(m->pack, STORE_BLOB, bytes_of(text), before ? &base : NULL, &files[count++].id);
	for (size_t i = 0; i < telling->worked->file_count; i++) {
		const struct worked_file *file = &telling->files[i];
		if (!strstr(text, file->path))
			continue;
		files[count].path = file->path;
		pack_add(m->pack, STORE_BLOB, file->bytes, NULL, &files[count++].id);
	}
	qsort(files, count, sizeof *files, by_path);
	pack_tree(m->pack, files, count, id);
}

/* ---- the acts ------------------------------------------------------------------------------- */

static struct record *read_record(struct maker *m, const char *text)
{
	struct rule_facts words = {.book = m->rules->books[0], .today = DATE_NONE};
	struct wubu_error error = {0};
	struct record *record;
	if (!text)
		return NULL;
	if (record_read(&record, m->scratch, words.book->file, bytes_of(text), &error))
		fail("a record", error.message);
	vocabulary_apply(&words, record, NULL);
	return record;
}

static const char *message_of(struct maker *m, const struct line *line, const struct actor *who,
			      const char *before, const char *text)
{
	struct rule_facts facts = {.book = m->rules->books[0], .today = DATE_NONE,
				   .before = read_record(m, before), .after = read_record(m, text)};
	struct judge_change change;
	struct message_facts message = {&facts, &change, m->ledger, line->id, bytes_of(who->name),
					bytes_of(who->mail), NULL};
	struct buf out;
	change_derive(&change, &facts, m->scratch);
	buf_init(&out);
	message_write(&message, &out);
	const char *copy = arena_copy(m->scratch, buf_bytes(&out));
	buf_release(&out);
	return copy;
}

static void do_act(struct maker *m, const struct act *act, int64_t seconds, enum fault fault)
{
	struct line *line = &m->lines[act->line];
	struct telling telling;
	struct store_id folder, root;
	const char *by = worked_turn(line->worked, act->number)->by;
	const struct actor *who = actor_called(m, act->number % 2 ? by : SECRETARY);
	telling_init(&telling, line->worked, line->id, m->rules_hex, m->scratch);
	const char *before = act->number ? telling_text(&telling, act->number - 1, m->scratch) : NULL;
	const char *text = telling_text(&telling, act->number, m->scratch);
	write_folder(m, line, &telling, text, before, &folder);
	write_year(m, year_of(m, line->worked->year), line->id, &folder);
	write_root(m, &root);
	commit(m, &root, who, seconds, message_of(m, line, who, before, text), fault);
	arena_reset(m->scratch);
}

/* ---- the plan --------------------------------------------------------------------------------- */

static void read_worked(struct maker *m)
{
	const char *folder = arena_format(m->arena, "%s/%s", m->source, m->rules->books[0]->folder), **paths;
	const char *file = m->rules->books[0]->file;
	struct wubu_error error = {0};
	size_t count;
	if (store_list_outside(folder, m->arena, &paths, &count, &error))
		fail(folder, error.message);
	for (size_t i = 0; i < count; i++) {
		const char *name = strrchr(paths[i], '/');
		if (!name || strcmp(name + 1, file) != 0)
			continue;
		struct wubu_bytes way = {paths[i], (size_t)(name - paths[i])};
		worked_read(arena_push(m->arena, m->worked, m->worked_count),
			    arena_format(m->arena, "%s/%.*s", folder, (int)way.size, way.data), m->rules, m->arena);
	}
	if (!m->worked_count)
		fail(folder, "no worked decisions");
}

static void plan_lines(struct maker *m)
{
	int width = snprintf(NULL, 0, "%zu", m->line_count);
	uint64_t seed = 0;
	for (const char *p = m->seed; *p; p++)
		seed = chance(seed ^ (unsigned char)*p);
	m->lines = arena_array(m->arena, m->line_count, sizeof *m->lines);
	for (size_t i = 0; i < m->line_count; i++) {
		const struct worked *worked = &m->worked[i % m->worked_count];
		/* "WJ-2021-" stays; numbers are all of one length. */
		int head = (int)(strrchr(worked->id, '-') + 1 - worked->id);
		m->lines[i] = (struct line){.worked = worked, .order = chance(seed + i),
					    .id = arena_format(m->arena, "%.*s%0*zu", head, worked->id,
							       width < 3 ? 3 : width, i + 1)};
	}
}

static void plan_acts(struct maker *m)
{
	for (size_t i = 0; i < m->line_count; i++) {
		size_t count = i + 1 == m->line_count ? 1 : m->lines[i].worked->acts;
		for (size_t k = 0; k < count; k++)
			*arena_push(m->arena, m->acts, m->act_count) =
				(struct act){worked_turn(m->lines[i].worked, k)->day, i, k};
	}
}

/* Each fault in a part of the history of its own, so that one never hides another. */
static void plan_faults(struct maker *m)
{
	uint64_t seed = chance(m->lines[0].order ^ m->act_count);
	if (m->fault_count > m->act_count / 2)
		m->fault_count = m->act_count / 2;
	m->fault_at = arena_array(m->arena, m->fault_count, sizeof *m->fault_at);
	for (size_t i = 0; i < m->fault_count; i++) {
		size_t part = m->act_count / m->fault_count;
		m->fault_at[i] = i * part + chance(seed + i) % (part > 1 ? part - 1 : 1) + (part > 1);
	}
}

static const struct line *sorted_lines; /* qsort() passes no context */

static int by_day(const void *a, const void *b)
{
	const struct act *x = a, *y = b;
	uint64_t p = sorted_lines[x->line].order, q = sorted_lines[y->line].order;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (p != q)
		return p < q ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void do_all(struct maker *m)
{
	sorted_lines = m->lines;
	qsort(m->acts, m->act_count, sizeof *m->acts, by_day);
	for (size_t begin = 0, end; begin < m->act_count; begin = end) {
		int32_t day = m->acts[begin].day;
		for (end = begin; end < m->act_count && m->acts[end].day == day;)
			end++;
		for (size_t i = begin; i < end; i++)
			do_act(m, &m->acts[i], morning(day) + (int64_t)((i - begin) * OFFICE / (end - begin)),
			       fault_of(m, i));
	}
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void make(struct maker *m)
{
	char hex[DIGEST_HEX], tip[STORE_ID_HEX];
	struct wubu_error error = {0};
	const char *rules = arena_format(m->arena, "%s/rules", m->source);
	if (store_make_folder(arena_format(m->arena, "%s/keys", m->out), &error) ||
	    wubu_books_at(rules, m->arena, &m->rules, &error))
		fail(rules, error.message);
	digest_sha256(bytes_of(m->seed), hex);
	memcpy(m->ledger, hex, sizeof m->ledger - 1);
	buf_init(&m->faults);
	m->pack = pack_new(arena_format(m->arena, "%s/ledger.pack", m->out));
	found(m);
	read_worked(m);
	plan_lines(m);
	plan_acts(m);
	plan_faults(m);
	do_all(m);
	size_t objects = pack_finish(m->pack);
	write_out(m, "tip", bytes_of(arena_format(m->arena, "%s\n", store_id_format(&m->tip, tip))), 0644);
	write_out(m, "faults", buf_bytes(&m->faults), 0644);
	printf("%zu decisions, %zu commits, %zu objects, %s\n", m->line_count, m->act_count + 1, objects, tip);
}

int main(int argc, char **argv)
{
	if (argc < 5 || argc > 6 || strtol(argv[1], NULL, 10) <= 0) {
		fprintf(stderr, "usage: make-ledger DECISIONS SEED SOURCE OUT [FAULTS]\n");
		return 2;
	}
	struct maker maker = {.arena = arena_new(), .scratch = arena_new(), .seed = argv[2],
			      .line_count = (size_t)strtol(argv[1], NULL, 10), .source = argv[3], .out = argv[4],
			      .fault_count = argc == 6 ? (size_t)strtol(argv[5], NULL, 10) : 0};
	make(&maker);
	/* What is in years, actors and arenas ends with the process. */
	return 0;
}
