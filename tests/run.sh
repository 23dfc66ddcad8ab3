#!/usr/bin/env bash
# Runs all tests of a build (B=build): prints failures and one line per part, and ends with what was skipped and why, what failed, once more and in short, the numbers of
# checks by kind, and "N passed, N failed". B=build tests/run.sh [WORD...] runs only the parts whose name contains one of the words.
#
# A part ends with "N passed, N failed". Before that it may print, on lines of their own: "skipped: WHY" for what could not be tested here; "known: N" for failing
# cases in tests/known_failing.list, which count neither as passed nor as failed; "negative: N" for cases that only say what must not come out; "form: N passed,
# N failed" for checks of the source's layout, of options or of documents, as opposed to behaviour.
set -u
cd "$(dirname "$0")/.."
export B=${B:-build}
passed=0 failed=0 form_passed=0 form_failed=0 learnt_passed=0 learnt_failed=0 known=0 negative=0 skipped=() failures=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

wanted() { # is part $1 asked for?
    local word
    [ ${#words[@]} = 0 ] && return 0
    for word in "${words[@]}"; do [[ $1 == *"$word"* ]] && return 0; done
    return 1
}

add() { # NAME PASSED FAILED [KNOWN]
    local also=
    passed=$((passed + $2)) failed=$((failed + $3))
    [ "${4:-0}" = 0 ] || also=$(printf '  %4d known to fail' "$4")
    printf '%-28s %5d passed  %5d failed%s\n' "$1" "$2" "$3" "$also"
}

skip() { # PART WHY
    skipped+=("$1: $2")
    wanted "$1" || unset 'skipped[-1]'
}

# What failed in a part, from its log: ten lines that begin with a name and a colon, or that say "not ok" and where; if there are none, its last three.
tell() { # NAME
    local line
    while IFS= read -r line; do failures+=("$1: ${line#tests/e2e/"${1#e2e/}".sh: }"); done < <(
        { grep -aE '^[^ ]+: |^not ok |^# .*\.c:[0-9]+' "$log" || tail -n 4 "$log" | sed '$d'; } | grep -avE '^(form|known|negative|skipped): ' | cut -c 1-300 | head -n 10
    )
}

number() { sed -n "s/^$1: \([0-9]*\)$/\1/p" "$log" | awk '{ n += $1 } END { print n + 0 }'; } # KEY: what the part said of it, summed

# What a part printed besides its counts.
note() { # NAME PASSED FAILED
    local line ok bad
    while IFS= read -r line; do skipped+=("$1: ${line#skipped: }"); done < <(grep '^skipped: ' "$log")
    known=$((known + $(number known))) negative=$((negative + $(number negative)))
    case " $forms " in *" $1 "*) form_passed=$((form_passed + $2)) form_failed=$((form_failed + $3)); return ;; esac
    case " $learnt " in *" $1 "*) learnt_passed=$((learnt_passed + $2)) learnt_failed=$((learnt_failed + $3)) ;; esac
    while read -r _ ok _ bad _; do form_passed=$((form_passed + ok)) form_failed=$((form_failed + bad)); done < <(grep -E '^form: [0-9]+ passed, [0-9]+ failed$' "$log")
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
        [ "${BASH_REMATCH[2]}" = 0 ] || { sed '$d' "$log"; tell "$name"; }
        note "$name" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        last=${last%% *}
        add "$name" "$last" "$(tail -n 1 "$log" | cut -d' ' -f3)" "$(number known)"
    else
        cat "$log"
        echo "$name: ended with status $status"
        failures+=("$name: ended with status $status: $(tail -n 1 "$log" | cut -c 1-300)")
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
    [ "$bad" = 0 ] || { grep -v '^ok ' "$log"; tell "$name"; }
    note "$name" "$ok" "$bad"
    add "$name" "$ok" "$bad"
}

words=("$@")
list=tests/known_failing.list
# Parts that check only the source, options and documents.
forms="layers layers/circles layers/words e2e/options e2e/readme"
# Parts whose sentences are training data of the event model (train/events/sets.py): they test memory as much as behaviour.
learnt="cases cases/codebook"
part layers bash tests/layers.sh
part layers/circles bash tests/circles.sh
part layers/words bash tests/words.sh
for f in "$B"/unit/test_*; do
    case $f in *.d | *.o) ;; *) unit "$f" ;; esac
done
part cases "$B/run_cases" --known $list tests/cases/*.case
part cases/codebook "$B/run_cases" --known $list tests/cases/codebook/*.case
part cases/held "$B/run_cases" --known $list tests/cases/held/*.case
if [ -s build/places/cities.pbf ]; then
    part cases/places "$B/run_cases" --known $list tests/cases/places/*.case
else
    skip cases/places "the towns of GeoNames are not there (npm brings them)"
fi
part cases/who "$B/run_cases" --who --known $list tests/cases/who/*.case
part cases/parse "$B/run_parse" --known $list tests/cases/parse/*.case
for f in tests/e2e/*.sh; do
    name=${f##*/}
    [ "$name" = common.sh ] || part "e2e/${name%.sh}" bash "$f"
done
[ ${#skipped[@]} = 0 ] || printf 'skipped  %s\n' "${skipped[@]}"
[ ${#failures[@]} = 0 ] || printf 'failed   %s\n' "${failures[@]}"
echo "of behaviour $((passed - form_passed - learnt_passed)) passed, $((failed - form_failed - learnt_failed)) failed;" \
    "on sentences that the model was trained on $learnt_passed passed, $learnt_failed failed; ($negative of both only say what must not come out);" \
    "of layout, options and documents $form_passed passed, $form_failed failed; known to fail $known; skipped ${#skipped[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
