#!/usr/bin/env bash
# The model case, if it is next to the checkout: each of its facts must come out, except those in tests/known_failing.list ("facts: FACT").
. "${BASH_SOURCE[0]%/*}/common.sh"
shared=${ATTACHE_SHARED:-../shared}
needs python3 "the facts of the model case are not looked for"
[ -e "$shared/seed/facts.jsonl" ] && [ -e "$shared/bench/score.py" ] || { skip "no $shared/seed: the facts of the model case are not looked for"; finish; exit; }
python3 "$shared/bench/score.py" facts --bin "$attache" "$shared/seed" >"$dir/out" 2>&1
known=0
while IFS= read -r line; do
    fact=${line#* } fact=${fact#"${fact%%[![:space:]]*}"}
    if [[ $line == holds* ]]; then
        if grep -qF "facts: $fact" tests/known_failing.list; then fail "comes out and must leave tests/known_failing.list: $fact"; else pass; fi
    elif grep -qF "facts: $fact" tests/known_failing.list; then
        known=$((known + 1))
    else
        fail "$fact"
    fi
done < <(grep -E '^(holds|MISSING)' "$dir/out")
check "fewer than 21 facts were looked for" test $((passed + failed + known)) -ge 21
echo "known: $known"
finish
