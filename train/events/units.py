"""What torch does slowly on a processor: dropout and attention of the teacher's encoder, the recurrence and the parabolas of the network. Steps take half the time with these.

Seeds come from torch's own.
"""
import ctypes
import functools
import os
import subprocess
import tempfile

import numpy as np
import torch
from torch import nn


# ---- dropout

@functools.cache
def random_bytes():
    """A fast generator of bytes, seeded by torch's when it is first asked for."""
    return np.random.Generator(np.random.SFC64(torch.initial_seed())).bytes


class Thin(torch.autograd.Function):
    """Sets `share` of 256 values to 0: a byte is drawn for each."""

    @staticmethod
    def forward(context, x, share):
        kept = torch.frombuffer(bytearray(random_bytes()(x.numel())), dtype=torch.uint8).view(x.shape) >= share
        context.save_for_backward(kept)
        context.scale = 256 / (256 - share)
        return torch.ops.aten.native_dropout_backward(x, kept, context.scale)

    @staticmethod
    def backward(context, gradient):
        return torch.ops.aten.native_dropout_backward(gradient, context.saved_tensors[0], context.scale), None


class Dropout(nn.Module):
    def __init__(self, share):
        super().__init__()
        self.share = round(share * 256)
        self.p = 0  # what an encoder asks for when it sets up its attention: none there

    def forward(self, x):
        return Thin.apply(x, self.share) if self.training and self.share and x.numel() else x


def replace_dropout(module, share):
    """Gives an encoder this dropout, which leaves its attention alone."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, Dropout(share))
        else:
            replace_dropout(child, share)


# ---- attention

class Attend(torch.autograd.Function):
    """softmax(queries keys' scale + mask) values, all in bfloat16; the sums of a softmax are floats inside."""

    @staticmethod
    def forward(context, queries, keys, values, mask, scale):
        with torch.autocast("cpu", enabled=False):
            scores = (queries * scale) @ keys.transpose(-1, -2)
            shares = torch.softmax(scores if mask is None else scores.add_(mask), -1)
            context.save_for_backward(queries, keys, values, shares)
            context.scale = scale
            return shares @ values

    @staticmethod
    def backward(context, gradient):
        queries, keys, values, shares = context.saved_tensors
        of_scores = torch.ops.aten._softmax_backward_data(gradient @ values.transpose(-1, -2), shares, -1, shares.dtype) * context.scale
        return of_scores @ keys, of_scores.transpose(-1, -2) @ queries, shares.transpose(-1, -2) @ gradient, None, None


def attend(module, queries, keys, values, mask, scaling=None, **_):
    """An attention function of transformers; `mask` is added to the scores."""
    queries, keys, values = (x.bfloat16() for x in (queries, keys, values))
    return Attend.apply(queries, keys, values, None if mask is None else mask.bfloat16(), scaling).transpose(1, 2), None


# ---- the recurrence and the parabolas of the network

@functools.cache
def compiled():
    """units.c, compiled for this processor."""
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "units.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "units.c")
        subprocess.run([os.environ.get("CC", "cc"), "-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC", source, "-o", library], check=True)
        return ctypes.CDLL(library)


def call(function, *arguments):
    """Tensors are passed as pointers, numbers in 64 bits."""
    assert all(a.is_contiguous() for a in arguments if isinstance(a, torch.Tensor))
    function(*(ctypes.c_void_p(a.data_ptr()) if isinstance(a, torch.Tensor) else ctypes.c_int64(a) for a in arguments))


class SoftSign(torch.autograd.Function):
    """The parabola that stands for tanh, as in the kernels of src/lang/."""

    @staticmethod
    def forward(context, x):
        x = x.contiguous()
        context.save_for_backward(x)
        y = torch.empty_like(x)
        call(compiled().sign_of, x, y, x.numel())
        return y

    @staticmethod
    def backward(context, of_y):
        x, = context.saved_tensors
        of_x = torch.empty_like(x)
        call(compiled().sign_back, x, of_y.contiguous(), of_x, x.numel())
        return of_x


soft_sign = SoftSign.apply


class Scan(torch.autograd.Function):
    """The recurrence of a layer: x [sentences][words][width], its sums [sentences][words][3 * width], sizes [sentences] -> y, as large as x"""

    @staticmethod
    def forward(context, x, sums, sizes):
        x, sums = x.contiguous(), sums.contiguous()
        y, cells = torch.empty_like(x), torch.empty_like(x)
        sentences, words, width = x.shape
        call(compiled().scan, x, sums, sizes, sentences, words, width // 2, y, cells, torch.empty(width // 2))
        context.save_for_backward(x, sums, sizes, cells)
        return y

    @staticmethod
    def backward(context, of_y):
        x, sums, sizes, cells = context.saved_tensors
        of_x, of_sums = torch.empty_like(x), torch.empty_like(sums)
        sentences, words, width = x.shape
        call(compiled().scan_back, x, sums, cells, of_y.contiguous(), sizes, sentences, words, width // 2, of_x, of_sums, *torch.empty(2, width // 2))
        return of_x, of_sums, None
