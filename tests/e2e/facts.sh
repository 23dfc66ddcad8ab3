#!/usr/bin/env bash
# The model case, where it is at hand beside the checkout: at least 19 of its facts must come out.
. "${BASH_SOURCE[0]%/*}/common.sh"
shared=${ATTACHE_SHARED:-../shared}
if [ -e "$shared/seed/facts.jsonl" ] && [ -e "$shared/bench/score.py" ] && command -v python3 >/dev/null; then
    python3 "$shared/bench/score.py" facts --bin "$attache" "$shared/seed" >"$dir/out" 2>&1
    found=$(sed -n 's/.*facts \([0-9]*\)\/.*/\1/p' "$dir/out")
    [ "${found:-0}" -ge 19 ] || grep MISSING "$dir/out"
    check "only ${found:-0} facts" test "${found:-0}" -ge 19
fi
finish
