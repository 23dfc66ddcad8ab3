#!/usr/bin/env bash
# Out of memory costs a document and not the batch, a query and not the store: no command ends by a signal, whatever its limit.
. "${BASH_SOURCE[0]%/*}/common.sh"
if nm "$attache" 2>/dev/null | grep -q __asan_init; then
    skip "AddressSanitizer takes more address space than there is: no command runs short of memory"
    finish
    exit
fi
docs=$dir/docs.jsonl store=$dir/news.attache
{
    for i in 1 2 3; do echo "{\"id\":\"small$i\",\"date\":\"2018-03-0$i\",\"text\":\"Kenya condemned Uganda.\"}"; done
    awk 'BEGIN { printf "{\"id\":\"big\",\"date\":\"2018-03-04\",\"text\":\""; for (i = 0; i < 400000; i++) printf "Peru met Chile. "; print "\"}" }'
    echo '{"id":"last","date":"2018-03-05","text":"Norway condemned Mali."}'
} >"$docs"
exits 0 "$attache" ingest --quiet --threads 1 "$store" examples/reports.jsonl

under() { # KB COMMAND...
    local kb=$1
    shift
    { (ulimit -v "$kb"; exec "$@") >"$dir/out" 2>"$dir/err"; } 2>/dev/null
}
ended=
try() { # COMMAND...: with less and less
    local mb status
    for mb in 70 85 100 120 160; do
        under $((mb * 1024)) "$attache" --version || continue # not even its libraries find room
        under $((mb * 1024)) "$@"
        status=$?
        [ $status -lt 4 ] || ended="$ended; $status with $mb MB: $*"
    done
}
try "$attache" code --threads 1 examples/page.html
try "$attache" read examples/page.html
try "$attache" code --threads 2 examples/reports.jsonl
try "$attache" query "$store" dyads
try "$attache" export --format csv "$store"
try "$attache" ingest --threads 1 "$dir/starved" examples/reports.jsonl
check "a command ended otherwise than by a status$ended" test -z "$ended"
exits 0 "$attache" ingest --quiet "$dir/starved" examples/reports.jsonl
"$attache" export "$store" >"$dir/whole"
"$attache" export "$dir/starved" >"$dir/again"
check "what was starved differs from what was not" cmp "$dir/whole" "$dir/again"

# one document too many
for mb in 150 180 220 260 320 400; do
    under $((mb * 1024)) "$attache" code --threads 1 "$docs"
    grep -q 'big: ' "$dir/err" && break
done
says 'big: '
prints small3
prints last
finish
