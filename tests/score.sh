#!/usr/bin/env bash
# Measures accuracy and speed on the data beside the checkout (../shared, or ATTACHE_SHARED) and writes tests/score.csv: task,set,figure,value,command.
# The sets named train were seen in training or read for errors, so their figures flatter. Speed is that of the machine it runs on, one thread.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build}
shared=${ATTACHE_SHARED:-../shared}
out=$(mktemp)
trap 'rm -rf "$out" "$out".*' EXIT
echo 'task,set,figure,value,command' >"$out"

# measure TASK SET GOLD: each "name value" of the last line becomes a row, but for counts.
measure() {
    local task=$1 set=$2 gold=$3 command
    command="score.py $task $gold"
    python3 "$shared/bench/score.py" "$task" --bin "$B/attache" "$shared/$gold" | tail -n 1 | sed 's/  /\n/g' |
        sed -nE "s|^(.*) ([0-9]+[./][0-9]+)$|$task,$set,\1,\2,$command|p" >>"$out"
}

# speed SET FILE.jsonl
speed() {
    local stats
    stats=$("$B/attache" code --threads 1 --stats --from jsonl "$2" 2>&1 >/dev/null | tail -n 1)
    for figure in documents/s sentences/s; do
        echo "speed,$1,$figure,$(echo "$stats" | sed "s|.* $figure \([0-9.]*\).*|\1|"),attache code --threads 1 --stats on titles and texts of data/events/synthetic_stories.jsonl" >>"$out"
    done
}

measure facts seed seed
measure relations train data/events/relations_train.tsv
measure roles train data/events/roles_train.conll
measure quad train data/events/quad_train.tsv
# A fifth of relations, quad and roles, on a build whose event model never saw them (tests/held.py). ATTACHE_LABELLED: rows that a larger model labelled
# (tools/teach.py), as the model that ships has them.
held() {
    local events=$shared/data/events dir=$out.held
    mkdir -p "$dir"
    make -s "$B/train_code" >&2
    "$B/train_code" --leave 01 ${ATTACHE_LABELLED:+--labelled "$ATTACHE_LABELLED"} "$events" "$dir/events.model" tests/cases/*.case tests/cases/codebook/*.case >&2
    make -s B=build/held EVENT_MODEL="$dir/events.model" build/held/attache >&2
    python3 tests/held.py split "$events" "$dir"
    for set in relations.tsv quad.tsv roles.conll; do
        python3 "$shared/bench/score.py" "${set%.*}" --bin build/held/attache "$dir/$set" | tail -n 1 | sed 's/  /\n/g' |
            sed -nE "s|^(.*) ([0-9]+[./][0-9]+)$|${set%.*},held fifth,\1,\2,score.py ${set%.*} on the sentences of tests/held.py split with train_code --leave 01|p" >>"$out"
    done
    python3 tests/held.py reliability "$dir" --bin build/held/attache | tee /dev/stderr | tail -n 1 | sed 's/  /\n/g' |
        sed -nE "s|^(.*) ([0-9]+[./][0-9]+)$|confidence,held fifth,\1,\2,held.py reliability on the same|p" >>"$out"
    rm -rf build/held
}
held
measure actors dev data/actors/cases.jsonl
known=$(python3 tests/known_spans.py --bin "$B/attache" "$shared/data/events/roles_train.conll" | sed 's/.*known //')
echo "actors,roles spans,known,$known,known_spans.py data/events/roles_train.conll" >>"$out"
measure parse ewt-dev data/ud/ewt-dev.conllu
measure parse gum-dev data/ud/gum-dev.conllu
measure article pages data/pages
python3 - "$shared/data/events/synthetic_stories.jsonl" >"$out.stories" <<'PY'
import json, sys
for n, line in enumerate(open(sys.argv[1])):
    story = json.loads(line)
    print(json.dumps({"id": str(n), "date": "2018-01-01", "title": story.get("title", ""), "text": story["text"]}))
PY
speed stories "$out.stories"
cp "$out" tests/score.csv
cat tests/score.csv
