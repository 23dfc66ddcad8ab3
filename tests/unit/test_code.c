/* test_code.c - the tables for coding events: correct ones compile, and each mistake is reported with its file and line. */
#include <setjmp.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "compile/compile.h"
#include "event/decide.h"
#include "fixture.h"

/* A small set of tables without mistakes. */
static void write_tables(void) {
    write_table("classes.tsv", "class\twords\tnote\nlight\thold|carry out\t\nsanction\tsanction|trade embargo\t\n");
    write_table("contexts.tsv", "context\twords\nmilitary\tarmy|armed force\neconomic\ttrade\n");
    write_table("holidays.tsv", "names\tday\nchristmas day\t12-25\n");
    write_table("plover.tsv", "event\tmode\tquad\tscore\nCONSULT\tsummit\t1\t4\n");
    write_table("cameo.tsv", "cameo\tevent\tmode\tcontext\tlabel\tpeople\n042\tCONSULT\tvisit\t\tvisit\n040\tCONSULT\t\t\tconsult\n163\tSANCTION\t\teconomic"
                             "\tsanction\n120\tREJECT\t\t\treject\n010\t\t\t\tstate\n");
    write_table("frames.tsv", "trigger\tpos\tpattern\tcameo\tevent\tmode\tcontext\ncall on\tV\tA=subj R=on ?!comp\t042\t\t\t\nimpose\tV\tA=subj R=on "
                              "?obj=@sanction\t163\t\t\t\nrefuse\tV\tA=subj C=refuse\t120\t\t\t\n");
    write_table("compose.tsv", "rule\tof\tcameo\tevent\tmode\taux\nrefuse\t*\t120\t\t\t\nrefuse\t04\t120\t\t\tnegation\n");
}

static attache_status compile(KnowledgeBuilder *b, const Reporter *r) {
    messages[0] = 0;
    knowledge_builder_init(b, dir, r);
    return event_compile(b);
}

static void expect_mistake(const char *table, const char *text, const char *where, const char *says) {
    Reporter r = {note, NULL};
    KnowledgeBuilder b;
    write_tables();
    write_table(table, text);
    assert_int_equal(compile(&b, &r), ATTACHE_ERR_TABLE);
    knowledge_builder_free(&b);
    for (char *line = strtok(messages, "\n"); line; line = strtok(NULL, "\n"))
        if (strstr(line, where) && strstr(line, says)) return;
    fail_msg("nothing reported at %s says \"%s\"", where, says);
}

/* Codes that begin alike are next to each other, whatever their length. */
static void test_cameo_codes_as_numbers(void **state) {
    (void)state;
    static const char *const within[] = {"17", "170", "1712", "179", "1799"}, *const outside[] = {"", "16", "1699", "18", "180", "071"};
    for (size_t i = 0; i < COUNT_OF(within); i++) assert_in_range(cameo_number(within[i]), cameo_number("17"), cameo_last("17"));
    for (size_t i = 0; i < COUNT_OF(outside); i++) assert_not_in_range(cameo_number(outside[i]), cameo_number("17"), cameo_last("17"));
    assert_int_equal(cameo_number("1712"), cameo_last("1712"));
    assert_int_not_equal(cameo_number("036"), cameo_number("36"));
}

static void test_right_tables_compile(void **state) {
    (void)state;
    Reporter r = {note, NULL};
    KnowledgeBuilder b;
    Buf bytes = {0};
    write_tables();
    assert_int_equal(compile(&b, &r), ATTACHE_OK);
    assert_string_equal(messages, "");
    knowledge_builder_finish(&b, &bytes);
    Image im;
    assert_int_equal(image_open(&im, bytes.p, bytes.n, KB_MAGIC, KB_VERSION, "test", ATTACHE_ERR_TABLE, &r), ATTACHE_OK);
    size_t n;
    const Frame *frames = image_section(&im, "code.frames", sizeof(Frame), &n);
    assert_non_null(frames);
    assert_int_equal(n, 3);
    knowledge_builder_free(&b);
    buf_free(&bytes);
}

static void test_a_row_lists_triggers(void **state) {
    (void)state;
    static const char *const names[] = {"call_on.1", "hail.1", "see_off.1", "hail.2"};
    Reporter r = {note, NULL};
    KnowledgeBuilder b;
    Buf bytes = {0};
    Image im;
    size_t n;
    write_tables();
    write_table("frames.tsv", "trigger\tpos\tpattern\tcameo\tevent\tmode\tcontext\ncall on|hail| see off \tV\tA=subj R=obj\t042\t\t\t\nhail\tN\tA=subj\t040\t\t\t\n");
    assert_int_equal(compile(&b, &r), ATTACHE_OK);
    knowledge_builder_finish(&b, &bytes);
    assert_int_equal(image_open(&im, bytes.p, bytes.n, KB_MAGIC, KB_VERSION, "test", ATTACHE_ERR_TABLE, &r), ATTACHE_OK);
    const char *strings = image_section(&im, "strings", 1, &n);
    const Frame *frames = image_section(&im, "code.frames", sizeof(Frame), &n);
    assert_int_equal(n, COUNT_OF(names));
    for (size_t i = 0; i < n; i++) {
        size_t k = frames[i].order;
        assert_string_equal(strings + frames[i].name, names[k]);
        assert_non_null(strstr(strings + frames[i].how, k < 3 ? "frames.tsv:2" : "frames.tsv:3"));
    }
    knowledge_builder_free(&b);
    buf_free(&bytes);
}

#define FRAMES "trigger\tpos\tpattern\tcameo\tevent\tmode\tcontext\n"

static void test_mistakes_name_their_line(void **state) {
    (void)state;
    expect_mistake("frames.tsv", FRAMES "# a comment\nmeet\tV\tA=subj\t049\t\t\t\n", "frames.tsv:3", "049 is not in cameo.tsv");
    expect_mistake("frames.tsv", FRAMES "meet\tX\tA=subj\t040\t\t\t\n", "frames.tsv:2", "not a part of speech");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tsubj\t040\t\t\t\n", "frames.tsv:2", "not a pattern item");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tA=subj ?obj=@nobody\t040\t\t\t\n", "frames.tsv:2", "@nobody is not in classes.tsv");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tA=subj\t040\tTALK\t\t\n", "frames.tsv:2", "not a PLOVER category");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tA=subj\t040\t\tletter\t\n", "frames.tsv:2", "no mode \"letter\"");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tA=subj\t040\t\t\twar\n", "frames.tsv:2", "\"war\" is not a context");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tA=subj\t040\t\t\t\ttoo\tmany\n", "frames.tsv:2", "9 cells");
    expect_mistake("frames.tsv", FRAMES "meet\tV\tA=subj C=nod\t040\t\t\t\n", "frames.tsv:2", "rule nod is not in compose.tsv");
    expect_mistake("frames.tsv", FRAMES "meet|talk\tV\tA=subj\t040\t\t\t\nsay|get on well with him\tV\tA=subj\t040\t\t\t\n", "frames.tsv:3", "one to 4 words");
    expect_mistake("frames.tsv", "trigger\tpos\n", "frames.tsv:1", "must name the columns");
    expect_mistake("cameo.tsv", "cameo\tevent\tmode\tcontext\tlabel\tpeople\n4x\tCONSULT\t\t\t\n", "cameo.tsv:2", "not a CAMEO code");
    expect_mistake("compose.tsv", "rule\tof\tcameo\tevent\tmode\taux\nrefuse\t*\t120\t\t\tmaybe\n", "compose.tsv:2", "not an auxiliary mode");
    expect_mistake("plover.tsv", "event\tmode\tquad\tscore\nCONSULT\t\t9\t2.5\n", "plover.tsv:2", "quad class");
}

static void test_categories_have_names(void **state) {
    (void)state;
    for (int e = 1; e < EVENT_COUNT; e++) assert_int_equal(event_of(slice_of(event_names[e])), e);
    assert_int_equal(event_of(SLICE("YIELD")), EVENT_NONE);
}

/* The enums say by what number the program asks for a phrase of these lists. */
static void test_evidence_has_words(void **state) {
    (void)state;
    assert_int_equal(wording[WORDING_DROPS].n, DROP_COUNT);
    assert_int_equal(wording[WORDING_HOWS].n, HOW_COUNT);
    assert_string_equal(how_text(HOW_PRONOUN), "pronoun ->");
    assert_string_equal(how_text(HOW_CAPITAL), "a capital");
    assert_string_equal(how_text(HOW_CORRECTED), "corrected");
    assert_int_equal(wording[WORDING_CANDIDATE_NOTES].n, 5);
}

static void test_the_codebook_is_whole(void **state) {
    (void)state;
    for (int e = 1; e < EVENT_COUNT; e++) {
        assert_in_range(event_quads[e], 1, 4);
        assert_int_not_equal(event_families[e], FAMILY_NONE);
        assert_true((event_quads[e] <= 2) == (event_scores[e] > 0));
    }
    for (int s = 1; s < SECTOR_COUNT; s++) {
        assert_int_equal(sector_of(sector_codes[s]), s);
        assert_true(sector_names[s][0] && sector_camps[s]);
    }
    assert_int_equal(sector_of(""), SECTOR_NONE);
    assert_int_equal(sector_of("XXX"), SECTOR_NONE);
    for (size_t i = 0; i < n_event_modes; i++)
        for (size_t k = 0; k < i; k++) assert_true(event_modes[i].event != event_modes[k].event || strcmp(event_modes[i].name, event_modes[k].name));
}

static int make_dir(void **state) {
    (void)state;
    return make_fixture_dir() ? 0 : -1;
}

/* A higher raw confidence never gets a lower calibrated one, and every result is between 0 and 1: in maps with flat and steep parts, and in the one that ships. */
static void expect_rising(const float *map, size_t n) {
    double before = -1;
    for (int i = 0; i <= 1000; i++) {
        double v = decide_mapped(map, n, i / 1000.0);
        assert_true(v > before && v >= 0 && v <= 1);
        before = v;
    }
}

extern const char attache_knowledge_start[], attache_knowledge_end[];

static void test_confidence_rises(void **state) {
    (void)state;
    Reporter r = {note, NULL};
    Image im;
    EventModels models;
    expect_rising((const float[]){0.1f, 0.1f, 0.1f, 0.9f, 0.9f}, 5);
    expect_rising(NULL, 0);
    assert_int_equal(image_open(&im, attache_knowledge_start, (size_t)(attache_knowledge_end - attache_knowledge_start), KB_MAGIC, KB_VERSION,
                                "test", ATTACHE_ERR_TABLE, &r),
                     ATTACHE_OK);
    assert_true(models_open(&models, &im));
    assert_non_null(models.map);
    for (size_t i = 1; i < models.n_map; i++) assert_true(models.map[i] >= models.map[i - 1]);
    expect_rising(models.map, models.n_map);
    models_close(&models);
}

/* A copy of the knowledge in which some bytes of a section are others. */
static bool opens_with(const char *section, size_t item_size, size_t at, const void *bytes, size_t n_bytes) {
    Reporter r = {note, NULL};
    Image im;
    EventModels models;
    size_t size = (size_t)(attache_knowledge_end - attache_knowledge_start), n;
    char *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, attache_knowledge_start, size);
    assert_int_equal(image_open_inside(&im, copy, size, KB_MAGIC, KB_VERSION, "test", ATTACHE_ERR_TABLE, &r), ATTACHE_OK);
    char *p = (char *)(uintptr_t)image_section(&im, section, item_size, &n);
    assert_non_null(p);
    assert_true(at + n_bytes <= n * item_size);
    memcpy(p + at, bytes, n_bytes);
    bool good = models_open(&models, &im);
    if (good) {
        int64_t vector[SUM_WIDTH_MAX] = {0};
        for (uint64_t hash = 4; hash < 100000; hash++) event_net_add_word(&models.net, hash, vector);
    }
    models_close(&models);
    free(copy);
    return good;
}

/* A model with a right checksum and wrong numbers is refused, or read within its bounds. */
static void test_models_with_wrong_numbers(void **state) {
    (void)state;
    const uint32_t few = 4, wraps = 0x80000000u, states = 0xFFFFFFC0u, row = 0xFFFFFFF0u;
    const uint32_t deep = 1000;
    const float nan = NAN, infinite = INFINITY;
    size_t size = sizeof(EventShape);
    assert_true(opens_with("event.shape", size, 0, "", 0));
    assert_false(opens_with("event.shape", size, offsetof(EventShape, n_words), &few, sizeof few));
    assert_false(opens_with("event.shape", size, offsetof(EventShape, n_words), &wraps, sizeof wraps));
    assert_false(opens_with("event.shape", size, offsetof(EventShape, states), &states, sizeof states));
    assert_false(opens_with("event.shape", size, offsetof(EventShape, layers), &deep, sizeof deep));
    assert_false(opens_with("event.lin.s", sizeof(float), 0, &nan, sizeof nan));
    assert_false(opens_with("event.conf", sizeof(float), 0, &infinite, sizeof infinite));
    assert_false(opens_with("event.bars", sizeof(float), 0, &nan, sizeof nan));
    EventWord everywhere[4096]; /* words that lead out of the table */
    for (uint32_t i = 0; i < COUNT_OF(everywhere); i++) everywhere[i] = (EventWord){.key = 4 + i, .row = row};
    assert_true(opens_with("event.words", sizeof(EventWord), 4 * sizeof(EventWord), everywhere, sizeof everywhere - 8 * sizeof(EventWord)));
}

static int remove_dir(void **state) {
    (void)state;
    static const char *const names[] = {"classes.tsv", "contexts.tsv", "holidays.tsv", "plover.tsv", "cameo.tsv", "frames.tsv", "compose.tsv", "words.tsv"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

/* "the armies [of] Peru" at the end of the sentence: the heap block ends there, so that AddressSanitizer sees reads beyond the last word. */
static void test_last_word_of_a_sentence(void **state) {
    (void)state;
    Entity entities[2] = {{.code = "CHL", .sector = SECTOR_MIL, .name = "", .office = "", .how = "", .kind = ENT_GROUP}, {.code = "PER", .name = "", .office = "", .how = "", .kind = ENT_STATE}};
    Mention mentions[2] = {{.n_entities = 1, .entities = 0}, {.n_entities = 1, .entities = 1, .first = 1, .last = 1, .head = 1}};
    uint32_t refs[2] = {0, 1}, lemmas[2] = {0};
    int32_t mention_at[2] = {0, 1};
    int16_t child[2] = {1, NONE}, sibling[2] = {NONE, NONE};
    Token *tokens = calloc(2, sizeof *tokens);
    tokens[0] = (Token){.head = -1, .upos = UPOS_NOUN, .feats = FEAT_PLUR};
    tokens[1] = (Token){.head = 0, .upos = UPOS_PROPN, .deprel = DEP_NMOD};
    Sentence sentence = {.tokens = tokens, .n = 2};
    Article article = {.text = ""};
    Reading reading = {.article = &article, .mentions = mentions, .entities = entities, .refs = refs};
    Clause clause = {.reading = &reading, .s = &sentence, .lemmas = lemmas, .forms = lemmas, .mention_at = mention_at, .child = child, .sibling = sibling};
    Arena arena = {0};
    attache_entity *parties;
    assert_int_equal(party_entities(&clause, &(const Parties){.t = {0}, .n = 1}, &arena, &parties), 1);
    arena_free(&arena);
    free(tokens);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cameo_codes_as_numbers),
        cmocka_unit_test(test_last_word_of_a_sentence),
        cmocka_unit_test(test_right_tables_compile),
        cmocka_unit_test(test_a_row_lists_triggers),
        cmocka_unit_test(test_mistakes_name_their_line),
        cmocka_unit_test(test_categories_have_names),
        cmocka_unit_test(test_evidence_has_words),
        cmocka_unit_test(test_the_codebook_is_whole),
        cmocka_unit_test(test_confidence_rises),
        cmocka_unit_test(test_models_with_wrong_numbers),
    };
    return cmocka_run_group_tests_name("code", tests, make_dir, remove_dir);
}
