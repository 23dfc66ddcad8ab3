/* parse.c - attache parse: plain text in, CoNLL-U out. */
#include <stdlib.h>

#include "prog.h"

static const char help[] = "usage: attache parse [--model FILE] FILE... | -\n"
                           "\n"
                           "Writes the sentences of plain text as CoNLL-U (Universal Dependencies): tokens, lemmas, tags, trees.\n"
                           "An empty line separates paragraphs; a line break ends a sentence unless the text looks wrapped by an editor.\n"
                           "\n"
                           "  attache parse notes.txt\n"
                           "  echo 'Kazakhstan, India hold talks' | attache parse -\n";

static int parse_file(const Options *o, attache *a, attache_context *ctx, const char *path) {
    (void)o, (void)a;
    size_t size;
    char *text = prog_read_file(path, &size);
    attache_status status = text ? attache_parse(ctx, text, size, prog_write, NULL) : ATTACHE_ERR_IO;
    free(text);
    return status == ATTACHE_OK || status == ATTACHE_STOPPED ? 0 : EXIT_SOME_FAILED;
}

static int run(const Options *o) { return prog_each(o, parse_file); }

const Command command_parse = {"parse", help, run, ""};
