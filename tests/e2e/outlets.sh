#!/usr/bin/env bash
# The outlet before or behind a headline is told by the other documents of the batch: several of its headlines have it, and most of them.
. "${BASH_SOURCE[0]%/*}/common.sh"
line() { printf '{"id":"%s","date":"2018-01-15","url":"https://a.example/%s","title":"%s","text":"Nobody gave figures on that."}\n' "$1" "$1" "$2"; }
titles() { sed 's/.*"title":"\([^"]*\)".*/\1/' "$dir/out"; }

{ line 1 "Chad recalls envoy from Niger - harbour eye"; line 2 "Ferry runs again - harbour eye"; line 3 "Rain stops the election - harbour eye"; } >"$dir/behind.jsonl"
for threads in 1 3; do
    exits 0 "$attache" read --format jsonl --threads $threads "$dir/behind.jsonl"
    check "no title has the outlet with $threads threads" test "$(titles)" = $'Chad recalls envoy from Niger\nFerry runs again\nRain stops the election'
done
{ line 1 "Harbour eye | Chad recalls envoy from Niger"; line 2 "Harbour eye | Ferry runs again today"; line 3 "Harbour eye | Rain stops the election"; } >"$dir/before.jsonl"
exits 0 "$attache" read --format jsonl "$dir/before.jsonl"
check "no title has the outlet in front" test "$(titles)" = $'Chad recalls envoy from Niger\nFerry runs again today\nRain stops the election'

# who said it, a state, and a name that but two headlines have are no outlets
{ for i in 1 2 3 4 5 6; do line $i "Grain ship $i has left port"; done; for i in 7 8 9; do line $i "Grain ship $i will leave port - minister"; done; } >"$dir/said.jsonl"
exits 0 "$attache" read --format jsonl "$dir/said.jsonl"
check "who said it stays" test "$(titles | grep -c -- '- minister')" = 3
{ line 1 "Mali - Rebels leave the north"; line 2 "Mali - Rain stops the vote"; line 3 "Mali - Ferry runs again today"; } >"$dir/state.jsonl"
exits 0 "$attache" read --format jsonl "$dir/state.jsonl"
check "a state stays" test "$(titles | grep -c '^Mali - ')" = 3
{ line 1 "Chad recalls envoy from Niger - harbour eye"; line 2 "Ferry runs again - harbour eye"; } >"$dir/two.jsonl"
exits 0 "$attache" read --format jsonl "$dir/two.jsonl"
check "two are not enough" test "$(titles | grep -c 'harbour eye')" = 2

# pages, in the order in which they were named, though some wait for others; what cannot be read keeps its place
for i in 1 2 3 4; do
    echo "<html><head><title>Ferry number $i runs again :: die hafenschau</title></head><body><p>The ferry number $i runs again since Monday, after it had stood in the dock for nine weeks.</p></body></html>" >"$dir/p$i.html"
done
echo "Nobody gave figures on that." >"$dir/t.txt"
exits 1 "$attache" read --format jsonl "$dir/p1.html" "$dir/t.txt" "$dir/none.html" "$dir/p2.html" "$dir/p3.html" "$dir/p4.html"
check "pages tell of each other" test "$(grep -o 'Ferry number . runs again"' "$dir/out" | wc -l)" = 4
check "in their order" test "$(grep -o '"file":"[^"]*"' "$dir/out" | grep -o '[pt][0-9]*\.[a-z]*"' | tr -d '"\n')" = p1.htmlt.txtp2.htmlp3.htmlp4.html
says none.html
finish
