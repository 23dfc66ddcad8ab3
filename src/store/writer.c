/* writer.c - turns coded documents into rows. A batch is one transaction. A document ingested before is recognised by its hash and left alone; a changed one is
 * removed with everything that depends on it, and added again.
 *
 * Foreign keys are declared in the schema and maintained by this code, not by SQLite row by row, which would cost an eighth of an ingest. The tests run
 * foreign_key_check. */
#include <stdlib.h>
#include <time.h>

#include "store/happenings.h"
#include "store/originals.h"
#include "store/store_int.h"

/* clang-format off */
enum {
    FIND_DOCUMENT, ANY_SKIPPED, ADD_SKIPPED, LIST_EVENTS, LIST_PARTIES, LIST_REPORTS, DELETE_PARTIES, DELETE_EVENTS, DELETE_SENTENCES,
    DELETE_PARENTS, DELETE_REPORTS, DELETE_DOCUMENT, DELETE_SKIPPED, COUNT_RUN, N_STATEMENTS
};
static const char *const sql[N_STATEMENTS] = {
    [FIND_DOCUMENT] = "SELECT id, hash FROM document WHERE name = ?1 AND (hash = ?2 OR (url = ?3 AND path = ?4))",
    [ANY_SKIPPED] = "SELECT EXISTS (SELECT 1 FROM skipped)",
    [ADD_SKIPPED] = "INSERT INTO skipped VALUES (?1, ?6, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    [LIST_EVENTS] = "SELECT e.id, e.day, e.category, e.score, e.aux, d.contexts FROM event e JOIN dyad_event d "
                    "ON d.actor = '*' AND d.recipient = '*' AND d.day = e.day AND d.event = e.id WHERE e.document = ?1",
    [LIST_PARTIES] = "SELECT side, code, sector, key FROM party JOIN entity ON entity.id = party.entity WHERE event = ?1 AND side < 2 ORDER BY side, place",
    [LIST_REPORTS] = "SELECT id, happening FROM report WHERE document = ?1",
    [DELETE_PARTIES] = "DELETE FROM party WHERE event IN (SELECT id FROM event WHERE document = ?1)",
    [DELETE_SENTENCES] = "DELETE FROM sentence WHERE document = ?1",
    [DELETE_PARENTS] = "UPDATE report SET parent = NULL WHERE parent IN (SELECT id FROM report WHERE document = ?1)",
    [DELETE_EVENTS] = "DELETE FROM event WHERE document = ?1",
    [DELETE_REPORTS] = "DELETE FROM report WHERE document = ?1",
    [DELETE_DOCUMENT] = "DELETE FROM document WHERE id = ?1",
    [DELETE_SKIPPED] = "DELETE FROM skipped WHERE name = ?1 AND path = ?2 RETURNING reason = 'skipped'",
    [COUNT_RUN] = "UPDATE ingest SET added = ?2, replaced = ?3, same = ?4, skipped = ?5, failed = ?6, ended = ?7 WHERE id = ?1",
};
/* clang-format on */

struct Writer {
    Store *store;
    sqlite3_stmt *statements[N_STATEMENTS];
    Dictionaries dictionaries;
    Batch batch; /* the rows of this batch */
    Dyads *dyads;
    Digest *digest;
    Totals totals;
    Joins *joins;
    Happenings *happenings;
    Originals *originals;
    bool any_skipped;
    int64_t run;
    WriterCounts counts, saved; /* saved: as of the last batch in the store */
};

/* ---- binding ---- */

static void bind_text(sqlite3_stmt *s, int at, const char *text) { sqlite3_bind_text(s, at, text ? text : "", -1, SQLITE_STATIC); }

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
    w->run = w->batch.run = sqlite3_last_insert_rowid(store_db(w->store));
    sqlite3_finalize(add);
    return status;
}

/* A document has become a copy or is no longer one: the happenings that it reports must be recounted. */
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
    Store *s = w->store;
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &w->statements[i]));
    FORWARD_IF_ERROR(dictionaries_open(&w->dictionaries, s));
    FORWARD_IF_ERROR(batch_open(&w->batch, s));
    FORWARD_IF_ERROR(dyads_open(s, &w->dyads));
    FORWARD_IF_ERROR(digest_open(s, &w->digest));
    FORWARD_IF_ERROR(joins_open(s, &w->joins));
    FORWARD_IF_ERROR(happenings_open(s, &w->batch, &w->dictionaries, w->dyads, w->digest, &w->totals, &w->happenings));
    FORWARD_IF_ERROR(originals_open(s, &w->totals, touch_document, w, &w->originals));
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
    dictionaries_close(&w->dictionaries);
    batch_close(&w->batch);
    joins_close(w->joins);
    happenings_close(w->happenings);
    originals_close(w->originals);
    dyads_close(w->dyads);
    digest_close(w->digest);
    free(w);
}

WriterCounts writer_counts(const Writer *w) { return w->counts; }

/* Reads the next free numbers and what exists: another process may have written since the last batch. */
static attache_status look_around(Writer *w) {
    sqlite3_stmt *s = w->statements[ANY_SKIPPED];
    w->any_skipped = sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int(s, 0);
    sqlite3_reset(s);
    FORWARD_IF_ERROR(dictionaries_begin(&w->dictionaries));
    FORWARD_IF_ERROR(batch_begin(&w->batch));
    FORWARD_IF_ERROR(digest_begin(w->digest));
    return happenings_begin(w->happenings);
}

attache_status writer_begin(Writer *w) {
    w->saved = w->counts;
    FORWARD_IF_ERROR(store_begin(w->store));
    attache_status status = look_around(w);
    if (status != ATTACHE_OK) writer_cancel(w);
    return status;
}

/* Clears what a batch has collected, after it was written or rolled back. */
static void forget_batch(Writer *w) {
    batch_clear(&w->batch);
    w->totals = (Totals){0};
    dyads_forget(w->dyads);
    joins_forget(w->joins);
    happenings_forget(w->happenings);
}

void writer_cancel(Writer *w) {
    store_rollback(w->store);
    dictionaries_clear(&w->dictionaries);
    digest_forget(w->digest);
    forget_batch(w);
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

/* Joins the new documents, and writes them, table by table. */
static attache_status end_batch(Writer *w) {
    FORWARD_IF_ERROR(originals_find(w->originals, &w->batch));
    FORWARD_IF_ERROR(joins_update(w->joins, happenings_make, w->happenings));
    FORWARD_IF_ERROR(dictionaries_write(&w->dictionaries));
    FORWARD_IF_ERROR(batch_write(&w->batch));
    FORWARD_IF_ERROR(joins_write(w->joins));
    FORWARD_IF_ERROR(happenings_end(w->happenings));
    FORWARD_IF_ERROR(dyads_write(w->dyads));
    FORWARD_IF_ERROR(digest_write(w->digest));
    FORWARD_IF_ERROR(totals_flush(&w->totals, w->store));
    FORWARD_IF_ERROR(count_run(w, 0, 0, NULL));
    forget_batch(w);
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

/* ---- existing documents ---- */

/* The same document, else an earlier version of it: its id, or 0. */
static int64_t find_document(Writer *w, const StoreDocument *doc, uint64_t *hash) {
    sqlite3_stmt *s = w->statements[FIND_DOCUMENT];
    if (!batch_has_before(&w->batch)) return 0;
    bind_text(s, 1, doc->name);
    sqlite3_bind_int64(s, 2, (int64_t)doc->hash);
    bind_text(s, 3, doc->article.url);
    bind_text(s, 4, store_place_of(doc));
    int64_t id = 0;
    *hash = ~doc->hash;
    while (*hash != doc->hash && sqlite3_step(s) == SQLITE_ROW) {
        id = sqlite3_column_int64(s, 0);
        *hash = (uint64_t)sqlite3_column_int64(s, 1);
    }
    sqlite3_reset(s);
    return id;
}

/* ---- removing ---- */

static void read_sides(Writer *w, int64_t event, DyadSide sides[2]) {
    sqlite3_stmt *s = w->statements[LIST_PARTIES];
    sides[0] = sides[1] = (DyadSide){0};
    sqlite3_bind_int64(s, 1, event);
    while (sqlite3_step(s) == SQLITE_ROW)
        dyads_add_party(&sides[sqlite3_column_int(s, 0) == 1], store_text(s, 1), store_text(s, 2), store_text(s, 3));
    sqlite3_reset(s);
}

static attache_status remove_events(Writer *w, int64_t document) {
    sqlite3_stmt *s = w->statements[LIST_EVENTS];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, document);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        DyadHead head = {.id = sqlite3_column_int64(s, 0),
                         .day = sqlite3_column_int(s, 1),
                         .category = sqlite3_column_int64(s, 2),
                         .score = sqlite3_column_double(s, 3),
                         .aux = sqlite3_column_int(s, 4),
                         .contexts = (uint64_t)sqlite3_column_int64(s, 5)};
        DyadSide sides[2];
        read_sides(w, head.id, sides);
        status = dyads_take(w->dyads, sides, &head);
        digest_touch(w->digest, false, head.id);
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
    FORWARD_IF_ERROR(originals_remove(w->originals, id));
    FORWARD_IF_ERROR(remove_reports(w, id));
    FORWARD_IF_ERROR(remove_events(w, id));
    static const int deletes[] = {DELETE_PARTIES, DELETE_EVENTS, DELETE_SENTENCES, DELETE_PARENTS, DELETE_REPORTS, DELETE_DOCUMENT};
    for (size_t i = 0; i < COUNT_OF(deletes); i++) FORWARD_IF_ERROR(run_with(w, deletes[i], id));
    w->totals.documents--;
    return ATTACHE_OK;
}

/* ---- documents ---- */

/* The publisher: from the page, else the host of its address. */
static const char *source_of(const StoreDocument *doc, char room[256]) {
    if (doc->publication && doc->publication[0]) return doc->publication;
    const char *host = strstr(doc->article.url, "://");
    if (!host) return "";
    host += 3;
    if (!strncmp(host, "www.", 4)) host += 4;
    snprintf(room, 256, "%.*s", (int)strcspn(host, "/?#:"), host);
    return room;
}

/* ---- events ---- */

static void add_pairs(Writer *w, const BatchEvent *row) {
    DyadSide sides[2] = {0};
    const attache_event *e = row->event;
    for (size_t i = 0; i < e->n_actors; i++) dyads_add_party(&sides[0], e->actors[i].code, e->actors[i].sector, e->actors[i].entity);
    for (size_t i = 0; i < e->n_recipients; i++) dyads_add_party(&sides[1], e->recipients[i].code, e->recipients[i].sector, e->recipients[i].entity);
    DyadHead head = {.id = row->id,
                     .category = row->category,
                     .mode = row->mode,
                     .contexts = row->contexts,
                     .day = row->day,
                     .aux = (int32_t)e->aux,
                     .confidence = dyads_confidence(e->confidence),
                     .cameo = dyads_cameo(e->cameo),
                     .score = e->event_scale};
    dyads_add(w->dyads, sides, &head);
}

static attache_status add_report(Writer *w, const BatchDocument *document, const StoreReport *report) {
    Member m = {.report = w->batch.next_report++,
                .document = document->id,
                .number = report->number,
                .event = (uint32_t)w->batch.n_events,
                .n_events = report->n,
                .main = report->main,
                .signature = report->signature};
    for (uint32_t i = 0; i < report->n; i++) {
        BatchEvent *row;
        FORWARD_IF_ERROR(batch_add_event(&w->batch, &w->dictionaries, document, document->doc->by_report[report->first + i], m.report, &row));
        add_pairs(w, row);
        digest_touch(w->digest, false, row->id);
    }
    w->totals.events += report->n;
    joins_add(w->joins, &m);
    return ATTACHE_OK;
}

static attache_status add_document(Writer *w, const StoreDocument *doc) {
    char room[256];
    int64_t source;
    FORWARD_IF_ERROR(dictionaries_id(&w->dictionaries, DICTIONARY_SOURCE, source_of(doc, room), &source));
    const BatchDocument *document = batch_add_document(&w->batch, doc, source);
    w->totals.documents++;
    for (size_t i = 0; i < doc->n_reports; i++) FORWARD_IF_ERROR(add_report(w, document, &doc->reports[i]));
    return ATTACHE_OK;
}

static attache_status add_skipped(Writer *w, const StoreDocument *doc) {
    static const char *const reasons[] = {[DOCUMENT_SKIPPED] = "skipped", [DOCUMENT_FAILED] = "failed"};
    sqlite3_stmt *s = w->statements[ADD_SKIPPED];
    bool skipped = doc->outcome == DOCUMENT_SKIPPED;
    if (skipped)
        w->counts.skipped++;
    else
        w->counts.failed++;
    bind_text(s, 1, doc->name);
    sqlite3_bind_int64(s, 2, (int64_t)doc->hash);
    bind_text(s, 3, reasons[doc->outcome]);
    bind_text(s, 4, doc->message);
    sqlite3_bind_int64(s, 5, w->run);
    bind_text(s, 6, doc->path);
    w->any_skipped = true;
    FORWARD_IF_ERROR(store_step(w->store, s));
    if (skipped) w->totals.skipped += sqlite3_changes(store_db(w->store));
    return ATTACHE_OK;
}

static attache_status forget_skipped(Writer *w, const StoreDocument *doc) {
    sqlite3_stmt *s = w->statements[DELETE_SKIPPED];
    if (!w->any_skipped) return ATTACHE_OK;
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
    bool same;
    if (doc->outcome != DOCUMENT_CODED) return add_skipped(w, doc);
    const BatchDocument *waiting = batch_find(&w->batch, doc, &same);
    int64_t id = find_document(w, doc, &hash);
    if ((waiting && same) || (id && hash == doc->hash)) return w->counts.same++, ATTACHE_OK;
    if (waiting) { /* an earlier version that is not in the store yet: there it can be replaced */
        FORWARD_IF_ERROR(end_batch(w));
        FORWARD_IF_ERROR(writer_begin(w));
        id = find_document(w, doc, &hash);
    }
    FORWARD_IF_ERROR(forget_skipped(w, doc));
    if (id) FORWARD_IF_ERROR(remove_document(w, id));
    w->counts.undated += !doc->article.date || !doc->article.date[0];
    if (id)
        w->counts.replaced++;
    else
        w->counts.added++;
    return add_document(w, doc);
}
