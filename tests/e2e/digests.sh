#!/usr/bin/env bash
# What is counted and listed from digests is what plain SQL finds in the records, on a store of real news that is large enough for each kind of selection to be made from them: the labelled
# texts that are there to learn from, in four editions some years apart, and the second halves of the long ones in another paper.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs python3 "answers from digests are not compared"
store=$dir/news.attache
python3 - <<'END' >"$dir/in.jsonl"
import csv, json
learnt = {row[0] for row in csv.reader(open("data/labels/documents.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 9 and row[9] == "train"}
for name in "wikinews", "voa":
    for line in open(f"data/labels/text/{name}.jsonl"):
        page = json.loads(line)
        if page["id"] not in learnt:
            continue
        for years in 0, 7, 14, 21:
            one = dict(page, id=f"{page['id']}-{years}", url=f"https://news.example/{page['id']}/{years}", date=str(int(page["date"][:4]) + years) + page["date"][4:])
            print(json.dumps(one))
            middle = one["text"].find(". ", len(one["text"]) // 2)
            if len(one["text"]) > 1500 and middle > 0:
                print(json.dumps(dict(one, id=one["id"] + "-half", url=one["url"] + "/half", source="Second Courier", text=one["text"][middle + 2:])))
END
exits 0 "$attache" ingest --quiet "$store" "$dir/in.jsonl"
truth() { sqlite3 -readonly -separator $'\t' "$store" "$1"; }
answer() { "$attache" query "$store" "$@" --format tsv | tail -n +2; }
same() { # WHAT ANSWER TRUTH: neither is empty, and they are equal
    if [ -n "$2" ] && [ "$2" = "$3" ]; then pass; else fail "$1: $(diff <(echo "$2") <(echo "$3") | head -6)"; fi
}

# The selections are large enough for digests; docs/store.md says from where on.
check "a pair has too few events" test "$(truth "SELECT sum(events) FROM dyad_sum WHERE period = 0 AND actor = 'USA' AND recipient = 'USA'")" -gt 3000
check "a name has too few" test "$(truth "SELECT count(*) FROM party JOIN entity ON entity.id = entity WHERE named AND name LIKE '%e%'")" -gt 4000
check "too few happenings have two sources" test "$(truth "SELECT count(*) FROM happening WHERE sources > 1")" -gt 100

# of TABLE: the conditions of each selection on a record x, for events and happenings
declare -A events=(
    [all]="true"
    [person]="EXISTS (SELECT 1 FROM party JOIN entity ON entity.id = entity WHERE event = x.id AND name LIKE '%e%')"
    [sources]="(SELECT h.sources FROM report r JOIN happening h ON h.id = r.happening WHERE r.id = x.report) >= 2"
    [publisher]="(SELECT s.name FROM document d JOIN source s ON s.id = d.source WHERE d.id = x.document) = 'Second Courier'"
    [pair]="EXISTS (SELECT 1 FROM dyad_event d WHERE d.event = x.id AND d.day = x.day AND d.actor = 'USA' AND d.recipient = 'USA')"
)
declare -A happenings=(
    [all]="true"
    [person]="EXISTS (SELECT 1 FROM happening_party JOIN entity ON entity.id = entity WHERE happening = x.id AND name LIKE '%e%')"
    [sources]="x.sources >= 2"
    [publisher]="EXISTS (SELECT 1 FROM report r JOIN document d ON d.id = r.document JOIN source s ON s.id = d.source WHERE r.happening = x.id AND s.name = 'Second Courier')"
    [pair]="EXISTS (SELECT 1 FROM dyad_happening d WHERE d.happening = x.id AND d.day = x.day AND d.actor = 'USA' AND d.recipient = 'USA')"
)
declare -A options=([all]="" [person]="--person e" [sources]="--min-sources 2" [publisher]="--source 'Second Courier'" [pair]="--dyad USA,USA")
month="CASE WHEN x.day % 10000 = 0 THEN substr(x.day, 1, 4) WHEN x.day = 0 THEN '' ELSE substr(x.day, 1, 4) || '-' || substr(x.day, 5, 2) END"
thursday="SELECT date(substr(x.day, 1, 4) || '-' || substr(x.day, 5, 2) || '-' || substr(x.day, 7), '-6 days', 'weekday 1', '+3 days') AS t"
week="CASE WHEN x.day % 100 = 0 THEN $month ELSE (SELECT strftime('%Y', t) || printf('-W%02d', (strftime('%j', t) + 6) / 7) FROM ($thursday)) END"
# asked TABLE SELECTION ARGUMENTS...; counted TABLE SELECTION KEYS JOINS: how many, and of which quad class
asked() { local table=$1 of=$2; shift 2; eval "answer $table ${options[$of]} $*"; }
counted() {
    local -n conditions=$1
    truth "SELECT $3, count(*), sum(x.quad = 1), sum(x.quad = 2), sum(x.quad = 3), sum(x.quad = 4) FROM ${1%s} x $4 WHERE aux = 0 AND ${conditions[$2]} GROUP BY $3"
}
for table in events happenings; do
    one=${table%s} parties=happening_party publishers="JOIN (SELECT DISTINCT r.happening, d.source FROM report r JOIN document d ON d.id = r.document) d ON d.happening = x.id"
    [ $table = events ] && parties=party publishers="JOIN document d ON d.id = x.document"
    actors="JOIN $parties p ON p.$one = x.id AND p.side = 0 JOIN entity n ON n.id = p.entity"
    for of in all person sources publisher pair; do
        same "$table of $of by month" "$(asked $table $of --by month | cut -f1-6 | sort)" "$(counted $table $of "$month" "" | sort)"
        same "$table of $of by publisher" "$(asked $table $of --by source | cut -f1-6 | sort)" "$(counted $table $of "s.name" "$publishers JOIN source s ON s.id = d.source" | sort)"
        same "$table of $of by week and actor" "$(asked $table $of --by week,actor | cut -f1-7 | sort)" "$(counted $table $of "$week, n.key" "$actors" | sort)"
        same "$table of $of" "$(asked $table $of --limit 100000 | wc -l)" "$(counted $table $of "'all'" "" | cut -f2)"
    done
done

# pairs within states, of parts of years: each happening once, in whichever direction
within() { # FROM TO, as 201901
    truth "SELECT a, b, count(*), sum(quad < 3), sum(quad > 2) FROM (SELECT DISTINCT min(actor, recipient) AS a, max(actor, recipient) AS b, d.happening, h.quad FROM dyad_happening d JOIN happening h ON h.id = d.happening
        WHERE d.aux = 0 AND substr(actor, 4, 1) = '.' AND substr(recipient, 4, 1) = '.' AND substr(actor, 1, 3) = substr(recipient, 1, 3) AND d.day % 10000 > 99 AND d.day / 100 BETWEEN $1 AND $2) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
}
same "pairs within states" "$(answer dyads busiest --within --from 2019-02 --to 2019-11 --limit 100000 | cut -f1-5)" "$(within 201902 201911)"
same "pairs within one" "$(answer dyads busiest --within --from 2019-02 --to 2019-11 --actor USA --limit 100000 | cut -f1-5)" "$(within 201902 201911 | grep ^USA)"
same "changed within states" "$(answer dyads changed --within --from 2020-02 --to 2020-11 --limit 100000 | cut -f1-4 | sort)" \
    "$(join -t'|' <(within 202002 202011 | awk -F'\t' '{ print $1 "\t" $2 "|" $3 }' | sort) <(within 201902 202001 | awk -F'\t' '{ print $1 "\t" $2 "|" $3 }' | sort) | tr '|' '\t' |
        awk -F'\t' 'NR == FNR { changed[$1 FS $2]; next } ($1 FS $2) in changed' <(answer dyads changed --within --from 2020-02 --to 2020-11 --limit 100000) - | sort)"

# people, by how often they are named in happenings
open_desk "$store"
same "people" "$(curl -s "$base/api/v1/people?limit=1000&format=csv" | tail -n +2 | tr -d '\r' | awk -F, '{ print $NF }' | head -n 50)" \
    "$(truth "SELECT count(*) AS n FROM happening_party JOIN entity ON entity.id = entity WHERE name <> '' AND NOT instr(key, ':') GROUP BY name COLLATE NOCASE ORDER BY n DESC LIMIT 50")"
finish
