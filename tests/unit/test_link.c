/* test_link.c - which events of one document report the same happening. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "link/judge.h"
#include "link/link.h"
#include "link/model.h"

static Arena arena;

static attache_entity entity(const char *code, const char *sector, const char *name) {
    return (attache_entity){.code = code, .country = "", .sector = sector, .text = "", .identifier = name, .office = "", .role = "", .how = "", .entity = ""};
}

/* An event with parties "KAZ" or ".REB" or "IND Name"; reciprocal if `b` is given with `both`. */
static attache_event event(const char *category, const char *cameo, const char *date, const char *a, const char *b, bool both) {
    attache_entity *list = arena_zalloc(&arena, 2 * sizeof *list);
    const char *parties[] = {a, b};
    for (size_t i = 0; i < 2 && parties[i]; i++) {
        const char *p = parties[i], *name = strchr(p, ' ');
        list[i] = p[0] == '.' ? entity("", p + 1, "") : entity(arena_copy(&arena, p, 3), "", name ? name + 1 : "");
    }
    attache_event e = {.event = category, .cameo = cameo, .date = date, .actors = list, .n_actors = both && b ? 2 : 1};
    if (b && !both) e.recipients = list + 1, e.n_recipients = 1;
    e.text = "", e.event_text = "", e.confidence = 0.9;
    e.loc.resolved_place = e.loc.country_code = e.size.dead = e.size.injured = e.size.arrested = e.size.participants = "";
    return e;
}

static void expect_links(attache_event *events, size_t n, const char *const *want) {
    link_events(events, NULL, n, "doc", "2017-11-11", &arena);
    for (size_t i = 0; i < n; i++) assert_string_equal(events[i].link, want[i]);
}

/* The same in other words: a title and the sentence that repeats it. */
static attache_event told(attache_event e, attache_part part, uint32_t sequence, const char *deed, const char *text) {
    e.part = part, e.sequence = sequence, e.event_text = deed, e.text = text;
    return e;
}

static void test_headline_and_lead_meet(void **state) {
    (void)state;
    attache_event e[] = {
        told(event("ASSAULT", "190", "2017-11-11", "SAU", "YEM", false), ATTACHE_TITLE, 0, "bombs", "Saudi Arabia bombs a market in Sanaa"),
        told(event("ASSAULT", "195", "2017-11-11", "SAU", "YEM", false), ATTACHE_BODY, 1, "bombed", "Saudi planes bombed a market in Sanaa on Saturday, doctors said."),
        told(event("CONSULT", "046", "2017-11-11", "KAZ", "IND", true), ATTACHE_BODY, 2, "met", "Ministers of Kazakhstan and India met over grain.")};
    const char *const want[] = {"doc/h1", "doc/h1", "doc/h2"};
    expect_links(e, 3, want);
    assert_true(e[0].main && e[1].main && !e[2].main);
}

static void test_contradictions_part(void **state) {
    (void)state;
    attache_event e[] = {event("ASSAULT", "195", "2016-01-01", "SAU", "YEM", false), event("ASSAULT", "195", "2017-05-02", "SAU", "YEM", false),
                         event("CONSULT", "046", "2016-01-01", "SAU", "YEM", true), event("ASSAULT", "195", "2016-01-01", "SAU", "YEM", false)};
    e[3].aux = ATTACHE_NEGATION;
    const char *const want[] = {"doc/h1", "doc/h2", "doc/h3", "doc/h4"};
    expect_links(e, 4, want);
}

static Signature begins(attache_part part, uint8_t sequence, uint8_t n_events, uint8_t aux) {
    return (Signature){.part = (uint8_t)part, .sequence = sequence, .n_events = n_events, .aux = aux, .confidence = 80};
}

static void test_the_headline_tells_what_is_main(void **state) {
    (void)state;
    Signature reports[] = {begins(ATTACHE_BODY, 9, 5, 0), begins(ATTACHE_BODY, 2, 1, 0), begins(ATTACHE_TITLE, 0, 2, ATTACHE_FUTURE), begins(ATTACHE_TITLE, 0, 1, 0), begins(ATTACHE_TITLE, 0, 3, 0)};
    assert_int_equal(link_main(reports, 1), 1); /* too far down */
    assert_int_equal(link_main(reports, 2), 1);
    assert_int_equal(link_main(reports, 3), 2);
    assert_int_equal(link_main(reports, 4), 3); /* what has happened goes before what is to come */
    assert_int_equal(link_main(reports, 5), 4); /* and what the text comes back to before what it does not */
}

static void test_many_events_stay_linear(void **state) {
    (void)state;
    size_t n = 60000;
    attache_event *e = arena_alloc(&arena, n * sizeof *e);
    for (size_t i = 0; i < n; i++) e[i] = event("ASSAULT", "190", arena_printf(&arena, "%zu-01-01", 1000 + i % 9000), "SAU", "YEM", false);
    link_events(e, NULL, n, "doc", "2017-11-11", &arena);
    assert_string_equal(e[0].link, "doc/h1");
}

static void test_nothing(void **state) {
    (void)state;
    link_events(NULL, NULL, 0, "doc", "", &arena);
    attache_event e[] = {event("PROTEST", "141", "2018", "KAZ", NULL, false)};
    e[0].n_actors = 0;
    const char *const want[] = {"doc/h1"};
    expect_links(e, 1, want);
}

static void test_a_tree_tests_what_there_is(void **state) {
    (void)state;
    JudgeModel *m = arena_alloc(&arena, sizeof *m);
    memcpy(m, model_of_links(), sizeof *m);
    assert_true(model_is_whole(m));
    m->trees[JUDGE_ACROSS][JUDGE_TREES - 1].evidence[JUDGE_DEPTH - 1] = 255;
    assert_false(model_is_whole(m));
    memcpy(m, model_of_links(), sizeof *m);
    m->screen[0].evidence[0] = EVIDENCE_COUNT;
    assert_false(model_is_whole(m));
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headline_and_lead_meet),  cmocka_unit_test(test_contradictions_part),
        cmocka_unit_test(test_the_headline_tells_what_is_main), cmocka_unit_test(test_many_events_stay_linear), cmocka_unit_test(test_a_tree_tests_what_there_is), cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
