/* tables.c - reads folders of tables, and gives one table after another, each from all its files, which override one another. */
#include "compile/tables.h"

#include "base/failure.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { FILE_MAX = 256 << 20 };

/* The tables that a user may override, and the columns that form a row's key. */
static const struct {
    const char *name;
    TsvMode mode;
    unsigned first_key, n_keys;
    bool list_key;
} known[] = {
    {"spelling.tsv", TSV_REPLACE, 0, 1, false},
    {"countries.tsv", TSV_FILL, 2, 1, false},
    {"organisations.tsv", TSV_FILL, 2, 1, false},
    {"people.tsv", TSV_ADD, 1, 1, false},
    {"agents.tsv", TSV_FILL, 0, 1, false},
    {"classes.tsv", TSV_REPLACE, 0, 1, false},
    {"contexts.tsv", TSV_REPLACE, 0, 1, false},
    {"holidays.tsv", TSV_REPLACE, 0, 1, false},
    {"plover.tsv", TSV_REPLACE, 0, 2, false},
    {"cameo.tsv", TSV_REPLACE, 0, 1, false},
    {"frames.tsv", TSV_REPLACE, 0, 3, true},
    {"compose.tsv", TSV_REPLACE, 0, 2, false},
    {"codes.tsv", TSV_REPLACE, 0, 2, false},
    {"divisions.tsv", TSV_REPLACE, 0, 2, false},
    {"outlets.tsv", TSV_FILL, 0, 1, false},
    {"words.tsv", TSV_REPLACE, 0, 1, false},
    {"delete.tsv", TSV_ADD, 0, 1, false},
};

static bool is_tsv(const char *name) {
    size_t n = strlen(name);
    return name[0] != '.' && n > 4 && !strcmp(name + n - 4, ".tsv");
}

/* The table that a file is, or is part of: people.tsv, people_wikidata.tsv; -1 for none. */
static int known_table(const char *name) {
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        size_t stem = strlen(known[i].name) - 4;
        if (!strcmp(known[i].name, name) || (!strncmp(known[i].name, name, stem) && name[stem] == '_' && is_tsv(name))) return (int)i;
    }
    return -1;
}

void tables_free(TableSet *s) {
    for (size_t i = 0; i < s->n; i++) {
        free(s->files[i].path);
        buf_free(&s->files[i].text);
    }
    free(s->files);
    free(s->sources);
    free(s->file_of);
    free(s->taken_out);
    free(s->deletions);
    for (size_t i = 0; i < s->n_dictionaries; i++) free(s->dictionaries[i].path);
    free(s->dictionaries);
    *s = (TableSet){0};
}

/* ---- files ---- */

TableFile *tables_add(TableSet *s, const char *name, const char *path) {
    if (s->n == s->cap) s->files = base_realloc(s->files, (s->cap = s->cap ? s->cap * 2 : 32) * sizeof *s->files);
    TableFile *f = &s->files[s->n++];
    *f = (TableFile){.name = known[known_table(name)].name, .path = base_strdup(path), .layer = s->layer};
    return f;
}

void tables_count_dictionary(TableSet *s, const char *path, size_t lines, size_t names, size_t refused) {
    s->dictionaries = base_realloc(s->dictionaries, (s->n_dictionaries + 1) * sizeof *s->dictionaries);
    s->dictionaries[s->n_dictionaries++] = (DictionaryCount){base_strdup(path), s->layer, lines, names, refused};
}

static attache_status add_file(TableSet *s, const char *dir, const char *name, const Reporter *r) {
    char path[512];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path) return report(r, ATTACHE_ERR_USAGE, dir, "is too long a path");
    TableFile *f = tables_add(s, name, path);
    attache_status status = base_read_file(path, FILE_MAX, &f->text, r);
    if (status != ATTACHE_OK) f->text.n = 0;
    return status;
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

/* Tables that are built into the program and cannot be overridden. */
static bool is_built_in(const char *name) {
    static const char *const names[] = {"tokens.tsv", "features.tsv", "irregular.tsv", "lines.tsv", "lists.tsv", "hints.tsv", "languages.tsv", "forms.tsv", "endings.tsv"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!strcmp(name, names[i])) return true;
    return false;
}

/* A user's .tsv that is not one of our tables: reported along with the names that are. */
static void tell_unknown(const char *dir, const char *name, const Reporter *r) {
    char path[512];
    Buf names = {0};
    if (is_built_in(name)) {
        snprintf(path, sizeof path, "%s/%s", dir, name);
        report(r, ATTACHE_ERR_TABLE, path, "is passed over: it becomes part of the program when that is built");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(known); i++) buf_printf(&names, "%s%s", i ? ", " : "", known[i].name);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    report(r, ATTACHE_ERR_TABLE, path, "is passed over: the tables are called %s", names.p);
    buf_free(&names);
}

attache_status tables_add_dir(TableSet *s, const char *dir, const Reporter *r) {
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, by_name);
    size_t had = s->n;
    attache_status status = ATTACHE_OK;
    if (n < 0) return report(r, ATTACHE_ERR_IO, dir, "%s", strerror(errno));
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        attache_status one = ATTACHE_OK;
        if (known_table(name) >= 0) one = add_file(s, dir, name, r);
        else if (s->layer && is_tsv(name)) tell_unknown(dir, name, r);
        if (status == ATTACHE_OK) status = one;
        free(entries[i]);
    }
    free(entries);
    if (status == ATTACHE_OK && s->n == had) return report(r, ATTACHE_ERR_TABLE, dir, "holds no table: one is called people.tsv, say");
    return status;
}

/* ---- packing: NAME, its size in decimals, its bytes, all tables one after another, deflated behind their length ---- */

void tables_pack(const TableSet *s, ImageWriter *w) {
    Buf all = {0};
    for (size_t i = 0; i < s->n; i++) {
        const char *path = s->files[i].path, *slash = strrchr(path, '/');
        buf_printf(&all, "%s %zu\n", slash ? slash + 1 : path, s->files[i].text.n);
        buf_add(&all, s->files[i].text.p, s->files[i].text.n);
    }
    uint64_t size = all.n;
    uLongf packed = compressBound(size);
    Buf *out = image_writer_section(w, "know.tables", 1);
    buf_add(out, &size, sizeof size);
    buf_reserve(out, packed);
    if (compress2((Bytef *)out->p + out->n, &packed, (const Bytef *)all.p, size, 9) != Z_OK) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    out->n += packed;
    buf_free(&all);
}

static attache_status unpack_files(TableSet *s, Buf *all) {
    for (size_t at = 0; at < all->n;) {
        char name[64];
        size_t size = 0;
        int head = 0;
        if (sscanf(all->p + at, "%60s %zu\n%n", name, &size, &head) != 2 || known_table(name) < 0) return ATTACHE_ERR_TABLE;
        const char *line_end = memchr(all->p + at, '\n', all->n - at);
        at = (size_t)(line_end - all->p) + 1;
        if (size > all->n - at) return ATTACHE_ERR_TABLE;
        buf_add(&tables_add(s, name, name)->text, all->p + at, size);
        at += size;
    }
    return ATTACHE_OK;
}

attache_status tables_unpack(TableSet *s, const Image *im, const Reporter *r) {
    size_t n;
    uint64_t size;
    const char *packed = image_section(im, "know.tables", 1, &n);
    Buf all = {0};
    bool good = packed && n > sizeof size;
    if (good) {
        memcpy(&size, packed, sizeof size);
        buf_reserve(&all, size + 1);
        uLongf got = size;
        good = uncompress((Bytef *)all.p, &got, (const Bytef *)packed + sizeof size, n - sizeof size) == Z_OK && got == size;
        all.n = good ? size : 0;
        all.p[all.n] = 0;
    }
    good = good && unpack_files(s, &all) == ATTACHE_OK;
    buf_free(&all);
    return good ? ATTACHE_OK : report(r, ATTACHE_ERR_TABLE, "the knowledge inside the program", "carries no tables to lay others over");
}

/* ---- reading ---- */

void tables_read_deletions(TableSet *s, const Reporter *r) {
    static const char *const columns[] = {"table", "name"};
    for (size_t i = 0; i < s->n; i++) {
        TableFile *f = &s->files[i];
        if (strcmp(f->name, "delete.tsv")) continue;
        TsvSource source = {.path = f->path, .text = {f->text.p, f->text.n}, .lenient = true};
        Tsv t;
        tsv_open_layers(&t, &(TsvLayers){.sources = &source, .n_sources = 1, .mode = TSV_ADD}, columns, COUNT_OF(columns), r);
        while (tsv_next(&t)) {
            char name[64];
            snprintf(name, sizeof name, "%.*s%s", (int)t.cells[0].n, t.cells[0].p, memchr(t.cells[0].p, '.', t.cells[0].n) ? "" : ".tsv");
            int table = known_table(name);
            if (table < 0 || !t.cells[1].n) tsv_error(&t, "must be a table and a name in it, as people.tsv and the name of a person");
            if (t.bad) continue;
            s->deletions = base_realloc(s->deletions, (s->n_deletions + 1) * sizeof *s->deletions);
            s->deletions[s->n_deletions++] = (Deletion){known[table].name, tsv_key(t.cells[1]), f->layer, i, t.line, false};
        }
        f->rows = source.rows;
        f->refused = source.refused;
        tsv_close(&t);
    }
}

static void tell_unused(const TableSet *s, const Reporter *r) {
    char where[600];
    for (size_t i = 0; i < s->n_deletions; i++) {
        const Deletion *d = &s->deletions[i];
        snprintf(where, sizeof where, "%s:%zu", s->files[d->file].path, d->line);
        if (!d->used) report(r, ATTACHE_ERR_TABLE, where, "takes out nothing: %s has no such name below", d->table);
    }
}

static const DictionaryCount *count_of_layer(const TableSet *s, unsigned layer) {
    for (size_t i = 0; i < s->n_dictionaries; i++)
        if (s->dictionaries[i].layer == layer) return &s->dictionaries[i];
    return NULL;
}

/* One source of a user's: a folder with its files, a dictionary with its lines. */
static attache_status tell_layer(const TableSet *s, unsigned layer, const Reporter *r) {
    const DictionaryCount *d = count_of_layer(s, layer);
    const char *path = d ? d->path : "";
    size_t rows = 0, refused = d ? d->refused : 0;
    for (size_t i = 0; i < s->n; i++) {
        const TableFile *f = &s->files[i];
        if (f->layer != layer) continue;
        rows += f->rows;
        refused += f->refused;
        path = f->path;
        if (!d) report(r, ATTACHE_OK, f->path, "%zu rows, %zu refused", f->rows, f->refused);
    }
    if (d) report(r, ATTACHE_OK, path, "%zu lines, %zu names, %zu refused", d->lines, d->names, refused);
    return rows || !refused ? ATTACHE_OK : report(r, ATTACHE_ERR_TABLE, path, "has nothing that can be used");
}

attache_status tables_tell(const TableSet *s, const Reporter *r) {
    tell_unused(s, r);
    for (unsigned layer = 1; layer <= s->layer; layer++) FORWARD_IF_ERROR(tell_layer(s, layer, r));
    return ATTACHE_OK;
}

static void gather_layer(TableSet *s, const char *name, unsigned layer, size_t *n) {
    bool beside = false;
    for (size_t i = 0; i < s->n; i++) {
        const TableFile *f = &s->files[i];
        if (f->layer != layer || strcmp(f->name, name)) continue;
        s->file_of[*n] = i;
        s->sources[(*n)++] = (TsvSource){.path = f->path, .text = {f->text.p, f->text.n}, .lenient = layer > 0, .beside = beside};
        beside = true;
    }
}

/* Points the sources at all files of a table, strongest first, the parts of one layer with equal strength; returns their number. */
static size_t gather(TableSet *s, const char *name) {
    size_t n = 0;
    s->sources = base_realloc(s->sources, (s->n + 1) * sizeof *s->sources);
    s->file_of = base_realloc(s->file_of, (s->n + 1) * sizeof *s->file_of);
    for (unsigned layer = s->layer + 1; layer-- > 0;) gather_layer(s, name, layer, &n);
    return n;
}

/* The deletions for a table; returns their number. */
static size_t gather_deletions(TableSet *s, const char *name, size_t n_sources) {
    size_t n = 0;
    s->taken_out = base_realloc(s->taken_out, (s->n_deletions + 1) * sizeof *s->taken_out);
    for (size_t i = 0; i < s->n_deletions; i++) {
        Deletion *d = &s->deletions[i];
        if (strcmp(d->table, name)) continue;
        size_t from = 0;
        while (from < n_sources && s->files[s->file_of[from]].layer >= d->layer) from++;
        s->taken_out[n++] = (TsvDeletion){d->key, from, &d->used};
    }
    return n;
}

bool tables_have(const TableSet *s, const char *name) {
    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->files[i].name, name)) return true;
    return false;
}

attache_status tables_open(TableSet *s, Tsv *t, const char *name, const char *const *columns, size_t n_columns, const Reporter *r) {
    size_t n = gather(s, name);
    int table = known_table(name);
    if (!n) return report(r, ATTACHE_ERR_IO, name, "is not among the tables");
    TsvLayers layers = {.sources = s->sources,
                        .n_sources = n,
                        .mode = known[table].mode,
                        .first_key = known[table].first_key,
                        .n_keys = known[table].n_keys,
                        .list_key = known[table].list_key,
                        .n_deletions = gather_deletions(s, name, n)};
    layers.deletions = s->taken_out;
    return tsv_open_layers(t, &layers, columns, n_columns, r);
}

attache_status tables_close(TableSet *s, Tsv *t) {
    for (size_t i = 0; i < t->layers.n_sources; i++) {
        s->files[s->file_of[i]].rows = s->sources[i].rows;
        s->files[s->file_of[i]].refused = s->sources[i].refused;
    }
    return tsv_close(t);
}
