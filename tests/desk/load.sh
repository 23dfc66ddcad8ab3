#!/usr/bin/env bash
# Puts the desk under load with wrk, the server on one core and wrk on another, and prints rows for tests/score.csv. Usage: tests/desk/load.sh [STORE]; without a store,
# one with a million events is made first (build/load.attache, some minutes). Only on loopback; each run takes 10 seconds.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}
store=${1:-$B/load.attache}
[ -e "$store" ] || python3 tests/desk/many_reports.py 180000 | "$B/attache" ingest --quiet --from jsonl "$store" -
dir=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
: >"$dir/said" # the server may open it later than we first look into it
taskset -c 0 "$B/attache" serve --listen 127.0.0.1:0 "$store" >"$dir/said" &
server=$!
for _ in $(seq 600); do grep -q http "$dir/said" && break; kill -0 $server 2>/dev/null || break; sleep 0.05; done
grep -q http "$dir/said" || { echo "load: the desk did not open on $store" >&2; exit 1; }
base=$(sed -n 's|.*\(http://[0-9.:]*\)/.*|\1|p' "$dir/said")
echo "machine: load $(cut -d' ' -f1 /proc/loadavg), $(nproc) cores" >&2
if command -v curl >/dev/null; then
    echo "desk,million events,first answer ms,$(curl -s --compressed -o /dev/null -w '%{time_total}' "$base/" | awk '{printf "%.1f", $1 * 1000}'),tests/desk/load.sh"
fi

# 650 pairs in turn, more than the cache of a thread holds, so that each request reads the store.
cat >"$dir/dyads.lua" <<'LUA'
local codes = {"IND", "PAK", "CHN", "JPN", "RUS", "UKR", "DEU", "FRA", "POL", "ITA", "ESP", "TUR", "GRC", "SRB", "EGY", "ETH", "SDN", "KEN", "NGA", "IRN", "IRQ", "ISR", "SYR", "LBN", "JOR", "KAZ"}
local n = 0
request = function()
  n = n + 1
  local a, b = codes[n % #codes + 1], codes[(n + 1 + math.floor(n / #codes) % (#codes - 1)) % #codes + 1]
  return wrk.format("GET", string.format(pattern, a, b))
end
init = function(args) pattern = args[1] end
LUA

ticks() { awk '{print $14 + $15}' "/proc/$server/stat"; }

row() { # NAME PATTERN: requests a second, the slowest of a hundred, and what one costs the core, which does not depend on who else uses the machine
    local requests p99 bad before done
    before=$(ticks)
    taskset -c 1 wrk -t1 -c8 -d10s --latency -s "$dir/dyads.lua" "$base" -- "$2" >"$dir/wrk"
    requests=$(awk '/Requests\/sec/ {print int($2)}' "$dir/wrk")
    p99=$(awk '$1 == "99%" {print $2}' "$dir/wrk")
    done=$(awk '/requests in/ {print $1}' "$dir/wrk")
    bad=$(grep -cE 'Non-2xx|Socket errors' "$dir/wrk" || true)
    echo "desk,million events,$1 requests/s,$requests,tests/desk/load.sh"
    echo "desk,million events,$1 99th percentile,$p99,tests/desk/load.sh"
    echo "desk,million events,$1 CPU ms a request,$(awk "BEGIN {printf \"%.2f\", ($(ticks) - $before) * 1000 / $(getconf CLK_TCK) / $done}"),tests/desk/load.sh"
    [ "$bad" = 0 ] || { grep -E 'Non-2xx|Socket errors' "$dir/wrk" >&2; echo "load: $1: some requests failed" >&2; exit 1; }
}
row "first page" "/"
row "dyad page" "/dyad/%s/%s"
row "dyad months" "/api/v1/dyads/%s/%s/months"
row "dyad happenings" "/api/v1/happenings?actor=%s&with=%s&told=happened&limit=30"
row "dyad people" "/api/v1/dyads/%s/%s/people"

# The first page: the first request to a newly started desk, and the time until a browser draws it.
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 0
[ -d build/desk-tests/node_modules/playwright-core ] || exit 0
cp tests/desk/first_page.mjs build/desk-tests/
node build/desk-tests/first_page.mjs "$base" "$chromium" | sed 's|.*|desk,million events,&,tests/desk/load.sh|'
