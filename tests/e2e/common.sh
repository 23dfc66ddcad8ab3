# What the end-to-end scripts share: the path of the program, a directory of their own, a count of checks.
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 3
B=${B:-build}
# Whoever calls: the same language, the same permissions, and the programs that dpkg asks for.
export LC_ALL=C.UTF-8 PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
umask 022
attache=$(realpath "$B")/attache
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "$0: $*"; }
# check NAME COMMAND...: the command succeeds.
check() { local name=$1; shift; if "$@"; then pass; else fail "$name"; fi; }
# exits STATUS COMMAND...: the command ends with this status; its output is in $dir/out and $dir/err.
exits() {
    local want=$1 got
    shift
    "$@" >"$dir/out" 2>"$dir/err"
    got=$?
    if [ "$got" = "$want" ]; then pass; else fail "exit $got, not $want: $*"; head -5 "$dir/err"; fi
}
says() { if grep -q -- "$1" "$dir/err"; then pass; else fail "standard error does not say \"$1\": $(head -c 300 "$dir/err")"; fi; }
prints() { if grep -q -- "$1" "$dir/out"; then pass; else fail "standard output does not say \"$1\": $(head -c 300 "$dir/out")"; fi; }
silent() { if [ ! -s "$dir/err" ]; then pass; else fail "standard error is not empty: $(head -c 300 "$dir/err")"; fi; }
# counts_hold STORE: the store's counts equal a recount.
counts_hold() {
    test "$(sqlite3 "$1" "SELECT documents, copies, skipped, events, happenings FROM total")" = "$(sqlite3 "$1" "SELECT (SELECT count(*) FROM document),
        (SELECT count(*) FROM document WHERE copy_of IS NOT NULL), (SELECT count(*) FROM skipped WHERE reason = 'skipped'), (SELECT count(*) FROM event),
        (SELECT count(*) FROM happening)")"
}
# await COMMAND...: waits until it succeeds, a minute at most. within SECONDS COMMAND...: with so much processor time, however busy the machine is.
await() { for _ in $(seq 600); do "$@" && return; sleep 0.1; done; false; }
within() { (ulimit -t "$1"; shift; exec timeout 600 "$@"); }
# open_desk STORE: serves a store until the script ends; sets `server`, its process, and `base`, its address.
open_desk() {
    "$attache" serve --listen 127.0.0.1:0 "$1" >"$dir/said" 2>"$dir/desk.err" &
    server=$!
    trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
    await grep -q http "$dir/said"
    base=$(sed -n 's|.*\(http://[0-9.:]*\)/.*|\1|p' "$dir/said")
}
# skip WHY: what cannot be tested here; tests/run.sh counts and shows it. have PROGRAM WHAT: whether it is there, else WHAT is skipped; needs PROGRAM WHAT: without it
# the whole script is.
skip() { echo "skipped: $*"; }
have() { command -v "$1" >/dev/null || { skip "no $1: $2"; return 1; }; }
needs() { have "$@" || { finish; exit; }; }
finish() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; }
