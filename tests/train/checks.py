#!/usr/bin/env python3
"""checks.py DIR - tests the parts of train/events that need neither torch nor numpy: aligning an invented document with its labels, and writing an untrained network, DIR/nothing.model."""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "train", "events"))
import common  # noqa: E402
import image  # noqa: E402
import sets  # noqa: E402
import states  # noqa: E402

passed = failed = 0


def check(name, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f"{name}: {got!r}, not {wanted!r}")


# ---- a document and its labels

TEXT = "Perú condemned Chile. Envoys of Peru and Chile met."
#         token: upos, head
WORDS = [[("Perú", "PROPN", 1), ("condemned", "VERB", -1), ("Chile", "PROPN", 1), (".", "PUNCT", 1)],
         [("Envoys", "NOUN", 5), ("of", "ADP", 2), ("Peru", "PROPN", 0), ("and", "CCONJ", 4), ("Chile", "PROPN", 2), ("met", "VERB", -1), (".", "PUNCT", 5)]]
MENTIONS = [[(0, 0, 0), (2, 2, 2)], [(0, 0, 4), (2, 2, 2), (4, 4, 4)]]
LABELS = """# invented
body	Perú condemned Chile	condemned	ACCUSE	REJECT		PER.GOV:Perú	CHL.GOV:Chile		reported			1
body	Envoys of Peru and Chile  met	met	CONSULT			PER.GOV:Envoys of Peru;CHL.GOV:Chile;USA:		future			1	2
body	no such words	words	AID									3
body	too few columns
"""


def document():
    data, at, sentences = TEXT.encode(), 0, []
    for words, mentions in zip(WORDS, MENTIONS):
        tokens = []
        for word, upos, head in words:
            start = data.index(word.encode(), at)
            at = start + len(word.encode())
            tokens.append([start, at, common.UPOS.index(upos), 0, head, 0, 0, -1, -1, word])
        sentences.append(dict(part="body", s=tokens[0][0], e=at, tok=tokens, men=[[*m, 0, []] for m in mentions], prop=[], rows=[], pairs=[], x=""))
    return dict(id="invented", text=TEXT, sents=sentences, ents=[])


def check_alignment(folder):
    path = os.path.join(folder, "invented.tsv")
    with open(path, "w", encoding="utf8") as file:
        file.write(LABELS)
    events = common.align(document(), path)
    check("events found", len(events), 2)
    first, second = events
    check("trigger", (first["sent"], first["tok"], first["span"], first["cat"]), (0, 1, [1], common.CATEGORY["ACCUSE"]))
    check("parties behind letters of two bytes", [first["a"][0][3], first["r"][0][3]], [0, 1])
    check("the topmost mention in the words", [p[3] for p in second["a"]], [0, 2, None])
    check("codes", [p[0] for p in second["a"]], ["PER", "CHL", "USA"])
    check("optional", [e["opt"] for e in events], [False, True])
    target = common.category_target(first)
    check("another category that would do", (target[common.CATEGORY["ACCUSE"]], target[common.CATEGORY["REJECT"]], sum(target)), (0.75, 0.25, 1))
    check("ways of telling", [w for w, told in zip(common.TELLING, common.telling_target(second)) if told], ["future", "optional", "reciprocal"])
    check("roles", common.roles_of(first), {0: 1, 1: 2})
    check("slots", [slot for slot, _, _ in states.slots_of(dict(document(), events=events))],
          [[0, 1, 9, 0, 0, 2], [0, 1, 9, 1, 2, 0], [1, 5, 2, 0, 0, 4], [1, 5, 2, 0, 4, 0], [1, 5, 2, 1, -1, 0]])
    check("what only the network reads is left out", sorted(common.without_rows(document())["sents"][0]), ["e", "men", "part", "prop", "s", "tok"])
    check("a right record", common.level((0, 9, ["PER"], ["CHL"]), first), 3)
    check("another recipient", common.level((0, 9, ["PER"], ["ARG"]), first), 2)
    check("another category", common.level((0, 5, ["PER"], ["CHL"]), first), 0)
    head_rows = {0: (0, 0.9, 0.1), 2: (0, 0.1, 0.9)}
    sure = [0.0] * 9 + [1.0] + [0.0] * 7
    scores = common.scores_at(0.5, {"invented": {(0, 1): (sure, [0.0] * 8, head_rows)}}, [dict(document(), events=events)])
    check("scores", scores, (1.0, 0.5, 1.0, 1.0, 1.0, 1.0))


def check_folds():
    check("the model case is learnt from", common.fold("seed-article"), 2)
    check("folds", sorted({common.fold(f"toy-{i}") for i in range(40)}), [0, 1, 2, 3, 4])
    check("parties of a cell", common.parties("USA.GOV:officials;:the girls;UNO:"), [("USA", "GOV", "officials"), ("", "", "the girls"), ("UNO", "", "")])


# ---- an image

def empty_map(inputs, outputs):
    return bytes(inputs * outputs), bytes(4 * outputs), struct.pack(f"<{outputs}f", *[1e-6] * outputs)


def empty_model():
    """All weights are 0: every word gives all categories, and none, the same score."""
    keys, embed, layers, hidden, pair = [11, 12, 13], 64, 1, 32, 32
    words, width = common.FIRST_WORD + len(keys), embed + common.STATES
    rows, pair_rows = 2 * words + sum(common.WORD_TABLES), sum(common.PAIR_TABLES)
    made = image.Image()
    made.add("event.shape", 28, struct.pack("<7I", words, embed, common.STATES, layers, hidden, pair, len(common.MODES)))
    made.add("event.modes", 1, "".join(f"{common.CATEGORIES[category - 1]} {mode}\n" for category, mode in common.MODES).encode())
    made.add("event.words", 8, image.word_table(keys, common.FIRST_WORD))
    made.add("event.rows", 1, bytes(rows * embed))
    made.add("event.units", 2, bytes(2 * rows))
    made.add("event.pair", 1, bytes(pair_rows * pair))
    made.add("event.pairunit", 2, bytes(2 * pair_rows))
    maps = [empty_map(width, 3 * width), empty_map(width, hidden), empty_map(hidden, 32), empty_map(width, pair), empty_map(width, pair), empty_map(pair, 32), empty_map(width, pair), empty_map(pair, image.padded(len(common.MODES)))]
    for k, (name, size) in enumerate((("event.lin.w", 1), ("event.lin.b", 4), ("event.lin.s", 4))):
        made.add(name, size, b"".join(m[k] for m in maps))
    made.add("event.state.w", 1, bytes(states.BUCKETS))
    made.add("event.state.s", 4, struct.pack("<f", 1.0))
    return made


def events_of_case(*events, proposals=()):
    """What sets.py makes of a case with these events, where frames propose something else for the first sentence."""
    own = document()
    own["ents"] = [[code, sector, "", 1, "", "", "", 0] for code, sector in (("PER", ""), ("CHL", ""), ("PER", "GOV"))]
    for sentence, entities in zip(own["sents"], ([0, 1], [2, 0, 1])):
        for mention, entity in zip(sentence["men"], entities):
            mention[4] = [entity]
    own["sents"][0]["prop"] = list(proposals)
    return sets.Aligner(dict(kind="case", events=[sets.event_of_case(e) for e in events]), own).events()


def check_cases():
    wrong = [1, -1, 1, common.CATEGORY["ACCUSE"], 0, 0, 0, [2], [0], "111"]  # Chile condemns Peru
    event, = events_of_case("ACCUSE | actor: PER | recipient: CHL", proposals=[wrong])
    check("the parties of a case, not the frame's", (event["tok"], event["a"], event["r"], "known" in event), (1, [("PER", "", "", 0)], [("CHL", "", "", 1)], False))
    event, = events_of_case("REJECT, ACCUSE | actor: PER | recipient: CHL | words: condemned")
    check("a trigger that no frame knows", (event["tok"], event["cat"], event["also"]), (1, common.CATEGORY["REJECT"], [common.CATEGORY["ACCUSE"]]))
    event, = events_of_case("CONSULT | actor: PER.GOV, CHL | recipient: - | words: met")
    check("a sector tells two phrases of one state apart", (event["sent"], [p[3] for p in event["a"]], event["r"]), (1, [0, 2], []))
    event, = events_of_case("ACCUSE | actor: PER | recipient: BRA", proposals=[wrong[:7] + [[0], [], "111"]])
    check("of a party that is not found nothing is learnt", (event["known"], event["r"]), ([0], []))
    event, = events_of_case("ACCUSE | recipient: CHL", proposals=[wrong])
    check("of a role that is left open nothing is learnt", (event["known"], event["a"]), ([1], []))
    check("nobody", events_of_case("ACCUSE | actor: - | recipient: CHL", proposals=[wrong])[0]["a"], [])
    check("no trigger", events_of_case("AID | actor: PER | recipient: CHL | words: helped", proposals=[wrong]), None)


def check_image(folder):
    made = image.Image()
    made.add("one", 1, b"x" * 70)
    made.add("two", 4, struct.pack("<2I", 1, 2))
    data = made.data()
    magic, version, sections, size, _ = struct.unpack_from("<8sIIQQ", data)
    check("head", (magic, version, sections, size), (b"ATTEVENT", 4, 2, len(data)))
    places = [struct.unpack_from("<16sQQII", data, 32 + 40 * i) for i in range(2)]
    check("names", [p[0].rstrip(b"\0") for p in places], [b"one", b"two"])
    check("sections begin where they may", [p[1] % 64 for p in places], [0, 0])
    check("a section comes back", data[places[1][1]:places[1][1] + places[1][2]], struct.pack("<2I", 1, 2))
    table = struct.unpack("<16I", image.word_table([8, 16, 3], 4))
    check("keys of one place stand behind each other", dict(zip(table[::2], table[1::2])), {8: 4, 16: 5, 3: 6, 0: 0})
    check("the same bytes twice", made.data(), data)
    empty_model().write(os.path.join(folder, "nothing.model"))


check_folds()
check_alignment(sys.argv[1])
check_cases()
check_image(sys.argv[1])
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
