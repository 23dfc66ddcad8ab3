#!/usr/bin/env bash
# Good and bad inputs, each with its message and exit status, while the rest of the batch goes on.
. "${BASH_SOURCE[0]%/*}/common.sh"
text='Chile condemned Peru. Norway sent food to Somalia.'
good='{"id":"a","date":"2018-01-15","text":"Chile condemned Peru."}'
echo "$text" >"$dir/good.txt"

# statuses
exits 0 "$attache" code "$dir/good.txt"
prints '"ACCUSE"'
exits 2 "$attache"
exits 2 "$attache" nonsense
says nonsense
exits 2 "$attache" code --format nonsense "$dir/good.txt"
says nonsense
exits 2 "$attache" code --threads none "$dir/good.txt"
exits 2 "$attache" code --nonsense "$dir/good.txt"
exits 2 "$attache" code
exits 3 "$attache" code --model "$dir/none.model" "$dir/good.txt"
says none.model
head -c 5000 models/en.model >"$dir/cut.model"
exits 3 "$attache" code --model "$dir/cut.model" "$dir/good.txt"
says cut.model

# a missing file, an empty file: said, and the rest goes on
exits 1 "$attache" code "$dir/none.txt" "$dir/good.txt"
says none.txt
prints '"ACCUSE"'
: >"$dir/empty.txt"
exits 1 "$attache" code "$dir/empty.txt" "$dir/good.txt"
says empty
prints '"ACCUSE"'
exits 1 "$attache" parse "$dir/none.txt"
exits 1 "$attache" read "$dir/none.txt"
exits 1 "$attache" explain "$dir/none.txt"

# binary bytes; invalid UTF-8; a byte order mark; CRLF; gzip
head -c 20000 "$attache" >"$dir/binary"
exits 1 "$attache" code "$dir/binary" "$dir/good.txt"
prints '"ACCUSE"'
printf 'Chile condemned Per\xfa. Norway sent \xff\xfe food to Somalia.\n' >"$dir/invalid.txt"
exits 0 "$attache" code "$dir/invalid.txt"
if have python3 "UTF-8 is not checked"; then check "output is not UTF-8" python3 -c 'import sys; open(sys.argv[1], encoding="utf-8").read()' "$dir/out"; fi
printf '\xef\xbb\xbfChile condemned Peru.\r\n' >"$dir/bom.txt"
exits 0 "$attache" code "$dir/bom.txt"
prints '"ACCUSE"'
gzip -c "$dir/good.txt" >"$dir/good.txt.gz"
exits 0 "$attache" code "$dir/good.txt.gz"
prints '"ACCUSE"'
"$attache" code - <"$dir/good.txt" >"$dir/out" 2>"$dir/err"
prints '"ACCUSE"'

# JSONL: a bad line is told with its number, and the rest goes on
{ echo "$good"; echo 'this is no JSON'; echo '{"text":"no id"}'; echo; echo '{"id":"b","text":"Norway sent food to Somalia."}'; } >"$dir/lines.jsonl"
exits 1 "$attache" code --from jsonl "$dir/lines.jsonl"
says 'lines.jsonl:2'
says 'lines.jsonl:3'
prints '"ACCUSE"'
prints '"AID"'
exits 1 "$attache" code --threads 4 "$dir/lines.jsonl"
prints '"AID"'
for date in tomorrow 2023-02-29 9999-12-31 '5 January 2018'; do echo '{"id":"d","date":"'"$date"'","text":"Chile condemned Peru."}'; done >"$dir/date.jsonl"
printf 'no\nline\nof\nthis\nis JSON\n' >"$dir/plain.txt"
exits 1 "$attache" code --from jsonl "$dir/plain.txt"
says 'is not JSONL'
check "something else as JSONL is more than one error" test "$(wc -l <"$dir/err")" = 1
{ echo "$good"; seq 1000 | sed 's/.*/{ & bottles/'; echo '{"id":"b","text":"Norway sent food to Somalia."}'; } >"$dir/other.jsonl"
exits 1 "$attache" code --stats "$dir/other.jsonl"
says 'other.jsonl:7-1001: 995 more lines that cannot be read; expected one object a line'
says 'failed 1000 '
check "a file that is not JSONL gives an error a line" test "$(grep -c other.jsonl "$dir/err")" = 6
prints '"ACCUSE"'
prints '"AID"'
exits 1 "$attache" code --from jsonl "$dir/date.jsonl"
for n in 1 2 3; do says "date.jsonl:$n: .* is not a day from 1600 to 2200"; done
prints '"date":"2018-01-05"'

# a line of 100 MB
{ echo "$good"; printf '{"id":"long","text":"'; head -c 100000000 /dev/zero | tr '\0' 'a'; printf '"}\n'; echo "$good"; } >"$dir/long.jsonl"
exits 1 "$attache" code --from jsonl "$dir/long.jsonl"
says 'long.jsonl:2'
check "the line behind the long one is lost" test "$(grep -c '"ACCUSE"' "$dir/out")" = 2
rm "$dir/long.jsonl"
head -c 40000000 /dev/zero | tr '\0' 'b' >"$dir/large.txt"
exits 1 "$attache" code "$dir/large.txt"
says large.txt
rm "$dir/large.txt"

# another language is skipped, with a word about it, and is no failure
echo '{"id":"es","language":"es","text":"Chile condena a Peru."}' >"$dir/es.jsonl"
exits 0 "$attache" code --stats "$dir/es.jsonl"
says 'skipped 1'

# who
exits 0 "$attache" who 'the Norwegian government'
prints '"country":"NOR"'
printf '{"id":"1","text":"Peru"}\nnothing\n{"id":"2","text":"Chile","context":"","date":"today"}\n' >"$dir/who.jsonl"
"$attache" who - <"$dir/who.jsonl" >"$dir/out" 2>"$dir/err"
check "a bad line of who is no failure" test $? = 1
says 'stdin:2'
prints '"id":"2","country":"CHL"'
(seq 200 | sed 's/^/line /'; echo '{"id":"201","text":"Peru"}'; echo '{"id":"202"}') >"$dir/other.txt" # another file, but for a line
"$attache" who - <"$dir/other.txt" >"$dir/out" 2>"$dir/err"
check "input of another kind is no failure of who" test $? = 1
says 'stdin:6-200: 195 more lines that cannot be read; a line must be'
says 'stdin:202: has no text'
check "who gives $(wc -l <"$dir/err") messages about 201 bad lines" test "$(wc -l <"$dir/err")" = 7
prints '"id":"201","country":"PER"'

# parse
printf 'One is here.\n\nTwo are there.\n' | "$attache" parse - >"$dir/out"
check "two paragraphs are not two newpar" test "$(grep -c '^# newpar' "$dir/out")" = 2
check "a token line has not ten columns" awk -F'\t' '/^[0-9]/ && NF != 10 { bad = 1 } END { exit bad }' "$dir/out"
finish
