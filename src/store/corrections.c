/* corrections.c - reverts a correction by adding a row. */
#include "store/corrections.h"

enum { WHO_MAX = 100 };

/* The last correction of the field, and the value of the one before: "" is the record's own value. */
static const char find[] =
    "SELECT (SELECT max(id) FROM correction l WHERE l.event = c.event AND l.field = c.field), c.field, c.event FROM correction c WHERE id = ?1";
static const char add[] =
    "INSERT INTO correction (event, field, was, value, who, at, note, sentence) SELECT event, field, was, "
    "coalesce((SELECT value FROM correction p WHERE p.event = c.event AND p.field = c.field AND p.id < c.id ORDER BY id DESC LIMIT 1), ''), "
    "?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'takes back ' || id, sentence FROM correction c WHERE id = ?1";

/* Whether no later correction depends on this one. */
static attache_status judge(Store *s, sqlite3_stmt *statement, int64_t number) {
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return store_error(s, "be read");
    if (code == SQLITE_DONE)
        return report(store_reporter(s), ATTACHE_ERR_USAGE, store_path(s), "has no correction %lld; `attache export STORE corrections` lists them", (long long)number);
    int64_t last = sqlite3_column_int64(statement, 0);
    if (last == number) return ATTACHE_OK;
    return report(store_reporter(s), ATTACHE_ERR_USAGE, store_path(s), "correction %lld is not the last of %.20s of %.200s: take %lld back first", (long long)number,
                  store_text(statement, 1), store_text(statement, 2), (long long)last);
}

static attache_status bind_and(Store *s, const char *sql, int64_t number, const char *who, sqlite3_stmt **out) {
    FORWARD_IF_ERROR(store_prepare(s, sql, out));
    sqlite3_bind_int64(*out, 1, number);
    if (who) sqlite3_bind_text(*out, 2, who, -1, SQLITE_STATIC);
    return ATTACHE_OK;
}

static attache_status take_back(Store *s, int64_t number, const char *who) {
    sqlite3_stmt *statement = NULL;
    attache_status status = bind_and(s, find, number, NULL, &statement);
    if (status == ATTACHE_OK) status = judge(s, statement, number);
    sqlite3_finalize(statement);
    if (status != ATTACHE_OK) return status;
    status = bind_and(s, add, number, who, &statement);
    if (status == ATTACHE_OK) status = store_step(s, statement);
    sqlite3_finalize(statement);
    return status;
}

attache_status corrections_undo(Store *s, int64_t number, const char *who) {
    if (!who || !*who || strlen(who) > WHO_MAX) return report(store_reporter(s), ATTACHE_ERR_USAGE, "who", "takes it back must be said, in at most %d bytes", WHO_MAX);
    FORWARD_IF_ERROR(store_begin(s));
    attache_status status = take_back(s, number, who);
    if (status == ATTACHE_OK) return store_commit(s);
    store_rollback(s);
    return status;
}
