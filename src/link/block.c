/* block.c - treats all reports as new and keeps none: parents, trees and their parts by link/cluster.c. */
#include "link/block.h"

#include <stdlib.h>

static void find_parents(Clusters *c) {
    clusters_number_new(c);
    for (size_t i = 0; i < c->added.n; i++) clusters_plan(c, c->added.items[i]);
    clusters_close_probes(c);
    for (size_t i = 0; i < c->added.n; i++) {
        Node *n = c->added.items[i], *parent = clusters_find(c, n);
        if (!parent) continue;
        n->parent = parent->member.report;
        n->sibling = parent->children, parent->children = n;
    }
}

static void gather_tree(Node *root, Nodes *tree) {
    tree->n = 0;
    nodes_push(tree, root);
    for (size_t i = 0; i < tree->n; i++)
        for (Node *n = tree->items[i]->children; n; n = n->sibling) nodes_push(tree, n);
}

/* `places` maps the number of a node to the index of its report among the members. */
static size_t name_parts(const Clusters *c, const Nodes *tree, const size_t *places, size_t *cluster) {
    size_t *firsts = base_alloc((c->n_parts + 1) * sizeof *firsts);
    for (size_t p = 0; p < c->n_parts; p++) firsts[p] = SIZE_MAX;
    for (size_t i = 0; i < tree->n; i++) { /* in signature_order */
        const Node *n = tree->items[i];
        if (firsts[n->part] == SIZE_MAX) firsts[n->part] = places[n->number];
        cluster[places[n->number]] = firsts[n->part];
    }
    free(firsts);
    return c->n_parts;
}

size_t block_join(const Member *members, size_t n, size_t *cluster) {
    Clusters c;
    Nodes tree = {0};
    size_t parts = 0, *places = base_alloc((n + 1) * sizeof *places);
    clusters_init(&c);
    for (size_t i = 0; i < n; i++) {
        Member m = members[i];
        m.n_events = 1; /* new */
        clusters_add_new(&c, &m);
    }
    find_parents(&c);
    for (size_t i = 0; i < n; i++) places[clusters_node(&c, members[i].report)->number] = i;
    for (size_t i = 0; i < c.added.n; i++) {
        if (c.added.items[i]->parent) continue;
        gather_tree(c.added.items[i], &tree);
        clusters_cut(&c, &tree);
        parts += name_parts(&c, &tree, places, cluster);
    }
    free(tree.items);
    free(places);
    clusters_free(&c);
    return parts;
}
