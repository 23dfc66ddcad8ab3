/* watch.c - `attache watch`: fetches feeds into web archives, once or repeatedly. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "prog.h"
#include "sandbox.h"

static const char help[] =
    "usage: attache watch [OPTION]... FEEDS --into DIR\n"
    "\n"
    "Fetches feeds (RSS, Atom) and their articles, and keeps new ones in web archives, one per day. FEEDS is a file with an address on each line;\n"
    "# starts a comment. DIR gets attache-YYYY-MM-DD.warc.gz files, which every command accepts, and journal.tsv, a log of what was fetched. robots.txt is\n"
    "obeyed, and each host gets one request at a time with a pause in between. Stopped or killed at any moment, it continues where it was when started again.\n";
static const char examples[] =
    "  attache watch feeds.txt --into archive\n"
    "  attache ingest news.attache archive\n";

static volatile sig_atomic_t stopped;

static void on_signal(int signal) {
    (void)signal;
    stopped = 1;
}

static bool is_stopped(void *user) {
    (void)user;
    return stopped;
}

static void show(const attache_watch_counts *c) {
    fprintf(stderr, "feeds %llu  unchanged %llu  new pages %llu  MB %.1f  known %llu  disallowed %llu  skipped %llu  failed %llu\n", (unsigned long long)c->feeds,
            (unsigned long long)c->unchanged, (unsigned long long)c->pages, (double)c->bytes / 1e6, (unsigned long long)c->known, (unsigned long long)c->disallowed,
            (unsigned long long)c->skipped, (unsigned long long)c->failed);
}

static void wait_minutes(double minutes) {
    struct timespec t = {(time_t)(minutes * 60), (long)((minutes * 60 - (double)(time_t)(minutes * 60)) * 1e9)};
    if (!stopped) nanosleep(&t, NULL); /* a signal ends it */
}

static int rounds(const Options *o, const attache *a) {
    attache_watch watch = {.feeds = o->files[0],
                           .into = o->into,
                           .agent = o->agent,
                           .proxy = o->proxy,
                           .delay = o->delay < 0 ? 2 : o->delay,
                           .timeout = o->timeout > 0 ? o->timeout : 20,
                           .max_size = (size_t)((o->max_size > 0 ? o->max_size : 10) * (1 << 20)),
                           .allow_private = o->allow_private,
                           .stop = is_stopped};
    for (;;) {
        attache_watch_counts counts;
        attache_status status = attache_watch_run(a, &watch, &counts);
        if (status != ATTACHE_OK && status != ATTACHE_STOPPED) return EXIT_COULD_NOT_RUN;
        if (o->stats || (!o->quiet && isatty(STDERR_FILENO))) show(&counts);
        if (status == ATTACHE_STOPPED || o->every <= 0) return counts.failed ? EXIT_SOME_FAILED : 0;
        wait_minutes(o->every);
        if (stopped) return 0;
    }
}

/* The folder of the archives, the list of feeds, and the files for resolving names and checking certificates. */
static void shut_in(const Options *o) {
    Sandbox box = {.dials = true,
                   .writes = {o->into},
                   .reads = {o->files[0], "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/crypto-policies", "/etc/gnutls", "/etc/resolv.conf", "/etc/hosts",
                             "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/localtime", "/etc/ld.so.cache",
                             "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share", "/usr/local/share", "/opt", "/nix/store", "/run/systemd/resolve",
                             "/run/resolvconf", "/run/NetworkManager", "/mnt/wsl", "/sys/devices/system/cpu", "/dev/urandom", "/dev/null"}};
    size_t n = 0;
    while (box.reads[n]) n++;
    for (const char *const *name = (const char *const[]){"SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF", NULL}; *name; name++)
        if (getenv(*name)) box.reads[n++] = getenv(*name);
    if (o->no_sandbox) return;
    mkdir(o->into, o->permissions ? (mode_t)(o->permissions | (o->permissions & 0444) >> 2) : 0700); /* the folders above it are no longer writable */
    sandbox_enter(&box);
}

static int run(const Options *o) {
    if (o->n_files != 1 || !o->into)
        return fprintf(stderr, "attache watch: %s\nTry `attache watch --help`.\n", !o->into ? "say where to keep the archives: --into DIR" : "name one file of feeds"), EXIT_BAD_USAGE;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    shut_in(o);
    int status = rounds(o, a);
    attache_close(a);
    return prog_finish(status);
}

const Command command_watch = {"watch", FOR_WATCH, help, examples, run};
