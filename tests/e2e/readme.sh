#!/usr/bin/env bash
# The record in README is what attache gives, except numbers that change with every table row.
. "${BASH_SOURCE[0]%/*}/common.sh"
if command -v python3 >/dev/null; then
    "$attache" code --why examples/page.html >"$dir/events"
    check "README's event does not come out" python3 - README.md "$dir/events" <<'PY'
import json, re, sys
shown = json.loads(re.search(r"```json\n(.*?)```", open(sys.argv[1], encoding="utf-8").read(), re.S).group(1))
events = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
moves = {"id", "link", "confidence", "how", "path"}
def differs(a, b, at):
    if isinstance(a, dict): return [d for k in a if k not in moves for d in differs(a[k], b.get(k), at + "." + k)]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b): return [d for x, y in zip(a, b) for d in differs(x, y, at)]
    return [] if a == b else [f"{at}: README {a!r}, now {b!r}"]
found = [e for e in events if e["text"] == shown["text"] and e["event"] == shown["event"]]
wrong = differs(shown, found[0], "event") if found else ["no such event"]
if wrong: print("\n".join(wrong))
sys.exit(bool(wrong))
PY
else
    skip "no python3: README's event is not compared"
fi
# every file that the documents name exists
for f in $(grep -ohE '\]\(([a-zA-Z0-9_./-]+)\)' README.md CONTRIBUTING.md | tr -d '])('); do check "README or CONTRIBUTING names $f" test -e "$f"; done
for f in $(grep -ohE '`(src|data|tests|docs|tools|models|prog|examples|include)/[a-zA-Z0-9_./-]*`' README.md CONTRIBUTING.md docs/*.md | tr -d '`' | grep -v NAME); do check "the documents name $f" test -e "$f"; done
finish
