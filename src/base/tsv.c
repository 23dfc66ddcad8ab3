/* tsv.c - the rows of a table, one at a time, with their line numbers; several files of one table read as one. */
#include "base/tsv.h"

#include <stdio.h>
#include <stdlib.h>

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
    if (t->quiet) return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%s:%zu", t->path, t->line);
    TsvSource *s = &t->layers.sources[t->source];
    if (!t->bad) s->refused++;
    if (!t->bad && t->in_row) s->rows--;
    t->bad = true;
    if (!s->lenient) t->errors++;
    report(t->reporter, ATTACHE_ERR_TABLE, where, "%s", message);
}

/* ---- lines and cells ---- */

/* The next line that is neither empty nor a comment. */
static bool next_line(Tsv *t, Slice *line) {
    Slice text = t->layers.sources[t->source].text;
    if (!t->at && text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) t->at = 3; /* the byte order mark that spreadsheets write */
    while (t->at < text.n) {
        const char *p = text.p + t->at, *end = memchr(p, '\n', text.n - t->at);
        size_t n = end ? (size_t)(end - p) : text.n - t->at;
        t->at += n + (end != NULL);
        t->line = ++t->n_lines;
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

/* Puts the cells of a line into the columns; false with a message if there are too many. */
static bool lay_cells(Tsv *t, Slice line) {
    Slice cells[TSV_COLUMNS_MAX];
    size_t n = cut_cells(line, cells);
    if (n > t->n_cells) {
        tsv_error(t, "has %zu cells; the table has %zu columns", n, t->n_cells);
        return false;
    }
    for (size_t c = 0; c < t->n_columns; c++) t->cells[c] = (Slice){"", 0}; /* empty cells at the end may be missing */
    for (size_t i = 0; i < n; i++)
        if (t->column_of[i] >= 0) t->cells[t->column_of[i]] = cells[i];
        else t->line = strtoul(cells[i].p, NULL, 10);
    return true;
}

/* ---- headers ---- */

static void tell_columns(Tsv *t, const char *what, Slice name) {
    Buf want = {0};
    for (size_t i = 0; i < t->n_columns; i++) buf_printf(&want, "%s%s", i ? ", " : "", t->columns[i]);
    tsv_error(t, "%s%.*s%s the columns %s, separated by tabs", what, (int)(name.n < 60 ? name.n : 60), name.p,
              name.n ? "', which is none of" : "", want.p);
    buf_free(&want);
}

static bool check_header(Tsv *t, size_t n) {
    bool same = n == t->n_columns;
    for (size_t i = 0; same && i < n; i++) same = slice_is(t->cells[i], t->columns[i]);
    if (!same) tell_columns(t, "the header line must name", (Slice){"", 0});
    for (size_t i = 0; i < t->n_columns; i++) t->column_of[i] = (int8_t)i;
    t->n_cells = t->n_columns;
    return same;
}

/* Finds the column of each cell of a lenient file; false with a message if the header has an unknown name. */
static bool map_header(Tsv *t, size_t n) {
    t->n_cells = n < TSV_COLUMNS_MAX ? n : TSV_COLUMNS_MAX;
    for (size_t i = 0; i < t->n_cells; i++) {
        t->column_of[i] = -1;
        for (size_t c = 0; c < t->n_columns; c++)
            if (slice_is(t->cells[i], t->columns[c])) t->column_of[i] = (int8_t)c;
        if (t->column_of[i] >= 0 || slice_is(t->cells[i], "@")) continue;
        tell_columns(t, "names a column '", t->cells[i].n ? t->cells[i] : SLICE("?"));
        return false;
    }
    return n > 0;
}

/* Goes to the first row of a file; false with a message if its header is wrong, and then its rows are ignored. */
static bool begin_source(Tsv *t, size_t source) {
    t->source = source;
    t->at = t->n_lines = t->line = 0;
    t->bad = t->in_row = false;
    if (source >= t->layers.n_sources) return false;
    TsvSource *s = &t->layers.sources[source];
    snprintf(t->path, sizeof t->path, "%s", s->path);
    size_t valid = s->lenient || t->quiet ? s->text.n : utf8_valid(s->text.p, s->text.n);
    Slice line;
    size_t n = next_line(t, &line) ? cut_cells(line, t->cells) : 0;
    if (valid != s->text.n) tsv_error(t, "byte %zu is not UTF-8", valid);
    bool good = (s->lenient ? map_header(t, n) : check_header(t, n)) && valid == s->text.n;
    if (!good) t->at = s->text.n;
    return good;
}

/* ---- files laid over one another ---- */

uint64_t tsv_key(Slice name) {
    char folded[256];
    size_t n = utf8_fold(name.p, name.n, folded, sizeof folded);
    return n ? hash_bytes(folded, n) : hash_bytes(name.p, name.n);
}

size_t tsv_rank(const Tsv *t, size_t source) {
    size_t rank = 0;
    for (size_t i = 1; i <= source; i++) rank += !t->layers.sources[i].beside;
    return rank;
}

/* A key, the rank of the strongest file that has it, and its row in the next weaker file. */
struct TsvKey {
    uint32_t rank, below, n_below;
    size_t below_at; /* offset of the line in its file */
};

static uint64_t row_key(const Tsv *t) {
    uint64_t hash = 1;
    for (unsigned c = 0; c < t->layers.n_keys; c++) hash = hash_mix(hash, tsv_key(t->cells[t->layers.first_key + c]));
    return hash;
}

/* Makes the key cell of this line the first name of its list. */
static void begin_names(Tsv *t) {
    t->names = t->layers.list_key ? t->cells[t->layers.first_key] : (Slice){"", 0};
    t->counted = false;
    slice_split(&t->names, '|', &t->cells[t->layers.first_key]);
}

/* Puts the next name of a line's list into the key cell; false if there is none, or if the line has a mistake. */
static bool next_name(Tsv *t) { return !t->bad && slice_split(&t->names, '|', &t->cells[t->layers.first_key]); }

static void note_key(Tsv *t, size_t line_at) {
    uint64_t *at = map_put(&t->key_at, row_key(t));
    uint32_t source = (uint32_t)t->source, rank = (uint32_t)tsv_rank(t, t->source);
    if (!*at) {
        if (t->n_keys == t->cap_keys) t->keys = base_realloc(t->keys, (t->cap_keys = 2 * t->cap_keys + 64) * sizeof *t->keys);
        t->keys[t->n_keys++] = (TsvKey){.rank = rank};
        *at = t->n_keys;
        return;
    }
    TsvKey *k = &t->keys[*at - 1];
    if (k->rank == rank) return;
    if (!k->n_below)
        *k = (TsvKey){k->rank, source, 1, line_at};
    else if (tsv_rank(t, k->below) == rank)
        k->n_below++;
}

/* Notes the keys of all files, so that a row knows whether a stronger file overrides it. */
static void note_keys(Tsv *t) {
    t->quiet = true;
    for (size_t i = 0; i < t->layers.n_sources; i++) {
        Slice line;
        if (!begin_source(t, i)) continue;
        while (next_line(t, &line)) {
            if (!lay_cells(t, line)) continue;
            begin_names(t);
            do note_key(t, (size_t)(line.p - t->layers.sources[i].text.p));
            while (next_name(t));
        }
    }
    t->quiet = false;
}

bool tsv_deleted(const Tsv *t, Slice name) {
    if (!t->layers.n_deletions) return false;
    uint64_t key = tsv_key(name);
    for (size_t i = 0; i < t->layers.n_deletions; i++) {
        const TsvDeletion *d = &t->layers.deletions[i];
        if (d->key == key && d->from <= t->source) return *d->used = true;
    }
    return false;
}

/* Fills the empty cells of the row from the only row with its key in the file below. */
static void fill_cells(Tsv *t, const TsvKey *k) {
    Tsv below = {.columns = t->columns, .n_columns = t->n_columns, .layers = t->layers, .quiet = true};
    Slice line;
    if (!begin_source(&below, k->below)) return;
    below.at = k->below_at;
    if (!next_line(&below, &line) || !lay_cells(&below, line)) return;
    for (size_t c = 0; c < t->n_columns; c++)
        if (!t->cells[c].n) t->cells[c] = below.cells[c];
}

static void empty_dashes(Tsv *t) {
    for (size_t c = 0; c < t->n_columns; c++)
        if (slice_is(t->cells[c], "-")) t->cells[c] = (Slice){"", 0};
}

/* Whether the row counts after the other files are considered; fills its cells if so. */
static bool counts(Tsv *t) {
    if (tsv_deleted(t, t->cells[t->layers.first_key])) return false;
    size_t at = t->keys ? map_get(&t->key_at, row_key(t)) : 0;
    if (!at) return true;
    const TsvKey *k = &t->keys[at - 1];
    if (k->rank < tsv_rank(t, t->source)) return false;
    if (t->layers.mode != TSV_FILL || !t->layers.sources[t->source].lenient) return true;
    if (k->n_below == 1) fill_cells(t, k);
    empty_dashes(t);
    return true;
}

/* ---- opening and reading ---- */

static void begin(Tsv *t, const char *const *columns, size_t n_columns, const Reporter *r) {
    *t = (Tsv){.n_columns = n_columns, .columns = columns, .reporter = r};
}

attache_status tsv_open(Tsv *t, const char *dir, const char *name, const char *const *columns, size_t n_columns, const Reporter *r) {
    begin(t, columns, n_columns, r);
    char path[sizeof t->path];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path) return report(r, ATTACHE_ERR_USAGE, dir, "is too long a path");
    memcpy(t->path, path, sizeof path);
    FORWARD_IF_ERROR(base_read_file(path, TABLE_MAX, &t->bytes, r));
    t->own = (TsvSource){.path = path, .text = {t->bytes.p, t->bytes.n}};
    t->layers = (TsvLayers){.sources = &t->own, .n_sources = 1};
    begin_source(t, 0);
    t->own.path = t->path;
    return t->errors ? tsv_close(t) : ATTACHE_OK;
}

attache_status tsv_open_layers(Tsv *t, const TsvLayers *layers, const char *const *columns, size_t n_columns, const Reporter *r) {
    begin(t, columns, n_columns, r);
    t->layers = *layers;
    if (layers->n_sources > 1 && layers->mode != TSV_ADD) note_keys(t);
    begin_source(t, 0);
    return t->errors ? tsv_close(t) : ATTACHE_OK;
}

bool tsv_next(Tsv *t) {
    for (Slice line; t->source < t->layers.n_sources;) {
        if (!next_name(t)) {
            t->bad = t->in_row = false;
            t->names.n = 0;
            if (!next_line(t, &line)) {
                begin_source(t, t->source + 1);
                continue;
            }
            if (!lay_cells(t, line)) continue;
            begin_names(t);
        }
        if (!counts(t)) continue;
        if (!t->counted) t->layers.sources[t->source].rows++;
        return t->counted = t->in_row = true;
    }
    return false;
}

attache_status tsv_close(Tsv *t) {
    buf_free(&t->bytes);
    free(t->keys);
    map_free(&t->key_at);
    t->keys = NULL;
    return t->errors ? ATTACHE_ERR_TABLE : ATTACHE_OK;
}
