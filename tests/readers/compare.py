#!/usr/bin/env python3
"""Article text and speed of attache and six other readers on the same pages, in one run.

usage: compare.py PAGES [--bin build/attache] [--dump DIR]

PAGES holds html/NAME.html[.gz] and ground-truth.json, {NAME: {"articleBody": ...}}; what "optional" says there, as in the pages of made/pages.py, counts neither way. The measure is precision, recall and F1 of 4-grams of words, averaged over the pages.
Times are user time a page on one thread: of attache the whole process, of the others the calls alone, after one page to warm up. What is not installed is left out:

    python3 -m venv venv && venv/bin/pip install -r tests/readers/requirements.txt
    npm install --prefix tests/readers
    (cd tests/readers/go && go mod tidy && go build -o ../../../build/readers/go .)
    cargo build --release --manifest-path tests/readers/rust/Cargo.toml --target-dir build/readers/rust
    venv/bin/python tests/readers/compare.py ../shared/data/pages
"""
import argparse, collections, gzip, json, os, re, resource, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
GO, RUST = os.path.join(TOP, "build/readers/go"), os.path.join(TOP, "build/readers/rust/release/readers")


def grams(text):
    words = re.findall(r"\w+", text)
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(0, len(words) - 3))) or collections.Counter([tuple(words)])


def score(truth, got):
    precision, recall = [], []
    for name, page in truth.items():
        a, b, optional = grams(page["articleBody"]), grams(got.get(name, "")), grams(page.get("optional", ""))
        for gram in optional:
            if gram not in a: b.pop(gram, None)
        hit = sum((a & b).values())
        precision.append(hit / max(1, sum(b.values())))
        recall.append(hit / max(1, sum(a.values())))
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def child_user_time():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def with_attache(files, binary):
    begun = child_user_time()
    argv = [binary, "read", "--quiet", "--threads", "1", "--format", "jsonl", *files.values()]
    lines = subprocess.run(argv, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    spent = child_user_time() - begun
    return {os.path.basename(e["file"])[:-5]: e["text"] for e in map(json.loads, lines)}, 1000 * spent / len(files)


def with_trafilatura(files, _):
    import trafilatura
    pages = {name: open(path, "rb").read() for name, path in files.items()}
    trafilatura.extract(next(iter(pages.values())))
    begun = time.process_time()
    got = {name: trafilatura.extract(page, include_comments=False) or "" for name, page in pages.items()}
    return got, 1000 * (time.process_time() - begun) / len(files)


def with_resiliparse(files, _):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    def read(page): return extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True, alt_texts=False)
    pages = {name: open(path, "rb").read() for name, path in files.items()}
    read(next(iter(pages.values())))
    begun = time.process_time()
    got = {name: read(page) for name, page in pages.items()}
    return got, 1000 * (time.process_time() - begun) / len(files)


def with_program(argv, files, how):
    """A program that prints {"file", "text", "ms"} for each page."""
    if not os.path.exists(argv[-1] if argv[0] == "node" else argv[0]): raise ImportError(how)
    lines = [json.loads(line) for line in subprocess.run([*argv, *files.values()], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode().splitlines()]
    return {os.path.basename(e["file"])[:-5]: e["text"] for e in lines}, sum(e["ms"] for e in lines) / len(lines)


def with_readability(files, _):
    if not os.path.exists(os.path.join(HERE, "node_modules")): raise ImportError("npm install --prefix tests/readers")
    return with_program(["node", os.path.join(HERE, "readability.js")], files, "")


def with_go(files, _): return with_program([GO], files, "go build")
def with_rust(files, _): return with_program([RUST, "rs-trafilatura"], files, "cargo build")
def with_smoothie(files, _): return with_program([RUST, "dom_smoothie"], files, "cargo build")


READERS = (("attache", with_attache), ("trafilatura", with_trafilatura), ("go-trafilatura", with_go), ("rs-trafilatura", with_rust), ("resiliparse", with_resiliparse),
           ("dom_smoothie", with_smoothie), ("Readability.js", with_readability))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages")
    parser.add_argument("--bin", default="build/attache")
    parser.add_argument("--dump", help="a folder into which each reader's texts are written, to be compared by eye")
    args = parser.parse_args()
    truth = json.load(open(os.path.join(args.pages, "ground-truth.json")))
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name in truth:
            path = os.path.join(args.pages, "html", name + ".html")
            data = open(path, "rb").read() if os.path.exists(path) else gzip.open(path + ".gz").read()
            files[name] = os.path.join(folder, name + ".html")
            open(files[name], "wb").write(data)
        print(f"{len(files)} pages         precision  recall     F1   ms a page")
        for title, run in READERS:
            try: got, ms = run(files, args.bin)
            except ImportError as error:
                print(f"{title:15} is not installed: {error}")
                continue
            print("{:17} {:10.3f} {:7.3f} {:6.3f} {:11.1f}".format(title, *score(truth, got), ms))
            for name, text in got.items() if args.dump else ():
                os.makedirs(os.path.join(args.dump, title), exist_ok=True)
                open(os.path.join(args.dump, title, name + ".txt"), "w").write(text)


if __name__ == "__main__": sys.exit(main())
