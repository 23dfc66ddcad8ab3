#!/usr/bin/env bash
# Files that attache creates are private; corrections are logged, and can be reverted.
. "${BASH_SOURCE[0]%/*}/common.sh"
mode() { stat -c %a "$1"; }
docs=$dir/docs.jsonl store=$dir/news.attache
printf '%s\n' '{"id":"a","date":"2018-03-01","text":"Kenya condemned Uganda."}' '{"id":"b","date":"2018-03-02","text":"Peru condemned Chile."}' >"$docs"

# ---- files ----
umask 022
exits 0 "$attache" ingest --quiet "$store" "$docs"
check "a store is for others to read" test "$(mode "$store")" = 600
exits 0 "$attache" export --format csv --output "$dir/events.csv" "$store"
check "an export is for others to read" test "$(mode "$dir/events.csv")" = 600
check "nothing was exported" grep -q Kenya "$dir/events.csv"
exits 0 "$attache" ingest --quiet --permissions 640 "$dir/group" "$docs"
check "--permissions is not kept to" test "$(mode "$dir/group")" = 640
exits 0 "$attache" export --permissions 664 --output "$dir/all.jsonl" "$store"
check "--permissions goes over the umask" test "$(mode "$dir/all.jsonl")" = 644
chmod 644 "$dir/events.csv"
exits 0 "$attache" export --output "$dir/events.csv" "$store"
check "a file that was there changes its permissions" test "$(mode "$dir/events.csv")" = 644
echo 'http://127.0.0.1:1/feed' >"$dir/feeds"
"$attache" watch --quiet --timeout 1 --into "$dir/archive" "$dir/feeds" 2>/dev/null
check "a folder of archives is for others to enter" test "$(mode "$dir/archive") $(mode "$dir/archive/journal.tsv")" = "700 600"
exits 2 "$attache" ingest --permissions 888 "$dir/x" "$docs"
says 'must be like 640'
exits 2 "$attache" ingest --permissions 400 "$dir/x" "$docs"

# the log beside a store, while somebody writes
mkfifo "$dir/slow"
"$attache" ingest --quiet --batch 1 "$dir/open" "$dir/slow" 2>"$dir/err" &
writing=$!
exec 4>"$dir/slow"
cat "$docs" >&4
await test -e "$dir/open-wal"
check "the log of a store is for others to read" test "$(mode "$dir/open-wal")" = 600
exec 4>&-
wait $writing

# ---- corrections ----
if have sqlite3 "no corrections are made"; then
    say() { # FIELD WAS VALUE
        sqlite3 "$store" "INSERT INTO correction (event, field, was, value, who, at, note, sentence) VALUES ('a#1', '$1', '$2', '$3', 'Ada', '2018-04-01T10:00:00Z', '', 'Kenya condemned Uganda.')"
    }
    corrected() { "$attache" export --corrected --format csv "$store" | grep -c "$1"; }
    column() { "$attache" export --format tsv "$store" corrections | tail -1 | cut -f"$1"; }
    say recipient UGA TZA
    say recipient UGA RWA
    exits 0 "$attache" export --format tsv "$store" corrections
    prints "$(printf '1\t2018-04-01T10:00:00Z\tAda\ta#1\trecipient\tUGA\tTZA')"
    prints "$(printf '2\t2018-04-01T10:00:00Z\tAda\ta#1\trecipient\tTZA\tRWA')"
    check "it was not corrected" test "$(corrected RWA)" = 1
    exits 2 "$attache" undo --who Bob "$store" 1
    says 'take 2 back first'
    exits 0 "$attache" undo --who Bob "$store" 2
    check "what was said before does not hold again" test "$(corrected RWA) $(corrected TZA)" = "0 1"
    check "the log does not say who took it back" test "$(column 3,6-8)" = "$(printf 'Bob\tRWA\tTZA\ttakes back 2')"
    exits 0 "$attache" undo --who Bob "$store" 3
    check "what was taken back cannot be had again" test "$(corrected RWA)" = 1
    say event ACCUSE REQUEST
    exits 0 "$attache" undo --who Bob "$store" 5
    check "the coder's own word does not hold again" test "$(corrected ACCUSE) $(column 6,7)" = "$(printf '2 REQUEST\tACCUSE')"
    exits 2 "$attache" undo --who Bob "$store" 77
    says 'has no correction 77'
    exits 2 "$attache" undo "$store" seven
    exits 3 "$attache" undo --who Bob "$dir/none" 1
    check "undo has made a store" test ! -e "$dir/none"
fi
finish
