/* rows.c - the table-valued function rows_of(rows), through which SQLite reads one of our arrays like a table: INSERT INTO t SELECT c0, c1 FROM rows_of(?1). */
#include "store/rows.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Cursor {
    sqlite3_vtab_cursor base;
    const RowsTable *table;
    RowsTable *own; /* of a function */
    size_t at;
} Cursor;

/* A function on a connection; that of rows_of is NULL. */
typedef struct Function {
    Store *store;
    const RowsFunction *function;
} Function;

typedef struct Table {
    sqlite3_vtab base;
    const Function *function;
} Table;

enum { ROWS_ARGS = 8 };

static const char pointer_type[] = "attache rows";

static int args_of(const Table *t) { return t->function ? t->function->function->n_args : 1; }

static int connect_rows(sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **out, char **error) {
    (void)argc, (void)argv, (void)error;
    char sql[32 + 8 * ROWS_COLUMNS + 12 * ROWS_ARGS];
    Table *table = sqlite3_malloc(sizeof *table);
    if (!table) return SQLITE_NOMEM;
    *table = (Table){.function = data};
    size_t k = (size_t)snprintf(sql, sizeof sql, "CREATE TABLE rows_of (");
    for (int i = 0; i < ROWS_COLUMNS; i++) k += (size_t)snprintf(sql + k, sizeof sql - k, "%sc%d", i ? ", " : "", i);
    for (int i = 0; i < args_of(table); i++) k += (size_t)snprintf(sql + k, sizeof sql - k, ", a%d HIDDEN", i);
    snprintf(sql + k, sizeof sql - k, ")");
    int code = sqlite3_declare_vtab(db, sql);
    *out = &table->base;
    if (code != SQLITE_OK) sqlite3_free(table), *out = NULL;
    return code;
}

static int disconnect_rows(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

/* There is one way to read the rows: from first to last, once all arguments are known. */
static int plan(sqlite3_vtab *table, sqlite3_index_info *info) {
    int found = 0, n = args_of((const Table *)table);
    for (int i = 0; i < info->nConstraint; i++) {
        int arg = info->aConstraint[i].iColumn - ROWS_COLUMNS;
        if (arg < 0 || arg >= n || !info->aConstraint[i].usable || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        info->aConstraintUsage[i].argvIndex = arg + 1;
        info->aConstraintUsage[i].omit = 1;
        found |= 1 << arg;
    }
    return found == (1 << n) - 1 ? SQLITE_OK : SQLITE_CONSTRAINT;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out) {
    (void)table;
    Cursor *c = sqlite3_malloc(sizeof *c);
    if (!c) return SQLITE_NOMEM;
    *c = (Cursor){0};
    *out = &c->base;
    return SQLITE_OK;
}

static void drop_own(Cursor *c) {
    const Function *f = ((const Table *)c->base.pVtab)->function;
    if (c->own) f->function->destroy(c->own);
    c->own = NULL;
}

static int close_cursor(sqlite3_vtab_cursor *cursor) {
    drop_own((Cursor *)cursor);
    sqlite3_free(cursor);
    return SQLITE_OK;
}

/* Our failures must not jump across SQLite's frames. */
static attache_status make_rows(Cursor *c, sqlite3_value **argv) {
    const Function *f = ((const Table *)c->base.pVtab)->function;
    volatile attache_status status = ATTACHE_ERR_MEMORY;
    Failure failure;
    failure_enter(&failure);
    if (setjmp(failure.back) == 0) status = f->function->make(f->store, argv, &c->own);
    failure_leave(&failure);
    return status;
}

static int filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv) {
    (void)number, (void)text, (void)argc;
    Cursor *c = (Cursor *)cursor;
    c->at = 0;
    if (!((const Table *)cursor->pVtab)->function) return c->table = sqlite3_value_pointer(argv[0], pointer_type), SQLITE_OK;
    drop_own(c);
    attache_status status = make_rows(c, argv);
    c->table = c->own;
    return status == ATTACHE_OK ? SQLITE_OK : status == ATTACHE_ERR_MEMORY ? SQLITE_NOMEM : SQLITE_ERROR;
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
    if (i < ROWS_COLUMNS && c->table) c->table->cell(out, (const char *)c->table->rows + c->at * c->table->size, i);
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

attache_status rows_add_function(Store *s, const char *name, const RowsFunction *function) {
    Function *f = base_alloc(sizeof *f);
    *f = (Function){s, function};
    return sqlite3_create_module_v2(store_db(s), name, &module, f, free) == SQLITE_OK ? ATTACHE_OK : store_error(s, "be read");
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

void rows_give(sqlite3_stmt *statement, int at, RowsTable *table, void (*destroy)(void *)) { sqlite3_bind_pointer(statement, at, table, pointer_type, destroy); }

attache_status rows_write(Store *s, sqlite3_stmt *statement, const void *rows, size_t n, size_t size, rows_cell *cell) {
    RowsTable table = {.rows = rows, .n = n, .size = size, .cell = cell};
    if (!n) return ATTACHE_OK;
    rows_bind(statement, &table);
    attache_status status = store_step(s, statement);
    sqlite3_clear_bindings(statement);
    return status;
}
