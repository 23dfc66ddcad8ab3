#!/usr/bin/env bash
# Today, the first page of the desk: one entry per story, headline first, nothing twice, sport and animals nowhere.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs curl "the desk is not asked"
store=$dir/news.attache
cat >"$dir/in.jsonl" <<'END'
{"id":"a","date":"2019-03-04","source":"Harbour Courier","title":"Peru expels ambassador of Chile","text":"Peru expelled the ambassador of Chile on Monday. Chile condemned Peru and Bolivia on Monday and threatened Peru with sanctions. Kenya condemned Peru on Monday."}
{"id":"b","date":"2019-03-05","source":"Capital Ledger","title":"Chile recalls diplomats from Peru","text":"Chile recalled its diplomats from Peru on Tuesday. Peru expelled the ambassador of Chile on Monday."}
{"id":"c","date":"2019-03-05","source":"Ridge Radio","title":"Chile bans Peru's football team","text":"The government of Chile banned the football team of Peru on Monday."}
{"id":"d","date":"2019-03-05","source":"Ridge Radio","title":"Kenya bans hunters from Uganda after death of elephant","text":"Kenya banned hunters from Uganda on Monday."}
{"id":"e","date":"2019-03-05","source":"Ridge Radio","title":"Norway sends food to Somalia","text":"Norway sent food to Somalia on Tuesday."}
{"id":"f","date":"2019-04-20","source":"Ridge Radio","title":"Peru and Chile hold talks","text":"Peru and Chile held talks on Saturday. Peru expelled the ambassador of Chile on 4 March 2019."}
END
exits 0 "$attache" ingest --quiet "$store" "$dir/in.jsonl"
open_desk "$store"
curl -s "$base/api/v1/headlines?min_confidence=0" >"$dir/today"
values() { grep -o "\"$1\":\"[^\"]*\"" "$dir/today" | cut -d'"' -f4; }
entries=$(values headline)
check "not an entry for each story, the newest day first: $entries" test "$entries" = $'Peru and Chile hold talks\nNorway sends food to Somalia\nChile recalls diplomats from Peru'
check "the headline of another report of a story is not below it" grep -q '"text":"Peru expels ambassador of Chile"' "$dir/today"
check "a sentence comes twice" test -z "$(grep -o '"others":\[[^]]*\]' "$dir/today" | while read -r list; do grep -o '"text":"[^"]*"' <<<"$list" | sort | uniq -d; done)"
exits 0 "$attache" query "$store" happenings --from 2019-03-04 --to 2019-03-05 --format csv # sport and animals are in the store all the same
prints "football team"
prints "bans hunters"
finish
