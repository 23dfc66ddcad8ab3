/* attache.c - attache.h as functions for .Call. R is never called from attache's threads: messages wait in a log until a call ends.
 *
 * Ownership: an external pointer owns an opened attache and its log; streams are owned by pointers of their own (tables.c). */
#include "tables.h"

#include <R_ext/Rdynload.h>
#include <stdlib.h>
#include <string.h>

typedef struct Opened {
    attache *self;
    attache_log *log;
} Opened;

/* ---- messages ---- */

/* Warns of what was said, and leaves with an error if `status` is one. */
static void tell(attache_log *log, attache_status status) {
    attache_status of;
    const char *where, *message;
    char first[1000] = "";
    while (attache_log_take(log, &of, &where, &message)) {
        if (of > ATTACHE_SKIPPED && status > ATTACHE_SKIPPED && !first[0])
            snprintf(first, sizeof first, "%s: %s", where, message);
        else if (of != ATTACHE_OK)
            Rf_warning("%s: %s", where, message);
    }
    if (status > ATTACHE_SKIPPED) Rf_error("%s", first[0] ? first : attache_status_text(status));
}

static void close_opened(SEXP pointer) {
    Opened *o = R_ExternalPtrAddr(pointer);
    if (!o) return;
    attache_close(o->self);
    attache_log_free(o->log);
    free(o);
    R_ClearExternalPtr(pointer);
}

static Opened *opened_of(SEXP pointer) {
    Opened *o = TYPEOF(pointer) == EXTPTRSXP ? R_ExternalPtrAddr(pointer) : NULL;
    if (!o) Rf_error("is no coder, or one of an earlier session: make one by coder()");
    return o;
}

static SEXP r_open(SEXP know, SEXP model, SEXP least) {
    Opened *o = calloc(1, sizeof *o);
    if (!o) Rf_error("out of memory");
    SEXP pointer = PROTECT(R_MakeExternalPtr(o, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(pointer, close_opened, TRUE);
    o->log = attache_log_new();
    size_t n = (size_t)Rf_length(know);
    const char **paths = (const char **)R_alloc(n + 1, sizeof *paths);
    for (size_t i = 0; i < n; i++) paths[i] = R_ExpandFileName(Rf_translateChar(STRING_ELT(know, (R_xlen_t)i)));
    attache_options options = {.know = paths, .n_know = n, .on_message = attache_log_add, .user = o->log, .min_confidence = Rf_asReal(least)};
    if (Rf_length(model)) options.model = R_ExpandFileName(Rf_translateChar(STRING_ELT(model, 0)));
    attache_status status = attache_open(&options, &o->self);
    tell(o->log, status);
    UNPROTECT(1);
    return pointer;
}

/* ---- events ---- */

static SEXP frame_of(Opened *o, SEXP held) {
    SEXP out = tables_frame(held);
    PROTECT(out ? out : R_NilValue);
    tell(o->log, out ? ATTACHE_OK : ATTACHE_ERR_IO);
    UNPROTECT(1);
    return out;
}

static SEXP r_code(SEXP pointer, SEXP columns, SEXP all, SEXP threads) {
    Opened *o = opened_of(pointer);
    SEXP held;
    PROTECT(tables_hold(&held));
    struct ArrowArrayStream documents;
    tables_of_columns(columns, &documents);
    attache_arrow_options options = {.threads = (unsigned)Rf_asInteger(threads), .all = Rf_asLogical(all)};
    tell(o->log, attache_arrow_code(o->self, &options, &documents, tables_held(held)));
    SEXP out = frame_of(o, held);
    UNPROTECT(1);
    return out;
}

static SEXP r_code_files(SEXP pointer, SEXP files, SEXP all, SEXP threads) {
    Opened *o = opened_of(pointer);
    SEXP held;
    PROTECT(tables_hold(&held));
    size_t n = (size_t)Rf_length(files);
    const char **paths = (const char **)R_alloc(n + 1, sizeof *paths);
    attache_inputs *inputs = NULL;
    for (size_t i = 0; i < n; i++) paths[i] = R_ExpandFileName(Rf_translateChar(STRING_ELT(files, (R_xlen_t)i)));
    attache_status status = attache_inputs_open(o->self, paths, n, ATTACHE_AUTO, &inputs);
    attache_arrow_options options = {.threads = (unsigned)Rf_asInteger(threads), .all = Rf_asLogical(all)};
    if (status == ATTACHE_OK) status = attache_arrow_code_inputs(o->self, &options, inputs, tables_held(held));
    SEXP out = status == ATTACHE_OK ? tables_frame(held) : NULL;
    PROTECT(out ? out : R_NilValue);
    attache_inputs_close(inputs);
    tell(o->log, status == ATTACHE_OK && !out ? ATTACHE_ERR_IO : status);
    UNPROTECT(2);
    return out;
}

/* ---- articles and phrases ---- */

static void set_text(SEXP frame, int column, R_xlen_t row, const char *text) { SET_STRING_ELT(VECTOR_ELT(frame, column), row, Rf_mkCharCE(text ? text : "", CE_UTF8)); }

static SEXP text_frame(const char *const *names, int n, R_xlen_t rows) {
    SEXP out = PROTECT(Rf_allocVector(VECSXP, n)), said = PROTECT(Rf_allocVector(STRSXP, n));
    for (int i = 0; i < n; i++) {
        SET_VECTOR_ELT(out, i, Rf_allocVector(STRSXP, rows));
        SET_STRING_ELT(said, i, Rf_mkChar(names[i]));
    }
    Rf_setAttrib(out, R_NamesSymbol, said);
    UNPROTECT(2);
    return out;
}

static SEXP r_read(SEXP pointer, SEXP pages) {
    static const char *const names[] = {"title", "text", "date", "byline", "dateline_place", "dateline_country", "language", "url", "site"};
    Opened *o = opened_of(pointer);
    SEXP out = PROTECT(text_frame(names, 9, Rf_xlength(pages)));
    attache_context *ctx = attache_context_new(o->self);
    for (R_xlen_t i = 0; i < Rf_xlength(pages); i++) {
        SEXP s = STRING_ELT(pages, i);
        char id[32];
        attache_article a;
        snprintf(id, sizeof id, "%lld", (long long)i + 1);
        attache_document d = {.id = id, .data = s == NA_STRING ? "" : Rf_getCharCE(s) == CE_BYTES ? CHAR(s) : Rf_translateCharUTF8(s)};
        d.size = strlen(d.data);
        if (attache_read(ctx, &d, &a) != ATTACHE_OK) a = (attache_article){0};
        const char *const values[] = {a.title, a.text, a.date, a.byline, a.dateline_place, a.dateline_country, a.language, a.url, a.site};
        for (int k = 0; k < 9; k++) set_text(out, k, i, values[k]);
    }
    attache_context_free(ctx);
    tell(o->log, ATTACHE_OK);
    UNPROTECT(1);
    return out;
}

static SEXP r_who(SEXP pointer, SEXP phrases, SEXP dates, SEXP contexts) {
    static const char *const names[] = {"phrase", "code", "country", "sector", "other_sectors", "identifier_text", "office", "entity", "how"};
    Opened *o = opened_of(pointer);
    R_xlen_t n = Rf_xlength(phrases);
    SEXP out = PROTECT(text_frame(names, 9, n));
    attache_context *ctx = attache_context_new(o->self);
    for (R_xlen_t i = 0; i < n; i++) {
        attache_entity e = {0};
        char others[64] = "";
        const char *phrase = Rf_translateCharUTF8(STRING_ELT(phrases, i));
        if (attache_who(ctx, phrase, CHAR(STRING_ELT(dates, i % Rf_xlength(dates))), Rf_translateCharUTF8(STRING_ELT(contexts, i % Rf_xlength(contexts))), &e) != ATTACHE_OK) e = (attache_entity){0};
        for (size_t k = 0; k < e.n_other_sectors; k++) snprintf(others + strlen(others), sizeof others - strlen(others), "%s%s", k ? ";" : "", e.other_sectors[k]);
        const char *const values[] = {phrase, e.code, e.country, e.sector, others, e.identifier, e.office, e.entity, e.how};
        for (int k = 0; k < 9; k++) set_text(out, k, i, values[k]);
    }
    attache_context_free(ctx);
    tell(o->log, ATTACHE_OK);
    UNPROTECT(1);
    return out;
}

/* ---- stores ---- */

/* A filter by its name, or NULL where it is not given. */
static SEXP filter(SEXP filters, const char *name) {
    SEXP names = Rf_getAttrib(filters, R_NamesSymbol);
    for (int i = 0; i < Rf_length(filters); i++)
        if (!strcmp(CHAR(STRING_ELT(names, i)), name)) return VECTOR_ELT(filters, i);
    return NULL;
}

static const char *filter_text(SEXP filters, const char *name) {
    SEXP v = filter(filters, name);
    return v ? Rf_translateCharUTF8(STRING_ELT(v, 0)) : NULL;
}

static int filter_number(SEXP filters, const char *name) {
    SEXP v = filter(filters, name);
    return v ? Rf_asInteger(v) : 0;
}

static attache_query query_of(SEXP f) {
    attache_query q = {.dyad = filter_text(f, "dyad"), .actor = filter_text(f, "actor"), .from = filter_text(f, "from"), .to = filter_text(f, "to"), .all = true};
    q.event = filter_text(f, "event"), q.mode = filter_text(f, "mode"), q.context = filter_text(f, "context"), q.quad = filter_text(f, "quad"), q.cameo = filter_text(f, "cameo");
    q.place = filter_text(f, "place"), q.near = filter_text(f, "near"), q.box = filter_text(f, "box"), q.person = filter_text(f, "person"), q.text = filter_text(f, "text");
    q.min_dead = filter_number(f, "dead"), q.min_injured = filter_number(f, "injured"), q.min_arrested = filter_number(f, "arrested");
    q.min_sources = filter_number(f, "min_sources"), q.limit = filter_number(f, "limit");
    if (filter(f, "min_confidence")) q.min_confidence = Rf_asReal(filter(f, "min_confidence"));
    return q;
}

static SEXP r_export(SEXP pointer, SEXP path, SEXP what, SEXP filters, SEXP all, SEXP corrected) {
    Opened *o = opened_of(pointer);
    SEXP held;
    PROTECT(tables_hold(&held));
    attache_store *store = NULL;
    attache_query query = query_of(filters);
    attache_export export = {.what = (attache_export_what)Rf_asInteger(what), .all = Rf_asLogical(all), .corrected = Rf_asLogical(corrected)};
    attache_status status = attache_store_open(o->self, R_ExpandFileName(Rf_translateChar(STRING_ELT(path, 0))), ATTACHE_STORE_READ, &store);
    if (status == ATTACHE_OK) status = attache_arrow_export(store, &export, Rf_length(filters) ? &query : NULL, tables_held(held));
    SEXP out = status == ATTACHE_OK ? tables_frame(held) : NULL;
    PROTECT(out ? out : R_NilValue);
    attache_store_close(store);
    tell(o->log, status == ATTACHE_OK && !out ? ATTACHE_ERR_IO : status);
    UNPROTECT(2);
    return out;
}

static const R_CallMethodDef calls[] = {{"r_open", (DL_FUNC)&r_open, 3},       {"r_code", (DL_FUNC)&r_code, 4}, {"r_code_files", (DL_FUNC)&r_code_files, 4},
                                        {"r_read", (DL_FUNC)&r_read, 2},       {"r_who", (DL_FUNC)&r_who, 4},   {"r_export", (DL_FUNC)&r_export, 6},
                                        {NULL, NULL, 0}};

void R_init_attache(DllInfo *dll) {
    R_registerRoutines(dll, NULL, calls, NULL, NULL);
    R_useDynamicSymbols(dll, FALSE);
}
