"""attache on Spark, on a cluster of two workers on this machine, with the wheel shipped to them; skipped if pyspark or Java is missing (docs/scale.md)."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

pytest.importorskip("pyspark")
if not shutil.which("java") or "ATTACHE_WHEEL" not in os.environ:
    pytest.skip("no Java, or no wheel to ship (ATTACHE_WHEEL)", allow_module_level=True)

from attache import Coder, spark as attache_spark
from conftest import REPORTS, ROOT, told
from pyspark.sql import SparkSession

RECORDS = int(os.environ.get("SPARK_RECORDS", "300"))
STORIES = os.environ.get("SPARK_STORIES", "").split()  # JSONL of further stories to join: data/labels/text/*.jsonl


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config(map=attache_spark.settings(os.environ["ATTACHE_WHEEL"]))
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "768m",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100",
    }.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


def stories() -> list[dict[str, Any]]:
    """Invented reports, carried by two papers on one day and again later, some of them as copies."""
    out: list[dict[str, Any]] = [json.loads(line) for line in REPORTS.read_text().splitlines() if line.strip()]
    for name in ("reports.txt", "unseen.txt"):
        for line in (ROOT / "tests" / "link" / name).read_text().splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != 5 or line.startswith("#"):
                continue
            story = {"id": f"{name}-{len(out)}", "date": cells[1], "source": cells[2], "title": cells[3], "text": cells[4]}
            out.append(story)
            if len(out) % 3 == 0:
                out.append({**story, "id": f"{story['id']}-copy", "source": f"Other {cells[2]}"})
    return out


def labelled() -> list[dict[str, Any]]:
    """Stories from the files in STORIES, without those that are held out for evaluation (docs/labels.md)."""
    every = [json.loads(line) for name in STORIES for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [story for story in every if zlib.crc32(story["id"].encode()) % 5]


def archive(path: Path, records: int, packed: bool = True) -> Path:
    """A web archive with one record per page, each with its own address."""
    told_by = stories()
    with open(path, "wb") as file:
        for n in range(records):
            story = told_by[n % len(told_by)]
            page = f"<html><head><title>{story['title']}</title></head><body><h1>{story['title']}</h1><p>{story['text']}</p></body></html>".encode()
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://{n % 7}.example/{n}\r\nWARC-Date: {story['date']}T12:00:00Z\r\n"
            head += f"WARC-Record-ID: <urn:uuid:{n:032d}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            record = head.encode() + answer + b"\r\n\r\n"
            file.write(gzip.compress(record, mtime=0) if packed else record)
    return path


def rows(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: str(row["id"]))


def coded_here(path: Path) -> list[dict[str, Any]]:
    """The comparable part of each record that the command line produces from an archive."""
    return sorted((plain_of(record) for record in told("code", "--why", path)), key=lambda row: str(row["id"]))


def plain_of(record: dict[str, Any]) -> dict[str, Any]:
    """The fields that JSON records and Spark rows share, in one form."""
    flat = "text_info" not in record
    first = (lambda v: v[0] if isinstance(v, list) else v)(record["event"])
    out = {k: record[k] for k in ("id", "date", "mode", "context", "aux", "cameo", "quad_code", "event_scale", "link", "confidence", "text")}
    out["event"] = first
    out["event_text"] = record["event_text"]
    for side in ("actor", "recipient", "participants"):
        out[side] = [
            {k: party.get(k) or "" for k in ("code", "sector", "entity_text", "identifier_text", "office", "entity", "role", "how")}
            | {"other_sectors": party.get("other_sectors") or [], "start": party.get("start") or 0, "end": party.get("end") or 0}
            for party in record[side] or []
        ]
    place = record if flat else record.get("event_loc") or {}
    out["place"] = [place.get(k) for k in ("extracted_place", "country_code", "geonameid", "resolution")]
    out["point"] = [f"{place[k]:.7g}" if place.get(k) is not None else None for k in ("lat", "lon")]  # as in JSON
    info, cite = (record, record) if flat else (record["text_info"], record["cite_info"])
    out["where"] = [info[k] for k in ("part", "sequence", "start", "end")]
    out["cited"] = [cite["doc"], cite.get("url") or "", cite.get("title") or "", cite["coder"]]
    return out


def test_events_of_an_archive_are_those_of_the_command_line(session: SparkSession, tmp_path: Path) -> None:
    """The wheel is where Spark unpacks it, and nowhere else on an executor's path."""
    made = archive(tmp_path / "crawl.warc.gz", RECORDS)
    begun = time.monotonic()
    documents = attache_spark.warc(session, made, split=made.stat().st_size // 30)
    assert documents.rdd.getNumPartitions() > 4
    got = [plain_of(row) for row in rows(attache_spark.code(documents).toArrow())]
    print(f"{RECORDS} records, {len(got)} events, {time.monotonic() - begun:.1f} s")
    want = coded_here(made)
    assert len(want) > RECORDS / 2
    assert got == want


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("split", [1, 700, 5000, 1 << 30])
def test_splits_hold_each_record_once(tmp_path: Path, packed: bool, split: int) -> None:
    made = archive(tmp_path / "a.warc", 7 if split == 1 else 40, packed)
    pieces = [attache_spark._records(*piece, False) for piece in attache_spark._splits([made], split)]
    assert b"".join(pieces) == made.read_bytes()
    for piece in pieces:
        assert not piece or piece.startswith(b"\x1f\x8b" if packed else b"WARC/")


def executors() -> list[int]:
    """The executors' processes: children of our own Java process only."""
    listed = subprocess.run(["ps", "-ewwo", "pid=,ppid=,args="], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    tree = [line.split(None, 2) for line in listed]
    ours = {os.getpid()}
    for _ in range(6):
        ours |= {int(pid) for pid, parent, _ in tree if int(parent) in ours}
    return [int(pid) for pid, _, args in tree if int(pid) in ours and "CoarseGrainedExecutorBackend" in args]


def test_killed_executors_lose_nothing_and_double_nothing(session: SparkSession, tmp_path: Path) -> None:
    made = archive(tmp_path / "crawl.warc.gz", RECORDS)
    killed: list[int] = []

    def kill() -> None:
        """Kills an executor once one task of the stage has finished while others are running."""
        tracker, begun = session.sparkContext.statusTracker(), time.monotonic()
        while not killed and time.monotonic() - begun < 600:
            stages = [info for at in tracker.getActiveStageIds() if (info := tracker.getStageInfo(at))]
            if any(0 < info.numCompletedTasks < info.numTasks for info in stages):
                killed.extend(executors()[:1])
                os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    attache_spark.write(attache_spark.code(attache_spark.warc(session, made, split=made.stat().st_size // 60)), str(tmp_path / "events"))
    killer.join()
    assert killed
    written = session.read.parquet(str(tmp_path / "events"))
    assert {row.month for row in written.select("month").distinct().collect()} == {d.name[6:] for d in (tmp_path / "events").glob("month=*")}
    assert [plain_of(row) for row in rows(written.drop("month").toArrow())] == coded_here(made)


@pytest.mark.parametrize("way", [{"places": 3}, {"slices": 3}])
def test_happenings_are_those_of_one_store(session: SparkSession, tmp_path: Path, way: dict[str, int]) -> None:
    told_by = stories() + (labelled() if "places" in way else [])
    (tmp_path / "stories.jsonl").write_text("".join(json.dumps(story) + "\n" for story in told_by))
    told("ingest", "--quiet", tmp_path / "one.attache", tmp_path / "stories.jsonl")
    want = sorted(told("export", tmp_path / "one.attache", "happenings"), key=lambda row: str(row["id"]))
    columns = ("id", "date", "source", "title", "url", "text")
    frame = session.createDataFrame(pa.table({c: pa.array([story.get(c) for story in told_by], pa.string()) for c in columns})).repartition(4)
    packed = attache_spark.packs(frame.union(frame.limit(5))).persist()  # some twice
    got = rows(attache_spark.happenings(packed, **way).toArrow())
    print(f"{len(told_by)} stories, {len(want)} happenings, {sum(row['reports'] > 1 for row in want)} of several reports")
    assert any(row["copies"] for row in want) and any(row["sources"] > 2 for row in want)
    assert got == [{k: row.get(k) for k in attache_spark._HAPPENING.names} for row in want]
    assert all(set(row) <= set(attache_spark._HAPPENING.names) for row in want)
    if "places" in way:
        counts = attache_spark.store(packed, tmp_path / "filled.attache")
        assert counts == {"added": len(told_by), "replaced": 0, "same": 0}
        for what in ("events", "happenings", "dyads"):
            assert told("export", tmp_path / "filled.attache", what) == told("export", tmp_path / "one.attache", what)


def test_what_hangs_together_is_found_on_the_cluster_as_on_the_driver(session: SparkSession) -> None:
    names = [f"{n:03d}".encode() for n in range(60)]
    pairs = [(names[n + 1], names[n]) for n in range(0, 12)] + [(names[n], names[n * 7 % 60]) for n in range(20, 60, 3)]
    edges = session.createDataFrame(pa.table({"a": pa.array([a for a, _ in pairs], pa.binary()), "b": pa.array([b for _, b in pairs], pa.binary())}))
    on_driver, on_cluster = ({bytes(r[0]): bytes(r[1]) for r in attache_spark._components(session, edges, most).collect()} for most in (1000, 0))
    assert on_driver == on_cluster
    assert on_driver[names[12]] == names[0]


def test_a_watched_folder_is_a_stream(session: SparkSession, tmp_path: Path) -> None:
    folder, events, notes = tmp_path / "archive", tmp_path / "events", tmp_path / "checkpoint"
    folder.mkdir()
    whole = archive(tmp_path / "whole.warc.gz", 30).read_bytes()
    ends = [len(archive(tmp_path / f"{n}.warc.gz", n).read_bytes()) for n in (10, 20, 30)]

    def fetched(end: int, more: int = 0) -> None:
        """A folder as attache watch leaves it: pages not listed in the journal may be truncated later."""
        (folder / "attache-2026-11-24.warc.gz").write_bytes(whole[: end + more])
        with open(folder / "journal.tsv", "a") as journal:
            journal.write(f"page\thttps://0.example/{end}\tattache-2026-11-24.warc.gz\t{end}\n")

    def run() -> None:
        query = attache_spark.months(attache_spark.code(attache_spark.watched(session, folder))).writeStream.format("parquet")
        query = query.partitionBy("month").option("path", str(events)).option("checkpointLocation", str(notes))
        query.trigger(availableNow=True).start().awaitTermination()

    fetched(ends[0], more=50)
    run()
    fetched(ends[1])
    fetched(ends[2])
    run()
    run()
    got = [plain_of(row) for row in rows(session.read.parquet(str(events)).drop("month").toArrow())]
    assert got == coded_here(tmp_path / "whole.warc.gz")


def cost_of(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Codes documents and returns their number and the worker's processor time."""
    n, begun = 0, time.process_time()

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal n
        for batch in batches:
            n += batch.num_rows
            yield batch

    events = sum(batch.num_rows for batch in attache_spark._code(counted(), ((), None), False))
    yield pa.RecordBatch.from_pydict({"worker": [os.getpid()], "documents": [n], "events": [events], "seconds": [time.process_time() - begun]})


def test_two_workers_pay_no_more_a_page_than_one(session: SparkSession, tmp_path: Path) -> None:
    """Measures processor time, since the machine may be busy; docs/scale.md has the results. All input is read, and every worker warmed up, beforehand."""
    cost_of.__module__ = "__main__"  # so that it is shipped, too
    once = attache_spark.warc(session, archive(tmp_path / "crawl.warc.gz", RECORDS), split=1 << 30)
    documents, pages = once.crossJoin(session.range(20).withColumnRenamed("id", "time")).drop("time").repartition(8).persist(), 20 * RECORDS
    assert documents.count() == pages
    documents.mapInArrow(cost_of, "worker long, documents long, events long, seconds double").count()
    paid = {}
    for workers in (1, 2):
        begun = time.monotonic()
        table = documents.coalesce(workers).mapInArrow(cost_of, "worker long, documents long, events long, seconds double").toArrow().to_pydict()
        assert sum(table["documents"]) == pages
        paid[workers] = 1000 * sum(table["seconds"]) / pages
        print(f"{workers} at work: {paid[workers]:.2f} ms of processor time a page, {pages} pages, {sum(table['events'])} events, {time.monotonic() - begun:.1f} s by the clock")
    assert paid[2] < 1.5 * paid[1]


def test_documents_without_what_is_needed_are_refused(session: SparkSession) -> None:
    with pytest.raises(ValueError, match="need the columns id and text"):
        attache_spark.code(session.range(3))
    assert attache_spark.code(session.createDataFrame([("a", "")], "id string, text string")).count() == 0
    assert Coder().code("") == []


def where_attache_is(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import attache

    for _ in batches:
        yield pa.RecordBatch.from_pydict({"path": [os.path.relpath(attache.__file__)]})


def test_executors_have_the_wheel_that_was_shipped(session: SparkSession) -> None:
    where_attache_is.__module__ = "__main__"  # so that it is shipped, too
    found = session.range(0, 4, 1, 4).mapInArrow(where_attache_is, "path string").toArrow().to_pydict()["path"]
    assert set(found) == {"attache-wheel/attache/__init__.py"}
