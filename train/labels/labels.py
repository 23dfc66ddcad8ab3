"""Converts labelled documents between their two forms. Standard library only; used by the scripts beside it.

With quotes, as they are written: a file a document, SET/ID.tsv, "# ID" and then a line an event, COLUMNS. Its text is needed to write it and shows in it.
With offsets, as they are committed: a file a set, data/labels/SET.tsv, a header and a line an event, OFFSETS. Offsets are bytes (UTF-8) into the title or the
text, "start-end"; a party is CODE.SECTOR:start-end, or CODE.SECTOR: where the sentence does not name it. docs/labels.md says what the columns hold.
"""
import bisect, csv, gzip, hashlib, itertools, json, os, re, zlib

HERE = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/labels"))
COLUMNS = "part quote trigger event also mode actor recipient aux attribution size optional happening".split()
OFFSETS = "document part trigger event also mode actor recipient aux attribution size optional happening quote".split()
DOCUMENTS = "document set date source url title_sha256 text_sha256 events optional split".split()
CATEGORIES = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN SANCTION PROTEST MOBILIZE COERCE ASSAULT".split()
AUX = "historical future hypothetical negation".split()
STATELESS = "UNO IGO EUR NGO MNC IMG ISM".split()
PARTY = re.compile(r"\s*([A-Z]{3})?(\.[A-Z]{3})?:(.*)$", re.S)


def split(id):
    """The split of a document: "kept" ones are never read nor trained on, "tune" ones serve model selection and calibration."""
    return ("kept", "tune", "train", "train", "train")[zlib.crc32(id.encode()) % 5]


class Fault(Exception):
    pass


# ---- files ----

def read_documents(paths):
    """Documents by id, from JSONL files, compressed by gzip or not."""
    documents = {}
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as f:
            documents.update((d["id"], d) for d in map(json.loads, f))
    return documents


def read_table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_table(path, columns, rows):
    with open(path, "w", encoding="utf-8") as f:
        f.write("\t".join(columns) + "\n")
        f.writelines("\t".join(str(row[c]) for c in columns) + "\n" for row in rows)


def read_quoted(path):
    """The events in a file with quotes, with their line numbers."""
    with open(path, encoding="utf-8") as f:
        lines = [line.rstrip("\n") for line in f]
    id = os.path.basename(path)[:-len(".tsv")]
    if not lines or lines[0] != "# " + id:
        raise Fault(f"{path}:1: the first line should be '# {id}'")
    events = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise Fault(f"{path}:{number}: {len(cells)} columns instead of {len(COLUMNS)}")
        events.append((number, dict(zip(COLUMNS, cells))))
    return events


def write_quoted(path, id, events):
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"# {id}\n")
        f.writelines("\t".join(event[c] for c in COLUMNS) + "\n" for event in events)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


# ---- positions in a text ----

ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Maj|Capt|Adm|St|Jr|Sr|vs|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z]|\.[A-Za-z])\.$")


class Text:
    """A title or text, in characters (as labelled) and in bytes (as committed)."""

    def __init__(self, text):
        self.text = text
        self.bytes = list(itertools.accumulate((len(c.encode()) for c in text), initial=0))
        self.begins = [0]
        for m in re.finditer(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n\s*", text):
            if "\n" in m[0] or not ABBREVIATION.search(text[max(0, m.start() - 9):m.start() + 1]):
                self.begins.append(m.end())

    def sentence(self, at):
        """The approximate number of the sentence around a character. It decides between identical words, and whether two labels are in the same sentence."""
        return bisect.bisect_right(self.begins, at)

    def span(self, start, end):
        return f"{self.bytes[start]}-{self.bytes[end]}"

    def chars(self, span):
        """Converts a span from bytes to characters."""
        start, end = map(int, span.split("-"))
        if not 0 <= start < end <= self.bytes[-1]:
            raise Fault(f"{span} is outside the text")
        return bisect.bisect_left(self.bytes, start), bisect.bisect_left(self.bytes, end)

    def words(self, span):
        start, end = self.chars(span)
        return " ".join(self.text[start:end].split())

    def find(self, words, start=0, end=None):
        """All positions of the given words in a range of characters, with any white space between them; whole words if there are any."""
        plain = r"\s+".join(map(re.escape, words.split()))
        end = len(self.text) if end is None else end
        whole = re.compile(r"(?<!\w)" + plain + r"(?!\w)")
        return [m.span() for m in whole.finditer(self.text, start, end)] or [m.span() for m in re.compile(plain).finditer(self.text, start, end)]

    def count(self, words):
        return len(re.findall(r"\s+".join(map(re.escape, words.split())), self.text))


# ---- conversion ----

def whose(party):
    """CODE.SECTOR of a party. A body of no state has its kind as its code: the UN is UNO, even if labelled .UNO."""
    m = PARTY.match(party)
    if not m:
        raise Fault(f"party is not CODE.SECTOR:words: {party}")
    code, sector = m[1] or "", m[2] or ""
    return sector[1:] if not code and sector[1:] in STATELESS else code + sector


def place_party(party, text, trigger, after):
    """A party with the position of its words: the nearest in the trigger's sentence, preferring those before it for an actor and after it for a recipient."""
    who, words = whose(party) + ":", party.partition(":")[2]
    if not words.strip():
        return who
    places = text.find(words)
    if not places:
        raise Fault(f"words not in the text: {words.strip()}")
    here = text.sentence(trigger[0])

    def far(place):
        before, behind = trigger[0] - place[1], place[0] - trigger[1]
        return text.sentence(place[0]) != here, max(before, behind, 0) + (10 if (before >= 0) == after else 0), place
    return who + text.span(*min(places, key=far))


def to_offsets(id, event, title, body):
    """Converts a line with quotes to a line with offsets. Raises Fault if it breaks the rules of annotation."""
    if event["part"] not in ("title", "body"):
        raise Fault(f"part is title or body: {event['part']}")
    text = title if event["part"] == "title" else body
    found = text.count(event["quote"]) if event["quote"].strip() else 0
    if found != 1:
        raise Fault(f"quote found {found} times in {event['part']}: {event['quote'][:60]}")
    quote = re.search(r"\s+".join(map(re.escape, event["quote"].split())), text.text).span()
    triggers = text.find(event["trigger"], *quote) if event["trigger"].strip() else []
    if not triggers:
        raise Fault(f"trigger not in quote: {event['trigger']}")
    check_codes(event)
    parties = {side: ";".join(place_party(p, text, triggers[0], side == "recipient") for p in event[side].split(";") if p.strip())
               for side in ("actor", "recipient")}
    return {**event, **parties, "document": id, "trigger": text.span(*triggers[0]), "quote": text.span(*quote)}


def to_quoted(event, title, body):
    """Converts a line with offsets to a line with quotes."""
    text = title if event["part"] == "title" else body

    def party(p):
        who, _, span = p.partition(":")
        return who + ":" + (text.words(span) if span else "")
    parties = {side: ";".join(map(party, event[side].split(";"))) if event[side] else "" for side in ("actor", "recipient")}
    return {**event, **parties, "trigger": text.words(event["trigger"]), "quote": text.words(event["quote"])}


def check_codes(event):
    for category in accepted(event):
        if category not in CATEGORIES:
            raise Fault(f"no category: {category}")
    for aux in filter(None, event["aux"].split(",")):
        if aux not in AUX:
            raise Fault(f"no aux: {aux}")
    if event["attribution"] not in ("", "reported", "quoted"):
        raise Fault(f"no attribution: {event['attribution']}")
    if not re.fullmatch(r"((killed|injured|arrested|kidnapped|displaced)=\d+,?)*", event["size"]):
        raise Fault(f"size: {event['size']}")
    if event["optional"] not in ("", "0", "1"):
        raise Fault(f"optional: {event['optional']}")
    if not event["happening"].isdigit():
        raise Fault(f"happening is a number: {event['happening']}")


def accepted(event):
    """The category of an event and other acceptable ones."""
    return {event["event"], *filter(None, event["also"].split(","))}


def codes(parties):
    """The countries of a list of parties, "" for a party without one."""
    return [PARTY.match(p)[1] or "" for p in parties.split(";") if p.strip()]
