"""Store: the content of a store made by `attache ingest` and `attache import`, as Arrow tables, filtered by the store itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from ._c import ffi
from ._coder import Coder
from ._library import address, lib


class Store:
    """A store to read. Others may write to it at the same time, and any number of threads may query it.

    coder: an existing Coder; without it the store creates one, for the names of states.
    """

    def __init__(self, path: str | os.PathLike[str], coder: Coder | None = None) -> None:
        self._store: Any = None
        self._lock = threading.Lock()  # a connection is for one thread at a time
        self._library = (coder or Coder())._library
        out = ffi.new("attache_store **")
        self._library.check(lib.attache_store_open(self._library.handle, os.fsencode(path), lib.ATTACHE_STORE_READ, out))
        self._store = out[0]

    def __del__(self) -> None:
        if self._store:
            lib.attache_store_close(self._store)

    def events(
        self,
        *,
        dyad: str | None = None,
        actor: str | None = None,
        start: object = None,
        end: object = None,
        event: str | Iterable[str] | None = None,
        mode: str | Iterable[str] | None = None,
        context: str | Iterable[str] | None = None,
        quad: int | str | Iterable[int] | None = None,
        cameo: str | Iterable[str] | None = None,
        place: str | None = None,
        near: str | None = None,
        box: str | None = None,
        dead: int = 0,
        injured: int = 0,
        arrested: int = 0,
        min_confidence: float = 0.0,
        min_sources: int = 0,
        person: str | None = None,
        text: str | None = None,
        limit: int = 0,
        all: bool = False,
        corrected: bool = False,
    ) -> pa.Table:
        """Records, all of them or those that match every filter given; in the order of documents.

        dyad: "KAZ,IND", both directions, or "KAZ>IND", by code or name. actor: whoever takes part, on either side: a state, a sector, a body or a person. start, end: YYYY, YYYY-MM, YYYY-MM-DD or a date; both
        inclusive. event, mode, context: one or several from the codebook; quad: classes from 1 to 4; cameo: codes, each including its subcodes. place, near ("Abuja,50"), box ("4,2,14,15": south, west, north, east), dead, injured, arrested (minimum numbers),
        person (part of a name), text (words of the document), min_sources (publishers). limit: only the newest ones. all: include negated events. corrected: apply analysts'
        corrections. Historical, future and hypothetical events are in the table, marked by `aux`.
        """
        said = {k: v for k, v in locals().items() if k not in ("self", "all", "corrected")}
        return self._table(lib.ATTACHE_EXPORT_EVENTS, said, all, corrected)

    def happenings(
        self,
        *,
        dyad: str | None = None,
        actor: str | None = None,
        start: object = None,
        end: object = None,
        event: str | Iterable[str] | None = None,
        mode: str | Iterable[str] | None = None,
        context: str | Iterable[str] | None = None,
        quad: int | str | Iterable[int] | None = None,
        cameo: str | Iterable[str] | None = None,
        place: str | None = None,
        near: str | None = None,
        box: str | None = None,
        dead: int = 0,
        injured: int = 0,
        arrested: int = 0,
        min_confidence: float = 0.0,
        min_sources: int = 0,
        person: str | None = None,
        text: str | None = None,
        limit: int = 0,
        all: bool = False,
        corrected: bool = False,
    ) -> pa.Table:
        """Happenings, in the order of days; the filters are those of events."""
        said = {k: v for k, v in locals().items() if k not in ("self", "all", "corrected")}
        return self._table(lib.ATTACHE_EXPORT_HAPPENINGS, said, all, corrected)

    def dyads(
        self,
        *,
        dyad: str | None = None,
        actor: str | None = None,
        start: object = None,
        end: object = None,
        event: str | Iterable[str] | None = None,
        corrected: bool = False,
    ) -> pa.Table:
        """One row per ordered pair of actors and month, with counts by quad class and mean scores, of records and of happenings."""
        return self._table(lib.ATTACHE_EXPORT_DYAD_MONTHS, {k: v for k, v in locals().items() if k not in ("self", "corrected")}, False, corrected)

    def _table(self, what: int, said: dict[str, Any], all: bool, corrected: bool) -> pa.Table:
        kept: list[Any] = []
        query = _query(said, kept)
        if query is not None:
            query.all = True
        export = ffi.new("attache_export *", {"what": what, "all": all, "corrected": corrected})
        out = ffi.new("struct ArrowArrayStream *")
        with self._lock:
            self._library.check(lib.attache_arrow_export(self._store, export, query if query is not None else ffi.NULL, out))
            return pa.RecordBatchReader._import_from_c(address(out)).read_all()


_NAMES = {"start": "from", "end": "to", "dead": "min_dead", "injured": "min_injured", "arrested": "min_arrested"}


def _query(said: dict[str, Any], kept: list[Any]) -> Any:
    """An attache_query with the filters, or None if there are none; its strings live as long as `kept`."""
    given = {_NAMES.get(k, k): v for k, v in said.items() if v not in (None, 0, 0.0)}
    if not given:
        return None
    query = ffi.new("attache_query *")
    for name, value in given.items():
        if isinstance(value, float) or name.startswith("min_") or name == "limit":
            setattr(query, name, value)
            continue
        words = value if isinstance(value, str) else ",".join(map(str, value)) if isinstance(value, Iterable) else str(value)
        kept.append(ffi.new("char[]", words.encode()))
        setattr(query, name, kept[-1])
    return query

