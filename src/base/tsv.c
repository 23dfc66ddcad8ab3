/* tsv.c - rows of a table, one at a time, with the line they stand on. */
#include "base/tsv.h"

#include <stdio.h>

enum { TABLE_MAX = 256 << 20 };

static bool is_blank(char c) { return c == ' ' || c == '\r' || c == '\t'; }

Slice slice_trim(Slice s) {
    while (s.n && is_blank(s.p[0])) s.p++, s.n--;
    while (s.n && is_blank(s.p[s.n - 1])) s.n--;
    return s;
}

bool slice_split(Slice *rest, char sep, Slice *part) {
    while (rest->n) {
        const char *cut = memchr(rest->p, sep, rest->n);
        size_t n = cut ? (size_t)(cut - rest->p) : rest->n;
        *part = slice_trim((Slice){rest->p, n});
        rest->p += n + (cut != NULL);
        rest->n -= n + (cut != NULL);
        if (part->n) return true;
    }
    return false;
}

void tsv_error(Tsv *t, const char *format, ...) {
    char message[400], where[600];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%s:%zu", t->path, t->line);
    t->errors++;
    report(t->reporter, ATTACHE_ERR_TABLE, where, "%s", message);
}

/* The next line that is neither empty nor a comment. */
static bool next_line(Tsv *t, Slice *line) {
    while (t->at < t->bytes.n) {
        const char *p = t->bytes.p + t->at, *end = memchr(p, '\n', t->bytes.n - t->at);
        size_t n = end ? (size_t)(end - p) : t->bytes.n - t->at;
        t->at += n + (end != NULL);
        t->line++;
        *line = (Slice){p, n && p[n - 1] == '\r' ? n - 1 : n};
        if (slice_trim(*line).n && line->p[0] != '#') return true;
    }
    return false;
}

static size_t cut_cells(Slice line, Slice *cells) {
    size_t n = 0;
    for (;;) {
        const char *tab = memchr(line.p, '\t', line.n);
        size_t len = tab ? (size_t)(tab - line.p) : line.n;
        if (n < TSV_COLUMNS_MAX) cells[n] = slice_trim((Slice){line.p, len});
        n++;
        if (!tab) return n;
        line.p += len + 1;
        line.n -= len + 1;
    }
}

attache_status tsv_open(Tsv *t, const char *dir, const char *name, const char *const *columns, size_t n_columns, const Reporter *r) {
    *t = (Tsv){.n_columns = n_columns, .reporter = r};
    if ((size_t)snprintf(t->path, sizeof t->path, "%s/%s", dir, name) >= sizeof t->path)
        return report(r, ATTACHE_ERR_USAGE, dir, "is too long a path");
    FORWARD_IF_ERROR(base_read_file(t->path, TABLE_MAX, &t->bytes, r));
    size_t bad = utf8_valid(t->bytes.p, t->bytes.n);
    Slice line;
    bool any = next_line(t, &line);
    bool same = any && cut_cells(line, t->cells) == n_columns;
    for (size_t i = 0; same && i < n_columns; i++) same = slice_is(t->cells[i], columns[i]);
    if (bad != t->bytes.n) tsv_error(t, "byte %zu is not UTF-8", bad);
    if (!same) {
        Buf want = {0};
        for (size_t i = 0; i < n_columns; i++) buf_printf(&want, "%s%s", i ? ", " : "", columns[i]);
        tsv_error(t, "the header line must name the columns %s, separated by tabs", want.p);
        buf_free(&want);
    }
    if (!t->errors) return ATTACHE_OK;
    return tsv_close(t);
}

bool tsv_next(Tsv *t) {
    Slice line;
    while (next_line(t, &line)) {
        size_t n = cut_cells(line, t->cells);
        for (; n < t->n_columns; n++) t->cells[n] = (Slice){"", 0}; /* empty cells at the end may be left out */
        if (n == t->n_columns) return true;
        tsv_error(t, "has %zu cells; the table has %zu columns", n, t->n_columns);
    }
    return false;
}

attache_status tsv_close(Tsv *t) {
    buf_free(&t->bytes);
    return t->errors ? ATTACHE_ERR_TABLE : ATTACHE_OK;
}
