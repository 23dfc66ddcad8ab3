"""attache on Spark: archives of any size on an existing cluster (docs/scale.md).

    from attache import spark as attache_spark

    session = SparkSession.builder.config(map=attache_spark.settings("attache-0.1.0-....whl")).getOrCreate()
    documents = attache_spark.warc(session, ["s3://bucket/crawl/"])         # or any data frame with an id and a text
    attache_spark.write(attache_spark.code(documents), "events")            # Parquet, one folder per month
    packs = attache_spark.packs(documents)                                  # coded once, joined as often as you like
    attache_spark.happenings(packs).write.parquet("happenings")
    attache_spark.store(packs, "news.attache")

Needs pyspark 4 or later. A task that Spark repeats, because an executor was lost or slow, gives the same bytes, so that nothing is lost or counted twice.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.fs
from pyspark.sql import DataFrame, SparkSession, functions as F
from pyspark.sql.datasource import DataSource, DataSourceStreamReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema

from ._coder import Coder
from ._documents import FIELDS
from ._library import lib
from ._parts import PAGE, Given, PartStore, Rows, documents_of, happenings_of, pack

SPLIT = 64 << 20  # bytes of an archive that one task reads
BLOCK = 200_000  # reports that look for each other in one block
GATHERED = 1_000_000  # pairs that are put together on the driver
_ROWS = 500  # documents or packs at once

_DOCUMENT = pa.schema([pa.field(name, pa.binary() if name in PAGE else pa.string()) for name in FIELDS])
_PACK = pa.schema([("document", pa.binary()), ("version", pa.int64()), ("pack", pa.binary())])
_PART = pa.schema([("report", pa.binary()), ("document", pa.binary()), ("signature", pa.binary()), ("part", pa.binary())])
_BLOCK = pa.schema([("report", pa.binary()), ("signature", pa.binary()), ("month", pa.int64()), ("slice", pa.int64())])
_EDGE = pa.schema([("report", pa.binary()), ("parent", pa.binary()), ("odds", pa.int64())])
_HEAD = pa.schema([("document", pa.binary()), ("head", pa.binary())])
_HEAD_BLOCK = pa.schema([("document", pa.binary()), ("head", pa.binary()), ("block", pa.int64())])
_COPY = pa.schema([("a", pa.binary()), ("b", pa.binary())])
_NUMBERS = {"quad_code": pa.int32(), "event_scale": pa.float64(), "lat": pa.float64(), "lon": pa.float64(), "geonameid": pa.int64(), "resolution": pa.int32()}
_COUNTS = ("dead", "injured", "arrested", "protest_size", "reports", "copies", "sources", "main")
_HAPPENING = pa.schema(
    [
        pa.field(name, _NUMBERS.get(name, pa.int64() if name in _COUNTS else pa.string()))
        for name in (
            *("id", "date", "event", "mode", "context", "aux", "actor", "recipient", "participants", "cameo", "quad_code", "event_scale", "place", "country_code"),
            *("lat", "lon", "geonameid", "resolution", "dead", "injured", "arrested", "protest_size", "reports", "copies", "sources", "main"),
            *("published", "last_published", "title", "disagreement", "record"),
        )
    ]
)

Know = Iterable["str | os.PathLike[str]"]
Batches = Iterator[pa.RecordBatch]
Settings = tuple[tuple[str, ...], "float | None"]

# ---- on the executors ----

_coders: dict[Any, Coder] = {}


def _coder(settings: Settings) -> Coder:
    """One per worker, for its lifetime."""
    if settings not in _coders:
        _coders[settings] = Coder(settings[0], settings[1])
    return _coders[settings]


_PLAIN: Settings = ((), None)


def _settings(know: Know, min_confidence: float | None) -> Settings:
    if isinstance(know, (str, os.PathLike)):
        know = [know]
    return tuple(os.fspath(k) for k in know), min_confidence


def settings(wheel: str | os.PathLike[str]) -> dict[str, str]:
    """Configuration of a session that distributes the wheel to its executors: an archive, which they unpack, and a path to it. They need pyarrow and cffi."""
    archive = Path(tempfile.mkdtemp(prefix="attache-")) / "attache.zip"
    shutil.copyfile(wheel, archive)
    return {"spark.archives": f"{archive}#attache-wheel", "spark.executorEnv.PYTHONPATH": "attache-wheel"}


def _schema(arrow: pa.Schema) -> Any:
    return from_arrow_schema(arrow)


def _mapped(df: DataFrame, run: Callable[[Batches], Batches], schema: pa.Schema) -> DataFrame:
    return df.mapInArrow(run, _schema(schema))


# ---- documents ----


def _is_member(file: Any, at: int) -> bool:
    """Whether a gzip member begins here that contains a record of an archive."""
    try:
        return zlib.decompressobj(31).decompress(file.read_at(1 << 16, at), 5) == b"WARC/"
    except zlib.error:
        return False


def _packed_from(file: Any, at: int, size: int) -> int:
    """The first record from here on, in an archive with one gzip member per record."""
    while at < size:
        window = file.read_at(min(1 << 20, size - at), at)
        found = window.find(b"\x1f\x8b\x08")
        while found >= 0:
            if _is_member(file, at + found):
                return int(at + found)
            found = window.find(b"\x1f\x8b\x08", found + 1)
        if len(window) < 3 or at + len(window) >= size:
            break
        at += len(window) - 2
    return size


def _plain_from(file: Any, at: int, size: int) -> int:
    """The first record from here on, in an uncompressed archive: from one record to the next by their lengths."""
    record = 0
    while record < at and record < size:
        head = file.read_at(1 << 16, record)
        begin, end = len(head) - len(head.lstrip(b"\r\n")), head.find(b"\r\n\r\n")
        lines = head[begin:end].lower().split(b"\r\n")
        lengths = [int(line[15:]) for line in lines if line.startswith(b"content-length:")]
        if end < 0 or not lengths:
            return size
        record += end + 4 + lengths[0]
        record += len(tail := file.read_at(4, record)) - len(tail.lstrip(b"\r\n"))
    return min(record, size)


def _records(uri: str, start: int, end: int, exact: bool) -> bytes:
    """The complete records that begin in this range of an archive."""
    filesystem, path = pyarrow.fs.FileSystem.from_uri(uri)
    with filesystem.open_input_file(path) as file:
        size = file.size()
        head = file.read_at(10, 0)
        if exact:
            return bytes(file.read_at(end - start, start))
        if head.startswith(b"\x1f\x8b") or head.startswith(b"WARC/"):
            find = _packed_from if head.startswith(b"\x1f\x8b") else _plain_from
            begin, stop = (find(file, at, size) if at else 0 for at in (start, end))
        else:
            begin, stop = 0, 0 if start else size  # packed otherwise: in one piece
        return bytes(file.read_at(stop - begin, begin)) if stop > begin else b""


def _documents(piece: tuple[str, int, int], exact: bool) -> Batches:
    if archive := _records(*piece, exact):
        for rows in documents_of(_coder(_PLAIN)._library, archive, _ROWS):
            yield pa.RecordBatch.from_pylist(rows, _DOCUMENT)


def _documents_of(batches: Batches, pieces: list[tuple[str, int, int]]) -> Batches:
    for batch in batches:
        for at in batch.column(0).to_pylist():
            yield from _documents(pieces[at], False)


def _uri(path: str | os.PathLike[str]) -> str:
    text = os.fspath(path)
    return text if "://" in text else Path(text).resolve().as_uri()


def _splits(paths: Sequence[str | os.PathLike[str]], split: int) -> list[tuple[str, int, int]]:
    out = []
    for given in map(_uri, paths):
        filesystem, path = pyarrow.fs.FileSystem.from_uri(given)
        scheme = given[: len(given) - len(path.lstrip("/"))] if given.endswith(path.lstrip("/")) else "file:///"
        info = filesystem.get_file_info(path)
        files = [info] if info.is_file else filesystem.get_file_info(pyarrow.fs.FileSelector(path, recursive=True))
        for file in sorted((f for f in files if f.is_file and (info.is_file or ".warc" in f.base_name)), key=lambda f: f.path):
            uri = scheme + file.path.lstrip("/")
            out += [(uri, at, min(at + split, file.size)) for at in range(0, file.size, split)]
    return out


def warc(spark: SparkSession, paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], split: int = SPLIT) -> DataFrame:
    """The pages of web archives: one row per page, one task for each `split` bytes, cut between records.

    paths: archives, or folders of *.warc*, on this machine or in the form of pyarrow.fs: s3://, gs://, hdfs://, file://. Every executor must be able to reach them.
    Archives with one gzip member per record, as all crawlers write them, and uncompressed ones are split; others are read by one task each.
    """
    pieces = _splits([paths] if isinstance(paths, (str, os.PathLike)) else list(paths), split)
    return _mapped(spark.range(0, len(pieces), 1, max(1, len(pieces))), lambda batches: _documents_of(batches, pieces), _DOCUMENT)


class _Piece(InputPartition):  # type: ignore[misc, unused-ignore]
    def __init__(self, uri: str, start: int, end: int) -> None:
        super().__init__((uri, start, end))


class _Watched(DataSourceStreamReader):  # type: ignore[misc, unused-ignore]
    """The archives of a folder, up to the last page that its journal lists as complete."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def initialOffset(self) -> dict[str, Any]:  # noqa: N802
        return {"ends": {}}

    def latestOffset(self, start: Any = None, limit: Any = None) -> dict[str, Any]:  # noqa: N802
        ends: dict[str, int] = {}
        journal = Path(self.folder) / "journal.tsv"
        for line in journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []:
            cells = line.decode("utf-8", "replace").split("\t")
            if cells[0] == "page" and len(cells) >= 4 and cells[2]:
                ends[cells[2]] = int(cells[3])
        return {"ends": ends}

    def partitions(self, start: dict[str, Any], end: dict[str, Any]) -> list[InputPartition]:
        begun = start["ends"]
        return [_Piece(_uri(Path(self.folder) / f), begun.get(f, 0), to) for f, to in sorted(end["ends"].items()) if to > begun.get(f, 0)]

    def read(self, partition: InputPartition) -> Any:
        return _documents(partition.value, True)


class _Watch(DataSource):  # type: ignore[misc, unused-ignore]
    @classmethod
    def name(cls) -> str:
        return "attache_watch"

    def schema(self) -> Any:
        return _schema(_DOCUMENT)

    def streamReader(self, schema: Any) -> DataSourceStreamReader:  # noqa: N802
        return _Watched(self.options["path"])


def watched(spark: SparkSession, folder: str | os.PathLike[str]) -> DataFrame:
    """A stream of the pages that `attache watch` puts into a folder: each once, through a checkpoint, even if the stream is stopped and restarted."""
    spark.dataSource.register(_Watch)
    return spark.readStream.format("attache_watch").option("path", os.fspath(folder)).load()


# ---- events ----


def _columns(df: DataFrame) -> DataFrame:
    if "id" not in df.columns or not set(df.columns) & set(PAGE):
        raise ValueError(f"documents need the columns id and text, html or page; there are {', '.join(df.columns)}")
    return df.select([c for c in df.columns if c in FIELDS])


def _code(batches: Batches, settings: Settings, all: bool) -> Batches:
    coder = _coder(settings)
    for batch in batches:
        yield from coder.code_batches(batch, all=all, threads=1)
        coder._library.tell()


def code(df: DataFrame, *, know: Know = (), min_confidence: float | None = None, all: bool = False) -> DataFrame:
    """The events of documents, with the columns of docs/columns.md. df: one row per document, with `id` and `text`, `html` or `page`; a batch or a stream.

    know: tables and dictionaries of your own; every executor must find them under these paths.
    """
    settings = _settings(know, min_confidence)
    coder = Coder(*settings)
    none = pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())})

    return _mapped(_columns(df), lambda batches: _code(batches, settings, all), coder.code_many(none).schema)


def months(events: DataFrame) -> DataFrame:
    """Adds a column `month`, YYYY-MM, by which Parquet is partitioned; 0000-00 if the month is not known."""
    return events.withColumn("month", F.when(F.length("date") >= 7, F.substring("date", 1, 7)).otherwise(F.lit("0000-00")))


def write(events: DataFrame, path: str, checkpoint: str | None = None) -> Any:
    """Adds events to Parquet, one folder per month. For a stream it starts and returns the query; `checkpoint` is where that saves its progress."""
    if not events.isStreaming:
        return months(events).write.mode("append").partitionBy("month").parquet(path)
    if not checkpoint:
        raise ValueError("a stream needs a folder for its checkpoint")
    return months(events).writeStream.format("parquet").partitionBy("month").option("path", path).option("checkpointLocation", checkpoint).start()


# ---- happenings ----


def _packs(batches: Batches, settings: Settings) -> Batches:
    library = _coder(settings)._library
    for batch in batches:
        for at in range(0, batch.num_rows, _ROWS):
            made = pa.array(pack(library, batch.slice(at, _ROWS).to_pylist()), pa.binary())
            given = Given(made)
            heads = Rows(library, lib.attache_pack_heads, given.bytes)
            coded = heads.numbers(0)
            failed = pa.array(sorted(set(range(len(made))) - set(coded.to_pylist())), pa.int64())
            yield pa.RecordBatch.from_arrays([heads.strings(0), heads.numbers(1), made.take(coded)], schema=_PACK)
            if len(failed):
                none = [pa.nulls(len(failed), pa.binary()), pa.nulls(len(failed), pa.int64())]
                yield pa.RecordBatch.from_arrays([*none, made.take(failed)], schema=_PACK)


def packs(df: DataFrame, *, know: Know = (), min_confidence: float | None = None) -> DataFrame:
    """Codes documents into packs: everything that a store keeps of each, to be joined and stored later. `document` identifies them, `version` their content."""
    settings = _settings(know, min_confidence)
    return _mapped(_columns(df), lambda batches: _packs(batches, settings), _PACK)


def _each_once(packed: DataFrame) -> DataFrame:
    """Each document once, in the version with the highest number."""
    keys = packed.where("document IS NOT NULL").groupBy("document").agg(F.count("*").alias("n"), F.max("version").alias("last"))
    again = keys.where("n > 1").select("document", "last")
    coded = packed.where("document IS NOT NULL")
    if again.isEmpty():
        return coded
    joined = coded.join(F.broadcast(again), "document", "left")
    return joined.where("last IS NULL OR last = version").drop("last").dropDuplicates(["document"])


def _rows(call: str, column: Any, *arguments: Any) -> Rows:
    """The result of a library function for a column."""
    given = Given(column)
    return Rows(_coder(_PLAIN)._library, getattr(lib, call), given.bytes, *arguments)


def _parts(batches: Batches) -> Batches:
    for batch in batches:
        rows = _rows("attache_pack_parts", batch.column("pack"))
        yield pa.RecordBatch.from_arrays([rows.strings(k) for k in range(4)], schema=_PART)


def _heads(batches: Batches) -> Batches:
    for batch in batches:
        rows = _rows("attache_pack_heads", batch.column("pack"))
        yield pa.RecordBatch.from_arrays([rows.strings(0), rows.strings(1)], schema=_HEAD)


def _report_blocks(batches: Batches, slices: int) -> Batches:
    for batch in batches:
        rows = _rows("attache_report_blocks", batch.column("signature"), slices)
        at = rows.numbers(0)
        yield pa.RecordBatch.from_arrays([batch.column("report").take(at), batch.column("signature").take(at), rows.numbers(1), rows.numbers(2)], schema=_BLOCK)


def _find_parents(key: Any, block: pa.Table, slices: int) -> pa.Table:
    rows = _rows("attache_report_parents", block.column("signature"), key[0].as_py(), key[1].as_py(), slices)
    report = block.column("report")
    return pa.table([report.take(rows.numbers(0)), report.take(rows.numbers(1)), rows.numbers(2)], schema=_EDGE)


def _head_blocks(batches: Batches, blocks: int) -> Batches:
    for batch in batches:
        rows = _rows("attache_head_blocks", batch.column("head"), blocks)
        at = rows.numbers(0)
        yield pa.RecordBatch.from_arrays([batch.column("document").take(at), batch.column("head").take(at), rows.numbers(1)], schema=_HEAD_BLOCK)


def _find_copies(key: Any, block: pa.Table, blocks: int) -> pa.Table:
    rows = _rows("attache_head_copies", block.column("head"), key[0].as_py(), blocks)
    document = block.column("document")
    return pa.table([document.take(rows.numbers(0)), document.take(rows.numbers(1))], schema=_COPY)


def _make(key: Any, packed: pa.Table) -> pa.Table:
    rows = happenings_of(_coder(_PLAIN)._library, packed.column("pack"))
    return pa.Table.from_pylist(rows, _HAPPENING)


def _put_together(pairs: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Connected components, represented by their smallest member (union by path halving)."""
    up: dict[bytes, bytes] = {}

    def root(x: bytes) -> bytes:
        while (parent := up.setdefault(x, x)) != x:
            up[x] = up[parent]
            x = up[x]
        return x

    for a, b in pairs:
        x, y = root(a), root(b)
        up[max(x, y)] = min(x, y)
    return {x: root(x) for x in list(up)}


def _stars(spark: SparkSession, edges: DataFrame) -> DataFrame:
    """The same on the cluster: alternating large-star and small-star steps, until nothing changes (Kiveris et al. 2014). Edges lead from the greater to the lesser."""

    def least(e: DataFrame) -> DataFrame:
        return e.groupBy("a").agg(F.min("b").alias("m")).select("a", F.least("a", "m").alias("m"))

    def mark(e: DataFrame) -> Any:
        return e.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)"))).first()

    def begun(e: DataFrame) -> DataFrame:
        """Without the plan that led to it, which repeats earlier steps eight times per turn; data lost with an executor are still recomputed."""
        return spark.createDataFrame(e.rdd, e.schema).persist()

    now = begun(edges.distinct())
    before, after = None, mark(now)
    while before != after:
        both = now.union(now.select(F.col("b").alias("a"), F.col("a").alias("b")))
        large = both.join(least(both), "a").where("b > a").select(F.col("b").alias("a"), F.col("m").alias("b")).where("a > b").distinct()
        small = large.join(least(large), "a").select(F.explode(F.array("a", "b")).alias("a"), F.col("m").alias("b")).where("a > b").distinct()
        now = begun(small)
        before, after = after, mark(now)
    return now


def _components(spark: SparkSession, edges: DataFrame, gathered: int) -> DataFrame:
    """The component of each end of a pair (a, b): (node, root)."""
    edges = edges.where("a <> b").select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).persist()
    if edges.count() <= gathered:
        together = _put_together([(bytes(r[0]), bytes(r[1])) for r in edges.collect()])
        return spark.createDataFrame(pa.table({"node": pa.array(list(together), pa.binary()), "root": pa.array(list(together.values()), pa.binary())}))
    stars = _stars(spark, edges)
    roots = stars.select(F.col("b").alias("node"), F.col("b").alias("root")).distinct()
    return stars.select(F.col("a").alias("node"), F.col("b").alias("root")).union(roots)


def happenings(df: DataFrame, *, slices: int = 0, places: int = 0, gathered: int = GATHERED, know: Know = (), min_confidence: float | None = None) -> DataFrame:
    """The happenings in the documents of df, as in a store of all of them (`attache export STORE happenings`). df: packs, or documents.

    slices: the number of slices per month for comparing reports; 0: so that each has about 200 000.
    places: the number of pieces in which happenings are made; 0: the value of spark.sql.shuffle.partitions.
    gathered: up to this number of pairs are connected on the driver, more on the cluster.
    """
    spark = df.sparkSession
    packed = _each_once((df if "pack" in df.columns else packs(df, know=know, min_confidence=min_confidence)).persist())
    reports = _mapped(packed.select("pack"), _parts, _PART)
    places = places or int(spark.conf.get("spark.sql.shuffle.partitions") or 200)
    if not slices:
        in_months = _mapped(reports.select("report", "signature"), lambda batches: _report_blocks(batches, 1), _BLOCK).groupBy("month").count()
        slices = 1 + (in_months.agg(F.max("count")).first()[0] or 0) // BLOCK  # type: ignore[index]
    trees = _trees(spark, reports, slices, gathered)
    placed = reports.join(trees, reports.report == trees.node, "left")
    placed = placed.select(F.pmod(F.xxhash64(F.coalesce("root", "report")), F.lit(places)).alias("place"), "document", F.col("part").alias("pack"))
    heads = _mapped(packed.select("pack"), _heads, _HEAD)
    groups = _groups(spark, heads, places, gathered)
    members = groups.join(heads, groups.node == heads.document).select("root", "head")
    wanted = placed.select("place", "document").distinct().join(groups, F.col("document") == groups.node).select("place", "root").distinct()
    bodies = placed.select("place", "pack").union(wanted.join(members, "root").select("place", F.col("head").alias("pack")))
    return bodies.groupBy("place").applyInArrow(_make, _schema(_HAPPENING))


def _trees(spark: SparkSession, reports: DataFrame, slices: int, gathered: int) -> DataFrame:
    """Each report's parent is the best of those that its blocks propose: the most similar, of two equal ones the earlier."""
    blocks = _mapped(reports.select("report", "signature"), lambda batches: _report_blocks(batches, slices), _BLOCK)
    found = blocks.groupBy("month", "slice").applyInArrow(lambda key, block: _find_parents(key, block, slices), _schema(_EDGE))
    best = found.groupBy("report").agg(F.min(F.struct((-F.col("odds")).alias("odds"), "parent")).alias("best"))
    return _components(spark, best.select(F.col("report").alias("a"), F.col("best.parent").alias("b")), gathered)


def _groups(spark: SparkSession, heads: DataFrame, blocks: int, gathered: int) -> DataFrame:
    """Documents with the same text."""
    in_blocks = _mapped(heads, lambda batches: _head_blocks(batches, blocks), _HEAD_BLOCK)
    found = in_blocks.groupBy("block").applyInArrow(lambda key, block: _find_copies(key, block, blocks), _schema(_COPY))
    return _components(spark, found, gathered)


# ---- a store ----


def store(packed: DataFrame, path: str | os.PathLike[str], know: Know = ()) -> dict[str, int]:
    """Adds packs to a store on the driver's machine, and returns the number of documents added. Existing ones are left alone."""
    made = PartStore(Coder(know)._library, path)
    counts: dict[str, int] = {}
    waiting: list[bytes] = []

    def flush() -> None:
        for name, n in made.add(pa.array(waiting, pa.binary())).items():
            counts[name] = counts.get(name, 0) + n
        waiting.clear()

    for row in packed.select("pack").toLocalIterator(prefetchPartitions=True):
        waiting.append(bytes(row[0]))
        if len(waiting) == 10 * _ROWS:
            flush()
    flush()
    made.close()
    return counts


__all__ = ["code", "happenings", "months", "packs", "settings", "store", "warc", "watched", "write"]
