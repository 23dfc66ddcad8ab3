/* attache.h - the public interface of attache, an event coder for news.
 *
 * attache reads news pages and records who did what to whom, when, where and on whose word, by the PLOVER codebook.
 *
 *     attache *know;
 *     attache_open(NULL, &know);                          knowledge and model: once a process, read-only, shared by all threads
 *     attache_context *ctx = attache_context_new(know);   one a thread
 *     attache_code(ctx, &document, NULL, on_event, user); as often as you like
 *     attache_context_free(ctx);
 *     attache_close(know);
 *
 * Ownership: what a function hands out through a callback or a result struct belongs to the context and lives until the
 * next call on that context; copy what you keep. What you pass in stays yours and is not kept after the call returns.
 * Strings are UTF-8, ended by NUL, never NULL: empty where attache does not know.
 * Errors: every function that can fail returns an attache_status and says more through the message callback, with file and
 * line or offset. Out of memory is such a status too, of the one call; nothing here ends the process. The same input, version and options give the same bytes.
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
#define ATTACHE_CODER "attache " ATTACHE_VERSION /* what coded a record */
/* A document larger than this many bytes is refused: it is an archive or a mistake, not an article. */
#define ATTACHE_DOCUMENT_MAX (32u << 20)

/* What one document may take by default (docs/security.md). */
#define ATTACHE_MEMORY_DEFAULT ((size_t)512 << 20)
#define ATTACHE_SECONDS_DEFAULT 10.0

typedef struct attache attache;                 /* knowledge and model; opaque */
typedef struct attache_context attache_context; /* a thread's working memory; opaque */

typedef enum attache_status {
    ATTACHE_OK = 0,
    ATTACHE_END,          /* nothing left: not an error */
    ATTACHE_STOPPED,      /* a callback asked to stop */
    ATTACHE_SKIPPED,      /* a document in a language that attache does not read, a record of an archive that is no page: not an error, nothing was done */
    ATTACHE_ERR_IO,       /* a file could not be opened or read */
    ATTACHE_ERR_FORMAT,   /* the input is not what it was said to be */
    ATTACHE_ERR_TOO_LARGE,/* a document past ATTACHE_DOCUMENT_MAX, or one that takes more than attache_options.max_memory */
    ATTACHE_ERR_MODEL,    /* the model file is wrong, truncated or of another version */
    ATTACHE_ERR_TABLE,    /* a knowledge table has a mistake */
    ATTACHE_ERR_USAGE,    /* an argument makes no sense */
    ATTACHE_ERR_TIME,     /* a document that took more than attache_options.max_seconds: left out */
    ATTACHE_ERR_MEMORY    /* out of memory: the call did nothing, or as much as is told there; what it worked on can be used again */
} attache_status;

/* A few lower-case words for a status, for messages. Never NULL. */
ATTACHE_API const char *attache_status_text(attache_status status);
/* "0.1.0". */
ATTACHE_API const char *attache_version(void);
/* What people call a sector of PLOVER: "armed forces" for "MIL"; "" for a code that is none. */
ATTACHE_API const char *attache_sector_name(const char *sector);

/* Receives one message about bad input or a mistake: `where` is "FILE", "FILE:LINE" or "FILE: offset N". ATTACHE_OK marks plain information. May be called from
 * any thread. */
typedef void attache_message_fn(attache_status status, const char *where, const char *message, void *user);

typedef struct attache_options {
    const char *model;              /* path of a language model, or NULL for the one inside the library */
    const char *const *know;        /* what to lay over the knowledge inside the library, later ones over earlier ones: folders of tables like data/, or actor and */
    size_t n_know;                  /* agent dictionaries as PETRARCH and TABARI read them (docs/know.md) */
    attache_message_fn *on_message; /* NULL: messages go nowhere */
    void *user;                     /* handed to on_message */
    double min_confidence;          /* records below it are left out, 0 to 1; 0: the default, where F1 of whole records is best on news; below 0: none is left out */
    unsigned file_mode;             /* permissions of the stores and archives that are made, like 0640, of which the umask takes what it takes; 0: 0600 */
    size_t max_memory;              /* bytes that one document may take in its context; 0: ATTACHE_MEMORY_DEFAULT. The same document fits always or never */
    double max_seconds;             /* processor time that one document may take; 0: ATTACHE_SECONDS_DEFAULT; below 0: no bound */
} attache_options;

/* Opens the knowledge and the model. `options` may be NULL. On success *out is to be closed with attache_close. */
ATTACHE_API attache_status attache_open(const attache_options *options, attache **out);
ATTACHE_API void attache_close(attache *self);

/* A context for one thread. It must not outlive `self`. NULL: out of memory. */
ATTACHE_API attache_context *attache_context_new(const attache *self);
ATTACHE_API void attache_context_free(attache_context *ctx);

/* ---- documents ---- */

typedef enum attache_kind {
    ATTACHE_AUTO, /* told by content */
    ATTACHE_TEXT,
    ATTACHE_HTML,
    /* for attache_inputs_open: many documents */
    ATTACHE_JSONL, /* one a line */
    ATTACHE_WARC,  /* records of a web archive */
    ATTACHE_FEED   /* entries of RSS or Atom */
} attache_kind;

typedef struct attache_document {
    const char *id;       /* names the document in records and messages; required */
    const char *date;     /* when it was published, YYYY-MM-DD, or "" / NULL: taken from the page */
    const char *fetched;  /* when it was fetched, YYYY-MM-DD: its date if the page tells none; or "" / NULL */
    const char *title;    /* these four: "" or NULL where not known */
    const char *url;
    const char *source;
    const char *language; /* ISO 639-1 */
    const char *charset;  /* what the transport said, or NULL */
    const char *path;     /* the file that it came from, where its id is no more than the name of that; "" or NULL: the id says who it is (a store keeps them apart by it) */
    const char *data;     /* the page */
    size_t size;          /* its bytes */
    attache_kind kind;    /* AUTO, TEXT or HTML */
} attache_document;

/* A paragraph of the text and what it is there as. */
typedef enum attache_block_kind { ATTACHE_PARAGRAPH, ATTACHE_SUBHEAD, ATTACHE_ITEM, ATTACHE_QUOTE } attache_block_kind;
typedef struct attache_block {
    uint32_t start, end; /* bytes of the text */
    attache_block_kind kind;
} attache_block;

/* What a person would read of a page. `text` is what every offset of a body event counts in. */
typedef struct attache_article {
    const char *id, *title, *text;
    size_t text_size;
    const char *const *highlights;
    const bool *repeated; /* of each highlight: the text says the same */
    size_t n_highlights;
    const attache_block *blocks;
    size_t n_blocks;
    const char *dateline_place, *dateline_country; /* as written; ISO 3166 alpha-3 or "" */
    const char *byline, *date, *language, *url, *site;
    const char *date_source; /* "document", "metadata", "published", "headline", "address", "element", "dateline", "line", "changed", "fetched", or "" without a date; NULL out of a store */
    double date_confidence;  /* from 0 to 1: how far such a source is to be trusted */
    const char *const *authors; /* the people that the byline names */
    size_t n_authors;
    const char *agency; /* the agency that it names; NULL or "" if none */
} attache_article;

/* Finds the article of a page. */
ATTACHE_API attache_status attache_read(attache_context *ctx, const attache_document *doc, attache_article *out);

/* ---- events: PLOVER's field names ---- */

/* Where in the document an offset counts: in the body (`text`), in the title, or in a highlight. */
typedef enum attache_part { ATTACHE_BODY, ATTACHE_TITLE, ATTACHE_HIGHLIGHT } attache_part;

#define ATTACHE_SECTORS 4 /* a sector and at most three further ones */

/* An actor, a recipient or a participant. */
typedef struct attache_entity {
    const char *code;                     /* ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC */
    const char *country;                  /* the usual name of the state that the code stands for */
    const char *sector;                   /* GOV MIL REB ... */
    const char *other_sectors[ATTACHE_SECTORS - 1];
    size_t n_other_sectors;
    const char *text;                     /* the words of the mention */
    uint32_t start, end;                  /* their bytes in the event's part; both 0 where they stand in another part */
    const char *identifier;               /* the name of a person or organisation */
    const char *office;
    const char *role;                     /* of a participant: head member host met signatory; else "" */
    const char *how;                      /* how attache knows: "table countries:57", "title in text", ... */
    const char *entity;                   /* by what it is counted: NGA, NGA.REB (a sector), NGA:boko-haram (a body with a name), reb; "" where nothing is known */
} attache_entity;

enum { ATTACHE_HISTORICAL = 1, ATTACHE_FUTURE = 2, ATTACHE_HYPOTHETICAL = 4, ATTACHE_NEGATION = 8 };

typedef struct attache_event {
    const char *id;   /* DOCUMENT#N */
    const char *date; /* of the event: YYYY-MM-DD, or YYYY-MM or YYYY where no more is known */
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
        long geonameid; /* 0: not known */
        int resolution; /* 0 no place, 1 country, 2 region, 4 city */
    } loc;
    struct {
        const char *dead, *injured, *arrested, *participants; /* as numbers in digits, or "" */
    } size;
    struct {
        const char *kind; /* "" what the report itself states, "quoted", "reported" */
        const char *source_text;
        uint32_t start, end;
    } attribution;
    const char *link;
    double confidence;
    attache_part part;
    const char *text;    /* the sentence */
    uint32_t sequence;   /* its number in the document, from 0 */
    uint32_t start, end; /* its bytes in its part */
    const char *why_frame, *why_path;
    uint32_t trigger_start, trigger_end; /* bytes in the part */
    const attache_article *article;
    const char *publication;
    const char *coder; /* "attache 0.1.0"; of a record that another program coded, that program */
} attache_event;

/* Receives an event; anything but 0 stops the document. */
typedef int attache_event_fn(const attache_event *event, void *user);

typedef struct attache_code_options {
    bool all; /* negated events too */
} attache_code_options;

/* Codes a document: calls on_event for each event, in the order of the text. `options` may be NULL. */
ATTACHE_API attache_status attache_code(attache_context *ctx, const attache_document *doc, const attache_code_options *options,
                                        attache_event_fn *on_event, void *user);

/* ---- sentences, phrases ---- */

/* Receives bytes of output; anything but 0 stops. */
typedef int attache_write_fn(const char *data, size_t size, void *user);

typedef struct attache_parse_options {
    const char *name; /* names the text in messages, in `# newdoc id` and in sent_ids ("NAME-7"); NULL: it has no name, and sent_ids are numbers */
    bool conllu;      /* `text` is CoNLL-U: its tokens, comments and MISC are kept, all else is made anew; ATTACHE_ERR_FORMAT if a sentence was left out */
} attache_parse_options;

/* Writes the sentences of plain text as CoNLL-U (universaldependencies.org/format). `options` may be NULL. */
ATTACHE_API attache_status attache_parse(attache_context *ctx, const char *text, size_t size, const attache_parse_options *options,
                                         attache_write_fn *write, void *user);

/* Says whom `phrase` means on `date` ("" for today's reading) in a text that says `context` ("" for none). *out lives until the next call. */
ATTACHE_API attache_status attache_who(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out);

/* Something that words of a phrase can stand for, by one row of the tables or one town. */
typedef struct attache_considered {
    const char *words, *kind;                 /* of the phrase; state region adjective people capital seat organisation person agent town */
    const char *name, *code, *sector, *office;
    const char *how, *note;                   /* the row; what speaks for or against it on the date, or "" */
    bool taken;                               /* the answer stands on it */
} attache_considered;

/* The same with what was considered: *list, of *n, lives as long as *out. */
ATTACHE_API attache_status attache_who_why(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out,
                                           const attache_considered **list, size_t *n);

typedef struct attache_explain_options {
    bool colour; /* marks as ANSI colours, for a terminal; else as brackets */
} attache_explain_options;

/* Writes a person's view of a document: each sentence with its mentions and triggers marked, its tree, its events with all that speaks for them, and what was
 * considered and dropped, and why. `options` may be NULL. */
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

/* Documents of many files, one after another. */
typedef struct attache_inputs attache_inputs;

/* Opens a list of paths; "-" is standard input, a folder stands for all that lies in it, in the order of names. A path is opened when its turn comes. What a path
 * holds is told by its first bytes: pages, plain text, JSONL, WARC, RSS and Atom, packed by gzip, zstd, bzip2 or xz or not, alone or in zip, tar or 7z. `kind` says so
 * where they would not. A document's id is the name of its file, the path within the folder or archive, the "id" of its line, or its address. */
ATTACHE_API attache_status attache_inputs_open(const attache *self, const char *const *paths, size_t n, attache_kind kind, attache_inputs **out);
/* The next document, valid until the next call. ATTACHE_END after the last. ATTACHE_SKIPPED: something that holds no article (a revisit record, a picture in a zip),
 * which is told in sum when its archive ends. Any other status is about one input: it has been reported, and the next call goes on behind it. */
ATTACHE_API attache_status attache_inputs_next(attache_inputs *in, attache_document *out);
/* Bytes read so far, and in all where that can be told (else 0), for a progress bar. */
ATTACHE_API void attache_inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total);
ATTACHE_API void attache_inputs_close(attache_inputs *in);

typedef struct attache_stats {
    uint64_t documents, failed, skipped, sentences, events, bytes;
    uint64_t empty; /* documents without text, each of which has been reported with the reason; they are neither failed nor skipped */
} attache_stats;

/* What is done with one document of a batch, on any thread: writes what comes of it. `stats` is the document's: attache_code counts its sentences and events
 * in it, and the batch the rest. */
typedef attache_status attache_work_fn(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user);

typedef struct attache_batch {
    const struct attache *attache;                             /* "struct", so that C++ takes the member's name */
    attache_inputs *inputs;
    unsigned threads;                                          /* 0: as many as there are cores */
    attache_work_fn *work;                                     /* runs in parallel */
    bool (*want)(const attache_document *doc, void *user);      /* whether a document is to be worked on at all; from the calling thread; NULL: every one */
    attache_write_fn *write;                                   /* called in the order of the inputs, from the calling thread alone */
    void (*on_progress)(const attache_stats *stats, void *user); /* now and then, from the calling thread; may be NULL */
    void *user;                                                /* handed to all of these */
} attache_batch;

/* Runs a batch. The bytes written do not depend on the number of threads. ATTACHE_STOPPED if `write` asked to stop. */
ATTACHE_API attache_status attache_batch_run(const attache_batch *batch, attache_stats *out);

/* ---- messages for later ----
 *
 * For languages that cannot be called from any thread: give a log to attache_open as `user` with attache_log_add as `on_message`, and take its messages when it suits. */
typedef struct attache_log attache_log;
ATTACHE_API attache_log *attache_log_new(void);
ATTACHE_API void attache_log_free(attache_log *log);
/* An attache_message_fn. A log that is full (10 000 messages) counts what it can no longer keep. */
ATTACHE_API void attache_log_add(attache_status status, const char *where, const char *message, void *log);
/* Takes the oldest message, which lives until the next call; false if there is none. */
ATTACHE_API bool attache_log_take(attache_log *log, attache_status *status, const char **where, const char **message);

/* ---- watching feeds ---- */

typedef struct attache_watch {
    const char *feeds; /* a file with the address of a feed a line; # begins a comment */
    const char *into;  /* the folder of the archives (attache-YYYY-MM-DD.warc.gz) and of the journal of what was fetched; made where there is none */
    const char *agent; /* User-Agent; NULL: "attache/VERSION" */
    const char *proxy; /* or NULL for none; what the environment says of proxies is left aside */
    double delay;      /* seconds between two requests to a host, at least; robots.txt may ask for more */
    double timeout;    /* seconds for a connection and for silence; a whole transfer has four times as long */
    size_t max_size;   /* bytes of a page */
    bool allow_private; /* addresses of this machine and of local networks too */
    bool (*stop)(void *user); /* asked now and then: true ends the run behind what is in transfer; may be NULL */
    void *user;
} attache_watch;

typedef struct attache_watch_counts {
    uint64_t feeds, unchanged; /* feeds that answered; of these, with nothing new */
    uint64_t pages, bytes;     /* kept */
    uint64_t known;            /* entries that were fetched before */
    uint64_t disallowed;       /* by robots.txt */
    uint64_t skipped;          /* no pages: sound, pictures */
    uint64_t failed;
} attache_watch_counts;

/* Fetches the feeds once, and the pages that they tell of and that were not fetched before, by the leave of robots.txt (RFC 9309), into WARC files that
 * attache_inputs_open takes. Killed at any moment and run again it loses nothing and keeps nothing twice. ATTACHE_STOPPED if `stop` said so; what went wrong with one feed
 * or page is reported and counted; any other status: nothing could be kept. */
ATTACHE_API attache_status attache_watch_run(const attache *self, const attache_watch *watch, attache_watch_counts *out);

/* ---- the store: one file that keeps documents, events and happenings ---- */

typedef struct attache_store attache_store; /* a connection, for one thread at a time; opaque */

typedef enum attache_store_mode {
    ATTACHE_STORE_READ,  /* an existing store; readers never wait, and see whole batches */
    ATTACHE_STORE_CREATE,/* a store to write into, made where there is none; writers wait for each other */
    ATTACHE_STORE_WRITE  /* an existing store to write into */
} attache_store_mode;

/* Opens a store. A file that is no store, is damaged or of a later version is refused and left as it is. `self` must outlive it. */
ATTACHE_API attache_status attache_store_open(const attache *self, const char *path, attache_store_mode mode, attache_store **out);
ATTACHE_API void attache_store_close(attache_store *store);

typedef struct attache_check_counts {
    bool checked;                /* the file could be opened and looked through */
    uint64_t problems, repaired; /* rows that are wrong, of what can be made anew one a table; made anew */
    uint64_t documents, events;  /* in the store */
} attache_check_counts;

/* Looks whether a store is whole, and reports all that is wrong; with `repair`, what follows from its documents, events and happenings is made anew where it is wrong.
 * ATTACHE_OK: nothing is wrong any more. ATTACHE_ERR_FORMAT: something is. */
ATTACHE_API attache_status attache_store_check(const attache *self, const char *path, bool repair, attache_check_counts *out);

typedef struct attache_ingest {
    attache_store *store; /* opened with ATTACHE_STORE_CREATE */
    attache_inputs *inputs;
    unsigned threads;     /* 0: as many as there are cores */
    unsigned batch;       /* documents that are written at once; 0: up to 8 000. What is written at once is there as a whole or not at all */
    void (*on_progress)(const attache_stats *stats, void *user); /* now and then, from the calling thread; may be NULL */
    void *user;
} attache_ingest;

typedef struct attache_ingest_counts {
    attache_stats stats;               /* of what was coded, as of a batch */
    uint64_t added, replaced, same;    /* documents that are new, that have changed, that were there already */
    uint64_t undated;                  /* of the new and the changed, those that tell no date */
} attache_ingest_counts;

/* Codes all documents of the inputs into the store. A document is known by its id and address, or where it has no address by its id and path: one that has changed
 * replaces what was there, and one whose id and content are there is left alone. Killed at any moment and run again, it goes on with what is missing. Anything but ATTACHE_OK: the store could not be written, and holds what it
 * held when the last batch ended. Documents that fail are reported and counted. */
ATTACHE_API attache_status attache_ingest_run(const attache_ingest *job, attache_ingest_counts *out);

/* ---- a store in parts: what many machines code, joined by many machines ----
 *
 * A pack is what a store keeps of one document, as bytes that are the same on every machine. Reports, the records of a document that tell of one thing, look for
 * each other in blocks, a month and a slice of what they are looked for by; each is joined to the one before it that it is most like in any block, and what hangs
 * together is a tree, which can be made happenings of apart from all others: python/src/attache/spark.py does all of it. */

/* Strings of bytes one behind the other: the i-th is data[offsets[i] .. offsets[i + 1]). Arrow's large binary arrays are laid out so. */
typedef struct attache_bytes {
    const char *data;
    const int64_t *offsets;
    size_t n;
} attache_bytes;

/* Rows of columns, which are strings of bytes or numbers. Free it with attache_rows_free. */
typedef struct attache_rows attache_rows;
ATTACHE_API size_t attache_rows_count(const attache_rows *rows);
/* The k-th column of strings, the k-th of numbers; they live as long as the rows. */
ATTACHE_API attache_bytes attache_rows_bytes(const attache_rows *rows, size_t k);
ATTACHE_API const int64_t *attache_rows_numbers(const attache_rows *rows, size_t k);
ATTACHE_API void attache_rows_free(attache_rows *rows); /* NULL is well */

/* Codes a document into a pack; one that is skipped or fails has a pack that says so, and the status is returned. ATTACHE_STOPPED if `write` asked to stop. */
ATTACHE_API attache_status attache_pack(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *user);
/* A row a document that was coded. Strings: what tells it apart (8 bytes), its head: a pack with nothing but what tells copies. Numbers: its place in `packs`, a
 * hash of its content, by which one of several versions can be chosen. ATTACHE_ERR_FORMAT, reported: a string is no pack; so in all of these. */
ATTACHE_API attache_status attache_pack_heads(const attache *self, const attache_bytes *packs, attache_rows **out);
/* A row a report. Strings: its id (17 bytes, in the order in which reports are joined), its document's (8 bytes), its traits, its part: a pack with it alone. */
ATTACHE_API attache_status attache_pack_parts(const attache *self, const attache_bytes *packs, attache_rows **out);
/* The blocks in which reports look for each other, with so many slices a month: a row a report and block. Numbers: its place in `traits`, month, slice. */
ATTACHE_API attache_status attache_report_blocks(const attache *self, const attache_bytes *traits, uint32_t slices, attache_rows **out);
/* Joins the reports of a block: a row a report that has one before it. Numbers: its place in `traits`, that one's, how alike they are. */
ATTACHE_API attache_status attache_report_parents(const attache *self, const attache_bytes *traits, uint32_t slice, uint32_t slices, attache_rows **out);
/* The blocks in which documents look for those that they are copies of: a row a head and block. Numbers: its place in `heads`, the block. */
ATTACHE_API attache_status attache_head_blocks(const attache *self, const attache_bytes *heads, uint32_t blocks, attache_rows **out);
/* A row a copy in a block. Numbers: its place in `heads`, that of one that carries the same text. */
ATTACHE_API attache_status attache_head_copies(const attache *self, const attache_bytes *heads, uint32_t block, uint32_t blocks, attache_rows **out);
/* Puts packs, heads and parts into a store opened with ATTACHE_STORE_CREATE, as an ingest of the documents would; all parts of a document have to come at once. Of two
 * versions of a document the later one stays. */
ATTACHE_API attache_status attache_store_add(attache_store *store, const attache_bytes *packs, attache_ingest_counts *out);

/* ---- importing what other programs coded ---- */

typedef struct attache_import_counts {
    uint64_t rows, events, refused;  /* of the file; taken; wrong, and reported as FILE:LINE */
    uint64_t no_event;               /* what has a CAMEO code that the codebook makes no event of: statements */
    uint64_t added, replaced, same;  /* documents, as of an ingest */
} attache_import_counts;

/* Puts the events of a file into a store opened with ATTACHE_STORE_CREATE: ATTACHE_FORMAT_POLECAT, _ICEWS or _GDELT, as those programs or attache wrote it
 * (docs/columns.md). A record whose id is DOCUMENT#N is the Nth of that document, any other the only one of a document with its id. Rows that are wrong are reported
 * and left out. Anything but ATTACHE_OK: the file could not be read, or the store not be written. */
ATTACHE_API attache_status attache_import_run(attache_store *store, attache_format format, const char *path, attache_import_counts *out);

/* ---- asking a store ---- */

typedef enum attache_ask {
    ATTACHE_ASK_EVENTS,     /* records, the newest first */
    ATTACHE_ASK_HAPPENINGS, /* what they tell of, each once */
    ATTACHE_ASK_DYADS,      /* pairs of actors, by `rank` */
    ATTACHE_ASK_SHOW        /* all reports of the happening that `id` is, or belongs to */
} attache_ask;

/* What is asked for. Lists are joined by ','; NULL or 0 where nothing is asked. Of the filters, dyads take actor, from, to, event and limit, one happening none:
 * others with them are a mistake. */
typedef struct attache_query {
    attache_ask ask;
    const char *dyad;     /* "KAZ,IND": both directions; "KAZ>IND": what KAZ did to IND. By code or name: "Nigeria,Boko Haram", "NGA,REB"; several by ";" */
    const char *actor;    /* who takes part, on either side: "NGA", "NGA.REB", "Boko Haram"; any of several by "," */
    const char *from, *to;/* YYYY, YYYY-MM or YYYY-MM-DD; both inclusive */
    const char *event;    /* PLOVER categories */
    const char *mode, *context, *quad; /* quad classes: "3,4". Each of these lists may begin with "not ": none of them */
    const char *place;    /* where it happened: "NGA", "Nigeria", a province, with the towns in it, or a town by name */
    const char *near;     /* "Abuja,50" or "9.06,7.49,50": kilometres around a town or a point */
    const char *box;      /* "4,2,14,15": degrees of the south, the west, the north and the east; not with `near` */
    int min_dead, min_injured, min_arrested; /* at least so many; 0: whether told or not */
    double min_confidence; /* of the record, of a happening's fullest; 0: any */
    const char *source;   /* publishers by name; several by ";", and "not " before them: none of them */
    const char *sum;      /* of happenings: "dead", "injured" or "arrested" added up, with the least and the most that reports tell, and the most of one */
    const char *person;   /* part of the name of somebody who takes part */
    const char *text;     /* words of the document, as FTS5 takes them */
    const char *by;       /* "day", "week", "month", "year", "event", "quad", "mode", "country", "place", "source", "actor", "recipient", or two: "month,event"; counts instead of a list */
    const char *rank;     /* of dyads: "busiest" (as if NULL), "warmest", "coldest", "changed" */
    const char *id;       /* of ATTACHE_ASK_SHOW: a happening's number, or the id of a record or a report */
    int min_sources;      /* publishers that tell of the happening */
    int limit;            /* rows of a list; 0: 20 */
    bool within;          /* of dyads: sectors of one state, and not two states */
    bool all;             /* also what is historical, to come, hypothetical or negated */
} attache_query;

typedef struct attache_column {
    const char *name;
    bool number;
} attache_column;

/* Receives a row: a value a column, NULL where it is not known. `values` is NULL once, before the first row, to give the columns. Anything but 0 stops. */
typedef int attache_row_fn(const attache_column *columns, const char *const *values, size_t n, void *user);

/* Asks. ATTACHE_ERR_USAGE, reported with what would have been right, if the question makes no sense. */
ATTACHE_API attache_status attache_query_run(attache_store *store, const attache_query *query, attache_row_fn *on_row, void *user);
/* Writes a row (or with NULL for `values` the header line) as CSV, TSV or JSONL. */
ATTACHE_API attache_status attache_write_row(attache_format format, const attache_column *columns, const char *const *values, size_t n,
                                             attache_write_fn *write, void *out);

/* ---- exports ---- */

typedef enum attache_export_what { ATTACHE_EXPORT_EVENTS, ATTACHE_EXPORT_HAPPENINGS, ATTACHE_EXPORT_DYAD_MONTHS, ATTACHE_EXPORT_CORRECTIONS } attache_export_what;

typedef struct attache_export {
    attache_export_what what;
    attache_format format; /* ICEWS, GDELT and POLECAT for events alone */
    bool all;              /* negated events too */
    bool why;              /* the rule with each record, in JSONL */
    bool corrected;        /* analysts' corrections applied */
    const char *head;      /* one line to begin with, as a comment in CSV and TSV, as an object in JSONL; NULL: none */
} attache_export;

/* Writes events, happenings, dyad-months or corrections of a store, in an order that does not depend on how it was filled: all, or those that the filters of a query
 * pick (its `ask` is not looked at; of dyad-months, those counted from what is picked, of the pairs that `actor` and `dyad` name). docs/columns.md lists the columns. */
ATTACHE_API attache_status attache_export_run(attache_store *store, const attache_export *what, const attache_query *query, attache_write_fn *write, void *out);
/* Writes the corrections as test cases (tests/cases/README.md). */
ATTACHE_API attache_status attache_export_cases(attache_store *store, attache_write_fn *write, void *out);

/* Takes correction `number` (docs/columns.md) back: its field says again what it said before, and the log of corrections has one more, by `who`. Only the last one of
 * a field can be; ATTACHE_ERR_USAGE, reported, if it is not the last or there is none of that number. The store is open with ATTACHE_STORE_WRITE or _CREATE. */
ATTACHE_API attache_status attache_correction_undo(attache_store *store, int64_t number, const char *who);

/* ---- Arrow: tables of documents in, tables of events out ----
 *
 * By the Arrow C data and stream interfaces (arrow.apache.org/docs/format/CDataInterface.html, .../CStreamInterface.html), whose structs are a stable ABI; the macros keep
 * another header's declaration of the same from clashing. Whoever holds a struct whose `release` is not NULL owns it, and calls that once. docs/columns.md has the
 * columns. */

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
    unsigned threads; /* 0: as many as there are cores */
    bool all;         /* negated events too */
    void (*on_progress)(const attache_stats *stats, void *user); /* now and then, from the thread that asks the stream; may be NULL */
    void *user;
} attache_arrow_options;

/* Codes a stream of tables: a row a document, with the columns `text`, `html` or `page` (told by content), and `id`, `date`, `fetched`, `title`, `url`, `source`, `language`, `charset`
 * where they are there. *out gives tables of events in the order of the documents, worked at on all threads while they are taken. It is to be released, and `self` must
 * outlive it. `documents` is taken over in any case, and asked from the thread that asks *out. A document that fails is reported and counted. `options` may be NULL. */
ATTACHE_API attache_status attache_arrow_code(const attache *self, const attache_arrow_options *options, struct ArrowArrayStream *documents, struct ArrowArrayStream *out);

/* The same of files; `inputs` must outlive *out. */
ATTACHE_API attache_status attache_arrow_code_inputs(const attache *self, const attache_arrow_options *options, attache_inputs *inputs, struct ArrowArrayStream *out);

/* Events, happenings or dyad-months of a store as tables: all, or those that the filters of a query pick, as of attache_export_run. *out is to be released before the store is closed. */
ATTACHE_API attache_status attache_arrow_export(attache_store *store, const attache_export *what, const attache_query *query, struct ArrowArrayStream *out);

/* Writes the tables of such a stream as bytes, in the format of an Arrow IPC stream, and releases it. */
ATTACHE_API attache_status attache_arrow_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *user);

/* ---- the desk: a store in a browser ---- */

typedef struct attache_desk attache_desk; /* a web server on its own threads; opaque */

typedef struct attache_desk_options {
    const char *listen;     /* a numeric address and a port, 0 for any that is free; NULL: "127.0.0.1:8765" */
    const char *token_file; /* whoever asks must know the first line of this file; required for an address that others can reach; NULL: nobody needs to */
    unsigned threads;       /* 0: as many as there are cores */
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
