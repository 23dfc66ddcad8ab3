#!/usr/bin/env python3
"""Joins the labels in data/labels with the texts into readable labels: one file per document, every event with its words.

usage: join.py OUT [DOCS.jsonl[.gz]...] [--set NAME,...] [--split train,tune,kept] [--labels DIR]

Writes OUT/SET/ID.tsv. The texts of Wikinews and of Voice of America are in data/labels/text; those of other outlets are for you to bring, as a JSON object a
line with id, title and text. A document whose text is not there, or is not the one that was labelled (SHA-256), is told on standard error and left out; the
exit status is 1 then.

--split takes only the documents that are for training, for tuning and calibration, or kept aside: the CRC-32 of the id, divided by 5, leaves 0 for those that
are kept aside, 1 for tuning, 2 to 4 for training. Nobody reads a document that is kept aside, and no model learns from it: it is there to measure on.
"""
import argparse, collections, glob, os, sys
import labels


def main():
    ap = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    ap.add_argument("out")
    ap.add_argument("docs", nargs="*")
    ap.add_argument("--set")
    ap.add_argument("--split", default="train,tune,kept")
    ap.add_argument("--labels", default=labels.HERE)
    a = ap.parse_args()
    documents = labels.read_documents(sorted(glob.glob(os.path.join(a.labels, "text", "*.jsonl"))) + a.docs)
    index = [r for r in labels.read_table(os.path.join(a.labels, "documents.tsv"))
             if labels.split(r["document"]) in a.split.split(",") and (not a.set or r["set"] in a.set.split(","))]
    events = collections.defaultdict(list)
    for set in sorted({r["set"] for r in index}):
        for e in labels.read_table(os.path.join(a.labels, set + ".tsv")):
            events[e["document"], set].append(e)
    missing = written = 0
    for r in index:
        why = differs(r, documents.get(r["document"]))
        if why:
            missing += 1
            print(f"{r['document']} ({r['set']}): {why}", file=sys.stderr)
            continue
        d = documents[r["document"]]
        title, body = labels.Text(d.get("title", "")), labels.Text(d["text"])
        quoted = [labels.to_quoted(e, title, body) for e in events[r["document"], r["set"]]]
        os.makedirs(os.path.join(a.out, r["set"]), exist_ok=True)
        labels.write_quoted(os.path.join(a.out, r["set"], r["document"] + ".tsv"), r["document"], quoted)
        written += len(quoted)
    print(f"documents {len(index) - missing}  events {written}  missing {missing}")
    return missing > 0


def differs(row, document):
    """The reason why a document is not the labelled one, or None."""
    if not document:
        return "no text" + (f"; it was at {row['url']}" if row["url"] else "")
    for field in ("title", "text"):
        if labels.sha256(document.get(field, "")) != row[field + "_sha256"]:
            return f"another {field} than the one that was labelled"


if __name__ == "__main__":
    sys.exit(main())
