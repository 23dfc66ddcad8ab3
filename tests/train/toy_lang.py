#!/usr/bin/env python3
"""toy_lang.py DIR [encoder] - writes texts for a toy parser: DIR/texts with stories, or one sentence, in each of the sets that train/lang/teacher.py reads; with `encoder`, also DIR/encoder."""
import gzip
import json
import os
import sys

import toy

folder = sys.argv[1] + "/texts"
toy.write_sets(folder)
os.makedirs(folder + "/ner")
os.makedirs(folder + "/pages")
with open(folder + "/events/synthetic_stories.jsonl", "w", encoding="utf8") as file:
    for n in range(12):
        text, _ = toy.document(n)
        file.write(json.dumps(dict(id=str(n), title="Ministers meet in " + toy.country(n, 0, 0)[0], text=text)) + "\n")
for part in ("train", "dev", "test"):
    with open(folder + f"/ner/re3d-{part}.conll", "w", encoding="utf8") as file:
        file.write("Soldiers O\nleft O\nthe O\nvillage O\n. O\n\n")
os.makedirs(folder + "/news")
for part in ("world", "voa", "home"):
    with gzip.open(folder + f"/news/{part}.jsonl.gz", "wt", encoding="utf8") as file:
        for n in range(40):
            file.write(json.dumps(dict(id=f"{part}-{n}", title="Ministers meet", text=toy.document(n)[0])) + "\n")
with open(folder + "/pages/ground-truth.json", "w", encoding="utf8") as file:
    json.dump({"page": {"articleBody": "India trains Kazakh officers.\nThe talks went on until Friday."}}, file)
if "encoder" in sys.argv[2:]:
    toy.write_encoder(sys.argv[1])
