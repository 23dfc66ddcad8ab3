/* ingest.c - attache ingest: codes documents into a store. */
#include "prog.h"

static const char help[] =
    "usage: attache ingest [OPTION]... STORE FILE... | -\n"
    "\n"
    "Codes documents into a store: one SQLite file, created if needed, for `attache query`, `export` and `serve`.\n"
    "Documents already in it are left alone, and changed ones replace their earlier versions. If it is killed at any moment and run again,\n"
    "it continues with what is missing. Two ingests into one store take turns; readers never wait.\n";
static const char examples[] =
    "  attache ingest news.attache archive.jsonl.gz\n"
    "  attache ingest news.attache pages/*.html\n";

static int run(const Options *o) {
    Options inputs = *o;
    if (o->n_files < 2)
        return fprintf(stderr, "attache ingest: nothing to do: name a store, then files, or - for standard input\nTry `attache ingest --help`.\n"), EXIT_BAD_USAGE;
    inputs.files++, inputs.n_files--;
    return prog_ingest(&inputs, o->files[0]);
}

const Command command_ingest = {"ingest", FOR_INGEST, help, examples, run};
