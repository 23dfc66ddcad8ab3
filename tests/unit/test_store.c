/* test_store.c - pairs of actors, signature and copies, migrations, damaged stores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/date.h"
#include "fixture.h"
#include "link/judge.h"
#include "link/sketch.h"
#include "link/signature.h"
#include "numbers.h"
#include "store/dyads.h"
#include "store/rebuild.h"
#include "store/store_int.h"

static const Reporter reporter = {note, NULL};

/* ---- pairs ---- */

static bool has_pair(const Pair *pairs, size_t n, const char *a, const char *r, bool reciprocal) {
    for (size_t i = 0; i < n; i++)
        if (!strcmp(pairs[i].actor.s, a) && !strcmp(pairs[i].recipient.s, r)) return pairs[i].reciprocal == reciprocal;
    return false;
}

static void test_pairs(void **state) {
    (void)state;
    Pair p[PAIRS_MAX];
    DyadSide kaz = {0}, both = {0}, nobody = {0}, many = {0};
    dyads_add_party(&kaz, "KAZ", "", "KAZ");
    dyads_add_party(&both, "KAZ", "", "KAZ");
    dyads_add_party(&both, "IND", "", "IND");
    assert_int_equal(dyads_pairs(&kaz, &nobody, p), 3);
    assert_true(has_pair(p, 3, "KAZ", "", false) && has_pair(p, 3, "KAZ", "*", false) && has_pair(p, 3, "*", "*", false));
    size_t n = dyads_pairs(&both, &nobody, p); /* talks */
    assert_int_equal(n, 7);
    assert_true(has_pair(p, n, "KAZ", "IND", true) && has_pair(p, n, "IND", "KAZ", true) && has_pair(p, n, "*", "IND", true));
    n = dyads_pairs(&kaz, &both, p); /* KAZ does something to IND and to itself */
    assert_true(has_pair(p, n, "KAZ", "IND", false) && has_pair(p, n, "KAZ", "KAZ", false) && has_pair(p, n, "*", "KAZ", true) && has_pair(p, n, "*", "IND", false));
    DyadSide rebels = {0};
    dyads_add_party(&rebels, "", "REB", "reb");
    dyads_add_party(&rebels, "", "", "");
    n = dyads_pairs(&rebels, &kaz, p);
    assert_true(has_pair(p, n, "reb", "KAZ", false));
    for (char c = 'A'; c <= 'Z'; c++) dyads_add_party(&many, (char[]){c, c, c, 0}, "", "");
    n = dyads_pairs(&many, &nobody, p);
    assert_true(n <= PAIRS_MAX);
}

/* The army of a state against a named body: conflict within the state can be queried, by sector and by name. */
static void test_pairs_within_a_state(void **state) {
    (void)state;
    Pair p[PAIRS_MAX];
    DyadSide army = {0}, rebels = {0}, nobody = {0}, talks = {0};
    dyads_add_party(&army, "NGA", "MIL", "NGA.MIL");
    dyads_add_party(&rebels, "NGA", "REB", "NGA:boko-haram");
    size_t n = dyads_pairs(&army, &rebels, p);
    assert_int_equal(n, 2 * 3 + 2 + 3 + 1);
    assert_true(has_pair(p, n, "NGA", "NGA", false) && has_pair(p, n, "NGA.MIL", "NGA.REB", false) && has_pair(p, n, "NGA", "NGA:boko-haram", false));
    assert_true(has_pair(p, n, "NGA.MIL", "*", false) && has_pair(p, n, "*", "NGA:boko-haram", false) && !has_pair(p, n, "NGA.REB", "NGA.MIL", true));
    dyads_add_party(&talks, "NGA", "GOV", "NGA.GOV");
    dyads_add_party(&talks, "NGA", "REB", "NGA.REB");
    n = dyads_pairs(&talks, &nobody, p);
    assert_true(has_pair(p, n, "NGA.GOV", "NGA.REB", true) && has_pair(p, n, "NGA.REB", "NGA.GOV", true));
    dyads_add_party(&talks, "CMR", "", "CMR"); /* with a third party, what counts is who met whom across the border */
    n = dyads_pairs(&talks, &nobody, p);
    assert_true(has_pair(p, n, "NGA.REB", "CMR", true) && !has_pair(p, n, "NGA.GOV", "NGA.REB", true) && !has_pair(p, n, "NGA", "NGA", true));
}

static void test_keys(void **state) {
    (void)state;
    static const struct {
        const char *code, *sector, *name, *key;
    } cases[] = {{"NGA", "", "", "NGA"}, {"NGA", "REB", "", "NGA.REB"}, {"NGA", "REB", "Boko Haram", "NGA:boko-haram"}, {"", "REB", "", "reb"}, {"", "", "", ""},
                 {"", "", "Côte d'Ivoire Front", "org:cote-divoire-front"}, {"IGO", "", "U.N. Mission in the Very Long Name of a Country That Nobody Has", "IGO:un-mission-in-the-very-long-name-of-a"}};
    char key[ACTOR_KEY];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        actor_key(cases[i].code, cases[i].sector, cases[i].name, key);
        assert_string_equal(key, cases[i].key);
    }
    assert_int_equal(actor_whole("NGA:boko-haram"), 3);
}

/* ---- signature ---- */

static attache_entity party(const char *code, const char *sector, const char *name) {
    return (attache_entity){.code = code, .country = "", .sector = sector, .text = "", .identifier = name, .office = "", .role = "", .how = "", .entity = ""};
}

/* KAZ and IND talk in a town on a day; `doc` tells documents apart. */
static Signature talks(uint64_t doc, const char *date, const char *published, const char *town, const char *guest) {
    attache_entity parties[] = {party("KAZ", "GOV", guest), party("IND", "GOV", "")};
    attache_event e = {.event = "CONSULT", .cameo = "046", .date = date, .actors = parties, .n_actors = 2, .event_text = "talked", .text = "They talked about peacekeepers on Saturday.", .why_frame = "", .why_path = ""};
    const attache_event *list[] = {&e};
    e.loc.resolved_place = town, e.loc.country_code = town[0] ? "IND" : "", e.loc.resolution = town[0] ? 4 : 0;
    e.size.dead = e.size.injured = e.size.arrested = e.size.participants = "";
    Signature t;
    SignatureTexts texts = {0};
    signature_read_text(&texts, "Talks about peacekeepers", e.text, strlen(e.text));
    signature_make(list, 1, published, doc, 1, &texts, &t);
    signature_texts_free(&texts);
    return t;
}

static int odds(const Signature *a, const Signature *b) {
    int x = judge_odds(JUDGE_ACROSS, a, b);
    assert_int_equal(x, judge_odds(JUDGE_ACROSS, b, a));
    return x;
}

static void test_what_differs_is_less_likely_one(void **state) {
    (void)state;
    Signature a = talks(1, "2017-11-11", "2017-11-11", "New Delhi", "Talgat Mukhtarov"), same = talks(2, "2017-11-11", "2017-11-12", "New Delhi", "Mukhtarov");
    Signature later = talks(3, "2017-11-14", "2017-11-14", "New Delhi", ""), month = talks(6, "2017-11", "2017-11-15", "", ""), year = talks(7, "2016", "2017-11-15", "", "");
    Signature denied = same;
    denied.aux = ATTACHE_NEGATION;
    assert_true(odds(&a, &same) > odds(&a, &later));
    assert_true(odds(&a, &later) < 0 && odds(&a, &year) < 0);
    assert_int_equal(odds(&a, &denied), JUDGE_NEVER);
    assert_true(odds(&a, &month) > JUDGE_NEVER);
    assert_true(signature_order(&a, &month) < 0 && signature_order(&month, &a) > 0);
}

static bool is_in_window(const Signature *of, const Signature *t) {
    SignatureWindow windows[SIGNATURE_WINDOWS];
    size_t n = signature_windows(of, true, windows);
    bool found = false;
    if (!signature_days_meet(of, t)) return false;
    for (size_t w = 0; w < n; w++) found |= t->day >= windows[w].from && t->day <= windows[w].to;
    return found;
}

/* Matching days find each other in either order. */
static void test_windows_are_symmetric(void **state) {
    (void)state;
    static const char *const days[] = {"2017-11-11", "2017-11-30", "2017-12-01", "2017-12-05", "2017-11", "2017-12", "2017", "2018-01-03", "2018"};
    for (size_t i = 0; i < COUNT_OF(days); i++)
        for (size_t k = 0; k < COUNT_OF(days); k++) {
            Signature a = talks(1, days[i], "2018-03-01", "", ""), b = talks(2, days[k], "2018-03-01", "", "");
            assert_int_equal(is_in_window(&a, &b), is_in_window(&b, &a));
            if (i == k) assert_true(is_in_window(&a, &b));
        }
}

/* Reports of one story are found by the day of publication, whatever their own dates. */
static void test_two_that_are_joined_find_each_other(void **state) {
    (void)state;
    Signature a = talks(1, "2017-11-11", "2017-11-11", "New Delhi", ""), b = talks(2, "2017-11-11", "2017-11-11", "New Delhi", "");
    Signature misread = talks(3, "2017-04-02", "2017-11-12", "New Delhi", ""), older = talks(4, "2017-04-02", "2017-04-02", "New Delhi", "");
    assert_true(signature_may_meet(&a, &b));
    assert_true(signature_may_meet(&a, &misread) && signature_may_meet(&misread, &a));
    assert_false(signature_may_meet(&a, &older));
}

/* The evidence for one happening is symmetric. */
static void test_the_judge_is_symmetric(void **state) {
    (void)state;
    static const char *const labels[] = {"KAZ", "IND", "USA", "IMG", "reb", "CHN"}, *const categories[] = {"CONSULT", "ASSAULT", "AID", "ACCUSE", "COOPERATE", "RETREAT"};
    static const char *const towns[] = {"", "", "New Delhi", "Mumbai", "Astana"}, *const days[] = {"2017-11-11", "2017-11-12", "2017-11", "2017"};
    static const char *const texts[] = {"", "Grain for the northern harbour was held back on Monday.", "Ships with grain waited outside the harbour, fishermen said, for three days."};
    enum { N = 400 };
    static Signature all[N];
    uint64_t seed = 7;
    for (size_t i = 0; i < N; i++) {
        attache_entity parties[4];
        for (size_t k = 0; k < 4; k++) seed = hash_mix(seed, k), parties[k] = party(labels[seed % 6], "", "");
        uint64_t r = seed = hash_mix(seed, i);
        attache_event e = {.event = categories[r % 6], .cameo = "046", .date = days[r / 6 % 4], .actors = parties, .n_actors = r / 24 % 3, .recipients = parties + 2, .n_recipients = r / 72 % 3, .text = texts[r / 1080 % 3], .why_frame = "", .why_path = ""};
        const attache_event *list[] = {&e};
        e.loc.resolved_place = towns[r / 216 % 5], e.loc.country_code = e.loc.resolved_place[0] ? "IND" : "", e.loc.resolution = e.loc.resolved_place[0] ? 4 : 0;
        e.size.injured = e.size.arrested = e.size.participants = "", e.size.dead = r / 3240 % 2 ? "12" : "";
        SignatureTexts sentences = {0};
        signature_make(list, 1, "2017-11-15", i, 1, &sentences, &all[i]);
        signature_texts_free(&sentences);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++) assert_int_equal(judge_odds(JUDGE_WITHIN, &all[i], &all[k]), judge_odds(JUDGE_WITHIN, &all[k], &all[i]));
}

/* The share of bits of two senses that differ grows with the angle between the states; a state without a sense is unknown. */
static void test_states_that_are_alike_have_one_sense(void **state) {
    (void)state;
    uint8_t one[MEANING_STATE], other[MEANING_STATE];
    Meaning a = {.state = one, .n_state = MEANING_STATE}, b = {.state = other, .n_state = MEANING_STATE}, none = {0};
    uint64_t x[MEANING_SENSE], y[MEANING_SENSE], z[MEANING_SENSE];
    for (size_t i = 0; i < MEANING_STATE; i++) one[i] = other[i] = (uint8_t)(hash_mix(i, 1) % 256);
    for (size_t i = 0; i < MEANING_STATE; i += 16) other[i] ^= 32;
    meaning_sense(&a, x), meaning_sense(&b, y), meaning_sense(&none, z);
    int near = 0, far = 0;
    for (size_t i = 0; i < MEANING_SENSE; i++) near += __builtin_popcountll(x[i] ^ y[i]);
    for (size_t i = 0; i < MEANING_STATE; i++) other[i] = (uint8_t)~one[i];
    meaning_sense(&b, y);
    for (size_t i = 0; i < MEANING_SENSE; i++) far += __builtin_popcountll(x[i] ^ y[i]);
    assert_true(near < 30 && far > 60 && !z[0] && !z[1] && !z[2]);
}

static void test_signatures_as_bytes(void **state) {
    (void)state;
    Signature a = talks(1, "2017-11-11", "2017-11-11", "New Delhi", "Talgat Mukhtarov"), b;
    char bytes[SIGNATURE_BYTES];
    size_t n = signature_write(&a, bytes);
    assert_true(signature_read(bytes, n, &b));
    assert_memory_equal(&a, &b, sizeof a);
    for (size_t cut = 0; cut < n; cut++) assert_false(signature_read(bytes, cut, &b));
}

/* Signatures with another value in each field, and their bytes: what stores contain may not change without a migration. */
static const Signature kept = {.document = 0x0123456789abcdef, .number = 0x11121314, .published = 17482, .day = 20171111, .categories = 0x81828384, .exactness = EXACT_MONTH,
                            .category = 4, .aux = 5, .cameo = 6, .n_parties = 2, .n_words = 3, .n_topics = 1, .n_triggers = 2, .n_near = 1, .n_places = 1, .place_resolution = 7,
                            .part = 1, .sequence = 9, .n_events = 10, .quoted = 1, .confidence = 77, .has_point = 1, .mode = 0x2122, .contexts = 0x3132, .lat = 5117, .lon = -7143,
                            .country = "KAZ", .places = {0x41424344}, .numbers = {1, 2, 3, 0x51525354}, .meanings = {0x9192939495969798, 0xa1a2a3a4a5a6a7a8},
                            .triggers = {0x0304, 0x0506}, .openings = {0x0708, 0x090a}, .parties = {{.label = "KAZ", .name = 0x6162, .kind = 1, .certainty = 200}, {.label = "reb", .side = 1, .kind = 2}},
                            .words = {{0x0102, 0}, {0x7172, 0}, {0xfefd, 0}}, .near = {{0x1819, 0}}, .topics = {{0x2829, 0}}, .story = {0x3839, 0x4849}, .sense = {0xb1b2b3b4b5b6b7b8, 0, 0xc1c2c3c4c5c6c7c8}};
#define KEPT_BYTES                                                                                                                                   \
    "0aefcdab8967452301141312114a44000067c9330184838281020405060203010201010701090a014d0122213231fd1319e44b415a00444342410000000000000000010000000200000003000000"  \
    "545352519897969594939291a8a7a6a5a4a3a2a1040306050000000008070a09000000004b415a000000000062610001c87265620000000000000001020002017271fdfe1918292839384948" "0000000000000000" "b8b7b6b5b4b3b2b1" "0000000000000000" "c8c7c6c5c4c3c2c1"
/* What a store of version 5 has for one: the first 72 bytes, parties, words. */
#define BYTES_OF_VERSION_5                                                                                                                           \
    "efcdab8967452301" "14131211" "feffffff" "49440000" "4a440000" "67c93301" "02040536" "02030107" "2221" "3231" "4b415a00" "44434241" "00000000"    \
    "00000000" "01000000" "02000000" "03000000" "54535251" "4b415a0000000000" "00016261" "7265620000000000" "01020000" "0201" "7271" "fdfe"

static void test_signatures_are_the_same_bytes_everywhere(void **state) {
    (void)state;
    char bytes[SIGNATURE_BYTES], hex[2 * SIGNATURE_BYTES + 1] = "";
    size_t n = signature_write(&kept, bytes);
    for (size_t i = 0; i < n; i++) snprintf(hex + 2 * i, 3, "%02x", (unsigned char)bytes[i]);
    assert_string_equal(hex, KEPT_BYTES);
    Signature before;
    bytes[0] = 9; /* which ended before the sense */
    assert_true(signature_read(bytes, n - sizeof before.sense, &before) && before.story[1] == 0x4849 && !before.sense[0]);
    bytes[0] = 8; /* which ended before the story */
    assert_true(signature_read(bytes, n - sizeof before.sense - sizeof before.story, &before) && before.n_topics == 1 && before.story[0] == 0x2829 && !before.story[1]);
    assert_true(hash_bytes("Kazakhstan", 10) == 0x681d0a26d970fbb3u);
}

/* ---- copies ---- */

static void test_copies(void **state) {
    (void)state;
    static const char text[] = "The harbour was closed for three days after a storm that took away two cranes and most of the pier, its master said. Ships waited outside, among them "
                               "one with grain for the mills of the north, where bread has become dear since spring and queues form before dawn.";
    char tagged[sizeof text + 32];
    Sketch a, b, c;
    snprintf(tagged, sizeof tagged, "PORT TOWN (Agency) - %s", text);
    assert_true(sketch_make(text, strlen(text), &a) && sketch_make(tagged, strlen(tagged), &b));
    assert_true(sketch_alike(&a, &b, 100, 102) && sketch_alike(&b, &a, 102, 100));
    assert_false(sketch_alike(&a, &b, 100, 110));
    char bytes[SKETCH_BYTES];
    sketch_write(&a, bytes);
    assert_int_equal((unsigned char)bytes[5], a.minima[1] >> 8 & 255);
    sketch_read(bytes, &b);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(sketch_make(text + 80, strlen(text) - 80, &c));
    static const char other[] = "Ministers of four states met in the capital to talk about water, and agreed to meet again when the rains have ended and the river can be measured.";
    assert_true(sketch_make(other, strlen(other), &c));
    assert_false(sketch_alike(&a, &c, 100, 100));
    assert_false(sketch_make("Too short.", 10, &c));
}

/* ---- migrations ---- */

static void test_migrations(void **state) {
    (void)state;
    char path[128];
    Store *s;
    snprintf(path, sizeof path, "%s/store", dir);
    assert_int_equal(store_open(path, STORE_CREATE, &reporter, &s), ATTACHE_OK);
    static const Migration scripts[] = {[STORE_VERSION] = {"CREATE TABLE more (x INTEGER) STRICT; PRAGMA user_version = 19", NULL}, {"INSERT INTO more VALUES (8); PRAGMA user_version = 20", rebuild_dyads},
                                        {"INSERT INTO more VALUES (9); INSERT INTO nowhere VALUES (1)", NULL}};
    assert_int_equal(store_migrate(s, scripts, 20), ATTACHE_OK);
    assert_int_equal(number_of(s, "SELECT x FROM more"), 8);
    assert_int_equal(number_of(s, "PRAGMA user_version"), 20);
    messages[0] = 0;
    assert_int_equal(store_migrate(s, scripts, 21), ATTACHE_ERR_IO); /* half a step is none */
    assert_non_null(strstr(messages, "nowhere"));
    assert_int_equal(number_of(s, "SELECT count(*) FROM more"), 1);
    assert_int_equal(number_of(s, "PRAGMA user_version"), 20);
    store_close(s);
    messages[0] = 0;
    assert_int_equal(store_open(path, STORE_READ, &reporter, &s), ATTACHE_ERR_FORMAT); /* version 20 is of the future */
    assert_non_null(strstr(messages, "later attache"));
    assert_null(s);
}

/* The columns of every table, in the order of their names, and the indices. */
static char *layout(Store *s) {
    sqlite3_stmt *statement;
    assert_int_equal(store_prepare(s,
                                   "SELECT group_concat(word, ' ') FROM (SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk AS word FROM "
                                   "sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' UNION ALL SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY word)", &statement), ATTACHE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    char *out = base_strdup((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return out;
}

/* Undoes what versions 7 to 15 added. */
#define BEFORE_7 \
    "DROP TABLE event_digest; DROP TABLE happening_digest; DROP TABLE term;" \
    "ALTER TABLE report RENAME COLUMN signature TO traits; ALTER TABLE document DROP COLUMN authors; ALTER TABLE document DROP COLUMN agency; ALTER TABLE report DROP COLUMN main; ALTER TABLE happening DROP COLUMN title; ALTER TABLE happening DROP COLUMN main;" \
    "DROP INDEX event_by_country; DROP INDEX event_by_place; DROP INDEX event_by_point; DROP INDEX event_by_number;" \
    "DROP INDEX happening_by_town; DROP INDEX happening_by_point; DROP INDEX happening_by_number; ALTER TABLE dyad_event DROP COLUMN confidence; ALTER TABLE dyad_happening DROP COLUMN confidence;" \
    "ALTER TABLE dyad_event DROP COLUMN cameo; ALTER TABLE dyad_happening DROP COLUMN cameo;" \
    "DROP TABLE entity; CREATE TABLE entity (id INTEGER PRIMARY KEY, code TEXT NOT NULL, sector TEXT NOT NULL, other_sectors TEXT NOT NULL, name TEXT NOT NULL, " \
    "office TEXT NOT NULL, UNIQUE (code, sector, other_sectors, name, office)) STRICT; CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE) WHERE name <> '';"

/* A store of version 2 becomes equal to a new one, also for readers. */
static void test_an_older_store_is_brought_up(void **state) {
    (void)state;
    char path[128];
    Store *s;
    snprintf(path, sizeof path, "%s/older", dir);
    assert_int_equal(store_open(path, STORE_CREATE, &reporter, &s), ATTACHE_OK);
    char *today = layout(s), *then;
    assert_int_equal(store_run(s, "INSERT INTO skipped VALUES ('a', '', 1, 'skipped', '', 1), ('b', '', 1, 'failed', '', 1); DROP TABLE total;"
                                  "DROP TABLE reason; CREATE TABLE reason (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT; INSERT INTO reason VALUES (3, 'meet.1');"
                                  "CREATE INDEX happening_by_first ON happening (first); CREATE INDEX happening_by_fullest ON happening (fullest);"
                                  "CREATE INDEX disagreement_by_event ON disagreement (event); DROP INDEX party_by_name; DROP INDEX happening_party_by_name;"
                                  "ALTER TABLE party DROP COLUMN named; ALTER TABLE happening_party DROP COLUMN named;"
                                  "CREATE INDEX party_by_entity ON party (entity, event); CREATE INDEX happening_party_by_entity ON happening_party (entity, happening);"
                                  BEFORE_7 "INSERT INTO entity VALUES (1, 'KAZ', 'GOV', '', '', ''), (2, 'KAZ', 'GOV', '', 'Ada Orr', ''); INSERT INTO party VALUES (1, 0, 0, 1, '', '', 0, 0, 3),"
                                  "(1, 0, 1, 2, '', '', 0, 0, 3); INSERT INTO happening_party VALUES (1, 0, 0, 2, ''); PRAGMA user_version = 2"), ATTACHE_OK);
    store_close(s);
    assert_int_equal(store_open(path, STORE_READ, &reporter, &s), ATTACHE_OK);
    assert_int_equal(number_of(s, "PRAGMA user_version"), STORE_VERSION);
    assert_int_equal(number_of(s, "SELECT skipped FROM total"), 1);
    assert_int_equal(number_of(s, "SELECT id FROM reason WHERE text = 'meet.1'"), 3);
    assert_int_equal(number_of(s, "SELECT sum(place) FROM party WHERE named = 1"), 1);
    assert_int_equal(number_of(s, "SELECT count(*) FROM happening_party WHERE named = 1"), 1);
    assert_int_equal(number_of(s, "SELECT count(*) FROM entity WHERE key = 'KAZ.GOV'"), 2);
    then = layout(s);
    assert_string_equal(today, then);
    struct stat st;
    snprintf(path, sizeof path, "%s/older-wal", dir);
    assert_true(stat(path, &st) != 0 || st.st_size == 0);
    free(today);
    free(then);
    store_close(s);
}

/* What a store of version 5 knows about its reports is kept: parties, words, day, numbers. */
static void test_signatures_of_version_5_are_read(void **state) {
    (void)state;
    char path[128];
    Store *s;
    Signature there;
    snprintf(path, sizeof path, "%s/five", dir);
    assert_int_equal(store_open(path, STORE_CREATE, &reporter, &s), ATTACHE_OK);
    assert_int_equal(store_run(s, "INSERT INTO report (id, document, number, signature) VALUES (1, 1, 1, x'" BYTES_OF_VERSION_5 "');" BEFORE_7 "PRAGMA user_version = 5"), ATTACHE_OK);
    store_close(s);
    assert_int_equal(store_open(path, STORE_READ, &reporter, &s), ATTACHE_OK);
    assert_int_equal(number_of(s, "PRAGMA user_version"), STORE_VERSION);
    sqlite3_stmt *statement;
    assert_int_equal(store_prepare(s, "SELECT signature FROM report", &statement), ATTACHE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_true(signature_read(sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0), &there));
    assert_true(there.document == kept.document && there.day == kept.day && there.category == kept.category && there.n_parties == 2 && there.n_words == 3);
    assert_true(there.numbers[3] == kept.numbers[3] && there.words[2].hash == 0xfefd && there.parties[0].name == 0x6162 && there.parties[1].side == 1);
    assert_true(there.lo && there.hi >= there.lo && there.n_topics == 0);
    sqlite3_finalize(statement);
    store_close(s);
}

/* ---- what is no store ---- */

static void test_what_is_no_store_is_refused(void **state) {
    (void)state;
    char path[128];
    Store *s;
    write_table("notes.txt", "These are notes and no store, though they are long enough to hold the head that a file of SQLite would have. They go on for a while yet.");
    snprintf(path, sizeof path, "%s/notes.txt", dir);
    const StoreMode modes[] = {STORE_READ, STORE_WRITE, STORE_CREATE};
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        messages[0] = 0;
        assert_int_equal(store_open(path, modes[i], &reporter, &s), ATTACHE_ERR_FORMAT);
        assert_non_null(strstr(messages, "not an attache store"));
    }
    snprintf(path, sizeof path, "%s/none", dir);
    assert_int_equal(store_open(path, STORE_READ, &reporter, &s), ATTACHE_ERR_IO);
    write_table("empty", "");
    snprintf(path, sizeof path, "%s/empty", dir);
    assert_int_equal(store_open(path, STORE_READ, &reporter, &s), ATTACHE_ERR_FORMAT);
    assert_int_equal(store_open(path, STORE_CREATE, &reporter, &s), ATTACHE_OK);
    store_close(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs), cmocka_unit_test(test_pairs_within_a_state), cmocka_unit_test(test_keys),
        cmocka_unit_test(test_what_differs_is_less_likely_one), cmocka_unit_test(test_two_that_are_joined_find_each_other),
        cmocka_unit_test(test_the_judge_is_symmetric), cmocka_unit_test(test_states_that_are_alike_have_one_sense), cmocka_unit_test(test_signatures_as_bytes), cmocka_unit_test(test_signatures_are_the_same_bytes_everywhere),
        cmocka_unit_test(test_signatures_of_version_5_are_read), cmocka_unit_test(test_windows_are_symmetric),
                cmocka_unit_test(test_copies),
        cmocka_unit_test(test_migrations),               cmocka_unit_test(test_an_older_store_is_brought_up),
        cmocka_unit_test(test_what_is_no_store_is_refused),
    };
    if (!make_fixture_dir()) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
