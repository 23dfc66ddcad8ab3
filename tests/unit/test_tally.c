/* test_tally.c - counts from digests equal counts from the rows of events and happenings: after ingest, replaced documents, damage and repair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/ask.h"
#include "store/cells.h"
#include "store/check.h"
#include "store/digest_columns.h"
#include "store/tally.h"
#include "vocab/actor.h"

static const Reporter reporter = {note, NULL};

enum { DOCUMENTS = 300, BATCHES = 4, PARTIES = 4, EVENTS = 3 };

/* ---- documents by chance, the same every time ---- */

static uint64_t seed;
static uint32_t below(uint32_t n) { return (uint32_t)((seed = hash_mix(seed, n)) >> 20) % n; }
#define ONE_OF(list) list[below(COUNT_OF(list))]

static const char *const codes[] = {"KAZ", "IND", "NGA", "NGA", "USA", ""}, *const sectors[] = {"", "GOV", "MIL", "REB"}, *const days[] = {"2016-12-31", "2017-01-01", "2017-01-17", "2017-02-03", "2017-02", "2017", "2018-07-09", ""};
static const char *const categories[] = {"CONSULT", "AID", "ACCUSE", "ASSAULT"}, *const modes[] = {"visit", "", "arrest"}, *const contexts[] = {"military", "legal"}, *const cameo[] = {"046", "07", "111", "1931"};
static const char *const places[] = {"Astana", "Kano", ""}, *const deaths[] = {"", "3", "12", "7"}, *const sites[] = {"Harbour Courier", "Ledger", "Ridge Radio"}, *const people[] = {"Ann Other", "Some Body"};

typedef struct Made {
    Arena arena;
    attache_event events[EVENTS];
    attache_entity parties[EVENTS][2][PARTIES];
    StoreDocument doc;
} Made;

static attache_entity chance_party(Arena *arena) {
    const char *code = ONE_OF(codes), *sector = ONE_OF(sectors), *body = below(5) ? "" : "Some Front", *name = *body || below(5) ? body : ONE_OF(people);
    char *key = arena_alloc(arena, ACTOR_KEY);
    actor_key(code, sector, body, key);
    attache_entity e = {.code = code, .country = "", .sector = sector, .text = "", .identifier = name, .office = "", .role = "", .how = "made", .entity = key};
    for (size_t i = 0; i < ATTACHE_SECTORS - 1; i++) e.other_sectors[i] = "";
    return e;
}

static void chance_event(Made *m, size_t i, const char *name) {
    attache_event *e = &m->events[i];
    size_t quad = below(COUNT_OF(categories));
    for (size_t side = 0; side < 2; side++)
        for (size_t k = 0; k < PARTIES; k++) m->parties[i][side][k] = chance_party(&m->arena);
    const char **mode = arena_alloc(&m->arena, sizeof *mode), **context = arena_alloc(&m->arena, sizeof *context);
    *mode = ONE_OF(modes), *context = ONE_OF(contexts);
    *e = (attache_event){.date = ONE_OF(days), .event = categories[quad], .modes = mode, .n_modes = mode[0][0] != 0, .contexts = context, .n_contexts = 1, .actors = m->parties[i][0], .recipients = m->parties[i][1],
                         .n_actors = 1 + below(PARTIES), .n_recipients = below(2) ? 0 : below(PARTIES), .event_text = "did", .cameo = cameo[quad], .quad_code = (int)quad + 1, .event_scale = below(41) / 2.0 - 10,
                         .confidence = below(100) / 100.0, .aux = below(4) ? 0 : 2, .text = "They did.", .end = 9, .why_frame = "f", .why_path = "p"};
    e->link = arena_printf(&m->arena, "%s/h%zu", name, i + 1);
    e->loc.extracted_place = e->loc.resolved_place = ONE_OF(places);
    e->loc.country_code = e->loc.resolved_place[0] == 'K' ? "NGA" : "";
    if (e->loc.resolved_place[0]) e->loc.lat = 12, e->loc.lon = e->loc.resolved_place[0], e->loc.resolution = e->loc.country_code[0] ? 4 : 1;
    e->size.dead = ONE_OF(deaths);
    e->size.injured = e->size.arrested = e->size.participants = e->attribution.kind = e->attribution.source_text = "";
}

/* Another version has the same address and other content. */
static void make_document(Made *m, size_t number, uint64_t version) {
    static const StoreSentence sentence = {ATTACHE_BODY, 0, 0, 9};
    arena_reset(&m->arena);
    seed = hash_mix(number / 2 + 1, version); /* two in a row tell the same */
    const char *name = arena_printf(&m->arena, "made-%zu", number);
    for (size_t i = 0; i < EVENTS; i++) chance_event(m, i, name);
    seed = hash_mix(number, version + 77);
    attache_article article = {.id = name, .title = "They did", .text = "They did.", .text_size = 9, .dateline_place = "", .dateline_country = "", .byline = "", .date = "2018-07-09", .language = "en",
                               .url = arena_printf(&m->arena, "https://paper.example/%zu", number), .site = ONE_OF(sites)};
    m->doc = (StoreDocument){.name = name, .hash = hash_mix(number, version), .message = "", .article = article, .publication = article.site, .sentences = &sentence, .n_sentences = 1, .events = m->events, .n_events = EVENTS};
}

static void ingest(Store *s, size_t from, size_t to, uint64_t version) {
    Writer *w;
    Made *m = base_zalloc(sizeof *m);
    arena_init(&m->arena);
    DocumentCopies *copies = document_copies_new();
    StoreDocument *docs[DOCUMENTS];
    size_t n = 0;
    assert_int_equal(writer_open(s, &w), ATTACHE_OK);
    assert_int_equal(writer_begin(w), ATTACHE_OK);
    for (size_t i = from; i < to; i++) {
        make_document(m, i, version);
        docs[n] = document_copy(copies, &m->doc);
        assert_int_equal(writer_add(w, docs[n++]), ATTACHE_OK);
    }
    assert_int_equal(writer_end(w), ATTACHE_OK);
    assert_int_equal(writer_finish(w, 0, 0), ATTACHE_OK);
    writer_close(w);
    while (n) document_copy_free(docs[--n]);
    document_copies_free(copies);
    arena_free(&m->arena);
    free(m);
}

/* ---- both ways of counting ---- */

static char *rows_as_text(Store *s, const char *sql, RowsTable *rows) {
    sqlite3_stmt *statement;
    Buf out = {0};
    assert_int_equal(store_prepare(s, sql, &statement), ATTACHE_OK);
    if (rows) tally_bind(statement, 1, rows);
    buf_str(&out, "");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) buf_printf(&out, "%s|", sqlite3_column_type(statement, i) == SQLITE_NULL ? "NULL" : (const char *)sqlite3_column_text(statement, i));
        buf_char(&out, '\n');
    }
    sqlite3_finalize(statement);
    return out.p;
}

/* What something is counted by: the value of a group, and the plain value with what has to be joined, for events and happenings. */
#define KEY(side) {" JOIN party p ON p.event = e.id AND p.side = " side " JOIN entity n ON n.id = p.entity", " JOIN happening_party p ON p.happening = e.id AND p.side = " side " JOIN entity n ON n.id = p.entity"}
#define TERM "(SELECT text FROM term WHERE id = c0)"
/* The Thursday of a week, from its Monday on. */
#define WEEK "iif(e.day % 100, CAST(strftime('%Y%m%d', substr(e.day, 1, 4) || '-' || substr(e.day, 5, 2) || '-' || substr(e.day, 7), '-6 days', 'weekday 1', '+3 days') AS INTEGER), e.day)"
#define NAMED(table, of) " JOIN " table " p ON p." of " = e.id AND p.named JOIN entity n ON n.id = p.entity"
static const struct {
    TallyBy by;
    const char *tallied, *plain[2], *joins[2];
} ways[] = {
    {TALLY_NOTHING, "'all'", {"'all'", "'all'"}, {"", ""}},
    {TALLY_DAY, "c0", {"e.day", "e.day"}, {"", ""}},
    {TALLY_WEEK, "c0", {WEEK, WEEK}, {"", ""}},
    {TALLY_MONTH, "c0", {"e.day / 100 * 100", "e.day / 100 * 100"}, {"", ""}},
    {TALLY_YEAR, "c0", {"e.day / 10000 * 10000", "e.day / 10000 * 10000"}, {"", ""}},
    {TALLY_CATEGORY, "c0", {"e.category", "e.category"}, {"", ""}},
    {TALLY_MODE, "coalesce((SELECT name FROM mode WHERE id = c0), '')", {"e.modes", "e.modes"}, {"", ""}},
    {TALLY_COUNTRY, TERM, {"e.country", "e.country"}, {"", ""}},
    {TALLY_PLACE, TERM, {"e.resolved_place", "e.place"}, {"", ""}},
    {TALLY_ACTOR, TERM, {"n.key", "n.key"}, KEY("0")},
    {TALLY_RECIPIENT, TERM, {"n.key", "n.key"}, KEY("1")},
    {TALLY_NAMED, "(SELECT text || iif(c0 % 2, ', a body', '') FROM term WHERE id = c0 / 2)", {"n.name || iif(instr(n.key, ':'), ', a body', '')", "n.name || iif(instr(n.key, ':'), ', a body', '')"}, {NAMED("party", "event"), NAMED("happening_party", "happening")}},
    {TALLY_PUBLISHER, "(SELECT name FROM source WHERE id = c0)", {"s.name", "s.name"}, {" JOIN document d ON d.id = e.document JOIN source s ON s.id = d.source",
        " JOIN (SELECT DISTINCT r.happening, d.source FROM report r JOIN document d ON d.id = r.document) d ON d.happening = e.id JOIN source s ON s.id = d.source"}},
};

/* Rows of a label are those under (label, '*') and ('*', label). */
#define OF(label, table, id) "EXISTS (SELECT 1 FROM " table " x WHERE x.day = e.day AND x." id " = e.id AND (x.actor = '" label "' AND x.recipient = '*' OR x.actor = '*' AND x.recipient = '" label "'))"
#define TAKES_PART(label) {OF(label, "dyad_event", "event"), OF(label, "dyad_happening", "happening")}
#define SAME(condition) {condition, condition}
static const Where box = {.boxed = true, .south = 10, .north = 12, .west = 70, .east = 80}, around = {.boxed = true, .south = -90, .north = 90, .west = 74, .east = -100} /* past the date line */,
                   circle = {.boxed = true, .round = true, .south = 10, .north = 14, .west = 74, .east = 77, .lat = 12, .lon = 75.5, .km = 55}, beside = {.boxed = true, .round = true, .south = 10, .north = 14, .west = 74, .east = 77, .lat = 12, .lon = 75.5, .km = 54};
#define PLACED(condition) "aux = 0 AND e.resolution > 1 AND " condition
#define NAMES(table, of) "EXISTS (SELECT 1 FROM " table " p JOIN entity n ON n.id = p.entity WHERE p." of " = e.id AND p.named AND n.name = 'Ann Other')"
static const int64_t before[] = {20170117, 50};
static uint8_t some[] = {[3 ... 90] = 1}; /* documents, events or happenings */
static const struct {
    TallyFilter filter;
    const char *label /* or a name, after @ */, *conditions[2];
} filters[] = {
    {{.to = INT32_MAX}, NULL, SAME("aux = 0")},
    {{.to = INT32_MAX, .all = true}, NULL, SAME("true")},
    {{.from = 20170100, .to = 20170131}, NULL, SAME("aux = 0 AND e.day BETWEEN 20170100 AND 20170131")},
    {{.to = INT32_MAX, .confidence = 50}, NULL, {"aux = 0 AND CAST(100 * e.confidence + 0.5 AS INTEGER) >= 50", "aux = 0 AND CAST(100 * (SELECT f.confidence FROM event f WHERE f.id = e.fullest) + 0.5 AS INTEGER) >= 50"}},
    {{.to = INT32_MAX}, "NGA", TAKES_PART("NGA")},
    {{.to = INT32_MAX}, "NGA.REB", TAKES_PART("NGA.REB")},
    {{.to = INT32_MAX}, "NGA:some-front", TAKES_PART("NGA:some-front")},
    {{.to = INT32_MAX}, "mil", TAKES_PART("mil")},
    {{.to = INT32_MAX, .all = true, .least = {7}}, NULL, SAME("e.dead <> '' AND CAST(e.dead AS INTEGER) >= 7")},
    {{.to = INT32_MAX, .sources = 2}, NULL, {"aux = 0 AND (SELECT h.sources FROM report r JOIN happening h ON h.id = r.happening WHERE r.id = e.report) >= 2", "aux = 0 AND e.sources >= 2"}},
    {{.to = INT32_MAX, .within = &box}, NULL, SAME(PLACED("lat BETWEEN 10 AND 12 AND lon BETWEEN 70 AND 80"))},
    {{.to = INT32_MAX, .within = &around}, NULL, SAME(PLACED("(lon >= 74 OR lon <= -100)"))},
    {{.to = INT32_MAX, .within = &circle}, NULL, SAME(PLACED("lon = 75"))}, /* 54.4 km away */
    {{.to = INT32_MAX, .within = &beside}, NULL, SAME("false")},
    {{.to = INT32_MAX, .all = true, .before = before}, NULL, SAME("(e.day, e.id) < (20170117, 50)")},
    {{.to = INT32_MAX, .documents = {some, sizeof some}}, NULL, {"aux = 0 AND e.document BETWEEN 3 AND 90", "aux = 0 AND EXISTS (SELECT 1 FROM report r WHERE r.happening = e.id AND r.document BETWEEN 3 AND 90)"}},
    {{.to = INT32_MAX, .numbers = {some, sizeof some}}, NULL, SAME("aux = 0 AND e.id BETWEEN 3 AND 90")},
    {{.to = INT32_MAX}, "@Ann Other", {NAMES("party", "event"), NAMES("happening_party", "happening")}},
};

#define TOLD(what) "(SELECT " what "(CAST(t.dead AS INTEGER)) FROM report r JOIN event t ON t.report = r.id WHERE r.happening = e.id AND t.dead <> '')"
static void add_term(Store *s, TallySet *set, const char *text) {
    uint32_t term;
    assert_int_equal(tally_term(s, text, strlen(text), &term), ATTACHE_OK);
    assert_int_not_equal(term, 0);
    tally_set_add(set, term);
}

static void expect_equal(Store *s, size_t way, size_t filter, int kind) {
    char sql[2048];
    TallyFilter f = filters[filter].filter;
    RowsTable *rows;
    const char *label = filters[filter].label, *also = label ? " AND aux = 0" : "";
    f.happenings = kind == 1;
    if (label) add_term(s, *label == '@' ? &f.names : &f.labels, label + (*label == '@'));
    assert_int_equal(tally_count(s, &f, (const TallyBy[]){ways[way].by, TALLY_NOTHING}, 0, &rows), ATTACHE_OK);
    snprintf(sql, sizeof sql, "SELECT %s AS value, c%d, round(c%d, 2), c%d, c%d, c%d, c%d, c%d FROM rows_of(?1) ORDER BY value", ways[way].tallied, TALLY_COUNT, TALLY_SCORE, TALLY_QUADS, TALLY_QUADS + 3, TALLY_VALUES, TALLY_LEAST, TALLY_IN_ONE);
    char *tallied = rows_as_text(s, sql, rows);
    snprintf(sql, sizeof sql, "SELECT %s AS value, count(*), round(sum(e.score), 2), sum(e.quad = 1), sum(e.quad = 4), sum(CAST(nullif(e.dead, '') AS INTEGER)), sum(iif(e.dead <> '', %s, NULL)), max(iif(e.dead <> '', %s, NULL)) FROM %s e%s WHERE %s%s GROUP BY 1 ORDER BY 1",
             ways[way].plain[kind], kind ? TOLD("min") : "CAST(e.dead AS INTEGER)", kind ? TOLD("max") : "CAST(e.dead AS INTEGER)", kind ? "happening" : "event", ways[way].joins[kind], filters[filter].conditions[kind], also);
    char *plain = rows_as_text(s, sql, NULL);
    assert_string_equal(tallied, plain);
    free(tallied);
    free(plain);
    f.documents = (TallySet){0}, f.numbers = (TallySet){0}; /* are nobody's to free */
    tally_filter_free(&f);
}

static void expect_all_equal(Store *s) {
    for (size_t way = 0; way < COUNT_OF(ways); way++)
        for (size_t filter = 0; filter < COUNT_OF(filters); filter++)
            for (int kind = 0; kind < 2; kind++) expect_equal(s, way, filter, kind);
}

/* ---- pairs and the newest ---- */

#define WHOLES "length(actor) = 3 AND length(recipient) = 3 AND actor <> recipient"
#define WITHIN "substr(actor, 4, 1) = '.' AND substr(recipient, 4, 1) = '.' AND substr(actor, 1, 3) = substr(recipient, 1, 3)"
static void expect_pairs_of(Store *s, int32_t first, int32_t last, const char *periods, bool within) {
    char sql[1024];
    RowsTable *rows;
    const TallyFilter f = {.happenings = true, .to = INT32_MAX};
    assert_int_equal(tally_pairs(s, &f, first, last, true, within, &rows), ATTACHE_OK);
    char *tallied = rows_as_text(s, "SELECT min(x.text, y.text) AS a, max(x.text, y.text) AS b, c2, round(c3, 2), c4, c5 FROM rows_of(?1) CROSS JOIN term x ON x.id = c0 CROSS JOIN term y ON y.id = c1 ORDER BY a, b", rows);
    snprintf(sql, sizeof sql, "SELECT min(actor, recipient) AS a, max(actor, recipient) AS b, sum(happenings) - sum(mutual) / 2 AS n, round(sum(happening_score) - sum(mutual_score) / 2, 2), "
             "CAST(sum(iif(quad < 3, happenings - mutual / 2.0, 0)) AS INTEGER), CAST(sum(iif(quad > 2, happenings - mutual / 2.0, 0)) AS INTEGER) FROM dyad_sum JOIN category c ON c.id = category "
             "WHERE period %s AND %s GROUP BY 1, 2 HAVING n > 0 ORDER BY 1, 2", periods, within ? WITHIN : WHOLES);
    char *plain = rows_as_text(s, sql, NULL);
    assert_true(strlen(plain) > 20);
    assert_string_equal(tallied, plain);
    free(tallied);
    free(plain);
}

static void expect_pairs(Store *s, int32_t first, int32_t last, const char *periods) {
    for (int within = 0; within < 2; within++) expect_pairs_of(s, first, last, periods, within != 0);
}

static void expect_newest(Store *s, int limit) {
    char sql[512];
    RowsTable *rows;
    TallyFilter f = {.happenings = true, .to = INT32_MAX};
    add_term(s, &f.labels, "NGA");
    assert_int_equal(tally_newest(s, &f, (size_t)limit, &rows), ATTACHE_OK);
    char *tallied = rows_as_text(s, "SELECT c0, c1 FROM rows_of(?1)", rows);
    snprintf(sql, sizeof sql, "SELECT e.id, e.day FROM happening e WHERE aux = 0 AND " OF("NGA", "dyad_happening", "happening") " ORDER BY 2 DESC, 1 DESC LIMIT %d", limit);
    char *plain = rows_as_text(s, sql, NULL);
    assert_string_equal(tallied, plain);
    free(tallied);
    free(plain);
    tally_filter_free(&f);
}

/* The totals of the newest `limit`, and of all. */
static void expect_totals(Store *s, size_t limit) {
    char sql[2048];
    RowsTable *rows;
    const TallyFilter f = {.happenings = true, .to = INT32_MAX, .all = true};
    assert_int_equal(tally_totals(s, &f, limit, &rows), ATTACHE_OK);
    char *tallied = rows_as_text(s, "SELECT c0, round(c1, 2), c2, c3, c4, c5, c6, c7 FROM rows_of(?1)", rows);
    snprintf(sql, sizeof sql, "SELECT count(*), round(sum(e.score), 2), sum(e.lat IS NOT NULL AND e.resolution > 1), sum(CAST(nullif(e.dead, '') AS INTEGER)), sum(iif(e.dead <> '', %s, NULL)), sum(iif(e.dead <> '', %s, NULL)), max(iif(e.dead <> '', %s, NULL)), NULL "
             "FROM (SELECT * FROM happening ORDER BY day DESC, id DESC LIMIT %zu) e", TOLD("min"), TOLD("max"), TOLD("max"), limit);
    char *plain = rows_as_text(s, sql, NULL);
    assert_string_equal(tallied, plain);
    free(tallied);
    free(plain);
}

/* Groups under their names, quad classes and places, as SQL gives them: in either order, all or the first. */
static void expect_cells(Store *s, bool by_name, size_t limit) {
    char sql[1024];
    RowsTable *rows;
    const TallyFilter f = {.to = INT32_MAX, .all = true};
    const CellsWanted wanted = {.names = {"SELECT c0, quad FROM rows_of(?1) JOIN category ON id = c0 ORDER BY 2", "SELECT c0, text FROM rows_of(?1) JOIN term ON id = c0 ORDER BY 2"}, .by_name = by_name, .limit = limit};
    assert_int_equal(tally_count(s, &f, (const TallyBy[]){TALLY_CATEGORY, TALLY_PLACE}, 0, &rows), ATTACHE_OK);
    assert_int_equal(cells_of(s, rows, &wanted, &rows), ATTACHE_OK);
    snprintf(sql, sizeof sql, "SELECT c0, c1, c%d, c%d, round(c%d, 2), c%d, c%d FROM rows_of(?1)", TALLY_COUNT, TALLY_QUADS + 2, TALLY_SCORE, TALLY_VALUES, TALLY_IN_ONE);
    char *named = rows_as_text(s, sql, rows);
    snprintf(sql, sizeof sql, "SELECT e.quad, e.resolved_place, count(*) AS n, sum(e.quad = 3), round(sum(e.score), 2), sum(CAST(nullif(e.dead, '') AS INTEGER)), max(CAST(nullif(e.dead, '') AS INTEGER)) FROM event e GROUP BY 1, 2 ORDER BY %s1, 2 LIMIT %d",
             by_name ? "" : "n DESC, ", limit ? (int)limit : -1);
    char *plain = rows_as_text(s, sql, NULL);
    assert_string_equal(named, plain);
    free(named);
    free(plain);
}

/* The ids and dates of a list. */
static char *list_of(Store *s, const AskFilter *f) {
    sqlite3_stmt *statement;
    Buf out = {0};
    assert_int_equal(ask_prepare(s, f, &statement), ATTACHE_OK);
    buf_str(&out, "");
    while (sqlite3_step(statement) == SQLITE_ROW) buf_printf(&out, "%s %s\n", (const char *)sqlite3_column_text(statement, 0), (const char *)sqlite3_column_text(statement, 1));
    sqlite3_finalize(statement);
    return out.p;
}

/* A list that asks for more than there is comes from the digests, a short one from the rows of pairs: its rows are the first of the other's. */
static void expect_list(Store *s, const attache_query *query, attache_ask ask, const int64_t *from) {
    AskFilter f = {.query = *query};
    f.query.ask = ask;
    if (from) f.paged = true, f.before[0] = from[0], f.before[1] = from[1];
    f.query.limit = 100000;
    char *all = list_of(s, &f);
    f.query.limit = 2;
    char *first = list_of(s, &f);
    assert_true(strlen(first) > 10 && strlen(all) > strlen(first));
    assert_memory_equal(all, first, strlen(first));
    free(all);
    free(first);
}

static void expect_lists(Store *s) {
    static const attache_query queries[] = {{.event = "not CONSULT"}, {.min_sources = 2}, {.min_confidence = 0.4}, {.dyad = "not KAZ,IND"}, {.dyad = "not KAZ,IND;NGA>USA", .mode = "arrest"}, {.actor = "not NGA"}, {.quad = "3,4"}, {.cameo = "19"},
                                            {.context = "not legal", .from = "2017"}, {.source = "not Ledger"}};
    assert_int_equal(ask_add_functions(s), ATTACHE_OK);
    for (size_t i = 0; i < COUNT_OF(queries); i++)
        for (int ask = ATTACHE_ASK_EVENTS; ask <= ATTACHE_ASK_HAPPENINGS; ask++) expect_list(s, &queries[i], (attache_ask)ask, NULL), expect_list(s, &queries[i], (attache_ask)ask, before);
}

static void expect_whole(const char *path) {
    attache_check_counts counts;
    messages[0] = 0;
    if (check_run(path, false, &reporter, &counts) != ATTACHE_OK) fprintf(stderr, "%s", messages);
    assert_int_equal(counts.problems, 0);
}

/* After some batches, and after every third document has been replaced by another version. */
static void test_counts_equal_those_of_rows(void **state) {
    (void)state;
    char path[128];
    Store *s;
    snprintf(path, sizeof path, "%s/tally", dir);
    assert_int_equal(store_open(path, STORE_CREATE, &reporter, &s), ATTACHE_OK);
    for (size_t i = 0; i < BATCHES; i++) ingest(s, i * DOCUMENTS / BATCHES, (i + 1) * DOCUMENTS / BATCHES, 1);
    expect_all_equal(s);
    for (size_t i = 0; i < DOCUMENTS; i += 3) ingest(s, i, i + 1, 2);
    expect_all_equal(s);
    expect_pairs(s, 0, 0, "= 0");
    expect_pairs(s, 201612, 201807, "IN (201612, 2017, 201801, 201802, 201803, 201804, 201805, 201806, 201807)");
    expect_pairs(s, 201701, 201702, "IN (201701, 201702)");
    for (int limit = 1; limit < 100000; limit *= 5) expect_newest(s, limit);
    for (int by_name = 0; by_name < 2; by_name++)
        for (size_t limit = 0; limit < 20; limit += 5) expect_cells(s, by_name != 0, limit);
    expect_lists(s);
    expect_totals(s, 40);
    expect_totals(s, 100000);
    store_close(s);
    expect_whole(path);
}

/* What was changed in the rows or in the digests is found, and mended. */
static void test_repair_makes_digests_anew(void **state) {
    (void)state;
    static const char *const damages[] = {"UPDATE event_digest SET rows = zeroblob(70) WHERE id = 0", "DELETE FROM happening_digest", "INSERT INTO event_digest VALUES (900, 0, 0, x'00')", "DELETE FROM term",
                                          "UPDATE event_digest SET rows = x'' WHERE id = 0", "UPDATE event_digest SET rows = x'3c000000' WHERE id = 0"};
    char path[128];
    snprintf(path, sizeof path, "%s/tally", dir);
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        Store *s;
        attache_check_counts counts;
        assert_int_equal(store_open(path, STORE_WRITE, &reporter, &s), ATTACHE_OK);
        assert_int_equal(store_run(s, damages[i]), ATTACHE_OK);
        store_close(s);
        messages[0] = 0;
        assert_int_equal(check_run(path, false, &reporter, &counts), ATTACHE_ERR_FORMAT);
        assert_non_null(strstr(messages, "digests"));
        assert_int_equal(check_run(path, true, &reporter, &counts), ATTACHE_OK);
        expect_whole(path);
        assert_int_equal(store_open(path, STORE_READ, &reporter, &s), ATTACHE_OK);
        if (i + 1 == COUNT_OF(damages)) expect_all_equal(s);
        store_close(s);
    }
}

/* Arbitrary bytes are refused with a message, and nothing is read beyond them. */
static void test_damaged_rows_are_refused(void **state) {
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/tally", dir);
    Store *s;
    assert_int_equal(store_open(path, STORE_WRITE, &reporter, &s), ATTACHE_OK);
    for (int cut = 1; cut < 400; cut += 7) {
        char sql[256];
        RowsTable *rows;
        const TallyFilter f = {.to = INT32_MAX, .all = true, .least = {1}};
        snprintf(sql, sizeof sql, "UPDATE event_digest SET rows = CAST(substr(rows, 1, length(rows) - %d) || %s AS BLOB) WHERE id = 0", cut, cut % 2 ? "x'ff00ff00'" : "x''");
        assert_int_equal(store_run(s, sql), ATTACHE_OK);
        messages[0] = 0;
        if (tally_count(s, &f, (const TallyBy[]){TALLY_PLACE, TALLY_ACTOR}, 0, &rows) == ATTACHE_OK)
            tally_free(rows);
        else
            assert_non_null(strstr(messages, "event_digest"));
    }
    store_close(s);
}

static void put_column(Buf *to, uint32_t n, uint64_t base) {
    char column[13], *p = column;
    bytes_put8(&p, 0);
    bytes_put32(&p, n);
    bytes_put64(&p, base);
    buf_add(to, column, sizeof column);
}

/* A block whose rows all have the same values, in columns without bytes, as a stranger may write it: `length` items of each list in each row, `items` in all. */
static void put_block(Buf *to, uint16_t rows, uint64_t value, uint64_t length, uint32_t items) {
    char head[3], *p = head;
    bytes_put16(&p, rows);
    bytes_put8(&p, 0);
    buf_clear(to);
    buf_add(to, head, sizeof head);
    for (int i = 0; i < DIGEST_LENGTHS; i++) put_column(to, rows, i == DIGEST_AUX ? 0 : value);
    for (int i = 0; i < DIGEST_LISTS; i++) put_column(to, rows, length);
    for (int i = 0; i < DIGEST_LISTS; i++) put_column(to, items, 7);
    put_column(to, 9, value);
}

/* Lists without an end in seven hundred bytes are refused or cut: they do not cost what their lengths say. Nor does a number that is too large harm. */
static void test_lists_without_end_cost_little(void **state) {
    (void)state;
    static const uint32_t items[] = {0, 1, 500, UINT32_MAX};
    static const TallyBy by[] = {TALLY_ACTOR, TALLY_RECIPIENT};
    const uint64_t values[] = {1, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};
    char path[128];
    snprintf(path, sizeof path, "%s/tally", dir);
    Store *s;
    Buf block = {0};
    TallyFilter f = {.from = INT32_MIN, .to = INT32_MAX, .all = true, .before = (const int64_t[]){INT64_MAX, 0}};
    tally_set_add(&f.documents, 7);
    assert_int_equal(store_open(path, STORE_WRITE, &reporter, &s), ATTACHE_OK);
    for (size_t i = 0; i < COUNT_OF(items) * COUNT_OF(values); i++) {
        RowsTable *rows;
        sqlite3_stmt *put;
        uint32_t n = items[i % COUNT_OF(items)];
        put_block(&block, 3, values[i / COUNT_OF(items)], UINT32_MAX, n);
        assert_int_equal(store_prepare(s, "UPDATE event_digest SET first_day = 0, last_day = 99999999, rows = ?1 WHERE id = 0", &put), ATTACHE_OK);
        sqlite3_bind_blob64(put, 1, block.p, block.n, SQLITE_STATIC);
        assert_int_equal(store_step(s, put), ATTACHE_OK);
        sqlite3_finalize(put);
        f.documents.has[7] = i % 2;
        assert_int_equal(tally_count(s, &f, by, 0, &rows), n == UINT32_MAX ? ATTACHE_ERR_FORMAT : ATTACHE_OK);
        tally_free(rows);
        f.documents.has[7] = 1;
        if (n != UINT32_MAX && tally_totals(s, &f, 10, &rows) == ATTACHE_OK) tally_free(rows);
    }
    tally_filter_free(&f);
    buf_free(&block);
    store_close(s);
}

/* Of a column of each width, with bounds below, within and above its values, which are within 64 bits. */
static void test_values_between_two(void **state) {
    (void)state;
    static const int64_t bounds[] = {INT64_MIN, -70000, -300, -101, -100, -99, 0, 7, 154, 155, 156, 65434, 65435, 65436, INT64_MAX};
    static const char bytes[] = "\0\1\377\376\200\0\0\177\377\0\0\377\377\377\0\0\0\0\0\0\144\0\0\0\0\0\0\0\0\1\2\3";
    static const uint8_t widths[] = {0, 1, 2, 4, 8};
    uint8_t in[DIGEST_BLOCK];
    for (size_t w = 0; w < COUNT_OF(widths); w++) {
        const DigestColumn c = {.p = bytes, .base = (uint64_t)-100, .n = widths[w] ? 32u / widths[w] : 5, .width = widths[w]};
        for (size_t i = 0; i < COUNT_OF(bounds) * COUNT_OF(bounds); i++) {
            const int64_t least = bounds[i / COUNT_OF(bounds)], most = bounds[i % COUNT_OF(bounds)];
            digest_between(&c, least, most, in);
            for (uint32_t k = 0; k < c.n; k++) assert_int_equal(in[k], (int64_t)digest_get(&c, k) >= least && (int64_t)digest_get(&c, k) <= most);
        }
    }
}

int main(void) {
    if (!make_fixture_dir()) return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts_equal_those_of_rows), cmocka_unit_test(test_repair_makes_digests_anew), cmocka_unit_test(test_damaged_rows_are_refused),
                                       cmocka_unit_test(test_lists_without_end_cost_little), cmocka_unit_test(test_values_between_two)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
