/* http.h - HTTP requests and replies, on top of libmicrohttpd.
 *
 * http.c owns the sockets: it receives a request within limits on size, time and connections, has guard.c check it, has the HttpAnswer that it was started with
 * answer it, and sends the reply with the common headers.
 *
 * Ownership: a Request and everything it points to belongs to http.c and lives until its reply has been passed on. A Reply's body is passed on with it; `fixed`
 * bytes outlive the server; other strings are literals or in the request's arena.
 */
#ifndef ATTACHE_DESK_HTTP_H
#define ATTACHE_DESK_HTTP_H

#include "base/base.h"

enum {
    HTTP_BODY_MAX = 64 << 10,     /* a correction is a few hundred bytes */
    HTTP_MEMORY = 32 << 10,       /* for a connection: request line and headers must fit */
    HTTP_CONNECTIONS = 2048,      /* at once, as far as the limit on open files allows */
    HTTP_RECEIVE_SECONDS = 15,    /* from the connection, or the previous reply, to the last byte of a request */
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
    bool gzip;                                                                        /* the client accepts it */
    Arena arena;
} Request;

typedef struct Reply {
    unsigned status;
    const char *type;
    Buf body;
    Slice fixed; /* used instead of body if p is set */
    bool gzipped;
    const char *etag;  /* quoted, or NULL */
    const char *cache; /* Cache-Control; NULL: no-cache, which revalidates each time and gets 304 if nothing has changed */
    const char *location, *cookie, *allow, *disposition, *link; /* NULL: none */
} Reply;

typedef struct Http Http;
typedef void HttpAnswer(Request *request, Reply *reply, void *user);

typedef struct HttpOptions {
    const char *listen; /* ADDRESS:PORT or [ADDRESS]:PORT, numeric */
    const char *token;  /* "" if none is required */
    unsigned threads;   /* 0: one per core */
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

/* Turns the reply into an error in the format of RFC 9457. */
void reply_problem(Reply *reply, unsigned status, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Gives a reply with status 200 an ETag made from its body; 304 without a body if the client already has it. */
void reply_validate(const Request *request, Reply *reply);
/* Whether the quoted `etag` is in an If-None-Match header. */
bool reply_etag_matches(const char *header, const char *etag);

/* ---- uri.c ---- */

/* Splits a request's target into path and parameters; false if we would never produce such a target. */
bool uri_parse(const char *raw, Request *out);

/* ---- guard.c ---- */

typedef struct Guard {
    char host[4][64]; /* accepted values of Host; none: any, with a token required */
    size_t n_hosts;
    const char *token;
} Guard;

/* Whether this request may be answered; if not, the reply says why. */
bool guard_admits(const Guard *guard, Request *request, Reply *reply);

#endif
