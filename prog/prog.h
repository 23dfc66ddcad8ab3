/* prog.h - what the subcommands share: options, messages, output. They use attache.h and nothing else of ours. */
#ifndef PROG_H
#define PROG_H

#include "attache.h"

enum { EXIT_SOME_FAILED = 1, EXIT_BAD_USAGE = 2, EXIT_COULD_NOT_RUN = 3 };

enum { KNOW_MAX = 64 }; /* times --know may be given */

/* What --format says, where it is no attache_format: of read, of query, and of export beside those. */
enum { READ_TEXT, READ_JSONL, READ_PRINT };
enum { QUERY_UNSAID, QUERY_TABLE, QUERY_CSV, QUERY_TSV, QUERY_JSONL };
enum { EXPORT_CASES = 100, FORMAT_ARROW, FORMAT_PARQUET };

typedef struct Options {
    attache_kind kind;
    int format; /* an attache_format or one of the above; 0 where none was given */
    int threads, batch;
    bool why, all, quiet, stats, brief, conllu, corrected, wide, repair, no_sandbox, help;
    const char *program; /* as it was called */
    const char *model, *date, *context, *output;
    const char *know[KNOW_MAX]; /* as given, in order */
    size_t n_know;
    const char *who;                        /* of undo; NULL: not given */
    int permissions;                        /* of what is made; 0: not given */
    const char *listen, *token;             /* of serve */
    const char *into, *agent, *proxy;       /* of watch */
    double delay, timeout, max_size, every; /* of watch: seconds, seconds, MB, minutes; 0 or less: not given */
    bool allow_private;
    double min_confidence; /* below 0: not given */
    int max_memory;        /* MB; 0: not given */
    double max_seconds;    /* 0: not given */
    attache_query query;
    const char **files; /* what is no option */
    size_t n_files;
} Options;

/* Who takes an option (options.c). */
enum {
    FOR_CODE = 1, FOR_READ = 2, FOR_PARSE = 4, FOR_WHO = 8, FOR_EXPLAIN = 16, FOR_WATCH = 32, FOR_INGEST = 64, FOR_QUERY = 128, FOR_EXPORT = 256, FOR_SERVE = 512, FOR_IMPORT = 1024, FOR_UNDO = 2048, FOR_CHECK = 4096
};

/* A subcommand: what it is called, what --help says before and behind its options, what it does. */
typedef struct Command {
    const char *name;
    unsigned bit; /* FOR_... */
    const char *help, *examples;
    int (*run)(const Options *o);
} Command;

extern const Command command_code, command_read, command_parse, command_who, command_explain, command_watch, command_ingest, command_import, command_query, command_export, command_undo, command_check, command_serve;

/* Opens the library with messages to standard error; NULL if it could not. */
attache *prog_open(const Options *o);
/* Writes to standard output; 1 once that fails. A closed pipe is no mistake. What a terminal would obey goes to a file as it is, and to a terminal disarmed. */
int prog_write(const char *data, size_t size, void *user);
/* The same of what holds colours of ours, which stay. */
int prog_write_colours(const char *data, size_t size, void *user);
/* Has standard output go into a file from now on, made with these permissions (0: 0600); false with a message if it cannot be written. */
bool prog_output_to(const char *path, int permissions);
/* Runs `work` over the files, behind the header line of o->format if asked; returns the exit status. */
int prog_batch(const Options *o, attache_work_fn *work, bool header);
/* Whether --format says arrow or parquet; whether standard output may have that, with a message if not; and the tables of a stream to standard output so, which is released. */
bool prog_is_tables(int format);
bool prog_shows_tables(int format);
attache_status prog_write_tables(int format, struct ArrowArrayStream *stream);
/* Codes the files into a store; returns the exit status. */
int prog_ingest(const Options *o, const char *store);
/* The options, from the `user` that a work function of prog_batch is handed. */
const Options *prog_options(void *user);
/* Does `one` for each argument in turn, with one context for all; returns the worst exit status. */
int prog_each(const Options *o, int (*one)(const Options *o, attache *a, attache_context *ctx, const char *argument));
/* Flushes standard output; the exit status, made worse if writing failed. */
int prog_finish(int status);
/* Reads a whole file or standard input into malloc'd memory; NULL with a message if it cannot. */
char *prog_read_file(const char *path, size_t *size);

#endif
