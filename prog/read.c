/* read.c - attache read: pages in, articles out. */
#include <string.h>

#include "prog.h"

static const char help[] =
    "usage: attache read [OPTION]... FILE... | -\n"
    "\n"
    "Writes the article of each page without its furniture.\n"
    "\n"
    "  --from auto|text|html|jsonl|warc|feed   what the files are; auto tells by content\n"
    "  --format text|jsonl|print     text: the body (default); jsonl: all that is known, a line a page; print: as a person would print it\n"
    "  --threads N   --model FILE   --quiet   --stats\n"
    "\n"
    "  attache read --format print page.html\n";

static attache_status write_text(attache_write_fn *write, void *out, const char *text) {
    return write(text, strlen(text), out) ? ATTACHE_STOPPED : ATTACHE_OK;
}

static void write_if(attache_write_fn *write, void *out, const char *before, const char *text, const char *after) {
    if (!text[0]) return;
    write_text(write, out, before);
    write_text(write, out, text);
    write_text(write, out, after);
}

static attache_status write_print(const attache_article *a, attache_write_fn *write, void *out) {
    write_if(write, out, "", a->title, "\n");
    for (size_t i = 0; i < strlen(a->title) && i < 78; i++) write_text(write, out, "=");
    write_if(write, out, "\n", a->dateline_place, a->date[0] ? ", " : "");
    write_text(write, out, a->dateline_place[0] || !a->title[0] ? "" : "\n");
    write_text(write, out, a->date);
    write_if(write, out, "\n", a->byline, "");
    for (size_t i = 0; i < a->n_highlights; i++) write_if(write, out, "\n  * ", a->highlights[i], "");
    write_text(write, out, "\n\n");
    write_text(write, out, a->text);
    write_if(write, out, "\n\n", a->site, "");
    write_if(write, out, "\n", a->url, "");
    return write_text(write, out, "\n\n");
}

static attache_status work(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user) {
    const Options *o = prog_options(user);
    attache_article a;
    attache_status status = attache_read(ctx, doc, &a);
    (void)stats;
    if (status != ATTACHE_OK) return status;
    if (o->format_name && !strcmp(o->format_name, "jsonl")) return attache_write_article(doc->id, &a, write, out);
    if (o->format_name && !strcmp(o->format_name, "print")) return write_print(&a, write, out);
    return write(a.text, a.text_size, out) || write("\n", 1, out) ? ATTACHE_STOPPED : ATTACHE_OK;
}

static int run(const Options *o) {
    const char *f = o->format_name;
    if (f && strcmp(f, "text") && strcmp(f, "jsonl") && strcmp(f, "print"))
        return fprintf(stderr, "attache read: --format %s: must be text, jsonl or print\n", f), EXIT_BAD_USAGE;
    return prog_batch(o, work, false);
}

const Command command_read = {"read", help, run, "fFt"};
