/* attache.h - the public interface of attache, an event coder for news.
 *
 * attache reads news pages and records who did what to whom, when, where, and according to whom, by the PLOVER codebook.
 *
 *     attache *know;
 *     attache_open(NULL, &know);                          knowledge and model: once per process, read-only, shared by all threads
 *     attache_context *ctx = attache_context_new(know);   one per thread
 *     attache_code(ctx, &document, NULL, on_event, user); as often as you like
 *     attache_context_free(ctx);
 *     attache_close(know);
 *
 * Ownership: results belong to the context and live until the next call on that context, an event only until its callback returns; copy
 * what you want to keep. Your arguments stay yours, and attache does not keep them after the call returns.
 * Strings are UTF-8 and end with NUL. They are never NULL: what attache does not know is empty.
 * Errors: every function that can fail returns an attache_status and reports details through the message callback, with file and
 * line or offset. Out of memory is a status, too, and affects only that call; nothing here ends the process. The same input, version and options give the same bytes.
 */
#ifndef ATTACHE_H
#define ATTACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ATTACHE_API __attribute__((visibility("default")))
#else
#define ATTACHE_API
#endif

#define ATTACHE_VERSION "0.1.0"
#define ATTACHE_CODEBOOK "plover-2021"
#define ATTACHE_CODER "attache " ATTACHE_VERSION /* the coder named in records */
/* A document larger than this many bytes is refused: it is an archive or a mistake, not an article. */
#define ATTACHE_DOCUMENT_MAX (32u << 20)

/* Default limits for one document (docs/security.md). */
#define ATTACHE_MEMORY_DEFAULT ((size_t)512 << 20)
#define ATTACHE_SECONDS_DEFAULT 10.0

typedef struct attache attache;                 /* knowledge and model; opaque */
typedef struct attache_context attache_context; /* a thread's working memory; opaque */

typedef enum attache_status {
    ATTACHE_OK = 0,
    ATTACHE_END,          /* nothing left: not an error */
    ATTACHE_STOPPED,      /* a callback asked to stop */
    ATTACHE_SKIPPED,      /* a document in a language that attache does not read, or an archive record that is not a page: not an error, nothing was done */
    ATTACHE_ERR_IO,       /* a file could not be opened or read */
    ATTACHE_ERR_FORMAT,   /* the input does not have the format that it should have */
    ATTACHE_ERR_TOO_LARGE,/* a document larger than ATTACHE_DOCUMENT_MAX, or one that needs more than attache_options.max_memory */
    ATTACHE_ERR_MODEL,    /* the model file is invalid, truncated or of another version */
    ATTACHE_ERR_TABLE,    /* a knowledge table has a mistake */
    ATTACHE_ERR_USAGE,    /* an argument makes no sense */
    ATTACHE_ERR_TIME,     /* a document that took more than attache_options.max_seconds; it is left out */
    ATTACHE_ERR_MEMORY    /* out of memory: the call did nothing, or as much as its comment says; its arguments can be used again */
} attache_status;

/* A few lower-case words for a status, for messages. Never NULL. */
ATTACHE_API const char *attache_status_text(attache_status status);
/* "0.1.0". */
ATTACHE_API const char *attache_version(void);
/* The plain name of a PLOVER sector: "armed forces" for "MIL"; "" for an unknown code. */
ATTACHE_API const char *attache_sector_name(const char *sector);

/* Receives one message about bad input or a mistake: `where` is "FILE", "FILE:LINE" or "FILE: offset N". ATTACHE_OK marks an informational message. May be called
 * from any thread. */
typedef void attache_message_fn(attache_status status, const char *where, const char *message, void *user);

typedef struct attache_options {
    const char *model;              /* path of a language model, or NULL for the one inside the library */
    const char *const *know;        /* knowledge that overrides the library's own, later entries overriding earlier ones: folders with tables like data/, or actor */
    size_t n_know;                  /* and agent dictionaries in the formats of PETRARCH and TABARI (docs/know.md) */
    attache_message_fn *on_message; /* NULL: messages are discarded */
    void *user;                     /* passed to on_message */
    double min_confidence;          /* leaves out records below it, 0 to 1; 0: the default, which maximises F1 of whole records on news; below 0: leaves out none */
    unsigned file_mode;             /* permissions of new stores and archives, like 0640, minus the umask; 0: 0600 */
    size_t max_memory;              /* bytes that one document may take in its context; 0: ATTACHE_MEMORY_DEFAULT, and to code it no more than 16 for each of its text, and 48 MB. A given document always fits or never does */
    double max_seconds;             /* processor time that one document may take; 0: ATTACHE_SECONDS_DEFAULT; below 0: no limit */
} attache_options;

/* Opens the knowledge and the model. `options` may be NULL. On success close *out with attache_close. */
ATTACHE_API attache_status attache_open(const attache_options *options, attache **out);
ATTACHE_API void attache_close(attache *self);

/* A context for one thread. It must not outlive `self`. NULL: out of memory. */
ATTACHE_API attache_context *attache_context_new(const attache *self);
ATTACHE_API void attache_context_free(attache_context *ctx);

/* ---- documents ---- */

typedef enum attache_kind {
    ATTACHE_AUTO, /* recognised by its content */
    ATTACHE_TEXT,
    ATTACHE_HTML,
    /* for attache_inputs_open: many documents */
    ATTACHE_JSONL, /* one per line */
    ATTACHE_WARC,  /* records of a web archive */
    ATTACHE_FEED   /* entries of RSS or Atom */
} attache_kind;

typedef struct attache_document {
    const char *id;       /* names the document in records and messages; required */
    const char *date;     /* the day of publication, YYYY-MM-DD; "" or NULL: the date on the page */
    const char *fetched;  /* when it was fetched, YYYY-MM-DD: the date if the page has none; or "" / NULL */
    const char *title;    /* these four: "" or NULL if unknown */
    const char *url;
    const char *source;
    const char *language; /* ISO 639-1 */
    const char *charset;  /* as declared by the transport, or NULL */
    const char *path;     /* the file that it came from, if the id is only that file's name: a store uses it to distinguish files of the same name; "" or NULL: the id is enough */
    const char *data;     /* the page */
    size_t size;          /* its bytes */
    attache_kind kind;    /* AUTO, TEXT or HTML */
    const char *outlet;   /* what stands before or behind its title and those of others, and so is no part of it: attache_inputs_next finds it; "" or NULL */
} attache_document;

/* A paragraph of the text and its kind. */
typedef enum attache_block_kind { ATTACHE_PARAGRAPH, ATTACHE_SUBHEAD, ATTACHE_ITEM, ATTACHE_QUOTE } attache_block_kind;
typedef struct attache_block {
    uint32_t start, end; /* bytes of the text */
    attache_block_kind kind;
} attache_block;

/* The part of a page that a person would read. The offsets of all events in the body refer to `text`. */
typedef struct attache_article {
    const char *id, *title, *text;
    size_t text_size;
    const char *const *highlights;
    const bool *repeated; /* for each highlight: whether the text repeats it */
    size_t n_highlights;
    const attache_block *blocks;
    size_t n_blocks;
    const char *dateline_place, *dateline_country; /* as written; ISO 3166 alpha-3 or "" */
    const char *byline, *date, *language, *url, *site;
    const char *date_source; /* "document", "metadata", "published", "headline", "address", "element", "dateline", "line", "changed", "fetched", or "" without a date; NULL out of a store */
    double date_confidence;  /* 0 to 1: how far this source can be trusted */
    const char *const *authors; /* the people named in the byline */
    size_t n_authors;
    const char *agency; /* the agency named there; NULL or "" if none */
} attache_article;

/* Finds the article of a page. */
ATTACHE_API attache_status attache_read(attache_context *ctx, const attache_document *doc, attache_article *out);

/* ---- events: PLOVER's field names ---- */

/* The part of the document that an offset refers to: the body (`text`), the title, or a highlight. */
typedef enum attache_part { ATTACHE_BODY, ATTACHE_TITLE, ATTACHE_HIGHLIGHT } attache_part;

#define ATTACHE_SECTORS 4 /* a sector and at most three further ones */

/* An actor, a recipient or a participant. */
typedef struct attache_entity {
    const char *code;                     /* ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC */
    const char *country;                  /* the common name of that state */
    const char *sector;                   /* GOV MIL REB ... */
    const char *other_sectors[ATTACHE_SECTORS - 1];
    size_t n_other_sectors;
    const char *text;                     /* the words of the mention */
    uint32_t start, end;                  /* their byte offsets in the event's part; both 0 if they are in another part */
    const char *identifier;               /* the name of a person or organisation */
    const char *office;
    const char *role;                     /* of a participant: head member host met signatory; else "" */
    const char *how;                      /* the evidence: "countries.tsv:57", "title in text", ... */
    const char *entity;                   /* the identifier for counting: NGA, NGA.REB (a sector), NGA:boko-haram (a named body), reb; "" if nothing is known */
} attache_entity;

enum { ATTACHE_HISTORICAL = 1, ATTACHE_FUTURE = 2, ATTACHE_HYPOTHETICAL = 4, ATTACHE_NEGATION = 8 };

typedef struct attache_event {
    const char *id;   /* DOCUMENT#N */
    const char *date; /* of the event: YYYY-MM-DD, or YYYY-MM or YYYY if no more is known */
    const char *event;
    const char *const *modes;
    size_t n_modes;
    const char *const *contexts;
    size_t n_contexts;
    unsigned aux; /* ATTACHE_HISTORICAL ... */
    const attache_entity *actors, *recipients, *participants;
    size_t n_actors, n_recipients, n_participants;
    const char *event_text; /* the words of the trigger */
    const char *cameo;
    int quad_code;
    double event_scale;
    struct {
        const char *extracted_place, *resolved_place, *country_code, *country;
        double lat, lon;
        long geonameid; /* 0: unknown */
        int resolution; /* 0 no place, 1 country, 2 region, 4 city */
    } loc;
    struct {
        const char *dead, *injured, *arrested, *participants; /* as numbers in digits, or "" */
    } size;
    struct {
        const char *kind; /* "" if the report itself states it, "quoted", "reported" */
        const char *source_text;
        uint32_t start, end;
    } attribution;
    const char *link; /* the same of all events of the document that report one happening */
    bool main;        /* of the happening that the document reports most prominently: in its headline, else its highlights, else its first sentences */
    double confidence;
    attache_part part;
    const char *text;    /* the sentence */
    uint32_t sequence;   /* its number in the document, from 0 */
    uint32_t start, end; /* its byte offsets in its part */
    const char *why_frame, *why_path;
    uint32_t trigger_start, trigger_end; /* byte offsets in the part */
    const attache_article *article;
    const char *publication;
    const char *coder; /* "attache 0.1.0"; for an imported record the program that coded it */
} attache_event;

/* Receives an event; a result other than 0 stops the document. */
typedef int attache_event_fn(const attache_event *event, void *user);

typedef struct attache_code_options {
    bool all; /* negated events too */
} attache_code_options;

/* Codes a document: calls on_event for each event, in the order of the text. `options` may be NULL. */
ATTACHE_API attache_status attache_code(attache_context *ctx, const attache_document *doc, const attache_code_options *options,
                                        attache_event_fn *on_event, void *user);

/* ---- sentences, phrases ---- */

/* Receives bytes of output; a result other than 0 stops. */
typedef int attache_write_fn(const char *data, size_t size, void *user);

typedef struct attache_parse_options {
    const char *name; /* names the text in messages, in `# newdoc id` and in sent_ids ("NAME-7"); NULL: it has no name, and sent_ids are numbers */
    bool conllu;      /* `text` is CoNLL-U: its tokens, comments and MISC are kept, everything else is replaced; ATTACHE_ERR_FORMAT if a sentence was left out */
} attache_parse_options;

/* Writes the sentences of plain text as CoNLL-U (universaldependencies.org/format). `options` may be NULL. */
ATTACHE_API attache_status attache_parse(attache_context *ctx, const char *text, size_t size, const attache_parse_options *options,
                                         attache_write_fn *write, void *user);

/* Finds the entity that `phrase` refers to on `date` ("" for today) in a text with the words `context` ("" for none). *out lives until the next call. */
ATTACHE_API attache_status attache_who(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out);

/* One candidate for the words of a phrase: a row of the tables or a town. */
typedef struct attache_considered {
    const char *words, *kind;                 /* of the phrase; state region adjective people capital seat organisation person agent town */
    const char *name, *code, *sector, *office;
    const char *how, *note;                   /* the row; a reason for or against it on the date, or "" */
    bool taken;                               /* whether the answer uses it */
} attache_considered;

/* The same, with all *n candidates in *list, which lives as long as *out. */
ATTACHE_API attache_status attache_who_why(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out,
                                           const attache_considered **list, size_t *n);

typedef struct attache_explain_options {
    bool colour; /* marks as ANSI colours, for a terminal; else as brackets */
} attache_explain_options;

/* Writes an explanation of a document for people: each sentence with its mentions and triggers marked, its tree, its events with the evidence for them, and the
 * candidates that were dropped, with the reasons. `options` may be NULL. */
ATTACHE_API attache_status attache_explain(attache_context *ctx, const attache_document *doc, const attache_explain_options *options,
                                           attache_write_fn *write, void *user);

/* ---- records ---- */

typedef enum attache_format { ATTACHE_FORMAT_JSONL, ATTACHE_FORMAT_CSV, ATTACHE_FORMAT_TSV, ATTACHE_FORMAT_ICEWS, ATTACHE_FORMAT_GDELT, ATTACHE_FORMAT_POLECAT } attache_format;

/* Writes the header line of a format; nothing for JSONL. */
ATTACHE_API attache_status attache_write_header(attache_format format, attache_write_fn *write, void *user);
/* Writes one event as one line. `why` adds the rule to JSONL. */
ATTACHE_API attache_status attache_write_event(attache_format format, const attache_event *event, bool why, attache_write_fn *write, void *user);
/* Writes an article as one line of JSON; `file` is its first field. */
ATTACHE_API attache_status attache_write_article(const char *file, const attache_article *article, attache_write_fn *write, void *user);

/* ---- batches ---- */

/* Documents from many files, one after another. */
typedef struct attache_inputs attache_inputs;

/* Opens a list of paths; "-" is standard input, and a folder means all files in it, in the order of names. A path is opened when its turn comes. Its content is
 * recognised by its first bytes: pages, plain text, JSONL, WARC, RSS and Atom, compressed with gzip, zstd, bzip2 or xz or not, alone or in zip, tar or 7z. `kind` sets
 * it if they are not enough. A document's id is the name of its file, the path within the folder or archive, the "id" of its line, or its address. */
ATTACHE_API attache_status attache_inputs_open(const attache *self, const char *const *paths, size_t n, attache_kind kind, attache_inputs **out);
/* The next document, valid until the next call. ATTACHE_END after the last. ATTACHE_SKIPPED: something without an article (a revisit record, a picture in a zip);
 * their number is reported when the archive ends. Any other status concerns one input: it has been reported, and the next call continues after it. */
ATTACHE_API attache_status attache_inputs_next(attache_inputs *in, attache_document *out);
/* Bytes read so far, and the total if it is known (else 0), for a progress bar. */
ATTACHE_API void attache_inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total);
ATTACHE_API void attache_inputs_close(attache_inputs *in);

typedef struct attache_stats {
    uint64_t documents, failed, skipped, sentences, events, bytes;
    uint64_t empty; /* documents without text, each reported with the reason; they count neither as failed nor as skipped */
} attache_stats;

/* Processes one document of a batch, on any thread, and writes the result. `stats` belongs to the document: attache_code counts sentences and events in it,
 * and the batch the rest. */
typedef attache_status attache_work_fn(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user);

typedef struct attache_batch {
    const struct attache *attache;                             /* "struct", so that C++ takes the member's name */
    attache_inputs *inputs;
    unsigned threads;                                          /* 0: one per core */
    attache_work_fn *work;                                     /* runs in parallel */
    bool (*want)(const attache_document *doc, void *user);      /* whether to process a document at all; on the calling thread; NULL: all of them */
    attache_write_fn *write;                                   /* called in the order of the inputs, only on the calling thread */
    void (*on_progress)(const attache_stats *stats, void *user); /* now and then, on the calling thread; may be NULL */
    void *user;                                                /* passed to all of these */
} attache_batch;

/* Runs a batch. The bytes written do not depend on the number of threads. ATTACHE_STOPPED if `write` asked to stop. */
ATTACHE_API attache_status attache_batch_run(const attache_batch *batch, attache_stats *out);

/* ---- messages for later ----
 *
 * For languages that cannot be called from any thread: pass a log to attache_open as `user`, with attache_log_add as `on_message`, and take its messages when convenient. */
typedef struct attache_log attache_log;
ATTACHE_API attache_log *attache_log_new(void);
ATTACHE_API void attache_log_free(attache_log *log);
/* An attache_message_fn. A full log (10 000 messages) only counts further messages. */
ATTACHE_API void attache_log_add(attache_status status, const char *where, const char *message, void *log);
/* Takes the oldest message, which lives until the next call; false if there is none. */
ATTACHE_API bool attache_log_take(attache_log *log, attache_status *status, const char **where, const char **message);

/* ---- watching feeds ---- */

typedef struct attache_watch {
    const char *feeds; /* a file with the address of a feed on each line; # starts a comment */
    const char *into;  /* the folder for the archives (attache-YYYY-MM-DD.warc.gz) and the journal of what was fetched; created if missing */
    const char *agent; /* User-Agent; NULL: "attache/VERSION" */
    const char *proxy; /* or NULL for none; proxies named in the environment are ignored */
    double delay;      /* minimum number of seconds between two requests to a host; robots.txt may demand more */
    double timeout;    /* seconds for connecting and for silence; a whole transfer may take four times as long */
    size_t max_size;   /* bytes of a page */
    bool allow_private; /* addresses of this machine and of local networks too */
    bool (*stop)(void *user); /* called now and then: true ends the run after the current transfers; may be NULL */
    void *user;
} attache_watch;

typedef struct attache_watch_counts {
    uint64_t feeds, unchanged; /* feeds that answered; those of them without news */
    uint64_t pages, bytes;     /* kept */
    uint64_t known;            /* entries that were fetched before */
    uint64_t disallowed;       /* by robots.txt */
    uint64_t skipped;          /* not pages: sound, pictures */
    uint64_t failed;
} attache_watch_counts;

/* Fetches the feeds once, and those of their pages that were not fetched before and that robots.txt (RFC 9309) allows, into WARC files that attache_inputs_open
 * accepts. If it is killed at any moment and run again, it loses nothing and keeps nothing twice. ATTACHE_STOPPED if `stop` returned true. A problem with one feed or
 * page is reported and counted; any other status means that nothing could be kept. */
ATTACHE_API attache_status attache_watch_run(const attache *self, const attache_watch *watch, attache_watch_counts *out);

/* ---- the store: one file that keeps documents, events and happenings ---- */

typedef struct attache_store attache_store; /* a connection, for one thread at a time; opaque */

typedef enum attache_store_mode {
    ATTACHE_STORE_READ,  /* an existing store; readers never wait, and see complete batches */
    ATTACHE_STORE_CREATE,/* a store to write to, created if missing; writers wait for each other */
    ATTACHE_STORE_WRITE  /* an existing store to write to */
} attache_store_mode;

/* Opens a store. A file that is not a store, is damaged or has a later version is refused and left unchanged. `self` must outlive it. */
ATTACHE_API attache_status attache_store_open(const attache *self, const char *path, attache_store_mode mode, attache_store **out);
ATTACHE_API void attache_store_close(attache_store *store);

typedef struct attache_check_counts {
    bool checked;                /* the file could be opened and checked */
    uint64_t problems, repaired; /* wrong rows (of a table that can be recomputed, one); recomputed */
    uint64_t documents, events;  /* in the store */
} attache_check_counts;

/* Checks the consistency of a store and reports all problems; with `repair`, wrong tables that can be derived from documents, events and happenings are recomputed.
 * ATTACHE_OK: nothing is wrong any more. ATTACHE_ERR_FORMAT: something is. */
ATTACHE_API attache_status attache_store_check(const attache *self, const char *path, bool repair, attache_check_counts *out);

typedef struct attache_ingest {
    attache_store *store; /* opened with ATTACHE_STORE_CREATE */
    attache_inputs *inputs;
    unsigned threads;     /* 0: one per core */
    unsigned batch;       /* documents per batch; 0: up to 8 000. A batch is written completely or not at all */
    void (*on_progress)(const attache_stats *stats, void *user); /* now and then, on the calling thread; may be NULL */
    void *user;
} attache_ingest;

typedef struct attache_ingest_counts {
    attache_stats stats;               /* of the coded documents, as for a batch */
    uint64_t added, replaced, same;    /* documents that are new, that have changed, that were there already */
    uint64_t undated;                  /* those of the new and changed ones that have no date */
} attache_ingest_counts;

/* Codes all documents of the inputs into the store. A document is identified by its id and address or, without an address, by its id and path. A changed document
 * replaces its earlier version, and one whose id and content are already in the store is left alone. If it is killed at any moment and run again, it continues with what is missing. A result other than ATTACHE_OK
 * means that the store could not be written; it keeps all earlier batches. Documents that fail are reported and counted. */
ATTACHE_API attache_status attache_ingest_run(const attache_ingest *job, attache_ingest_counts *out);

/* ---- a store in parts: coded by many machines, joined by many machines ----
 *
 * A pack is everything that a store keeps of one document, as bytes that are the same on every machine. A report is the set of a document's records about one thing.
 * Reports are compared within blocks, each of which is a month and a slice of their keys. Each report is joined to the most similar earlier one in any block; connected
 * reports form a tree, and each tree can be turned into happenings independently. python/src/attache/spark.py does all of this. */

/* Consecutive byte strings: the i-th is data[offsets[i] .. offsets[i + 1]). This is the layout of Arrow's large binary arrays. */
typedef struct attache_bytes {
    const char *data;
    const int64_t *offsets;
    size_t n;
} attache_bytes;

/* Rows with columns of byte strings and of numbers. Free it with attache_rows_free. */
typedef struct attache_rows attache_rows;
ATTACHE_API size_t attache_rows_count(const attache_rows *rows);
/* The k-th column of strings, and the k-th of numbers; they live as long as the rows. */
ATTACHE_API attache_bytes attache_rows_bytes(const attache_rows *rows, size_t k);
ATTACHE_API const int64_t *attache_rows_numbers(const attache_rows *rows, size_t k);
ATTACHE_API void attache_rows_free(attache_rows *rows); /* accepts NULL */

/* Codes a document into a pack. If it is skipped or fails, its pack says so, and the status is returned. ATTACHE_STOPPED if `write` asked to stop. */
ATTACHE_API attache_status attache_pack(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *user);
/* One row per coded document. Strings: its identity (8 bytes), its head (a pack with only the data for finding copies). Numbers: its index in `packs`, and a hash
 * of its content for choosing among several versions. ATTACHE_ERR_FORMAT, with a report, if a string is not a pack; the same holds for the functions below. */
ATTACHE_API attache_status attache_pack_heads(const attache *self, const attache_bytes *packs, attache_rows **out);
/* One row per report. Strings: its id (17 bytes, in the order in which reports are joined), its document's (8 bytes), its signature, its part (a pack with it alone). */
ATTACHE_API attache_status attache_pack_parts(const attache *self, const attache_bytes *packs, attache_rows **out);
/* The blocks in which reports are compared, with `slices` per month: one row per report and block. Numbers: its index in `signatures`, month, slice. */
ATTACHE_API attache_status attache_report_blocks(const attache *self, const attache_bytes *signatures, uint32_t slices, attache_rows **out);
/* Joins the reports of a block, of `month` and `slice`: one row per report that has a parent. Numbers: its index in `signatures`, the parent's, their similarity. */
ATTACHE_API attache_status attache_report_parents(const attache *self, const attache_bytes *signatures, int64_t month, uint32_t slice, uint32_t slices, attache_rows **out);
/* The blocks in which documents are compared to find copies: one row per head and block. Numbers: its index in `heads`, the block. */
ATTACHE_API attache_status attache_head_blocks(const attache *self, const attache_bytes *heads, uint32_t blocks, attache_rows **out);
/* One row per copy in a block. Numbers: its index in `heads`, and that of a document with the same text. */
ATTACHE_API attache_status attache_head_copies(const attache *self, const attache_bytes *heads, uint32_t block, uint32_t blocks, attache_rows **out);
/* Adds packs, heads and parts to a store opened with ATTACHE_STORE_CREATE, as an ingest of the documents would; all parts of a document have to come in one call. Of
 * two versions of a document the later one stays. */
ATTACHE_API attache_status attache_store_add(attache_store *store, const attache_bytes *packs, attache_ingest_counts *out);

/* ---- importing other programs' events ---- */

typedef struct attache_import_counts {
    uint64_t rows, events, refused;  /* in the file; imported; wrong, and reported as FILE:LINE */
    uint64_t no_event;               /* rows with a CAMEO code that is no event in the codebook: statements */
    uint64_t added, replaced, same;  /* documents, as for an ingest */
} attache_import_counts;

/* Imports the events of a file into a store opened with ATTACHE_STORE_CREATE: ATTACHE_FORMAT_POLECAT, _ICEWS or _GDELT, written by those programs or by attache
 * (docs/columns.md). A record with the id DOCUMENT#N is the Nth of that document; any other is the only record of a document with its id. Bad rows are reported
 * and left out. A result other than ATTACHE_OK means that the file could not be read, or the store not written. */
ATTACHE_API attache_status attache_import_run(attache_store *store, attache_format format, const char *path, attache_import_counts *out);

/* ---- querying a store ---- */

typedef enum attache_ask {
    ATTACHE_ASK_EVENTS,     /* records, the newest first */
    ATTACHE_ASK_HAPPENINGS, /* happenings, the newest first */
    ATTACHE_ASK_DYADS,      /* pairs of actors, by `rank` */
    ATTACHE_ASK_SHOW        /* all reports of the happening that `id` names, or belongs to */
} attache_ask;

/* A query. Lists are joined by ','; NULL or 0 means no condition. ATTACHE_ASK_DYADS accepts only the filters actor, from, to, event and limit, and ATTACHE_ASK_SHOW
 * none: others are an error. */
typedef struct attache_query {
    attache_ask ask;
    const char *dyad;     /* "KAZ,IND": both directions; "KAZ>IND": what KAZ did to IND. By code or name: "Nigeria,Boko Haram", "NGA,REB"; up to 16 separated by ";" */
    const char *actor;    /* a party in either role: "NGA", "NGA.REB", "Boko Haram", "Angela Merkel" (by the name in records; "DEU@Angela Merkel": who stands for Germany); any of up to 16 separated by ",". "not " before `dyad` or `actor` excludes these */
    const char *from, *to;/* YYYY, YYYY-MM or YYYY-MM-DD; both inclusive */
    const char *event;    /* PLOVER categories */
    const char *mode, *context, *quad; /* quad classes: "3,4". "not " before any of these lists excludes its items */
    const char *cameo;    /* CAMEO codes, each including its subcodes: "19,1712" */
    const char *place;    /* where it happened: "NGA", "Nigeria", a province (including its towns), or a town by name */
    const char *near;     /* "Abuja,50" or "9.06,7.49,50": kilometres around a town or a point */
    const char *box;      /* "4,2,14,15": degrees of the south, the west, the north and the east; not with `near` */
    int min_dead, min_injured, min_arrested; /* at least this many; 0: no condition */
    double min_confidence; /* of the record, or of a happening's fullest record; 0: any */
    const char *source;   /* publishers by name, separated by ";"; "not " before the list excludes them */
    const char *sum;      /* for happenings: the total of "dead", "injured" or "arrested", the lowest and highest totals by conflicting reports, and the largest single number */
    const char *person;   /* part of the name of a participant */
    const char *text;     /* words of the document, in FTS5 syntax */
    const char *by;       /* "day", "week", "month", "year", "event", "quad", "mode", "country", "place", "source", "actor", "recipient", or two: "month,event"; counts and mean scores instead of a list, and the min_confidence on which they stand */
    const char *rank;     /* for dyads: "busiest" (the default), "warmest", "coldest", "changed" */
    const char *id;       /* for ATTACHE_ASK_SHOW: a happening's number, or the id of a record or a report */
    int min_sources;      /* minimum number of publishers of the happening */
    int limit;            /* maximum number of rows; 0: 20 */
    bool within;          /* for dyads: sectors within one state instead of two states */
    bool all;             /* include historical, future, hypothetical and negated events */
} attache_query;

typedef struct attache_column {
    const char *name;
    bool number;
} attache_column;

/* Receives a row: one value per column, NULL if it is unknown. Before the first row it is called once with `values` NULL, to give the columns. A result other than 0 stops. */
typedef int attache_row_fn(const attache_column *columns, const char *const *values, size_t n, void *user);

/* Runs a query. ATTACHE_ERR_USAGE if it makes no sense, with a report of what would have been right. */
ATTACHE_API attache_status attache_query_run(attache_store *store, const attache_query *query, attache_row_fn *on_row, void *user);
/* Writes a row (or with NULL for `values` the header line) as CSV, TSV or JSONL. */
ATTACHE_API attache_status attache_write_row(attache_format format, const attache_column *columns, const char *const *values, size_t n,
                                             attache_write_fn *write, void *out);

/* ---- exports ---- */

typedef enum attache_export_what { ATTACHE_EXPORT_EVENTS, ATTACHE_EXPORT_HAPPENINGS, ATTACHE_EXPORT_DYAD_MONTHS, ATTACHE_EXPORT_CORRECTIONS } attache_export_what;

typedef struct attache_export {
    attache_export_what what;
    attache_format format; /* ICEWS, GDELT and POLECAT only for events */
    bool all;              /* include negated events */
    bool why;              /* add the rule to each record, in JSONL */
    bool corrected;        /* apply analysts' corrections */
    const char *head;      /* a first line, written as a comment in CSV and TSV and as an object in JSONL; NULL: none */
} attache_export;

/* Writes events, happenings, dyad-months or corrections of a store, in an order that does not depend on how it was filled: all of them, or those that match a query
 * (its `ask` is ignored; dyad-months are counted from the matches, for the pairs that `actor` and `dyad` name). docs/columns.md lists the columns. */
ATTACHE_API attache_status attache_export_run(attache_store *store, const attache_export *what, const attache_query *query, attache_write_fn *write, void *out);
/* Writes the corrections as test cases (tests/cases/README.md). */
ATTACHE_API attache_status attache_export_cases(attache_store *store, attache_write_fn *write, void *out);

/* Reverts correction `number` (docs/columns.md): its field gets its previous value back, and the log gets one more correction, by `who`. Only the last correction of a
 * field can be reverted; ATTACHE_ERR_USAGE, with a report, if it is not the last or does not exist. The store must be open with ATTACHE_STORE_WRITE or _CREATE. */
ATTACHE_API attache_status attache_correction_undo(attache_store *store, int64_t number, const char *who);

/* ---- Arrow: tables of documents in, tables of events out ----
 *
 * These use the Arrow C data and stream interfaces (arrow.apache.org/docs/format/CDataInterface.html, .../CStreamInterface.html), whose structs are a stable ABI; the
 * macros prevent clashes with other headers that declare them. The holder of a struct whose `release` is not NULL owns it, and calls that once. docs/columns.md has
 * the columns. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

typedef struct attache_arrow_options {
    unsigned threads; /* 0: one per core */
    bool all;         /* include negated events */
    void (*on_progress)(const attache_stats *stats, void *user); /* now and then, on the thread that reads the stream; may be NULL */
    void *user;
} attache_arrow_options;

/* Codes a stream of tables with one row per document and the columns `text`, `html` or `page` (recognised by content), and optionally `id`, `date`, `fetched`, `title`, `url`, `source`,
 * `language`, `charset`. *out gives tables of events in the order of the documents; all threads work while you read it. Release it; `self` must outlive it.
 * The function always takes over `documents`, and reads it on the thread that reads *out. A document that fails is reported and counted. `options` may be NULL. */
ATTACHE_API attache_status attache_arrow_code(const attache *self, const attache_arrow_options *options, struct ArrowArrayStream *documents, struct ArrowArrayStream *out);

/* The same for files; `inputs` must outlive *out. */
ATTACHE_API attache_status attache_arrow_code_inputs(const attache *self, const attache_arrow_options *options, attache_inputs *inputs, struct ArrowArrayStream *out);

/* Events, happenings or dyad-months of a store as tables: all of them, or those that match a query, as in attache_export_run. Release *out before you close the store. */
ATTACHE_API attache_status attache_arrow_export(attache_store *store, const attache_export *what, const attache_query *query, struct ArrowArrayStream *out);

/* Writes the tables of such a stream in the Arrow IPC stream format, and releases it. */
ATTACHE_API attache_status attache_arrow_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *user);

/* The same as JSON: an object a row and line, whose fields are the columns, for programs that take no Arrow. */
ATTACHE_API attache_status attache_arrow_write_rows(struct ArrowArrayStream *stream, attache_write_fn *write, void *user);

/* ---- the desk: a store in a browser ---- */

typedef struct attache_desk attache_desk; /* a web server on its own threads; opaque */

typedef struct attache_desk_options {
    const char *listen;     /* a numeric address and a port, 0 for any that is free; NULL: "127.0.0.1:8765" */
    const char *token_file; /* clients must know the first line of this file; required for an address that others can reach; NULL: no token */
    unsigned threads;       /* 0: one per core */
} attache_desk_options;

/* Serves a store until attache_desk_stop. `options` may be NULL and are not kept. `self` must outlive it. */
ATTACHE_API attache_status attache_desk_start(const attache *self, const char *store, const attache_desk_options *options, attache_desk **out);
/* Where: "http://127.0.0.1:8765/". Lives as long as the desk. */
ATTACHE_API const char *attache_desk_address(const attache_desk *desk);
/* Whether the pages were built in; the API is there in any case. */
ATTACHE_API bool attache_desk_has_pages(const attache_desk *desk);
ATTACHE_API void attache_desk_stop(attache_desk *desk);

#ifdef __cplusplus
}
#endif
#endif
