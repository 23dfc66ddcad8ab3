"""Turns documents in any common form into a stream of Arrow tables that the library reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Union

import pyarrow as pa

# A text or page, or a mapping with the names below.
Document = Union[str, bytes, Mapping[str, Any]]

_PAGES = ("text", "html", "page")
FIELDS = (*_PAGES, "id", "date", "fetched", "title", "url", "source", "language", "charset")
_ROW = pa.struct([(name, pa.large_binary() if name in _PAGES else pa.string()) for name in FIELDS])
_SCHEMA = pa.schema(list(_ROW))
_AT_ONCE = 1000  # documents of an iterable


def _batches(documents: Iterator[Document], failed: list[BaseException]) -> Iterator[pa.RecordBatch]:
    """Batches of documents; exceptions from an iterable are kept, since Arrow would reduce them to a line of text."""
    try:
        while chunk := list(islice(documents, _AT_ONCE)):
            if isinstance(chunk[0], (str, bytes)):
                yield pa.RecordBatch.from_arrays([pa.array(chunk, pa.large_binary())], ["page"])
            else:
                yield pa.RecordBatch.from_struct_array(pa.array(chunk, _ROW))
    except BaseException as error:
        failed.append(error)
        raise


def _readable(kind: pa.DataType, name: str) -> pa.DataType:
    """The type in which the library accepts a column: dates and numbers where they belong, else text."""
    t = pa.types
    if t.is_null(kind) or t.is_string(kind) or t.is_large_string(kind) or t.is_binary(kind) or t.is_large_binary(kind):
        return kind
    if name in ("date", "fetched") and (t.is_date(kind) or t.is_timestamp(kind)):
        return kind
    if t.is_dictionary(kind):
        return _readable(kind.value_type, name)
    return pa.int64() if name == "id" and t.is_integer(kind) else pa.large_string()


def _of_tables(given: pa.RecordBatchReader) -> pa.RecordBatchReader:
    schema = pa.schema([f.with_type(_readable(f.type, f.name)) if f.name in FIELDS else f for f in given.schema])
    return given if schema.equals(given.schema) else given.cast(schema)


def reader_of(documents: Any, failed: list[BaseException]) -> pa.RecordBatchReader:
    """A stream from a data frame, an Arrow table, a stream of them, or an iterable of documents."""
    if isinstance(documents, pa.RecordBatch):
        documents = pa.Table.from_batches([documents])
    if isinstance(documents, pa.Table):
        documents = documents.select([n for n in documents.column_names if n in FIELDS]).to_reader()
    if type(documents).__module__.partition(".")[0] == "pandas":
        documents = documents[[c for c in documents.columns if c in FIELDS]]
        documents = pa.Table.from_pandas(documents, preserve_index=False).to_reader()
    if isinstance(documents, pa.RecordBatchReader):
        return _of_tables(documents)
    if hasattr(documents, "__arrow_c_stream__"):
        return _of_tables(pa.RecordBatchReader.from_stream(documents))
    return _of_iterable(documents, failed)


def _of_iterable(documents: Iterable[Any], failed: list[BaseException]) -> pa.RecordBatchReader:
    if isinstance(documents, (str, bytes, Mapping)):
        raise TypeError("code_many takes many documents; code takes one")
    rest = iter(documents)
    first = list(islice(rest, 1))
    if first and isinstance(first[0], pa.RecordBatch):
        return _of_tables(pa.RecordBatchReader.from_batches(first[0].schema, _chain(first, rest)))
    schema = pa.schema([("page", pa.large_binary())]) if first and isinstance(first[0], (str, bytes)) else _SCHEMA
    return pa.RecordBatchReader.from_batches(schema, _batches(_chain(first, rest), failed))


def _chain(first: list[Any], rest: Iterator[Any]) -> Iterator[Any]:
    yield from first
    yield from rest


def count_of(documents: Any) -> int | None:
    """The number of documents, if it is known beforehand."""
    try:
        return len(documents)
    except TypeError:
        return None
