/* tally.c - goes through the blocks of digests, and adds the rows that match to groups in memory. */
#include "store/tally.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/failure.h"
#include "base/map.h"
#include "base/radix.h"
#include "store/digest_columns.h"

enum { CATEGORIES = 256, PAIRS_A_ROW = 600, NUMBERS_MAX = 1 << 28, WEEKS = 4096 };

/* ---- filters ---- */

void tally_set_add(TallySet *set, int64_t number) {
    if (!set->has) set->has = base_zalloc(set->n = 64);
    if (number < 0 || number > NUMBERS_MAX) return;
    while ((size_t)number >= set->n) {
        set->has = base_realloc(set->has, 2 * set->n);
        memset(set->has + set->n, 0, set->n);
        set->n *= 2;
    }
    set->has[number] = 1;
}

void tally_filter_free(TallyFilter *f) {
    TallySet *const sets[] = {&f->numbers, &f->without, &f->documents, &f->categories, &f->modes, &f->cameo, &f->publishers, &f->names, &f->labels};
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        free(sets[i]->has);
        *sets[i] = (TallySet){0};
    }
}

/* ---- matching ----
 *
 * A block is filtered column by column (digest_columns.h). */

/* The rows of a block that are still wanted, and whether a label of the filter acts (1) or is acted upon (2). */
typedef struct Matches {
    uint8_t keep[DIGEST_BLOCK], sides[DIGEST_BLOCK];
} Matches;
enum { ACTS = 1, ACTED_UPON = 2 };

static void keep_marked(Matches *m, const DigestBlock *b, const uint8_t marks[DIGEST_BLOCK], bool denied) {
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= (marks[i] != 0) != denied;
}

static void keep_between(Matches *m, const DigestBlock *b, int column, int64_t least, int64_t most) {
    uint8_t in[DIGEST_BLOCK];
    digest_between(&b->columns[column], least, most, in);
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= in[i];
}

/* Keeps rows of which a column has a value of the set. */
static void keep_set(Matches *m, const DigestBlock *b, int column, const TallySet *set) {
    uint32_t v[DIGEST_BLOCK];
    if (!set->has) return;
    digest_read_column(&b->columns[column], v);
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= v[i] < set->n && set->has[v[i]];
}

static void keep_contexts(Matches *m, const DigestBlock *b, uint64_t contexts, bool denied) {
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= ((digest_get(&b->columns[DIGEST_CONTEXTS], i) & contexts) != 0) != denied;
}

static void keep_numbers(Matches *m, const DigestBlock *b, const TallySet *numbers, bool denied) {
    uint32_t v[DIGEST_BLOCK];
    digest_read_column(&b->columns[DIGEST_NUMBER], v);
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= tally_set_has(numbers, (uint64_t)digest_number_of(b, v[i])) != denied;
}

static bool is_before(int64_t day, int64_t number, const int64_t before[2]) { return day < before[0] || (day == before[0] && number < before[1]); }

static void keep_before(Matches *m, const DigestBlock *b, const int64_t before[2]) {
    uint32_t day[DIGEST_BLOCK], number[DIGEST_BLOCK];
    digest_read_column(&b->columns[DIGEST_DAY], day);
    digest_read_column(&b->columns[DIGEST_NUMBER], number);
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= is_before((int32_t)day[i], digest_number_of(b, number[i]), before);
}

static void keep_round(Matches *m, const DigestBlock *b, const Where *w) {
    for (uint32_t i = 0; i < b->n; i++) {
        int64_t y = (int64_t)digest_get(&b->columns[DIGEST_LAT], i), x = (int64_t)digest_get(&b->columns[DIGEST_LON], i);
        if (m->keep[i]) m->keep[i] = where_km((double)y / 1e6, (double)x / 1e6, w->lat, w->lon) <= w->km;
    }
}

/* Keeps what is in a town or region in the box, and in the circle if it is one; west of the date line if it begins east of it. */
static void keep_within(Matches *m, const DigestBlock *b, const Where *w) {
    const int64_t west = digest_degrees(w->west), east = digest_degrees(w->east);
    uint32_t flags[DIGEST_BLOCK];
    digest_read_column(&b->columns[DIGEST_FLAGS], flags);
    for (uint32_t i = 0; i < b->n; i++) m->keep[i] &= (flags[i] & DIGEST_PLACED) != 0;
    keep_between(m, b, DIGEST_LAT, digest_degrees(w->south), digest_degrees(w->north));
    if (west > east) {
        uint8_t outside[DIGEST_BLOCK];
        digest_between(&b->columns[DIGEST_LON], east + 1, west - 1, outside);
        keep_marked(m, b, outside, true);
    } else {
        keep_between(m, b, DIGEST_LON, west, east);
    }
    if (w->round) keep_round(m, b, w);
}

/* Keeps rows of which a report gives the least of each number. */
static void keep_numbers_from(Matches *m, const DigestBlock *b, const int64_t least[DIGEST_NUMBERS]) {
    uint32_t starts[DIGEST_BLOCK];
    uint64_t number[3];
    digest_number_starts(b, starts);
    for (uint32_t row = 0; row < b->n; row++) {
        const DigestRow r = {.block = b, .row = row, .values = starts[row]};
        for (int i = 0; i < DIGEST_NUMBERS && m->keep[row]; i++)
            if (least[i]) m->keep[row] = digest_number(&r, i, number) && (int64_t)number[0] > least[i]; /* which is one more than the number */
    }
}

/* Marks the rows of which a list has an item of the set, without their last `shift` bits. */
static void mark_list(uint8_t marks[DIGEST_BLOCK], uint8_t mark, const DigestBlock *b, int list, const TallySet *set, int shift) {
    digest_mark(b, list, &(DigestSet){set->has, set->n, shift}, mark, marks);
}

static void keep_list(Matches *m, const DigestBlock *b, int list, const TallySet *set, int shift, bool denied) {
    uint8_t marks[DIGEST_BLOCK] = {0};
    if (!set->has) return;
    mark_list(marks, 1, b, list, set, shift);
    keep_marked(m, b, marks, denied);
}

static void keep_lists(const TallyFilter *f, const DigestBlock *b, Matches *m) {
    keep_list(m, b, DIGEST_DOCUMENTS, &f->documents, 0, false);
    keep_list(m, b, DIGEST_NAMED, &f->names, 1, false);
    keep_list(m, b, DIGEST_PUBLISHERS, &f->publishers, 0, f->publishers_denied);
    if (!f->labels.has) return;
    mark_list(m->sides, ACTS, b, DIGEST_ACTORS, &f->labels, 1);
    mark_list(m->sides, ACTED_UPON, b, DIGEST_RECIPIENTS, &f->labels, 1);
    keep_marked(m, b, m->sides, f->labels_denied);
}

static void keep_values(const TallyFilter *f, const DigestBlock *b, Matches *m) {
    if (!f->all) keep_between(m, b, DIGEST_AUX, 0, 0);
    if (f->from > INT32_MIN || f->to < INT32_MAX) keep_between(m, b, DIGEST_DAY, f->from, f->to);
    if (f->numbers.has) keep_numbers(m, b, &f->numbers, false);
    if (f->without.has) keep_numbers(m, b, &f->without, true);
    if (f->confidence) keep_between(m, b, DIGEST_CONFIDENCE, f->confidence, INT64_MAX);
    keep_set(m, b, DIGEST_CATEGORY, &f->categories);
    keep_set(m, b, DIGEST_MODE, &f->modes);
    keep_set(m, b, DIGEST_CAMEO, &f->cameo);
    if (f->contexts) keep_contexts(m, b, f->contexts, f->contexts_denied);
    if (f->sources > 1) keep_between(m, b, DIGEST_SOURCES, f->sources, INT64_MAX);
    if (f->country) keep_between(m, b, DIGEST_COUNTRY, f->country, f->country);
    if (f->within) keep_within(m, b, f->within);
    if (f->before) keep_before(m, b, f->before);
    if (f->least[0] || f->least[1] || f->least[2]) keep_numbers_from(m, b, f->least);
}

static bool has_kept(const Matches *m, const DigestBlock *b) { return memchr(m->keep, 1, b->n) != NULL; }

/* Whether any row matches. */
static bool match_block(const TallyFilter *f, const DigestBlock *b, Matches *m) {
    memset(m->keep, 1, sizeof m->keep);
    memset(m->sides, 0, sizeof m->sides);
    keep_values(f, b, m);
    if (!has_kept(m, b)) return false;
    keep_lists(f, b, m);
    return has_kept(m, b);
}

/* ---- reading ---- */

typedef void block_fn(void *user, const DigestBlock *b, const Matches *m);
typedef void row_fn(void *user, const DigestRow *r);

static attache_status read_block(Store *s, sqlite3_stmt *blocks, const TallyFilter *f, block_fn *fn, void *user) {
    int64_t number = sqlite3_column_int64(blocks, 0);
    const void *p = sqlite3_column_blob(blocks, 1);
    DigestBlock block;
    Matches m;
    if (!digest_open_block(p, (size_t)sqlite3_column_bytes(blocks, 1), number, &block)) return store_damaged(s, f->happenings ? "happening_digest" : "event_digest", number);
    if (match_block(f, &block, &m)) fn(user, &block, &m);
    return ATTACHE_OK;
}

static void finalize(void *statement) { sqlite3_finalize(statement); }

/* Whether no further block needs to be read, of which each has nothing newer than `day`. */
typedef bool done_fn(void *user, int32_t day);

static bool is_never_done(void *user, int32_t day) {
    (void)user, (void)day;
    return false;
}

/* Calls the function for each block in the statement's order that has rows that match. */
static attache_status read_blocks(Store *s, const char *sql, const TallyFilter *f, block_fn *fn, done_fn *done, void *user) {
    sqlite3_stmt *blocks = NULL;
    attache_status status = store_prepare(s, sql, &blocks);
    if (status != ATTACHE_OK) return status;
    sqlite3_bind_int(blocks, 1, f->from);
    sqlite3_bind_int(blocks, 2, f->to);
    int code;
    Cleanup cleanup;
    failure_cleanup(&cleanup, finalize, blocks);
    while ((code = sqlite3_step(blocks)) == SQLITE_ROW && status == ATTACHE_OK && !done(user, sqlite3_column_int(blocks, 2))) status = read_block(s, blocks, f, fn, user);
    failure_cleaned(&cleanup);
    if (status == ATTACHE_OK && code != SQLITE_DONE && code != SQLITE_ROW) status = store_error(s, "be read");
    sqlite3_finalize(blocks);
    return status;
}

#define IN_SPAN " WHERE last_day >= ?1 AND first_day <= ?2"

static attache_status each_block(Store *s, const TallyFilter *f, block_fn *fn, void *user) {
    return read_blocks(s, f->happenings ? "SELECT id, rows, last_day FROM happening_digest" IN_SPAN : "SELECT id, rows, last_day FROM event_digest" IN_SPAN, f, fn, is_never_done, user);
}

/* Those with the newest days first, until it is done. SQLite sorts numbers, not the rows; without a limit it would not sort. */
static attache_status each_newest_block(Store *s, const TallyFilter *f, block_fn *fn, done_fn *done, void *user) {
#define NEWEST_FIRST(table) \
    "SELECT d.id, d.rows, o.last_day FROM (SELECT id, last_day FROM " table IN_SPAN " ORDER BY last_day DESC, id DESC LIMIT -1) o CROSS JOIN " table " d ON d.id = o.id"
    return read_blocks(s, f->happenings ? NEWEST_FIRST("happening_digest") : NEWEST_FIRST("event_digest"), f, fn, done, user);
}

typedef struct RowWalk {
    uint32_t needs;
    row_fn *fn;
    void *user;
} RowWalk;

static void walk_rows(void *walk, const DigestBlock *b, const Matches *m) {
    const RowWalk *w = walk;
    DigestRow r = {.block = b, .needs = w->needs};
    for (digest_start(&r); r.row < b->n; digest_next(&r))
        if (m->keep[r.row]) w->fn(w->user, &r);
}

/* Calls the function for each row that matches; `needs` are the lists and numbers that it asks for. */
static attache_status each_row(Store *s, const TallyFilter *f, uint32_t needs, row_fn *fn, void *user) {
    RowWalk walk = {needs, fn, user};
    return each_block(s, f, walk_rows, &walk);
}

/* ---- groups ---- */

typedef struct Week {
    int32_t day, thursday;
} Week;

/* What the rows of a block are counted by: the values of all rows, and where those of each begin. */
typedef struct Property {
    TallyBy by;
    uint32_t starts[DIGEST_BLOCK + 1];
    uint32_t *values;
    size_t cap;
} Property;

/* The groups of one value of the first property, by their value of the second: index + 1. */
typedef struct Shelf {
    uint32_t key;
    Map groups;
} Shelf;

typedef struct Groups {
    Property first, second; /* of the shelves, and in them */
    bool turned;            /* the first property is the second of those asked for */
    int number;
    uint8_t quads[CATEGORIES]; /* of each category */
    TallyGroup *list;
    size_t n, cap;
    Shelf *shelves;
    size_t n_shelves, cap_shelves, last; /* last: the one that was used before */
    Map at;                              /* index + 1 */
    Week weeks[WEEKS];                   /* by the last digits of the day */
} Groups;

/* Neighbouring rows have the same period, or few, so their groups lie together if periods make the shelves. */
static bool is_turned(const TallyBy by[2]) { return by[1] == TALLY_NOTHING || (by[0] > TALLY_YEAR && by[1] <= TALLY_YEAR); }

static Groups *groups_new(const TallyBy by[2], int number) {
    Groups *g = base_zalloc(sizeof *g);
    g->number = number, g->turned = is_turned(by);
    g->first.by = by[g->turned], g->second.by = by[!g->turned];
    for (uint32_t i = 0; i <= DIGEST_BLOCK; i++) g->first.starts[i] = g->second.starts[i] = i;
    return g;
}

/* The list of groups outlives them. */
static void groups_free(Groups *g) {
    for (size_t i = 0; i < g->n_shelves; i++) map_free(&g->shelves[i].groups);
    map_free(&g->at);
    free(g->shelves);
    free(g->first.values);
    free(g->second.values);
    free(g);
}

static void free_groups(void *groups) {
    Groups *g = groups;
    free(g->list);
    groups_free(g);
}

static Shelf *shelf_of(Groups *g, uint32_t key) {
    if (g->last < g->n_shelves && g->shelves[g->last].key == key) return &g->shelves[g->last];
    uint64_t *at = map_put(&g->at, key);
    if (!*at) {
        if (g->n_shelves == g->cap_shelves) g->shelves = base_realloc(g->shelves, (g->cap_shelves = 2 * g->cap_shelves + 64) * sizeof *g->shelves);
        g->shelves[g->n_shelves] = (Shelf){.key = key};
        *at = ++g->n_shelves;
    }
    return &g->shelves[g->last = *at - 1];
}

static TallyGroup *group_of(Groups *g, Shelf *shelf, uint32_t key) {
    uint64_t *at = map_put(&shelf->groups, key);
    if (!*at) {
        if (g->n == g->cap) g->list = base_realloc(g->list, (g->cap = 2 * g->cap + 64) * sizeof *g->list);
        g->list[g->n] = (TallyGroup){.key = {g->turned ? key : shelf->key, g->turned ? shelf->key : key}};
        *at = ++g->n;
    }
    return &g->list[*at - 1];
}

/* ---- properties ---- */

/* The Thursday of the week that a day lies in (ISO 8601 numbers weeks by it); a day that is not known remains what it is. */
static int32_t week_of(int32_t day) {
    if (day % 100 == 0) return day;
    int32_t number = date_day_number(day);
    return date_day_of_number(number + 3 - (date_weekday(number) + 6) % 7);
}

/* The weeks of the days that were met are kept, as a day in the calendar takes longer than all else. */
static uint32_t kept_week_of(Groups *g, int32_t day) {
    Week *w = &g->weeks[(uint32_t)day % WEEKS];
    if (w->day != day) *w = (Week){day, week_of(day)};
    return (uint32_t)w->thursday;
}

static int column_of(TallyBy by) {
    switch (by) {
    case TALLY_CATEGORY: return DIGEST_CATEGORY;
    case TALLY_MODE: return DIGEST_MODE;
    case TALLY_COUNTRY: return DIGEST_COUNTRY;
    case TALLY_PLACE: return DIGEST_PLACE;
    default: return DIGEST_DAY;
    }
}

/* The list that has the values, or -1. */
static int list_of(TallyBy by) {
    switch (by) {
    case TALLY_PUBLISHER: return DIGEST_PUBLISHERS;
    case TALLY_ACTOR: return DIGEST_ACTOR_KEYS;
    case TALLY_RECIPIENT: return DIGEST_RECIPIENT_KEYS;
    case TALLY_NAMED: return DIGEST_NAMED;
    default: return -1;
    }
}

static void make_room(Property *p, size_t n) {
    if (n <= p->cap) return;
    p->values = base_realloc(p->values, 2 * n * sizeof *p->values);
    p->cap = 2 * n;
}

static void read_values(Property *p, const DigestColumn *c) {
    make_room(p, c->n);
    digest_read_column(c, p->values);
}

static void read_periods(Groups *g, Property *p, const DigestBlock *b) {
    const int32_t rest = p->by == TALLY_YEAR ? 10000 : 100;
    for (uint32_t i = 0; i < b->n; i++) p->values[i] = p->by == TALLY_WEEK ? kept_week_of(g, (int32_t)p->values[i]) : (uint32_t)((int32_t)p->values[i] / rest * rest);
}

/* Each side that has a label of the filter. */
static void read_sides(Property *p, const DigestBlock *b, const Matches *m) {
    uint32_t categories[DIGEST_BLOCK], n = 0;
    make_room(p, 2 * DIGEST_BLOCK);
    digest_read_column(&b->columns[DIGEST_CATEGORY], categories);
    for (uint32_t i = 0; i < b->n; i++) {
        p->starts[i] = n;
        if (m->sides[i] & ACTS) p->values[n++] = 2 * categories[i];
        if (m->sides[i] & ACTED_UPON) p->values[n++] = 2 * categories[i] + 1;
    }
    p->starts[b->n] = n;
}

static void read_property(Groups *g, Property *p, const DigestBlock *b, const Matches *m) {
    static const DigestColumn nothing = {.n = DIGEST_BLOCK};
    int list = list_of(p->by);
    if (p->by == TALLY_SIDE) return read_sides(p, b, m);
    if (p->by == TALLY_NOTHING) return read_values(p, &nothing);
    read_values(p, &b->columns[list < 0 ? column_of(p->by) : DIGEST_ITEMS + list]);
    if (list >= 0) digest_list_starts(b, list, p->starts);
    if (p->by == TALLY_WEEK || p->by == TALLY_MONTH || p->by == TALLY_YEAR) read_periods(g, p, b);
}

/* ---- counting ---- */

static int64_t add(int64_t a, uint64_t b) { return (int64_t)((uint64_t)a + b); } /* that no report gives such numbers is not said of a damaged store */

static void add_number(TallyGroup *to, const DigestRow *r, int which) {
    uint64_t number[3]; /* each plus 1; 0: none */
    if (!digest_number(r, which, number)) return;
    int64_t most = (int64_t)(number[2] - 1);
    to->values = add(to->values, number[0] - 1), to->n_values++;
    if (number[1]) to->least = add(to->least, number[1] - 1), to->n_least++;
    if (!number[2]) return;
    to->in_one = !to->n_most || most > to->in_one ? most : to->in_one;
    to->most = add(to->most, number[2] - 1), to->n_most++;
}

static uint8_t quad_of(const uint8_t quads[CATEGORIES], const DigestRow *r) {
    uint64_t category = digest_value(r, DIGEST_CATEGORY);
    return category < CATEGORIES ? quads[category] : 0;
}

/* A row counts in each group of its values. */
static void count_row(Groups *g, const DigestRow *r) {
    const Property *a = &g->first, *b = &g->second;
    const uint8_t quad = quad_of(g->quads, r);
    const double score = digest_score(r);
    for (uint32_t i = a->starts[r->row]; i < a->starts[r->row + 1]; i++) {
        Shelf *shelf = shelf_of(g, a->values[i]);
        for (uint32_t k = b->starts[r->row]; k < b->starts[r->row + 1]; k++) {
            TallyGroup *to = group_of(g, shelf, b->values[k]);
            to->n++;
            if (quad) to->quads[quad - 1]++;
            to->score += score;
            if (g->number >= 0) add_number(to, r, g->number);
        }
    }
}

static void count_block(void *groups, const DigestBlock *b, const Matches *m) {
    Groups *g = groups;
    uint32_t numbers[DIGEST_BLOCK] = {0};
    read_property(g, &g->first, b, m);
    read_property(g, &g->second, b, m);
    if (g->number >= 0) digest_number_starts(b, numbers);
    DigestRow r = {.block = b};
    for (r.row = 0; r.row < b->n; r.row++) {
        r.values = numbers[r.row];
        if (m->keep[r.row]) count_row(g, &r);
    }
}

static attache_status read_quads(Store *s, uint8_t quads[CATEGORIES]) {
    sqlite3_stmt *list = NULL;
    FORWARD_IF_ERROR(store_prepare(s, "SELECT id, quad FROM category WHERE id BETWEEN 0 AND ?1 AND quad BETWEEN 1 AND 4", &list));
    sqlite3_bind_int(list, 1, CATEGORIES - 1);
    while (sqlite3_step(list) == SQLITE_ROW) quads[sqlite3_column_int(list, 0)] = (uint8_t)sqlite3_column_int(list, 1);
    sqlite3_finalize(list);
    return ATTACHE_OK;
}

/* ---- rows ---- */

void tally_free(void *rows) {
    RowsTable *table = rows;
    if (!table) return;
    if (table->destroy) table->destroy(table->of);
    else free((void *)table->rows);
    free(table);
}

void tally_bind(sqlite3_stmt *s, int at, RowsTable *rows) { rows_give(s, at, rows, tally_free); }

/* The table owns the list from here on. */
static RowsTable *as_rows(void *list, size_t n, size_t size, rows_cell *cell) {
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free, list);
    RowsTable *table = base_alloc(sizeof *table);
    failure_cleaned(&cleanup);
    *table = (RowsTable){.rows = list, .n = n, .size = size, .cell = cell};
    return table;
}

static void integer_unless_none(sqlite3_context *out, int64_t value, uint32_t n) {
    if (n) sqlite3_result_int64(out, value);
}

void tally_cell(sqlite3_context *out, const TallyGroup *g, int column) {
    switch (column) {
    case TALLY_FIRST:
    case TALLY_SECOND: return sqlite3_result_int64(out, g->key[column]);
    case TALLY_COUNT: return sqlite3_result_int64(out, g->n);
    case TALLY_SCORE: return sqlite3_result_double(out, g->score);
    case TALLY_VALUES: return integer_unless_none(out, g->values, g->n_values);
    case TALLY_LEAST: return integer_unless_none(out, g->least, g->n_least);
    case TALLY_MOST: return integer_unless_none(out, g->most, g->n_most);
    case TALLY_IN_ONE: return integer_unless_none(out, g->in_one, g->n_most);
    default:
        if (column < TALLY_SCORE) sqlite3_result_int64(out, g->quads[column - TALLY_QUADS]);
    }
}

static void group_cell(sqlite3_context *out, const void *row, int column) { tally_cell(out, row, column); }

attache_status tally_count(Store *s, const TallyFilter *f, const TallyBy by[2], int number, RowsTable **out) {
    Groups *g = groups_new(by, number);
    *out = NULL;
    Cleanup cleanup;
    failure_cleanup(&cleanup, free_groups, g);
    attache_status status = read_quads(s, g->quads);
    if (status == ATTACHE_OK) status = each_block(s, f, count_block, g);
    failure_cleaned(&cleanup);
    TallyGroup *list = g->list;
    size_t n = g->n;
    groups_free(g);
    if (status == ATTACHE_OK) *out = as_rows(list, n, sizeof *list, group_cell);
    else free(list);
    return status;
}

/* ---- the newest ---- */

typedef struct Pick {
    int64_t id, day;
} Pick;

typedef struct Picks {
    Pick *list;
    size_t n, cap;
} Picks;

static void add_pick(Picks *p, Pick pick) {
    if (p->n == p->cap) p->list = base_realloc(p->list, (p->cap = 2 * p->cap + 1024) * sizeof *p->list);
    p->list[p->n++] = pick;
}

static void pick_cell(sqlite3_context *out, const void *row, int column) {
    const Pick *p = row;
    if (column < 2) sqlite3_result_int64(out, column ? p->day : p->id);
}

/* Of what is in the order of numbers; so it only has to be sorted by day. */
static Pick *newest_of(const Picks *p, size_t n) {
    RadixItem *items = base_alloc((2 * p->n + 1) * sizeof *items);
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free, items);
    Pick *out = base_alloc((n + 1) * sizeof *out);
    failure_cleaned(&cleanup);
    for (size_t i = 0; i < p->n; i++) items[i] = (RadixItem){.key = radix_signed(p->list[i].day), .at = (uint32_t)i};
    radix_sort(items, items + p->n, p->n);
    for (size_t i = 0; i < n; i++) out[i] = p->list[items[p->n - 1 - i].at];
    free(items);
    return out;
}

static void free_picks(void *of) { free(((Picks *)of)->list); }

/* The newest of the blocks that were read: twice as many as are wanted, or more, are cut down to these. */
typedef struct Newest {
    Picks picks;
    size_t limit;
    Pick oldest; /* of those that were kept in the last cut; anything before was there a cut */
} Newest;

static void free_newest(void *of) { free_picks(&((Newest *)of)->picks); }

static int compare_picks(const void *a, const void *b) {
    const Pick *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? 1 : -1;
    return (x->id < y->id) - (x->id > y->id);
}

/* Puts them in order, the newest first, and drops those beyond the limit. */
static void cut_picks(Newest *n) {
    if (n->picks.n) qsort(n->picks.list, n->picks.n, sizeof *n->picks.list, compare_picks);
    if (n->picks.n < n->limit) return;
    n->picks.n = n->limit;
    if (n->limit) n->oldest = n->picks.list[n->limit - 1];
}

static void pick_block(void *newest, const DigestBlock *b, const Matches *m) {
    Newest *n = newest;
    for (uint32_t i = 0; i < b->n; i++) {
        if (!m->keep[i]) continue;
        const Pick pick = {digest_number_of(b, digest_get(&b->columns[DIGEST_NUMBER], i)), (int32_t)digest_get(&b->columns[DIGEST_DAY], i)};
        if (compare_picks(&pick, &n->oldest) < 0) add_pick(&n->picks, pick);
    }
    if (n->picks.n >= 2 * n->limit) cut_picks(n);
}

static bool has_newest(void *newest, int32_t day) { return day < ((const Newest *)newest)->oldest.day; }

attache_status tally_newest(Store *s, const TallyFilter *f, size_t limit, RowsTable **out) {
    Newest n = {.limit = limit, .oldest = {INT64_MIN, INT64_MIN}};
    *out = NULL;
    Cleanup cleanup;
    failure_cleanup(&cleanup, free_newest, &n);
    attache_status status = each_newest_block(s, f, pick_block, has_newest, &n);
    cut_picks(&n);
    failure_cleaned(&cleanup);
    if (status == ATTACHE_OK) *out = as_rows(n.picks.list, n.picks.n, sizeof *n.picks.list, pick_cell);
    else free(n.picks.list);
    return status;
}

/* ---- totals ---- */

typedef struct Total {
    Pick least; /* the oldest that is counted */
    Picks *picks; /* of all that match; NULL: they are known */
    int64_t placed;
    TallyGroup numbers[DIGEST_NUMBERS];
} Total;

static void add_to_total(void *total, const DigestRow *r) {
    Total *t = total;
    int32_t day = digest_day(r);
    if (t->picks) add_pick(t->picks, (Pick){digest_id(r), day});
    if (day < t->least.day || (day == t->least.day && digest_id(r) < t->least.id)) return;
    t->numbers[0].n++, t->numbers[0].score += digest_score(r);
    t->placed += (digest_value(r, DIGEST_FLAGS) & DIGEST_PLACED) != 0;
    for (int i = 0; i < DIGEST_NUMBERS; i++) add_number(&t->numbers[i], r, i);
}

static void total_cell(sqlite3_context *out, const void *row, int column) {
    const Total *t = row;
    int number = column - TALLY_TOTAL_NUMBERS;
    if (number >= 4 * DIGEST_NUMBERS) return;
    if (number >= 0) return tally_cell(out, &t->numbers[number / 4], TALLY_VALUES + number % 4);
    if (column == TALLY_TOTAL_SCORE) return sqlite3_result_double(out, t->numbers[0].score);
    sqlite3_result_int64(out, column == TALLY_TOTAL_COUNT ? t->numbers[0].n : t->placed);
}

/* Where more match than are counted, they are added up anew from the oldest of those on. */
attache_status tally_totals(Store *s, const TallyFilter *f, size_t limit, RowsTable **out) {
    Total *t = base_zalloc(sizeof *t);
    Picks p = {0};
    *out = NULL;
    Cleanup sums, picks;
    failure_cleanup(&sums, failure_free, t);
    failure_cleanup(&picks, free_picks, &p);
    t->least = (Pick){INT64_MIN, INT64_MIN}, t->picks = &p;
    attache_status status = each_row(s, f, DIGEST_NEEDS_NUMBERS, add_to_total, t);
    TallyFilter rest = *f;
    bool more = status == ATTACHE_OK && p.n > limit && limit;
    if (more) {
        Pick *newest = newest_of(&p, limit);
        *t = (Total){.least = newest[limit - 1]};
        if (t->least.day > f->from) rest.from = (int32_t)t->least.day;
        free(newest);
    }
    failure_cleaned(&picks);
    free(p.list);
    if (more) status = each_row(s, &rest, DIGEST_NEEDS_NUMBERS, add_to_total, t);
    failure_cleaned(&sums);
    if (status == ATTACHE_OK) *out = as_rows(t, 1, sizeof *t, total_cell);
    else free(t);
    return status;
}

/* ---- pairs ---- */

typedef struct Months {
    int32_t first, last, first_year, last_year;
    bool years;
} Months;

typedef struct PairSum {
    uint32_t a, b;
    int64_t n, good, bad;
    double score;
} PairSum;

typedef struct Pairs {
    Months months;
    bool within;
    uint8_t quads[CATEGORIES];
    PairSum *list;
    size_t n, cap;
    Map at;
} Pairs;

/* The months of a span, and the years that lie in it as a whole. */
static Months months_of(int32_t first, int32_t last, bool years) {
    return (Months){.first = first, .last = last, .years = years, .first_year = first % 100 <= 1 ? first / 100 : first / 100 + 1, .last_year = last % 100 >= 12 ? last / 100 : last / 100 - 1};
}

static bool is_in_months(const Months *m, int32_t day) {
    int32_t month = day / 100;
    if (!m->first && !m->last) return true;
    if (month % 100) return month >= m->first && month <= m->last;
    return m->years && month / 100 > 0 && month / 100 >= m->first_year && month / 100 <= m->last_year;
}

static size_t add_pair(uint64_t *pairs, size_t n, uint32_t a, uint32_t b) {
    if (!(a & b & DIGEST_WHOLE) || a == b || n == PAIRS_A_ROW) return n;
    a /= 2, b /= 2;
    uint64_t pair = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    for (size_t i = 0; i < n; i++)
        if (pairs[i] == pair) return n;
    pairs[n] = pair;
    return n + 1;
}

static size_t pairs_of_wholes(const DigestRow *r, uint64_t *pairs) {
    size_t n = 0;
    for (uint32_t i = 0; i < r->lengths[DIGEST_ACTORS]; i++)
        for (uint32_t k = 0; k < r->lengths[DIGEST_RECIPIENTS]; k++) n = add_pair(pairs, n, digest_item(r, DIGEST_ACTORS, i), digest_item(r, DIGEST_RECIPIENTS, k));
    return n;
}

static size_t pairs_within(const DigestRow *r, uint64_t *pairs) {
    size_t n = 0;
    for (uint32_t i = 0; i + 1 < r->lengths[DIGEST_WITHIN] && n < PAIRS_A_ROW; i += 2)
        pairs[n++] = (uint64_t)(digest_item(r, DIGEST_WITHIN, i) / 2) << 32 | digest_item(r, DIGEST_WITHIN, i + 1) / 2;
    return n;
}

static void add_pair_row(void *all, const DigestRow *r) {
    Pairs *p = all;
    uint64_t pairs[PAIRS_A_ROW];
    if (!is_in_months(&p->months, digest_day(r))) return;
    uint8_t quad = quad_of(p->quads, r);
    size_t n = p->within ? pairs_within(r, pairs) : pairs_of_wholes(r, pairs);
    for (size_t i = 0; i < n; i++) {
        uint64_t *at = map_put(&p->at, pairs[i]);
        if (!*at) {
            if (p->n == p->cap) p->list = base_realloc(p->list, (p->cap = 2 * p->cap + 64) * sizeof *p->list);
            p->list[p->n] = (PairSum){.a = (uint32_t)(pairs[i] >> 32), .b = (uint32_t)pairs[i]};
            *at = ++p->n;
        }
        PairSum *sum = &p->list[*at - 1];
        sum->n++, sum->score += digest_score(r), sum->good += quad && quad < 3, sum->bad += quad > 2;
    }
}

static void pair_cell(sqlite3_context *out, const void *row, int column) {
    const PairSum *p = row;
    const int64_t numbers[] = {p->a, p->b, p->n, 0, p->good, p->bad};
    if (column == 3)
        sqlite3_result_double(out, p->score);
    else if (column < (int)COUNT_OF(numbers))
        sqlite3_result_int64(out, numbers[column]);
}

static void free_pairs(void *of) {
    Pairs *p = of;
    map_free(&p->at);
    free(p->list);
}

attache_status tally_pairs(Store *s, const TallyFilter *f, int32_t first_month, int32_t last_month, bool years, bool within, RowsTable **out) {
    Pairs p = {.months = months_of(first_month, last_month, years), .within = within};
    *out = NULL;
    attache_status status = read_quads(s, p.quads);
    Cleanup cleanup;
    failure_cleanup(&cleanup, free_pairs, &p);
    if (status == ATTACHE_OK) status = each_row(s, f, within ? 1u << DIGEST_WITHIN : 1u << DIGEST_ACTORS | 1u << DIGEST_RECIPIENTS, add_pair_row, &p);
    failure_cleaned(&cleanup);
    map_free(&p.at);
    if (status == ATTACHE_OK) *out = as_rows(p.list, p.n, sizeof *p.list, pair_cell);
    else free(p.list);
    return status;
}

/* ---- terms ---- */

attache_status tally_term(Store *s, const char *text, size_t n, uint32_t *out) {
    sqlite3_stmt *find = NULL;
    FORWARD_IF_ERROR(store_prepare(s, "SELECT id FROM term WHERE text = ?1", &find));
    sqlite3_bind_text(find, 1, text, (int)n, SQLITE_STATIC);
    *out = sqlite3_step(find) == SQLITE_ROW ? (uint32_t)sqlite3_column_int64(find, 0) : 0;
    sqlite3_finalize(find);
    return ATTACHE_OK;
}

/* ---- functions ---- */

static void free_filter(void *f) { tally_filter_free(f); }

static attache_status make_months(Store *s, sqlite3_value **args, RowsTable **out) {
    static const TallyBy by[] = {TALLY_MONTH, TALLY_SIDE};
    TallyFilter f = {.happenings = sqlite3_value_int(args[0]) != 0, .from = INT32_MIN, .to = INT32_MAX, .contexts_denied = sqlite3_value_int(args[3]) != 0, .confidence = (uint32_t)sqlite3_value_int(args[4])};
    int64_t contexts = sqlite3_value_int64(args[2]);
    const char *label = (const char *)sqlite3_value_text(args[1]);
    uint32_t term;
    if (!label) return ATTACHE_OK;
    FORWARD_IF_ERROR(tally_term(s, label, strlen(label), &term));
    if (!term || (!contexts && !f.contexts_denied)) return ATTACHE_OK; /* nobody; none of no contexts */
    f.contexts = contexts == -1 ? 0 : (uint64_t)contexts;
    tally_set_add(&f.labels, term);
    Cleanup cleanup;
    failure_cleanup(&cleanup, free_filter, &f);
    attache_status status = tally_count(s, &f, by, -1, out);
    failure_cleaned(&cleanup);
    tally_filter_free(&f);
    return status;
}

static attache_status make_pairs(Store *s, sqlite3_value **args, RowsTable **out) {
    int32_t first = sqlite3_value_int(args[0]), last = sqlite3_value_int(args[1]);
    const TallyFilter f = {.happenings = true, .from = first / 100 * 10000, .to = last * 100 + 99};
    return first && last ? tally_pairs(s, &f, first, last, sqlite3_value_int(args[2]) != 0, false, out) : ATTACHE_OK;
}

/* Bodies are left out. */
static void people_cell(sqlite3_context *out, const void *row, int column) {
    const TallyGroup *g = row;
    if (column < 2) sqlite3_result_int64(out, column ? g->n : g->key[0] / 2);
}

static size_t drop_bodies(TallyGroup *list, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!(list[i].key[0] & DIGEST_BODY)) list[kept++] = list[i];
    return kept;
}

static attache_status make_people(Store *s, sqlite3_value **args, RowsTable **out) {
    (void)args;
    static const TallyBy by[] = {TALLY_NAMED, TALLY_NOTHING};
    const TallyFilter f = {.happenings = true, .all = true, .from = INT32_MIN, .to = INT32_MAX};
    FORWARD_IF_ERROR(tally_count(s, &f, by, -1, out));
    (*out)->n = drop_bodies((TallyGroup *)(uintptr_t)(*out)->rows, (*out)->n);
    (*out)->cell = people_cell;
    return ATTACHE_OK;
}

attache_status tally_add_functions(Store *s) {
    static const RowsFunction months = {5, make_months, tally_free}, pairs = {3, make_pairs, tally_free}, people = {0, make_people, tally_free};
    FORWARD_IF_ERROR(rows_add_function(s, "people_named", &people));
    FORWARD_IF_ERROR(rows_add_function(s, "actor_months", &months));
    return rows_add_function(s, "state_pairs", &pairs);
}
