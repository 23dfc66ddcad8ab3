#!/usr/bin/env bash
# The same bytes with any number of threads, for hundreds of generated documents, one of them so long that it is kept and written in pieces.
. "${BASH_SOURCE[0]%/*}/common.sh"
awk 'BEGIN {
    split("Chile Peru Norway Kenya India China Russia Poland Mali Ghana Fiji Iran Iraq Cuba Spain", state, " ")
    n = split("condemned|met|visited|attacked|threatened|praised|will visit|sent food to|imposed sanctions on|signed an agreement with|did not meet|could attack", verb, "|")
    srand(7)
    for (i = 1; i <= 400; i++) {
        text = ""
        for (k = i == 200 ? 4000 : int(rand() * rand() * 40) + 1; k > 0; k--)
            text = text state[int(rand() * 15) + 1] " " verb[int(rand() * n) + 1] " " state[int(rand() * 15) + 1] (k % 7 ? ". " : ".\\n\\n")
        if (i % 97 == 0) print "this is no JSON"
        printf "{\"id\":\"doc%d\",\"date\":\"2018-%02d-11\",\"title\":\"Report %d\",\"text\":\"%s\"}\n", i, i % 12 + 1, i, text
    }
}' >"$dir/docs.jsonl"
# The long document takes 0.2 seconds of processor time, but ten, the budget, under ThreadSanitizer; whether a document exceeds its budget depends on the clock.
patient=(--max-seconds 1000)
for threads in 1 2 8; do
    "$attache" code "${patient[@]}" --threads $threads --why --all "$dir/docs.jsonl" >"$dir/out.$threads" 2>"$dir/err.$threads"
    check "status with $threads threads" test $? = 1
done
check "nothing came out" test "$(wc -l <"$dir/out.1")" -gt 1000
check "2 threads differ from 1" cmp "$dir/out.1" "$dir/out.2"
check "8 threads differ from 1" cmp "$dir/out.1" "$dir/out.8"
check "messages differ" cmp <(sort "$dir/err.1") <(sort "$dir/err.8")
# With a budget that is too small, a document that is given up is reported, and has no record; the others have all of theirs.
"$attache" code --max-seconds 0.01 --threads 8 --why --all "$dir/docs.jsonl" >"$dir/out.given" 2>"$dir/err.given"
sed -n 's/^attache: \(doc[0-9]*\): takes more than 0.01 seconds.*/"doc":"\1"/p' "$dir/err.given" >"$dir/given"
check "no document is given up" grep -q '"doc200"' "$dir/given"
check "records of documents that were given up, or missing ones" cmp <(grep -vFf "$dir/given" "$dir/out.1") "$dir/out.given"
"$attache" read --format jsonl --threads 3 "$dir/docs.jsonl" >"$dir/read.3" 2>/dev/null
"$attache" read --format jsonl --threads 1 "$dir/docs.jsonl" >"$dir/read.1" 2>/dev/null
check "read: 3 threads differ from 1" cmp "$dir/read.1" "$dir/read.3"
finish
