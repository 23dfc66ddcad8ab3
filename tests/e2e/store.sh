#!/usr/bin/env bash
# Stores: what goes in comes once, changes replace, what is no store is refused and left as it is.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
sql() { sqlite3 -readonly "$store" "$1"; }
is() { local got; got=$(sql "$2"); if [ "$got" = "$3" ]; then pass; else fail "$1: $got, not $3"; fi; }

command -v sqlite3 >/dev/null || { echo "sqlite3 is not there" >&2; echo "0 passed, 0 failed"; exit 0; }

# once, twice, changed
cat >"$dir/a.jsonl" <<'END'
{"id":"a","date":"2018-03-01","source":"The Harbour Courier","text":"Chile condemned Peru. Norway sent food to Somalia."}
{"id":"b","date":"2018-03-02","text":"Kenya did not meet Uganda. India and Kazakhstan held defence talks in New Delhi."}
{"id":"c","date":"2018-03-02","language":"de","text":"Das ist kein englischer Satz."}
no JSON
END
exits 1 "$attache" ingest --stats "$store" "$dir/a.jsonl" examples/page.html
says 'a.jsonl:4'
says 'added 3  replaced 0  there already 0'
is documents "SELECT count(*) FROM document" 3
is skipped "SELECT name, reason FROM skipped" 'c|skipped'
is "negated events" "SELECT count(*) FROM event WHERE aux & 8" 1
is "publisher" "SELECT s.name FROM document d JOIN source s ON s.id = d.source WHERE d.name = 'a'" 'The Harbour Courier'
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
is "sums agree" "SELECT sum(events) FROM dyad_sum WHERE period = 0 AND actor = '*' AND recipient = '*'" "$(sql "SELECT count(*) FROM event WHERE aux = 0")"

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
says 'is no store of attache'
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
