"""Pages that are written out in templates.pages: one each of many systems' and papers' makes, in nine languages, with text of our own.

A page begins with `== NAME LANGUAGE DATE | authors=A;B | agency=X | title=...`; the lines below it are its markup. In it stand for text that is wanted
  %P{n} n paragraphs in <p>, %P{n:div class=x} in that element, %R{n} n paragraphs with two <br> between, %p one paragraph, %s one sentence, %H a subhead, [[...]] what it says,
and for what is not: %O other headlines, %X teasers, %K captions, %M comments, %N newsletter, %Q cookies, %W subscription, %I about the author, %D "related", %Y copyright.
%T is the title, %S the site, %A %B %C people; %L, the standfirst, and ((...)) may be kept or not.
"""
import html, os, random, re

HERE = os.path.dirname(os.path.abspath(__file__))
FURNITURE = {"N": "newsletter", "Q": "cookie", "W": "paywall"}
MACRO = re.compile(r"\[\[.*?\]\]|\(\(.*?\)\)|%[PR](?:\{(?P<n>\d+)(?::(?P<tag>[^}]*))?\})?|%[psHTSABCLOXKMNQIWDY](?!\w)", re.S)


def bare(text): return html.unescape(re.sub(r"<[^>]+>", "", text))


class Template:
    def __init__(self, head, story_of):
        names, *options = [part.strip() for part in head.split("|")]
        self.name, self.language, self.day = names.split()
        self.options = dict(option.split("=", 1) for option in options)
        self.story = story_of(self.language, self.name)
        self.random = random.Random(self.name)
        sentences = [self.story.fill(s) for s in self.story.data["sentences"]]
        self.random.shuffle(sentences)
        self.sentences = iter(sentences * 3)
        self.title = self.options.get("title", self.story.title)
        self.people = dict(zip("ABC", self.story.people))
        self.text, self.optional = [], []

    def keep(self, text):
        self.text.append(bare(text))
        return text

    def paragraph(self): return self.keep(" ".join(next(self.sentences) for _ in range(self.random.choice((1, 2, 2, 3)))))

    def may_keep(self, text):
        self.optional.append(bare(text))
        return text

    def fill(self, match):
        s, words, name = self.story, match[0], match[0][1]
        if words.startswith("[["): return self.keep(words[2:-2])
        if words.startswith("(("): return self.may_keep(words[2:-2])
        n, tag = int(match["n"] or 3), match["tag"] or "p"
        if name == "P": return "\n".join(f"<{tag}>{self.paragraph()}</{tag.split()[0]}>" for _ in range(n))
        if name == "R": return "<br><br>\n".join(self.paragraph() for _ in range(n))
        if name in self.people: return self.people[name]
        if name in FURNITURE: return s.words(FURNITURE[name])[0]
        return {"p": self.paragraph, "s": lambda: self.keep(next(self.sentences)), "H": lambda: self.keep(self.random.choice(s.data["subheads"])), "T": lambda: self.title,
                "S": lambda: s.site, "L": lambda: self.may_keep(s.lead), "O": lambda: self.random.choice(s.others), "X": lambda: self.random.choice(s.data["teasers"]),
                "K": lambda: self.random.choice(s.data["captions"]), "M": lambda: self.random.choice(s.data["comments"]), "I": s.bio, "D": lambda: s.word("related"),
                "Y": s.copyright}[name]()

    def page(self, markup):
        page = MACRO.sub(self.fill, markup).strip()
        if re.search(r"<html", page, re.I): return page
        return f'<!DOCTYPE html><html lang="{self.language}"><head><meta charset="utf-8">' + page.replace("<body", "</head><body", 1) + "</html>"

    def truth(self):
        authors = [self.people.get(a.strip().lstrip("%"), a.strip()) for a in self.options.get("authors", "").split(";") if a.strip()]
        return {"articleBody": "\n".join(self.text), "title": self.title, "date": self.day, "authors": authors, "agency": self.options.get("agency", ""),
                "optional": "\n".join([*self.optional, self.title, *authors]), "layout": self.name, "held": False, "language": self.language}


def all_pages(story_of):
    """(name, page, truth) of each; story_of(language, name) is a Story."""
    source = open(os.path.join(HERE, "templates.pages"), encoding="utf-8").read()
    for block in re.split(r"(?m)^== ", source)[1:]:
        head, markup = block.split("\n", 1)
        template = Template(head, story_of)
        page = template.page(markup)
        yield template.name, page, template.truth()
