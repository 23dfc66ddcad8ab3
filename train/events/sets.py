#!/usr/bin/env python3
"""sets.py - turns three public data sets and the cases of tests/ into training sentences.

    sets.py documents --events FOLDER --cases FOLDER --out DOCUMENTS     the sentences, for build/event_dump, with what the sets say of them
    sets.py align --documents DOCUMENTS --dump DUMP --out SETS           the same as events on what event_dump made of them

The sets contain less than the labels of news: relations_train.tsv has a category and two parties, quad_train.tsv a quad class, roles_train.conll the words of two parties; a case has
categories, codes and perhaps words. The trigger is the word that a case names or, of what the frames propose, what fits best. Proposals about which the set says nothing are excluded from
the loss ("mask"). Sentences held out by tests/held.py are excluded, and so is tests/cases/held.
"""
import argparse
import collections
import csv
import glob
import os
import re
import sys

import common

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests"))
import held  # noqa: E402

DATE = "2018-01-15"  # for sentences without one
QUAD_CLASSES = {1: {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"}, 2: {"COOPERATE", "AID", "RETREAT"}, 3: {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
                4: {"SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT"}}
NAMES = ["NONE"] + common.CATEGORIES
KIND, PLACE, BY_CONTEXT = 3, 5, 7  # of an entity of a dump: its kind (EntityKind), that of a place; whether its state comes from the words around it


# ---- reading: each function yields rows with kind, text and the set's annotation

def rows_of(path):
    with open(path, encoding="utf8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def relations(path):
    """The root of a category and the words of both parties."""
    for row in rows_of(path):
        if not held.is_held(row["sentence"]):
            yield dict(kind="relation", text=row["sentence"], root=row["root"], sources=[row["source"]], targets=[row["target"]])


def quads(path):
    """The quad class, 0 for none."""
    for row in rows_of(path):
        if not held.is_held(row["sentence"]):
            yield dict(kind="quad", text=row["sentence"], quad=int(row["quad"]))


def joined(words):
    """Words with their tags -> (text, spans of sources, spans of targets)"""
    text, spans, open_span = "", {"S": [], "T": []}, None
    for word, tag in words:
        glued = word[0] in ".,;:!?)]%" or word.startswith(("'s", "’s", "n't"))
        if text and not glued:
            text += " "
        start = len(text)
        text += word
        if tag[0] == "B":
            open_span = [start, len(text)]
            spans["S" if tag[2] == "S" else "T"].append(open_span)
        elif tag[0] == "I" and open_span:
            open_span[1] = len(text)
    return text, spans["S"], spans["T"]


def roles(path):
    """Only the words of the parties."""
    with open(path, encoding="utf8") as file:
        blocks = file.read().split("\n\n")
    for block in blocks:
        words = [line.split("\t") for line in block.split("\n") if line]
        if not words:
            continue
        text, sources, targets = joined(words)
        if not held.is_held(text):
            yield dict(kind="roles", text=text, sources=[text[a:b] for a, b in sources], targets=[text[a:b] for a, b in targets])


def event_of_case(line):
    """"event: AID, SUPPORT | actor: IND | aux: future" -> (categories, the rest by name)"""
    parts = [part.strip() for part in line.split("|")]
    rest = dict(part.split(": ", 1) for part in parts[1:] if ": " in part)
    return [category.strip() for category in parts[0].split(",")], rest


def case_parties(cell):
    """"KAZ.GOV, IND" -> its parts; "-" is nobody"""
    return [part.strip() for part in cell.split(",")] if cell.strip() != "-" else []


def values(lines, key):
    return [line[len(key) + 2:] for line in lines if line.startswith(key + ": ")]


def cases(folder):
    """Categories, ways of telling and, if given, the trigger. Cases that only say what must not come out are left out."""
    for path in sorted(glob.glob(folder + "/*.case") + glob.glob(folder + "/codebook/*.case")):
        with open(path, encoding="utf8") as file:
            blocks = file.read().split("\n\n")
        for block in blocks:
            lines = [line for line in block.split("\n") if line and line[0] != "#"]
            text = "\n\n".join(values(lines, "text"))
            if not text or any(line.startswith("page") for line in lines):
                continue
            if "/codebook/" in path and held.is_held_case("\n".join(values(lines, "text"))):
                continue
            events = [event_of_case(line) for line in values(lines, "event")]
            if events or any(line.startswith("none") for line in lines):
                yield dict(kind="case", text=text, title=(values(lines, "title") + [""])[0], date=(values(lines, "date") + [DATE])[0], events=events)


def documents(arguments):
    rows = [*relations(arguments.events + "/relations_train.tsv"), *quads(arguments.events + "/quad_train.tsv"), *roles(arguments.events + "/roles_train.conll"), *cases(arguments.cases)]
    print(common.write_lines(arguments.out, (dict(dict(date=DATE, title=""), **row, id=f"set{i}") for i, row in enumerate(rows))), "sentences of older sets and cases")


# ---- aligning: a proposal of the dump has token, support, end, category, why not, ..., [7] actors, [8] recipients, [9] CAMEO code

def root_of(proposal):
    """The CAMEO root as folded in relations_train.tsv."""
    root = proposal[9][:2]
    if root in held.ROOT:
        return held.ROOT[root]
    name = NAMES[proposal[3]]
    return "YIELD" if name in ("CONCEDE", "RETREAT") else name


class Aligner:
    """A row of a set with the output of event_dump for it."""

    def __init__(self, row, document):
        self.row, self.document = row, document
        self.text = document["text"].encode()
        self.sentences = document["sents"]
        self.proposals = [(at, p) for at, s in enumerate(self.sentences) for p in s["prop"] if p[3] and not p[4]]
        self.used = set()

    def spans(self, at, words):
        """The byte span of each word in a sentence."""
        start = self.sentences[at]["s"]
        text = self.text[start:self.sentences[at]["e"]].decode("utf8", "ignore")
        found = []
        for one in words:
            k = text.find(one)
            if k >= 0:
                found.append((start + len(text[:k].encode()), start + len(text[:k + len(one)].encode())))
        return found

    def mentions_in(self, at, spans):
        """The topmost mentions with their heads in the spans."""
        tokens, mentions = self.sentences[at]["tok"], self.sentences[at]["men"]
        heads = {m[0] for m in mentions}

        def inside(token):
            return any(a <= tokens[token][0] and tokens[token][1] <= b for a, b in spans)

        found = []
        for k, m in enumerate(mentions):
            above = tokens[m[0]][4]
            while above >= 0 and above not in heads:
                above = tokens[above][4]
            if inside(m[0]) and not (above >= 0 and inside(above)):
                found.append(k)
        return found

    def mentions_at(self, at, tokens):
        return [k for k, m in enumerate(self.sentences[at]["men"]) if m[0] in tokens]

    def event(self, at, proposal, actors, recipients, aux=()):
        self.used.add((at, proposal[0]))
        return dict(sent=at, tok=proposal[0], span=[proposal[0]], cat=proposal[3], also=[], mode=[], aux=list(aux), att="", opt=False, hap="0",
                    a=[("", "", "", k) for k in actors], r=[("", "", "", k) for k in recipients])

    def told_by(self, at, proposal, categories, rest):
        """Whether a proposal can be an event of a case."""
        if (at, proposal[0]) in self.used or (NAMES[proposal[3]] not in categories and categories != ["*"]):
            return False
        token = self.sentences[at]["tok"][proposal[0]]
        return "words" not in rest or rest["words"].split()[0][:4].lower() in self.text[token[0]:token[1]].decode("utf8", "ignore").lower()

    def trigger_in_words(self, rest):
        """(sentence, token) of the word that the case names as the trigger, or None; it need not be one that a frame knows."""
        for at, sentence in enumerate(self.sentences):
            for start, end in self.spans(at, [rest["words"]] if "words" in rest else []):
                token = common.trigger_in(sentence["tok"], common.tokens_in(sentence["tok"], start, end))
                if token is not None and (at, token) not in self.used and sentence["tok"][token][2] in common.CONTENT:
                    return at, token
        return None

    def trigger_of(self, categories, rest):
        """(sentence, token, category, what the frame proposes for it or None) of an event of a case, or None"""
        named = self.trigger_in_words(rest) if categories != ["*"] else None
        for at, p in self.proposals:
            if self.told_by(at, p, categories, rest) and named in (None, (at, p[0])):
                return at, p[0], p[3], p
        return (*named, common.CATEGORY[categories[0]], None) if named else None

    def fit(self, mention, code):
        """How well a mention fits "KAZ.GOV", a party of a case: 2 by its state and sector, also where the state of people is for the article to tell; 1 if one of them is open; 0 not at
        all. A place fits no better than that, and nothing with a sector."""
        state, *sectors = code.split(".")
        return max((self.fit_of(self.document["ents"][k], state, sectors) for k in mention[4]), default=0)

    def fit_of(self, entity, state, sectors):
        same, place, untold = entity[0] == state, entity[KIND] == PLACE, not entity[0] or entity[BY_CONTEXT]
        if not sectors:
            return 2 if same and not place else 1 if same or (untold and entity[1]) else 0
        if entity[1] in sectors or (entity[2] and entity[2] in sectors):
            return 2 if same or untold else 0
        return 1 if same and not entity[1] and not place else 0

    def parties_of(self, at, cell, proposed, taken):
        """[(state, mention)] of the parties that a case gives for a role; None if one of them cannot be told from other phrases. The frame's phrases come first, then a phrase that
        alone has the state; if none has and the frame has as many phrases, these are the parties."""
        wanted = case_parties(cell)
        found, mentions = [], self.sentences[at]["men"]
        for code in wanted:
            fits = {k: self.fit(m, code) for k, m in enumerate(mentions) if k not in taken and k not in [f for _, f in found]}
            likely = [k for k, fit in fits.items() if fit and fit == max(fits.values())]
            outer = [k for k in likely if not any(o != k and mentions[o][1] <= mentions[k][1] and mentions[k][2] <= mentions[o][2] for o in likely)]
            best = [k for k in likely if k in proposed] or [k for k, fit in fits.items() if fit and k in proposed] or outer
            if len(best) == 1:
                found.append((code.split(".")[0], best[0]))
        if len(found) == len(wanted):
            return found
        free = [k for k in proposed if k not in taken]
        return [(code.split(".")[0], k) for code, k in zip(wanted, free)] if not found and len(free) == len(wanted) else None

    def event_of_case(self, at, token, category, proposal, categories, rest):
        """An event whose parties are those that the case gives. A role that it leaves open, or that cannot be found in the sentence, is not learnt ("known": the mentions that are)."""
        own = [self.mentions_at(at, proposal[k]) if proposal else [] for k in (7, 8)]
        actors = self.parties_of(at, rest["actor"], own[0], []) if "actor" in rest else None
        recipients = self.parties_of(at, rest["recipient"], own[1], [k for _, k in actors or []]) if "recipient" in rest else None
        aux = [way for way in re.split(r"\s*,\s*", rest.get("aux", "").strip()) if way and way != "-"]
        event = self.event(at, [token, None, None, category], [], [], aux)
        event["also"] = [common.CATEGORY[c] for c in categories if c in common.CATEGORY and common.CATEGORY[c] != category]
        event["a"], event["r"] = ([(state, "", "", k) for state, k in side or []] for side in (actors, recipients))
        if actors is None or recipients is None:
            event["known"] = [k for _, k in (actors or []) + (recipients or [])]
        return event

    def case(self):
        events = []
        for categories, rest in self.row["events"]:
            trigger = self.trigger_of(categories, rest)
            if trigger:
                events.append(self.event_of_case(*trigger, categories, rest))
        return events if events or not self.row["events"] else None

    def quad(self):
        if not self.row["quad"]:
            return []
        fitting = [(at, p) for at, p in self.proposals if NAMES[p[3]] in QUAD_CLASSES[self.row["quad"]]]
        return [dict(self.event(*fitting[0], [], []), noroles=True)] if fitting else None

    def parties(self):
        """The proposal with the same parties as in the set, and with the same category if the set gives one."""
        best = None
        for at, proposal in self.proposals:
            if self.row["kind"] == "relation" and root_of(proposal) != self.row["root"]:
                continue
            sources = self.mentions_in(at, self.spans(at, self.row["sources"]))
            targets = self.mentions_in(at, self.spans(at, self.row["targets"]))
            score = len(set(sources) & set(self.mentions_at(at, proposal[7]))) + len(set(targets) & set(self.mentions_at(at, proposal[8]))) + 0.3 * bool(sources) + 0.3 * bool(targets)
            if best is None or score > best[0]:
                best = (score, at, proposal, sources, targets)
        if best is None or (self.row["kind"] == "roles" and best[0] < 1):
            return None
        return [self.event(*best[1:])]

    def events(self):
        """The events of the row; None if no proposal fits."""
        return {"case": self.case, "quad": self.quad, "relation": self.parties, "roles": self.parties}[self.row["kind"]]()

    def mask(self):
        """Triggers about which the set says nothing; a row without an event applies to all triggers."""
        if (self.row["kind"] == "quad" and not self.row["quad"]) or (self.row["kind"] == "case" and not self.row["events"]):
            return []
        return [(at, p[0]) for at, p in self.proposals if (at, p[0]) not in self.used]


def aligned(arguments, counts):
    rows = {row["id"]: row for row in common.read_lines(arguments.documents)}
    for document in common.read_dump(arguments.dump, rows):
        row = rows[document["id"]]
        aligner = Aligner(row, document)
        events = aligner.events()
        counts[row["kind"] + (": no proposal fits" if events is None else "")] += 1
        if events is not None:
            yield dict(id=document["id"], kind=row["kind"], events=events, mask=aligner.mask())


def align(arguments):
    counts = collections.Counter()
    common.write_lines(arguments.out, aligned(arguments, counts))
    for name, n in sorted(counts.items()):
        print(f"{n:6d} {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("documents")
    command.set_defaults(function=documents)
    command.add_argument("--events", required=True, help="the folder of the three sets")
    command.add_argument("--cases", required=True, help="tests/cases")
    command.add_argument("--out", required=True)
    command = commands.add_parser("align")
    command.set_defaults(function=align)
    command.add_argument("--documents", required=True)
    command.add_argument("--dump", required=True)
    command.add_argument("--out", required=True)
    arguments = parser.parse_args()
    arguments.function(arguments)


if __name__ == "__main__":
    main()
