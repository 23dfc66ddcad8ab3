/* test_happenings.c - what a store makes of reports of one happening: the day that they vote for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "numbers.h"
#include "store/store.h"

static const Reporter reporter = {note, NULL};

enum { REPORTS = 3 };

/* A report of talks: the day that it gives, and how sure its record is. */
typedef struct Told {
    const char *date;
    double confidence;
} Told;

static attache_entity minister(const char *code, const char *name) {
    attache_entity e = {.code = code, .country = "", .sector = "GOV", .text = "", .identifier = name, .office = "", .role = "", .how = "made", .entity = code};
    for (size_t i = 0; i < ATTACHE_SECTORS - 1; i++) e.other_sectors[i] = "";
    return e;
}

/* KAZ and IND talk in New Delhi; all reports appear on the same day, and none is a copy. */
static void add_report(Writer *w, DocumentCopies *copies, size_t number, const Told *told, StoreDocument **out) {
    static const char talks[] = "held talks about peacekeepers and the harvest of Karaganda in New Delhi.";
    static const char *const openings[REPORTS] = {"The defence ministers of Kazakhstan and India", "India and Kazakhstan, whose ministers flew in at dawn,", "On the eve of a fair, two ministers from India and Kazakhstan"};
    char name[16], link[24], site[16], sentence[200];
    int n = snprintf(sentence, sizeof sentence, "%s %s", openings[number], talks);
    const StoreSentence place = {ATTACHE_BODY, 0, 0, (uint32_t)n};
    snprintf(name, sizeof name, "told-%zu", number), snprintf(link, sizeof link, "%s/h1", name), snprintf(site, sizeof site, "Paper %zu", number);
    attache_entity parties[] = {minister("KAZ", "Talgat Mukhtarov"), minister("IND", "Nirmala Sitharaman")};
    attache_event e = {.date = told->date, .event = "CONSULT", .cameo = "046", .actors = parties, .n_actors = 2, .event_text = "talks", .quad_code = 1, .event_scale = 5, .confidence = told->confidence,
                       .text = sentence, .end = (uint32_t)n, .why_frame = "f", .why_path = "p", .link = link};
    e.loc.extracted_place = e.loc.resolved_place = "New Delhi", e.loc.country_code = "IND", e.loc.resolution = 4, e.loc.lat = 28.6, e.loc.lon = 77.2;
    e.size.dead = e.size.injured = e.size.arrested = e.size.participants = e.attribution.kind = e.attribution.source_text = "";
    attache_article article = {.id = name, .title = "Talks about peacekeepers", .text = sentence, .text_size = (size_t)n, .dateline_place = "", .dateline_country = "", .byline = "", .date = "2017-11-14",
                               .language = "en", .url = "", .site = site};
    const StoreDocument doc = {.name = name, .hash = number + 1, .message = "", .article = article, .publication = site, .sentences = &place, .n_sentences = 1, .events = &e, .n_events = 1};
    *out = document_copy(copies, &doc);
    assert_int_equal(writer_add(w, *out), ATTACHE_OK);
}

/* The day of the one happening that the reports make. */
static int64_t day_of(const char *store, const Told told[REPORTS]) {
    char path[128];
    Store *s;
    Writer *w;
    StoreDocument *docs[REPORTS];
    snprintf(path, sizeof path, "%s/%s", dir, store);
    assert_int_equal(store_open(path, STORE_CREATE, &reporter, &s), ATTACHE_OK);
    DocumentCopies *copies = document_copies_new();
    assert_int_equal(writer_open(s, &w), ATTACHE_OK);
    assert_int_equal(writer_begin(w), ATTACHE_OK);
    for (size_t i = 0; i < REPORTS; i++) add_report(w, copies, i, &told[i], &docs[i]);
    assert_int_equal(writer_end(w), ATTACHE_OK);
    assert_int_equal(writer_finish(w, 0, 0), ATTACHE_OK);
    writer_close(w);
    for (size_t i = 0; i < REPORTS; i++) document_copy_free(docs[i]);
    document_copies_free(copies);
    assert_int_equal(number_of(s, "SELECT count(*) FROM happening"), 1);
    assert_int_equal(number_of(s, "SELECT copies FROM happening"), 0);
    int64_t day = number_of(s, "SELECT day FROM happening");
    store_close(s);
    return day;
}

/* Two reports outvote a third one, but not if they are unsure of what they tell and it is sure; the first in the order of reports is neither. */
static void test_votes_for_a_day_weigh_by_confidence(void **state) {
    (void)state;
    static const Told alike[REPORTS] = {{"2017-11-12", 0.5}, {"2017-11-11", 0.5}, {"2017-11-11", 0.5}}, sure[REPORTS] = {{"2017-11-11", 0.05}, {"2017-11-11", 0.05}, {"2017-11-12", 0.95}},
                      unsure[REPORTS] = {{"2017-11-12", 0.05}, {"2017-11-11", 0.95}, {"2017-11-12", 0.05}};
    assert_int_equal(day_of("alike", alike), 20171111);
    assert_int_equal(day_of("sure", sure), 20171112);
    assert_int_equal(day_of("unsure", unsure), 20171111);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_votes_for_a_day_weigh_by_confidence)};
    if (!make_fixture_dir()) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
