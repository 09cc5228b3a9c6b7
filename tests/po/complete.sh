#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whether every text of the program can be read in Chinese: po/zh_CN.po has all of them, msgfmt finds nothing
# wrong with it, and the signs between Chinese characters are Chinese ones.
set -u
source=${WUBU_SOURCE:-.}
po=$source/po/zh_CN.po
number=0
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT

# says NAME FILE: the test NAME is good when FILE is empty; else FILE says what is wrong.
says() {
	number=$((number + 1))
	if test -s "$2"; then
		sed 's/^/# /' "$2"
		echo "not ok $number - $1"
	else
		echo "ok $number - $1"
	fi
}


for tool in xgettext msgattrib msgcmp msgfmt; do
	if ! command -v "$tool" >/dev/null; then
		echo "1..0 # SKIP $tool is missing"
		exit 0
	fi
done

echo 1..7
"$source/po/extract" "$source" "$folder/wubu.pot" >"$folder/extract" 2>&1
says "the texts can be gathered" "$folder/extract"

# A text that is not used any more does no harm; `make po-update` takes it out.
msgcmp "$po" "$folder/wubu.pot" 2>&1 | grep -v '^msgcmp: \|: warning: this message is not used$' >"$folder/missing"
says "no text of the program is missing" "$folder/missing"

msgattrib --untranslated --no-obsolete "$po" >"$folder/untranslated"
says "no text is without its Chinese" "$folder/untranslated"

msgattrib --only-fuzzy --no-obsolete "$po" >"$folder/fuzzy"
says "no text is a guess" "$folder/fuzzy"

# This compares the formats too.
msgfmt --check --output-file=/dev/null "$po" >"$folder/msgfmt" 2>&1
says "msgfmt finds nothing wrong" "$folder/msgfmt"

# What a person types or reads in a YAML file is left alone: 字段: 内容.
lines() {
	sed -n 's/^msgstr\(\[0\]\)\{0,1\} //p; /^"/p' "$po" | LC_ALL=C.UTF-8 grep -P "$1"
}
lines '\p{Han} ?[,;!?] ?(\p{Han}|\\n|"$)|\p{Han} ?[()]|[()] ?\p{Han}|\p{Han}:(?! 内容)|\p{Han}\.("|\\n| )' >"$folder/signs"
says "no Latin sign stands between Chinese characters" "$folder/signs"

lines '\p{Han} [，。；：、！？（）《》“”]|[，。；：、！？（）《》”] \p{Han}' >"$folder/blanks"
says "no blank stands beside a Chinese sign" "$folder/blanks"
