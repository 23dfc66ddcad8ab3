/* parse.c - attache parse: plain text in, CoNLL-U out. */
#include <stdlib.h>

#include "prog.h"

static const char help[] = "usage: attache parse [--model FILE] FILE... | -\n"
                           "\n"
                           "Writes the sentences of plain text as CoNLL-U (Universal Dependencies): tokens, lemmas, tags, trees.\n"
                           "An empty line separates paragraphs; a line break ends a sentence unless the text is wrapped.\n"
                           "\n"
                           "  echo 'Kazakhstan, India hold talks' | attache parse -\n";

static int run(const Options *o) {
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    attache_context *ctx = attache_context_new(a);
    int status = 0;
    for (size_t i = 0; i < o->n_files; i++) {
        size_t size;
        char *text = prog_read_file(o->files[i], &size);
        attache_status done = text ? attache_parse(ctx, text, size, prog_write, NULL) : ATTACHE_ERR_IO;
        if (done != ATTACHE_OK && done != ATTACHE_STOPPED) status = EXIT_SOME_FAILED;
        free(text);
    }
    attache_context_free(ctx);
    attache_close(a);
    return prog_finish(status);
}

const Command command_parse = {"parse", help, run, ""};
