/* desk.c - answers requests with pages or data: all parts of the desk meet here. The store is opened, and queried for the first page, before the first request
 * can come; the worker thread with the first request takes over that connection, the others open their own. One more connection, behind a lock, writes
 * corrections. */
#include "desk/desk.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/failure.h"
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
    pthread_mutex_t lock;  /* of `writer` and `ready` */
    Reader *ready;         /* opened before the first request; NULL when a thread has it */
    Reader *writer;        /* opened with the first correction */
};

static void close_reader(void *reader) { reader_close(reader); }

static Reader *take_ready(Desk *desk) {
    pthread_mutex_lock(&desk->lock);
    Reader *reader = desk->ready;
    desk->ready = NULL;
    pthread_mutex_unlock(&desk->lock);
    return reader;
}

static Reader *reader_of_thread(Desk *desk) {
    Reader *reader = pthread_getspecific(desk->reader);
    if (reader) return reader;
    reader = take_ready(desk);
    if (!reader) reader_open(desk->store, STORE_READ, &desk->queries, &desk->lore, &desk->reporter, &reader);
    pthread_setspecific(desk->reader, reader);
    return reader;
}

static void answer_openapi(Request *request, Reply *reply) {
    reply->type = "application/json";
    buf_add(&reply->body, attache_openapi_start, (size_t)(attache_openapi_end - attache_openapi_start));
    reply_validate(request, reply);
}

/* What can be posted to. */
static const char correct_path[] = "/api/v1/corrections", undo_path[] = "/api/v1/corrections/undo";

/* After a failure during a correction its connection is reopened for the next. */
static void drop_writer(void *of) {
    Desk *desk = of;
    reader_close(desk->writer);
    desk->writer = NULL;
    pthread_mutex_unlock(&desk->lock);
}

static void answer_correction(Desk *desk, Reader *reader, Request *request, Reply *reply) {
    Cleanup cleanup;
    pthread_mutex_lock(&desk->lock);
    failure_cleanup(&cleanup, drop_writer, desk);
    if (!desk->writer) reader_open(desk->store, STORE_WRITE, &desk->queries, &desk->lore, &desk->reporter, &desk->writer);
    if (desk->writer && !strcmp(request->path, undo_path)) correct_undo(desk->writer, request, reply);
    else if (desk->writer) correct_answer(reader, desk->writer, request, reply);
    else reply_problem(reply, 500, "the store cannot be written; the desk's standard error says more");
    failure_cleaned(&cleanup);
    pthread_mutex_unlock(&desk->lock);
}

static void answer_api(Desk *desk, Request *request, Reply *reply) {
    Reader *reader = reader_of_thread(desk);
    if (!strcmp(request->path, "/api/v1/openapi.json")) answer_openapi(request, reply);
    else if (!reader) reply_problem(reply, 500, "the store cannot be read; the desk's standard error says more");
    else if (strcmp(request->method, "POST") != 0) api_answer(reader, request, reply);
    else answer_correction(desk, reader, request, reply);
}

/* Text escaped for use between two tags. */
static void write_text(Buf *out, Slice text) {
    for (size_t i = 0, plain = 0; i <= text.n; i++) {
        bool special = i < text.n && (text.p[i] == '&' || text.p[i] == '<');
        if (!special && i < text.n) continue;
        buf_add(out, text.p + plain, i - plain);
        if (special) buf_str(out, text.p[i] == '&' ? "&amp;" : "&lt;");
        plain = i + 1;
    }
}

/* An answer in the page, from which web/src/api.ts takes it; `address` is one of ours and has no quotes. */
static void write_answer(Buf *out, Slice address, Slice body) {
    buf_str(out, "<template data-answer=\"");
    write_text(out, address);
    buf_str(out, "\">");
    write_text(out, body);
    buf_str(out, "</template>");
}

/* Runs the API requests that a page will make, as if they had come by themselves. */
static void add_answer(Reader *reader, Slice address, Buf *out) {
    Request request = {.method = "GET", .if_none_match = ""};
    Reply reply = {.status = 200};
    arena_init(&request.arena);
    if (uri_parse(arena_slice(&request.arena, address), &request)) api_answer(reader, &request, &reply);
    if (reply.status == 200 && reply.body.n) write_answer(out, address, (Slice){reply.body.p, reply.body.n});
    buf_free(&reply.body);
    arena_free(&request.arena);
}

static void add_answers(Reader *reader, const char *addresses, Buf *out) {
    for (const char *p = addresses; *p; p += strcspn(p, " "), p += *p == ' ') add_answer(reader, (Slice){p, strcspn(p, " ")}, out);
}

static void answer_site(Desk *desk, Request *request, Reply *reply) {
    Buf answers = {0};
    const char *addresses = site_is_page(request->path) && desk->site.n ? site_answers_of(request) : "";
    Reader *reader = *addresses ? reader_of_thread(desk) : NULL;
    if (reader) add_answers(reader, addresses, &answers);
    site_answer(&desk->site, request, (Slice){answers.p, answers.n}, reply);
    buf_free(&answers);
}

/* After a failure during a query the thread's reader is reopened for the next. */
static void drop_reader(void *of) {
    Desk *desk = of;
    reader_close(pthread_getspecific(desk->reader));
    pthread_setspecific(desk->reader, NULL);
}

static void answer_any(Desk *desk, Request *request, Reply *reply) {
    bool api = !strncmp(request->path, "/api/v1/", 8), post = !strcmp(request->method, "POST");
    if (post && strcmp(request->path, correct_path) != 0 && strcmp(request->path, undo_path) != 0) {
        reply->allow = "GET, HEAD";
        reply_problem(reply, 405, "nothing can be posted here");
    } else if (api) {
        answer_api(desk, request, reply);
    } else {
        answer_site(desk, request, reply);
    }
}

static void answer(Request *request, Reply *reply, void *user) {
    Cleanup cleanup;
    failure_cleanup(&cleanup, drop_reader, user);
    answer_any(user, request, reply);
    failure_cleaned(&cleanup);
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

/* A wrong file is reported at once, and the first visitor does not wait for the most common query. */
static attache_status get_ready(Desk *desk) {
    Buf answers = {0};
    FORWARD_IF_ERROR(reader_open(desk->store, STORE_READ, &desk->queries, &desk->lore, &desk->reporter, &desk->ready));
    add_answers(desk->ready, site_answers_of(&(Request){.path = "/"}), &answers);
    buf_free(&answers);
    return ATTACHE_OK;
}

static void stop(void *desk) { desk_stop(desk); }

attache_status desk_start(const char *store, const Kb *know, const Language *lang, const attache_desk_options *options, const Reporter *r, Desk **out) {
    Desk *desk = base_zalloc(sizeof *desk);
    Cleanup cleanup;
    pthread_key_create(&desk->reader, close_reader);
    pthread_mutex_init(&desk->lock, NULL);
    failure_cleanup(&cleanup, stop, desk);
    desk->store = base_strdup(store);
    if (r) desk->reporter = *r;
    desk->lore = (Lore){know, lang};
    queries_open(&desk->queries);
    site_open(&desk->site);
    attache_status status = get_ready(desk);
    if (status == ATTACHE_OK) status = start_http(desk, options);
    failure_cleaned(&cleanup);
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
    reader_close(desk->ready);
    pthread_key_delete(desk->reader);
    pthread_mutex_destroy(&desk->lock);
    site_close(&desk->site);
    queries_close(&desk->queries);
    free(desk->store);
    free(desk);
}
