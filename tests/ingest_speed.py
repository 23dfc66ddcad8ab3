"""The speed of `attache ingest` relative to `attache code`: processor time of the one divided by that of the other, alternating, the least of several runs.
Documents without a date get one and the same: reports of one day are the hardest to join.

    python3 tests/ingest_speed.py build/attache ../shared/data/events/synthetic_stories.jsonl [RUNS]
"""
import json
import os
import resource
import subprocess
import sys
import tempfile


def seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def dated(stories, path):
    with open(stories) as lines, open(path, "w") as out:
        for line in lines:
            out.write(json.dumps({"date": "2018-01-01"} | json.loads(line)) + "\n")
    return path


def main(attache, stories, runs="3"):
    code, ingest = [], []
    with tempfile.TemporaryDirectory() as folder:
        documents = dated(stories, os.path.join(folder, "stories.jsonl"))
        for run in range(int(runs)):
            code.append(seconds(attache, "code", "--quiet", documents))
            ingest.append(seconds(attache, "ingest", "--quiet", os.path.join(folder, f"{run}.attache"), documents))
    print(f"code {min(code):.2f} s, ingest {min(ingest):.2f} s: {min(code) / min(ingest):.2f}")


main(*sys.argv[1:])
