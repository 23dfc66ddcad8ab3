#!/usr/bin/env python3
"""make.py KIND BYTES > FILE: an input made to be slow or large to read, of about so many bytes. A kind is a function of this file. """
import io
import json
import struct
import sys
import zipfile
import zlib

SENTENCES = [
    "The foreign minister of Kenya met the president of Peru in Lima on Tuesday.",
    "Police arrested 14 protesters near the port, the mayor said.",
    "Norway and Chile signed an agreement on fishing.",
    "He told reporters that the talks had failed.",
    "Rebels shelled a village outside Goma, killing three people.",
    "It will send aid to both sides, a spokeswoman for the ministry said.",
]


def repeat(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


def prose(size):
    return repeat(" ".join(SENTENCES) + " ", size)


def paragraph(size):
    return prose(size)


def run_on(size):
    """One sentence without an end."""
    return repeat("the minister of Kenya met the president of Peru and said that Norway, ", size)


def names(size):
    """A paragraph in which every sentence names somebody else."""
    out, n, number = [], 0, 0
    while n < size:
        a, b = chr(65 + number % 26) + "a" + "aeiou"[number % 5] * 2 + "rt", "".join(chr(97 + number // 26 ** k % 26) for k in range(4))
        out.append(f"General {a} {b.capitalize()}sen met Minister {b.capitalize()}ova of Chile. ")
        n, number = n + len(out[-1]), number + 1
    return "".join(out)[:size]


def title(size):
    return '{"id": "title", "date": "2017-05-02", "title": "%s", "text": "%s"}\n' % (prose(size), prose(400))


def lines(size):
    """A line a sentence, as hundreds of thousands of paragraphs."""
    return repeat("\n".join(SENTENCES) + "\n", size)


def words(size):
    """One-word paragraphs."""
    return repeat("a\n\nb\n\nKenya\n\n", size)


def letters(size):
    """As many paragraphs as can be."""
    return repeat("a\n", size)


def brackets(size):
    return repeat("(", size // 2) + repeat(")", size // 2)


def opened(size):
    return repeat("([{<", size)


def quotes(size):
    return repeat('"', size)


def apostrophes(size):
    return repeat("'", size)


def curly(size):
    return repeat("\u201c\u2018a\u2019 \u201d", size // 3)


def stops(size):
    return repeat(". ! ? ", size)


def commas(size):
    return repeat(",", size)


def capitals(size):
    return repeat("KENYA ATTACKS PERU AGAIN AND ", size)


def capital(size):
    """One word of capitals."""
    return repeat("A", size)


def initials(size):
    return repeat("A.", size)


def initials_apart(size):
    return repeat("A. B. ", size)


def hyphens(size):
    return repeat("a-", size)


def slashes(size):
    return repeat("http://a.b/", size)


def digits(size):
    return repeat("1", size)


def numbers(size):
    return repeat("1,000.5-", size)


def spaces(size):
    return "a" + repeat(" ", size) + "b"


def bytes_high(size):
    return repeat("\u00e9\u0301", size // 4)


def marks_above(size):
    """A letter with accents without an end."""
    return "a" + repeat("\u0301", size // 2)


def page_marks(size):
    """The same on a page, above and below in turn, which composition has to put in order."""
    return html_page("<p>" + "a" + repeat("\u0301\u0316", size // 2) + "</p>")


def said(size):
    """Quotation after quotation."""
    return repeat('"We will never sign that paper," he said. "They have all left the town." ', size)


def delegations(size):
    return repeat("The delegation was led by General Ann Bell. She was accompanied by Admiral Tom Crane and Colonel Kim Dale. ", size)


def closers(size):
    return repeat("?)", size)


def abbreviations(size):
    return repeat("He went to the U.N. Kenya condemned it at the ", size)


def html_page(body, head=""):
    return f"<!doctype html><html><head><title>Talks</title>{head}</head><body>{body}</body></html>"


def highlights(size):
    items = repeat("<li>Kenya met Peru in Lima again on Tuesday</li>", size)
    return html_page(f'<h1>Talks</h1><div class="key-points"><ul>{items}</ul></div><article><p>{prose(1500)}</p></article>')


def highlights_each(size):
    """Highlights that no paragraph says again."""
    items, n, number = [], 0, 0
    while n < size:
        items.append(f"<li>Kenya met Peru{number} in Lima{number} again on Tuesday{number}</li>")
        n, number = n + len(items[-1]), number + 1
    return html_page(f'<h1>Talks</h1><div class="key-points"><ul>{"".join(items)}</ul></div><article><p>{prose(size // 2)}</p></article>')


def page_paragraphs(size):
    return html_page("<h1>Talks</h1><article>" + repeat("<p>" + SENTENCES[0] + "</p>", size) + "</article>")


def page_nested(size):
    return html_page("<h1>Talks</h1>" + repeat("<div>", size) + prose(600))


def page_inline(size):
    return html_page("<h1>Talks</h1><p>" + repeat("<b><i>a", size))


def page_links(size):
    return html_page("<h1>Talks</h1><article>" + repeat('<p><a href="/x">Kenya</a> met Peru</p>', size) + "</article>")


def page_attributes(size):
    out = []
    for number in range(size // 12):
        out.append(f' a{number:06d}="b"')
    return html_page("<h1>Talks</h1><div" + "".join(out) + ">" + prose(600) + "</div>")


def page_opened(size):
    return "<html>" + repeat("<", size)


def page_comments(size):
    return html_page("<p>" + prose(600) + "</p>" + repeat("<!-", size))


def page_styles(size):
    return repeat("<style", size) + prose(600)


def page_entities(size):
    return html_page("<p>" + repeat("&amp;", size) + "</p>")


def page_meta(size):
    return html_page("<p>" + prose(600) + "</p>", repeat('<meta property="article:author" content="Ann Bell">', size))


def page_json(size):
    return html_page("<p>" + prose(600) + "</p>", '<script type="application/ld+json">' + repeat('[{"@graph":', size) + "</script>")


def page_json_many(size):
    one = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks","author":{"name":"Ann Bell"}}</script>'
    return html_page("<p>" + prose(600) + "</p>", repeat(one, size))


def page_dates(size):
    return html_page("<h1>Talks</h1><article>" + repeat("<time>2 May 2017</time><span>May 2</span>", size) + f"<p>{prose(800)}</p></article>")


def page_bylines(size):
    return html_page("<h1>Talks</h1>" + repeat('<div class="byline">By Ann Bell and Tom Crane</div>', size) + f"<article><p>{prose(800)}</p></article>")


def page_spans(size):
    """Cells that say they are as wide and as high as can be."""
    return html_page("<h1>Talks</h1><table>" + repeat_whole('<tr><td colspan="65535" rowspan="65535">Kenya met Peru.</td></tr>', size) + "</table>")


def page_spans_open(size):
    """The same, with a cell in the end whose tag is open: what stands behind it is an attribute, and the page is read a second time."""
    return html_page("<h1>Talks</h1><table>" + repeat_whole('<tr><td colspan="65535" rowspan="65535">Kenya met Peru.</td></tr>', size) + '<tr><td colspan="6')


def page_lists(size):
    """Lists in the items of lists."""
    return html_page("<h1>Talks</h1>" + repeat("<ul><li>Kenya met Peru", size))


def page_table(size):
    return html_page("<h1>Talks</h1><table>" + repeat("<tr><td>Kenya<table><tr><td>Peru", size))


def feed(size):
    item = f"<item><title>Talks</title><link>http://a.test/1</link><description>{SENTENCES[0]}</description></item>"
    return '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>' + repeat_whole(item, size) + "</channel></rss>"


def repeat_whole(unit, size):
    return unit * (size // len(unit) + 1)


def namespaces(size):
    """Many namespaces, and many elements below them."""
    declared = "".join(f' xmlns:n{i}="http://a.test/{i}"' for i in range(size // 2 // 32))
    item = "<item><title>Talks</title><n0:a>1</n0:a></item>"
    return f'<?xml version="1.0"?><rss version="2.0"{declared}><channel>' + repeat_whole(item, size // 2) + "</channel></rss>"


def feed_opened(size):
    return '<?xml version="1.0"?><rss version="2.0"><channel>' + repeat("<item>", size)


def feed_markup(size):
    return '<?xml version="1.0"?><rss version="2.0"><channel><item><title>' + repeat("&amp;lt;![CDATA[", size) + "</title></item></channel></rss>"


def feed_children(size):
    """One entry with many elements."""
    return '<?xml version="1.0"?><rss version="2.0"><channel><item>' + repeat_whole("<link>http://a.test/1</link>", size) + "</item></channel></rss>"


def warc_record(headers, block):
    return f"WARC/1.0\r\n{headers}Content-Length: {len(block)}\r\n\r\n{block}\r\n\r\n"


def warc_marks(size):
    """Half record marks, one behind the other."""
    return warc_record("WARC-Type: warcinfo\r\n", "") + repeat("WARC/1.0\r\n", size)


def warc_marks_short(size):
    return warc_record("WARC-Type: warcinfo\r\n", "") + repeat("WARC/1\n", size)


def warc_heads(size):
    """Heads that tell no length."""
    return repeat("WARC/1.0\r\nWARC-Type: response\r\n\r\n", size)


def warc_long(size):
    """Records that tell a length past the end, or of another."""
    return repeat("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 30000000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", size)


def warc_chunks(size):
    block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + repeat_whole("1\r\na\r\n", size) + "0\r\n\r\n"
    return warc_record("WARC-Type: response\r\nWARC-Target-URI: http://a.test/\r\n", block)


def warc_headers(size):
    return warc_record("WARC-Type: response\r\nWARC-Target-URI: http://a.test/\r\n" + repeat_whole("A: b\r\n", min(size, 60000)), "x") * max(1, size // 60000)


def json_arrays(size):
    return '{"id": "1", "text": "Kenya met Peru.", "more": %s1%s}\n' % (repeat("[", size // 2), repeat("]", size // 2))


def json_wide(size):
    return '{"id": "1", "text": "Kenya met Peru.", "more": [%s]}\n' % ",".join(["[]"] * (size // 3))


def json_objects(size):
    return '{"id": "1", "text": "Kenya met Peru.", "more": [%s]}\n' % ",".join(["{}"] * (size // 3))


def json_keys(size):
    return '{"id": "1", "text": "Kenya met Peru.", "more": {%s}}\n' % ",".join(f'"{i:x}":1' for i in range(size // 10))


def json_levels(size):
    one = "[" * 1000 + "]" * 1000
    return '{"id": "1", "text": "Kenya met Peru.", "more": [%s]}\n' % ",".join([one] * (size // 2001 + 1))


def json_escapes(size):
    return '{"id": "1", "text": "%s"}\n' % repeat("\\u0041", size // 6 * 6)


def json_empty_lines(size):
    return '{"id": "1", "text": "Kenya met Peru."}\n' + repeat(" \n", size)


def json_bad_lines(size):
    return '{"id": "1", "text": "Kenya met Peru."}\n' + repeat("{\n", min(size, 200000))


def jsonl(size, fields):
    """Reports of about so many bytes together; `fields`: those of the nth."""
    out, n = [], 0
    while n < size:
        out.append(json.dumps(fields(len(out))) + "\n")
        n += len(out[-1])
    return "".join(out)


def replaced(size):
    """One report in version after version, each of which takes the place of the one before."""
    return jsonl(size, lambda i: {"id": "a", "date": "2017-05-02", "text": f"Kenya met Peru in Lima {i}."})


def one_day(size):
    """What hundreds of publishers say of one meeting."""
    text = "The foreign minister of Kenya met the president of Peru in Lima on Tuesday. They spoke of fish"
    return jsonl(size, lambda i: {"id": f"d{i}", "date": "2017-05-02", "source": f"s{i}", "title": "Kenya met Peru", "text": f"{text} {i}."})


def crowd(size):
    """What thousands of publishers say of one meeting, each in words of its own."""
    things = "fish trade water wheat roads rail ports gas oil copper visas schools health science ships islands debt loans steel timber coffee tea sugar crime".split()

    def fields(i):
        some = ", ".join(things[i * k // len(things) ** j % len(things)] for j, k in enumerate((1, 5, 7, 11)))
        return {"id": f"d{i}", "date": "2017-05-02", "source": f"s{i}", "title": "Kenya met Peru", "text": f"The foreign minister of Kenya met the president of Peru in Lima to talk of {some} {i}."}

    return jsonl(size, fields)


# ---- zip ----

def local_head(name, crc, packed, size):
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, packed, size, len(name), 0) + name


def central_head(name, crc, packed, size, at):
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0, at) + name


def end_of_zip(n, size, at):
    return struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, n, n, size, at, 0)


def zip_big(size):
    """One member of a sentence again and again, which packs to a few thousandths."""
    text = repeat(SENTENCES[0] + " ", size * 250).encode()
    packed, crc = deflate(text)
    head = local_head(b"a.txt", crc, len(packed), len(text))
    central = central_head(b"a.txt", crc, len(packed), len(text), 0)
    return head + packed + central + end_of_zip(1, len(central), len(head) + len(packed))


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(), zlib.crc32(data)


def zip_many(size):
    """Empty members, as many as there is room for."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(size // 100):
            archive.writestr(f"{i:05d}.txt", "")
    return out.getvalue()


def zip_overlapping(size):
    """Members that lie within each other: what each packs is the head of the next, as it stands, and then all that the next packs."""
    text = prose(1 << 20).encode()
    packed, crc = deflate(text)
    data, n = text, max(2, (size - len(packed)) // 90)
    names = [b"%05d.txt" % i for i in range(n)]
    parts, heads = [packed], [local_head(names[-1], crc, len(packed), len(text))]
    central, sizes = [(names[-1], crc, len(packed), len(text))], len(packed)
    for name in reversed(names[:-1]):
        quoted = heads[-1]
        block = struct.pack("<BHH", 0, len(quoted), len(quoted) ^ 0xFFFF)
        data = quoted + data
        sizes += len(block) + len(quoted)
        crc = zlib.crc32(data)
        parts.append(block + quoted)
        heads.append(local_head(name, crc, sizes, len(data)))
        central.append((name, crc, sizes, len(data)))
    # in the file the first head stands in front, and behind it each part, the outmost first
    out = heads[-1] + b"".join(reversed(parts))
    at, places = 0, []
    for i in range(n):
        places.append(at)
        at += len(heads[0]) + 5  # a stored block's own head stands before each quoted one
    directory = b"".join(central_head(*central[n - 1 - i], places[i]) for i in range(n))
    return out + directory + end_of_zip(n, len(directory), len(out))


def main():
    kinds = {f.__name__: f for f in globals().values() if callable(f) and getattr(f, "__module__", "") == "__main__"}
    made = kinds[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.buffer.write(made if isinstance(made, bytes) else made.encode())


if __name__ == "__main__":
    main()
