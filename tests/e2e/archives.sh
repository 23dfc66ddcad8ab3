#!/usr/bin/env bash
# Archives, folders and feeds through all of attache: the same events in any container and with any number of threads.
. "${BASH_SOURCE[0]%/*}/common.sh"

page() { # NUMBER
    printf '<html><title>Talks %s</title><body><nav><a href=/>Home</a></nav><article><h1>Talks %s</h1><p>Chile condemned Peru over border post %s on Tuesday.</p><p>Norway sent food to Somalia, officials said.</p></article></body></html>' "$1" "$1" "$1"
}
record() { # URL FILE
    local size head
    head=$(printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n.')
    head=${head%.}
    size=$(($(wc -c <"$2") + ${#head}))
    printf 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: 2019-03-02T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %s\r\n\r\n%s' "$1" "$size" "$head"
    cat "$2"
    printf '\r\n\r\n'
}
events() { # INPUT...: without what names the document or is taken from the record
    "$attache" code --quiet "$@" 2>"$dir/err" | sed -E 's/"(id|link|doc|url|date)":"[^"]*",?//g'
}

mkdir "$dir/pages"
for n in $(seq 100 139); do
    page "$n" >"$dir/pages/$n.html"
    record "http://courier.example/$n" "$dir/pages/$n.html" >"$dir/record"
    cat "$dir/record" >>"$dir/a.warc"
    gzip -c "$dir/record" >>"$dir/b.warc.gz"
done
tar -C "$dir" -czf "$dir/pages.tar.gz" pages
want=$(events "$dir"/pages/*.html)
check "the pages give no events" test "$(echo "$want" | wc -l)" -ge 80
check "a folder gives other events" test "$(events "$dir/pages")" = "$want"
check "WARC gives other events" test "$(events "$dir/a.warc")" = "$want"
check "WARC from a pipe gives other events" test "$("$attache" code --quiet - <"$dir/a.warc" | wc -l)" = "$(echo "$want" | wc -l)"
check "WARC.gz gives other events" test "$(events "$dir/b.warc.gz")" = "$want"
check "tar.gz gives no events" test "$("$attache" code --quiet "$dir/pages.tar.gz" | wc -l)" = "$(echo "$want" | wc -l)"
check "tar.gz from a pipe gives no events" test "$("$attache" code --quiet - <"$dir/pages.tar.gz" | wc -l)" = "$(echo "$want" | wc -l)"
"$attache" code --threads 1 "$dir/b.warc.gz" "$dir/pages" "$dir/pages.tar.gz" >"$dir/one"
for threads in 2 3 8; do
    "$attache" code --threads $threads "$dir/b.warc.gz" "$dir/pages" "$dir/pages.tar.gz" >"$dir/many"
    check "$threads threads give other bytes" cmp -s "$dir/one" "$dir/many"
done

# the date of the record where the page has none; the address as id
exits 0 "$attache" read --format jsonl "$dir/a.warc"
prints '"file":"http://courier.example/100"'
prints '"date":"2019-03-02"'
silent

# a record that is cut, and a file that is none
head -c -30 "$dir/a.warc" >"$dir/cut.warc"
exits 1 "$attache" code --stats "$dir/cut.warc"
says 'cut.warc: offset [0-9]*: the file ends within this record'
says 'documents 40  failed 1'
exits 1 "$attache" read --from warc "$dir/pages/100.html"
says 'here no record begins'
exits 1 "$attache" read --from feed "$dir/pages/100.html"
says 'is not a feed'

# a feed
cat >"$dir/feed" <<'XML'
<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title><item><title>Talks</title><link>http://courier.example/7</link>
<pubDate>Sat, 11 Nov 2017 19:52:00 +0530</pubDate><description>&lt;p&gt;Chile condemned Peru.&lt;/p&gt;</description></item></channel></rss>
XML
exits 0 "$attache" read --format jsonl "$dir/feed"
prints '"file":"http://courier.example/7","title":"Talks","text":"Chile condemned Peru."'
prints '"date":"2017-11-11"'
prints '"site":"The Courier"'

# a folder with what pages are made of: skipped, and counted
cp "$dir/pages/100.html" "$dir/pages/style.css"
head -c 3000 /dev/zero >"$dir/pages/picture.png"
exits 0 "$attache" read --stats "$dir/pages"
says 'skipped: files that hold no page 2'
says 'documents 42  failed 0  skipped 2'
finish
