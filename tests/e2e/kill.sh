#!/usr/bin/env bash
# An ingest that is killed repeatedly loses and duplicates nothing; one that finds the disk full says so and loses nothing; two take turns; readers
# never wait. KILLS=100 for the long run; `make check` does six.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs sqlite3 "nothing is killed"
store=$dir/news.attache
kills=${KILLS:-6}
documents=$((kills * 60))
awk -v n=$documents 'BEGIN {
    split("Chile Peru Norway Kenya India China Russia Poland Mali Ghana Fiji Iran Iraq Cuba Spain", state, " ")
    v = split("condemned|met|visited|attacked|threatened|praised|sent food to|imposed sanctions on|signed an agreement with|did not meet", verb, "|")
    srand(11)
    for (i = 1; i <= n; i++) {
        text = ""
        for (k = int(rand() * 8) + 1; k > 0; k--) text = text state[int(rand() * 15) + 1] " " verb[int(rand() * v) + 1] " " state[int(rand() * 15) + 1] ". "
        printf "{\"id\":\"doc%d\",\"date\":\"2018-%02d-%02d\",\"source\":\"Paper %d\",\"text\":\"%s\"}\n", i, i % 12 + 1, i % 28 + 1, i % 7, text
    }
}' >"$dir/docs.jsonl"
dump() { # STORE: all that it says, in an order of its own
    "$attache" export --all --why "$1" && "$attache" export "$1" happenings && "$attache" export --format tsv "$1" dyads
}
whole() { # STORE: each document once, nothing points nowhere, the file is sound, its counts are right
    test "$(sqlite3 "$1" "SELECT count(*), count(DISTINCT name) FROM document")" = "$documents|$documents" &&
        test "$(sqlite3 "$1" "PRAGMA integrity_check; PRAGMA foreign_key_check")" = ok && counts_hold "$1" &&
        test "$(sqlite3 "$1" "SELECT count(*) FROM document_text WHERE document_text MATCH 'chile OR NOT chile OR norway'" 2>/dev/null)" != 0
}
seconds_of() { local begun=$EPOCHREALTIME; "$@"; awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }
all=$(seconds_of "$attache" ingest --quiet --batch 7 --threads 1 "$dir/once" "$dir/docs.jsonl")
none=$(seconds_of "$attache" ingest --quiet --batch 7 --threads 1 "$dir/once" "$dir/docs.jsonl") # all are there: what starting takes
dump "$dir/once" >"$dir/once.dump"
check "nothing was dumped" test "$(wc -l <"$dir/once.dump")" -gt "$documents"

# killed at random moments, from while it starts to when a good part of what is left is there; with short batches, so that kills hit them
killed=0 rounds=0 had=0 grew=0 miscounted=
while [ $killed -lt "$kills" ] && [ $rounds -lt $((kills * 3)) ]; do
    "$attache" ingest --quiet --batch 7 --threads 1 "$store" "$dir/docs.jsonl" 2>>"$dir/err" &
    pid=$!
    sleep "$(awk -v seed=$rounds -v all="$all" -v none="$none" -v kills="$kills" -v left=$((documents - had)) 'BEGIN {
        srand(seed); print (1 + seed / kills) * (none * (0.3 + 0.6 * rand()) + (left > 0) * 2.5 * rand() * (all > none ? all - none : all) / kills) }')"
    { kill -9 $pid && killed=$((killed + 1)); wait $pid; } 2>/dev/null
    rounds=$((rounds + 1))
    [ ! -s "$store" ] || counts_hold "$store" || miscounted="$miscounted $rounds"
    has=$(sqlite3 "$store" 'SELECT count(*) FROM document' 2>/dev/null || echo 0)
    [ "${has:-0}" -gt "$had" ] && grew=$((grew + 1)) had=$has
done
echo "killed $killed times, $grew of them while it wrote; $had of $documents documents were there"
check "it could not be killed while it wrote" test $grew -gt 0
check "counts were wrong after kills$miscounted" test -z "$miscounted"
exits 0 "$attache" ingest --quiet "$store" "$dir/docs.jsonl"
check "not every document once after kills" whole "$store"
dump "$store" >"$dir/killed.dump"
check "what was killed differs from what was not" cmp "$dir/once.dump" "$dir/killed.dump"
exits 0 "$attache" ingest --stats "$store" "$dir/docs.jsonl"
says "added 0  replaced 0  there already $documents"

stands() { ! grep -h '^State:' /proc/"$1"/task/*/status 2>/dev/null | grep -qv '[TZX] ('; } # PID: none of its threads writes any more

# the power goes: what is on the disk at that moment, file and log, is a store that holds whole batches
if [ "$documents" -gt 0 ]; then
    "$attache" ingest --quiet --batch 7 --threads 1 "$dir/power" "$dir/docs.jsonl" 2>>"$dir/err" &
    pid=$!
    copies=0 torn=
    for i in $(seq "$kills"); do
        sleep "$(awk -v seed="$i" -v all="$all" -v kills="$kills" 'BEGIN { srand(seed); print 2 * rand() * all / kills }')"
        kill -STOP $pid 2>/dev/null || break
        await stands $pid
        rm -f "$dir"/lost*
        [ -s "$dir/power" ] && cp "$dir/power" "$dir/lost" && { [ ! -e "$dir/power-wal" ] || cp "$dir/power-wal" "$dir/lost-wal"; }
        kill -CONT $pid
        [ -s "$dir/lost" ] && [ "$(sqlite3 "$dir/lost" 'SELECT count(*) FROM document' 2>/dev/null || echo 0)" -gt 0 ] || continue
        copies=$((copies + 1))
        "$attache" check "$dir/lost" >"$dir/out" 2>"$dir/check" || torn="$torn; $i: $(head -2 "$dir/check")"
    done
    wait $pid
    check "what the power left is not whole$torn" test -z "$torn"
    echo "$copies copies of file and log"
    exits 0 "$attache" ingest --quiet "$dir/lost" "$dir/docs.jsonl"
    check "not every document once after the power went" whole "$dir/lost"
fi

# two at once take turns; a reader that holds a view is not blocked, and blocks nobody
"$attache" ingest --quiet --batch 50 "$dir/two" "$dir/docs.jsonl" &
first=$!
tac "$dir/docs.jsonl" | "$attache" ingest --quiet --batch 50 "$dir/two" - &
second=$!
read_meanwhile=0
while kill -0 $first 2>/dev/null || kill -0 $second 2>/dev/null; do
    [ -s "$dir/two" ] && timeout 5 "$attache" query "$dir/two" --by month >"$dir/out" 2>/dev/null && read_meanwhile=$((read_meanwhile + 1))
    sleep 0.02
done
wait $first
check "the first of two failed" test $? = 0
wait $second
check "the second of two failed" test $? = 0
check "nobody could read meanwhile" test $read_meanwhile -gt 0
check "not every document once after two" whole "$dir/two"
dump "$dir/two" >"$dir/two.dump"
check "two at once give something else" cmp "$dir/once.dump" "$dir/two.dump"

# a full disk: a file that may not grow
blocks() { du -k "$1" | cut -f1; }
limit=$(($(blocks "$dir/once") / 2))
(ulimit -f $limit; trap '' XFSZ; "$attache" ingest --quiet "$dir/full" "$dir/docs.jsonl") >"$dir/out" 2>"$dir/err"
check "a full disk is not told by the status" test $? = 3
says 'cannot be written'
check "a full disk has damaged the store" test "$(sqlite3 "$dir/full" "PRAGMA integrity_check")" = ok
exits 0 "$attache" ingest --quiet "$dir/full" "$dir/docs.jsonl"
check "not every document once after a full disk" whole "$dir/full"
dump "$dir/full" >"$dir/full.dump"
check "a full disk leaves something else" cmp "$dir/once.dump" "$dir/full.dump"

# a folder that may not be written is read all the same
sqlite3 "$dir/once" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
mkdir "$dir/shut" && cp "$dir/once" "$dir/shut/once" && chmod a-w "$dir/shut/once" "$dir/shut"
exits 0 "$attache" query "$dir/shut/once" --by year
prints 2018
chmod u+w "$dir/shut"

# damage is said, not shown
size=$(stat -c %s "$dir/two")
sqlite3 "$dir/two" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
for at in 3 5 7; do dd if=/dev/urandom of="$dir/two" bs=4096 seek=$((size / 40960 * at)) count=$((size / 81920 + 1)) conv=notrunc 2>/dev/null; done
"$attache" export "$dir/two" >"$dir/out" 2>"$dir/err"
status=$?
check "a damaged store is read as if it were whole" test $status = 3
says 'damaged\|cannot be read'
head -c 30000 "$dir/once" >"$dir/cut"
exits 3 "$attache" query "$dir/cut" --by month
says 'damaged\|cannot'
finish
