#!/usr/bin/env bash
# What a store costs, as rows of tests/score.csv: a million events through the store's own writer, each kind of query on them, and how fast documents come in
# beside coding alone. Minutes, and a gigabyte in TMPDIR.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build}
shared=${ATTACHE_SHARED:-../shared}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$B/bench_store" "${EVENTS:-1000000}" "$dir/store" >"$dir/figures"
sed 's/^\(.*\),\([^,]*\)$/store,made up,"\1",\2,make bench/' "$dir/figures"

# processor time, so that what else runs does not count; the best of three
seconds() { # COMMAND...
    for _ in 1 2 3; do
        rm -f "$dir"/news*
        (TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1) 2>&1 | awk '{ print $1 + $2 }'
    done | sort -n | head -n 1
}
stories=$shared/data/events/synthetic_stories.jsonl
if [ -e "$stories" ] && command -v python3 >/dev/null; then
    python3 - "$stories" >"$dir/stories.jsonl" <<'PY'
import json, sys
for n, line in enumerate(open(sys.argv[1])):
    story = json.loads(line)
    print(json.dumps({"id": str(n), "date": "2018-01-01", "title": story.get("title", ""), "text": story["text"]}))
PY
    code=$(seconds "$B/attache" code "$dir/stories.jsonl")
    ingest=$(seconds "$B/attache" ingest --quiet "$dir/news" "$dir/stories.jsonl")
    awk -v c="$code" -v i="$ingest" 'BEGIN { printf "store,stories,ingest at this share of the speed of code,%.2f,make bench\n", c / i }'
fi
