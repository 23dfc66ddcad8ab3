#!/usr/bin/env bash
# Options: a command accepts exactly the options in its --help, and names any other in its message.
. "${BASH_SOURCE[0]%/*}/common.sh"
commands='code read parse who explain watch ingest import query export undo check serve'
named() { "$attache" "$1" --help | grep -oE -- '--[a-z][a-z-]+' | sort -u; } # COMMAND
all=$(for c in $commands; do named "$c"; done | sort -u)
for c in $commands; do
    exits 0 "$attache" "$c" --help
    silent
    exits 0 "$attache" "$c" -h
    for option in $all; do
        "$attache" "$c" "$option" >"$dir/out" 2>"$dir/err" </dev/null
        status=$?
        if named "$c" | grep -q -- "^$option"; then # or the beginning of one that it names
            check "$c does not take $option, which its help names" test "$(grep -c 'unknown option' "$dir/err")" = 0
        else
            check "$c takes $option, which its help does not name" test "$status" = 2 -a "$(grep -c "$c: unknown option $option\$" "$dir/err")" = 1
        fi
    done
    exits 2 "$attache" "$c" -xyz
    says "attache $c: unknown option -x$"
    exits 2 "$attache" "$c" --help=1
    says "attache $c: --help=1: takes no value$"
done
exits 2 "$attache" query store --limit
says 'attache query: --limit needs a value$'
exits 2 "$attache" code --threads
says 'attache code: --threads needs a value$'

# every command and option that the documents show is there
for line in $(grep -ohE '^ +attache [a-z]+ .*|`attache [a-z]+ [^`]*`' README.md docs/*.md | sed -E "s/'[^']*'//g; s/  +[^ -].*//; s/ /_/g"); do
    words=(${line//_/ })
    command=${words[1]//\`/}
    check "the documents show \"attache $command\"" test -n "$(printf '%s\n' $commands | grep -x "$command")"
    for word in "${words[@]}"; do
        word=${word//\`/}
        [[ $word == --* && $word != --help ]] && check "the documents show $command $word" test -n "$(named "$command" | grep -x -- "${word%%=*}")"
    done
done

# what a file is called does not reach the terminal as an order to it
exits 1 "$attache" code "$dir/$(printf 'no\033]0;b\nc.html')"
says 'no?\]0;b?c.html: cannot be opened'
finish
