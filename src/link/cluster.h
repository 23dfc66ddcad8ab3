/* cluster.h - groups reports into happenings, independently of the order in which they came.
 *
 * Each report points to the earlier report, in signature_order, that it most likely belongs with: its parent. So reports form trees, and each tree is cut into
 * clusters by average linkage (link/average.h): evidence against a pair counts as much as evidence for it. A report's parent depends only on the reports that it
 * can be compared with, and a cluster only on the members of its tree; so the result depends on the content of the store and not on its history. When reports are
 * added or removed, only the affected trees are recomputed. Copies say the same and form one kind: they always stay together.
 *
 * The reports under one key on one day are a cell. Of a crowded cell only the first CLUSTER_CROWD kinds, in signature_order, can become parents: so the cost of a
 * report is bounded, and still only the content counts. Who is among the first depends on the cell alone. Where that changes, those that were compared with one that
 * no longer is look for a parent again, and one that newly is offers itself to all that look there.
 *
 * Pure and in memory. A caller that keeps reports from one batch to the next (store/joins.c) adds the new ones, answers the probes with those that are kept, and
 * gets each report's parent, and how each tree is cut.
 *
 * Ownership: a Clusters owns its nodes until clusters_forget.
 */
#ifndef ATTACHE_LINK_CLUSTER_H
#define ATTACHE_LINK_CLUSTER_H

#include "base/map.h"
#include "link/signature.h"

/* The odds above which two reports are joined; and those of two reports from one document, which were kept apart there: a little below even, since a document joins
 * no more than one in four of its pairs that are the same. */
enum { CLUSTER_LINK = 0, CLUSTER_ONE_DOCUMENT = -128 };

/* So many reports of a cell, counted by kinds, are compared with others. In 4 500 stories of one day, 39 340 reports, the largest cell has 961. */
enum { CLUSTER_CROWD = 1024 };

/* A report as a member of a cluster. */
typedef struct Member {
    int64_t report, document, happening; /* happening: its previous one, or 0 */
    bool main;                           /* it is the document's main subject; used only for what the happening says */
    uint32_t number, event, n_events; /* for one that is not in the store yet: its number in the document, its events in the batch; else n_events is 0 */
    Signature signature;
} Member;

/* clang-format on */

typedef struct Node {
    Member member; /* first: clusters are linked lists of these */
    int64_t parent, weighed; /* weighed: the parent whose odds are known, or 0 */
    int odds;
    struct Node *children, *sibling; /* of those that are not in the store yet */
    bool is_new;                     /* it needs a parent in this batch */
    bool gone, touched, in_tree, has_stored_children;
    bool is_again;   /* not the first new one of its kind: reports that would join it join that one instead */
    bool adopts;     /* stored reports after it may join it */
    uint32_t n_keys, n_left_out; /* of a new one: its cells, and those in which it is not among the first */
    int64_t among;   /* the number of the last crowded probe in which it is among the first, + 1 */
    uint32_t number; /* from 0; for those that are not in the store yet in signature_order, once all are there */
    uint32_t part;   /* of its tree */
    uint32_t kind;
    int32_t day;      /* that of the signature, counted from 1970 */
    uint32_t *probes; /* where its candidates are, by clusters_plan: their indices; those by parties first, `n_near` */
    uint32_t n_probes, n_near;
} Node;

typedef struct Nodes {
    Node **items;
    size_t n, cap;
} Nodes;
void nodes_push(Nodes *l, Node *n);

/* Reports that say the same in the same words, such as copies: all comparisons with other reports have the same result for them. */
typedef struct Kind {
    const Signature *signature;
    uint64_t listed; /* the last tree that contains it, and its index there */
    uint32_t place;
    int64_t probe;  /* the number of the last probe that found a member in the store, + 1 */
    uint32_t first; /* its first member: its index in the probe */
    const Node *new_first; /* its first new member, or NULL */
    uint64_t among; /* the last cell of which it is among the first */
} Kind;

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

/* The result for a key on some days. Reports of the same day repeat the same look-ups, and keys do not change within a batch. */
typedef struct Probe {
    int64_t key, number; /* number: its index in the list */
    int32_t from, to;
    bool near, crowded;
    uint32_t *nodes; /* their numbers: first the new ones, ascending, then those of the store, with the first of each kind before the others. If it is crowded, only those among the first of their cells come before the others */
    size_t n, n_new, n_first, cap;
} Probe;

/* A cell in which something changes and that may be crowded: `n` new reports from keys[run] on, so many that are gone and, at most `crowd` + 1, stored. */
typedef struct Cell {
    int64_t key;
    int32_t day;
    size_t run, n, n_gone, n_stored;
    uint32_t probe;
    const Node *last; /* the last of the first; NULL: it isn't crowded */
} Cell;

/* A candidate, and its odds. */
typedef struct Likeness {
    Node *node;
    int odds;
} Likeness;

typedef struct Clusters {
    Arena arena;  /* nodes, and the results of probes */
    Node **nodes; /* by number */
    uint32_t *probed; /* for each: the last search that found it */
    size_t n, cap;
    Map by_report; /* nodes */
    Keys keys;
    Probe *probes;
    size_t n_probes, n_closed, cap_probes;
    Cell *cells;
    size_t n_cells, cap_cells;
    Kind *kinds;
    size_t n_kinds, cap_kinds;
    Map probe_at, kind_at, cell_at; /* index + 1 */
    Nodes added; /* in this batch */
    Nodes candidates; /* of the present search, and for each its signature and its odds */
    const Signature **signatures;
    int *odds;
    size_t cap_odds;
    Likeness *found; /* by clusters_find */
    size_t n_found, cap_found;
    size_t n_parts; /* of the present tree */
    uint64_t trial; /* counts trees */
    uint32_t search;
    uint32_t slice, n_slices; /* only the keys of one slice in `slices` are used; 0: all */
    int32_t from, to;         /* and only these days; 0 and 0: all */
    size_t crowd;             /* CLUSTER_CROWD */
} Clusters;

void clusters_init(Clusters *c);
void clusters_free(Clusters *c);
void clusters_forget(Clusters *c);

/* The slice of a key, of so many. */
static inline uint32_t cluster_slice(int64_t key, uint32_t n_slices) { return (uint32_t)(hash_mix((uint64_t)key, 0) % n_slices); }

/* The node of a report, or NULL if it was not added. */
Node *clusters_node(const Clusters *c, int64_t report);
/* Adds a report that is new, or one that was kept, with its parent. */
Node *clusters_add_new(Clusters *c, const Member *m);
Node *clusters_add_kept(Clusters *c, const Member *m, int64_t parent);

/* When all new ones are there: numbers them in signature_order and sorts their keys. */
void clusters_number_new(Clusters *c);
/* Adds the probes for a node's candidates. */
void clusters_plan(Clusters *c, Node *n);
/* Notes that a probe has found a kept node; when all new ones, from n_closed on, are answered, clusters_close_probes. */
void clusters_answer(Clusters *c, int64_t probe, const Node *n);
void clusters_close_probes(Clusters *c);

/* When the probes of new ones are closed: lists the cells that may be crowded, of new ones and of those that are gone. The caller sets their n_stored. */
void clusters_list_cells(Clusters *c, const Nodes *gone);
/* Adds a probe for each cell that is crowded, or was; says whether there is one. */
bool clusters_plan_cells(Clusters *c);
/* When these are closed: the stored ones that may have ceased to be among the first of a cell, and those that may have become so. */
void clusters_rank_cells(Clusters *c, Nodes *ceased, Nodes *risen);
/* Whether a stored report looks in a cell of which `n` is among the first. */
bool clusters_may_adopt(const Clusters *c, const Node *n, const Node *child);

/* Finds the candidates for `n`, which was planned, in c->found: of two new ones, the later finds the earlier. Returns the most similar one before it, or NULL. */
Node *clusters_find(Clusters *c, const Node *n);
/* Whether a node comes before another one in signature_order. */
bool cluster_is_before(const Node *a, const Node *b);
/* Sorts the members of a tree, and cuts it into clusters: sets their parts, of which there are c->n_parts. */
void clusters_cut(Clusters *c, Nodes *tree);

#endif
