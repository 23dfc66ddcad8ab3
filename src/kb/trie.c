/* trie.c - opens the sections of a trie. */
#include "kb/trie.h"

#include <stdio.h>

bool trie_open(Trie *t, const Image *im, const char *name) {
    char section[24];
    size_t n_edges, n_values, n_first;
    snprintf(section, sizeof section, "%s.e", name);
    t->edges = image_section(im, section, sizeof(TrieEdge), &n_edges);
    snprintf(section, sizeof section, "%s.v", name);
    t->values = image_section(im, section, sizeof(uint32_t), &n_values);
    snprintf(section, sizeof section, "%s.f", name);
    t->first = image_section(im, section, sizeof(uint32_t), &n_first);
    t->mask = (uint32_t)n_edges - 1;
    t->n_first = (uint32_t)n_first;
    return t->edges && t->values && t->first && n_edges && !(n_edges & (n_edges - 1)) && n_values;
}
