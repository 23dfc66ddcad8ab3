/* test_desk.c - the desk as used by browsers, programs and attackers, on loopback: limits on size, time and connections, hostile addresses and hosts, and the
 * answers of the API for a store of examples/reports.jsonl and a malicious page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "desk/http.h"
#include "fixture.h"

/* ---- a client that can misbehave ---- */

static unsigned port;
static char answer[1 << 20]; /* the last one, NUL-terminated */
static size_t answer_size;

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int dial(void) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0) return fd;
    close(fd);
    return -1;
}

/* Reads to the end of the stream; the status of the answer, 0 if there was none. */
static int hear(int fd) {
    int status = 0;
    answer_size = 0;
    for (ssize_t got; answer_size < sizeof answer - 1 && (got = recv(fd, answer + answer_size, sizeof answer - 1 - answer_size, 0)) > 0;)
        answer_size += (size_t)got;
    answer[answer_size] = 0;
    close(fd);
    sscanf(answer, "HTTP/1.1 %d", &status);
    return status;
}

static int say_bytes(const char *request, size_t n) {
    int fd = dial();
    assert_true(fd >= 0);
    for (size_t sent = 0; sent < n;) {
        ssize_t now = send(fd, request + sent, n - sent, MSG_NOSIGNAL);
        if (now <= 0) break; /* it has heard enough */
        sent += (size_t)now;
    }
    return hear(fd);
}

static int say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int say(const char *format, ...) {
    static char request[1 << 17];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(request, sizeof request, format, args);
    va_end(args);
    assert_true(n > 0 && (size_t)n < sizeof request);
    return say_bytes(request, (size_t)n);
}

static int ask_with(const char *method, const char *target, const char *headers, const char *body) {
    return say("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n%s", method, target, port, strlen(body), headers, body);
}

static int ask(const char *target) { return say("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n\r\n", target, port); }

static const char *body(void) {
    const char *end = strstr(answer, "\r\n\r\n");
    return end ? end + 4 : "";
}

static bool answered(const char *text) { return strstr(answer, text) != NULL; }

static void header_value(const char *name, char *out, size_t size) {
    const char *at = strstr(answer, name);
    *out = 0;
    if (at) snprintf(out, size, "%.*s", (int)strcspn(at + strlen(name), "\r"), at + strlen(name));
}

/* ---- the server alone ---- */

static Http *http;

static void echo(Request *request, Reply *reply, void *user) {
    (void)user;
    reply->type = "text/plain";
    buf_printf(&reply->body, "%s %s", request->method, request->path);
    for (size_t i = 0; i < request->n_params; i++) buf_printf(&reply->body, " [%s=%s]", request->params[i].name, request->params[i].value);
    buf_printf(&reply->body, " %zu", request->body.n);
    reply_validate(request, reply);
}

static unsigned port_of(const char *address) { return (unsigned)atoi(strrchr(address, ':') + 1); }

static int start_echo(void **state) {
    (void)state;
    Reporter r = {note, NULL};
    HttpOptions options = {.listen = "127.0.0.1:0", .token = "", .threads = 2, .patience = 1, .answer = echo};
    messages[0] = 0;
    if (http_start(&options, &r, &http) != ATTACHE_OK) return -1;
    port = port_of(http_address(http));
    return 0;
}

static int stop_echo(void **state) {
    (void)state;
    http_stop(http);
    return 0;
}

static void test_answers_with_its_headers(void **state) {
    (void)state;
    assert_int_equal(ask("/a/b?x=1&y=two+words%21&z"), 200);
    assert_string_equal(body(), "GET /a/b [x=1] [y=two words!] [z=] 0");
    assert_true(answered("Content-Security-Policy: default-src 'none'; script-src 'self';"));
    assert_false(answered("unsafe-inline"));
    assert_true(answered("X-Content-Type-Options: nosniff") && answered("X-Frame-Options: DENY") && answered("Referrer-Policy: no-referrer"));
    assert_false(answered("Access-Control-Allow-Origin"));
    assert_int_equal(ask_with("HEAD", "/a", "", ""), 200);
    assert_string_equal(body(), "");
}

static void test_tells_when_nothing_changed(void **state) {
    (void)state;
    char etag[64], headers[128];
    assert_int_equal(ask("/a"), 200);
    header_value("ETag: ", etag, sizeof etag);
    assert_true(etag[0] == '"');
    snprintf(headers, sizeof headers, "If-None-Match: \"other\", W/%s\r\n", etag);
    assert_int_equal(ask_with("GET", "/a", headers, ""), 304);
    assert_string_equal(body(), "");
    assert_int_equal(ask_with("GET", "/b", headers, ""), 200);
}

static void test_answers_under_its_own_name_alone(void **state) {
    (void)state;
    assert_int_equal(say("GET / HTTP/1.1\r\nHost: evil.example:%u\r\nConnection: close\r\n\r\n", port), 421);
    assert_int_equal(say("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n"), 421);
    assert_int_equal(say("GET / HTTP/1.0\r\n\r\n"), 421);
    assert_int_equal(say("GET / HTTP/1.1\r\nHost: LOCALHOST:%u\r\nConnection: close\r\n\r\n", port), 200);
    assert_int_equal(say("GET / HTTP/1.1\r\nHost: [::1]:%u\r\nConnection: close\r\n\r\n", port), 200);
}

static void test_lets_nobody_elses_page_change_anything(void **state) {
    (void)state;
    char own[64];
    snprintf(own, sizeof own, "Origin: http://127.0.0.1:%u\r\n", port);
    assert_int_equal(ask_with("POST", "/a", "Origin: http://evil.example\r\n", "x"), 403);
    assert_int_equal(ask_with("POST", "/a", "Origin: null\r\n", "x"), 403);
    assert_int_equal(ask_with("POST", "/a", "Sec-Fetch-Site: cross-site\r\n", "x"), 403);
    assert_int_equal(ask_with("POST", "/a", "Sec-Fetch-Site: same-site\r\n", "x"), 403);
    assert_int_equal(ask_with("POST", "/a", own, "x"), 200);
    assert_int_equal(ask_with("PUT", "/a", own, "x"), 405);
    assert_true(answered("Allow: GET, HEAD, POST"));
    assert_int_equal(ask_with("DELETE", "/a", own, ""), 405);
}

static void test_refuses_odd_addresses(void **state) {
    (void)state;
    static const char *const odd[] = {"/../etc/passwd", "/a/../b",  "/%2e%2e/etc/passwd", "/a/%2e", "//evil.example/", "/a//b", "/a%00b", "/a%0d%0aSet-Cookie:x",
                                      "/%zz",           "/a%",      "/a%4",               "/%ff",   "/%c0%af",          "/a\\b", "/a%5cb", "/%ed%a0%80",
                                      "/a?x=%ff",       "/a?x=%0a", "evil",               "*",      "http://evil.example/"};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        int status = ask(odd[i]);
        if (status != 400) print_message("%s: %d\n", odd[i], status);
        assert_int_equal(status, 400);
        assert_false(answered("root:"));
    }
    char many[2048] = "/a?";
    for (int i = 0; i < HTTP_PARAMS_MAX + 1; i++) snprintf(many + strlen(many), sizeof many - strlen(many), "p%d=1&", i);
    assert_int_equal(ask(many), 400);
    assert_int_equal(ask("/%e2%82%ac/caf%c3%a9"), 200);
    assert_string_equal(body(), "GET /€/café 0");
}

static void test_limits_sizes(void **state) {
    (void)state;
    static char large[HTTP_BODY_MAX + 2], piece[HTTP_BODY_MAX + 64];
    memset(large, 'x', HTTP_BODY_MAX);
    assert_int_equal(ask_with("POST", "/a", "", large), 200);
    large[HTTP_BODY_MAX] = 'x';
    assert_int_equal(ask_with("POST", "/a", "", large), 413);
    snprintf(piece, sizeof piece, "%x\r\n%s\r\n0\r\n\r\n", HTTP_BODY_MAX + 1, large);
    assert_int_equal(say("POST /a HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n%s", port, piece), 413);
    assert_int_equal(say("POST /a HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 99999999999\r\n\r\n", port), 413);
    int status = say("GET /%.*s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", HTTP_MEMORY + 4096, large, port);
    assert_true(status == 414 || status == 431 || status == 0);
    status = say("GET / HTTP/1.1\r\nX: %.*s\r\n\r\n", HTTP_MEMORY + 4096, large);
    assert_true(status == 431 || status == 413 || status == 0);
    assert_int_equal(ask("/still"), 200);
}

static void test_hangs_up_on_the_slow(void **state) {
    (void)state;
    static const char drip[] = "GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    size_t drops = 0; /* a tenth of a second apart, or more on a busy machine */
    int fd = dial(), half = dial();
    assert_true(fd >= 0 && half >= 0);
    assert_true(send(half, "POST /half HTTP/1.1\r\nContent-Le", 31, MSG_NOSIGNAL) == 31);
    bool closed = false;
    for (; drops < sizeof drip - 1 && !closed; drops++) {
        char byte;
        closed = send(fd, drip + drops, 1, MSG_NOSIGNAL) < 0 || recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
        usleep(100000);
    }
    close(fd);
    assert_true(closed);
    assert_true(drops < 50);
    assert_int_equal(hear(half), 0);
    assert_int_equal(ask("/still"), 200);
}

/* A thousand clients that send nothing, or half a request; a proper request is answered meanwhile, and afterwards all of them are gone. */
static void test_bears_a_thousand(void **state) {
    (void)state;
    enum { CROWD = 1000 };
    static int crowd[CROWD];
    int there = 0;
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = dial();
        if (crowd[i] < 0) continue;
        there++;
        if (i % 2) (void)!send(crowd[i], "GET / HTTP/1.1\r\nHo", 18, MSG_NOSIGNAL);
    }
    assert_true(there > CROWD * 9 / 10);
    double begun = seconds();
    assert_int_equal(ask("/in-the-crowd"), 200);
    assert_true(seconds() - begun < 10);
    for (int i = 0; i < CROWD; i++) {
        if (crowd[i] < 0) continue;
        char rest[64];
        while (recv(crowd[i], rest, sizeof rest, 0) > 0) continue;
        close(crowd[i]);
    }
    assert_true(seconds() - begun < 30);
    assert_int_equal(ask("/still"), 200);
}

static void test_survives_noise(void **state) {
    (void)state;
    unsigned seed = 7;
    static const char *const begins[] = {"", "GET ", "GET / HTTP/1.1\r\n", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"};
    for (int round = 0; round < 60; round++) {
        char noise[512];
        size_t n = (size_t)snprintf(noise, sizeof noise, "%s", begins[round % (int)COUNT_OF(begins)]);
        for (; n < sizeof noise; n++) noise[n] = (char)((seed = seed * 1103515245u + 12345u) >> 16);
        int fd = dial();
        assert_true(fd >= 0);
        (void)!send(fd, noise, sizeof noise, MSG_NOSIGNAL);
        shutdown(fd, SHUT_WR);
        hear(fd);
    }
    assert_int_equal(ask("/still"), 200);
}

static void test_asks_for_a_token(void **state) {
    (void)state;
    Reporter r = {note, NULL};
    Http *guarded;
    HttpOptions options = {.listen = "0.0.0.0:0", .token = "", .answer = echo};
    assert_int_equal(http_start(&options, &r, &guarded), ATTACHE_ERR_USAGE);
    options.listen = "127.0.0.1:0";
    options.token = "abcdefghijklmnop";
    assert_int_equal(http_start(&options, &r, &guarded), ATTACHE_OK);
    unsigned old = port;
    port = port_of(http_address(guarded));
    assert_int_equal(ask("/"), 401);
    assert_true(answered("<form method=\"post\" action=\"/token\">"));
    assert_int_equal(ask("/api/v1/about"), 401);
    assert_true(answered("application/problem+json"));
    assert_int_equal(ask_with("GET", "/a", "Authorization: Bearer abcdefghijklmnoq\r\n", ""), 401);
    assert_int_equal(ask_with("GET", "/a", "Authorization: Bearer abcdefghijklmno\r\n", ""), 401);
    assert_int_equal(ask_with("GET", "/a", "Authorization: Bearer \r\n", ""), 401);
    assert_int_equal(ask_with("GET", "/a", "Authorization: Bearer abcdefghijklmnop\r\n", ""), 200);
    assert_int_equal(ask_with("GET", "/a", "Cookie: b=1; attache=abcdefghijklmnop\r\n", ""), 200);
    assert_int_equal(ask_with("POST", "/token", "", "token=abcdefghijklmnox"), 403);
    assert_true(answered("This is not the token") && answered("<form method=\"post\" action=\"/token\">"));
    assert_int_equal(ask_with("POST", "/token", "", "token=abcdefghijklmnop"), 303);
    assert_true(answered("Set-Cookie: attache=abcdefghijklmnop; Path=/; HttpOnly; SameSite=Strict"));
    http_stop(guarded);
    port = old;
}

static void test_says_where_it_cannot_listen(void **state) {
    (void)state;
    static const char *const wrong[] = {"8765", "localhost:8765", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999", "::1:80", "[::1:80", ""};
    Reporter r = {note, NULL};
    Http *other;
    char taken[32];
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        HttpOptions options = {.listen = wrong[i], .token = "", .answer = echo};
        assert_int_equal(http_start(&options, &r, &other), ATTACHE_ERR_USAGE);
    }
    snprintf(taken, sizeof taken, "127.0.0.1:%u", port);
    HttpOptions options = {.listen = taken, .token = "", .answer = echo};
    messages[0] = 0;
    assert_int_equal(http_start(&options, &r, &other), ATTACHE_ERR_IO);
    assert_non_null(strstr(messages, "cannot listen there"));
}

/* ---- the desk on a store ---- */

static attache *knowledge;
static attache_desk *desk;
static char store_path[128];

static const char hostile[] = "{\"id\": \"hostile\", \"date\": \"2018-02-20\", \"source\": \"<b>Press</b>\", \"title\": \"<script>alert(1)</script> Peru criticised Chile\", "
                              "\"text\": \"Peru criticised Chile on Tuesday. <img src=x onerror=alert(2)> =1+1 \\u0000 Chile rejected the complaint.\"}\n";

static bool ingest(const char *path) {
    attache_store *store;
    attache_inputs *inputs;
    attache_ingest_counts counts;
    if (attache_store_open(knowledge, store_path, ATTACHE_STORE_CREATE, &store) != ATTACHE_OK) return false;
    if (attache_inputs_open(knowledge, &path, 1, ATTACHE_AUTO, &inputs) != ATTACHE_OK) return false;
    attache_ingest job = {.store = store, .inputs = inputs, .threads = 1};
    bool good = attache_ingest_run(&job, &counts) == ATTACHE_OK && counts.added > 0;
    attache_inputs_close(inputs);
    attache_store_close(store);
    return good;
}

static int start_desk(void **state) {
    (void)state;
    char path[96];
    attache_options options = {.on_message = note};
    attache_desk_options how = {.listen = "127.0.0.1:0", .threads = 2};
    if (!make_fixture_dir() || attache_open(&options, &knowledge) != ATTACHE_OK) return -1;
    write_table("hostile.jsonl", hostile);
    snprintf(store_path, sizeof store_path, "%s/news.attache", dir);
    snprintf(path, sizeof path, "%s/hostile.jsonl", dir);
    if (!ingest("examples/reports.jsonl") || !ingest(path) || attache_desk_start(knowledge, store_path, &how, &desk) != ATTACHE_OK) return -1;
    port = port_of(attache_desk_address(desk));
    return 0;
}

static int stop_desk(void **state) {
    (void)state;
    char command[128];
    attache_desk_stop(desk);
    attache_close(knowledge);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

/* Requests JSON and gets it; free it with json_decref. */
static json_t *fetch(const char *target) {
    int status = ask(target);
    json_t *value = json_loads(body(), 0, NULL);
    if (status != 200 || !value) print_message("%s: %d %.300s\n", target, status, body());
    assert_int_equal(status, 200);
    assert_non_null(value);
    return value;
}

static size_t count_items(const char *target) {
    json_t *list = fetch(target);
    size_t n = json_array_size(json_object_get(list, "items"));
    json_decref(list);
    return n;
}

static void test_answers_every_address(void **state) {
    (void)state;
    static const char *const lists[] = {"happenings", "dyads", "dyads?order=changed", "dyads/KAZ/IND/months", "dyads/KAZ/IND/months?context=military", "actors", "actors/KAZ/months",
                                        "actors/KAZ/partners", "actors/KAZ/partners?year=2017", "actors/KAZ/matrix", "actors/KAZ/people", "stories", "stories?q=uranium",
                                        "stories/1/events", "sources", "coverage", "categories", "contexts", "modes", "counts?by=month,event", "happenings?event=not%20CONSULT,AID&actor=KAZ,IND", "dyads/IND/PAK/contexts?from=2017&to=2018-01", "dyads/IND/PAK/people",
                                        "dyads/IND/PAK/voices", "dyads/IND/PAK/sources"};
    char target[128];
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        snprintf(target, sizeof target, "/api/v1/%s", lists[i]);
        size_t n = count_items(target);
        if (!n) print_message("%s: nothing\n", lists[i]);
        assert_true(n > 0);
        snprintf(target, sizeof target, "/api/v1/%s%sformat=csv", lists[i], strchr(lists[i], '?') ? "&" : "?");
        assert_int_equal(ask(target), 200);
        assert_true(answered("Content-Type: text/csv; charset=utf-8") && strstr(body(), "\r\n") && strlen(strstr(body(), "\r\n")) > 2);
    }
    static const char *const ones[] = {"about", "dyads/KAZ/IND", "actors/KAZ", "stories/1", "happenings/1", "openapi.json"};
    for (size_t i = 0; i < COUNT_OF(ones); i++) {
        snprintf(target, sizeof target, "/api/v1/%s", ones[i]);
        json_decref(fetch(target));
        assert_true(answered("ETag: \""));
    }
}

static void test_says_what_is_wrong_with_a_question(void **state) {
    (void)state;
    static const char *const bad[] = {"happenings?from=yesterday", "happenings?actor=Kazakhstan", "happenings?limit=0", "happenings?limit=501", "happenings?limit=x", "happenings?key=1",
                                      "happenings?key=1_2_3", "happenings?quad=1;drop", "happenings?quad=5", "happenings?quad=1,x", "happenings?event=", "happenings?event=GREET", "stories?event=AID,greet",
                                      "happenings?from=2018&to=2017", "dyads/KAZ/IND/people?from=2018-02&to=2018-01", "happenings?min_sources=-1", "happenings?direction=up", "happenings?colour=red",
                                      "happenings?from=2017&from=2018", "happenings?q=", "dyads?order=best", "stories?q=%20", "about?limit=3", "happenings?format=xml", "counts?by=colour", "counts?by=month,year", "counts?sum=dogs", "happenings?actor=not%20KAZ&with=IND", "happenings?actor=KAZ,&with=IND", "happenings?event=not", "happenings?mode=sleep", "happenings?source=Nobody", "actors/KAZ/partners?year=all"};
    static const char *const missing[] = {"nothing", "happenings/999999", "happenings/x", "happenings/-1", "stories/0", "dyads/KAZ", "dyads/KAZ/Q", "actors/kazakhstan", "", "happenings/1/2/3"};
    char target[128];
    for (size_t i = 0; i < COUNT_OF(bad) + COUNT_OF(missing); i++) {
        bool is_bad = i < COUNT_OF(bad);
        snprintf(target, sizeof target, "/api/v1/%s", is_bad ? bad[i] : missing[i - COUNT_OF(bad)]);
        int status = ask(target);
        if (status != (is_bad ? 400 : 404)) print_message("%s: %d\n", target, status);
        assert_int_equal(status, is_bad ? 400 : 404);
        assert_true(answered("Content-Type: application/problem+json"));
        json_t *problem = json_loads(body(), 0, NULL);
        assert_int_equal(json_integer_value(json_object_get(problem, "status")), status);
        assert_true(json_string_length(json_object_get(problem, "detail")) > 10);
        json_decref(problem);
    }
    /* Operators of the full-text engine are treated as ordinary words. */
    assert_int_equal(ask("/api/v1/stories?q=AND%20NEAR(%20%22a%20-%5E*%20title:x"), 200);
    assert_int_equal(ask("/api/v1/happenings?person=%25_%5C'--"), 200);
}

/* Pages contain the same rows as a single list, each once and in the same order. */
static void test_pages_by_key(void **state) {
    (void)state;
    static const char *const lists[] = {"happenings", "stories", "stories?q=said", "happenings?actor=IND", "happenings?q=talks", "happenings?person=a"};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        char target[200], join = strchr(lists[i], '?') ? '&' : '?', key[64] = "";
        snprintf(target, sizeof target, "/api/v1/%s%climit=500", lists[i], join);
        json_t *whole = fetch(target), *items = json_object_get(whole, "items");
        size_t at = 0;
        do {
            snprintf(target, sizeof target, "/api/v1/%s%climit=7%s%s", lists[i], join, *key ? "&key=" : "", key);
            json_t *page = fetch(target), *item;
            size_t k;
            json_array_foreach(json_object_get(page, "items"), k, item) {
                assert_true(json_equal(item, json_array_get(items, at)));
                at++;
            }
            const char *next = json_string_value(json_object_get(page, "next"));
            snprintf(key, sizeof key, "%s", next ? next : "");
            json_decref(page);
        } while (*key && at < 1000);
        assert_int_equal(at, json_array_size(items));
        json_decref(whole);
    }
}

static void test_gives_hostile_text_as_text(void **state) {
    (void)state;
    json_t *found = fetch("/api/v1/stories?q=Peru"), *story = json_array_get(json_object_get(found, "items"), 0);
    assert_non_null(strstr(json_string_value(json_object_get(story, "title")), "<script>alert(1)</script>"));
    assert_true(answered("X-Content-Type-Options: nosniff") && answered("Content-Type: application/json"));
    json_decref(found);
    assert_int_equal(ask("/api/v1/stories?q=Peru&format=csv"), 200);
    assert_true(answered("Content-Disposition: attachment"));
}

static void test_keeps_corrections(void **state) {
    (void)state;
    static const char json[] = "Content-Type: application/json\r\n";
    char sent[256];
    json_t *events = fetch("/api/v1/stories/1/events");
    long long record = json_integer_value(json_object_get(json_array_get(json_object_get(events, "items"), 0), "id"));
    json_decref(events);
    snprintf(sent, sizeof sent, "{\"record\": %lld, \"field\": \"actor\", \"value\": \"CHN.GOV.MIL; KAZ\", \"who\": \"Ada <b>\", \"note\": \"=x\"}", record);
    assert_int_equal(ask_with("POST", "/api/v1/corrections", "Content-Type: text/plain\r\n", sent), 415);
    assert_int_equal(ask_with("POST", "/api/v1/corrections", "Content-Type: application/json\r\nOrigin: http://evil.example\r\n", sent), 403);
    assert_int_equal(count_items("/api/v1/corrections"), 0);
    assert_int_equal(ask_with("POST", "/api/v1/corrections", json, sent), 201);
    assert_int_equal(count_items("/api/v1/corrections"), 1);
    events = fetch("/api/v1/stories/1/events");
    assert_true(answered("\"value\":\"CHN.GOV.MIL; KAZ\"") && answered("\"was\":\"KAZ\""));
    json_decref(events);
    assert_int_equal(ask("/api/v1/corrections?format=csv"), 200);
    assert_true(answered("\"'=x\""));
    static const char *const wrong[] = {"[]", "{}", "{\"record\": 1}", "{\"record\": 1, \"field\": \"actor\", \"value\": \"china\", \"who\": \"A\"}",
                                        "{\"record\": 1, \"field\": \"recipient\", \"value\": \"CHN.\", \"who\": \"A\"}", "{\"record\": 1, \"field\": \"recipient\", \"value\": \"CHN;\", \"who\": \"A\"}",
                                        "{\"record\": 1, \"field\": \"recipient\", \"value\": \"CHNA\", \"who\": \"A\"}",
                                        "{\"record\": 1, \"field\": \"event\", \"value\": \"MEET\", \"who\": \"A\"}", "{\"record\": 1, \"field\": \"id\", \"value\": \"x\", \"who\": \"A\"}",
                                        "{\"record\": 1, \"field\": \"wrong\", \"value\": \"x\", \"who\": \"\"}", "{\"record\": 1, \"field\": \"wrong\", \"value\": 7, \"who\": \"A\"}",
                                        "{\"record\": 1, \"field\": \"wrong\", \"value\": \"x\", \"who\": \"A\", \"more\": 1}",
                                        "{\"record\": 1, \"field\": \"date\", \"value\": \"soon\", \"who\": \"A\"}"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) assert_int_equal(ask_with("POST", "/api/v1/corrections", json, wrong[i]), 422);
    assert_int_equal(ask_with("POST", "/api/v1/corrections", json, "{\"record\": 1,"), 400);
    assert_int_equal(ask_with("POST", "/api/v1/corrections", json, "\xff\xfe"), 400);
    assert_int_equal(ask_with("POST", "/api/v1/corrections", json, "{\"record\": 999999, \"field\": \"wrong\", \"value\": \"x\", \"who\": \"A\"}"), 404);
    assert_int_equal(ask_with("POST", "/api/v1/about", json, sent), 405);
    assert_int_equal(count_items("/api/v1/corrections"), 1);
    static const char undo[] = "/api/v1/corrections/undo";
    assert_int_equal(ask_with("POST", "/api/v1/corrections", json, sent), 201); /* once more: number 2 stands upon number 1 */
    static const char *const no_undo[] = {"[]", "{}", "{\"number\": 1}", "{\"number\": 0, \"who\": \"A\"}", "{\"number\": 1, \"who\": \"\"}", "{\"number\": 1, \"who\": \"A\", \"more\": 1}"};
    for (size_t i = 0; i < COUNT_OF(no_undo); i++) assert_int_equal(ask_with("POST", undo, json, no_undo[i]), 422);
    assert_int_equal(ask_with("POST", undo, "Content-Type: text/plain\r\n", "{\"number\": 2, \"who\": \"Eve\"}"), 415);
    assert_int_equal(ask_with("POST", undo, json, "{\"number\": 99, \"who\": \"Eve\"}"), 404);
    assert_int_equal(ask_with("POST", undo, json, "{\"number\": 1, \"who\": \"Eve\"}"), 409);
    assert_int_equal(ask_with("POST", undo, json, "{\"number\": 2, \"who\": \"Eve\"}"), 201);
    assert_true(answered("\"value\":\"CHN.GOV.MIL; KAZ\"") && answered("\"who\":\"Eve\"") && answered("\"note\":\"takes back 2\""));
    assert_int_equal(ask_with("POST", undo, json, "{\"number\": 3, \"who\": \"Eve\"}"), 201);
    assert_int_equal(count_items("/api/v1/corrections"), 4);
    assert_int_equal(ask(undo), 404);
}

static void test_shows_pages(void **state) {
    (void)state;
    static const char *const pages[] = {"/", "/dyad/KAZ/IND", "/actor/KAZ", "/happening/1", "/story/1", "/search?q=x", "/about", "/actors"};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        assert_int_equal(ask(pages[i]), 200);
        assert_true(answered("Content-Type: text/html; charset=utf-8"));
        assert_false(answered("Content-Encoding"));
        assert_non_null(strstr(body(), "attache"));
    }
    assert_int_equal(ask("/assets/nothing.js"), 404);
    assert_true(answered("application/problem+json"));
    assert_int_equal(ask("/nothing"), 404);
    if (!attache_desk_has_pages(desk)) return;
    assert_true(answered("Content-Type: text/html"));
    assert_int_equal(ask("/dyad/KAZ/IND"), 200);
    assert_true(answered("Link: </assets/dyad-") && answered("rel=modulepreload") && answered("as=font; crossorigin"));
    assert_false(answered("data-answer"));
    assert_int_equal(ask_with("GET", "/about", "Accept-Encoding: gzip\r\n", ""), 200);
    assert_true(answered("Content-Encoding: gzip"));
    assert_int_equal(ask("/licences.txt"), 200);
    assert_non_null(strstr(body(), "preact"));
}

/* The first page comes with what its script asks for first, as text: an article's markup is none in it. It is told apart by that. */
static void test_sends_answers_in_the_first_page(void **state) {
    (void)state;
    char etag[64], headers[128];
    if (!attache_desk_has_pages(desk)) return;
    assert_int_equal(ask("/"), 200);
    assert_true(answered("<template data-answer=\"/api/v1/about\">{\"documents\"") && answered("<template data-answer=\"/api/v1/headlines?limit=40\">{\"items\""));
    assert_true(answered("&lt;script>alert(1)&lt;/script>"));
    assert_false(answered("<script>alert(1)"));
    assert_non_null(strstr(body(), "</template></body>"));
    header_value("ETag: ", etag, sizeof etag);
    snprintf(headers, sizeof headers, "If-None-Match: %s\r\n", etag);
    assert_int_equal(ask_with("GET", "/", headers, ""), 304);
    assert_int_equal(ask_with("GET", "/about", headers, ""), 200);
    assert_int_equal(ask("/?quad=4"), 200);
    assert_false(answered("data-answer"));
}

static void test_refuses_what_is_no_store(void **state) {
    (void)state;
    attache_desk *other;
    char path[128], token[128];
    attache_desk_options how = {.listen = "127.0.0.1:0"};
    snprintf(path, sizeof path, "%s/hostile.jsonl", dir);
    assert_int_not_equal(attache_desk_start(knowledge, path, &how, &other), ATTACHE_OK);
    assert_null(other);
    assert_int_not_equal(attache_desk_start(knowledge, "/nonexistent/store", &how, &other), ATTACHE_OK);
    write_table("token", "short\n");
    snprintf(token, sizeof token, "%s/token", dir);
    how.token_file = token;
    messages[0] = 0;
    assert_int_equal(attache_desk_start(knowledge, store_path, &how, &other), ATTACHE_ERR_FORMAT);
    assert_non_null(strstr(messages, "16 to 255 letters"));
}

/* The answer about the data, without the size of the file. */
static char *about_data(void) {
    json_t *about = fetch("/api/v1/about");
    json_object_del(about, "bytes");
    char *text = json_dumps(about, JSON_SORT_KEYS);
    json_decref(about);
    return text;
}

static void run_sql(const char *path, const char *sql) {
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* What the desk says about a store does not depend on its age: this one is reset to the schema of version 2. */
static void test_shows_an_older_store(void **state) {
    (void)state;
    attache_desk *other;
    attache_desk_options how = {.listen = "127.0.0.1:0", .threads = 1};
    char path[128], copy[192];
    unsigned own_port = port;
    snprintf(path, sizeof path, "%s/older.attache", dir);
    snprintf(copy, sizeof copy, "VACUUM INTO '%s'", path);
    run_sql(store_path, copy);
    run_sql(path, "ALTER TABLE document DROP COLUMN authors; ALTER TABLE document DROP COLUMN agency; ALTER TABLE report RENAME COLUMN signature TO traits; ALTER TABLE report DROP COLUMN main; ALTER TABLE happening DROP COLUMN title; ALTER TABLE happening DROP COLUMN main; DROP INDEX event_by_country; DROP INDEX event_by_place; DROP INDEX event_by_point; DROP INDEX event_by_number; DROP INDEX happening_by_town; DROP INDEX happening_by_point; DROP INDEX happening_by_number; ALTER TABLE dyad_event DROP COLUMN confidence; ALTER TABLE dyad_happening DROP COLUMN confidence; ALTER TABLE dyad_event DROP COLUMN cameo; ALTER TABLE dyad_happening DROP COLUMN cameo;"
                  "CREATE TABLE old (id INTEGER PRIMARY KEY, code TEXT NOT NULL, sector TEXT NOT NULL, other_sectors TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL,"
                  "UNIQUE (code, sector, other_sectors, name, office)) STRICT; INSERT INTO old SELECT id, code, sector, other_sectors, name, office FROM entity; DROP TABLE entity;"
                  "ALTER TABLE old RENAME TO entity; CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE) WHERE name <> '';"
                  "DROP TABLE total; DROP TABLE term; DROP TABLE event_digest; DROP TABLE happening_digest; DROP INDEX party_by_name; DROP INDEX happening_party_by_name; ALTER TABLE party DROP COLUMN named;"
                  "ALTER TABLE happening_party DROP COLUMN named; CREATE INDEX party_by_entity ON party (entity, event);"
                  "CREATE INDEX happening_party_by_entity ON happening_party (entity, happening); PRAGMA user_version = 2");
    char *today = about_data();
    assert_int_equal(attache_desk_start(knowledge, path, &how, &other), ATTACHE_OK);
    port = port_of(attache_desk_address(other));
    char *then = about_data();
    assert_string_equal(today, then);
    assert_null(strstr(today, "\"events\":0"));
    attache_desk_stop(other);
    port = own_port;
    free(today);
    free(then);
}

int main(void) {
    const struct CMUnitTest server[] = {
        cmocka_unit_test(test_answers_with_its_headers), cmocka_unit_test(test_tells_when_nothing_changed),
        cmocka_unit_test(test_answers_under_its_own_name_alone), cmocka_unit_test(test_lets_nobody_elses_page_change_anything),
        cmocka_unit_test(test_refuses_odd_addresses), cmocka_unit_test(test_limits_sizes), cmocka_unit_test(test_hangs_up_on_the_slow),
        cmocka_unit_test(test_bears_a_thousand), cmocka_unit_test(test_survives_noise), cmocka_unit_test(test_asks_for_a_token),
        cmocka_unit_test(test_says_where_it_cannot_listen)};
    const struct CMUnitTest whole[] = {
        cmocka_unit_test(test_answers_every_address), cmocka_unit_test(test_says_what_is_wrong_with_a_question), cmocka_unit_test(test_pages_by_key),
        cmocka_unit_test(test_gives_hostile_text_as_text), cmocka_unit_test(test_keeps_corrections), cmocka_unit_test(test_shows_pages), cmocka_unit_test(test_sends_answers_in_the_first_page), cmocka_unit_test(test_shows_an_older_store),
        cmocka_unit_test(test_refuses_what_is_no_store)};
    return cmocka_run_group_tests(server, start_echo, stop_echo) | cmocka_run_group_tests(whole, start_desk, stop_desk);
}
