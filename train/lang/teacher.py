#!/usr/bin/env python3
"""teacher.py - trains a large parser on treebanks, and parses texts with it for train/train_lang.c to learn from.

    teacher.py train ENCODER OUT.pt TRAIN.conllu... [--dev FILE]... [--epochs N]
    teacher.py text DATA_DIR stories > stories.txt          (and `others`, `news`; attache parse stories.txt > stories.conllu)
    teacher.py label ENCODER MODEL.pt [--thin] IN.conllu... > silver.conllu

train/lang/Makefile runs all of it. DATA_DIR holds the data sets that models/README.md names. ENCODER is a folder with a small pre-trained BERT, all-MiniLM-L6-v2. It is fine-tuned
as a tagger and biaffine parser (Dozat & Manning 2017) over the words' first and last pieces; how a word is written (capitals, figures), which the encoder does
not see, is added to its pieces. `label` keeps the words of its input, as `attache parse` cuts them, and leaves out sentences for which the best heads are no tree or
that it is unsure of. MISC has what it thinks of each head in hundredths, and of the next best: Sure=80|Other=3:15,7:4. Needed: torch, transformers, numpy. attache itself needs none of this.
"""
import argparse
import csv
import gzip
import json
import random
import re
import sys
import time
import zlib

import numpy as np
import torch
from torch import nn
from transformers import AutoTokenizer, BertModel

PIECES = 6


def read(path):
    """Sentences of a CoNLL-U file as lists of words of ten columns each."""
    sentence = []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if sentence:
                yield sentence
            sentence = []
        elif line[0] != "#" and line.split("\t", 1)[0].isdigit():
            sentence.append(line.split("\t"))
    if sentence:
        yield sentence


def writing(form):
    """Features of a word's spelling that a case-folding encoder does not see."""
    if any(c.isdigit() for c in form):
        return 5
    if form.islower():
        return 0
    if form.isupper():
        return 2 if len(form) > 1 else 3
    if form.istitle():
        return 1
    return 4 if any(c.isalpha() for c in form) else 6


def noisy(words):
    """The sentence, or the same words with the capitals of a headline, all in capitals or all in lower case."""
    u = random.random()
    forms = [w[1] for w in words]
    if u > 0.15 or len(words) < 2:
        return words, forms
    if u < 0.03:
        forms = [f.lower() for f in forms]
    elif u < 0.06:
        forms = [f.upper() for f in forms]
    elif u < 0.09:
        forms = [f[0].upper() + f[1:] if len(f) > 3 else f for f in forms]
    last = str(len(words))
    if words[-1][7] == "punct" and all(w[6] != last for w in words):
        words, forms = words[:-1], forms[:-1]
    return words, forms


def story_texts(data):
    for line in open(data + "/events/synthetic_stories.jsonl", encoding="utf-8"):
        story = json.loads(line)
        if story.get("title"):
            yield story["title"]
        yield story["text"]


def other_texts(data):
    """Sentences of the other sets; tokenised ones are joined into text."""
    csv.field_size_limit(10**9)
    for name in ("relations_train.tsv", "quad_train.tsv"):
        with open(data + "/events/" + name, encoding="utf-8", newline="") as f:
            yield from (row["sentence"] for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    for name in ("events/roles_train.conll", "ner/re3d-train.conll", "ner/re3d-dev.conll", "ner/re3d-test.conll"):
        for block in re.split(r"\n\s*\n", open(data + "/" + name, encoding="utf-8").read()):
            text = " ".join(line.split()[0] for line in block.split("\n") if line.strip())
            text = re.sub(r" ([.,;:?!)\]%]|'s|n't|'re|'ve|'ll|'d|'m)(?= |$)", r"\1", text)
            if text:
                yield re.sub(r"([(\[$]) ", r"\1", text)
    for page in json.load(open(data + "/pages/ground-truth.json", encoding="utf-8")).values():
        yield from (line for line in page["articleBody"].split("\n") if line.strip())


def news_texts(data):
    """Titles and paragraphs of real news: a seventh of the articles, without those held out for evaluation or tuning (docs/labels.md)."""
    for name in ("world", "voa", "home"):
        for line in gzip.open(data + "/news/" + name + ".jsonl.gz", "rt", encoding="utf-8"):
            article = json.loads(line)
            checksum = zlib.crc32(article["id"].encode())
            if checksum % 5 > 1 and checksum % 7 == 0:
                yield article["title"]
                yield from (p for p in article["text"].split("\n") if p.strip())


TEXTS = {"stories": story_texts, "others": other_texts, "news": news_texts}


class Codec:
    """Numbers words."""

    def __init__(self, encoder, tags=None, labels=None):
        self.tokenizer = AutoTokenizer.from_pretrained(encoder)
        self.cls, self.sep = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        self.pieces = {}
        self.tags, self.labels = tags or [], labels or []

    def learn(self, sentences):
        self.tags = sorted({(w[3], w[4]) for s in sentences for w in s})
        self.labels = sorted({w[7] for s in sentences for w in s})
        self.tag_at = {t: i for i, t in enumerate(self.tags)}
        self.label_at = {t: i for i, t in enumerate(self.labels)}

    def cut(self, form):
        if form not in self.pieces:
            ids = self.tokenizer.encode(form, add_special_tokens=False)
            self.pieces[form] = ids[: PIECES - 1] + ids[-1:] if len(ids) > PIECES else ids or [self.tokenizer.unk_token_id]
        return self.pieces[form]

    def batch(self, forms):
        """Pieces [B][T], their spelling features, a mask; each word's first and last piece [B][N + 1], the root (CLS) last; a mask of words."""
        rows, width = [], max(len(f) for f in forms)
        for sentence in forms:
            ids, case, first, last = [self.cls], [7], [], []
            for form in sentence:
                pieces = self.cut(form)
                first.append(len(ids))
                ids += pieces
                case += [writing(form)] * len(pieces)
                last.append(len(ids) - 1)
            rows.append((ids + [self.sep], case + [7], first, last))
        size = max(len(r[0]) for r in rows)
        ids, case, mask = (np.zeros((len(rows), size), np.int64) for _ in range(3))
        first, last = (np.zeros((len(rows), width + 1), np.int64) for _ in range(2))
        words = np.zeros((len(rows), width + 1), bool)
        for b, (i, c, f, l) in enumerate(rows):
            ids[b, : len(i)], case[b, : len(i)], mask[b, : len(i)] = i, c, 1
            first[b, : len(f)], last[b, : len(f)], words[b, : len(f)] = f, l, True
        words[:, width] = True
        return tuple(torch.from_numpy(a) for a in (ids, case, mask, first, last, words))


class Parser(nn.Module):
    def __init__(self, encoder, n_tags, n_labels, arc=256, label=128, drop=0.25):
        super().__init__()
        self.bert = BertModel.from_pretrained(encoder, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        width = 2 * self.bert.config.hidden_size
        self.case = nn.Embedding(8, self.bert.config.hidden_size)
        nn.init.normal_(self.case.weight, std=0.02)
        self.drop = nn.Dropout(drop)
        self.tag = nn.Sequential(nn.Linear(width, 256), nn.GELU(), nn.Dropout(drop), nn.Linear(256, n_tags))
        self.ends = nn.ModuleList(nn.Sequential(nn.Linear(width, n), nn.GELU(), nn.Dropout(drop)) for n in (arc, arc, label, label))
        self.arc = nn.Parameter(torch.randn(arc + 1, arc) / arc)
        self.label = nn.Parameter(torch.randn(n_labels, label + 1, label + 1) / label)

    def forward(self, batch, heads=None):
        """Scores of tags [B][N][tags], heads [B][N][N + 1] and, for the given heads or the best, labels [B][N][labels]."""
        ids, case, mask, first, last, words = batch
        x = self.bert.embeddings.word_embeddings(ids) + self.case(case)
        x = self.bert(inputs_embeds=x, attention_mask=mask).last_hidden_state
        span = x.shape[-1]
        x = torch.cat([x.gather(1, k.unsqueeze(-1).expand(-1, -1, span)) for k in (first, last)], -1)
        x = self.drop(x)
        dependent, head, label_dependent, label_head = (end(x) for end in self.ends)
        dependent, label_dependent, tags = dependent[:, :-1], label_dependent[:, :-1], self.tag(x[:, :-1])
        one = torch.ones_like(dependent[..., :1])
        arcs = torch.cat([dependent, one], -1) @ self.arc.to(dependent.dtype) @ head.transpose(1, 2)
        arcs = arcs.float().masked_fill(~words.unsqueeze(1), -1e4)
        n = arcs.shape[1]
        arcs = arcs.masked_fill(torch.eye(n, n + 1, dtype=torch.bool).unsqueeze(0), -1e4)
        heads = arcs.argmax(-1) if heads is None else heads
        at = label_head.gather(1, heads.unsqueeze(-1).expand(-1, -1, label_head.shape[-1]))
        one = torch.ones_like(at[..., :1])
        a, b = torch.cat([label_dependent, one], -1), torch.cat([at, one], -1)
        labels = torch.einsum("bni,lij,bnj->bnl", a, self.label.to(a.dtype), b)
        return tags.float(), arcs, labels.float(), heads


def batches(sentences, words, shuffle):
    """Batches of sentences of similar length, of about `words` words each."""
    order = sorted(range(len(sentences)), key=lambda i: (len(sentences[i]) + (random.random() * 3 if shuffle else 0), i))
    out, now = [], []
    for i in order:
        if now and (len(now) + 1) * len(sentences[i]) > words:
            out.append(now)
            now = []
        now.append(i)
    out.append(now)
    if shuffle:
        random.shuffle(out)
    return out


def gold(codec, sentences, width):
    tag, head, label = (np.full((len(sentences), width), -100, np.int64) for _ in range(3))
    for b, s in enumerate(sentences):
        for i, w in enumerate(s):
            tag[b, i] = codec.tag_at.get((w[3], w[4]), -100)
            head[b, i] = int(w[6]) - 1 if w[6] != "0" else width
            label[b, i] = codec.label_at.get(w[7], -100)
    return tuple(torch.from_numpy(a) for a in (tag, head, label))


def evaluate(model, codec, sentences):
    model.eval()
    total = upos = uas = las = 0
    for ids in batches(sentences, 2000, False):
        chosen = [sentences[i] for i in ids]
        batch = codec.batch([[w[1] for w in s] for s in chosen])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            tags, _, labels, heads = model(batch)
        tags, labels, n = tags.argmax(-1), labels.argmax(-1), heads.shape[1]
        for b, s in enumerate(chosen):
            for i, w in enumerate(s):
                right = int(heads[b, i]) == (int(w[6]) - 1 if w[6] != "0" else n)
                total += 1
                upos += codec.tags[int(tags[b, i])][0] == w[3]
                uas += right
                las += right and codec.labels[int(labels[b, i])] == w[7]
    model.train()
    return "UPOS %.4f UAS %.4f LAS %.4f" % (upos / total, uas / total, las / total)


def train(o):
    random.seed(o.seed)
    torch.manual_seed(o.seed)
    sentences = [s for path in o.files for s in read(path) if len(s) <= 120]
    dev = [(path, list(read(path))) for path in o.dev]
    codec = Codec(o.encoder)
    codec.learn(sentences)
    model = Parser(o.encoder, len(codec.tags), len(codec.labels))
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    slow = [p for p in model.bert.parameters() if p.requires_grad]
    fast = [p for name, p in model.named_parameters() if not name.startswith("bert.")]
    adam = torch.optim.AdamW([{"params": slow, "lr": o.rate}, {"params": fast, "lr": 1e-3}], betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    total = len(batches(sentences, o.batch, True)) * o.epochs
    rate = torch.optim.lr_scheduler.LambdaLR(adam, lambda k: min(k / (0.05 * total), max(0.0, 1 - k / total)))
    loss_of = nn.CrossEntropyLoss(ignore_index=-100)
    step, start = 0, time.time()
    for epoch in range(o.epochs):
        for ids in batches(sentences, o.batch, True):
            chosen, forms = zip(*(noisy(sentences[i]) for i in ids))
            batch = codec.batch(forms)
            tag, head, label = gold(codec, chosen, batch[3].shape[1] - 1)
            with torch.autocast("cpu", torch.bfloat16):
                tags, arcs, labels, _ = model(batch, head.clamp(min=0))
            loss = (loss_of(tags.flatten(0, 1), tag.flatten()) + loss_of(arcs.flatten(0, 1), head.flatten()) +
                    loss_of(labels.flatten(0, 1), label.flatten()))
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            rate.step()
            step += 1
            if step % 100 == 0:
                print("step %d of %d, loss %.3f, %.0f s" % (step, total, loss.item(), time.time() - start), flush=True)
        torch.save({"model": model.state_dict(), "tags": codec.tags, "labels": codec.labels}, o.model)
        for path, list_ in dev:
            print("epoch %d %s %s" % (epoch + 1, path.split("/")[-1], evaluate(model, codec, list_)), flush=True)


def is_tree(heads, n):
    if sum(h == n for h in heads) != 1:
        return False
    for i in range(n):
        k, steps = i, 0
        while k != n:
            k, steps = heads[k], steps + 1
            if steps > n:
                return False
    return True


def label(o):
    saved = torch.load(o.model)
    codec = Codec(o.encoder, saved["tags"], saved["labels"])
    model = Parser(o.encoder, len(codec.tags), len(codec.labels))
    model.load_state_dict(saved["model"])
    model.eval()
    seen, sentences = set(), []
    for number, path in enumerate(o.files):
        for at, s in enumerate(read(path)):
            if o.thin and not number and at // 8 % 9 not in (0, 2, 4, 6):
                continue
            key = tuple(w[1] for w in s)
            if 3 <= len(s) <= 90 and key not in seen:
                seen.add(key)
                sentences.append(s)
    kept = [None] * len(sentences)
    for done, ids in enumerate(batches(sentences, 2500, False)):
        batch = codec.batch([[w[1] for w in sentences[i]] for i in ids])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            tags, arcs, labels, heads = model(batch)
        n, worth = heads.shape[1], (arcs.softmax(-1) * 100).round()
        worth, best = (k.int().tolist() for k in worth.topk(min(4, n), -1))
        tags, labels = tags.argmax(-1).tolist(), labels.argmax(-1).tolist()
        for b, i in enumerate(ids):
            s = sentences[i]
            head = [len(s) if h == n else h for h in heads[b, : len(s)].tolist()]
            if not is_tree(head, len(s)) or sum(w[0] for w in worth[b][: len(s)]) < 100 * o.sure * len(s):
                continue
            rows = []
            for k, w in enumerate(s):
                upos, xpos = codec.tags[tags[b][k]]
                name = codec.labels[labels[b][k]]
                if head[k] == len(s) or name == "root":  # exactly one word is the root
                    name = "root" if head[k] == len(s) else "dep"
                sure = sum(v for h, v in zip(best[b][k], worth[b][k]) if h == int(heads[b, k]))
                others = ["%d:%d" % (0 if h == n else h + 1, v) for h, v in zip(best[b][k], worth[b][k]) if v and h != int(heads[b, k])]
                rows.append("\t".join([w[0], w[1], w[2], upos, xpos, "_", str(0 if head[k] == len(s) else head[k] + 1), name, "_",
                                       "Sure=%d" % sure + ("|Other=" + ",".join(others) if others else "")]))
            kept[i] = "\n".join(rows) + "\n\n"
        if done % 50 == 0:
            print("labelled %d of %d" % (sum(k is not None for k in kept), len(sentences)), file=sys.stderr, flush=True)
    print("kept %d of %d" % (sum(k is not None for k in kept), len(sentences)), file=sys.stderr)
    sys.stdout.writelines(k for k in kept if k)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("what", choices=["text", "train", "label"])
    p.add_argument("encoder", help="text: DATA_DIR")
    p.add_argument("model", help="text: stories, others or news")
    p.add_argument("files", nargs="*")
    p.add_argument("--dev", action="append", default=[])
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--batch", type=int, default=800, help="words")
    p.add_argument("--sure", type=float, default=0.7, help="label: least mean worth of a sentence's heads")
    p.add_argument("--thin", action="store_true", help="label: of the first file only four of every nine runs of eight sentences")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    if o.what == "text":
        print("\n\n".join(TEXTS[o.model](o.encoder)))
    else:
        train(o) if o.what == "train" else label(o)


if __name__ == "__main__":
    main()
