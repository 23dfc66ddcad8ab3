#!/usr/bin/env python3
"""Measures on sentences held out from the event model.

usage: held.py split EVENTS_DIR OUT          the held part of relations, quad and roles, as files that score.py reads
       held.py reliability OUT --bin PATH    of the records at each confidence, the share that is right
       held.py quad OUT --bin PATH           macro-F1 of quad classes as the set draws them: appeals are no events, reduced aid and relations are verbal conflict
       held.py cases                         moves each case of tests/cases/codebook and tests/cases/held to where it belongs

A sentence is held back if the CRC-32 of its small letters and digits ends in 0 or 1 . Do not read these
sentences for what to mend: some that an earlier division had shown, and some fifteen since, have been, and thresholds were chosen by them.

Of the codebook's cases a third is for tests alone: those whose CRC-32 (of the small letters and digits of all their text lines) can be divided by 3. They are in
tests/cases/held; no model may learn from them. tests/held_cases.h has the same rule for C.
"""
import json, os, re, subprocess, sys, zlib

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, "src/vocab"))
import codebook

HELD = (0, 1)
# CAMEO roots as score.py folds them; quad classes 0 to 4.
ROOT = {row[0][:2]: codebook.fold(row[1]) for row in (line.split("\t") for line in open(os.path.join(TOP, "data/cameo.tsv"))) if len(row[0]) == 3 and row[0][2] == "0" and row[1]}
QUAD = codebook.FOLDED_QUAD

def checksum(text):
    small = text.translate({c: c + 32 for c in range(65, 91)})
    return zlib.crc32(re.sub(r"[^a-z0-9]", "", small).encode())

def is_held(sentence):
    return checksum(sentence) % 10 in HELD

def is_held_case(text):
    """The text of a codebook case, with its lines joined."""
    return checksum(text) % 3 == 0

def read_cases(path):
    """The blocks of a file of cases, including comments, as (text, block); text is None if a block is only a comment."""
    blocks = re.split(r"\n\s*\n", open(path).read().strip("\n")) if os.path.exists(path) else []
    for block in blocks:
        lines = [line[5:].strip() for line in block.split("\n") if line.startswith("text:")]
        yield ("\n".join(lines) if lines else None), block

def move_cases(root="tests/cases"):
    for name in sorted({n for d in ("codebook", "held") for n in os.listdir(f"{root}/{d}") if n.endswith(".case")}):
        old = {d: list(read_cases(f"{root}/{d}/{name}")) for d in ("codebook", "held")}
        new = {d: [b for text, b in old[d] if text is None or is_held_case(text) == (d == "held")] for d in old}
        for d, other in (("codebook", "held"), ("held", "codebook")):
            come = [b for text, b in old[other] if text is not None and is_held_case(text) == (d == "held")]
            if come and not new[d]: new[d] = [b for text, b in old[other][:1] if text is None]
            if new[d] + come: open(f"{root}/{d}/{name}", "w").write("\n\n".join(new[d] + come) + "\n")
            for b in come: print(f"{name}: to {d}: " + next(l for l in b.split("\n") if l.startswith("text:")))

def conll(path):
    return [block.strip("\n").split("\n") for block in open(path).read().split("\n\n") if block.strip()]

def split(events, out):
    os.makedirs(out, exist_ok=True)
    for name, column in (("relations", 5), ("quad", 1)):
        head, *rows = open(f"{events}/{name}_train.tsv").read().splitlines()
        kept = [r for r in rows if r and is_held(r.split("\t")[column])]
        open(f"{out}/{name}.tsv", "w").write("\n".join([head] + kept) + "\n")
    kept = [b for b in conll(f"{events}/roles_train.conll") if is_held("".join(l.split("\t")[0] for l in b))]
    open(f"{out}/roles.conll", "w").write("\n\n".join("\n".join(b) for b in kept) + "\n\n")

def root_of(event):
    root = ROOT.get((event.get("cameo") or "")[:2]) or event["event"][0]
    return "YIELD" if root in ("CONCEDE", "RETREAT") else root

def code(binary, texts):
    lines = "".join(json.dumps({"id": str(i), "date": "2018-01-01", "text": t}) + "\n" for i, t in enumerate(texts))
    out = subprocess.run([binary, "code", "--from", "jsonl", "--format", "jsonl", "-"], input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout
    got = [[] for _ in texts]
    for line in out.splitlines():
        event = json.loads(line)
        got[int(event["cite_info"]["doc"])].append(event)
    return got

def spans(entities):
    return [(x["start"], x["end"]) for x in entities or []]

def overlap(got, a, b):
    n = sum(max(0, min(e, b) - max(s, a)) for s, e in got)
    return min(1.0, n / max(1, min(b - a, sum(e - s for s, e in got)))) if got else 0.0

def fits(event, pairs):
    """How well the parties agree with the gold standard: 0 to 2."""
    actor, recipient = spans(event.get("actor")), spans(event.get("recipient"))
    if not recipient and len(actor) > 1: recipient = actor
    return sum(max((overlap(actor if r in "SR" else recipient, a, b) for r, a, b in pairs if r in roles), default=0) for roles in ("S", "T"))

def judged(out, binary):
    """(confidence, right) of one record per sentence: that of the given pair, otherwise the one with the highest confidence."""
    rows = [l.split("\t") for l in open(f"{out}/relations.tsv").read().splitlines()[1:]]
    for row, events in zip(rows, code(binary, [r[5] for r in rows])):
        pairs = [(role, row[5].find(text), row[5].find(text) + len(text)) for role, text in (("S", row[3]), ("T", row[4]))]
        best = max(events, key=lambda e: fits(e, pairs), default=None)
        if best and fits(best, pairs) >= 1: yield best["confidence"], root_of(best) == row[1]
    for gold, best in quads(out, binary):
        if best: yield best["confidence"], gold == quad_of(best)

def quads(out, binary):
    """(quad class, the record with the highest confidence or None) of each sentence"""
    rows = [l.split("\t") for l in open(f"{out}/quad.tsv").read().splitlines()[1:]]
    for row, events in zip(rows, code(binary, [r[1] for r in rows])):
        yield int(row[0]), max(events, key=lambda e: e["confidence"], default=None)

def quad_of(event):
    """The set counts appeals (CAMEO 02) as statements, and reduced aid or relations (16) as verbal conflict, where score.py has PLOVER's classes: docs/coding.md."""
    return {"02": 0, "16": 3}.get(event["cameo"][:2], QUAD[root_of(event)])

def quad(out, binary):
    pairs = [(gold, quad_of(best) if best else 0) for gold, best in quads(out, binary)]
    share = lambda k, side: sum(p[side] == k for p in pairs)
    f1 = [2 * sum(p == (k, k) for p in pairs) / max(1, share(k, 0) + share(k, 1)) for k in range(5)]
    print(f"rows {len(pairs)}  accuracy {sum(a == b for a, b in pairs) / len(pairs):.3f}  macro-F1 {sum(f1) / 5:.3f}")

def reliability(out, binary):
    records = sorted(judged(out, binary))
    edges = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)
    print("confidence    records  mean   right")
    for low, high in zip(edges, edges[1:]):
        part = [r for r in records if low <= r[0] < high]
        if part: print(f"{low:.1f} to {min(high, 1):.1f}    {len(part):7}  {sum(c for c, _ in part) / len(part):.3f}  {sum(r for _, r in part) / len(part):.3f}")
    error = sum((c - r) ** 2 for c, r in records) / max(1, len(records))
    sure = [r for c, r in records if c >= 0.9]
    print(f"records {len(records)}  right at 0.9 and above {sum(sure) / max(1, len(sure)):.3f}  Brier score {error:.3f}")

if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "split": split(*sys.argv[2:])
    elif len(sys.argv) == 5 and sys.argv[1] == "reliability" and sys.argv[3] == "--bin": reliability(sys.argv[2], sys.argv[4])
    elif len(sys.argv) == 5 and sys.argv[1] == "quad" and sys.argv[3] == "--bin": quad(sys.argv[2], sys.argv[4])
    elif sys.argv[1:] == ["cases"]: move_cases()
    else: sys.exit(__doc__)
