/* test_place.c - decodes towns from protobuf messages; which of several with one name is meant follows from the text, and from plausibility. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "compile/compile.h"
#include "compile/place_map.h"
#include "kb/kb.h"
#include "kb/place.h"
#include "fixture.h"

static const char codes[] = "code\tkind\tiso2\tmeans\tsectors\nUSA\tstate\tUS\nFRA\tstate\tFR\nIRQ\tstate\tIQ\nGBR\tstate\tGB\nGLP\tstate\tGP\tFRA\n";
static const char agents[] = "phrase\tnames\tkind\tsectors\tcode\tgender\nreading room\t\tbody\n";

/* ---- a file of towns ---- */

static int64_t last_lat, last_lon;

static void put_varint(Buf *b, uint64_t v) {
    for (; v >= 0x80; v >>= 7) buf_char(b, (char)(v | 0x80));
    buf_char(b, (char)v);
}

static void put_number(Buf *b, unsigned field, uint64_t v) {
    put_varint(b, field << 3);
    put_varint(b, v);
}

static void put_text(Buf *b, unsigned field, const char *s) {
    put_varint(b, field << 3 | 2);
    put_varint(b, strlen(s));
    buf_str(b, s);
}

static uint64_t zigzag(int64_t v) { return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63); }

static void put_town(Buf *file, unsigned id, const char *name, const char *country, const char *feature, const char *admin, unsigned population, double lat, double lon) {
    Buf m = {0};
    int64_t y = (int64_t)(lat * 1e5), x = (int64_t)(lon * 1e5);
    put_number(&m, 1, zigzag(id));
    put_text(&m, 2, name);
    put_text(&m, 3, country);
    put_text(&m, 7, feature);
    put_text(&m, 8, admin);
    put_number(&m, 9, population);
    put_number(&m, 10, zigzag(x - last_lon));
    put_number(&m, 11, zigzag(y - last_lat));
    last_lat = y, last_lon = x;
    put_varint(file, m.n);
    buf_add(file, m.p, m.n);
    buf_free(&m);
}

static void make_file(Buf *file) {
    last_lat = last_lon = 0;
    put_town(file, 1, "Paris", "FR", "PPLC", "11", 2100000, 48.85, 2.35);
    put_town(file, 2, "Paris", "US", "PPLA2", "TX", 24000, 33.66, -95.56);
    put_town(file, 3, "Austin", "US", "PPLA", "TX", 930000, 30.27, -97.74);
    put_town(file, 4, "Al Fall\xc5\xabjah", "IQ", "PPLA2", "01", 190000, 33.35, 43.79);
    put_town(file, 5, "Reading", "GB", "PPLA2", "ENG", 230000, 51.45, -0.97);
    put_town(file, 6, "Springfield", "US", "PPLA", "IL", 116000, 39.8, -89.64);
    put_town(file, 7, "Old Town", "US", "PPLX", "ME", 90000, 44.9, -68.6);
    put_town(file, 8, "Hamlet", "US", "PPL", "NC", 300, 34.9, -79.7);
    put_town(file, 9, "Basse-Terre", "GP", "PPL", "00", 12000, 16.0, -61.7);
    put_town(file, 10, "Deadwood", "US", "PPL", "SD", 1300, 44.4, -103.7);
    put_town(file, 11, "Meridia", "US", "PPL", "TX", 200000, 31, -97);
    put_town(file, 12, "Meridia", "FR", "PPL", "11", 190000, 48, 2);
}

static attache_status compile(const char *bytes, size_t n, Buf *image) {
    Reporter r = {note, NULL};
    KnowledgeBuilder b;
    char path[128];
    messages[0] = 0;
    snprintf(path, sizeof path, "%s/towns.pbf", dir);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
    knowledge_builder_init(&b, dir, &r);
    attache_status status = place_compile(&b, path);
    if (status == ATTACHE_OK) knowledge_builder_finish(&b, image);
    knowledge_builder_free(&b);
    return status;
}

/* ---- looking up ---- */

static Places places;
static const char *spoken_of = "";

static float speaks_of(const void *text, const char *code) {
    (void)text;
    return strcmp(spoken_of, code) ? 0 : 1;
}

static unsigned find(const char *name, const char *code, const char *admin, bool locative) {
    PlaceHint h = {.code = code, .admin = admin, .weight = speaks_of, .locative = locative};
    const PlaceRow *row = place_find(&places, slice_of(name), &h);
    return row ? row->geonameid : 0;
}

static void test_what_stands_beside_a_name(void **state) {
    (void)state;
    spoken_of = "";
    assert_int_equal(find("Paris", "", "", true), 1);
    assert_int_equal(find("Paris", "USA", "TX", true), 2);
    assert_int_equal(find("PARIS", "USA", "", true), 2);
    assert_int_equal(find("Paris", "USA", "IL", true), 0);
    assert_int_equal(find("Paris", "IRQ", "", true), 0);
}

static void test_what_the_text_speaks_of(void **state) {
    (void)state;
    spoken_of = "USA";
    assert_int_equal(find("Paris", "", "", true), 1); /* a capital is not given up for a namesake */
    assert_int_equal(find("Deadwood", "", "", true), 10);
    assert_int_equal(find("Meridia", "", "", true), 11);
    spoken_of = "FRA";
    assert_int_equal(find("Deadwood", "", "", true), 0);
    assert_int_equal(find("Basse Terre", "", "", true), 9); /* a territory counts for its state */
    spoken_of = "";
    assert_int_equal(find("Meridia", "", "", true), 0); /* could as well be the other */
}

static void test_words_that_are_no_names(void **state) {
    (void)state;
    spoken_of = "";
    assert_int_equal(find("Reading", "", "", true), 0);
    assert_int_equal(find("Reading", "GBR", "", true), 5);
    spoken_of = "GBR";
    assert_int_equal(find("Reading", "", "", true), 5);
    assert_int_equal(find("Reading", "", "", false), 0);
    PlaceHint person = {.code = "", .admin = "", .name = true};
    assert_null(place_find(&places, SLICE("Austin"), &person));
}

static void test_transliterations(void **state) {
    (void)state;
    spoken_of = "IRQ";
    assert_int_equal(find("Fallujah", "", "", true), 4);
    assert_int_equal(find("Falluja", "", "", true), 4);
    assert_int_equal(find("al-Fallujah", "", "", true), 4);
    spoken_of = "";
    assert_int_equal(find("Falluja", "", "", true), 0);
    assert_int_equal(find("Falluja", "IRQ", "", true), 4);
}

static void test_what_is_no_town(void **state) {
    (void)state;
    spoken_of = "USA";
    assert_int_equal(find("Old Town", "", "", true), 0);
    assert_int_equal(find("Hamlet", "", "", true), 0);
    assert_int_equal(find("", "", "", true), 0);
    assert_int_equal(find("'s", "", "", true), 0);
}

static void test_by_distance(void **state) {
    (void)state;
    assert_int_equal(place_near(&places, SLICE("Austin"), "USA", 30.2f, -97.7f, 25)->geonameid, 3);
    assert_null(place_near(&places, SLICE("Austin"), "USA", 31.2f, -97.7f, 25));
    PlaceMap map;
    place_map_make(&map, &places);
    assert_string_equal(place_map_division(&map, "USA", 30.3f, -97.7f), "TX");
    assert_int_equal(place_map_at(&map, "USA", 30.3f, -97.7f, 8, 150000)->geonameid, 3);
    assert_null(place_map_at(&map, "USA", 30.3f, -97.7f, 8, 1500000));
    assert_string_equal(place_map_division(&map, "USA", 0, 0), "");
    place_map_free(&map);
}

static void test_damaged_files(void **state) {
    (void)state;
    Buf file = {0}, image = {0};
    make_file(&file);
    assert_int_equal(compile(file.p, file.n - 3, &image), ATTACHE_ERR_FORMAT);
    assert_non_null(strstr(messages, "offset"));
    uint64_t x = 88172645463325252u;
    for (int round = 0; round < 300; round++) {
        char *copy = base_alloc(file.n);
        memcpy(copy, file.p, file.n);
        for (int i = 0; i <= round % 4; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17; /* Marsaglia 2003 */
            copy[x % file.n] = (char)(x >> 40);
        }
        attache_status status = compile(copy, file.n, &image);
        assert_true(status == ATTACHE_OK || status == ATTACHE_ERR_FORMAT);
        free(copy);
    }
    assert_int_equal(compile("", 0, &image), ATTACHE_OK);
    buf_free(&file);
    buf_free(&image);
}

static Buf the_image;
static Image the_view;

static int open_fixture(void **state) {
    (void)state;
    Buf file = {0};
    if (!make_fixture_dir()) return -1;
    write_table("codes.tsv", codes);
    write_table("agents.tsv", agents);
    make_file(&file);
    attache_status status = compile(file.p, file.n, &the_image);
    buf_free(&file);
    Reporter r = {note, NULL};
    if (status != ATTACHE_OK || image_open(&the_view, the_image.p, the_image.n, KB_MAGIC, KB_VERSION, "test", ATTACHE_ERR_TABLE, &r) != ATTACHE_OK) return -1;
    place_open(&places, &the_view);
    return places.n == 10 ? 0 : -1;
}

static int close_fixture(void **state) {
    static const char *const names[] = {"codes.tsv", "agents.tsv", "towns.pbf", "words.tsv"};
    char path[128];
    (void)state;
    buf_free(&the_image);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_stands_beside_a_name), cmocka_unit_test(test_what_the_text_speaks_of), cmocka_unit_test(test_words_that_are_no_names),
        cmocka_unit_test(test_transliterations),          cmocka_unit_test(test_what_is_no_town),         cmocka_unit_test(test_by_distance),
        cmocka_unit_test(test_damaged_files),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
