/* explain.c - attache explain: the explanation of a document for people, in full or in brief. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "brief.h"
#include "prog.h"

static const char help[] =
    "usage: attache explain [OPTION]... FILE... | -\n"
    "\n"
    "Shows each sentence with who is meant and what tells an event marked, its tree, its events with all that\n"
    "speaks for them, frame and table row included, and what was considered and dropped, and why.\n"
    "On a terminal the marks are colours (NO_COLOR turns them off), else [brackets] and »quotes«.\n";
static const char examples[] =
    "  attache explain --brief page.html\n"
    "  echo 'Russia condemned the strikes.' | attache explain -\n";

/* no-color.org: if this variable is set and not empty, it requests plain text. */
static bool wants_colour(void) {
    const char *no = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(no && no[0]);
}

static attache_status explain_in_full(attache_context *ctx, const attache_document *doc) {
    attache_explain_options options = {.colour = wants_colour()};
    return attache_explain(ctx, doc, &options, prog_write_colours, NULL);
}

static attache_status explain_brief(attache_context *ctx, const attache_document *doc) {
    Brief *brief = brief_new(wants_colour());
    if (!brief) return ATTACHE_STOPPED;
    attache_article article = {0};
    attache_status status = attache_code(ctx, doc, NULL, brief_add, brief), read = attache_read(ctx, doc, &article);
    if (status == ATTACHE_OK && read == ATTACHE_OK)
        brief_print(brief, &article);
    else
        brief_free(brief);
    return status;
}

static int explain_file(const Options *o, attache *a, attache_context *ctx, const char *path) {
    attache_inputs *in;
    attache_document doc;
    attache_status status;
    int worst = 0;
    if (attache_inputs_open(a, &path, 1, o->kind, &in) != ATTACHE_OK) return EXIT_COULD_NOT_RUN;
    while ((status = attache_inputs_next(in, &doc)) != ATTACHE_END) {
        if (status == ATTACHE_OK) status = o->brief ? explain_brief(ctx, &doc) : explain_in_full(ctx, &doc);
        if (status == ATTACHE_STOPPED) break;
        if (status != ATTACHE_OK && status != ATTACHE_SKIPPED) worst = EXIT_SOME_FAILED;
    }
    attache_inputs_close(in);
    if (o->brief && !worst && strcmp(path, "-") != 0)
        printf("\n Why each of them:  %s explain %s\n As records:        %s code --why %s\n\n", o->program, path, o->program, path);
    return worst;
}

static int run(const Options *o) { return prog_each(o, explain_file); }

const Command command_explain = {"explain", FOR_EXPLAIN, help, examples, run};
