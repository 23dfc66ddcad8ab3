/* desk.c - a store and a request in, a page or data out: where everything of the desk meets. A worker thread opens the store for itself when its first request
 * comes; one more connection, behind a lock, writes corrections. */
#include "desk/desk.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "desk/api.h"
#include "desk/http.h"
#include "desk/query.h"
#include "desk/site.h"

extern const char attache_openapi_start[] __attribute__((visibility("hidden"))), attache_openapi_end[] __attribute__((visibility("hidden")));

struct Desk {
    char *store;
    Reporter reporter;
    Lore lore;
    Queries queries;
    Site site;
    Http *http;
    pthread_key_t reader;  /* of each worker thread */
    pthread_mutex_t lock;  /* of `writer` */
    Reader *writer;        /* opened with the first correction */
};

static void close_reader(void *reader) { reader_close(reader); }

static Reader *reader_of_thread(Desk *desk) {
    Reader *reader = pthread_getspecific(desk->reader);
    if (!reader) {
        reader = reader_open(desk->store, STORE_READ, &desk->queries, &desk->lore, &desk->reporter);
        pthread_setspecific(desk->reader, reader);
    }
    return reader;
}

static void answer_openapi(Request *request, Reply *reply) {
    reply->type = "application/json";
    buf_add(&reply->body, attache_openapi_start, (size_t)(attache_openapi_end - attache_openapi_start));
    http_validate(request, reply);
}

static void answer_correction(Desk *desk, Reader *reader, Request *request, Reply *reply) {
    pthread_mutex_lock(&desk->lock);
    if (!desk->writer) desk->writer = reader_open(desk->store, STORE_WRITE, &desk->queries, &desk->lore, &desk->reporter);
    if (desk->writer) correct_answer(reader, desk->writer, request, reply);
    else http_problem(reply, 500, "the store cannot be written; the desk's standard error says more");
    pthread_mutex_unlock(&desk->lock);
}

static void answer_api(Desk *desk, Request *request, Reply *reply) {
    Reader *reader = reader_of_thread(desk);
    if (!strcmp(request->path, "/api/v1/openapi.json")) answer_openapi(request, reply);
    else if (!reader) http_problem(reply, 500, "the store cannot be read; the desk's standard error says more");
    else if (strcmp(request->method, "POST") != 0) api_answer(reader, request, reply);
    else answer_correction(desk, reader, request, reply);
}

static void answer(Request *request, Reply *reply, void *user) {
    Desk *desk = user;
    bool api = !strncmp(request->path, "/api/v1/", 8), post = !strcmp(request->method, "POST");
    if (post && strcmp(request->path, "/api/v1/corrections") != 0) {
        reply->allow = "GET, HEAD";
        http_problem(reply, 405, "nothing can be posted here");
    } else if (api) {
        answer_api(desk, request, reply);
    } else {
        site_answer(&desk->site, request, reply);
    }
}

/* The token is the first line of a file, so that no list of processes shows it. */
static attache_status read_token(const char *path, const Reporter *r, Buf *out) {
    if (!path || !*path) return buf_str(out, ""), ATTACHE_OK;
    FORWARD_IF_ERROR(base_read_file(path, 1 << 12, out, r));
    buf_char(out, '\n');
    out->n = strcspn(out->p, "\r\n");
    out->p[out->n] = 0;
    size_t good = strspn(out->p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    if (good == out->n && out->n >= 16 && out->n < 256) return ATTACHE_OK;
    return report(r, ATTACHE_ERR_FORMAT, path, "a token is one line of 16 to 255 letters, digits, - and _");
}

static attache_status start_http(Desk *desk, const attache_desk_options *options) {
    Buf token = {0};
    attache_status status = read_token(options->token_file, &desk->reporter, &token);
    HttpOptions http = {.listen = options->listen, .token = token.p, .threads = options->threads, .answer = answer, .user = desk};
    if (status == ATTACHE_OK) status = http_start(&http, &desk->reporter, &desk->http);
    buf_free(&token);
    return status;
}

/* Opens it once before anybody asks, so that a wrong file is told at once. */
static attache_status check_store(const Desk *desk) {
    Store *store;
    FORWARD_IF_ERROR(store_open(desk->store, STORE_READ, &desk->reporter, &store));
    store_close(store);
    return ATTACHE_OK;
}

attache_status desk_start(const char *store, const Know *know, const Language *lang, const attache_desk_options *options, const Reporter *r, Desk **out) {
    Desk *desk = base_zalloc(sizeof *desk);
    desk->store = base_strdup(store);
    if (r) desk->reporter = *r;
    desk->lore = (Lore){know, lang};
    queries_open(&desk->queries);
    site_open(&desk->site);
    pthread_key_create(&desk->reader, close_reader);
    pthread_mutex_init(&desk->lock, NULL);
    attache_status status = check_store(desk);
    if (status == ATTACHE_OK) status = start_http(desk, options);
    *out = status == ATTACHE_OK ? desk : NULL;
    if (!*out) desk_stop(desk);
    return status;
}

const char *desk_address(const Desk *desk) { return http_address(desk->http); }
bool desk_has_pages(const Desk *desk) { return desk->site.n > 0; }

void desk_stop(Desk *desk) {
    if (!desk) return;
    if (desk->http) http_stop(desk->http);
    reader_close(desk->writer);
    pthread_key_delete(desk->reader);
    pthread_mutex_destroy(&desk->lock);
    site_close(&desk->site);
    queries_close(&desk->queries);
    free(desk->store);
    free(desk);
}
