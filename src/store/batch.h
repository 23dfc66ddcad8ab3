/* batch.h - the rows of a batch, kept in memory until they are written table by table, in key order. So happenings are made from data in memory, each row is
 * written once and complete, and neighbours share pages.
 *
 *     documents [n]      events [n], those of a report adjacent      parties [n], those of an event adjacent
 *
 * Ownership: a Batch owns its arrays and joined texts; all other texts belong to the documents, which are borrowed until batch_clear.
 */
#ifndef ATTACHE_STORE_BATCH_H
#define ATTACHE_STORE_BATCH_H

#include "base/map.h"
#include "store/store.h"
#include "store/dictionaries.h"

typedef struct BatchDocument {
    int64_t id, source, run, copy_of; /* run: of ingest; copy_of: 0 none */
    int32_t day;
    uint32_t before; /* the index + 1 of the previous document with the same name; 0: none */
    const StoreDocument *doc;
    const char *highlights, *authors; /* one per line */
} BatchDocument;

typedef struct BatchEvent {
    int64_t id, document, report, category, mode, frame, path;
    uint64_t contexts;                            /* bits */
    uint32_t number, highlight, party, n_parties; /* party: the first, in `parties` */
    int32_t day;
    const char *mode_list, *context_list; /* joined by ';' */
    const attache_event *event;
} BatchEvent;

typedef struct BatchParty {
    int64_t event, entity, how;
    int32_t side, place;
    const attache_entity *entry;
} BatchParty;

typedef struct Batch {
    Store *store;
    Arena arena;
    BatchDocument *documents;
    BatchEvent *events;
    BatchParty *parties;
    size_t n_documents, cap_documents, n_events, cap_events, n_parties, cap_parties;
    int64_t next_document, next_event, next_report; /* the numbers of the next rows */
    Map by_name;                                    /* the index + 1 of the last document with a name, by its hash */
    int64_t run; /* of ingest, which brought all of them */
    sqlite3_stmt *last, *add_document, *add_text, *add_sentence, *add_event, *add_party;
} Batch;

attache_status batch_open(Batch *f, Store *s);
void batch_close(Batch *f);
/* Reads the next free numbers, once the write lock is held. */
attache_status batch_begin(Batch *f);
/* Writes all rows except those of reports, which are known after joining. */
attache_status batch_write(Batch *f);
void batch_clear(Batch *f);

BatchDocument *batch_add_document(Batch *f, const StoreDocument *doc, int64_t source);
attache_status batch_add_event(Batch *f, Dictionaries *dictionaries, const BatchDocument *document, uint32_t number, int64_t report, BatchEvent **out);

/* Whether the store had any document when the batch began. */
bool batch_has_before(const Batch *f);
/* The document with this number, or NULL if it is not in the batch. */
BatchDocument *batch_document(const Batch *f, int64_t id);
/* The batch's document with the same name and identity, if there is one; else NULL. */
const BatchDocument *batch_find(const Batch *f, const StoreDocument *doc, bool *same);

#endif
