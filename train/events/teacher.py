#!/usr/bin/env python3
"""teacher.py - trains a large network on labelled news, and labels further news with it.

    teacher.py train --encoder FOLDER --gold GOLD --out TEACHER.pt [--epochs N] [--rate R] [--start TEACHER.pt]
    teacher.py label --encoder FOLDER --model TEACHER.pt --dump DUMP --out SILVER [--part K/N]

FOLDER holds an encoder as get.sh lays it down: BERT-base or all-MiniLM-L6-v2. It reads a title, the end of the sentence before and then as many sentences as fit, and is fine-tuned to
say of each word which category it tells, if any, how it is told, and of each phrase of the sentence whether it is actor or recipient. `train` learns from all folds but the two that
are kept aside and prints how it does on the tuning fold. `label` never labels a document of either of these; several processes can label a part each.

SILVER has a document a line: "id", and "words" with [sentence, token, probability of none and the categories, of the ways of telling, {head of a phrase: neither, actor, recipient}].
"""
import argparse
import itertools
import time

import torch
import torch.nn.functional as F
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface, BertModel, BertTokenizerFast
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

import common
import units

CLASSES = len(common.CATEGORIES) + 1
WINDOW, TITLE, BEFORE, MARGIN = 384, 40, 50, 60  # word pieces: in a window, for the title and the preceding sentence in it, and the reserve that a sentence leaves free
BATCH, BATCH_LABELLED = 2048, 4096  # word pieces in a batch
LENGTHS = 32  # windows are padded to a multiple of this, because products of matrices are prepared anew for each length
GROUP = 24  # documents labelled in one step
SCORED, LABELLED = 0.15, 0.02  # the least probability of an event for which parties are predicted
PAIR, BILINEAR = 192, 128
DROPOUT = 0.1  # in the encoder
HEADS = 10  # learning rate of the heads relative to the encoder's


class Teacher(nn.Module):
    """An encoder with heads for words and for pairs of a word and a phrase."""

    def __init__(self, encoder):
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.category = nn.Sequential(nn.Dropout(0.1), nn.Linear(size, size), nn.GELU(), nn.Linear(size, CLASSES))
        self.telling = nn.Sequential(nn.Linear(size, 128), nn.GELU(), nn.Linear(128, len(common.TELLING)))
        self.trigger = nn.Linear(size, PAIR)
        self.phrase = nn.Linear(size, PAIR)
        self.trigger_product = nn.Linear(size, BILINEAR)
        self.phrase_product = nn.Linear(size, BILINEAR * 2)
        self.distance = nn.Embedding(32, PAIR)
        self.frame = nn.Embedding(4, PAIR)
        self.pair_category = nn.Embedding(CLASSES, PAIR)
        self.role = nn.Linear(PAIR, 3)

    def states(self, batch):
        ids, mask = padded(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return states.float()

    def roles(self, trigger, phrase, distance, frame, category):
        """States of triggers and phrases [pairs][size] -> scores of neither, actor, recipient"""
        hidden = F.gelu(self.trigger(trigger) + self.phrase(phrase) + self.distance(distance) + self.frame(frame) + self.pair_category(category))
        product = (self.trigger_product(trigger).unsqueeze(1) * self.phrase_product(phrase).view(-1, 2, BILINEAR)).sum(-1) / 11.3
        return self.role(hidden) + torch.cat([torch.zeros_like(product[:, :1]), product], 1)


AttentionInterface.register("fast", units.attend)
AttentionMaskInterface.register("fast", ALL_MASK_ATTENTION_FUNCTIONS["eager"])


def open_encoder(folder, attention):
    return BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation=attention), BertTokenizerFast.from_pretrained(folder)


# ---- windows of text

def pieces_of(document, tokenizer):
    """For each sentence, the ids of its word pieces, and token -> its first piece."""
    text = document["text"].encode()
    found = []
    for sentence in document["sents"]:
        words = [text[t[0]:t[1]].decode("utf8", "ignore") for t in sentence["tok"]]
        ids, first = [], {}
        if words:
            encoded = tokenizer(words, is_split_into_words=True, add_special_tokens=False)
            ids = encoded["input_ids"][:WINDOW - MARGIN]
            for place, word in enumerate(encoded.word_ids()):
                if word not in first and place < WINDOW - MARGIN:
                    first[word] = place
        found.append((ids, first))
    return found


def windows(document, tokenizer):
    """The encoder's inputs: dict(document, ids, first: {(sentence, token): position})"""
    pieces = pieces_of(document, tokenizer)
    sentences = document["sents"]
    begin, end = [tokenizer.cls_token_id], [tokenizer.sep_token_id]
    title = [i for s, (ids, _) in zip(sentences, pieces) if s["part"] == "title" for i in ids][:TITLE]
    found, at = [], 0
    while at < len(pieces):
        ids, first, start = list(begin), {}, at
        if sentences[at]["part"] != "title" and title:
            ids += title + end
        if at > 0 and sentences[at - 1]["part"] != "title":
            ids += pieces[at - 1][0][-BEFORE:] + end
        while at < len(pieces) and (at == start or len(ids) + len(pieces[at][0]) < WINDOW):
            for token, place in pieces[at][1].items():
                first[at, token] = len(ids) + place
            ids += pieces[at][0]
            at += 1
        found.append(dict(document=document, ids=ids + end, first=first))
    return found


def padded(batch):
    longest = -(-max(len(w["ids"]) for w in batch) // LENGTHS) * LENGTHS
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    for i, window in enumerate(batch):
        ids[i, :len(window["ids"])] = torch.tensor(window["ids"])
        mask[i, :len(window["ids"])] = 1
    return ids, mask


def window_batches(items, most, shuffle=True):
    return common.batches(items, lambda w: len(w["ids"]), most, shuffle, blur=8)


# ---- targets

def distance_row(distance):
    """As in src/event/features.c."""
    far = abs(distance)
    row = far if far < 8 else next((8 + k for k, border in enumerate((12, 16, 24, 32)) if far < border), 12)
    return row if distance >= 0 else 16 + row


def frame_row(sentence, token, head):
    """The frames' proposal for a word and a phrase: 0 none for the word, 1 none for the phrase, 2 actor, 3 recipient."""
    for proposal in sentence["prop"]:
        if proposal[0] == token and proposal[4] != 1:
            return 2 if head in proposal[7] else 3 if head in proposal[8] else 1
    return 0


def add_targets(window):
    """The targets of a window, as tensors; words of a trigger other than its head are left out."""
    document, first = window["document"], window["first"]
    words, aside, telling, pairs = {}, set(), [], []
    for event in document["events"]:
        key = (event["sent"], event["tok"])
        if key not in first:
            continue
        aside.update(first[event["sent"], i] for i in event["span"] if i != event["tok"] and (event["sent"], i) in first)
        place = first[key]
        target = torch.tensor(common.category_target(event))
        words[place] = (words[place] + target) / 2 if place in words else target
        telling.append((place, common.telling_target(event)))
        sentence, roles = document["sents"][event["sent"]], common.roles_of(event)
        for k, mention in enumerate(sentence["men"]):
            head = mention[0]
            if (event["sent"], head) in first:
                pairs.append((place, first[event["sent"], head], distance_row(head - event["tok"]), frame_row(sentence, event["tok"], head), event["cat"], roles.get(k, 0)))
    nothing = torch.zeros(CLASSES)
    nothing[0] = 1
    window["places"] = [p for p in first.values() if p in words or p not in aside]
    window["words"] = [words.get(p, nothing) for p in window["places"]]
    window["telling"], window["pairs"] = telling, pairs


def loss_of(model, batch):
    states = model.states(batch)
    words = torch.tensor([(i, place) for i, w in enumerate(batch) for place in w["places"]])
    wanted = torch.stack([target for w in batch for target in w["words"]])
    scores = model.category(states[words[:, 0], words[:, 1]])
    loss = -(wanted * F.log_softmax(scores, -1)).sum(-1).mean() * 6
    telling = [(i, place) for i, w in enumerate(batch) for place, _ in w["telling"]]
    if telling:
        at = torch.tensor(telling)
        wanted = torch.tensor([target for w in batch for _, target in w["telling"]])
        loss = loss + 0.3 * F.binary_cross_entropy_with_logits(model.telling(states[at[:, 0], at[:, 1]]), wanted)
    pairs = [(i, *pair) for i, w in enumerate(batch) for pair in w["pairs"]]
    if pairs:
        at = torch.tensor(pairs)
        loss = loss + F.cross_entropy(model.roles(states[at[:, 0], at[:, 1]], states[at[:, 0], at[:, 2]], at[:, 3], at[:, 4], at[:, 5]), at[:, 6])
    return loss


# ---- use

def predict_window(model, window, states, least):
    """{(sentence, token): (probabilities, ways of telling, {head: roles})} of the words that are an event with at least the probability `least`"""
    keys = list(window["first"])
    places = list(window["first"].values())
    own = states[torch.tensor(places, dtype=torch.long)]
    probabilities, telling = F.softmax(model.category(own), -1), torch.sigmoid(model.telling(own))
    found, asked = {}, []
    for row, (at, token) in enumerate(keys):
        if 1 - probabilities[row, 0] <= least:
            continue
        found[at, token] = (probabilities[row].tolist(), telling[row].tolist(), {})
        sentence, category = window["document"]["sents"][at], int(probabilities[row, 1:].argmax()) + 1
        for head in dict.fromkeys(m[0] for m in sentence["men"]):
            if (at, head) in window["first"]:
                asked.append((at, token, head, places[row], window["first"][at, head], distance_row(head - token), frame_row(sentence, token, head), category))
    if asked:
        rows = torch.tensor([a[3:] for a in asked])
        roles = F.softmax(model.roles(states[rows[:, 0]], states[rows[:, 1]], rows[:, 2], rows[:, 3], rows[:, 4]), -1)
        for (at, token, head, *_), p in zip(asked, roles.tolist()):
            found[at, token][2][head] = p
    return found


@torch.no_grad()
def predict(model, items, least):
    """document -> the combined results of predict_window for its windows"""
    model.eval()
    found = {}
    for batch in window_batches(items, BATCH_LABELLED, shuffle=False):
        states = model.states(batch)
        for i, window in enumerate(batch):
            found.setdefault(window["document"]["id"], {}).update(predict_window(model, window, states[i], least))
    model.train()
    return found


def train(arguments):
    encoder, tokenizer = open_encoder(arguments.encoder, "fast")
    units.replace_dropout(encoder, DROPOUT)
    model = Teacher(encoder)
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start, weights_only=True))
    items, tuning = [], []
    for document in common.read_lines(arguments.gold):
        if document["fold"] == common.TUNING:
            tuning.append(document)
        elif document["fold"] != common.KEPT:
            items += windows(document, tokenizer)
    for window in items:
        add_targets(window)
    items = [w for w in items if w["places"]]
    print(len(items), "windows to learn from;", len(tuning), "documents to tune on", flush=True)
    old = list(model.encoder.parameters())
    new = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW([dict(params=old, lr=arguments.rate), dict(params=new, lr=HEADS * arguments.rate)], weight_decay=0.01, fused=True)
    steps = arguments.epochs * len(window_batches(items, BATCH))
    rates = common.schedule(optimizer, steps, warm=0.1, least=0.02)
    begun, step = time.time(), 0
    for epoch in range(arguments.epochs):
        total, n = 0, 0
        for batch in window_batches(items, BATCH):
            loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            rates.step()
            total, n, step = total + loss.item(), n + 1, step + 1
            if step % 300 == 0:
                torch.save(model.state_dict(), arguments.out + ".part")
            if step % 50 == 0:
                print(f"step {step} of {steps}  loss {total / n:.3f}  {time.time() - begun:.0f} s", flush=True)
        torch.save(model.state_dict(), arguments.out)
        figures = common.report_of(predict(model, [w for d in tuning for w in windows(d, tokenizer)], SCORED), tuning)
        print(f"epoch {epoch}  {figures}  {time.time() - begun:.0f} s", flush=True)


def silver_of(arguments, model, tokenizer):
    begun = time.time()
    documents = (d for d in common.read_dump(arguments.dump) if common.fold(d["id"]) != common.KEPT)
    part, parts = map(int, arguments.part.split("/"))
    for n in itertools.count(1):
        group = list(itertools.islice(documents, GROUP))
        if not group:
            return
        if n % parts != part % parts:
            continue
        if n // parts % 50 == 0:
            print(n // parts * GROUP, f"documents {time.time() - begun:.0f} s", flush=True)
        found = predict(model, [w for d in group for w in windows(d, tokenizer)], LABELLED)
        for document in group:
            own = found.get(document["id"], {})
            words = [[at, token, rounded(p), rounded(telling), {str(head): rounded(role) for head, role in roles.items()}] for (at, token), (p, telling, roles) in own.items()]
            yield dict(id=document["id"], words=words)


def rounded(numbers):
    return [round(x, 4) for x in numbers]


def label(arguments):
    encoder, tokenizer = open_encoder(arguments.encoder, "sdpa")
    model = Teacher(encoder)
    model.load_state_dict(torch.load(arguments.model, weights_only=True))
    model.encoder.bfloat16()  # autocast would convert the weights anyway; this does it once
    print(common.write_lines(arguments.out, silver_of(arguments, model, tokenizer)), "documents labelled")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("train", train), ("label", label)):
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--encoder", required=True, help="folder of the pre-trained encoder")
        command.add_argument("--out", required=True)
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--threads", type=int, default=1)
        if name == "train":
            command.add_argument("--gold", required=True, help="what gold.py align wrote")
            command.add_argument("--epochs", type=int, default=4)
            command.add_argument("--rate", type=float, default=5e-5, help="of the encoder's weights")
            command.add_argument("--start", help="go on from these weights")
        else:
            command.add_argument("--model", required=True)
            command.add_argument("--dump", required=True, help="what event_dump wrote of the unlabelled documents")
            command.add_argument("--part", default="1/1", metavar="K/N", help="label every Nth group of documents, from the Kth")
    arguments = parser.parse_args()
    common.settle(arguments.seed, arguments.threads)
    arguments.function(arguments)


if __name__ == "__main__":
    main()
