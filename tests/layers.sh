#!/usr/bin/env bash
# The layer law: a folder of src/ may include only itself and what stands left of it; prog/ and examples/ include attache.h and headers of their own folder.
# Prints each include that points the other way, then "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
order=(base vocab read lang kb mention coref syntax event compile link store out desk api)
passed=0 failed=0

rank() { # of a folder in the order; -1 if it is none
    local i
    for i in "${!order[@]}"; do [ "${order[$i]}" = "$1" ] && { echo "$i"; return; }; done
    echo -1
}

check() { # FILE:LINE ok? message
    if [ "$2" = 1 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$1: $3"; fi
}

while IFS=: read -r file line include; do
    include=${include#*\"} include=${include%%\"*}
    folder=${file#src/} folder=${folder%%/*}
    target=${include%%/*}
    case $include in
    attache.h) check "$file:$line" 1 "" ;;
    */*) mine=$(rank "$folder") theirs=$(rank "$target")
        [ "$theirs" -ge 0 ] && [ "$theirs" -le "$mine" ]
        check "$file:$line" $((! $?)) "$folder may not include $include"
        case $include in *_int.h)
            [ "$folder" = "$target" ]
            check "$file:$line" $((! $?)) "$include is private to $target" ;;
        esac ;;
    *) [ -e "src/$folder/$include" ]
        check "$file:$line" $((! $?)) "no such header in src/$folder: $include" ;;
    esac
done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' src/*/*.[ch])

while IFS=: read -r file line include; do
    include=${include#*\"} include=${include%%\"*}
    [ "$include" = attache.h ] || { [[ $include != */* ]] && [ -e "${file%/*}/$include" ]; }
    check "$file:$line" $((! $?)) "may include attache.h and its own folder alone, not $include"
done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' prog/*.[ch] examples/*.c)

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
