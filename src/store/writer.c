/* writer.c - coded documents in, rows out. A batch is one transaction; what was ingested before is known by its hash and left alone, what has changed is taken
 * out with all that hangs on it and put in anew.
 *
 * Foreign keys are declared in the schema and kept by what is done here, not by SQLite row by row: that would cost an eighth of an ingest. The tests ask
 * foreign_key_check. */
#include <stdlib.h>
#include <time.h>

#include "link/traits.h"
#include "store/dict.h"
#include "store/dyads.h"
#include "store/happenings.h"
#include "store/originals.h"

/* clang-format off */
enum {
    FIND_DOCUMENT, FIND_COPY, FIND_SKIPPED, ADD_DOCUMENT, ADD_TEXT, ADD_SENTENCE, ADD_SKIPPED, ADD_REPORT, ADD_EVENT, ADD_PARTY, ADD_DYAD,
    LIST_EVENTS, LIST_PARTIES, LIST_REPORTS, DELETE_DYAD, DELETE_PARTIES, DELETE_EVENTS, DELETE_SENTENCES, DELETE_PARENTS, DELETE_REPORTS, DELETE_DOCUMENT, DELETE_SKIPPED, COUNT_RUN, N_STATEMENTS
};
static const char *const sql[N_STATEMENTS] = {
    [FIND_DOCUMENT] = "SELECT id, hash FROM document WHERE name = ?1 AND (hash = ?2 OR (url = ?3 AND path = ?4)) ORDER BY hash = ?2 DESC LIMIT 1",
    [FIND_COPY] = "SELECT 1 FROM document WHERE name = ?1 AND hash = ?2",
    [FIND_SKIPPED] = "SELECT 1 FROM skipped WHERE name = ?1 AND hash = ?2",
    [ADD_DOCUMENT] = "INSERT INTO document (name, url, path, hash, day, source, language, byline, dateline_place, dateline_country, coder, ingest, title, "
                     "highlights, text) VALUES (?1, ?2, ?15, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    [ADD_TEXT] = "INSERT INTO document_text (rowid, title, highlights, text) SELECT id, title, highlights, text FROM document WHERE id >= ?1",
    [ADD_SENTENCE] = "INSERT INTO sentence VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [ADD_SKIPPED] = "INSERT INTO skipped VALUES (?1, ?6, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    [ADD_REPORT] = "INSERT INTO report (document, number, traits) VALUES (?1, ?2, ?3)",
    [ADD_EVENT] = "INSERT INTO event VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
                  "?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37)",
    [ADD_PARTY] = "INSERT INTO party VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [ADD_DYAD] = "INSERT INTO dyad_event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [LIST_EVENTS] = "SELECT e.id, e.day, e.category, e.score, e.aux, d.contexts FROM event e JOIN dyad_event d "
                    "ON d.actor = '*' AND d.recipient = '*' AND d.day = e.day AND d.event = e.id WHERE e.document = ?1",
    [LIST_PARTIES] = "SELECT side, code, sector FROM party JOIN entity ON entity.id = party.entity WHERE event = ?1 AND side < 2 ORDER BY side, place",
    [LIST_REPORTS] = "SELECT id, happening FROM report WHERE document = ?1",
    [DELETE_DYAD] = "DELETE FROM dyad_event WHERE actor = ?1 AND recipient = ?2 AND day = ?3 AND event = ?4",
    [DELETE_PARTIES] = "DELETE FROM party WHERE event IN (SELECT id FROM event WHERE document = ?1)",
    [DELETE_SENTENCES] = "DELETE FROM sentence WHERE document = ?1",
    [DELETE_PARENTS] = "UPDATE report SET parent = NULL WHERE parent IN (SELECT id FROM report WHERE document = ?1)",
    [DELETE_EVENTS] = "DELETE FROM event WHERE document = ?1",
    [DELETE_REPORTS] = "DELETE FROM report WHERE document = ?1",
    [DELETE_DOCUMENT] = "DELETE FROM document WHERE id = ?1",
    [DELETE_SKIPPED] = "DELETE FROM skipped WHERE name = ?1 AND path = ?2 RETURNING reason = 'skipped'",
    [COUNT_RUN] = "UPDATE ingest SET added = ?2, replaced = ?3, same = ?4, skipped = ?5, failed = ?6, ended = ?7 WHERE id = ?1",
};
enum { WORD_SOURCE, WORD_REASON, WORD_MODE, WORD_CONTEXT, WORD_ENTITY, WORD_CATEGORY, N_DICTS };
static const struct { const char *find, *add; } dicts[N_DICTS] = {
    [WORD_SOURCE] = {"SELECT id FROM source WHERE name = ?1", "INSERT INTO source (name) VALUES (?1)"},
    [WORD_REASON] = {"SELECT id FROM reason WHERE text = ?1", "INSERT INTO reason (text) VALUES (?1)"},
    [WORD_MODE] = {"SELECT id FROM mode WHERE name = ?1", "INSERT INTO mode (name) VALUES (?1)"},
    [WORD_CONTEXT] = {"SELECT id FROM context WHERE name = ?1", "INSERT INTO context (name) VALUES (?1)"},
    [WORD_ENTITY] = {"SELECT id FROM entity WHERE code = ?1 AND sector = ?2 AND other_sectors = ?3 AND name = ?4 AND office = ?5",
                     "INSERT INTO entity (code, sector, other_sectors, name, office) VALUES (?1, ?2, ?3, ?4, ?5)"},
    [WORD_CATEGORY] = {"SELECT id FROM category WHERE name = ?1", "INSERT INTO category (name, quad) VALUES (?1, 0)"},
};
/* clang-format on */

struct Writer {
    Store *store;
    sqlite3_stmt *statements[N_STATEMENTS];
    Dict dicts[N_DICTS];
    Sums *sums;
    Totals totals;
    DyadRows dyads;    /* of this batch */
    Joins *joins;
    Happenings *happenings;
    Originals *originals;
    int64_t unindexed; /* the texts of the documents from this number on are still to be indexed; 0: none */
    int64_t run;
    WriterCounts counts, saved; /* saved: as of the last batch that is in the store */
};

/* ---- binding ---- */

static void bind_text(sqlite3_stmt *s, int at, const char *text) { sqlite3_bind_text(s, at, text ? text : "", -1, SQLITE_STATIC); }

/* A list as one cell, joined by `between`. */
static void bind_list(sqlite3_stmt *s, int at, const char *const *list, size_t n, char between) {
    Buf joined = {0};
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(&joined, between);
        buf_str(&joined, list[i]);
    }
    sqlite3_bind_text(s, at, joined.n ? joined.p : "", (int)joined.n, SQLITE_TRANSIENT);
    buf_free(&joined);
}

static attache_status word(Writer *w, int dict, const char *text, int64_t *out) { return dict_id(&w->dicts[dict], &text, 1, out); }

static void now_as_text(char out[24]) {
    time_t now = time(NULL);
    struct tm tm;
    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
}

/* ---- a run ---- */

static attache_status begin_run(Writer *w) {
    sqlite3_stmt *add = NULL;
    char now[24];
    now_as_text(now);
    FORWARD_IF_ERROR(store_prepare(w->store, "INSERT INTO ingest (began, coder) VALUES (?1, ?2)", &add));
    bind_text(add, 1, now);
    bind_text(add, 2, "attache " ATTACHE_VERSION);
    attache_status status = store_step(w->store, add);
    w->run = sqlite3_last_insert_rowid(store_db(w->store));
    sqlite3_finalize(add);
    return status;
}

/* A document has become a copy or is none any more: the happenings that it tells of count it otherwise. */
static attache_status touch_document(int64_t document, void *writer) {
    Writer *w = writer;
    sqlite3_stmt *s = w->statements[LIST_REPORTS];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, document);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) status = joins_touch(w->joins, sqlite3_column_int64(s, 0));
    sqlite3_reset(s);
    return status;
}

static attache_status open_writer(Writer *w) {
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(w->store, sql[i], &w->statements[i]));
    for (int i = 0; i < N_DICTS; i++) FORWARD_IF_ERROR(dict_open(&w->dicts[i], w->store, dicts[i].find, dicts[i].add));
    w->sums = sums_new(w->store);
    FORWARD_IF_ERROR(joins_open(w->store, &w->joins));
    FORWARD_IF_ERROR(happenings_open(w->store, w->sums, &w->totals, &w->happenings));
    FORWARD_IF_ERROR(originals_open(w->store, &w->totals, touch_document, w, &w->originals));
    return begin_run(w);
}

attache_status writer_open(Store *s, Writer **out) {
    Writer *w = base_zalloc(sizeof *w);
    w->store = s;
    attache_status status = open_writer(w);
    *out = status == ATTACHE_OK ? w : NULL;
    if (!*out) writer_close(w);
    return status;
}

void writer_close(Writer *w) {
    if (!w) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(w->statements[i]);
    for (int i = 0; i < N_DICTS; i++) dict_close(&w->dicts[i]);
    joins_close(w->joins);
    happenings_close(w->happenings);
    originals_close(w->originals);
    sums_free(w->sums);
    dyads_free(&w->dyads);
    free(w);
}

WriterCounts writer_counts(const Writer *w) { return w->counts; }

attache_status writer_begin(Writer *w) {
    w->saved = w->counts;
    return store_begin(w->store);
}

void writer_cancel(Writer *w) {
    store_rollback(w->store);
    for (int i = 0; i < N_DICTS; i++) dict_clear(&w->dicts[i]);
    sums_clear(w->sums);
    w->totals = (Totals){0};
    w->dyads.n = 0;
    joins_forget(w->joins);
    happenings_forget(w->happenings);
    w->unindexed = 0;
    w->counts = w->saved;
}

static attache_status count_run(Writer *w, uint64_t same, uint64_t failed, const char *ended) {
    sqlite3_stmt *s = w->statements[COUNT_RUN];
    const WriterCounts *c = &w->counts;
    const uint64_t numbers[] = {c->added, c->replaced, c->same + same, c->skipped, c->failed + failed};
    sqlite3_bind_int64(s, 1, w->run);
    for (int i = 0; i < (int)COUNT_OF(numbers); i++) sqlite3_bind_int64(s, i + 2, (int64_t)numbers[i]);
    sqlite3_bind_text(s, 7, ended, -1, SQLITE_STATIC); /* NULL: not yet */
    return store_step(w->store, s);
}

static attache_status run_with(Writer *w, int statement, int64_t id) {
    sqlite3_bind_int64(w->statements[statement], 1, id);
    return store_step(w->store, w->statements[statement]);
}

/* At the end of a batch, in one statement: FTS5 writes out what it has gathered at the beginning of any that may fail. */
static attache_status index_texts(Writer *w) {
    int64_t from = w->unindexed;
    w->unindexed = 0;
    return from ? run_with(w, ADD_TEXT, from) : ATTACHE_OK;
}

static attache_status write_dyads(Writer *w) { return dyads_write(&w->dyads, w->store, w->statements[ADD_DYAD], false); }

static attache_status end_batch(Writer *w) {
    FORWARD_IF_ERROR(write_dyads(w));
    FORWARD_IF_ERROR(joins_settle(w->joins, happenings_make, w->happenings));
    FORWARD_IF_ERROR(happenings_end(w->happenings));
    FORWARD_IF_ERROR(sums_flush(w->sums));
    FORWARD_IF_ERROR(totals_flush(&w->totals, w->store));
    FORWARD_IF_ERROR(count_run(w, 0, 0, NULL));
    FORWARD_IF_ERROR(index_texts(w));
    return store_commit(w->store);
}

attache_status writer_end(Writer *w) {
    attache_status status = end_batch(w);
    if (status != ATTACHE_OK) writer_cancel(w);
    return status;
}

attache_status writer_finish(Writer *w, uint64_t same, uint64_t failed) {
    char now[24];
    now_as_text(now);
    return count_run(w, same, failed, now);
}

/* ---- what is there ---- */

static bool finds(Writer *w, int statement, const char *name, uint64_t hash) {
    sqlite3_stmt *s = w->statements[statement];
    bind_text(s, 1, name);
    sqlite3_bind_int64(s, 2, (int64_t)hash);
    bool found = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_reset(s);
    return found;
}

bool writer_has(Writer *w, const char *name, uint64_t hash) { return finds(w, FIND_COPY, name, hash) || finds(w, FIND_SKIPPED, name, hash); }

/* What stands for the address of a document that has none. */
static const char *path_of(const StoreDocument *doc) { return doc->article.url[0] || !doc->path ? "" : doc->path; }

/* The document that this one is, or is another version of: its id, or 0. */
static int64_t find_document(Writer *w, const StoreDocument *doc, uint64_t *hash) {
    sqlite3_stmt *s = w->statements[FIND_DOCUMENT];
    bind_text(s, 1, doc->name);
    sqlite3_bind_int64(s, 2, (int64_t)doc->hash);
    bind_text(s, 3, doc->article.url);
    bind_text(s, 4, path_of(doc));
    int64_t id = 0;
    if (sqlite3_step(s) == SQLITE_ROW) {
        id = sqlite3_column_int64(s, 0);
        *hash = (uint64_t)sqlite3_column_int64(s, 1);
    }
    sqlite3_reset(s);
    return id;
}

/* ---- taking out ---- */

static void read_sides(Writer *w, int64_t event, Side sides[2]) {
    sqlite3_stmt *s = w->statements[LIST_PARTIES];
    sides[0] = sides[1] = (Side){0};
    sqlite3_bind_int64(s, 1, event);
    while (sqlite3_step(s) == SQLITE_ROW)
        dyads_add_party(&sides[sqlite3_column_int(s, 0)], (const char *)sqlite3_column_text(s, 1), (const char *)sqlite3_column_text(s, 2));
    sqlite3_reset(s);
}

static attache_status remove_pairs(Writer *w, int64_t event, const SumWhat *what, bool counted) {
    Side sides[2];
    Pair pairs[PAIRS_MAX];
    sqlite3_stmt *s = w->statements[DELETE_DYAD];
    read_sides(w, event, sides);
    size_t n = dyads_pairs(&sides[0], &sides[1], pairs);
    if (counted) sums_add(w->sums, pairs, n, what);
    for (size_t i = 0; i < n; i++) {
        bind_text(s, 1, pairs[i].actor.s);
        bind_text(s, 2, pairs[i].recipient.s);
        sqlite3_bind_int(s, 3, what->day);
        sqlite3_bind_int64(s, 4, event);
        FORWARD_IF_ERROR(store_step(w->store, s));
    }
    return ATTACHE_OK;
}

static attache_status remove_events(Writer *w, int64_t document) {
    sqlite3_stmt *s = w->statements[LIST_EVENTS];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, document);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        SumWhat what = {sqlite3_column_int(s, 1), sqlite3_column_int64(s, 2), sqlite3_column_double(s, 3), (uint64_t)sqlite3_column_int64(s, 5), -1, false};
        status = remove_pairs(w, sqlite3_column_int64(s, 0), &what, sqlite3_column_int(s, 4) == 0);
        w->totals.events--;
    }
    sqlite3_reset(s);
    return status;
}

static attache_status remove_reports(Writer *w, int64_t document) {
    sqlite3_stmt *s = w->statements[LIST_REPORTS];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, document);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        status = happenings_dissolve(w->happenings, sqlite3_column_int64(s, 1));
        if (status == ATTACHE_OK) status = joins_remove(w->joins, sqlite3_column_int64(s, 0));
    }
    sqlite3_reset(s);
    return status;
}

static attache_status remove_document(Writer *w, int64_t id) {
    FORWARD_IF_ERROR(index_texts(w)); /* it may be one of this batch, and what is not in the index cannot be taken out of it */
    FORWARD_IF_ERROR(write_dyads(w));
    FORWARD_IF_ERROR(originals_remove(w->originals, id));
    FORWARD_IF_ERROR(remove_reports(w, id));
    FORWARD_IF_ERROR(remove_events(w, id));
    static const int deletes[] = {DELETE_PARTIES, DELETE_EVENTS, DELETE_SENTENCES, DELETE_PARENTS, DELETE_REPORTS, DELETE_DOCUMENT};
    for (size_t i = 0; i < COUNT_OF(deletes); i++) FORWARD_IF_ERROR(run_with(w, deletes[i], id));
    w->totals.documents--;
    return ATTACHE_OK;
}

/* ---- documents ---- */

/* Who published: as the page says, else the host of its address. */
static const char *source_of(const StoreDocument *doc, char room[256]) {
    if (doc->publication && doc->publication[0]) return doc->publication;
    const char *host = strstr(doc->article.url, "://");
    if (!host) return "";
    host += 3;
    if (!strncmp(host, "www.", 4)) host += 4;
    snprintf(room, 256, "%.*s", (int)strcspn(host, "/?#:"), host);
    return room;
}

static attache_status insert_document(Writer *w, const StoreDocument *doc, int64_t *id) {
    sqlite3_stmt *s = w->statements[ADD_DOCUMENT];
    const attache_article *a = &doc->article;
    int64_t source;
    char room[256];
    FORWARD_IF_ERROR(word(w, WORD_SOURCE, source_of(doc, room), &source));
    bind_text(s, 1, doc->name);
    bind_text(s, 2, a->url);
    sqlite3_bind_int64(s, 3, (int64_t)doc->hash);
    sqlite3_bind_int(s, 4, traits_day(a->date));
    sqlite3_bind_int64(s, 5, source);
    bind_text(s, 6, a->language);
    bind_text(s, 7, a->byline);
    bind_text(s, 8, a->dateline_place);
    bind_text(s, 9, a->dateline_country);
    bind_text(s, 10, "attache " ATTACHE_VERSION);
    sqlite3_bind_int64(s, 11, w->run);
    bind_text(s, 12, a->title);
    bind_list(s, 13, a->highlights, a->n_highlights, '\n');
    sqlite3_bind_text(s, 14, a->text, (int)a->text_size, SQLITE_STATIC);
    bind_text(s, 15, path_of(doc));
    FORWARD_IF_ERROR(store_step(w->store, s));
    *id = sqlite3_last_insert_rowid(store_db(w->store));
    w->totals.documents++;
    return ATTACHE_OK;
}

static attache_status insert_sentences(Writer *w, const StoreDocument *doc, int64_t id) {
    sqlite3_stmt *s = w->statements[ADD_SENTENCE];
    for (size_t i = 0; i < doc->n_sentences; i++) {
        const StoreSentence *t = &doc->sentences[i];
        const int64_t values[] = {id, (int64_t)i, t->part, t->highlight, t->start, t->end};
        for (int k = 0; k < (int)COUNT_OF(values); k++) sqlite3_bind_int64(s, k + 1, values[k]);
        FORWARD_IF_ERROR(store_step(w->store, s));
    }
    return ATTACHE_OK;
}

/* ---- events ---- */

static attache_status context_bits(Writer *w, const attache_event *e, uint64_t *bits) {
    *bits = 0;
    for (size_t i = 0; i < e->n_contexts; i++) {
        int64_t id;
        FORWARD_IF_ERROR(word(w, WORD_CONTEXT, e->contexts[i], &id));
        *bits |= (uint64_t)1 << id;
    }
    return ATTACHE_OK;
}

/* Where a value may be unknown. */
static void bind_place(sqlite3_stmt *s, int at, const attache_event *e) {
    bool known = e->loc.lat != 0 || e->loc.lon != 0;
    sqlite3_bind_null(s, at), sqlite3_bind_null(s, at + 1), sqlite3_bind_null(s, at + 2);
    if (known) sqlite3_bind_double(s, at, e->loc.lat), sqlite3_bind_double(s, at + 1, e->loc.lon);
    if (e->loc.geonameid) sqlite3_bind_int64(s, at + 2, e->loc.geonameid);
    sqlite3_bind_int(s, at + 3, e->loc.resolution);
}

static void bind_numbers(sqlite3_stmt *s, int at, const int64_t *values, int n) {
    for (int i = 0; i < n; i++) sqlite3_bind_int64(s, at + i, values[i]);
}

static attache_status insert_event(Writer *w, const StoreDocument *doc, size_t number, int64_t document, int64_t report, const SumWhat *what, int64_t *id) {
    sqlite3_stmt *s = w->statements[ADD_EVENT];
    const attache_event *e = &doc->events[number];
    int64_t frame, path, highlight = e->sequence < doc->n_sentences ? doc->sentences[e->sequence].highlight : 0;
    FORWARD_IF_ERROR(word(w, WORD_REASON, e->why_frame, &frame));
    FORWARD_IF_ERROR(word(w, WORD_REASON, e->why_path, &path));
    bind_numbers(s, 1, (const int64_t[]){document, (int64_t)number + 1, report, what->day, what->category, e->quad_code}, 6);
    sqlite3_bind_double(s, 7, e->event_scale);
    sqlite3_bind_int(s, 8, (int)e->aux);
    bind_list(s, 9, e->modes, e->n_modes, ';');
    bind_list(s, 10, e->contexts, e->n_contexts, ';');
    bind_text(s, 11, e->cameo);
    sqlite3_bind_double(s, 12, e->confidence);
    bind_text(s, 13, e->loc.extracted_place);
    bind_text(s, 14, e->loc.resolved_place);
    bind_text(s, 15, e->loc.country_code);
    bind_place(s, 16, e);
    bind_text(s, 20, e->size.dead);
    bind_text(s, 21, e->size.injured);
    bind_text(s, 22, e->size.arrested);
    bind_text(s, 23, e->size.participants);
    bind_text(s, 24, e->attribution.kind);
    bind_text(s, 25, e->attribution.source_text);
    bind_numbers(s, 26, (const int64_t[]){e->attribution.start, e->attribution.end, e->part, highlight, e->sequence, e->start, e->end, e->trigger_start, e->trigger_end}, 9);
    bind_text(s, 35, e->event_text);
    bind_numbers(s, 36, (const int64_t[]){frame, path}, 2);
    FORWARD_IF_ERROR(store_step(w->store, s));
    *id = sqlite3_last_insert_rowid(store_db(w->store));
    w->totals.events++;
    return ATTACHE_OK;
}

static attache_status entity_id(Writer *w, const attache_entity *e, int64_t *out) {
    char others[64] = "";
    for (size_t i = 0, n = 0; i < e->n_other_sectors && n < sizeof others; i++)
        n += (size_t)snprintf(others + n, sizeof others - n, "%s%s", i ? ";" : "", e->other_sectors[i]);
    return dict_id(&w->dicts[WORD_ENTITY], (const char *const[]){e->code, e->sector, others, e->identifier, e->office}, 5, out);
}

static attache_status insert_parties(Writer *w, int64_t event, int side, const attache_entity *list, size_t n) {
    sqlite3_stmt *s = w->statements[ADD_PARTY];
    for (size_t i = 0; i < n; i++) {
        const attache_entity *e = &list[i];
        int64_t entity, how;
        FORWARD_IF_ERROR(entity_id(w, e, &entity));
        FORWARD_IF_ERROR(word(w, WORD_REASON, e->how, &how));
        bind_numbers(s, 1, (const int64_t[]){event, side, (int64_t)i, entity}, 4);
        bind_text(s, 5, e->role);
        bind_text(s, 6, e->text);
        bind_numbers(s, 7, (const int64_t[]){e->start, e->end, how}, 3);
        FORWARD_IF_ERROR(store_step(w->store, s));
    }
    return ATTACHE_OK;
}

static attache_status insert_pairs(Writer *w, int64_t event, const attache_event *e, const SumWhat *what) {
    Side sides[2] = {0};
    Pair pairs[PAIRS_MAX];
    int64_t mode = 0;
    if (e->n_modes) FORWARD_IF_ERROR(word(w, WORD_MODE, e->modes[0], &mode));
    for (size_t i = 0; i < e->n_actors; i++) dyads_add_party(&sides[0], e->actors[i].code, e->actors[i].sector);
    for (size_t i = 0; i < e->n_recipients; i++) dyads_add_party(&sides[1], e->recipients[i].code, e->recipients[i].sector);
    size_t n = dyads_pairs(&sides[0], &sides[1], pairs);
    if (!e->aux) sums_add(w->sums, pairs, n, what);
    DyadRow row = {.day = what->day, .id = event, .category = what->category, .mode = mode, .contexts = (int64_t)what->contexts, .aux = (int32_t)e->aux,
                   .score = what->score};
    dyads_wait(&w->dyads, pairs, n, &row);
    return ATTACHE_OK;
}

static attache_status add_event(Writer *w, const StoreDocument *doc, size_t number, int64_t document, int64_t report) {
    const attache_event *e = &doc->events[number];
    SumWhat what = {.day = traits_day(e->date), .score = e->event_scale, .by = 1};
    int64_t id;
    FORWARD_IF_ERROR(word(w, WORD_CATEGORY, e->event, &what.category));
    FORWARD_IF_ERROR(context_bits(w, e, &what.contexts));
    FORWARD_IF_ERROR(insert_event(w, doc, number, document, report, &what, &id));
    FORWARD_IF_ERROR(insert_parties(w, id, 0, e->actors, e->n_actors));
    FORWARD_IF_ERROR(insert_parties(w, id, 1, e->recipients, e->n_recipients));
    FORWARD_IF_ERROR(insert_parties(w, id, 2, e->participants, e->n_participants));
    return insert_pairs(w, id, e, &what);
}

/* The number of the report that an event belongs to: of DOCUMENT/h3, 3. */
static long report_number(const attache_event *e) {
    const char *slash = strrchr(e->link, '/');
    return slash && slash[1] == 'h' ? strtol(slash + 2, NULL, 10) : 0;
}

static attache_status insert_report(Writer *w, const StoreDocument *doc, int64_t document, const attache_event *const *events, size_t n, uint32_t number,
                                    int64_t *id) {
    sqlite3_stmt *s = w->statements[ADD_REPORT];
    Traits traits;
    char bytes[TRAITS_BYTES];
    uint64_t key = hash_mix(hash_bytes(doc->name, strlen(doc->name)), hash_bytes(doc->article.url, strlen(doc->article.url)));
    if (path_of(doc)[0]) key = hash_mix(key, doc->hash); /* not the path: what comes out is to be the same wherever the files lie */
    traits_make(events, n, doc->article.date, key, number, &traits);
    sqlite3_bind_int64(s, 1, document);
    sqlite3_bind_int(s, 2, (int)number);
    sqlite3_bind_blob(s, 3, bytes, (int)traits_write(&traits, bytes), SQLITE_STATIC);
    FORWARD_IF_ERROR(store_step(w->store, s));
    *id = sqlite3_last_insert_rowid(store_db(w->store));
    return joins_add(w->joins, *id, document, &traits);
}

static attache_status add_report(Writer *w, const StoreDocument *doc, int64_t document, const attache_event *const *events, size_t n) {
    int64_t report;
    FORWARD_IF_ERROR(insert_report(w, doc, document, events, n, (uint32_t)report_number(events[0]), &report));
    for (size_t i = 0; i < n; i++) FORWARD_IF_ERROR(add_event(w, doc, (size_t)(events[i] - doc->events), document, report));
    return ATTACHE_OK;
}

/* Reports are numbered from 1 in the order in which they begin; each is a chain of its events. */
static attache_status add_events(Writer *w, const StoreDocument *doc, int64_t document) {
    size_t n = doc->n_events, *heads = base_zalloc(3 * (n + 1) * sizeof *heads), *nexts = heads + n + 1, *tails = nexts + n + 1;
    const attache_event **events = base_alloc((n + 1) * sizeof *events);
    attache_status status = ATTACHE_OK;
    for (size_t i = 1; i <= n; i++) {
        long number = report_number(&doc->events[i - 1]);
        size_t k = number < 1 || (size_t)number > n ? 1 : (size_t)number;
        if (heads[k])
            nexts[tails[k]] = i;
        else
            heads[k] = i;
        tails[k] = i;
    }
    for (size_t k = 1; k <= n && status == ATTACHE_OK; k++) {
        size_t count = 0;
        for (size_t i = heads[k]; i; i = nexts[i]) events[count++] = &doc->events[i - 1];
        if (count) status = add_report(w, doc, document, events, count);
    }
    free(events);
    free(heads);
    return status;
}

static attache_status add_skipped(Writer *w, const StoreDocument *doc) {
    sqlite3_stmt *s = w->statements[ADD_SKIPPED];
    if (!strcmp(doc->reason, "skipped"))
        w->counts.skipped++;
    else
        w->counts.failed++;
    bind_text(s, 1, doc->name);
    sqlite3_bind_int64(s, 2, (int64_t)doc->hash);
    bind_text(s, 3, doc->reason);
    bind_text(s, 4, doc->message);
    sqlite3_bind_int64(s, 5, w->run);
    bind_text(s, 6, doc->path);
    FORWARD_IF_ERROR(store_step(w->store, s));
    if (!strcmp(doc->reason, "skipped")) w->totals.skipped += sqlite3_changes(store_db(w->store));
    return ATTACHE_OK;
}

static attache_status forget_skipped(Writer *w, const StoreDocument *doc) {
    sqlite3_stmt *s = w->statements[DELETE_SKIPPED];
    bind_text(s, 1, doc->name);
    bind_text(s, 2, doc->path);
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) w->totals.skipped -= sqlite3_column_int(s, 0);
    attache_status status = code == SQLITE_DONE ? ATTACHE_OK : store_error(w->store, "be written");
    sqlite3_reset(s);
    return status;
}

attache_status writer_add(Writer *w, const StoreDocument *doc) {
    uint64_t hash = 0;
    if (doc->reason[0]) return add_skipped(w, doc);
    int64_t id = find_document(w, doc, &hash);
    if (id && hash == doc->hash) return w->counts.same++, ATTACHE_OK;
    FORWARD_IF_ERROR(forget_skipped(w, doc));
    if (id) FORWARD_IF_ERROR(remove_document(w, id));
    if (id)
        w->counts.replaced++;
    else
        w->counts.added++;
    FORWARD_IF_ERROR(insert_document(w, doc, &id));
    if (!w->unindexed) w->unindexed = id; /* numbers go up */
    FORWARD_IF_ERROR(insert_sentences(w, doc, id));
    FORWARD_IF_ERROR(add_events(w, doc, id));
    return originals_add(w->originals, id, traits_day(doc->article.date), doc->article.text, doc->article.text_size);
}
