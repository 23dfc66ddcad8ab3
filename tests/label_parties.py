#!/usr/bin/env python3
"""label_parties.py DOCS.jsonl[.gz]... [--split kept] [--set NAME,...] > CASES.jsonl - turns the parties in the labels of real news into cases for `score.py actors`.

A case is a party's words, the sentence or part of one that its event was labelled by as context, the document's date, and the state and sector that the whole document gives it. `attache who`
sees the phrase, the context and the date alone, so what only the rest of the document tells it cannot know. Each party counts once a document. The texts of Wikinews and Voice of
America are at hand; DOCS are those of other outlets. Documents that are kept aside are for figures, not for reading.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def parties(cell):
    """"USA.GOV:officials;CHN:" -> [(state, sector, words)] of the parties that have words"""
    found = (re.match(r"\s*([A-Z]{3})?(?:\.([A-Z]{3}))?:(.+)$", p) for p in cell.split(";"))
    return [(m[1] or "", m[2] or "", m[3].strip()) for m in found if m]


def cases_of(path, document, date):
    seen = set()
    for line in list(open(path, encoding="utf-8"))[1:]:
        part, quote, trigger, event, also, mode, actor, recipient = line.rstrip("\n").split("\t")[:8]
        for party in parties(actor) + parties(recipient):
            if party not in seen:
                seen.add(party)
                state, sector, words = party
                yield {"id": f"{document}/{len(seen)}", "text": words, "context": quote, "date": date, "expect": {"country": state, "code_1": sector}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", nargs="*")
    parser.add_argument("--split", default="kept")
    parser.add_argument("--set", default="wikinews,voa,world,stories")
    arguments = parser.parse_args()
    labels = os.path.join(HERE, "..", "data", "labels")
    dates = {row[0]: row[2] for row in (line.rstrip("\n").split("\t") for line in open(os.path.join(labels, "documents.tsv"), encoding="utf-8"))}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(HERE, "..", "train", "labels", "join.py"), folder, *arguments.docs, "--set", arguments.set, "--split", arguments.split],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if not arguments.docs else None)
        for where, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith(".tsv") and name != "happenings.tsv":
                    for case in cases_of(os.path.join(where, name), name[:-4], dates.get(name[:-4], "")):
                        print(json.dumps(case, ensure_ascii=False))


if __name__ == "__main__":
    main()
