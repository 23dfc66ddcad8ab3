"""What the scripts of train/events share: the categories, which documents are kept aside, labels aligned with what the program's own stages give.

A document is kept aside if the CRC-32 of its id divided by 5 leaves 0: nothing is learnt from it, nobody reads it, and the figures that are quoted are of it. Remainder 1 is for
tuning and calibration; the rest is learnt from.
"""
import json
import os
import re
import zlib

CATEGORIES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN SANCTION PROTEST MOBILIZE COERCE ASSAULT".split()
CATEGORY = {c: i + 1 for i, c in enumerate(CATEGORIES)}  # the numbers of the enum Event
TELLING = ["future", "hypothetical", "historical", "negation", "reported", "quoted", "optional", "reciprocal"]  # the order of NetTelling
UPOS = "X ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB".split()
CONTENT = {UPOS.index(x) for x in ("ADJ", "NOUN", "PROPN", "VERB", "ADV")}
ADVERB = UPOS.index("ADV")
KEPT, TUNING = 0, 1


def fold(document):
    return 2 if document in ("seed-article", "example-page") else zlib.crc32(document.encode()) % 5


def flexible(words):
    """The words, whatever white space stands between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def label_files(folders):
    """document -> its file of labels; of two the one in the later folder."""
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


def words_in_sentence(text, sentence, words, near):
    """The bytes of the words in a sentence, those nearest to `near`; None if they are not there."""
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
    """The mention that stands for some bytes: the topmost headed in them, else the smallest around them."""
    tokens = sentence["tok"]
    ids = set(tokens_in(tokens, start, end))
    heads = [k for k, m in enumerate(sentence["men"]) if m[0] in ids]
    if heads:
        return min(heads, key=lambda k: (depth(tokens, sentence["men"][k][0]), sentence["men"][k][0]))
    around = [k for k, m in enumerate(sentence["men"]) if tokens[m[1]][0] <= start and tokens[m[2]][1] >= end]
    return min(around, key=lambda k: sentence["men"][k][2] - sentence["men"][k][1]) if around else None


def align(document, path):
    """The events of a label file, each with its sentence, trigger token and the mentions of its parties; what cannot be found is left out."""
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
        content = [i for i in span if tokens[i][2] in CONTENT and not (tokens[i][2] == ADVERB and len(span) > 1)] or span
        e = dict(sent=at, tok=min(content, key=lambda i: (depth(tokens, i), i)), span=span, cat=CATEGORY[event], also=[CATEGORY[x] for x in also.split(",") if x in CATEGORY],
                 mode=[x for x in mode.split(",") if x], aux=[x for x in aux.split(",") if x], att=attribution, opt=optional == "1", hap=happening)
        for role, cell in (("a", actor), ("r", recipient)):
            e[role] = []
            for code, sector, words in parties(cell):
                where = words and words_in_sentence(text, sentences[at], words, start)
                e[role].append((code, sector, words, mention_of(sentences[at], *where) if where else None))
        events.append(e)
    return events


def read_dump(path, wanted=None):
    """The documents of event_dump, of those in `wanted`."""
    for line in open(path, "rb"):
        if wanted is None or json.loads(line[:line.index(b",")] + b"}")["id"] in wanted:
            yield json.loads(line)


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
    """Pairs records with events, the best first. record -> (event, level), event -> (record, level)"""
    pairs = sorted(((l, not e["opt"], i, j) for i, r in enumerate(records) for j, e in enumerate(events) if (l := level(r, e))), key=lambda x: (-x[0], -x[1], x[2], x[3]))
    of_record, of_event = {}, {}
    for l, _, i, j in pairs:
        if i not in of_record and j not in of_event:
            of_record[i], of_event[j] = (j, l), (i, l)
    return of_record, of_event
