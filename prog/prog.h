/* prog.h - what the subcommands share: options, messages, output. They use attache.h and nothing else of ours. */
#ifndef PROG_H
#define PROG_H

#include "attache.h"

enum { EXIT_SOME_FAILED = 1, EXIT_BAD_USAGE = 2, EXIT_COULD_NOT_RUN = 3 };

enum { KNOW_MAX = 64 }; /* how often --know may be given */

/* Values of --format that are not an attache_format: of read, of query, and the further ones of export. */
enum { READ_TEXT, READ_JSONL, READ_PRINT };
enum { QUERY_UNSAID, QUERY_TABLE, QUERY_CSV, QUERY_TSV, QUERY_JSONL };
enum { EXPORT_CASES = 100, FORMAT_ARROW, FORMAT_PARQUET };

typedef struct Options {
    attache_kind kind;
    int format; /* an attache_format or one of the above; 0 if none was given */
    int threads, batch;
    bool why, all, quiet, stats, brief, conllu, corrected, wide, repair, no_sandbox, help;
    const char *program; /* the command's name */
    const char *model, *date, *context, *output;
    const char *know[KNOW_MAX]; /* as given, in order */
    size_t n_know;
    const char *who;                        /* for undo; NULL: not given */
    int permissions;                        /* for new files; 0: not given */
    const char *listen, *token;             /* for serve */
    const char *into, *agent, *proxy;       /* for watch */
    double delay, timeout, max_size, every; /* for watch: seconds, seconds, MB, minutes; 0 or less: not given */
    bool allow_private;
    double min_confidence; /* below 0: not given */
    int max_memory;        /* MB; 0: not given */
    double max_seconds;    /* 0: not given */
    attache_query query;
    const char **files; /* arguments that are not options */
    size_t n_files;
} Options;

/* Which commands take an option (options.c). */
enum {
    FOR_CODE = 1, FOR_READ = 2, FOR_PARSE = 4, FOR_WHO = 8, FOR_EXPLAIN = 16, FOR_WATCH = 32, FOR_INGEST = 64, FOR_QUERY = 128, FOR_EXPORT = 256, FOR_SERVE = 512, FOR_IMPORT = 1024, FOR_UNDO = 2048, FOR_CHECK = 4096
};

/* A subcommand: its name, the text of --help before and after its options, its function. */
typedef struct Command {
    const char *name;
    unsigned bit; /* FOR_... */
    const char *help, *examples;
    int (*run)(const Options *o);
} Command;

extern const Command command_code, command_read, command_parse, command_who, command_explain, command_watch, command_ingest, command_import, command_query, command_export, command_undo, command_check, command_serve;

/* Opens the library with messages to standard error; NULL if that fails. */
attache *prog_open(const Options *o);
/* Writes to standard output; 1 once that fails. A closed pipe is not an error. Control characters go unchanged to a file, and are removed for a terminal. */
int prog_write(const char *data, size_t size, void *user);
/* The same, for text that contains our own colours, which are kept. */
int prog_write_colours(const char *data, size_t size, void *user);
/* Redirects standard output to a file with these permissions (0: 0600) from now on; false with a message if it cannot be written. */
bool prog_output_to(const char *path, int permissions);
/* Runs `work` over the files, after the header line of o->format if asked; returns the exit status. */
int prog_batch(const Options *o, attache_work_fn *work, bool header);
/* Whether --format is arrow or parquet; whether standard output can take it, with a message if not; writes the tables of a stream to standard output, and releases it. */
bool prog_is_tables(int format);
bool prog_shows_tables(int format);
attache_status prog_write_tables(int format, struct ArrowArrayStream *stream);
/* Codes the files into a store; returns the exit status. */
int prog_ingest(const Options *o, const char *store);
/* The options, from the `user` of a work function of prog_batch. */
const Options *prog_options(void *user);
/* Calls `one` for each argument in turn, with one context for all; returns the worst exit status. */
int prog_each(const Options *o, int (*one)(const Options *o, attache *a, attache_context *ctx, const char *argument));
/* Flushes standard output; returns the exit status, or a worse one if writing failed. */
int prog_finish(int status);
/* Reads a whole file or standard input into malloc'd memory; NULL with a message if it cannot. */
char *prog_read_file(const char *path, size_t *size);

#endif
