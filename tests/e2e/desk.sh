#!/usr/bin/env bash
# The desk with a store of examples and a malicious page: the command's messages, then its API and every page in a real browser, if node and Chromium are installed.
. "${BASH_SOURCE[0]%/*}/common.sh"
store=$dir/news.attache
cat >"$dir/hostile.jsonl" <<'JSON'
{"id": "hostile", "date": "2018-02-20", "source": "<b>Press</b>", "title": "<script>alert(1)</script> Peru criticised Chile", "url": "javascript:alert(3)", "text": "Peru criticised Chile on Tuesday. <img src=x onerror=alert(2)> Chile rejected the complaint."}
JSON
long=$(printf 'Llanfairpwllgwyn%.0s' $(seq 20)) # a word that fits no line
echo '{"id": "wordy", "date": "2018-02-20", "source": "'"$long"'", "title": "'"$long"' on Finland", "text": "Finland met Iceland on Tuesday. '"$long"' was there. Iceland accused Finland of fraud."}' >"$dir/wordy.jsonl"
exits 0 "$attache" ingest --quiet "$store" examples/reports.jsonl examples/page.html "$dir/hostile.jsonl" "$dir/wordy.jsonl"

echo '{"id": "undated", "text": "Finland met Iceland in Oslo."}' >"$dir/undated.jsonl"

exits 0 "$attache" serve --help
prints "usage: attache serve"
exits 2 "$attache" serve
exits 2 "$attache" serve "$store" "$store"
exits 2 "$attache" serve --listen nowhere "$store"
says "must be a numeric address and a port"
exits 2 "$attache" serve --listen 0.0.0.0:0 "$store"
says "name a file with a token"
exits 3 "$attache" serve "$dir/nothing"
exits 3 "$attache" serve --listen 127.0.0.1:0 examples/page.html
echo short >"$dir/token"
exits 3 "$attache" serve --listen 127.0.0.1:0 --token "$dir/token" "$store"
says "16 to 255 letters"

open_desk "$store"
check "does not say where it is open" test -n "$base"

# Packages of the tests, as tools/build-web.sh has those of the pages; without them, or without Chromium, that is skipped.
node_tests() {
    local work=build/desk-tests chromium
    command -v node >/dev/null && command -v npm >/dev/null || { skip "no node and npm: the API and the pages are not gone through"; return; }
    mkdir -p $work
    cp tests/desk/*.mjs tests/desk/package*.json tests/desk/.npmrc $work/
    cmp -s $work/package-lock.json $work/node_modules/.lock ||
        { (cd $work && npm ci --prefer-offline --no-audit --no-fund --fetch-retries=1 >npm.log 2>&1) && cp $work/package-lock.json $work/node_modules/.lock; } ||
        { skip "no packages for tests/desk: the API and the pages are not gone through"; return; }
    echo 'import { check } from "./check.mjs"; check(true, ""); await new Promise(() => setInterval(() => 0, 1000));' >$work/stuck.mjs
    timeout 5 node $work/stuck.mjs >"$dir/stuck" 2>&1
    check "a test that never ends does not say where it waits: $(cat "$dir/stuck")" grep -q 'stuck: was ended from outside; it was last seen at stuck.mjs:1$' "$dir/stuck"
    run_node $work/api.mjs
    grep -E '^[0-9]+ passed, [0-9]+ failed$' "$dir/node" | sed 's/^/form: /' # each option of the API against its own description
    [ ! -d build/web/node_modules/esbuild ] || run_plain $work/sentences.mjs build/web tests/desk/sentences.tsv
    chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { skip "no Chromium: the pages are not gone through"; return; }
    [ -s build/web/site.pack ] || { skip "the front end is not built: the pages are not gone through"; return; }
    run_node $work/browser.mjs "$chromium"
    run_node $work/keyboard.mjs "$chromium"
    mkdir -p "$dir/pictures"
    run_node $work/pictures.mjs "$chromium" "$dir/pictures" # those of README and the tutorial
    "$attache" ingest --quiet "$dir/undated.attache" "$dir/undated.jsonl"
    "$attache" serve --listen 127.0.0.1:0 "$dir/undated.attache" >"$dir/undated" 2>>"$dir/desk.err" &
    local other=$!
    await grep -q http "$dir/undated"
    base=$(sed -n 's|.*\(http://[0-9.:]*\)/.*|\1|p' "$dir/undated") run_node $work/undated.mjs "$chromium"
    kill $other
}
run_node() { # FILE [ARGUMENT...]: on the desk
    local file=$1
    shift
    run_plain "$file" "$base" "$@"
}
run_plain() { # FILE [ARGUMENT...]: adds its counts to ours
    local file=$1 last
    timeout 1200 node "$@" >"$dir/node" 2>&1
    last=$(tail -n 1 "$dir/node")
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
        [ "${BASH_REMATCH[2]}" = 0 ] || sed '$d' "$dir/node"
    else
        fail "$file ended otherwise"
        tail -20 "$dir/node"
    fi
}
node_tests

kill -TERM $server
wait $server
check "does not end well when told to" test $? = 0
check "the server complained: $(head -c 300 "$dir/desk.err")" test ! -s "$dir/desk.err"
finish
