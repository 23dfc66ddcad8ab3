/* corrected.c - applies corrections to records: gives views of corrected records, happenings and pairs.
 *
 * A happening inherits the corrections of its records, and disappears when all of them are wrong. For pairs, the rows of what was corrected are replaced; in
 * their sums, the old rows are subtracted and the new ones added. */
#include "out/corrected.h"

#include "base/date.h"
#include "base/failure.h"
#include "store/dyads.h"

/* clang-format off */
static const char before[] =
    "CREATE TEMP TABLE corrected_event AS SELECT e.id, r.happening, 0 AS stays FROM (SELECT DISTINCT event AS name FROM correction) c "
    "JOIN document d ON d.name = substr(c.name, 1, length(rtrim(c.name, '0123456789')) - 1) "
    "JOIN main.event e ON e.document = d.id AND e.number = CAST(substr(c.name, length(rtrim(c.name, '0123456789')) + 1) AS INTEGER) JOIN report r ON r.id = e.report;"
    "CREATE TEMP TABLE new_event AS SELECT * FROM main.event WHERE id IN (SELECT id FROM corrected_event);"
    "CREATE TEMP TABLE new_happening AS SELECT * FROM main.happening WHERE id IN (SELECT happening FROM corrected_event);"
    "CREATE TEMP TABLE new_party AS SELECT * FROM main.happening_party WHERE happening IN (SELECT happening FROM corrected_event);"
    "CREATE TEMP TABLE new_entity AS SELECT * FROM main.entity WHERE false; CREATE TEMP TABLE new_sum AS SELECT * FROM main.dyad_sum WHERE false;"
    "CREATE TEMP TABLE new_dyad_event AS SELECT * FROM main.dyad_event WHERE false; CREATE TEMP TABLE new_dyad_happening AS SELECT * FROM main.dyad_happening WHERE false;"
    "CREATE INDEX temp.corrected_by_id ON corrected_event (id); CREATE INDEX temp.corrected_by_happening ON corrected_event (happening);"
    "CREATE INDEX temp.new_event_by_id ON new_event (id); CREATE INDEX temp.new_by_id ON new_happening (id); CREATE INDEX temp.new_by_happening ON new_party (happening, side)";
static const char drop_wrong[] =
    "DELETE FROM new_event WHERE id IN (SELECT id FROM corrected_event WHERE NOT stays);"
    "DELETE FROM new_happening WHERE NOT EXISTS (SELECT 1 FROM report r JOIN main.event e ON e.report = r.id LEFT JOIN corrected_event c ON c.id = e.id "
    "WHERE r.happening = new_happening.id AND (c.id IS NULL OR c.stays))";
static const char after[] =
    "CREATE TEMP VIEW event AS SELECT * FROM main.event WHERE id NOT IN (SELECT id FROM corrected_event) UNION ALL SELECT * FROM new_event;"
    "CREATE TEMP VIEW happening AS SELECT * FROM main.happening WHERE id NOT IN (SELECT happening FROM corrected_event) UNION ALL SELECT * FROM new_happening;"
    "CREATE TEMP VIEW happening_party AS SELECT * FROM main.happening_party WHERE happening NOT IN (SELECT happening FROM corrected_event) UNION ALL SELECT * FROM new_party;"
    "CREATE TEMP VIEW entity AS SELECT * FROM main.entity UNION ALL SELECT * FROM new_entity;"
    "CREATE TEMP VIEW dyad_event AS SELECT * FROM main.dyad_event WHERE event NOT IN (SELECT id FROM corrected_event) UNION ALL SELECT * FROM new_dyad_event;"
    "CREATE TEMP VIEW dyad_happening AS SELECT * FROM main.dyad_happening WHERE happening NOT IN (SELECT happening FROM corrected_event) UNION ALL SELECT * FROM new_dyad_happening;"
    "CREATE TEMP VIEW dyad_sum AS SELECT * FROM main.dyad_sum UNION ALL SELECT * FROM new_sum";

#define COUNTED(happening) "SELECT h.id, h.day, c.name, h.score, h.aux FROM " happening " h JOIN category c ON c.id = h.category WHERE h.id IN (SELECT happening FROM corrected_event)"
#define TAKING_PART(party) "SELECT side, code, sector, key FROM " party " JOIN (SELECT * FROM main.entity UNION ALL SELECT * FROM new_entity) n ON n.id = entity " \
                           "WHERE happening = ?1 AND side < 2 ORDER BY side, place"
/* ?1 the record, ?2 a text, ?3 a number */
#define OF_RECORD " WHERE id = ?1"
#define OF_HAPPENING " WHERE id IN (SELECT happening FROM corrected_event WHERE id = ?1)"
#define SET_BOTH(field, what) [field] = {"UPDATE new_event SET " what OF_RECORD, "UPDATE new_happening SET " what OF_HAPPENING}
#define TO_CATEGORY "modes = '', cameo = '', category = (SELECT id FROM category WHERE name = ?2), quad = (SELECT quad FROM category WHERE name = ?2), score = ?3"
#define NOWHERE ", country = '', lat = NULL, lon = NULL, geonameid = NULL, resolution = 0"
static const struct {
    const char *of_event, *of_happening;
} sets[CORRECTED_FIELDS] = {SET_BOTH(CORRECTED_EVENT, TO_CATEGORY), SET_BOTH(CORRECTED_MODE, "modes = ?2"), SET_BOTH(CORRECTED_CONTEXT, "contexts = ?2"), SET_BOTH(CORRECTED_DATE, "day = CAST(?3 AS INTEGER)"),
            [CORRECTED_PLACE] = {"UPDATE new_event SET place = ?2, resolved_place = ?2" NOWHERE OF_RECORD, "UPDATE new_happening SET place = ?2" NOWHERE OF_HAPPENING},
            SET_BOTH(CORRECTED_DEAD, "dead = ?2"), SET_BOTH(CORRECTED_INJURED, "injured = ?2"), SET_BOTH(CORRECTED_ARRESTED, "arrested = ?2"), SET_BOTH(CORRECTED_SIZE, "size = ?2"),
            [CORRECTED_ACTOR] = {NULL, "DELETE FROM new_party WHERE side = 0 AND happening IN (SELECT happening FROM corrected_event WHERE id = ?1)"},
            [CORRECTED_RECIPIENT] = {NULL, "DELETE FROM new_party WHERE side = 1 AND happening IN (SELECT happening FROM corrected_event WHERE id = ?1)"}};
static const char corrected_fields[] = "SELECT field, value FROM correction c WHERE event = ?1 AND value <> '' AND id = (SELECT max(id) FROM correction WHERE event = c.event AND field = c.field) ORDER BY field";
/* A row for a pair: ?1 and ?2 the pair, ?3 whether it is reciprocal, ?4 the event or happening. */
#define PAIR_ROW "SELECT ?1, ?2, day, id, category, coalesce((SELECT m.id FROM mode m WHERE m.name = substr(modes || ';', 1, instr(modes || ';', ';') - 1)), 0), " \
    "(SELECT coalesce(sum(1 << k.id), 0) FROM context k WHERE instr(';' || contexts || ';', ';' || k.name || ';')), aux, ?3, score, "
#define CAMEO "CAST(substr(cameo || '0000', 1, 4) AS INTEGER)"
static const char event_row[] = "INSERT INTO new_dyad_event " PAIR_ROW "CAST(100 * confidence + 0.5 AS INTEGER), " CAMEO " FROM new_event WHERE id = ?4";
static const char happening_row[] = "INSERT INTO new_dyad_happening " PAIR_ROW
    "sources, (SELECT CAST(100 * e.confidence + 0.5 AS INTEGER) FROM main.event e WHERE e.id = fullest), " CAMEO " FROM new_happening WHERE id = ?4";
/* clang-format on */

typedef struct Corrected {
    Store *store;
    stored_country_fn *country;
    void *user;
    Arena arena;
    Stored *events;
    sqlite3_stmt *list, *parties; /* being read */
} Corrected;

static attache_status prepare(Corrected *x, const char *sql, sqlite3_stmt **out) { return store_prepare(x->store, sql, out); }

/* Runs a statement with a number, a text and another number, as many as it has parameters. */
static attache_status run_with(Corrected *x, const char *sql, int64_t id, const char *text, double number) {
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(prepare(x, sql, &s));
    sqlite3_bind_int64(s, 1, id);
    if (sqlite3_bind_parameter_count(s) > 1) sqlite3_bind_text(s, 2, text, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_count(s) > 2) sqlite3_bind_double(s, 3, number);
    attache_status status = store_step(x->store, s);
    sqlite3_finalize(s);
    return status;
}

/* ---- pairs ---- */

/* The rows of an event or a happening under its pairs. */
typedef struct Counted {
    int64_t id;
    int32_t day, aux;
    const char *category;
    double score;
    bool happening;
    int by; /* 1: its rows are added and counted; -1: they are subtracted */
} Counted;

static attache_status count_pair(Corrected *x, const Counted *of, const Pair *pair) {
    static const char sql[] = "INSERT INTO new_sum SELECT ?1, ?2, ?3, id, ?5, ?6, ?7, ?8, 0, 0 FROM category WHERE name = ?4";
    sqlite3_stmt *s = NULL;
    if (of->aux || of->day % 10000 < 100) return ATTACHE_OK; /* not reported as having happened, or in no month */
    FORWARD_IF_ERROR(prepare(x, sql, &s));
    sqlite3_bind_int(s, 1, of->day / 100);
    sqlite3_bind_text(s, 2, pair->actor.s, -1, SQLITE_STATIC), sqlite3_bind_text(s, 3, pair->recipient.s, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 4, of->category, -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 5, of->happening ? 0 : of->by), sqlite3_bind_double(s, 6, of->happening ? 0 : of->by * of->score);
    sqlite3_bind_int(s, 7, of->happening ? of->by : 0), sqlite3_bind_double(s, 8, of->happening ? of->by * of->score : 0);
    attache_status status = store_step(x->store, s);
    sqlite3_finalize(s);
    return status;
}

static attache_status write_pair(Corrected *x, const Counted *of, const Pair *pair) {
    sqlite3_stmt *s = NULL;
    if (of->by < 0) return ATTACHE_OK;
    FORWARD_IF_ERROR(prepare(x, of->happening ? happening_row : event_row, &s));
    sqlite3_bind_text(s, 1, pair->actor.s, -1, SQLITE_STATIC), sqlite3_bind_text(s, 2, pair->recipient.s, -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 3, pair->reciprocal), sqlite3_bind_int64(s, 4, of->id);
    attache_status status = store_step(x->store, s);
    sqlite3_finalize(s);
    return status;
}

static attache_status count_pairs(Corrected *x, const DyadSide sides[2], const Counted *of) {
    Pair *pairs = arena_alloc(&x->arena, PAIRS_MAX * sizeof *pairs);
    size_t n = dyads_pairs(&sides[0], &sides[1], pairs);
    attache_status status = ATTACHE_OK;
    for (size_t i = 0; i < n && status == ATTACHE_OK; i++) {
        status = count_pair(x, of, &pairs[i]);
        if (status == ATTACHE_OK) status = write_pair(x, of, &pairs[i]);
    }
    return status;
}

static void add_side(DyadSide *side, const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++) dyads_add_party(side, list[i].code, list[i].sector, list[i].entity);
}

static attache_status count_event(Corrected *x, int64_t id, const attache_event *e, int by) {
    DyadSide sides[2] = {0};
    const Counted of = {.id = id, .day = date_day(e->date), .aux = (int32_t)e->aux, .category = e->event, .score = e->event_scale, .by = by};
    add_side(&sides[0], e->actors, e->n_actors), add_side(&sides[1], e->recipients, e->n_recipients);
    return count_pairs(x, sides, &of);
}

static attache_status count_happening(Corrected *x, int by) {
    DyadSide sides[2] = {0};
    arena_reset(&x->arena);
    sqlite3_bind_int64(x->parties, 1, sqlite3_column_int64(x->list, 0));
    while (sqlite3_step(x->parties) == SQLITE_ROW)
        dyads_add_party(&sides[sqlite3_column_int(x->parties, 0) == 1], store_text(x->parties, 1), store_text(x->parties, 2), store_text(x->parties, 3));
    if (sqlite3_reset(x->parties) != SQLITE_OK) return store_error(x->store, "be read");
    const Counted of = {.id = sqlite3_column_int64(x->list, 0), .day = sqlite3_column_int(x->list, 1), .category = store_text(x->list, 2), .score = sqlite3_column_double(x->list, 3),
                        .aux = sqlite3_column_int(x->list, 4), .happening = true, .by = by};
    return count_pairs(x, sides, &of);
}

static void end_list(Corrected *x) {
    sqlite3_finalize(x->list), sqlite3_finalize(x->parties);
    x->list = x->parties = NULL;
}

static attache_status count_happenings(Corrected *x, const char *list, const char *parties, int by) {
    FORWARD_IF_ERROR(prepare(x, list, &x->list));
    FORWARD_IF_ERROR(prepare(x, parties, &x->parties));
    int code;
    while ((code = sqlite3_step(x->list)) == SQLITE_ROW) FORWARD_IF_ERROR(count_happening(x, by));
    end_list(x);
    return code == SQLITE_DONE ? ATTACHE_OK : store_error(x->store, "be read");
}

/* ---- happenings ---- */

static const char *joined(Corrected *x, const char *const *list, size_t n) {
    const char *all = "";
    for (size_t i = 0; i < n; i++) all = arena_printf(&x->arena, "%s%s%s", all, i ? ";" : "", list[i]);
    return all;
}

static attache_status add_parties(Corrected *x, int64_t id, const attache_entity *list, size_t n, bool recipients) {
    static const char entity[] = "INSERT INTO new_entity SELECT (SELECT coalesce(min(id), 0) - 1 FROM new_entity), ?2, ?3, ?4, '', '', ?5 WHERE ?1";
    static const char *const party[] = {"INSERT INTO new_party SELECT happening, 0, CAST(?3 AS INTEGER), (SELECT min(id) FROM new_entity), ?2, 0 FROM corrected_event WHERE id = ?1",
                                        "INSERT INTO new_party SELECT happening, 1, CAST(?3 AS INTEGER), (SELECT min(id) FROM new_entity), ?2, 0 FROM corrected_event WHERE id = ?1"};
    attache_status status = ATTACHE_OK;
    for (size_t i = 0; i < n && status == ATTACHE_OK; i++) {
        sqlite3_stmt *s = NULL;
        FORWARD_IF_ERROR(prepare(x, entity, &s));
        sqlite3_bind_int(s, 1, 1);
        sqlite3_bind_text(s, 2, list[i].code, -1, SQLITE_STATIC), sqlite3_bind_text(s, 3, list[i].sector, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 4, joined(x, list[i].other_sectors, list[i].n_other_sectors), -1, SQLITE_STATIC), sqlite3_bind_text(s, 5, list[i].entity, -1, SQLITE_STATIC);
        status = store_step(x->store, s);
        sqlite3_finalize(s);
        if (status == ATTACHE_OK) status = run_with(x, party[recipients], id, "", (double)i);
    }
    return status;
}

static attache_status correct_field(Corrected *x, int64_t id, const attache_event *e, CorrectedField field, const char *value) {
    double number = field == CORRECTED_DATE ? date_day(value) : e->event_scale;
    if (field == CORRECTED_FIELDS) return ATTACHE_OK;
    if (field == CORRECTED_MODE) value = joined(x, e->modes, e->n_modes);
    if (field == CORRECTED_CONTEXT) value = joined(x, e->contexts, e->n_contexts);
    if (sets[field].of_event) FORWARD_IF_ERROR(run_with(x, sets[field].of_event, id, value, number));
    if (sets[field].of_happening) FORWARD_IF_ERROR(run_with(x, sets[field].of_happening, id, value, number));
    if (field == CORRECTED_ACTOR) return add_parties(x, id, e->actors, e->n_actors, false);
    return field == CORRECTED_RECIPIENT ? add_parties(x, id, e->recipients, e->n_recipients, true) : ATTACHE_OK;
}

/* Applies the corrections of a record to its row and to its happening. */
static attache_status correct_record(Corrected *x, int64_t id, const attache_event *e) {
    FORWARD_IF_ERROR(run_with(x, "UPDATE corrected_event SET stays = 1 WHERE id = ?1", id, NULL, 0));
    FORWARD_IF_ERROR(prepare(x, corrected_fields, &x->list));
    sqlite3_bind_text(x->list, 1, e->id, -1, SQLITE_STATIC);
    int code;
    while ((code = sqlite3_step(x->list)) == SQLITE_ROW) FORWARD_IF_ERROR(correct_field(x, id, e, corrected_field(store_text(x->list, 0)), store_text(x->list, 1)));
    end_list(x);
    return code == SQLITE_DONE ? ATTACHE_OK : store_error(x->store, "be read");
}

/* ---- all ---- */

/* The corrected records: their original version is subtracted, their corrected one added. */
static attache_status correct_events(Corrected *x, bool corrected) {
    const attache_export what = {.all = true, .corrected = corrected};
    const attache_event *e;
    attache_status status;
    FORWARD_IF_ERROR(stored_open_some(x->store, &what, "SELECT id FROM corrected_event", x->country, x->user, &x->events));
    while ((status = stored_next(x->events, &e)) == ATTACHE_OK) {
        arena_reset(&x->arena);
        if (corrected) FORWARD_IF_ERROR(correct_record(x, stored_id(x->events), e));
        FORWARD_IF_ERROR(count_event(x, stored_id(x->events), e, corrected ? 1 : -1));
    }
    stored_close(x->events);
    x->events = NULL;
    return status == ATTACHE_END ? ATTACHE_OK : status;
}

static attache_status correct_all(Corrected *x) {
    FORWARD_IF_ERROR(store_run(x->store, before));
    FORWARD_IF_ERROR(count_happenings(x, COUNTED("main.happening"), TAKING_PART("main.happening_party"), -1));
    FORWARD_IF_ERROR(correct_events(x, false));
    FORWARD_IF_ERROR(correct_events(x, true));
    FORWARD_IF_ERROR(store_run(x->store, drop_wrong));
    FORWARD_IF_ERROR(count_happenings(x, COUNTED("new_happening"), TAKING_PART("new_party"), 1));
    return store_run(x->store, after);
}

static void close_corrected(void *of) {
    Corrected *x = of;
    end_list(x);
    stored_close(x->events);
    arena_free(&x->arena);
}

/* A read-only connection may not even write to its own temporary tables, unless this is allowed for the time being. */
attache_status corrected_begin(Store *s, stored_country_fn *country, void *user) {
    Corrected x = {.store = s, .country = country, .user = user};
    Cleanup cleanup;
    FORWARD_IF_ERROR(store_run(s, "PRAGMA query_only = OFF; SAVEPOINT corrected"));
    arena_init(&x.arena);
    failure_cleanup(&cleanup, close_corrected, &x);
    attache_status status = correct_all(&x);
    failure_cleaned(&cleanup);
    close_corrected(&x);
    return status;
}

void corrected_end(Store *s) {
    bool reads = sqlite3_db_readonly(store_db(s), "main") == 1;
    sqlite3_exec(store_db(s), "ROLLBACK TO corrected; RELEASE corrected", NULL, NULL, NULL);
    if (reads) sqlite3_exec(store_db(s), "PRAGMA query_only = ON", NULL, NULL, NULL);
}
