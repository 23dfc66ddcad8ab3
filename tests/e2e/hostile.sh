#!/usr/bin/env bash
# Malicious inputs: their cost is linear in their size, one beyond its limits is refused by name, and the rest of the batch goes on.
. "$(dirname "$0")/common.sh"
needs python3 "inputs that were made to be slow or large"

make() { python3 tests/hostile/make.py "$@"; }
make prose 300 >"$dir/a.txt"
make paragraph 6000000 >"$dir/b.txt"
make prose 400 >"$dir/c.txt"

# Memory: counted, so that it is the same document each time, whatever the number of threads.
exits 1 "$attache" code --max-memory 64 "$dir/a.txt" "$dir/b.txt" "$dir/c.txt"
says "b.txt: takes more than 64 MB of memory"
prints '"doc":"a.txt"'
prints '"doc":"c.txt"'
check "the document past its bound has no records" test "$(grep -c '"doc":"b.txt"' "$dir/out")" = 0
cp "$dir/out" "$dir/one"
exits 1 "$attache" code --threads 4 --max-memory 64 "$dir/a.txt" "$dir/b.txt" "$dir/c.txt"
check "the same bytes by four threads" cmp -s "$dir/out" "$dir/one"
make letters 8000000 >"$dir/letters.txt"
exits 1 "$attache" read --max-memory 64 "$dir/a.txt" "$dir/letters.txt"
says "letters.txt: takes more than 64 MB of memory"
exits 1 "$attache" parse --max-memory 64 "$dir/b.txt"
says "takes more than 64 MB of memory"
exits 1 "$attache" explain --max-memory 64 "$dir/b.txt"
says "takes more than 64 MB of memory"
# A text that takes more than 16 times its size, which no report does, is coded if its user says how much it may take.
make letters 1300000 >"$dir/lines.txt"
exits 1 "$attache" code "$dir/a.txt" "$dir/lines.txt"
says "lines.txt: takes more memory than 16 times its text and 48 MB: left out"
prints '"doc":"a.txt"'
exits 0 "$attache" code --max-memory 512 --max-seconds 100 "$dir/lines.txt"
exits 2 "$attache" code --max-memory 1 "$dir/a.txt"
says "must be a number from 16"

# Time.
exits 1 "$attache" code --max-seconds 0.3 --max-memory 4000 "$dir/b.txt" "$dir/c.txt"
says "b.txt: takes more than 0.3 seconds of processor time"
prints '"doc":"c.txt"'

# A store says what was left out.
exits 1 "$attache" ingest --max-memory 64 "$dir/store" "$dir/a.txt" "$dir/b.txt" "$dir/c.txt"
if have sqlite3 "what a store says of what was refused"; then
    check "two documents are in the store" test "$(sqlite3 "$dir/store" 'SELECT count(*) FROM document')" = 2
    check "and the third is told" test "$(sqlite3 "$dir/store" "SELECT message FROM skipped WHERE name = 'b.txt'")" = "too large"
fi

# Lengths that no input has.
printf '{"id": "1", "title": "%s", "text": "Kenya met Peru in Lima."}\n{"id": "%s", "text": "x"}\n{"id": "3", "text": "Kenya met Peru in Lima."}\n' \
    "$(make prose 5000)" "$(make digits 5000)" >"$dir/long.jsonl"
exits 1 "$attache" read --format jsonl "$dir/long.jsonl"
says "has an id of more than 4096 bytes"
check "a title is cut" test "$(sed -n 's/.*"title":"\([^"]*\)".*/\1/p' "$dir/out" | head -1 | wc -c)" = 2001
check "the rest goes on" test "$(grep -c '"text"' "$dir/out")" = 2

# Archives and feeds.
make zip_overlapping 33000 >"$dir/trap.zip"
exits 1 "$attache" read --max-memory 64 "$dir/trap.zip"
says "unpacks to more than 200 times its size"
make namespaces 100000 >"$dir/feed.xml"
exits 1 "$attache" read "$dir/feed.xml"
says "with more than 500 attributes or namespaces"
make json_wide 6000000 >"$dir/wide.jsonl"
exits 0 "$attache" read "$dir/wide.jsonl"
prints "Kenya met Peru."

# Twice the size, at most 2.3 times the cost.
if [ -n "${ASAN_OPTIONS:-}" ]; then
    skip "what hostile inputs cost: a sanitizer's own time and memory would be measured"
else
    python3 tests/hostile/run.py --short >"$dir/table" 2>&1
    if [ $? -gt 1 ]; then fail "run.py does not run: $(tail -3 "$dir/table")"; fi
    grep -v ' passed, ' "$dir/table"
    passed=$((passed + $(sed -n 's/^\([0-9]*\) passed.*/\1/p' "$dir/table"))) failed=$((failed + $(sed -n 's/.* passed, \([0-9]*\) failed$/\1/p' "$dir/table")))
fi
finish
