/* http.c - receives requests from sockets, has them checked and answered. libmicrohttpd reads and writes, on a pool of threads with epoll, so that a slow client
 * costs a descriptor and no thread. It has no limit on the whole time of a request: it counts from the last byte, so a client that sends one now and then could
 * stay for ever. So each connection here has a deadline, and one thread shuts down those that have passed it. */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/system.h"
#include "desk/http.h"

/* One connection; in its server's list from MHD_CONNECTION_NOTIFY_STARTED to _CLOSED, while the descriptor is open. */
typedef struct Connection {
    struct Connection *next, **back;
    int fd;
    _Atomic time_t deadline; /* set by the worker, read by the watching thread */
} Connection;

struct Http {
    struct MHD_Daemon *daemon;
    HttpAnswer *answer;
    void *user;
    unsigned patience;
    Guard guard;
    char address[128], token[256];
    pthread_mutex_t lock; /* protects `connections` and `stopping` */
    pthread_cond_t stop;
    Connection *connections;
    bool stopping, watching;
    pthread_t watch;
};

/* The state of a request until the end of its reply. */
typedef struct Pending {
    Request request; /* first: its arena contains the rest */
    const char *raw;
    Buf body;
    Reply reply;
    bool begun, too_large, failed; /* failed: out of memory */
} Pending;

static time_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* ---- connections and their deadlines ---- */

static void add_connection(Http *http, struct MHD_Connection *c, void **context) {
    int fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    Connection *mine = calloc(1, sizeof *mine);
    if (!mine) { /* without a deadline it could stay for ever */
        shutdown(fd, SHUT_RDWR);
        return;
    }
    mine->fd = fd;
    atomic_store(&mine->deadline, now() + http->patience);
    pthread_mutex_lock(&http->lock);
    mine->next = http->connections;
    mine->back = &http->connections;
    if (mine->next) mine->next->back = &mine->next;
    http->connections = mine;
    pthread_mutex_unlock(&http->lock);
    *context = mine;
}

static void drop_connection(Http *http, Connection *mine) {
    pthread_mutex_lock(&http->lock);
    *mine->back = mine->next;
    if (mine->next) mine->next->back = mine->back;
    pthread_mutex_unlock(&http->lock);
    free(mine);
}

static void on_connection(void *user, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        add_connection(user, c, context);
    else if (*context)
        drop_connection(user, *context);
}

static void set_deadline(struct MHD_Connection *c, time_t seconds) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    Connection *mine = info ? info->socket_context : NULL;
    if (mine) atomic_store(&mine->deadline, now() + seconds);
}

/* Once a second, shuts down connections past their deadline; libmicrohttpd sees the end of the stream and closes them. The lock prevents the descriptor from
 * being reused. */
static void *watch(void *user) {
    Http *http = user;
    pthread_mutex_lock(&http->lock);
    while (!http->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&http->stop, &http->lock, &until);
        time_t t = now();
        for (Connection *c = http->connections; c; c = c->next)
            if (atomic_load(&c->deadline) < t) shutdown(c->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&http->lock);
    return NULL;
}

/* ---- a request ---- */

static void *on_request_line(void *user, const char *uri, struct MHD_Connection *c) {
    (void)user, (void)c;
    Pending *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    arena_init(&p->request.arena);
    p->failed = GUARDED(NULL, "", (p->raw = arena_copy(&p->request.arena, uri, strlen(uri)), ATTACHE_OK)) != ATTACHE_OK;
    return p;
}

static void on_completed(void *user, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code) {
    (void)code;
    Pending *p = *context;
    set_deadline(c, ((const Http *)user)->patience);
    if (!p) return;
    arena_free(&p->request.arena);
    buf_free(&p->body);
    buf_free(&p->reply.body);
    free(p);
    *context = NULL;
}

static const char *header(struct MHD_Connection *c, const char *name) {
    const char *value = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
    return value ? value : "";
}

static void read_headers(struct MHD_Connection *c, Request *r) {
    r->host = header(c, "Host");
    r->origin = header(c, "Origin");
    r->site = header(c, "Sec-Fetch-Site");
    r->type = header(c, "Content-Type");
    r->cookie = header(c, "Cookie");
    r->authorization = header(c, "Authorization");
    r->if_none_match = header(c, "If-None-Match");
    r->gzip = strstr(header(c, "Accept-Encoding"), "gzip") != NULL;
}

/* ---- a reply ---- */

/* Scripts, styles, pictures and requests only from ourselves; nobody may frame or read us. */
static const char *const headers[][2] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                                "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

static void set_header(struct MHD_Response *r, const char *name, const char *value) {
    if (value) MHD_add_response_header(r, name, value);
}

static struct MHD_Response *make_response(Reply *reply) {
    struct MHD_Response *r = reply->fixed.p ? MHD_create_response_from_buffer(reply->fixed.n, (void *)(uintptr_t)reply->fixed.p, MHD_RESPMEM_PERSISTENT)
                                            : MHD_create_response_from_buffer(reply->body.n, reply->body.p, MHD_RESPMEM_MUST_FREE);
    if (!r) return NULL;
    if (!reply->fixed.p) reply->body = (Buf){0}; /* now owned by the response */
    for (size_t i = 0; i < COUNT_OF(headers); i++) set_header(r, headers[i][0], headers[i][1]);
    set_header(r, "Content-Type", reply->type);
    set_header(r, "Cache-Control", reply->cache ? reply->cache : "no-cache");
    set_header(r, "Vary", "Accept-Encoding");
    set_header(r, "Content-Encoding", reply->gzipped ? "gzip" : NULL);
    set_header(r, "ETag", reply->etag);
    set_header(r, "Location", reply->location);
    set_header(r, "Set-Cookie", reply->cookie);
    set_header(r, "Allow", reply->allow);
    set_header(r, "Content-Disposition", reply->disposition);
    set_header(r, "Link", reply->link);
    return r;
}

static enum MHD_Result send_reply(struct MHD_Connection *c, Reply *reply) {
    struct MHD_Response *response = make_response(reply);
    if (!response) return MHD_NO;
    enum MHD_Result result = MHD_queue_response(c, reply->status, response);
    MHD_destroy_response(response);
    set_deadline(c, HTTP_SEND_SECONDS);
    return result;
}

static attache_status fill_reply(Http *http, Pending *p) {
    Request *request = &p->request;
    if (p->too_large)
        reply_problem(&p->reply, 413, "a body of more than %d bytes", HTTP_BODY_MAX);
    else if (!uri_parse(p->raw, request))
        reply_problem(&p->reply, 400, "the address has a broken escape, a control character, a dot segment, too many parameters or is not UTF-8");
    else if (guard_admits(&http->guard, request, &p->reply))
        http->answer(request, &p->reply, http->user);
    return ATTACHE_OK;
}

/* A reply that needs no memory. */
static enum MHD_Result send_unavailable(struct MHD_Connection *c) {
    static const char text[] = "{\"error\":\"out of memory: ask for less, or later\"}";
    Reply reply = {.status = 503, .type = "application/json", .cache = "no-store", .fixed = SLICE(text)};
    return send_reply(c, &reply);
}

static enum MHD_Result answer(Http *http, struct MHD_Connection *c, Pending *p) {
    p->reply = (Reply){.status = 200};
    if (!p->failed) p->failed = GUARDED(NULL, "", fill_reply(http, p)) != ATTACHE_OK;
    return p->failed ? send_unavailable(c) : send_reply(c, &p->reply);
}

/* libmicrohttpd calls this once when the headers are there, then for each piece of the body, then once more. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *c, const char *url, const char *method, const char *version, const char *data,
                                  size_t *size, void **context) {
    (void)url, (void)version;
    Pending *p = *context;
    if (!p) return send_unavailable(c);
    if (!p->begun) {
        p->begun = true;
        p->failed |= GUARDED(NULL, "", (p->request.method = arena_copy(&p->request.arena, method, strlen(method)), ATTACHE_OK)) != ATTACHE_OK;
        read_headers(c, &p->request);
        p->too_large = strtoull(header(c, "Content-Length"), NULL, 10) > HTTP_BODY_MAX;
        return p->too_large ? answer(user, c, p) : MHD_YES;
    }
    if (*size) {
        p->too_large |= p->body.n + *size > HTTP_BODY_MAX;
        if (!p->too_large && !p->failed) p->failed = GUARDED(NULL, "", (buf_add(&p->body, data, *size), ATTACHE_OK)) != ATTACHE_OK;
        *size = 0;
        return MHD_YES;
    }
    p->request.body = (Slice){p->body.p ? p->body.p : "", p->body.n};
    return answer(user, c, p);
}

/* ---- helpers for replies ---- */

const char *http_param(const Request *request, const char *name) {
    for (size_t i = 0; i < request->n_params; i++)
        if (!strcmp(request->params[i].name, name)) return request->params[i].value;
    return NULL;
}

/* ---- start and stop ---- */

/* Parses "127.0.0.1:8765" or "[::1]:8765" into an address. */
static bool parse_listen(const char *listen, struct sockaddr_storage *out) {
    char host[64];
    const char *colon = strrchr(listen, ':');
    size_t n = colon ? (size_t)(colon - listen) : 0, digits = colon ? strspn(colon + 1, "0123456789") : 0;
    if (!digits || digits > 5 || colon[1 + digits] || atoi(colon + 1) > 65535) return false;
    bool six = n > 1 && listen[0] == '[' && listen[n - 1] == ']';
    if (n < 3 || n >= sizeof host || (!six && memchr(listen, ':', n))) return false;
    snprintf(host, sizeof host, "%.*s", (int)(n - 2 * six), listen + six);
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM, .ai_family = six ? AF_INET6 : AF_INET}, *found = NULL;
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0) return false;
    memset(out, 0, sizeof *out);
    memcpy(out, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static bool is_loopback(const struct sockaddr_storage *a) {
    if (a->ss_family == AF_INET6) return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)a)->sin6_addr);
    return ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr) >> 24 == 127;
}

/* As many open files as are allowed, with some reserved for the store. */
static unsigned connection_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
    if (limit.rlim_cur < HTTP_CONNECTIONS + 256) {
        limit.rlim_cur = limit.rlim_max < HTTP_CONNECTIONS + 256 ? limit.rlim_max : HTTP_CONNECTIONS + 256;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > HTTP_CONNECTIONS + 256 ? HTTP_CONNECTIONS : (unsigned)limit.rlim_cur / 2 + 1;
}

static unsigned thread_count(unsigned asked) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = asked ? asked : cores > 0 ? (unsigned)cores : 1;
    return n < 2 ? 2 : n > 16 ? 16 : n;
}

/* A listening socket; we make it ourselves, so that the port is known before the first request. */
static int listen_on(const struct sockaddr_storage *address) {
    socklen_t size = address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    int fd = system_socket(address->ss_family, SOCK_STREAM, 0, false), on = 1;
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)address, size) == 0 && listen(fd, 1024) == 0) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static unsigned port_of(int fd) {
    struct sockaddr_storage a = {0};
    socklen_t size = sizeof a;
    getsockname(fd, (struct sockaddr *)&a, &size);
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port : ((struct sockaddr_in *)&a)->sin_port);
}

static void name_address(Http *http, const char *listen, unsigned port, bool loopback) {
    int host = (int)(strrchr(listen, ':') - listen);
    snprintf(http->address, sizeof http->address, "http://%.*s:%u/", host, listen, port);
    if (!loopback) return;
    const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < COUNT_OF(names); i++) snprintf(http->guard.host[i], sizeof http->guard.host[i], "%s:%u", names[i], port);
    snprintf(http->guard.host[COUNT_OF(names)], sizeof http->guard.host[0], "%.*s:%u", host, listen, port);
    http->guard.n_hosts = COUNT_OF(names) + 1;
}

static bool start_daemon(Http *http, int fd, unsigned threads) {
    http->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, http, MHD_OPTION_LISTEN_SOCKET, fd,
                                    MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT, connection_limit(),
                                    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, http->patience,
                                    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_request_line, http, MHD_OPTION_NOTIFY_COMPLETED,
                                    on_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_END);
    return http->daemon != NULL;
}

static Http *new_http(const HttpOptions *options, unsigned port, bool loopback) {
    Http *http = calloc(1, sizeof *http);
    if (!http) return NULL;
    http->answer = options->answer;
    http->user = options->user;
    http->patience = options->patience ? options->patience : HTTP_RECEIVE_SECONDS;
    snprintf(http->token, sizeof http->token, "%s", options->token);
    http->guard.token = http->token;
    name_address(http, options->listen, port, loopback);
    pthread_mutex_init(&http->lock, NULL);
    pthread_cond_init(&http->stop, NULL);
    return http;
}

attache_status http_start(const HttpOptions *options, const Reporter *r, Http **out) {
    struct sockaddr_storage address;
    if (!parse_listen(options->listen, &address))
        return report(r, ATTACHE_ERR_USAGE, options->listen, "must be a numeric address and a port, like 127.0.0.1:8765 or [::1]:8765");
    bool loopback = is_loopback(&address);
    if (!loopback && !*options->token)
        return report(r, ATTACHE_ERR_USAGE, options->listen, "others could reach this address: name a file with a token for them (--token FILE)");
    int fd = listen_on(&address);
    if (fd < 0) return report(r, ATTACHE_ERR_IO, options->listen, "cannot listen there: %s", strerror(errno));
    Http *http = new_http(options, port_of(fd), loopback);
    if (http && start_daemon(http, fd, thread_count(options->threads))) {
        http->watching = pthread_create(&http->watch, NULL, watch, http) == 0;
        if (http->watching) return *out = http, ATTACHE_OK;
        http_stop(http); /* closes the socket */
        return report(r, ATTACHE_ERR_MEMORY, options->listen, "cannot be served: no thread is to be had");
    }
    free(http);
    close(fd);
    return report(r, ATTACHE_ERR_MEMORY, options->listen, "cannot be served: the web server does not start, for want of threads, memory or open files");
}

const char *http_address(const Http *http) { return http->address; }

void http_stop(Http *http) {
    MHD_stop_daemon(http->daemon);
    pthread_mutex_lock(&http->lock);
    http->stopping = true;
    pthread_cond_signal(&http->stop);
    pthread_mutex_unlock(&http->lock);
    if (http->watching) pthread_join(http->watch, NULL);
    pthread_cond_destroy(&http->stop);
    pthread_mutex_destroy(&http->lock);
    free(http);
}
