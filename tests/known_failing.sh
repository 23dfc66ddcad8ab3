#!/usr/bin/env bash
# Regenerates tests/known_failing.list from the failures of a build (B=build), and prints new names ("+") and names that went ("-"). Reasons after a name are kept.
# Look at each new name before you commit it: the list is for cases that should pass but do not yet, not for what a change has broken.
set -eu
cd "$(dirname "$0")/.."
export B=${B:-build} LC_ALL=C
list=tests/known_failing.list
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
names() { sed 's/  # .*//' "$1" | grep -v '^#' | sort; }

"$B/run_cases" --names tests/cases/*.case tests/cases/codebook/*.case tests/cases/held/*.case >"$dir/new"
if [ -s build/places/cities.pbf ]; then "$B/run_cases" --names tests/cases/places/*.case >>"$dir/new"; else grep '^tests/cases/places/' $list >>"$dir/new" || true; fi
"$B/run_cases" --who --names tests/cases/who/*.case >>"$dir/new"
"$B/run_parse" --names tests/cases/parse/*.case >>"$dir/new"
{ grep '^facts: ' $list || true; } >>"$dir/new" # ../shared has these; taken off by hand
names "$list" >"$dir/was"
sed 's/  # .*//' "$dir/new" | sort >"$dir/is"
comm -13 "$dir/was" "$dir/is" | sed 's/^/+ /'
comm -23 "$dir/was" "$dir/is" | sed 's/^/- /'
{
    sed '/^[^#]/,$d' $list
    awk 'NR == FNR { at = index($0, "  # "); if (at) why[substr($0, 1, at - 1)] = substr($0, at); next } { print $0 why[$0] }' $list "$dir/is"
} >"$dir/list"
cp "$dir/list" $list
echo "$(wc -l <"$dir/is") cases are known to fail"
