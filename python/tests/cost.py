"""python cost.py PROGRAM STORIES.jsonl: compares the processor time of coding stories from a pandas frame with that of `attache code` on the same file."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

program, stories = sys.argv[1:]
subprocess.run([program, "code", "--quiet", stories], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
lines = used.ru_utime + used.ru_stime

begun = time.process_time()
import pandas  # noqa: E402

import attache  # noqa: E402

with open(stories, encoding="utf-8") as f:
    frame = pandas.DataFrame([json.loads(line) for line in f])
coder = attache.Coder()
ready = time.process_time()
events = coder.code_many(frame)
done = time.process_time()
print(f"attache code {lines:.2f} s; code_many {done - ready:.2f} s ({(done - ready) / lines:.2f}); with imports and frame {done - begun:.2f} s ({(done - begun) / lines:.2f}); {events.num_rows} events")
