"""Coding in typical use: the same events as the command line, whatever the documents are stored in, and errors that say where."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attache
import pyarrow as pa
import pytest

from conftest import PAGE, REPORTS, told


def documents() -> list[dict[str, Any]]:
    return [json.loads(line) for line in REPORTS.read_text().splitlines()]


def test_a_sentence(coder: attache.Coder) -> None:
    (event,) = coder.code("India trains Kazakh military officers.", date="2017-11-11")
    assert event.event == "AID" and event.date == "2017-11-11"
    assert [a.code for a in event.actor] == ["IND"]
    assert [(r.code, r.sector) for r in event.recipient] == [("KAZ", "MIL")]
    assert event.text.encode()[event.actor[0].start : event.actor[0].end] == b"India"


def test_every_field_as_the_command_line_has_it(coder: attache.Coder) -> None:
    events = coder.code({"id": "page.html", "html": PAGE.read_bytes()})
    want = told("code", "--why", PAGE)
    assert len(events) == len(want) > 10
    for e, w in zip(events, want):
        cite, loc, info, why, size = (w[k] for k in ("cite_info", "event_loc", "text_info", "why", "size"))
        assert (e.id, e.date, [e.event], e.mode, e.context, e.aux) == tuple(w[k] for k in ("id", "date", "event", "mode", "context", "aux"))
        for name in ("event_text", "cameo", "quad_code", "event_scale", "link", "confidence", "text"):
            assert getattr(e, name) == w[name], name
        for name in ("actor", "recipient", "participants"):
            parties = getattr(e, name)
            assert [{k: v for k, v in vars(p).items() if k in x} for p, x in zip(parties, w[name])] == w[name] and len(parties) == len(w[name])
        assert (e.extracted_place, e.country_code, e.geonameid, e.resolution) == tuple(loc[k] for k in ("extracted_place", "country_code", "geonameid", "resolution"))
        assert (e.lat, e.lon) == (pytest.approx(loc["lat"]), pytest.approx(loc["lon"])) if loc["lat"] else e.lat is None
        assert (e.part, e.sequence, e.start, e.end) == tuple(info[k] for k in ("part", "sequence", "start", "end"))
        assert (e.frame, [e.trigger_start, e.trigger_end], e.path) == (why["frame"], why["trigger"], why["path"])
        assert (e.dead, e.injured, e.arrested, e.protest_size) == tuple(size.get(k) for k in ("dead", "injured", "arrested", "participants"))
        assert (e.doc, e.title, e.publication, e.published, e.coder, e.codebook) == tuple(cite[k] for k in ("doc", "title", "publication", "date", "coder", "codebook"))
        said = w["attribution"] or {"kind": "", "source_text": ""}
        assert (e.attribution, e.attribution_source, e.attribution_start) == (said["kind"], said["source_text"], said.get("start"))


def test_many_from_whatever_they_are_in(coder: attache.Coder) -> None:
    given = documents()
    want = coder.code_many(given, threads=1)
    assert want["id"].to_pylist() == [w["id"] for w in told("code", REPORTS)]
    table = pa.Table.from_pylist(given)
    slices = pa.concat_tables([table.slice(i, 3) for i in range(0, len(table), 3)])
    for other in (iter(given), table, slices, table.to_reader(), iter(slices.to_batches()), table.cast(pa.schema([(n, pa.large_string()) for n in table.column_names]))):
        assert coder.code_many(other, threads=4).equals(want)
    words = [d["text"] for d in given]
    assert coder.code_many(words)["text"].to_pylist() == coder.code_many({"text": w} for w in words)["text"].to_pylist()


def test_data_frames(coder: attache.Coder) -> None:
    want = coder.code_many(documents())
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(documents())
    frame["odd"] = [object()] * len(frame)
    assert coder.code_many(frame).equals(want)
    frame["date"] = pandas.to_datetime(frame["date"])
    frame["source"] = frame["source"].astype("category") if "source" in frame else "x"
    assert coder.code_many(frame)["date"].equals(want["date"])
    polars = pytest.importorskip("polars")
    assert coder.code_many(polars.DataFrame(documents())).equals(want)
    assert polars.from_arrow(want)["actor"].list.len().sum() > 0


def test_dates_numbers_and_what_is_missing(coder: attache.Coder) -> None:
    table = pa.table({"date": [datetime.date(2017, 11, 11), None], "id": [7, 8], "text": ["India trains Kazakh officers.", None], "html": [None, "<p>Russia condemned the strikes in Syria.</p>"]})
    out = coder.code_many(table)
    assert list(dict.fromkeys(out["doc"].to_pylist())) == ["7", "8"] and out["date"].to_pylist()[0] == "2017-11-11"
    assert coder.code_many([]).num_rows == 0 and coder.code_many([]).column_names == out.column_names
    assert coder.code_many(["Nothing."]).schema == out.schema


def test_batches_in_constant_memory_and_given_up(coder: attache.Coder) -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "India trains Kazakh officers. Russia condemned the strikes in Syria."

    batches = coder.code_batches(endless(), threads=2)
    assert next(batches).num_rows > 0 and next(batches).num_rows > 0
    batches.close()  # type: ignore[attr-defined]


def test_what_an_iterable_raises(coder: attache.Coder) -> None:
    def broken() -> Iterator[str]:
        yield "India trains Kazakh officers."
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        coder.code_many(broken())


def test_one_bad_document_does_not_end_the_rest(coder: attache.Coder, caplog: pytest.LogCaptureFixture) -> None:
    large = b"x" * (32 << 20) + b"yy"
    with caplog.at_level(logging.WARNING, "attache"):
        out = coder.code_many([{"id": "huge", "text": large}, {"id": "good", "text": "India trains Kazakh officers."}])
    assert out["doc"].to_pylist() == ["good"]
    assert any("huge" in r.getMessage() for r in caplog.records)
    with pytest.raises(attache.AttacheError, match="huge"):
        coder.code({"id": "huge", "text": large})


def test_confidence_and_negation(coder: attache.Coder) -> None:
    page = {"html": PAGE.read_bytes()}
    assert len(attache.Coder(min_confidence=0.8).code(page)) < len(coder.code(page)) <= len(attache.Coder(min_confidence=0).code(page))


def test_read_who_parse(coder: attache.Coder) -> None:
    article = coder.read(PAGE.read_bytes())
    assert article.title.startswith("Kazakh defence delegation") and article.date == "2017-11-11"
    assert coder.who("Chancellor Angela Merkel", date="2017-04-01").country == "Germany"
    assert "\tVERB\t" in coder.parse("India trains officers.")


def test_explain(coder: attache.Coder) -> None:
    e = coder.explain("India trains <Kazakh> military officers.", date="2017-11-11", kind="text")
    assert "frames.tsv" in str(e)
    assert '<mark class="actor" title="actor">India</mark> <mark class="trigger"' in e._repr_html_() and "<Kazakh>" not in e.html()


def test_progress(coder: attache.Coder) -> None:
    pytest.importorskip("tqdm")
    assert coder.code_many(documents(), progress=True).num_rows > 0


def test_mistakes_say_where(tmp_path: Path, coder: attache.Coder) -> None:
    (tmp_path / "countries.tsv").write_text("nonsense\n1\n")
    with pytest.raises(attache.AttacheError, match="countries.tsv:1") as caught:
        attache.Coder(know=[tmp_path])
    assert caught.value.line == 1 and caught.value.file.endswith("countries.tsv")
    with pytest.raises(attache.AttacheError, match="no column"):
        coder.code_many(pa.table({"words": ["India"]}))
    with pytest.raises(TypeError):
        coder.code_many("India trains Kazakh officers.")
