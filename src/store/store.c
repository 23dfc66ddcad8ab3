/* store.c - a connection to a store: statements, transactions, and error messages. */
#include "store/store.h"

#include <stdlib.h>

#include "store/store_int.h"

sqlite3 *store_db(Store *s) { return s->db; }
const char *store_path(const Store *s) { return s->path; }
const Reporter *store_reporter(const Store *s) { return &s->reporter; }

/* ---- errors ---- */

attache_status store_error(Store *s, const char *doing) {
    const Reporter *r = &s->reporter;
    switch (sqlite3_errcode(s->db)) {
    case SQLITE_FULL:
        return report(r, ATTACHE_ERR_IO, s->path, "cannot %s: the disk is full. What was stored before is whole; make room and run the same again",
                      doing);
    case SQLITE_NOTADB:
        return report(r, ATTACHE_ERR_FORMAT, s->path,
                      "is not an attache store: it is not an SQLite file. Name a new file, or one that `attache ingest` made");
    case SQLITE_CORRUPT:
        return report(r, ATTACHE_ERR_FORMAT, s->path,
                      "cannot %s: the file is damaged (%s). Take a copy from before, or ingest the documents into a new file", doing,
                      sqlite3_errmsg(s->db));
    case SQLITE_NOMEM: return report(r, ATTACHE_ERR_MEMORY, s->path, "cannot %s: out of memory. What was stored before is whole", doing);
    case SQLITE_CANTOPEN: return report(r, ATTACHE_ERR_IO, s->path, "cannot be opened: %s", strerror(sqlite3_system_errno(s->db)));
    case SQLITE_READONLY: return report(r, ATTACHE_ERR_IO, s->path, "cannot %s: the file or its folder may not be written", doing);
    case SQLITE_IOERR:
        return report(r, ATTACHE_ERR_IO, s->path, "cannot %s: %s (%s)", doing, sqlite3_errmsg(s->db), strerror(sqlite3_system_errno(s->db)));
    default: return report(r, ATTACHE_ERR_IO, s->path, "cannot %s: %s", doing, sqlite3_errmsg(s->db));
    }
}

attache_status store_damaged(Store *s, const char *table, int64_t id) {
    return report(&s->reporter, ATTACHE_ERR_FORMAT, s->path, "is damaged: row %lld of table %s is not what attache wrote there", (long long)id,
                  table);
}

attache_status store_prepare(Store *s, const char *sql, sqlite3_stmt **out) {
    if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK) return ATTACHE_OK;
    return store_error(s, "be read");
}

attache_status store_run(Store *s, const char *sql) {
    if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK) return ATTACHE_OK;
    return store_error(s, "be written");
}

attache_status store_step(Store *s, sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    attache_status status = code == SQLITE_DONE || code == SQLITE_ROW ? ATTACHE_OK : store_error(s, "be written");
    sqlite3_reset(statement);
    return status;
}

attache_status store_begin(Store *s) {
    if (!s->begin) FORWARD_IF_ERROR(store_prepare(s, "BEGIN IMMEDIATE", &s->begin));
    return store_step(s, s->begin);
}

attache_status store_commit(Store *s) {
    if (!s->commit) FORWARD_IF_ERROR(store_prepare(s, "COMMIT", &s->commit));
    attache_status status = store_step(s, s->commit);
    if (status != ATTACHE_OK) store_rollback(s);
    return status;
}

void store_rollback(Store *s) {
    if (!sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

void store_give_up(Store *s) {
    for (sqlite3_stmt *statement = NULL; (statement = sqlite3_next_stmt(s->db, statement));) sqlite3_reset(statement);
    store_rollback(s);
}
