#!/usr/bin/env python3
"""Asks `attache query` on a large store once for each kind of question, and prints the processor time of each in milliseconds, the least of three, less that of starting the program.
Usage: query_times.py STORE [LEAST]; LEAST: print only what took longer. The filters fit the store that build/bench_store makes."""
import os
import subprocess
import sys

program = os.path.join(os.environ.get("B", "build"), "attache")
store = sys.argv[1]
least = float(sys.argv[2]) if len(sys.argv) > 2 else 0

# Each option that selects, from few rows to many.
FILTERS = ["", "--actor USA", "--actor USA,CHN,RUS", "--actor FJI", "--actor USA.GOV", "--actor 'not USA'", "--actor @Number7", "--actor 'not @Person Number7'", "--dyad USA,CHN", "--dyad 'USA>CHN'", "--dyad 'USA,CHN;RUS,IND'",
           "--dyad FJI,PER", "--dyad USA.GOV,USA.REB", "--dyad 'not USA,CHN'", "--dyad '@Person Number7,CHN'", "--from 2015 --to 2016", "--from 2015-03-05 --to 2015-09-17", "--event AID", "--event 'not CONSULT'", "--mode arrest",
           "--context military", "--context 'not military'", "--quad 4", "--cameo 19", "--cameo 'not 19'", "--place Kenya", "--place 'United States'", "--near 'Nairobi,300'", "--box=-5,20,5,40", "--box=-60,-180,75,180",
           "--dead 25", "--dead 1", "--injured 1", "--arrested 1", "--source 'Paper 7'", "--source 'not Paper 7'", "--min-confidence 0.5", "--min-confidence 0.95", "--person Number7", "--person Person",
           "--text missiles", "--text '\"vaccines and uranium\"'", "--text 'vaccines AND uranium AND canal'", "--text 'report*'", "--min-sources 2", "--min-sources 3", "--min-sources 9", "--all"]
PAIRS = ["--actor FJI --text missiles", "--actor USA --min-sources 3", "--actor FJI --min-sources 3", "--dyad USA,CHN --min-sources 3", "--dyad FJI,PER --min-sources 5", "--place Kenya --min-sources 3", "--event ASSAULT --min-sources 4",
         "--actor USA --person Number7", "--actor USA --dead 25", "--actor FJI --dead 1", "--place Kenya --dead 10", "--text missiles --dead 25", "--text missiles --place Kenya", "--source 'Paper 7' --text missiles",
         "--source 'Paper 7' --actor FJI", "--source 'Paper 7;Paper 8' --event AID", "--person Number7 --event AID", "--from 2017 --to 2017 --min-sources 4", "--from 2017 --to 2017 --text missiles", "--box=-5,20,5,40 --dead 10",
         "--box=-60,-180,75,180 --event AID", "--context military --quad 4", "--cameo 19 --actor 'not USA'", "--mode arrest --min-sources 4", "--actor USA --source 'Paper 7'", "--dyad USA,CHN --text missiles"]
BY = ["day", "week", "month", "year", "event", "quad", "mode", "country", "place", "source", "actor", "recipient"]
PERIODS = BY[:4]
CROSSED = [f"{a},{b}" for i, a in enumerate(BY) for b in BY[i + 1:] if not (a in PERIODS and b in PERIODS) and (a, b) != ("event", "quad")]


def questions():
    for ask in ("events", "happenings"):
        for choice in FILTERS + PAIRS:
            yield f"{ask} {choice}"
            for by in ("month", "actor", "event,month"):
                yield f"{ask} {choice} --by {by} --limit 100"
        for by in BY + CROSSED:
            yield f"{ask} --by {by} --limit 100"
            yield f"{ask} --actor USA --by {by} --limit 100"
            yield f"{ask} --dyad USA,CHN --by {by} --limit 100"
        yield f"{ask} --limit 1000"
    for choice in FILTERS + PAIRS:
        yield f"happenings {choice} --sum dead"
    for rank in ("busiest", "warmest", "coldest", "changed"):
        for choice in ("", "--within", "--actor USA", "--actor USA.GOV", "--actor FJI", "--event AID", "--from 2016 --to 2017", "--from 2010-03 --to 2018-02", "--within --from 2010-03 --to 2018-02", "--actor USA --from 2010-03 --to 2018-02", "--event AID --from 2010-03 --to 2018-02"):
            yield f"dyads {rank} {choice}"
    for shown in ("1000", "'made-1000#2'", "'made-1000/h1'"):
        yield f"show {shown}"


def spent(question):
    """Milliseconds of the processor, and what it said if it failed."""
    child = subprocess.Popen(f"exec {program} query {store} {question}", shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    return (used.ru_utime + used.ru_stime) * 1000, status and said.strip()


def least_of(question, runs=3):
    times = []
    for _ in range(runs):
        time, wrong = spent(question)
        if wrong:
            print(f"{question}: {wrong}", file=sys.stderr)
            return 0
        times.append(time)
    return min(times)


start = least_of("happenings --limit 1", 5)
print(f"{start:8.1f}  to start")
for question in questions():
    time = least_of(question) - start
    if time >= least:
        print(f"{time:8.1f}  {question}", flush=True)
