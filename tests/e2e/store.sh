#!/usr/bin/env bash
# Stores: each document is stored once, changed ones replace earlier versions, and other files are refused and left unchanged.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
sql() { sqlite3 -readonly "$store" "$1"; }
is() { local got; got=$(sql "$2"); if [ "$got" = "$3" ]; then pass; else fail "$1: $got, not $3"; fi; }

needs sqlite3 "stores are not looked into"

# once, twice, changed
cat >"$dir/a.jsonl" <<'END'
{"id":"a","date":"2018-03-01","source":"The Harbour Courier","text":"Chile condemned Peru. Norway sent food to Somalia."}
{"id":"b","date":"2018-03-02","text":"Kenya has not met with Uganda. India and Kazakhstan held defence talks in New Delhi. Brazil did not attack Bolivia."}
{"id":"c","date":"2018-03-02","language":"de","text":"Das ist kein englischer Satz."}
no JSON
END
exits 1 "$attache" ingest --stats "$store" "$dir/a.jsonl" examples/page.html
says 'a.jsonl:4'
says 'added 3  replaced 0  there already 0'
is documents "SELECT count(*) FROM document" 3
is skipped "SELECT name, reason FROM skipped" 'c|skipped'
is "negated events" "SELECT count(*) FROM event JOIN document ON document.id = document WHERE name = 'b' AND aux & 8" 2
is "publisher" "SELECT s.name FROM document d JOIN source s ON s.id = d.source WHERE d.name = 'a'" 'The Harbour Courier'
exits 0 "$attache" ingest "$dir/signed.attache" - <<'END'
{"id":"s","date":"2018-03-01","html":"<article><h1>Chile and Peru quarrel</h1><p>By Ann Onymous and Bo Onymous (Reuters)</p><p>Chile condemned Peru on Monday for closing the border, and called its envoy home.</p><p>Norway sent food to Somalia, where nobody had asked for it, the ministry said.</p></article>"}
END
check "authors and the agency stand apart" test "$(sqlite3 "$dir/signed.attache" "SELECT replace(authors, char(10), '+'), agency FROM document")" = 'Ann Onymous+Bo Onymous|Reuters'
is "both directions of talks" "SELECT count(*) FROM dyad_event JOIN event ON event.id = event JOIN document ON document.id = document WHERE name = 'b' AND actor IN ('IND', 'KAZ') AND recipient IN ('IND', 'KAZ') AND reciprocal" 2
is "sums" "SELECT events, event_score FROM dyad_sum WHERE period = 201803 AND actor = 'CHL' AND recipient = 'PER'" '1|-2.0'
is "sentences" "SELECT CAST(substr(CAST(text AS BLOB), start + 1, \"end\" - start) AS TEXT) FROM sentence JOIN document ON id = document WHERE name = 'a' AND number = 1" 'Norway sent food to Somalia.'
is "full text" "SELECT name FROM document_text JOIN document ON id = document_text.rowid WHERE document_text MATCH 'uganda'" b
exits 1 "$attache" ingest --stats "$store" "$dir/a.jsonl" examples/page.html
says 'added 0  replaced 0  there already 4'
exits 0 "$attache" ingest --stats "$store" - <<'END'
{"id":"a","date":"2018-03-01","source":"The Harbour Courier","text":"Chile praised Peru."}
END
says 'added 0  replaced 1  there already 0'
is "old sums" "SELECT count(*) FROM dyad_sum WHERE actor = 'NOR'" 0
is "old events" "SELECT count(*) FROM event JOIN document ON document.id = document WHERE name = 'a'" 1
is "old text" "SELECT count(*) FROM document_text WHERE document_text MATCH 'somalia'" 0
is "foreign keys" "PRAGMA foreign_key_check" ''
is "integrity" "PRAGMA integrity_check" ok
check "the counts of a store whose document changed" counts_hold "$store"
is "sums agree" "SELECT sum(events) FROM dyad_sum WHERE period = 0 AND actor = '*' AND recipient = '*'" "$(sql "SELECT count(*) FROM event WHERE aux = 0")"

# counts: of copies, of what was passed over and then was not, of a copy and an original that change
text='Officials of Chile condemned Peru on Monday over the fishing grounds that both claim, and said that the navy would patrol them from now on, whatever others may think of it.'
counted() { # WHAT COUNTS: copies and documents passed over
    check "the counts $1" counts_hold "$dir/counted"
    check "$1: $(sqlite3 "$dir/counted" 'SELECT copies, skipped FROM total'), not $2" test "$(sqlite3 "$dir/counted" 'SELECT copies, skipped FROM total')" = "$2"
}
story() { printf '{"id":"%s","date":"2018-03-0%s","language":"%s","text":"%s"}\n' "$@"; }
{ story x 1 en "$text"; story y 2 en "$text"; story z 3 en "$text"; story q 3 de "$text"; } | "$attache" ingest --quiet "$dir/counted" -
counted "of two copies" '2|1'
{ story q 3 en "$text"; story y 2 en 'Norway sent food to Somalia.'; } | "$attache" ingest --quiet "$dir/counted" -
counted "of one that was in German and one that was a copy" '2|0'
{ story x 1 en 'Chile praised Peru.'; story p 3 de "$text"; story p 3 de "$text"; } | "$attache" ingest --quiet "$dir/counted" -
counted "without their original" '1|1'
{ story q 3 en ''; story z 3 en 'Ghana met Mali.'; } | "$attache" ingest --quiet "$dir/counted" -
counted "without copies" '0|1'

# files of one name in two folders are two documents; a copy of one is the same; one that changes replaces itself alone
files=$dir/files
pages=$dir/pages
mkdir -p "$pages/a" "$pages/b"
page() { printf '<html><head><title>Wire of the day</title></head><body><p>%s</p><p>%s</p></body></html>' "$1" 'Officials told reporters on Monday that nothing more would be said of it for now.'; }
told() { sqlite3 -readonly "$files" "SELECT group_concat(x, ' ') FROM (SELECT DISTINCT actor || '>' || recipient AS x FROM dyad_event WHERE actor <> '*' AND recipient <> '*' ORDER BY 1)"; }
tells() { local got; got=$(told); if [ "$got" = "$2" ]; then pass; else fail "$1: $got, not $2"; fi; }
page 'Chile condemned Peru on Monday.' >"$pages/a/1.html"
page 'Norway praised Ghana on Monday.' >"$pages/b/1.html"
exits 0 "$attache" ingest --stats "$files" "$pages/a/1.html" "$pages/b/1.html"
says 'added 2  replaced 0  there already 0'
tells "two of one name" 'CHL>PER NOR>GHA'
for id in '1.html#1' 1.html/h1; do
    exits 2 "$attache" query "$files" show "$id"
    says 'in the happenings 1, 2: show one of these numbers'
done
for number in 1 2; do exits 0 "$attache" query "$files" show $number; done
exits 0 "$attache" ingest --stats "$files" "$pages/a/1.html" "$pages/b/1.html"
says 'added 0  replaced 0  there already 2'
page 'Norway condemned Kenya on Monday.' >"$pages/b/1.html"
exits 0 env -C "$pages/b" "$attache" ingest --stats "$files" 1.html
says 'added 0  replaced 1  there already 0'
tells "the changed one" 'CHL>PER NOR>KEN'
exits 0 "$attache" ingest --stats "$files" "$pages/a" "$pages/b"
says 'added 0  replaced 0  there already 2'
mkdir "$pages/c" "$pages/d"
cp "$pages/a/1.html" "$pages/c/1.html"
page 'India praised Nepal on Monday.' >"$pages/d/1.html"
for folder in a d; do (cd "$pages" && tar -cf "$folder.tar" "$folder/1.html" && cd "$folder" && tar -cf ../"in-$folder.tar" 1.html); done
exits 0 "$attache" ingest --stats "$files" "$pages/c"
says 'added 0  replaced 0  there already 1'
exits 0 "$attache" ingest --stats "$files" "$pages/in-a.tar" "$pages/in-d.tar"
says 'added 1  replaced 0  there already 1'
tells "members of one name in two archives" 'CHL>PER IND>NPL NOR>KEN'
exits 0 "$attache" ingest --stats "$files" "$pages/in-a.tar" "$pages/in-d.tar" "$pages/a/1.html" "$pages/b/1.html"
says 'added 0  replaced 0  there already 4'
exits 0 "$attache" ingest --stats "$files" - <<<'Egypt praised Sudan on Monday.'
says 'added 1  replaced 0  there already 0'
exits 0 "$attache" ingest --stats "$files" - <<<'Egypt condemned Libya on Monday.'
says 'added 1  replaced 0  there already 0'
tells "all that came in" 'CHL>PER EGY>LBY EGY>SDN IND>NPL NOR>KEN'
exits 0 "$attache" ingest --stats "$files" "$pages/a.tar" "$pages/d.tar"
says 'added 2  replaced 0' # a/1.html and d/1.html: other ids

# what is no store is refused, and stays as it was
cp examples/page.html "$dir/page.html"
exits 3 "$attache" ingest "$dir/page.html" "$dir/a.jsonl"
says 'is not an attache store'
check "a foreign file was changed" cmp "$dir/page.html" examples/page.html
sqlite3 "$dir/other.db" "CREATE TABLE t (x)"
exits 3 "$attache" ingest "$dir/other.db" "$dir/a.jsonl"
says "another program's SQLite file"
sqlite3 "$store" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
cp "$store" "$dir/later"
sqlite3 "$dir/later" "PRAGMA user_version = 99"
exits 3 "$attache" ingest "$dir/later" "$dir/a.jsonl"
says 'made by a later attache'
sqlite3 "$dir/later" "PRAGMA user_version = 1"
exits 3 "$attache" ingest "$dir/later" "$dir/a.jsonl"
says 'made by an earlier attache'
exits 3 "$attache" ingest "$dir/no/such/folder" "$dir/a.jsonl"
# one of the schema before is brought up by whoever opens it, if it may be written
older() {
    rm -rf "$dir/older"
    mkdir "$dir/older"
    cp "$files" "$dir/older/2"
    sqlite3 "$dir/older/2" "ALTER TABLE document DROP COLUMN authors; ALTER TABLE document DROP COLUMN agency; ALTER TABLE report RENAME COLUMN signature TO traits; ALTER TABLE report DROP COLUMN main; ALTER TABLE happening DROP COLUMN title; ALTER TABLE happening DROP COLUMN main; DROP INDEX event_by_country; DROP INDEX event_by_place; DROP INDEX event_by_point; DROP INDEX event_by_number; DROP INDEX happening_by_town; DROP INDEX happening_by_point; DROP INDEX happening_by_number; ALTER TABLE dyad_event DROP COLUMN confidence; ALTER TABLE dyad_happening DROP COLUMN confidence; ALTER TABLE dyad_event DROP COLUMN cameo; ALTER TABLE dyad_happening DROP COLUMN cameo;
        CREATE TABLE old (id INTEGER PRIMARY KEY, code TEXT NOT NULL, sector TEXT NOT NULL, other_sectors TEXT NOT NULL, name TEXT NOT NULL,
        office TEXT NOT NULL, UNIQUE (code, sector, other_sectors, name, office)) STRICT; INSERT OR IGNORE INTO old SELECT id, code, sector, other_sectors, name, office FROM entity;
        DROP TABLE entity; ALTER TABLE old RENAME TO entity; CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE) WHERE name <> '';
        DELETE FROM dyad_event WHERE substr(actor, 4, 1) IN ('.', ':') OR substr(recipient, 4, 1) IN ('.', ':'); DELETE FROM dyad_sum WHERE substr(actor, 4, 1) IN ('.', ':') OR
        substr(recipient, 4, 1) IN ('.', ':'); DELETE FROM dyad_happening WHERE substr(actor, 4, 1) IN ('.', ':') OR substr(recipient, 4, 1) IN ('.', ':'); DROP TABLE total; DROP TABLE term; DROP TABLE event_digest; DROP TABLE happening_digest; DROP INDEX party_by_name; DROP INDEX happening_party_by_name; ALTER TABLE party DROP COLUMN named;
        ALTER TABLE happening_party DROP COLUMN named; CREATE INDEX party_by_entity ON party (entity, event);
        CREATE INDEX happening_party_by_entity ON happening_party (entity, happening); PRAGMA user_version = 2"
}
sqlite3 "$files" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
# bodies with a name are not known from a store of before, states and sectors are; the page that is added has events of its own
pairs="SELECT count(*), sum(events), sum(happenings), sum(mutual), sum(event_score) FROM dyad_sum WHERE period = 0"
for command in "query $dir/older/2 --by year" "export $dir/older/2" "ingest --quiet $dir/older/2 examples/page.html"; do
    older
    # shellcheck disable=SC2086
    exits 0 "$attache" $command
    silent
    check "the counts of an older store after $command" counts_hold "$dir/older/2"
    case $command in query*) check "pairs of an older store after $command" test "$(sqlite3 "$dir/older/2" "$pairs AND NOT (actor GLOB '*:*' OR recipient GLOB '*:*')")" = "$(sqlite3 "$files" "$pairs AND NOT (actor GLOB '*:*' OR recipient GLOB '*:*')")" ;; esac
    check "the version after $command" test "$(sqlite3 "$dir/older/2" "PRAGMA user_version")" = "$(sqlite3 "$files" "PRAGMA user_version")"
done
older
"$attache" query "$dir/older/2" --by year >/dev/null & first=$!
"$attache" query "$dir/older/2" --by year >/dev/null && wait $first
check "two who brought an older store up at once" test $? = 0
older
sqlite3 "$dir/older/2" "DROP TABLE skipped; CREATE TABLE skipped (x)"
exits 3 "$attache" query "$dir/older/2" --by year
says 'is of schema version 2'
says 'cannot be brought up'
check "an older store that could not be brought up was changed" test "$(sqlite3 "$dir/older/2" "PRAGMA user_version; SELECT count(*) FROM sqlite_schema WHERE name = 'total'" | tr '\n' ' ')" = '2 0 ' 
exits 2 "$attache" ingest "$store"
# two who make a new store at the same moment make one
both=0
for i in 1 2 3 4 5 6 7 8; do
    rm -f "$dir"/new*
    "$attache" ingest --quiet "$dir/new" examples/reports.jsonl & first=$!
    "$attache" ingest --quiet "$dir/new" examples/page.html && wait $first && both=$((both + 1))
done
check "of eight new stores that two made at once, $both came out" test $both = 8

finish
