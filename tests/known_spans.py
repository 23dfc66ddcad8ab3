#!/usr/bin/env python3
"""known_spans.py [--bin build/attache] [--misses N] ROLES.conll: the share of spans, marked as source (S) or target (T) in a
gold standard, for which `attache who` finds a country or sector, given the sentence as context."""
import argparse, json, re, subprocess


def sentences(path):
    words = []
    for line in open(path, encoding="utf-8"):
        if line.strip():
            words.append(line.rstrip("\n").split("\t"))
        elif words:
            yield words
            words = []
    if words:
        yield words


def spans(words):
    text, at = "", []
    for word, _ in words:
        if text and not re.match(r"^([.,;:!?)\]%]|'s|’s|n't)", word):
            text += " "
        at.append((len(text), len(text) + len(word)))
        text += word
    i = 0
    while i < len(words):
        j = i + 1
        if words[i][1].startswith("B-"):
            while j < len(words) and words[j][1] == "I-" + words[i][1][2:]:
                j += 1
            yield text[at[i][0] : at[j - 1][1]], text
        i = j


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("gold")
    p.add_argument("--bin", default="build/attache")
    p.add_argument("--misses", type=int, default=0)
    args = p.parse_args()
    asked = [pair for words in sentences(args.gold) for pair in spans(words)]
    lines = "".join(json.dumps({"id": str(i), "text": t, "context": c, "date": ""}) + "\n" for i, (t, c) in enumerate(asked))
    out = subprocess.run([args.bin, "who", "-"], input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout
    known = {e["id"] for e in map(json.loads, out.splitlines()) if e["country"] or e["sector"]}
    for i, (t, c) in [x for x in enumerate(asked) if str(x[0]) not in known][: args.misses]:
        print("  -", t, "|", c)
    print(f"spans {len(asked)}  known {len(known) / len(asked):.3f}")


main()
