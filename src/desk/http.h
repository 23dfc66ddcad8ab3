/* http.h - requests in, replies out: what libmicrohttpd leaves to its user.
 *
 * http.c owns the sockets: it collects a request within limits on size, time and connections, has it judged by guard.c, has it answered by
 * the HttpAnswer that it was started with, and sends the reply with the headers that every reply has.
 *
 * Ownership: a Request and all that it points to belongs to http.c and lives until its reply has been handed over. A Reply's body is handed over
 * with it; `fixed` bytes outlive the server; other strings are literals or lie in the request's arena.
 */
#ifndef ATTACHE_DESK_HTTP_H
#define ATTACHE_DESK_HTTP_H

#include "base/base.h"

enum {
    HTTP_BODY_MAX = 64 << 10,     /* a correction is a few hundred bytes */
    HTTP_MEMORY = 32 << 10,       /* a connection's: request line and headers must fit */
    HTTP_CONNECTIONS = 2048,      /* at once, as far as the limit on open files lets us */
    HTTP_RECEIVE_SECONDS = 15,    /* from the connection, or the reply before, to the last byte of a request */
    HTTP_SEND_SECONDS = 120,      /* from there to the last byte of its reply */
    HTTP_PARAMS_MAX = 32
};

typedef struct HttpParam {
    const char *name, *value;
} HttpParam;

typedef struct Request {
    const char *method;
    const char *path; /* decoded; begins with '/', has no control characters, no "." or ".." and is valid UTF-8 */
    HttpParam params[HTTP_PARAMS_MAX]; /* of the query, decoded */
    size_t n_params;
    Slice body;
    const char *host, *origin, *site, *type, *cookie, *authorization, *if_none_match; /* headers; "" where absent. `site` is Sec-Fetch-Site */
    bool gzip;                                                                        /* the client takes it */
    Arena arena;
} Request;

typedef struct Reply {
    unsigned status;
    const char *type;
    Buf body;
    Slice fixed; /* instead of body where p is set */
    bool gzipped;
    const char *etag;  /* quoted, or NULL */
    const char *cache; /* Cache-Control; NULL: no-cache, which asks again each time and is answered 304 where nothing changed */
    const char *location, *cookie, *allow, *disposition, *link; /* NULL: none */
} Reply;

typedef struct Http Http;
typedef void HttpAnswer(Request *request, Reply *reply, void *user);

typedef struct HttpOptions {
    const char *listen; /* ADDRESS:PORT or [ADDRESS]:PORT, numeric */
    const char *token;  /* "" where none is asked for */
    unsigned threads;   /* 0: as many as there are cores */
    unsigned patience;  /* seconds for a whole request to arrive; 0: HTTP_RECEIVE_SECONDS */
    HttpAnswer *answer; /* runs on any worker thread */
    void *user;
} HttpOptions;

attache_status http_start(const HttpOptions *options, const Reporter *r, Http **out);
const char *http_address(const Http *http);
void http_stop(Http *http);

/* The value of a query parameter, or NULL. */
const char *http_param(const Request *request, const char *name);
/* ---- reply.c ---- */

/* Turns the reply into an error as RFC 9457 has them. */
void reply_problem(Reply *reply, unsigned status, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Gives a reply of 200 an ETag made of its body; 304 without a body where the client has that already. */
void reply_validate(const Request *request, Reply *reply);
/* Is the quoted `etag` among those of an If-None-Match header? */
bool reply_etag_matches(const char *header, const char *etag);

/* ---- uri.c ---- */

/* Takes a request's target apart into path and parameters; false where it is not one that we would ever give out. */
bool uri_parse(const char *raw, Request *out);

/* ---- guard.c ---- */

typedef struct Guard {
    char host[4][64]; /* what Host may say; none: anything, a token being asked for */
    size_t n_hosts;
    const char *token;
} Guard;

/* May this request be answered? If not, the reply says why. */
bool guard_admits(const Guard *guard, Request *request, Reply *reply);

#endif
