/* main.c - the command line: finds the subcommand, reads its options, runs it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "options.h"
#include "terminal.h"

static const Command *const commands[] = {&command_code, &command_read, &command_parse, &command_who, &command_explain, &command_watch, &command_ingest, &command_import, &command_query, &command_export, &command_undo, &command_check, &command_serve};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static const char usage[] = "attache reads the news and records who did what to whom, when, where and on whose word.\n"
                            "\n"
                            "  attache code    FILE...   events, one a line (JSON, csv, tsv, ICEWS, GDELT, POLECAT, Arrow, Parquet)\n"
                            "  attache read    FILE...   the article of a page alone\n"
                            "  attache parse   FILE      sentences as CoNLL-U\n"
                            "  attache who     PHRASE    which entity a phrase means\n"
                            "  attache explain FILE      a person's view: sentence, tree, mentions, events and the rule for each\n"
                            "  attache watch   FEEDS     new articles of feeds into dated web archives\n"
                            "  attache ingest  STORE FILE...  documents and events into a store: one SQLite file, to be asked and added to\n"
                            "  attache import  FORMAT FILE STORE  events of POLECAT, ICEWS or GDELT into a store\n"
                            "  attache query   STORE ... what happened: lists, counts by month, dyads, one happening with all its reports\n"
                            "  attache export  STORE     all events, happenings or dyad-months as tables\n"
                            "  attache undo    STORE NUMBER   takes an analyst's correction back\n"
                            "  attache check   STORE     whether a store is whole; --repair makes anew what can be\n"
                            "  attache serve   STORE     a store in a browser\n"
                            "\n"
                            "FILE may be - for standard input. `attache COMMAND --help` says more; `attache --version` says which.\n"
                            "Exit status: 0 all well, 1 some inputs failed, 2 usage, 3 could not run.\n";

/* ---- messages and output ---- */

static int write_error;            /* errno of the first failed write; used by the main thread */
static const char *output_name = "standard output";
static atomic_bool progress_shown; /* the last line on the terminal is a progress line */

static void on_message(attache_status status, const char *where, const char *message, void *user) {
    const Options *o = user;
    if (o->quiet && status == ATTACHE_SKIPPED) return;
    if (status == ATTACHE_OK && !o->stats && (o->quiet || !isatty(STDERR_FILENO))) return;
    char *line;
    if (asprintf(&line, "attache: %s: %s", where, message) < 0) return;
    terminal_disarm(line, strlen(line), TERMINAL_LINE); /* names of files and pieces of input may contain anything */
    fprintf(stderr, "%s%s\n", progress_shown ? "\r\033[K" : "", line);
    free(line);
}

attache *prog_open(const Options *o) {
    attache *a = NULL;
    attache_options options = {.model = o->model, .know = o->know, .n_know = o->n_know, .on_message = on_message, .user = (void *)(uintptr_t)o};
    options.file_mode = (unsigned)o->permissions;
    options.min_confidence = o->min_confidence < 0 ? 0 : o->min_confidence > 0 ? o->min_confidence : -1; /* in the library 0 means the default */
    options.max_memory = (size_t)o->max_memory << 20, options.max_seconds = o->max_seconds;
    return attache_open(&options, &a) == ATTACHE_OK ? a : NULL;
}

bool prog_output_to(const char *path, int permissions) {
    output_name = path;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions ? permissions : 0600);
    bool good = fd >= 0 && fflush(stdout) == 0 && dup2(fd, STDOUT_FILENO) >= 0;
    if (fd >= 0) close(fd);
    if (good) return true;
    return terminal_complain("attache: %s: cannot be written: %s\n", path, strerror(errno)), false;
}

static int write_out(const char *data, size_t size) {
    if (!write_error && fwrite(data, 1, size, stdout) != size) write_error = errno ? errno : EIO;
    return write_error != 0;
}

/* To a file unchanged, to a terminal without control characters. */
static int show(const char *data, size_t size, int stays) {
    static int terminal = -1;
    if (terminal < 0) terminal = isatty(STDOUT_FILENO);
    char *copy = terminal ? malloc(size + 1) : NULL;
    if (!terminal) return write_out(data, size);
    if (!copy) return write_error = ENOMEM;
    memcpy(copy, data, size);
    write_out(copy, terminal_disarm(copy, size, stays));
    free(copy);
    return write_error != 0;
}

int prog_write(const char *data, size_t size, void *user) {
    (void)user;
    return show(data, size, TERMINAL_LINES);
}

int prog_write_colours(const char *data, size_t size, void *user) {
    (void)user;
    return show(data, size, TERMINAL_COLOURS);
}

int prog_finish(int status) {
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    if (failed && !write_error) write_error = errno ? errno : EIO;
    if (!write_error || write_error == EPIPE) return status;
    terminal_complain("attache: %s: %s\n", output_name, strerror(write_error));
    return EXIT_COULD_NOT_RUN;
}

char *prog_read_file(const char *path, size_t *size) {
    bool is_stdin = !strcmp(path, "-");
    FILE *f = is_stdin ? stdin : fopen(path, "rb");
    char *data = NULL;
    size_t n = 0, cap = 0, got = 1;
    struct stat st;
    bool directory = f && fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode);
    while (f && !directory && got) {
        if (cap - n < (1 << 16)) {
            char *more = realloc(data, cap = cap ? cap * 2 : 1 << 18);
            if (!more) break;
            data = more;
        }
        got = fread(data + n, 1, cap - n - 1, f);
        n += got;
    }
    bool failed = !f || directory || ferror(f) || !data;
    if (failed) terminal_complain("attache: %s: %s\n", path, directory ? "is a directory: name the files in it" : strerror(errno));
    if (f && !is_stdin) fclose(f);
    if (failed) {
        free(data);
        return NULL;
    }
    data[n] = 0;
    *size = n;
    return data;
}

/* ---- batches ---- */

typedef struct Run {
    const Options *options; /* must be first: a work function gets the run as `user` and reads only this (prog_options) */
    attache_inputs *inputs;
    struct timespec begun, shown;
    bool progress;
    attache_stats stats;
} Run;

static double seconds_since(struct timespec t) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - t.tv_sec) + (double)(now.tv_nsec - t.tv_nsec) / 1e9;
}

static void show_progress(const attache_stats *s, void *user) {
    Run *r = user;
    r->stats = *s;
    if (!r->progress || seconds_since(r->shown) < 0.2) return;
    clock_gettime(CLOCK_MONOTONIC, &r->shown);
    uint64_t done, total;
    attache_inputs_progress(r->inputs, &done, &total);
    progress_shown = true;
    fprintf(stderr, "\r\033[K%llu documents, %llu failed", (unsigned long long)s->documents, (unsigned long long)s->failed);
    if (total) fprintf(stderr, ", %d%%", (int)(100.0 * (double)done / (double)total));
    fprintf(stderr, ", %.0f a second", (double)s->documents / (seconds_since(r->begun) + 1e-9));
}

static void show_stats(const attache_stats *s, const Run *r) {
    double seconds = seconds_since(r->begun) + 1e-9;
    fprintf(stderr, "documents %llu  failed %llu  skipped %llu  empty %llu  sentences %llu  events %llu  MB %.1f  seconds %.2f", (unsigned long long)s->documents,
            (unsigned long long)s->failed, (unsigned long long)s->skipped, (unsigned long long)s->empty, (unsigned long long)s->sentences, (unsigned long long)s->events,
            (double)s->bytes / 1e6, seconds);
    fprintf(stderr, "  documents/s %.0f  sentences/s %.0f\n", (double)s->documents / seconds, (double)s->sentences / seconds);
}

const Options *prog_options(void *user) { return ((const Run *)user)->options; }

static attache_status code_into_tables(const Options *o, attache *a, Run *run) {
    struct ArrowArrayStream stream;
    attache_arrow_options options = {.threads = (unsigned)o->threads, .all = o->all, .on_progress = show_progress, .user = run};
    attache_status status = attache_arrow_code_inputs(a, &options, run->inputs, &stream);
    return status == ATTACHE_OK ? prog_write_tables(o->format, &stream) : status;
}

static attache_status code_into_lines(const Options *o, attache *a, attache_work_fn *work, bool header, Run *run) {
    attache_batch batch = {
        .attache = a, .inputs = run->inputs, .threads = (unsigned)o->threads, .work = work, .write = prog_write, .on_progress = show_progress, .user = run};
    if (header) attache_write_header((attache_format)o->format, prog_write, NULL);
    return attache_batch_run(&batch, &run->stats);
}

int prog_batch(const Options *o, attache_work_fn *work, bool header) {
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    Run run = {.options = o, .progress = !o->quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)};
    int status = EXIT_COULD_NOT_RUN;
    clock_gettime(CLOCK_MONOTONIC, &run.begun);
    if (attache_inputs_open(a, o->files, o->n_files, o->kind, &run.inputs) == ATTACHE_OK) {
        attache_status ended = prog_is_tables(o->format) ? code_into_tables(o, a, &run) : code_into_lines(o, a, work, header, &run);
        if (progress_shown) fprintf(stderr, "\r\033[K");
        progress_shown = false;
        if (o->stats) show_stats(&run.stats, &run);
        attache_inputs_close(run.inputs);
        status = ended != ATTACHE_OK && ended != ATTACHE_STOPPED ? EXIT_COULD_NOT_RUN : run.stats.failed ? EXIT_SOME_FAILED : 0;
    }
    attache_close(a);
    return prog_finish(status);
}

static void show_ingested(const attache_ingest_counts *c) {
    fprintf(stderr, "added %llu  replaced %llu  there already %llu\n", (unsigned long long)c->added, (unsigned long long)c->replaced,
            (unsigned long long)c->same);
}

static int ingest_into(const Options *o, attache *a, attache_store *store) {
    Run run = {.options = o, .progress = !o->quiet && isatty(STDERR_FILENO)};
    attache_ingest_counts counts;
    clock_gettime(CLOCK_MONOTONIC, &run.begun);
    if (attache_inputs_open(a, o->files, o->n_files, o->kind, &run.inputs) != ATTACHE_OK) return EXIT_COULD_NOT_RUN;
    attache_ingest job = {.store = store, .inputs = run.inputs, .threads = (unsigned)o->threads, .batch = (unsigned)o->batch, .on_progress = show_progress, .user = &run};
    attache_status status = attache_ingest_run(&job, &counts);
    if (progress_shown) fprintf(stderr, "\r\033[K");
    progress_shown = false;
    if (o->stats) show_stats(&counts.stats, &run);
    if (o->stats || run.progress) show_ingested(&counts);
    if (counts.undated && !o->quiet)
        fprintf(stderr, "attache: %llu of %llu documents tell no date, and stand in no month: give dates with \"date\" in JSONL (docs/reading.md)\n", (unsigned long long)counts.undated,
                (unsigned long long)(counts.added + counts.replaced));
    attache_inputs_close(run.inputs);
    return status != ATTACHE_OK ? EXIT_COULD_NOT_RUN : counts.stats.failed ? EXIT_SOME_FAILED : 0;
}

int prog_ingest(const Options *o, const char *path) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    int status = EXIT_COULD_NOT_RUN;
    if (a && attache_store_open(a, path, ATTACHE_STORE_CREATE, &store) == ATTACHE_OK) status = ingest_into(o, a, store);
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status);
}

int prog_each(const Options *o, int (*one)(const Options *, attache *, attache_context *, const char *)) {
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    attache_context *ctx = attache_context_new(a);
    int worst = ctx ? 0 : EXIT_COULD_NOT_RUN;
    for (size_t i = 0; ctx && i < o->n_files && !write_error; i++) {
        int status = one(o, a, ctx, o->files[i]);
        if (status > worst) worst = status;
    }
    attache_context_free(ctx);
    attache_close(a);
    return prog_finish(worst);
}

/* ---- commands ---- */

static const Command *find_command(const char *name) {
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(commands[i]->name, name)) return commands[i];
    return NULL;
}

enum { STORES = FOR_SERVE | FOR_QUERY | FOR_EXPORT | FOR_INGEST | FOR_IMPORT | FOR_UNDO | FOR_CHECK };
static const char *what_of(const Command *c) { return c->bit == FOR_IMPORT ? "format, a file and a store" : c->bit & STORES ? "store" : c->bit == FOR_WHO ? "phrase" : "file"; }

int main(int argc, char **argv) {
    Options o = {.program = argv[0], .delay = -1, .min_confidence = -1};
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) return fputs(usage, stderr), EXIT_BAD_USAGE;
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) return fputs(usage, stdout), prog_finish(0);
    if (!strcmp(argv[1], "--version")) return printf("attache %s, codebook %s\n", attache_version(), ATTACHE_CODEBOOK), prog_finish(0);
    const Command *c = find_command(argv[1]);
    if (!c) return terminal_complain("attache: \"%s\" is not a command: code, read, parse, who, explain, watch, ingest, import, query, export, undo, check or serve\n", argv[1]), EXIT_BAD_USAGE;
    if (!options_read(&o, c, argc - 1, argv + 1)) return EXIT_BAD_USAGE;
    if (o.help) return options_help(c), prog_finish(0);
    if (!o.n_files)
        return fprintf(stderr, "attache %s: nothing to work on: name a %s%s\nTry `attache %s --help`.\n", c->name, what_of(c), c->bit & STORES ? "" : ", or - for standard input", c->name), EXIT_BAD_USAGE;
    return c->run(&o);
}
