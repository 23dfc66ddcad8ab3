/* tables.c - character vectors in, a table of the Arrow C stream interface out; tables of such a stream in, a data frame out. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

/* ---- character vectors as a table ---- */

typedef struct Columns {
    int n;
    int64_t rows;
    char **names;
    int64_t **offsets; /* of large texts */
    char **bytes;
    uint8_t **valid;
    int given; /* the table has been taken */
} Columns;

static void *get(size_t n) {
    void *p = calloc(n ? n : 1, 1);
    if (!p) Rf_error("out of memory");
    return p;
}

static void columns_free(Columns *c) {
    for (int i = 0; i < c->n; i++) free(c->names[i]), free(c->offsets[i]), free(c->bytes[i]), free(c->valid[i]);
    free(c->names), free(c->offsets), free(c->bytes), free(c->valid);
    free(c);
}

/* The bytes are the caller's: R marks those of pages that are in no known encoding. */
static const char *utf8(SEXP s) { return Rf_getCharCE(s) == CE_BYTES ? CHAR(s) : Rf_translateCharUTF8(s); }

static void take_column(Columns *c, int i, SEXP column) {
    size_t size = 0;
    c->offsets[i] = get(sizeof(int64_t) * (size_t)(c->rows + 1));
    c->valid[i] = get((size_t)(c->rows + 7) / 8);
    for (int64_t row = 0; row < c->rows; row++)
        if (STRING_ELT(column, row) != NA_STRING) size += strlen(utf8(STRING_ELT(column, row)));
    char *p = c->bytes[i] = get(size);
    for (int64_t row = 0; row < c->rows; row++) {
        SEXP s = STRING_ELT(column, row);
        if (s != NA_STRING) {
            const char *text = utf8(s);
            size_t n = strlen(text);
            memcpy(p, text, n);
            p += n;
            c->valid[i][row / 8] = (uint8_t)(c->valid[i][row / 8] | 1 << row % 8);
        }
        c->offsets[i][row + 1] = p - c->bytes[i];
    }
}

static void release_schema(struct ArrowSchema *s) {
    for (int64_t i = 0; i < s->n_children; i++) free(s->children[i]);
    free(s->children);
    s->release = NULL;
}

static void release_child(struct ArrowSchema *s) { s->release = NULL; }

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    Columns *c = stream->private_data;
    *out = (struct ArrowSchema){.format = "+s", .name = "", .n_children = c->n, .release = release_schema};
    out->children = get(sizeof *out->children * (size_t)c->n);
    for (int i = 0; i < c->n; i++) {
        out->children[i] = get(sizeof **out->children);
        *out->children[i] = (struct ArrowSchema){.format = "U", .name = c->names[i], .flags = ARROW_FLAG_NULLABLE, .release = release_child};
    }
    return 0;
}

/* The buffers stay those of the stream, which outlives its table here. */
static void release_array(struct ArrowArray *a) {
    for (int64_t i = 0; i < a->n_children; i++) free(a->children[i]->buffers), free(a->children[i]);
    free(a->children), free(a->buffers);
    a->release = NULL;
}

static void release_column(struct ArrowArray *a) { a->release = NULL; }

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    Columns *c = stream->private_data;
    *out = (struct ArrowArray){0};
    if (c->given) return 0;
    c->given = 1;
    *out = (struct ArrowArray){.length = c->rows, .n_buffers = 1, .n_children = c->n, .release = release_array};
    out->buffers = get(sizeof *out->buffers);
    out->children = get(sizeof *out->children * (size_t)c->n);
    for (int i = 0; i < c->n; i++) {
        const void **buffers = get(3 * sizeof *buffers);
        buffers[0] = c->valid[i], buffers[1] = c->offsets[i], buffers[2] = c->bytes[i];
        out->children[i] = get(sizeof **out->children);
        *out->children[i] = (struct ArrowArray){.length = c->rows, .null_count = -1, .n_buffers = 3, .buffers = buffers, .release = release_column};
    }
    return 0;
}

static const char *no_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return NULL;
}

static void release_columns(struct ArrowArrayStream *stream) {
    columns_free(stream->private_data);
    stream->release = NULL;
}

void tables_of_columns(SEXP columns, struct ArrowArrayStream *out) {
    Columns *c = get(sizeof *c);
    SEXP names = Rf_getAttrib(columns, R_NamesSymbol);
    size_t n = (size_t)Rf_length(columns);
    c->rows = n ? (int64_t)Rf_xlength(VECTOR_ELT(columns, 0)) : 0;
    c->names = get(n * sizeof(char *)), c->bytes = get(n * sizeof(char *)), c->offsets = get(n * sizeof(int64_t *)), c->valid = get(n * sizeof(uint8_t *));
    for (c->n = 0; c->n < (int)n; c->n++) {
        const char *name = CHAR(STRING_ELT(names, c->n));
        c->names[c->n] = get(strlen(name) + 1);
        strcpy(c->names[c->n], name);
        take_column(c, c->n, VECTOR_ELT(columns, c->n));
    }
    *out = (struct ArrowArrayStream){get_schema, get_next, no_error, release_columns, c};
}

/* ---- tables as a data frame ---- */

static int is_null(const struct ArrowArray *a, int64_t at) {
    const uint8_t *valid = a->null_count ? a->buffers[0] : NULL;
    return valid && !(valid[at / 8] >> at % 8 & 1);
}

static SEXP make(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t from, int64_t n);

static SEXP new_vector(const struct ArrowSchema *s, R_xlen_t n) {
    switch (s->format[0]) {
    case 'u': return Rf_allocVector(STRSXP, n);
    case 'i': return Rf_allocVector(INTSXP, n);
    case '+': return Rf_allocVector(VECSXP, n);
    default: return Rf_allocVector(REALSXP, n);
    }
}

/* Rows [from, from + n) of a column into a vector, from its row `at` on. */
static void fill(SEXP out, R_xlen_t at, const struct ArrowSchema *s, const struct ArrowArray *a, int64_t from, int64_t n) {
    for (int64_t i = from; i < from + n; i++, at++) {
        int null = is_null(a, i);
        const int32_t *offsets = a->buffers[1];
        switch (s->format[0]) {
        case 'u': SET_STRING_ELT(out, at, null ? NA_STRING : Rf_mkCharLenCE((const char *)a->buffers[2] + offsets[i], offsets[i + 1] - offsets[i], CE_UTF8)); break;
        case 'i': INTEGER(out)[at] = null ? NA_INTEGER : ((const int32_t *)a->buffers[1])[i]; break;
        case 'l': REAL(out)[at] = null ? NA_REAL : (double)((const int64_t *)a->buffers[1])[i]; break;
        case '+': SET_VECTOR_ELT(out, at, make(s->children[0], a->children[0], offsets[i], offsets[i + 1] - offsets[i])); break;
        default: REAL(out)[at] = null ? NA_REAL : ((const double *)a->buffers[1])[i]; break;
        }
    }
}

static void name_frame(SEXP frame, const struct ArrowSchema *s, int64_t rows) {
    SEXP names = PROTECT(Rf_allocVector(STRSXP, s->n_children)), numbers = PROTECT(Rf_allocVector(INTSXP, 2));
    for (int64_t i = 0; i < s->n_children; i++) SET_STRING_ELT(names, i, Rf_mkChar(s->children[i]->name));
    INTEGER(numbers)[0] = NA_INTEGER, INTEGER(numbers)[1] = -(int)rows; /* R's short form of 1, 2, ... */
    Rf_setAttrib(frame, R_NamesSymbol, names);
    Rf_setAttrib(frame, R_RowNamesSymbol, numbers);
    Rf_setAttrib(frame, R_ClassSymbol, Rf_mkString("data.frame"));
    UNPROTECT(2);
}

/* A vector of rows, or of a struct a data frame. */
static SEXP make(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t from, int64_t n) {
    if (s->format[0] != '+' || s->format[1] != 's') {
        SEXP out = PROTECT(new_vector(s, n));
        fill(out, 0, s, a, from, n);
        UNPROTECT(1);
        return out;
    }
    SEXP out = PROTECT(Rf_allocVector(VECSXP, s->n_children));
    for (int64_t i = 0; i < s->n_children; i++) SET_VECTOR_ELT(out, i, make(s->children[i], a->children[i], from, n));
    name_frame(out, s, n);
    UNPROTECT(1);
    return out;
}

/* A stream with its schema and the tables that were taken of it, so that they are released whatever happens. */
typedef struct Held {
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray *tables;
    size_t n, cap;
} Held;

static void release_held(SEXP pointer) {
    Held *h = R_ExternalPtrAddr(pointer);
    if (!h) return;
    for (size_t i = 0; i < h->n; i++) h->tables[i].release(&h->tables[i]);
    if (h->schema.release) h->schema.release(&h->schema);
    if (h->stream.release) h->stream.release(&h->stream);
    free(h->tables);
    free(h);
    R_ClearExternalPtr(pointer);
}

SEXP tables_hold(SEXP *pointer) {
    *pointer = PROTECT(R_MakeExternalPtr(get(sizeof(Held)), R_NilValue, R_NilValue));
    R_RegisterCFinalizer(*pointer, release_held);
    UNPROTECT(1);
    return *pointer;
}

struct ArrowArrayStream *tables_held(SEXP pointer) { return &((Held *)R_ExternalPtrAddr(pointer))->stream; }

static int take_tables(Held *h) {
    if (h->stream.get_schema(&h->stream, &h->schema)) return 0;
    for (;;) {
        if (h->n == h->cap) h->tables = realloc(h->tables, sizeof *h->tables * (h->cap = h->cap ? 2 * h->cap : 16));
        if (!h->tables) Rf_error("out of memory");
        if (h->stream.get_next(&h->stream, &h->tables[h->n])) return 0;
        if (!h->tables[h->n].release) return 1;
        h->n++;
    }
}

SEXP tables_frame(SEXP pointer) {
    Held *h = R_ExternalPtrAddr(pointer);
    if (!take_tables(h)) {
        release_held(pointer);
        return NULL;
    }
    int64_t rows = 0;
    for (size_t t = 0; t < h->n; t++) rows += h->tables[t].length;
    SEXP out = PROTECT(Rf_allocVector(VECSXP, h->schema.n_children));
    for (int64_t i = 0; i < h->schema.n_children; i++) {
        const struct ArrowSchema *s = h->schema.children[i];
        SET_VECTOR_ELT(out, i, new_vector(s, rows));
        R_xlen_t at = 0;
        for (size_t t = 0; t < h->n; at += h->tables[t].length, t++) fill(VECTOR_ELT(out, i), at, s, h->tables[t].children[i], 0, h->tables[t].length);
    }
    name_frame(out, &h->schema, rows);
    release_held(pointer);
    UNPROTECT(1);
    return out;
}
