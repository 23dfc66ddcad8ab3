/* happenings.c - turns clusters of reports into rows of happenings, with link/happening.c. */
#include "store/happenings.h"

#include <stdlib.h>

#include "base/map.h"
#include "store/rows.h"

enum { MEMBERS_ASKED = 512 }; /* for their day */
enum { HAPPENING_COLUMNS = 28, PARTY_COLUMNS = 6, DISAGREEMENT_COLUMNS = 5 };

/* clang-format off */
enum {
    LAST, LIST_EVENTS, LIST_PARTIES, FIND_DOCUMENT, SENTENCE, SET_HAPPENING, OLD_HAPPENING, OLD_PARTIES, DROP_PARTIES, DROP_DISAGREEMENTS,
    DROP_HAPPENING, N_STATEMENTS
};
static const char *const sql[N_STATEMENTS] = {
    [LAST] = "SELECT max(id) FROM happening",
    [LIST_EVENTS] = "SELECT id, day, category, quad, score, aux, modes, contexts, cameo, confidence, iif(resolved_place = '', place, resolved_place), country, lat, lon, "
                    "geonameid, resolution, dead, injured, arrested, size, part, sequence, max(trigger_start - start, 0) FROM event WHERE report = ?1 ORDER BY number",
    [LIST_PARTIES] = "SELECT side, entity, role, code, sector, name, office, key FROM party JOIN entity ON entity.id = party.entity WHERE event = ?1 "
                     "ORDER BY side, place",
    [FIND_DOCUMENT] = "SELECT day, source, copy_of, name, url, hash FROM document WHERE id = ?1",
    [SENTENCE] = "SELECT CAST(substr(CAST(CASE part WHEN 0 THEN text WHEN 1 THEN title ELSE '' END AS BLOB), start + 1, \"end\" - start) AS TEXT) "
                 "FROM event JOIN document ON document.id = document WHERE event.id = ?1",
    [SET_HAPPENING] = "UPDATE report SET happening = ?2 WHERE id = ?1",
    [OLD_HAPPENING] = "SELECT h.day, h.category, h.score, h.aux, d.contexts FROM happening h JOIN dyad_happening d ON d.actor = '*' AND d.recipient = '*' AND "
                      "d.day = h.day AND d.happening = h.id WHERE h.id = ?1",
    [OLD_PARTIES] = "SELECT side, code, sector, key FROM happening_party JOIN entity ON entity.id = entity WHERE happening = ?1 AND side < 2 ORDER BY side, place",
    [DROP_PARTIES] = "DELETE FROM happening_party WHERE happening = ?1",
    [DROP_DISAGREEMENTS] = "DELETE FROM disagreement WHERE happening = ?1",
    [DROP_HAPPENING] = "DELETE FROM happening WHERE id = ?1",
};
/* clang-format on */

static const char *const number_names[HAPPENING_NUMBERS] = {"dead", "injured", "arrested", "size"};

/* Numbers of happenings that were dissolved in this batch. */
typedef struct Dissolved {
    int64_t id;
    bool taken;
} Dissolved;

/* Rows that are written at the end of the batch. */
typedef struct HappeningRow {
    int64_t id, category, geonameid, first, fullest, title;
    int32_t day;
    int quad, aux, resolution;
    double score, lat, lon;
    bool has_point;
    const char *modes, *contexts, *cameo, *place, *country, *numbers[HAPPENING_NUMBERS];
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
    const Batch *batch;
    Dictionaries *dictionaries;
    Dyads *dyads;
    Digest *digest;
    Totals *totals;
    Rows rows;
    int64_t next; /* number of the next new happening */
    sqlite3_stmt *statements[N_STATEMENTS], *add_happenings, *add_parties, *add_disagreements;
    Arena arena;          /* of the present cluster */
    Dissolved *dissolved; /* by the order in which they were */
    size_t n_dissolved, cap_dissolved;
    Map dissolved_at; /* by id: index + 1 */
};

/* ---- opening ---- */

attache_status happenings_open(Store *s, const Batch *batch, Dictionaries *dictionaries, Dyads *dyads, Digest *digest, Totals *totals, Happenings **out) {
    Happenings *h = *out = base_zalloc(sizeof *h);
    *h = (Happenings){.store = s, .batch = batch, .dictionaries = dictionaries, .dyads = dyads, .digest = digest, .totals = totals};
    arena_init(&h->arena);
    arena_init(&h->rows.arena);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &h->statements[i]));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO happening", HAPPENING_COLUMNS, "", &h->add_happenings));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO happening_party", PARTY_COLUMNS, "", &h->add_parties));
    return rows_prepare(s, "INSERT OR FAIL INTO disagreement", DISAGREEMENT_COLUMNS, "", &h->add_disagreements);
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

/* ---- removing ---- */

static attache_status take_pairs(Happenings *h, const DyadHead *head) {
    DyadSide sides[2] = {0};
    sqlite3_stmt *s = h->statements[OLD_PARTIES];
    sqlite3_bind_int64(s, 1, head->id);
    while (sqlite3_step(s) == SQLITE_ROW)
        dyads_add_party(&sides[sqlite3_column_int(s, 0) == 1], store_text(s, 1), store_text(s, 2), store_text(s, 3));
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
    digest_touch(h->digest, true, id);
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
    case 26: return sqlite3_result_int64(out, r->title);
    case 27: return sqlite3_result_int(out, r->counts.main);
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
        FORWARD_IF_ERROR(run_with(h, DROP_HAPPENING, h->dissolved[i].id)); /* one whose number was reused is among the rows */
        h->totals->happenings--;
    }
    h->totals->happenings += (int64_t)r->n_happenings;
    FORWARD_IF_ERROR(rows_write(h->store, h->add_happenings, r->happenings, r->n_happenings, sizeof *r->happenings, happening_cell));
    FORWARD_IF_ERROR(rows_write(h->store, h->add_parties, r->parties, r->n_parties, sizeof *r->parties, party_cell));
    FORWARD_IF_ERROR(rows_write(h->store, h->add_disagreements, r->disagreements, r->n_disagreements, sizeof *r->disagreements, disagreement_cell));
    happenings_forget(h);
    return ATTACHE_OK;
}

/* ---- reading a cluster ---- */

static attache_status make_source(Happenings *h, const Member *m, Source *out) {
    const BatchDocument *f = batch_document(h->batch, m->document);
    if (f) {
        *out = (Source){
            f->id, f->source, f->copy_of ? f->copy_of : f->id, f->day, f->doc->name, f->doc->article.url, (int64_t)f->doc->hash, m->report, false, false, 0};
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
                    false,
                    0};
    sqlite3_reset(s);
    return ATTACHE_OK;
}

static attache_status read_source(Happenings *h, Happening *c, const Member *m, size_t *index) {
    Source source;
    if (!happening_find_source(c, m->document)) {
        FORWARD_IF_ERROR(make_source(h, m, &source));
        happening_add_source(c, source);
    }
    *index = happening_find_source(c, m->document) - 1;
    c->sources[*index].main |= m->main;
    return ATTACHE_OK;
}

static void read_parties(Happenings *h, Telling *t) {
    HappeningParty list[HAPPENING_PARTIES];
    size_t n = 0;
    sqlite3_stmt *s = h->statements[LIST_PARTIES];
    sqlite3_bind_int64(s, 1, t->id);
    while (n < HAPPENING_PARTIES && sqlite3_step(s) == SQLITE_ROW)
        list[n++] = (HappeningParty){sqlite3_column_int64(s, 1), sqlite3_column_int(s, 0), text_of(h, s, 2), text_of(h, s, 3),
                            text_of(h, s, 4),           text_of(h, s, 5),         text_of(h, s, 6), text_of(h, s, 7)};
    sqlite3_reset(s);
    HappeningParty *kept = arena_alloc(&h->arena, (n + 1) * sizeof *kept);
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
    for (int i = 0; i < HAPPENING_NUMBERS; i++) t.numbers[i] = text_of(h, s, 16 + i);
    t.part = sqlite3_column_int(s, 20), t.sequence = (uint32_t)sqlite3_column_int64(s, 21), t.before = (uint32_t)sqlite3_column_int64(s, 22);
    return t;
}

static attache_status read_stored(Happenings *h, Happening *c, const Member *m, size_t source) {
    sqlite3_stmt *s = h->statements[LIST_EVENTS];
    sqlite3_bind_int64(s, 1, m->report);
    while (sqlite3_step(s) == SQLITE_ROW) {
        Telling *t = happening_add_telling(c);
        *t = read_telling(h, s);
        t->source = source;
        read_parties(h, t);
    }
    sqlite3_reset(s);
    return ATTACHE_OK;
}

static const char *or_nothing(const char *s) { return s ? s : ""; }

static Telling batch_telling(const BatchEvent *f) {
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
        .sequence = e->sequence,
        .before = e->trigger_start > e->start ? e->trigger_start - e->start : 0,
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
        .owner = f};
}

static void read_batch(Happenings *h, Happening *c, const Member *m, size_t source) {
    for (uint32_t i = 0; i < m->n_events; i++) {
        const BatchEvent *f = &h->batch->events[m->event + i];
        const BatchParty *parties = &h->batch->parties[f->party];
        Telling *t = happening_add_telling(c);
        HappeningParty *list = arena_alloc(&h->arena, (f->n_parties + 1) * sizeof *list);
        *t = batch_telling(f);
        t->source = source, t->parties = list, t->n_parties = f->n_parties < HAPPENING_PARTIES ? f->n_parties : HAPPENING_PARTIES;
        for (size_t k = 0; k < t->n_parties; k++) {
            const attache_entity *e = parties[k].entry;
            list[k] = (HappeningParty){parties[k].entity, parties[k].side, or_nothing(e->role), e->code, e->sector, e->identifier, e->office, e->entity};
        }
    }
}

static attache_status read_member(Happenings *h, Happening *c, const Member *m) {
    size_t source;
    FORWARD_IF_ERROR(read_source(h, c, m, &source));
    if (!m->n_events) return read_stored(h, c, m, source);
    read_batch(h, c, m, source);
    return ATTACHE_OK;
}

/* ---- contradictions ---- */

/* The sentence of a record, at its offsets in the text or the title. */
static const char *sentence_of(Happenings *h, const Telling *t) {
    const BatchEvent *f = t->owner;
    if (f) {
        const attache_event *e = f->event;
        const attache_article *a = &batch_document(h->batch, f->document)->doc->article;
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

static void add_disagreements(Happenings *h, Happening *c, int64_t id) {
    Rows *r = &h->rows;
    Value values[HAPPENING_VALUES];
    for (int number = 0; number <= HAPPENING_NUMBERS && c->n_tellings > 1; number++) {
        size_t n = happening_values(c, number, values);
        for (size_t i = 0; i < n && n > 1; i++) {
            const char *told = number < HAPPENING_NUMBERS ? happening_hedged(sentence_of(h, values[i].first), values[i].text, &h->arena) : values[i].text;
            *VEC_PUSH(&r->arena, r->disagreements, r->n_disagreements, r->cap_disagreements) =
                (DisagreementRow){id, values[i].first->id, number < HAPPENING_NUMBERS ? number_names[number] : "mode", keep(h, told), values[i].votes};
        }
    }
}

/* ---- who took part ---- */

static void add_parties(Happenings *h, int64_t id, const HappeningParty *all, size_t n) {
    Rows *r = &h->rows;
    int places[HAPPENING_SIDES] = {0};
    for (int side = 0; side < HAPPENING_SIDES; side++)
        for (size_t i = 0; i < n; i++)
            if (all[i].side == side)
                *VEC_PUSH(&r->arena, r->parties, r->n_parties, r->cap_parties) =
                    (PartyRow){id, all[i].entity, side, places[side]++, keep(h, all[i].role), all[i].name[0] != 0};
}

/* ---- rows ---- */

static void add_row(Happenings *h, Happening *c, const Signature *signature, int64_t id, const char *contexts, const Counts *counts) {
    Rows *r = &h->rows;
    const Telling *t = c->fullest, *where = happening_place(c);
    HappeningRow *row = VEC_PUSH(&r->arena, r->happenings, r->n_happenings, r->cap_happenings);
    *row = (HappeningRow){.id = id,
                          .category = c->category,
                          .geonameid = where->geonameid,
                          .first = happening_first(c)->report,
                          .fullest = t->id,
                          .title = happening_title(c)->id,
                          .day = signature->day,
                          .quad = t->quad,
                          .aux = signature->aux,
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
    for (int i = 0; i < HAPPENING_NUMBERS; i++) row->numbers[i] = keep(h, happening_number(c, i));
}

static attache_status add_pairs(Happenings *h, const Happening *c, const Signature *signature, int64_t id, const HappeningParty *all, size_t n_all, const char *contexts, int sources) {
    DyadSide sides[2] = {0};
    const Telling *t = c->fullest;
    DyadHead head = {
        .happening = true, .id = id, .category = c->category, .day = signature->day, .aux = signature->aux, .sources = sources, .score = t->score,
        .confidence = dyads_confidence(t->confidence), .cameo = dyads_cameo(t->cameo)};
    FORWARD_IF_ERROR(dictionaries_context_bits(h->dictionaries, contexts, &head.contexts));
    if (t->modes[0]) FORWARD_IF_ERROR(dictionaries_id(h->dictionaries, DICTIONARY_MODE, arena_copy(&h->arena, t->modes, strcspn(t->modes, ";")), &head.mode));
    for (size_t i = 0; i < n_all; i++)
        if (all[i].side < 2) dyads_add_party(&sides[all[i].side], all[i].code, all[i].sector, all[i].key);
    dyads_add(h->dyads, sides, &head);
    return ATTACHE_OK;
}

/* The number that one of the reports had and that no other cluster has reused, else a new one. */
static attache_status take_number(Happenings *h, Member *const *members, size_t n, int64_t *id) {
    *id = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t old = members[i]->happening;
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

static attache_status set_happening(Happenings *h, Member *const *members, size_t n, int64_t id) {
    sqlite3_stmt *s = h->statements[SET_HAPPENING];
    for (size_t i = 0; i < n; i++) {
        Member *m = members[i];
        if (m->happening == id) continue;
        m->happening = id;
        if (m->n_events) continue;
        sqlite3_bind_int64(s, 1, m->report);
        sqlite3_bind_int64(s, 2, id);
        FORWARD_IF_ERROR(store_step(h->store, s));
    }
    return ATTACHE_OK;
}

/* The day of publication of the first report that does not tell of something to come: the happening is not later. INT32_MAX: unknown. */
static int32_t latest_day(Member *const *members, size_t n) {
    int32_t latest = INT32_MAX;
    for (size_t i = 0; i < n; i++) {
        const Signature *t = &members[i]->signature;
        bool to_come = t->aux & (ATTACHE_FUTURE | ATTACHE_HYPOTHETICAL) || t->lo > t->published;
        if (t->published && t->hi && !to_come && t->published < latest) latest = t->published;
    }
    return latest;
}

/* Whether a report has a day, or nothing but days, after the latest one. */
static bool is_too_late(const Signature *t, int32_t latest) { return (t->exactness <= EXACT_NEWS ? t->hi : t->lo) > latest; }

/* How well a report knows the day, 0 best. One that names none appeared on that day or the day after if it is about the happening; if it mentions it in passing, any time later: then a month or a
 * year that another report names is better. */
static int rank_of_day(const Member *m) {
    const Signature *t = &m->signature;
    return t->exactness == EXACT_NEWS && !m->main ? EXACT_YEAR + 1 : t->exactness == EXACT_NOT ? EXACT_YEAR + 2 : t->exactness;
}

/* The report whose day the happening gets: of those that know it best, one with the day of most votes, weighted by confidence; in a tie, the day reported first. A day after the first report is a mistake. */
static const Signature *find_when(const Happening *h, Member *const *members, size_t n) {
    int32_t latest = latest_day(members, n);
    const Member *best = NULL;
    unsigned most = 0;
    for (size_t i = 0; i < n; i++) {
        const Signature *t = &members[i]->signature;
        int rank = rank_of_day(members[i]);
        unsigned votes = 0;
        if (is_too_late(t, latest) || (best && rank > rank_of_day(best))) continue;
        for (size_t k = 0; k < n; k++)
            if (rank_of_day(members[k]) == rank && members[k]->signature.day == t->day && !h->sources[happening_find_source(h, members[k]->document) - 1].counted)
                votes += 5 + members[k]->signature.confidence;
        if (!best || rank < rank_of_day(best) || votes > most) most = votes, best = members[i];
    }
    return best ? &best->signature : &members[0]->signature;
}

/* The digest of an event says how many publish its happening; those of the batch are touched as they are written. */
static void touch_events(Happenings *h, const Happening *c) {
    for (size_t i = 0; i < c->n_tellings; i++)
        if (!c->tellings[i].owner) digest_touch(h->digest, false, c->tellings[i].id);
}

attache_status happenings_make(Member *const *members, size_t n, void *happenings) {
    Happenings *h = happenings;
    Happening c;
    HappeningParty all[HAPPENING_PARTIES];
    int64_t id;
    arena_reset(&h->arena);
    happening_begin(&c, &h->arena);
    for (size_t i = 0; i < n; i++) FORWARD_IF_ERROR(read_member(h, &c, members[i]));
    if (!c.n_tellings) return store_damaged(h->store, "report", members[0]->report);
    happening_choose(&c);
    FORWARD_IF_ERROR(take_number(h, members, n, &id));
    const char *contexts = happening_contexts(&c);
    Counts counts = happening_counts(&c);
    size_t n_all = happening_parties(&c, all);
    const Signature *when = find_when(&c, members, n < MEMBERS_ASKED ? n : MEMBERS_ASKED);
    add_row(h, &c, when, id, contexts, &counts);
    digest_touch(h->digest, true, id);
    touch_events(h, &c);
    add_parties(h, id, all, n_all);
    add_disagreements(h, &c, id);
    FORWARD_IF_ERROR(add_pairs(h, &c, when, id, all, n_all, contexts, counts.sources));
    return set_happening(h, members, n, id);
}
