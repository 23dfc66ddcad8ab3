/* joins.c - finds each new report its parent, and takes the trees that were touched apart into clusters. */
#include "store/joins.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/map.h"
#include "base/radix.h"
#include "store/feed.h"

enum { REPORT_COLUMNS = 6, KEY_COLUMNS = 3 };

/* clang-format off */
enum { LOAD, CHILDREN, SET_PARENT, DROP_KEY, PROBE, N_STATEMENTS };
static const char *const sql[N_STATEMENTS] = {
    [LOAD] = "SELECT document, happening, parent, traits FROM report WHERE id = ?1",
    [CHILDREN] = "SELECT id FROM report WHERE parent = ?1",
    [SET_PARENT] = "UPDATE report SET parent = ?2 WHERE id = ?1",
    [DROP_KEY] = "DELETE FROM report_key WHERE key = ?1 AND day = ?2 AND report = ?3",
    [PROBE] = "SELECT c0, report FROM feed(?1) CROSS JOIN report_key ON key = c1 AND day BETWEEN c2 AND c3",
};
/* clang-format on */

typedef struct Node {
    Member member; /* first: clusters are lists of these */
    int64_t parent;
    struct Node *children, *sibling; /* of those that are not in the store yet */
    bool is_new;                     /* looks for a parent in this batch */
    bool gone, touched, in_tree, has_stored_children;
    bool is_again;   /* not the first new one of its kind: whoever might be joined to it would rather be to that one */
    uint32_t number; /* from 0; of those that are not in the store yet in traits_order, once all are there */
    uint32_t part;   /* of its tree */
    uint32_t kind;
} Node;

/* Reports that tell the same in the same words, as those of copies do: what holds of one of them, beside any other report, holds of all. */
typedef struct Kind {
    const Traits *traits;
    uint64_t asked; /* the last trial in which it was not like the member */
    int64_t probe;  /* the number of the last probe that found one of it in the store, + 1 */
    uint32_t first; /* which of them comes first: its place in the probe */
    bool has_new;
} Kind;

/* A part of a tree: the kinds of its members, of which no two contradict each other. */
typedef struct Part {
    uint32_t *kinds;
    size_t n, cap;
    uint64_t tried; /* the last trial in which it would not have the member */
} Part;

/* What decides at once that a report is not the one that is looked for, side by side for all nodes: one that is common is met a thousand times. */
typedef struct Glance {
    TraitBrief brief;
    uint32_t probed; /* the last search that has met it */
} Glance;

typedef struct List {
    Node **items;
    size_t n, cap;
} List;

/* A key of a report that is not in the store yet. */
typedef struct Key {
    int64_t key;
    int32_t day;
    Node *node;
} Key;

typedef struct Keys {
    Key *items;
    size_t n, cap;
} Keys;

/* What a key gives on some days. Reports of a day ask for the same again and again, and the keys stay as they are while a batch is settled. */
typedef struct Probe {
    int64_t key, number; /* number: its place in the list */
    int32_t from, to;
    uint32_t *nodes; /* their numbers: those of new ones, ascending, then those of the store, of each kind the first one before the others */
    size_t n, n_new, n_first, cap;
} Probe;

struct Joins {
    Store *store;
    sqlite3_stmt *statements[N_STATEMENTS], *add_reports, *add_keys;
    Arena arena;  /* nodes, and what probes have found */
    Node **nodes; /* by number */
    Glance *glances;
    size_t n, cap;
    Map by_report; /* nodes */
    Keys keys;
    Probe *probes;
    size_t n_probes, cap_probes;
    Kind *kinds;
    size_t n_kinds, cap_kinds;
    Map probe_at, kind_at; /* place + 1 */
    List fresh, orphans, touched, tree, found;
    Part *parts; /* of the tree at hand */
    size_t n_parts, cap_parts;
    uint64_t trial; /* counts the members for whom a part was looked for */
    uint32_t search;
};

/* ---- kinds ---- */

enum { SAID = offsetof(Traits, lo) }; /* before it stands who says it */

static bool is_kind(const void *kinds, uint64_t at, const void *traits) {
    const char *a = (const char *)((const Kind *)kinds)[at - 1].traits, *b = traits;
    return !memcmp(a + SAID, b + SAID, sizeof(Traits) - SAID);
}

/* Nodes stay where they are, and their traits as they are, until joins_forget. */
static Kind *set_kind(Joins *j, Node *n) {
    const Traits *t = &n->member.traits;
    uint64_t hash = hash_bytes((const char *)t + SAID, sizeof *t - SAID);
    uint64_t *at = map_item(&j->kind_at, hash, is_kind, j->kinds, t);
    if (!*at) {
        if (j->n_kinds == j->cap_kinds) j->kinds = base_realloc(j->kinds, (j->cap_kinds = 2 * j->cap_kinds + 64) * sizeof *j->kinds);
        j->kinds[j->n_kinds++] = (Kind){.traits = t};
        *at = j->n_kinds;
    }
    n->kind = (uint32_t)*at - 1;
    return &j->kinds[n->kind];
}

/* ---- nodes, by the number of their report ---- */

static Node *node_of(const Joins *j, int64_t report) { return (Node *)(uintptr_t)map_get(&j->by_report, (uint64_t)report); }

static Node *new_node(Joins *j, const Member *m) {
    if (j->n == j->cap) {
        j->cap = 2 * j->cap + 64;
        j->nodes = base_realloc(j->nodes, j->cap * sizeof *j->nodes);
        j->glances = base_realloc(j->glances, j->cap * sizeof *j->glances);
    }
    Node *n = arena_zalloc(&j->arena, sizeof *n);
    n->member = *m, n->number = (uint32_t)j->n;
    j->nodes[j->n++] = n;
    *map_put(&j->by_report, (uint64_t)m->report) = (uintptr_t)n;
    return n;
}

static void push(List *l, Node *n) {
    if (l->n == l->cap) l->items = base_realloc(l->items, (l->cap = l->cap ? l->cap * 2 : 64) * sizeof *l->items);
    l->items[l->n++] = n;
}

/* A report, from memory or from the store. */
static attache_status load(Joins *j, int64_t report, Node **out) {
    if ((*out = node_of(j, report))) return ATTACHE_OK;
    Member m = {.report = report};
    int64_t parent = 0;
    sqlite3_stmt *s = j->statements[LOAD];
    sqlite3_bind_int64(s, 1, report);
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) {
        m.document = sqlite3_column_int64(s, 0);
        m.happening = sqlite3_column_int64(s, 1);
        parent = sqlite3_column_int64(s, 2);
        good = traits_read(sqlite3_column_blob(s, 3), (size_t)sqlite3_column_bytes(s, 3), &m.traits);
    }
    sqlite3_reset(s);
    if (!good) return store_damaged(j->store, "report", report);
    *out = new_node(j, &m);
    (*out)->parent = parent;
    j->glances[(*out)->number] = (Glance){.brief = traits_brief(&m.traits)};
    set_kind(j, *out);
    return ATTACHE_OK;
}

static void touch(Joins *j, Node *n) {
    if (n->touched) return;
    n->touched = true;
    push(&j->touched, n);
}

/* ---- opening ---- */

attache_status joins_open(Store *s, Joins **out) {
    Joins *j = *out = base_zalloc(sizeof *j);
    j->store = s;
    arena_init(&j->arena);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &j->statements[i]));
    FORWARD_IF_ERROR(feed_prepare(s, "INSERT OR FAIL INTO report", REPORT_COLUMNS, "", &j->add_reports));
    return feed_prepare(s, "INSERT OR IGNORE INTO report_key", KEY_COLUMNS, "", &j->add_keys);
}

void joins_forget(Joins *j) {
    Map *const maps[] = {&j->by_report, &j->probe_at, &j->kind_at};
    for (size_t i = 0; i < COUNT_OF(maps); i++) map_clear(maps[i]);
    j->n_kinds = j->n_parts = j->cap_parts = 0;
    j->n_probes = j->keys.n = j->n = j->fresh.n = j->orphans.n = j->touched.n = j->tree.n = j->found.n = 0;
    arena_reset(&j->arena);
}

void joins_close(Joins *j) {
    if (!j) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(j->statements[i]);
    List *const lists[] = {&j->fresh, &j->orphans, &j->touched, &j->tree, &j->found};
    Map *const maps[] = {&j->by_report, &j->probe_at, &j->kind_at};
    for (size_t i = 0; i < COUNT_OF(lists); i++) free(lists[i]->items);
    for (size_t i = 0; i < COUNT_OF(maps); i++) map_free(maps[i]);
    sqlite3_finalize(j->add_reports);
    sqlite3_finalize(j->add_keys);
    free(j->keys.items);
    free(j->nodes);
    free(j->glances);
    free(j->probes);
    free(j->kinds);
    arena_free(&j->arena);
    free(j);
}

/* ---- coming and going ---- */

static attache_status drop_keys(Joins *j, const Member *m) {
    int64_t keys[TRAIT_KEYS];
    sqlite3_stmt *s = j->statements[DROP_KEY];
    size_t n = traits_keys(&m->traits, keys);
    for (size_t i = 0; i < n; i++) {
        sqlite3_bind_int64(s, 1, keys[i]);
        sqlite3_bind_int(s, 2, m->traits.day);
        sqlite3_bind_int64(s, 3, m->report);
        FORWARD_IF_ERROR(store_step(j->store, s));
    }
    return ATTACHE_OK;
}

void joins_add(Joins *j, const Member *m) {
    int64_t keys[TRAIT_KEYS];
    size_t n = traits_keys(&m->traits, keys);
    Node *node = new_node(j, m);
    node->is_new = true;
    push(&j->fresh, node);
    touch(j, node);
    if (j->keys.n + n > j->keys.cap)
        j->keys.items = base_realloc(j->keys.items, (j->keys.cap = 2 * j->keys.cap + TRAIT_KEYS) * sizeof *j->keys.items);
    for (size_t i = 0; i < n; i++) j->keys.items[j->keys.n++] = (Key){keys[i], m->traits.day, node};
}

attache_status joins_remove(Joins *j, int64_t report) {
    Node *n, *child;
    FORWARD_IF_ERROR(load(j, report, &n));
    FORWARD_IF_ERROR(drop_keys(j, &n->member));
    if (n->parent) {
        FORWARD_IF_ERROR(load(j, n->parent, &child));
        touch(j, child);
    }
    sqlite3_stmt *s = j->statements[CHILDREN];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, report);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        status = load(j, sqlite3_column_int64(s, 0), &child);
        if (status != ATTACHE_OK) break;
        child->parent = 0; /* the store does the same when the parent is deleted */
        child->is_new = true;
        push(&j->orphans, child);
        touch(j, child);
    }
    sqlite3_reset(s);
    n->gone = true;
    return status;
}

attache_status joins_touch(Joins *j, int64_t report) {
    Node *n;
    FORWARD_IF_ERROR(load(j, report, &n));
    touch(j, n);
    return ATTACHE_OK;
}

/* ---- parents ---- */

static bool is_probe(const void *probes, uint64_t at, const void *like) {
    const Probe *a = &((const Probe *)probes)[at - 1], *b = like;
    return a->key == b->key && a->from == b->from && a->to == b->to;
}

static uint64_t probe_hash(const Probe *p) { return hash_mix((uint64_t)p->key, (uint64_t)p->from << 32 | (uint32_t)p->to); }

/* One that was added. */
static const Probe *find_probe(const Joins *j, int64_t key, int32_t from, int32_t to) {
    Probe p = {.key = key, .from = from, .to = to};
    return &j->probes[map_find_item(&j->probe_at, probe_hash(&p), is_probe, j->probes, &p) - 1];
}

/* Puts two ascending runs of numbers, [0, middle) and [middle, n), into one. */
static void merge(Joins *j, uint32_t *numbers, size_t middle, size_t n) {
    if (!middle || middle == n || numbers[middle - 1] < numbers[middle]) return;
    uint32_t *first = arena_alloc(&j->arena, middle * sizeof *first);
    memcpy(first, numbers, middle * sizeof *first);
    for (size_t a = 0, b = middle, k = 0; a < middle; k++) numbers[k] = b < n && numbers[b] < first[a] ? numbers[b++] : first[a++];
}

/* The new reports that a probe is to find. */
static void look_among_new(Joins *j, Probe *p) {
    const Key *keys = j->keys.items;
    size_t low = 0, high = j->keys.n, day = 0; /* day: where the numbers of the day at hand begin */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (keys[middle].key < p->key || (keys[middle].key == p->key && keys[middle].day < p->from))
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < j->keys.n && keys[i].key == p->key && keys[i].day <= p->to; i++) {
        if (i > low && keys[i].day != keys[i - 1].day) merge(j, p->nodes, day, p->n), day = p->n;
        if (!keys[i].node->is_again) *VEC_PUSH(&j->arena, p->nodes, p->n, p->cap) = keys[i].node->number;
    }
    merge(j, p->nodes, day, p->n);
    p->n_new = p->n;
}

static void add_probe(Joins *j, const Node *n, int64_t key, int32_t from, int32_t to) {
    (void)n;
    Probe p = {.key = key, .number = (int64_t)j->n_probes, .from = from, .to = to};
    uint64_t *at = map_item(&j->probe_at, probe_hash(&p), is_probe, j->probes, &p);
    if (*at) return;
    look_among_new(j, &p);
    if (j->n_probes == j->cap_probes) j->probes = base_realloc(j->probes, (j->cap_probes = 2 * j->cap_probes + 64) * sizeof *j->probes);
    j->probes[j->n_probes++] = p;
    *at = j->n_probes;
}

/* Called for each key and stretch of days under which reports may stand that tell the same as `n`. */
typedef void probe_fn(Joins *j, const Node *n, int64_t key, int32_t from, int32_t to);

static void each_probe(Joins *j, const Node *n, probe_fn *fn) {
    const Traits *t = &n->member.traits;
    int64_t keys[TRAIT_KEYS];
    size_t n_keys = traits_probes(t, keys);
    int32_t from = date_day_of_number(t->lo - 1), to = date_day_of_number(t->hi + 1);
    int32_t months[] = {date_day_of_number(t->lo) / 100 * 100, date_day_of_number(t->hi) / 100 * 100};
    for (size_t i = 0; i < n_keys; i++) {
        fn(j, n, keys[i], from, to);
        for (size_t m = 0; m < COUNT_OF(months); m++)
            if ((months[m] < from || months[m] > to) && (!m || months[m] != months[0])) fn(j, n, keys[i], months[m], months[m]);
    }
}

static void probe_cell(sqlite3_context *out, const void *row, int column) {
    const Probe *p = row;
    switch (column) {
    case 0: return sqlite3_result_int64(out, p->number);
    case 1: return sqlite3_result_int64(out, p->key);
    case 2: return sqlite3_result_int(out, p->from);
    case 3: return sqlite3_result_int(out, p->to);
    }
}

static bool is_before(const Node *a, const Node *b) { return traits_order(&a->member.traits, &b->member.traits) < 0; }

/* Puts the first one of each kind before the others of the store. */
static void put_firsts(Joins *j, Probe *p) {
    size_t n_firsts = p->n_new;
    for (size_t i = p->n_new; i < p->n; i++) {
        Node *n = j->nodes[p->nodes[i]];
        Kind *kind = &j->kinds[n->kind];
        if (n->gone) continue;
        if (kind->probe != p->number + 1)
            kind->probe = p->number + 1, kind->first = (uint32_t)n_firsts++;
        else if (!is_before(n, j->nodes[p->nodes[kind->first]]))
            continue;
        uint32_t other = p->nodes[kind->first];
        p->nodes[kind->first] = p->nodes[i], p->nodes[i] = other;
    }
    p->n_first = n_firsts;
}

/* Asks the store for all probes at once. */
static attache_status ask_store(Joins *j) {
    sqlite3_stmt *s = j->statements[PROBE];
    Feed feed = {j->probes, j->n_probes, sizeof *j->probes, probe_cell};
    attache_status status = ATTACHE_OK;
    int code = SQLITE_ROW;
    feed_bind(s, &feed);
    while (status == ATTACHE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        Probe *p = &j->probes[sqlite3_column_int64(s, 0)];
        Node *n;
        status = load(j, sqlite3_column_int64(s, 1), &n);
        if (status == ATTACHE_OK) *VEC_PUSH(&j->arena, p->nodes, p->n, p->cap) = n->number;
    }
    if (status == ATTACHE_OK && code != SQLITE_DONE) status = store_error(j->store, "be read");
    sqlite3_reset(s);
    for (size_t i = 0; i < j->n_probes; i++) put_firsts(j, &j->probes[i]);
    return status;
}

/* By key, day and number of the node. */
static void sort_keys(Joins *j) {
    Keys *k = &j->keys;
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

/* Finds all that any report which looks for a parent may ask for. */
static attache_status run_probes(Joins *j) {
    sort_keys(j);
    for (size_t i = 0; i < j->fresh.n; i++) each_probe(j, j->fresh.items[i], add_probe);
    for (size_t i = 0; i < j->orphans.n; i++) each_probe(j, j->orphans.items[i], add_probe);
    return j->n_probes ? ask_store(j) : ATTACHE_OK;
}

static void take_found(Joins *j, const Node *n, int64_t key, int32_t from, int32_t to) {
    const Probe *p = find_probe(j, key, from, to);
    const TraitBrief *brief = &j->glances[n->number].brief;
    bool is_fresh = n->member.n_events != 0;
    size_t end = n->is_again ? p->n_first : p->n; /* the first new one of a kind takes over whoever is more like it than like his own */
    for (size_t i = 0; i < end; i++) {
        if (is_fresh && i < p->n_new && p->nodes[i] >= n->number) i = p->n_new; /* itself and those that come later */
        if (i == end) break;
        Glance *g = &j->glances[p->nodes[i]];
        if (g->probed == j->search || traits_apart(&g->brief, brief) || traits_too_little(&g->brief, brief)) continue;
        g->probed = j->search;
        push(&j->found, j->nodes[p->nodes[i]]);
    }
}

/* Reports that `n` may tell the same as, in j->found: of two that are new, the later one finds the earlier. */
static void find_candidates(Joins *j, const Node *n) {
    j->found.n = 0;
    j->glances[n->number].probed = ++j->search; /* not itself */
    each_probe(j, n, take_found);
}

static attache_status set_parent(Joins *j, Node *n, Node *parent) {
    n->parent = parent->member.report;
    touch(j, n);
    touch(j, parent);
    if (n->member.n_events) {
        n->sibling = parent->children, parent->children = n;
        return ATTACHE_OK;
    }
    sqlite3_stmt *s = j->statements[SET_PARENT];
    parent->has_stored_children = true;
    sqlite3_bind_int64(s, 1, n->member.report);
    sqlite3_bind_int64(s, 2, n->parent);
    return store_step(j->store, s);
}

/* Whether `c` is more like `n` than like its parent. */
static attache_status is_better(Joins *j, const Node *c, const Node *n, int same, bool *out) {
    Node *parent = NULL;
    *out = true;
    if (!c->parent) return ATTACHE_OK;
    FORWARD_IF_ERROR(load(j, c->parent, &parent));
    int now = traits_same(&c->member.traits, &parent->member.traits);
    *out = same > now || (same == now && is_before(n, parent));
    return ATTACHE_OK;
}

/* The report before `n` that it is most like becomes its parent. Of those behind it, the ones that were there already and are more like it than like
 * their own become its children; new ones will look for themselves. */
static attache_status find_parent(Joins *j, Node *n, bool adopt) {
    Node *best = NULL;
    int most = 0;
    find_candidates(j, n);
    for (size_t i = 0; i < j->found.n; i++) {
        Node *c = j->found.items[i];
        bool better = false;
        int same = c->gone ? 0 : traits_same(&c->member.traits, &n->member.traits);
        if (!same) continue;
        if (is_before(c, n)) {
            if (same > most || (same == most && is_before(c, best))) most = same, best = c;
            continue;
        }
        if (!adopt || c->is_new) continue;
        FORWARD_IF_ERROR(is_better(j, c, n, same, &better));
        if (!better) continue;
        Node *old = c->parent ? node_of(j, c->parent) : NULL;
        if (old) touch(j, old);
        FORWARD_IF_ERROR(set_parent(j, c, n));
    }
    return best ? set_parent(j, n, best) : ATTACHE_OK;
}

/* ---- trees ---- */

static attache_status root_of(Joins *j, Node *n, Node **out) {
    while (n->parent) FORWARD_IF_ERROR(load(j, n->parent, &n));
    *out = n;
    return ATTACHE_OK;
}

static attache_status add_stored_children(Joins *j, const Node *parent) {
    sqlite3_stmt *s = j->statements[CHILDREN];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, parent->member.report);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        Node *n;
        status = load(j, sqlite3_column_int64(s, 0), &n);
        if (status == ATTACHE_OK) push(&j->tree, n);
    }
    sqlite3_reset(s);
    return status;
}

static attache_status add_children(Joins *j, const Node *parent) {
    for (Node *n = parent->children; n; n = n->sibling) push(&j->tree, n);
    return parent->member.n_events && !parent->has_stored_children ? ATTACHE_OK : add_stored_children(j, parent);
}

static int compare_nodes(const void *a, const void *b) {
    return traits_order(&(*(Node *const *)a)->member.traits, &(*(Node *const *)b)->member.traits);
}

static attache_status gather_tree(Joins *j, Node *root) {
    j->tree.n = 0;
    push(&j->tree, root);
    for (size_t i = 0; i < j->tree.n; i++) {
        j->tree.items[i]->in_tree = true;
        FORWARD_IF_ERROR(add_children(j, j->tree.items[i]));
    }
    qsort(j->tree.items, j->tree.n, sizeof *j->tree.items, compare_nodes);
    return ATTACHE_OK;
}

/* A part that has the kind already has been compared with it. */
static bool goes_with(const Joins *j, const Part *part, const Node *node) {
    const Traits *t = &node->member.traits;
    for (size_t i = 0; i < part->n; i++)
        if (part->kinds[i] == node->kind) return !traits_contradict(t, t);
    for (size_t i = 0; i < part->n; i++)
        if (traits_contradict(j->kinds[part->kinds[i]].traits, t)) return false;
    return true;
}

/* The first part that a member goes with and is like somebody of, or n_parts. */
static uint32_t find_part(Joins *j, size_t i) {
    const Node *n = j->tree.items[i], *parent = n->parent ? node_of(j, n->parent) : NULL;
    uint64_t trial = ++j->trial;
    if (parent && goes_with(j, &j->parts[parent->part], n)) return parent->part;
    if (parent) j->parts[parent->part].tried = trial;
    for (size_t k = 0; k < i; k++) {
        const Node *other = j->tree.items[k];
        Part *part = &j->parts[other->part];
        Kind *kind = &j->kinds[other->kind];
        if (part->tried == trial || kind->asked == trial) continue;
        bool same = traits_same(&other->member.traits, &n->member.traits);
        if (same && goes_with(j, part, n)) return other->part;
        *(same ? &part->tried : &kind->asked) = trial;
    }
    return (uint32_t)j->n_parts;
}

static void add_to_part(Joins *j, uint32_t part, const Node *n) {
    if (part == j->n_parts) *VEC_PUSH(&j->arena, j->parts, j->n_parts, j->cap_parts) = (Part){0};
    Part *p = &j->parts[part];
    for (size_t i = 0; i < p->n; i++)
        if (p->kinds[i] == n->kind) return;
    *VEC_PUSH(&j->arena, p->kinds, p->n, p->cap) = n->kind;
}

/* Gives each member the part of its parent, else the first that will have it, else one of its own. */
static void cut_tree(Joins *j) {
    j->n_parts = 0;
    for (size_t i = 0; i < j->tree.n; i++) {
        j->tree.items[i]->part = find_part(j, i);
        add_to_part(j, j->tree.items[i]->part, j->tree.items[i]);
    }
}

static attache_status hand_out_parts(Joins *j, joins_fn *fn, void *user) {
    size_t n = j->tree.n, *ends = base_zalloc((j->n_parts + 1) * sizeof *ends);
    Member **members = base_alloc(n * sizeof *members);
    attache_status status = ATTACHE_OK;
    for (size_t i = 0; i < n; i++) ends[j->tree.items[i]->part + 1]++;
    for (size_t p = 0; p < j->n_parts; p++) ends[p + 1] += ends[p];
    for (size_t i = 0; i < n; i++)
        members[ends[j->tree.items[i]->part]++] = &j->tree.items[i]->member; /* from where the part begins to where it ends */
    for (size_t p = 0, from = 0; p < j->n_parts && status == ATTACHE_OK; from = ends[p++]) status = fn(members + from, ends[p] - from, user);
    free(members);
    free(ends);
    return status;
}

/* Numbers the new ones in traits_order: exactness, day of publication, document, number in it. */
static void number_new(Joins *j) {
    size_t n = j->fresh.n;
    RadixItem *items = base_alloc((2 * n + 1) * sizeof *items);
    uint32_t *numbers = base_alloc((n + 1) * sizeof *numbers); /* that they have now, ascending */
    for (size_t i = 0; i < n; i++) {
        items[i] = (RadixItem){.key = j->fresh.items[i]->member.traits.number, .at = (uint32_t)i};
        numbers[i] = j->fresh.items[i]->number;
    }
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) items[i].key = j->fresh.items[items[i].at]->member.traits.document;
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) {
        const Traits *t = &j->fresh.items[items[i].at]->member.traits;
        items[i].key = (uint64_t)t->exactness << 32 | ((uint32_t)t->published ^ (uint32_t)1 << 31);
    }
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) {
        Node *node = j->fresh.items[items[i].at];
        node->number = numbers[i];
        j->nodes[numbers[i]] = node;
        j->glances[numbers[i]] = (Glance){.brief = traits_brief(&node->member.traits)};
        Kind *kind = set_kind(j, node);
        node->is_again = kind->has_new;
        kind->has_new = true;
    }
    free(items);
    free(numbers);
}

attache_status joins_settle(Joins *j, joins_fn *fn, void *user) {
    number_new(j);
    FORWARD_IF_ERROR(run_probes(j));
    for (size_t i = 0; i < j->fresh.n; i++) FORWARD_IF_ERROR(find_parent(j, j->fresh.items[i], !j->fresh.items[i]->is_again));
    for (size_t i = 0; i < j->orphans.n; i++)
        if (!j->orphans.items[i]->gone && !j->orphans.items[i]->parent) FORWARD_IF_ERROR(find_parent(j, j->orphans.items[i], false));
    for (size_t i = 0; i < j->touched.n; i++) {
        Node *n = j->touched.items[i], *root;
        if (n->gone) continue;
        FORWARD_IF_ERROR(root_of(j, n, &root));
        if (root->in_tree) continue;
        FORWARD_IF_ERROR(gather_tree(j, root));
        cut_tree(j);
        FORWARD_IF_ERROR(hand_out_parts(j, fn, user));
    }
    return ATTACHE_OK;
}

/* ---- writing ---- */

static void report_cell(sqlite3_context *out, const void *row, int column) {
    const Node *n = *(Node *const *)row;
    char bytes[TRAITS_BYTES];
    switch (column) {
    case 0: return sqlite3_result_int64(out, n->member.report);
    case 1: return sqlite3_result_int64(out, n->member.document);
    case 2: return sqlite3_result_int64(out, n->member.number);
    case 3: return sqlite3_result_int64(out, n->member.happening);
    case 4: return n->parent ? sqlite3_result_int64(out, n->parent) : sqlite3_result_null(out);
    case 5: return sqlite3_result_blob(out, bytes, (int)traits_write(&n->member.traits, bytes), SQLITE_TRANSIENT);
    }
}

static void key_cell(sqlite3_context *out, const void *row, int column) {
    const Key *k = row;
    const int64_t values[KEY_COLUMNS] = {k->key, k->day, k->node->member.report};
    sqlite3_result_int64(out, values[column]);
}

attache_status joins_write(Joins *j) {
    FORWARD_IF_ERROR(feed_write(j->store, j->add_reports, j->fresh.items, j->fresh.n, sizeof *j->fresh.items, report_cell));
    FORWARD_IF_ERROR(feed_write(j->store, j->add_keys, j->keys.items, j->keys.n, sizeof *j->keys.items, key_cell));
    joins_forget(j);
    return ATTACHE_OK;
}
