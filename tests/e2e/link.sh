#!/usr/bin/env bash
# Reports of a happening are joined well enough, and the result does not depend on the order and batches in which they are added, removed and changed.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs sqlite3 "the joining of reports is not tested"

bash tests/link/score.sh >"$dir/score"
cat "$dir/score"
check "fewer than two sets were scored" test "$(grep -c 'B-cubed F1' "$dir/score")" = 2
check "B-cubed F1 is below 0.92" awk '$NF < 0.92 { bad = 1 } END { exit bad }' "$dir/score"

# All that a happening says, without the numbers of rows.
dump() { # STORE
    sqlite3 "$1" "SELECT h.day, category, quad, score, aux, modes, contexts, cameo, place, country, dead, injured, reports, copies, sources, first_day, last_day,
        (SELECT name || '/' || number FROM report JOIN document ON document.id = document WHERE report.id = h.first),
        (SELECT name || '#' || number FROM event JOIN document ON document.id = document WHERE event.id = h.fullest),
        (SELECT group_concat(t, ' ') FROM (SELECT name || '/' || number AS t FROM report JOIN document ON document.id = document WHERE happening = h.id ORDER BY t)),
        (SELECT group_concat(t, ' ') FROM (SELECT side || code || sector || name || office || role AS t FROM happening_party JOIN entity ON entity.id = entity WHERE happening = h.id ORDER BY side, place)),
        (SELECT group_concat(t, ' ') FROM (SELECT field || value || reports AS t FROM disagreement WHERE happening = h.id ORDER BY t))
        FROM happening h ORDER BY 18, 19;
        SELECT d.name, o.name FROM document d JOIN document o ON o.id = d.copy_of ORDER BY 1;
        SELECT * FROM dyad_sum ORDER BY 1, 2, 3, 4;"
}
sums_hold() { # STORE: the sums are those of the rows, and nothing points nowhere
    test -z "$(sqlite3 "$1" "PRAGMA foreign_key_check; PRAGMA integrity_check" | grep -v '^ok$')" &&
        test -z "$(sqlite3 "$1" "SELECT actor, recipient, category, count(*), sum(score) FROM dyad_happening WHERE aux = 0 GROUP BY 1, 2, 3
            EXCEPT SELECT actor, recipient, category, happenings, happening_score FROM dyad_sum WHERE period = 0")" &&
        test -z "$(sqlite3 "$1" "SELECT id FROM report WHERE happening IS NULL UNION ALL SELECT id FROM happening WHERE id NOT IN (SELECT happening FROM report)")"
}

awk -F' *[|] *' '/^#/ || NF != 5 { next } {
    sub(/ *kind = copy/, "", $3)
    printf "{\"id\":\"%s.%d\",\"date\":\"%s\",\"source\":\"%s\",\"title\":\"%s\",\"text\":\"%s\"}\n", $1, ++n, $2, $3, $4, $5
}' tests/link/reports.txt >"$dir/reports.jsonl"
"$attache" ingest "$dir/once" "$dir/reports.jsonl"
dump "$dir/once" >"$dir/once.dump"
check "nothing was dumped" test "$(wc -l <"$dir/once.dump")" -gt 100
check "no copies" grep -q '^lebanon-aid.55|lebanon-aid.54$' "$dir/once.dump"
check "sums" sums_hold "$dir/once"
check "ten or twelve" test "$(sqlite3 "$dir/once" "SELECT group_concat(value, ' / ') FROM (SELECT value FROM disagreement WHERE field = 'dead' AND value IN ('12', 'at least 10') ORDER BY value)")" = '12 / at least 10'
for seed in 1 2 3 4 5 6 7 8 9 10; do
    awk -v seed=$seed 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$dir/reports.jsonl" | sort -n | cut -f2- >"$dir/shuffled"
    split -l $((seed * 9 + 5)) "$dir/shuffled" "$dir/part$seed."
    for part in "$dir/part$seed."*; do "$attache" ingest "$dir/shuffled$seed" "$part"; done
    dump "$dir/shuffled$seed" >"$dir/shuffled$seed.dump"
    check "order $seed gives something else" cmp "$dir/once.dump" "$dir/shuffled$seed.dump"
    check "sums of order $seed" sums_hold "$dir/shuffled$seed"
done

# two say nothing of the day and appeared on the fifteenth, but the first of it appeared on the fourteenth
cat >"$dir/recall.jsonl" <<'EOF'
{"id":"recall.1","date":"2018-03-14","source":"One","title":"Norway recalls its ambassador from Chile","text":"OSLO - Norway recalled its ambassador from Chile over a dispute about salmon farms in the south, the foreign ministry said."}
{"id":"recall.2","date":"2018-03-15","source":"Two","title":"Norway recalls ambassador from Chile","text":"OSLO - Norway has recalled its ambassador from Chile because of a dispute about salmon farms, its foreign ministry said."}
{"id":"recall.3","date":"2018-03-15","source":"Three","title":"Ambassador to Chile recalled by Norway over salmon","text":"SANTIAGO - Norway recalled its ambassador from Chile in the dispute about salmon farms, officials of both states said."}
EOF
"$attache" ingest "$dir/recall" "$dir/recall.jsonl"
check "a happening after its first report" test "$(sqlite3 "$dir/recall" "SELECT day || ' ' || reports FROM happening ORDER BY reports DESC LIMIT 1")" = '20180314 3'

# the later one, about something else, names no day, and the earlier one the month
cat >"$dir/month.jsonl" <<'EOF'
{"id":"month.1","date":"2018-03-28","source":"One","title":"Norway recalled its ambassador from Chile in March","text":"OSLO - Norway recalled its ambassador from Chile in March over a dispute about salmon farms in the south, the foreign ministry said."}
{"id":"month.2","date":"2018-03-29","source":"Two","title":"Salmon prices rise in Oslo","text":"OSLO - Salmon prices rose by a tenth on Thursday. Farmers said that the season was short. Shops have begun to sell cod instead. Nobody expects prices to fall before summer. Dealers hope for rain. Norway recalled its ambassador from Chile over a dispute about salmon farms in the south."}
EOF
"$attache" ingest "$dir/month" "$dir/month.jsonl"
check "a month that is named against a day that is not" test "$(sqlite3 "$dir/month" "SELECT group_concat(day || ' ' || reports) FROM happening WHERE reports > 1")" = '20180300 2'

# every third report changes into another one and back again
awk 'NR % 3 == 0' "$dir/reports.jsonl" >"$dir/third"
awk -F'"' -v OFS='"' '{ $12 = "Norway"; $20 = "Chile condemned Peru on Monday." } 1' "$dir/third" >"$dir/other"
"$attache" ingest "$dir/once" "$dir/other"
check "nothing has changed" test "$(sqlite3 "$dir/once" "SELECT replaced FROM ingest ORDER BY id DESC LIMIT 1")" = "$(wc -l <"$dir/third")"
check "sums after a change" sums_hold "$dir/once"
"$attache" ingest "$dir/once" "$dir/third"
dump "$dir/once" >"$dir/back.dump"
check "there and back gives something else" cmp "$dir/once.dump" "$dir/back.dump"
check "sums after there and back" sums_hold "$dir/once"

# the same in one run, so that versions of one document wait side by side: the last one holds, wherever batches end
awk -F'"' -v OFS='"' '{ text = $20; if (NR % 3 == 0) { $20 = before; print } before = text }' "$dir/reports.jsonl" >"$dir/copied"
cat "$dir/reports.jsonl" "$dir/copied" "$dir/other" "$dir/copied" "$dir/third" >"$dir/versions"
for batch in 1 7 50 4000; do
    "$attache" ingest --batch $batch "$dir/versions$batch" "$dir/versions"
    check "versions in batches of $batch were not all taken" test "$(sqlite3 "$dir/versions$batch" "SELECT added, replaced FROM ingest")" = "$(wc -l <"$dir/reports.jsonl")|$((4 * $(wc -l <"$dir/third")))"
    dump "$dir/versions$batch" >"$dir/versions.dump"
    check "versions in batches of $batch give something else" cmp "$dir/once.dump" "$dir/versions.dump"
    check "sums of versions in batches of $batch" sums_hold "$dir/versions$batch"
done

# a text that hundreds print, and others that tell the same: each copy is counted, in one batch as in many, and of one that is taken out the rest stay
awk '{ for (i = 0; i < 300; i++) { copy = $0; sub(/"id":"/, "&copy" i ".", copy); if (i % 50 == 7) sub(/"date":"[0-9]*/, "\"date\":\"1999", copy); print copy } }' \
    <(head -3 "$dir/reports.jsonl") | cat - "$dir/reports.jsonl" >"$dir/printed"
sort -r "$dir/printed" >"$dir/backwards"
within 60 "$attache" ingest "$dir/printed.1" "$dir/printed"
check "900 copies in one batch took a minute of processor time" test $? = 0
within 60 "$attache" ingest --batch 130 "$dir/printed.2" "$dir/backwards"
for store in "$dir/printed.1" "$dir/printed.2"; do
    dump "$store" >"$store.dump"
    check "sums of copies" sums_hold "$store"
    check "copies that were counted" test "$(sqlite3 "$store" "SELECT max(copies) FROM happening")" -ge 290
done
check "copies in batches give something else" cmp "$dir/printed.1.dump" "$dir/printed.2.dump"
grep -F '"copy1' "$dir/printed" | awk -F'"' -v OFS='"' '{ $20 = "Chile condemned Peru on Monday." } 1' >"$dir/other"
"$attache" ingest "$dir/printed.1" "$dir/other" "$dir/printed"
dump "$dir/printed.1" >"$dir/back.dump"
check "copies there and back give something else" cmp "$dir/printed.2.dump" "$dir/back.dump"

# more reports under one key on one day than are compared: each has the same parent in any order and batches, and after every third was another and back
parents() { # STORE
    sqlite3 "$1" "SELECT d.name, r.number, o.name, p.number FROM report r JOIN document d ON d.id = r.document LEFT JOIN report p ON p.id = r.parent LEFT JOIN document o ON o.id = p.document ORDER BY 1, 2"
}
python3 tests/hostile/make.py crowd 320000 >"$dir/crowd.jsonl"
"$attache" ingest "$dir/crowd" "$dir/crowd.jsonl"
check "no crowd" test "$(sqlite3 "$dir/crowd" "SELECT max(n) FROM (SELECT count(*) AS n FROM report_key GROUP BY key, day)")" -gt 1200
parents "$dir/crowd" >"$dir/crowd.parents"
for batch in 700 250; do
    awk -v seed=$batch 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$dir/crowd.jsonl" | sort -n | cut -f2- >"$dir/shuffled"
    "$attache" ingest --batch $batch "$dir/crowd.$batch" "$dir/shuffled"
    parents "$dir/crowd.$batch" >"$dir/shuffled.parents"
    check "a crowd in batches of $batch has other parents" cmp "$dir/crowd.parents" "$dir/shuffled.parents"
done
awk 'NR % 3 == 0' "$dir/crowd.jsonl" >"$dir/third"
sed 's/Kenya/Norway/g' "$dir/third" >"$dir/other"
"$attache" ingest "$dir/crowd" "$dir/other"
parents "$dir/crowd" >"$dir/other.parents"
check "a crowd of which a third is another has the same parents" test "$(cmp -s "$dir/crowd.parents" "$dir/other.parents" && echo same)" = ""
"$attache" ingest "$dir/crowd.new" <(awk 'NR % 3' "$dir/crowd.jsonl") "$dir/other"
parents "$dir/crowd.new" >"$dir/new.parents"
check "a crowd of which a third has become another has other parents than one that came so" cmp "$dir/other.parents" "$dir/new.parents"
"$attache" ingest "$dir/crowd" "$dir/third"
parents "$dir/crowd" >"$dir/back.parents"
check "a crowd has other parents after there and back" cmp "$dir/crowd.parents" "$dir/back.parents"

# outlets that a user adds are one by name, by other names and by address, and take the place of ours
mkdir "$dir/mine"
printf 'name\tdomains\tnames\nQuarry Bell\tquarrybell.example\tThe Bell of Quarry\nDune Wire\tcnn.com\t\n' >"$dir/mine/outlets.tsv"
n=0
while IFS='|' read -r source url; do
    n=$((n + 1))
    printf '{"id":"o%d","date":"2017-11-11","source":"%s","url":"%s","title":"Saudi Arabia bombs a market in Sanaa","text":"Saudi planes bombed a market in Sanaa on Saturday, report number %d said."}\n' "$n" "$source" "$url" "$n"
done >"$dir/outlets.jsonl" <<'END'
Quarry Bell|
the bell of quarry|
|https://www.quarrybell.example/world/1
quarrybell.example|
|https://edition.cnn.com/2
END
"$attache" ingest --quiet --know "$dir/mine" "$dir/outlets" "$dir/outlets.jsonl"
check "outlets of one's own are not told apart by name and address" test "$(sqlite3 "$dir/outlets" "SELECT group_concat(t, ', ') FROM (SELECT s.name || ' ' || count(*) AS t FROM document d JOIN source s ON s.id = d.source GROUP BY s.id ORDER BY 1)")" = "Dune Wire 1, Quarry Bell 4"
check "sources of a happening are not those of one's own table" test "$(sqlite3 "$dir/outlets" "SELECT reports || ' ' || sources FROM happening ORDER BY reports DESC LIMIT 1")" = "5 2"
"$attache" ingest --quiet "$dir/without" "$dir/outlets.jsonl"
check "outlets of a user's table are known without it" test "$(sqlite3 "$dir/without" "SELECT count(*) FROM source WHERE name IN ('Dune Wire') UNION ALL SELECT count(*) FROM source WHERE name = 'CNN'")" = "0
1"

# what a document tells first of all is marked in its records, the same coded and exported
printf '{"id":"m","date":"2017-11-11","title":"Saudi Arabia bombs a market in Sanaa","text":"Saudi planes bombed a market in Sanaa on Saturday, doctors said.\\n\\nOn Friday the foreign ministers of Kenya and India held talks in Nairobi.\\n"}\n' >"$dir/main.jsonl"
exits 0 "$attache" code "$dir/main.jsonl"
prints '"event":\["ASSAULT"\].*"main":true'
prints '"event":\["CONSULT"\].*"main":false'
check "two happenings are the first" test "$(grep '"main":true' "$dir/out" | sed 's/.*"link":"\([^"]*\)".*/\1/' | sort -u | wc -l)" = 1
grep -o '"id":"[^"]*"\|"main":[a-z]*' "$dir/out" >"$dir/main.coded"
"$attache" ingest --quiet "$dir/main" "$dir/main.jsonl"
"$attache" export --format jsonl "$dir/main" | grep -o '"id":"[^"]*"\|"main":[a-z]*' >"$dir/main.exported"
check "the export marks other records" cmp "$dir/main.coded" "$dir/main.exported"
finish
