/* test_link.c - events of one document: which are the same happening. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "link/link.h"

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
    return e;
}

static void expect_links(attache_event *events, size_t n, const char *const *want) {
    link_events(events, n, "doc", &arena);
    for (size_t i = 0; i < n; i++) assert_string_equal(events[i].link, want[i]);
}

static void test_headline_and_lead_meet(void **state) {
    (void)state;
    attache_event e[] = {event("CONSULT", "040", "2017-11-11", "KAZ", "IND", true), event("COOPERATE", "060", "2017-11-11", "IND", "KAZ", true),
                         event("CONSULT", "046", "2017-11", "IND", "KAZ", true), event("CONSULT", "042", "2017-11-11", "KAZ", "IND", false)};
    const char *const want[] = {"doc/h1", "doc/h2", "doc/h1", "doc/h1"};
    expect_links(e, 4, want);
}

static void test_contradictions_part(void **state) {
    (void)state;
    attache_event e[] = {event("ASSAULT", "195", "2018-01-01", "SAU", "YEM", false), event("ASSAULT", "195", "2018-01-02", "SAU", "YEM", false),
                         event("ASSAULT", "181", "2018-01-01", "SAU", "YEM", false), event("ASSAULT", "195", "2018-01-01", "YEM", "SAU", false),
                         event("ASSAULT", "190", "2018-01", "SAU", NULL, false),     event("ASSAULT", "195", "2018-01-01", "SAU", "YEM", false)};
    e[5].aux = ATTACHE_HYPOTHETICAL;
    const char *const want[] = {"doc/h1", "doc/h2", "doc/h3", "doc/h4", "doc/h1", "doc/h5"};
    expect_links(e, 6, want);
}

static void test_two_names_are_two_meetings(void **state) {
    (void)state;
    attache_event e[] = {event("CONSULT", "042", "2017-11-11", "KAZ", "IND Sitharaman", false),
                         event("CONSULT", "042", "2017-11-11", "KAZ", "IND Mitra", false), event("CONSULT", "042", "2017-11-11", "KAZ", "IND", false),
                         event("ASSAULT", "190", "2017-11-11", ".REB", ".CVL", false), event("ASSAULT", "190", "2017-11-11", ".REB", ".CVL", false)};
    const char *const want[] = {"doc/h1", "doc/h2", "doc/h1", "doc/h3", "doc/h3"};
    expect_links(e, 5, want);
}

static void test_the_lead_may_name_whom_the_title_does_not(void **state) {
    (void)state;
    attache_event e[] = {
        event("CONSULT", "040", "2017-11-11", "KAZ", "IND", true), event("CONSULT", "042", "2017-11-11", "KAZ", "IND Sitharaman", false),
        event("CONSULT", "040", "2017-11-11", "KAZ", "IND", true), event("CONSULT", "042", "2017-11-11", "KAZ", "IND Sitharaman", false)};
    e[0].part = ATTACHE_TITLE;
    const char *const lead_names[] = {"doc/h1", "doc/h1"}, *const lead_does_not[] = {"doc/h1", "doc/h1", "doc/h2"};
    expect_links(e, 2, lead_names);
    e[1] = e[2], e[2] = e[3];
    expect_links(e, 3, lead_does_not);
}

static void test_many_events_stay_linear(void **state) {
    (void)state;
    size_t n = 60000;
    attache_event *e = arena_alloc(&arena, n * sizeof *e);
    for (size_t i = 0; i < n; i++) e[i] = event("ASSAULT", "190", arena_printf(&arena, "%zu-01-01", 1000 + i % 9000), "SAU", "YEM", false);
    link_events(e, n, "doc", &arena);
    assert_string_equal(e[0].link, "doc/h1");
    assert_string_equal(e[9000].link, "doc/h1");
}

static void test_nothing(void **state) {
    (void)state;
    link_events(NULL, 0, "doc", &arena);
    attache_event e[] = {event("PROTEST", "141", "2018", "KAZ", NULL, false)};
    e[0].n_actors = 0;
    const char *const want[] = {"doc/h1"};
    expect_links(e, 1, want);
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
        cmocka_unit_test(test_headline_and_lead_meet),     cmocka_unit_test(test_contradictions_part),
        cmocka_unit_test(test_two_names_are_two_meetings), cmocka_unit_test(test_the_lead_may_name_whom_the_title_does_not),
        cmocka_unit_test(test_many_events_stay_linear),    cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
