"""Coder: the class that codes documents."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

import pyarrow as pa

from ._c import ffi
from ._documents import Document, count_of, reader_of
from ._explain import Explanation
from ._library import AttacheError, Library, address, lib, text_of, written
from ._records import Article, Event, Party, events_of, make


def _one(text: Document, kind: str, said: dict[str, str]) -> dict[str, Any]:
    """A document as a mapping: the kind of a string is recognised by its content unless `kind` gives it."""
    if not isinstance(text, (str, bytes)):
        return {"id": "text", **text, **said}
    if kind not in ("auto", "text", "html"):
        raise ValueError(f'kind is "{kind}"; must be auto, text or html')
    return {"id": "text", "page" if kind == "auto" else kind: text, **said}


class Said:
    """A document in the library's form, and the objects that keep its strings alive."""

    def __init__(self, text: Document, kind: str, said: dict[str, str]) -> None:
        given = _one(text, kind, said)
        self.strings = {k: ffi.new("char[]", str(v).encode()) for k, v in given.items() if v and k not in ("text", "html", "page")}
        which = next((k for k in ("html", "text", "page") if given.get(k) is not None), "text")
        data = given.get(which) or b""
        self.data = data.encode() if isinstance(data, str) else bytes(data)
        self.bytes = ffi.from_buffer(self.data)
        self.document = ffi.new("attache_document *")
        for name in ("id", "date", "fetched", "title", "url", "source", "language", "charset"):
            setattr(self.document, name, self.strings.get(name, ffi.NULL))
        self.document.data, self.document.size = ffi.cast("const char *", self.bytes), len(self.data)
        self.document.kind = {"html": lib.ATTACHE_HTML, "text": lib.ATTACHE_TEXT, "page": lib.ATTACHE_AUTO}[which]


class Coder:
    """attache with its knowledge. Create one and keep it; any number of threads may share it.

    know: folders of tables and dictionaries of your own; each overrides those before it and the built-in ones (docs/know.md).
    min_confidence: leaves out records with a lower confidence. None: the default, which maximises F1 on news; 0: leaves out none.
    model: a language model instead of the built-in one.
    """

    def __init__(
        self,
        know: Iterable[str | os.PathLike[str]] = (),
        min_confidence: float | None = None,
        *,
        model: str | os.PathLike[str] | None = None,
    ) -> None:
        if isinstance(know, (str, os.PathLike)):
            know = [know]
        least = 0.0 if min_confidence is None else min_confidence if min_confidence > 0 else -1.0
        self._library = Library(know, model, least)

    # ---- events ----

    def code(self, text: Document, *, date: str = "", kind: str = "auto", all: bool = False, **said: str) -> list[Event]:
        """The events of one text or page, as records.

        date: the date of publication, YYYY-MM-DD; by default the date on the page. said: id, title, url, source, language, charset, fetched.
        all: include negated events. AttacheError: the document could not be read.
        """
        if date:
            said["date"] = date
        document = _one(text, kind, said)
        batches = list(self.code_batches([document], all=all, threads=1))
        if mistake := self._library.tell():
            raise AttacheError(mistake[1], mistake[0])
        return [event for batch in batches for event in events_of(pa.Table.from_batches([batch]))]

    def code_many(self, documents: Any, *, all: bool = False, threads: int = 0, progress: bool = False) -> pa.Table:
        """The events of many documents as one table, in the order of the documents, coded on all cores (or `threads` of them).

        documents: a data frame (pandas, polars), an Arrow table or stream of tables, or anything else that exports Arrow streams, with one row per document; or an
        iterable of texts or of mappings. Columns, or keys: `text`, `html` or `page` (recognised by its content), and `id`, `date`, `fetched`, `title`, `url`, `source`,
        `language` if known. Documents without an id are numbered from 1.
        progress: shows a progress bar if tqdm is installed. Documents that cannot be read are reported to the logger "attache", and the rest is coded.
        """
        batches = list(self.code_batches(documents, all=all, threads=threads, progress=progress))
        self._library.tell()
        return pa.Table.from_batches(batches, schema=self._schema if not batches else None)

    def code_batches(self, documents: Any, *, all: bool = False, threads: int = 0, progress: bool = False) -> Iterator[pa.RecordBatch]:
        """The same as code_many, as an iterator over batches, in constant memory."""
        failed: list[BaseException] = []
        bar, tell = _bar(progress, count_of(documents))
        options = ffi.new("attache_arrow_options *", {"threads": threads, "all": all, "on_progress": tell})
        given, out = ffi.new("struct ArrowArrayStream *"), ffi.new("struct ArrowArrayStream *")
        reader_of(documents, failed)._export_to_c(address(given))
        self._library.check(lib.attache_arrow_code(self._library.handle, options, given, out))
        reader = pa.RecordBatchReader._import_from_c(address(out))
        self._schema = reader.schema
        try:
            while True:
                try:
                    batch = reader.read_next_batch()
                except StopIteration:
                    return
                except (OSError, pa.ArrowException) as error:
                    self._raise(failed, error)
                yield batch
        finally:
            reader.close()
            if bar is not None:
                bar.close()

    _schema: pa.Schema = None

    def _raise(self, failed: list[BaseException], error: BaseException) -> NoReturn:
        if failed:
            raise failed[0]
        said = self._library.tell()
        if said:
            raise AttacheError(said[1], said[0]) from error
        raise error

    # ---- articles, phrases, sentences ----

    def read(self, page: Document, *, kind: str = "auto", **said: str) -> Article:
        """The article of a page."""
        given = Said(page, kind, said)
        article = ffi.new("attache_article *")

        with self._library.context() as context:

            def call(write: Any) -> int:
                status = int(lib.attache_read(context, given.document, article))
                return int(lib.attache_write_article(given.document.id, article, write, ffi.NULL)) if status == lib.ATTACHE_OK else status

            line = written(call, self._library)
        return make(Article, json.loads(line)) if line else Article()

    def who(self, phrase: str, *, date: str = "", context: str = "") -> Party:
        """The entity that a phrase refers to, on a day and in a text with the words `context`."""
        out = ffi.new("attache_entity *")
        with self._library.context() as c:
            self._library.check(lib.attache_who(c, phrase.encode(), date.encode(), context.encode(), out))
            return Party(
                code=text_of(out.code),
                country=text_of(out.country),
                sector=text_of(out.sector),
                other_sectors=[text_of(out.other_sectors[i]) for i in range(out.n_other_sectors)],
                entity_text=phrase,
                identifier_text=text_of(out.identifier),
                office=text_of(out.office),
                entity=text_of(out.entity),
                how=text_of(out.how),
            )

    def parse(self, text: str) -> str:
        """The sentences of a text as CoNLL-U: tokens, tags, lemmas and trees."""
        data = text.encode()
        with self._library.context() as context:
            return written(lambda write: int(lib.attache_parse(context, data, len(data), ffi.NULL, write, ffi.NULL)), self._library).decode()

    def explain(self, text: Document, *, date: str = "", kind: str = "auto", **said: str) -> Explanation:
        """An explanation for people: the words that report each event, marked, and the evidence for it. A notebook shows it as HTML, print as text."""
        if date:
            said["date"] = date
        given = Said(text, kind, said)
        with self._library.context() as context:
            plain = written(lambda write: int(lib.attache_explain(context, given.document, ffi.NULL, write, ffi.NULL)), self._library)
        return Explanation(self.code(_one(text, kind, said)), plain.decode())


def _bar(progress: bool, total: int | None) -> tuple[Any, Callable[..., None]]:
    """A progress bar and the function that advances it, or None for both."""
    if not progress:
        return None, ffi.NULL
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None, ffi.NULL
    bar = tqdm(total=total, unit=" documents")

    def tell(stats: Any, _user: Any) -> None:
        bar.update(int(stats.documents) - bar.n)

    return bar, ffi.callback(dict(ffi.typeof("attache_arrow_options").fields)["on_progress"].type, tell)
