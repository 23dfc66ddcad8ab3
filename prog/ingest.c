/* ingest.c - attache ingest: documents in, a store that holds them and their events out. */
#include "prog.h"

static const char help[] =
    "usage: attache ingest [OPTION]... STORE FILE... | -\n"
    "\n"
    "Codes documents into a store: one SQLite file, made if it is not there, that `attache query`, `export` and `serve` read.\n"
    "A document that is there already is left alone, one that has changed replaces what was there. Killed at any moment and run again,\n"
    "it goes on with what is missing. Two ingests into one store take turns; readers never wait.\n";
static const char examples[] =
    "  attache ingest news.attache archive.jsonl.gz\n"
    "  attache ingest news.attache pages/*.html\n";

static int run(const Options *o) {
    Options inputs = *o;
    if (o->n_files < 2)
        return fprintf(stderr, "attache ingest: nothing to work on: name a store, then files, or - for standard input\nTry `attache ingest --help`.\n"), EXIT_BAD_USAGE;
    inputs.files++, inputs.n_files--;
    return prog_ingest(&inputs, o->files[0]);
}

const Command command_ingest = {"ingest", FOR_INGEST, help, examples, run};
