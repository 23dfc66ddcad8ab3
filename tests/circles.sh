#!/usr/bin/env bash
# No cycles: the files of a folder of src/ may use each other's functions in one direction only. If file A uses a symbol that file B defines, A depends on B; the test fails if a file
# depends on itself, directly or indirectly, and prints the files of the cycle with the symbols that close it. Reads the objects of a build (B=build).
set -u
cd "$(dirname "$0")/.."
B=${B:-build}
passed=0 failed=0
edges=$(mktemp) loops=$(mktemp)
trap 'rm -f "$edges" "$loops"' EXIT

# Lines of FILE FILE SYMBOL: the first uses the symbol of the second.
edges_of() { # FOLDER
    local source object
    for source in "$1"/*.c; do
        object=$B/${source%.c}.o
        [ -e "$object" ] && nm "$object" | awk -v file="${source##*/}" 'NF == 2 { print "u", file, $2 } NF == 3 && $2 ~ /[A-Z]/ { print "d", file, $3 }'
    done | awk '$1 == "d" { home[$3] = $2 } $1 == "u" { user[NR] = $2; symbol[NR] = $3 }
                END { for (i in user) if (symbol[i] in home && home[symbol[i]] != user[i]) print user[i], home[symbol[i]], symbol[i] }' | sort
}

for folder in src/*/ src/read/*/; do
    folder=${folder%/}
    [ -n "$(find "$folder" -maxdepth 1 -name "*.c")" ] || continue
    edges_of "$folder" >"$edges"
    awk '{ print $1, $2 }' "$edges" | tsort 2>"$loops" >/dev/null
    if [ -s "$loops" ]; then
        failed=$((failed + 1))
        files=$(grep -o '[a-z_0-9]*\.c' "$loops" | sort -u)
        echo "$folder: the files call each other in a circle:"
        while read -r user home symbol; do
            grep -qx "$user" <<<"$files" && grep -qx "$home" <<<"$files" && echo "    $user uses $symbol of $home"
        done <"$edges"
    else
        passed=$((passed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
