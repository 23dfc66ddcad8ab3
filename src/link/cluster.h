/* cluster.h - reports in, which of them tell of the same out: the same whatever the order in which they came.
 *
 * Each report points to the one before it, in signature_order, that it is most likely one with: its parent. So reports make trees, and each tree is cut into clusters
 * by the average over all pairs of members (link/average.h): a pair that speaks against one happening weighs as much as one that speaks for it. A report's parent depends
 * on the reports that it can be compared with and on nothing else, a cluster on the members of its tree and on nothing else: so what comes out depends on what is in the
 * store, and not on how it got there. When reports come or go, only the trees that they touch are looked at again. Copies tell the same and are one kind: what becomes of
 * one becomes of all.
 *
 * Pure and in memory. Whoever keeps reports from one batch to the next (store/joins.c) adds those that are new, answers the probes with those that are kept,
 * and is told for each report which one is its parent, and for each tree how it is cut.
 *
 * Ownership: a Clusters owns its nodes until clusters_forget.
 */
#ifndef ATTACHE_LINK_CLUSTER_H
#define ATTACHE_LINK_CLUSTER_H

#include "base/map.h"
#include "link/signature.h"

/* Odds from which on two reports are taken for one; of two reports of one document, which were kept apart there. */
enum { CLUSTER_LINK = -256, CLUSTER_ONE_DOCUMENT = -256 };

/* A report that a cluster is made of. */
typedef struct Member {
    int64_t report, document, happening; /* happening: that it belonged to before, or 0 */
    bool main;                           /* its document tells it first of all; not looked at here */
    uint32_t number, event, n_events; /* of one that is not in the store yet: its number in the document, its events in the batch; else n_events is 0 */
    Signature signature;
} Member;

/* clang-format on */

typedef struct Node {
    Member member; /* first: clusters are lists of these */
    int64_t parent;
    struct Node *children, *sibling; /* of those that are not in the store yet */
    bool is_new;                     /* looks for a parent in this batch */
    bool gone, touched, in_tree, has_stored_children;
    bool is_again;   /* not the first new one of its kind: whoever might be joined to it would rather be to that one */
    uint32_t number; /* from 0; of those that are not in the store yet in signature_order, once all are there */
    uint32_t part;   /* of its tree */
    uint32_t kind;
} Node;

typedef struct Nodes {
    Node **items;
    size_t n, cap;
} Nodes;
void nodes_push(Nodes *l, Node *n);

/* Reports that tell the same in the same words, as those of copies do: what holds of one of them, beside any other report, holds of all. */
typedef struct Kind {
    const Signature *signature;
    uint64_t listed; /* the last tree that has it, and its place there */
    uint32_t place;
    int64_t probe;  /* the number of the last probe that found one of it in the store, + 1 */
    uint32_t first; /* which of them comes first: its place in the probe */
    bool has_new;
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

/* What a key gives on some days. Reports of a day ask for the same again and again, and the keys stay as they are while a batch is settled. */
typedef struct Probe {
    int64_t key, number; /* number: its place in the list */
    int32_t from, to;
    uint32_t *nodes; /* their numbers: those of new ones, ascending, then those of the store, of each kind the first one before the others */
    size_t n, n_new, n_first, cap;
} Probe;

/* A report that may be told of the same, and the odds. */
typedef struct Likeness {
    Node *node;
    int odds;
} Likeness;

typedef struct Clusters {
    Arena arena;  /* nodes, and what probes have found */
    Node **nodes; /* by number */
    uint32_t *probed; /* of each: the last search that has met it */
    size_t n, cap;
    Map by_report; /* nodes */
    Keys keys;
    Probe *probes;
    size_t n_probes, cap_probes;
    Kind *kinds;
    size_t n_kinds, cap_kinds;
    Map probe_at, kind_at; /* place + 1 */
    Nodes added; /* in this batch */
    Likeness *found; /* by clusters_find */
    size_t n_found, cap_found;
    size_t n_parts; /* of the tree at hand */
    uint64_t trial; /* counts trees */
    uint32_t search;
    uint32_t slice, n_slices; /* of the keys, only those of one slice in so many are looked at; 0: all */
} Clusters;

void clusters_init(Clusters *c);
void clusters_free(Clusters *c);
void clusters_forget(Clusters *c);

/* Which slice of so many a key is in. */
static inline uint32_t cluster_slice(int64_t key, uint32_t n_slices) { return (uint32_t)(hash_mix((uint64_t)key, 0) % n_slices); }

/* The node of a report, or NULL if it was not added. */
Node *clusters_node(const Clusters *c, int64_t report);
/* Adds a report that is new, or one that was kept, with its parent. */
Node *clusters_add_new(Clusters *c, const Member *m);
Node *clusters_add_kept(Clusters *c, const Member *m, int64_t parent);

/* Once all new ones are there: numbers them in signature_order and sorts their keys. */
void clusters_number_new(Clusters *c);
/* Adds the probes by which a node looks for others. */
void clusters_plan(Clusters *c, const Node *n);
/* Notes that a probe has found a node that was kept; once all have answered, clusters_close_probes. */
void clusters_answer(Clusters *c, int64_t probe, const Node *n);
void clusters_close_probes(Clusters *c);

/* Finds those that may tell the same as `n`, in c->found: of two that are new, the later one finds the earlier. Returns the one before it that it is most like, or NULL. */
Node *clusters_find(Clusters *c, const Node *n);
/* Whether a node comes before another one in signature_order. */
bool cluster_is_before(const Node *a, const Node *b);
/* Sorts the members of a tree, and cuts it into clusters: sets their parts, of which there are c->n_parts. */
void clusters_cut(Clusters *c, Nodes *tree);

#endif
