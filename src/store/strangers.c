/* strangers.c - compares the schema of a file with that of a store made in memory, and returns the first difference. */
#include "store/strangers.h"

#include "base/failure.h"
#include "base/map.h"
#include "store/store_int.h"

enum { TEXT_MAX = 256 << 20 };

extern const char attache_schema[] __attribute__((visibility("hidden")));

/* The content of a schema, one line each: for triggers and the full-text table their SQL, for other tables the columns. */
static const char lines[] =
    "SELECT type || ' ' || name || iif(type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%', ': ' || sql, '') FROM sqlite_schema WHERE type <> 'index' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "UNION ALL SELECT 'column ' || m.name || '.' || x.name || ', ' || x.type || iif(x.\"notnull\", ' NOT NULL', '') || iif(x.hidden > 1, ' generated', '') "
    "FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) x WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "AND m.name NOT LIKE 'document\\_text\\_%' ESCAPE '\\' UNION ALL SELECT 'strict table ' || name FROM pragma_table_list WHERE schema = 'main' AND strict";
static const char triggers[] = "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view') AND name NOT IN ('document_text_delete', 'dyad_day')";

void strangers_bind(sqlite3 *db, bool reads) {
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, !reads, NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, TEXT_MAX);
}

static attache_status refuse(Store *s, const char *has, const char *line) {
    return report(&s->reporter, ATTACHE_ERR_FORMAT, s->path, "is laid out as no store of attache is: it %s %.200s. It may be damaged or made by somebody else; nothing was read", has, line);
}

attache_status strangers_refuse_triggers(Store *s) {
    sqlite3_stmt *statement = NULL;
    FORWARD_IF_ERROR(store_prepare(s, triggers, &statement));
    int code = sqlite3_step(statement);
    attache_status status = code == SQLITE_DONE ? ATTACHE_OK : code == SQLITE_ROW ? refuse(s, "has a trigger or view", store_text(statement, 0)) : store_error(s, "be opened");
    sqlite3_finalize(statement);
    return status;
}

typedef struct Comparison {
    sqlite3 *reference;
    sqlite3_stmt *statement; /* the one in use */
    Map ours[2], theirs;
    char *unknown[2]; /* by sqlite3_mprintf */
} Comparison;

static void close_comparison(void *of) {
    Comparison *c = of;
    sqlite3_finalize(c->statement);
    sqlite3_close(c->reference);
    for (int i = 0; i < 2; i++) {
        sqlite3_free(c->unknown[i]);
        map_free(&c->ours[i]);
    }
    map_free(&c->theirs);
}

/* Writes the lines of a schema to `out`; with `known`, only the first line that is not in there, as a copy. */
static int read_lines(Comparison *c, sqlite3 *db, const Map *known, Map *out, char **unknown) {
    int code = sqlite3_prepare_v2(db, lines, -1, &c->statement, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(c->statement)) == SQLITE_ROW) {
        const char *line = store_text(c->statement, 0);
        map_add(out, map_key(line));
        if (known && !*unknown && !map_has(known, map_key(line))) *unknown = sqlite3_mprintf("%s", line);
        code = SQLITE_OK;
    }
    sqlite3_finalize(c->statement);
    c->statement = NULL;
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int open_reference(sqlite3 **out) {
    int code = sqlite3_open_v2(":memory:", out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) code = store_add_codebook(*out);
    return code == SQLITE_OK ? sqlite3_exec(*out, attache_schema, NULL, NULL, NULL) : code;
}

static attache_status compare(Store *s, Comparison *c) {
    int code = open_reference(&c->reference);
    if (code == SQLITE_OK) code = read_lines(c, c->reference, NULL, &c->ours[0], NULL);
    if (code == SQLITE_OK) code = read_lines(c, s->db, &c->ours[0], &c->theirs, &c->unknown[0]);
    if (code == SQLITE_OK) code = read_lines(c, c->reference, &c->theirs, &c->ours[1], &c->unknown[1]);
    if (c->unknown[0]) return refuse(s, "has", c->unknown[0]);
    if (c->unknown[1]) return refuse(s, "lacks", c->unknown[1]);
    return code == SQLITE_OK ? ATTACHE_OK : store_error(s, "be opened");
}

attache_status strangers_refuse(Store *s) {
    Comparison c = {0};
    Cleanup cleanup;
    failure_cleanup(&cleanup, close_comparison, &c);
    attache_status status = compare(s, &c);
    failure_cleaned(&cleanup);
    close_comparison(&c);
    if (status == ATTACHE_OK) sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL); /* it is ours, and its trigger maintains the full text */
    return status;
}
