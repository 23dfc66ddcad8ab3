/* ask.c - the public functions that read a store: questions and exports, over store/ and with the names of states from know/. */
#include "attache_int.h"
#include "store/ask.h"
#include "store/export.h"

attache_status attache_query_run(attache_store *store, const attache_query *query, attache_row_fn *on_row, void *user) {
    return ask_run(store_of(store), query, on_row, user);
}

attache_status attache_write_row(attache_format format, const attache_column *columns, const char *const *values, size_t n, attache_write_fn *write, void *out) {
    Buf line = {0};
    ask_write_row(format, columns, values, n, &line);
    attache_status status = line.n && write(line.p, line.n, out) ? ATTACHE_STOPPED : ATTACHE_OK;
    buf_free(&line);
    return status;
}

static const char *country(const char *code, void *self) {
    const char *name = code[0] ? know_country_name(((const attache *)self)->know, code) : "";
    return name ? name : "";
}

attache_status attache_export_run(attache_store *store, const attache_export *what, attache_write_fn *write, void *out) {
    return export_run(store_of(store), what, country, (void *)attache_of(store), write, out);
}

attache_status attache_export_cases(attache_store *store, attache_write_fn *write, void *out) { return export_cases(store_of(store), write, out); }

attache_status attache_export_parquet(attache_store *store, const attache_export *what, const char *library, const char *path) {
    return export_parquet(store_of(store), what, country, (void *)attache_of(store), library, path);
}
