#!/usr/bin/env python3
"""gold.py - combines label files and news into documents with their events.

    gold.py documents --labels FOLDER... --news FILE... --out DOCUMENTS [--fold N]    the documents that are labelled, for build/event_dump
    gold.py unlabelled --labels FOLDER... --news FILE... [--most N] --out DOCUMENTS   the others but those kept aside, for teacher.py label
    gold.py align --labels FOLDER... --dump DUMP --out GOLD                           what event_dump made of them, with the labelled events

A folder of labels holds DOCUMENT.tsv of thirteen columns; of two folders that label the same document the later one counts. Files of news hold a JSON object a line with id, date,
title and text, compressed or not; of two documents of one name the first counts. GOLD has a document a line: text, sentences (tokens, mentions, what the frames propose),
entities, fold and events; common.align says what an event holds.
"""
import argparse
import collections
import zlib

import common

LEAST = 600  # characters of a text that a teacher labels: shorter ones are mere notices

def documents_of(paths):
    """The documents in files of news, without duplicates."""
    seen = set()
    for path in paths:
        for one in common.read_lines(path):
            if one["id"] not in seen:
                seen.add(one["id"])
                yield {key: one.get(key, "") for key in ("id", "date", "title", "text")}


def labelled(arguments):
    files = common.label_files(arguments.labels)
    found = [d for d in documents_of(arguments.news) if d["id"] in files and arguments.fold in (None, common.fold(d["id"]))]
    if arguments.fold is None and len(found) < len(files):
        missing = sorted(set(files) - {d["id"] for d in found})
        print(f"gold.py: {len(missing)} labelled documents are in no file of news: {' '.join(missing[:5])} ...")
    print(common.write_lines(arguments.out, found), "labelled documents")


def unlabelled(arguments):
    files = common.label_files(arguments.labels)
    others = (d for d in documents_of(arguments.news) if d["id"] not in files and common.fold(d["id"]) != common.KEPT and len(d["text"]) > arguments.least)
    if arguments.most is not None:
        others = sorted(others, key=lambda d: (zlib.crc32(d["id"].encode()), d["id"]))[:arguments.most]
    print(common.write_lines(arguments.out, sorted(others, key=lambda d: (len(d["text"]), d["id"]))), "documents without labels, the shortest first")


def rows_in(path):
    with open(path, encoding="utf8") as file:
        return sum(1 for line in file) - 1


def count(document, events, rows, counts):
    counts["documents"] += 1
    counts["rows of labels"] += rows
    counts["events found in their sentence"] += len(events)
    counts["of them not optional"] += sum(not e["opt"] for e in events)
    counts["sentences"] += len(document["sents"])
    for event in events:
        for party in event["a"] + event["r"]:
            counts["parties"] += 1
            counts["of them a phrase of the sentence"] += party[3] is not None


def aligned(arguments, counts):
    files = common.label_files(arguments.labels)
    for document in common.read_dump(arguments.dump, files):
        path = files[document["id"]]
        events = common.align(document, path)
        count(document, events, rows_in(path), counts)
        yield dict(common.without_rows(document), fold=common.fold(document["id"]), events=events)


def align(arguments):
    counts = collections.Counter()
    common.write_lines(arguments.out, aligned(arguments, counts))
    for name, n in counts.items():
        print(f"{n:7d} {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("documents", labelled), ("unlabelled", unlabelled), ("align", align)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--labels", nargs="+", required=True, help="folders of label files")
        command.add_argument("--out", required=True)
        if name == "align":
            command.add_argument("--dump", required=True, help="what event_dump --states wrote of the documents")
        else:
            command.add_argument("--news", nargs="+", required=True, help="files of news")
        if name == "unlabelled":
            command.add_argument("--least", type=int, default=LEAST, help="characters of a text")
            command.add_argument("--most", type=int, help="so many of them, the first by the checksum of their ids")
        if name == "documents":
            command.add_argument("--fold", type=int, help="of one fold alone")
    arguments = parser.parse_args()
    arguments.function(arguments)


if __name__ == "__main__":
    main()
