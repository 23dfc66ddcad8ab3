/* test_noise.c - damaged documents through all stages: attache copes with any bytes, and its offsets are correct. NOISE_ROUNDS=N runs more rounds than a build
 * needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attache.h"
#include "base/base.h"

static attache *knowledge;
static attache_context *ctx;
static Buf page, article;
static uint64_t seed = 88172645463325252u;

static size_t pick(size_t n) { /* xorshift64 (Marsaglia 2003) */
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return n ? seed % n : 0;
}

static void check_span(const char *text, size_t size, uint32_t start, uint32_t end, const char *words) {
    if (!end) return;
    assert_true(start < end && end <= size);
    assert_int_equal(strlen(words), end - start);
    assert_memory_equal(text + start, words, end - start);
}

static int on_event(const attache_event *e, void *user) {
    const attache_entity *const sides[] = {e->actors, e->recipients, e->participants};
    const size_t counts[] = {e->n_actors, e->n_recipients, e->n_participants};
    *(size_t *)user += 1;
    assert_true(e->id[0] && e->event[0] && e->link[0] && e->quad_code >= 1 && e->quad_code <= 4);
    if (e->part != ATTACHE_BODY) return 0;
    check_span(e->article->text, e->article->text_size, e->start, e->end, e->text);
    for (size_t s = 0; s < 3; s++)
        for (size_t i = 0; i < counts[s]; i++)
            check_span(e->article->text, e->article->text_size, sides[s][i].start, sides[s][i].end, sides[s][i].text);
    return 0;
}

static int count_bytes(const char *data, size_t size, void *user) {
    assert_int_equal(utf8_valid(data, size), size);
    *(size_t *)user += size;
    return 0;
}

/* One more damage: bytes changed, removed, repeated, or inserted. */
static void damage(Buf *b) {
    static const char *const noise[] = {"\xff\xfe", "\xe2\x80", "<",    "</p><p>", "<table><tr>",      "&#xD800;", "\"", "\u201c", "((((((", ",,,,",
                                        " and ",    " that ",   "\n\n", "\t",      "\xf0\x9f\x98\x80", ". ",       "'s", "<!--",   "-"};
    size_t at = pick(b->n), n = pick(60);
    if (n > b->n - at) n = b->n - at;
    switch (pick(4)) {
    case 0: b->p[at] = (char)pick(256); break;
    case 1:
        memmove(b->p + at, b->p + at + n, b->n - at - n);
        b->n -= n;
        break;
    case 2:
        buf_reserve(b, n);
        memcpy(b->p + b->n, b->p + at, n);
        b->n += n;
        break;
    default: {
        const char *s = noise[pick(COUNT_OF(noise))];
        size_t m = strlen(s);
        buf_reserve(b, m);
        memmove(b->p + at + m, b->p + at, b->n - at);
        memcpy(b->p + at, s, m);
        b->n += m;
    }
    }
    b->p[b->n] = 0;
}

static void run_noise(const Buf *whole, attache_kind kind, size_t most) {
    const char *more = getenv("NOISE_ROUNDS");
    size_t rounds = more ? strtoul(more, NULL, 10) : 60, events = 0, bytes = 0;
    for (size_t i = 0; i < rounds; i++) {
        Buf b = {0};
        attache_article a;
        buf_add(&b, whole->p, whole->n);
        for (size_t k = pick(most); k > 0 && b.n > 100; k--) damage(&b);
        attache_document doc = {.id = "noise", .date = "2017-11-11", .data = b.p, .size = b.n, .kind = kind};
        attache_code_options options = {.all = true};
        assert_int_equal(attache_read(ctx, &doc, &a), ATTACHE_OK);
        assert_int_equal(utf8_valid(a.text, a.text_size), a.text_size);
        attache_status status = attache_code(ctx, &doc, &options, on_event, &events);
        assert_true(status == ATTACHE_OK || status == ATTACHE_SKIPPED);
        if (i % 8 == 0) attache_explain(ctx, &doc, NULL, count_bytes, &bytes);
        if (i % 8 == 1) assert_int_equal(attache_parse(ctx, b.p, b.n, NULL, count_bytes, &bytes), ATTACHE_OK);
        buf_free(&b);
    }
    assert_true(events > 0 && bytes > 0);
}

static void test_damaged_pages(void **state) {
    (void)state;
    run_noise(&page, ATTACHE_HTML, 40);
}

static void test_damaged_texts(void **state) {
    (void)state;
    run_noise(&article, ATTACHE_TEXT, 200);
}

static void test_bytes_of_no_kind(void **state) {
    (void)state;
    size_t events = 0, bytes = 0;
    for (int i = 0; i < 40; i++) {
        char noise[2000];
        size_t n = pick(sizeof noise);
        for (size_t k = 0; k < n; k++) noise[k] = pick(4) ? " .,'\"()-aeiotnsr<>/&;"[pick(21)] : (char)pick(256);
        attache_document doc = {.id = "noise", .data = noise, .size = n, .kind = (attache_kind)(i % 3)};
        attache_status status = attache_code(ctx, &doc, NULL, on_event, &events);
        assert_true(status == ATTACHE_OK || status == ATTACHE_SKIPPED);
        assert_int_equal(attache_parse(ctx, noise, n, NULL, count_bytes, &bytes), ATTACHE_OK);
    }
}

/* Text that would be slow if anything were quadratic: one sentence, one word, one list, brackets, quotes, without end. */
static void test_long_runs(void **state) {
    (void)state;
    static const char *const runs[] = {"Chile ",
                                       "a",
                                       "Chile and Peru and ",
                                       "(",
                                       "\"",
                                       "he said that ",
                                       "Chile condemned Peru, ",
                                       "the minister of the army of ",
                                       "1 ",
                                       "<div>",
                                       "Mr. ",
                                       "\n",
                                       "-",
                                       "They met. "};
    size_t events = 0;
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        Buf b = {0};
        while (b.n < 200000) buf_str(&b, runs[i]);
        attache_document doc = {.id = "run", .data = b.p, .size = b.n, .kind = ATTACHE_AUTO};
        assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_OK);
        buf_free(&b);
    }
}

static int set_up(void **state) {
    (void)state;
    attache_article a;
    if (attache_open(NULL, &knowledge) != ATTACHE_OK || base_read_file("examples/page.html", 1 << 20, &page, NULL) != ATTACHE_OK) return 1;
    ctx = attache_context_new(knowledge);
    attache_document doc = {.id = "page", .data = page.p, .size = page.n, .kind = ATTACHE_HTML};
    if (attache_read(ctx, &doc, &a) != ATTACHE_OK) return 1;
    buf_add(&article, a.text, a.text_size);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    attache_context_free(ctx);
    attache_close(knowledge);
    buf_free(&page);
    buf_free(&article);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_damaged_pages), cmocka_unit_test(test_damaged_texts),
                                       cmocka_unit_test(test_bytes_of_no_kind), cmocka_unit_test(test_long_runs)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
