/* store.h - one SQLite file with documents, events and happenings; schema.sql describes its tables, docs/store.md the reasons.
 *
 * A Store is one connection, for one thread at a time. One may write while any number read: readers see the last complete batch, and never wait. Two writers wait
 * for each other.
 *
 * Ownership: a Store owns its connection; finalise statements prepared on it before store_close. Strings passed in are borrowed for the call. Errors are reported
 * with the path of the file, once, where they happen.
 */
#ifndef ATTACHE_STORE_H
#define ATTACHE_STORE_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/failure.h"
#include "link/signature.h"
#include "link/sketch.h"

/* Of the schema. Nothing older than STORE_OLDEST can be migrated: version 1 does not record which files its documents came from; and before version 6 signatures
 * and hashes had the machine's byte order, so big-endian machines had stores of their own. */
enum { STORE_VERSION = 18, STORE_OLDEST = BYTES_HOST_IS_LITTLE ? 2 : 6 };

typedef struct Store Store;
typedef enum StoreMode {
    STORE_READ,  /* an existing store; nothing is written, except that an earlier version is migrated first */
    STORE_WRITE, /* an existing store, migrated to this version */
    STORE_CREATE /* the same; a missing or empty file becomes a store */
} StoreMode;

/* Opens a store; a file that is not one, is damaged, or has a later version is refused and left unchanged. */
attache_status store_open(const char *path, StoreMode mode, const Reporter *r, Store **out);
void store_close(Store *s); /* accepts NULL */

sqlite3 *store_db(Store *s);
const char *store_path(const Store *s);
const Reporter *store_reporter(const Store *s);

/* Prepares a statement that is used often. */
attache_status store_prepare(Store *s, const char *sql, sqlite3_stmt **out);
/* Runs statements that return no rows. */
attache_status store_run(Store *s, const char *sql);
/* Steps a statement that returns no rows, and resets it. */
attache_status store_step(Store *s, sqlite3_stmt *statement);
/* Takes the write lock, waiting as long as another process has it. */
attache_status store_begin(Store *s);
/* Commits what was written since store_begin; if that fails, nothing is written. */
attache_status store_commit(Store *s);
void store_rollback(Store *s);
/* After a failure (failure.h): ends pending reads and writes, so that the store can be used again. */
void store_give_up(Store *s);
/* Wraps an SQL function that may fail: defines NAME_guarded, which converts our failure into an SQLite error, since ours must not jump across its frames. */
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
/* A column of the present row; "" if it has no text, which happens only in a file that attache did not write. */
static inline const char *store_text(sqlite3_stmt *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}
/* Reports SQLite's last error, with a suggestion; `doing` as in "cannot DOING". Returns the status. */
attache_status store_error(Store *s, const char *doing);
/* Reports that a row is missing or was not written by this program. Returns the status. */
attache_status store_damaged(Store *s, const char *table, int64_t id);

/* ---- documents ---- */

typedef struct StoreSentence {
    uint32_t part, highlight, start, end;
} StoreSentence;

/* The records of one document about the same happening. */
typedef struct StoreReport {
    uint32_t number; /* DOCUMENT/hnumber */
    uint32_t first, n; /* of by_report */
    bool main;         /* link_main */
    Signature signature;
} StoreReport;

/* Whether a document was coded; the names of the other two are in the table `skipped`. */
typedef enum StoreOutcome { DOCUMENT_CODED, DOCUMENT_SKIPPED, DOCUMENT_FAILED } StoreOutcome;

/* A document to be stored: its coding, or the reason for having none. */
typedef struct StoreDocument {
    const char *name;
    const char *path; /* the file it came from; "" or NULL if the name is enough */
    uint64_t hash; /* of its complete input */
    StoreOutcome outcome;
    const char *message; /* why it was not coded, and then nothing below is used; "" if it was */
    attache_article article;
    const char *publication;
    const StoreSentence *sentences; /* by number */
    size_t n_sentences;
    const attache_event *events; /* their article is not used */
    size_t n_events;
    const uint32_t *numbers; /* the events' numbers in their ids, if they are not 1, 2, ...; else NULL */
    const char *coder;       /* the coder, if it is not this program; else NULL */
    const Meaning *meanings; /* of each event, or NULL; not copied */
    /* set by document_copy */
    const StoreReport *reports;
    const uint32_t *by_report; /* indices of events, from 0: those of the first report, those of the second, ... */
    size_t n_reports;
    Sketch sketch;
    bool sketched; /* the text is long enough to recognise copies */
} StoreDocument;

/* Copies of documents that wait to be written, with everything that can be computed without the store. Any thread may make one and any thread may free one,
 * before or after document_copies_free. */
typedef struct DocumentCopies DocumentCopies;
DocumentCopies *document_copies_new(void);
void document_copies_free(DocumentCopies *p); /* accepts NULL */
StoreDocument *document_copy(DocumentCopies *p, const StoreDocument *doc);
void document_copy_free(StoreDocument *doc);

/* Writes documents to a store, in batches: writer_begin, writer_add as often as you like, writer_end. */
typedef struct Writer Writer;

typedef struct WriterCounts {
    uint64_t added, replaced, same, skipped, failed, undated; /* undated: among those added or replaced */
} WriterCounts;

/* A writer for one run of ingest, which the store will list. The store must be open for writing and outlive it. */
attache_status writer_open(Store *s, Writer **out);
attache_status writer_begin(Writer *w);
/* Leaves a document whose name and hash are there; replaces one with the same name and address or, without an address, the same name and path; adds any other.
 * The document must come from document_copy; it is borrowed until the batch ends. */
attache_status writer_add(Writer *w, const StoreDocument *doc);
/* Joins new reports to the happenings and commits the batch; after an error in any of these nothing of the batch is in the store. */
attache_status writer_end(Writer *w);
/* Rolls the batch back. */
void writer_cancel(Writer *w);
/* Records in the store that the run has ended; `same` documents were not passed on because they were there, `failed` inputs gave no document at all. */
attache_status writer_finish(Writer *w, uint64_t same, uint64_t failed);
WriterCounts writer_counts(const Writer *w);
void writer_close(Writer *w); /* accepts NULL */

#endif
