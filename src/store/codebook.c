/* codebook.c - gives the schema the categories of vocab/codebook.def, through an SQL function. */
#include "vocab/codebook.h"

#include "store/store_int.h"

/* The SQL function codebook(). */
static void list_categories(sqlite3_context *context, int n, sqlite3_value **arguments) {
    (void)n, (void)arguments;
    Buf json = {0};
    for (int e = 1; e < EVENT_COUNT; e++) buf_printf(&json, "%s[\"%s\",%d]", e > 1 ? "," : "[", event_names[e], event_quads[e]);
    buf_str(&json, "]");
    sqlite3_result_text(context, json.p, (int)json.n, SQLITE_TRANSIENT);
    buf_free(&json);
}

STORE_FUNCTION(list_categories)

int store_add_codebook(sqlite3 *db) {
    return sqlite3_create_function(db, "codebook", 0, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, list_categories_guarded, NULL, NULL);
}
