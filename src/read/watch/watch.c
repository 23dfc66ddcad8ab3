/* watch.c - fetches a list of feeds and their pages, and keeps them as web archives, one per day.
 *
 * Everything that is fetched is a job in the queue of its host. A host gets one request at a time, with a pause after each, and its robots.txt is fetched before
 * anything else; hosts are served in parallel. libcurl's multi interface runs all transfers on one thread. A redirect is a new job, so that robots.txt and the
 * pause of its host apply, too. Errors are reported and the rest goes on; failures that may be temporary (a server's error, a time-out) are not noted as fetched. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/system.h"
#include "read/watch/watch.h"
#include "read/watch/watch_int.h"

#define AGENT_NAME "attache"
#define AGENT "attache/" ATTACHE_VERSION

enum { REDIRECTS_MAX = 5, HOSTS_AT_ONCE = 8, URL_MAX = 4096, PAUSE_MAX = 60, TRIES_MAX = 2 };

typedef enum JobKind { JOB_ROBOTS, JOB_FEED, JOB_PAGE } JobKind;

typedef struct Host Host;

typedef struct Job {
    struct Job *next;
    JobKind kind;
    char *url, *first; /* first: the address in the feed or the list, before redirects */
    int redirects, tries;
    size_t note; /* for a page: the Note of its feed */
    Host *host;
    /* of the transfer */
    CURL *easy;
    struct curl_slist *headers;
    Buf head, body;
    const char *refused; /* why we ended it ourselves, or NULL */
    char error[CURL_ERROR_SIZE];
    size_t limit;
    bool private_too;
} Job;

/* A feed's state as sent by its server. It is noted at the end of a run in which all pages of the feed were done: otherwise a 304 would hide the others. */
typedef struct Note {
    char *url, *etag, *modified;
    bool incomplete;
} Note;

struct Host {
    Host *next;
    char *name; /* scheme://host:port */
    Job *first, **last;
    Robots robots;
    bool ruled, closed; /* robots.txt is known; it, or the failure to get it, forbids everything */
    bool busy;
    double ready; /* not before this time */
};

typedef struct Watch {
    const attache_watch *options;
    attache_watch_counts *counts;
    Reporter reporter;
    unsigned mode; /* of archives and the journal */
    Journal *journal;
    CURLM *multi;
    Host *hosts;
    size_t running, waiting;
    uint64_t *asked; /* hashes of addresses queued in this run */
    size_t n_asked, cap_asked;
    Note *notes;
    size_t n_notes;
    bool broken; /* the disk failed: nothing more can be kept */
} Watch;

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool is_stopped(const Watch *w) { return w->broken || (w->options->stop && w->options->stop(w->options->user)); }

/* ---- addresses ---- */

/* "scheme://host:port" of an address into `out`, its path with query into *path (freed with free); false if it is neither http nor https. */
static bool take_apart(const char *url, char *out, size_t n, char **path) {
    CURLU *u = curl_url();
    char *scheme = NULL, *host = NULL, *port = NULL, *dir = NULL, *query = NULL;
    bool ok = u && strlen(url) < URL_MAX && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK && curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK && curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_PATH, &dir, 0) == CURLUE_OK && (!strcmp(scheme, "http") || !strcmp(scheme, "https"));
    if (ok) {
        bool asks = curl_url_get(u, CURLUPART_QUERY, &query, 0) == CURLUE_OK;
        snprintf(out, n, "%s://%s:%s", scheme, host, port);
        for (char *c = out; *c; c++)
            if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
        if (path) {
            Buf b = {0};
            buf_printf(&b, "%s%s%s", dir, asks ? "?" : "", asks ? query : "");
            *path = b.p;
        }
    }
    curl_free(scheme), curl_free(host), curl_free(port), curl_free(dir), curl_free(query);
    curl_url_cleanup(u);
    return ok;
}

/* The absolute form of an address in a page at `base`, without fragment, name and password; NULL if it is neither http nor https. Free it with free. */
static char *resolve(const char *base, const char *address) {
    CURLU *u = curl_url();
    char *whole = NULL, *out = NULL, host[URL_MAX];
    while (*address == ' ' || *address == '\n' || *address == '\t' || *address == '\r') address++;
    bool ok = u && strlen(address) < URL_MAX && (!base || curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK) &&
              curl_url_set(u, CURLUPART_URL, address, CURLU_URLENCODE) == CURLUE_OK;
    if (ok) {
        curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
        curl_url_set(u, CURLUPART_USER, NULL, 0);
        curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
        if (curl_url_get(u, CURLUPART_URL, &whole, 0) == CURLUE_OK && take_apart(whole, host, sizeof host, NULL)) out = base_strdup(whole);
    }
    curl_free(whole);
    curl_url_cleanup(u);
    return out;
}

static bool is_private4(uint32_t a) {
    return a >> 24 == 0 || a >> 24 == 10 || a >> 24 == 127 || a >> 22 == (100u << 2 | 1) /* 100.64/10 */ || a >> 16 == 0xa9fe /* 169.254/16 */ ||
           a >> 20 == 0xac1 /* 172.16/12 */ || a >> 16 == 0xc0a8 /* 192.168/16 */ || a >> 8 == 0xc00000 /* 192.0.0/24 */ || a >> 17 == 0xc612 >> 1 /* 198.18/15 */ ||
           a >> 28 >= 14 /* 224/4 and above */;
}

/* Whether an address is outside the open internet: this machine, a local network, link-local, multicast. */
static bool is_private(const struct sockaddr *a) {
    if (a->sa_family == AF_INET) return is_private4(ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr));
    if (a->sa_family != AF_INET6) return true;
    const unsigned char *b = ((const struct sockaddr_in6 *)(const void *)a)->sin6_addr.s6_addr;
    static const unsigned char zero[15], mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, nat64[12] = {0, 0x64, 0xff, 0x9b};
    uint32_t low = (uint32_t)b[12] << 24 | (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 | b[15];
    if (!memcmp(b, mapped, 12) || !memcmp(b, nat64, 12)) return is_private4(low);
    if (b[0] == 0x20 && b[1] == 0x02) return is_private4((uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5]); /* 6to4 */
    return (!memcmp(b, zero, 15) && b[15] <= 1) || !memcmp(b, zero, 12) || (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) >= 0x80) || b[0] == 0xff;
}

/* ---- transfers ---- */

static attache_status add_bytes(Buf *to, const char *data, size_t size) {
    buf_add(to, data, size);
    return ATTACHE_OK;
}

/* Called by libcurl, across which no failure may jump. */
static size_t add(Buf *to, const char *data, size_t size) {
    return GUARDED(NULL, "", add_bytes(to, data, size)) == ATTACHE_OK ? size : 0;
}

static size_t on_head(char *data, size_t size, size_t n, void *user) {
    Job *job = user;
    size *= n;
    if (size > 5 && !memcmp(data, "HTTP/", 5)) buf_clear(&job->head); /* the last of several: after "100 Continue" */
    if (job->head.n + size > 1 << 18) return job->refused = "its header is larger than 256 KB", 0;
    return add(&job->head, data, size);
}

static size_t on_body(char *data, size_t size, size_t n, void *user) {
    Job *job = user;
    size *= n;
    if (job->body.n + size > job->limit) return job->refused = "is larger than the limit", 0;
    return add(&job->body, data, size);
}

static curl_socket_t on_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address) {
    Job *job = user;
    (void)purpose;
    if (!job->private_too && is_private(&address->addr)) return job->refused = "is in a private network, which is not fetched from unless --allow-private says so", CURL_SOCKET_BAD;
    return system_socket(address->family, address->socktype, address->protocol, true);
}

static void add_header(Job *job, const char *name, const char *value) {
    if (!value[0]) return;
    Buf b = {0};
    buf_printf(&b, "%s: %s", name, value);
    job->headers = curl_slist_append(job->headers, b.p);
    buf_free(&b);
}

static size_t limit_of(const Watch *w, JobKind kind) { return kind == JOB_ROBOTS ? ROBOTS_MAX : kind == JOB_FEED ? ATTACHE_DOCUMENT_MAX : w->options->max_size; }

static void begin_transfer(Watch *w, Job *job) {
    const attache_watch *o = w->options;
    CURL *e = job->easy = curl_easy_init();
    if (!e) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    buf_clear(&job->head);
    buf_clear(&job->body);
    job->refused = NULL;
    job->error[0] = 0;
    job->limit = limit_of(w, job->kind);
    job->private_too = o->allow_private || o->proxy; /* with a proxy, the proxy makes the connection */
    curl_easy_setopt(e, CURLOPT_URL, job->url);
    curl_easy_setopt(e, CURLOPT_PRIVATE, job);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, job->error);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    if (job->kind == JOB_ROBOTS) { /* to wherever its host redirects, five hops at most (RFC 9309, 2.3.1.2) */
        curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 1L);
        curl_easy_setopt(e, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
        curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    }
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_PROXY, o->proxy ? o->proxy : ""); /* proxies in the environment are ignored: they would silently undo the guard */
    curl_easy_setopt(e, CURLOPT_USERAGENT, o->agent ? o->agent : AGENT);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)(o->timeout * 1000));
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)(o->timeout * 4000));
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)(o->timeout < 1 ? 1 : o->timeout));
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_head);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, job);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, job);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, job);
    const FeedState *state = job->kind == JOB_FEED ? journal_feed(w->journal, job->first) : NULL;
    if (state) {
        add_header(job, "If-None-Match", state->etag);
        add_header(job, "If-Modified-Since", state->modified);
    }
    add_header(job, "Accept", job->kind == JOB_FEED ? "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5" : "text/html, application/xhtml+xml, */*;q=0.5");
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, job->headers);
    curl_multi_add_handle(w->multi, e);
    job->host->busy = true;
    w->running++;
}

static void end_transfer(Watch *w, Job *job) {
    curl_multi_remove_handle(w->multi, job->easy);
    curl_easy_cleanup(job->easy);
    curl_slist_free_all(job->headers);
    job->easy = NULL;
    job->headers = NULL;
    job->host->busy = false;
    w->running--;
}

static void free_job(Job *job) {
    buf_free(&job->head);
    buf_free(&job->body);
    free(job->url);
    free(job->first);
    free(job);
}

/* ---- queues ---- */

static Host *host_of(Watch *w, const char *name) {
    for (Host *h = w->hosts; h; h = h->next)
        if (!strcmp(h->name, name)) return h;
    Host *h = base_zalloc(sizeof *h);
    h->name = base_strdup(name);
    h->last = &h->first;
    h->next = w->hosts;
    return w->hosts = h;
}

/* Adds a job to the queue of its host; takes it over. */
static void enqueue(Watch *w, Job *job) {
    char name[URL_MAX];
    if (!take_apart(job->url, name, sizeof name, NULL)) {
        free_job(job);
        return;
    }
    job->host = host_of(w, name);
    job->next = NULL;
    *job->host->last = job;
    job->host->last = &job->next;
    w->waiting++;
}

static Job *new_job(JobKind kind, char *url, const char *first) {
    Job *job = base_zalloc(sizeof *job);
    job->kind = kind;
    job->url = url;
    job->first = base_strdup(first);
    return job;
}

static Job *take_job(Watch *w, Host *h) {
    Job *job = h->first;
    if (!job) return NULL;
    h->first = job->next;
    if (!h->first) h->last = &h->first;
    w->waiting--;
    return job;
}

/* True the first time that an address is requested in this run. */
static bool ask_once(Watch *w, const char *url) {
    uint64_t key = hash_bytes(url, strlen(url)) | 1;
    for (size_t i = 0; i < w->n_asked; i++)
        if (w->asked[i] == key) return false;
    if (w->n_asked == w->cap_asked) w->asked = base_realloc(w->asked, (w->cap_asked = w->cap_asked ? w->cap_asked * 2 : 256) * sizeof *w->asked);
    w->asked[w->n_asked++] = key;
    return true;
}

static void leave_page(Watch *w, const Job *job);

/* Starts the jobs that a host may start. */
static void start_host(Watch *w, Host *h) {
    while (h->first && !h->busy && w->running < HOSTS_AT_ONCE && now_seconds() >= h->ready) {
        char name[URL_MAX], *path = NULL;
        if (!h->ruled && !h->closed) {
            char *url = base_alloc(strlen(h->name) + 12);
            sprintf(url, "%s/robots.txt", h->name);
            Job *job = new_job(JOB_ROBOTS, url, url);
            job->host = h;
            begin_transfer(w, job);
            return;
        }
        Job *job = take_job(w, h);
        bool allowed = !h->closed && take_apart(job->url, name, sizeof name, &path) && robots_allow(&h->robots, path);
        free(path);
        if (allowed) {
            begin_transfer(w, job);
            return;
        }
        w->counts->disallowed++;
        if (h->closed) leave_page(w, job);
        if (job->kind == JOB_FEED)
            report(&w->reporter, ATTACHE_SKIPPED, job->url, h->closed ? "robots.txt of its host could not be read, so nothing of it is fetched now" : "robots.txt forbids it");
        free_job(job);
    }
}

/* ---- responses ---- */

static Slice header_of(const Job *job, const char *name) { return response_header((Slice){job->head.p ? job->head.p : "", job->head.n}, name); }

static void wait_as_asked(Watch *w, Job *job) {
    Slice after = header_of(job, "Retry-After");
    double seconds = after.n && after.p[0] >= '0' && after.p[0] <= '9' ? atof(after.p) : PAUSE_MAX;
    job->host->ready = now_seconds() + (seconds > PAUSE_MAX ? PAUSE_MAX : seconds);
    (void)w;
}

static void fail_job(Watch *w, const Job *job, attache_status status, const char *why) {
    w->counts->failed++;
    report(&w->reporter, status, job->url, "%s", why);
}

static void take_robots(Watch *w, Job *job, CURLcode code, long status) {
    Host *h = job->host;
    bool cut = job->refused && job->body.n; /* a huge one is used as far as it was read */
    if ((code == CURLE_OK && status < 300) || cut) {
        robots_read(&h->robots, (Slice){job->body.p ? job->body.p : "", job->body.n}, AGENT_NAME);
        h->ruled = true;
    } else if (code == CURLE_OK && status >= 400 && status < 500) {
        h->ruled = true; /* there is none: everything is allowed (RFC 9309, 2.3.1.3) */
    } else {
        h->closed = true; /* it cannot be reached: everything is forbidden (2.3.1.4) */
        if (code != CURLE_OK) report(&w->reporter, ATTACHE_ERR_IO, h->name, "%s", job->refused ? job->refused : job->error[0] ? job->error : curl_easy_strerror(code));
    }
}

static size_t add_note(Watch *w, const Job *feed) {
    Slice etag = header_of(feed, "ETag"), modified = header_of(feed, "Last-Modified");
    Buf b = {0};
    w->notes = base_realloc(w->notes, (w->n_notes + 1) * sizeof *w->notes);
    Note *n = &w->notes[w->n_notes];
    n->url = base_strdup(feed->first);
    n->incomplete = false;
    buf_add(&b, etag.p, etag.n);
    n->etag = base_strdup(b.p);
    buf_clear(&b);
    buf_add(&b, modified.p, modified.n);
    n->modified = base_strdup(b.p);
    buf_free(&b);
    return w->n_notes++;
}

static void queue_entry(Watch *w, const Job *feed, size_t note, const char *address) {
    char *url = resolve(feed->url, address);
    if (!url || !ask_once(w, url)) {
        free(url);
        return;
    }
    if (journal_has(w->journal, url)) {
        w->counts->known++;
        free(url);
        return;
    }
    Job *job = new_job(JOB_PAGE, url, url);
    job->note = note;
    enqueue(w, job);
}

/* A page with a failure that may be temporary. */
static void leave_page(Watch *w, const Job *job) {
    if (job->kind == JOB_PAGE) w->notes[job->note].incomplete = true;
}

static void take_feed(Watch *w, Job *job) {
    Arena arena;
    Feed *feed;
    attache_document doc = {.data = job->body.p ? job->body.p : "", .size = job->body.n}, entry;
    Slice type = header_of(job, "Content-Type"), mime, charset;
    response_content_type(type, &mime, &charset);
    arena_init(&arena);
    if (charset.n) doc.charset = arena_slice(&arena, charset);
    w->counts->feeds++;
    if (feed_open(charset_decode(&doc, true, &arena), job->first, job->first, &w->reporter, &feed) != ATTACHE_OK) {
        w->counts->failed++;
    } else {
        attache_status status;
        size_t note = add_note(w, job);
        while ((status = feed_next(feed, &entry)) == ATTACHE_OK)
            if (entry.url && entry.url[0]) queue_entry(w, job, note, entry.url);
        if (status != ATTACHE_END) w->counts->failed++, w->notes[note].incomplete = true;
        feed_close(feed);
    }
    arena_free(&arena);
}

static bool is_page(Slice type) {
    static const char *const pages[] = {"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"};
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (type.n == strlen(pages[i]) && !strncasecmp(type.p, pages[i], type.n)) return true;
    return !type.n;
}

static attache_status note_page(Watch *w, const Job *job, const char *file, uint64_t end) {
    FORWARD_IF_ERROR(journal_page(w->journal, job->url, file, end));
    return strcmp(job->url, job->first) ? journal_page(w->journal, job->first, "", 0) : ATTACHE_OK;
}

static attache_status keep_page(Watch *w, Job *job, long status, const char *address) {
    char file[64], path[URL_MAX + 64];
    time_t t = time(NULL);
    struct tm utc;
    strftime(file, sizeof file, AGENT_NAME "-%Y-%m-%d.warc.gz", gmtime_r(&t, &utc));
    snprintf(path, sizeof path, "%.4000s/%s", w->options->into, file);
    Answer answer = {job->url, address ? address : "", (int)status, {job->head.p, job->head.n}, {job->body.p ? job->body.p : "", job->body.n}};
    uint64_t end = 0;
    FORWARD_IF_ERROR(journal_begin(w->journal, file));
    FORWARD_IF_ERROR(warc_append(path, w->mode, &answer, w->options->agent ? w->options->agent : AGENT, &end, &w->reporter));
    FORWARD_IF_ERROR(note_page(w, job, file, end));
    w->counts->pages++;
    w->counts->bytes += job->body.n;
    return ATTACHE_OK;
}

static void take_page(Watch *w, Job *job, long status) {
    Slice type, charset;
    char *address = NULL;
    response_content_type(header_of(job, "Content-Type"), &type, &charset);
    attache_status done;
    if (is_page(type)) {
        curl_easy_getinfo(job->easy, CURLINFO_PRIMARY_IP, &address);
        done = keep_page(w, job, status, address);
    } else {
        w->counts->skipped++;
        done = note_page(w, job, "", 0);
    }
    if (done != ATTACHE_OK) w->broken = true;
}

/* A page that is not to be requested again. */
static void drop_page(Watch *w, const Job *job) {
    if (job->kind == JOB_PAGE && journal_page(w->journal, job->first, "", 0) != ATTACHE_OK) w->broken = true;
}

/* A redirect is requested as a new job, at its own host. */
static void follow(Watch *w, Job *job) {
    char *to = NULL;
    curl_easy_getinfo(job->easy, CURLINFO_REDIRECT_URL, &to);
    char *url = to ? resolve(job->url, to) : NULL;
    if (!url || job->redirects == REDIRECTS_MAX) {
        fail_job(w, job, ATTACHE_ERR_FORMAT, !to ? "redirects to nowhere" : !url ? "redirects to something other than an http or https address" : "redirects more than five times");
        drop_page(w, job);
        free(url);
        return;
    }
    if (job->kind == JOB_PAGE && journal_has(w->journal, url)) {
        w->counts->known++;
        drop_page(w, job);
        free(url);
        return;
    }
    Job *next = new_job(job->kind, url, job->first);
    next->redirects = job->redirects + 1;
    next->note = job->note;
    enqueue(w, next);
}

static void refuse(Watch *w, Job *job, CURLcode code, long status) {
    char why[CURL_ERROR_SIZE + 64];
    if (code != CURLE_OK) {
        fail_job(w, job, ATTACHE_ERR_IO, job->refused ? job->refused : job->error[0] ? job->error : curl_easy_strerror(code));
        job->refused ? drop_page(w, job) : leave_page(w, job); /* what is too large will be so tomorrow */
        return;
    }
    snprintf(why, sizeof why, "the server answers %ld", status);
    fail_job(w, job, ATTACHE_ERR_IO, why);
    bool gone = status == 404 || status == 410 || status == 451 || status == 401 || status == 403;
    gone ? drop_page(w, job) : leave_page(w, job);
}

/* Puts a job that the server was too busy for back into its queue, once. */
static bool try_again(Watch *w, Job *job, long status) {
    if ((status != 429 && status != 503) || job->kind == JOB_ROBOTS || job->tries + 1 >= TRIES_MAX) return false;
    wait_as_asked(w, job);
    Job *again = new_job(job->kind, base_strdup(job->url), job->first);
    again->tries = job->tries + 1;
    again->redirects = job->redirects;
    again->note = job->note;
    enqueue(w, again);
    return true;
}

static void finish_job(Watch *w, Job *job, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    Host *h = job->host;
    if (job->kind == JOB_ROBOTS) take_robots(w, job, code, status);
    double pause = h->robots.delay > w->options->delay ? h->robots.delay : w->options->delay;
    h->ready = now_seconds() + (pause > PAUSE_MAX ? PAUSE_MAX : pause);
    if (job->kind == JOB_ROBOTS) return;
    if (code == CURLE_OK && status == 304 && job->kind == JOB_FEED)
        w->counts->feeds++, w->counts->unchanged++;
    else if (code == CURLE_OK && status >= 300 && status < 400)
        follow(w, job);
    else if (code == CURLE_OK && status >= 200 && status < 300)
        job->kind == JOB_FEED ? take_feed(w, job) : take_page(w, job, status);
    else if (!try_again(w, job, status))
        refuse(w, job, code, status);
}

static void take_finished(Watch *w) {
    CURLMsg *m;
    for (int left; (m = curl_multi_info_read(w->multi, &left));) {
        Job *job;
        if (m->msg != CURLMSG_DONE) continue;
        CURLcode code = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&job);
        finish_job(w, job, code);
        end_transfer(w, job);
        free_job(job);
    }
}

/* Milliseconds until a waiting host may get a request, a quarter of a second at most, so that a stop is noticed soon. */
static int until_ready(const Watch *w) {
    double least = 0.25, now = now_seconds();
    for (const Host *h = w->hosts; h; h = h->next)
        if (h->first && !h->busy && h->ready - now < least) least = h->ready - now;
    return least < 0.001 ? 1 : (int)(least * 1000) + 1;
}

static void run_jobs(Watch *w) {
    while (w->running || w->waiting) {
        int running;
        if (!is_stopped(w))
            for (Host *h = w->hosts; h; h = h->next) start_host(w, h);
        if (!w->running && is_stopped(w)) return;
        curl_multi_poll(w->multi, NULL, 0, until_ready(w), NULL);
        curl_multi_perform(w->multi, &running);
        take_finished(w);
    }
}

/* ---- the list ---- */

static attache_status read_list(Watch *w) {
    Buf all = {0};
    const char *path = w->options->feeds;
    attache_status status = base_read_file(path, 16 << 20, &all, &w->reporter);
    size_t number = 0, found = 0;
    bool marked = all.n >= 3 && memcmp(all.p, "\xEF\xBB\xBF", 3) == 0;
    for (char *line = marked ? all.p + 3 : all.p, *next; status == ATTACHE_OK && line && *line; line = next) {
        char *end = strchr(line, '\n');
        next = end ? end + 1 : line + strlen(line);
        if (end) *end = 0;
        number++;
        size_t n = strcspn(line, " \t\r#");
        if (!n) continue;
        line[n] = 0;
        found++;
        char where[WHERE_MAX + 32], *url = resolve(NULL, line);
        snprintf(where, sizeof where, "%.4000s:%zu", path, number);
        if (!url) {
            w->counts->failed++;
            report(&w->reporter, ATTACHE_ERR_FORMAT, where, "\"%.200s\" is not the address of a feed; expected http:// or https://", line);
        } else if (ask_once(w, url)) {
            enqueue(w, new_job(JOB_FEED, url, url));
            continue;
        }
        free(url);
    }
    buf_free(&all);
    if (status == ATTACHE_OK && !found) {
        w->counts->failed++;
        report(&w->reporter, ATTACHE_ERR_FORMAT, path, "has no address of a feed; expected one a line");
    }
    return status;
}

/* ---- a complete run ---- */

static void note_feeds(Watch *w) {
    for (Host *h = w->hosts; h; h = h->next)
        for (Job *job; (job = take_job(w, h)); free_job(job)) leave_page(w, job);
    for (size_t i = 0; i < w->n_notes; i++) {
        Note *n = &w->notes[i];
        if (!n->incomplete && !w->broken && journal_note_feed(w->journal, n->url, n->etag, n->modified) != ATTACHE_OK) w->broken = true;
        free(n->url), free(n->etag), free(n->modified);
    }
    free(w->notes);
}

static attache_status run(Watch *w) {
    FORWARD_IF_ERROR(journal_open(w->options->into, w->mode, &w->reporter, &w->journal));
    FORWARD_IF_ERROR(read_list(w));
    run_jobs(w);
    return ATTACHE_OK;
}

attache_status watch_run(const attache_watch *options, unsigned mode, const Reporter *r, attache_watch_counts *out) {
    *out = (attache_watch_counts){0};
    Watch w = {.options = options, .mode = mode, .counts = out, .reporter = *r};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || !(w.multi = curl_multi_init())) return report(r, ATTACHE_ERR_MEMORY, options->into, "libcurl could not be set up");
    attache_status status = GUARDED(r, options->into, run(&w));
    w.broken |= status == ATTACHE_ERR_MEMORY;
    if (w.journal) note_feeds(&w);
    while (w.hosts) {
        Host *h = w.hosts;
        w.hosts = h->next;
        robots_free(&h->robots);
        free(h->name);
        free(h);
    }
    free(w.asked);
    journal_close(w.journal);
    curl_multi_cleanup(w.multi);
    if (status != ATTACHE_OK) return status;
    return w.broken ? ATTACHE_ERR_IO : is_stopped(&w) ? ATTACHE_STOPPED : ATTACHE_OK;
}
