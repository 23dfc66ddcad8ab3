/* store.h - one SQLite file that keeps documents, events and happenings; schema.sql says what is in it, docs/store.md why.
 *
 * A Store is one connection, for one thread at a time. One may write while any number read: they see the last whole batch, and never wait. Two that write
 * wait for each other.
 *
 * Ownership: a Store owns its connection; statements prepared on it are to be finalised before store_close. Strings passed in are borrowed for the call.
 * Errors are reported with the path of the file, once, where they happen.
 */
#ifndef ATTACHE_STORE_H
#define ATTACHE_STORE_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/failure.h"
#include "link/signature.h"
#include "link/sketch.h"

/* Of the schema. Nothing older than STORE_OLDEST can be brought up: version 1 does not say from which files its documents came, and before version 6 traits and
 * hashes had the byte order of the machine, so that a big-endian one made stores of its own. */
enum { STORE_VERSION = 12, STORE_OLDEST = BYTES_HOST_IS_LITTLE ? 2 : 6 };

typedef struct Store Store;
typedef enum StoreMode {
    STORE_READ,  /* an existing store; nothing is written, but that one of an earlier version is brought up to this one first */
    STORE_WRITE, /* an existing store, brought up to this version */
    STORE_CREATE /* the same; a file that is missing or empty is made a store */
} StoreMode;

/* Opens a store; a file that is none, is damaged, or is of a later version is refused and left as it is. */
attache_status store_open(const char *path, StoreMode mode, const Reporter *r, Store **out);
void store_close(Store *s); /* NULL is well */

sqlite3 *store_db(Store *s);
const char *store_path(const Store *s);
const Reporter *store_reporter(const Store *s);

/* Prepares a statement that is used often. */
attache_status store_prepare(Store *s, const char *sql, sqlite3_stmt **out);
/* Runs statements that give no rows. */
attache_status store_run(Store *s, const char *sql);
/* Steps a statement that gives no rows, and resets it. */
attache_status store_step(Store *s, sqlite3_stmt *statement);
/* Takes the lock for writing, waiting for as long as somebody else has it. */
attache_status store_begin(Store *s);
/* Makes what was written since store_begin last; if that cannot be, nothing of it was. */
attache_status store_commit(Store *s);
void store_rollback(Store *s);
/* After a failure (failure.h): ends what was being read or written, so that the store can be used again. */
void store_give_up(Store *s);
/* A function that SQL calls and that may fail: defines NAME_guarded, which makes SQLite's own failure of it, since ours must not go through its frames. */
#define STORE_FUNCTION(name)                                                                                                                         \
    static void name##_guarded(sqlite3_context *context, int n, sqlite3_value **values) {                                                            \
        Failure failure;                                                                                                                                 \
        failure_enter(&failure);                                                                                                                         \
        if (setjmp(failure.back) != 0)                                                                                                                 \
            sqlite3_result_error_nomem(context);                                                                                                     \
        else                                                                                                                                         \
            name(context, n, values);                                                                                                                \
        failure_leave(&failure);                                                                                                                         \
    }
/* A column of the row at hand; "" where it has no text, as only a file that attache did not write has. */
static inline const char *store_text(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}
/* Reports what SQLite said last, in words that say what to do; `doing` as in "cannot DOING". Returns the status. */
attache_status store_error(Store *s, const char *doing);
/* Reports that a row is missing or is not what this program wrote. Returns the status. */
attache_status store_damaged(Store *s, const char *table, int64_t id);

/* ---- documents ---- */

typedef struct StoreSentence {
    uint32_t part, highlight, start, end;
} StoreSentence;

/* The records of one document that tell of the same. */
typedef struct StoreReport {
    uint32_t number; /* DOCUMENT/hnumber */
    uint32_t first, n; /* of by_report */
    bool main;         /* link_main */
    Signature signature;
} StoreReport;

/* A document as it is stored: what was coded of it, or why nothing was. */
typedef struct StoreDocument {
    const char *name;
    const char *path; /* the file it came from, "" or NULL where the name tells who it is */
    uint64_t hash; /* of all that came with it */
    const char *reason, *message; /* "skipped" or "failed" and why; "" and "" if it was coded. Nothing below is looked at where it was not. */
    attache_article article;
    const char *publication;
    const StoreSentence *sentences; /* by number */
    size_t n_sentences;
    const attache_event *events; /* their article is not looked at */
    size_t n_events;
    const uint32_t *numbers; /* of the events in their ids, where they are not 1, 2, ...; else NULL */
    const char *coder;       /* what coded it, where it is not this program; else NULL */
    const Meaning *meanings; /* of each event, or NULL; not copied */
    /* made by document_copy */
    const StoreReport *reports;
    const uint32_t *by_report; /* numbers of events, from 0: those of the first report, those of the second, ... */
    size_t n_reports;
    Sketch sketch;
    bool sketched; /* the text is long enough to tell copies of it */
} StoreDocument;

/* NearDups of documents that wait for their turn, with all that can be made of one before the store is asked. Any thread makes one and any thread frees one, before
 * or after document_copies_free. */
typedef struct DocumentCopies DocumentCopies;
DocumentCopies *document_copies_new(void);
void document_copies_free(DocumentCopies *p); /* NULL is well */
StoreDocument *document_copy(DocumentCopies *p, const StoreDocument *doc);
void document_copy_free(StoreDocument *doc);

/* Puts documents into a store, in batches: writer_begin, writer_add as often as you like, writer_end. */
typedef struct Writer Writer;

typedef struct WriterCounts {
    uint64_t added, replaced, same, skipped, failed, undated; /* undated: of those added or replaced */
} WriterCounts;

/* A writer for one run of ingest, which the store will list. The store must be open for writing and outlive it. */
attache_status writer_open(Store *s, Writer **out);
attache_status writer_begin(Writer *w);
/* Leaves a document whose name and hash are there, replaces one of the same name and address, or where there is no address the same name and path, and adds any
 * other. The document is one that document_copy made; it is borrowed until the batch ends. */
attache_status writer_add(Writer *w, const StoreDocument *doc);
/* Joins what is new to the happenings and makes the batch last; after an error in any of these nothing of the batch is in the store. */
attache_status writer_end(Writer *w);
/* Gives the batch up. */
void writer_cancel(Writer *w);
/* Says in the store that the run has ended; `same` documents were not even handed in, since they were there, `failed` inputs gave no document at all. */
attache_status writer_finish(Writer *w, uint64_t same, uint64_t failed);
WriterCounts writer_counts(const Writer *w);
void writer_close(Writer *w); /* NULL is well */

#endif
