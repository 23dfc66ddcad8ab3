/* batch.c - turns coded documents into rows in memory, and writes these to their tables. */
#include "store/batch.h"

#include <stdlib.h>

#include "base/date.h"
#include "store/rows.h"
#include "store/store_int.h"

enum { DOCUMENT_COLUMNS = 19, EVENT_COLUMNS = 38, PARTY_COLUMNS = 10, SENTENCE_COLUMNS = 6, TEXT_COLUMNS = 4 };

attache_status batch_open(Batch *f, Store *s) {
    f->store = s;
    arena_init(&f->arena);
    batch_clear(f);
    FORWARD_IF_ERROR(store_prepare(s, "SELECT (SELECT max(id) FROM document), (SELECT max(id) FROM event), (SELECT max(id) FROM report)", &f->last));
    FORWARD_IF_ERROR(rows_prepare(
        s,
        "INSERT OR FAIL INTO document (id, name, url, path, hash, day, source, copy_of, language, byline, dateline_place, dateline_country, "
        "coder, ingest, title, highlights, text, authors, agency)",
        DOCUMENT_COLUMNS, "", &f->add_document));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO document_text (rowid, title, highlights, text)", TEXT_COLUMNS, "", &f->add_text));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO sentence", SENTENCE_COLUMNS, "", &f->add_sentence));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO event", EVENT_COLUMNS, "", &f->add_event));
    return rows_prepare(s, "INSERT OR FAIL INTO party", PARTY_COLUMNS, "", &f->add_party);
}

void batch_close(Batch *f) {
    sqlite3_stmt *const statements[] = {f->last, f->add_document, f->add_text, f->add_sentence, f->add_event, f->add_party};
    for (size_t i = 0; i < COUNT_OF(statements); i++) sqlite3_finalize(statements[i]);
    if (f->store) arena_free(&f->arena);
    map_free(&f->by_name);
}

void batch_clear(Batch *f) {
    arena_reset(&f->arena);
    f->documents = NULL, f->events = NULL, f->parties = NULL;
    f->n_documents = f->n_events = f->n_parties = f->cap_documents = f->cap_events = f->cap_parties = 0;
    map_clear(&f->by_name);
}

attache_status batch_begin(Batch *f) {
    bool good = sqlite3_step(f->last) == SQLITE_ROW;
    if (good) {
        f->next_document = sqlite3_column_int64(f->last, 0) + 1;
        f->next_event = sqlite3_column_int64(f->last, 1) + 1;
        f->next_report = sqlite3_column_int64(f->last, 2) + 1;
    }
    sqlite3_reset(f->last);
    return good ? ATTACHE_OK : store_error(f->store, "be read");
}

/* ---- collecting ---- */

/* A list as one text, joined by `between`. */
static const char *join(Arena *arena, const char *const *list, size_t n, char between) {
    size_t size = 0;
    if (n < 2) return n ? list[0] : "";
    for (size_t i = 0; i < n; i++) size += strlen(list[i]) + 1;
    char *out = arena_alloc(arena, size), *p = out;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(list[i]);
        p = (char *)memcpy(p, list[i], length) + length;
        *p++ = between;
    }
    p[-1] = 0;
    return out;
}

BatchDocument *batch_add_document(Batch *f, const StoreDocument *doc, int64_t source) {
    uint64_t *last = map_put(&f->by_name, map_key(doc->name));
    BatchDocument *d = VEC_PUSH(&f->arena, f->documents, f->n_documents, f->cap_documents);
    *d =
        (BatchDocument){.id = f->next_document++, .source = source, .run = f->run, .day = date_day(doc->article.date), .before = (uint32_t)*last, .doc = doc};
    d->highlights = join(&f->arena, doc->article.highlights, doc->article.n_highlights, '\n');
    d->authors = join(&f->arena, doc->article.authors, doc->article.n_authors, '\n');
    *last = f->n_documents;
    return d;
}

bool batch_has_before(const Batch *f) { return f->next_document - (int64_t)f->n_documents > 1; }

BatchDocument *batch_document(const Batch *f, int64_t id) {
    int64_t first = f->next_document - (int64_t)f->n_documents;
    return id >= first && id < f->next_document ? &f->documents[id - first] : NULL;
}

const BatchDocument *batch_find(const Batch *f, const StoreDocument *doc, bool *same) {
    const BatchDocument *version = NULL;
    const BatchDocument *d;
    for (uint64_t i = map_get(&f->by_name, map_key(doc->name)); i; i = d->before) {
        d = &f->documents[i - 1];
        if (strcmp(d->doc->name, doc->name) != 0) continue;
        *same = d->doc->hash == doc->hash;
        if (*same) return d;
        if (!strcmp(d->doc->article.url, doc->article.url) && !strcmp(store_place_of(d->doc), store_place_of(doc))) version = d;
    }
    *same = false;
    return version;
}

static attache_status add_parties(Batch *f, Dictionaries *dictionaries, int64_t event, int side, const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        BatchParty *p = VEC_PUSH(&f->arena, f->parties, f->n_parties, f->cap_parties);
        *p = (BatchParty){.event = event, .side = side, .place = (int32_t)i, .entry = &list[i]};
        FORWARD_IF_ERROR(dictionaries_entity(dictionaries, &list[i], &p->entity));
        p->how = dictionaries_reason(dictionaries, list[i].how);
    }
    return ATTACHE_OK;
}

attache_status batch_add_event(Batch *f, Dictionaries *dictionaries, const BatchDocument *document, uint32_t number, int64_t report, BatchEvent **out) {
    const StoreDocument *doc = document->doc;
    const attache_event *e = &doc->events[number];
    BatchEvent *row = *out = VEC_PUSH(&f->arena, f->events, f->n_events, f->cap_events);
    *row = (BatchEvent){.id = f->next_event++,
                        .document = document->id,
                        .report = report,
                        .number = doc->numbers ? doc->numbers[number] : number + 1,
                        .party = (uint32_t)f->n_parties,
                        .day = date_day(e->date),
                        .event = e};
    row->highlight = e->sequence < doc->n_sentences ? doc->sentences[e->sequence].highlight : 0;
    row->mode_list = join(&f->arena, e->modes, e->n_modes, ';');
    row->context_list = join(&f->arena, e->contexts, e->n_contexts, ';');
    FORWARD_IF_ERROR(dictionaries_id(dictionaries, DICTIONARY_CATEGORY, e->event, &row->category));
    row->frame = dictionaries_reason(dictionaries, e->why_frame), row->path = dictionaries_reason(dictionaries, e->why_path);
    FORWARD_IF_ERROR(dictionaries_context_bits(dictionaries, row->context_list, &row->contexts));
    if (e->n_modes) FORWARD_IF_ERROR(dictionaries_id(dictionaries, DICTIONARY_MODE, e->modes[0], &row->mode));
    FORWARD_IF_ERROR(add_parties(f, dictionaries, row->id, 0, e->actors, e->n_actors));
    FORWARD_IF_ERROR(add_parties(f, dictionaries, row->id, 1, e->recipients, e->n_recipients));
    FORWARD_IF_ERROR(add_parties(f, dictionaries, row->id, 2, e->participants, e->n_participants));
    row->n_parties = (uint32_t)f->n_parties - row->party;
    return ATTACHE_OK;
}

/* ---- writing ---- */

static void text(sqlite3_context *out, const char *s) { sqlite3_result_text(out, s ? s : "", s && *s ? -1 : 0, SQLITE_STATIC); }

static void document_cell(sqlite3_context *out, const void *row, int column) {
    const BatchDocument *d = row;
    const attache_article *a = &d->doc->article;
    switch (column) {
    case 0: return sqlite3_result_int64(out, d->id);
    case 1: return text(out, d->doc->name);
    case 2: return text(out, a->url);
    case 3: return text(out, store_place_of(d->doc));
    case 4: return sqlite3_result_int64(out, (int64_t)d->doc->hash);
    case 5: return sqlite3_result_int(out, d->day);
    case 6: return sqlite3_result_int64(out, d->source);
    case 7: return d->copy_of ? sqlite3_result_int64(out, d->copy_of) : sqlite3_result_null(out);
    case 8: return text(out, a->language);
    case 9: return text(out, a->byline);
    case 10: return text(out, a->dateline_place);
    case 11: return text(out, a->dateline_country);
    case 12: return text(out, d->doc->coder ? d->doc->coder : ATTACHE_CODER);
    case 13: return sqlite3_result_int64(out, d->run);
    case 14: return text(out, a->title);
    case 15: return text(out, d->highlights);
    case 16: return sqlite3_result_text(out, a->text, (int)a->text_size, SQLITE_STATIC);
    case 17: return text(out, d->authors);
    case 18: return text(out, a->agency ? a->agency : "");
    }
}

static void text_cell(sqlite3_context *out, const void *row, int column) {
    static const int columns[TEXT_COLUMNS] = {0, 14, 15, 16}; /* of document_cell */
    document_cell(out, row, columns[column]);
}

static void event_cell(sqlite3_context *out, const void *row, int column) {
    const BatchEvent *r = row;
    const attache_event *e = r->event;
    bool known = e->loc.lat != 0 || e->loc.lon != 0;
    switch (column) {
    case 0: return sqlite3_result_int64(out, r->id);
    case 1: return sqlite3_result_int64(out, r->document);
    case 2: return sqlite3_result_int64(out, r->number);
    case 3: return sqlite3_result_int64(out, r->report);
    case 4: return sqlite3_result_int(out, r->day);
    case 5: return sqlite3_result_int64(out, r->category);
    case 6: return sqlite3_result_int(out, e->quad_code);
    case 7: return sqlite3_result_double(out, e->event_scale);
    case 8: return sqlite3_result_int64(out, e->aux);
    case 9: return text(out, r->mode_list);
    case 10: return text(out, r->context_list);
    case 11: return text(out, e->cameo);
    case 12: return sqlite3_result_double(out, e->confidence);
    case 13: return text(out, e->loc.extracted_place);
    case 14: return text(out, e->loc.resolved_place);
    case 15: return text(out, e->loc.country_code);
    case 16: return known ? sqlite3_result_double(out, e->loc.lat) : sqlite3_result_null(out);
    case 17: return known ? sqlite3_result_double(out, e->loc.lon) : sqlite3_result_null(out);
    case 18: return e->loc.geonameid ? sqlite3_result_int64(out, e->loc.geonameid) : sqlite3_result_null(out);
    case 19: return sqlite3_result_int(out, e->loc.resolution);
    case 20: return text(out, e->size.dead);
    case 21: return text(out, e->size.injured);
    case 22: return text(out, e->size.arrested);
    case 23: return text(out, e->size.participants);
    case 24: return text(out, e->attribution.kind);
    case 25: return text(out, e->attribution.source_text);
    case 26: return sqlite3_result_int64(out, e->attribution.start);
    case 27: return sqlite3_result_int64(out, e->attribution.end);
    case 28: return sqlite3_result_int(out, (int)e->part);
    case 29: return sqlite3_result_int64(out, r->highlight);
    case 30: return sqlite3_result_int64(out, e->sequence);
    case 31: return sqlite3_result_int64(out, e->start);
    case 32: return sqlite3_result_int64(out, e->end);
    case 33: return sqlite3_result_int64(out, e->trigger_start);
    case 34: return sqlite3_result_int64(out, e->trigger_end);
    case 35: return text(out, e->event_text);
    case 36: return sqlite3_result_int64(out, r->frame);
    case 37: return sqlite3_result_int64(out, r->path);
    }
}

static void party_cell(sqlite3_context *out, const void *row, int column) {
    const BatchParty *p = row;
    switch (column) {
    case 0: return sqlite3_result_int64(out, p->event);
    case 1: return sqlite3_result_int(out, p->side);
    case 2: return sqlite3_result_int(out, p->place);
    case 3: return sqlite3_result_int64(out, p->entity);
    case 4: return text(out, p->entry->role);
    case 5: return text(out, p->entry->text);
    case 6: return sqlite3_result_int64(out, p->entry->start);
    case 7: return sqlite3_result_int64(out, p->entry->end);
    case 8: return sqlite3_result_int64(out, p->how);
    case 9: return sqlite3_result_int(out, p->entry->identifier[0] != 0);
    }
}

/* ---- sentences ---- */

typedef struct SentenceRow {
    int64_t document, number;
    const StoreSentence *sentence;
} SentenceRow;

static void sentence_cell(sqlite3_context *out, const void *row, int column) {
    const SentenceRow *r = row;
    const int64_t values[SENTENCE_COLUMNS] = {r->document,        r->number,       r->sentence->part, r->sentence->highlight,
                                              r->sentence->start, r->sentence->end};
    sqlite3_result_int64(out, values[column]);
}

static attache_status write_sentences(Batch *f) {
    size_t n = 0;
    for (size_t i = 0; i < f->n_documents; i++) n += f->documents[i].doc->n_sentences;
    SentenceRow *rows = base_alloc((n + 1) * sizeof *rows);
    n = 0;
    for (size_t i = 0; i < f->n_documents; i++)
        for (size_t k = 0; k < f->documents[i].doc->n_sentences; k++)
            rows[n++] = (SentenceRow){f->documents[i].id, (int64_t)k, &f->documents[i].doc->sentences[k]};
    attache_status status = rows_write(f->store, f->add_sentence, rows, n, sizeof *rows, sentence_cell);
    free(rows);
    return status;
}

attache_status batch_write(Batch *f) {
    FORWARD_IF_ERROR(rows_write(f->store, f->add_document, f->documents, f->n_documents, sizeof *f->documents, document_cell));
    FORWARD_IF_ERROR(write_sentences(f));
    FORWARD_IF_ERROR(rows_write(f->store, f->add_event, f->events, f->n_events, sizeof *f->events, event_cell));
    FORWARD_IF_ERROR(rows_write(f->store, f->add_party, f->parties, f->n_parties, sizeof *f->parties, party_cell));
    return rows_write(f->store, f->add_text, f->documents, f->n_documents, sizeof *f->documents, text_cell);
}
