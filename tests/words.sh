#!/usr/bin/env bash
# English words belong in data/, so that another language needs tables and no compiler. A string that looks like a word or two in the folders that
# process text must be in tests/words.list, which lists the names in formats, tables and messages, file by file.
# Prints each string that is not, then "N passed, N failed", and reports entries that no file has any more.  --list prints a new list.
set -u
cd "$(dirname "$0")/.."
export LC_ALL=C

found() { # FILE "word" a line
    awk '
    FNR == 1 { inside = 0; name = FILENAME; sub(/.*\//, "", name) }
    {
        line = $0
        if (inside) { if (!(at = index(line, "*/"))) next; line = substr(line, at + 2); inside = 0 }
        while (at = index(line, "/*")) {
            rest = substr(line, at + 2)
            if (end = index(rest, "*/")) line = substr(line, 1, at - 1) " " substr(rest, end + 2)
            else { line = substr(line, 1, at - 1); inside = 1 }
        }
        if (line ~ /^[ \t]*#/) next
        while (match(line, /"([^"\\]|\\.)*"/)) {
            word = substr(line, RSTART + 1, RLENGTH - 2)
            line = substr(line, RSTART + RLENGTH)
            if (word ~ /^ ?[A-Za-z][A-Za-z]+('"'"'[a-z]+)?( [a-z]+)?( [a-z]+)? ?$/) print name " \"" word "\""
        }
    }' "$@" | sort -u
}

files=()
for folder in vocab read lang kb mention coref syntax event compile link; do
    while IFS= read -r file; do files+=("$file"); done < <(find "src/$folder" -name '*.[ch]' | sort)
done
if [ "${1:-}" = --list ]; then
    sed -n '/^#/p' tests/words.list
    found "${files[@]}" | awk '{ file = $1; sub(/^[^ ]* /, ""); if (file != last) printf "%s%s", (last ? "\n" : ""), file; last = file; printf " %s", $0 } END { print "" }'
    exit
fi
listed=$(awk '!/^#/ { file = $1; sub(/^[^ ]* /, ""); while (match($0, /"[^"]*"/)) { print file " " substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH) } }' tests/words.list | sort -u)
there=$(found "${files[@]}")
new=$(comm -23 <(echo "$there") <(echo "$listed"))
gone=$(comm -13 <(echo "$there") <(echo "$listed"))
[ -z "$new" ] || sed 's/$/: a word of the language belongs into data\/; what a format, a table or a message says, into tests\/words.list/' <<< "$new"
[ -z "$gone" ] || sed 's/$/: is in tests\/words.list, and no longer in that file/' <<< "$gone" | sed 's/^/note: /'
failed=$(grep -c . <<< "$new")
echo "$(($(wc -l <<< "$there") - $(grep -c . <<< "$new"))) passed, $failed failed"
[ "$failed" = 0 ]
