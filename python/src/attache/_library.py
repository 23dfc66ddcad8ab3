"""The library behind attache.h: an open handle with its contexts and messages, and errors as exceptions.

The library never calls Python from its own threads: messages are kept in a log until they are collected.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ._c import ffi

lib: Any = ffi.dlopen(str(Path(__file__).with_name("libattache.so.0")))
log = logging.getLogger("attache")
_LINE = re.compile(r"^(?P<file>.*):(?P<line>\d+)$", re.S)


class AttacheError(Exception):
    """An error, with its location: a document, or a line of a file."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        found = _LINE.match(where)
        self.message = message
        self.file = found["file"] if found else where
        self.line: int | None = int(found["line"]) if found else None


def text_of(given: Any) -> str:
    """A string of the library's."""
    return str(ffi.string(given).decode("utf-8", "replace")) if given else ""


def address(pointer: Any) -> int:
    return int(ffi.cast("uintptr_t", pointer))


class Library:
    """The handle from attache_open, with a log of its messages and a pool of contexts."""

    def __init__(self, know: Iterable[str | os.PathLike[str]], model: str | os.PathLike[str] | None, least: float) -> None:
        self.handle: Any = None
        self._contexts: list[Any] = []
        self._lock = threading.Lock()
        self._log = lib.attache_log_new()
        paths = [ffi.new("char[]", os.fsencode(k)) for k in know]
        array = ffi.new("const char *[]", paths)
        options = ffi.new("attache_options *")
        weights = ffi.new("char[]", os.fsencode(model)) if model else ffi.NULL
        options.model, options.know, options.n_know, options.min_confidence = weights, array, len(paths), least
        options.on_message, options.user = ffi.addressof(lib, "attache_log_add"), self._log
        out = ffi.new("attache **")
        self.check(lib.attache_open(options, out))
        self.handle = out[0]

    def __del__(self) -> None:
        for context in self._contexts:
            lib.attache_context_free(context)
        if self.handle:
            lib.attache_close(self.handle)
        lib.attache_log_free(self._log)

    def messages(self) -> list[tuple[int, str, str]]:
        """The messages since the last call: status, where and what."""
        out: list[tuple[int, str, str]] = []
        status, where, message = ffi.new("attache_status *"), ffi.new("const char **"), ffi.new("const char **")
        with self._lock:
            while lib.attache_log_take(self._log, status, where, message):
                out.append((int(status[0]), text_of(where[0]), text_of(message[0])))
        return out

    def tell(self) -> tuple[str, str] | None:
        """Passes messages on to the logger "attache"; returns the first error among them."""
        first: tuple[str, str] | None = None
        for status, where, message in self.messages():
            mistake = status > lib.ATTACHE_SKIPPED
            log.log(logging.WARNING if status else logging.INFO, "%s: %s", where, message)
            if mistake and first is None:
                first = (where, message)
        return first

    def check(self, status: int) -> None:
        """Raises AttacheError if a status is an error."""
        if status <= lib.ATTACHE_SKIPPED:
            self.tell()
            return
        said = [(w, m) for s, w, m in self.messages() if s > lib.ATTACHE_SKIPPED]
        if not said:
            raise AttacheError(text_of(lib.attache_status_text(status)))
        error = AttacheError(said[0][1], said[0][0])
        for where, message in said[1:]:
            if hasattr(error, "add_note"):
                error.add_note(f"{where}: {message}")
        raise error

    @contextmanager
    def context(self) -> Iterator[Any]:
        """A context for one call, on whatever thread."""
        with self._lock:
            context = self._contexts.pop() if self._contexts else None
        context = context or lib.attache_context_new(self.handle)
        try:
            yield context
        finally:
            with self._lock:
                self._contexts.append(context)


def written(call: Callable[[Any], int], library: Library) -> bytes:
    """The output that a library function writes to its callback."""
    parts: list[bytes] = []

    def take(data: Any, size: int, _user: Any) -> int:
        parts.append(bytes(ffi.buffer(data, size)))
        return 0

    library.check(call(ffi.callback("attache_write_fn *", take)))
    return b"".join(parts)
