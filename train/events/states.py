#!/usr/bin/env python3
"""states.py - the parties of labelled events in, weights that say whose state a party is of out.

    states.py slots --gold GOLD --out SLOTS                                      the parties, for build/event_dump --slots
    states.py train --gold GOLD --features FEATURES --out STATES.npy [--all]     a conditional logit model over what event_dump says of each candidate

src/event/state.h draws the model. A slot is [sentence, trigger, category, 0 actor or 1 recipient, head of the phrase or -1, head of the other party or -1]. FEATURES has a document a
line, with for each of its slots the candidates, each a state ("" for none) and its buckets. --all learns from the tuning fold too.
"""
import argparse
import collections
import json
import random

import common

BUCKETS = 1 << 17  # STATE_BUCKETS
NONE = -1
ROLES = (("a", "r"), ("r", "a"))  # of each role: itself, the other


def slots_of_role(event, role, heads):
    """[(head or NONE, head of the other party, states that are right)]; a party without words in the sentence counts only where none of its role has any."""
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
    """Of an event among several of whom the sentence names some: the others, as a recipient without words, which is how the program asks for them."""
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


def documents(path):
    return (d for d in common.read_lines(path) if d["fold"] != common.KEPT)


def write_slots(arguments):
    slots = {d["id"]: [slot for slot, _, _ in slots_of(d)] for d in documents(arguments.gold)}
    with open(arguments.out, "w", encoding="utf8") as file:
        json.dump(slots, file)
    print(sum(map(len, slots.values())), "parties")


def read_slots(arguments):
    """Slots to learn from and slots to tune on: dict(candidates, right: their numbers, codes, named: whether the party has words, optional)"""
    gold = {d["id"]: d for d in documents(arguments.gold)}
    learn, tune = [], []
    for one in common.read_lines(arguments.features):
        if one["id"] not in gold:
            continue
        document = gold[one["id"]]
        for (slot, codes, optional), candidates in zip(slots_of(document), one["slots"]):
            right = [i for i, c in enumerate(candidates) if c[0] in codes] or [0]
            item = dict(candidates=candidates, right=right, codes=codes, named=slot[4] != NONE, optional=optional)
            if document["fold"] == common.TUNING:
                tune.append(item)
            if document["fold"] != common.TUNING or arguments.all:
                learn.append(item)
    return learn, tune


def scores(torch, weights, batch):
    """[slots][candidates]; where a slot has fewer, the rest is far below"""
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
    """How often the state is right, of parties with words in the sentence and of the others; of those that have a state, how often."""
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("slots", write_slots), ("train", train)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--gold", required=True, help="what gold.py align wrote")
        command.add_argument("--out", required=True)
        if name == "train":
            command.add_argument("--features", required=True, help="what event_dump --slots wrote")
            command.add_argument("--all", action="store_true", help="learn from the tuning fold too")
            command.add_argument("--epochs", type=int, default=6)
            command.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.function(arguments)


if __name__ == "__main__":
    main()
