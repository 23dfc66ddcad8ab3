#!/usr/bin/env bash
# Runs all tests of a build (B=build): shows what fails, a line a part, and closes with "N passed, N failed".
# B=build tests/run.sh [WORD...] runs only the parts whose name holds one of the words.
set -u
cd "$(dirname "$0")/.."
export B=${B:-build}
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

wanted() { # is part $1 asked for?
    local word
    [ ${#words[@]} = 0 ] && return 0
    for word in "${words[@]}"; do [[ $1 == *"$word"* ]] && return 0; done
    return 1
}

add() { # NAME PASSED FAILED
    passed=$((passed + $2)) failed=$((failed + $3))
    printf '%-28s %5d passed  %5d failed\n' "$1" "$2" "$3"
}

# A part that ends with "N passed, N failed"; one that ends otherwise has crashed.
part() { # NAME COMMAND...
    local name=$1 status last
    shift
    wanted "$name" || return 0
    "$@" >"$log" 2>&1
    status=$?
    last=$(tail -n 1 "$log")
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] && { [ "$status" = 0 ] || [ "${BASH_REMATCH[2]}" != 0 ]; }; then
        [ "${BASH_REMATCH[2]}" = 0 ] || sed '$d' "$log"
        add "$name" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    else
        cat "$log"
        echo "$name: ended with status $status"
        add "$name" 0 1
    fi
}

# A cmocka program: a line "ok" or "not ok" a test.
unit() { # PROGRAM
    local name=unit/${1##*/} status ok bad
    wanted "$name" || return 0
    CMOCKA_MESSAGE_OUTPUT=TAP "$1" >"$log" 2>&1
    status=$?
    ok=$(grep -c '^ok ' "$log") bad=$(grep -c '^not ok ' "$log")
    if [ "$status" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    [ "$bad" = 0 ] || grep -v '^ok ' "$log"
    add "$name" "$ok" "$bad"
}

words=("$@")
part layers bash tests/layers.sh
for f in "$B"/unit/test_*; do
    case $f in *.d | *.o) ;; *) unit "$f" ;; esac
done
part cases "$B/run_cases" tests/cases/*.case
part cases/codebook "$B/run_cases" --floor 90 tests/cases/codebook/*.case
[ -s build/places/cities.pbf ] && part cases/places "$B/run_cases" tests/cases/places/*.case # without the towns of GeoNames there is nothing to tell
part cases/who "$B/run_cases" --who tests/cases/who/*.case
part cases/parse "$B/run_parse" --floor 98 tests/cases/parse/*.case # a network that is trained anew trades one sentence for others
for f in tests/e2e/*.sh; do
    name=${f##*/}
    [ "$name" = common.sh ] || part "e2e/${name%.sh}" bash "$f"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
