#!/usr/bin/env bash
# The layers: a folder of src/ may include only itself and folders to its left; prog/ and examples/ may include only attache.h and headers of their own folder.
# Within read/, page < input < watch.
# Prints each include that points the other way, then "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
order=(base vocab read lang kb mention coref syntax event compile link store out desk api)
passed=0 failed=0

inner=(page input watch)

rank() { # NAME ORDER...: of a folder in the order; -1 if it is none
    local i name=$1
    shift
    for ((i = 1; i <= $#; i++)); do [ "${!i}" = "$name" ] && { echo "$i"; return; }; done
    echo -1
}

inner_of() { # PATH: the folder in read/ that it lies in, or nothing
    case $1 in read/*/*) local path=${1#read/}; echo "${path%%/*}" ;; esac
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
    */*) mine=$(rank "$folder" "${order[@]}") theirs=$(rank "$target" "${order[@]}")
        [ "$theirs" -ge 0 ] && [ "$theirs" -le "$mine" ] && [ -e "src/$include" ]
        check "$file:$line" $((! $?)) "$folder may not include $include"
        mine=$(inner_of "${file#src/}") theirs=$(inner_of "$include")
        if [ -n "$theirs" ] && [ "$folder" = read ]; then
            [ "$(rank "$theirs" "${inner[@]}")" -le "$(rank "$mine" "${inner[@]}")" ]
            check "$file:$line" $((! $?)) "read/$mine may not include $include"
        fi
        case $include in *_int.h)
            [ "$folder" = "$target" ]
            check "$file:$line" $((! $?)) "$include is private to $target" ;;
        esac ;;
    *) [ -e "src/$folder/$include" ]
        check "$file:$line" $((! $?)) "no such header in src/$folder: $include" ;;
    esac
done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' src/*/*.[ch] src/read/*/*.[ch])

while IFS=: read -r file line include; do
    include=${include#*\"} include=${include%%\"*}
    [ "$include" = attache.h ] || { [[ $include != */* ]] && [ -e "${file%/*}/$include" ]; }
    check "$file:$line" $((! $?)) "may include attache.h and its own folder alone, not $include"
done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' prog/*.[ch] examples/*.c)

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
