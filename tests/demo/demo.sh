#!/bin/bash
# shellcheck disable=SC1111  # Chinese text has its own quotation marks
# SPDX-License-Identifier: Apache-2.0
# One decision on its whole way, by real commits and pushes between real clones, with what is refused on the way.
# `./bootstrap demo` runs it. It checks itself: anything that goes otherwise than told ends it with status 1.
set -euo pipefail

here=$(cd "$(dirname "$0")/../.." && pwd)

usage() {
	echo "Usage: demo.sh [--lang zh|en] [--keep]     (--keep leaves the folder of the demo in place)"
}

language=en
case "${LC_ALL:-${LC_MESSAGES:-${LANG-}}}" in zh*) language=zh ;; esac
keep=no
while [ $# -gt 0 ]; do
	case $1 in
	--lang) language=${2-}; shift ;;
	--lang=*) language=${1#*=} ;;
	--keep) keep=yes ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 2 ;;
	esac
	[ $# -eq 0 ] || shift
done
case $language in zh | en) ;; *) usage >&2; exit 2 ;; esac

# ---- a place of its own ----------------------------------------------------------------------

# shellcheck source=tests/demo/stage.sh
. "$here/tests/demo/stage.sh"

program=${WUBU:-$here/wubu}
[ -x "$program" ] || give_up "没有 $program，请先运行 ./bootstrap" "there is no $program; run ./bootstrap first"
example=$here/decisions/2021/WJ-2021-003

work=$(mktemp -d "${TMPDIR:-/tmp}/wubu-demo.XXXXXX")
clean_up() {
	cd /
	[ "$keep" = yes ] || rm -rf "$work"
}
trap clean_up EXIT

# Nothing of this machine's git settings, and no terminal, has a say in what follows.
for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
unset LC_ALL LC_MESSAGES
LANG=en_US.UTF-8
[ "$language" = en ] || LANG=zh_CN.UTF-8
export LANG LC_CTYPE=C.UTF-8 HOME="$work" TZ=Asia/Shanghai GIT_CONFIG_NOSYSTEM=1 GIT_PAGER=cat GIT_EDITOR=true
export GIT_CONFIG_GLOBAL="$work/gitconfig" PATH="$work/bin:$PATH"
export WUBU_RULES="$here/rules"
mkdir "$work/bin" "$work/keys"
cp -r "$example/materials" "$example/draft.md" "$here/tests/demo/answers" "$work/"
ln -s "$program" "$work/bin/wubu"
git config --global init.defaultBranch main
git config --global advice.detachedHead false

# ---- the story -------------------------------------------------------------------------------

say "这是一次演示：望京街道把“望京西路与阜通西大街路口改造”作为重大行政决策，从启动一直办到公布。
每一步都是真实的 git 提交和推送；每一次违规都会被当场拒绝，并说明依据哪一条、该怎么办。
人物和细节是虚构的，程序和条文是真的。" \
"A demonstration: the Wangjing sub-district office takes a major decision, the rebuilding of a road crossing,
from its opening to its publication. Every act is a real git commit and push; every breach is refused on the spot,
with the article that it breaks and what to do. Persons and details are invented, procedure and articles are real."

chapter "建账" "Founding the ledger"
say "四个人各有自己的密钥。规则管理员唐睿建立账本：规则、人员名单、日历，第一个提交由他签名。" \
"Four persons have keys of their own. The rule-keeper, Tang Rui, founds the ledger: rules, people, calendar;
its first commit bears his signature."
cp "$here/rules/people.yaml" "$work/people.yaml"
for person in tang.rui liu.fang zhao.min chen.yu; do
	give_key "$person"
done
cd "$work"
git init -q tang.rui
act tang.rui 2021-01-04
use_key tang.rui
run "wubu init --procedure cn/beijing/wangjing --people ../people.yaml --title 望京街道重大行政决策"

say "服务器上的仓库装有钩子，推送进来的每个提交都要先过它这一关。" \
"The repository on the server has a hook that judges every commit pushed to it."
run "wubu init --bare ../server.git"
git remote add origin ../server.git
quick "git push -u origin main"
for person in liu.fang zhao.min chen.yu; do
	(
		cd "$work"
		git clone -q server.git "$person"
		cd "$person"
		use_key "$person"
		wubu init --quiet
	)
done
founded=$(git rev-parse HEAD)

chapter "决策启动" "Opening"
say "秘书刘芳开立一项决策。她不用懂 YAML，命令会替她写好记录并提交。" \
"The secretary, Liu Fang, opens a decision. She need not know YAML: the command writes the record and commits it."
act liu.fang 2021-05-17
run "wubu open --title 望京西路与阜通西大街路口改造 --matter public-construction --from ../answers/header.txt --set draft=../draft.md"
id=$(ls decisions/2021)
folder=decisions/2021/$id
record=$folder/decision.yaml

say "一个月后，草案拟成。启动环节的材料从一个文本文件填入，然后签署：签署就是一个带她本人签名的提交。" \
"A month later there is a draft. The opening is filled in from a text file and signed: a sign-off is a commit
that bears her own signature."
act liu.fang 2021-06-17
quick "wubu fill $id opening --from ../answers/opening.txt"
run "wubu sign $id opening"
quick "git push"
printf '\n'

say "项目很急，有人想跳过公众参与，直接上会。" "Somebody is in a hurry, and wants to take it to the meeting at once."
refused transition.order "wubu fill $id collective-decision decision=adopted"
say "前面的环节没走完，会议不能作决定。" "the meeting cannot decide while earlier steps are missing."

chapter "公众参与" "Public participation"
say "网上征求意见只开了二十天。" "Comments were taken on the website for only twenty days."
act liu.fang 2021-06-21
quick "wubu fill $id public-participation --from ../answers/notice.txt 'solicitations[+].closed=2021-07-11'"
act liu.fang 2021-08-25
quick "cp ../materials/{symposium,hearing-record,opinions-report}.md $folder/materials/"
quick "wubu fill $id public-participation --from ../answers/participation.txt"
refused public-participation.solicitation-period "wubu sign $id public-participation"
say "征求意见一般不少于三十日。" "thirty days at least are what the regulation asks."
say "实际上公告已延期到 7 月 21 日，刘芳据实更正，再签。" \
"In fact the notice had been extended to 21 July. Liu Fang corrects the entry and signs."
quick "wubu fill $id public-participation 'solicitations[0].closed=2021-07-21'"
quick "wubu sign $id public-participation"
quick "git push"

chapter "专家论证、风险评估" "Expert review and risk assessment"
say "喜欢直接改文件的人，也可以用编辑器写 YAML，再 git commit：提交说明由钩子自动写好。" \
"Those who like it better edit the YAML and type git commit: the hook writes the message."
act liu.fang 2021-09-02
quick "cp ../materials/expert-report.md $folder/materials/"
write_by_hand "$(section expert-review)"
quick "git add $folder"
quick "git commit"
quick "wubu sign $id expert-review"
say "风险评估连签署也用手写：" "For the risk assessment the sign-off, too, is written by hand:"
act liu.fang 2021-09-15
quick "cp ../materials/risk-report.md $folder/materials/"
write_by_hand "$(section risk-assessment)"
quick "git add $folder"
quick "git commit"
write_by_hand "$(sign_off risk-assessment)"
run "git commit -a && git log -1"
quick "git push"
printf '\n'

say "有人觉得那位投反对票的专家不太好看，想悄悄改成赞成。" \
"The one expert who was against does not look well. Somebody changes that quietly."
quick "sed -i '/孔令/s/opinion: against/opinion: for/' $record"
refused transition.frozen "git commit -a"
say "签署过的环节一个字也不能改。" "not a byte of a signed step changes."
say "绕过本机钩子再推：服务器照样拦下。" "Round the hooks of the own machine, then: the server stops it all the same."
quick "git commit -q -a --no-verify -m 'expert-review: 更正'"
refused transition.frozen "git push --no-verify"
say "服务器用同样的规则判断，跳过钩子没有用。" "the server judges by the same rules; skipping hooks is of no use."
git branch -q forged
quick "git reset -q --hard origin/main"

chapter "合法性审查" "Legality review"
say "9 月 28 日（国庆前）送审。" "It goes to the legality review on 28 September, just before the National Day holiday."
act liu.fang 2021-09-28
quick "wubu fill $id legality-review submitted=2021-09-28 'legal-bases[+]=重大行政决策程序暂行条例' 'legal-bases[+]=道路交通安全法' procedure-statement=../materials/procedure-statement.md"
quick "git push"
say "审查人员赵敏 10 月 9 日（周六，调休上班）出具意见。看似过了十一天，够了？" \
"The reviewer, Zhao Min, gives her opinion on Saturday 9 October, a make-up working day. Eleven days: is that enough?"
act zhao.min 2021-10-09
quick "cp ../materials/legality-opinion.md $folder/materials/"
quick "wubu fill $id legality-review --from ../answers/opinion.txt opinion.issued=2021-10-09"
refused legality-review.review-period "wubu sign $id legality-review"
say "除去国庆假期只有四个工作日（9 月 29、30 日，10 月 8、9 日），要七个。" \
"beside the holiday there are four working days (29 and 30 September, 8 and 9 October); seven are needed."
say "第七个工作日是 10 月 13 日。" "The seventh working day is 13 October."
act zhao.min 2021-10-13
quick "wubu fill $id legality-review opinion.issued=2021-10-13"
quick "git push"
say "意见已出，刘芳想替她签了。" "The opinion is there, and Liu Fang would sign in her place."
act liu.fang 2021-10-13
refused signature.role "wubu sign $id legality-review"
say "只有合法性审查人员能签，而且不能由秘书兼任。" "only the legal reviewer signs this, and nobody is secretary and reviewer at once."
act zhao.min 2021-10-13
quick "wubu sign $id legality-review"
quick "git push"

chapter "集体讨论决定" "Collective decision"
say "工委会讨论：一人回避，一人反对并留下理由，行政首长最后发言。" \
"The working committee discusses it: one member is recused, one is against and says why, the head speaks last."
act liu.fang 2021-10-18
quick "cp ../materials/minutes.md $folder/materials/"
write_by_hand "$(section collective-decision)"
quick "git add $folder"
quick "git commit"
quick "git push"
act chen.yu 2021-10-18
run "wubu sign $id collective-decision --outcome adopted"
quick "git push"
printf '\n'

say "事后有人想把账本退回到会前，强行推送。" "Later somebody tries to turn the ledger back to before the meeting, and to force it."
act liu.fang 2021-10-19
quick "git reset -q --hard HEAD~2"
refused push.forward "git push --force --no-verify"
say "账本只能往前写，不能倒回去改。" "the ledger only goes forward."
quick "git reset -q --hard origin/main"

chapter "请示报告与公布" "Report and publication"
act liu.fang 2021-10-22
quick "wubu fill $id party-report to=中共朝阳区委 on=2021-10-20 document=../materials/party-report.md reply=已阅，同意按程序公布"
quick "wubu sign $id party-report"
act liu.fang 2021-10-27
quick "cp ../materials/announcement.md $folder/materials/"
quick "wubu publish $id --from ../answers/publication.txt"
quick "git push"
run "wubu status"
run "wubu status $id"

chapter "审计" "The audit"
say "git log 本身就是这项决策的会议记录簿：" "git log by itself is the minute book of the decision:"
run "git log --reverse --date=short --format='%ad  %<(8,trunc)%an %s'"
say "一名审计人员没有任何密钥，只克隆一份仓库，就能把全部历史重新判断一遍：" \
"An auditor without any key clones the repository, and judges the whole of its history again:"
cd "$work"
unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE
run "git clone -q server.git auditor && cd auditor && wubu audit --root $founded"

say "假如管服务器的人拆掉钩子，放进了刚才那个伪造的提交呢？" \
"What if the keeper of the server had taken the hook away, and let that forged commit in?"
cd "$work"
cp -r server.git crooked.git
rm crooked.git/hooks/*
git -C crooked.git fetch -q ../liu.fang +forged:refs/heads/main
git clone -q crooked.git auditor-2
cd auditor-2
refused transition.frozen "wubu audit"
say "审计一查便知。" "the audit finds it."
cd "$work/auditor"

printf '\n%s' "$good"
say "演示完毕：一项决策依法走完全程，$refusals 次违规全部被拒绝，审计无异常。" \
"Done: one decision went its whole lawful way, $refusals breaches were refused, and the audit is clean."
printf '%s' "$plain"
[ "$keep" = no ] || say "演示目录：$work" "The folder of the demo: $work"
