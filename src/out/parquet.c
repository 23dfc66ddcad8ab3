/* parquet.c - an export in, a Parquet file out, through DuckDB's library: it is large and few need it, so it is loaded when it is asked for.
 *
 * The export is written as CSV into a file beside the one that is wanted, and DuckDB turns that into Parquet. */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "out/export.h"

/* The part of DuckDB's C interface that is needed (duckdb.h): handles are pointers, a result is filled in by the library. */
typedef void *duckdb_handle;
typedef struct duckdb_result {
    uint64_t deprecated[3];
    void *more[4];
} duckdb_result;

typedef struct DuckDb {
    void *library;
    int (*open)(const char *path, duckdb_handle *out);
    int (*connect)(duckdb_handle database, duckdb_handle *out);
    int (*query)(duckdb_handle connection, const char *sql, duckdb_result *out);
    const char *(*result_error)(duckdb_result *result);
    void (*destroy_result)(duckdb_result *result);
    void (*disconnect)(duckdb_handle *connection);
    void (*close)(duckdb_handle *database);
} DuckDb;

static const char HOW[] = "Parquet is written by DuckDB's library, which is not here. Get libduckdb.so (npm: @duckdb/node-bindings-linux-x64) and name it with --library FILE "
                          "or in DUCKDB_LIBRARY; or export csv, which every tool that reads Parquet reads too";

static bool find_functions(DuckDb *d) {
    const struct {
        const char *name;
        void **to;
    } wanted[] = {{"duckdb_open", (void **)&d->open},
                  {"duckdb_connect", (void **)&d->connect},
                  {"duckdb_query", (void **)&d->query},
                  {"duckdb_result_error", (void **)&d->result_error},
                  {"duckdb_destroy_result", (void **)&d->destroy_result},
                  {"duckdb_disconnect", (void **)&d->disconnect},
                  {"duckdb_close", (void **)&d->close}};
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (!(*wanted[i].to = dlsym(d->library, wanted[i].name))) return false;
    return true;
}

static attache_status load_library(Store *s, const char *named, DuckDb *d) {
    const char *set = getenv("DUCKDB_LIBRARY"), *path = named ? named : set && set[0] ? set : "libduckdb.so";
    d->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!d->library) return report(store_reporter(s), ATTACHE_ERR_IO, path, "cannot be loaded: %s. %s", dlerror(), HOW);
    return find_functions(d) ? ATTACHE_OK : report(store_reporter(s), ATTACHE_ERR_FORMAT, path, "is not DuckDB's library. %s", HOW);
}

/* ---- turning ---- */

/* The columns that are not text, whatever the data look like: CAMEO's 042 is no number. */
static const char *const numbers[] = {
    [ATTACHE_EXPORT_EVENTS] = "quad_code INTEGER,event_scale DOUBLE,lat DOUBLE,lon DOUBLE,geonameid BIGINT,resolution INTEGER,dead BIGINT,injured BIGINT,arrested BIGINT,"
                              "protest_size BIGINT,confidence DOUBLE,sequence INTEGER,start INTEGER,end INTEGER,",
    [ATTACHE_EXPORT_HAPPENINGS] = "quad_code INTEGER,event_scale DOUBLE,lat DOUBLE,lon DOUBLE,geonameid BIGINT,resolution INTEGER,dead BIGINT,injured BIGINT,arrested BIGINT,"
                                  "protest_size BIGINT,reports INTEGER,copies INTEGER,sources INTEGER,",
    [ATTACHE_EXPORT_DYAD_MONTHS] = "events BIGINT,events_verbal_cooperation BIGINT,events_material_cooperation BIGINT,events_verbal_conflict BIGINT,"
                                   "events_material_conflict BIGINT,events_mean_score DOUBLE,happenings BIGINT,happenings_verbal_cooperation BIGINT,"
                                   "happenings_material_cooperation BIGINT,happenings_verbal_conflict BIGINT,happenings_material_conflict BIGINT,happenings_mean_score DOUBLE,",
};

static void add_quoted(Buf *sql, const char *text) {
    buf_char(sql, '\'');
    for (const char *p = text; *p; p++) buf_str(sql, *p == '\'' ? "''" : (char[]){*p, 0});
    buf_char(sql, '\'');
}

static attache_status run_sql(Store *s, const DuckDb *d, duckdb_handle connection, const char *sql, const char *path) {
    duckdb_result result = {0};
    attache_status status = ATTACHE_OK;
    if (d->query(connection, sql, &result)) status = report(store_reporter(s), ATTACHE_ERR_IO, path, "DuckDB could not write it: %s", d->result_error(&result));
    d->destroy_result(&result);
    return status;
}

static void add_casts(Buf *sql, const char *columns) {
    for (const char *p = columns; *p; p += strcspn(p, ",") + 1) {
        size_t name = strcspn(p, " "), all = strcspn(p, ",");
        buf_printf(sql, "%sTRY_CAST(\"%.*s\" AS%.*s) AS \"%.*s\"", p == columns ? "" : ", ", (int)name, p, (int)(all - name), p + name, (int)name, p);
    }
}

static attache_status turn(Store *s, const DuckDb *d, attache_export_what what, const char *from, const char *to) {
    duckdb_handle database = NULL, connection = NULL;
    Buf sql = {0};
    attache_status status = ATTACHE_OK;
    if (d->open(NULL, &database) || d->connect(database, &connection)) status = report(store_reporter(s), ATTACHE_ERR_IO, to, "DuckDB could not be started");
    buf_str(&sql, "COPY (SELECT * REPLACE (");
    add_casts(&sql, numbers[what]);
    buf_str(&sql, ") FROM read_csv(");
    add_quoted(&sql, from);
    buf_str(&sql, ", header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', parallel = false, max_line_size = 67108864)) TO ");
    add_quoted(&sql, to);
    buf_str(&sql, " (FORMAT parquet, COMPRESSION zstd)");
    if (status == ATTACHE_OK) status = run_sql(s, d, connection, sql.p, to);
    if (connection) d->disconnect(&connection);
    if (database) d->close(&database);
    buf_free(&sql);
    return status;
}

static int write_file(const char *data, size_t size, void *file) { return fwrite(data, 1, size, file) != size; }

static attache_status write_csv(Store *s, const attache_export *what, export_country_fn *country, void *user, const char *path) {
    attache_export csv = *what;
    csv.format = ATTACHE_FORMAT_CSV;
    FILE *f = fopen(path, "wb");
    if (!f) return report(store_reporter(s), ATTACHE_ERR_IO, path, "cannot be written: %s", strerror(errno));
    attache_status status = export_run(s, &csv, country, user, write_file, f);
    bool full = fclose(f) != 0 || status == ATTACHE_STOPPED;
    return full ? report(store_reporter(s), ATTACHE_ERR_IO, path, "cannot be written: %s", strerror(errno)) : status;
}

attache_status export_parquet(Store *s, const attache_export *what, export_country_fn *country, void *user, const char *library, const char *path) {
    DuckDb d = {0};
    char beside[4096];
    attache_status status = load_library(s, library, &d);
    snprintf(beside, sizeof beside, "%s.csv.part", path);
    if (status == ATTACHE_OK) status = write_csv(s, what, country, user, beside);
    if (status == ATTACHE_OK) status = turn(s, &d, what->what, beside, path);
    unlink(beside);
    if (d.library) dlclose(d.library);
    return status;
}
