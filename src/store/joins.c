/* joins.c - finds each new report its parent, and takes the trees that were touched apart into clusters. */
#include "store/joins.h"

#include <stdlib.h>

enum { NODES_MIN = 1 << 12, PROBES_MIN = 1 << 10 };

/* clang-format off */
enum { LOAD, CHILDREN, SET_PARENT, ADD_KEY, DROP_KEY, PROBE, N_STATEMENTS };
static const char *const sql[N_STATEMENTS] = {
    [LOAD] = "SELECT document, happening, parent, traits FROM report WHERE id = ?1",
    [CHILDREN] = "SELECT id FROM report WHERE parent = ?1",
    [SET_PARENT] = "UPDATE report SET parent = ?2 WHERE id = ?1",
    [ADD_KEY] = "INSERT OR IGNORE INTO report_key VALUES (?1, ?2, ?3)",
    [DROP_KEY] = "DELETE FROM report_key WHERE key = ?1 AND day = ?2 AND report = ?3",
    [PROBE] = "SELECT report FROM report_key WHERE key = ?1 AND day BETWEEN ?2 AND ?3",
};
/* clang-format on */

typedef struct Node {
    Member member; /* first: clusters are lists of these */
    int64_t parent;
    bool is_new; /* looks for a parent in this batch */
    bool gone, touched, in_tree;
    uint32_t probed; /* the last search that has met it */
    uint32_t part;   /* of its tree */
} Node;

typedef struct List {
    Node **items;
    size_t n, cap;
} List;

/* What a key gave on some days. Reports of a day ask for the same again and again, and the keys stay as they are while a batch is settled. */
typedef struct Probe {
    int64_t key;
    int32_t from, to;
    Node **nodes; /* NULL: the place is free */
    size_t n, cap;
} Probe;

struct Joins {
    Store *store;
    sqlite3_stmt *statements[N_STATEMENTS];
    Arena arena; /* nodes */
    Node **slots;
    size_t n, cap;
    Probe *probes;
    size_t n_probes, cap_probes;
    List fresh, orphans, touched, tree, found;
    uint32_t search;
};

/* ---- nodes, by the number of their report ---- */

static Node **slot_of(Joins *j, int64_t report) {
    size_t i = hash_mix((uint64_t)report, 1) & (j->cap - 1);
    while (j->slots[i] && j->slots[i]->member.report != report) i = (i + 1) & (j->cap - 1);
    return &j->slots[i];
}

static void grow(Joins *j) {
    Node **old = j->slots;
    size_t cap = j->cap;
    j->cap *= 2;
    j->slots = base_zalloc(j->cap * sizeof *j->slots);
    for (size_t i = 0; i < cap; i++)
        if (old[i]) *slot_of(j, old[i]->member.report) = old[i];
    free(old);
}

static Node *new_node(Joins *j, int64_t report) {
    Node *n = arena_zalloc(&j->arena, sizeof *n);
    n->member.report = report;
    *slot_of(j, report) = n;
    if (++j->n * 2 > j->cap) grow(j);
    return n;
}

static void push(List *l, Node *n) {
    if (l->n == l->cap) l->items = base_realloc(l->items, (l->cap = l->cap ? l->cap * 2 : 64) * sizeof *l->items);
    l->items[l->n++] = n;
}

/* A report, from memory or from the store. */
static attache_status load(Joins *j, int64_t report, Node **out) {
    if ((*out = *slot_of(j, report))) return ATTACHE_OK;
    Node *n = *out = new_node(j, report);
    sqlite3_stmt *s = j->statements[LOAD];
    sqlite3_bind_int64(s, 1, report);
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) {
        n->member.document = sqlite3_column_int64(s, 0);
        n->member.happening = sqlite3_column_int64(s, 1);
        n->parent = sqlite3_column_int64(s, 2);
        good = traits_read(sqlite3_column_blob(s, 3), (size_t)sqlite3_column_bytes(s, 3), &n->member.traits);
    }
    sqlite3_reset(s);
    return good ? ATTACHE_OK : store_damaged(j->store, "report", report);
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
    j->cap = NODES_MIN;
    j->slots = base_zalloc(j->cap * sizeof *j->slots);
    j->cap_probes = PROBES_MIN;
    j->probes = base_zalloc(j->cap_probes * sizeof *j->probes);
    arena_init(&j->arena);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &j->statements[i]));
    return ATTACHE_OK;
}

void joins_forget(Joins *j) {
    memset(j->slots, 0, j->cap * sizeof *j->slots);
    memset(j->probes, 0, j->cap_probes * sizeof *j->probes);
    j->n_probes = j->n = j->fresh.n = j->orphans.n = j->touched.n = j->tree.n = j->found.n = 0;
    arena_reset(&j->arena);
}

void joins_close(Joins *j) {
    if (!j) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(j->statements[i]);
    List *const lists[] = {&j->fresh, &j->orphans, &j->touched, &j->tree, &j->found};
    for (size_t i = 0; i < COUNT_OF(lists); i++) free(lists[i]->items);
    free(j->slots);
    free(j->probes);
    arena_free(&j->arena);
    free(j);
}

/* ---- coming and going ---- */

static attache_status each_key(Joins *j, int statement, const Member *m) {
    int64_t keys[TRAIT_KEYS];
    sqlite3_stmt *s = j->statements[statement];
    size_t n = traits_keys(&m->traits, keys);
    for (size_t i = 0; i < n; i++) {
        sqlite3_bind_int64(s, 1, keys[i]);
        sqlite3_bind_int(s, 2, m->traits.day);
        sqlite3_bind_int64(s, 3, m->report);
        FORWARD_IF_ERROR(store_step(j->store, s));
    }
    return ATTACHE_OK;
}

attache_status joins_add(Joins *j, int64_t report, int64_t document, const Traits *t) {
    Node *n = *slot_of(j, report); /* a number that a report had which is gone may come again */
    if (!n) n = new_node(j, report);
    *n = (Node){.member = {report, document, 0, *t}, .is_new = true};
    push(&j->fresh, n);
    touch(j, n);
    return each_key(j, ADD_KEY, &n->member);
}

attache_status joins_remove(Joins *j, int64_t report) {
    Node *n, *child;
    FORWARD_IF_ERROR(load(j, report, &n));
    FORWARD_IF_ERROR(each_key(j, DROP_KEY, &n->member));
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

static Probe *probe_slot(Joins *j, int64_t key, int32_t from, int32_t to) {
    size_t i = hash_mix((uint64_t)key, (uint64_t)from << 32 | (uint32_t)to) & (j->cap_probes - 1);
    for (; j->probes[i].nodes; i = (i + 1) & (j->cap_probes - 1))
        if (j->probes[i].key == key && j->probes[i].from == from && j->probes[i].to == to) break;
    return &j->probes[i];
}

static void keep_probe(Joins *j, const Probe *p) {
    *probe_slot(j, p->key, p->from, p->to) = *p;
    if (++j->n_probes * 2 < j->cap_probes) return;
    Probe *old = j->probes;
    size_t cap = j->cap_probes;
    j->cap_probes *= 2;
    j->probes = base_zalloc(j->cap_probes * sizeof *j->probes);
    for (size_t i = 0; i < cap; i++)
        if (old[i].nodes) *probe_slot(j, old[i].key, old[i].from, old[i].to) = old[i];
    free(old);
}

static attache_status ask_keys(Joins *j, Probe *p) {
    sqlite3_stmt *s = j->statements[PROBE];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, p->key);
    sqlite3_bind_int(s, 2, p->from);
    sqlite3_bind_int(s, 3, p->to);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        Node **n = VEC_PUSH(&j->arena, p->nodes, p->n, p->cap);
        status = load(j, sqlite3_column_int64(s, 0), n);
    }
    sqlite3_reset(s);
    if (!p->nodes) p->nodes = arena_alloc(&j->arena, sizeof *p->nodes);
    return status;
}

static attache_status probe(Joins *j, int64_t key, int32_t from, int32_t to) {
    Probe p = *probe_slot(j, key, from, to);
    if (!p.nodes) {
        p = (Probe){.key = key, .from = from, .to = to};
        FORWARD_IF_ERROR(ask_keys(j, &p));
        keep_probe(j, &p);
    }
    for (size_t i = 0; i < p.n; i++) {
        if (p.nodes[i]->probed == j->search) continue;
        p.nodes[i]->probed = j->search;
        push(&j->found, p.nodes[i]);
    }
    return ATTACHE_OK;
}

/* All reports that `n` may tell the same as, in j->found. */
static attache_status find_candidates(Joins *j, Node *n) {
    const Traits *t = &n->member.traits;
    int64_t keys[TRAIT_KEYS];
    size_t n_keys = traits_probes(t, keys);
    int32_t from = traits_day_of_number(t->lo - 1), to = traits_day_of_number(t->hi + 1);
    int32_t months[] = {traits_day_of_number(t->lo) / 100 * 100, traits_day_of_number(t->hi) / 100 * 100};
    j->found.n = 0;
    n->probed = ++j->search; /* not itself */
    for (size_t i = 0; i < n_keys; i++) {
        FORWARD_IF_ERROR(probe(j, keys[i], from, to));
        for (size_t m = 0; m < COUNT_OF(months); m++)
            if ((months[m] < from || months[m] > to) && (!m || months[m] != months[0])) FORWARD_IF_ERROR(probe(j, keys[i], months[m], months[m]));
    }
    return ATTACHE_OK;
}

static bool is_before(const Node *a, const Node *b) { return traits_order(&a->member.traits, &b->member.traits) < 0; }

static attache_status set_parent(Joins *j, Node *n, Node *parent) {
    sqlite3_stmt *s = j->statements[SET_PARENT];
    n->parent = parent->member.report;
    touch(j, n);
    touch(j, parent);
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
    FORWARD_IF_ERROR(find_candidates(j, n));
    for (size_t i = 0; i < j->found.n; i++) {
        Node *c = j->found.items[i];
        bool before = is_before(c, n), better = false;
        if (c->gone || (!before && (!adopt || c->is_new))) continue;
        int same = traits_same(&c->member.traits, &n->member.traits);
        if (!same) continue;
        if (before) {
            if (same > most || (same == most && is_before(c, best))) most = same, best = c;
            continue;
        }
        FORWARD_IF_ERROR(is_better(j, c, n, same, &better));
        if (!better) continue;
        Node *old = c->parent ? *slot_of(j, c->parent) : NULL;
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

static attache_status add_children(Joins *j, int64_t report) {
    sqlite3_stmt *s = j->statements[CHILDREN];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, report);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        Node *n;
        status = load(j, sqlite3_column_int64(s, 0), &n);
        if (status == ATTACHE_OK) push(&j->tree, n);
    }
    sqlite3_reset(s);
    return status;
}

static int compare_nodes(const void *a, const void *b) { return traits_order(&(*(Node *const *)a)->member.traits, &(*(Node *const *)b)->member.traits); }

static attache_status gather_tree(Joins *j, Node *root) {
    j->tree.n = 0;
    push(&j->tree, root);
    for (size_t i = 0; i < j->tree.n; i++) {
        j->tree.items[i]->in_tree = true;
        FORWARD_IF_ERROR(add_children(j, j->tree.items[i]->member.report));
    }
    qsort(j->tree.items, j->tree.n, sizeof *j->tree.items, compare_nodes);
    return ATTACHE_OK;
}

static bool goes_with(const List *tree, size_t n, uint32_t part, const Node *node) {
    for (size_t i = 0; i < n; i++)
        if (tree->items[i]->part == part && traits_contradict(&tree->items[i]->member.traits, &node->member.traits)) return false;
    return true;
}

/* The first part that a member goes with and is like somebody of, or `parts`. `tried` has for each part the last member that it was tried for. */
static uint32_t find_part(const Joins *j, size_t i, uint32_t parts, size_t *tried) {
    const Node *n = j->tree.items[i], *parent = n->parent ? *slot_of((Joins *)j, n->parent) : NULL;
    if (parent && goes_with(&j->tree, i, parent->part, n)) return parent->part;
    if (parent) tried[parent->part] = i;
    for (size_t k = 0; k < i; k++) {
        const Node *other = j->tree.items[k];
        if (tried[other->part] == i || !traits_same(&other->member.traits, &n->member.traits)) continue;
        if (goes_with(&j->tree, i, other->part, n)) return other->part;
        tried[other->part] = i;
    }
    return parts;
}

/* Gives each member the part of its parent, else the first that will have it, else one of its own; returns the number of parts. */
static uint32_t cut_tree(Joins *j) {
    size_t *tried = base_zalloc((j->tree.n + 1) * sizeof *tried);
    uint32_t parts = 0;
    for (size_t i = 0; i < j->tree.n; i++) {
        j->tree.items[i]->part = find_part(j, i, parts, tried);
        parts += j->tree.items[i]->part == parts;
    }
    free(tried);
    return parts;
}

static attache_status hand_out_parts(Joins *j, uint32_t parts, joins_fn *fn, void *user) {
    const Member **members = base_alloc(j->tree.n * sizeof *members);
    attache_status status = ATTACHE_OK;
    for (uint32_t p = 0; p < parts && status == ATTACHE_OK; p++) {
        size_t n = 0;
        for (size_t i = 0; i < j->tree.n; i++)
            if (j->tree.items[i]->part == p) members[n++] = &j->tree.items[i]->member;
        status = fn(members, n, user);
    }
    free(members);
    return status;
}

attache_status joins_settle(Joins *j, joins_fn *fn, void *user) {
    for (size_t i = 0; i < j->fresh.n; i++) FORWARD_IF_ERROR(find_parent(j, j->fresh.items[i], true));
    for (size_t i = 0; i < j->orphans.n; i++)
        if (!j->orphans.items[i]->gone && !j->orphans.items[i]->parent) FORWARD_IF_ERROR(find_parent(j, j->orphans.items[i], false));
    for (size_t i = 0; i < j->touched.n; i++) {
        Node *n = j->touched.items[i], *root;
        if (n->gone) continue;
        FORWARD_IF_ERROR(root_of(j, n, &root));
        if (root->in_tree) continue;
        FORWARD_IF_ERROR(gather_tree(j, root));
        FORWARD_IF_ERROR(hand_out_parts(j, cut_tree(j), fn, user));
    }
    joins_forget(j);
    return ATTACHE_OK;
}
