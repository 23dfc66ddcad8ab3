/* happenings.c - a cluster of reports in, its happening out.
 *
 * A happening takes its category from most of its reports, its record from the one that tells most, its day and place from the one that tells them most exactly,
 * its numbers from most reports; where reports contradict each other, each value is kept beside it. A copy counts for its original. */
#include "store/happenings.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/map.h"
#include "store/feed.h"

enum { NUMBERS = 4, SIDES = 3, PARTIES_MAX = 48, VALUES_MAX = 16, CATEGORIES = 64 };

enum { HAPPENING_COLUMNS = 26, PARTY_COLUMNS = 6, DISAGREEMENT_COLUMNS = 5 };

/* clang-format off */
enum {
    LAST, LIST_EVENTS, LIST_PARTIES, FIND_DOCUMENT, SENTENCE, SET_HAPPENING, OLD_HAPPENING, OLD_PARTIES, DROP_PARTIES, DROP_DISAGREEMENTS,
    DROP_HAPPENING, N_STATEMENTS
};
static const char *const sql[N_STATEMENTS] = {
    [LAST] = "SELECT max(id) FROM happening",
    [LIST_EVENTS] = "SELECT id, day, category, quad, score, aux, modes, contexts, cameo, confidence, iif(resolved_place = '', place, resolved_place), country, lat, lon, "
                    "geonameid, resolution, dead, injured, arrested, size, part FROM event WHERE report = ?1 ORDER BY number",
    [LIST_PARTIES] = "SELECT side, entity, role, code, sector, name, office FROM party JOIN entity ON entity.id = party.entity WHERE event = ?1 "
                     "ORDER BY side, place",
    [FIND_DOCUMENT] = "SELECT day, source, copy_of, name, url, hash FROM document WHERE id = ?1",
    [SENTENCE] = "SELECT CAST(substr(CAST(CASE part WHEN 0 THEN text WHEN 1 THEN title ELSE '' END AS BLOB), start + 1, \"end\" - start) AS TEXT) "
                 "FROM event JOIN document ON document.id = document WHERE event.id = ?1",
    [SET_HAPPENING] = "UPDATE report SET happening = ?2 WHERE id = ?1",
    [OLD_HAPPENING] = "SELECT h.day, h.category, h.score, h.aux, d.contexts FROM happening h JOIN dyad_happening d ON d.actor = '*' AND d.recipient = '*' AND "
                      "d.day = h.day AND d.happening = h.id WHERE h.id = ?1",
    [OLD_PARTIES] = "SELECT side, code, sector FROM happening_party JOIN entity ON entity.id = entity WHERE happening = ?1 AND side < 2 ORDER BY side, place",
    [DROP_PARTIES] = "DELETE FROM happening_party WHERE happening = ?1",
    [DROP_DISAGREEMENTS] = "DELETE FROM disagreement WHERE happening = ?1",
    [DROP_HAPPENING] = "DELETE FROM happening WHERE id = ?1",
};
/* clang-format on */

static const char *const number_names[NUMBERS] = {"dead", "injured", "arrested", "size"};

typedef struct Party {
    int64_t entity;
    int side;
    const char *role, *code, *sector, *name, *office;
} Party;

/* A document that tells of the happening. */
typedef struct Source {
    int64_t id, publisher, original; /* original: of which it is a copy, or itself */
    int32_t day;
    const char *name, *url;
    int64_t hash;
    int64_t report; /* its first here */
    bool counted;   /* an earlier one is the same text: a copy counts once */
    uint64_t told;  /* of what is being counted, what it has told already, as bits */
} Source;

/* One record. */
typedef struct Telling {
    int64_t id, category;
    size_t source; /* index */
    int32_t day;
    int quad, aux, resolution, part;
    double score, confidence, lat, lon;
    bool has_point;
    int64_t geonameid;
    const char *modes, *contexts, *cameo, *place, *country, *numbers[NUMBERS];
    const Party *parties;
    size_t n_parties;
    const FreshEvent *fresh; /* NULL: it is in the store */
} Telling;

typedef struct Cluster {
    Member *const *members;
    size_t n_members;
    Source *sources;
    Telling *tellings;
    size_t n_sources, n_tellings, cap_sources, cap_tellings;
    Map documents, originals; /* by id: place in `sources` + 1 of itself, of the first that is a copy of it */
    const Telling *fullest;
    int64_t category;
} Cluster;

/* Numbers of happenings that were dissolved in this batch. */
typedef struct Dissolved {
    int64_t id;
    bool taken;
} Dissolved;

typedef struct Counts {
    int reports, copies, sources;
    int32_t first_day, last_day;
} Counts;

/* Rows that wait for the end of the batch. */
typedef struct HappeningRow {
    int64_t id, category, geonameid, first, fullest;
    int32_t day;
    int quad, aux, resolution;
    double score, lat, lon;
    bool has_point;
    const char *modes, *contexts, *cameo, *place, *country, *numbers[NUMBERS];
    Counts counts;
} HappeningRow;

typedef struct PartyRow {
    int64_t happening, entity;
    int side, place;
    const char *role;
    bool named;
} PartyRow;

typedef struct DisagreementRow {
    int64_t happening, event;
    const char *field, *value;
    int reports;
} DisagreementRow;

typedef struct Rows {
    HappeningRow *happenings;
    PartyRow *parties;
    DisagreementRow *disagreements;
    size_t n_happenings, cap_happenings, n_parties, cap_parties, n_disagreements, cap_disagreements;
    Arena arena; /* their texts, and the arrays themselves */
} Rows;

struct Happenings {
    Store *store;
    const Fresh *fresh;
    Words *words;
    Dyads *dyads;
    Totals *totals;
    Rows rows;
    int64_t next; /* number of the next new happening */
    sqlite3_stmt *statements[N_STATEMENTS], *add_happenings, *add_parties, *add_disagreements;
    Arena arena;          /* of the cluster at hand */
    Dissolved *dissolved; /* by the order in which they were */
    size_t n_dissolved, cap_dissolved;
    Map dissolved_at; /* by id: place + 1 */
};

/* ---- opening ---- */

attache_status happenings_open(Store *s, const Fresh *fresh, Words *words, Dyads *dyads, Totals *totals, Happenings **out) {
    Happenings *h = *out = base_zalloc(sizeof *h);
    *h = (Happenings){.store = s, .fresh = fresh, .words = words, .dyads = dyads, .totals = totals};
    arena_init(&h->arena);
    arena_init(&h->rows.arena);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &h->statements[i]));
    FORWARD_IF_ERROR(feed_prepare(s, "INSERT OR FAIL INTO happening", HAPPENING_COLUMNS, "", &h->add_happenings));
    FORWARD_IF_ERROR(feed_prepare(s, "INSERT OR FAIL INTO happening_party", PARTY_COLUMNS, "", &h->add_parties));
    return feed_prepare(s, "INSERT OR FAIL INTO disagreement", DISAGREEMENT_COLUMNS, "", &h->add_disagreements);
}

void happenings_close(Happenings *h) {
    if (!h) return;
    sqlite3_stmt *const adds[] = {h->add_happenings, h->add_parties, h->add_disagreements};
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(h->statements[i]);
    for (size_t i = 0; i < COUNT_OF(adds); i++) sqlite3_finalize(adds[i]);
    arena_free(&h->arena);
    arena_free(&h->rows.arena);
    free(h->dissolved);
    map_free(&h->dissolved_at);
    free(h);
}

attache_status happenings_begin(Happenings *h) {
    sqlite3_stmt *s = h->statements[LAST];
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) h->next = sqlite3_column_int64(s, 0) + 1;
    sqlite3_reset(s);
    return good ? ATTACHE_OK : store_error(h->store, "be read");
}

void happenings_forget(Happenings *h) {
    map_clear(&h->dissolved_at);
    h->n_dissolved = 0;
    arena_reset(&h->rows.arena);
    h->rows = (Rows){.arena = h->rows.arena};
}

static void note_dissolved(Happenings *h, int64_t id) {
    if (h->n_dissolved == h->cap_dissolved)
        h->dissolved = base_realloc(h->dissolved, (h->cap_dissolved = 2 * h->cap_dissolved + 64) * sizeof *h->dissolved);
    h->dissolved[h->n_dissolved++] = (Dissolved){id, false};
    *map_put(&h->dissolved_at, (uint64_t)id) = h->n_dissolved;
}

static const char *text_of(Happenings *h, sqlite3_stmt *s, int column) {
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text && text[0] ? arena_copy(&h->arena, text, (size_t)sqlite3_column_bytes(s, column)) : "";
}

/* A copy that lives until the end of the batch. */
static const char *keep(Happenings *h, const char *s) { return s[0] ? arena_slice(&h->rows.arena, slice_of(s)) : ""; }

/* ---- taking away ---- */

static attache_status take_pairs(Happenings *h, const DyadHead *head) {
    Side sides[2] = {0};
    sqlite3_stmt *s = h->statements[OLD_PARTIES];
    sqlite3_bind_int64(s, 1, head->id);
    while (sqlite3_step(s) == SQLITE_ROW)
        dyads_add_party(&sides[sqlite3_column_int(s, 0)], (const char *)sqlite3_column_text(s, 1), (const char *)sqlite3_column_text(s, 2));
    sqlite3_reset(s);
    return dyads_take(h->dyads, sides, head);
}

static attache_status run_with(Happenings *h, int statement, int64_t id) {
    sqlite3_bind_int64(h->statements[statement], 1, id);
    return store_step(h->store, h->statements[statement]);
}

attache_status happenings_dissolve(Happenings *h, int64_t id) {
    if (!id || map_has(&h->dissolved_at, (uint64_t)id)) return ATTACHE_OK;
    sqlite3_stmt *s = h->statements[OLD_HAPPENING];
    note_dissolved(h, id);
    sqlite3_bind_int64(s, 1, id);
    if (sqlite3_step(s) != SQLITE_ROW) {
        sqlite3_reset(s);
        return store_damaged(h->store, "happening", id);
    }
    DyadHead head = {.happening = true,
                     .id = id,
                     .day = sqlite3_column_int(s, 0),
                     .category = sqlite3_column_int64(s, 1),
                     .score = sqlite3_column_double(s, 2),
                     .aux = sqlite3_column_int(s, 3),
                     .contexts = (uint64_t)sqlite3_column_int64(s, 4)};
    sqlite3_reset(s);
    FORWARD_IF_ERROR(take_pairs(h, &head));
    FORWARD_IF_ERROR(run_with(h, DROP_PARTIES, id));
    return run_with(h, DROP_DISAGREEMENTS, id);
}

/* ---- writing ---- */

static void text(sqlite3_context *out, const char *s) { sqlite3_result_text(out, s, -1, SQLITE_STATIC); }

static void happening_cell(sqlite3_context *out, const void *row, int column) {
    const HappeningRow *r = row;
    switch (column) {
    case 0: return sqlite3_result_int64(out, r->id);
    case 1: return sqlite3_result_int(out, r->day);
    case 2: return sqlite3_result_int64(out, r->category);
    case 3: return sqlite3_result_int(out, r->quad);
    case 4: return sqlite3_result_double(out, r->score);
    case 5: return sqlite3_result_int(out, r->aux);
    case 6: return text(out, r->modes);
    case 7: return text(out, r->contexts);
    case 8: return text(out, r->cameo);
    case 9: return text(out, r->place);
    case 10: return text(out, r->country);
    case 11: return r->has_point ? sqlite3_result_double(out, r->lat) : sqlite3_result_null(out);
    case 12: return r->has_point ? sqlite3_result_double(out, r->lon) : sqlite3_result_null(out);
    case 13: return r->geonameid ? sqlite3_result_int64(out, r->geonameid) : sqlite3_result_null(out);
    case 14: return sqlite3_result_int(out, r->resolution);
    case 15:
    case 16:
    case 17:
    case 18: return text(out, r->numbers[column - 15]);
    case 19: return sqlite3_result_int64(out, r->first);
    case 20: return sqlite3_result_int64(out, r->fullest);
    case 21: return sqlite3_result_int(out, r->counts.reports);
    case 22: return sqlite3_result_int(out, r->counts.copies);
    case 23: return sqlite3_result_int(out, r->counts.sources);
    case 24: return sqlite3_result_int(out, r->counts.first_day);
    case 25: return sqlite3_result_int(out, r->counts.last_day);
    }
}

static void party_cell(sqlite3_context *out, const void *row, int column) {
    const PartyRow *r = row;
    const int64_t numbers[] = {r->happening, r->side, r->place, r->entity, 0, r->named};
    if (column == 4)
        text(out, r->role);
    else
        sqlite3_result_int64(out, numbers[column]);
}

static void disagreement_cell(sqlite3_context *out, const void *row, int column) {
    const DisagreementRow *r = row;
    const int64_t numbers[] = {r->happening, 0, 0, r->event, r->reports};
    if (column == 1 || column == 2)
        text(out, column == 1 ? r->field : r->value);
    else
        sqlite3_result_int64(out, numbers[column]);
}

attache_status happenings_end(Happenings *h) {
    const Rows *r = &h->rows;
    for (size_t i = 0; i < h->n_dissolved; i++) {
        FORWARD_IF_ERROR(run_with(h, DROP_HAPPENING, h->dissolved[i].id)); /* one whose number was taken is among the rows */
        h->totals->happenings--;
    }
    h->totals->happenings += (int64_t)r->n_happenings;
    FORWARD_IF_ERROR(feed_write(h->store, h->add_happenings, r->happenings, r->n_happenings, sizeof *r->happenings, happening_cell));
    FORWARD_IF_ERROR(feed_write(h->store, h->add_parties, r->parties, r->n_parties, sizeof *r->parties, party_cell));
    FORWARD_IF_ERROR(feed_write(h->store, h->add_disagreements, r->disagreements, r->n_disagreements, sizeof *r->disagreements, disagreement_cell));
    happenings_forget(h);
    return ATTACHE_OK;
}

/* ---- reading a cluster ---- */

static attache_status make_source(Happenings *h, const Member *m, Source *out) {
    const FreshDocument *f = fresh_document(h->fresh, m->document);
    if (f) {
        *out = (Source){
            f->id, f->source, f->copy_of ? f->copy_of : f->id, f->day, f->doc->name, f->doc->article.url, (int64_t)f->doc->hash, m->report, false, 0};
        return ATTACHE_OK;
    }
    sqlite3_stmt *s = h->statements[FIND_DOCUMENT];
    sqlite3_bind_int64(s, 1, m->document);
    if (sqlite3_step(s) != SQLITE_ROW) {
        sqlite3_reset(s);
        return store_damaged(h->store, "document", m->document);
    }
    int64_t original = sqlite3_column_int64(s, 2);
    *out = (Source){m->document,
                    sqlite3_column_int64(s, 1),
                    original ? original : m->document,
                    sqlite3_column_int(s, 0),
                    text_of(h, s, 3),
                    text_of(h, s, 4),
                    sqlite3_column_int64(s, 5),
                    m->report,
                    false,
                    0};
    sqlite3_reset(s);
    return ATTACHE_OK;
}

static attache_status read_source(Happenings *h, Cluster *c, const Member *m, size_t *index) {
    uint64_t *place = map_put(&c->documents, (uint64_t)m->document);
    if (!*place) {
        Source *source = VEC_PUSH(&h->arena, c->sources, c->n_sources, c->cap_sources);
        FORWARD_IF_ERROR(make_source(h, m, source));
        uint64_t *before = map_put(&c->originals, (uint64_t)source->original);
        source->counted = *before != 0;
        *before = *place = c->n_sources;
    }
    *index = *place - 1;
    return ATTACHE_OK;
}

static void read_parties(Happenings *h, Telling *t) {
    Party list[PARTIES_MAX];
    size_t n = 0;
    sqlite3_stmt *s = h->statements[LIST_PARTIES];
    sqlite3_bind_int64(s, 1, t->id);
    while (n < PARTIES_MAX && sqlite3_step(s) == SQLITE_ROW)
        list[n++] = (Party){sqlite3_column_int64(s, 1), sqlite3_column_int(s, 0), text_of(h, s, 2), text_of(h, s, 3),
                            text_of(h, s, 4),           text_of(h, s, 5),         text_of(h, s, 6)};
    sqlite3_reset(s);
    Party *kept = arena_alloc(&h->arena, (n + 1) * sizeof *kept);
    memcpy(kept, list, n * sizeof *kept);
    t->parties = kept, t->n_parties = n;
}

static Telling read_telling(Happenings *h, sqlite3_stmt *s) {
    Telling t = {.id = sqlite3_column_int64(s, 0), .day = sqlite3_column_int(s, 1), .category = sqlite3_column_int64(s, 2)};
    t.quad = sqlite3_column_int(s, 3), t.score = sqlite3_column_double(s, 4), t.aux = sqlite3_column_int(s, 5);
    t.modes = text_of(h, s, 6), t.contexts = text_of(h, s, 7), t.cameo = text_of(h, s, 8), t.confidence = sqlite3_column_double(s, 9);
    t.place = text_of(h, s, 10), t.country = text_of(h, s, 11);
    t.has_point = sqlite3_column_type(s, 12) != SQLITE_NULL;
    t.lat = sqlite3_column_double(s, 12), t.lon = sqlite3_column_double(s, 13), t.geonameid = sqlite3_column_int64(s, 14);
    t.resolution = sqlite3_column_int(s, 15);
    for (int i = 0; i < NUMBERS; i++) t.numbers[i] = text_of(h, s, 16 + i);
    t.part = sqlite3_column_int(s, 20);
    return t;
}

static attache_status read_stored(Happenings *h, Cluster *c, const Member *m, size_t source) {
    sqlite3_stmt *s = h->statements[LIST_EVENTS];
    sqlite3_bind_int64(s, 1, m->report);
    while (sqlite3_step(s) == SQLITE_ROW) {
        Telling *t = VEC_PUSH(&h->arena, c->tellings, c->n_tellings, c->cap_tellings);
        *t = read_telling(h, s);
        t->source = source;
        read_parties(h, t);
    }
    sqlite3_reset(s);
    return ATTACHE_OK;
}

static const char *or_nothing(const char *s) { return s ? s : ""; }

static Telling fresh_telling(const FreshEvent *f) {
    const attache_event *e = f->event;
    const char *resolved = or_nothing(e->loc.resolved_place);
    return (Telling){
        .id = f->id,
        .category = f->category,
        .day = f->day,
        .quad = e->quad_code,
        .aux = (int)e->aux,
        .resolution = e->loc.resolution,
        .part = (int)e->part,
        .score = e->event_scale,
        .confidence = e->confidence,
        .lat = e->loc.lat,
        .lon = e->loc.lon,
        .has_point = e->loc.lat != 0 || e->loc.lon != 0,
        .geonameid = e->loc.geonameid,
        .modes = f->mode_list,
        .contexts = f->context_list,
        .cameo = or_nothing(e->cameo),
        .place = resolved[0] ? resolved : or_nothing(e->loc.extracted_place),
        .country = or_nothing(e->loc.country_code),
        .numbers = {or_nothing(e->size.dead), or_nothing(e->size.injured), or_nothing(e->size.arrested), or_nothing(e->size.participants)},
        .fresh = f};
}

static void read_fresh(Happenings *h, Cluster *c, const Member *m, size_t source) {
    for (uint32_t i = 0; i < m->n_events; i++) {
        const FreshEvent *f = &h->fresh->events[m->event + i];
        const FreshParty *parties = &h->fresh->parties[f->party];
        Telling *t = VEC_PUSH(&h->arena, c->tellings, c->n_tellings, c->cap_tellings);
        Party *list = arena_alloc(&h->arena, (f->n_parties + 1) * sizeof *list);
        *t = fresh_telling(f);
        t->source = source, t->parties = list, t->n_parties = f->n_parties < PARTIES_MAX ? f->n_parties : PARTIES_MAX;
        for (size_t k = 0; k < t->n_parties; k++) {
            const attache_entity *e = parties[k].entry;
            list[k] = (Party){parties[k].entity, parties[k].side, or_nothing(e->role), e->code, e->sector, e->identifier, e->office};
        }
    }
}

static attache_status read_member(Happenings *h, Cluster *c, const Member *m) {
    size_t source;
    FORWARD_IF_ERROR(read_source(h, c, m, &source));
    if (!m->n_events) return read_stored(h, c, m, source);
    read_fresh(h, c, m, source);
    return ATTACHE_OK;
}

/* ---- choosing ---- */

static void begin_counting(Cluster *c) {
    for (size_t i = 0; i < c->n_sources; i++) c->sources[i].told = 0;
}

/* Whether a source that counts tells the n-th thing of what is being counted, for the first time. */
static bool counts(Source *s, size_t n) {
    bool again = s->counted || s->told >> n & 1;
    s->told |= (uint64_t)1 << n;
    return !again;
}

/* How much a record tells; the title tells it shortest. */
static double fullness(const Telling *t) {
    double full = t->confidence + (t->part == ATTACHE_BODY) + 2 * (t->day % 100 != 0) + t->resolution / 2.0 + (t->modes[0] != 0);
    size_t sides[SIDES] = {0};
    for (size_t i = 0; i < t->n_parties; i++) {
        const Party *p = &t->parties[i];
        if (p->side < SIDES && sides[p->side]++ < 3) full += 1 + (p->sector[0] != 0) * 0.5 + (p->name[0] != 0) * 0.5;
    }
    full += sides[0] && (sides[1] || sides[0] > 1) ? 3 : 0;
    for (int i = 0; i < NUMBERS; i++) full += t->numbers[i][0] != 0;
    return full;
}

/* The category that most sources tell, counted by their first record of it; of two, the one that the fullest record has. */
static void choose_category(Cluster *c) {
    c->category = c->tellings[0].category;
    if (c->n_tellings == 1) return;
    begin_counting(c);
    int votes[CATEGORIES] = {0};
    double full[CATEGORIES] = {0};
    for (size_t i = 0; i < c->n_tellings; i++) {
        const Telling *t = &c->tellings[i];
        size_t k = (size_t)t->category % CATEGORIES;
        votes[k] += counts(&c->sources[t->source], k);
        if (fullness(t) > full[k]) full[k] = fullness(t);
    }
    size_t best = 0;
    for (size_t k = 1; k < CATEGORIES; k++)
        if (votes[k] > votes[best] || (votes[k] == votes[best] && full[k] > full[best])) best = k;
    for (size_t i = 0; i < c->n_tellings; i++)
        if ((size_t)c->tellings[i].category % CATEGORIES == best) c->category = c->tellings[i].category;
}

/* Of the category, the record that tells most; of two, the one that comes first in the order of reports. */
static void choose_fullest(Cluster *c) {
    for (size_t i = 0; i < c->n_tellings; i++) {
        const Telling *t = &c->tellings[i];
        if (t->category == c->category && (!c->fullest || fullness(t) > fullness(c->fullest))) c->fullest = t;
    }
}

static const Telling *most_exact_place(const Cluster *c) {
    const Telling *best = c->fullest;
    for (size_t i = 0; i < c->n_tellings; i++)
        if (c->tellings[i].resolution > best->resolution) best = &c->tellings[i];
    return best;
}

/* Published first, no copy; by name where that is no answer. */
static const Source *first_source(const Cluster *c) {
    const Source *best = &c->sources[0];
    for (size_t i = 1; i < c->n_sources; i++) {
        const Source *s = &c->sources[i];
        bool copy = s->original != s->id, best_copy = best->original != best->id;
        int order = copy - best_copy;
        if (!order && s->day != best->day) order = !s->day ? 1 : !best->day ? -1 : s->day < best->day ? -1 : 1;
        if (!order) order = strcmp(s->name, best->name);
        if (!order) order = strcmp(s->url, best->url);
        if (!order) order = s->hash < best->hash ? -1 : 1;
        if (order < 0) best = s;
    }
    return best;
}

/* ---- numbers and what contradicts them ---- */

typedef struct Value {
    const char *text;
    const Telling *first;
    int32_t day; /* when it was published last */
    int votes;
} Value;

static size_t values_of(Cluster *c, int number, Value *out) {
    size_t n = 0;
    begin_counting(c);
    for (size_t i = 0; i < c->n_tellings; i++) {
        const Telling *t = &c->tellings[i];
        const char *text = number < NUMBERS ? t->numbers[number] : t->modes;
        size_t k = 0;
        if (!text[0] || (number == NUMBERS && t->category != c->category)) continue;
        while (k < n && strcmp(out[k].text, text) != 0) k++;
        if (k == VALUES_MAX) continue;
        if (k == n) out[n++] = (Value){text, t, 0, 0};
        out[k].votes += counts(&c->sources[t->source], k);
        if (c->sources[t->source].day > out[k].day) out[k].day = c->sources[t->source].day;
    }
    return n;
}

/* What most sources tell; of two, what was told later; of two, the higher. */
static const char *chosen_number(Cluster *c, int number) {
    if (c->n_tellings == 1) return c->fullest->numbers[number];
    Value values[VALUES_MAX];
    size_t n = values_of(c, number, values);
    const Value *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const Value *v = &values[i];
        bool better = !best || v->votes > best->votes || (v->votes == best->votes && v->day > best->day) ||
                      (v->votes == best->votes && v->day == best->day && strtol(v->text, NULL, 10) > strtol(best->text, NULL, 10));
        if (better) best = v;
    }
    return best ? best->text : "";
}

static bool is_number_word(const char *p, size_t n, const char *digits) {
    static const char *const words[] = {"zero",    "one",       "two",      "three",    "four",   "five",     "six",      "seven",
                                        "eight",   "nine",      "ten",      "eleven",   "twelve", "thirteen", "fourteen", "fifteen",
                                        "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "dozens"};
    long value = strtol(digits, NULL, 10);
    char plain[24];
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < sizeof plain; i++)
        if (p[i] != ',') plain[k++] = (char)tolower((unsigned char)p[i]);
    plain[k] = 0;
    return !strcmp(plain, digits) || (value >= 0 && value < (long)COUNT_OF(words) && !strcmp(plain, words[value]));
}

/* The sentence of a record, where it stands in the text or the title. */
static const char *sentence_of(Happenings *h, const Telling *t) {
    if (t->fresh) {
        const attache_event *e = t->fresh->event;
        const attache_article *a = &fresh_document(h->fresh, t->fresh->document)->doc->article;
        const char *part = e->part == ATTACHE_BODY ? a->text : e->part == ATTACHE_TITLE ? a->title : "";
        size_t n = strlen(part), start = e->start < n ? e->start : n, end = e->end < n ? e->end : n;
        return arena_copy(&h->arena, part + start, end > start ? end - start : 0);
    }
    sqlite3_stmt *s = h->statements[SENTENCE];
    sqlite3_bind_int64(s, 1, t->id);
    const char *sentence = sqlite3_step(s) == SQLITE_ROW ? text_of(h, s, 0) : "";
    sqlite3_reset(s);
    return sentence;
}

/* "at least 10": the words before a number that say how it is meant. */
static const char *with_hedge(Happenings *h, const Telling *t, const char *digits) {
    static const char *const hedges[] = {"at least", "more than", "over", "about",      "around",    "nearly",
                                         "almost",   "up to",     "some", "as many as", "fewer than"};
    const char *sentence = sentence_of(h, t), *out = digits;
    for (size_t i = 0; i < COUNT_OF(hedges) && out == digits; i++) {
        size_t n = strlen(hedges[i]);
        for (const char *p = sentence; (p = strcasestr(p, hedges[i])) && out == digits; p += n)
            if (p[n] == ' ' && is_number_word(p + n + 1, strcspn(p + n + 1, " ."), digits)) out = arena_printf(&h->arena, "%s %s", hedges[i], digits);
    }
    return out;
}

static void add_disagreements(Happenings *h, Cluster *c, int64_t id) {
    Rows *r = &h->rows;
    Value values[VALUES_MAX];
    for (int number = 0; number <= NUMBERS && c->n_tellings > 1; number++) {
        size_t n = values_of(c, number, values);
        for (size_t i = 0; i < n && n > 1; i++) {
            const char *told = number < NUMBERS ? with_hedge(h, values[i].first, values[i].text) : values[i].text;
            *VEC_PUSH(&r->arena, r->disagreements, r->n_disagreements, r->cap_disagreements) =
                (DisagreementRow){id, values[i].first->id, number < NUMBERS ? number_names[number] : "mode", keep(h, told), values[i].votes};
        }
    }
}

/* ---- who took part ---- */

static const char *last_word(const char *name) {
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : name;
}

static bool same_name(const char *a, const char *b) { return !strcasecmp(last_word(a), last_word(b)); }

/* Whether two mentions may be of one party: what one leaves out is no contradiction. People who took part are told by their names alone. */
static bool same_party(const Party *a, const Party *b) {
    if (a->name[0] && b->name[0] && !same_name(a->name, b->name)) return false;
    if (a->side == 2 || b->side == 2) return a->side == b->side && a->name[0] && b->name[0];
    if (a->code[0] && b->code[0] && strcmp(a->code, b->code) != 0) return false;
    if (!a->code[0] || !b->code[0]) return (a->name[0] && b->name[0]) || (!a->code[0] && !b->code[0] && !strcmp(a->sector, b->sector));
    return !a->sector[0] || !b->sector[0] || !strcmp(a->sector, b->sector);
}

static int told(const Party *p) { return 8 * (p->code[0] != 0) + 4 * (p->name[0] != 0) + 2 * (p->sector[0] != 0) + (p->office[0] != 0); }

static bool tells_more(const Party *a, const Party *b) {
    if (told(a) != told(b)) return told(a) > told(b);
    return strlen(a->name) > strlen(b->name);
}

static void join_party(Party *all, size_t *n, const Party *p) {
    for (size_t i = 0; i < *n; i++) {
        if (!same_party(&all[i], p)) continue;
        int side = all[i].side;
        const char *role = all[i].role[0] ? all[i].role : p->role;
        if (tells_more(p, &all[i])) all[i] = *p;
        all[i].side = side, all[i].role = role;
        return;
    }
    if (*n < PARTIES_MAX) all[(*n)++] = *p;
}

/* The union of the parties of all records of the category: those of the fullest first, on the sides that it has them on. */
static size_t union_of_parties(const Cluster *c, Party *out) {
    size_t n = 0;
    for (size_t i = 0; i < c->fullest->n_parties; i++) join_party(out, &n, &c->fullest->parties[i]);
    for (size_t i = 0; i < c->n_tellings; i++) {
        const Telling *t = &c->tellings[i];
        if (t == c->fullest || (t->category != c->category)) continue;
        for (size_t k = 0; k < t->n_parties; k++)
            if (t->parties[k].code[0] || t->parties[k].sector[0] || t->parties[k].name[0]) join_party(out, &n, &t->parties[k]);
    }
    return n;
}

static void add_parties(Happenings *h, int64_t id, const Party *all, size_t n) {
    Rows *r = &h->rows;
    int places[SIDES] = {0};
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < n; i++)
            if (all[i].side == side)
                *VEC_PUSH(&r->arena, r->parties, r->n_parties, r->cap_parties) =
                    (PartyRow){id, all[i].entity, side, places[side]++, keep(h, all[i].role), all[i].name[0] != 0};
}

/* ---- rows ---- */

/* All contexts that are told, those of the fullest record first, joined by ';'. */
static const char *union_of_contexts(Happenings *h, const Cluster *c) {
    Buf all = {0};
    if (c->n_tellings == 1) return c->fullest->contexts;
    buf_str(&all, c->fullest->contexts);
    for (size_t i = 0; i < c->n_tellings; i++) {
        if (c->tellings[i].category != c->category) continue;
        for (const char *p = c->tellings[i].contexts; *p; p += p[0] == ';') {
            size_t n = strcspn(p, ";");
            bool there = false;
            for (const char *q = all.n ? all.p : ""; *q; q += q[0] == ';') {
                size_t m = strcspn(q, ";");
                there |= m == n && !memcmp(p, q, n);
                q += m;
            }
            if (!there && all.n) buf_char(&all, ';');
            if (!there) buf_add(&all, p, n);
            p += n;
        }
    }
    const char *out = all.n ? arena_copy(&h->arena, all.p, all.n) : "";
    buf_free(&all);
    return out;
}

static Counts count_sources(Happenings *h, const Cluster *c) {
    Counts out = {0};
    Map publishers = {.arena = &h->arena};
    for (size_t i = 0; i < c->n_sources; i++) {
        const Source *s = &c->sources[i];
        out.reports += !s->counted, out.copies += s->counted;
        if (!s->counted) out.sources += map_add(&publishers, (uint64_t)s->publisher);
        if (s->day && (!out.first_day || s->day < out.first_day)) out.first_day = s->day;
        if (s->day > out.last_day) out.last_day = s->day;
    }
    return out;
}

static void add_row(Happenings *h, Cluster *c, int64_t id, const char *contexts, const Counts *counts) {
    Rows *r = &h->rows;
    const Telling *t = c->fullest, *where = most_exact_place(c);
    const Traits *traits = &c->members[0]->traits;
    HappeningRow *row = VEC_PUSH(&r->arena, r->happenings, r->n_happenings, r->cap_happenings);
    *row = (HappeningRow){.id = id,
                          .category = c->category,
                          .geonameid = where->geonameid,
                          .first = first_source(c)->report,
                          .fullest = t->id,
                          .day = traits->day,
                          .quad = t->quad,
                          .aux = traits->aux,
                          .resolution = where->resolution,
                          .score = t->score,
                          .lat = where->lat,
                          .lon = where->lon,
                          .has_point = where->has_point,
                          .modes = keep(h, t->modes),
                          .contexts = keep(h, contexts),
                          .cameo = keep(h, t->cameo),
                          .place = keep(h, where->place),
                          .country = keep(h, where->country),
                          .counts = *counts};
    for (int i = 0; i < NUMBERS; i++) row->numbers[i] = keep(h, chosen_number(c, i));
}

static attache_status add_pairs(Happenings *h, const Cluster *c, int64_t id, const Party *all, size_t n_all, const char *contexts, int sources) {
    Side sides[2] = {0};
    const Telling *t = c->fullest;
    const Traits *traits = &c->members[0]->traits;
    DyadHead head = {
        .happening = true, .id = id, .category = c->category, .day = traits->day, .aux = traits->aux, .sources = sources, .score = t->score};
    FORWARD_IF_ERROR(words_context_bits(h->words, contexts, &head.contexts));
    if (t->modes[0]) FORWARD_IF_ERROR(words_id(h->words, WORD_MODE, arena_copy(&h->arena, t->modes, strcspn(t->modes, ";")), &head.mode));
    for (size_t i = 0; i < n_all; i++)
        if (all[i].side < 2) dyads_add_party(&sides[all[i].side], all[i].code, all[i].sector);
    dyads_add(h->dyads, sides, &head);
    return ATTACHE_OK;
}

/* The number that one of the reports had and that no other cluster has taken, else a new one. */
static attache_status take_number(Happenings *h, const Cluster *c, int64_t *id) {
    *id = 0;
    for (size_t i = 0; i < c->n_members; i++) {
        int64_t old = c->members[i]->happening;
        if (!old) continue;
        FORWARD_IF_ERROR(happenings_dissolve(h, old));
        Dissolved *d = &h->dissolved[map_get(&h->dissolved_at, (uint64_t)old) - 1];
        if (*id || d->taken) continue;
        d->taken = true;
        *id = old;
    }
    if (!*id) *id = h->next++;
    return ATTACHE_OK;
}

static attache_status set_happening(Happenings *h, const Cluster *c, int64_t id) {
    sqlite3_stmt *s = h->statements[SET_HAPPENING];
    for (size_t i = 0; i < c->n_members; i++) {
        Member *m = c->members[i];
        if (m->happening == id) continue;
        m->happening = id;
        if (m->n_events) continue;
        sqlite3_bind_int64(s, 1, m->report);
        sqlite3_bind_int64(s, 2, id);
        FORWARD_IF_ERROR(store_step(h->store, s));
    }
    return ATTACHE_OK;
}

attache_status happenings_make(Member *const *members, size_t n, void *happenings) {
    Happenings *h = happenings;
    Cluster c = {.members = members, .n_members = n};
    Party all[PARTIES_MAX];
    int64_t id;
    arena_reset(&h->arena);
    c.documents = c.originals = (Map){.arena = &h->arena};
    for (size_t i = 0; i < n; i++) FORWARD_IF_ERROR(read_member(h, &c, members[i]));
    if (!c.n_tellings) return store_damaged(h->store, "report", members[0]->report);
    choose_category(&c);
    choose_fullest(&c);
    FORWARD_IF_ERROR(take_number(h, &c, &id));
    const char *contexts = union_of_contexts(h, &c);
    Counts counts = count_sources(h, &c);
    size_t n_all = union_of_parties(&c, all);
    add_row(h, &c, id, contexts, &counts);
    add_parties(h, id, all, n_all);
    add_disagreements(h, &c, id);
    FORWARD_IF_ERROR(add_pairs(h, &c, id, all, n_all, contexts, counts.sources));
    return set_happening(h, &c, id);
}
