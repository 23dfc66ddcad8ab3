/* test_records.c - records in few bytes: each comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "event/records.h"

static Arena arena;
static const char text[] = "Kenya and Peru signed a treaty in Lima. The delegation was led by John Okello.";
static const Article article = {.text = text, .size = sizeof text - 1};

static attache_entity party(const char *words, const char *code) {
    const char *at = strstr(text, words);
    attache_entity e = {.code = code, .sector = "GOV", .identifier = "", .office = "", .role = "", .how = "countries.tsv:57", .entity = code};
    for (size_t i = 0; i < COUNT_OF(e.other_sectors); i++) e.other_sectors[i] = "";
    e.other_sectors[0] = "MIL", e.n_other_sectors = 1;
    e.start = (uint32_t)(at - text), e.end = e.start + (uint32_t)strlen(words), e.text = words;
    return e;
}

static attache_event event_of(const attache_entity *parties, size_t n, const char *path) {
    static const char *const modes[] = {"visit"}, *const contexts[] = {"military", "trade"};
    return (attache_event){RECORD_NEW,
                           .date = "2017-11-11", .event = "AGREE", .modes = modes, .n_modes = 1, .contexts = contexts, .n_contexts = 2, .aux = ATTACHE_FUTURE,
                           .actors = parties, .n_actors = n, .event_text = "signed", .cameo = "057", .quad_code = 1, .event_scale = -7.4000000953674316,
                           .loc = {.extracted_place = "Lima", .resolved_place = "Lima", .country_code = "PER", .lat = -12.04, .lon = -77.03, .geonameid = 3936456, .resolution = 4},
                           .size = {.dead = "12"}, .attribution = {.kind = "quoted", .source_text = "", .start = 70, .end = 77},
                           .confidence = 1.0 / 3, .text = "Kenya and Peru signed a treaty in Lima.", .sequence = 3, .start = 0, .end = 39, .why_frame = "sign.1", .why_path = path,
                           .trigger_start = 15, .trigger_end = 21};
}

static void same_party(const attache_entity *a, const attache_entity *b) {
    assert_string_equal(a->code, b->code);
    assert_null(b->country); /* nobody has set it */
    assert_string_equal(a->text, b->text);
    assert_string_equal(a->how, b->how);
    assert_int_equal(a->n_other_sectors, b->n_other_sectors);
    for (size_t i = 0; i < COUNT_OF(a->other_sectors); i++) assert_string_equal(a->other_sectors[i], b->other_sectors[i]);
    assert_true(a->start == b->start && a->end == b->end);
}

static void same_event(const attache_event *a, const attache_event *b) {
    assert_string_equal(a->date, b->date);
    assert_string_equal(a->event, b->event);
    assert_string_equal(a->event_text, b->event_text);
    assert_string_equal(a->text, b->text);
    assert_string_equal(a->why_path, b->why_path);
    assert_string_equal(a->coder, b->coder);
    assert_string_equal(a->size.dead, b->size.dead);
    assert_null(b->size.injured);
    assert_string_equal(a->attribution.source_text, b->attribution.source_text);
    assert_true(a->attribution.start == b->attribution.start && a->attribution.end == b->attribution.end);
    assert_true(a->confidence == b->confidence && a->event_scale == b->event_scale && a->aux == b->aux && a->quad_code == b->quad_code);
    assert_true(a->loc.lat == b->loc.lat && a->loc.lon == b->loc.lon && a->loc.geonameid == b->loc.geonameid && a->loc.resolution == b->loc.resolution);
    assert_true(a->sequence == b->sequence && a->start == b->start && a->end == b->end);
    assert_int_equal(a->n_modes, b->n_modes);
    assert_int_equal(a->n_contexts, b->n_contexts);
    for (size_t i = 0; i < a->n_contexts; i++) assert_string_equal(a->contexts[i], b->contexts[i]);
    assert_int_equal(a->n_actors, b->n_actors);
    for (size_t i = 0; i < a->n_actors; i++) same_party(&a->actors[i], &b->actors[i]);
    assert_int_equal(b->n_recipients, 0);
}

static void test_a_record_comes_back(void **state) {
    (void)state;
    Records r;
    attache_entity parties[] = {party("Kenya", "KEN"), party("Peru", "PER"), party("John Okello", "KEN")}; /* the last one from another sentence */
    attache_event e = event_of(parties, 3, "nsubj<sign>obj"), out;
    records_open(&r, &article, &arena);
    records_put(&r, &e);
    records_take(&r, 0, NULL, &arena, &out);
    same_event(&e, &out);
    assert_int_equal(out.n_participants, 0);
}

static void test_participants_can_change(void **state) {
    (void)state;
    Records r;
    attache_entity parties[] = {party("Kenya", "KEN"), party("John Okello", "KEN")};
    attache_event e = event_of(parties, 1, ""), out;
    records_open(&r, &article, &arena);
    for (int i = 0; i < 3; i++) records_put(&r, &e);
    records_set_people(&r, 1, parties + 1, 1);
    for (size_t i = 0; i < 3; i++) {
        records_take(&r, i, NULL, &arena, &out);
        same_event(&e, &out);
        assert_int_equal(out.n_participants, i == 1);
    }
    records_take(&r, 1, NULL, &arena, &out);
    assert_string_equal(out.participants[0].text, "John Okello");
}

/* What the records of a long text have in common is there once. */
static void test_many_are_small(void **state) {
    (void)state;
    enum { MANY = 20000 };
    Records r;
    attache_entity parties[] = {party("Kenya", "KEN"), party("Peru", "PER")};
    attache_event *list, e = event_of(parties, 2, "nsubj<sign>obj");
    records_open(&r, &article, &arena);
    for (uint32_t i = 0; i < MANY; i++) {
        e.cameo = arena_printf(&arena, "%03u", i % 700);
        e.sequence = i / 2;
        records_put(&r, &e);
    }
    assert_true(r.bytes.n < 200 * MANY && r.n_names < 800);
    assert_int_equal(records_behind(&r, 9), 20);
    list = records_take_all(&r, &arena);
    for (uint32_t i = 0; i < MANY; i++) {
        e.sequence = i / 2;
        same_event(&e, &list[i]);
        assert_int_equal(strtoul(list[i].cameo, NULL, 10), i % 700);
        if (i % 2) assert_ptr_equal(list[i].text, list[i - 1].text);
    }
}

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_record_comes_back), cmocka_unit_test(test_participants_can_change), cmocka_unit_test(test_many_are_small)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
