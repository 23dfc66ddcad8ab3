#!/usr/bin/env bash
# Labels: converting quotes to offsets and back, messages about wrong labels and missing texts, measuring agreement, and the integrity of the committed labels.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs python3 "the labels' scripts are not run"
scripts=train/labels
T=$'\t'

# ---- an invented example ----
mkdir -p "$dir/quoted" "$dir/other"
cat >"$dir/docs.jsonl" <<'END_OF_DOCUMENTS'
{"id": "inv-1", "date": "2024-03-02", "source": "Nowhere Gazette", "title": "Peru’s envoy meets Chilean minister", "text": "Peru’s envoy met the Chilean minister on Friday. He said he would\nsupport the treaty, and he accused “rebels” of an attack.\n\nHe left on Monday. Rebels killed four soldiers."}
{"id": "inv-3", "date": "2024-03-02", "title": "", "text": "It rained in Nauru."}
END_OF_DOCUMENTS
{
    echo '# inv-1'
    echo "title${T}Peru’s envoy meets Chilean${T}meets${T}CONSULT${T}${T}${T}PER.GOV:Peru’s envoy;CHL.GOV:Chilean minister${T}${T}${T}${T}${T}${T}1"
    echo "body${T}Peru’s envoy met the Chilean minister${T}met${T}CONSULT${T}${T}${T}PER.GOV:Peru’s envoy;CHL.GOV:the Chilean minister${T}${T}${T}${T}${T}${T}1"
    echo "body${T}said he would support the treaty${T}would support${T}AGREE${T}SUPPORT${T}${T}PER.GOV:he${T}CHL.GOV:;.UNO:${T}${T}reported${T}${T}1${T}2"
    echo "body${T}he accused “rebels” of an attack${T}accused${T}ACCUSE${T}${T}allege${T}PER.GOV:he${T}CHL.REB:rebels${T}${T}${T}${T}${T}3"
    echo "body${T}Rebels killed four soldiers${T}killed${T}ASSAULT${T}${T}${T}CHL.REB:Rebels${T}CHL.MIL:four soldiers${T}historical${T}${T}killed=4${T}${T}4"
} >"$dir/quoted/inv-1.tsv"
echo '# inv-3' >"$dir/quoted/inv-3.tsv"
exits 0 $scripts/offsets.py set "$dir/quoted" "$dir/docs.jsonl" --labels "$dir/labels"
prints 'documents 2  events 5  faults 0'
line() { grep -qF -- "$(printf '%b' "$1")" "$2"; }
check "bytes of a trigger, a party of several bytes before it" line 'title\t15-20\tCONSULT\t\t\tPER.GOV:0-14;CHL.GOV:21-37' "$dir/labels/set.tsv"
check "the nearest of three like words, the one before for an actor" line 'body\t62-75\tAGREE\tSUPPORT\t\tPER.GOV:59-61\tCHL.GOV:;UNO:\t' "$dir/labels/set.tsv"
check "words inside quotation marks" line 'body\t95-102\tACCUSE\t\tallege\tPER.GOV:92-94\tCHL.REB:106-112' "$dir/labels/set.tsv"
check "no word of the text is in the offsets" bash -c '! grep -riE "envoy|rebels|treaty" "$1"' - "$dir/labels"
exits 0 $scripts/join.py "$dir/joined" "$dir/docs.jsonl" --labels "$dir/labels"
sed -i 's/;\.UNO:/;UNO:/' "$dir/quoted/inv-1.tsv" # a body of no state has its kind for a code
check "what went in comes out" diff -r "$dir/quoted" "$dir/joined/set"
exits 0 $scripts/join.py "$dir/kept" "$dir/docs.jsonl" --labels "$dir/labels" --split kept
prints 'documents 0 '
exits 0 $scripts/join.py "$dir/train" "$dir/docs.jsonl" --labels "$dir/labels" --split train,tune
check "a split holds its documents" diff -r "$dir/quoted" "$dir/train/set"
cp "$dir/labels/set.tsv" "$dir/before.tsv"
exits 0 $scripts/offsets.py set "$dir/quoted" "$dir/docs.jsonl" --labels "$dir/labels"
check "taking documents in again changes nothing" cmp "$dir/before.tsv" "$dir/labels/set.tsv"

# a text that is another, one that is not there, and labels that are wrong
sed '1s/on Friday/on Sunday/; 2d' "$dir/docs.jsonl" >"$dir/changed.jsonl"
exits 1 $scripts/join.py "$dir/changed" "$dir/changed.jsonl" --labels "$dir/labels"
says 'inv-1 (set): another text'
says 'inv-3 (set): no text'
prints 'documents 0  events 0  missing 2'
wrong() { # SED-SCRIPT MESSAGE
    rm -rf "$dir/wrong"
    mkdir "$dir/wrong"
    sed "$1" "$dir/quoted/inv-1.tsv" >"$dir/wrong/inv-1.tsv"
    exits 1 $scripts/offsets.py set "$dir/wrong" "$dir/docs.jsonl" --labels "$dir/labels"
    says "$2"
}
wrong '3s/envoy met/envoy meets/' 'inv-1.tsv:3: quote found 0 times in body'
wrong '6s/Rebels killed four soldiers/He/' 'inv-1.tsv:6: quote found 2 times in body'
wrong '5s/ACCUSE/BLAME/' 'inv-1.tsv:5: no category: BLAME'
wrong '6s/four soldiers\t/five soldiers\t/2' 'inv-1.tsv:6: '
wrong '1s/1/2/' "inv-1.tsv:1: the first line should be '# inv-1'"
wrong '4s/\t2$//' 'inv-1.tsv:4: 12 columns instead of 13'
check "wrong labels are not taken in" cmp "$dir/before.tsv" "$dir/labels/set.tsv"

# agreement: the attack has another recipient, the accusation another category, the promise is optional, and the other has one event more
sed -e '/killed four/s/CHL.MIL/PER.MIL/' -e 's/ACCUSE\t\tallege/THREATEN\t\t/' "$dir/quoted/inv-1.tsv" >"$dir/other/inv-1.tsv"
echo "body${T}He left on Monday${T}left${T}RETREAT${T}${T}withdraw${T}PER.GOV:He${T}CHL:${T}${T}${T}${T}${T}5" >>"$dir/other/inv-1.tsv"
exits 0 $scripts/offsets.py other "$dir/other" "$dir/docs.jsonl" --labels "$dir/labels"
exits 0 $scripts/agreement.py "$dir/labels/other.tsv" "$dir/labels/set.tsv" --differences
prints '^firm events  *5 and  *4  what F1 0.667  who F1 0.667  whom F1 0.444$'
prints '^all events  *6 and  *5  what F1 0.727  who F1 0.727  whom F1 0.545$'
prints 'of 4 labels of one event the same: event 1.000'
prints "other parties${T}body"
prints "second alone${T}body${T}95-102${T}ACCUSE"
exits 0 $scripts/agreement.py "$dir/labels/set.tsv" "$dir/labels/set.tsv"
prints 'whom F1 1.000$'

# ---- the committed labels ----
check "pairs that were read hold no held-out document, and offsets" python3 - <<'PY'
import os, re, sys
sys.path.insert(0, "train/labels")
import labels
rows = labels.read_table(os.path.join(labels.HERE, "pairs.tsv"))
wrong = [r for r in rows if r["same"] not in ("0", "1") or r["document"] >= r["other"] or "kept" in map(labels.split, (r["document"], r["other"]))
         or not all(re.fullmatch(r"\d+-\d+", r[c]) for c in ("trigger", "other_trigger"))]
print(wrong[:5], len(rows))
sys.exit(bool(wrong) or len(rows) < 400)
PY
exits 0 $scripts/join.py "$dir/wikinews" --set wikinews
prints 'missing 0'
check "the list of documents holds what the sets hold, and the right split" python3 - <<'PY'
import collections, os, sys
sys.path.insert(0, "train/labels")
import labels
wrong, count, index = [], collections.Counter(), labels.read_table(os.path.join(labels.HERE, "documents.tsv"))
for set in sorted({r["set"] for r in index}):
    for e in labels.read_table(os.path.join(labels.HERE, set + ".tsv")):
        count[e["document"], set] += 1
        labels.check_codes(e)
        if any(c not in "-0123456789" for c in e["trigger"] + e["quote"]): wrong.append(("offsets", e))
        for p in (e["actor"] + ";" + e["recipient"]).split(";"):
            if p and any(c not in "-0123456789" for c in p.split(":")[1]): wrong.append(("party", p))
for r in index:
    if count.pop((r["document"], r["set"]), 0) != int(r["events"]) or r["split"] != labels.split(r["document"]): wrong.append(r)
texts = labels.read_documents([os.path.join(labels.HERE, "text", f) for f in os.listdir(os.path.join(labels.HERE, "text")) if f.endswith(".jsonl")])
wrong += [id for id, d in texts.items() if d["source"] not in ("Wikinews", "Voice of America")] + list(count)
print(wrong[:5])
sys.exit(bool(wrong))
PY
shared=../shared/data
if [ -d $shared/labels ]; then
    $scripts/join.py "$dir/all" $shared/news/{world,home,voa}.jsonl.gz --set wikinews,voa,world,stories,second >"$dir/out" 2>"$dir/err"
    prints 'missing 0'
    check "the labels as they were written come back" python3 - $shared/labels "$dir/all" <<'PY'
import os, re, sys
stateless = re.compile(r"(^|;)\.(UNO|IGO|EUR|NGO|MNC|IMG|ISM):")
plain = lambda path: [[stateless.sub(r"\1\2:", " ".join(cell.split())) for cell in line.rstrip("\n").split("\t")] for line in open(path, encoding="utf-8")]
wrong = []
for set in ("wikinews", "world", "stories"):
    for name in sorted(os.listdir(os.path.join(sys.argv[1], set))):
        if name == "happenings.tsv": continue
        back = os.path.join(sys.argv[2], set, name)
        if not os.path.exists(back): back = os.path.join(sys.argv[2], "stories", name)
        if plain(os.path.join(sys.argv[1], set, name)) != plain(back): wrong.append((set, name))
print(wrong[:5])
sys.exit(bool(wrong))
PY
else
    skip "no labels as they were written: the committed ones are not compared with them"
fi
finish
