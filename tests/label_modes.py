#!/usr/bin/env python3
"""label_modes.py DOCS.jsonl LABELS_DIR [--bin PATH] [--only LIST.txt] [--breakdown] - how often a record has the same mode as its label.

A record is compared with the label of its sentence that has its category and whose trigger is nearest; categories without modes, optional events and what did not happen are left out.
LABELS_DIR holds ID.tsv as train/labels/join.py writes them.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "train", "events"))
import common  # noqa: E402


def labels_of(path, document):
    """[(part, begin, end of the quote, position of the trigger, category, mode)] in bytes"""
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in list(file)[1:]]
    for part, quote, trigger, event, _, mode, _, _, aux, _, _, optional, _ in rows:
        text = document["title"] if part == "title" else document["text"]
        m = common.flexible(quote).search(text)
        t = m and common.flexible(trigger).search(m[0])
        if t and not optional and "negation" not in aux:
            place = len(text[:m.start() + t.start()].encode())
            yield part, len(text[:m.start()].encode()), len(text[:m.end()].encode()), place, event, mode.split(",")[0]


def records_of(program, documents):
    """document -> [(part, begin, end of the sentence, place of the trigger, category, mode)]"""
    lines = "".join(json.dumps({k: d[k] for k in ("id", "date", "title", "text")}, ensure_ascii=False) + "\n" for d in documents)
    output = subprocess.run([program, "code", "--quiet", "--from", "jsonl", "--format", "jsonl", "-"], input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = collections.defaultdict(list)
    for record in map(json.loads, output.splitlines()):
        where = record["text_info"]
        sentence = record["text"].encode()
        at = re.search(re.escape(record.get("event_text", "").split("…")[0].strip().encode()), sentence)
        part = "title" if where.get("part") == "title" else "body"
        mode = (record.get("mode") or [""])[0]
        found[record["cite_info"]["doc"]].append((part, where["start"], where["end"], where["start"] + (at.start() if at else 0), record["event"][0], mode))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs")
    parser.add_argument("labels")
    parser.add_argument("--bin", default="build/attache")
    parser.add_argument("--only")
    parser.add_argument("--breakdown", action="store_true")
    arguments = parser.parse_args()
    with_modes = {common.CATEGORIES[category - 1] for category, _ in common.MODES}
    wanted = set(open(arguments.only, encoding="utf-8").read().split()) if arguments.only else None
    documents = {d["id"]: d for d in common.read_lines(arguments.docs) if wanted is None or d["id"] in wanted}
    files = common.label_files([arguments.labels])
    documents = {k: d for k, d in documents.items() if k in files}
    records = records_of(arguments.bin, documents.values())
    counts, per = collections.Counter(), collections.defaultdict(collections.Counter)
    for name, document in documents.items():
        for part, begin, end, place, event, mode in labels_of(files[name], document):
            own = [r for r in records[name] if r[0] == part and r[1] < end and r[2] > begin and r[4] == event]
            if event not in with_modes or not own:
                continue
            given = min(own, key=lambda r: abs(r[3] - place))[5]
            kind = "right" if given == mode else "none given" if not given else "none labelled" if not mode else "another"
            counts[kind] += 1
            per[event][kind] += 1
    total = max(1, sum(counts.values()))
    for event in sorted(per) if arguments.breakdown else []:
        print(f"  {event:10}", dict(per[event]))
    print(f"documents {len(documents)}  events {total}  modes right {counts['right'] / total:.3f}  none given {counts['none given'] / total:.3f}  none labelled {counts['none labelled'] / total:.3f}  another {counts['another'] / total:.3f}")


if __name__ == "__main__":
    main()
