/* trie_build.h - builds a trie (kb/trie.h) from phrases. A builder grows on the heap. */
#ifndef ATTACHE_TRIE_BUILD_H
#define ATTACHE_TRIE_BUILD_H

#include "base/map.h"
#include "kb/trie.h"

typedef struct TrieBuilder {
    TrieEdge *edges;  /* [state]: the edge that leads to it; none for the root */
    uint32_t *values; /* [state] */
    uint32_t n_states, cap;
    Map next; /* by state and word: the next state */
} TrieBuilder;

void trie_builder_init(TrieBuilder *b);
void trie_builder_free(TrieBuilder *b);
/* The state of a phrase, created if needed; its value is b->values[state]. 0 for a phrase without words or with a word 0. */
uint32_t trie_builder_enter(TrieBuilder *b, const uint32_t *words, size_t n);
/* The state after `word` while building, or 0. */
uint32_t trie_builder_step(const TrieBuilder *b, uint32_t state, uint32_t word);
void trie_builder_write(const TrieBuilder *b, ImageWriter *w, const char *name);

#endif
