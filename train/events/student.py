#!/usr/bin/env python3
"""student.py - trains the event network on labelled news, older data sets and news labelled by the teacher.

    student.py --gold GOLD --dump DUMP --out NETWORK.pt [--sets SETS SETS_DUMP] [--silver SILVER SILVER_DUMP] [--encoder FOLDER] [--epochs N] ...
    student.py --gold GOLD --dump DUMP --out NETWORK.pt --average NETWORK.pt...

The network is that of src/event/net.h, in floats; image.py quantises it to integers. DUMP is the output of event_dump --states. Nothing is trained on the labels of the two
folds that are kept aside, nor on other texts of the held-out one (--all takes the tuning fold in); how the network does on the tuning fold is printed each epoch. FOLDER holds the encoder whose vectors of word pieces the dictionary
begins with; without it the beginning is drawn. --average takes the mean of the weights of networks that were trained on from the same one (Wortsman et al., "Model soups", ICML 2022),
and trains only the layer of modes. The dictionary has the lemmas that the dumps have three times, without the documents kept aside.
"""
import argparse
import base64
import collections
import math
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import common
import units
from units import soft_sign

CLASSES = len(common.CATEGORIES) + 1
ROWS, PAIR_ROWS = 2 + len(common.WORD_TABLES), len(common.PAIR_TABLES)  # of a word, and of a word and a phrase
PAIR_CATEGORY = 6  # which of them is the category's
BATCH, BATCH_TUNING = 3072, 4096  # words at once
ASKED = 0.15  # from which probability of an event its parties are asked for
SETS_TIMES, CASE_TIMES = 6, 6  # how often the public sets and our cases are learnt: they are few beside the news
BRIEF_MOST, PLACE_ROW, BRIEF_DEPTH = 3, 7, 7  # sentences of a brief; the row of a word's place, whose bits from the fifth on are the depth; a depth that no sentence has
OWN_TIMES = 4  # how often the two pages of our own are learnt
TELLING_WEIGHT = 1.5
MODE_EPOCHS, MODE_RATE, MODE_BATCH = 20, 4e-3, 256


# ---- the network

def mapped(layer, x):
    """A linear map of many words, in bfloat16; the program will have it in eight bits."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return layer(x).float()


class Layer(nn.Module):
    """A simple recurrent unit in both directions, half of the width each."""

    def __init__(self, width):
        super().__init__()
        self.map = nn.Linear(width, 3 * width)
        nn.init.normal_(self.map.weight, 0, 1.2 / math.sqrt(width))
        nn.init.zeros_(self.map.bias)
        with torch.no_grad():
            bias = self.map.bias.view(2, 3, width // 2)
            bias[:, 1] = 0.5
            bias[:, 2] = 0.3

    def forward(self, x, sizes):
        """[sentences][words][width]; of each sentence the first words are there, as many as its size says."""
        return units.Scan.apply(x, mapped(self.map, x), sizes)


def mode_mask():
    """[category][mode]: 0 for the modes of a category, minus infinity for all others."""
    mask = torch.full((CLASSES, len(common.MODES)), -math.inf)
    for k, (category, _) in enumerate(common.MODES):
        mask[category, k] = 0
    return mask


MODES_OF = mode_mask()


def mode_scores(scores, categories):
    """Scores of all modes -> those of the category's modes, and 0 for none in front."""
    return F.pad(scores + MODES_OF[categories], (1, 0))


def begins(sizes):
    """Where each of some tables begins that lie one behind the other."""
    return torch.tensor([0] + list(np.cumsum(sizes)[:-1]))


class Student(nn.Module):
    def __init__(self, words, embed, layers, hidden, pair, dropout=0.0, forgotten=0.0):
        super().__init__()
        width = embed + common.STATES
        sizes = [words, words] + common.WORD_TABLES
        self.forgotten = forgotten
        self.begins, self.pair_begins = begins(sizes), begins(common.PAIR_TABLES)
        self.rows = nn.EmbeddingBag(sum(sizes), embed, mode="sum")
        nn.init.normal_(self.rows.weight, 0, 0.12)
        self.layers = nn.ModuleList([Layer(width) for _ in range(layers)])
        self.hidden = nn.Linear(width, hidden)
        self.word = nn.Linear(hidden, CLASSES + len(common.TELLING))
        self.mode_hidden = nn.Linear(width, pair)
        self.mode = nn.Linear(pair, len(common.MODES))
        self.trigger = nn.Linear(width, pair)
        self.phrase = nn.Linear(width, pair, bias=False)
        self.pair_rows = nn.EmbeddingBag(sum(common.PAIR_TABLES), pair, mode="sum")
        nn.init.normal_(self.pair_rows.weight, 0, 0.1)
        self.role = nn.Linear(pair, 3)
        self.drop = units.Dropout(dropout)

    def forget_words(self, rows):
        """Some words, and heads apart from them, stand for words that the dictionary does not have."""
        rows = rows.clone()
        for column in range(2):
            gone = torch.rand(rows.shape[:2]) < self.forgotten
            rows[..., column] = torch.where(gone, torch.full_like(rows[..., column], common.UNKNOWN), rows[..., column])
        return rows

    def encode(self, rows, states, sizes):
        n, words, _ = rows.shape
        if self.training and self.forgotten > 0:
            rows = self.forget_words(rows)
        embedded = soft_sign(self.rows((rows + self.begins).view(n * words, -1)).view(n, words, -1))
        x = torch.cat([self.drop(embedded), self.drop(states)], -1)
        for layer in self.layers:
            x = self.drop(layer(x, sizes))
        return x

    def words(self, x):
        return self.word(self.drop(soft_sign(mapped(self.hidden, x))))

    def modes(self, x):
        return self.mode(self.drop(soft_sign(self.mode_hidden(x))))

    def roles(self, trigger, phrase, rows):
        return self.role(self.drop(soft_sign(self.trigger(trigger) + self.phrase(phrase) + self.pair_rows(rows + self.pair_begins))))


# ---- the dictionary

class Dictionary:
    """Keys of lemmas -> rows."""

    def __init__(self, keys):
        self.keys = keys
        self.row_of = {key: common.FIRST_WORD + i for i, key in enumerate(keys)}

    def row(self, key):
        return key if key < common.FIRST_WORD else self.row_of.get(key, common.UNKNOWN)

    def __len__(self):
        return common.FIRST_WORD + len(self.keys)


def count_words(dumps):
    """The keys of the lemmas that are in some dumps three times, the most frequent first, and how they are written. Lemmas that no label speaks of are worth
    having, too: they begin with an encoder's vectors, near words that labels do speak of."""
    counts, written = collections.Counter(), {}
    for dump in dumps:
        for document in common.read_dump(dump):
            if common.fold(document["id"]) == common.KEPT:
                continue
            for sentence in document["sents"]:
                for row, token in zip(sentence["rows"], sentence["tok"]):
                    counts[row[0]] += 1
                    written[row[0]] = token[9]
    keys = [key for key, n in counts.most_common() if n >= 3 and key >= common.FIRST_WORD]
    return keys, [written[key] for key in keys]


def vectors_of(strings, folder, size):
    """An encoder's vectors of word pieces, averaged over the pieces of a lemma, brought to `size` dimensions."""
    from safetensors.numpy import load_file
    from transformers import BertTokenizerFast
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    weights = load_file(folder + "/model.safetensors")["embeddings.word_embeddings.weight"]
    vectors = np.zeros((len(strings), weights.shape[1]), dtype=np.float32)
    for i, one in enumerate(strings):
        pieces = tokenizer(one, add_special_tokens=False)["input_ids"][:6] or [tokenizer.unk_token_id]
        vectors[i] = weights[pieces].mean(0)
    vectors -= vectors.mean(0)
    axes = np.linalg.svd(vectors[:20000], full_matrices=False)[2]
    found = np.zeros((len(strings), size), dtype=np.float32)
    found[:, :len(axes[:size])] = vectors @ axes[:size].T
    return found / found.std()


def begin_with(model, vectors, words):
    """The rows of words as such, and more faintly those of words as heads, begin with the vectors."""
    vectors = torch.from_numpy(vectors.astype(np.float32))
    with torch.no_grad():
        model.rows.weight[common.FIRST_WORD:words] = vectors * 0.17
        model.rows.weight[words + common.FIRST_WORD:2 * words] = vectors[:, torch.randperm(vectors.shape[1])] * 0.08


# ---- sentences

def sentence_of(document, at, dictionary, tagged):
    """A sentence of a dump as arrays; "pairs" is trigger -> rows of all heads. Tagged, the sentences of briefs have a depth of their own."""
    sentence = document["sents"][at]
    n = len(sentence["tok"])
    rows = np.array(sentence["rows"], dtype=np.int64).reshape(n, ROWS)
    for column in range(2):
        rows[:, column] = [dictionary.row(int(key)) for key in rows[:, column]]
    if tagged and len(document["sents"]) <= BRIEF_MOST:
        rows[:, PLACE_ROW] = rows[:, PLACE_ROW] % 16 + 16 * BRIEF_DEPTH
    return dict(document=document["id"], at=at, size=n, rows=rows.astype(np.int32),
                states=np.frombuffer(base64.b64decode(sentence["x"]), dtype=np.uint8).reshape(n, common.STATES),
                mention_heads=[m[0] for m in sentence["men"]], heads=sorted({m[0] for m in sentence["men"]}),
                pairs={p[0]: np.array(p[1], dtype=np.int32).reshape(-1, PAIR_ROWS) for p in sentence["pairs"]})


class Targets:
    """What is to be learnt of a sentence: words {token: probabilities}, telling [(token, ways)], modes [(token, category, which mode)], pairs [(token, which head, category, roles)],
    tokens of which nothing is known."""

    def __init__(self):
        self.words, self.telling, self.modes, self.pairs, self.aside = {}, [], [], [], set()


def gold_targets(item, events):
    targets = Targets()
    for event in events:
        token = event["tok"]
        targets.aside.update(i for i in event["span"] if i != token)
        target = np.array(common.category_target(event), dtype=np.float32)
        targets.words[token] = (targets.words[token] + target) / 2 if token in targets.words else target
        targets.telling.append((token, common.telling_target(event)))
        mode = common.mode_target(event)
        if mode is not None:
            targets.modes.append((token, event["cat"], mode))
        if token not in item["pairs"]:
            continue
        roles = {item["heads"].index(item["mention_heads"][mention]): role for mention, role in sorted(common.roles_of(event).items(), key=lambda x: -x[1])}
        known = {item["heads"].index(item["mention_heads"][mention]) for mention in event.get("known", range(len(item["mention_heads"])))}
        for k in sorted(known):
            role = [0.0, 0.0, 0.0]
            role[roles.get(k, 0)] = 1.0
            targets.pairs.append((token, k, event["cat"], role))
    return targets


def silver_targets(item, words):
    """Of a sentence's words as teacher.py label wrote them."""
    targets = Targets()
    for _, token, probabilities, telling, roles in words:
        targets.words[token] = np.array(probabilities, dtype=np.float32)
        if 1 - probabilities[0] <= ASKED:
            continue
        targets.telling.append((token, telling))
        if token in item["pairs"]:
            category = int(np.argmax(probabilities[1:])) + 1
            targets.pairs += [(token, item["heads"].index(int(head)), category, role) for head, role in roles.items() if int(head) in item["heads"]]
    return targets


def packed(item, targets, weight):
    """A sentence to learn from: the targets as arrays, made once. What is not needed any more is left out."""
    rows = np.zeros((len(targets.pairs), PAIR_ROWS), dtype=np.int32)
    for i, (token, k, category, _) in enumerate(targets.pairs):
        rows[i] = item["pairs"][token][k]
        rows[i, PAIR_CATEGORY] = category
    return dict(size=item["size"], rows=item["rows"], states=item["states"], weight=weight,
                word_at=np.array(list(targets.words), dtype=np.int64),
                word_targets=np.array(list(targets.words.values()), dtype=np.float32).reshape(-1, CLASSES),
                aside=np.array(sorted(t for t in targets.aside if t not in targets.words), dtype=np.int64),
                telling_at=np.array([t for t, _ in targets.telling], dtype=np.int64),
                telling_targets=np.array([w for _, w in targets.telling], dtype=np.float32).reshape(-1, len(common.TELLING)),
                mode_at=np.array([m[0] for m in targets.modes], dtype=np.int64),
                mode_categories=np.array([m[1] for m in targets.modes], dtype=np.int64),
                mode_targets=np.array([m[2] + 1 for m in targets.modes], dtype=np.int64),
                trigger_at=np.array([p[0] for p in targets.pairs], dtype=np.int64),
                phrase_at=np.array([item["heads"][p[1]] for p in targets.pairs], dtype=np.int64),
                pair_rows=rows, role_targets=np.array([p[3] for p in targets.pairs], dtype=np.float32).reshape(-1, 3))


def sentences(document, dictionary, tagged):
    return [sentence_of(document, at, dictionary, tagged) for at, s in enumerate(document["sents"]) if s["tok"]]


def gold_items(arguments, dictionary):
    """-> sentences to learn from, sentences to tune on with their targets, documents to tune on"""
    gold = {d["id"]: d for d in common.read_lines(arguments.gold) if d["fold"] != common.KEPT}
    learn, tune = [], []
    for document in common.read_dump(arguments.dump, gold):
        fold, events = gold[document["id"]]["fold"], common.by_sentence(gold[document["id"]]["events"])
        for item in sentences(document, dictionary, arguments.tagged):
            own = packed(item, gold_targets(item, events.get(item["at"], [])), 1.0)
            if fold == common.TUNING:
                tune.append({**own, **item})
            if fold != common.TUNING or arguments.all:
                learn += [own] * (OWN_TIMES if document["id"] in common.OWN else 1)
    return learn, tune, [d for d in gold.values() if d["fold"] == common.TUNING]


def set_items(sets, dump, dictionary, tagged):
    """Sentences of sets.py: the public sets say nothing of how an event is told or in which mode, and some nothing of parties. What they call a party is learnt under the tag alone: it
    is often who reports a deed."""
    rows = {row["id"]: row for row in common.read_lines(sets)}
    learn = []
    for document in common.read_dump(dump, rows):
        row = rows[document["id"]]
        events = common.by_sentence(row["events"])
        for item in sentences(document, dictionary, tagged):
            own = events.get(item["at"], [])
            targets = gold_targets(item, own)
            targets.aside |= {token for at, token in row["mask"] if at == item["at"]}
            targets.modes = []
            if row["kind"] != "case":
                targets.telling = []
            if any(e.get("noroles") for e in own) or row["kind"] != "case" and not tagged:
                targets.pairs = []
            learn += [packed(item, targets, 1.0)] * (CASE_TIMES if row["kind"] == "case" else SETS_TIMES)
    return learn


def silver_items(silver, dump, dictionary, tagged, weight, labelled):
    """Sentences that the teacher labelled, of documents that nobody did."""
    words = {d["id"]: d["words"] for d in common.read_lines(silver) if d["id"] not in labelled and common.fold(d["id"]) != common.KEPT}
    learn = []
    for document in common.read_dump(dump, words):
        own = collections.defaultdict(list)
        for word in words[document["id"]]:
            own[word[0]].append(word)
        learn += [packed(item, silver_targets(item, own[item["at"]]), weight) for item in sentences(document, dictionary, tagged)]
    return learn


# ---- learning

def tensors(batch):
    words = max(item["size"] for item in batch)
    rows = torch.zeros(len(batch), words, ROWS, dtype=torch.long)
    states = torch.zeros(len(batch), words, common.STATES)
    sizes = torch.tensor([item["size"] for item in batch])
    for i, item in enumerate(batch):
        n = item["size"]
        rows[i, :n] = torch.from_numpy(item["rows"].astype(np.int64))
        states[i, :n] = torch.from_numpy((item["states"].astype(np.float32) - 128) / 128)
    return rows, states, sizes


def loss_of(model, batch):
    def all_of(key):
        return np.concatenate([item[key] for item in batch])

    def owner(key):
        return np.repeat(np.arange(len(batch)), [len(item[key]) for item in batch])

    rows, states, sizes = tensors(batch)
    x = model.encode(rows, states, sizes)
    wanted = torch.zeros(*rows.shape[:2], CLASSES)
    wanted[..., 0] = 1
    weights = (torch.arange(rows.shape[1]) < sizes[:, None]).float() * torch.tensor([item["weight"] for item in batch])[:, None]
    weights[owner("aside"), all_of("aside")] = 0
    wanted[owner("word_at"), all_of("word_at")] = torch.from_numpy(all_of("word_targets"))
    scores = model.words(x)
    divergence = (wanted * ((wanted + 1e-9).log() - F.log_softmax(scores[..., :CLASSES], -1))).sum(-1)
    loss = (divergence * weights).sum() / weights.sum() * 8
    telling = all_of("telling_at")
    if len(telling):
        loss = loss + TELLING_WEIGHT * F.binary_cross_entropy_with_logits(scores[owner("telling_at"), telling, CLASSES:], torch.from_numpy(all_of("telling_targets")))
    triggers = all_of("trigger_at")
    if len(triggers):
        who = owner("trigger_at")
        roles = model.roles(x[who, triggers], x[who, all_of("phrase_at")], torch.from_numpy(all_of("pair_rows").astype(np.int64)))
        loss = loss - (torch.from_numpy(all_of("role_targets")) * F.log_softmax(roles, -1)).sum(-1).mean()
    return loss


def predict_sentence(model, item, x, scores):
    """{(sentence, token): (probabilities, ways of telling, {head: roles})}"""
    probabilities, telling = F.softmax(scores[:, :CLASSES], -1), torch.sigmoid(scores[:, CLASSES:])
    found, asked = {}, []
    for token in range(item["size"]):
        if 1 - probabilities[token, 0] <= ASKED or token not in item["pairs"]:
            continue
        category = int(probabilities[token, 1:].argmax()) + 1
        found[item["at"], token] = (probabilities[token].tolist(), telling[token].tolist(), {})
        for k, head in enumerate(item["heads"]):
            row = item["pairs"][token][k].copy()
            row[PAIR_CATEGORY] = category
            asked.append((token, head, row))
    if asked:
        rows = torch.from_numpy(np.array([a[2] for a in asked], dtype=np.int64))
        roles = F.softmax(model.roles(x[[a[0] for a in asked]], x[[a[1] for a in asked]], rows), -1)
        for (token, head, _), p in zip(asked, roles.tolist()):
            found[item["at"], token][2][head] = p
    return found


@torch.no_grad()
def predict(model, items):
    """document -> what predict_sentence gives of its sentences together"""
    model.eval()
    found = collections.defaultdict(dict)
    for batch in word_batches(items, BATCH_TUNING, shuffle=False):
        x = model.encode(*tensors(batch))
        scores = model.words(x)
        for i, item in enumerate(batch):
            found[item["document"]].update(predict_sentence(model, item, x[i], scores[i]))
    model.train()
    return found


@torch.no_grad()
def mode_examples(model, items):
    """What the layer of modes reads at each labelled event: (inner states, categories, which mode)"""
    model.eval()
    states, categories, targets = [torch.zeros(0, model.mode_hidden.in_features)], [torch.zeros(0, dtype=torch.long)], [torch.zeros(0, dtype=torch.long)]
    for batch in word_batches([item for item in items if len(item["mode_at"])], BATCH_TUNING, shuffle=False):
        x = model.encode(*tensors(batch))
        for i, item in enumerate(batch):
            states.append(x[i, item["mode_at"]])
            categories.append(torch.from_numpy(item["mode_categories"]))
            targets.append(torch.from_numpy(item["mode_targets"]))
    model.train()
    return torch.cat(states), torch.cat(categories), torch.cat(targets)


def word_batches(items, most, shuffle=True):
    return common.batches(items, lambda item: item["size"], most, shuffle, blur=4)


def optimizer_of(model, rate):
    tables = [p for name, p in model.named_parameters() if name.startswith(("rows.", "pair_rows."))]
    rest = [p for name, p in model.named_parameters() if not name.startswith(("rows.", "pair_rows."))]
    return torch.optim.AdamW([dict(params=tables, lr=rate, weight_decay=0.0), dict(params=rest, lr=rate, weight_decay=0.01)], betas=(0.9, 0.98), fused=True)


def learn(arguments, model, items, tune, documents, save):
    optimizer = optimizer_of(model, arguments.rate)
    steps = len(word_batches(items, BATCH))
    rates = common.schedule(optimizer, arguments.epochs * steps, warm=0.05, least=0.01)
    begun = time.time()
    for epoch in range(arguments.epochs):
        total = 0
        model.train()
        for batch in word_batches(items, BATCH):
            loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
            rates.step()
            total += loss.item()
        print(f"epoch {epoch}  loss {total / steps:.3f}  {common.report_of(predict(model, tune), documents)}  {time.time() - begun:.0f} s", flush=True)
        save()


def mean_weights(paths):
    """The networks must have been trained on from the same one: else their units do not correspond."""
    saved = [torch.load(path, weights_only=True) for path in paths]
    if any(one["keys"] != saved[0]["keys"] or one["shape"] != saved[0]["shape"] for one in saved):
        raise SystemExit("student.py: --average: the networks differ in their dictionary or shape; give some that one --start began")
    return {name: torch.stack([one["weights"][name] for one in saved]).mean(0) for name in saved[0]["weights"]}


def learn_modes(model, items, tune, save):
    """Trains the layer of modes alone. Trained along with the rest, it took 0.015 from the F1 of categories."""
    states, categories, targets = mode_examples(model, items)
    tuning = mode_examples(model, tune)
    layer = [*model.mode_hidden.parameters(), *model.mode.parameters()]
    optimizer = torch.optim.AdamW(layer, lr=MODE_RATE, weight_decay=0.01)
    rates = common.schedule(optimizer, MODE_EPOCHS * math.ceil(len(states) / MODE_BATCH), warm=0.01, least=0.01)
    for _ in range(MODE_EPOCHS if len(states) else 0):
        for some in torch.randperm(len(states)).split(MODE_BATCH):
            loss = F.cross_entropy(mode_scores(model.modes(states[some]), categories[some]), targets[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
    model.eval()
    with torch.no_grad():
        best = mode_scores(model.modes(tuning[0]), tuning[1]).argmax(-1)
    print(f"modes right {(best == tuning[2]).float().mean().item():.3f} of {len(best)}", flush=True)
    save()


def items_of(arguments, dictionary):
    learn_from, tune, documents = gold_items(arguments, dictionary)
    print(len(learn_from), "labelled sentences to learn from,", len(tune), "to tune on", flush=True)
    if arguments.sets:
        more = set_items(*arguments.sets, dictionary, arguments.tagged)
        print(len(more), "sentences of older sets and cases", flush=True)
        learn_from += more
    if arguments.silver:
        labelled = {d["id"] for d in common.read_lines(arguments.gold)}
        more = silver_items(*arguments.silver, dictionary, arguments.tagged, arguments.silver_weight, labelled)
        print(len(more), "sentences that the teacher labelled", flush=True)
        learn_from += more
    return learn_from, tune, documents


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", required=True, help="what gold.py align wrote")
    parser.add_argument("--dump", required=True, help="what event_dump --states wrote of the same documents")
    parser.add_argument("--sets", nargs=2, metavar=("SETS", "DUMP"), help="what sets.py align wrote, and its dump")
    parser.add_argument("--silver", nargs=2, metavar=("SILVER", "DUMP"), help="what teacher.py label wrote, and its dump")
    parser.add_argument("--silver-weight", type=float, default=0.6)
    parser.add_argument("--encoder", help="folder of an encoder")
    parser.add_argument("--start", help="go on from these weights and their dictionary")
    parser.add_argument("--average", nargs="+", metavar="NETWORK", help="the mean of the weights of these, instead of training")
    parser.add_argument("--out", required=True)
    parser.add_argument("--all", action="store_true", help="learn from the tuning fold too")
    parser.add_argument("--tagged", action="store_true", help="learn briefs, which most of the sets and cases are, under a tag that the program never gives: their conventions are others")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--forgotten", type=float, default=0.05, help="share of words that are taken for unknown ones")
    parser.add_argument("--embed", type=int, default=64)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--pair", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    common.settle(arguments.seed)
    begin = arguments.average[0] if arguments.average else arguments.start
    start = torch.load(begin, weights_only=True) if begin else None
    keys, strings = (start["keys"], []) if start else count_words([arguments.dump] + [files[1] for files in (arguments.sets, arguments.silver) if files])
    dictionary = Dictionary(keys)
    print(len(dictionary), "words in the dictionary", flush=True)
    items, tune, documents = items_of(arguments, dictionary)
    shape = start["shape"] if start else dict(words=len(dictionary), embed=arguments.embed, layers=arguments.layers, hidden=arguments.hidden, pair=arguments.pair)
    model = Student(**shape, dropout=arguments.dropout, forgotten=arguments.forgotten)
    if start:
        model.load_state_dict(mean_weights(arguments.average) if arguments.average else start["weights"])
    elif arguments.encoder:
        begin_with(model, vectors_of(strings, arguments.encoder, arguments.embed), len(dictionary))

    def save():
        torch.save(dict(weights=model.state_dict(), keys=keys, shape=shape), arguments.out)

    if arguments.average:
        print("mean of", len(arguments.average), "networks ", common.report_of(predict(model, tune), documents), flush=True)
    else:
        learn(arguments, model, items, tune, documents, save)
    learn_modes(model, items, tune, save)


if __name__ == "__main__":
    main()
