/* trie_build.c - from phrases of lexicon numbers to a hash table of edges. */
#include "compile/trie_build.h"

#include <stdio.h>
#include <stdlib.h>

enum { EDGES_MIN = 1 << 12, FIRST_STATES = 1 << 11 };

void trie_builder_init(TrieBuilder *b) {
    *b = (TrieBuilder){.n_states = 1, .cap = FIRST_STATES};
    b->edges = base_alloc(FIRST_STATES * sizeof *b->edges);
    b->values = base_zalloc(FIRST_STATES * sizeof *b->values);
}

void trie_builder_free(TrieBuilder *b) {
    map_free(&b->next);
    free(b->edges);
    free(b->values);
    *b = (TrieBuilder){0};
}

static uint64_t edge_key(uint32_t state, uint32_t word) { return (uint64_t)state << 32 | word; }

static uint32_t new_state(TrieBuilder *b) {
    if (b->n_states == b->cap) {
        b->edges = base_realloc(b->edges, (size_t)b->cap * 2 * sizeof *b->edges);
        b->values = base_realloc(b->values, (size_t)b->cap * 2 * sizeof *b->values);
        memset(b->values + b->cap, 0, b->cap * sizeof *b->values);
        b->cap *= 2;
    }
    return b->n_states++;
}

uint32_t trie_builder_enter(TrieBuilder *b, const uint32_t *words, size_t n) {
    uint32_t state = 0;
    for (size_t i = 0; i < n; i++) {
        if (!words[i]) return 0;
        uint64_t *next = map_put(&b->next, edge_key(state, words[i]));
        if (!*next) {
            *next = new_state(b);
            b->edges[*next] = (TrieEdge){state, words[i], (uint32_t)*next};
        }
        state = (uint32_t)*next;
    }
    return state;
}

uint32_t trie_builder_step(const TrieBuilder *b, uint32_t state, uint32_t word) { return (uint32_t)map_get(&b->next, edge_key(state, word)); }

/* Lays out the edges for trie_step. */
static void write_edges(const TrieBuilder *b, Buf *out) {
    uint32_t n = EDGES_MIN;
    while (n <= b->n_states * 2) n *= 2;
    TrieEdge *edges = base_zalloc(n * sizeof *edges);
    for (uint32_t k = 1; k < b->n_states; k++) {
        uint32_t i = trie_slot(b->edges[k].state, b->edges[k].word) & (n - 1);
        while (edges[i].next) i = (i + 1) & (n - 1);
        edges[i] = b->edges[k];
    }
    buf_add(out, edges, n * sizeof *edges);
    free(edges);
}

void trie_builder_write(const TrieBuilder *b, ImageWriter *w, const char *name) {
    char section[24];
    snprintf(section, sizeof section, "%s.e", name);
    write_edges(b, image_writer_section(w, section, sizeof(TrieEdge)));
    snprintf(section, sizeof section, "%s.v", name);
    buf_add(image_writer_section(w, section, sizeof(uint32_t)), b->values, b->n_states * sizeof *b->values);
    snprintf(section, sizeof section, "%s.f", name);
    Buf *first = image_writer_section(w, section, sizeof(uint32_t));
    uint32_t n = 0;
    for (uint32_t i = 1; i < b->n_states; i++)
        if (!b->edges[i].state && b->edges[i].word >= n) n = b->edges[i].word + 1;
    for (uint32_t word = 0, next; word < n; word++) {
        next = word ? trie_builder_step(b, 0, word) : 0;
        buf_add(first, &next, sizeof next);
    }
}
