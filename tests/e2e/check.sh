#!/usr/bin/env bash
# attache check: reports each problem in a store, and repairs what can be recomputed. A file with a foreign layout is refused.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs sqlite3 "no store can be damaged"
store=$dir/news.attache
exits 0 "$attache" ingest --quiet "$store" examples/reports.jsonl examples/page.html
exits 0 "$attache" check "$store"
prints '^whole: [0-9]* documents, [0-9]* events: 0 wrong, 0 made anew'
"$attache" export "$store" >"$dir/before"

spoil() { # SQL: a copy of the store, spoilt
    rm -f "$dir/bad" "$dir/bad-wal" "$dir/bad-shm"
    sqlite3 "$store" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
    cp "$store" "$dir/bad"
    sqlite3 "$dir/bad" "PRAGMA foreign_keys = OFF; $1" || fail "cannot spoil: $1"
}
wrong() { # WHAT SQL: is named, and not made anew
    spoil "$2"
    exits 1 "$attache" check "$dir/bad"
    says "$1"
    exits 1 "$attache" check --repair "$dir/bad"
}
mended() { # WHAT SQL: is named, made anew, and then as before
    spoil "$2"
    exits 1 "$attache" check "$dir/bad"
    says "$1"
    exits 0 "$attache" check --repair "$dir/bad"
    says 'made anew'
    exits 0 "$attache" check "$dir/bad"
    "$attache" export "$dir/bad" >"$dir/after"
    check "what was mended differs: $1" cmp "$dir/before" "$dir/after"
}
mended 'counts' "UPDATE total SET events = events + 3"
mended 'counts' "DELETE FROM total"
mended 'dyad_event' "DELETE FROM dyad_event WHERE actor <> '*' AND event % 2"
mended 'dyad_happening' "UPDATE dyad_happening SET sources = 99"
mended 'dyad_sum' "UPDATE dyad_sum SET events = -5"
mended 'context_sum' "INSERT INTO context_sum VALUES (209912, 1, 1, 7, 7)"
mended 'digests' "DELETE FROM happening_digest"
mended 'full text' "INSERT INTO document_text (document_text) VALUES ('delete-all')"
wrong 'refer to what is not there' "DELETE FROM entity WHERE id = (SELECT entity FROM party LIMIT 1)"
wrong 'outside of the text' "UPDATE event SET trigger_start = -5 WHERE id = 1"
wrong 'outside of the text' "UPDATE sentence SET \"end\" = 99999999 WHERE document = 1 AND number = 0"
wrong 'do not stand where they say' "UPDATE party SET text = 'Atlantis' WHERE \"end\" > start AND event = 1"
wrong 'in a circle' "UPDATE report SET parent = 2 WHERE id = 1; UPDATE report SET parent = 1 WHERE id = 2"
wrong 'copies of' "UPDATE document SET copy_of = id WHERE id = 1"
wrong 'numbers that nothing has' "UPDATE event SET quad = -4 WHERE id = 1"
wrong 'no happening' "UPDATE report SET happening = NULL WHERE id = 1"

# circles, numbers below zero and offsets from nowhere are no reason to fall
spoil "UPDATE report SET parent = 2 WHERE id = 1; UPDATE report SET parent = 1 WHERE id = 2; UPDATE party SET side = -7 WHERE event = 2 AND side = 0 AND place = 0; UPDATE event SET part = 77, start = -1, \"end\" = 2147483647"
for command in "export --why" "export --format csv" "query --by year" "export --format cases"; do
    within 20 "$attache" $command "$dir/bad" >"$dir/out" 2>"$dir/err"
    check "$command ends otherwise than by a status" test $? -lt 4
done
sed 's/"id":"/"id":"again-/' examples/reports.jsonl | within 60 "$attache" ingest --quiet "$dir/bad" - >"$dir/out" 2>"$dir/err"
check "ingest ends otherwise than by a status" test $? -lt 4

# a file that a stranger laid out
refused() { # WHAT SQL
    spoil "$2"
    exits 3 "$attache" query "$dir/bad" --by year
    says "$1"
    exits 3 "$attache" ingest --quiet "$dir/bad" examples/page.html
}
refused 'a trigger or view' "CREATE TRIGGER bite AFTER INSERT ON source BEGIN DELETE FROM document; END"
refused 'a trigger or view' "CREATE VIEW bite AS SELECT 1"
refused 'trigger document_text_delete' "DROP TRIGGER document_text_delete; CREATE TRIGGER document_text_delete AFTER DELETE ON document BEGIN DELETE FROM correction; END"
refused 'a trigger or view' "ALTER TABLE source RENAME TO real_source; CREATE VIEW source AS SELECT * FROM real_source"
refused 'table bite' "CREATE TABLE bite (a)"
refused 'column source.extra' "ALTER TABLE source ADD COLUMN extra TEXT"
refused 'lacks' "DROP TABLE disagreement"
refused 'strict' "DROP TABLE mode; CREATE TABLE mode (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"
sqlite3 "$dir/foreign" "CREATE TABLE document (a); PRAGMA application_id = 0x41544348; PRAGMA user_version = $(sqlite3 "$store" "PRAGMA user_version")"
exits 3 "$attache" query "$dir/foreign" --by year
says 'laid out'
sqlite3 "$dir/half" "CREATE TABLE document (a); PRAGMA application_id = 0x41544348; PRAGMA user_version = 4"
exits 3 "$attache" query "$dir/half" --by year
exits 3 "$attache" check "$dir/nothing"
exits 0 "$attache" check "$store"
finish
