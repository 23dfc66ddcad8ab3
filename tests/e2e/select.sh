#!/usr/bin/env bash
# Selections of a store: by place, number, confidence, several at once and all but some; counts by more than time, and crossed.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
cat >"$dir/in.jsonl" <<'END'
{"id":"a","date":"2018-03-06","source":"The Harbour Courier","text":"Rebels killed 12 soldiers in Lagos on Monday."}
{"id":"b","date":"2018-03-08","source":"Capital Ledger","text":"Police arrested 40 protesters in Abuja on Wednesday."}
{"id":"c","date":"2018-04-10","source":"Ridge Radio","text":"Peru consulted Chile in Lima on Monday. Norway condemned Peru on Monday."}
{"id":"d","date":"2018-04-12","source":"Ridge Radio","text":"A bomb wounded 7 people in Kano on Wednesday. Kenya condemned Uganda on Wednesday."}
END
echo '{"id":"e","date":"2018-05-02","source":"Ridge Radio","text":"Gunmen killed 3 farmers in Maiduguri on Tuesday. Soldiers arrested 5 men in Borno on Tuesday."}' >>"$dir/in.jsonl"
exits 0 "$attache" ingest "$store" "$dir/in.jsonl"
ids() { # EXPECTED IDS ARGUMENTS...
    local want=$1 got
    shift
    got=$("$attache" query "$store" "$@" --format tsv 2>&1 | tail -n +2 | cut -f1 | sort | tr '\n' ' ')
    if [ "$got" = "$want" ]; then pass; else fail "query $*: $got, not $want"; fi
}
ask() { # EXPECTED ROWS ARGUMENTS...
    local want=$1 got
    shift
    got=$("$attache" query "$store" "$@" --format csv 2>&1 | tail -n +2 | tr -d '\r')
    if [ "$got" = "$want" ]; then pass; else fail "query $*: $got, not $want"; fi
}
ids 'a#1 ' --dead 10
ids '' --dead 13
ids 'b#1 ' --arrested 40
ids 'd#1 ' --injured 7 --place Nigeria
ids 'a#1 b#1 d#1 e#1 e#2 ' --place NGA
ids 'e#1 e#2 ' --place Borno
ids 'e#1 ' --place Borno --dead 1
ids 'a#1 ' --box 6,3,7,4
ids 'a#1 ' --box 5,170,9,3.5
ids 'b#1 ' --box 5,2,14,15 --near Abuja,100
ids 'a#1 ' --place lagos
ids 'b#1 ' --near Abuja,100
ids 'b#1 ' --near 9.06,7.49,50
ids 'b#1 ' --near 9.06,7.49,50 --actor NGA
ids '' --near 9.06,7.49,50 --actor PER
ids 'c#1 c#2 d#2 ' --actor CHL,NOR,KEN
ids 'a#1 b#1 d#1 d#2 e#1 e#2 ' --actor 'not PER'
ids 'd#2 ' --actor 'not Nigeria, Peru'
# who and what the store does not have leaves nothing out, and nothing in
ask '2018,8,1,0,2,5,-5.31,0.0' --actor 'not FJI,ZZZ' --by year
ask '2018,6,0,0,1,5,-7.17,0.0' --actor 'not PER,ZZZ' --by year
ask '' --place FJI --by year
ask '' happenings --place FJI --by actor
ids 'a#1 b#1 c#2 d#1 d#2 e#1 e#2 ' --dyad 'not PER,CHL'
ids 'a#1 b#1 c#1 d#1 d#2 e#1 e#2 ' --dyad 'not NOR>PER'
ids 'a#1 b#1 c#1 c#2 d#1 d#2 e#1 e#2 ' --dyad 'not PER>NOR'
ids 'd#2 ' --dyad 'not PER,CHL;NOR>PER' --event ACCUSE
ids 'c#1 c#2 ' --text lima
exits 2 "$attache" query "$store" --actor 'not '
says 'is not an actor'
# names without capitals; "not" stands before a whole list; a place, a word or a name that there is not is said
ids 'd#2 ' --actor 'kenya'
ids 'd#2 ' --actor 'not nigeria, peru'
ids 'c#1 ' --dyad 'peru,chile'
exits 2 "$attache" query "$store" --actor NGA.XYZ
says 'NGA.XYZ: there is no such sector'
exits 2 "$attache" query "$store" --dyad NGA.gov,NGA.REB
says 'NGA.gov: there is no such sector; they are in capitals'
for km in 0 2001 -5; do
    exits 2 "$attache" query "$store" --near "Abuja,$km"
    says 'must be more than 0 and at most 2000 kilometres'
done
exits 2 "$attache" query "$store" --near 'Atlantis,50'
says 'is not a known town'
ids 'e#1 e#2 ' --place borno
ids 'a#1 b#1 d#1 e#1 e#2 ' --place nigeria
for list in 'PER,not NOR' 'not not PER' 'not PER,not NOR'; do
    exits 2 "$attache" query "$store" --actor "$list"
    says '"not" stands before the whole list'
done
exits 2 "$attache" query "$store" --event 'AID,not ACCUSE'
says 'not: stands before the whole list'
for place in Atlantis , 'Lago s'; do
    exits 2 "$attache" query "$store" --place "$place" --by month
    says 'is no place that attache knows, nor one that a record of this store has'
done
ids '' --place Paris
exits 2 "$attache" query "$store" --person ' '
says 'is empty; leave the option out'
ids 'c#1 c#2 ' --dyad 'PER,CHL;NOR,PER'
ids 'c#1 ' --dyad 'PER,CHL;NOR,PER' --event 'not ACCUSE'
ids 'c#2 d#2 ' --quad 3
ids 'a#1 b#1 c#1 d#1 e#1 e#2 ' --quad 'not 3'
ids 'c#2 d#2 ' --cameo 11
ids 'c#1 c#2 d#2 ' --cameo 04,111
ids 'c#1 ' --cameo 'not 11' --actor PER
ids '' --cameo 1122
exits 2 "$attache" query "$store" --cameo 99
says 'they are 01 to 20'
ask $'ACCUSE,2,0,0,2,0,-2.0,0.0' --by event --event ACCUSE,CONSULT --limit 1
ask $'2018-03,2,0,0,0,2,-8.0,0.0' --by month --limit 1
ask $'2018-04,ACCUSE,2,0,0,2,0,-2.0,0.0' --by month,event --event ACCUSE,CONSULT --limit 1
exits 2 "$attache" query "$store" happenings --sum dead --limit 3
says 'add --by'
exits 2 "$attache" query "$store" --cameo 1
says 'two to four digits'
ids 'c#1 c#2 ' --actor PER --min-confidence 0.01
ids '' --actor PER --min-confidence 1
ask $'ACCUSE,2,0,0,2,0,-2.0,0.0\nCONSULT,1,1,0,0,0,2.5,0.0' --by event --event ACCUSE,CONSULT
ask $'2018-04,ACCUSE,2,0,0,2,0,-2.0,0.0\n2018-04,CONSULT,1,1,0,0,0,2.5,0.0' --by month,event --event ACCUSE,CONSULT
ask $'Ridge Radio,2018-04,3,1,0,2,0,-0.5,0.0' --by source,month --event ACCUSE,CONSULT
ask $'KEN,1,0,0,1,0,-2.0,0.0\nNOR,1,0,0,1,0,-2.0,0.0' happenings --by actor --event ACCUSE
ask $'ACCUSE,2,0,0,2,0,-2.0,0.01\nCONSULT,1,1,0,0,0,2.5,0.01' --by event --event ACCUSE,CONSULT --min-confidence 0.01
same_counts() { # DIMENSIONS: the counts that are kept are those of the rows, which a filter that all match makes it count
    local kept counted
    kept=$("$attache" query "$store" happenings --by "$1" --format csv)
    counted=$("$attache" query "$store" happenings --by "$1" --box -90,-180,90,180 --format csv | wc -l)
    [ "$counted" -gt 1 ] || fail "counts by $1: nothing in the world"
    counted=$("$attache" query "$store" happenings --by "$1" --cameo 01,02,03,04,05,06,07,08,09,10,11,12,13,14,15,16,17,18,19,20 --format csv)
    check "counts by $1: $kept and $counted" test "$kept" = "$counted"
}
for by in event quad month month,event event,year quad,month year,quad; do same_counts "$by"; done
exits 2 "$attache" query "$store" --by event,event
says 'cannot be crossed'
exits 2 "$attache" query "$store" --by month,year
says 'cannot be crossed'
# any two properties: from digests, and from the rows of some actors
ask $'KEN,UGA,1,0,0,1,0,-2.0,0.0\nNOR,PER,1,0,0,1,0,-2.0,0.0' --by actor,recipient --event ACCUSE
ask $'Ridge Radio,KEN,1,0,0,1,0,-2.0,0.0\nRidge Radio,NOR,1,0,0,1,0,-2.0,0.0' happenings --by source,actor --event ACCUSE
ask $'NGA.COP,Abuja,1,0,0,0,1,-7.0,0.0' --by actor,place --place Abuja
for by in actor,place place,actor country,source source,recipient actor,recipient country,place; do
    same_counts "$by"
    check "events by $by: not the same from rows" test "$("$attache" query "$store" --by $by --actor NGA,PER,NOR,KEN,CHL,UGA --format csv)" = "$("$attache" query "$store" --by $by --format csv)"
done
exits 2 "$attache" query "$store" --by colour
says 'must be day, week, month'
exits 2 "$attache" query "$store" --near Zorblaxville,50
says 'is not a known town'
exits 2 "$attache" query "$store" --near 9,7
exits 2 "$attache" query "$store" --box 9,7,3,4
says 'the south, the west, the north and the east'
exits 2 "$attache" query "$store" --quad 5
exits 2 "$attache" query "$store" --actor PER --actor CHL
says 'a second time'
exits 2 "$attache" query "$store" dyads --place NGA
says 'does not go with it'

# publishers, and numbers added up with what reports tell of them
ids 'c#1 c#2 d#1 d#2 e#1 e#2 ' --source 'ridge radio'
ids 'a#1 b#1 ' --source 'not Ridge Radio'
ids 'a#1 b#1 ' --source 'The Harbour Courier; Capital Ledger'
exits 2 "$attache" query "$store" --source 'Nobody Times'
says 'is not a publisher'
cat >"$dir/two.jsonl" <<'END'
{"id":"x","date":"2018-06-02","source":"One Paper","title":"Bomb kills 10 people in Kano","text":"A bomb killed 10 people in Kano on Friday."}
{"id":"y","date":"2018-06-02","source":"Other Paper","title":"Bomb kills 14 people in Kano","text":"A bomb killed 14 people in Kano on Friday."}
END
exits 0 "$attache" ingest --quiet "$store" "$dir/two.jsonl"
check "publishers of some and of all happenings" test "$("$attache" query "$store" happenings --by source,year --from 2018 --format csv)" = "$("$attache" query "$store" happenings --by source,year --format csv)"
sums=$("$attache" query "$store" happenings --from 2018-06 --sum dead --format csv | tail -n 1 | tr -d '\r')
check "the dead of two reports: $sums" test "$(cut -d, -f1,7,8,9 <<<"$sums")" = "$(sqlite3 "$store" "SELECT count(*), sum(h.dead), sum((SELECT min(0 + e.dead) FROM report r JOIN event e ON e.report = r.id WHERE r.happening = h.id AND e.dead <> '')),
    sum((SELECT max(0 + e.dead) FROM report r JOIN event e ON e.report = r.id WHERE r.happening = h.id AND e.dead <> '')) FROM happening h WHERE day BETWEEN 20180600 AND 20180699 AND aux = 0" | tr '|' ',')"
exits 0 "$attache" query "$store" happenings --by month --sum dead --format csv
prints 'dead,dead_least,dead_most,dead_in_one'
exits 2 "$attache" query "$store" --sum dead
says 'needs a query of happenings'
exits 2 "$attache" query "$store" happenings --sum dogs

# an export of exactly what is selected says so in its head
exits 0 "$attache" export --format csv --actor PER --event ACCUSE "$store"
check "not the head, the columns and one record" test "$(wc -l <"$dir/out")" = 3
check "the query in the head: $(head -n 1 "$dir/out")" test "$(head -n 1 "$dir/out" | sed 's/attache [^:]*/attache/')" = "# attache: events --actor 'PER' --event 'ACCUSE'"
exits 0 "$attache" export --format csv --cameo 11 "$store"
check "CAMEO codes in the head: $(head -n 1 "$dir/out")" test "$(head -n 1 "$dir/out" | sed 's/attache [^:]*/attache/')" = "# attache: events --cameo '11'"
exits 0 "$attache" export --format csv --actor 'not PER,NGA' "$store"
check "an export without some actors: $(cat "$dir/out")" test "$(wc -l <"$dir/out")" = 3
exits 0 "$attache" export --format csv --actor 'not PER,NGA' "$store" dyads
check "months without some actors: $(cat "$dir/out")" test "$(tail -n +3 "$dir/out" | cut -d, -f1-3 | tr '\r\n' '  ')" = '2018-04,KEN,UGA '
exits 0 "$attache" export --dead 1 --place Nigeria "$store" happenings
check "happenings of a selection" test "$(grep -c '"id"' "$dir/out")" = "$("$attache" query "$store" happenings --dead 1 --place Nigeria --limit 100 --format csv | tail -n +2 | wc -l)"
check "no query in the head of JSONL" test "$(head -n 1 "$dir/out" | cut -c1-9)" = '{"query":'
exits 0 "$attache" export --format csv --actor KEN,NOR "$store" dyads
check "months of actors: $(cat "$dir/out")" test "$(tail -n +3 "$dir/out" | cut -d, -f1-8 | tr '\r\n' '  ')" = '2018-04,KEN,UGA,1,0,0,1,0 2018-04,NOR,PER,1,0,0,1,0 '
exits 0 "$attache" export --format csv --dyad 'CHL,PER;PER>NOR' "$store" dyads
check "months of dyads: $(cat "$dir/out")" test "$(tail -n +3 "$dir/out" | cut -d, -f1-4 | tr '\r\n' '  ')" = '2018-04,CHL,PER,1 2018-04,PER,CHL,1 '
exits 0 "$attache" export --format csv --quad 3 --source 'Ridge Radio' --from 2018-04-11 "$store" dyads
check "months of dyads by what else is selected" test "$(tail -n +3 "$dir/out" | cut -d, -f1-4 | tr '\r\n' '  ')" = '2018-04,KEN,UGA,1 '
"$attache" export --format csv "$store" dyads >"$dir/all.csv"
exits 0 "$attache" export --format csv --from 1900 "$store" dyads
check "a selection of all gives other months" cmp -s "$dir/all.csv" <(tail -n +2 "$dir/out")
check "a head where nothing is selected" test "$(head -c 1 "$dir/all.csv")" != '#'
exits 0 "$attache" export --format gdelt --actor KEN "$store"
check "a head in a table of another coder" test "$(wc -l <"$dir/out")" = 1
exits 2 "$attache" export --actor KEN "$store" corrections
exits 2 "$attache" export --actor KEN --actor NOR "$store"
says 'a second time'

# what is told only of a state lies at no point of it
cat >"$dir/whole.jsonl" <<'END'
{"id":"w","date":"2018-03-06","text":"Peru arrested 12 men in Nigeria on Monday."}
{"id":"v","date":"2018-03-06","text":"Peru arrested 30 men in Abuja on Monday."}
END
exits 0 "$attache" ingest --quiet "$dir/whole" "$dir/whole.jsonl"
for where in '--near Abuja,50' '--box 8,6,10,9' '--place Abuja'; do
    # shellcheck disable=SC2086
    check "$where: not the town alone" test "$("$attache" query "$dir/whole" $where --format csv | tail -n +2 | cut -d, -f1)" = 'v#1'
done
check "--place Nigeria: not both" test "$("$attache" query "$dir/whole" --place Nigeria --format csv | tail -n +2 | wc -l)" = 2

# what tells no date is counted, and asked for
echo '{"id":"u","text":"Ghana condemned Togo."}' >"$dir/undated.jsonl"
exits 0 "$attache" ingest "$dir/undated" "$dir/undated.jsonl"
says '1 of 1 documents tell no date'
finish
