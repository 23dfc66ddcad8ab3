#!/usr/bin/env python3
"""What attache makes of the pages of pages.py: F1 of 4-grams of the text, titles, dates and authors right; one line for the layouts that were looked at and one for those
that were not.

usage: score.py [--bin build/attache] [--each N] [--seed N] [--by layout|language] [--least F1] [--folder DIR]

--by splits the first line (never the second); --least fails where either F1 is below it; --folder keeps the pages there.
"""
import argparse, collections, json, os, subprocess, sys, tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import pages
from compare import grams


def text_score(page, text):
    gold, got, optional = grams(page["articleBody"]), grams(text), grams(page["optional"])
    for gram in optional:
        if gram not in gold: got.pop(gram, None)
    hit = sum((gold & got).values())
    return hit / max(1, sum(got.values())), hit / sum(gold.values())


def judge(page, entry):
    precision, recall = text_score(page, entry["text"])
    return {"precision": precision, "recall": recall, "title": entry["title"] == page["title"], "date": entry["date"] == page["date"],
            "authors": sorted(entry.get("authors", [])) == sorted(page["authors"])}


def line(title, rows):
    mean = {key: sum(r[key] for r in rows) / len(rows) for key in rows[0]}
    f1 = 2 * mean["precision"] * mean["recall"] / max(1e-9, mean["precision"] + mean["recall"])
    print(f"{title:24} {len(rows):5} {mean['precision']:9.3f} {mean['recall']:7.3f} {f1:7.3f} {mean['title']:7.3f} {mean['date']:7.3f} {mean['authors']:8.3f}")
    return f1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/attache")
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by", choices=("layout", "language"))
    parser.add_argument("--least", type=float, default=0)
    parser.add_argument("--folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = args.folder or folder
        truth = pages.make(folder, args.each, args.seed)
        files = [os.path.join(folder, "html", name + ".html") for name in truth]
        run = subprocess.run([args.bin, "read", "--quiet", "--format", "jsonl", *files], stdout=subprocess.PIPE)
        if run.returncode: sys.exit(f"{args.bin} read: exit {run.returncode}")
        entries = {os.path.basename(e["file"])[:-5]: e for e in map(json.loads, run.stdout.decode().splitlines())}
    rows = collections.defaultdict(list)
    for name, page in truth.items():
        row = judge(page, entries[name])
        rows["held" if page["held"] else "seen"].append(row)
        if args.by and not page["held"]: rows["by", page[args.by]].append(row)
    print(f"{'layouts':24} {'pages':>5} precision  recall      F1   title    date  authors")
    for key in sorted(k for k in rows if isinstance(k, tuple)): line("  " + key[1], rows[key])
    worst = min(line("looked at", rows["seen"]), line("never looked at", rows["held"]))
    if worst < args.least: sys.exit(f"F1 is below {args.least}")


if __name__ == "__main__": main()
