#!/usr/bin/env python3
"""News pages in nine languages, made from layouts as they are met on the web and from text of our own: what stands in them is known to the letter.

usage: pages.py FOLDER [--each N] [--seed N]

Writes FOLDER/html/NAME.html and FOLDER/ground-truth.json: {NAME: {"articleBody", "title", "date", "authors", "agency", "optional", "layout", "held", "language"}}.
`optional` is text of which a reader may keep what it likes: standfirst, title, byline. Each layout is a function in layouts.py or held.py; those of held.py were written
before any reader was run on them, and nobody looks at what a reader does with their pages; templates.pages has one page of each of many other makes. The words of a language are in LANGUAGE.txt: add a file to add a language.
"""
import argparse, datetime, html, json, os, random, re

HERE = os.path.dirname(os.path.abspath(__file__))


def load(language):
    """{section: [line]}, and of [words] {name: [choice]}"""
    sections, name = {}, None
    for line in open(os.path.join(HERE, language + ".txt"), encoding="utf-8"):
        line = line.rstrip("\n")
        if re.fullmatch(r"\[\w+\]", line): name = line[1:-1]; sections[name] = []
        elif line: sections[name].append(line)
    sections["words"] = {row.split("=", 1)[0]: row.split("=", 1)[1].split("|") for row in sections["words"]}
    sections["months"] = sections["months"][0].split("|")
    return sections


class Story:
    """One report and all that may stand around it. What a layout shows of the text it takes by `body` or `paragraphs`; what it adds that is text too, by `also`."""

    def __init__(self, language, layout, number, seed):
        self.language, self.layout = language, layout
        self.name = f"{layout}-{language}-{number}"
        self.random = random.Random(f"{seed}/{self.name}")
        self.data = load(language)
        r = self.random
        self.people = r.sample(self.data["people"], len(self.data["people"]))
        self.title, *self.others = r.sample(self.data["titles"], len(self.data["titles"]))
        self.lead = r.choice(self.data["leads"])
        self.site = r.choice(self.data["sites"])
        self.host = "www.paper-" + str(1 + self.data["sites"].index(self.site)) + "." + language + ".example"
        self.agency = ""
        self.authors = self.people[:1]
        day = datetime.datetime(r.randint(2009, 2024), r.randint(1, 12), r.randint(1, 28), r.randint(8, 17), r.randint(10, 59))
        self.published = day
        self.date_format = r.choice(self.data["dates"])
        if "/" in self.date_format and day.day < 13: self.published = day.replace(day=day.day + 13)
        self.section = r.choice(self.words("sections"))
        self.paragraphs = self.make_paragraphs()
        self.subheads = r.sample(self.data["subheads"], 2)
        self.optional = [self.title, self.lead]
        self.text = []
        self.shows_date = True

    def make_paragraphs(self):
        r = self.random
        sentences = r.sample(self.data["sentences"], r.randint(12, 22))
        out = []
        while sentences:
            take = min(len(sentences), r.choice((1, 2, 2, 3)))
            out.append(" ".join(self.fill(s) for s in sentences[:take]))
            sentences = sentences[take:]
        return out

    def fill(self, sentence):
        sentence = sentence.replace("{P}", self.people[3]).replace("{Q}", self.people[4])
        return re.sub(r"\{n\}", lambda _: str(self.random.randint(3, 90)), sentence)

    # ---- words ----
    def words(self, name): return self.data["words"][name]
    def word(self, name): return self.random.choice(self.words(name))

    def author(self, i=0): return self.authors[i]

    def byline(self):
        names = self.words("and")[0].join(self.authors[-2:])
        if len(self.authors) > 2: names = ", ".join(self.authors[:-2]) + ", " + names
        return self.word("by").replace("{P}", names)

    def credit(self):
        return self.random.choice(self.data["captions"]) + ". " + self.word("photo").replace("{C}", f"{self.people[2]}/{self.data['agencies'][0]}")

    def bio(self): return self.word("bio").replace("{P}", self.author())
    def copyright(self): return self.word("copyright").replace("{S}", self.site)
    def minutes(self): return self.word("minutes").replace("{n}", str(self.random.randint(3, 9)))
    def comments(self): return self.data["comments"]
    def teasers(self, n): return list(zip((self.others * 2)[:n], (self.data["teasers"] * 4)[:n]))

    # ---- dates ----
    def date_text(self, when=None):
        d = when or self.published
        return self.date_format.format(d=d.day, dd=f"{d.day:02}", mm=f"{d.month:02}", M=self.data["months"][d.month - 1], y=d.year, H=f"{d.hour:02}", I=f"{d.minute:02}")

    def iso(self, zone="+02:00", when=None): return (when or self.published).strftime("%Y-%m-%dT%H:%M:00") + zone
    def later(self, days=2): return self.published + datetime.timedelta(days=days, hours=1)
    def day(self): return self.published.strftime("%Y-%m-%d")
    def slug(self): return f"a{self.random.randint(10000, 99999)}"
    def url(self): return f"https://{self.host}/{self.random.choice(('politik', 'news', 'a'))}/{self.slug()}.html"

    # ---- text: what is shown is what is asked for ----
    def keep(self, text):
        self.text.append(text)
        return html.escape(text, quote=False)

    def body(self, subheads=False, inserts=(), tag="p", attributes="", tail=""):
        """The paragraphs; `inserts` are pieces of furniture put between them, evenly."""
        out, step = [], max(1, len(self.paragraphs) // (len(inserts) + 1))
        inserts, heads = list(inserts), list(self.subheads) if subheads else []
        for i, paragraph in enumerate(self.paragraphs):
            if heads and i and i % 4 == 0: out.append(f"<h2>{self.keep(heads.pop())}</h2>")
            out.append(f"<{tag}{attributes}>{self.keep(paragraph)}</{tag}>")
            if inserts and (i + 1) % step == 0 and i + 1 < len(self.paragraphs): out.append(inserts.pop(0))
        return "\n".join(out) + tail

    # ---- pieces ----
    def links(self, words, tag="li", cls=""):
        return "".join(f'<{tag}{cls}><a href="/{i}">{w}</a></{tag}>' for i, w in enumerate(words))

    def nav(self): return f"<nav><ul>{self.links([self.words('home')[0], *self.words('sections')])}</ul></nav>"
    def footer(self): return f"<footer><ul>{self.links(self.words('footer'))}</ul><p>{self.copyright()}</p></footer>"
    def share(self, cls="share"): return f'<div class="{cls}"><ul>{self.links(self.words("share"))}</ul></div>'

    def picture(self): return f'<img src="/i/{self.slug()}.jpg" alt="{html.escape(self.data["captions"][0])}">'

    def head(self, title=None, metas="", ld=None, og=True):
        """<head> with what this page says of itself; `title` with %s for the headline."""
        said = html.escape((title or "%s - " + self.site) % self.title)
        graph = f'<script type="application/ld+json">{json.dumps(ld, ensure_ascii=False)}</script>' if ld else ""
        graph_og = f'<meta property="og:title" content="{html.escape(self.title)}"><meta property="og:site_name" content="{html.escape(self.site)}">' if og else ""
        style = "<style>body{margin:0}.wrap{max-width:60em}</style><script>window.dataLayer=window.dataLayer||[];</script>"
        return f'<!DOCTYPE html>\n<html lang="{self.language}"{" dir=rtl" if self.language == "ar" else ""}><head><meta charset="utf-8"><title>{said}</title>{graph_og}{metas}{graph}{style}</head>'

    def ld(self, kind="NewsArticle", zone="+02:00", **more):
        authors = [{"@type": "Person", "name": name} for name in self.authors]
        return {"@context": "https://schema.org", "@type": kind, "headline": self.title, "datePublished": self.iso(zone), "dateModified": self.iso(zone, self.later()),
                "author": authors[0] if len(authors) == 1 else authors, "publisher": {"@type": "Organization", "name": self.site}, **more}


def make(folder, each, seed):
    import held, layouts, templates
    languages = sorted(f[:-4] for f in os.listdir(HERE) if f.endswith(".txt"))
    os.makedirs(os.path.join(folder, "html"), exist_ok=True)
    truth = {}
    for module in (layouts, held):
        for layout in module.LAYOUTS:
            for language in languages:
                for number in range(each):
                    story = Story(language, layout.__name__, number, seed)
                    page = layout(story)
                    open(os.path.join(folder, "html", story.name + ".html"), "w", encoding="utf-8").write(page)
                    truth[story.name] = {"articleBody": "\n".join(story.text), "title": story.title, "date": story.day() if story.shows_date else "", "authors": story.authors,
                                         "agency": story.agency, "optional": "\n".join(story.optional), "layout": layout.__name__, "held": module is held, "language": language}
    for name, page, told in templates.all_pages(lambda language, name: Story(language, name, 0, seed)):
        open(os.path.join(folder, "html", name + ".html"), "w", encoding="utf-8").write(page)
        truth[name] = told
    json.dump(truth, open(os.path.join(folder, "ground-truth.json"), "w", encoding="utf-8"), ensure_ascii=False, indent=0)
    return truth


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--each", type=int, default=2, help="pages of each layout and language")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(len(make(args.folder, args.each, args.seed)), "pages")


if __name__ == "__main__": main()
