#!/usr/bin/env bash
# Measures stores, as rows for tests/score.csv: a million events through the store's own writer, each kind of query on them, and the speed of ingesting
# relative to coding alone. Takes minutes, and a gigabyte in TMPDIR.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build}
shared=${ATTACHE_SHARED:-../shared}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$B/bench_store" "${EVENTS:-1000000}" "$dir/store" >"$dir/figures"
sed 's/^\(.*\),\([^,]*\)$/store,made up,"\1",\2,make bench/' "$dir/figures"

# Processor time, so that other processes matter little, and wall-clock time; the best of five each.
times() { # NAME COMMAND...
    local name=$1
    shift
    for _ in 1 2 3 4 5; do
        rm -f "$dir"/news*
        (TIMEFORMAT='%U %S %R'; time "$@" >/dev/null 2>&1) 2>&1
    done | awk -v name="$name" 'NR == 1 || $1 + $2 < cpu { cpu = $1 + $2 } NR == 1 || $3 < clock { clock = $3 } END { print name, cpu, clock }'
}
stories=$shared/data/events/synthetic_stories.jsonl
if [ -e "$stories" ] && command -v python3 >/dev/null; then
    python3 - "$stories" >"$dir/stories.jsonl" <<'PY'
import json, sys
for n, line in enumerate(open(sys.argv[1])):
    story = json.loads(line)
    print(json.dumps({"id": str(n), "date": "2018-01-01", "title": story.get("title", ""), "text": story["text"]}))
PY
    {
        times code "$B/attache" code "$dir/stories.jsonl"
        times ingest "$B/attache" ingest --quiet "$dir/news" "$dir/stories.jsonl"
    } | awk '{ cpu[$1] = $2; clock[$1] = $3 } END {
        printf "store,stories,ingest at this share of the speed of code,%.2f,make bench\n", cpu["code"] / cpu["ingest"]
        printf "store,stories,the same by the clock,%.2f,make bench\n", clock["code"] / clock["ingest"] }'
fi
