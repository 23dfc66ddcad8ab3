"""The tests run against an installed wheel; ATTACHE_ROOT is the source tree that it was built from, ATTACHE_PROGRAM the command-line program."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import attache
import pytest

ROOT = Path(os.environ["ATTACHE_ROOT"])
PROGRAM = os.environ["ATTACHE_PROGRAM"]
PAGE = ROOT / "examples" / "page.html"
REPORTS = ROOT / "examples" / "reports.jsonl"


@pytest.fixture(scope="session")
def coder() -> attache.Coder:
    return attache.Coder()


def told(*words: object) -> list[dict[str, object]]:
    """The output of the command line, one JSON object per line."""
    lines = subprocess.run([PROGRAM, *map(str, words)], check=True, stdout=subprocess.PIPE).stdout.splitlines()
    return [json.loads(line) for line in lines]
