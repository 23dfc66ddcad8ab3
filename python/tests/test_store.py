"""Stores and files: what the command line exports, as tables, filtered in the store, and in Arrow and Parquet files."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import attache
import pyarrow as pa
import pytest

from conftest import PAGE, PROGRAM, REPORTS, told


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("store") / "news.attache"
    subprocess.run([PROGRAM, "ingest", "--quiet", out, REPORTS, PAGE], check=True)
    return out


@pytest.fixture(scope="module")
def store(path: Path, coder: attache.Coder) -> attache.Store:
    return attache.Store(path, coder)


def arrow(*words: object) -> pa.Table:
    bytes_ = subprocess.run([PROGRAM, *map(str, words)], check=True, stdout=subprocess.PIPE).stdout
    table = pa.ipc.open_stream(bytes_).read_all()
    table.validate(full=True)
    return table


def test_events(path: Path, store: attache.Store, coder: attache.Coder) -> None:
    table, want = store.events(), told("export", path)
    table.validate(full=True)
    assert table["id"].to_pylist() == [w["id"] for w in want]
    assert [[a["code"] for a in side] for side in table["actor"].to_pylist()] == [[a["code"] for a in w["actor"]] for w in want]  # type: ignore[index,attr-defined]
    assert table.schema == coder.code_many(["India trains Kazakh officers."]).schema
    assert len(list(attache.events_of(table))) == len(want)


def test_happenings_and_dyads(path: Path, store: attache.Store) -> None:
    table, want = store.happenings(), told("export", path, "happenings")
    assert table.num_rows == len(want) > 10
    for row, w in zip(table.to_pylist(), want):
        for name, value in w.items():
            got = row[name]
            if name in ("actor", "recipient", "participants"):
                got = ";".join(" ".join([".".join([p["code"], *filter(None, [p["sector"], *p["other_sectors"]])]), p["identifier_text"]]).strip() for p in got)
            elif isinstance(got, list):
                got = ";".join(got)
            assert got == (pytest.approx(value) if isinstance(value, float) else value), name
    assert store.dyads().to_pylist() == [pytest.approx(w) for w in told("export", path, "dyads")]


def test_filters_are_those_of_a_query(path: Path, store: attache.Store) -> None:
    def ids(*words: str) -> set[object]:
        return {w["id"] for w in told("query", path, "events", "--format", "jsonl", "--limit", "10000", "--all", *words)}

    every = store.events(all=True)
    assert ids() == set(every["id"].to_pylist())
    for said, words in (
        ({"actor": "IND"}, ["--actor", "IND"]),
        ({"dyad": "KAZ,IND", "start": 2017}, ["--dyad", "KAZ,IND", "--from", "2017"]),
        ({"dyad": "Kazakhstan>India"}, ["--dyad", "KAZ>IND"]),
        ({"event": ["CONSULT", "AID"], "end": datetime.date(2017, 12, 31)}, ["--event", "CONSULT,AID", "--to", "2017-12-31"]),
        ({"quad": [1, 2], "min_confidence": 0.5}, ["--quad", "1,2", "--min-confidence", "0.5"]),
        ({"context": "military"}, ["--context", "military"]),
    ):
        got = store.events(all=True, **said)  # type: ignore[arg-type]
        assert set(got["id"].to_pylist()) == ids(*words) and 0 < got.num_rows < every.num_rows, said
    assert store.events(limit=3).num_rows == 3
    assert 0 < store.happenings(actor="IND").num_rows < store.happenings().num_rows
    months = store.dyads(actor="IND", start="2017-11").to_pylist()
    assert months and all("IND" in (m["actor"], m["recipient"]) and m["period"] >= "2017-11" for m in months)
    assert {(m["actor"], m["recipient"]) for m in store.dyads(dyad="KAZ>IND").to_pylist()} <= {("KAZ", "IND")}
    with pytest.raises(attache.AttacheError, match="not a PLOVER category"):
        store.events(event="NONSENSE")
    with pytest.raises(attache.AttacheError, match="--from"):
        store.events(start="tomorrow")


def test_arrow_streams_of_the_command_line(tmp_path: Path, path: Path, store: attache.Store, coder: attache.Coder) -> None:
    assert arrow("export", "--format", "arrow", path).equals(store.events())
    assert arrow("export", "--format", "arrow", path, "happenings").equals(store.happenings())
    assert arrow("export", "--format", "arrow", path, "dyads").equals(store.dyads())
    assert arrow("query", path, "--actor", "IND", "--format", "arrow", "--all").equals(store.events(actor="IND", all=True))
    assert arrow("code", "--format", "arrow", "--threads", "2", PAGE).equals(coder.code_many([{"id": "page.html", "html": PAGE.read_bytes()}]))
    (tmp_path / "nothing.txt").write_text("Nothing was said.")
    assert arrow("code", "--format", "arrow", tmp_path / "nothing.txt").num_rows == 0


def test_parquet(tmp_path: Path, path: Path, store: attache.Store) -> None:
    out = tmp_path / "events.parquet"
    stream = subprocess.Popen([PROGRAM, "export", "--format", "arrow", path], stdout=subprocess.PIPE)
    subprocess.run([sys.executable, "-m", "attache", "parquet", "--rows", "100", out], stdin=stream.stdout, check=True)
    assert stream.wait() == 0
    import pyarrow.parquet as pq

    assert pq.read_table(out).equals(store.events())


@pytest.mark.skipif(not shutil.which("duckdb"), reason="no command duckdb")
def test_parquet_of_the_command_line(tmp_path: Path, path: Path, store: attache.Store) -> None:
    import pyarrow.parquet as pq

    for what, want in ("events", store.events()), ("happenings", store.happenings()), ("dyads", store.dyads()):
        subprocess.run([PROGRAM, "export", "--format", "parquet", "--output", tmp_path / what, path, what], check=True)
        assert pq.read_table(tmp_path / what).cast(want.schema).equals(want)


def test_other_readers_of_arrow_find_nothing_wrong(path: Path, store: attache.Store) -> None:
    nanoarrow = pytest.importorskip("nanoarrow")
    from nanoarrow.ipc import InputStream

    for what, want in ("events", store.events()), ("happenings", store.happenings()), ("dyads", store.dyads()):
        written = subprocess.run([PROGRAM, "export", "--format", "arrow", path, what], check=True, stdout=subprocess.PIPE).stdout
        with InputStream.from_readable(written) as stream:
            assert pa.table(nanoarrow.ArrayStream(stream).read_all()).equals(want)


def test_what_is_no_store(tmp_path: Path, coder: attache.Coder) -> None:
    with pytest.raises(attache.AttacheError, match="nowhere"):
        attache.Store(tmp_path / "nowhere", coder)
