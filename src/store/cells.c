/* cells.c - see cells.h. Names become ranks, so that groups are sorted and joined as numbers. */
#include "store/cells.h"

#include <stdlib.h>

#include "base/failure.h"
#include "base/map.h"
#include "base/radix.h"

typedef struct Name {
    const char *text; /* NULL: a number, or none */
    int64_t number;
    int n; /* bytes */
    bool is_null;
} Name;

/* One of the properties: the numbers that groups have, and the names of these in their order. */
typedef struct Side {
    uint32_t *keys;
    Name *names;
    size_t n_keys, cap_keys, n_names, cap_names;
    Map ranks; /* of each key, the place of its name + 1 */
} Side;

typedef struct Cell {
    const Name *names[2];
    const TallyGroup *group;
} Cell;

typedef struct Cells {
    Arena arena;
    RowsTable *groups;
    Side sides[2];
} Cells;

static void free_cells(void *of) {
    Cells *c = of;
    for (int i = 0; i < 2; i++) map_free(&c->sides[i].ranks);
    tally_free(c->groups);
    arena_free(&c->arena);
    free(c);
}

static TallyGroup *groups_of(const Cells *c) { return (TallyGroup *)(uintptr_t)c->groups->rows; }

/* ---- names ---- */

static void collect_keys(Cells *c, int which) {
    Side *side = &c->sides[which];
    const TallyGroup *g = groups_of(c);
    for (size_t i = 0; i < c->groups->n; i++) {
        uint32_t key = g[i].key[which];
        if ((i && key == g[i - 1].key[which]) || !map_add(&side->ranks, key)) continue;
        *VEC_PUSH(&c->arena, side->keys, side->n_keys, side->cap_keys) = key;
    }
}

static void key_cell(sqlite3_context *out, const void *row, int column) {
    if (!column) sqlite3_result_int64(out, *(const uint32_t *)row);
}

static Name name_of(Arena *arena, sqlite3_stmt *s) {
    int type = sqlite3_column_type(s, 1);
    if (type != SQLITE_TEXT) return (Name){.number = sqlite3_column_int64(s, 1), .is_null = type == SQLITE_NULL};
    const char *text = (const char *)sqlite3_column_text(s, 1);
    int n = sqlite3_column_bytes(s, 1);
    return (Name){.text = arena_copy(arena, text, (size_t)n), .n = n};
}

static bool is_same(const Name *a, const Name *b) {
    if (!a->text || !b->text) return a->text == b->text && a->number == b->number && a->is_null == b->is_null;
    return a->n == b->n && !memcmp(a->text, b->text, (size_t)a->n);
}

static void add_name(Cells *c, Side *side, uint32_t key, Name name) {
    if (!side->n_names || !is_same(&side->names[side->n_names - 1], &name)) *VEC_PUSH(&c->arena, side->names, side->n_names, side->cap_names) = name;
    *map_put(&side->ranks, key) = side->n_names;
}

static void finalize(void *statement) { sqlite3_finalize(statement); }

static attache_status read_names(Cells *c, Store *s, int which, const char *sql) {
    Side *side = &c->sides[which];
    sqlite3_stmt *names = NULL;
    if (!sql) return ATTACHE_OK;
    collect_keys(c, which);
    const RowsTable keys = {.rows = side->keys, .n = side->n_keys, .size = sizeof *side->keys, .cell = key_cell};
    FORWARD_IF_ERROR(store_prepare(s, sql, &names));
    rows_bind(names, &keys);
    int code;
    Cleanup cleanup;
    failure_cleanup(&cleanup, finalize, names);
    while ((code = sqlite3_step(names)) == SQLITE_ROW) add_name(c, side, (uint32_t)sqlite3_column_int64(names, 0), name_of(&c->arena, names));
    failure_cleaned(&cleanup);
    attache_status status = code == SQLITE_DONE ? ATTACHE_OK : store_error(s, "be read");
    sqlite3_finalize(names);
    return status;
}

/* ---- order ---- */

static uint64_t rank_of(const Cells *c, const TallyGroup *g, int which) { return map_get(&c->sides[which].ranks, g->key[which]); }

static void add_group(TallyGroup *to, const TallyGroup *g) {
    if (g->n_most && (!to->n_most || g->in_one > to->in_one)) to->in_one = g->in_one;
    to->n += g->n, to->n_values += g->n_values, to->n_least += g->n_least, to->n_most += g->n_most;
    for (int i = 0; i < 4; i++) to->quads[i] += g->quads[i];
    to->values += g->values, to->least += g->least, to->most += g->most, to->score += g->score;
}

/* The groups by name, each pair of names once; returns how many those are. */
static size_t join_groups(const Cells *c, RadixItem *items) {
    TallyGroup *g = groups_of(c);
    size_t n = 0;
    for (size_t i = 0; i < c->groups->n; i++) items[i] = (RadixItem){.key = rank_of(c, &g[i], 0) << 32 | rank_of(c, &g[i], 1), .at = (uint32_t)i};
    radix_sort(items, items + c->groups->n, c->groups->n);
    for (size_t i = 0; i < c->groups->n; i++) {
        if (n && items[n - 1].key == items[i].key) add_group(&g[items[n - 1].at], &g[items[i].at]);
        else items[n++] = items[i];
    }
    return n;
}

static void largest_first(const Cells *c, RadixItem *items, size_t n) {
    for (size_t i = 0; i < n; i++) items[i].key = UINT32_MAX - groups_of(c)[items[i].at].n;
    radix_sort(items, items + n, n);
}

/* ---- rows ---- */

static void cell_cell(sqlite3_context *out, const void *row, int column) {
    const Cell *cell = row;
    if (column > 1) return tally_cell(out, cell->group, column);
    const Name *name = cell->names[column];
    if (!name || name->is_null) return;
    if (name->text) sqlite3_result_text(out, name->text, name->n, SQLITE_STATIC);
    else sqlite3_result_int64(out, name->number);
}

static void fill_cells(Cells *c, const RadixItem *items, size_t n, RowsTable *out) {
    Cell *cells = arena_alloc(&c->arena, (n + 1) * sizeof *cells);
    for (size_t i = 0; i < n; i++) {
        const TallyGroup *g = &groups_of(c)[items[i].at];
        cells[i] = (Cell){.group = g};
        for (int k = 0; k < 2; k++) {
            uint64_t rank = rank_of(c, g, k);
            if (rank) cells[i].names[k] = &c->sides[k].names[rank - 1];
        }
    }
    *out = (RowsTable){.rows = cells, .n = n, .size = sizeof *cells, .cell = cell_cell, .destroy = free_cells, .of = c};
}

static attache_status make_cells(Cells *c, Store *s, const CellsWanted *wanted, RowsTable *out) {
    for (int i = 0; i < 2; i++) FORWARD_IF_ERROR(read_names(c, s, i, wanted->names[i]));
    RadixItem *items = arena_alloc(&c->arena, (2 * c->groups->n + 1) * sizeof *items);
    size_t n = join_groups(c, items);
    if (!wanted->by_name) largest_first(c, items, n);
    fill_cells(c, items, wanted->limit && wanted->limit < n ? wanted->limit : n, out);
    return ATTACHE_OK;
}

attache_status cells_of(Store *s, RowsTable *groups, const CellsWanted *wanted, RowsTable **out) {
    Cleanup first, second;
    failure_cleanup(&first, tally_free, groups);
    RowsTable *table = base_zalloc(sizeof *table);
    failure_cleanup(&second, failure_free, table);
    Cells *c = base_zalloc(sizeof *c);
    failure_cleaned(&second);
    failure_cleaned(&first);
    arena_init(&c->arena);
    c->groups = groups;
    failure_cleanup(&first, failure_free, table);
    failure_cleanup(&second, free_cells, c);
    attache_status status = make_cells(c, s, wanted, table);
    failure_cleaned(&second);
    failure_cleaned(&first);
    *out = status == ATTACHE_OK ? table : NULL;
    if (!*out) free_cells(c), free(table);
    return status;
}
