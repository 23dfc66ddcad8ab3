#!/usr/bin/env bash
# One question, one answer: what the desk, the command line and an export say of the same, on a store of real news (Wikinews and Voice of America, the documents that are there to learn from).
. "${BASH_SOURCE[0]%/*}/common.sh"
needs curl "the desk is not asked"
store=$dir/news.attache
cat data/labels/text/wikinews.jsonl data/labels/text/voa.jsonl |
    awk -F'\t' 'NR == FNR { if ($10 == "train") learnt[$1]; next } match($0, /"id": *"[^"]*"/) { id = substr($0, RSTART, RLENGTH); gsub(/"id": *"|"$/, "", id); if (id in learnt) print }' data/labels/documents.tsv - >"$dir/news.jsonl"
exits 0 "$attache" ingest --quiet "$store" "$dir/news.jsonl"
open_desk "$store"
desk() { curl -s "$base/api/v1$1"; } # PATH?QUERY: the rows as CSV, without the header
rows() { desk "$1&format=csv" | tail -n +2 | tr -d '\r'; }
query() { "$attache" query "$store" "$@" --format csv | tail -n +2 | tr -d '\r'; }
same() { # WHAT A B: neither is empty, and they are equal
    if [ -n "$2" ] && [ "$2" = "$3" ]; then pass; else fail "$1: $(head -c 300 <<<"$2") and $(head -c 300 <<<"$3")"; fi
}
number() { sed -n "s/.*\"$1\":\(-\{0,1\}[0-9.]*\).*/\1/p"; }
round2() { awk -F, '{ printf "%.2f\n", $1 }'; }

# pairs are ranked alike, by the figure that is shown
year=$(sqlite3 "$store" "SELECT period FROM dyad_sum WHERE period BETWEEN 1000 AND 9999 AND actor = '*' AND recipient = '*' GROUP BY period ORDER BY sum(happenings) DESC LIMIT 1")
ranked() { query dyads "$1" --from "$2" --to "$2" --limit 8 | cut -d, -f1-3; } # ORDER YEAR
shown() { rows "/dyads?order=$1&year=$2&limit=8" | awk -F, -v OFS=, '{ print $1, $3, $5 }'; }
for order in busiest warmest coldest; do same "dyads $order of $year" "$(ranked $order "$year")" "$(shown $order "$year")"; done
after=$((year + 1)) # what changed is seen beside the year before, which has to be known
same "dyads changed of $after" "$(ranked changed $after)" "$(shown changed $after)"
check "dyads changed of $year" [ "$(ranked changed "$year")" = "$(shown changed "$year")" ]
same "dyads changed, no span" "$(query dyads changed --limit 5 | cut -d, -f1-3)" "$(rows "/dyads?order=changed&limit=5" | awk -F, -v OFS=, '{ print $1, $3, $5 }')"
check "warmest is not in the order of the mean" sort -s -c -t, -k6,6gr <(query dyads warmest --from "$year" --to "$year")
check "changed is not in the order of the change" sort -c -t, -k1,1gr <(query dyads changed --from $after --to $after | awk -F, '{ print $7 < 0 ? -$7 : $7 }')

# a sector and a body have the same partners here and there
body=$(sqlite3 "$store" "SELECT actor FROM dyad_sum WHERE period = 0 AND recipient = '*' AND actor LIKE '___:%' GROUP BY 1 ORDER BY sum(happenings) DESC LIMIT 1")
for actor in USA.GOV "$body"; do
    same "partners of $actor" "$(query dyads --actor "$actor" --limit 500 | awk -F, -v x="$actor" '{ print ($1 == x ? $2 : $1) "," $3 }' | sort)" \
        "$(desk "/actors/$actor/partners?limit=500" | grep -o '"code":"[^"]*"\|"happenings":[0-9]*' | cut -d: -f2- | tr -d '"' | paste -d, - - | sort)"
done

# the mean of a pair is one number, and says of what
exits 0 "$attache" query "$store" happenings --dyad USA,RUS --by year --format csv
prints 'happenings_mean_score'
mean=$(query happenings --dyad USA,RUS --by year --from "$year" --to "$year")
pair=$(desk "/dyads/USA/RUS?from=$year&to=$year")
same "mean of a pair on the desk" "$(cut -d, -f7 <<<"$mean" | round2)" "$(number score <<<"$pair" | round2)"
same "happenings of a pair on the desk" "$(cut -d, -f2 <<<"$mean")" "$(number happenings <<<"$pair")"
same "mean of a pair in the ranking" "$(cut -d, -f7 <<<"$mean" | round2)" "$(query dyads --actor USA --from "$year" --to "$year" --limit 200 | awk -F, '$1 == "RUS" { print $6 }' | round2)"
month=$(query happenings --dyad 'USA>RUS' --by month | sort -t, -k2,2nr | head -n 1)
same "mean of a month in an export" "$(cut -d, -f7 <<<"$month" | round2)" "$("$attache" export --format csv "$store" dyads | tr -d '\r' | awk -F, -v m="${month%%,*}" '$1 == m && $2 == "USA" && $3 == "RUS" { print $15 }' | round2)"

# a threshold holds in lists, counts and means alike, and what is listed says how sure it is
for least in 0.2 0.3 0.5; do
    span="from=$year&to=$year&min_confidence=$least"
    same "happenings of at least $least" "$(query happenings --dyad USA,RUS --from "$year" --to "$year" --min-confidence $least --by year | cut -d, -f2)" "$(desk "/dyads/USA/RUS?$span" | number happenings)"
    same "listed of at least $least" "$(query happenings --dyad USA,RUS --from "$year" --to "$year" --min-confidence $least --limit 500 | wc -l)" "$(rows "/happenings?actor=USA&with=RUS&told=happened&$span&limit=500" | wc -l)"
    same "by month of at least $least" "$(query happenings --dyad 'USA>RUS' --from "$year" --to "$year" --min-confidence $least --by year | cut -d, -f2)" \
        "$(rows "/dyads/USA/RUS/months?min_confidence=$least" | awk -F, -v y="$year" 'index($1, y) == 1 && $2 == "USA" { n += $6 } END { print n }')"
done
check "a record that is listed is less sure than asked" test -z "$(desk "/happenings?min_confidence=0.7&limit=200" | grep -o '"confidence":0.[0-6][0-9]*')"

# where, how many and on whose page: the desk lists, maps and adds up what the command line lists
for where in 'place Syria' 'place California' 'place Paris' 'near Baghdad,150' 'box 28,33,42,50' 'dead 5' 'arrested 10'; do
    name=${where%% *} value=${where#* }
    ids=$(query happenings "--$name" "$value" --all --limit 500 | cut -d, -f1)
    same "--$where" "$ids" "$(rows "/happenings?$name=$value&limit=500" | cut -d, -f1)"
    same "how many of --$where" "$(wc -l <<<"$ids")" "$(desk "/totals?$name=$value" | number happenings)"
done
same "places add up" "$(desk "/totals?place=Syria" | number placed)" "$(rows "/places?place=Syria" | awk -F, '{ n += $6 } END { print n }')"
same "what a publication tells" "$(sqlite3 "$store" "SELECT count(DISTINCT happening) FROM report JOIN document d ON d.id = document JOIN source s ON s.id = d.source WHERE s.name = 'Wikinews'")" \
    "$(desk '/totals?source=Wikinews' | number happenings)"
same "the dead of one state" "$(sqlite3 "$store" "SELECT sum(dead) FROM happening WHERE country = 'SYR' AND dead <> ''")" "$(desk '/totals?place=SYR' | number dead)"
check "the least that is told is more than the most" test "$(desk '/totals' | number dead_least)" -le "$(desk '/totals' | number dead_most)"
finish
