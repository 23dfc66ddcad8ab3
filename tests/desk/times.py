#!/usr/bin/env python3
"""Asks the desk's API on a large store once for each kind of question, and prints the processor time that the server took for it, in milliseconds, the least of three.
Usage: times.py http://127.0.0.1:PORT PID [LEAST]; LEAST: print only what took longer. Answers are cached, so each question is asked in three forms that mean the same."""
import glob
import sys
import urllib.request

base, pid = sys.argv[1:3]
least = float(sys.argv[3]) if len(sys.argv) > 3 else 0

CHOICES = ["", "actor=USA", "actor=USA&with=CHN", "actor=USA,CHN,RUS", "actor=not USA", "actor=USA.GOV&with=USA.REB", "actor=FJI", "event=not CONSULT", "quad=4&context=military", "mode=arrest", "cameo=19",
           "source=Paper 7", "source=not Paper 7", "person=Number7", "q=missiles", "q=missiles&actor=FJI", 'q="vaccines and uranium"', "place=Kenya", "place=United States", "near=Nairobi,300",
           "box=-5,20,5,40", "box=-60,-180,75,180", "dead=25", "dead=5&actor=CHN", "min_sources=3", "min_sources=9", "min_confidence=0.95", "person=Person", "q=report*", "from=2015&to=2016", "actor=USA&from=2015-03&to=2015-09&event=ASSAULT,AID"]
COUNTS = ["actor=USA&by=month", "actor=USA&by=month,event", "actor=USA&with=CHN&by=place,year", "actor=USA&with=CHN&by=source,year", "by=month", "by=event,year", "from=2015&to=2015&by=month", "place=Kenya&by=month,event", "dead=10&by=year&sum=dead"]
ADDRESSES = (["/about", "/categories", "/contexts", "/modes", "/coverage", "/headlines", "/headlines?quad=4", "/happenings/1000", "/happenings/1000/reports", "/stories/1000", "/stories/1000/events", "/stories/1000/related",
              "/dyads", "/dyads?order=changed", "/dyads?order=warmest", "/dyads?within=states", "/dyads?year=2016", "/dyads?year=2016&order=changed", "/dyads?actor=USA", "/actors", "/actors?name=Ira&within=states", "/actors/USA", "/actors/USA/months",
              "/actors/USA/months?min_confidence=0.5", "/actors/USA/partners", "/actors/USA/matrix", "/actors/USA/people", "/people", "/people?name=Number7", "/people/Person Number7", "/people/Person Number7/months", "/people/Person Number7/partners", "/people/Person Number7/people", "/sources", "/skipped", "/corrections", "/stories", "/stories?q=missiles", "/stories?actor=FJI", "/stories?actor=USA,CHN", "/stories?event=AID", "/stories?source=Paper 7"]
             + [f"/dyads/{a}/{b}{rest}" for a, b in (("USA", "CHN"), ("FJI", "PER")) for rest in ("", "/months", "/months?context=military", "/contexts", "/people", "/voices", "/sources", "?from=2015&to=2016")]
             + [f"/happenings?told=happened&{c}" for c in CHOICES] + [f"/places?told=happened&{c}" for c in CHOICES] + [f"/totals?told=happened&{c}" for c in CHOICES]
             + [f"/counts?told=happened&{c}" for c in COUNTS] + [f"/counts?told=happened&by=month,event&{c}" for c in CHOICES])


def spent():
    return sum(int(open(path).read().split()[0]) for path in glob.glob(f"/proc/{pid}/task/*/schedstat")) / 1e6


def forms(address):
    """Three addresses with the same answer: the order of parameters is another, or a page one shorter."""
    path, _, query = address.partition("?")
    parts = [p for p in query.split("&") if p]
    one = "/totals" in path or path in ("/about",) or path.count("/") == 2 and path.split("/")[1] in ("happenings", "stories", "actors", "people") or path.startswith("/dyads/") and path.count("/") == 3
    for n in (0, 1, 2):
        more = [] if one or not n else [f"limit={50 - n}"]
        turned = parts[n % len(parts):] + parts[:n % len(parts)] if parts else []
        yield path + "?" + "&".join(turned + more) if turned + more else path


for address in ADDRESSES:
    times = []
    for form in forms(address):
        before = spent()
        url = f"{base}/api/v1{urllib.request.quote(form, safe='/?&=,.:')}"
        try:
            with urllib.request.urlopen(url, timeout=60) as reply:
                size = len(reply.read())
        except urllib.error.HTTPError as error:
            print(f"{form}: {error.code} {error.read()[:200]}", file=sys.stderr)
            continue
        times.append(spent() - before)
    times = [t for t in times if t > 0.3] or times  # what the cache answered says nothing
    if times and min(times) >= least:
        print(f"{min(times):8.1f}  {address}")
