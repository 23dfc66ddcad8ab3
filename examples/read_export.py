#!/usr/bin/env python3
"""Reads what `attache export` writes, with pandas and with polars: whichever is there.

    attache export --format csv   --output events.csv   news.attache
    attache export --format jsonl --output events.jsonl news.attache
    attache export --format tsv   --output dyads.tsv    news.attache dyads
    python3 read_export.py events.csv events.jsonl dyads.tsv

Columns are in docs/columns.md. CAMEO codes are text (042), and so are dates: 2017-11 is a month.
"""
import importlib
import json
import os
import sys

TEXT = ["date", "period", "cameo", "id", "doc"]


def with_pandas(pd, path):
    if path.endswith(".jsonl"):
        with open(path, encoding="utf-8") as lines:
            return pd.DataFrame([json.loads(line) for line in lines])
    if path.endswith(".icews"):
        return pd.read_csv(path, sep="\t", dtype={"CAMEO Code": str}, quoting=3, keep_default_na=False)
    if path.endswith(".gdelt"):
        return pd.read_csv(path, sep="\t", header=None, dtype=str, quoting=3, keep_default_na=False)
    tabs = path.endswith(".tsv")
    # "None" and "NA" are words like others: what is not known is empty
    return pd.read_csv(path, sep="\t" if tabs else ",", quoting=3 if tabs else 0, dtype={name: str for name in TEXT}, keep_default_na=False, na_values=[""])


def with_polars(pl, path):
    if path.endswith(".jsonl"):
        return pl.read_ndjson(path, infer_schema_length=None)
    if path.endswith(".icews"):
        return pl.read_csv(path, separator="\t", quote_char=None, infer_schema=False)
    if path.endswith(".gdelt"):
        return pl.read_csv(path, separator="\t", quote_char=None, has_header=False, infer_schema=False)
    tabs = path.endswith(".tsv")
    table = pl.read_csv(path, separator="\t" if tabs else ",", quote_char=None if tabs else '"', infer_schema=False)
    numbers = [c for c in table.columns if c.startswith(("events", "happenings", "quad_code", "event_scale", "reports", "sources"))]
    return table.with_columns(pl.col(c).cast(pl.Float64, strict=False) for c in numbers)


def main(paths):
    found = 0
    for name, read in (("pandas", with_pandas), ("polars", with_polars)):
        try:
            library = importlib.import_module(name)
        except ImportError:
            continue
        found += 1
        for path in paths:
            if not os.path.getsize(path):  # JSONL and GDELT of an empty store: not even a header line
                print(f"{name}\t{path}\tempty")
                continue
            table = read(library, path)
            print(f"{name}\t{path}\t{len(table)} rows\t{len(table.columns)} columns")
            if "quad_code" in table.columns and len(table) and name == "pandas":  # cooperation and conflict by category
                print(table.groupby("event" if isinstance(table["event"].iloc[0], str) else "quad_code")["event_scale"].agg(["size", "mean"]))
    if not found:
        sys.exit("neither pandas nor polars is there: pip install pandas")


if __name__ == "__main__":
    main(sys.argv[1:])
