#!/usr/bin/env python3
"""Converts labels with quotes to labels with offsets, the committed form in data/labels, and checks them.

usage: offsets.py SET LABELS_DIR DOCS.jsonl[.gz]... [--labels DIR] [--check]

Adds each ID.tsv of LABELS_DIR to DIR/SET.tsv and DIR/documents.tsv (DIR is data/labels by default), replacing documents that are already there. A
mistake is told as file:line, and nothing is written then. --check looks for mistakes alone.
"""
import argparse, os, sys
import labels


def main():
    ap = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    ap.add_argument("set")
    ap.add_argument("folder")
    ap.add_argument("docs", nargs="+")
    ap.add_argument("--labels", default=labels.HERE)
    ap.add_argument("--check", action="store_true")
    a = ap.parse_args()
    documents, events, rows, faults = labels.read_documents(a.docs), {}, {}, 0
    for name in sorted(os.listdir(a.folder)):
        id, path = name[:-len(".tsv")], os.path.join(a.folder, name)
        if not name.endswith(".tsv") or name == "happenings.tsv":
            continue
        try:
            if id not in documents:
                raise labels.Fault(f"{path}:1: no such document")
            quoted = labels.read_quoted(path)
        except labels.Fault as fault:
            faults += 1
            print(fault, file=sys.stderr)
            continue
        d = documents[id]
        title, body = labels.Text(d.get("title", "")), labels.Text(d["text"])
        events[id] = []
        for number, event in quoted:
            try:
                events[id].append(labels.to_offsets(id, event, title, body))
            except labels.Fault as fault:
                faults += 1
                print(f"{path}:{number}: {fault}", file=sys.stderr)
        rows[id, a.set] = {"document": id, "set": a.set, "date": d.get("date", ""), "source": d.get("source", ""), "url": d.get("url", ""),
                           "title_sha256": labels.sha256(title.text), "text_sha256": labels.sha256(body.text), "events": len(events[id]),
                           "optional": sum(e["optional"] == "1" for e in events[id]), "split": labels.split(id)}
    print(f"documents {len(events)}  events {sum(map(len, events.values()))}  faults {faults}")
    if not faults and not a.check:
        merge(a.labels, a.set, events, rows)
    return faults > 0


def merge(folder, set, events, rows):
    """Adds new and changed documents to the files of the set and of all documents, sorted by id."""
    path, index = os.path.join(folder, set + ".tsv"), os.path.join(folder, "documents.tsv")
    os.makedirs(folder, exist_ok=True)
    old = labels.read_table(path) if os.path.exists(path) else []
    for e in old:
        if (e["document"], set) not in rows:
            events.setdefault(e["document"], []).append(e)
    labels.write_table(path, labels.OFFSETS, [e for id in sorted(events) for e in events[id]])
    known = {(r["document"], r["set"]): r for r in labels.read_table(index)} if os.path.exists(index) else {}
    known.update(rows)
    labels.write_table(index, labels.DOCUMENTS, sorted(known.values(), key=lambda r: (r["set"], r["document"])))


if __name__ == "__main__":
    sys.exit(main())
