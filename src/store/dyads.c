/* dyads.c - the ordered pairs of actors in an event, and a batch's rows by pair. Each pair in a batch gets a number, so that rows are sorted by integers. */
#include "store/dyads.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/map.h"
#include "store/rows.h"
#include "store/sums.h"

enum { EVENT_COLUMNS = 12, HAPPENING_COLUMNS = 13, EVENTS = 0, HAPPENINGS = 1 };

struct Dyads {
    Store *store;
    DyadRows added[2], taken; /* added: EVENTS, HAPPENINGS */
    Sums *sums;
    Pair *pairs; /* without duplicates; ignores reciprocal */
    size_t n_pairs, cap_pairs;
    Map index; /* index of a pair + 1 */
    sqlite3_stmt *add[2], *drop[2];
};

/* ---- pairs ---- */

static const Label anybody = {"*"};

/* Labels are padded with zeros. */
static bool same_label(const Label *a, const Label *b) { return !memcmp(a, b, sizeof *a); }

static void set_label(Label *out, const char *s, size_t n) {
    memset(out, 0, sizeof *out);
    memcpy(out->s, s, n < LABEL - 1 ? n : LABEL - 1);
}

void dyads_add_party(DyadSide *side, const char *code, const char *sector, const char *key) {
    DyadParty party = {.n = 1};
    char whole[SIGNATURE_LABEL];
    signature_label(code, sector, whole);
    if (!whole[0]) return;
    set_label(&party.labels[0], whole, strlen(whole));
    if (code[0] && sector[0]) {
        size_t n = strlen(whole);
        set_label(&party.labels[1], whole, n);
        snprintf(party.labels[party.n++].s + n, LABEL - n, ".%.3s", sector);
    }
    if (strchr(key, ':')) set_label(&party.labels[party.n++], key, strlen(key));
    side->parties++;
    for (size_t i = 0; i < side->n; i++)
        if (!memcmp(&side->list[i], &party, sizeof party)) return;
    if (side->n < PARTIES_A_SIDE) side->list[side->n++] = party;
}

/* Two parties in one role may belong to one state: each pair occurs once. */
static size_t add_pair(Pair *out, size_t n, const Label *a, const Label *r) {
    for (size_t i = 0; i < n; i++)
        if (same_label(&out[i].actor, a) && same_label(&out[i].recipient, r)) return n;
    out[n] = (Pair){*a, *r, false};
    return n + 1;
}

static size_t add_pairs(Pair *out, size_t n, const DyadParty *a, const DyadParty *r) {
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < r->n; k++) n = add_pair(out, n, &a->labels[i], &r->labels[k]);
    return n;
}

static bool of_one_state(const DyadSide *all) {
    for (size_t i = 1; i < all->n; i++)
        if (!same_label(&all->list[0].labels[0], &all->list[i].labels[0])) return false;
    return true;
}

/* If several states take part, two parties of the same state do not act on each other. */
static size_t pairs_of_each_other(const DyadSide *all, Pair *out) {
    size_t n = 0;
    bool within = of_one_state(all);
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->n; k++)
            if (i != k && (within || !same_label(&all->list[i].labels[0], &all->list[k].labels[0]))) n = add_pairs(out, n, &all->list[i], &all->list[k]);
    return all->n == 1 ? add_pairs(out, n, &all->list[0], &all->list[0]) : n; /* two parties with the same key */
}

static size_t pairs_of_two_sides(const DyadSide *a, const DyadSide *r, Pair *out) {
    static const DyadParty nobody = {.n = 1};
    size_t n = 0;
    for (size_t i = 0; i < (a->n ? a->n : 1); i++)
        for (size_t k = 0; k < (r->n ? r->n : 1); k++) n = add_pairs(out, n, a->n ? &a->list[i] : &nobody, r->n ? &r->list[k] : &nobody);
    return n;
}

/* Marks pairs whose mirror image also exists. */
static void mark_reciprocal(Pair *pairs, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (same_label(&pairs[i].actor, &pairs[k].recipient) && same_label(&pairs[i].recipient, &pairs[k].actor))
                pairs[i].reciprocal = pairs[k].reciprocal = true;
}

size_t dyads_pairs(const DyadSide *actors, const DyadSide *recipients, Pair *out) {
    bool reciprocal = dyads_are_mutual(actors, recipients);
    const DyadSide *targets = reciprocal ? actors : recipients;
    size_t n = reciprocal ? pairs_of_each_other(actors, out) : pairs_of_two_sides(actors, recipients, out);
    for (size_t i = 0; i < actors->n; i++)
        for (size_t k = 0; k < actors->list[i].n; k++) n = add_pair(out, n, &actors->list[i].labels[k], &anybody);
    for (size_t i = 0; i < targets->n; i++)
        for (size_t k = 0; k < targets->list[i].n; k++) n = add_pair(out, n, &anybody, &targets->list[i].labels[k]);
    n = add_pair(out, n, &anybody, &anybody);
    mark_reciprocal(out, n);
    return n;
}

/* ---- opening ---- */

attache_status dyads_open(Store *s, Dyads **out) {
    static const char *const tables[] = {"dyad_event", "dyad_happening"}, *const ids[] = {"event", "happening"};
    Dyads *d = *out = base_zalloc(sizeof *d);
    char sql[160];
    d->store = s;
    dyads_forget(d);
    for (int k = EVENTS; k <= HAPPENINGS; k++) {
        snprintf(sql, sizeof sql, "INSERT OR FAIL INTO %s", tables[k]);
        FORWARD_IF_ERROR(rows_prepare(s, sql, k == EVENTS ? EVENT_COLUMNS : HAPPENING_COLUMNS, "", &d->add[k]));
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE actor = ?1 AND recipient = ?2 AND day = ?3 AND %s = ?4", tables[k], ids[k]);
        FORWARD_IF_ERROR(store_prepare(s, sql, &d->drop[k]));
    }
    return sums_open(s, &d->sums);
}

static void free_rows(DyadRows *rows) {
    free(rows->heads);
    free(rows->list);
}

void dyads_close(Dyads *d) {
    if (!d) return;
    sums_close(d->sums);
    for (int k = EVENTS; k <= HAPPENINGS; k++) {
        free_rows(&d->added[k]);
        sqlite3_finalize(d->add[k]);
        sqlite3_finalize(d->drop[k]);
    }
    free_rows(&d->taken);
    free(d->pairs);
    map_free(&d->index);
    free(d);
}

static void empty_rows(DyadRows *rows) {
    rows->n = rows->n_heads = 0;
    rows->in_order = true;
}

void dyads_forget(Dyads *d) {
    empty_rows(&d->added[EVENTS]);
    empty_rows(&d->added[HAPPENINGS]);
    empty_rows(&d->taken);
    d->n_pairs = 0;
    map_clear(&d->index);
    if (d->sums) sums_forget(d->sums);
}

/* ---- pairs by number ---- */

static bool is_same(const void *pairs, uint64_t at, const void *like) {
    const Pair *a = &((const Pair *)pairs)[at - 1], *b = like;
    return same_label(&a->actor, &b->actor) && same_label(&a->recipient, &b->recipient);
}

static uint32_t number_of(Dyads *d, const Pair *p) {
    uint64_t *at = map_item(&d->index, hash_bytes((const char *)p, offsetof(Pair, reciprocal)), is_same, d->pairs, p);
    if (!*at) {
        if (d->n_pairs == d->cap_pairs) d->pairs = base_realloc(d->pairs, (d->cap_pairs = 2 * d->cap_pairs + 64) * sizeof *d->pairs);
        d->pairs[d->n_pairs++] = *p;
        *at = d->n_pairs;
    }
    return (uint32_t)*at - 1;
}

static int compare_pairs(const void *a, const void *b) {
    const Pair *x = *(const Pair *const *)a, *y = *(const Pair *const *)b;
    int order = memcmp(&x->actor, &y->actor, sizeof x->actor); /* the order of the strings */
    return order ? order : memcmp(&x->recipient, &y->recipient, sizeof x->recipient);
}

/* ---- adding and removing ---- */

static void add_rows(Dyads *d, DyadRows *rows, const Pair *pairs, size_t n, const DyadHead *head) {
    if (rows->n_heads == rows->cap_heads)
        rows->heads = base_realloc(rows->heads, (rows->cap_heads = 2 * rows->cap_heads + PAIRS_MAX) * sizeof *rows->heads);
    if (rows->n + n > rows->cap) rows->list = base_realloc(rows->list, (rows->cap = 2 * rows->cap + PAIRS_MAX) * sizeof *rows->list);
    rows->in_order &= !rows->n_heads || rows->heads[rows->n_heads - 1].id < head->id;
    rows->heads[rows->n_heads] = *head;
    for (size_t i = 0; i < n; i++)
        rows->list[rows->n++] = (RadixItem){.at = (uint32_t)rows->n_heads, .more = number_of(d, &pairs[i]) << 1 | pairs[i].reciprocal};
    rows->n_heads++;
}

void dyads_add(Dyads *d, const DyadSide sides[2], const DyadHead *head) {
    Pair pairs[PAIRS_MAX];
    size_t n = dyads_pairs(&sides[0], &sides[1], pairs);
    add_rows(d, &d->added[head->happening ? HAPPENINGS : EVENTS], pairs, n, head);
    if (!head->aux) sums_add_contexts(d->sums, head, 1);
}

attache_status dyads_take(Dyads *d, const DyadSide sides[2], const DyadHead *head) {
    Pair pairs[PAIRS_MAX];
    size_t n = dyads_pairs(&sides[0], &sides[1], pairs);
    sqlite3_stmt *s = d->drop[head->happening ? HAPPENINGS : EVENTS];
    add_rows(d, &d->taken, pairs, n, head);
    if (!head->aux) sums_add_contexts(d->sums, head, -1);
    for (size_t i = 0; i < n; i++) {
        sqlite3_bind_text(s, 1, pairs[i].actor.s, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 2, pairs[i].recipient.s, -1, SQLITE_STATIC);
        sqlite3_bind_int(s, 3, head->day);
        sqlite3_bind_int64(s, 4, head->id);
        FORWARD_IF_ERROR(store_step(d->store, s));
    }
    return ATTACHE_OK;
}

/* ---- writing ---- */

typedef struct Order {
    const Pair **pairs; /* by rank */
    uint32_t *ranks;    /* by number */
    RadixItem *room;
} Order;

static Order make_order(const Dyads *d) {
    size_t most = d->added[EVENTS].n;
    if (d->added[HAPPENINGS].n > most) most = d->added[HAPPENINGS].n;
    if (d->taken.n > most) most = d->taken.n;
    Order o = {.pairs = base_alloc((d->n_pairs + 1) * sizeof *o.pairs),
               .ranks = base_alloc((d->n_pairs + 1) * sizeof *o.ranks),
               .room = base_alloc((most + 1) * sizeof *o.room)};
    for (size_t i = 0; i < d->n_pairs; i++) o.pairs[i] = &d->pairs[i];
    qsort(o.pairs, d->n_pairs, sizeof *o.pairs, compare_pairs);
    for (size_t i = 0; i < d->n_pairs; i++) o.ranks[o.pairs[i] - d->pairs] = (uint32_t)i;
    return o;
}

/* By pair, day and id. */
static void sort_rows(DyadRows *rows, const Order *o) {
    for (size_t i = 0; i < rows->n; i++) rows->list[i].key = radix_signed(rows->heads[rows->list[i].at].id);
    if (!rows->in_order) radix_sort(rows->list, o->room, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        RadixItem *row = &rows->list[i];
        row->key = (uint64_t)o->ranks[row->more >> 1] << 32 | (uint32_t)rows->heads[row->at].day;
    }
    radix_sort(rows->list, o->room, rows->n);
}

/* A row in the form that SQLite reads. */
typedef struct Row {
    const Pair *pair;
    const DyadHead *head;
    bool reciprocal;
} Row;

static void row_cell(sqlite3_context *out, const void *row, int column) {
    const Row *r = row;
    switch (column) {
    case 0: return sums_label_cell(out, &r->pair->actor);
    case 1: return sums_label_cell(out, &r->pair->recipient);
    case 2: return sqlite3_result_int(out, r->head->day);
    case 3: return sqlite3_result_int64(out, r->head->id);
    case 4: return sqlite3_result_int64(out, r->head->category);
    case 5: return sqlite3_result_int64(out, r->head->mode);
    case 6: return sqlite3_result_int64(out, (int64_t)r->head->contexts);
    case 7: return sqlite3_result_int(out, r->head->aux);
    case 8: return sqlite3_result_int(out, r->reciprocal);
    case 9: return sqlite3_result_double(out, r->head->score);
    case 10: return sqlite3_result_int(out, r->head->happening ? r->head->sources : r->head->confidence);
    case 11: return sqlite3_result_int(out, r->head->happening ? r->head->confidence : r->head->cameo);
    case 12: return sqlite3_result_int(out, r->head->cameo);
    }
}

static attache_status write_rows(const Dyads *d, int kind, const Order *o) {
    const DyadRows *rows = &d->added[kind];
    Row *list = base_alloc((rows->n + 1) * sizeof *list);
    for (size_t i = 0; i < rows->n; i++) {
        const RadixItem *row = &rows->list[i];
        list[i] = (Row){o->pairs[row_rank(row)], &rows->heads[row->at], row_is_reciprocal(row)};
    }
    attache_status status = rows_write(d->store, d->add[kind], list, rows->n, sizeof *list, row_cell);
    free(list);
    return status;
}

attache_status dyads_write(Dyads *d) {
    Order o = make_order(d);
    sort_rows(&d->added[EVENTS], &o);
    sort_rows(&d->added[HAPPENINGS], &o);
    sort_rows(&d->taken, &o);
    attache_status status = write_rows(d, HAPPENINGS, &o);
    if (status == ATTACHE_OK) status = write_rows(d, EVENTS, &o);
    if (status == ATTACHE_OK) sums_add_rows(d->sums, o.pairs, d->n_pairs, d->added, COUNT_OF(d->added), &d->taken);
    if (status == ATTACHE_OK) status = sums_write(d->sums);
    free(o.pairs);
    free(o.ranks);
    free(o.room);
    dyads_forget(d);
    return status;
}
