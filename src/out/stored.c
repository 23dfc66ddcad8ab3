/* stored.c - reads events of attache.h back from the rows of a store, as the coder made them or with analysts' corrections; and has the statements for the other
 * tables. */
#include "out/stored.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/failure.h"
#include "store/ask.h"
#include "vocab/actor.h"
#include "vocab/how.h"

enum { LIST_MAX = 64 };

/* clang-format off */
/* The columns of a record and of a party: one list defines both the query's columns and their positions, so that they cannot diverge. */
#define RECORD_COLUMNS(X) \
    X(E_DOC_NAME, "d.name") X(E_DOC_URL, "d.url") X(E_DOC_TITLE, "d.title") X(E_DOC_TEXT, "d.text") X(E_DOC_HIGHLIGHTS, "d.highlights") \
    X(E_DOC_DAY, "d.day") X(E_DOC_LANGUAGE, "d.language") X(E_DOC_CODER, "d.coder") X(E_DOC_SOURCE, "s.name") X(E_ID, "e.id") X(E_NUMBER, "e.number") X(E_DAY, "e.day") \
    X(E_CATEGORY, "c.name") X(E_QUAD, "e.quad") X(E_SCORE, "e.score") X(E_AUX, "e.aux") X(E_MODES, "e.modes") X(E_CONTEXTS, "e.contexts") \
    X(E_CAMEO, "e.cameo") X(E_CONFIDENCE, "e.confidence") X(E_PLACE, "e.place") X(E_RESOLVED_PLACE, "e.resolved_place") X(E_COUNTRY, "e.country") \
    X(E_LAT, "e.lat") X(E_LON, "e.lon") X(E_GEONAMEID, "e.geonameid") X(E_RESOLUTION, "e.resolution") X(E_DEAD, "e.dead") X(E_INJURED, "e.injured") \
    X(E_ARRESTED, "e.arrested") X(E_SIZE, "e.size") X(E_ATTRIBUTION, "e.attribution") X(E_ATTRIBUTION_SOURCE, "e.attribution_source") \
    X(E_ATTRIBUTION_START, "e.attribution_start") X(E_ATTRIBUTION_END, "e.attribution_end") X(E_PART, "e.part") X(E_HIGHLIGHT, "e.highlight") \
    X(E_SEQUENCE, "e.sequence") X(E_START, "e.start") X(E_END, "e.\"end\"") X(E_TRIGGER_START, "e.trigger_start") X(E_TRIGGER_END, "e.trigger_end") \
    X(E_EVENT_TEXT, "e.event_text") X(E_FRAME, "f.text") X(E_PATH, "p.text") \
    X(E_LINK, "(SELECT o.name || '/h' || q.number FROM report q JOIN document o ON o.id = q.document WHERE q.id = h.first)") X(E_MAIN, "r.main")
#define PARTY_COLUMNS(X) \
    X(P_SIDE, "side") X(P_CODE, "code") X(P_SECTOR, "sector") X(P_OTHERS, "other_sectors") X(P_NAME, "name") X(P_OFFICE, "office") X(P_ENTITY, "key") X(P_ROLE, "role") \
    X(P_TEXT, "party.text") X(P_START, "start") X(P_END, "\"end\"") X(P_HOW, "h.text")
#define AS_PLACE(place, sql) place,
#define AS_SQL(place, sql) ", " sql
enum { E_NOTHING, RECORD_COLUMNS(AS_PLACE) };
enum { P_NOTHING, PARTY_COLUMNS(AS_PLACE) };
_Static_assert((int)P_SIDE == (int)STORED_SIDE, "the side of a party comes first");

enum { EVENTS, PARTIES, CORRECTIONS, CATEGORY, N_STATEMENTS };
static const char events_order[] = " ORDER BY d.name, d.url, d.hash, e.number";
static const char *const sql[N_STATEMENTS] = {
    [EVENTS] = "SELECT NULL" RECORD_COLUMNS(AS_SQL)
               " FROM document d JOIN source s ON s.id = d.source JOIN main.event e ON e.document = d.id JOIN category c ON c.id = e.category JOIN reason f ON f.id = e.frame "
               "JOIN reason p ON p.id = e.path JOIN report r ON r.id = e.report JOIN main.happening h ON h.id = r.happening",
    [PARTIES] = "SELECT NULL" PARTY_COLUMNS(AS_SQL) " FROM party JOIN main.entity ON entity.id = entity "
                "JOIN reason h ON h.id = how WHERE event = ?1 ORDER BY side, place",
    [CORRECTIONS] = "SELECT field, value FROM correction WHERE event = ?1 ORDER BY id",
    [CATEGORY] = "SELECT quad, coalesce((SELECT score FROM main.event WHERE category = c.id AND modes = '' GROUP BY score ORDER BY count(*) DESC, score LIMIT 1), "
                 "CASE quad WHEN 1 THEN 2.5 WHEN 2 THEN 9.5 WHEN 3 THEN -2.0 ELSE -6.0 END) FROM category c WHERE name = ?1",
};

#define SIDE(side) "(SELECT group_concat(t, ';') FROM (SELECT trim(code || iif(sector = '', '', '.' || sector) || iif(other_sectors = '', '', '.' || replace(other_sectors, " \
    "';', '.')) || ' ' || name) AS t FROM happening_party JOIN entity ON entity.id = entity WHERE happening = h.id AND side = " #side " ORDER BY place))"
static const char happening_cells[] =
    "SELECT d.name || '/h' || r.number AS id, iso(h.day) AS date, c.name AS event, h.modes AS mode, h.contexts AS context, "
    "rtrim(iif(h.aux & 1, 'historical;', '') || iif(h.aux & 2, 'future;', '') || iif(h.aux & 4, 'hypothetical;', '') || iif(h.aux & 8, 'negation;', ''), ';') AS aux, "
    "coalesce(" SIDE(0) ", '') AS actor, coalesce(" SIDE(1) ", '') AS recipient, coalesce(" SIDE(2) ", '') AS participants, h.cameo, h.quad AS quad_code, "
    "h.score AS event_scale, h.place, h.country AS country_code, iif(h.lat IS NULL, NULL, CAST(printf('%.7g', h.lat) AS REAL)) AS lat, iif(h.lon IS NULL, NULL, CAST(printf('%.7g', h.lon) AS REAL)) AS lon, h.geonameid, h.resolution, CAST(nullif(h.dead, '') AS INTEGER) AS dead, CAST(nullif(h.injured, '') AS INTEGER) AS injured, CAST(nullif(h.arrested, '') AS INTEGER) AS arrested, CAST(nullif(h.size, '') AS INTEGER) AS protest_size, "
    "h.reports, h.copies, h.sources, h.main, iso(h.first_day) AS published, iso(h.last_day) AS last_published, " ASK_TITLE " AS title, "
    "coalesce((SELECT group_concat(t, ';') FROM (SELECT field || ' ' || value || ' (' || reports || ')' AS t FROM disagreement WHERE happening = h.id ORDER BY field, value)), '') AS disagreement, "
    "(SELECT o.name || '#' || e.number FROM main.event e JOIN document o ON o.id = e.document WHERE e.id = h.fullest) AS record";
static const char happening_rows[] = " FROM happening h JOIN category c ON c.id = h.category JOIN report r ON r.id = h.first JOIN document d ON d.id = r.document "
    "WHERE ";
static const char happenings_order[] = " ORDER BY h.day, d.name, d.url, d.hash, r.number";
static const char happening_parties[] = "SELECT NULL, side, code, sector, other_sectors, name, office, key, role, '', 0, 0, '' FROM happening_party JOIN entity ON entity.id = entity WHERE happening = ?1 ORDER BY side, place";
#define QUADS(one, n) "sum(iif(quad = " #n ", " one ", 0))"
#define DYAD_MONTHS(which) \
    "SELECT iso(period * 100) AS period, actor, recipient, sum(events) AS events, " QUADS("events", 1) " AS events_verbal_cooperation, " QUADS("events", 2) " AS events_material_cooperation, " \
    QUADS("events", 3) " AS events_verbal_conflict, " QUADS("events", 4) " AS events_material_conflict, round(sum(event_score) / sum(events), 4) AS events_mean_score, " \
    "sum(happenings) AS happenings, " QUADS("happenings", 1) " AS happenings_verbal_cooperation, " QUADS("happenings", 2) " AS happenings_material_cooperation, " \
    QUADS("happenings", 3) " AS happenings_verbal_conflict, " QUADS("happenings", 4) " AS happenings_material_conflict, round(sum(happening_score) / sum(happenings), 4) AS happenings_mean_score " \
    "FROM dyad_sum JOIN category c ON c.id = category WHERE period > 9999" which " GROUP BY period, actor, recipient HAVING sum(events) > 0 OR sum(happenings) > 0 ORDER BY period, actor, recipient"
/* Of a selection, store/ask.c has chosen the pairs. */
static const char dyad_months[] = DYAD_MONTHS(" AND (length(actor) = 3 AND length(recipient) = 3 OR substr(actor, 4, 1) = '.' AND substr(recipient, 4, 1) = '.' AND substr(actor, 1, 3) = substr(recipient, 1, 3))"),
                  chosen_dyad_months[] = ") " DYAD_MONTHS("");
/* clang-format on */

struct Stored {
    Store *store;
    attache_export what;
    stored_country_fn *country;
    void *user;
    sqlite3_stmt *statements[N_STATEMENTS];
    Arena arena; /* of the present event */
    attache_article article;
    attache_event event;
    bool failed; /* the event's other rows could not be read */
};

const char *stored_text(sqlite3_stmt *s, int column, Arena *arena) {
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text && text[0] ? arena_copy(arena, text, (size_t)sqlite3_column_bytes(s, column)) : "";
}

/* Reports a failed last step of a statement, since missing rows would otherwise look like none. */
static void end_rows(Stored *x, sqlite3_stmt *s) { x->failed |= sqlite3_reset(s) != SQLITE_OK; }

static const char *text_at(Stored *x, sqlite3_stmt *s, int column) { return stored_text(s, column, &x->arena); }

/* Items of a list joined by `between`. */
static size_t split(Arena *arena, const char *list, const char *between, const char **out, size_t max) {
    size_t n = 0;
    for (const char *p = list; *p && n < max;) {
        size_t length = strcspn(p, between);
        if (length) out[n++] = arena_copy(arena, p, length);
        p += length + (p[length] != 0);
    }
    return n;
}

static const char *const *split_list(Stored *x, const char *list, const char *between, size_t *n) {
    const char **items = arena_alloc(&x->arena, LIST_MAX * sizeof *items);
    *n = split(&x->arena, list, between, items, LIST_MAX);
    return items;
}

/* ---- records ---- */

static void article_of(Stored *x, sqlite3_stmt *s, attache_article *a) {
    char date[11];
    *a = (attache_article){.id = text_at(x, s, E_DOC_NAME), .url = text_at(x, s, E_DOC_URL), .title = text_at(x, s, E_DOC_TITLE), .text = store_text(s, E_DOC_TEXT)};
    a->text_size = (size_t)sqlite3_column_bytes(s, E_DOC_TEXT);
    a->highlights = split_list(x, text_at(x, s, E_DOC_HIGHLIGHTS), "\n", &a->n_highlights);
    a->date = arena_slice(&x->arena, slice_of(date_day_print(sqlite3_column_int(s, E_DOC_DAY), date)));
    a->language = text_at(x, s, E_DOC_LANGUAGE), a->site = text_at(x, s, E_DOC_SOURCE);
    a->dateline_place = a->dateline_country = a->byline = "";
}

/* The sentence of the event. */
static const char *sentence_of(Stored *x, const attache_article *a, const attache_event *e, size_t highlight) {
    Slice part = {a->text, a->text_size};
    if (e->part == ATTACHE_TITLE) part = slice_of(a->title);
    if (e->part == ATTACHE_HIGHLIGHT) part = slice_of(highlight < a->n_highlights ? a->highlights[highlight] : "");
    return e->start < e->end && e->end <= part.n ? arena_slice(&x->arena, slice_sub(part.p, (Span){e->start, e->end})) : "";
}

static void read_event(Stored *x, sqlite3_stmt *s, const attache_article *a, attache_event *e) {
    char date[11];
    memset(e, 0, sizeof *e);
    e->article = a, e->publication = a->site, e->coder = text_at(x, s, E_DOC_CODER);
    e->id = arena_printf(&x->arena, "%s#%lld", a->id, (long long)sqlite3_column_int64(s, E_NUMBER));
    e->date = arena_slice(&x->arena, slice_of(date_day_print(sqlite3_column_int(s, E_DAY), date)));
    e->event = text_at(x, s, E_CATEGORY), e->quad_code = sqlite3_column_int(s, E_QUAD), e->event_scale = sqlite3_column_double(s, E_SCORE);
    e->aux = (unsigned)sqlite3_column_int(s, E_AUX);
    e->modes = split_list(x, text_at(x, s, E_MODES), ";", &e->n_modes), e->contexts = split_list(x, text_at(x, s, E_CONTEXTS), ";", &e->n_contexts);
    e->cameo = text_at(x, s, E_CAMEO), e->confidence = sqlite3_column_double(s, E_CONFIDENCE);
    e->loc.extracted_place = text_at(x, s, E_PLACE), e->loc.resolved_place = text_at(x, s, E_RESOLVED_PLACE), e->loc.country_code = text_at(x, s, E_COUNTRY);
    e->loc.country = x->country(e->loc.country_code, x->user);
    e->loc.lat = sqlite3_column_double(s, E_LAT), e->loc.lon = sqlite3_column_double(s, E_LON), e->loc.geonameid = (long)sqlite3_column_int64(s, E_GEONAMEID);
    e->loc.resolution = sqlite3_column_int(s, E_RESOLUTION);
    e->size.dead = text_at(x, s, E_DEAD), e->size.injured = text_at(x, s, E_INJURED), e->size.arrested = text_at(x, s, E_ARRESTED), e->size.participants = text_at(x, s, E_SIZE);
    e->attribution.kind = text_at(x, s, E_ATTRIBUTION), e->attribution.source_text = text_at(x, s, E_ATTRIBUTION_SOURCE);
    e->attribution.start = (uint32_t)sqlite3_column_int64(s, E_ATTRIBUTION_START), e->attribution.end = (uint32_t)sqlite3_column_int64(s, E_ATTRIBUTION_END);
    int part = sqlite3_column_int(s, E_PART);
    e->part = part == ATTACHE_TITLE || part == ATTACHE_HIGHLIGHT ? (attache_part)part : ATTACHE_BODY, e->sequence = (uint32_t)sqlite3_column_int64(s, E_SEQUENCE);
    e->start = (uint32_t)sqlite3_column_int64(s, E_START), e->end = (uint32_t)sqlite3_column_int64(s, E_END);
    e->trigger_start = (uint32_t)sqlite3_column_int64(s, E_TRIGGER_START), e->trigger_end = (uint32_t)sqlite3_column_int64(s, E_TRIGGER_END);
    e->event_text = text_at(x, s, E_EVENT_TEXT), e->why_frame = text_at(x, s, E_FRAME), e->why_path = text_at(x, s, E_PATH), e->link = text_at(x, s, E_LINK);
    e->main = sqlite3_column_int(s, E_MAIN);
    e->text = sentence_of(x, a, e, (size_t)sqlite3_column_int64(s, E_HIGHLIGHT));
}

attache_entity stored_party(sqlite3_stmt *s, stored_country_fn *country, void *user, Arena *arena) {
    attache_entity e = {.code = stored_text(s, P_CODE, arena), .sector = stored_text(s, P_SECTOR, arena), .identifier = stored_text(s, P_NAME, arena), .office = stored_text(s, P_OFFICE, arena),
                        .entity = stored_text(s, P_ENTITY, arena)};
    const char *others[ATTACHE_SECTORS - 1] = {"", "", ""};
    e.n_other_sectors = split(arena, stored_text(s, P_OTHERS, arena), ";", others, COUNT_OF(others));
    for (size_t i = 0; i < COUNT_OF(others); i++) e.other_sectors[i] = others[i];
    e.country = country(e.code, user), e.role = stored_text(s, P_ROLE, arena), e.text = stored_text(s, P_TEXT, arena);
    e.start = (uint32_t)sqlite3_column_int64(s, P_START), e.end = (uint32_t)sqlite3_column_int64(s, P_END), e.how = stored_text(s, P_HOW, arena);
    return e;
}

static void read_parties(Stored *x, int64_t id, attache_event *e) {
    attache_entity *lists[3] = {0};
    size_t n[3] = {0}, cap[3] = {0};
    sqlite3_stmt *s = x->statements[PARTIES];
    sqlite3_bind_int64(s, 1, id);
    while (sqlite3_step(s) == SQLITE_ROW) {
        int side = sqlite3_column_int(s, P_SIDE);
        if (side < 0 || side > 2) continue;
        attache_entity party = stored_party(s, x->country, x->user, &x->arena);
        *VEC_PUSH(&x->arena, lists[side], n[side], cap[side]) = party;
    }
    end_rows(x, s);
    e->actors = lists[0], e->n_actors = n[0], e->recipients = lists[1], e->n_recipients = n[1], e->participants = lists[2], e->n_participants = n[2];
}

/* ---- corrections ---- */

/* "KAZ.GOV.MIL": a party given by an analyst, with the words that the record had for it. */
static attache_entity named_party(Stored *x, const char *code, const attache_entity *was) {
    const char *parts[1 + ATTACHE_SECTORS] = {"", "", "", "", ""};
    size_t n = split(&x->arena, code, ".", parts, COUNT_OF(parts));
    attache_entity e = {.code = parts[0], .country = x->country(parts[0], x->user), .sector = parts[1], .text = "", .identifier = "", .office = "", .role = "", .how = how_text(HOW_CORRECTED)};
    if (was) e.text = was->text, e.start = was->start, e.end = was->end;
    for (size_t i = 0; i < COUNT_OF(e.other_sectors); i++) e.other_sectors[i] = parts[2 + i];
    e.n_other_sectors = n > 2 ? n - 2 : 0;
    char key[ACTOR_KEY];
    actor_key(e.code, e.sector, "", key);
    e.entity = arena_slice(&x->arena, slice_of(key));
    return e;
}

static void set_side(Stored *x, const char *value, const attache_entity **list, size_t *n) {
    size_t count;
    const char *const *codes = split_list(x, strcmp(value, "-") ? value : "", ",; ", &count);
    attache_entity *parties = arena_alloc(&x->arena, (count + 1) * sizeof *parties);
    for (size_t i = 0; i < count; i++) parties[i] = named_party(x, codes[i], i < *n ? &(*list)[i] : NULL);
    *list = parties, *n = count;
}

static void set_category(Stored *x, const char *value, attache_event *e) {
    sqlite3_stmt *s = x->statements[CATEGORY];
    sqlite3_bind_text(s, 1, value, -1, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) {
        e->quad_code = sqlite3_column_int(s, 0), e->event_scale = sqlite3_column_double(s, 1);
        e->event = value, e->cameo = "", e->n_modes = 0;
    }
    end_rows(x, s);
}

static void correct(Stored *x, CorrectedField field, const char *value, attache_event *e) {
    switch (field) {
    case CORRECTED_EVENT: set_category(x, value, e); break;
    case CORRECTED_MODE: e->modes = split_list(x, value, ",; ", &e->n_modes); break;
    case CORRECTED_CONTEXT: e->contexts = split_list(x, value, ",; ", &e->n_contexts); break;
    case CORRECTED_ACTOR: set_side(x, value, &e->actors, &e->n_actors); break;
    case CORRECTED_RECIPIENT: set_side(x, value, &e->recipients, &e->n_recipients); break;
    case CORRECTED_DATE: e->date = value; break;
    case CORRECTED_PLACE:
        e->loc.resolved_place = e->loc.extracted_place = value;
        e->loc.lat = e->loc.lon = 0, e->loc.geonameid = 0;
        break;
    case CORRECTED_DEAD: e->size.dead = value; break;
    case CORRECTED_INJURED: e->size.injured = value; break;
    case CORRECTED_ARRESTED: e->size.arrested = value; break;
    case CORRECTED_SIZE: e->size.participants = value; break;
    default: break;
    }
}

const char *const corrected_names[CORRECTED_FIELDS] = {"wrong", "event", "mode", "context", "actor", "recipient", "date", "place", "dead", "injured", "arrested", "size"};

CorrectedField corrected_field(const char *name) {
    unsigned field = 0;
    while (field < CORRECTED_FIELDS && strcmp(name, corrected_names[field]) != 0) field++;
    return field;
}

/* Applies the last correction of each field; an empty one withdraws those before it. False if the whole record is wrong. */
static bool apply_corrections(Stored *x, attache_event *e) {
    const char *last[CORRECTED_FIELDS + 1] = {0};
    sqlite3_stmt *s = x->statements[CORRECTIONS];
    sqlite3_bind_text(s, 1, e->id, -1, SQLITE_STATIC);
    while (sqlite3_step(s) == SQLITE_ROW) last[corrected_field(store_text(s, 0))] = text_at(x, s, 1);
    end_rows(x, s);
    for (unsigned i = CORRECTED_EVENT; i < CORRECTED_FIELDS; i++)
        if (last[i] && last[i][0]) correct(x, i, last[i], e);
    return !last[CORRECTED_WRONG] || !last[CORRECTED_WRONG][0];
}

/* ---- events ---- */

/* The columns and tables of a statement, the filter's condition, and the order. */
static attache_status prepare(Store *s, const AskFilter *filter, const char *before, const char *picked, const char *order, sqlite3_stmt **out) {
    Buf text = {0}, after = {0};
    buf_printf(&text, "%s%s", before, filter ? picked : "");
    buf_printf(&after, "%s%s", filter ? ")" : "", order);
    if (!filter) buf_str(&text, after.p);
    attache_status status = filter ? ask_prepare_picked(s, filter, text.p, after.p, out) : store_prepare(s, text.p, out);
    buf_free(&text), buf_free(&after);
    return status;
}

static void close_stored(void *of) { stored_close(of); }

static attache_status open_some(Store *s, const attache_export *what, const AskFilter *filter, const char *order, stored_country_fn *country, void *user, Stored **out) {
    Stored *x = base_zalloc(sizeof *x);
    x->store = s, x->what = *what, x->country = country, x->user = user;
    Cleanup cleanup;
    arena_init(&x->arena);
    failure_cleanup(&cleanup, close_stored, x);
    attache_status status = prepare(s, filter, sql[EVENTS], " WHERE e.id IN (", order, &x->statements[EVENTS]);
    for (int i = EVENTS + 1; i < N_STATEMENTS && status == ATTACHE_OK; i++) status = store_prepare(s, sql[i], &x->statements[i]);
    failure_cleaned(&cleanup);
    if (status != ATTACHE_OK) stored_close(x);
    *out = status == ATTACHE_OK ? x : NULL;
    return status;
}

attache_status stored_open(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, Stored **out) {
    return open_some(s, what, filter, events_order, country, user, out);
}

attache_status stored_open_some(Store *s, const attache_export *what, const char *numbers, stored_country_fn *country, void *user, Stored **out) {
    Buf order = {0};
    buf_printf(&order, " WHERE e.id IN (%s)%s", numbers, events_order);
    attache_status status = open_some(s, what, NULL, order.p, country, user, out);
    buf_free(&order);
    return status;
}

int64_t stored_id(const Stored *x) { return sqlite3_column_int64(x->statements[EVENTS], E_ID); }

void stored_close(Stored *x) {
    if (!x) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(x->statements[i]);
    arena_free(&x->arena);
    free(x);
}

/* The present row; false if it is left out. */
static bool take_event(Stored *x, sqlite3_stmt *s) {
    arena_reset(&x->arena);
    article_of(x, s, &x->article);
    read_event(x, s, &x->article, &x->event);
    if (x->event.aux & ATTACHE_NEGATION && !x->what.all) return false;
    read_parties(x, sqlite3_column_int64(s, E_ID), &x->event);
    return !x->what.corrected || apply_corrections(x, &x->event);
}

attache_status stored_next(Stored *x, const attache_event **out) {
    sqlite3_stmt *s = x->statements[EVENTS];
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        bool taken = take_event(x, s);
        if (x->failed) return store_error(x->store, "be read");
        if (!taken) continue;
        *out = &x->event;
        return ATTACHE_OK;
    }
    return code == SQLITE_DONE ? ATTACHE_END : store_error(x->store, "be read");
}

/* ---- other tables ---- */

attache_status stored_happenings(Store *s, bool all, bool numbered, const AskFilter *filter, sqlite3_stmt **out) {
    Buf text = {0};
    FORWARD_IF_ERROR(ask_add_functions(s));
    buf_printf(&text, "%s%s%s%s", happening_cells, numbered ? ", h.id" : "", happening_rows, all ? "true" : "NOT h.aux & 8");
    attache_status status = prepare(s, filter, text.p, " AND h.id IN (", happenings_order, out);
    buf_free(&text);
    return status;
}

attache_status stored_happening_parties(Store *s, sqlite3_stmt **out) { return store_prepare(s, happening_parties, out); }

attache_status stored_dyad_months(Store *s, const AskFilter *filter, sqlite3_stmt **out) {
    FORWARD_IF_ERROR(ask_add_functions(s));
    return filter ? ask_prepare_picked(s, filter, "WITH dyad_sum AS (", chosen_dyad_months, out) : store_prepare(s, dyad_months, out);
}
