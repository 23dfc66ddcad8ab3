#!/usr/bin/env bash
# Scores the joining of reports: ingests tests/link/*.txt and prints B-cubed precision, recall and F1 (Bagga and Baldwin 1998) for each file.
# A report's happening is that of the first record in its body; a report without records is alone.
#   tests/link/score.sh [-v] [FILE...]        -v lists what was joined
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
verbose=
[ "${1:-}" = -v ] && { verbose=1; shift; }
[ $# -gt 0 ] || set -- tests/link/reports.txt tests/link/unseen.txt

as_jsonl() { # the id is HAPPENING.NUMBER
    awk -F' *[|] *' '/^#/ || NF != 5 { next } {
        sub(/ *kind = copy/, "", $3)
        for (i = 4; i <= 5; i++) gsub(/["\\]/, "\\\\&", $i)
        printf "{\"id\":\"%s.%d\",\"date\":\"%s\",\"source\":\"%s\",\"title\":\"%s\",\"text\":\"%s\"}\n", $1, ++n, $2, $3, $4, $5
    }' "$1"
}

for file; do
    store=$dir/$(basename "$file").attache
    as_jsonl "$file" >"$dir/reports.jsonl"
    "$B/attache" ingest --quiet "$store" "$dir/reports.jsonl"
    sqlite3 "$store" "
        CREATE TEMP TABLE told AS SELECT d.id AS document, substr(d.name, 1, instr(d.name, '.') - 1) AS gold, coalesce((
            SELECT happening FROM event JOIN report ON report.id = event.report WHERE event.document = d.id ORDER BY part > 0, event.number LIMIT 1), -d.id) AS found FROM document d;"'
        CREATE TEMP TABLE each AS SELECT
            1.0 * (SELECT count(*) FROM told u WHERE u.found = t.found AND u.gold = t.gold) / (SELECT count(*) FROM told u WHERE u.found = t.found) AS p,
            1.0 * (SELECT count(*) FROM told u WHERE u.found = t.found AND u.gold = t.gold) / (SELECT count(*) FROM told u WHERE u.gold = t.gold) AS r
            FROM told t;
        SELECT '"'$file'"' || printf("  reports %d  happenings %d  precision %.3f  recall %.3f  B-cubed F1 %.3f", count(*),
            (SELECT count(DISTINCT gold) FROM told), avg(p), avg(r), 2 * avg(p) * avg(r) / (avg(p) + avg(r))) FROM each;'"
        $([ -z "$verbose" ] || echo "SELECT found || '  ' || group_concat(name, ' ') FROM told JOIN document ON document.id = document GROUP BY found;")"
done
