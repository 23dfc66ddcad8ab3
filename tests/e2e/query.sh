#!/usr/bin/env bash
# Queries to a store, and exports from it: figures that can be counted by hand, formats that other programs read.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
cat >"$dir/a.jsonl" <<'END'
{"id":"a","date":"2018-03-01","source":"The Harbour Courier","text":"Chile condemned Peru on Thursday. Norway sent food to Somalia on Thursday."}
{"id":"b","date":"2018-03-02","source":"Capital Ledger","text":"Chile condemned Peru on Thursday."}
{"id":"c","date":"2018-04-10","source":"Capital Ledger","text":"Peru consulted Chile in Lima on Tuesday."}
{"id":"d","date":"2018-04-11","source":"Ridge Radio","text":"Chile could attack Peru. Kenya has not met with Uganda."}
{"id":"e","date":"2019-01-08","source":"Ridge Radio","text":"Indian Prime Minister Narendra Modi visited Norway on Tuesday."}
END
exits 0 "$attache" ingest "$store" "$dir/a.jsonl"
ask() { # EXPECTED LINES (without the header) ARGUMENTS...
    local want=$1 got
    shift
    got=$("$attache" query "$store" "$@" --format csv 2>&1 | tail -n +2 | tr -d '\r')
    if [ "$got" = "$want" ]; then pass; else fail "query $*: $got, not $want"; fi
}
count() { # N ARGUMENTS...
    local want=$1 got
    shift
    got=$("$attache" query "$store" "$@" --format tsv | tail -n +2 | wc -l)
    if [ "$got" = "$want" ]; then pass; else fail "query $*: $got rows, not $want"; fi
}
for c in query export; do
    exits 0 "$attache" $c --help
    prints "attache $c"
    silent
done
ask $'2018-03,2,0,0,2,0,-2.0,0.0\n2018-04,1,1,0,0,0,2.5,0.0' --dyad CHL,PER --by month
ask $'2018-03,1,0,0,1,0,-2.0,0.0\n2018-04,1,1,0,0,0,2.5,0.0' happenings --dyad CHL,PER --by month
ask $'2018-W09,2,0,0,2,0,-2.0,0.0\n2018-W15,1,1,0,0,0,2.5,0.0' --dyad CHL,PER --by week
ask $'2018,2,0,0,2,0,-2.0,0.0' --dyad 'CHL>PER' --event ACCUSE --by year
ask $'2018-03,3,0,1,2,0,2.0,0.0\n2018-04,1,1,0,0,0,2.5,0.0\n2019-01,1,1,0,0,0,4.0,0.0' --by month
ask $'2018-03-01,2,0,0,2,0,-2.0,0.0' --actor CHL --to 2018-03 --by day
ask $'2018,4,1,1,2,0,2.13,0.0\n2019,1,1,0,0,0,4.0,0.0' --by year
ask $'2018,2,0,0,2,0,-2.0,0.0' --event ACCUSE --from 2018 --to 2018 --by year

# codes and lists that can name nothing are refused, a state that nobody tells of is not
for code in '--dyad chl,per' '--dyad CHL,nobody' '--actor reb' '--event ""' "--event $(printf 'AID,%.0s' $(seq 21))"; do
    # shellcheck disable=SC2086
    exits 2 "$attache" query "$store" $code
done
exits 2 "$attache" query "$store" dyads --actor chl
says 'ISO 3166 alpha-3 in capitals'
exits 2 "$attache" query "$store" --event ''
says 'is empty; leave'
exits 2 "$attache" query "$store" --context ,
says 'is empty; leave'
exits 2 "$attache" query "$store" --event "$(printf 'AID,%.0s' $(seq 20))REJECT,ACCUSE"
says 'REJECT,ACCUSE: is one too many'
count 0 --dyad CHL,ZZZ
count 0 --actor ZZZ
exits 3 "$attache" query "$dir"
says 'is a folder'

# what is told without a month, or without any day, is counted whichever way it is summed up
cat >"$dir/vague.jsonl" <<'END'
{"id":"v","date":"2018-03-01","text":"Chile condemned Peru on Thursday."}
{"id":"w","text":"Ghana condemned Togo. Kenya condemned Uganda."}
END
exits 0 "$attache" ingest "$dir/vague" "$dir/vague.jsonl"
sqlite3 "$dir/vague" "UPDATE event SET day = 20180000 WHERE id = (SELECT max(id) FROM event)"
exits 0 "$attache" check --repair "$dir/vague"
for by in 'day=,1 2018,1 2018-03-01,1 ' 'week=,1 2018,1 2018-W09,1 ' 'month=,1 2018,1 2018-03,1 ' 'year=,1 2018,2 '; do
    check "by ${by%%=*} of what is told without a month" test "$("$attache" query "$dir/vague" --by "${by%%=*}" --format csv | tail -n +2 | tr -d '\r' | cut -d, -f1,2 | tr '\n' ' ')" = "${by#*=}"
done
count 5
count 3 --from 2018-03-01 --to 2018-03
count 2 --min-sources 2
count 1 happenings --min-sources 2
count 1 --person modi
count 0 --person 'm_di' # no pattern
count 0 --person '%'
count 2 --text peru --event ACCUSE
count 4 happenings
count 0 --dyad CHL,NOR
count 7 --all
count 1 --mode visit --from 2019
count 1 dyads busiest --limit 1
ask 'CHL,PER,2,1,1,0.25,0.0' dyads --actor PER
exits 0 "$attache" query "$store" show 'b#1' --format jsonl
prints '"id":"a#1"'
prints 'Chile condemned Peru'
check "show: not two reports" test "$(wc -l <"$dir/out")" = 2
mv "$dir/out" "$dir/shown"
exits 0 "$attache" query "$store" show b/h1 --format jsonl
check "show: a report is not shown as its record is" cmp "$dir/shown" "$dir/out"
exits 0 "$attache" query "$store" --format table --dyad CHL,PER
prints 'CHL'
prints 'Peru consulted Chile in Lima on Tuesday.'
for columns in 60 80 120; do
    COLUMNS=$columns "$attache" query "$store" --format table >"$dir/out"
    check "a table is wider than $columns" awk -v n=$columns 'length > n && !/http/ { bad = 1 } END { exit bad }' "$dir/out"
    check "an id or a date is cut at $columns" test "$(grep -o '[a-e]#[0-9]' "$dir/out" | sort -u | wc -l)" = 5 -a "$(grep -c 2018-04-10 "$dir/out")" = 1
    COLUMNS=$columns "$attache" query "$store" --by month,event --format table >"$dir/out"
    check "counts are wider than $columns" awk -v n=$columns 'length > n { bad = 1 } END { exit bad }' "$dir/out"
done
exits 0 "$attache" query "$store" --format table --wide --dyad CHL,PER
check "not a line a row" test "$(wc -l <"$dir/out")" = 4
prints 'Peru consulted Chile in Lima on Tuesday.'
exits 0 "$attache" query "$store" --format table --dyad CHL,PER
check "the newest is not first" awk 'NR == 2 && !/2018-04-10/ { bad = 1 } END { exit bad }' "$dir/out"
# where no headline reports a happening, the headline of the report with the sentence is listed
echo '{"id":"t","date":"2018-03-02","title":"A week in Africa","url":"https://paper.example/week","text":"Ghana condemned Togo on Thursday."}' >"$dir/titled.jsonl"
exits 0 "$attache" ingest --quiet "$dir/titled" "$dir/titled.jsonl"
exits 0 "$attache" query "$dir/titled" happenings --format table
for line in 'Ghana condemned Togo on Thursday.' 'A week in Africa' 'https://paper.example/week'; do prints "^    $line\$"; done
exits 2 "$attache" query "$store" --event GREET
says 'is not a PLOVER category'
exits 2 "$attache" query "$store" --from soon
says 'YYYY-MM-DD'
exits 2 "$attache" query "$store" --by hour
exits 2 "$attache" query "$store" --dyad CHL
exits 2 "$attache" query "$store" --text '"open'
exits 2 "$attache" query "$store" show 'x#1'
# what a ranking or one happening cannot be narrowed by is refused, and not left aside
for option in '--dyad CHL,PER' '--by month' '--text food' '--mode visit' '--context military' '--person Smith' '--min-sources 2' --all; do
    exits 2 "$attache" query "$store" dyads $option
    says "dyads: ${option%% *} does not go with it; what does: --actor"
done
for option in '--from 2018' '--event AID' '--actor PER' '--limit 3' '--by year'; do exits 2 "$attache" query "$store" show 'b#1' $option; done
exits 0 "$attache" query "$store" dyads --actor PER --from 2017 --to 2019 --event ACCUSE --limit 3
exits 2 "$attache" query "$store" pairs
exits 2 "$attache" query
exits 3 "$attache" query "$dir/none"
exits 3 "$attache" query examples/page.html
says 'is not an attache store'

# what comes out is what the coder wrote
"$attache" code --why "$dir/a.jsonl" examples/page.html | sed 's/"link":"[^"]*"//' | sort >"$dir/coded"
exits 0 "$attache" ingest "$store" examples/page.html
exits 0 "$attache" export --why "$store"
check "the export differs from what was coded" cmp "$dir/coded" <(sed 's/"link":"[^"]*"//' "$dir/out" | sort)
for format in csv tsv icews gdelt; do
    "$attache" code --format $format "$dir/a.jsonl" examples/page.html | sed 's/,[^,]*\/h[0-9]*,/,/; s/\t[^\t]*\/h[0-9]*\t/\t/' | sort >"$dir/coded"
    exits 0 "$attache" export --format $format "$store"
    check "$format differs from what was coded" cmp "$dir/coded" <(sed 's/,[^,]*\/h[0-9]*,/,/; s/\t[^\t]*\/h[0-9]*\t/\t/' "$dir/out" | sort)
done
exits 0 "$attache" export --format csv "$store" happenings
check "happenings: not one a line" test "$(wc -l <"$dir/out")" -gt 5
exits 0 "$attache" export --format jsonl "$store" dyads
prints '"period":"2018-03","actor":"CHL","recipient":"PER","events":2,'
prints '"happenings":1,'
exits 2 "$attache" export --format icews "$store" happenings
exits 2 "$attache" query "$store" dyads --format arrow
says "is for lists of events and happenings"
exits 0 "$attache" query "$store" happenings --format arrow
check "an Arrow stream does not end as it should" test "$(tail -c 8 "$dir/out" | od -An -tx1 | tr -d " ")" = ffffffff00000000
exits 2 "$attache" export --format xlsx "$store"
says 'must be jsonl, csv, tsv, icews, gdelt, polecat, cases, arrow or parquet'
exits 3 "$attache" export --output "$dir/none/x.csv" "$store"
says "attache: $dir/none/x.csv: cannot be written: No such file"
# a slip of the hand does not cost the store
cp "$store" "$dir/kept"
ln "$dir/kept" "$dir/kept.csv"
for format in csv tsv; do
    exits 2 "$attache" export --format $format --output "$dir/kept.csv" "$dir/kept"
    says 'is the store itself'
done
check "an export was written over its store" cmp -s "$store" "$dir/kept"
if [ -w /dev/full ]; then
    exits 3 "$attache" export --output /dev/full "$store"
    says '/dev/full: No space left'
else
    skip "no /dev/full: a full disk is not tried"
fi

# corrections: kept apart, applied when asked for, written as cases that hold
if have sqlite3 "corrections are not tried"; then
    sqlite3 "$store" "INSERT INTO correction (event, field, was, value, who, at, note, sentence) VALUES
        ('a#1', 'event', 'ACCUSE', 'THREATEN', 'nobody', '2018-05-01T00:00:00Z', '', 'Chile condemned Peru on Thursday.'),
        ('a#1', 'event', 'ACCUSE', 'REJECT', 'nobody', '2018-05-02T00:00:00Z', '', 'Chile condemned Peru on Thursday.'),
        ('a#1', 'recipient', 'PER', 'BOL', 'nobody', '2018-05-02T00:00:00Z', '', 'Chile condemned Peru on Thursday.'),
        ('a#2', 'wrong', '', 'no event', 'nobody', '2018-05-02T00:00:00Z', '', 'Norway sent food to Somalia on Thursday.'),
        ('b#1', 'actor', 'CHL', 'CHL', 'nobody', '2018-05-02T00:00:00Z', '', 'Chile condemned Peru on Thursday.'),
        ('c#1', 'mode', '', 'visit', 'nobody', '2018-05-02T00:00:00Z', '', 'Peru consulted Chile in Lima on Tuesday.'),
        ('c#1', 'mode', '', '', 'nobody', '2018-05-03T00:00:00Z', '', 'Peru consulted Chile in Lima on Tuesday.')"
    exits 0 "$attache" export --corrected "$store"
    prints '"id":"a#1","date":"2018-03-01","event":\["REJECT"\].*"recipient":\[{"code":"BOL"'
    check "a wrong record is exported" test "$(grep -c '"id":"a#2"' "$dir/out")" = 0
    check "a correction that was taken back is applied" test "$(grep -c '"id":"c#1".*"visit"' "$dir/out")" = 0
    sqlite3 "$store" "INSERT INTO correction (event, field, was, value, who, at, note, sentence) VALUES ('a#1', 'dead', '', '3', 'nobody', '2018-05-02T00:00:00Z', '', 'x')"
    exits 0 "$attache" export --corrected "$store"
    prints '"id":"a#1".*"size":{"dead":3}'
    # what is corrected of a record is corrected of its happening and of the pairs
    exits 0 "$attache" export --corrected --format tsv "$store" happenings
    check "a happening that was wrong is exported" test "$(grep -c 'NOR.*SOM' "$dir/out")" = 0
    check "a happening is not corrected" test "$(grep '^a/h1' "$dir/out" | cut -f2,3,8,19)" = '2018-03-01	REJECT	BOL	3'
    exits 0 "$attache" export --corrected --format tsv --dead 1 "$store" happenings
    exits 0 "$attache" export --corrected --format tsv "$store" dyads
    check "a pair that was wrong is exported" test "$(grep -c 'NOR	SOM' "$dir/out")" = 0
    check "a pair is not corrected: $(grep '2018-03' "$dir/out")" test "$(grep '^2018-03	CHL	BOL	' "$dir/out" | cut -f4,10)" = '1	1' -a "$(grep '^2018-03	CHL	PER	' "$dir/out" | cut -f4)" = 1
    # what is selected is looked for in what is corrected
    exits 0 "$attache" export --corrected --format tsv --dyad CHL,BOL "$store" dyads
    check "a corrected pair is not found: $(cat "$dir/out")" test "$(grep '^2018-03	CHL	BOL	' "$dir/out" | cut -f4,10)" = '1	1'
    exits 0 "$attache" export --corrected --format tsv --dyad 'CHL>PER' --event ACCUSE "$store" dyads
    check "a pair that was corrected away is selected" test "$(grep '^2018-03	CHL	PER	' "$dir/out" | cut -f4)" = 1
    exits 0 "$attache" export --corrected --actor BOL "$store"
    prints '"id":"a#1"'
    exits 0 "$attache" export --corrected --dead 3 --format tsv "$store"
    prints '^a#1	'
    exits 0 "$attache" export --corrected --dyad NOR,SOM "$store" happenings
    check "a record that is wrong is selected" test "$(grep -c '"id"' "$dir/out")" = 0
    for what in events happenings dyads; do
        exits 0 "$attache" export --corrected --actor BOL --format arrow "$store" $what
        exits 0 "$attache" export --corrected --format arrow "$store" $what
        check "no Arrow of corrected $what" test "$(head -c 4 "$dir/out" | od -An -tx1 | tr -d ' ')" = ffffffff
    done
    exits 0 "$attache" export --format tsv "$store" dyads
    check "a correction stays in the store's own tables" test "$(grep -c 'NOR	SOM' "$dir/out")" = 1
    exits 0 "$attache" export "$store"
    prints '"id":"a#1","date":"2018-03-01","event":\["ACCUSE"\]'
    exits 0 "$attache" export --format cases "$store"
    prints 'event: REJECT | recipient: BOL'
    prints 'not: AID'
    check "not three cases" test "$(grep -c '^text: ' "$dir/out")" = 3
    awk -v RS= -v ORS='\n\n' '/^# b#1/' "$dir/out" >"$dir/b.case"
    check "a case that was written does not hold" "$B/run_cases" "$dir/b.case"
    "$B/run_cases" "$dir/out" >"$dir/all.cases" 2>&1
    check "a case that was written is none" test $? -lt 2
fi

# other programs read it
for format in csv tsv jsonl icews gdelt; do "$attache" export --format $format --output "$dir/events.$format" "$store"; done
"$attache" export --format tsv --output "$dir/dyads.tsv" "$store" dyads
"$attache" export --format csv --output "$dir/happenings.csv" "$store" happenings
tables=("$dir/events.csv" "$dir/events.tsv" "$dir/events.jsonl" "$dir/events.icews" "$dir/events.gdelt" "$dir/dyads.tsv" "$dir/happenings.csv")
if have duckdb "the command for Parquet is not tried"; then
    "$attache" export --format csv --output "$dir/dyads.csv" "$store" dyads
    exits 0 duckdb -c "COPY (FROM read_csv('$dir/dyads.csv', types = {'period': 'VARCHAR'})) TO '$dir/dyads.parquet'"
    check "dyads.parquet is no Parquet file" test "$(head -c 4 "$dir/dyads.parquet")" = PAR1
fi
# ... and what a store without events gives
echo '{"id": "calm", "text": "It rained."}' >"$dir/calm.jsonl"
exits 0 "$attache" ingest "$dir/calm" "$dir/calm.jsonl"
mkdir "$dir/none"
none=()
for format in csv tsv jsonl icews gdelt; do "$attache" export --format $format --output "$dir/none/events.$format" "$dir/calm"; none+=("$dir/none/events.$format"); done
for format in csv tsv jsonl; do "$attache" export --format $format --output "$dir/none/dyads.$format" "$dir/calm" dyads; none+=("$dir/none/dyads.$format"); done
python=${ATTACHE_PYTHON:-python3}
for library in pandas polars; do
    "$python" -c "import $library" 2>/dev/null || { skip "no $library: it reads none of what is exported"; continue; }
    exits 0 "$python" examples/read_export.py "${tables[@]}"
    check "$library did not read all" test "$(grep -c "^$library.*rows" "$dir/out")" = ${#tables[@]}
    silent
    exits 0 "$python" examples/read_export.py "${none[@]}"
    check "$library did not read what is empty" test "$(grep -cE "^$library.*(0 rows|empty)" "$dir/out")" = ${#none[@]}
done
if have Rscript "R reads none of what is exported"; then
    exits 0 Rscript examples/read_export.R "${tables[@]}"
    check "R read less than the tables of text" test "$(grep -c '^R.*rows' "$dir/out")" -ge 6
    exits 0 Rscript examples/read_export.R "${none[@]}"
fi
finish
