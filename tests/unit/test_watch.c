/* test_watch.c - robots.txt, and fetching feeds from a server on loopback that misbehaves in many ways. */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "files.h"
#include "base/system.h"
#include "read/watch/watch.h"
#include "read/watch/watch_int.h"

/* ---- the server ---- */

static int listener, port;
static atomic_int asked_feed, asked_robots, unchanged, busy_left, at_once, most_at_once;
static atomic_bool robots_fail;

static void send_all(int s, const char *p, size_t n) {
    while (n) {
        ssize_t k = send(s, p, n, MSG_NOSIGNAL);
        if (k <= 0) return;
        p += k, n -= (size_t)k;
    }
}

static void send_text(int s, const char *text) { send_all(s, text, strlen(text)); }

static void answer(int s, const char *head, const char *body) {
    Buf b = {0};
    buf_printf(&b, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", head, strlen(body), body);
    send_all(s, b.p, b.n);
    buf_free(&b);
}

static void answer_page(int s, const char *words) {
    Buf b = {0};
    buf_printf(&b, "<html><head><title>%s</title></head><body><p>%s: Norway and Chad met in Oslo on Monday.</p></body></html>", words, words);
    answer(s, "200 OK\r\nContent-Type: text/html; charset=utf-8", b.p);
    buf_free(&b);
}

static void answer_feed(int s, const char *request) {
    static const char *const pages[] = {"/a",      "/a#comments",    "/b.gz", "/chunked", "/secret/plan", "/moved", "/loop",
                                        "/scheme", "/big",           "/slow", "/half",    "/garbage",     "/500",   "/404",
                                        "/pdf",    "/bomb",          "/busy", "/head",    "relative",     "mailto:me@example.org",
                                        "/nowhere", "http://[::1"};
    asked_feed++;
    if (strstr(request, "If-None-Match: \"v1\"")) {
        unchanged++;
        answer(s, "304 Not Modified", "");
        return;
    }
    Buf b = {0};
    buf_str(&b, "<rss version=\"2.0\"><channel><title>T</title>");
    for (size_t i = 0; i < COUNT_OF(pages); i++) buf_printf(&b, "<item><title>%zu</title><link>%s</link></item>", i, pages[i]);
    buf_str(&b, "</channel></rss>");
    answer(s, "200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"v1\"", b.p);
    buf_free(&b);
}

static void answer_calm_feed(int s, const char *request) {
    if (strstr(request, "If-None-Match: \"calm\"")) {
        unchanged++;
        answer(s, "304 Not Modified", "");
        return;
    }
    Buf b = {0};
    buf_str(&b, "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title>");
    for (int i = 0; i < 12; i++) buf_printf(&b, "<entry><title>%d</title><link href=\"/calm/%d\"/></entry>", i, i);
    buf_str(&b, "</feed>");
    answer(s, "200 OK\r\nContent-Type: application/atom+xml\r\nETag: \"calm\"", b.p);
    buf_free(&b);
}

static void answer_gzip(int s, size_t n) {
    Buf plain = {0}, b = {0};
    buf_str(&plain, "<html><p>packed page</p>");
    while (plain.n < n) buf_str(&plain, "<p>Nothing but the same words over and over again.</p>");
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, plain.n);
    char *packed = base_alloc(bound);
    z.next_in = (Bytef *)plain.p, z.avail_in = (uInt)plain.n, z.next_out = (Bytef *)packed, z.avail_out = (uInt)bound;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    buf_printf(&b, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", (size_t)z.total_out);
    buf_add(&b, packed, z.total_out);
    deflateEnd(&z);
    send_all(s, b.p, b.n);
    free(packed);
    buf_free(&plain);
    buf_free(&b);
}

static void answer_big(int s) {
    char block[4096];
    memset(block, 'x', sizeof block);
    send_text(s, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
    for (int i = 0; i < 4096 && send(s, block, sizeof block, MSG_NOSIGNAL) > 0; i++) {}
}

static void serve(int s, const char *request) {
    char path[256] = "";
    sscanf(request, "GET %255s", path);
    static const char chunks[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                 "1c\r\n<html><p>in chunks</p><p>one\r\n9\r\n two</p>\n\r\n0\r\n\r\n";
    if (!strcmp(path, "/robots.txt")) {
        asked_robots++;
        if (robots_fail) answer(s, "503 Service Unavailable", "");
        else answer(s, "200 OK\r\nContent-Type: text/plain", "User-agent: *\nDisallow: /secret\nAllow: /\n");
    } else if (!strcmp(path, "/feed.xml")) answer_feed(s, request);
    else if (!strcmp(path, "/calm.xml")) answer_calm_feed(s, request);
    else if (!strcmp(path, "/b.gz")) answer_gzip(s, 1000);
    else if (!strcmp(path, "/bomb")) answer_gzip(s, 8 << 20);
    else if (!strcmp(path, "/chunked")) send_all(s, chunks, sizeof chunks - 1);
    else if (!strcmp(path, "/moved")) answer(s, "301 Moved\r\nLocation: /new-place", "");
    else if (!strcmp(path, "/loop")) answer(s, "302 Found\r\nLocation: /loop", "");
    else if (!strcmp(path, "/scheme")) answer(s, "302 Found\r\nLocation: file:///etc/hostname", "");
    else if (!strcmp(path, "/nowhere")) answer(s, "302 Found", "");
    else if (!strcmp(path, "/big")) answer_big(s);
    else if (!strcmp(path, "/slow")) (void)!recv(s, path, 1, 0); /* until the client has had enough */
    else if (!strcmp(path, "/half")) send_text(s, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>");
    else if (!strcmp(path, "/garbage")) send_all(s, "\x00\x01SSH-2.0 what?\r\n\r\n", 18);
    else if (!strcmp(path, "/500")) answer(s, "500 Internal Server Error", "");
    else if (!strcmp(path, "/404")) answer(s, "404 Not Found", "");
    else if (!strcmp(path, "/pdf")) answer(s, "200 OK\r\nContent-Type: application/pdf", "%PDF-1.4");
    else if (!strcmp(path, "/busy") && busy_left-- > 0) answer(s, "429 Too Many Requests\r\nRetry-After: 0", "");
    else if (!strcmp(path, "/head")) {
        send_text(s, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 20000; i++) send_text(s, "X-Many: headers and headers\r\n");
    } else answer_page(s, path);
}

static void *serve_one(void *arg) {
    int s = (int)(intptr_t)arg, now = ++at_once;
    if (now > most_at_once) most_at_once = now;
    char request[4096];
    size_t n = 0;
    ssize_t k;
    while (n < sizeof request - 1 && (k = recv(s, request + n, sizeof request - 1 - n, 0)) > 0) {
        n += (size_t)k;
        request[n] = 0;
        if (strstr(request, "\r\n\r\n")) {
            usleep(1000);
            at_once--; /* before the answer: behind it the next request may come at once */
            serve(s, request);
            close(s);
            return NULL;
        }
    }
    at_once--;
    close(s);
    return NULL;
}

static void *accept_all(void *arg) {
    (void)arg;
    for (int s; (s = accept(listener, NULL, NULL)) >= 0;) {
        pthread_t t;
        if (pthread_create(&t, NULL, serve_one, (void *)(intptr_t)s) == 0) pthread_detach(t);
        else close(s);
    }
    return NULL;
}

static int start_server(void **state) {
    (void)state;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t n = sizeof a;
    pthread_t t;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&a, sizeof a) || listen(listener, 64) || getsockname(listener, (struct sockaddr *)&a, &n)) return -1;
    port = ntohs(a.sin_port);
    return pthread_create(&t, NULL, accept_all, NULL) || pthread_detach(t);
}

/* ---- runs ---- */

static char feeds[200], into[200];

static attache_watch options(const char *list) {
    char text[600], *at = text;
    for (const char *p = list; *p; p++) /* @ stands for the server */
        at += *p == '@' ? sprintf(at, "http://127.0.0.1:%d", port) : (*at = *p, 1);
    *at = 0;
    snprintf(feeds, sizeof feeds, "%s/feeds.txt", dir);
    snprintf(into, sizeof into, "%s/into", dir);
    FILE *f = fopen(feeds, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    messages[0] = 0;
    return (attache_watch){.feeds = feeds, .into = into, .delay = 0, .timeout = 20, .max_size = 100 << 10, .allow_private = true};
}

/* The number of documents in `into`, whose journal is not one, and of those with `words` in their text. */
static size_t archived(const char *words, size_t *with) {
    attache_inputs *in;
    attache_document doc;
    attache_status status;
    const char *path = into;
    size_t n = 0;
    *with = 0;
    assert_int_equal(inputs_open(&path, 1, ATTACHE_AUTO, &reporter, &in), ATTACHE_OK);
    while ((status = inputs_next(in, &doc)) != ATTACHE_END) {
        if (status != ATTACHE_OK) continue;
        n++;
        *with += memmem(doc.data, doc.size, words, strlen(words)) != NULL;
    }
    inputs_close(in);
    return n;
}

static int clean(void **state) {
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s/into'", dir);
    if (system(command) != 0) return -1;
    return tear_down(state);
}

static bool said(const char *what) { return strstr(messages, what) != NULL; }

static void test_misbehaving(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("# feeds\n@/feed.xml\nnonsense\n\n@/feed.xml # twice\n");
    w.timeout = 2;
    asked_feed = asked_robots = unchanged = most_at_once = 0;
    busy_left = 1;
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(asked_feed, 1);
    assert_int_equal(asked_robots, 1);
    assert_true(said("feeds.txt:3"));
    size_t with, n = archived("Norway and Chad", &with);
    assert_int_equal(n, 6); /* a, b.gz, chunked, moved, busy, relative */
    assert_int_equal(c.pages, 6);
    assert_int_equal(with, 4);
    archived("packed page", &with);
    assert_int_equal(with, 1);
    archived("one two", &with);
    assert_int_equal(with, 1);
    archived("/new-place", &with);
    assert_int_equal(with, 1);
    assert_int_equal(c.disallowed, 1);
    assert_int_equal(c.skipped, 1); /* pdf */
    static const char *const wrong[] = {"/loop redirects more", "/scheme redirects to something", "/nowhere redirects to nowhere", "/big is larger", "/bomb is larger",
                                        "/slow", "/half", "/garbage", "/500 the server answers 500", "/404 the server answers 404", "/head its header"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        if (!said(wrong[i])) fail_msg("nothing said of %s:\n%s", wrong[i], messages);
    assert_int_equal(c.failed, COUNT_OF(wrong) + 1);
    /* again: what may be there now is asked for, the rest is known; the feed's state was not noted, since pages of it are owing */
    w = options("@/feed.xml\n");
    w.timeout = 2;
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(c.pages, 0);
    assert_int_equal(unchanged, 0);
    assert_int_equal(c.failed, 4); /* slow, half, garbage, 500 */
    assert_int_equal(archived("x", &with), 6);
}

static void test_unchanged(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\n");
    unchanged = most_at_once = 0;
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(c.pages, 12);
    assert_int_equal(most_at_once, 1); /* one request at a time for a host */
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(c.unchanged, 1);
    assert_int_equal(unchanged, 1);
    assert_int_equal(c.pages, 0);
    assert_string_equal(messages, "");
}

static void test_private(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\nhttp://localhost:1/x\n");
    w.allow_private = false;
    asked_robots = 0;
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(c.feeds, 0);
    assert_int_equal(asked_robots, 0);
    assert_true(said("private network"));
}

static void test_robots_unreachable(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\n");
    robots_fail = true;
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    robots_fail = false;
    assert_int_equal(c.feeds, 0);
    assert_int_equal(c.disallowed, 1);
    assert_true(said("robots.txt of its host could not be read"));
}

static void test_pause(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\n");
    struct timespec a, b;
    w.delay = 0.05;
    clock_gettime(CLOCK_MONOTONIC, &a);
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    clock_gettime(CLOCK_MONOTONIC, &b);
    assert_true((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9 >= 13 * 0.05); /* robots.txt, feed, 12 pages */
}

static void test_two_at_once(void **state) {
    (void)state;
    Journal *j, *k;
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\n");
    assert_int_equal(journal_open(into, SYSTEM_FILE_MODE, &reporter, &j), ATTACHE_OK);
    assert_int_equal(journal_open(into, SYSTEM_FILE_MODE, &reporter, &k), ATTACHE_ERR_IO);
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_ERR_IO);
    assert_true(said("another attache watch"));
    journal_close(j);
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(c.pages, 12);
}

static void test_no_feeds(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("\xEF\xBB\xBF# none yet\n\n");
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    assert_int_equal(c.failed, 1);
    assert_true(said("has no address of a feed"));
}

static void test_foreign_journal(void **state) {
    (void)state;
    char path[300];
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\n");
    assert_int_equal(mkdir(into, 0755), 0);
    snprintf(path, sizeof path, "%s/journal.tsv", into);
    FILE *f = fopen(path, "w");
    fputs("page\thttp://a/\tx.warc.gz\t12\nDear diary\n", f);
    fclose(f);
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_ERR_FORMAT);
    assert_true(said("journal.tsv:2"));
    w = options("@/calm.xml\n");
    w.feeds = "no such list";
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_ERR_FORMAT); /* the journal first */
}

/* Killed at moments spread over a run, and run again to its end: every page is there once. */
static void test_killed(void **state) {
    (void)state;
    attache_watch_counts c;
    attache_watch w = options("@/calm.xml\n");
    for (int round = 0; round < 12; round++) {
        pid_t child = fork();
        if (child == 0) {
            watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c);
            _exit(0);
        }
        usleep((useconds_t)(2000 + round * 1500));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    /* a partial record, a partial line, as left by a kill between two steps */
    char path[300], day[40];
    time_t t = time(NULL);
    strftime(day, sizeof day, "attache-%Y-%m-%d.warc.gz", gmtime(&t));
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    snprintf(path, sizeof path, "%s/%s", into, day);
    FILE *f = fopen(path, "a");
    fputs("\x1f\x8b half of a record", f);
    fclose(f);
    snprintf(path, sizeof path, "%s/journal.tsv", into);
    f = fopen(path, "a");
    fputs("page\thttp://127.0.0.1/half", f);
    fclose(f);
    assert_int_equal(watch_run(&w, SYSTEM_FILE_MODE, &reporter, &c), ATTACHE_OK);
    size_t with;
    messages[0] = 0;
    assert_int_equal(archived("Norway and Chad", &with), 12);
    assert_int_equal(with, 12);
    assert_string_equal(messages, "");
    for (int i = 0; i < 12; i++) {
        char words[40];
        snprintf(words, sizeof words, "<title>/calm/%d</title>", i);
        archived(words, &with);
        assert_int_equal(with, 1);
    }
}

/* ---- robots.txt ---- */

static bool allows(const char *text, const char *path) {
    Robots r;
    robots_read(&r, slice_of(text), "attache");
    bool allow = robots_allow(&r, path);
    robots_free(&r);
    return allow;
}

static void test_robots(void **state) {
    (void)state;
    static const char rules[] = "# ours\nUser-agent: other\nDisallow: /\n\nUser-Agent: Attache\nUser-agent: third\nDisallow: /private/ # not this\n"
                                "Allow: /private/open\nDisallow: /*.pdf$\nDisallow: /q?*draft\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /all\n";
    assert_true(allows(rules, "/"));
    assert_false(allows(rules, "/private/x"));
    assert_true(allows(rules, "/private/open/y")); /* the longest */
    assert_false(allows(rules, "/a/b.pdf"));
    assert_true(allows(rules, "/a/b.pdf?x"));
    assert_false(allows(rules, "/q?a=1&draft=2"));
    assert_true(allows(rules, "/all")); /* our own group goes before that of all */
    assert_false(allows("User-agent: *\nDisallow: /all\n", "/all/x"));
    assert_true(allows("User-agent: *\nDisallow:\n", "/x"));
    assert_true(allows("User-agent: *\nDisallow: /x\nAllow: /x\n", "/x")); /* of two as long, the one that allows */
    assert_false(allows("\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n", "/x"));
    assert_true(allows("", "/x"));
    assert_true(allows("<html><body>Not found</body></html>", "/x"));
    assert_false(allows("User-agent: attache/0.1\nDisallow: /x", "/x"));
    Robots r;
    robots_read(&r, slice_of(rules), "attache");
    assert_true(r.delay > 6.9 && r.delay < 7.1);
    robots_free(&r);
    Buf stars = {0}; /* many stars take no long time */
    buf_str(&stars, "User-agent: *\nDisallow: /");
    for (int i = 0; i < 2000; i++) buf_str(&stars, "*a");
    buf_str(&stars, "b\n");
    char path[4001];
    memset(path, 'a', 4000);
    path[0] = '/', path[4000] = 0;
    assert_true(allows(stars.p, path));
    buf_free(&stars);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_robots),
        cmocka_unit_test_setup_teardown(test_misbehaving, set_up, clean),
        cmocka_unit_test_setup_teardown(test_unchanged, set_up, clean),
        cmocka_unit_test_setup_teardown(test_private, set_up, clean),
        cmocka_unit_test_setup_teardown(test_robots_unreachable, set_up, clean),
        cmocka_unit_test_setup_teardown(test_pause, set_up, clean),
        cmocka_unit_test_setup_teardown(test_two_at_once, set_up, clean),
        cmocka_unit_test_setup_teardown(test_no_feeds, set_up, clean),
        cmocka_unit_test_setup_teardown(test_foreign_journal, set_up, clean),
        cmocka_unit_test_setup_teardown(test_killed, set_up, clean),
    };
    return cmocka_run_group_tests(tests, start_server, NULL);
}
