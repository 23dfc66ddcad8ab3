/* test_record.c - a record in each format: complete, and quoted by the rules of the format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "out/record.h"

static const attache_entity actor = {.code = "KAZ",
                                     .country = "Kazakhstan",
                                     .sector = "GOV",
                                     .other_sectors = {"MIL"},
                                     .n_other_sectors = 1,
                                     .text = "The \"visiting\" general",
                                     .start = 10,
                                     .end = 32,
                                     .identifier = "Talgat Mukhtarov",
                                     .office = "Deputy Minister",
                                     .role = "",
                                     .how = "title in text",
                                     .entity = "KAZ.GOV"};
static const attache_entity others[] = {
    {.code = "IND", .country = "India", .sector = "", .text = "India", .start = 40, .end = 45, .identifier = "", .office = "", .role = "", .how = "", .entity = "IND"},
    {.code = "",
     .country = "",
     .sector = "REB",
     .text = "rebels, and\nothers",
     .start = 50,
     .end = 68,
     .identifier = "",
     .office = "",
     .role = "",
     .how = "",
     .entity = "reb"}};
static const attache_entity people[] = {{.code = "KAZ",
                                         .country = "Kazakhstan",
                                         .sector = "GOV",
                                         .text = "T. M.",
                                         .identifier = "Talgat Mukhtarov",
                                         .office = "",
                                         .role = "head",
                                         .how = "",
                                         .entity = "KAZ.GOV"}};
static const char *const modes[] = {"visit"}, *const contexts[] = {"military", "diplomatic"};
static const attache_article article = {.id = "a.html",
                                        .title = "Talks, and more",
                                        .text = "",
                                        .dateline_place = "",
                                        .dateline_country = "",
                                        .byline = "",
                                        .date = "2017-11-11",
                                        .language = "en",
                                        .url = "https://example.org/a",
                                        .site = "The Example"};

static attache_event make(void) {
    attache_event e = {.id = "a.html#1",
                       .date = "2017-11-11",
                       .event = "CONSULT",
                       .modes = modes,
                       .n_modes = 1,
                       .contexts = contexts,
                       .n_contexts = 2,
                       .aux = ATTACHE_HISTORICAL | ATTACHE_NEGATION,
                       .actors = &actor,
                       .n_actors = 1,
                       .recipients = others,
                       .n_recipients = 2,
                       .participants = people,
                       .n_participants = 1,
                       .event_text = "called on",
                       .cameo = "0421",
                       .quad_code = 1,
                       .event_scale = 4,
                       .link = "a.html/h1",
                       .confidence = 0.926,
                       .text = "A \"quoted\", long\ttext",
                       .sequence = 3,
                       .start = 10,
                       .end = 90,
                       .why_frame = "call_on.1",
                       .why_path = "p",
                       .trigger_start = 33,
                       .trigger_end = 39,
                       .article = &article,
                       .publication = "The Example",
                       .coder = ATTACHE_CODER};
    e.loc.extracted_place = "Delhi", e.loc.resolved_place = "New Delhi", e.loc.country_code = "IND", e.loc.country = "India", e.loc.lat = 28.6,
    e.loc.lon = 77.2, e.loc.resolution = 4;
    e.size.dead = "3", e.size.injured = e.size.arrested = e.size.participants = "";
    e.attribution.kind = "reported", e.attribution.source_text = "Reuters", e.attribution.start = 1, e.attribution.end = 8;
    return e;
}

static const char *write(attache_format format, bool why, Buf *out) {
    attache_event e = make();
    buf_clear(out);
    record_event(format, &e, why, out);
    return out->p;
}

static const char *text_at(const json_t *o, const char *key) { return json_string_value(json_object_get(o, key)); }

static void test_json_holds_all(void **state) {
    (void)state;
    Buf out = {0};
    json_t *o = json_loads(write(ATTACHE_FORMAT_JSONL, true, &out), JSON_REJECT_DUPLICATES, NULL), *a;
    assert_non_null(o);
    assert_int_equal(out.p[out.n - 1], '\n');
    assert_string_equal(text_at(o, "id"), "a.html#1");
    assert_string_equal(json_string_value(json_array_get(json_object_get(o, "aux"), 1)), "negation");
    a = json_array_get(json_object_get(o, "actor"), 0);
    assert_string_equal(text_at(a, "entity_text"), "The \"visiting\" general");
    assert_int_equal(json_integer_value(json_object_get(a, "end")), 32);
    assert_string_equal(text_at(a, "how"), "title in text");
    a = json_array_get(json_object_get(o, "participants"), 0);
    assert_string_equal(text_at(a, "role"), "head");
    assert_null(json_object_get(a, "start"));
    assert_int_equal(json_integer_value(json_object_get(json_object_get(o, "size"), "dead")), 3);
    assert_int_equal(json_object_size(json_object_get(o, "size")), 1);
    assert_true(json_is_null(json_object_get(json_object_get(o, "event_loc"), "geonameid")));
    assert_string_equal(text_at(json_object_get(o, "attribution"), "source_text"), "Reuters");
    assert_string_equal(text_at(json_object_get(o, "why"), "frame"), "call_on.1");
    assert_string_equal(text_at(json_object_get(o, "cite_info"), "codebook"), ATTACHE_CODEBOOK);
    json_decref(o);
    assert_null(strstr(write(ATTACHE_FORMAT_JSONL, false, &out), "\"why\""));
    assert_non_null(strstr(out.p, "\"event_scale\":4.0,"));
    buf_free(&out);
}

/* Cells of a line: RFC 4180 for ',', plain for tabs. */
static size_t count_cells(const char *line, char separator) {
    size_t n = 1;
    bool quoted = false;
    for (const char *p = line; *p; p++) {
        if (separator == ',' && *p == '"') quoted = !quoted;
        if (*p == separator && !quoted) n++;
    }
    return n;
}

static void test_lines_have_the_cells_of_the_header(void **state) {
    (void)state;
    static const struct {
        attache_format format;
        char separator;
        size_t n;
    } cases[] = {{ATTACHE_FORMAT_CSV, ',', 0}, {ATTACHE_FORMAT_TSV, '\t', 0}, {ATTACHE_FORMAT_ICEWS, '\t', 20}, {ATTACHE_FORMAT_GDELT, '\t', 61}, {ATTACHE_FORMAT_POLECAT, '\t', 40}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Buf header = {0}, out = {0};
        record_header(cases[i].format, &header);
        size_t n = count_cells(write(cases[i].format, false, &out), cases[i].separator);
        if (header.n) assert_int_equal(n, count_cells(header.p, cases[i].separator));
        if (cases[i].n) assert_int_equal(n, cases[i].n);
        buf_free(&header);
        buf_free(&out);
    }
}

static void test_csv_quotes(void **state) {
    (void)state;
    Buf out = {0};
    write(ATTACHE_FORMAT_CSV, false, &out);
    assert_non_null(strstr(out.p, ",\"The \"\"visiting\"\" general\","));
    assert_non_null(strstr(out.p, ",\"REB rebels, and\nothers\","));
    assert_string_equal(out.p + out.n - 2, "\r\n");
    write(ATTACHE_FORMAT_TSV, false, &out);
    assert_non_null(strstr(out.p, "\tA \"quoted\", long text\t"));
    buf_free(&out);
}

static void test_gdelt_and_icews(void **state) {
    (void)state;
    Buf out = {0};
    write(ATTACHE_FORMAT_GDELT, false, &out);
    assert_non_null(strstr(out.p, "\t20171111\t201711\t2017\t2017.8"));
    assert_non_null(strstr(out.p, "\tKAZGOV\tTalgat Mukhtarov\tKAZ\t\t\t\t\tGOV\tMIL\t\tIND\tIndia\tIND\t"));
    assert_non_null(strstr(out.p, "\t0421\t042\t04\t1\t4.0\t"));
    write(ATTACHE_FORMAT_ICEWS, false, &out);
    assert_non_null(strstr(out.p, "a.html#1\t2017-11-11\tTalgat Mukhtarov\tGOV,MIL\tKazakhstan\tCONSULT "
                                  "visit\t0421\t4.0\tIndia\t\tIndia\ta.html\t4\tThe Example\tNew Delhi\t\t\tIndia\t28.6\t77.2\n"));
    buf_free(&out);
}

static void test_polecat(void **state) {
    (void)state;
    Buf out = {0};
    write(ATTACHE_FORMAT_POLECAT, false, &out);
    assert_non_null(strstr(out.p, "a.html#1\t2017-11-11\tCONSULT\tvisit\t4.0\tVERBAL COOPERATION\tmilitary; diplomatic\t"
                                  "Talgat Mukhtarov\tKazakhstan\t\tGOV\tGOV; MIL\tDeputy Minister\tThe \"visiting\" general\t\t"
                                  "India; None\tIndia; None\t\tNone; REB\tNone; REB\t\tIndia; rebels, and others\t\t"
                                  "New Delhi\tNew Delhi\t"));
    assert_non_null(strstr(out.p, "\tThe Example\t2017-11-11\tTalgat Mukhtarov\t\t\ten\tattache " ATTACHE_VERSION "\n"));
    buf_free(&out);
}

static void test_article(void **state) {
    (void)state;
    Buf out = {0};
    attache_article a = article;
    a.text = "One.\n\nTwo.", a.text_size = 10;
    record_article("dir/a.html", &a, &out);
    json_t *o = json_loads(out.p, JSON_REJECT_DUPLICATES, NULL);
    assert_string_equal(text_at(o, "file"), "dir/a.html");
    assert_string_equal(text_at(o, "text"), "One.\n\nTwo.");
    assert_string_equal(text_at(json_object_get(o, "dateline"), "place"), "");
    assert_true(json_is_array(json_object_get(o, "highlights")));
    json_decref(o);
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_holds_all), cmocka_unit_test(test_lines_have_the_cells_of_the_header),
        cmocka_unit_test(test_csv_quotes),     cmocka_unit_test(test_gdelt_and_icews),
        cmocka_unit_test(test_article),        cmocka_unit_test(test_polecat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
