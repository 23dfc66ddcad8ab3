#!/usr/bin/env python3
# Writes N invented reports of five sentences each as JSONL, over fifteen years: what the desk is put under load with. 180 000 of them hold a million events.
import datetime, json, random, sys

count = int(sys.argv[1])
random.seed(5)
states = """India Pakistan China Japan Russia Ukraine Germany France Poland Italy Spain Turkey Greece Serbia Egypt Ethiopia Sudan Kenya Nigeria Iran Iraq Israel Syria Lebanon Jordan
Kazakhstan Uzbekistan Vietnam Thailand Malaysia Indonesia Australia Canada Mexico Brazil Argentina Chile Peru Colombia Cuba Norway Sweden Finland Denmark Hungary Romania Bulgaria
Georgia Armenia Azerbaijan Afghanistan Bangladesh Nepal Mongolia Morocco Algeria Tunisia Libya Ghana""".split()
weights = [1 / (i + 1) ** 0.8 for i in range(len(states))]
ways = ["{a} criticised {b} over {t}.", "{a} and {b} held talks on {t}.", "{a} signed an agreement on {t} with {b}.", "{a} imposed sanctions on {b} over {t}.",
        "{a} warned {b} over {t}.", "{a} donated food to {b}.", "Troops of {a} attacked soldiers of {b} near the border, killing {k}.", "{a} rejected the proposal of {b} on {t}.",
        "{a} accused {b} of breaking the accord on {t}.", "The foreign minister of {a} visited {b} to discuss {t}.", "{a} released {k} prisoners from {b}.",
        "{a} demanded that {b} open talks on {t}.", "{a} praised {b} for its help with {t}.", "{a} and {b} began a joint military exercise.", "{a} arrested {k} citizens of {b}.",
        "{a} promised aid to {b}."]
topics = ("trade,fishing,water,the railway,gas,oil,refugees,the border,wheat,visas,the treaty,steel,shipping,cyber attacks,satellites,the election,tariffs,missiles,the dam,"
          "flights").split(",")
first = datetime.date(2010, 1, 1)

for i in range(count):
    pair = random.choices(states, weights, k=2)
    while pair[0] == pair[1]: pair[1] = random.choices(states, weights)[0]
    told = []
    for _ in range(5):
        a, b = pair if random.random() < 0.6 else reversed(pair)
        told.append(random.choice(ways).format(a=a, b=b, t=random.choice(topics), k=random.randint(2, 90)))
    day = first + datetime.timedelta(days=i * 5475 // count)
    print(json.dumps({"id": f"s{i:07}", "date": str(day), "source": f"Paper {random.randrange(60)}", "title": told[0][:-1], "text": f"{told[1]} {told[2]}\n\n{told[3]} {told[4]}"}))
