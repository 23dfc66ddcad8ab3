/* read.c - attache read: prints the articles of pages. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "prog.h"

static const char help[] =
    "usage: attache read [OPTION]... FILE... | -\n"
    "\n"
    "Writes the article of each page without its furniture.\n"
    "\n"
    "A FILE is a page, plain text, JSONL, a WARC or an RSS or Atom file; possibly compressed with gzip, zstd, bzip2 or xz; alone, in a zip, tar or 7z, or in a folder.\n";
static const char examples[] =
    "  attache read --format print page.html\n"
    "  attache read --format jsonl crawl.warc.gz pages.zip 2017/ > articles.jsonl\n";

/* ---- print: a page of WIDTH columns ---- */

enum { WIDTH = 78 };

typedef struct Sheet {
    attache_write_fn *write;
    void *out;
} Sheet;

static void put(const Sheet *s, const char *text) { s->write(text, strlen(text), s->out); }

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

static size_t columns(const char *p, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) k += !is_continuation(p[i]);
    return k;
}

/* Text in lines of at most WIDTH columns; `first` precedes the first line, `rest` the others. Line breaks in the text are kept. */
static void put_wrapped(const Sheet *s, const char *text, size_t n, const char *first, const char *rest) {
    size_t at = columns(first, strlen(first));
    bool at_start = true;
    put(s, first);
    for (size_t i = 0; i < n;) {
        size_t k = i;
        while (k < n && text[k] != ' ' && text[k] != '\n') k++;
        size_t width = columns(text + i, k - i);
        if (!at_start && at + 1 + width > WIDTH) {
            put(s, "\n");
            put(s, rest);
            at = columns(rest, strlen(rest));
        } else if (!at_start && width) {
            put(s, " ");
            at++;
        }
        s->write(text + i, k - i, s->out);
        at += width;
        at_start = false;
        if (k < n && text[k] == '\n') {
            put(s, "\n");
            put(s, rest);
            at = columns(rest, strlen(rest));
            at_start = true;
        }
        i = k + 1;
    }
    put(s, "\n");
}

static void put_rule(const Sheet *s, char mark, size_t n) {
    for (size_t i = 0; i < n && i < WIDTH; i++) s->write(&mark, 1, s->out);
    put(s, "\n");
}

/* "11 November 2017" for "2017-11-11". */
static void put_date(const Sheet *s, const char *date) {
    struct tm tm = {0};
    char line[64];
    const char *end = strptime(date, "%Y-%m-%d", &tm);
    if (!end || *end || !strftime(line, sizeof line, "%-d %B %Y", &tm)) return put(s, date);
    put(s, line);
}

static void put_head(const Sheet *s, const attache_article *a) {
    size_t width = columns(a->title, strlen(a->title));
    if (width) put_wrapped(s, a->title, strlen(a->title), "", "");
    if (width) put_rule(s, '=', width);
    put(s, a->dateline_place);
    put(s, a->dateline_place[0] && a->date[0] ? ", " : "");
    if (a->date[0]) put_date(s, a->date);
    if (a->dateline_place[0] || a->date[0]) put(s, "\n");
    if (a->byline[0]) put_wrapped(s, a->byline, strlen(a->byline), "By ", "   ");
    for (size_t i = 0, n = 0; i < a->n_highlights; i++) {
        if (a->repeated[i]) continue; /* printed below */
        put(s, n++ ? "" : "\n");
        put_wrapped(s, a->highlights[i], strlen(a->highlights[i]), "  * ", "    ");
    }
}

static void put_block(const Sheet *s, const attache_article *a, const attache_block *b, bool after_item) {
    static const char *const first[] = {"", "", "  - ", "    "}, *const rest[] = {"", "", "    ", "    "};
    const char *text = a->text + b->start;
    size_t n = b->end - b->start;
    if (b->kind != ATTACHE_ITEM || !after_item) put(s, "\n");
    put_wrapped(s, text, n, first[b->kind], rest[b->kind]);
    if (b->kind == ATTACHE_SUBHEAD) put_rule(s, '-', columns(text, n));
}

static attache_status write_print(const attache_article *a, attache_write_fn *write, void *out) {
    Sheet s = {write, out};
    put_head(&s, a);
    for (size_t i = 0; i < a->n_blocks; i++) put_block(&s, a, &a->blocks[i], i && a->blocks[i - 1].kind == ATTACHE_ITEM);
    if (a->site[0] || a->url[0]) put(&s, "\n");
    if (a->site[0] || a->url[0]) put_rule(&s, '_', 20);
    if (a->site[0]) put_wrapped(&s, a->site, strlen(a->site), "", "");
    if (a->url[0]) put(&s, a->url);
    return write(a->url[0] ? "\n\n" : "\n", a->url[0] ? 2 : 1, out) ? ATTACHE_STOPPED : ATTACHE_OK;
}

static attache_status work(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user) {
    const Options *o = prog_options(user);
    attache_article a;
    attache_status status = attache_read(ctx, doc, &a);
    (void)stats;
    if (status != ATTACHE_OK) return status;
    if (o->format == READ_JSONL) return attache_write_article(doc->id, &a, write, out);
    if (o->format == READ_PRINT) return write_print(&a, write, out);
    return write(a.text, a.text_size, out) || write("\n", 1, out) ? ATTACHE_STOPPED : ATTACHE_OK;
}

static int run(const Options *o) { return prog_batch(o, work, false); }

const Command command_read = {"read", FOR_READ, help, examples, run};
