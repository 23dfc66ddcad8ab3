/* test_attache.c - the public interface as a user sees it: what it refuses, lifetimes, callbacks that stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attache.h"

static attache *knowledge;
static attache_context *ctx;
static char messages[4096];

static void note(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    size_t n = strlen(messages);
    snprintf(messages + n, sizeof messages - n, "%s: %s\n", where, message);
}

typedef struct Events {
    size_t n, stop_at;
    char ids[1024];
} Events;

static int on_event(const attache_event *e, void *user) {
    Events *events = user;
    events->n++;
    size_t n = strlen(events->ids);
    snprintf(events->ids + n, sizeof events->ids - n, "%s ", e->id);
    return events->n == events->stop_at;
}

static int on_bytes(const char *data, size_t size, void *user) {
    (void)data;
    *(size_t *)user += size;
    return 0;
}

static int refuse_bytes(const char *data, size_t size, void *user) {
    (void)data, (void)size, (void)user;
    return 1;
}

static attache_document text_of(const char *text) {
    return (attache_document){.id = "doc", .date = "2018-01-15", .data = text, .size = strlen(text), .kind = ATTACHE_TEXT};
}

static const char three[] = "Chile condemned Peru. Norway condemned Mali. Kenya condemned Ghana.";

static void test_status_texts(void **state) {
    (void)state;
    for (int s = ATTACHE_OK; s <= ATTACHE_ERR_MEMORY; s++) assert_string_not_equal(attache_status_text((attache_status)s), "unknown status");
    assert_string_equal(attache_status_text((attache_status)999), "unknown status");
    assert_string_equal(attache_version(), ATTACHE_VERSION);
}

static void test_open_refuses_a_model_that_is_none(void **state) {
    (void)state;
    attache *a = NULL;
    attache_options options = {.model = "LICENSE", .on_message = note};
    messages[0] = 0;
    assert_int_equal(attache_open(&options, &a), ATTACHE_ERR_MODEL);
    assert_null(a);
    assert_non_null(strstr(messages, "LICENSE"));
    options.model = "no/such/model";
    assert_int_equal(attache_open(&options, &a), ATTACHE_ERR_IO);
    attache_close(NULL);
    attache_context_free(NULL);
}

static void test_open_lays_tables_over(void **state) {
    (void)state;
    attache *a = NULL;
    const char *good[] = {"data"}, *bad[] = {"data", "no/such/folder"};
    attache_options options = {.on_message = note, .know = good, .n_know = 1};
    messages[0] = 0;
    assert_int_equal(attache_open(&options, &a), ATTACHE_OK); /* ours over ours */
    assert_non_null(strstr(messages, "data/people.tsv: "));
    attache_close(a);
    options.know = bad, options.n_know = 2;
    assert_int_equal(attache_open(&options, &a), ATTACHE_ERR_IO);
    assert_null(a);
    assert_non_null(strstr(messages, "no/such/folder"));
}

static void test_code_numbers_events_and_stops(void **state) {
    (void)state;
    attache_document doc = text_of(three);
    Events all = {0}, some = {.stop_at = 2};
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &all), ATTACHE_OK);
    assert_string_equal(all.ids, "doc#1 doc#2 doc#3 ");
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &some), ATTACHE_STOPPED);
    assert_int_equal(some.n, 2);
}

static void test_documents_that_make_no_sense(void **state) {
    (void)state;
    Events events = {0};
    attache_document doc = text_of(three);
    doc.id = NULL;
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_ERR_USAGE);
    doc = text_of(three);
    doc.kind = ATTACHE_JSONL;
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_ERR_USAGE);
    doc = text_of(three);
    doc.data = NULL;
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_ERR_USAGE);
    doc = text_of("");
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_OK);
    doc = text_of(three);
    doc.language = "fr";
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_SKIPPED);
    doc.language = "en-GB";
    assert_int_equal(events.n, 0);
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_OK);
    assert_int_equal(events.n, 3);
    size_t size = ATTACHE_DOCUMENT_MAX + 1;
    char *large = malloc(size);
    assert_non_null(large);
    memset(large, 'a', size);
    doc.data = large, doc.size = size;
    assert_int_equal(attache_code(ctx, &doc, NULL, on_event, &events), ATTACHE_ERR_TOO_LARGE);
    free(large);
}

static void test_read_gives_the_parts(void **state) {
    (void)state;
    attache_document doc = text_of("OSLO (AP) - Norway sent food to Somalia.\n\nIt was welcome.\n");
    attache_article a;
    doc.title = "Food for Somalia", doc.url = "https://example.org/1", doc.source = "The Example";
    assert_int_equal(attache_read(ctx, &doc, &a), ATTACHE_OK);
    assert_string_equal(a.id, "doc");
    assert_string_equal(a.title, "Food for Somalia");
    assert_string_equal(a.text, doc.data);
    assert_int_equal(a.text_size, doc.size);
    assert_string_equal(a.dateline_place, "OSLO");
    assert_string_equal(a.dateline_country, "NOR");
    assert_string_equal(a.site, "The Example");
    assert_string_equal(a.date, "2018-01-15");
    assert_string_equal(a.byline, "");
}

static void test_who_knows_and_does_not(void **state) {
    (void)state;
    attache_entity e;
    assert_int_equal(attache_who(ctx, "the government of Norway", "", "", &e), ATTACHE_OK);
    assert_string_equal(e.code, "NOR");
    assert_string_equal(e.country, "Norway");
    assert_int_equal(attache_who(ctx, "", NULL, NULL, &e), ATTACHE_OK);
    assert_string_equal(e.code, "");
    assert_non_null(e.identifier);
    assert_int_equal(attache_who(ctx, "\xff\xfe", "no date", "\xff", &e), ATTACHE_OK);
    assert_int_equal(attache_who(ctx, NULL, "", "", &e), ATTACHE_ERR_USAGE);
}

static void test_parse_and_explain_write(void **state) {
    (void)state;
    size_t size = 0;
    attache_document doc = text_of(three);
    assert_int_equal(attache_parse(ctx, three, strlen(three), NULL, on_bytes, &size), ATTACHE_OK);
    assert_true(size > 200);
    size = 0;
    assert_int_equal(attache_parse(ctx, " \n\n \t\n", 6, NULL, on_bytes, &size), ATTACHE_OK);
    assert_int_equal(attache_parse(ctx, NULL, 0, NULL, on_bytes, &size), ATTACHE_OK);
    assert_int_equal(size, 0);
    assert_int_equal(attache_parse(ctx, three, strlen(three), NULL, refuse_bytes, NULL), ATTACHE_STOPPED);
    assert_int_equal(attache_parse(ctx, "a\0b\xff c", 6, NULL, on_bytes, &size), ATTACHE_OK);
    size = 0;
    assert_int_equal(attache_explain(ctx, &doc, NULL, on_bytes, &size), ATTACHE_OK);
    assert_true(size > 200);
    assert_int_equal(attache_explain(ctx, &doc, &(attache_explain_options){.colour = true}, refuse_bytes, NULL), ATTACHE_STOPPED);
}

/* ---- batches ---- */

static attache_status count_work(attache_context *c, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats,
                                 void *user) {
    (void)user, (void)stats;
    Events events = {0};
    attache_status status = attache_code(c, doc, NULL, on_event, &events);
    return write(doc->id, strlen(doc->id), out) || write("\n", 1, out) ? ATTACHE_STOPPED : status;
}

typedef struct Written {
    size_t lines, stop_at;
} Written;

static int count_lines(const char *data, size_t size, void *user) {
    Written *w = user;
    for (size_t i = 0; i < size; i++) w->lines += data[i] == '\n';
    return w->stop_at && w->lines >= w->stop_at;
}

static attache_status run_batch(unsigned threads, Written *w, attache_stats *stats) {
    const char *const paths[] = {"examples/page.html", "no/such/file", "LICENSE", "/dev/null", "examples/page.html"};
    attache_batch batch = {.attache = knowledge, .threads = threads, .work = count_work, .write = count_lines, .user = w};
    assert_int_equal(attache_inputs_open(knowledge, paths, 5, ATTACHE_AUTO, &batch.inputs), ATTACHE_OK);
    attache_status status = attache_batch_run(&batch, stats);
    attache_inputs_close(batch.inputs);
    return status;
}

/* Text need not end with NUL: nothing after it is read, wherever it breaks off. The sanitizer checks. */
static void test_parse_reads_no_further(void **state) {
    (void)state;
    static const char *const ends[] = {":-", ";", "=-", "a:-", "U.S", "\xE2\x80", "it's", "$", "1,", "http:/", "a@b.", "(", "\"", "--", "No.", "don\xE2\x80\x99", "#", "3-", "\xE2\x80\x99", "'", "\xE2\x80\x98", ".", "-", "@", ":", "\xC4\xB1m"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]), written = 0;
        char *exact = malloc(n);
        memcpy(exact, ends[i], n);
        assert_int_equal(attache_parse(ctx, exact, n, NULL, on_bytes, &written), ATTACHE_OK);
        assert_true(written > 0);
        free(exact);
    }
}

static void test_batch_counts_and_goes_on(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 5; threads++) {
        Written w = {0};
        attache_stats stats;
        assert_int_equal(run_batch(threads, &w, &stats), ATTACHE_OK);
        assert_int_equal(w.lines, 3);
        assert_int_equal(stats.documents, 5);
        assert_int_equal(stats.failed, 2);
        assert_int_equal(stats.skipped, 0);
        assert_true(stats.sentences > 20 && stats.events > 2 && stats.bytes > 10000);
    }
}

static void test_batch_stops(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 3; threads++) {
        Written w = {.stop_at = 1};
        attache_stats stats;
        assert_int_equal(run_batch(threads, &w, &stats), ATTACHE_STOPPED);
    }
}

static int set_up(void **state) {
    (void)state;
    attache_options options = {.on_message = note};
    if (attache_open(&options, &knowledge) != ATTACHE_OK) return 1;
    ctx = attache_context_new(knowledge);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    attache_context_free(ctx);
    attache_close(knowledge);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_texts),
        cmocka_unit_test(test_open_refuses_a_model_that_is_none), cmocka_unit_test(test_open_lays_tables_over),
        cmocka_unit_test(test_code_numbers_events_and_stops),
        cmocka_unit_test(test_documents_that_make_no_sense),
        cmocka_unit_test(test_read_gives_the_parts),
        cmocka_unit_test(test_who_knows_and_does_not),
        cmocka_unit_test(test_parse_and_explain_write),
        cmocka_unit_test(test_parse_reads_no_further),
        cmocka_unit_test(test_batch_counts_and_goes_on),
        cmocka_unit_test(test_batch_stops),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
