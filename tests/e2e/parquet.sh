#!/usr/bin/env bash
# Parquet files by way of DuckDB: the rows that the other formats have, of every command that writes them; what is said where there is no DuckDB, and where it fails. What is not in the
# path is tried for from PyPI.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
"$attache" ingest --quiet "$store" examples/reports.jsonl examples/page.html

# ---- no duckdb, or one that fails ----
mkdir "$dir/none" "$dir/fails"
PATH=$dir/none exits 3 "$attache" export --format parquet "$store"
says "pip install duckdb-cli"
check "something was written" test ! -s "$dir/out"
printf '#!/bin/sh\necho "no room" >&2\nexit 1\n' >"$dir/fails/duckdb"
chmod +x "$dir/fails/duckdb"
PATH=$dir/fails:$PATH exits 3 "$attache" code --format parquet examples/page.html
says "no room"
says "duckdb could not write it"
exits 2 "$attache" query --format parquet "$store" dyads
says 'is for lists of events and happenings'
exits 2 "$attache" export --format parquet "$store" corrections
if have script "a terminal is not tried"; then
    script -qec "'$attache' code --format parquet examples/page.html" /dev/null >"$dir/out" 2>&1 </dev/null
    prints "nothing for a terminal"
fi

# ---- with it ----
if ! command -v duckdb >/dev/null; then
    python3 -m venv "$dir/venv" 2>/dev/null && "$dir/venv/bin/pip" install -q --disable-pip-version-check duckdb-cli >/dev/null 2>&1 || { skip "duckdb is not to be had: no Parquet file is written"; finish; exit; }
    PATH=$dir/venv/bin:$PATH
fi
asked() { duckdb -batch -bail -noheader -list -init /dev/null -c "$1" 2>&1; }
same() { # WHAT A B: two sets of rows
    local left
    left=$(asked "SELECT count(*) FROM (($2 EXCEPT ALL $3) UNION ALL ($3 EXCEPT ALL $2))")
    check "$1: $left" test "$left" = 0
}
both="id, date, mode, context, aux, [p.code for p in actor] AS actors, [p.entity_text for p in recipient] AS recipients, [p.identifier_text for p in participants] AS people, cameo, quad_code, event_scale, text"
exits 0 "$attache" export --all --output "$dir/events.parquet" --format parquet "$store"
silent
"$attache" export --all --output "$dir/events.jsonl" "$store"
check "no events" test "$(asked "SELECT count(*) > 50 FROM '$dir/events.parquet'")" = true
read="read_json('$dir/events.jsonl', format = 'newline_delimited', maximum_depth = 5, sample_size = -1)"
same "events are not those of JSONL" "SELECT event, $both FROM '$dir/events.parquet'" "SELECT event[1], $both FROM $read"
exits 0 "$attache" export --format parquet "$store" dyads
cp "$dir/out" "$dir/dyads.parquet"
"$attache" export --format csv --output "$dir/dyads.csv" "$store" dyads
same "dyad-months are not those of CSV" "SELECT period, actor, recipient, events, happenings FROM '$dir/dyads.parquet'" \
    "SELECT period, actor, recipient, events, happenings FROM read_csv('$dir/dyads.csv', types = {'period': 'VARCHAR'})"
exits 0 "$attache" query --format parquet --actor IND --all "$store" happenings
cp "$dir/out" "$dir/happenings.parquet"
check "happenings that were chosen" test "$(asked "SELECT count(*) > 0 AND bool_and(list_contains([p.code for p in actor || recipient || participants], 'IND')) FROM '$dir/happenings.parquet'")" = true
exits 0 "$attache" code --format parquet --threads 2 examples/page.html examples/reports.jsonl
cp "$dir/out" "$dir/code.parquet"
"$attache" code --format parquet --threads 1 examples/page.html examples/reports.jsonl | cat >"$dir/again.parquet"
check "two runs give two files" cmp "$dir/code.parquet" "$dir/again.parquet"
"$attache" code examples/page.html examples/reports.jsonl >"$dir/code.jsonl"
check "not all that is coded" test "$(asked "SELECT count(*) FROM '$dir/code.parquet'")" = "$(wc -l <"$dir/code.jsonl")"
exits 1 "$attache" code --format parquet examples/page.html "$dir/nowhere"
cp "$dir/out" "$dir/some.parquet"
check "what could be coded is not there" test "$(asked "SELECT count(*) > 10 FROM '$dir/some.parquet'")" = true
printf 'Nothing was said.' >"$dir/nothing.txt"
exits 0 "$attache" code --format parquet "$dir/nothing.txt"
cp "$dir/out" "$dir/nothing.parquet"
check "no rows and no columns" test "$(asked "SELECT count(*) FROM '$dir/nothing.parquet'")/$(asked "SELECT count(*) > 40 FROM (DESCRIBE FROM '$dir/nothing.parquet')")" = 0/true
finish
