"""attache.h in, the module attache._c out: the declarations by which cffi calls the library, in its ABI mode, so that no C compiler is needed."""

import os
import re
from pathlib import Path

from cffi import FFI

ROOT = Path(os.environ.get("ATTACHE_ROOT", Path(__file__).resolve().parent.parent))


def declarations(header: str) -> str:
    """The header without comments and preprocessor lines; named numbers are replaced by their values."""
    text = re.sub(r"/\*.*?\*/", " ", header, flags=re.S)
    numbers = dict(re.findall(r"^#define (ATTACHE_\w+) +(\d+)\s*$", text, re.M))
    text = re.sub(r"^#.*(?:\\\n.*)*$", "", text, flags=re.M)
    text = re.sub(r'extern "C" \{|^\}$', "", text, flags=re.M).replace("ATTACHE_API", "")
    for name, number in numbers.items():
        text = re.sub(rf"\b{name}\b", number, text)
    return re.sub(r"\[(\d+) - (\d+)\]", lambda m: f"[{int(m[1]) - int(m[2])}]", text)


ffi = FFI()
ffi.set_source("attache._c", None)
ffi.cdef(declarations((ROOT / "include" / "attache.h").read_text(encoding="utf-8")))
