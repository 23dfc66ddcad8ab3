/* cluster.c - finds each new report its parent among the candidates, and cuts trees of reports into parts that do not contradict each other. */
#include "link/cluster.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/radix.h"
#include "link/average.h"
#include "link/judge.h"

enum { ALL_PAIRS = 256, SAMPLE = 12 };

/* ---- kinds ---- */

enum { SAID = offsetof(Signature, lo) }; /* a prefix says who says it */

static bool is_kind(const void *kinds, uint64_t at, const void *signature) {
    const char *a = (const char *)((const Kind *)kinds)[at - 1].signature, *b = signature;
    return !memcmp(a + SAID, b + SAID, sizeof(Signature) - SAID);
}

/* Nodes stay in place, and their signatures unchanged, until joins_forget. */
static Kind *set_kind(Clusters *c, Node *n) {
    const Signature *t = &n->member.signature;
    uint64_t hash = hash_bytes((const char *)t + SAID, sizeof *t - SAID);
    uint64_t *at = map_item(&c->kind_at, hash, is_kind, c->kinds, t);
    if (!*at) {
        if (c->n_kinds == c->cap_kinds) c->kinds = base_realloc(c->kinds, (c->cap_kinds = 2 * c->cap_kinds + 64) * sizeof *c->kinds);
        c->kinds[c->n_kinds++] = (Kind){.signature = t};
        *at = c->n_kinds;
    }
    n->kind = (uint32_t)*at - 1;
    return &c->kinds[n->kind];
}

/* ---- nodes, by the number of their report ---- */

Node *clusters_node(const Clusters *c, int64_t report) { return (Node *)(uintptr_t)map_get(&c->by_report, (uint64_t)report); }

static Node *new_node(Clusters *c, const Member *m) {
    if (c->n == c->cap) {
        c->cap = 2 * c->cap + 64;
        c->nodes = base_realloc(c->nodes, c->cap * sizeof *c->nodes);
        c->probed = base_realloc(c->probed, c->cap * sizeof *c->probed);
    }
    Node *n = arena_zalloc(&c->arena, sizeof *n);
    n->member = *m, n->number = (uint32_t)c->n, n->day = date_day_number(m->signature.day);
    c->probed[c->n] = 0;
    c->nodes[c->n++] = n;
    *map_put(&c->by_report, (uint64_t)m->report) = (uintptr_t)n;
    return n;
}

void nodes_push(Nodes *l, Node *n) {
    if (l->n == l->cap) l->items = base_realloc(l->items, (l->cap = l->cap ? l->cap * 2 : 64) * sizeof *l->items);
    l->items[l->n++] = n;
}

Node *clusters_add_kept(Clusters *c, const Member *m, int64_t parent) {
    Node *n = new_node(c, m);
    n->parent = parent;
    set_kind(c, n);
    return n;
}

/* Whether a key belongs to the present slice, and a day to the present days. */
static bool is_ours(const Clusters *c, int64_t key) { return c->n_slices < 2 || cluster_slice(key, c->n_slices) == c->slice; }
static bool is_in_time(const Clusters *c, int32_t day) { return !c->to || (day >= c->from && day <= c->to); }

Node *clusters_add_new(Clusters *c, const Member *m) {
    int64_t keys[SIGNATURE_KEYS];
    size_t near, n = signature_keys(&m->signature, keys, &near);
    Node *node = new_node(c, m);
    node->is_new = true;
    nodes_push(&c->added, node);
    if (c->keys.n + n > c->keys.cap) c->keys.items = base_realloc(c->keys.items, (c->keys.cap = 2 * c->keys.cap + SIGNATURE_KEYS) * sizeof *c->keys.items);
    for (size_t i = 0; i < n; i++) {
        int32_t day = signature_key_day(&m->signature, i < near);
        if (is_ours(c, keys[i]) && is_in_time(c, day)) c->keys.items[c->keys.n++] = (Key){keys[i], day, node}, node->n_keys++;
    }
    return node;
}

void clusters_init(Clusters *c) {
    *c = (Clusters){.crowd = CLUSTER_CROWD};
    arena_init(&c->arena);
}

void clusters_forget(Clusters *c) {
    Map *const maps[] = {&c->by_report, &c->probe_at, &c->kind_at, &c->cell_at};
    for (size_t i = 0; i < COUNT_OF(maps); i++) map_clear(maps[i]);
    c->n_kinds = c->n_parts = c->n_cells = c->n_closed = 0;
    c->n_probes = c->keys.n = c->n = c->added.n = c->n_found = c->search = 0;
    arena_reset(&c->arena);
}

void clusters_free(Clusters *c) {
    Map *const maps[] = {&c->by_report, &c->probe_at, &c->kind_at, &c->cell_at};
    for (size_t i = 0; i < COUNT_OF(maps); i++) map_free(maps[i]);
    free(c->added.items);
    free(c->candidates.items);
    free(c->signatures);
    free(c->odds);
    free(c->found);
    free(c->keys.items);
    free(c->nodes);
    free(c->probed);
    free(c->probes);
    free(c->cells);
    free(c->kinds);
    arena_free(&c->arena);
}

bool cluster_is_before(const Node *a, const Node *b) { return signature_order(&a->member.signature, &b->member.signature) < 0; }

/* Numbers the new ones in signature_order: exactness, day of publication, document, number in it. */
static void number_nodes(Clusters *c) {
    size_t n = c->added.n;
    RadixItem *items = base_alloc((2 * n + 1) * sizeof *items);
    uint32_t *numbers = base_alloc((n + 1) * sizeof *numbers); /* that they have now, ascending */
    for (size_t i = 0; i < n; i++) {
        items[i] = (RadixItem){.key = c->added.items[i]->member.signature.number, .at = (uint32_t)i};
        numbers[i] = c->added.items[i]->number;
    }
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) items[i].key = c->added.items[items[i].at]->member.signature.document;
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) {
        const Signature *t = &c->added.items[items[i].at]->member.signature;
        items[i].key = (uint64_t)t->exactness << 32 | ((uint32_t)t->published ^ (uint32_t)1 << 31);
    }
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) {
        Node *node = c->added.items[items[i].at];
        node->number = numbers[i];
        c->nodes[numbers[i]] = node;
        Kind *kind = set_kind(c, node);
        node->is_again = kind->new_first != NULL;
        node->adopts = !node->is_again;
        if (!node->is_again) kind->new_first = node;
    }
    free(items);
    free(numbers);
}

/* By key, day and number of the node. */
static void sort_keys(Clusters *c) {
    Keys *k = &c->keys;
    RadixItem *items = base_alloc((2 * k->n + 1) * sizeof *items);
    Key *sorted = base_alloc((k->n + 1) * sizeof *sorted);
    for (size_t i = 0; i < k->n; i++) items[i] = (RadixItem){.key = k->items[i].node->number, .at = (uint32_t)i};
    radix_sort(items, items + k->n, k->n);
    for (size_t i = 0; i < k->n; i++) items[i].key = radix_signed(k->items[items[i].at].day);
    radix_sort(items, items + k->n, k->n);
    for (size_t i = 0; i < k->n; i++) items[i].key = radix_signed(k->items[items[i].at].key);
    radix_sort(items, items + k->n, k->n);
    for (size_t i = 0; i < k->n; i++) sorted[i] = k->items[items[i].at];
    free(k->items);
    free(items);
    k->items = sorted, k->cap = k->n + 1;
}

void clusters_number_new(Clusters *c) {
    number_nodes(c);
    sort_keys(c);
}

/* ---- candidates ---- */

static bool is_probe(const void *probes, uint64_t at, const void *like) {
    const Probe *a = &((const Probe *)probes)[at - 1], *b = like;
    return a->key == b->key && a->from == b->from && a->to == b->to;
}

static uint64_t probe_hash(const Probe *p) { return hash_mix((uint64_t)p->key, (uint64_t)p->from << 32 | (uint32_t)p->to); }

/* Merges two ascending runs of numbers, [0, middle) and [middle, n). */
static void merge(Clusters *c, uint32_t *numbers, size_t middle, size_t n) {
    if (!middle || middle == n || numbers[middle - 1] < numbers[middle]) return;
    uint32_t *first = arena_alloc(&c->arena, middle * sizeof *first);
    memcpy(first, numbers, middle * sizeof *first);
    for (size_t a = 0, b = middle, k = 0; a < middle; k++) numbers[k] = b < n && numbers[b] < first[a] ? numbers[b++] : first[a++];
}

/* The new reports that a probe should find. */
static void look_among_new(Clusters *c, Probe *p) {
    const Key *keys = c->keys.items;
    size_t low = 0, high = c->keys.n, day = 0; /* day: where the numbers of the present day begin */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (keys[middle].key < p->key || (keys[middle].key == p->key && keys[middle].day < p->from))
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < c->keys.n && keys[i].key == p->key && keys[i].day <= p->to; i++) {
        if (i > low && keys[i].day != keys[i - 1].day) merge(c, p->nodes, day, p->n), day = p->n;
        if (!keys[i].node->is_again) *VEC_PUSH(&c->arena, p->nodes, p->n, p->cap) = keys[i].node->number;
    }
    merge(c, p->nodes, day, p->n);
    p->n_new = p->n;
}

/* The index of a probe. */
static uint32_t probe_of(Clusters *c, int64_t key, SignatureWindow days, bool near) {
    Probe p = {.key = key, .number = (int64_t)c->n_probes, .from = days.from, .to = days.to, .near = near};
    uint64_t *at = map_item(&c->probe_at, probe_hash(&p), is_probe, c->probes, &p);
    if (*at) return (uint32_t)*at - 1;
    look_among_new(c, &p);
    if (c->n_probes == c->cap_probes) c->probes = base_realloc(c->probes, (c->cap_probes = 2 * c->cap_probes + 64) * sizeof *c->probes);
    c->probes[c->n_probes++] = p;
    *at = c->n_probes;
    return (uint32_t)*at - 1;
}

/* The part of each window that lies within the present days. */
static size_t clip_windows(const Clusters *c, SignatureWindow *windows, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        SignatureWindow w = windows[i];
        if (c->to && w.from < c->from) w.from = c->from;
        if (c->to && w.to > c->to) w.to = c->to;
        if (w.from <= w.to) windows[kept++] = w;
    }
    return kept;
}

/* The days are the same for all keys of a kind. */
void clusters_plan(Clusters *c, Node *n) {
    const Signature *t = &n->member.signature;
    int64_t keys[SIGNATURE_KEYS];
    SignatureWindow windows[2][SIGNATURE_WINDOWS]; /* by story, by parties */
    uint32_t probes[SIGNATURE_KEYS * SIGNATURE_WINDOWS];
    size_t near, n_probes = 0, n_windows[2] = {0}, n_keys = signature_probes(t, keys, &near);
    for (int k = 0; k < 2 && n_keys; k++) n_windows[k] = clip_windows(c, windows[k], signature_windows(t, k, windows[k]));
    for (size_t i = 0; i < n_keys; i++) {
        bool by_parties = i < near;
        for (size_t w = 0; w < n_windows[by_parties] && is_ours(c, keys[i]); w++) probes[n_probes++] = probe_of(c, keys[i], windows[by_parties][w], by_parties);
        if (by_parties) n->n_near = (uint32_t)n_probes;
    }
    n->probes = memcpy(arena_alloc(&c->arena, n_probes * sizeof *probes + 1), probes, n_probes * sizeof *probes);
    n->n_probes = (uint32_t)n_probes;
}

void clusters_answer(Clusters *c, int64_t probe, const Node *n) {
    Probe *p = &c->probes[probe];
    *VEC_PUSH(&c->arena, p->nodes, p->n, p->cap) = n->number;
}

/* Moves the first one of each kind before the others of the store. */
static void put_firsts(Clusters *c, Probe *p) {
    size_t n_firsts = p->n_new;
    for (size_t i = p->n_new; i < p->n; i++) {
        Node *n = c->nodes[p->nodes[i]];
        Kind *kind = &c->kinds[n->kind];
        if (n->gone) continue;
        if (kind->probe != p->number + 1)
            kind->probe = p->number + 1, kind->first = (uint32_t)n_firsts++;
        else if (!cluster_is_before(n, c->nodes[p->nodes[kind->first]]))
            continue;
        uint32_t other = p->nodes[kind->first];
        p->nodes[kind->first] = p->nodes[i], p->nodes[i] = other;
    }
    p->n_first = n_firsts;
}

/* ---- crowds ---- */

/* One that is the first of its kind, and the day under which it is filed. */
typedef struct Filed {
    int32_t day;
    Node *node;
} Filed;

static int compare_filed(const void *a, const void *b) {
    const Filed *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return signature_order(&x->node->member.signature, &y->node->member.signature);
}

/* Whether a member of the same kind comes before one that put_firsts has put first: a stored one before the first new one, or the other way round. */
static bool is_preceded(const Clusters *c, const Probe *p, size_t at) {
    const Node *n = c->nodes[p->nodes[at]];
    const Kind *kind = &c->kinds[n->kind];
    const Node *other = at >= p->n_new ? kind->new_first : kind->probe == p->number + 1 ? c->nodes[p->nodes[kind->first]] : NULL;
    return other && cluster_is_before(other, n);
}

/* Marks those that are among the first of their cells. */
static void mark_first(Clusters *c, const Probe *p) {
    Filed *list = base_alloc((p->n_first + 1) * sizeof *list);
    size_t n = 0, on_day = 0;
    for (size_t i = 0; i < p->n_first; i++) {
        Node *node = c->nodes[p->nodes[i]];
        int32_t day = p->from == p->to ? p->from : signature_key_day(&node->member.signature, p->near);
        if (!is_preceded(c, p, i)) list[n++] = (Filed){day, node};
    }
    qsort(list, n, sizeof *list, compare_filed);
    for (size_t i = 0; i < n; i++) {
        on_day = i && list[i].day == list[i - 1].day ? on_day + 1 : 0;
        if (on_day < c->crowd) list[i].node->among = p->number + 1;
    }
    free(list);
}

/* Moves the stored ones that are not among the first of their cells behind the others, and forgets such new ones. */
static void leave_out(Clusters *c, Probe *p) {
    uint32_t *others = base_alloc((p->n + 1) * sizeof *others);
    size_t n = 0, n_others = 0, n_new = 0;
    mark_first(c, p);
    for (size_t i = 0; i < p->n; i++) {
        bool is_first = c->nodes[p->nodes[i]]->among == p->number + 1, is_new = i < p->n_new;
        n_new += is_first && is_new;
        if (is_first)
            p->nodes[n++] = p->nodes[i];
        else if (!is_new)
            others[n_others++] = p->nodes[i];
    }
    memcpy(p->nodes + n, others, n_others * sizeof *others);
    p->n_new = n_new, p->n_first = n, p->n = n + n_others, p->crowded = true;
    free(others);
}

void clusters_close_probes(Clusters *c) {
    for (; c->n_closed < c->n_probes; c->n_closed++) {
        Probe *p = &c->probes[c->n_closed];
        put_firsts(c, p);
        if (p->n_first > c->crowd) leave_out(c, p);
    }
}

static bool is_cell(const void *cells, uint64_t at, const void *like) {
    const Cell *a = &((const Cell *)cells)[at - 1], *b = like;
    return a->key == b->key && a->day == b->day;
}

static uint64_t cell_hash(const Cell *cell) { return hash_mix((uint64_t)cell->key, (uint32_t)cell->day); }

static Cell *cell_of(Clusters *c, int64_t key, int32_t day) {
    Cell like = {.key = key, .day = day};
    uint64_t *at = map_item(&c->cell_at, cell_hash(&like), is_cell, c->cells, &like);
    if (!*at) {
        if (c->n_cells == c->cap_cells) c->cells = base_realloc(c->cells, (c->cap_cells = 2 * c->cap_cells + 64) * sizeof *c->cells);
        c->cells[c->n_cells++] = like;
        *at = c->n_cells;
    }
    return &c->cells[*at - 1];
}

/* Whether a report has looked in a cell itself, and found that it isn't crowded. */
static bool is_known_thin(const Clusters *c, const Key *k) {
    const Node *n = k->node;
    for (uint32_t i = 0; i < n->n_probes; i++) {
        const Probe *p = &c->probes[n->probes[i]];
        if (p->key == k->key && p->from <= k->day && k->day <= p->to && !p->crowded) return true;
    }
    return false;
}

void clusters_list_cells(Clusters *c, const Nodes *gone) {
    const Key *keys = c->keys.items;
    for (size_t i = 0, end; i < c->keys.n; i = end) {
        for (end = i + 1; end < c->keys.n && keys[end].key == keys[i].key && keys[end].day == keys[i].day;) end++;
        if (is_known_thin(c, &keys[i])) continue;
        Cell *cell = cell_of(c, keys[i].key, keys[i].day);
        cell->run = i, cell->n = end - i;
    }
    for (size_t i = 0; i < gone->n; i++) {
        const Signature *t = &gone->items[i]->member.signature;
        int64_t list[SIGNATURE_KEYS];
        size_t near, n = signature_keys(t, list, &near);
        for (size_t k = 0; k < n; k++) cell_of(c, list[k], signature_key_day(t, k < near))->n_gone++;
    }
}

bool clusters_plan_cells(Clusters *c) {
    size_t kept = 0;
    map_clear(&c->cell_at);
    for (size_t i = 0; i < c->n_cells; i++) {
        Cell cell = c->cells[i];
        if (cell.n + cell.n_gone + cell.n_stored <= c->crowd) continue;
        cell.probe = probe_of(c, cell.key, (SignatureWindow){cell.day, cell.day}, false);
        c->cells[kept++] = cell;
        *map_item(&c->cell_at, cell_hash(&cell), is_cell, c->cells, &cell) = kept;
    }
    c->n_cells = kept;
    return kept != 0;
}

/* Notes the last of those that are among the first, and marks their kinds. */
static void mark_kinds(Clusters *c, Cell *cell, const Probe *p, uint64_t trial) {
    for (size_t i = 0; i < p->n_first; i++) {
        const Node *n = c->nodes[p->nodes[i]];
        c->kinds[n->kind].among = trial;
        if (p->crowded && (!cell->last || cluster_is_before(cell->last, n))) cell->last = n;
    }
}

static int compare_nodes(const void *a, const void *b) {
    return signature_order(&(*(Node *const *)a)->member.signature, &(*(Node *const *)b)->member.signature);
}

/* By their rank among those of the store it is known who may have been among the first: a few more than were, since those that are gone are not counted. */
static void compare_ranks(Clusters *c, const Cell *cell, const Probe *p, uint64_t trial, Nodes *ceased, Nodes *risen) {
    Node **stored = base_alloc((p->n - p->n_new + 1) * sizeof *stored);
    size_t n = 0, rank = 0;
    for (size_t i = p->n_new; i < p->n; i++)
        if (!c->nodes[p->nodes[i]]->gone) stored[n++] = c->nodes[p->nodes[i]];
    qsort(stored, n, sizeof *stored, compare_nodes);
    for (size_t i = 0; i < n; i++) {
        Kind *kind = &c->kinds[stored[i]->kind];
        if (kind->listed == trial) continue;
        kind->listed = trial;
        if (rank < c->crowd && kind->among != trial) nodes_push(ceased, stored[i]);
        if (rank + cell->n_gone >= c->crowd && kind->among == trial) nodes_push(risen, stored[i]);
        rank++;
    }
    free(stored);
}

void clusters_rank_cells(Clusters *c, Nodes *ceased, Nodes *risen) {
    for (size_t i = 0; i < c->n_cells; i++) {
        Cell *cell = &c->cells[i];
        const Probe *p = &c->probes[cell->probe];
        uint64_t trial = ++c->trial;
        mark_kinds(c, cell, p, trial);
        compare_ranks(c, cell, p, trial, ceased, risen);
        for (size_t k = cell->run; cell->last && k < cell->run + cell->n; k++) {
            Node *n = c->keys.items[k].node;
            if (n->among == p->number + 1) continue;
            n->adopts &= ++n->n_left_out < n->n_keys;
        }
    }
}

/* Whether a report comes after those that are among the first of its cell under a key. */
static bool is_left_out(const Clusters *c, const Node *n, int64_t key, bool near) {
    Cell like = {.key = key, .day = signature_key_day(&n->member.signature, near)};
    uint64_t at = map_find_item(&c->cell_at, cell_hash(&like), is_cell, c->cells, &like);
    const Node *last = at ? c->cells[at - 1].last : NULL;
    return last && cluster_is_before(last, n);
}

bool clusters_may_adopt(const Clusters *c, const Node *n, const Node *child) {
    bool is_added = n->member.n_events != 0;
    int64_t keys[SIGNATURE_KEYS];
    if (is_added && !n->n_left_out) return true;
    size_t near, n_keys = signature_keys(&n->member.signature, keys, &near);
    for (size_t i = 0; i < n_keys; i++) {
        Cell like = {.key = keys[i], .day = signature_key_day(&n->member.signature, i < near)};
        uint64_t at = map_find_item(&c->cell_at, cell_hash(&like), is_cell, c->cells, &like);
        const Node *last = at ? c->cells[at - 1].last : NULL;
        if (at ? last && cluster_is_before(last, n) : !is_added) continue;
        if (signature_looks_at(&child->member.signature, like.key, like.day) && (i >= near || signature_days_meet(&n->member.signature, &child->member.signature))) return true;
    }
    return false;
}

/* ---- comparing ---- */

/* signature_days_meet, without counting the days of both again for each pair. */
static bool days_meet(const Node *a, const Node *b) {
    const Signature *x = &a->member.signature, *y = &b->member.signature;
    return x->exactness < EXACT_MONTH && y->exactness < EXACT_MONTH ? abs(a->day - b->day) <= SIGNATURE_NEAR : signature_days_meet(x, y);
}

/* Lists those that a probe has found, each once in a search. */
static void list_found(Clusters *c, const Node *n, const Probe *p, bool near) {
    bool is_added = n->member.n_events != 0;
    bool adopts = n->adopts && !(n->n_left_out && is_left_out(c, n, p->key, p->near));
    size_t end = adopts ? p->n : p->n_first; /* the first new one of a kind takes over those that are more similar to it than to their own */
    for (size_t i = 0; i < end; i++) {
        if (is_added && i < p->n_new && p->nodes[i] >= n->number) i = p->n_new; /* itself and later ones */
        if (i == end) break;
        uint32_t *probed = &c->probed[p->nodes[i]];
        if (*probed == c->search) continue;
        Node *other = c->nodes[p->nodes[i]];
        if (other->gone || (near && !days_meet(other, n))) continue;
        if (i >= p->n_first && cluster_is_before(other, n)) continue; /* no parent */
        *probed = c->search;
        nodes_push(&c->candidates, other);
    }
}

static void reserve_odds(Clusters *c, size_t n) {
    if (n <= c->cap_odds) return;
    c->cap_odds = 2 * n;
    c->signatures = base_realloc(c->signatures, c->cap_odds * sizeof *c->signatures);
    c->odds = base_realloc(c->odds, c->cap_odds * sizeof *c->odds);
}

static void weigh_candidates(Clusters *c, const Node *n) {
    const Nodes *list = &c->candidates;
    reserve_odds(c, list->n);
    for (size_t i = 0; i < list->n; i++) c->signatures[i] = &list->items[i]->member.signature;
    judge_many(&n->member.signature, c->signatures, list->n, c->odds);
    for (size_t i = 0; i < list->n; i++) {
        if (c->odds[i] <= CLUSTER_LINK) continue;
        if (c->n_found == c->cap_found) c->found = base_realloc(c->found, (c->cap_found = 2 * c->cap_found + 64) * sizeof *c->found);
        c->found[c->n_found++] = (Likeness){list->items[i], c->odds[i]};
    }
}

Node *clusters_find(Clusters *c, const Node *n) {
    Node *best = NULL;
    int most = 0;
    c->n_found = c->candidates.n = 0;
    c->probed[n->number] = ++c->search; /* not itself */
    for (uint32_t i = 0; i < n->n_probes; i++) list_found(c, n, &c->probes[n->probes[i]], i < n->n_near);
    weigh_candidates(c, n);
    for (size_t i = 0; i < c->n_found; i++) {
        Likeness f = c->found[i];
        if (cluster_is_before(f.node, n) && (!best || f.odds > most || (f.odds == most && cluster_is_before(f.node, best)))) most = f.odds, best = f.node;
    }
    return best;
}

/* ---- cutting ---- */

/* The odds of two reports; reports of one document were found to be different there. */
static int odds_between(const Node *a, const Node *b) {
    const Signature *x = &a->member.signature, *y = &b->member.signature;
    return x->document == y->document ? CLUSTER_ONE_DOCUMENT : judge_odds(JUDGE_ACROSS, x, y);
}

/* The first of each kind in a tree: `order` has room for all. */
static size_t list_kinds(Clusters *c, const Nodes *tree, Node **order) {
    size_t n = 0;
    uint64_t trial = ++c->trial;
    for (size_t i = 0; i < tree->n; i++) {
        Kind *kind = &c->kinds[tree->items[i]->kind];
        if (kind->listed == trial) continue;
        kind->listed = trial, kind->place = (uint32_t)n;
        order[n++] = tree->items[i];
    }
    return n;
}

/* Few kinds: all pairs are scored, and the most similar clusters merged first. */
static void cut_small(Node *const *order, size_t n, uint32_t *cluster) {
    int32_t *odds = base_alloc((n * n + 1) * sizeof *odds);
    uint32_t *room = base_alloc((2 * n + 1) * sizeof *room);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) odds[i * n + k] = odds[k * n + i] = odds_between(order[i], order[k]);
    average_cluster(odds, n, CLUSTER_LINK, cluster, room);
    free(odds);
    free(room);
}

/* Many: each goes to the cluster with the highest average, in order of the clusters' first members. */
static void cut_large(Node *const *order, size_t n, uint32_t *cluster) {
    typedef struct Sample {
        uint32_t members[SAMPLE];
        size_t n;
    } Sample;
    Sample *samples = base_alloc((n + 1) * sizeof *samples);
    size_t n_samples = 0;
    for (size_t i = 0; i < n; i++) {
        size_t best = n_samples;
        int64_t most = CLUSTER_LINK;
        for (size_t p = 0; p < n_samples; p++) {
            int64_t sum = 0;
            for (size_t k = 0; k < samples[p].n; k++) sum += odds_between(order[i], order[samples[p].members[k]]);
            sum /= (int64_t)samples[p].n;
            if (sum > most) most = sum, best = p;
        }
        if (best == n_samples) samples[n_samples++].n = 0;
        if (samples[best].n < SAMPLE) samples[best].members[samples[best].n++] = (uint32_t)i;
        cluster[i] = samples[best].members[0];
    }
    free(samples);
}

void clusters_cut(Clusters *c, Nodes *tree) {
    if (tree->n) qsort(tree->items, tree->n, sizeof *tree->items, compare_nodes);
    Node **order = base_alloc((tree->n + 1) * sizeof *order);
    uint32_t *cluster = base_alloc((tree->n + 1) * sizeof *cluster);
    size_t n = list_kinds(c, tree, order);
    if (n <= ALL_PAIRS)
        cut_small(order, n, cluster);
    else
        cut_large(order, n, cluster);
    c->n_parts = 0;
    for (size_t i = 0; i < n; i++) /* the first of a cluster comes before the others */
        cluster[i] = cluster[i] == i ? (uint32_t)c->n_parts++ : cluster[cluster[i]];
    for (size_t i = 0; i < tree->n; i++) tree->items[i]->part = cluster[c->kinds[tree->items[i]->kind].place];
    free(order);
    free(cluster);
}
