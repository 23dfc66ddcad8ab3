#!/usr/bin/env python3
"""toy.py DIR - writes training data for a toy model: DIR/news.jsonl, DIR/quoted/ID.tsv, DIR/more.jsonl without labels, DIR/events, DIR/cases and DIR/encoder, a small BERT with random weights.

Sentences are put together by rule, so that the same world comes out each time.
"""
import json
import os
import sys

COUNTRIES = [("France", "FRA"), ("Germany", "DEU"), ("Italy", "ITA"), ("Spain", "ESP"), ("Japan", "JPN"), ("India", "IND"), ("Kenya", "KEN"), ("Chile", "CHL"), ("Peru", "PER"), ("Egypt", "EGY"),
             ("Poland", "POL")]
#            sentence, trigger, category, actor, recipient, telling; {a} and {b} are replaced by countries
SENTENCES = [("{a} condemned {b} on Monday.", "condemned", "ACCUSE", "{a}", "{b}", ""),
             ("Soldiers of {a} attacked a village in {b}.", "attacked", "ASSAULT", "Soldiers of {a}", "{b}", ""),
             ("{a} will send food to {b}, officials said.", "send", "AID", "{a}", "{b}", "future"),
             ("{a} and {b} signed a treaty.", "signed", "AGREE", "{a};{b}", "", ""),
             ("The president of {a} met ministers of {b} on Friday.", "met", "CONSULT", "The president of {a}", "ministers of {b}", ""),
             ("It rained in {a} and in {b}.", "", "", "", "", "")]


def country(document, sentence, k):
    return COUNTRIES[(document * 3 + sentence * 2 + k * (1 + document % 4)) % len(COUNTRIES)]


def party(words, names):
    """"Soldiers of {a}" -> "FRA:Soldiers of France" """
    codes = {"{a}": names["a"][1], "{b}": names["b"][1]}
    return ";".join(next(code for mark, code in codes.items() if mark in one) + ":" + one.format(a=names["a"][0], b=names["b"][0]) for one in words.split(";")) if words else ""


def document(n):
    """The text of a document and the lines of its labels."""
    lines, rows = [], []
    for at in range(4):
        sentence, trigger, category, actor, recipient, aux = SENTENCES[(n + at) % len(SENTENCES)]
        names = dict(a=country(n, at, 0), b=country(n, at, 1))
        text = sentence.format(a=names["a"][0], b=names["b"][0])
        lines.append(text)
        if category:
            optional = "1" if (n + at) % 7 == 0 else ""
            rows.append("\t".join(["body", text.rstrip("."), trigger, category, "", "", party(actor, names), party(recipient, names), aux, "", "", optional, str(at + 1)]))
    return "\n\n".join(lines), rows


def write_news(folder, labelled, all_):
    os.makedirs(f"{folder}/quoted")
    for name, numbers in (("news", range(labelled)), ("more", range(labelled, all_))):
        with open(f"{folder}/{name}.jsonl", "w", encoding="utf8") as file:
            for n in numbers:
                text, rows = document(n)
                file.write(json.dumps(dict(id=f"toy-{n}", date="2024-03-04", title="", text=text)) + "\n")
                if name == "news":
                    with open(f"{folder}/quoted/toy-{n}.tsv", "w", encoding="utf8") as labels:
                        labels.write("\n".join([f"# toy-{n}", *rows]) + "\n")


def write_sets(folder):
    os.makedirs(f"{folder}/events")
    os.makedirs(f"{folder}/cases")
    pairs = [(COUNTRIES[i][0], COUNTRIES[(i + 3) % len(COUNTRIES)][0]) for i in range(len(COUNTRIES))]
    with open(f"{folder}/events/relations_train.tsv", "w", encoding="utf8") as file:
        file.write("id\troot\tquad\tsource\ttarget\tsentence\tmarked_sentence\n")
        file.writelines(f"{i}\tACCUSE\t3\t{a}\t{b}\t{a} denounced {b}.\t\n" for i, (a, b) in enumerate(pairs))
    with open(f"{folder}/events/quad_train.tsv", "w", encoding="utf8") as file:
        file.write("quad\tsentence\n")
        file.writelines(f"4\tTroops of {a} attacked {b}.\n0\tThe weather in {a} was better than in {b}.\n" for a, b in pairs)
    with open(f"{folder}/events/roles_train.conll", "w", encoding="utf8") as file:
        file.writelines(f"{a}\tB-S\ncondemned\tO\n{b}\tB-T\n.\tO\n\n" for a, b in pairs)
    with open(f"{folder}/cases/toy.case", "w", encoding="utf8") as file:
        file.write("# of the toy\ntext: Chile condemned Peru.\nevent: ACCUSE | actor: CHL | recipient: PER\n\ntext: It snowed in Chile.\nnone:\n")


def write_encoder(folder):
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast
    from tokenizers import BertWordPieceTokenizer
    os.makedirs(f"{folder}/encoder")
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", *letters, *("##" + c for c in letters), "the", "of", "in", "and", "on", *(name.lower() for name, _ in COUNTRIES)]
    tokenizer = BertWordPieceTokenizer({word: i for i, word in enumerate(words)}, lowercase=True)
    tokenizer.save(f"{folder}/tokenizer.json")
    BertTokenizerFast(tokenizer_file=f"{folder}/tokenizer.json").save_pretrained(f"{folder}/encoder")
    torch.manual_seed(1)
    BertModel(BertConfig(vocab_size=len(words), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64), add_pooling_layer=False).save_pretrained(f"{folder}/encoder")


if __name__ == "__main__":
    write_news(sys.argv[1], 30, 40)
    write_sets(sys.argv[1])
    write_encoder(sys.argv[1])
