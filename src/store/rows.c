/* rows.c - the table-valued function rows_of(rows), through which SQLite reads one of our arrays like a table: INSERT INTO t SELECT c0, c1 FROM rows_of(?1). */
#include "store/rows.h"

#include <stdio.h>

typedef struct Cursor {
    sqlite3_vtab_cursor base;
    const RowsTable *table;
    size_t at;
} Cursor;

static const char pointer_type[] = "attache rows";

static int connect_rows(sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **out, char **error) {
    (void)data, (void)argc, (void)argv, (void)error;
    char sql[32 + 8 * ROWS_COLUMNS];
    size_t k = (size_t)snprintf(sql, sizeof sql, "CREATE TABLE rows_of (");
    for (int i = 0; i < ROWS_COLUMNS; i++) k += (size_t)snprintf(sql + k, sizeof sql - k, "c%d, ", i);
    snprintf(sql + k, sizeof sql - k, "rows HIDDEN)");
    int code = sqlite3_declare_vtab(db, sql);
    if (code != SQLITE_OK) return code;
    *out = sqlite3_malloc(sizeof **out);
    if (!*out) return SQLITE_NOMEM;
    **out = (sqlite3_vtab){0};
    return SQLITE_OK;
}

static int disconnect_rows(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

/* There is one way to read the rows: from first to last, once the array is known. */
static int plan(sqlite3_vtab *table, sqlite3_index_info *info) {
    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != ROWS_COLUMNS || !info->aConstraint[i].usable || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out) {
    (void)table;
    Cursor *c = sqlite3_malloc(sizeof *c);
    if (!c) return SQLITE_NOMEM;
    *c = (Cursor){0};
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv) {
    (void)number, (void)text, (void)argc;
    Cursor *c = (Cursor *)cursor;
    c->table = sqlite3_value_pointer(argv[0], pointer_type);
    c->at = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor) {
    ((Cursor *)cursor)->at++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *cursor) {
    const Cursor *c = (const Cursor *)cursor;
    return !c->table || c->at >= c->table->n;
}

static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int i) {
    const Cursor *c = (const Cursor *)cursor;
    if (i < ROWS_COLUMNS) c->table->cell(out, (const char *)c->table->rows + c->at * c->table->size, i);
    return SQLITE_OK;
}

static int row_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out) {
    *out = (sqlite3_int64)((const Cursor *)cursor)->at;
    return SQLITE_OK;
}

/* No xCreate: the function exists without a CREATE VIRTUAL TABLE, and the file contains nothing of it. */
static const sqlite3_module module = {.xConnect = connect_rows,
                                      .xDisconnect = disconnect_rows,
                                      .xBestIndex = plan,
                                      .xOpen = open_cursor,
                                      .xClose = close_cursor,
                                      .xFilter = filter,
                                      .xNext = next,
                                      .xEof = is_at_end,
                                      .xColumn = column,
                                      .xRowid = row_number};

attache_status rows_register(Store *s) {
    return sqlite3_create_module(store_db(s), "rows_of", &module, NULL) == SQLITE_OK ? ATTACHE_OK : store_error(s, "be written");
}

attache_status rows_prepare(Store *s, const char *into, int n, const char *rest, sqlite3_stmt **out) {
    Buf sql = {0};
    buf_printf(&sql, "%s SELECT ", into);
    for (int i = 0; i < n; i++) buf_printf(&sql, "%sc%d", i ? ", " : "", i);
    buf_printf(&sql, " FROM rows_of(?1)%s", rest);
    attache_status status = store_prepare(s, sql.p, out);
    buf_free(&sql);
    return status;
}

void rows_bind(sqlite3_stmt *statement, const RowsTable *table) { sqlite3_bind_pointer(statement, 1, (void *)table, pointer_type, NULL); }

attache_status rows_write(Store *s, sqlite3_stmt *statement, const void *rows, size_t n, size_t size, rows_cell *cell) {
    RowsTable table = {rows, n, size, cell};
    if (!n) return ATTACHE_OK;
    rows_bind(statement, &table);
    attache_status status = store_step(s, statement);
    sqlite3_clear_bindings(statement);
    return status;
}
