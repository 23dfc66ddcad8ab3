#!/usr/bin/env bash
# Training: the parts that need only Python and, if there is torch (PYTHON names a Python that has it), a toy that train/events/Makefile trains twice from invented news, with the same bytes.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs python3 "the scripts of training are not run"
export PYTHONDONTWRITEBYTECODE=1
dump=$B/event_dump tablec=$B/tablec
[ -x "$dump" ] || { skip "no $dump: the scripts of training are not run"; finish; exit; }
exits 0 python3 tests/train/checks.py "$dir"
prints ' 0 failed'

# ---- the program takes what image.py writes, and nothing that is damaged ----
story='{"id": "a", "date": "2024-03-04", "text": "France condemned Chile on Monday."}'
records() { exits "$1" bash -c 'echo "$1" | "$2" --records --model "$3"' - "$story" "$dump" "$2"; } # STATUS MODEL
records 0 "$dir/nothing.model"
prints '"records":\[\[0,'
python3 - "$dir" <<'PY'
import sys
data = bytearray(open(sys.argv[1] + "/nothing.model", "rb").read())
data[-1] ^= 1
open(sys.argv[1] + "/damaged.model", "wb").write(data)
PY
records 3 "$dir/damaged.model"
: >"$dir/no-places"
if [ -x "$tablec" ]; then
    exits 0 "$tablec" data "$dir/no-places" "$dir/nothing.model" "$dir/knowledge.bin"
    check "the model stands in the knowledge" grep -qa event.rows "$dir/knowledge.bin"
fi

# ---- a long document has the parser's states in every sentence, as a short one has ----
python3 - >"$dir/long.jsonl" <<'PY'
import json
print(json.dumps({"id": "long", "date": "2024-03-04", "text": "France condemned Chile on Monday. " * 4000}))
PY
exits 0 bash -c '"$1" --states <"$2" >"$3"' - "$dump" "$dir/long.jsonl" "$dir/long.dump"
check "states beyond the sentences that are kept" python3 - "$dir/long.dump" <<'PY'
import json, sys
states = [s["x"] for s in json.loads(open(sys.argv[1]).readline())["sents"]]
sys.exit(len(states) != 4000 or not states[0] or len(set(states[:-1])) != 1)
PY

# ---- a toy, twice ----
python=${PYTHON:-$B/train/venv/bin/python}
if ! "$python" -c 'import torch, transformers, orjson' 2>/dev/null; then
    skip "no Python with torch and transformers (PYTHON=PATH): no network was trained"
    finish
    exit
fi
exits 0 "$python" tests/train/toy.py "$dir"
exits 0 train/labels/offsets.py toy "$dir/quoted" "$dir/news.jsonl" --labels "$dir/tables"
train() { # NAME
    exits 0 env -u MAKEFLAGS -u MAKELEVEL make -f train/events/Makefile B="$B" WORK="$dir/$1" MODEL="$dir/$1.model" TABLES="$dir/tables" SETS=toy NEWS="$dir/news.jsonl" \
        UNLABELLED="$dir/more.jsonl" EVENTS="$dir/events" CASES="$dir/cases" ENCODER="$dir/encoder" PYTHON="$python" TOOLS= \
        TEACHER_OPTIONS="--epochs 1" UNLABELLED_OPTIONS="--least 0 --most 8" STUDENT_OPTIONS="--tagged --epochs 20 --rate 0.01 --layers 1 --hidden 32 --pair 32" AGAIN_OPTIONS="--epochs 2" STATES_OPTIONS="--epochs 1" CALIBRATE_OPTIONS="--quick --telling 0.5"
    [ -s "$dir/$1.model" ] || tail -n 20 "$dir/out" "$dir/err"
}
train one
train two
check "the same bytes twice" cmp "$dir/one.model" "$dir/two.model"
check "nothing that is kept aside is learnt from" bash -c '! grep -q "\"fold\":0" "$1"' - "$dir/one/gold.jsonl"
check "the teacher labels nothing that is kept aside or has labels" python3 - "$dir/one/silver.jsonl" "$dir/one/gold.jsonl" <<'PY'
import json, sys, zlib
ids, labelled = [{json.loads(line)["id"] for line in open(path)} for path in sys.argv[1:]]
sys.exit(not ids or bool(ids & labelled) or any(zlib.crc32(i.encode()) % 5 == 0 for i in ids))
PY
records 0 "$dir/one.model"
prints '"records":\[\[0,'
[ ! -x "$tablec" ] || exits 0 "$tablec" data "$dir/no-places" "$dir/one.model" "$dir/knowledge.bin"
finish
