#!/usr/bin/env bash
# Measures accuracy and speed on the data next to the checkout (../shared, or ATTACHE_SHARED) and writes tests/score.csv: task,set,figure,value,command.
#   tests/score.sh --cheap     only prints the rows that take seconds and are the same on every machine, for tests/score_check.sh
# The sets named train are training or development sets, so their figures flatter. Speed is that of this machine, on one thread.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build}
shared=${ATTACHE_SHARED:-../shared}
out=$(mktemp)
trap 'rm -rf "$out" "$out".*' EXIT
echo 'task,set,figure,value,command' >"$out"

# measure TASK SET GOLD: each "name value" in the last line becomes a row, except counts.
measure() {
    local task=$1 set=$2 gold=$3 command
    command="score.py $task $gold"
    case $gold in tests/*) ;; *) gold=$shared/$gold ;; esac
    python3 "$shared/bench/score.py" "$task" --bin "$B/attache" "$gold" | tail -n 1 | sed 's/  /\n/g' |
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

# beside_bzip2 SET FILE.jsonl DATA: the user time for coding it as a multiple of bzip2 -9 on DATA; the median of five pairs, because a busy machine slows both.
beside_bzip2() {
    python3 - "$B/attache" "$2" "$3" <<'PY' | sed "s|.*|speed,$1,times the user time of bzip2 -9,&,attache code --threads 1 on the same beside bzip2 -9 -c data/events/${3##*/}|" >>"$out"
import resource, subprocess, sys
attache, stories, data = sys.argv[1:]
def user(*command):
    begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun
pairs = [user(attache, "code", "--threads", "1", "--from", "jsonl", stories) / user("bzip2", "-9", "-c", data) for _ in range(5)]
print(f"{sorted(pairs)[2]:.1f}")
PY
}

# Rows that take seconds and measure no time.
cheap() {
    measure facts seed seed
    measure relations train data/events/relations_train.tsv
    measure roles train data/events/roles_train.conll
    measure quad train data/events/quad_train.tsv
    measure actors dev data/actors/cases.jsonl
    measure actors unseen tests/who/unseen.jsonl # written before anybody looked into the tables for them
    known=$(python3 tests/known_spans.py --bin "$B/attache" "$shared/data/events/roles_train.conll" | sed 's/.*known //')
    echo "actors,roles spans,known,$known,known_spans.py data/events/roles_train.conll" >>"$out"
    measure parse ewt-dev data/ud/ewt-dev.conllu
    measure parse gum-dev data/ud/gum-dev.conllu
    measure article pages data/pages
    python3 "$shared/bench/score_news.py" "$shared/data/news/wikinews.jsonl" "$shared/data/labels/wikinews" --bin "$B/attache" | grep '^documents' | sed 's/  /\n/g' |
        sed -nE 's/^(what|who|whom) .*F1 ([0-9.]+)$/news,wikinews,\1 F1,\2,score_news.py data\/news\/wikinews.jsonl data\/labels\/wikinews/p' >>"$out"
    for set in codebook held; do # models learn from the first
        "$B/run_cases" tests/cases/$set/*.case | tail -n 1 | awk -v set=$set '{ printf "cases,%s,pass,%.3f,run_cases tests/cases/%s/*.case\n", set, $1 / ($1 + $3), set }' >>"$out"
    done
    bash tests/link/score.sh | sed -E 's|^tests/link/([a-z]+).txt.* precision ([0-9.]+)  recall ([0-9.]+)  B-cubed F1 ([0-9.]+)|link,\1,precision,\2,tests/link/score.sh\nlink,\1,recall,\3,tests/link/score.sh\nlink,\1,B-cubed F1,\4,tests/link/score.sh|' >>"$out"
}
if [ "${1:-}" = --cheap ]; then
    make -s B="$B" "$B/attache" "$B/run_cases" >&2
    cheap
    cat "$out"
    exit
fi
make -s B="$B" all "$B/bench_store" "$B/run_cases" >&2
cheap
# The fifth of relations, quad and roles that is held out from training (tests/held.py).
held() {
    local events=$shared/data/events dir=$out.held
    mkdir -p "$dir"
    python3 tests/held.py split "$events" "$dir"
    for set in relations.tsv quad.tsv roles.conll; do
        python3 "$shared/bench/score.py" "${set%.*}" --bin "$B/attache" "$dir/$set" | tail -n 1 | sed 's/  /\n/g' |
            sed -nE "s|^(.*) ([0-9]+[./][0-9]+)$|${set%.*},held fifth,\1,\2,score.py ${set%.*} on the sentences of tests/held.py split|p" >>"$out"
    done
    python3 tests/held.py quad "$dir" --bin "$B/attache" | sed 's/  /\n/g' |
        sed -nE "s|^(.*) ([0-9]+[./][0-9]+)$|quad,held fifth as the set draws the classes,\1,\2,tests/held.py quad|p" >>"$out"
    rm -r "$dir"
}
held
echo "speed,pages,ms a page,$(python3 tests/readers/compare.py --bin "$B/attache" "$shared/data/pages" | awk '/^attache/ { print $5 }'),tests/readers/compare.py data/pages" >>"$out"
python3 - "$shared/data/events/synthetic_stories.jsonl" >"$out.stories" <<'PY'
import json, sys
for n, line in enumerate(open(sys.argv[1])):
    story = json.loads(line)
    print(json.dumps({"id": str(n), "date": "2018-01-01", "title": story.get("title", ""), "text": story["text"]}))
PY
python3 tests/label_parties.py "$shared"/data/news/{world,home,voa}.jsonl.gz >"$out.parties"
python3 "$shared/bench/score.py" actors --bin "$B/attache" "$out.parties" | tail -n 1 | sed 's/  /\n/g' |
    sed -nE 's|^(.*) (0[.][0-9]+)$|actors,kept parties,\1,\2,score.py actors on what tests/label_parties.py makes of the labels|p' >>"$out"
speed stories "$out.stories"
beside_bzip2 stories "$out.stories" "$shared/data/events/synthetic_stories.jsonl"
# Start-up time, the cost of matching relative to parsing (instructions; callgrind's processor has no AVX-512), and the cost of dictionaries.
fastest() { # COMMAND...: the shortest of fifteen runs, in milliseconds of the processor
    python3 - "$@" <<'PY'
import resource, subprocess, sys
def spent():
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return r.ru_utime + r.ru_stime
best = 1e9
for _ in range(15):
    begun = spent()
    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    best = min(best, spent() - begun)
print(f"{best * 1000:.1f}")
PY
}
know() {
    local args=() lines
    echo "know,start,milliseconds,$(fastest "$B/attache" who India),attache who India" >>"$out"
    if command -v valgrind >/dev/null; then
        head -n 40 "$out.stories" >"$out.few"
        valgrind --tool=callgrind --callgrind-out-file="$out.calls" "$B/attache" code --threads 1 --from jsonl "$out.few" >/dev/null 2>&1
        callgrind_annotate --inclusive=yes --threshold=100 "$out.calls" | awk '
            { n = $1; gsub(",", "", n) }
            /:match_sentence/ && !match_cost { match_cost = n }
            /:lang_analyse/ && !parse_cost { parse_cost = n }
            END { printf "know,matching,share of the parse,%.3f,callgrind on 40 stories: match_sentence / lang_analyse\n", match_cost / parse_cost }' >>"$out"
    fi
    for f in "$shared"/data/dictionaries/Phoenix.*actors.txt "$shared"/data/dictionaries/Phoenix.agents.txt; do args+=(--know "$f"); done
    lines=$("$B/attache" who --stats "${args[@]}" India 2>&1 >/dev/null | sed -nE 's/.*: ([0-9]+) lines, .*/\1/p' | awk '{ n += $1 } END { print n }')
    echo "know,dictionaries,lines,$lines,attache who --stats --know each of Phoenix.*" >>"$out"
    echo "know,dictionaries,milliseconds,$(fastest "$B/attache" who "${args[@]}" India),attache who --know each of Phoenix.*" >>"$out"
}
know
bash tests/bench.sh >>"$out"
# The desk with a million events, if wrk is installed (tests/desk/load.sh).
if command -v wrk >/dev/null; then bash tests/desk/load.sh >>"$out"; fi
cp "$out" tests/score.csv
cat tests/score.csv
