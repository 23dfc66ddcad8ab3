"""Explanations for people: HTML with marked words for notebooks, and text for everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby

from ._records import Event, Party

_STYLE = (
    "<style>.attache mark{padding:0 .15em;border-radius:.2em;color:inherit}.attache .actor{background:#9ecae188}.attache .trigger{background:#fdae6b88}"
    ".attache .recipient{background:#a1d99b88}.attache .sentence{margin:.8em 0 .2em}.attache .event{margin-left:1.5em;font-size:.9em}</style>"
)


@dataclass(frozen=True)
class Explanation:
    """The events of a document, and attache's explanation of each of its sentences."""

    events: list[Event]
    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """Each sentence with an event, with its words marked, and below it the record."""
        sentences = groupby(self.events, key=lambda e: (e.part, e.start, e.end, e.text))
        return _STYLE + '<div class="attache">' + "".join(_sentence(list(events)) for _, events in sentences) + "</div>"


def _spans(event: Event) -> Iterable[tuple[int, int, str]]:
    """Spans of the sentence, in bytes, and their kinds."""
    for parties, kind in ((event.actor, "actor"), (event.recipient, "recipient")):
        for p in parties:
            if p.start is not None and p.end is not None:
                yield p.start - event.start, p.end - event.start, kind
    if event.trigger_start is not None and event.trigger_end is not None:
        yield event.trigger_start - event.start, event.trigger_end - event.start, "trigger"


def _sentence(events: list[Event]) -> str:
    """Of overlapping spans, the one that begins first is marked."""
    words, out, at = events[0].text.encode(), [], 0
    for start, end, kind in sorted({s for e in events for s in _spans(e)}):
        if at <= start < end <= len(words):
            out += [_text(words[at:start]), f'<mark class="{kind}" title="{kind}">', _text(words[start:end]), "</mark>"]
            at = end
    out.append(_text(words[at:]))
    return f'<p class="sentence">{"".join(out)}</p>' + "".join(map(_event, events))


def _text(words: bytes) -> str:
    return escape(words.decode("utf-8", "replace"))


def _name(p: Party) -> str:
    code = ".".join(filter(None, [p.code, p.sector, *p.other_sectors]))
    return " ".join(filter(None, [code, p.identifier_text or ("" if code else p.entity_text)]))


def _event(e: Event) -> str:
    """One line: who, what, whom; when, where, source, confidence, and rule."""
    kind = " ".join([e.event, *e.mode, *(f"({a})" for a in e.aux)])
    sides = f"{_names(e.actor)} &rarr; {_names(e.recipient)}" if e.recipient else _names(e.actor)
    details = ", ".join(filter(None, [e.date, e.place, f"{e.attribution} {e.attribution_source}".strip(), f"confidence {e.confidence:.2f}", e.frame]))
    return f'<div class="event"><b>{escape(kind)}</b> {sides} <small>{escape(details)}</small></div>'


def _names(parties: list[Party]) -> str:
    return escape(", ".join(map(_name, parties)))
