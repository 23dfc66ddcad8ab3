/* dyads.c - the parties of an event in, the ordered pairs that it counts for out; and the sums of many, gathered in memory and added to dyad_sum and
 * context_sum once a batch, since most events of a batch fall into a few thousand cells. Scores are halves, so that sums do not depend on their order. */
#include "store/dyads.h"

#include <endian.h>
#include <stdlib.h>

#include "store/feed.h"

/* ---- pairs ---- */

static const Label anybody = {"*"}, nobody = {""};

/* Labels end in zeros. */
static bool same_label(const Label *a, const Label *b) { return !memcmp(a, b, sizeof *a); }

void dyads_add_party(Side *side, const char *code, const char *sector) {
    Label label = {""};
    traits_label(code, sector, label.s);
    if (!label.s[0]) return;
    side->parties++;
    for (size_t i = 0; i < side->n; i++)
        if (same_label(&side->list[i], &label)) return;
    if (side->n < LABELS_A_SIDE) side->list[side->n++] = label;
}

static size_t pairs_of_each_other(const Side *all, Pair *out) {
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->n; k++)
            if (i != k) out[n++] = (Pair){all->list[i], all->list[k], false};
    if (all->n == 1) out[n++] = (Pair){all->list[0], all->list[0], false}; /* two parties of one state */
    return n;
}

static size_t pairs_of_two_sides(const Side *a, const Side *r, Pair *out) {
    size_t n = 0;
    for (size_t i = 0; i < (a->n ? a->n : 1); i++)
        for (size_t k = 0; k < (r->n ? r->n : 1); k++) out[n++] = (Pair){a->n ? a->list[i] : nobody, r->n ? r->list[k] : nobody, false};
    return n;
}

/* Marks pairs whose mirror image is there too. */
static void mark_reciprocal(Pair *pairs, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (same_label(&pairs[i].actor, &pairs[k].recipient) && same_label(&pairs[i].recipient, &pairs[k].actor))
                pairs[i].reciprocal = pairs[k].reciprocal = true;
}

size_t dyads_pairs(const Side *actors, const Side *recipients, Pair *out) {
    bool reciprocal = actors->parties > 1 && !recipients->parties;
    const Side *targets = reciprocal ? actors : recipients;
    size_t n = reciprocal ? pairs_of_each_other(actors, out) : pairs_of_two_sides(actors, recipients, out);
    for (size_t i = 0; i < actors->n; i++) out[n++] = (Pair){actors->list[i], anybody, false};
    for (size_t i = 0; i < targets->n; i++) out[n++] = (Pair){anybody, targets->list[i], false};
    out[n++] = (Pair){anybody, anybody, false};
    mark_reciprocal(out, n);
    return n;
}

/* ---- rows ---- */

void dyads_init(DyadRows *rows) {
    *rows = (DyadRows){0};
    arena_init(&rows->arena);
}

void dyads_wait(DyadRows *rows, const Pair *pairs, size_t n, const DyadHead *head) {
    DyadHead *kept = arena_alloc(&rows->arena, sizeof *kept);
    *kept = *head;
    if (rows->n + n > rows->cap) rows->list = base_realloc(rows->list, (rows->cap = 2 * rows->cap + n + 1024) * sizeof *rows->list);
    for (size_t i = 0; i < n; i++) rows->list[rows->n++] = (DyadRow){pairs[i].actor, pairs[i].recipient, kept, head->day, pairs[i].reciprocal};
}

void dyads_forget(DyadRows *rows) {
    rows->n = 0;
    arena_reset(&rows->arena);
}

void dyads_free(DyadRows *rows) {
    free(rows->list);
    arena_free(&rows->arena);
}

/* A label as a number: labels end in zeros, so that the numbers have the order of the texts. */
static inline uint64_t rank_of(const Label *l) {
    uint64_t n;
    memcpy(&n, l->s, sizeof n);
    return be64toh(n);
}

static int compare_labels(const Label *a, const Label *b) {
    uint64_t x = rank_of(a), y = rank_of(b);
    return x < y ? -1 : x > y;
}

static int compare_rows(const void *a, const void *b) {
    const DyadRow *x = a, *y = b;
    int order = compare_labels(&x->actor, &y->actor);
    if (!order) order = compare_labels(&x->recipient, &y->recipient);
    if (order) return order;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return x->head->id < y->head->id ? -1 : x->head->id > y->head->id;
}

/* sqlite3_result_... of a label, which a Label or a Cell keeps until it is written. */
static void label_cell(sqlite3_context *out, const Label *label) {
    uint64_t n = rank_of(label);
    sqlite3_result_text(out, label->s, n ? 8 - __builtin_ctzll(n) / 8 : 0, SQLITE_STATIC);
}

static void row_cell(sqlite3_context *out, const void *row, int column) {
    const DyadRow *r = row;
    switch (column) {
    case 0: return label_cell(out, &r->actor);
    case 1: return label_cell(out, &r->recipient);
    case 2: return sqlite3_result_int(out, r->day);
    case 3: return sqlite3_result_int64(out, r->head->id);
    case 4: return sqlite3_result_int64(out, r->head->category);
    case 5: return sqlite3_result_int64(out, r->head->mode);
    case 6: return sqlite3_result_int64(out, r->head->contexts);
    case 7: return sqlite3_result_int(out, r->head->aux);
    case 8: return sqlite3_result_int(out, r->reciprocal);
    case 9: return sqlite3_result_double(out, r->head->score);
    case 10: return sqlite3_result_int(out, r->head->sources);
    }
}

attache_status dyads_prepare(Store *s, bool happenings, sqlite3_stmt **out) {
    return feed_prepare(s, happenings ? "INSERT OR FAIL INTO dyad_happening" : "INSERT OR FAIL INTO dyad_event", happenings ? 11 : 10, "", out);
}

attache_status dyads_write(DyadRows *rows, Store *s, sqlite3_stmt *add) {
    if (rows->n) qsort(rows->list, rows->n, sizeof *rows->list, compare_rows);
    FORWARD_IF_ERROR(feed_write(s, add, rows->list, rows->n, sizeof *rows->list, row_cell));
    dyads_forget(rows);
    return ATTACHE_OK;
}

/* ---- sums ---- */

/* A cell of dyad_sum, or where `context` is not negative of context_sum. */
typedef struct Cell {
    Label actor, recipient;
    int32_t period;
    int16_t category, context;
    int32_t events, happenings, mutual;
    double event_score, happening_score, mutual_score;
} Cell;

enum { KEY_SIZE = offsetof(Cell, events), CELLS_MIN = 1 << 12 };
_Static_assert(KEY_SIZE == 3 * sizeof(uint64_t), "a key is three words, without a gap");

struct Sums {
    Store *store;
    sqlite3_stmt *dyad, *context, *no_dyad, *no_context;
    Cell *cells;
    uint32_t *index; /* number of a cell + 1; 0: free */
    size_t n, cap;   /* room for `cap` cells, and twice that in the index */
    bool taken_away;
};

Sums *sums_new(Store *s) {
    Sums *sums = base_zalloc(sizeof *sums);
    sums->store = s;
    sums->cap = CELLS_MIN;
    sums->cells = base_alloc(sums->cap * sizeof *sums->cells);
    sums->index = base_zalloc(2 * sums->cap * sizeof *sums->index);
    return sums;
}

void sums_free(Sums *sums) {
    if (!sums) return;
    sqlite3_finalize(sums->dyad);
    sqlite3_finalize(sums->context);
    sqlite3_finalize(sums->no_dyad);
    sqlite3_finalize(sums->no_context);
    free(sums->cells);
    free(sums->index);
    free(sums);
}

void sums_clear(Sums *sums) {
    sums->n = 0;
    sums->taken_away = false;
    memset(sums->index, 0, 2 * sums->cap * sizeof *sums->index);
}

static uint64_t hash_cell(const Cell *key) {
    uint64_t words[KEY_SIZE / sizeof(uint64_t)];
    memcpy(words, key, KEY_SIZE);
    return hash_mix(hash_mix(words[0], words[1]), words[2]);
}

static uint32_t *slot_of(const Sums *sums, const Cell *key) {
    size_t mask = 2 * sums->cap - 1, i = hash_cell(key) & mask;
    while (sums->index[i] && memcmp(&sums->cells[sums->index[i] - 1], key, KEY_SIZE) != 0) i = (i + 1) & mask;
    return &sums->index[i];
}

static void grow(Sums *sums) {
    sums->cap *= 2;
    sums->cells = base_realloc(sums->cells, sums->cap * sizeof *sums->cells);
    free(sums->index);
    sums->index = base_zalloc(2 * sums->cap * sizeof *sums->index);
    for (size_t i = 0; i < sums->n; i++) *slot_of(sums, &sums->cells[i]) = (uint32_t)i + 1;
}

static void add_to_cell(Sums *sums, const Cell *key, const SumWhat *what, bool mutual) {
    uint32_t *slot = slot_of(sums, key);
    if (!*slot) {
        sums->cells[sums->n++] = *key;
        *slot = (uint32_t)sums->n;
    }
    Cell *cell = &sums->cells[*slot - 1];
    if (what->happening)
        cell->happenings += what->by, cell->happening_score += what->by * what->score;
    else
        cell->events += what->by, cell->event_score += what->by * what->score;
    if (what->happening && mutual) cell->mutual += what->by, cell->mutual_score += what->by * what->score;
    if (sums->n == sums->cap) grow(sums);
}

/* The month, or of a date that is less exact the year, or 0; the longer ones are summed up from these when a batch ends. */
static int32_t period_of(int32_t day) { return day / 100 % 100 ? day / 100 : day / 10000; }

static void add_contexts(Sums *sums, int32_t period, const SumWhat *what) {
    for (int16_t c = 0; c < 63; c++) {
        if (!(what->contexts >> c & 1)) continue;
        Cell key;
        memset(&key, 0, sizeof key);
        key.period = period, key.category = (int16_t)what->category, key.context = c;
        add_to_cell(sums, &key, what, false);
    }
}

void sums_add(Sums *sums, const Pair *pairs, size_t n, const SumWhat *what) {
    int32_t period = period_of(what->day);
    sums->taken_away |= what->by < 0;
    for (size_t i = 0; i < n; i++) {
        Cell key;
        memset(&key, 0, sizeof key);
        key.actor = pairs[i].actor, key.recipient = pairs[i].recipient;
        key.period = period, key.category = (int16_t)what->category, key.context = -1;
        add_to_cell(sums, &key, what, pairs[i].reciprocal);
    }
    add_contexts(sums, period, what);
}

static void add_cell(Sums *sums, const Cell *c, int32_t period) {
    Cell sum = *c;
    sum.period = period;
    uint32_t *slot = slot_of(sums, &sum);
    if (*slot) {
        Cell *there = &sums->cells[*slot - 1];
        there->events += c->events, there->happenings += c->happenings, there->mutual += c->mutual;
        there->event_score += c->event_score, there->happening_score += c->happening_score, there->mutual_score += c->mutual_score;
        return;
    }
    sums->cells[sums->n++] = sum;
    *slot = (uint32_t)sums->n;
    if (sums->n == sums->cap) grow(sums);
}

/* Adds months to their years, then years, which may have had something of their own, to all time. */
static void sum_up(Sums *sums) {
    enum { YEARS_END = 10000 };
    for (size_t i = 0, n = sums->n; i < n; i++) {
        Cell c = sums->cells[i]; /* the list may move */
        if (c.period >= YEARS_END) add_cell(sums, &c, c.period / 100);
    }
    for (size_t i = 0, n = sums->n; i < n; i++) {
        Cell c = sums->cells[i];
        if (c.period && c.period < YEARS_END) add_cell(sums, &c, 0);
    }
}

static void dyad_cell(sqlite3_context *out, const void *row, int column) {
    const Cell *c = row;
    switch (column) {
    case 0: return sqlite3_result_int(out, c->period);
    case 1: return label_cell(out, &c->actor);
    case 2: return label_cell(out, &c->recipient);
    case 3: return sqlite3_result_int(out, c->category);
    case 4: return sqlite3_result_int(out, c->events);
    case 5: return sqlite3_result_double(out, c->event_score);
    case 6: return sqlite3_result_int(out, c->happenings);
    case 7: return sqlite3_result_double(out, c->happening_score);
    case 8: return sqlite3_result_int(out, c->mutual);
    case 9: return sqlite3_result_double(out, c->mutual_score);
    }
}

static void context_cell(sqlite3_context *out, const void *row, int column) {
    const Cell *c = row;
    const int values[] = {c->period, c->context, c->category, c->events, c->happenings};
    sqlite3_result_int(out, values[column]);
}

/* By table, then by its key: neighbours are written one after another. */
static int compare_cells(const void *a, const void *b) {
    const Cell *x = a, *y = b;
    if ((x->context < 0) != (y->context < 0)) return x->context < 0 ? -1 : 1;
    if (x->period != y->period) return x->period < y->period ? -1 : 1;
    int order = compare_labels(&x->actor, &y->actor);
    if (!order) order = compare_labels(&x->recipient, &y->recipient);
    if (!order) order = x->context - y->context;
    return order ? order : x->category - y->category;
}

static attache_status prepare(Sums *sums) {
    if (sums->no_context) return ATTACHE_OK;
    Store *s = sums->store;
    FORWARD_IF_ERROR(
        feed_prepare(s, "INSERT OR FAIL INTO dyad_sum", 10,
                     " WHERE true ON CONFLICT DO UPDATE SET events = events + excluded.events, event_score = event_score + excluded.event_score, "
                     "happenings = happenings + excluded.happenings, happening_score = happening_score + excluded.happening_score, "
                     "mutual = mutual + excluded.mutual, mutual_score = mutual_score + excluded.mutual_score",
                     &sums->dyad));
    FORWARD_IF_ERROR(feed_prepare(
        s, "INSERT OR FAIL INTO context_sum", 5,
        " WHERE true ON CONFLICT DO UPDATE SET events = events + excluded.events, happenings = happenings + excluded.happenings", &sums->context));
    FORWARD_IF_ERROR(store_prepare(
        s, "DELETE FROM dyad_sum WHERE period = ?1 AND actor = ?2 AND recipient = ?3 AND category = ?4 AND events = 0 AND happenings = 0",
        &sums->no_dyad));
    return store_prepare(s, "DELETE FROM context_sum WHERE period = ?1 AND context = ?2 AND category = ?3 AND events = 0 AND happenings = 0",
                         &sums->no_context);
}

static attache_status forget_empty(Sums *sums, const Cell *c) {
    sqlite3_stmt *s = c->context < 0 ? sums->no_dyad : sums->no_context;
    sqlite3_bind_int(s, 1, c->period);
    if (c->context < 0) {
        sqlite3_bind_text(s, 2, c->actor.s, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 3, c->recipient.s, -1, SQLITE_STATIC);
        sqlite3_bind_int(s, 4, c->category);
    } else {
        sqlite3_bind_int(s, 2, c->context);
        sqlite3_bind_int(s, 3, c->category);
    }
    return store_step(sums->store, s);
}

/* What was added and taken away again leaves nothing to write. */
static void drop_nothing(Sums *sums) {
    size_t kept = 0;
    for (size_t i = 0; i < sums->n; i++) {
        const Cell *c = &sums->cells[i];
        if (c->events || c->happenings || c->event_score != 0 || c->happening_score != 0 || c->mutual) sums->cells[kept++] = *c;
    }
    sums->n = kept;
}

attache_status sums_flush(Sums *sums) {
    FORWARD_IF_ERROR(prepare(sums));
    sum_up(sums);
    drop_nothing(sums);
    qsort(sums->cells, sums->n, sizeof *sums->cells, compare_cells);
    size_t dyads = 0;
    while (dyads < sums->n && sums->cells[dyads].context < 0) dyads++;
    FORWARD_IF_ERROR(feed_write(sums->store, sums->dyad, sums->cells, dyads, sizeof *sums->cells, dyad_cell));
    FORWARD_IF_ERROR(feed_write(sums->store, sums->context, sums->cells + dyads, sums->n - dyads, sizeof *sums->cells, context_cell));
    for (size_t i = 0; i < sums->n && sums->taken_away; i++) FORWARD_IF_ERROR(forget_empty(sums, &sums->cells[i]));
    sums_clear(sums);
    return ATTACHE_OK;
}
