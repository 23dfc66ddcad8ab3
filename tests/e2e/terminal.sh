#!/usr/bin/env bash
# Control sequences never reach a terminal: from a text, a file name, a store or a table.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs script "there is no terminal to be had"
esc=$(printf '\033') c1=$(printf '\302\233') rlo=$(printf '\342\200\256') rli=$(printf '\342\201\247')
evil="Kenya condemned Uganda ${esc}]0;owned${esc}\\\\ and ${c1}31m more ${rlo}txt.exe${rli}."
python3 - "$evil" >"$dir/docs.jsonl" <<'P' || { skip "no python3"; finish; exit; }
import json, sys
print(json.dumps({"id": "a" + sys.argv[1][23:40], "date": "2018-03-01", "title": "Kenya condemned Uganda" + sys.argv[1][22:], "source": "Pa\u202eper\x1b[31m", "text": sys.argv[1]}))
P
printf '%s\n' "$evil" >"$dir/${esc}[31mred${rlo}.txt"
on_terminal() { # COMMAND...: what a terminal would get; colours of our own are taken out
    NO_COLOR=1 script -qec "$*" /dev/null </dev/null >"$dir/seen" 2>&1
}
harmless() { # NAME
    if LC_ALL=C grep -q "$esc\|$c1\|$rlo\|$rli" "$dir/seen"; then fail "$1 lets through what a terminal obeys: $(LC_ALL=C grep "$esc\|$c1\|$rlo\|$rli" "$dir/seen" | head -2 | cat -v | cut -c1-300)"; else pass; fi
}
exits 0 "$attache" ingest --quiet "$dir/store" "$dir/docs.jsonl"
for command in "code $dir/docs.jsonl" "code --format csv $dir/docs.jsonl" "read $dir/docs.jsonl" "read --format print $dir/docs.jsonl" "read --format jsonl $dir/docs.jsonl" \
    "explain --brief $dir/docs.jsonl" "explain $dir/docs.jsonl" "query $dir/store" "query $dir/store happenings" "query $dir/store --format tsv" "export --format tsv $dir/store" \
    "parse '$dir/${esc}[31mred${rlo}.txt'" "code '$dir/${esc}[31mred${rlo}.txt' '$dir/no${esc}[31mne'" "query '$dir/no${esc}[31mne'" "'no${esc}[31mne'" "code '--no${esc}[31mne'"; do
    on_terminal "$attache" "$command"
    check "attache $command shows nothing" test -s "$dir/seen"
    harmless "attache ${command%% *}"
done
# to a file it goes as it is
"$attache" read "$dir/docs.jsonl" >"$dir/out"
check "a file does not get the text as it is" grep -q "$rlo" "$dir/out"
finish
