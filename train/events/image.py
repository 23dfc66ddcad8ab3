#!/usr/bin/env python3
"""image.py - writes models/event.model from the weights of the event network and the state model, and the calibration.

    image.py --network NETWORK.pt --states STATES.npy [--calibration CALIBRATION.json] --out MODEL

Weights get eight bits. src/base/image.h draws the file, src/event/net.h, state.h and decide.h its sections. Image and hash_bytes need neither torch nor numpy.
"""
import argparse
import json
import struct

import common

MAGIC, VERSION = b"ATTEVENT", 4  # EVENT_MAGIC, EVENT_VERSION
ALIGNMENT, HEAD, ENTRY = 64, 32, 40
MASK = (1 << 64) - 1
PADDED = 32  # the kernels require a multiple of this many outputs


# ---- a file of sections

def mix(a, b):
    """The same as hash_mix in src/base."""
    product = ((a ^ 0x9E3779B97F4A7C15) & MASK) * ((b ^ 0xE7037ED1A0B428DB) & MASK)
    return (product & MASK) ^ (product >> 64)


def hash_bytes(data):
    """The same as hash_bytes in src/base: eight bytes at a time, then a tail of one to eight."""
    hashed = mix(len(data), 0xA0761D6478BD642F)
    whole = (len(data) - 1) // 8 if data else 0
    for word in struct.unpack_from(f"<{whole}Q", data):
        hashed = mix(hashed, word)
    return mix(hashed, int.from_bytes(data[whole * 8:], "little"))


def aligned(size):
    return (size + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT


class Image:
    """The file's sections, in the order in which they are added."""

    def __init__(self):
        self.sections = []

    def add(self, name, item_size, data):
        self.sections.append((name, item_size, bytes(data)))

    def data(self, magic=MAGIC, version=VERSION):
        table, body = b"", bytearray()
        begin = HEAD + len(self.sections) * ENTRY
        for name, item_size, data in self.sections:
            body += bytes(aligned(begin + len(body)) - begin - len(body))
            table += struct.pack("<16sQQII", name.encode(), begin + len(body), len(data), item_size, 0)
            body += data
        return struct.pack("<8sIIQQ", magic, version, len(self.sections), begin + len(body), hash_bytes(bytes(body))) + table + bytes(body)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(self.data())


# ---- eight-bit weights

def quantized_rows(weights):
    """Rows of an embedding table: a byte times the row's unit in Q16."""
    import numpy as np
    weights = weights.detach().numpy()
    unit = np.clip(np.round(np.abs(weights).max(1) / 127 * 65536), 1, 32767)
    return np.clip(np.round(weights / (unit[:, None] / 65536)), -127, 127).astype(np.int8), unit.astype(np.int16)


def padded(outputs):
    return (outputs + PADDED - 1) // PADDED * PADDED


def quantized_map(layer):
    """A linear map -> weights, bias and scale of each output as in src/lang/kernel.h: an input byte x means (x - 128) / 128, outputs are in Q10."""
    import numpy as np
    weights = layer.weight.detach().numpy().astype(np.float64)
    bias = layer.bias.detach().numpy().astype(np.float64) if layer.bias is not None else np.zeros(len(weights))
    more = padded(len(weights)) - len(weights)
    weights = np.vstack([weights, np.zeros((more, weights.shape[1]))])
    bias = np.concatenate([bias, np.zeros(more)])
    step = np.abs(weights).max(1) / 127
    step[step == 0] = 1e-6
    bytes_ = np.clip(np.round(weights / step[:, None]), -127, 127)
    whole = np.round(bias / (step / 128)) - 128 * bytes_.sum(1)
    return bytes_.astype(np.int8), whole.astype(np.int32), (8 * step).astype(np.float32)


def word_table(keys, first):
    """The dictionary as a hash table of (key, row), at most half full; key 0 marks a free slot."""
    size = 1
    while size < 2 * len(keys) + 2:
        size *= 2
    table = [(0, 0)] * size
    for i, key in enumerate(keys):
        at = key & (size - 1)
        while table[at][0]:
            at = (at + 1) & (size - 1)
        table[at] = (key, first + i)
    return b"".join(struct.pack("<2I", *entry) for entry in table)


def add_network(image, path):
    import torch
    from student import Student
    saved = torch.load(path, weights_only=True)
    shape = saved["shape"]
    model = Student(**shape)
    model.load_state_dict(saved["weights"])
    image.add("event.shape", 28, struct.pack("<7I", shape["words"], shape["embed"], common.STATES, shape["layers"], shape["hidden"], shape["pair"], len(common.MODES)))
    image.add("event.modes", 1, "".join(f"{common.CATEGORIES[category - 1]} {mode}\n" for category, mode in common.MODES).encode())
    image.add("event.words", 8, word_table(saved["keys"], common.FIRST_WORD))
    for names, table in ((("event.rows", "event.units"), model.rows), (("event.pair", "event.pairunit"), model.pair_rows)):
        rows, units = quantized_rows(table.weight)
        image.add(names[0], 1, rows.tobytes())
        image.add(names[1], 2, units.tobytes())
    maps = [quantized_map(layer.map) for layer in model.layers]
    maps += [quantized_map(layer) for layer in (model.hidden, model.word, model.trigger, model.phrase, model.role, model.mode_hidden, model.mode)]
    for k, (name, item_size) in enumerate((("event.lin.w", 1), ("event.lin.b", 4), ("event.lin.s", 4))):
        image.add(name, item_size, b"".join(one[k].tobytes() for one in maps))


def add_states(image, path):
    import numpy as np
    weights = np.load(path)
    step = max(float(np.abs(weights).max()) / 127, 1e-9)
    image.add("event.state.w", 1, np.clip(np.round(weights / step), -127, 127).astype(np.int8).tobytes())
    image.add("event.state.s", 4, struct.pack("<f", step))


def add_calibration(image, path):
    with open(path, encoding="utf8") as file:
        found = json.load(file)
    for name, key in (("event.bars", "bars"), ("event.conf", "weights"), ("event.map", "map")):
        image.add(name, 4, struct.pack(f"<{len(found[key])}f", *found[key]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", required=True, help="what student.py wrote")
    parser.add_argument("--states", required=True, help="what states.py train wrote")
    parser.add_argument("--calibration", help="what calibrate.py wrote; without it a model for calibrate.py comes out")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    image = Image()
    add_network(image, arguments.network)
    add_states(image, arguments.states)
    if arguments.calibration:
        add_calibration(image, arguments.calibration)
    image.write(arguments.out)


if __name__ == "__main__":
    main()
