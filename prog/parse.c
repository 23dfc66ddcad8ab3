/* parse.c - attache parse: turns plain text, or CoNLL-U with given tokens, into CoNLL-U. */
#include <stdlib.h>
#include <string.h>

#include "prog.h"

static const char help[] =
    "usage: attache parse [OPTION]... FILE... | -\n"
    "\n"
    "Writes the sentences of plain text as CoNLL-U (Universal Dependencies 2): tokens, lemmas, tags, features, trees.\n"
    "An empty line separates paragraphs; a line break ends a sentence unless the text looks wrapped by an editor.\n"
    "Tokens without a space after them have SpaceAfter=No; contractions and possessives are words of one token (\"1-2 don't\").\n"
    "Comments: \"# newdoc id\" with the file's name, \"# newpar\" before a paragraph's first sentence, \"# sent_id\", \"# text\".\n";
static const char examples[] =
    "  attache parse notes.txt > notes.conllu\n"
    "  echo 'Kazakhstan, India hold talks' | attache parse -\n"
    "  attache parse --conllu gold.conllu > parsed.conllu\n"
    "\n"
    "Exit status: 0 success, 1 some inputs failed, 2 wrong usage, 3 could not run.\n";

static int parse_file(const Options *o, attache *a, attache_context *ctx, const char *path) {
    (void)a;
    size_t size;
    char *text = prog_read_file(path, &size);
    attache_parse_options options = {.name = strcmp(path, "-") ? path : o->conllu ? "stdin" : NULL, .conllu = o->conllu};
    attache_status status = text ? attache_parse(ctx, text, size, &options, prog_write, NULL) : ATTACHE_ERR_IO;
    free(text);
    return status == ATTACHE_OK || status == ATTACHE_STOPPED ? 0 : EXIT_SOME_FAILED;
}

static int run(const Options *o) { return prog_each(o, parse_file); }

const Command command_parse = {"parse", FOR_PARSE, help, examples, run};
