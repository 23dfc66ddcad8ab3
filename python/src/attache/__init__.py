"""attache codes political events from news: who did what to whom, when, where, and according to whom.

    import attache

    coder = attache.Coder()
    for event in coder.code("India trains Kazakh military officers.", date="2017-11-11"):
        print(event.date, [a.code for a in event.actor], event.event, [r.code for r in event.recipient])
    table = coder.code_many(frame)          # a data frame or Arrow table with one row per document; gives a pyarrow.Table of events
    attache.Store("news.attache").happenings(actor="IND", start=2017, min_sources=2).to_pandas()

Offsets count bytes of UTF-8 in the event's part of the article. Input that cannot be read raises an AttacheError, which names the file and line, or is reported to the logger
"attache" if there are other documents.
"""

from ._coder import Coder
from ._documents import Document
from ._explain import Explanation
from ._library import AttacheError, lib as _lib, text_of as _text_of
from ._records import Article, Event, Party, events_of
from ._store import Store

__all__ = ["Article", "AttacheError", "Coder", "Document", "Event", "Explanation", "Party", "Store", "events_of"]
__version__ = _text_of(_lib.attache_version())
