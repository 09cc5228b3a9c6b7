/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/approval.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/limits.h"
#include "rule/roles.h"

bool approval_is_below(const char *path)
{
	return strncmp(path, APPROVAL_FOLDER "/", sizeof APPROVAL_FOLDER) == 0;
}

/* "li.lei.sig" → "li.lei"; NULL for any other name. */
static const char *person_of(const char *name, struct arena *arena)
{
	size_t size = strlen(name), suffix = sizeof APPROVAL_SUFFIX - 1;
	if (size <= suffix || strcmp(name + size - suffix, APPROVAL_SUFFIX) != 0 || strchr(name, '/'))
		return NULL;
	return arena_copy(arena, (struct wubu_bytes){name, size - suffix});
}

bool approval_path_read(const char *path, struct arena *arena, struct approval_path *out)
{
	static const size_t head = sizeof APPROVAL_FOLDER, hex = STORE_ID_HEX - 1;
	*out = (struct approval_path){.part = APPROVAL_OTHER};
	if (!approval_is_below(path) || strlen(path) < head + hex + 2 || path[head + hex] != '/' ||
	    store_id_parse(&out->tree, (struct wubu_bytes){path + head, hex}))
		return false;
	const char *rest = path + head + hex + 1;
	out->folder = arena_copy(arena, (struct wubu_bytes){path, head + hex});
	out->person = person_of(rest, arena);
	out->part = strncmp(rest, "rules/", 6) == 0 ? APPROVAL_RULES
		    : strcmp(rest, APPROVAL_STATEMENT) == 0 ? APPROVAL_WORDS
		    : out->person ? APPROVAL_SIGNATURE : APPROVAL_OTHER;
	return out->part != APPROVAL_OTHER;
}

void approval_statement(const char *ledger, const char *from, const char *to, int32_t day, struct buf *out)
{
	char text[DATE_TEXT_SIZE];
	buf_format(out, "I agree with this change of the rules.\n\nVersion: 1\nLedger: %s\nRules-before: %s\nRules-after: %s\nDay: %s\n",
		   ledger, from, to, date_format(day, text));
}

/* The day that the last line of WORDS bears, or DATE_NONE. */
static int32_t day_in(struct wubu_bytes words)
{
	static const char key[] = "\nDay: ";
	const char *line = memmem(words.data, words.size, key, sizeof key - 1);
	size_t rest = line ? words.size - (size_t)(line - words.data) - (sizeof key - 1) : 0;
	return rest < 10 ? DATE_NONE : date_parse((struct wubu_bytes){line + sizeof key - 1, 10});
}

int approval_read(struct ledger *ledger, const struct ledger_rules *rules, const struct store_id *root, const char *to,
		  struct arena *arena, struct wubu_bytes *words, int32_t *day, struct wubu_error *error)
{
	struct store_entry entry;
	struct buf wanted;
	const char *path = arena_format(arena, APPROVAL_FOLDER "/%s/" APPROVAL_STATEMENT, to);
	int found = store_find(ledger->store, root, path, arena, &entry, error);
	if (found <= 0 || entry.mode != STORE_MODE_FILE)
		return found < 0 ? -1 : 0;
	if (store_read(ledger->store, &entry.id, STORE_BLOB, LIMIT_COMMIT_BYTES, arena, words, error))
		return -1;
	*day = day_in(*words);
	if (*day == DATE_NONE)
		return 0;
	buf_init(&wanted);
	approval_statement(rules->card.id, rules->hex, to, *day, &wanted);
	bool same = bytes_equal(buf_bytes(&wanted), *words);
	buf_release(&wanted);
	return same;
}

bool approval_is_keeper(const struct ledger_rules *rules, const struct rulebook *book, const char *person, int32_t day)
{
	for (size_t i = 0; i < rules->book_count; i++)
		if ((!book || book == rules->books[i]) &&
		    roles_own(&rules->view, &rules->books[i]->rules.roles, person, day))
			return true;
	return false;
}

const char *approval_refusal(struct wubu_bytes words, const struct ledger_rules *people, const char *person,
			     int32_t day, struct wubu_bytes armour, struct arena *arena)
{
	struct wubu_error error = {0};
	struct trust_key key;
	if (trust_verify_for(TRUST_SPACE_RULES, armour, words, arena, &key, &error))
		return arena_text(arena, error.message);
	const struct trust_person *owner = trust_person_of_key(people->people, &key, day, NULL);
	if (!owner || strcmp(owner->id, person) != 0)
		return arena_format(arena, _("the key that signed it is not one of %s on this day"), person);
	if (!approval_is_keeper(people, NULL, person, day))
		return arena_format(arena, _("%s may not change the rules on this day"), owner->name);
	return NULL;
}

static int read_signature(struct ledger *ledger, const struct store_entry *entry, struct arena *arena,
			  struct wubu_bytes *armour, struct wubu_error *error)
{
	return store_read(ledger->store, &entry->id, STORE_BLOB, LIMIT_COMMIT_BYTES, arena, armour, error);
}

int approval_persons(struct ledger *ledger, const struct ledger_rules *rules, const struct ledger_rules *people,
		     const struct store_id *root, const char *to, int32_t day, struct arena *arena,
		     struct rule_names *persons, struct wubu_error *error)
{
	struct store_entry folder;
	struct store_tree tree;
	struct wubu_bytes armour, words;
	int32_t proposed;
	*persons = (struct rule_names){0};
	int found = approval_read(ledger, rules, root, to, arena, &words, &proposed, error);
	if (found > 0)
		found = store_find(ledger->store, root, arena_format(arena, APPROVAL_FOLDER "/%s", to), arena, &folder, error);
	if (found <= 0)
		return found;
	if (folder.mode != STORE_MODE_TREE)
		return 0;
	if (store_read_tree(ledger->store, &folder.id, arena, &tree, error))
		return -1;
	for (size_t i = 0; i < tree.count; i++) {
		const char *person = person_of(tree.entries[i].name.data, arena);
		if (!person || tree.entries[i].mode != STORE_MODE_FILE)
			continue;
		if (read_signature(ledger, &tree.entries[i], arena, &armour, error))
			return -1;
		if (!approval_refusal(words, people, person, day, armour, arena))
			*arena_push(arena, persons->items, persons->count) = person;
	}
	return 0;
}
