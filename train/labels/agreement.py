#!/usr/bin/env python3
"""Measures how far two sets of labels of the same documents agree. Needs no texts: it reads labels with offsets.

usage: agreement.py FIRST.tsv SECOND.tsv... [--by-category] [--differences]

Counts the documents that are in FIRST and in one of the others, by the rules by which coders are scored on them. Two labels are of
  what   one event: their quotes overlap, and the category of one is one that the other accepts
  who    that, and the actors' countries: one is the same, or neither has any
  whom   that, and the recipients' too; of reciprocal events the same parties on the whole
An event that either holds optional counts neither way; events that did not happen (negation) are left out. A second line counts the optional ones like all
others, and a third says how often labels of one event agree in their details. --differences lists what does not agree, as places.
"""
import argparse, collections, os, sys
import labels

LEVELS = ("what", "who", "whom")
DETAILS = ("event", "mode", "aux", "attribution", "size", "optional")


def bounds(span):
    return tuple(map(int, span.split("-")))


def level(a, b):
    """The level at which two labels agree: 0 not at all, 1 what, 2 who, 3 whom."""
    (s, e), (t, f) = bounds(a["quote"]), bounds(b["quote"])
    if a["part"] != b["part"] or e <= t or f <= s or a["event"] not in labels.accepted(b) and b["event"] not in labels.accepted(a):
        return 0
    sides = [[labels.codes(x[side]) for side in ("actor", "recipient")] for x in (a, b)]
    (A, R), (B, Q) = [[set(codes) - {""} for codes in x] for x in sides]
    if any(len(actors) > 1 and not recipients for actors, recipients in sides):
        return 3 if A | R == B | Q else 2 if (A | R) & (B | Q) else 1
    who, whom = bool(A & B) or not A and not B, bool(R & Q) or not R and not Q
    return 1 if not who else 3 if whom else 2


def pair(first, second):
    """The pairs of labels of one event in a document, each label once, the best pairs first: (level, one, other)."""
    firm = lambda e: e["optional"] != "1"
    found = sorted(((n, firm(a) + firm(b), i, j) for i, a in enumerate(first) for j, b in enumerate(second) if (n := level(a, b))), key=lambda p: (-p[0], -p[1], p[2:]))
    pairs, used = [], (set(), set())
    for n, _, i, j in found:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((n, i, j))
    return pairs


class Tally:
    def __init__(self):
        self.first = self.second = 0
        self.right = [0] * 4

    def add(self, first, second, pairs, optional):
        """Counts a document, with or without its optional events."""
        out = set(), set()
        for n, i, j in pairs:
            if not optional and "1" in (first[i]["optional"], second[j]["optional"]):
                out[0].add(i)
                out[1].add(j)
                continue
            for q in range(1, n + 1):
                self.right[q] += 1
        counts = lambda events, out: sum(i not in out and (optional or e["optional"] != "1") for i, e in enumerate(events))
        self.first += counts(first, out[0])
        self.second += counts(second, out[1])

    def __str__(self):
        f1 = (2 * self.right[q] / max(1, self.first + self.second) for q in (1, 2, 3))
        return f"{self.first:5} and {self.second:5}  " + "  ".join(f"{n} F1 {f:.3f}" for n, f in zip(LEVELS, f1))


def sectors(event):
    return {m[2] or "" for side in ("actor", "recipient") for p in event[side].split(";") if (m := labels.PARTY.match(p))}


def read(path):
    """The events of a set by document; documents.tsv next to it lists those without any."""
    index, set = os.path.join(os.path.dirname(path), "documents.tsv"), os.path.basename(path)[:-len(".tsv")]
    documents = collections.defaultdict(list, {r["document"]: [] for r in labels.read_table(index) if r["set"] == set} if os.path.exists(index) else {})
    for e in labels.read_table(path):
        if "negation" not in e["aux"]:
            documents[e["document"]].append(e)
    return documents


def main():
    ap = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    ap.add_argument("first")
    ap.add_argument("second", nargs="+")
    ap.add_argument("--by-category", action="store_true")
    ap.add_argument("--differences", action="store_true")
    a = ap.parse_args()
    first, firm, every = read(a.first), Tally(), Tally()
    same, paired, documents, by = collections.Counter(), 0, 0, collections.defaultdict(collections.Counter)
    for path in a.second:
        second = read(path)
        both = sorted(set(first) & set(second))
        documents += len(both)
        for id in both:
            A, B = first[id], second[id]
            pairs = pair(A, B)
            firm.add(A, B, pairs, False)
            every.add(A, B, pairs, True)
            paired += len(pairs)
            for n, i, j in pairs:
                same.update(d for d in DETAILS if A[i][d] == B[j][d])
                same["sectors"] += sectors(A[i]) == sectors(B[j])
                by[A[i]["event"]][B[j]["event"]] += 1
            if a.differences:
                differences(id, A, B, pairs)
    print(f"documents {documents}")
    print(f"firm events     {firm}")
    print(f"all events      {every}")
    print(f"of {paired} labels of one event the same: " + "  ".join(f"{d} {same[d] / max(1, paired):.3f}" for d in DETAILS + ("sectors",)))
    if a.by_category:
        for category in sorted(by):
            print(f"  {category:10} " + "  ".join(f"{c} {n}" for c, n in by[category].most_common()))


def differences(id, first, second, pairs):
    one, other = {i: (n, j) for n, i, j in pairs}, {j for _, _, j in pairs}
    show = lambda e: "\t".join(e[c] for c in ("part", "trigger", "event", "actor", "recipient", "optional"))
    for i, e in enumerate(first):
        if i not in one:
            print(f"{id}\tfirst alone\t{show(e)}")
        elif one[i][0] < 3:
            print(f"{id}\tother parties\t{show(e)}\t{second[one[i][1]]['actor']}\t{second[one[i][1]]['recipient']}")
    for j, e in enumerate(second):
        if j not in other:
            print(f"{id}\tsecond alone\t{show(e)}")


if __name__ == "__main__":
    sys.exit(main())
