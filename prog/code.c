/* code.c - attache code: codes documents into event records. */
#include "prog.h"

static const char help[] =
    "usage: attache code [OPTION]... FILE... | -\n"
    "\n"
    "Writes the events in news pages, one record per line.\n";
static const char examples[] =
    "A FILE is a page, plain text, JSONL, a WARC or an RSS or Atom file; possibly compressed with gzip, zstd, bzip2 or xz; alone, in a zip, tar or 7z, or in a folder.\n"
    "JSONL input is {\"id\",\"date\",\"text\"} or {\"id\",\"date\",\"html\"} on each line, optionally with title, url, source, language.\n"
    "\n"
    "  attache code page.html\n"
    "  attache code --format csv archive.jsonl.gz > events.csv\n"
    "  attache code --format parquet archive.jsonl.gz > events.parquet\n"
    "  attache code crawl.warc.gz pages.zip 2017/ > events.jsonl\n"
    "  echo 'Russia condemned the strikes.' | attache code --why -\n";

typedef struct Sink {
    attache_write_fn *write;
    void *out;
    attache_stats *stats;
    const Options *options;
} Sink;

static int on_event(const attache_event *event, void *user) {
    Sink *s = user;
    return attache_write_event((attache_format)s->options->format, event, s->options->why, s->write, s->out) != ATTACHE_OK;
}

static attache_status work(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user) {
    Sink sink = {write, out, stats, prog_options(user)};
    attache_code_options options = {.all = sink.options->all};
    return attache_code(ctx, doc, &options, on_event, &sink);
}

static int run(const Options *o) { return prog_shows_tables(o->format) ? prog_batch(o, work, true) : EXIT_BAD_USAGE; }

const Command command_code = {"code", FOR_CODE, help, examples, run};
