#!/usr/bin/env python3
"""calibrate.py - fits thresholds and the calibration of confidence to the program's output on the tuning fold and its labels.

    calibrate.py --gold GOLD --documents DOCUMENTS --program build/event_dump --model DRAFT --out CALIBRATION.json [--quick]

The program codes the documents by the draft of the model, with almost all that it considers: of each document [sentence, token, category, how told, states of actors, of recipients,
evidence, confidence]. A logistic regression over the evidence says how likely a record is right as a whole; a map that never falls (pool adjacent violators) makes shares of
records of that. Two bars say which records are written: of their confidence, and of how likely every coder would record the event. They are set where the F1 of category, category and
actor, and whole record together is highest. So are the two bars of parties, unless the usual ones do as well but for chance: the program codes the documents once for each pair of them; --quick leaves them as they are. Only documents
of the tuning fold count.
"""
import argparse
import itertools
import json
import subprocess

import numpy as np

import common

NEGATION = 8  # ATTACHE_NEGATION
EVENT = 0.08  # the threshold in DecideBar that is neither fitted nor given
PARTY, FIRST_PARTY = (0.4, 0.5, 0.6, 0.7), (0.2, 0.35)  # the values of the others to try
USUAL = (0.4, 0.2)
CHANCE = 0.003  # what other bars of parties have to add to the sum of the three F1
RIDGE = 0.5
UNFITTED = 0.5  # the confidence of a model without calibration
POINTS = 21  # points of the map
FIRM = 2  # ConfFeature of decide.h
CONFIDENCE_BARS = 60  # values to try, evenly spread over the records
FIRM_BARS = (0.08, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45)


def code(arguments, gold, bars):
    """[(records, events)] of the documents, without negated events."""
    command = [arguments.program, "--records", *map(str, bars), "--model", arguments.model]
    with open(arguments.documents, "rb") as documents:
        output = subprocess.run(command, stdin=documents, stdout=subprocess.PIPE, check=True).stdout
    pairs = []
    for one in map(common.loads, output.splitlines()):
        if one["id"] in gold:
            records = [r for r in one["records"] if not r[3] & NEGATION]
            pairs.append((records, [e for e in gold[one["id"]]["events"] if "negation" not in e["aux"]]))
    return pairs


def match(records, events):
    return common.match([(r[0], r[2], r[4], r[5]) for r in records], events)


def evidence(pairs):
    """The evidence for each record, and whether the whole record is right; records that match an optional label are skipped."""
    rows, right = [], []
    for records, events in pairs:
        of_record, _ = match(records, events)
        for i, record in enumerate(records):
            if i in of_record and events[of_record[i][0]]["opt"]:
                continue
            rows.append(record[6])
            right.append(i in of_record and of_record[i][1] == 3)
    return np.array(rows), np.array(right, dtype=float)


def regression(rows, right):
    """Weights of a logistic regression, by Newton's method on standardised columns; the first column is the constant 1 and is not regularised."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    mean[0], spread[0] = 0, 1
    scaled = (rows - mean) / spread
    weights = np.zeros(rows.shape[1])
    free = np.array([0] + [1] * (len(weights) - 1))
    for _ in range(60):
        p = logistic(scaled @ weights)
        slope = scaled.T @ (p - right) + RIDGE * weights * free
        curve = (scaled * (p * (1 - p))[:, None]).T @ scaled + np.eye(len(weights)) * RIDGE
        weights -= np.linalg.solve(curve, slope)
    found = weights / spread
    found[0] = weights[0] - (weights[1:] * mean[1:] / spread[1:]).sum()
    return found


def logistic(x):
    return 1 / (1 + np.exp(-x))


def rising_map(p, right):
    """The share of right records at each probability k / (POINTS - 1), by isotonic regression: pools neighbours until the share never falls."""
    pools = []  # sum of p, number right, number
    for i in np.argsort(p, kind="stable"):
        pools.append([p[i], right[i], 1.0])
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last)]
    at = [pool[0] / pool[2] for pool in pools]
    share = [(pool[1] + mean) / (pool[2] + 1) for pool, mean in zip(pools, at)]  # a pool of one record says little
    return np.maximum.accumulate(np.interp(np.linspace(0, 1, POINTS), at, share))


def confidence(rows, weights, points):
    """As src/event/decide.c has it."""
    raw = logistic(np.atleast_2d(rows) @ weights)
    return 0.98 * np.interp(raw, np.linspace(0, 1, len(points)), points) + 0.02 * raw


def politics(records):
    """How likely the article is to be about politics, which the program multiplies confidence by: a draft gives every record the confidence 0.5."""
    return np.array([r[7] for r in records]) / UNFITTED


def f1_of(pairs, kept):
    """F1 of category, of category and actor, and of the whole record, for the records that `kept` selects, and their number."""
    found, n, wanted = [0, 0, 0], 0, 0
    for (records, events), stays in zip(pairs, kept):
        rest = [r for r, stay in zip(records, stays) if stay]
        of_record, of_event = match(rest, events)
        n += sum(not (i in of_record and events[of_record[i][0]]["opt"]) for i in range(len(rest)))
        wanted += sum(not e["opt"] for e in events)
        for j, (_, level) in of_event.items():
            if not events[j]["opt"]:
                for k in range(level):
                    found[k] += 1
    return [common.f1(f, n, wanted) for f in found], n


class Fit:
    """Weights, map and threshold for one pair of thresholds of parties."""

    def __init__(self, arguments, gold, party, first_party):
        self.bars = [EVENT, party, first_party, arguments.telling, 0, 0]
        pairs = code(arguments, gold, self.bars)
        self.rows, self.right = evidence(pairs)
        if not len(self.rows):
            raise SystemExit("calibrate.py: the program codes nothing in the tuning fold")
        self.weights = regression(self.rows, self.right)
        self.map = rising_map(logistic(self.rows @ self.weights), self.right)
        sure = [confidence([r[6] for r in records], self.weights, self.map) * politics(records) if records else np.zeros(0) for records, _ in pairs]
        firm = [logistic(np.array([r[6][FIRM] for r in records])) for records, _ in pairs]
        self.table = []
        shares = np.quantile(np.concatenate(sure), np.linspace(0, 0.9, CONFIDENCE_BARS)) if pairs else []  # the map has flat parts, where a grid of values would be too coarse
        for low in FIRM_BARS:
            for bar in sorted({round(float(share), 4) for share in shares}):
                (what, who, whole), n = f1_of(pairs, [(np.asarray(c) >= bar) & (np.asarray(f) >= low) for c, f in zip(sure, firm)])
                self.table.append((what + who + whole, float(bar), low, n, what, who, whole))
        self.best = max(self.table, key=lambda row: (row[0], -row[1]))
        self.bars[4:] = self.best[1:3]

    def tell(self):
        for _, bar, low, n, what, who, whole in self.table[::5]:
            print(f"from {bar:.2f}, firm from {low:.2f}  records {n}  category {what:.3f}  and actor {who:.3f}  whole {whole:.3f}")
        sure = confidence(self.rows, self.weights, self.map)
        for low in (0.9, 0.8, 0.7, 0.6, 0.5):
            some = self.right[sure >= low]
            print(f"confidence from {low}: {len(some)} records" + (f", right {some.mean():.3f}" if len(some) else ""))
        print("bars", *(f"{bar:.2f}" for bar in self.bars))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", required=True, help="what gold.py align wrote")
    parser.add_argument("--documents", required=True, help="what gold.py documents wrote of the tuning fold")
    parser.add_argument("--program", required=True, help="event_dump")
    parser.add_argument("--model", required=True, help="what image.py wrote without a calibration")
    parser.add_argument("--telling", type=float, default=0.25, help="from which probability on an event is told in a way (future, negation, ...)")
    parser.add_argument("--quick", action="store_true", help="leave the bars of parties as they are")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    gold = {d["id"]: d for d in common.read_lines(arguments.gold) if d["fold"] == common.TUNING}
    best = None
    for bars in [USUAL] if arguments.quick else itertools.product(PARTY, FIRST_PARTY):
        fit = Fit(arguments, gold, *bars)
        print("bars of parties", *bars, " category %.3f  and actor %.3f  whole %.3f" % fit.best[4:], flush=True)
        if best is None or fit.best[0] > best.best[0] + CHANCE:
            best = fit
    best.tell()
    with open(arguments.out, "w", encoding="utf8") as file:
        json.dump(dict(bars=best.bars, weights=best.weights.tolist(), map=best.map.tolist()), file)


if __name__ == "__main__":
    main()
