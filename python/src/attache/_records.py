"""Records as dataclasses, with the names of the columns in docs/columns.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")


def make(cls: type[T], given: Mapping[str, Any]) -> T:
    """A record from a mapping; keys without a field are ignored."""
    names = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    return cls(**{k: v for k, v in given.items() if k in names})


@dataclass(frozen=True)
class Party:
    """An actor, a recipient, a participant, or the entity of a phrase."""

    code: str = ""
    country: str = ""
    sector: str = ""
    other_sectors: list[str] = field(default_factory=list)
    entity_text: str = ""
    start: int | None = None
    end: int | None = None
    identifier_text: str = ""
    office: str = ""
    entity: str = ""
    role: str = ""
    how: str = ""


@dataclass(frozen=True)
class Event:
    """A coded mention of an action."""

    id: str
    date: str
    event: str
    mode: list[str]
    context: list[str]
    aux: list[str]
    actor: list[Party]
    recipient: list[Party]
    participants: list[Party]
    event_text: str
    cameo: str
    quad_code: int
    event_scale: float
    place: str
    extracted_place: str
    country_code: str
    lat: float | None
    lon: float | None
    geonameid: int | None
    resolution: int
    dead: int | None
    injured: int | None
    arrested: int | None
    protest_size: int | None
    attribution: str
    attribution_source: str
    attribution_start: int | None
    attribution_end: int | None
    link: str
    confidence: float
    text: str
    part: str
    sequence: int
    start: int
    end: int
    frame: str
    trigger_start: int | None
    trigger_end: int | None
    path: str
    doc: str
    url: str
    title: str
    publication: str
    published: str
    language: str
    coder: str
    codebook: str


@dataclass(frozen=True)
class Article:
    """The part of a page that a person would read."""

    title: str = ""
    text: str = ""
    highlights: list[str] = field(default_factory=list)
    dateline: dict[str, str] = field(default_factory=dict)
    byline: str = ""
    authors: list[str] = field(default_factory=list)
    agency: str = ""
    date: str = ""
    date_source: str = ""
    date_confidence: float = 0.0
    language: str = ""
    url: str = ""
    site: str = ""


def events_of(table: pa.Table) -> Iterator[Event]:
    """The rows of a table of events as records, if there are few."""
    for batch in table.to_batches():
        for row in batch.to_pylist():
            for side in ("actor", "recipient", "participants"):
                row[side] = [make(Party, p) for p in row[side]]
            yield make(Event, row)
