# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A ledger for tests: people with keys, one clone a person, a day to act on.
#
#   load ledger                  in a .bats file
#   ledger_make                  $LEDGER: a ledger by cn/beijing/wangjing, made by its rule-keeper
#   ledger_make --bare           and $SERVER, a bare repository with the server's hook, as its remote "origin"
#   as liu.fang wubu open …      act as that person, with that person's key
#   on 2021-03-01 …              act on that day, at 9 in the morning (UTC+8); later calls of the same day come later
#
# People: liu.fang (secretary), zhao.min (legal reviewer), chen.yu (head), tang.rui (rule-keeper), and the other
# members of the office's meeting, as in rules/people.yaml.  $KEYS/<id> and $KEYS/<id>.pub are their keys.

SOURCE=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)

# The program to be tested: $WUBU, else the one of the folder where the tests are run, else the one on PATH.
ledger_program() {
	if [[ -z ${WUBU:-} && -x $PWD/wubu ]]; then WUBU=$PWD/wubu; fi
	WUBU=$(command -v "${WUBU:-wubu}")
	export WUBU
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	ln -sf "$WUBU" "$BATS_TEST_TMPDIR/bin/wubu"
	ln -sf "$WUBU" "$BATS_TEST_TMPDIR/bin/git-wubu"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# Nothing of the machine's own configuration or language gets in.
ledger_calm() {
	unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR LC_ALL LC_MESSAGES LANGUAGE
	export HOME=$BATS_TEST_TMPDIR GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/gitconfig
	export LANG=C.UTF-8 TZ=Asia/Shanghai TERM=dumb WUBU_RULES=${WUBU_RULES:-$SOURCE/rules}
	printf '[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n' >"$GIT_CONFIG_GLOBAL"
}

# rules/people.yaml with a key for everybody; one that stands in $KEYS already is kept.
ledger_people() {
	local id line
	KEYS=$BATS_TEST_TMPDIR/keys
	mkdir -p "$KEYS"
	export KEYS
	while IFS= read -r line; do
		if [[ $line =~ ^\ \ ([a-z][a-z0-9.-]*):$ ]]; then
			id=${BASH_REMATCH[1]}
			[[ -e $KEYS/$id ]] || ssh-keygen -q -t ed25519 -N '' -C "$id" -f "$KEYS/$id" </dev/null
		elif [[ $line == *roles:* ]]; then
			printf '    keys:\n      - {key: %s}\n' "$(cut -d' ' -f1,2 "$KEYS/$id.pub")"
		fi
		printf '%s\n' "$line"
	done <"$SOURCE/rules/people.yaml" >"$BATS_TEST_TMPDIR/people.yaml"
	PEOPLE=$BATS_TEST_TMPDIR/people.yaml
	export PEOPLE
}

# The words after ID are run as that person.
as() {
	local id=$1 name
	shift
	name=$(grep -A1 "^  $id:" "$PEOPLE" | sed -n 's/^ *name: //p')
	GIT_COMMITTER_NAME=$name GIT_AUTHOR_NAME=$name \
		GIT_COMMITTER_EMAIL=$id@wangjing.example GIT_AUTHOR_EMAIL=$id@wangjing.example \
		GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.signingkey GIT_CONFIG_VALUE_0=$KEYS/$id \
		with_key "$id" "$@"
}

# libgit2 does not read GIT_CONFIG_COUNT: wubu is told of the key by the repository's configuration.
with_key() {
	local id=$1
	shift
	[[ ! -d .git ]] || git config user.signingkey "$KEYS/$id"
	"$@"
}

# The words after DAY are run on that day; each call of a day is a minute after the one before.
on() {
	local day=$1
	shift
	if [[ ${LEDGER_DAY:-} == "$day" ]]; then LEDGER_MINUTE=$((LEDGER_MINUTE + 1)); else LEDGER_MINUTE=0; fi
	LEDGER_DAY=$day
	moment=$(printf '%sT%02d:%02d:00+08:00' "$day" $((9 + LEDGER_MINUTE / 60)) $((LEDGER_MINUTE % 60)))
	GIT_COMMITTER_DATE=$moment GIT_AUTHOR_DATE=$moment "$@"
}

# Make the ledger and go into it.
ledger_make() {
	ledger_program
	ledger_calm
	ledger_people
	LEDGER=$BATS_TEST_TMPDIR/ledger
	export LEDGER
	on 2021-01-04 as tang.rui wubu init --procedure cn/beijing/wangjing --people "$PEOPLE" \
		--title 望京街道重大行政决策测试账本 --training --key "$KEYS/tang.rui" "$LEDGER" >/dev/null
	cd "$LEDGER" || return
	[[ ${1:-} != --bare ]] || ledger_server
}

# A server beside it, that has the first commit.
ledger_server() {
	SERVER=$BATS_TEST_TMPDIR/server.git
	export SERVER
	wubu init --bare "$SERVER" >/dev/null
	git remote add origin "$SERVER"
	git push -q origin main
}

# A file for a field that wants one.
paper() {
	mkdir -p "$BATS_TEST_TMPDIR/papers"
	printf '%s\n' "${2:-$1}" >"$BATS_TEST_TMPDIR/papers/$1"
	printf '%s\n' "$BATS_TEST_TMPDIR/papers/$1"
}

# Open a decision with everything in its head that the rules ask for; prints its number.
decision_open() {
	wubu open --title 望京西路路口改造 --matter public-construction --set draft="$(paper draft.md)" \
		--set decision-body=street-office --set disclosure=open --set professional=no \
		--set affects-stability=no --set specific-groups=no --set market-actors=no --set widely-noticed=no \
		--set touches-other-units=no --set exploratory=no --set congress=no --set excluded=none \
		--set own-procedure=no "$@"
}

# What the first step of decision $1 records.
opening_fill() {
	wubu fill "$1" opening proposal.source=deputy proposal.from=区人大代表建议第43号 proposal.on=2021-02-01 \
		study.unit=城市管理办公室 study.on=2021-02-10 study.finding=建议启动 \
		start.on=2021-02-20 start.by=chen.yu start.document="$(paper start.md)" \
		'units[+].unit=城市管理办公室' 'units[+].lead=yes' \
		research.on=2021-02-24 research.how=走访 research.finding=过街距离过长 \
		legal-inventory="$(paper legal-inventory.md)" \
		not-professional-because=无技术争议 no-risk-because=不影响稳定 "${@:2}"
}
