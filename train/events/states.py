#!/usr/bin/env python3
"""states.py - trains the state model on the parties of labelled events.

    states.py slots --gold GOLD [--cases DOCUMENTS DUMP] --out SLOTS                                      the parties, for build/event_dump --slots
    states.py train --gold GOLD [--cases DOCUMENTS DUMP] --features FEATURES... --out STATES.npy [--all]  a conditional logit model over the features that event_dump gives for each candidate
    states.py measure --gold GOLD --features FEATURES                                                     how often the program's own model gives parties of the tuning fold a state, and the right one

src/event/state.h draws the model. A slot is [sentence, trigger, category, 0 actor or 1 recipient, head of the phrase or -1, head of the other party or -1]. FEATURES has a document a
line, with for each of its slots the candidates, each a state ("" for none) and its buckets, and which of them the program's own model takes. --all learns from the tuning fold too.
--cases are what sets.py documents wrote and event_dump made of it: the cases of tests/ say whose the parties of a sentence alone are.
"""
import argparse
import collections
import json
import random

import common
import sets

BUCKETS = 1 << 17  # STATE_BUCKETS
NONE = -1
ROLES = (("a", "r"), ("r", "a"))  # for each role: its own list, the other's


def slots_of_role(event, role, heads):
    """[(head or NONE, head of the other party, states that are right)]; a party that the sentence does not name counts only if no party of its role is named."""
    own, other = ROLES[role]
    among_themselves = len(event["a"]) > 1 and not event["r"]

    def head_of(party):
        return NONE if party[3] is None else heads[party[3]]

    def first(found):
        return next(found, NONE)

    others = first(head_of(p) for p in event[other] if p[3] is not None)
    if not event[own] and not (role == 1 and len(event["a"]) > 1):
        return [(NONE, others, {""})]
    codes = collections.defaultdict(set)
    for party in event[own]:
        codes[head_of(party)].add(party[0])
    found = []
    for head, right in codes.items():
        if head == NONE and len(codes) > 1:
            continue
        if role == 0 and among_themselves:
            others = first(h for h in map(head_of, event[own]) if h not in (NONE, head))
        found.append((head, others, right))
    return found


def silent_partner(event, heads):
    """For a reciprocal event with only some parties named in the sentence: the others as a recipient without words, as in the program."""
    named = [heads[p[3]] for p in event["a"] if p[3] is not None]
    silent = {p[0] for p in event["a"] if p[3] is None}
    return [(NONE, named[0], silent)] if len(event["a"]) > 1 and not event["r"] and named and silent else []


def slots_of(document):
    """[(slot, states that are right, optional)]"""
    found = []
    for event in document["events"]:
        heads = [m[0] for m in document["sents"][event["sent"]]["men"]]
        for role in range(2):
            partners = silent_partner(event, heads) if role == 1 else []
            for head, other, right in slots_of_role(event, role, heads) + partners:
                found.append(([event["sent"], event["tok"], event["cat"], role, head, other], right, event["opt"]))
    return found


def case_codes(cell):
    """"KAZ.GOV, IND" -> states; "-" means nobody, ".REB" somebody without a state"""
    return [part.strip().split(".")[0] for part in cell.split(",")] if cell.strip() != "-" else []


def slots_of_case(row, document):
    """The same for a case, if it has as many parties as the matching proposal."""
    found = []
    aligner = sets.Aligner(row, document)
    for categories, rest in row["events"]:
        at, proposal = next(((at, p) for at, p in aligner.proposals if aligner.told_by(at, p, categories, rest)), (None, None))
        if proposal is None:
            continue
        aligner.used.add((at, proposal[0]))
        heads = {m[0] for m in document["sents"][at]["men"]}
        tokens = [[t for t in proposal[k] if t in heads] for k in (7, 8)]
        for role, key in enumerate(("actor", "recipient")):
            if key not in rest:
                continue
            codes, own = case_codes(rest[key]), tokens[role]
            other = (tokens[1 - role] + [NONE])[0]
            if not own and not codes and not (role == 1 and len(tokens[0]) > 1):
                found.append(([at, proposal[0], proposal[3], role, NONE, other], {""}, False))
            elif len(own) == len(codes):
                found += [([at, proposal[0], proposal[3], role, head, other if other != NONE else next((t for t in own if t != head), NONE)], set(codes), False) for head in own]
    return found


def cases(paths):
    """document -> [(slot, states that are right, optional)]"""
    if not paths:
        return {}
    rows = {row["id"]: row for row in common.read_lines(paths[0]) if row["kind"] == "case"}
    return {d["id"]: slots_of_case(rows[d["id"]], d) for d in common.read_dump(paths[1], rows)}


def documents(path):
    return (d for d in common.read_lines(path) if d["fold"] != common.KEPT)


def write_slots(arguments):
    slots = {d["id"]: [slot for slot, _, _ in slots_of(d)] for d in documents(arguments.gold)}
    slots.update((id, [slot for slot, _, _ in found]) for id, found in cases(arguments.cases).items())
    with open(arguments.out, "w", encoding="utf8") as file:
        json.dump(slots, file)
    print(sum(map(len, slots.values())), "parties")


def read_slots(arguments):
    """Training and tuning slots: dict(candidates, right: indices of the right ones, codes, named: whether the party has words, optional)"""
    parties = {d["id"]: (d["fold"], slots_of(d)) for d in documents(arguments.gold)}
    parties.update((id, (None, found)) for id, found in cases(arguments.cases).items())
    learn, tune = [], []
    for one in (one for path in arguments.features for one in common.read_lines(path) if one["id"] in parties):
        fold, slots = parties[one["id"]]
        for (slot, codes, optional), candidates, chosen in zip(slots, one["slots"], one["chosen"]):
            right = [i for i, c in enumerate(candidates) if c[0] in codes]
            item = dict(candidates=candidates, right=right, codes=codes, named=slot[4] != NONE, optional=optional, chosen=chosen)
            if fold == common.TUNING:
                tune.append(item)
            if right and (fold != common.TUNING or arguments.all): # nothing to learn if the right state is not a candidate
                learn.append(item)
    return learn, tune


def scores(torch, weights, batch):
    """[slots][candidates]; slots with fewer candidates are padded with very low scores"""
    buckets, starts, places = [], [], []
    for i, item in enumerate(batch):
        for k, candidate in enumerate(item["candidates"]):
            starts.append(len(buckets))
            buckets += candidate[1:]
            places.append((i, k))
    sums = weights(torch.tensor(buckets), torch.tensor(starts))[:, 0]
    table = torch.full((len(batch), max(len(item["candidates"]) for item in batch)), -1e9)
    at = torch.tensor(places)
    table[at[:, 0], at[:, 1]] = sums
    return table


def figures(torch, weights, items):
    """Accuracy of the state for parties with words in the sentence and for the others, and for those that have a state."""
    counts = collections.Counter()
    firm = [item for item in items if not item["optional"]]
    with torch.no_grad():
        for at in range(0, len(firm), 256):
            batch = firm[at:at + 256]
            for item, best in zip(batch, scores(torch, weights, batch).argmax(1).tolist()):
                code, named = item["candidates"][best][0], item["named"]
                counts[named] += 1
                counts[named, "right"] += code in item["codes"]
                if named and item["codes"] - {""}:
                    counts["state"] += 1
                    counts["state", "right"] += code in item["codes"] - {""}
    return "right: named %.3f, not named %.3f, of those with a state %.3f" % tuple(counts[k, "right"] / max(1, counts[k]) for k in (True, False, "state"))


def loss_of(torch, weights, batch):
    likely = torch.log_softmax(scores(torch, weights, batch), 1)
    barred = torch.full_like(likely, -1e9)
    for i, item in enumerate(batch):
        barred[i, item["right"]] = 0
    worth = torch.tensor([0.5 if item["optional"] else 1.0 for item in batch])
    return -(torch.logsumexp(likely + barred, 1) * worth).mean()


def train(arguments):
    import numpy
    import torch
    common.settle(arguments.seed)
    learn, tune = read_slots(arguments)
    print(len(learn), "parties to learn from,", len(tune), "to tune on", flush=True)
    weights = torch.nn.EmbeddingBag(BUCKETS, 1, mode="sum")
    torch.nn.init.zeros_(weights.weight)
    optimizer = torch.optim.Adagrad(weights.parameters(), lr=0.06)
    for epoch in range(arguments.epochs):
        random.shuffle(learn)
        total = 0
        for at in range(0, len(learn), 128):
            loss = loss_of(torch, weights, learn[at:at + 128])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            with torch.no_grad():
                weights.weight *= 0.9997
        print(f"epoch {epoch}  loss {total * 128 / max(1, len(learn)):.4f}  {figures(torch, weights, tune)}", flush=True)
    numpy.save(arguments.out, weights.weight.detach().numpy()[:, 0])


def measure(arguments):
    """For parties of the tuning fold: the share of named parties with a labelled state that get a state, the share of these that get the right one, and the accuracy for parties without words."""
    arguments.all, arguments.cases = False, None
    tune = [item for item in read_slots(arguments)[1] if not item["optional"]]
    own = [(item["candidates"][item["chosen"]][0], item["codes"] - {""}) for item in tune if item["named"] and item["codes"] - {""}]
    given = [(code, codes) for code, codes in own if code]
    silent = [item["candidates"][item["chosen"]][0] in item["codes"] for item in tune if not item["named"]]
    print(f"parties with a state {len(own)}  given one {len(given) / len(own):.3f}  of those right {sum(code in codes for code, codes in given) / len(given):.3f}"
          f"  not named in the sentence {len(silent)}  right {sum(silent) / len(silent):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("slots", write_slots), ("train", train), ("measure", measure)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--gold", required=True, help="what gold.py align wrote")
        if name != "measure":
            command.add_argument("--cases", nargs=2, help="what sets.py documents wrote, and event_dump of it")
            command.add_argument("--out", required=True)
        if name != "slots":
            command.add_argument("--features", nargs="+", required=True, help="what event_dump --slots wrote")
        if name == "train":
            command.add_argument("--all", action="store_true", help="learn from the tuning fold too")
            command.add_argument("--epochs", type=int, default=6)
            command.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.function(arguments)


if __name__ == "__main__":
    main()
