"""A store in parts (attache.h): documents from web archives, packs of documents, joining them, and stores made from them, as columns of Arrow."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from ._c import ffi
from ._coder import Said
from ._documents import FIELDS
from ._library import AttacheError, Library, lib, text_of

PAGE = ("text", "html", "page")


class Given:
    """A column of bytes in the library's form; it keeps the memory that it points to."""

    def __init__(self, column: Any) -> None:
        array = column
        if isinstance(column, pa.ChunkedArray):
            array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.large_binary())
        self.array = array.cast(pa.large_binary())
        self.bytes = ffi.new("attache_bytes *")
        self.none = ffi.new("int64_t[1]")
        self.bytes.n = len(self.array)
        self.bytes.offsets, self.bytes.data = self.none, ffi.cast("const char *", self.none)
        if len(self.array):
            _, offsets, data = self.array.buffers()
            self.bytes.offsets = ffi.cast("const int64_t *", offsets.address) + self.array.offset
            if data is not None and data.size:
                self.bytes.data = ffi.cast("const char *", data.address)


class Rows:
    """Columns returned by the library."""

    def __init__(self, library: Library, call: Any, *arguments: Any) -> None:
        out = ffi.new("attache_rows **")
        library.check(call(library.handle, *arguments, out))
        self.rows = ffi.gc(out[0], lib.attache_rows_free)
        self.n = int(lib.attache_rows_count(self.rows))

    def strings(self, k: int) -> Any:
        b = lib.attache_rows_bytes(self.rows, k)
        buffers = [None, pa.py_buffer(bytes(ffi.buffer(b.offsets, 8 * (self.n + 1)))), pa.py_buffer(bytes(ffi.buffer(b.data, b.offsets[self.n])))]
        return pa.Array.from_buffers(pa.large_binary(), self.n, buffers).cast(pa.binary())

    def numbers(self, k: int) -> Any:
        data = bytes(ffi.buffer(lib.attache_rows_numbers(self.rows, k), 8 * self.n)) if self.n else b""
        return pa.Array.from_buffers(pa.int64(), self.n, [None, pa.py_buffer(data)])


def pack(library: Library, documents: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """A pack of each document; the pack of one that cannot be read says so."""
    out: list[bytes] = []

    @ffi.callback("attache_write_fn *")  # type: ignore[untyped-decorator, unused-ignore]
    def take(data: Any, size: int, _user: Any) -> int:
        out.append(bytes(ffi.buffer(data, size)))
        return 0

    with library.context() as context:
        for document in documents:
            given = Said(document, "auto", {})
            lib.attache_pack(context, given.document, take, ffi.NULL)
    library.tell()
    return out


def documents_of(library: Library, archive: bytes, at_once: int) -> Iterator[list[dict[str, Any]]]:
    """The documents of a web archive, in batches."""
    file = os.memfd_create("records")
    with os.fdopen(file, "wb") as f:
        f.write(archive)
        f.flush()
        path = ffi.new("char[]", f"/proc/self/fd/{file}".encode())
        yield from _documents_in(library, path, at_once)
    library.tell()


def _documents_in(library: Library, path: Any, at_once: int) -> Iterator[list[dict[str, Any]]]:
    out, document, chunk = ffi.new("attache_inputs **"), ffi.new("attache_document *"), []
    library.check(lib.attache_inputs_open(library.handle, ffi.new("const char *[]", [path]), 1, lib.ATTACHE_WARC, out))
    inputs = ffi.gc(out[0], lib.attache_inputs_close)
    while (status := lib.attache_inputs_next(inputs, document)) != lib.ATTACHE_END:
        if status != lib.ATTACHE_OK:
            continue
        row: dict[str, Any] = {name: text_of(getattr(document, name)) for name in FIELDS if name not in PAGE}
        row[{lib.ATTACHE_HTML: "html", lib.ATTACHE_TEXT: "text"}.get(document.kind, "page")] = bytes(ffi.buffer(document.data, document.size))
        chunk.append(row)
        if len(chunk) == at_once:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class PartStore:
    """A store that packs are added to."""

    def __init__(self, library: Library, path: str | os.PathLike[str]) -> None:
        self.library = library
        out = ffi.new("attache_store **")
        library.check(lib.attache_store_open(library.handle, os.fsencode(path), lib.ATTACHE_STORE_CREATE, out))
        self.store = ffi.gc(out[0], lib.attache_store_close)

    def add(self, packs: Any) -> dict[str, int]:
        """The numbers of documents that were added, replaced others, or were already there."""
        counts, given = ffi.new("attache_ingest_counts *"), Given(packs)
        self.library.check(lib.attache_store_add(self.store, given.bytes, counts))
        return {"added": int(counts.added), "replaced": int(counts.replaced), "same": int(counts.same)}

    def happenings(self) -> list[dict[str, Any]]:
        parts: list[bytes] = []

        @ffi.callback("attache_write_fn *")  # type: ignore[untyped-decorator, unused-ignore]
        def take(data: Any, size: int, _user: Any) -> int:
            parts.append(bytes(ffi.buffer(data, size)))
            return 0

        what = ffi.new("attache_export *", {"what": lib.ATTACHE_EXPORT_HAPPENINGS, "format": lib.ATTACHE_FORMAT_JSONL})
        self.library.check(lib.attache_export_run(self.store, what, ffi.NULL, take, ffi.NULL))
        return [json.loads(line) for line in b"".join(parts).splitlines()]

    def close(self) -> None:
        ffi.release(self.store)


def happenings_of(library: Library, packs: Any) -> list[dict[str, Any]]:
    """The happenings of a store with only these packs."""
    with tempfile.TemporaryDirectory(prefix="attache-") as folder:
        store = PartStore(library, Path(folder) / "part.attache")
        try:
            store.add(packs)
            return store.happenings()
        finally:
            store.close()


__all__ = ["AttacheError", "Given", "PartStore", "Rows", "documents_of", "happenings_of", "pack"]
