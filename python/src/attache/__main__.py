"""python -m attache parquet FILE: turns an Arrow stream on standard input, from `attache code --format arrow`, into a Parquet file, in constant memory."""

from __future__ import annotations

import argparse
import sys

import pyarrow as pa
import pyarrow.parquet as pq


def parquet(path: str, rows: int, compression: str) -> int:
    """Collects tables into groups with a minimum number of rows; returns the number of rows written."""
    written = 0
    with pa.ipc.open_stream(sys.stdin.buffer) as reader, pq.ParquetWriter(path, reader.schema, compression=compression) as writer:
        group: list[pa.RecordBatch] = []
        for batch in reader:
            group.append(batch)
            if sum(b.num_rows for b in group) >= rows:
                writer.write_table(pa.Table.from_batches(group))
                written, group = written + sum(b.num_rows for b in group), []
        if group:
            writer.write_table(pa.Table.from_batches(group))
            written += sum(b.num_rows for b in group)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m attache", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("parquet", help="an Arrow stream on standard input into a Parquet file")
    command.add_argument("file")
    command.add_argument("--rows", type=int, default=50_000, help="of a row group, at least (default: %(default)s)")
    command.add_argument("--compression", default="zstd", help="zstd (default), snappy, gzip, none")
    said = parser.parse_args()
    try:
        parquet(said.file, said.rows, said.compression)
    except (OSError, pa.ArrowException) as error:
        print(f"attache: {said.file}: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
