#!/usr/bin/env bash
# The desk with a thousand connections that say nothing and a hundred that say a byte now and then, while documents come in: whoever asks is answered, and memory does not
# grow. A short form of `make soak`, which takes SOAK=3600 seconds and holds the first page to 50 ms (99th percentile);
# ASK and ADD are the seconds between two questions and between two ingests; PRIORITY=-19, for root, is that of the desk and of who asks it, so that what else a machine
# does is not measured with them.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs python3 "nobody asks the desk"
seconds=${SOAK:-4}
store=$dir/news.attache
exits 0 "$attache" ingest --quiet "$store" examples/reports.jsonl
ulimit -n "$(ulimit -Hn)"
nice -n "${PRIORITY:-0}" "$attache" serve --listen 127.0.0.1:0 "$store" >"$dir/desk" &
desk=$!
await grep -q open "$dir/desk"
port=$(sed -n 's|.*http://127.0.0.1:\([0-9]*\)/.*|\1|p' "$dir/desk")
(
    for round in $(seq 1000000); do
        sed "s/\"id\":\"/\"id\":\"round$round-/" examples/reports.jsonl | "$attache" ingest --quiet --threads 1 "$store" -
        sleep "${ADD:-0.5}"
    done
) 2>"$dir/ingest" &
ingest=$!
nice -n "${PRIORITY:-0}" python3 tests/desk/soak.py "$port" $desk "$seconds" "${IDLE:-1000}" "${SLOW:-100}" "${ASK:-0.02}" 2>"$dir/err" | tee "$dir/said"
check "the soak fell: $(tail -1 "$dir/err")" test "${PIPESTATUS[0]}" = 0
kill $ingest
wait $ingest 2>/dev/null
check "somebody was not answered" grep -q 'failed 0$' "$dir/said"
check "nothing could be added meanwhile: $(head -1 "$dir/ingest")" test ! -s "$dir/ingest"
check "memory grows" awk '/^memory/ { exit !($10 <= 1.3 * $5 + 30) }' "$dir/said"
[ -z "${SOAK:-}" ] || check "the first page takes more than 50 ms" awk '/^\/:/ { exit !($7 < 50) }' "$dir/said"
kill $desk
wait $desk
check "the desk does not end by itself" test $? = 0
exits 0 "$attache" check "$store"
finish
