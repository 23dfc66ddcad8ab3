/* ask_rows.c - passes the rows of a statement on, and gives connections the functions that queries call. */
#include "base/date.h"
#include "store/ask.h"

enum { COLUMNS_MAX = 80 };

/* Whether a column holds numbers, by its name. */
static bool has_numbers(sqlite3_stmt *s, int column) {
    static const char *const texts[] = {"id",    "date",      "event",          "mode",     "context",      "actor", "recipient", "participants",
                                        "place", "period",    "source",         "document", "title",        "text",  "aux",       "why",
                                        "copy",  "published", "last_published", "record",   "disagreement", "url"};
    const char *name = sqlite3_column_name(s, column);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (!strcmp(name, texts[i])) return false;
    return true;
}

static bool is_number(sqlite3_stmt *s, int column) { return sqlite3_column_type(s, column) != SQLITE_TEXT; }

attache_status ask_rows(Store *s, sqlite3_stmt *statement, attache_row_fn *on_row, void *user) {
    attache_column columns[COLUMNS_MAX];
    const char *values[COLUMNS_MAX];
    bool numbers[COLUMNS_MAX];
    int n = sqlite3_column_count(statement), code = sqlite3_step(statement);
    if (n > COLUMNS_MAX) n = COLUMNS_MAX;
    for (int i = 0; i < n; i++) {
        numbers[i] = has_numbers(statement, i);
        columns[i] = (attache_column){sqlite3_column_name(statement, i), code == SQLITE_ROW && numbers[i] && is_number(statement, i)};
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE) return store_error(s, "be read");
    if (on_row(columns, NULL, (size_t)n, user)) return ATTACHE_STOPPED;
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        for (int i = 0; i < n; i++) {
            values[i] = (const char *)sqlite3_column_text(statement, i);
            if (values[i]) columns[i].number = numbers[i] && is_number(statement, i);
        }
        if (on_row(columns, values, (size_t)n, user)) return ATTACHE_STOPPED;
    }
    return code == SQLITE_DONE ? ATTACHE_OK : store_error(s, "be read");
}

static void iso(sqlite3_context *context, int n, sqlite3_value **values) {
    char date[11];
    (void)n;
    sqlite3_result_text(context, date_day_print(sqlite3_value_int(values[0]), date), -1, SQLITE_TRANSIENT);
}

/* km(lat, lon, lat, lon) */
static void km(sqlite3_context *context, int n, sqlite3_value **values) {
    double d[4] = {0};
    for (int i = 0; i < 4 && i < n; i++) d[i] = sqlite3_value_double(values[i]);
    sqlite3_result_double(context, where_km(d[0], d[1], d[2], d[3]));
}

attache_status ask_add_functions(Store *s) {
    int code = sqlite3_create_function(store_db(s), "iso", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, iso, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function(store_db(s), "km", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, km, NULL, NULL);
    return code == SQLITE_OK ? ATTACHE_OK : store_error(s, "be read");
}

