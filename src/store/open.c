/* open.c - opens a store: creates and migrates the schema, refuses other files. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/system.h"
#include "store/digest.h"
#include "store/rebuild.h"
#include "store/rows.h"
#include "store/store_int.h"
#include "store/strangers.h"

extern const char attache_schema[] __attribute__((visibility("hidden")));

/* The steps from version i of the schema to a later one, which each sets in user_version; the first turns an empty file into a store of the present version. */
static const Migration migrations[STORE_VERSION] = {
    {attache_schema, NULL},
    {NULL, NULL}, /* cannot be migrated */
    {"CREATE TABLE total (one INTEGER PRIMARY KEY CHECK (one = 1), documents INTEGER NOT NULL, copies INTEGER NOT NULL, skipped INTEGER NOT NULL, "
    "events INTEGER NOT NULL, happenings INTEGER NOT NULL) STRICT;"
    "INSERT INTO total SELECT 1, (SELECT count(*) FROM document), (SELECT count(*) FROM document WHERE copy_of IS NOT NULL), "
    "(SELECT count(*) FROM skipped WHERE reason = 'skipped'), (SELECT count(*) FROM event), (SELECT count(*) FROM happening);"
    "PRAGMA user_version = 3", NULL},
    /* existing reasons keep their numbers: rows that refer to them are not touched */
    {"CREATE TABLE reason_by_hash (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    "INSERT INTO reason_by_hash SELECT id, text FROM reason; DROP TABLE reason; ALTER TABLE reason_by_hash RENAME TO reason;"
    "DROP INDEX IF EXISTS happening_by_first; DROP INDEX IF EXISTS happening_by_fullest; DROP INDEX IF EXISTS disagreement_by_event;"
    "INSERT INTO document_text (document_text, rank) VALUES ('automerge', 8);"
    "PRAGMA user_version = 4", NULL},
    {"DROP INDEX party_by_entity; DROP INDEX happening_party_by_entity;"
    "ALTER TABLE party ADD COLUMN named INTEGER NOT NULL DEFAULT 0; ALTER TABLE happening_party ADD COLUMN named INTEGER NOT NULL DEFAULT 0;"
    "UPDATE party SET named = 1 WHERE entity IN (SELECT id FROM entity WHERE name <> '');"
    "UPDATE happening_party SET named = 1 WHERE entity IN (SELECT id FROM entity WHERE name <> '');"
    "CREATE INDEX party_by_name ON party (entity, named, event) WHERE named = 1;"
    "CREATE INDEX happening_party_by_name ON happening_party (entity, named, happening) WHERE named = 1;"
    "PRAGMA user_version = 5", NULL},
    /* signatures, sketches and hashes are now little-endian on every machine; little-endian machines have always written them so */
    {"PRAGMA user_version = 6", NULL},
    /* parties are also counted by their sectors; which names are those of bodies is not recorded */
    {"CREATE TABLE entity_with_key (id INTEGER PRIMARY KEY, code TEXT NOT NULL, sector TEXT NOT NULL, other_sectors TEXT NOT NULL, name TEXT NOT NULL, "
     "office TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (code, sector, other_sectors, name, office, key)) STRICT;"
     "INSERT INTO entity_with_key SELECT id, code, sector, other_sectors, name, office, iif(code = '', lower(sector), code || iif(sector = '', '', '.' || sector)) FROM entity;"
     "DROP TABLE entity; ALTER TABLE entity_with_key RENAME TO entity;"
     "CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE) WHERE name <> ''; CREATE INDEX entity_by_key ON entity (key);"
     "ALTER TABLE dyad_event ADD COLUMN confidence INTEGER NOT NULL DEFAULT 0; ALTER TABLE dyad_happening ADD COLUMN confidence INTEGER NOT NULL DEFAULT 0;"
     "CREATE INDEX event_by_country ON event (country, day) WHERE country <> '';"
     "CREATE INDEX event_by_place ON event (resolved_place COLLATE NOCASE, day) WHERE resolved_place <> '';"
     "CREATE INDEX event_by_point ON event (lat, lon) WHERE lat IS NOT NULL;"
     "CREATE INDEX event_by_number ON event (dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';"
     "CREATE INDEX happening_by_town ON happening (place COLLATE NOCASE, day) WHERE place <> '';"
     "CREATE INDEX happening_by_point ON happening (lat, lon) WHERE lat IS NOT NULL;"
     "CREATE INDEX happening_by_number ON happening (dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';"
     "PRAGMA user_version = 7",
     NULL}, /* version 12 counts the pairs anew */
    /* the first byte of a signature is its format; existing ones lack some fields, and keep their keys */
    {"UPDATE report SET traits = CAST(x'06' || traits AS BLOB);"
     "PRAGMA user_version = 8",
     NULL},
    /* the main subject of a document is estimated from its headline */
    {"ALTER TABLE report ADD COLUMN main INTEGER NOT NULL DEFAULT 0;"
     "ALTER TABLE happening ADD COLUMN title INTEGER NOT NULL DEFAULT 0; ALTER TABLE happening ADD COLUMN main INTEGER NOT NULL DEFAULT 0;"
     "UPDATE report SET main = 1 WHERE id IN (SELECT (SELECT e.report FROM event e WHERE e.document = d.id AND e.part = 1 ORDER BY e.aux > 1, e.confidence DESC, e.number LIMIT 1) FROM document d);"
     "UPDATE happening SET title = fullest, main = (SELECT count(*) FROM report r JOIN document d ON d.id = r.document WHERE r.happening = happening.id AND r.main AND d.copy_of IS NULL);"
     "PRAGMA user_version = 9",
     NULL},
    /* the names in a byline are separate columns; existing documents have only the byline */
    {"ALTER TABLE document ADD COLUMN authors TEXT NOT NULL DEFAULT ''; ALTER TABLE document ADD COLUMN agency TEXT NOT NULL DEFAULT '';"
     "PRAGMA user_version = 10",
     NULL},
    /* numbers can be corrected too */
    {"CREATE TABLE correction_of_more (id INTEGER PRIMARY KEY, event TEXT NOT NULL, field TEXT NOT NULL CHECK (field IN ('wrong', 'event', 'mode', 'context', 'actor', 'recipient', 'date', 'place', 'dead', 'injured', 'arrested', 'size')), "
     "was TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, sentence TEXT NOT NULL) STRICT;"
     "INSERT INTO correction_of_more SELECT id, event, field, was, value, who, at, note, sentence FROM correction; DROP TABLE correction; ALTER TABLE correction_of_more RENAME TO correction;"
     "CREATE INDEX correction_by_event ON correction (event, field, id);"
     "PRAGMA user_version = 11",
     NULL},
    /* rows of pairs have the CAMEO code; numbers are looked for from the newest day on */
    {"ALTER TABLE dyad_event ADD COLUMN cameo INTEGER NOT NULL DEFAULT 0; ALTER TABLE dyad_happening ADD COLUMN cameo INTEGER NOT NULL DEFAULT 0;"
     "DROP INDEX event_by_number; DROP INDEX happening_by_number;"
     "CREATE INDEX event_by_number ON event (day, id, dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';"
     "CREATE INDEX happening_by_number ON happening (day, id, dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';"
     "PRAGMA user_version = 12",
     rebuild_dyads},
    {"ALTER TABLE report RENAME COLUMN traits TO signature; PRAGMA user_version = 13", NULL},
    /* what counts depend on */
    {"CREATE TABLE event_digest (id INTEGER PRIMARY KEY, first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, rows BLOB NOT NULL) STRICT;"
     "CREATE TABLE happening_digest (id INTEGER PRIMARY KEY, first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, rows BLOB NOT NULL) STRICT;"
     "CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
     "PRAGMA user_version = 14",
     NULL}, /* version 18 makes them */
    /* copies are counted by publisher */
    {"DROP INDEX document_by_source; CREATE INDEX document_by_source ON document (source, day, copy_of); PRAGMA user_version = 15", NULL},
    /* a state is no point */
    {"DROP INDEX event_by_point; CREATE INDEX event_by_point ON event (lat, lon) WHERE lat IS NOT NULL AND resolution > 1;"
     "DROP INDEX happening_by_point; CREATE INDEX happening_by_point ON happening (lat, lon) WHERE lat IS NOT NULL AND resolution > 1;"
     "PRAGMA user_version = 16",
     NULL},
    /* digests have documents and degrees, and those of events the publishers of the happening */
    {"PRAGMA user_version = 17", NULL},
    /* and names, and the pairs within states; the index of names has what is told of people in lists */
    {"DROP INDEX entity_by_name; CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE, key, code, office) WHERE name <> ''; PRAGMA user_version = 18", digest_rebuild},
};

enum { APPLICATION_ID = 0x41544348, CACHE_KB = 64 << 10, PAGE_SIZE = 16384, CHECKPOINT_PAGES = 4000, WAIT_MS = 100, LOG_TRIES = 600 };


static attache_status ask_number(Store *s, const char *sql, int64_t *out) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) != SQLITE_OK) return store_error(s, "be opened");
    int code = sqlite3_step(statement);
    *out = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    attache_status status = code == SQLITE_ROW ? ATTACHE_OK : store_error(s, "be opened");
    sqlite3_finalize(statement);
    return status;
}

/* Another process writes: waits as long as it takes. */
static int wait_for_writer(void *user, int tries) {
    (void)user, (void)tries;
    sqlite3_sleep(WAIT_MS);
    return 1;
}

/* Runs all missing steps in one transaction, so that two processes that open a new file at once make one store. */
attache_status store_migrate(Store *s, const Migration *steps, int64_t version) {
    int64_t now;
    FORWARD_IF_ERROR(store_begin(s));
    attache_status status = ask_number(s, "PRAGMA user_version", &now);
    while (status == ATTACHE_OK && now < version) {
        int64_t before = now;
        const Migration *step = &steps[now];
        status = store_run(s, step->sql);
        if (status == ATTACHE_OK && step->then) status = step->then(s);
        if (status == ATTACHE_OK) status = ask_number(s, "PRAGMA user_version", &now);
        if (status == ATTACHE_OK && now <= before) base_die("a script that does not say which version it leads to");
    }
    if (status == ATTACHE_OK) return store_commit(s);
    store_rollback(s);
    return status;
}

static attache_status judge_file(Store *s, StoreMode mode, int64_t *version) {
    int64_t application, tables;
    FORWARD_IF_ERROR(ask_number(s, "PRAGMA application_id", &application));
    FORWARD_IF_ERROR(ask_number(s, "PRAGMA user_version", version));
    FORWARD_IF_ERROR(ask_number(s, "SELECT count(*) FROM sqlite_schema", &tables));
    bool empty = !application && !*version && !tables;
    if (empty && mode == STORE_CREATE) return ATTACHE_OK;
    if (application != APPLICATION_ID)
        return report(&s->reporter, ATTACHE_ERR_FORMAT, s->path,
                      "is not an attache store, %s; nothing was changed. `attache ingest` makes one in a new file",
                      empty ? "but an empty file" : "but another program's SQLite file");
    if (*version > STORE_VERSION)
        return report(&s->reporter, ATTACHE_ERR_FORMAT, s->path, "was made by a later attache: its schema is version %lld, this one knows up to %d",
                      (long long)*version, STORE_VERSION);
    if (*version < STORE_OLDEST)
        return report(&s->reporter, ATTACHE_ERR_FORMAT, s->path,
                      "was made by an earlier attache: its schema is version %lld, this one knows %d and later. Ingest the documents "
                      "into a new file",
                      (long long)*version, STORE_OLDEST);
    return ATTACHE_OK;
}

/* In one snapshot of the file: another process may be turning it into a store right now. */
static attache_status check_is_store(Store *s, StoreMode mode, int64_t *version) {
    FORWARD_IF_ERROR(store_run(s, "BEGIN"));
    attache_status status = judge_file(s, mode, version);
    attache_status ended = store_run(s, "COMMIT");
    return status != ATTACHE_OK ? status : ended;
}

/* Turns the write-ahead log on, and in a new file sets the page size, which is larger than SQLite's: fewer pages, each of which costs the log two calls. SQLite
 * does not wait by itself if another process opens the same new file, since that could deadlock. */
static void ask_for_log(Store *s) {
    int code;
    char pragmas[80];
    snprintf(pragmas, sizeof pragmas, "PRAGMA page_size = %d; PRAGMA journal_mode = WAL", PAGE_SIZE);
    for (int tries = 0; tries < LOG_TRIES; tries++) {
        code = sqlite3_exec(s->db, pragmas, NULL, NULL, NULL);
        if (code != SQLITE_BUSY && code != SQLITE_LOCKED) return;
        sqlite3_sleep(WAIT_MS);
    }
}

static attache_status set_up_writing(Store *s, int64_t version) {
    char pragmas[256];
    ask_for_log(s);
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d;", CACHE_KB,
             CHECKPOINT_PAGES);
    FORWARD_IF_ERROR(store_run(s, pragmas));
    FORWARD_IF_ERROR(rows_register(s));
    if (store_add_codebook(s->db) != SQLITE_OK) return store_error(s, "be opened");
    return version < STORE_VERSION ? store_migrate(s, migrations, STORE_VERSION) : ATTACHE_OK;
}

/* A store on a read-only medium needs no lock, and cannot have one. */
static int open_file(Store *s, StoreMode mode) {
    int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (mode == STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK || mode != STORE_READ) return code;
    code = sqlite3_exec(s->db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY) return SQLITE_OK;
    char *uri = sqlite3_mprintf("file:%w?immutable=1", s->path);
    sqlite3_close(s->db);
    code = sqlite3_open_v2(uri, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
    sqlite3_free(uri);
    return code;
}

/* A reader has opened an older store: another connection migrates it, if the file is writable, and empties the log, which would otherwise stay as long as the reader
 * and have to be gone through by everybody who opens the store. */
static attache_status bring_up(Store *s, int64_t version) {
    Store *writing;
    attache_status status = store_open(s->path, STORE_WRITE, NULL, &writing);
    if (status == ATTACHE_OK) sqlite3_wal_checkpoint_v2(writing->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store_close(writing);
    if (status == ATTACHE_OK) return ATTACHE_OK;
    return report(&s->reporter, status, s->path,
                  "is of schema version %lld, this attache reads %d, and it cannot be brought up where it lies: make it and its folder writable, or "
                  "take a copy",
                  (long long)version, STORE_VERSION);
}

static attache_status set_up_reading(Store *s, int64_t version) {
    if (version < STORE_VERSION) FORWARD_IF_ERROR(bring_up(s, version));
    FORWARD_IF_ERROR(rows_register(s));
    return store_run(s, "PRAGMA query_only = ON; PRAGMA cache_size = -65536; PRAGMA mmap_size = 2147418112");
}

static attache_status open_store(Store *s, StoreMode mode) {
    struct stat st;
    int64_t version;
    bool there = stat(s->path, &st) == 0;
    if (!there && (mode != STORE_CREATE || errno != ENOENT))
        return report(&s->reporter, ATTACHE_ERR_IO, s->path, "cannot be opened: %s. `attache ingest` makes a store", strerror(errno));
    if (there && S_ISDIR(st.st_mode)) return report(&s->reporter, ATTACHE_ERR_IO, s->path, "is a folder: a store is a file, which `attache ingest` makes");
    if (!there) system_make_file(s->path, SYSTEM_FILE_MODE); /* the log next to it gets the same permissions */
    if (open_file(s, mode) != SQLITE_OK) return store_error(s, "be opened");
    sqlite3_busy_handler(s->db, wait_for_writer, NULL);
    strangers_bind(s->db, mode == STORE_READ);
    FORWARD_IF_ERROR(check_is_store(s, mode, &version));
    FORWARD_IF_ERROR(strangers_refuse_triggers(s));
    FORWARD_IF_ERROR(mode == STORE_READ ? set_up_reading(s, version) : set_up_writing(s, version));
    return strangers_refuse(s);
}

attache_status store_open(const char *path, StoreMode mode, const Reporter *r, Store **out) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* saves a lock for each allocation, 5 per cent of an ingest. SQLite refuses it once in use, which does no harm */
    *out = NULL;
    Store *s = calloc(1, sizeof *s);
    if (!s || !(s->path = strdup(path))) {
        free(s);
        return report(r, ATTACHE_ERR_MEMORY, path, "out of memory");
    }
    if (r) s->reporter = *r;
    attache_status status = GUARDED(&s->reporter, path, open_store(s, mode));
    *out = status == ATTACHE_OK ? s : NULL;
    if (!*out) store_close(s);
    return status;
}

void store_close(Store *s) {
    if (!s) return;
    sqlite3_finalize(s->begin);
    sqlite3_finalize(s->commit);
    sqlite3_close_v2(s->db); /* a failure may have left a statement behind, and it lasts as long */
    free(s->path);
    free(s);
}
