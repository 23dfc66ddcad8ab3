/* batch.h - the rows that a batch brings, kept in memory until they are written table by table, each in the order of its key: so happenings are made of what is at
 * hand, a row is written once and whole, and neighbours share pages.
 *
 *     documents [n]      events [n], those of a report one after another      parties [n], those of an event one after another
 *
 * Ownership: a Batch owns its arrays and the texts that were joined; all other texts are those of the documents, which are borrowed until batch_clear.
 */
#ifndef ATTACHE_STORE_BATCH_H
#define ATTACHE_STORE_BATCH_H

#include "base/map.h"
#include "store/store.h"
#include "store/dictionaries.h"

typedef struct BatchDocument {
    int64_t id, source, run, copy_of; /* run: of ingest; copy_of: 0 none */
    int32_t day;
    uint32_t before; /* the place + 1 of the one before of the same name; 0: none */
    const StoreDocument *doc;
    const char *highlights, *authors; /* a line each */
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
    Map by_name;                                    /* the place + 1 of the last document of a name, by its hash */
    int64_t run; /* of ingest, which brought all of them */
    sqlite3_stmt *last, *add_document, *add_text, *add_sentence, *add_event, *add_party;
} Batch;

attache_status batch_open(Batch *f, Store *s);
void batch_close(Batch *f);
/* Reads which numbers are the next; once the lock for writing is held. */
attache_status batch_begin(Batch *f);
/* Writes all rows but those of reports, which are known when they are joined. */
attache_status batch_write(Batch *f);
void batch_clear(Batch *f);

BatchDocument *batch_add_document(Batch *f, const StoreDocument *doc, int64_t source);
attache_status batch_add_event(Batch *f, Dictionaries *dictionaries, const BatchDocument *document, uint32_t number, int64_t report, BatchEvent **out);

/* Whether the store had any document when the batch began. */
bool batch_has_before(const Batch *f);
/* The document of this number, or NULL where it is not one of the batch. */
BatchDocument *batch_document(const Batch *f, int64_t id);
/* One that the batch has already brought in the same dictionaries, or in others: NULL if none. */
const BatchDocument *batch_find(const Batch *f, const StoreDocument *doc, bool *same);

#endif
