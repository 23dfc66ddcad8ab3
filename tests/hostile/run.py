#!/usr/bin/env python3
"""run.py [--short] [KIND...]: what inputs cost that were made to cost much (make.py), at a size and at each of its doublings.

It fails where twice the size takes more than 2.3 times the processor time or memory, where the program ends otherwise than with 0 or 1, or where it takes more memory than
its bound and what is read together. To code a text it may take, beyond what an empty one takes, 80 MB and 16 bytes for each of the text, at every size; and for each further byte of
it, from 400 kB to 1.6 and to 6.4 MB, no more than 16, if it is like news: sentences in paragraphs. No clock on the wall is looked at, and the address space of the program is bounded, so that neither a busy machine nor one short of memory
changes what comes out; where the system ends the program for want of memory of its own, it is run again. --short is what `make check` runs: one doubling of smaller inputs; without it the tables are printed that docs/security.md has.
B=DIR names the build. Times are of one thread, user and system, of the program alone.
"""
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(os.environ.get("B", "build"), "attache")
GROWTH = 2.3  # for twice the size
TIME_SLACK, MEMORY_SLACK = 0.03, 16 << 10  # seconds and KB by which a measure may be wrong
BOUND = (512 + 128) << 10  # KB: the default of --max-memory, and what the program itself takes
SPACE = 4 << 30  # bytes of address space, far above BOUND: a program that runs away ends by itself, before the machine is short of memory
AGAIN = 3  # runs more of a program that the system ended
TRIES = 4  # the least of so many counts, on a machine that does other things too
ENOUGH, PAIRS = 1.5, 3  # seconds: a run so short is soon repeated, and other work disturbs it most: where it grows too fast, it is measured until it has taken so long in all, and so often
LONG = 4  # sizes of the table
A_BYTE, BESIDES = 16, 80 << 10  # what coding a text may take: bytes for each of it, and KB
BYTES_SLACK = 1 << 10  # KB by which the pages of a process differ from run to run

# kind, command, kB of the short and of the long run's first size
CASES = [
    ("paragraph", "code", 100, 200),
    ("run_on", "code", 50, 100),
    ("names", "code", 100, 200),
    ("said", "code", 100, 200),
    ("delegations", "code", 100, 200),
    ("abbreviations", "code", 50, 100),
    ("title", "code", 200, 500),
    ("lines", "code", 100, 200),
    ("words", "code", 100, 200),
    ("letters", "code", 50, 200),
    ("brackets", "code", 100, 200),
    ("quotes", "code", 100, 200),
    ("curly", "code", 100, 200),
    ("closers", "code", 100, 200),
    ("stops", "code", 100, 200),
    ("commas", "code", 100, 200),
    ("capitals", "code", 25, 50),
    ("initials_apart", "code", 100, 200),
    ("hyphens", "code", 100, 200),
    ("numbers", "code", 100, 200),
    ("capital", "code", 1000, 4000),
    ("spaces", "code", 1000, 4000),
    ("marks_above", "code", 1000, 4000),
    ("page_marks", "read", 200, 1000),
    ("highlights", "code", 200, 2000),
    ("highlights_each", "code", 100, 200),
    ("page_paragraphs", "read", 500, 2000),
    ("page_nested", "read", 500, 2000),
    ("page_inline", "read", 500, 2000),
    ("page_table", "read", 500, 2000),
    ("page_spans", "read", 500, 2000),
    ("page_spans_open", "read", 500, 2000),
    ("page_lists", "read", 500, 2000),
    ("page_attributes", "read", 500, 2000),
    ("page_opened", "read", 500, 2000),
    ("page_comments", "read", 500, 2000),
    ("page_json", "read", 500, 2000),
    ("page_json_many", "read", 500, 2000),
    ("page_dates", "read", 500, 2000),
    ("page_bylines", "read", 500, 2000),
    ("feed", "read", 500, 2000),
    ("namespaces", "read", 500, 2000),
    ("feed_opened", "read", 500, 2000),
    ("feed_markup", "read", 500, 2000),
    ("feed_children", "read", 500, 2000),
    ("warc_marks", "read", 500, 2000),
    ("warc_marks_short", "read", 500, 2000),
    ("warc_heads", "read", 500, 1000),
    ("warc_long", "read", 500, 1000),
    ("warc_chunks", "read", 500, 2000),
    ("json_arrays", "read", 1000, 4000),
    ("json_wide", "read", 1000, 4000),
    ("json_objects", "read", 1000, 4000),
    ("json_keys", "read", 1000, 4000),
    ("json_levels", "read", 1000, 4000),
    ("json_escapes", "read", 1000, 4000),
    ("zip_big", "code", 2, 16),
    ("zip_overlapping", "read", 17, 33),
    ("zip_many", "read", 500, 2000),
    ("replaced", "ingest", 25, 50),
    ("one_day", "ingest", 50, 100),
    ("paragraph", "ingest", 50, 100),
    ("names", "ingest", 50, 100),
    ("paragraph", "parse", 100, 200),
]

# Texts, and the kB of the short and of the long run.
LIKE_NEWS = ["paragraph", "lines", "said", "run_on", "abbreviations"]
TEXTS = LIKE_NEWS + ["names", "words", "hyphens", "letters"]
TEXTS_SHORT, TEXT_SIZES_SHORT, TEXT_SIZES = ["paragraph"], (400, 1600), (400, 1600, 6400)


def bound():
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))


def run(command, path, folder, options=()):
    """Seconds and KB that the program takes with a file; its exit status and what it says first."""
    for again in range(AGAIN):
        got = run_once(command, path, folder, options)
        if got[2] != -signal.SIGKILL:
            return got
        time.sleep(1 + again)  # somebody else's memory
    return run_once(command, path, folder, options)


def run_once(command, path, folder, options):
    store = os.path.join(folder, "store")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(store + end):
            os.remove(store + end)
    words = [PROGRAM, command] + ([] if command == "parse" else ["--threads", "1"]) + ["--quiet", *options] + ([store] if command == "ingest" else []) + [path]
    with open(os.devnull, "wb") as nothing, open(os.path.join(folder, "said"), "w+b") as said:
        child = subprocess.Popen(words, stdout=nothing, stderr=said, preexec_fn=bound)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, child.returncode, said.readline().decode(errors="replace").strip()


def make(kind, size, folder):
    path = os.path.join(folder, "input")
    with open(path, "wb") as out:
        subprocess.run([sys.executable, os.path.join(HERE, "make.py"), kind, str(size)], stdout=out, check=True)
    return path


def grows_too_fast(one, two):
    """Whether a run takes too much more than one of half the size: (seconds, KB) each, without what a few bytes take."""
    return two[0] > GROWTH * one[0] + TIME_SLACK, two[1] > GROWTH * one[1] + MEMORY_SLACK


class Runner:
    def __init__(self, folder):
        self.folder, self.empty, self.faults = folder, {}, []

    def base(self, kind, command):
        """Seconds and KB of a few bytes of a kind: without a word in them the models are hardly read, and with one they are."""
        if (kind, command) not in self.empty:
            path = make(kind, 60, self.folder)
            self.empty[kind, command] = [min(a) for a in zip(*(run(command, path, self.folder)[:2] for _ in range(2)))]
        return self.empty[kind, command]

    def measure(self, kind, command, size):
        path = make(kind, size, self.folder)
        got = run(command, path, self.folder)
        read = os.path.getsize(path) >> 10
        if got[2] not in (0, 1):
            self.faults.append(f"{kind} {size >> 10} kB: ended with {got[2]}")
        if got[1] > BOUND + 4 * read + (32 << 10):
            self.faults.append(f"{kind} {size >> 10} kB: took {got[1] >> 10} MB")
        return got

    def by_text(self, kind, sizes):
        """KB that texts of so many kB take beyond an empty one, bytes for each further one, and whether the longest was refused."""
        empty, all_of, more = self.base("prose", "code"), [], []
        for kb in sizes:
            got = run("code", make(kind, kb * 1000, self.folder), self.folder, ("--max-seconds", "100"))
            all_of.append(got[1] - empty[1])
            if all_of[-1] > BESIDES + A_BYTE * kb * 1000 / 1024:
                self.faults.append(f"{kind} {kb} kB: took {all_of[-1] >> 10} MB, more than {A_BYTE} times that and {BESIDES >> 10} MB")
        for i in range(1, len(sizes)):
            more.append((all_of[i] - all_of[i - 1]) * 1024 / ((sizes[i] - sizes[i - 1]) * 1000))
            slack = BYTES_SLACK * 1024 / ((sizes[i] - sizes[i - 1]) * 1000)
            if kind in LIKE_NEWS and more[-1] > A_BYTE + slack:
                self.faults.append(f"{kind}: takes {more[-1]:.1f} bytes for each further one from {sizes[i - 1]} to {sizes[i]} kB")
        return all_of, more, got[2]

    def costs(self, kind, command, size):
        empty = self.base(kind, command)
        got = self.measure(kind, command, size)
        return [max(got[0] - empty[0], 0), max(got[1] - empty[1], 0)], got

    def again(self, kind, command, pair, costs):
        """The costs of a size and of its double, measured by turns until ENOUGH seconds have been, at least PAIRS times; the least of each counts. So what else the
        machine does, and how fast it is meanwhile, changes both alike."""
        times = max(PAIRS, int(ENOUGH / max(sum(c[0][0] for c in costs), 0.1)))
        for _ in range(times):
            for k, size in enumerate(pair):
                new = self.costs(kind, command, size)
                costs[k] = [min(a, b) for a, b in zip(costs[k][0], new[0])], new[1]
        return costs

    def sizes(self, kind, command, first, n):
        """The costs at n sizes. Where one grows too fast both are measured again, and the least counts."""
        sizes = [first * 1000 << i for i in range(n)]
        all_of = [self.costs(kind, command, size) for size in sizes]
        for i in range(1, n):
            for _ in range(TRIES):
                if not any(grows_too_fast(all_of[i - 1][0], all_of[i][0])):
                    break
                all_of[i - 1 : i + 1] = self.again(kind, command, sizes[i - 1 : i + 1], all_of[i - 1 : i + 1])
            slow, large = grows_too_fast(all_of[i - 1][0], all_of[i][0])
            if slow:
                self.faults.append(f"{command} {kind}: {all_of[i - 1][0][0]:.2f} s at {sizes[i - 1] // 1000} kB, {all_of[i][0][0]:.2f} s at twice that")
            if large:
                self.faults.append(f"{command} {kind}: {all_of[i - 1][0][1] >> 10} MB at {sizes[i - 1] // 1000} kB, {all_of[i][0][1] >> 10} MB at twice that")
        return sizes, all_of


def shown(size):
    return f"{size // 1000} kB" if size < 1000000 else f"{size / 1e6:g} MB"


def row(kind, command, sizes, all_of):
    cells = [f"{shown(s)}: {c[0]:.2f} s, {c[1] >> 10} MB{' (refused)' if got[2] else ''}" for s, (c, got) in zip(sizes, all_of)]
    return f"| `{kind}` | {command} | " + " | ".join(cells) + " |"


def main():
    short = "--short" in sys.argv
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")]
    passed = 0
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(folder)
        if not short:
            print("| input | command |" + " |" * LONG + "\n| --- | --- |" + " --- |" * LONG)
        for kind, command, few, many in CASES:
            if wanted and kind not in wanted:
                continue
            before = len(runner.faults)
            sizes, all_of = runner.sizes(kind, command, few if short else many, 2 if short else LONG)
            passed += len(runner.faults) == before
            if not short:
                print(row(kind, command, sizes, all_of), flush=True)
            for fault in runner.faults[before:]:
                print(fault, flush=True)
        sizes = TEXT_SIZES_SHORT if short else TEXT_SIZES
        if not short:
            print("\n| text |" + " |" * len(sizes) + " bytes for each further one |\n| --- |" + " --- |" * (len(sizes) + 1))
        for kind in TEXTS_SHORT if short else TEXTS:
            if wanted and kind not in wanted:
                continue
            before = len(runner.faults)
            all_of, more, refused = runner.by_text(kind, sizes)
            passed += len(runner.faults) == before
            if not short:
                cells = [f"{shown(kb * 1000)}: {k >> 10} MB" for kb, k in zip(sizes, all_of)]
                print(f"| `{kind}` | " + " | ".join(cells) + (" (refused)" if refused else "") + " | " + ", ".join(f"{m:.1f}" for m in more) + " |", flush=True)
            for fault in runner.faults[before:]:
                print(fault, flush=True)
    print(f"{passed} passed, {len(runner.faults)} failed")
    sys.exit(bool(runner.faults))


if __name__ == "__main__":
    main()
