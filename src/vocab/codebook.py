"""What codebook.def says, for scripts: CATEGORIES, their quad classes, SECTORS, CONTEXTS."""
import os, re

_text = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "codebook.def")).read()
QUAD = {name: int(quad) for name, quad in re.findall(r"^CATEGORY\((\w+), (\d)", _text, re.M)}
CATEGORIES = list(QUAD)
SECTORS = re.findall(r"^SECTOR\((\w+)", _text, re.M)
CONTEXTS = re.findall(r"^CONTEXT\((\w+)", _text, re.M)

def fold(category):
    """Benchmarks take CONCEDE and RETREAT, which CAMEO has under one root, for one: YIELD."""
    return "YIELD" if category in ("CONCEDE", "RETREAT") else category

FOLDED = list(dict.fromkeys(fold(c) for c in CATEGORIES))
FOLDED_QUAD = {fold(c): 2 if fold(c) == "YIELD" else QUAD[c] for c in CATEGORIES}
