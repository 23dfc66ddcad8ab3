#!/usr/bin/env bash
# The list of known failures: listed cases may fail; a listed case that passes or does not exist is an error, and so is any other failure.
. "${BASH_SOURCE[0]%/*}/common.sh"
case=$dir/a.case
cat >"$case" <<'END'
text: Chile condemned Peru.
event: ACCUSE | actor: CHL

text: Chile condemned Peru.
event: AID

text: It rained.
none:
END
runs() { exits "$1" "$B/run_cases" "${@:3}" "$case"; check "$2" test "$(tail -n 1 "$dir/out")" = "$2"; } # STATUS LAST-LINE OPTION...
runs 1 '2 passed, 1 failed'
prints 'missing event: AID'
runs 0 "$case: Chile condemned Peru. #2" --names
{ echo '# a comment'; cat "$dir/out"; } >"$dir/list"
runs 0 '2 passed, 0 failed' --known "$dir/list"
prints '^known: 1$'
prints '^negative: 1$'
check "a known failure is told" bash -c '! grep -q "missing" "$1"' - "$dir/out"
echo "$case: It rained.  # the reason" >>"$dir/list"
runs 1 '1 passed, 1 failed' --known "$dir/list"
prints 'line 7 passes and is in'
sed -i '$d' "$dir/list"
echo "$case: It snowed." >>"$dir/list"
runs 1 '2 passed, 1 failed' --known "$dir/list"
prints 'no such case'
exits 2 "$B/run_cases" --known "$dir/nothing" "$case"

# a case asks for something, or says that it does not
printf 'text: Chile condemned Peru.\nnot: AID\n' >"$case"
exits 2 "$B/run_cases" "$case"
says 'a.case:1: says only what must not come out'
printf 'text: Chile condemned Peru.\nnegative: so\nnot: AID\n' >"$case"
runs 0 '1 passed, 0 failed'
printf 'text: Chile condemned Peru.\nnegative: so\nevent: ACCUSE\n' >"$case"
exits 2 "$B/run_cases" "$case"

# what is held stands in its folder
mkdir -p "$dir/cases/held" "$dir/cases/codebook"
printf 'text: Norwegian officers train the Afghan police.\nevent: AID\n' >"$dir/cases/held/a.case"
exits 0 "$B/run_cases" "$dir/cases/held/a.case"
mv "$dir/cases/held/a.case" "$dir/cases/codebook"
exits 2 "$B/run_cases" "$dir/cases/codebook/a.case"
says 'belongs to tests/cases/held'

printf 'text: Police arrested 20 people.\nsentences: 1\n\ntext: Police arrested 20 people.\nsentences: 2\n' >"$case"
exits 1 "$B/run_parse" "$case"
exits 0 "$B/run_parse" --names "$case"
cp "$dir/out" "$dir/list"
exits 0 "$B/run_parse" --known "$dir/list" "$case"
prints '^known: 1$'
finish
