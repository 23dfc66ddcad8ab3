/* sums.c - counts sorted rows of pairs by month, by year and overall. The rows of a pair are consecutive, in the order of days, so each count is accumulated in
 * one place, and is finished when the month, the year or the pair ends. Scores are halves, so that sums do not depend on their order. */
#include "store/sums.h"

#include <stdlib.h>

#include "base/map.h"
#include "store/rows.h"

enum { LISTS = 3, CATEGORIES = 64, DYAD_COLUMNS = 10, CONTEXT_COLUMNS = 5 };
enum { MONTH, YEAR, ALL_TIME, PERIODS };

typedef struct Count {
    int32_t events, happenings, mutual;
    double event_score, happening_score, mutual_score;
} Count;

/* A row of dyad_sum. */
typedef struct Cell {
    const Pair *pair;
    int32_t period, category;
    Count count;
} Cell;

/* Of the present pair, the counts of the present period. */
typedef struct Period {
    int32_t period;
    uint64_t seen; /* categories, as bits */
    Count counts[CATEGORIES];
} Period;

/* A row of context_sum; the key is that of the table: period, context, category. */
typedef struct Tally {
    uint64_t key;
    int32_t events, happenings;
} Tally;

struct Sums {
    Store *store;
    sqlite3_stmt *dyad, *context, *no_dyad, *no_context;
    Cell *cells;
    size_t n, cap;
    Period periods[PERIODS];
    Tally *tallies;
    size_t n_tallies, cap_tallies;
    Map index; /* by key: index of a tally + 1 */
    bool taken_away;
};

/* ---- opening ---- */

attache_status sums_open(Store *s, Sums **out) {
    Sums *sums = *out = base_zalloc(sizeof *sums);
    sums->store = s;
    FORWARD_IF_ERROR(
        rows_prepare(s, "INSERT OR FAIL INTO dyad_sum", DYAD_COLUMNS,
                     " WHERE true ON CONFLICT DO UPDATE SET events = events + excluded.events, event_score = event_score + excluded.event_score, "
                     "happenings = happenings + excluded.happenings, happening_score = happening_score + excluded.happening_score, "
                     "mutual = mutual + excluded.mutual, mutual_score = mutual_score + excluded.mutual_score",
                     &sums->dyad));
    FORWARD_IF_ERROR(rows_prepare(
        s, "INSERT OR FAIL INTO context_sum", CONTEXT_COLUMNS,
        " WHERE true ON CONFLICT DO UPDATE SET events = events + excluded.events, happenings = happenings + excluded.happenings", &sums->context));
    FORWARD_IF_ERROR(store_prepare(
        s, "DELETE FROM dyad_sum WHERE period = ?1 AND actor = ?2 AND recipient = ?3 AND category = ?4 AND events = 0 AND happenings = 0",
        &sums->no_dyad));
    return store_prepare(s, "DELETE FROM context_sum WHERE period = ?1 AND context = ?2 AND category = ?3 AND events = 0 AND happenings = 0",
                         &sums->no_context);
}

void sums_close(Sums *sums) {
    if (!sums) return;
    sqlite3_finalize(sums->dyad);
    sqlite3_finalize(sums->context);
    sqlite3_finalize(sums->no_dyad);
    sqlite3_finalize(sums->no_context);
    free(sums->cells);
    free(sums->tallies);
    map_free(&sums->index);
    free(sums);
}

void sums_forget(Sums *sums) {
    sums->n = sums->n_tallies = 0;
    sums->taken_away = false;
    map_clear(&sums->index);
}

/* The periods that contain a day, the shortest first; returns their number: a less exact date has no month, or only all time. */
static int periods_of(int32_t day, int32_t out[PERIODS]) {
    int n = 0;
    if (day / 100 % 100) out[n++] = day / 100;
    if (day / 10000) out[n++] = day / 10000;
    out[n++] = 0;
    return n;
}

/* ---- pairs ---- */

static void add_count(Count *c, const DyadHead *head, bool reciprocal, int by) {
    double score = by * head->score;
    if (head->happening)
        c->happenings += by, c->happening_score += score;
    else
        c->events += by, c->event_score += score;
    if (head->happening && reciprocal) c->mutual += by, c->mutual_score += score;
}

static bool is_nothing(const Count *c) {
    return !c->events && !c->happenings && !c->mutual && c->event_score == 0 && c->happening_score == 0 && c->mutual_score == 0;
}

/* Turns the counts of a period into cells, in the order of categories. What was added and removed again leaves none. */
static void end_period(Sums *sums, Period *p, const Pair *pair) {
    for (; p->seen; p->seen &= p->seen - 1) {
        int category = __builtin_ctzll(p->seen);
        Count *count = &p->counts[category];
        if (sums->n == sums->cap) sums->cells = base_realloc(sums->cells, (sums->cap = 2 * sums->cap + 1024) * sizeof *sums->cells);
        if (!is_nothing(count)) sums->cells[sums->n++] = (Cell){pair, p->period, category, *count};
        *count = (Count){0};
    }
}

static void add_row(Sums *sums, const Pair *pair, const DyadRows *rows, const RadixItem *row, int by) {
    const DyadHead *head = &rows->heads[row->at];
    int32_t periods[PERIODS];
    if (head->aux || head->category < 0 || head->category >= CATEGORIES) return; /* an unknown category, in a damaged store */
    int n = periods_of(head->day, periods);
    for (int i = 0; i < n; i++) {
        Period *p = &sums->periods[PERIODS - n + i];
        if (p->period != periods[i]) end_period(sums, p, pair);
        p->period = periods[i];
        p->seen |= (uint64_t)1 << head->category;
        add_count(&p->counts[head->category], head, row_is_reciprocal(row), by);
    }
}

void sums_add_rows(Sums *sums, const Pair *const *pairs, size_t n_pairs, const DyadRows *added, size_t n_added, const DyadRows *taken) {
    const DyadRows *lists[LISTS];
    size_t at[LISTS] = {0}, n_lists = 0;
    for (size_t i = 0; i < n_added; i++) lists[n_lists++] = &added[i];
    lists[n_lists++] = taken;
    sums->taken_away |= taken->n > 0;
    for (uint64_t rank = 0; rank < n_pairs; rank++) {
        for (;;) { /* the list's row with the earliest day */
            const RadixItem *first = NULL;
            size_t from = 0;
            for (size_t i = 0; i < n_lists; i++) {
                if (at[i] == lists[i]->n) continue; /* an empty list has no address */
                const RadixItem *row = &lists[i]->list[at[i]];
                if (row_rank(row) == rank && (!first || row->key < first->key)) first = row, from = i;
            }
            if (!first) break;
            at[from]++;
            add_row(sums, pairs[rank], lists[from], first, lists[from] == taken ? -1 : 1);
        }
        for (int i = 0; i < PERIODS; i++) end_period(sums, &sums->periods[i], pairs[rank]);
    }
}

/* ---- contexts ---- */

static uint64_t tally_key(int32_t period, int context, int64_t category) {
    return (uint64_t)(uint32_t)period << 32 | (uint64_t)context << 16 | (uint64_t)category;
}

static Tally *tally_of(Sums *sums, uint64_t key) {
    uint64_t *at = map_put(&sums->index, key);
    if (!*at) {
        if (sums->n_tallies == sums->cap_tallies)
            sums->tallies = base_realloc(sums->tallies, (sums->cap_tallies = 2 * sums->cap_tallies + 64) * sizeof *sums->tallies);
        sums->tallies[sums->n_tallies++] = (Tally){.key = key};
        *at = sums->n_tallies;
    }
    return &sums->tallies[*at - 1];
}

void sums_add_contexts(Sums *sums, const DyadHead *head, int by) {
    int32_t periods[PERIODS];
    int n = periods_of(head->day, periods);
    for (uint64_t left = head->contexts; left; left &= left - 1) {
        for (int i = 0; i < n; i++) {
            Tally *t = tally_of(sums, tally_key(periods[i], __builtin_ctzll(left), head->category));
            if (head->happening)
                t->happenings += by;
            else
                t->events += by;
        }
    }
}

/* ---- writing ---- */

void sums_label_cell(sqlite3_context *out, const Label *label) { sqlite3_result_text(out, label->s, (int)strnlen(label->s, LABEL), SQLITE_STATIC); }

static void dyad_cell(sqlite3_context *out, const void *row, int column) {
    const Cell *c = *(const Cell *const *)row;
    switch (column) {
    case 0: return sqlite3_result_int(out, c->period);
    case 1: return sums_label_cell(out, &c->pair->actor);
    case 2: return sums_label_cell(out, &c->pair->recipient);
    case 3: return sqlite3_result_int(out, c->category);
    case 4: return sqlite3_result_int(out, c->count.events);
    case 5: return sqlite3_result_double(out, c->count.event_score);
    case 6: return sqlite3_result_int(out, c->count.happenings);
    case 7: return sqlite3_result_double(out, c->count.happening_score);
    case 8: return sqlite3_result_int(out, c->count.mutual);
    case 9: return sqlite3_result_double(out, c->count.mutual_score);
    }
}

static void context_cell(sqlite3_context *out, const void *row, int column) {
    const Tally *t = row;
    const int values[] = {(int)(t->key >> 32), (int)(t->key >> 16 & 0xFFFF), (int)(t->key & 0xFFFF), t->events, t->happenings};
    sqlite3_result_int(out, values[column]);
}

static int compare_tallies(const void *a, const void *b) {
    const Tally *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

/* Cells are in the order of pairs and categories within each period. */
static const Cell **sort_cells(const Sums *sums) {
    RadixItem *items = base_alloc((2 * sums->n + 1) * sizeof *items);
    const Cell **out = base_alloc((sums->n + 1) * sizeof *out);
    for (size_t i = 0; i < sums->n; i++) items[i] = (RadixItem){.key = (uint64_t)sums->cells[i].period, .at = (uint32_t)i};
    radix_sort(items, items + sums->n, sums->n);
    for (size_t i = 0; i < sums->n; i++) out[i] = &sums->cells[items[i].at];
    free(items);
    return out;
}

/* The counts may have dropped to zero. */
static attache_status forget_empty(Sums *sums) {
    for (size_t i = 0; i < sums->n; i++) {
        const Cell *c = &sums->cells[i];
        sqlite3_bind_int(sums->no_dyad, 1, c->period);
        sqlite3_bind_text(sums->no_dyad, 2, c->pair->actor.s, -1, SQLITE_STATIC);
        sqlite3_bind_text(sums->no_dyad, 3, c->pair->recipient.s, -1, SQLITE_STATIC);
        sqlite3_bind_int(sums->no_dyad, 4, c->category);
        FORWARD_IF_ERROR(store_step(sums->store, sums->no_dyad));
    }
    for (size_t i = 0; i < sums->n_tallies; i++) {
        uint64_t key = sums->tallies[i].key;
        sqlite3_bind_int(sums->no_context, 1, (int)(key >> 32));
        sqlite3_bind_int(sums->no_context, 2, (int)(key >> 16 & 0xFFFF));
        sqlite3_bind_int(sums->no_context, 3, (int)(key & 0xFFFF));
        FORWARD_IF_ERROR(store_step(sums->store, sums->no_context));
    }
    return ATTACHE_OK;
}

static void drop_nothing(Sums *sums) {
    size_t kept = 0;
    for (size_t i = 0; i < sums->n_tallies; i++)
        if (sums->tallies[i].events || sums->tallies[i].happenings) sums->tallies[kept++] = sums->tallies[i];
    sums->n_tallies = kept;
}

attache_status sums_write(Sums *sums) {
    const Cell **cells = sort_cells(sums);
    drop_nothing(sums);
    if (sums->n_tallies) qsort(sums->tallies, sums->n_tallies, sizeof *sums->tallies, compare_tallies);
    attache_status status = rows_write(sums->store, sums->dyad, cells, sums->n, sizeof *cells, dyad_cell);
    if (status == ATTACHE_OK) status = rows_write(sums->store, sums->context, sums->tallies, sums->n_tallies, sizeof *sums->tallies, context_cell);
    if (status == ATTACHE_OK && sums->taken_away) status = forget_empty(sums);
    free(cells);
    sums_forget(sums);
    return status;
}
