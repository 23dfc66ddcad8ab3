#!/usr/bin/env bash
# The desk and `watch` in their kernel sandbox: they work, and reach nothing else.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/store/news.attache
mkdir "$dir/store"
exits 0 "$attache" ingest --quiet "$store" examples/reports.jsonl
ask() { # METHOD PATH [BODY]: status, then what was answered
    python3 - "$port" "$@" <<'P'
import http.client, sys
port, method, path = sys.argv[1:4]
c = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
c.request(method, path, *(sys.argv[4:5] and [sys.argv[4], {"Content-Type": "application/json"}]))
r = c.getresponse()
print(r.status, r.read().decode()[:2000])
P
}
open_desk() { # OPTION...
    "$attache" serve "$@" --listen 127.0.0.1:0 "$store" >"$dir/desk" 2>"$dir/desk.err" &
    desk=$!
    await grep -q open "$dir/desk"
    port=$(sed -n 's|.*http://127.0.0.1:\([0-9]*\)/.*|\1|p' "$dir/desk")
}
bound() { grep -q '^Seccomp:.*2' "/proc/$1/status"; }
needs python3 "nobody asks the desk"

open_desk
check "the desk does not answer: $(cat "$dir/desk.err")" grep -q '^200 ' <(ask GET /api/v1/about)
check "the first page is missing" grep -q '^\(200\|404\|503\) ' <(ask GET /)
check "a correction is not kept" grep -q '^201 ' <(ask POST /api/v1/corrections '{"record":1,"field":"wrong","value":"told twice","who":"Ada"}')
check "what is added meanwhile is not there" test "$(sed 's/"id":"/"id":"again-/' examples/reports.jsonl | "$attache" ingest --quiet "$store" - 2>&1 && ask GET /api/v1/about | grep -c '^200 ')" = 1
if [ "$(uname -s)" = Linux ] && ! nm "$attache" | grep -q __asan_init && { bound $desk || grep -q CONFIG_SECCOMP_FILTER=y /boot/config-* 2>/dev/null; }; then
    check "the desk has no filter" bound $desk
    check "the desk may gain rights" grep -q '^NoNewPrivs:.*1' /proc/$desk/status
    for task in /proc/$desk/task/*; do grep -q '^Seccomp:.*2' "$task/status" || unbound=$task; done
    check "a thread of the desk has no filter" test -z "${unbound:-}"
else
    skip "no seccomp here: the desk runs without bounds"
fi
kill $desk
wait $desk
check "the desk does not end by itself" test $? = 0
open_desk --no-sandbox
check "the desk does not answer without bounds" grep -q '^200 ' <(ask GET /api/v1/about)
check "it has bounds all the same" test -z "$(bound $desk && echo yes)"
kill $desk
wait $desk 2>/dev/null

# watch: fetches by name, follows its list from round to round, and cannot be led out of its folder by a link
mkdir "$dir/site" "$dir/archive" "$dir/else"
python3 - "$dir/site" >"$dir/port" 2>/dev/null <<'P' &
import functools, http.server, sys
h = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), h)
print(s.server_port, flush=True)
s.serve_forever()
P
site=$!
await test -s "$dir/port"
at=http://localhost:$(cat "$dir/port")
printf '<rss version="2.0"><channel><title>x</title><item><title>a</title><link>%s/a.html</link></item></channel></rss>' "$at" >"$dir/site/feed.xml"
echo '<html><body><h1>Talks</h1><p>Kenya condemned Uganda.</p></body></html>' >"$dir/site/a.html"
echo "$at/feed.xml" >"$dir/feeds"
exits 0 "$attache" watch --allow-private --delay 0 --stats --into "$dir/archive" "$dir/feeds"
says 'new pages 1'
exits 0 "$attache" watch --allow-private --delay 0 --stats --into "$dir/new" "$dir/feeds"
says 'new pages 1'
if have python3 "no links" && python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(444, None, 0, 1) < 1)' && ! nm "$attache" | grep -q __asan_init; then
    rm -f "$dir"/archive/*
    ln -s "$dir/else/stolen" "$dir/archive/$(basename "$dir"/new/*.warc.gz)"
    "$attache" watch --allow-private --delay 0 --into "$dir/archive" "$dir/feeds" >"$dir/out" 2>"$dir/err"
    check "a link leads out of the folder" test ! -e "$dir/else/stolen"
    says 'ermission denied'
else
    skip "no Landlock here: a link may lead out of the folder"
fi
kill $site
wait $site 2>/dev/null
finish
