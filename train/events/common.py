"""Shared by the scripts of train/events: the categories, the split of documents, and the alignment of labels with the output of event_dump.

A document is held out if the CRC-32 of its id is divisible by 5: nothing is trained on it, nobody reads it, and all reported figures come from it. Remainder 1 is for
tuning and calibration; the rest is for training.
"""
import gzip
import json
import os
import random
import re
import zlib

try:
    from orjson import loads
except ImportError:
    from json import loads

CATEGORIES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN SANCTION PROTEST MOBILIZE COERCE ASSAULT".split()
CATEGORY = {c: i + 1 for i, c in enumerate(CATEGORIES)}  # the numbers of the enum Event
CODEBOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "vocab", "codebook.def")
with open(CODEBOOK, encoding="utf8") as codebook:
    MODES = [(CATEGORY[category], mode) for category, mode in re.findall(r'^MODE\((\w+), "([^"]+)"', codebook.read(), re.M)]  # in the order of event_modes
TELLING = ["future", "hypothetical", "historical", "negation", "reported", "quoted", "optional", "reciprocal"]  # the order of NetTelling
UPOS = "X ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB".split()
CONTENT = {UPOS.index(x) for x in ("ADJ", "NOUN", "PROPN", "VERB", "ADV")}
ADVERB = UPOS.index("ADV")
KEPT, TUNING = 0, 1
OWN = ("seed-article", "example-page")  # the model case and the example page, which are always training data

# src/event/features.h: the number of rows of the tables of a word after the two of the dictionary, and of the tables of a word and a phrase
WORD_TABLES = [4096, 17 * 64, 64, 512, 1024, 128, 8192]
PAIR_TABLES = [32, 2048, 256, 64, 1024, 512, len(CATEGORIES) + 1, 64]
FIRST_WORD = 4  # rows of the dictionary before the words: a name, a number, no head, a word that is not in it
UNKNOWN = 3
STATES = 128  # of the language's network


def fold(document):
    return 2 if document in OWN else zlib.crc32(document.encode()) % 5


def flexible(words):
    """The words with any white space between them normalised."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def label_files(folders):
    """document -> its file of labels; if there are two, the one in the later folder."""
    files = {}
    for folder in folders:
        for name in sorted(os.listdir(folder)):
            if name.endswith(".tsv") and name != "happenings.tsv":
                files[name[:-4]] = os.path.join(folder, name)
    return files


def parties(cell):
    """"USA.GOV:officials;CHN:" -> [(code, sector, words)]"""
    found = [re.match(r"\s*([A-Z]{3})?(?:\.([A-Z]{3}))?:(.*)$", p) for p in cell.split(";") if p.strip()]
    return [(m[1] or "", m[2] or "", m[3].strip()) for m in found if m]


# ---- a sentence of event_dump: "tok" rows are start, end, upos, deprel, head, ...; "men" rows head, first, last, kind, entities

def depth(tokens, i):
    d = 0
    while tokens[i][4] >= 0 and d < 200:
        i = tokens[i][4]
        d += 1
    return d


def tokens_in(tokens, start, end):
    return [i for i, t in enumerate(tokens) if t[0] < end and t[1] > start]


def trigger_in(tokens, span):
    """The token that stands for the words of a trigger: of those with content the topmost; None if there are no words."""
    content = [i for i in span if tokens[i][2] in CONTENT and not (tokens[i][2] == ADVERB and len(span) > 1)] or span
    return min(content, key=lambda i: (depth(tokens, i), i), default=None)


def words_in_sentence(text, sentence, words, near):
    """The byte span of the words in a sentence, the nearest to `near`; None if they do not occur."""
    part = text[sentence["s"]:sentence["e"]].decode("utf8", "ignore")
    best = None
    for m in flexible(words).finditer(part):
        start = sentence["s"] + len(part[:m.start()].encode())
        end = sentence["s"] + len(part[:m.end()].encode())
        distance = min(abs(start - near), abs(end - near))
        if best is None or distance < best[0]:
            best = (distance, start, end)
    return best and best[1:]


def mention_of(sentence, start, end):
    """The mention for a byte span: the topmost with its head inside, otherwise the smallest that contains the span."""
    tokens = sentence["tok"]
    ids = set(tokens_in(tokens, start, end))
    heads = [k for k, m in enumerate(sentence["men"]) if m[0] in ids]
    if heads:
        return min(heads, key=lambda k: (depth(tokens, sentence["men"][k][0]), sentence["men"][k][0]))
    around = [k for k, m in enumerate(sentence["men"]) if tokens[m[1]][0] <= start and tokens[m[2]][1] >= end]
    return min(around, key=lambda k: sentence["men"][k][2] - sentence["men"][k][1]) if around else None


def align(document, path):
    """The events of a label file, each with its sentence, trigger token and the mentions of its parties; events that cannot be located are left out."""
    text = document["text"].encode()
    sentences = document["sents"]
    events = []
    for line in list(open(path, encoding="utf8"))[1:]:
        cells = line.rstrip("\n").split("\t")
        if len(cells) != 13:
            continue
        part, quote, trigger, event, also, mode, actor, recipient, aux, attribution, size, optional, happening = cells
        own = [s for s in sentences if s["part"] == part]
        if not own:
            continue
        low, high = own[0]["s"], own[-1]["e"]
        source = text[low:high].decode("utf8", "ignore")
        m = flexible(quote).search(source)
        t = m and flexible(trigger).search(m[0])
        if not t:
            continue
        start = low + len(source[:m.start() + t.start()].encode())
        end = low + len(source[:m.start() + t.end()].encode())
        at = next((i for i, s in enumerate(sentences) if s["s"] <= start < s["e"] and s["part"] == part), None)
        if at is None:
            continue
        tokens = sentences[at]["tok"]
        span = tokens_in(tokens, start, end)
        if not span:
            continue
        e = dict(sent=at, tok=trigger_in(tokens, span), span=span, cat=CATEGORY[event], also=[CATEGORY[x] for x in also.split(",") if x in CATEGORY],
                 mode=[x for x in mode.split(",") if x], aux=[x for x in aux.split(",") if x], att=attribution, opt=optional == "1", hap=happening)
        for role, cell in (("a", actor), ("r", recipient)):
            e[role] = []
            for code, sector, words in parties(cell):
                where = words and words_in_sentence(text, sentences[at], words, start)
                e[role].append((code, sector, words, mention_of(sentences[at], *where) if where else None))
        events.append(e)
    return events


# ---- JSONL files

def read_lines(path):
    """The objects of a file, compressed by gzip or not."""
    with gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb") as file:
        for line in file:
            yield loads(line)


def write_lines(path, objects):
    """Writes them and returns their number."""
    n = 0
    with open(path, "w", encoding="utf8") as file:
        for one in objects:
            file.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
            n += 1
    return n


def read_dump(path, wanted=None):
    """The documents in event_dump's output that are in `wanted`."""
    with open(path, "rb") as file:
        for line in file:
            if wanted is None or loads(line[:line.index(b",")] + b"}")["id"] in wanted:
                yield loads(line)


def without_rows(document):
    """A document of event_dump without the fields that only the network reads: a twentieth of the size."""
    return dict(document, sents=[{k: v for k, v in s.items() if k not in ("rows", "pairs", "x")} for s in document["sents"]])


# ---- training targets

def category_target(event):
    """Target probabilities of none and the sixteen categories: other acceptable categories share a quarter."""
    target = [0.0] * (len(CATEGORIES) + 1)
    target[event["cat"]] = 0.75 if event["also"] else 1.0
    for category in event["also"]:
        target[category] += 0.25 / len(event["also"])
    return target


def telling_target(event):
    """1 or 0 for each way of telling."""
    told = set(event["aux"]) | {event["att"]}
    if event["opt"]:
        told.add("optional")
    if len(event["a"]) > 1 and not event["r"]:
        told.add("reciprocal")
    return [float(way in told) for way in TELLING]


def mode_target(event):
    """The index in MODES, -1 for none; None if there is no target: the category has no modes, or the label has a mode of another category."""
    own = {name: k for k, (category, name) in enumerate(MODES) if category == event["cat"]}
    if not own or (event["mode"] and event["mode"][0] not in own):
        return None
    return own[event["mode"][0]] if event["mode"] else -1


def roles_of(event):
    """mention -> 1 actor, 2 recipient; a mention that is both counts as actor."""
    roles = {p[3]: 2 for p in event["r"] if p[3] is not None}
    roles.update({p[3]: 1 for p in event["a"] if p[3] is not None})
    return roles


def by_sentence(events):
    """sentence -> its events"""
    groups = {}
    for event in events:
        groups.setdefault(event["sent"], []).append(event)
    return groups


# ---- training

def settle(seed, threads=1):
    """Seeds all random numbers. So many threads add in an order of their own, but always in the same one."""
    import torch
    random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False


def batches(items, length, most, shuffle=True, blur=0):
    """Items of about the same length together, `most` places in a batch at most."""
    items = sorted(items, key=lambda item: length(item) + random.random() * blur)
    groups, group = [], []
    for item in items:
        if group and (len(group) + 1) * length(item) > most:
            groups.append(group)
            group = []
        group.append(item)
    if group:
        groups.append(group)
    if shuffle:
        random.shuffle(groups)
    return groups


def schedule(optimizer, steps, warm, least):
    """Learning-rate schedule: linear warm-up over a share of the steps, then decay to a share of the rate."""
    import torch
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / (warm * steps)) * max(least, 1 - step / steps))


def f1(found, got, wanted):
    return 2 * found / max(1, got + wanted)


def scores_at(bar, predictions, documents):
    """(F1 of what happened, bar, precision, recall, F1 of actors, F1 of recipients) where events with a probability above the bar count.
    predictions: document -> {(sentence, token): (category's probabilities, ways of telling, {head of a phrase: (neither, actor, recipient)})}"""
    negation, optional = TELLING.index("negation"), TELLING.index("optional")
    found = got = wanted = 0
    roles = {"a": [0, 0, 0], "r": [0, 0, 0]}
    for document in documents:
        told = []
        for (sentence, token), (p, telling, phrases) in predictions.get(document["id"], {}).items():
            firm = (1 - p[0]) * (1 - telling[optional])
            firm = firm / (firm + p[0] + 1e-9)
            if firm > bar and telling[negation] < 0.5:
                told.append((sentence, token, max(range(1, len(p)), key=lambda k: p[k]), firm, phrases))
        told.sort(key=lambda x: -x[3])
        events = [e for e in document["events"] if "negation" not in e["aux"]]
        used = set()
        wanted += sum(not e["opt"] for e in events)
        for sentence, token, category, _, phrases in told:
            fitting = [i for i, e in enumerate(events) if i not in used and e["sent"] == sentence and category in [e["cat"]] + e["also"]]
            event = None
            if fitting:
                best = min(fitting, key=lambda i: (events[i]["opt"], abs(events[i]["tok"] - token)))
                used.add(best)
                event = events[best]
                if event["opt"]:
                    continue
            got += 1
            if not event:
                continue
            found += 1
            heads = [m[0] for m in document["sents"][sentence]["men"]]
            for column, role in enumerate(("a", "r"), 1):
                gold = {heads[p[3]] for p in event[role] if p[3] is not None}
                own = {head for head, p in phrases.items() if p[column] > 0.5}
                for k, n in enumerate((len(gold & own), len(own), len(gold))):
                    roles[role][k] += n
    return f1(found, got, wanted), bar, found / max(1, got), found / max(1, wanted), f1(*roles["a"]), f1(*roles["r"])


def report_of(predictions, documents):
    """A line with the figures at the best bar."""
    best = max(scores_at(bar, predictions, documents) for bar in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6))
    return "what F1 %.3f at %.2f P %.3f R %.3f  actor F1 %.3f recipient F1 %.3f" % best


# ---- scoring records against labels

def codes(side):
    return {p[0] for p in side} - {""}


def level(record, event):
    """How much of a record is right by an event, as bench's scorer of news counts: 0 nothing, 1 category, 2 and an actor's state, 3 and a recipient's.
    A record is (sentence, category, actors' codes, recipients' codes)."""
    sentence, category, actors, recipients = record
    if sentence != event["sent"] or category not in [event["cat"]] + event["also"]:
        return 0
    a, r, ea, er = set(actors) - {""}, set(recipients) - {""}, codes(event["a"]), codes(event["r"])
    if (not event["r"] and len(event["a"]) > 1) or (not recipients and len(actors) > 1):
        return 3 if a | r == ea | er else 2 if (a | r) & (ea | er) else 1
    actor = bool(a & ea) or (not a and not ea)
    recipient = bool(r & er) or (not r and not er)
    return 3 if actor and recipient else 2 if actor else 1


def match(records, events):
    """Pairs records with events, best matches first. record -> (event, level), event -> (record, level)"""
    pairs = sorted(((l, not e["opt"], i, j) for i, r in enumerate(records) for j, e in enumerate(events) if (l := level(r, e))), key=lambda x: (-x[0], -x[1], x[2], x[3]))
    of_record, of_event = {}, {}
    for l, _, i, j in pairs:
        if i not in of_record and j not in of_event:
            of_record[i], of_event[j] = (j, l), (i, l)
    return of_record, of_event
