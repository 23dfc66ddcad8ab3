/* main.c - the command line: finds the subcommand, reads its options, runs it. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "prog.h"

static const Command *const commands[] = {&command_code, &command_read, &command_parse, &command_who, &command_explain, &command_watch, &command_ingest, &command_query, &command_export, &command_serve};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static const char usage[] = "attache reads the news and records who did what to whom, when, where and on whose word.\n"
                            "\n"
                            "  attache code    FILE...   events, one a line (JSON, csv, tsv, ICEWS, GDELT)\n"
                            "  attache read    FILE...   the article of a page alone\n"
                            "  attache parse   FILE      sentences as CoNLL-U\n"
                            "  attache who     PHRASE    which entity a phrase means\n"
                            "  attache explain FILE      a person's view: sentence, tree, mentions, events and the rule for each\n"
                            "  attache watch   FEEDS     new articles of feeds into dated web archives\n"
                            "  attache ingest  STORE FILE...  the same into a store: one SQLite file, to be asked and added to\n"
                            "  attache query   STORE ... what happened: lists, counts by month, dyads, one happening with all its reports\n"
                            "  attache export  STORE     all events, happenings or dyad-months as tables\n"
                            "  attache serve   STORE     a store in a browser\n"
                            "\n"
                            "FILE may be - for standard input. `attache COMMAND --help` says more; `attache --version` says which.\n"
                            "Exit status: 0 all well, 1 some inputs failed, 2 usage, 3 could not run.\n";

/* ---- messages and output ---- */

static int write_error;            /* errno of the first failed write; the main thread's */
static const char *output_name = "standard output";
static atomic_bool progress_shown; /* the last line on the terminal is a progress line */

/* Names of files and pieces of inputs may hold what a terminal would obey. */
static void disarm(char *s) {
    for (unsigned char *p = (unsigned char *)s; *p; p++)
        if (*p < 0x20 || *p == 0x7F)
            *p = '?';
        else if (p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0)
            p[0] = p[1] = '?'; /* U+0080 to U+009F */
}

static void on_message(attache_status status, const char *where, const char *message, void *user) {
    const Options *o = user;
    if (o->quiet && status == ATTACHE_SKIPPED) return;
    if (status == ATTACHE_OK && !o->stats && (o->quiet || !isatty(STDERR_FILENO))) return;
    char *line;
    if (asprintf(&line, "attache: %s: %s", where, message) < 0) return;
    disarm(line);
    fprintf(stderr, "%s%s\n", progress_shown ? "\r\033[K" : "", line);
    free(line);
}

attache *prog_open(const Options *o) {
    attache *a = NULL;
    attache_options options = {.model = o->model, .know = o->know, .n_know = o->n_know, .on_message = on_message, .user = (void *)(uintptr_t)o};
    return attache_open(&options, &a) == ATTACHE_OK ? a : NULL;
}

bool prog_output_to(const char *path) {
    output_name = path;
    if (freopen(path, "wb", stdout)) return true;
    return fprintf(stderr, "attache: %s: cannot be written: %s\n", path, strerror(errno)), false;
}

int prog_write(const char *data, size_t size, void *user) {
    (void)user;
    if (!write_error && fwrite(data, 1, size, stdout) != size) write_error = errno ? errno : EIO;
    return write_error != 0;
}

int prog_finish(int status) {
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    if (failed && !write_error) write_error = errno ? errno : EIO;
    if (!write_error || write_error == EPIPE) return status;
    fprintf(stderr, "attache: %s: %s\n", output_name, strerror(write_error));
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
    if (failed) fprintf(stderr, "attache: %s: %s\n", path, directory ? "is a directory: name the files in it" : strerror(errno));
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
    const Options *options; /* first: a work function is handed the run as `user` and reads no more of it than this (prog_options) */
    attache_inputs *inputs;
    struct timespec begun, shown;
    bool progress;
} Run;

static double seconds_since(struct timespec t) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - t.tv_sec) + (double)(now.tv_nsec - t.tv_nsec) / 1e9;
}

static void show_progress(const attache_stats *s, void *user) {
    Run *r = user;
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
    fprintf(stderr, "documents %llu  failed %llu  skipped %llu  sentences %llu  events %llu  MB %.1f  seconds %.2f", (unsigned long long)s->documents,
            (unsigned long long)s->failed, (unsigned long long)s->skipped, (unsigned long long)s->sentences, (unsigned long long)s->events,
            (double)s->bytes / 1e6, seconds);
    fprintf(stderr, "  documents/s %.0f  sentences/s %.0f\n", (double)s->documents / seconds, (double)s->sentences / seconds);
}

const Options *prog_options(void *user) { return ((const Run *)user)->options; }

int prog_batch(const Options *o, attache_work_fn *work, bool header) {
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    Run run = {.options = o, .progress = !o->quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)};
    attache_stats stats = {0};
    int status = EXIT_COULD_NOT_RUN;
    clock_gettime(CLOCK_MONOTONIC, &run.begun);
    if (attache_inputs_open(a, o->files, o->n_files, o->kind, &run.inputs) == ATTACHE_OK) {
        attache_batch batch = {
            .attache = a, .inputs = run.inputs, .threads = o->threads, .work = work, .write = prog_write, .on_progress = show_progress, .user = &run};
        if (header) attache_write_header(o->format, prog_write, NULL);
        attache_batch_run(&batch, &stats);
        if (progress_shown) fprintf(stderr, "\r\033[K");
        progress_shown = false;
        if (o->stats) show_stats(&stats, &run);
        attache_inputs_close(run.inputs);
        status = stats.failed ? EXIT_SOME_FAILED : 0;
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
    attache_ingest job = {.store = store, .inputs = run.inputs, .threads = o->threads, .batch = o->batch, .on_progress = show_progress, .user = &run};
    attache_status status = attache_ingest_run(&job, &counts);
    if (progress_shown) fprintf(stderr, "\r\033[K");
    progress_shown = false;
    if (o->stats) show_stats(&counts.stats, &run);
    if (o->stats || run.progress) show_ingested(&counts);
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
    int worst = 0;
    for (size_t i = 0; i < o->n_files && !write_error; i++) {
        int status = one(o, a, ctx, o->files[i]);
        if (status > worst) worst = status;
    }
    attache_context_free(ctx);
    attache_close(a);
    return prog_finish(worst);
}

/* ---- options ---- */

enum { OPT_FROM = 256, OPT_FORMAT, OPT_THREADS, OPT_BATCH, OPT_WHY, OPT_ALL, OPT_BRIEF, OPT_CONLLU, OPT_DATE, OPT_CONTEXT, OPT_LISTEN, OPT_TOKEN, OPT_INTO, OPT_AGENT, OPT_PROXY, OPT_DELAY, OPT_TIMEOUT, OPT_MAX_SIZE, OPT_EVERY, OPT_PRIVATE, OPT_MODEL, OPT_KNOW, OPT_QUIET, OPT_STATS, OPT_HELP };

static const struct {
    struct option option;
    char letter; /* in Command.accepts; 0: every command takes it */
} known[] = {
    {{"from", required_argument, NULL, OPT_FROM}, 'f'},
    {{"format", required_argument, NULL, OPT_FORMAT}, 'F'},
    {{"threads", required_argument, NULL, OPT_THREADS}, 't'},
    {{"batch", required_argument, NULL, OPT_BATCH}, 'B'},
    {{"why", no_argument, NULL, OPT_WHY}, 'w'},
    {{"all", no_argument, NULL, OPT_ALL}, 'a'},
    {{"brief", no_argument, NULL, OPT_BRIEF}, 'b'},
    {{"conllu", no_argument, NULL, OPT_CONLLU}, 'c'},
    {{"date", required_argument, NULL, OPT_DATE}, 'd'},
    {{"context", required_argument, NULL, OPT_CONTEXT}, 'd'},
    {{"listen", required_argument, NULL, OPT_LISTEN}, 's'},
    {{"token", required_argument, NULL, OPT_TOKEN}, 's'},
    {{"into", required_argument, NULL, OPT_INTO}, 'i'},
    {{"agent", required_argument, NULL, OPT_AGENT}, 'i'},
    {{"proxy", required_argument, NULL, OPT_PROXY}, 'i'},
    {{"delay", required_argument, NULL, OPT_DELAY}, 'i'},
    {{"timeout", required_argument, NULL, OPT_TIMEOUT}, 'i'},
    {{"max-size", required_argument, NULL, OPT_MAX_SIZE}, 'i'},
    {{"every", required_argument, NULL, OPT_EVERY}, 'i'},
    {{"allow-private", no_argument, NULL, OPT_PRIVATE}, 'i'},
    {{"model", required_argument, NULL, OPT_MODEL}, 'm'},
    {{"know", required_argument, NULL, OPT_KNOW}, 'k'},
    {{"quiet", no_argument, NULL, OPT_QUIET}, 0},
    {{"stats", no_argument, NULL, OPT_STATS}, 'S'},
    {{"help", no_argument, NULL, OPT_HELP}, 0},
};
enum { N_KNOWN = sizeof known / sizeof *known };

/* The place of `word` in a list that ends with NULL, or -1. */
static int place_of(const char *word, const char *const *list) {
    for (int i = 0; list[i]; i++)
        if (!strcmp(word, list[i])) return i;
    return -1;
}

static bool is_date(const char *s) {
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9') return false;
    return !s[10];
}

/* A number of an option within [least, most]; false with a message. */
static bool take_number(const Command *c, const char *option, const char *value, double least, double most, double *out) {
    char *end;
    *out = strtod(value, &end);
    if (end != value && !*end && *out >= least && *out <= most) return true;
    return fprintf(stderr, "attache %s: --%s %s: must be a number from %g to %g\n", c->name, option, value, least, most), false;
}

static bool take_option(Options *o, const Command *c, int which, const char *value) {
    static const char *const kinds[] = {"auto", "text", "html", "jsonl", "warc", "feed", NULL}, *const formats[] = {"jsonl", "csv", "tsv", "icews", "gdelt", NULL};
    int at;
    char *end;
    switch (which) {
    case OPT_FROM:
        if ((at = place_of(value, kinds)) < 0)
            return fprintf(stderr, "attache %s: --from %s: must be auto, text, html, jsonl, warc or feed\n", c->name, value), false;
        o->kind = (attache_kind)at;
        return true;
    case OPT_FORMAT:
        o->format_name = value;
        if (c != &command_code) return true; /* checked by the command */
        if ((at = place_of(value, formats)) < 0)
            return fprintf(stderr, "attache code: --format %s: must be jsonl, csv, tsv, icews or gdelt\n", value), false;
        o->format = (attache_format)at;
        return true;
    case OPT_THREADS: {
        long n = strtol(value, &end, 10);
        if (*end || !*value || n < 1 || n > 256)
            return fprintf(stderr, "attache %s: --threads %s: must be a number from 1 to 256\n", c->name, value), false;
        o->threads = (unsigned)n;
        return true;
    }
    case OPT_BATCH: {
        long n = strtol(value, &end, 10);
        if (*end || !*value || n < 1 || n > 8000) return fprintf(stderr, "attache %s: --batch %s: must be a number from 1 to 8000\n", c->name, value), false;
        o->batch = (unsigned)n;
        return true;
    }
    case OPT_WHY: return o->why = true;
    case OPT_ALL: return o->all = true;
    case OPT_BRIEF: return o->brief = true;
    case OPT_CONLLU: return o->conllu = true;
    case OPT_QUIET: return o->quiet = true;
    case OPT_STATS: return o->stats = true;
    case OPT_HELP: return o->help = true;
    case OPT_DATE:
        if (!is_date(value)) return fprintf(stderr, "attache %s: --date %s: must be YYYY-MM-DD\n", c->name, value), false;
        return o->date = value, true;
    case OPT_CONTEXT: return o->context = value, true;
    case OPT_LISTEN: return o->listen = value, true;
    case OPT_TOKEN: return o->token = value, true;
    case OPT_INTO: return o->into = value, true;
    case OPT_AGENT: return o->agent = value, true;
    case OPT_PROXY: return o->proxy = value, true;
    case OPT_PRIVATE: return o->allow_private = true;
    case OPT_DELAY: return take_number(c, "delay", value, 0, 3600, &o->delay);
    case OPT_TIMEOUT: return take_number(c, "timeout", value, 0.1, 3600, &o->timeout);
    case OPT_MAX_SIZE: return take_number(c, "max-size", value, 0.01, 32, &o->max_size);
    case OPT_EVERY: return take_number(c, "every", value, 0.01, 100000, &o->every);
    case OPT_MODEL: return o->model = value, true;
    case OPT_KNOW:
        if (o->n_know == KNOW_MAX) return fprintf(stderr, "attache %s: --know may be given %d times\n", c->name, KNOW_MAX), false;
        return o->know[o->n_know++] = value, true;
    default: return false;
    }
}

bool prog_bad_option(const char *command, int which, char *const *argv) {
    char letter[] = {'-', (char)optopt, 0};
    bool is_long = optopt >= OPT_FROM; /* one that is there; of others optopt is the letter, or 0 */
    const char *given = optopt && !is_long ? letter : argv[optind - 1], *what = which == ':' ? " needs a value" : is_long ? ": takes no value" : "";
    fprintf(stderr, "attache %s: %s%s%s\nTry `attache %s --help`.\n", command, *what ? "" : "unknown option ", given, what, command);
    return false;
}

static bool read_options(Options *o, const Command *c, int argc, char **argv) {
    struct option list[N_KNOWN + 1];
    size_t n = 0;
    for (size_t i = 0; i < N_KNOWN; i++)
        if (!known[i].letter || strchr(c->accepts, known[i].letter)) list[n++] = known[i].option;
    list[n] = (struct option){0};
    opterr = 0;
    for (int which; (which = getopt_long(argc, argv, ":h", list, NULL)) != -1;) {
        if (which == 'h') which = OPT_HELP;
        if (which == ':' || which == '?') return prog_bad_option(c->name, which, argv);
        if (!take_option(o, c, which, optarg)) return fprintf(stderr, "Try `attache %s --help`.\n", c->name), false;
    }
    o->files = (const char **)argv + optind;
    o->n_files = (size_t)(argc - optind);
    return true;
}

static const Command *find_command(const char *name) {
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(commands[i]->name, name)) return commands[i];
    return NULL;
}

int main(int argc, char **argv) {
    Options o = {.program = argv[0], .delay = -1};
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) return fputs(usage, stderr), EXIT_BAD_USAGE;
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) return fputs(usage, stdout), prog_finish(0);
    if (!strcmp(argv[1], "--version")) return printf("attache %s, codebook %s\n", attache_version(), ATTACHE_CODEBOOK), prog_finish(0);
    const Command *c = find_command(argv[1]);
    if (!c) return fprintf(stderr, "attache: \"%s\" is no command: code, read, parse, who, explain, watch, ingest, query, export or serve\n", argv[1]), EXIT_BAD_USAGE;
    if (!c->accepts) { /* it reads its options itself */
        o.files = (const char **)argv + 1, o.n_files = (size_t)argc - 1;
        return c->run(&o);
    }
    if (!read_options(&o, c, argc - 1, argv + 1)) return EXIT_BAD_USAGE;
    if (o.help) return fputs(c->help, stdout), prog_finish(0);
    if (!o.n_files)
        return fprintf(stderr, "attache %s: nothing to work on: name a %s, or - for standard input\n", c->name,
                       c == &command_who     ? "phrase"
                       : c == &command_serve ? "store"
                                             : "file"),
               EXIT_BAD_USAGE;
    return c->run(&o);
}
