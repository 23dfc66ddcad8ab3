#!/usr/bin/env python3
"""parties_from_facts.py FACTS DATA: turns the parties of ParlGov, with their present and former names, into DATA/organisations_parlgov.tsv.

A party that DATA/organisations.tsv has under another of its names keeps the name that it has there, and the row tells the names that are new. A name of English words has to tell the state or the people whose it is. A name of one word is
taken only if it is no English word and nobody's name; an acronym only if it has four letters and no other body has it."""
import collections, re, sys

from people_from_facts import folded, rows

JOINERS = re.compile(r"\s+(?:--|–|—|/|\|)\s+")


def names_of(cell):
    """The names in a cell, which may hold both the Finnish and the Swedish one."""
    parts = [cell] if not cell else JOINERS.split(cell)
    out = []
    for p in parts:
        p = re.sub(r"\s*[\[(].*?[\])]", "", p).strip(" -–")
        if p[:1].isupper() and not re.search(r"[?;,]", p) and (len(folded(p)) > 1 or (len(p) > 4 and len(parts) == 1)):
            out.append(p)
    return out


def words_and_names(data):
    """Words with another meaning: those in the tables of language, people and places."""
    words, names = set(), set()
    for line in open(data + "/treebank-news.conllu", encoding="utf-8"):
        c = line.split("\t")
        if len(c) > 3:
            words |= {c[1].lower(), c[2].lower()}
    for table in ("agents.tsv", "classes.tsv", "frames.tsv", "spelling.tsv", "contexts.tsv"):
        words |= set(re.findall(r"\b[a-z]+\b", open(data + "/" + table, encoding="utf-8").read()))
    for r in rows(data + "/people.tsv"):
        for n in [r["name"]] + r["names"].split("|"):
            names |= set(folded(n))
    for r in rows(data + "/countries.tsv"):
        for column in ("name", "names", "adjectives", "people", "capital", "seats"):
            for n in r[column].split("|"):
                names |= set(folded(n))
    return words, names


# A name made only of these and other English words could belong to a party of any state.
KINDS = set("party union alliance front movement bloc league democrats coalition democratic socialists liberals greens communist federation constitution reform agrarian peasants".split())
GENERIC = set("""democrats republicans liberals conservatives socialists communists greens labour nationals unionists radicals progressives independents christian democrats
    democratic party|peoples party|national party|workers party|peasant party|peasants party|agrarian party|new party|the left|united list|civic list|left|right|centre|union|unity|alliance
    |reform|others|no party affiliation|independent|non partisan""".replace("\n    ", " ").split("|")) | set("democrats republicans liberals conservatives socialists communists greens".split())


STOP = set("focus alignment renaissance independents ecologists green groen tripartisme federalismo diana stan nova demos memo libra gilt pilz partei lipa porozumienie".split())


def main():
    facts, data = sys.argv[1], sys.argv[2]
    words, names = words_and_names(data)
    by_state, acronyms, anywhere = collections.defaultdict(dict), collections.Counter(), set()
    for table in ("organisations.tsv",):
        for r in rows(data + "/" + table):
            for n in [r["name"]] + r["names"].split("|"):
                if not n:
                    continue
                by_state[r["code"]].setdefault(folded(n), r["name"] if r["kind"] == "party" else None)
                anywhere.add(folded(n))
    former = collections.defaultdict(list)
    for r in rows(facts + "/party_names.tsv"):
        former[r["parlgov_id"]] += [r["name"], r["name_english"]]
    parties = [r for r in rows(facts + "/parties.tsv") if r["family"] != "to be coded" or r["party_english"] != r["party"]]
    for r in parties:
        acronyms[r["abbreviation"].upper()] += 1
    bearers = collections.defaultdict(set)
    for r in parties:
        for f in [r["party_english"], r["party"]] + former[r["parlgov_id"]]:
            for n in names_of(f):
                bearers[folded(n)].add(r["country"])
    out, taken = [], set()
    for r in parties:
        code = r["country"]
        forms = list(dict.fromkeys(n for cell in [r["party_english"], r["party"]] + former[r["parlgov_id"]] for n in names_of(cell)))
        known = next((by_state[code][folded(f)] for f in forms + [r["abbreviation"]] if by_state[code].get(folded(f))), None)
        good = []
        for f in forms:
            k = folded(f)
            if k in by_state[code] or " ".join(k) in GENERIC or (code, k) in taken or len(bearers[k]) > 1 or k in anywhere:
                continue
            if len(k) == 1 and (k[0].strip("!") in STOP or k[0] in words or k[0] in names or len(k[0]) < 5 or f == r["party_english"]):
                continue
            if all(w in words or w in KINDS for w in k) and not any(w in names and w not in words for w in k):
                continue
            taken.add((code, k))
            good.append(f)
        a = r["abbreviation"].strip()
        if re.fullmatch(r"[A-ZÄÖÜÉ]{4,6}", a) and acronyms[a] == 1 and (a.lower(),) not in anywhere and a.lower() not in words | STOP:
            good.append(a)
        if known and good:
            out.append((code, known, good))
        elif good and len(folded(good[0])) > 1:
            out.append((code, good[0], good[1:]))
    out.sort(key=lambda r: (r[0], folded(r[1])))
    with open(data + "/organisations_parlgov.tsv", "w", encoding="utf-8") as f:
        f.write("# Parties of 37 democracies: facts of ParlGov (hdigital/parlgov, CC0), made into rows by tools/parties_from_facts.py. Do not edit: correct organisations.tsv.\n")
        f.write("code\tkind\tname\tnames\tsectors\tfrom\tto\n")
        for code, name, others in out:
            f.write(f"{code}\tparty\t{name}\t{'|'.join(others)}\tPTY\n")
    print(f"{len(out)} parties", file=sys.stderr)


if __name__ == "__main__":
    main()
