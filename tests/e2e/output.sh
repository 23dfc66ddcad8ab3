#!/usr/bin/env bash
# Output: help, formats, closed pipes, full disks, correct offsets, the example page.
. "${BASH_SOURCE[0]%/*}/common.sh"
page=examples/page.html

for c in code read parse who explain ingest import; do
    exits 0 "$attache" $c --help
    prints "attache $c"
    silent
done
exits 0 "$attache" --help
exits 0 "$attache" --version
prints attache

# formats: as many cells in each line as in the header
exits 0 "$attache" code --format tsv $page
check "tsv: lines differ in cells" awk -F'\t' 'NR == 1 { n = NF } NF != n { bad = 1 } END { exit bad || NR < 5 }' "$dir/out"
exits 0 "$attache" code --format icews $page
check "icews: not twenty columns" awk -F'\t' 'NF != 20 { bad = 1 } END { exit bad || NR < 5 }' "$dir/out"
exits 0 "$attache" code --format gdelt $page
check "gdelt: not 61 columns" awk -F'\t' 'NF != 61 { bad = 1 } END { exit bad || NR < 5 }' "$dir/out"
exits 0 "$attache" code --format polecat $page
check "polecat: not forty columns" awk -F'\t' 'NF != 40 { bad = 1 } END { exit bad || NR < 5 }' "$dir/out"
prints "page.html#.*VERBAL COOPERATION.*Kazakhstan; India.*New Delhi.*PPL.*The Harbour Courier	2017-11-11"
exits 0 "$attache" code --format csv $page
exits 0 "$attache" code --format csv $page
if have python3 "the cells of CSV are not counted"; then
    check "csv: lines differ in cells" python3 -c 'import csv, sys; rows = list(csv.reader(open(sys.argv[1], newline=""))); sys.exit(len(rows) < 5 or len({len(r) for r in rows}) > 1)' "$dir/out"
fi

# what a page says is no formula in a spreadsheet, whoever writes the table
if have python3 "tables are not looked through for formulas"; then
    printf '{"id": "=a", "date": "2018-03-01", "source": "+x", "url": "@x", "title": "-1 is what Peru criticised Chile for", "text": "=HYPERLINK is what Peru accused Chile of on Thursday. Peru criticised Chile."}\n' >"$dir/formula.jsonl"
    exits 0 "$attache" ingest "$dir/formula" "$dir/formula.jsonl"
    for format in csv tsv; do
        "$attache" code --format $format "$dir/formula.jsonl" >"$dir/1"
        "$attache" export --format $format "$dir/formula" >"$dir/2"
        "$attache" export --format $format "$dir/formula" happenings >"$dir/3"
        "$attache" query --format $format "$dir/formula" events >"$dir/4"
        for i in 1 2 3 4; do
            check "$format $i: a cell is a formula, or none was disarmed" python3 - "$dir/$i" $format <<'PY'
import csv, re, sys
separator = "," if sys.argv[2] == "csv" else "\t"
cells = [c for row in csv.reader(open(sys.argv[1], newline=""), delimiter=separator, quoting=csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE) for c in row]
formulas = [c for c in cells if re.match(r"[=+@-]", c) and not re.fullmatch(r"-?[0-9.]+", c)]
sys.exit(bool(formulas) or not any(re.match(r"'[=+@-]", c) for c in cells))
PY
        done
    done
    for format in icews gdelt polecat; do
        exits 0 "$attache" code --format $format "$dir/formula.jsonl"
        check "$format: a text is not as it was" test "$(grep -c "'[=+@-]" "$dir/out")" = 0
    done
fi

# every offset holds what it says, in its part
if have python3 "offsets are not followed"; then
    "$attache" read --format jsonl $page >"$dir/article"
    "$attache" code --why --all $page >"$dir/events"
    check "offsets do not hold" python3 - "$dir/article" "$dir/events" <<'PY'
import json, sys
article = json.loads(open(sys.argv[1], encoding="utf-8").read())
parts = {"body": [article["text"]], "title": [article["title"]], "highlight": article["highlights"]}
bad = n = 0
def holds(part, start, end, words):
    global bad, n
    n += 1
    if not any(text.encode()[start:end] == words.encode() for text in parts[part]):
        bad += 1
        print("not there:", part, start, end, words)
for line in open(sys.argv[2], encoding="utf-8"):
    e = json.loads(line)
    part = e["text_info"]["part"]
    holds(part, e["text_info"]["start"], e["text_info"]["end"], e["text"])
    holds(part, *e["why"]["trigger"], e["event_text"])
    for entity in e["actor"] + e["recipient"] + e["participants"]:
        if "start" in entity: holds(part, entity["start"], entity["end"], entity["entity_text"])
sys.exit(bad > 0 or n < 10)
PY
fi

# JSONL is what the contract says
if have python3 "fields of records are not compared"; then
    check "a record lacks a field" python3 - "$dir/events" <<'PY'
import json, sys
fields = "id date event mode context aux actor recipient participants event_text cameo quad_code event_scale event_loc size attribution link main confidence text text_info why cite_info".split()
for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    e = json.loads(line)
    assert list(e) == fields, list(e)
    assert e["id"] == f"page.html#{number}", e["id"]
    assert e["link"].startswith("page.html/h")
    assert 1 <= e["quad_code"] <= 4 and 0 < e["confidence"] <= 1
    assert len(e["event"]) == 1 and set(e["aux"]) <= {"historical", "future", "hypothetical", "negation"}
    assert e["cite_info"]["publication"] == "The Harbour Courier" and e["cite_info"]["language"].startswith("en")
PY
fi

# a pipe that closes ends it quietly; a full disk is said
for n in $(seq 1 400); do echo "{\"id\":\"$n\",\"text\":\"Chile condemned Peru. Norway sent food to Somalia.\"}"; done >"$dir/many.jsonl"
"$attache" code --threads 2 "$dir/many.jsonl" 2>"$dir/err" | head -1 >"$dir/out"
check "head got no line" test "$(wc -l <"$dir/out")" = 1
silent
"$attache" read --from jsonl "$dir/many.jsonl" 2>"$dir/err" | head -1 >"$dir/out"
silent
if [ -w /dev/full ]; then
    "$attache" code "$dir/many.jsonl" >/dev/full 2>"$dir/err"
    check "a full disk is not told by the status" test $? = 3
    says 'standard output'
else
    skip "no /dev/full: a full disk is not tried"
fi

# the demo's view, and the long one
exits 0 "$attache" explain --brief $page
prints 'Kazakh defence delegation meets Indian leaders in New Delhi'
check "a line is wider than 100 columns" awk '{ gsub(/[\200-\277]/, "") } length($0) > 100 { bad = 1 } END { exit bad }' "$dir/out"
exits 0 "$attache" explain $page
prints 'frames.tsv'
prints '»called on«'
prints 'considered and dropped'
echo 'The talks in Accra went on for hours, and the minister of Ghana, who had arrived late, said that Togo had promised to withdraw its troops.' >"$dir/inner.txt"
exits 0 "$attache" explain "$dir/inner.txt"
prints 'with what "withdraw" tells'
printf 'Chile \033[31mcondemned\a Peru on Monday.\n' >"$dir/rung.txt"
"$attache" explain "$dir/rung.txt" >"$dir/rung"
check "explain writes what a terminal would obey" bash -c '! grep -q "$(printf "[\033\a]")" "$1" && grep -q condemned "$1"' - "$dir/rung"
check "explain colours what is no terminal" bash -c '! grep -q "$(printf "\033")" "$1"' - "$dir/out"
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then # where there are pseudo-terminals
    echo 'Peru condemned Chile.' >"$dir/line.txt"
    script -qec "$attache explain $dir/line.txt" /dev/null >"$dir/tty" </dev/null
    check "explain does not colour a terminal" grep -q "$(printf '\033')\[1;33mcondemned" "$dir/tty"
    NO_COLOR=1 script -qec "$attache explain $dir/line.txt" /dev/null >"$dir/tty" </dev/null
    check "explain does not heed NO_COLOR" grep -q '»condemned«' "$dir/tty"
fi
exits 0 "$attache" read --format print $page
exits 0 "$attache" read --format text $page
exits 2 "$attache" read --format csv $page

# ---- the record that README shows is what the program gives ----
if have python3 "the record in README is not compared"; then
    exits 0 python3 - "$attache" <<'PY'
import json, re, subprocess, sys
shown = json.loads(re.search(r"```json\n(.*?)```", open("README.md", encoding="utf8").read(), re.S).group(1))
lines = subprocess.run([sys.argv[1], "code", "--why", "--format", "jsonl", "examples/page.html"], stdout=subprocess.PIPE, text=True).stdout.splitlines()
record = next((r for r in map(json.loads, lines) if r["id"] == shown["id"]), None)
def differ(a, b, path=""):
    if isinstance(a, dict) and isinstance(b, dict): return [d for k in a for d in differ(a[k], b.get(k), f"{path}.{k}")]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b): return [d for i, (x, y) in enumerate(zip(a, b)) for d in differ(x, y, f"{path}[{i}]")]
    return [] if a == b else [f"README.md has {path[1:]} {a!r}, the program {b!r}"]
for line in differ(shown, record): print(line)
sys.exit(bool(differ(shown, record)))
PY
    cat "$dir/out"
fi
finish
