/* trie.h - phrases of lexicon numbers to one number each: all names, titles and class phrases of the tables in one structure.
 *
 * All edges (state, word) -> next state are in one open-addressing hash table, so a step costs one probe whatever the number of phrases; state 0 is the root.
 *
 *     section NAME.e   TrieEdge [2^k]       an edge with next 0 is an empty slot
 *     section NAME.v   u32 [states]         the meaning of the phrase that ends here, 0 for none
 *     section NAME.f   u32 [words]          the state after each word at the root, 0 for none: most words begin no phrase
 *
 * A Trie borrows its Image; compile/trie_build.h writes it, kb.c opens it. NAME has at most 13 bytes.
 */
#ifndef ATTACHE_TRIE_H
#define ATTACHE_TRIE_H

#include "base/base.h"
#include "base/image.h"

typedef struct TrieEdge {
    uint32_t state, word, next;
} TrieEdge;

typedef struct Trie {
    const TrieEdge *edges;
    const uint32_t *values, *first;
    uint32_t mask, n_first;
} Trie;

static inline uint32_t trie_slot(uint32_t state, uint32_t word) {
    uint64_t key = (uint64_t)state << 32 | word;
    return (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32);
}

/* The state after a word (not 0) at the beginning of a phrase, or 0 if no phrase begins with it. */
static inline uint32_t trie_first(const Trie *t, uint32_t word) { return word < t->n_first ? t->first[word] : 0; }

/* The state after `word` (not 0), or 0 if no phrase continues with it. */
static inline uint32_t trie_step(const Trie *t, uint32_t state, uint32_t word) {
    if (!state) return trie_first(t, word);
    for (uint32_t i = trie_slot(state, word) & t->mask; t->edges[i].next; i = (i + 1) & t->mask)
        if (t->edges[i].state == state && t->edges[i].word == word) return t->edges[i].next;
    return 0;
}

/* Prefetch what trie_first and trie_step will read. */
static inline void trie_expect_first(const Trie *t, uint32_t word) { __builtin_prefetch(&t->first[word]); }
static inline void trie_expect(const Trie *t, uint32_t state, uint32_t word) { __builtin_prefetch(&t->edges[trie_slot(state, word) & t->mask]); }

static inline uint32_t trie_value(const Trie *t, uint32_t state) { return t->values[state]; }

#endif
