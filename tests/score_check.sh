#!/usr/bin/env bash
# Measures the cheap rows of tests/score.csv again and fails if one has dropped by more than noise, that is, by more than a change may cost by trading one sentence for
# others. Needs the data next to the checkout (../shared, or ATTACHE_SHARED); without them it is skipped. Prints each row that changed, then "N passed, N failed".
# If a change makes something worse on purpose, or better, run tests/score.sh and commit the new figures with it.
. "${BASH_SOURCE[0]%/*}/e2e/common.sh"
shared=${ATTACHE_SHARED:-../shared}
needs python3 "figures are not compared"
[ -e "$shared/bench/score.py" ] || { skip "no $shared/bench: figures are not compared"; finish; exit; }

# How far the figures of each task may drop; those of other tasks may not drop at all.
cat >"$dir/noise" <<'END'
relations 0.010
roles 0.010
quad 0.010
news 0.010
actors 0.012
parse 0.003
article 0.003
cases 0.006
link 0.030
END
bash tests/score.sh --cheap >"$dir/now" || { fail "tests/score.sh --cheap did not end well"; finish; exit 1; }
awk -F, '
    function value(s,   part) { return split(s, part, "/") == 2 ? part[1] / part[2] : s + 0 }
    FILENAME ~ /noise$/ { split($0, row, " "); noise[row[1]] = row[2]; next }
    FILENAME ~ /now$/ { if (FNR > 1) now[$1 "," $2 "," $3] = $4; next }
    { key = $1 "," $2 "," $3 }
    !(key in now) { next }
    {
        seen[key] = 1
        drop = value($4) - value(now[key])
        bad = drop > noise[$1] + 1e-9
        if (drop != 0) printf "%s %s: was %s, is %s\n", bad ? "DROPPED" : "moved  ", key, $4, now[key]
        bad ? failed++ : passed++
    }
    END {
        for (key in now) if (!(key in seen)) { printf "not in tests/score.csv: %s\n", key; failed++ }
        printf "rows %d %d\n", passed, failed
    }' "$dir/noise" "$dir/now" tests/score.csv >"$dir/rows"
grep -v '^rows ' "$dir/rows"
read -r _ passed failed < <(grep '^rows ' "$dir/rows")
check "no row was compared" test $((passed + failed)) -gt 0
finish
