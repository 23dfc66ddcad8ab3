/* joins.c - reads and writes reports; link/cluster.c finds their parents and cuts their trees. */
#include "store/joins.h"

#include <stdlib.h>

#include "link/judge.h"
#include "store/rows.h"

enum { REPORT_COLUMNS = 7, KEY_COLUMNS = 3 };

/* clang-format off */
enum { LOAD, CHILDREN, SET_PARENT, DROP_KEY, PROBE, COUNT, N_STATEMENTS };
static const char *const sql[N_STATEMENTS] = {
    [LOAD] = "SELECT document, happening, parent, signature, main FROM report WHERE id = ?1",
    [CHILDREN] = "SELECT id FROM report WHERE parent = ?1",
    [SET_PARENT] = "UPDATE report SET parent = ?2 WHERE id = ?1",
    [DROP_KEY] = "DELETE FROM report_key WHERE key = ?1 AND day = ?2 AND report = ?3",
    [PROBE] = "SELECT c0, report FROM rows_of(?1) CROSS JOIN report_key ON key = c1 AND day BETWEEN c2 AND c3",
    [COUNT] = "SELECT (SELECT count(*) FROM (SELECT 1 FROM report_key WHERE key = c0 AND day = c1 LIMIT ?2)) FROM rows_of(?1)",
};
/* clang-format on */

struct Joins {
    Store *store;
    sqlite3_stmt *statements[N_STATEMENTS], *add_reports, *add_keys;
    Clusters c;
    Nodes orphans, touched, tree;
    Nodes gone, ceased, risen; /* ceased, risen: clusters_rank_cells */
};

/* A report, from memory or from the store. */
static attache_status load(Joins *j, int64_t report, Node **out) {
    if ((*out = clusters_node(&j->c, report))) return ATTACHE_OK;
    Member m = {.report = report};
    int64_t parent = 0;
    sqlite3_stmt *s = j->statements[LOAD];
    sqlite3_bind_int64(s, 1, report);
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) {
        m.document = sqlite3_column_int64(s, 0);
        m.happening = sqlite3_column_int64(s, 1);
        parent = sqlite3_column_int64(s, 2);
        m.main = sqlite3_column_int(s, 4);
        good = signature_read(sqlite3_column_blob(s, 3), (size_t)sqlite3_column_bytes(s, 3), &m.signature);
    }
    sqlite3_reset(s);
    if (!good) return store_damaged(j->store, "report", report);
    *out = clusters_add_kept(&j->c, &m, parent);
    return ATTACHE_OK;
}

static void touch(Joins *j, Node *n) {
    if (n->touched) return;
    n->touched = true;
    nodes_push(&j->touched, n);
}

/* ---- opening ---- */

attache_status joins_open(Store *s, Joins **out) {
    Joins *j = *out = base_zalloc(sizeof *j);
    j->store = s;
    clusters_init(&j->c);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &j->statements[i]));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO report", REPORT_COLUMNS, "", &j->add_reports));
    return rows_prepare(s, "INSERT OR IGNORE INTO report_key", KEY_COLUMNS, "", &j->add_keys);
}

void joins_forget(Joins *j) {
    clusters_forget(&j->c);
    j->orphans.n = j->touched.n = j->tree.n = j->gone.n = j->ceased.n = j->risen.n = 0;
}

void joins_close(Joins *j) {
    if (!j) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(j->statements[i]);
    sqlite3_finalize(j->add_reports);
    sqlite3_finalize(j->add_keys);
    Nodes *const lists[] = {&j->orphans, &j->touched, &j->tree, &j->gone, &j->ceased, &j->risen};
    for (size_t i = 0; i < COUNT_OF(lists); i++) free(lists[i]->items);
    clusters_free(&j->c);
    free(j);
}

/* ---- adding and removing ---- */

static attache_status drop_key(Joins *j, int64_t key, int32_t day, int64_t report) {
    sqlite3_stmt *s = j->statements[DROP_KEY];
    sqlite3_bind_int64(s, 1, key);
    sqlite3_bind_int(s, 2, day);
    sqlite3_bind_int64(s, 3, report);
    return store_step(j->store, s);
}

/* What version 8 of the schema wrote is filed under the day of the report itself. */
static attache_status drop_keys(Joins *j, const Member *m) {
    const Signature *t = &m->signature;
    int64_t keys[SIGNATURE_KEYS];
    size_t near, n = signature_keys(t, keys, &near);
    for (size_t i = 0; i < n; i++) {
        int32_t day = signature_key_day(t, i < near);
        FORWARD_IF_ERROR(drop_key(j, keys[i], day, m->report));
        if (day != t->day) FORWARD_IF_ERROR(drop_key(j, keys[i], t->day, m->report));
    }
    return ATTACHE_OK;
}

void joins_add(Joins *j, const Member *m) { touch(j, clusters_add_new(&j->c, m)); }

/* The stored children of a report look for a parent again. */
static attache_status orphan_children(Joins *j, int64_t report) {
    sqlite3_stmt *s = j->statements[CHILDREN];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, report);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        Node *child;
        status = load(j, sqlite3_column_int64(s, 0), &child);
        if (status != ATTACHE_OK) break;
        if (child->is_new) continue;
        child->parent = 0;
        child->is_new = true;
        nodes_push(&j->orphans, child);
        touch(j, child);
    }
    sqlite3_reset(s);
    return status;
}

/* The store forgets the parent of its children when it is deleted. */
attache_status joins_remove(Joins *j, int64_t report) {
    Node *n, *parent;
    FORWARD_IF_ERROR(load(j, report, &n));
    FORWARD_IF_ERROR(drop_keys(j, &n->member));
    if (n->parent) {
        FORWARD_IF_ERROR(load(j, n->parent, &parent));
        touch(j, parent);
    }
    n->gone = true;
    nodes_push(&j->gone, n);
    return orphan_children(j, report);
}

attache_status joins_touch(Joins *j, int64_t report) {
    Node *n;
    FORWARD_IF_ERROR(load(j, report, &n));
    touch(j, n);
    return ATTACHE_OK;
}

/* ---- parents ---- */

static void probe_cell(sqlite3_context *out, const void *row, int column) {
    const Probe *p = row;
    switch (column) {
    case 0: return sqlite3_result_int64(out, p->number);
    case 1: return sqlite3_result_int64(out, p->key);
    case 2: return sqlite3_result_int(out, p->from);
    case 3: return sqlite3_result_int(out, p->to);
    }
}

/* Loads everything that reports looking for a parent may need: queries the store for all new probes at once. */
static attache_status run_probes(Joins *j) {
    Clusters *c = &j->c;
    if (c->n_closed == c->n_probes) return ATTACHE_OK;
    sqlite3_stmt *s = j->statements[PROBE];
    RowsTable table = {.rows = c->probes + c->n_closed, .n = c->n_probes - c->n_closed, .size = sizeof *c->probes, .cell = probe_cell};
    attache_status status = ATTACHE_OK;
    int code = SQLITE_ROW;
    rows_bind(s, &table);
    while (status == ATTACHE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        int64_t probe = sqlite3_column_int64(s, 0);
        Node *n;
        status = load(j, sqlite3_column_int64(s, 1), &n);
        if (status == ATTACHE_OK) clusters_answer(c, probe, n);
    }
    if (status == ATTACHE_OK && code != SQLITE_DONE) status = store_error(j->store, "be read");
    sqlite3_reset(s);
    clusters_close_probes(c);
    return status;
}

static void plan(Joins *j, const Nodes *list) {
    for (size_t i = 0; i < list->n; i++)
        if (!list->items[i]->probes) clusters_plan(&j->c, list->items[i]);
}

/* ---- crowds ---- */

static void cell_cell(sqlite3_context *out, const void *row, int column) {
    const Cell *cell = row;
    switch (column) {
    case 0: return sqlite3_result_int64(out, cell->key);
    case 1: return sqlite3_result_int(out, cell->day);
    }
}

/* Counts what the store has in the cells, as far as it matters. */
static attache_status count_stored(Joins *j) {
    Clusters *c = &j->c;
    sqlite3_stmt *s = j->statements[COUNT];
    RowsTable table = {.rows = c->cells, .n = c->n_cells, .size = sizeof *c->cells, .cell = cell_cell};
    size_t n = 0;
    rows_bind(s, &table);
    sqlite3_bind_int64(s, 2, (int64_t)c->crowd + 1);
    for (; n < c->n_cells && sqlite3_step(s) == SQLITE_ROW; n++) c->cells[n].n_stored = (size_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return n == c->n_cells ? ATTACHE_OK : store_error(j->store, "be read");
}

/* The children of one that is no longer among the first of a cell may have been compared with it there. */
static attache_status leave_children(Joins *j, Node *n) {
    sqlite3_stmt *s = j->statements[SET_PARENT];
    size_t first = j->orphans.n;
    touch(j, n);
    FORWARD_IF_ERROR(orphan_children(j, n->member.report));
    for (size_t i = first; i < j->orphans.n; i++) {
        sqlite3_bind_int64(s, 1, j->orphans.items[i]->member.report);
        sqlite3_bind_null(s, 2);
        FORWARD_IF_ERROR(store_step(j->store, s));
    }
    return ATTACHE_OK;
}

/* Finds out what changes in crowded cells, and loads what that takes. */
static attache_status sort_crowds(Joins *j) {
    Clusters *c = &j->c;
    clusters_list_cells(c, &j->gone);
    FORWARD_IF_ERROR(count_stored(j));
    if (!clusters_plan_cells(c)) return ATTACHE_OK;
    FORWARD_IF_ERROR(run_probes(j));
    clusters_rank_cells(c, &j->ceased, &j->risen);
    for (size_t i = 0; i < j->ceased.n; i++) FORWARD_IF_ERROR(leave_children(j, j->ceased.items[i]));
    for (size_t i = 0; i < j->risen.n; i++) j->risen.items[i]->adopts = true;
    plan(j, &j->orphans);
    plan(j, &j->risen);
    return run_probes(j);
}

/* ---- choosing ---- */

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

/* Whether `c` is more similar to `n` than to its parent. */
static attache_status is_better(Joins *j, Node *c, const Node *n, int odds, bool *out) {
    Node *parent = NULL;
    *out = true;
    if (!c->parent) return ATTACHE_OK;
    FORWARD_IF_ERROR(load(j, c->parent, &parent));
    if (c->weighed != c->parent) c->odds = judge_odds(JUDGE_ACROSS, &c->member.signature, &parent->member.signature), c->weighed = c->parent;
    *out = odds > c->odds || (odds == c->odds && cluster_is_before(n, parent));
    return ATTACHE_OK;
}

/* Of the reports found after `n`, existing ones that are more similar to it than to their parents become its children; new ones look for a parent themselves. */
static attache_status adopt_found(Joins *j, Node *n) {
    for (size_t i = 0; i < j->c.n_found; i++) {
        Node *c = j->c.found[i].node;
        bool better = false;
        if (cluster_is_before(c, n) || c->is_new) continue;
        FORWARD_IF_ERROR(is_better(j, c, n, j->c.found[i].odds, &better));
        if (!better || !clusters_may_adopt(&j->c, n, c)) continue;
        Node *old = c->parent ? clusters_node(&j->c, c->parent) : NULL;
        if (old) touch(j, old);
        FORWARD_IF_ERROR(set_parent(j, c, n));
    }
    return ATTACHE_OK;
}

/* Makes the most similar report before `n` its parent. */
static attache_status find_parent(Joins *j, Node *n) {
    Node *best = clusters_find(&j->c, n);
    if (n->adopts) FORWARD_IF_ERROR(adopt_found(j, n));
    return best ? set_parent(j, n, best) : ATTACHE_OK;
}

static attache_status find_parents(Joins *j) {
    for (size_t i = 0; i < j->c.added.n; i++) FORWARD_IF_ERROR(find_parent(j, j->c.added.items[i]));
    for (size_t i = 0; i < j->orphans.n; i++)
        if (!j->orphans.items[i]->gone && !j->orphans.items[i]->parent) FORWARD_IF_ERROR(find_parent(j, j->orphans.items[i]));
    for (size_t i = 0; i < j->risen.n; i++) {
        if (j->risen.items[i]->is_new) continue; /* it has adopted already */
        clusters_find(&j->c, j->risen.items[i]);
        FORWARD_IF_ERROR(adopt_found(j, j->risen.items[i]));
    }
    return ATTACHE_OK;
}

/* ---- trees ---- */

static attache_status root_of(Joins *j, Node *n, Node **out) {
    Node *slow = n; /* advances half as fast: if parents form a cycle, the two meet */
    for (bool step = false; n->parent; step = !step) {
        FORWARD_IF_ERROR(load(j, n->parent, &n));
        if (step) FORWARD_IF_ERROR(load(j, slow->parent, &slow));
        if (n == slow) return store_damaged(j->store, "report", n->member.report);
    }
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
        if (status == ATTACHE_OK) nodes_push(&j->tree, n);
    }
    sqlite3_reset(s);
    return status;
}

static attache_status add_children(Joins *j, const Node *parent) {
    for (Node *n = parent->children; n; n = n->sibling) nodes_push(&j->tree, n);
    return parent->member.n_events && !parent->has_stored_children ? ATTACHE_OK : add_stored_children(j, parent);
}

static attache_status gather_tree(Joins *j, Node *root) {
    j->tree.n = 0;
    nodes_push(&j->tree, root);
    for (size_t i = 0; i < j->tree.n; i++) {
        if (j->tree.items[i]->in_tree) return store_damaged(j->store, "report", j->tree.items[i]->member.report);
        j->tree.items[i]->in_tree = true;
        FORWARD_IF_ERROR(add_children(j, j->tree.items[i]));
    }
    return ATTACHE_OK;
}

static attache_status hand_out_parts(Joins *j, joins_fn *fn, void *user) {
    size_t n = j->tree.n, *ends = base_zalloc((j->c.n_parts + 1) * sizeof *ends);
    Member **members = base_alloc(n * sizeof *members);
    attache_status status = ATTACHE_OK;
    for (size_t i = 0; i < n; i++) ends[j->tree.items[i]->part + 1]++;
    for (size_t p = 0; p < j->c.n_parts; p++) ends[p + 1] += ends[p];
    for (size_t i = 0; i < n; i++)
        members[ends[j->tree.items[i]->part]++] = &j->tree.items[i]->member; /* from the first to the last of the part */
    for (size_t p = 0, from = 0; p < j->c.n_parts && status == ATTACHE_OK; from = ends[p++]) status = fn(members + from, ends[p] - from, user);
    free(members);
    free(ends);
    return status;
}

attache_status joins_update(Joins *j, joins_fn *fn, void *user) {
    clusters_number_new(&j->c);
    plan(j, &j->c.added);
    plan(j, &j->orphans);
    FORWARD_IF_ERROR(run_probes(j));
    FORWARD_IF_ERROR(sort_crowds(j));
    FORWARD_IF_ERROR(find_parents(j));
    for (size_t i = 0; i < j->touched.n; i++) {
        Node *n = j->touched.items[i], *root = NULL;
        if (n->gone || n->in_tree) continue;
        FORWARD_IF_ERROR(root_of(j, n, &root));
        FORWARD_IF_ERROR(gather_tree(j, root));
        clusters_cut(&j->c, &j->tree);
        FORWARD_IF_ERROR(hand_out_parts(j, fn, user));
    }
    return ATTACHE_OK;
}

/* ---- writing ---- */

static void report_cell(sqlite3_context *out, const void *row, int column) {
    const Node *n = *(Node *const *)row;
    char bytes[SIGNATURE_BYTES];
    switch (column) {
    case 0: return sqlite3_result_int64(out, n->member.report);
    case 1: return sqlite3_result_int64(out, n->member.document);
    case 2: return sqlite3_result_int64(out, n->member.number);
    case 3: return sqlite3_result_int64(out, n->member.happening);
    case 4: return n->parent ? sqlite3_result_int64(out, n->parent) : sqlite3_result_null(out);
    case 5: return sqlite3_result_blob(out, bytes, (int)signature_write(&n->member.signature, bytes), SQLITE_TRANSIENT);
    case 6: return sqlite3_result_int(out, n->member.main);
    }
}

static void key_cell(sqlite3_context *out, const void *row, int column) {
    const Key *k = row;
    const int64_t values[KEY_COLUMNS] = {k->key, k->day, k->node->member.report};
    sqlite3_result_int64(out, values[column]);
}

attache_status joins_write(Joins *j) {
    FORWARD_IF_ERROR(rows_write(j->store, j->add_reports, j->c.added.items, j->c.added.n, sizeof *j->c.added.items, report_cell));
    FORWARD_IF_ERROR(rows_write(j->store, j->add_keys, j->c.keys.items, j->c.keys.n, sizeof *j->c.keys.items, key_cell));
    joins_forget(j);
    return ATTACHE_OK;
}
