#!/usr/bin/env bash
# Groups and sectors of states are actors: in records, in stores, in queries by code and by name.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
cat >"$dir/in.jsonl" <<'END'
{"id":"a","date":"2014-05-06","source":"The Harbour Courier","text":"Boko Haram attacked a village in Nigeria on Monday. The Nigerian army attacked Boko Haram in Kano on 14 April."}
{"id":"b","date":"2014-05-08","source":"Capital Ledger","text":"Hamas attacked Israel on Wednesday."}
{"id":"c","date":"2014-06-09","source":"Ridge Radio","text":"Cameroon condemned Boko Haram on Sunday. Nigerian rebels attacked Nigerian soldiers on Friday. Nigeria condemned Cameroon on Sunday."}
END
"$attache" code --from jsonl "$dir/in.jsonl" >"$dir/out"
prints '"identifier_text":"Boko Haram","office":"","entity":"NGA:boko-haram"'
prints '"entity":"NGA.REB"'
prints '"entity":"CMR"'
"$attache" code --from jsonl --format csv "$dir/in.jsonl" >"$dir/out"
prints 'actor_office,actor_entity,other_actors'
prints ',PSE:hamas,'
exits 0 "$attache" ingest "$store" "$dir/in.jsonl"
ids() { # EXPECTED IDS ARGUMENTS...
    local want=$1 got
    shift
    got=$("$attache" query "$store" "$@" --format tsv 2>&1 | tail -n +2 | cut -f1 | sort | tr '\n' ' ')
    if [ "$got" = "$want" ]; then pass; else fail "query $*: $got, not $want"; fi
}
ids 'a#1 a#2 c#1 ' --actor 'Boko Haram'
ids 'a#1 a#2 c#1 ' --actor 'boko haram'
ids 'a#1 a#2 c#1 ' --actor NGA:boko-haram
ids 'a#1 a#2 c#1 c#2 c#3 ' --actor Nigeria
ids 'a#1 a#2 c#1 c#2 ' --actor NGA.REB
ids 'a#1 a#2 c#2 ' --dyad NGA,REB
ids 'a#2 c#2 ' --dyad NGA.MIL,NGA.REB
ids 'c#2 ' --dyad 'NGA.REB>NGA.MIL'
ids 'a#1 a#2 ' --dyad 'Nigeria,Boko Haram'
ids 'c#1 ' --dyad 'Cameroon>Boko Haram'
ids 'b#1 ' --dyad Hamas,Israel
ids '' --actor NGA.JUD
ids 'NGA.CVL NGA.MIL ' dyads --within
ids 'NGA.CVL NGA.MIL ' dyads --within --actor Nigeria
ids 'NGA.MIL ' dyads --within --actor NGA.MIL
ids '' dyads --within --actor CMR
# a happening keeps both sides of what is within a state
sides=$("$attache" query "$store" happenings --dyad NGA.REB,NGA.MIL --format tsv | tail -n +2 | cut -f5,6 | sort | tr '\t\n' '> ')
check "the sides of happenings within a state: $sides" test "$sides" = 'NGA.MIL Nigerian Army>NGA.REB Boko Haram NGA.REB>NGA.MIL '
exits 2 "$attache" query "$store" --actor 'Zorblax Front'
says 'Zorblax Front: is not an actor'
exits 2 "$attache" query "$store" --actor 'Goodluck Jonathan'
says 'is a person whom no record of this store names'
exits 2 "$attache" query "$store" --within
says '--within does not go with it'
# people are actors too, by the names in the records
cat >"$dir/people.jsonl" <<'END'
{"id":"p","date":"2015-03-02","source":"Ridge Radio","text":"Angela Merkel criticised Russia on Monday. Vladimir Putin visited Angela Merkel in Berlin on Tuesday. Angela Merkel and Vladimir Putin held talks on Wednesday."}
{"id":"q","date":"2015-04-07","source":"Capital Ledger","text":"Germany criticised Russia on Monday. Ruritanian reporter Ottla Brunn criticised France on Monday. France criticised Angela Merkel on Tuesday."}
END
people=$dir/people.attache
exits 0 "$attache" ingest "$people" "$dir/people.jsonl"
store=$people
ids 'p#1 p#2 p#3 q#3 ' --actor 'angela merkel'
ids 'p#1 p#2 p#3 q#3 ' --actor '@Angela Merkel'
ids 'p#1 p#2 p#3 q#3 ' --actor 'DEU@Angela Merkel'
ids 'p#1 p#2 p#3 ' --dyad 'Angela Merkel,Russia'
ids 'p#1 p#3 ' --dyad 'Angela Merkel>Russia'
ids 'p#2 p#3 ' --dyad 'Russia>Angela Merkel'
ids 'p#2 p#3 ' --dyad 'Vladimir Putin,Angela Merkel'
ids 'q#3 ' --dyad 'Angela Merkel,FRA'
ids 'p#2 p#3 ' --actor 'Angela Merkel' --event CONSULT
ids 'p#2 p#3 q#2 ' --actor 'Vladimir Putin,Ottla Brunn'
ids 'q#1 q#2 ' --actor 'not Angela Merkel'
ids 'Angela Merkel Angela Merkel ' dyads --actor 'Angela Merkel'
partners=$("$attache" query "$store" dyads --actor 'Angela Merkel' --format csv | tail -n +2 | cut -d, -f2-5 | tr '\r\n' '  ')
check "the partners of a person: $partners" test "$partners" = 'RUS,3,2,1 FRA,1,0,1 '
for other in RUS FRA; do # one question, one answer
    n=$("$attache" query "$store" happenings --dyad "Angela Merkel,$other" --by year --format csv | awk -F, 'NR > 1 { n += $2 } END { print n }')
    check "happenings of a person with $other: $n and $partners" grep -q "$other,$n," <<<"$partners"
done
for out in 'not Angela Merkel' 'not Angela Merkel,FRA' 'not Vladimir Putin'; do # counted from digests, and listed from rows
    counted=$("$attache" query "$store" happenings --actor "$out" --by event --format csv)
    n=$(awk -F, 'NR > 1 { n += $2 } END { print n + 0 }' <<<"$counted")
    check "happenings without $out: $n" test "$n" = "$("$attache" query "$store" happenings --actor "$out" --limit 99 --format csv | tail -n +2 | grep -c '^[0-9]*,2015')"
done
exits 2 "$attache" query "$store" --actor 'FRA@Angela Merkel'
says 'no record of this store names a person so'
exits 2 "$attache" query "$store" --dyad 'not Angela Merkel,RUS'
says "with --actor 'not NAME'"
exits 2 "$attache" query "$store" dyads --within --actor 'Angela Merkel'
says 'a person has no sectors'
exits 0 "$attache" export --format tsv --actor 'Angela Merkel' "$store"
check "the records of a person are exported" test "$(grep -c "^[pq]#" "$dir/out")" = 4
store=$dir/news.attache
# what is inside a state is exported under its sectors, and counts once more under the state
"$attache" export --format tsv "$store" dyads >"$dir/dyads"
check "the sectors of a state in dyad-months" test "$(cut -f1-4 "$dir/dyads" | grep -c 'NGA.MIL	NGA.REB')" = 1
check "a state with itself in dyad-months" test "$(awk -F'\t' '$2 == "NGA" && $3 == "NGA" { n += $4 } END { print n }' "$dir/dyads")" = 3
# exactly the pairs that are asked for, bodies too
pairs() { # EXPECTED ACTOR>RECIPIENT=HAPPENINGS ARGUMENTS...
    local want=$1 got
    shift
    got=$("$attache" export --format tsv "$@" "$store" dyads | grep -v '^#' | tail -n +2 | awk -F'\t' '{ n[$2 ">" $3] += $10 } END { for (p in n) print p "=" n[p] }' | LC_ALL=C sort | tr '\n' ' ')
    if [ "$got" = "$want" ]; then pass; else fail "dyad-months $*: $got, not $want"; fi
}
pairs 'NGA:boko-haram>NGA=1 NGA>NGA:boko-haram=1 ' --dyad 'Nigeria,Boko Haram'
pairs 'CMR>NGA:boko-haram=1 NGA.MIL>NGA:boko-haram=1 NGA:boko-haram>NGA.CVL=1 NGA:nigerian-army>NGA:boko-haram=1 ' --actor 'Boko Haram'
pairs 'NGA.REB>NGA.MIL=1 ' --dyad 'NGA.REB>NGA.MIL'
pairs 'CMR>NGA=1 NGA>CMR=1 NGA>NGA=3 ' --actor NGA
# all of it goes when the document does, and comes again
printf '{"id":"a","date":"2014-05-06","text":"Chile condemned Peru on Monday."}\n' >"$dir/other.jsonl"
exits 0 "$attache" ingest "$store" "$dir/other.jsonl"
ids 'c#1 ' --actor 'Boko Haram'
check "pairs of a document that is gone" test "$(sqlite3 "$store" "SELECT count(*) FROM dyad_sum WHERE actor = 'NGA:boko-haram'")" = 0
finish
