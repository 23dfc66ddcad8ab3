/* trie.c - phrases of lexicon numbers in, a hash of edges out. */
#include "kb/trie.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_EDGES = 1 << 12, FIRST_STATES = 1 << 11 };

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

void trie_builder_init(TrieBuilder *b) {
    *b = (TrieBuilder){.mask = FIRST_EDGES - 1, .n_states = 1, .cap = FIRST_STATES};
    b->edges = base_zalloc(FIRST_EDGES * sizeof *b->edges);
    b->values = base_zalloc(FIRST_STATES * sizeof *b->values);
}

void trie_builder_free(TrieBuilder *b) {
    free(b->edges);
    free(b->values);
    *b = (TrieBuilder){0};
}

static TrieEdge *find_edge(TrieBuilder *b, uint32_t state, uint32_t word) {
    uint32_t i = trie_slot(state, word) & b->mask;
    while (b->edges[i].next && (b->edges[i].state != state || b->edges[i].word != word)) i = (i + 1) & b->mask;
    return &b->edges[i];
}

static void grow_edges(TrieBuilder *b) {
    TrieEdge *old = b->edges;
    uint32_t n = b->mask + 1;
    b->mask = n * 2 - 1;
    b->edges = base_zalloc((size_t)n * 2 * sizeof *b->edges);
    for (uint32_t i = 0; i < n; i++)
        if (old[i].next) *find_edge(b, old[i].state, old[i].word) = old[i];
    free(old);
}

static uint32_t new_state(TrieBuilder *b) {
    if (b->n_states == b->cap) {
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
        TrieEdge *e = find_edge(b, state, words[i]);
        uint32_t next = e->next;
        if (!next) {
            next = new_state(b);
            *e = (TrieEdge){state, words[i], next};
            if (b->n_states * 2 > b->mask) grow_edges(b);
        }
        state = next;
    }
    return state;
}

uint32_t trie_builder_step(TrieBuilder *b, uint32_t state, uint32_t word) { return find_edge(b, state, word)->next; }

void trie_write(const TrieBuilder *b, ImageWriter *w, const char *name) {
    char section[24];
    snprintf(section, sizeof section, "%s.e", name);
    buf_add(image_writer_section(w, section, sizeof(TrieEdge)), b->edges, ((size_t)b->mask + 1) * sizeof *b->edges);
    snprintf(section, sizeof section, "%s.v", name);
    buf_add(image_writer_section(w, section, sizeof(uint32_t)), b->values, b->n_states * sizeof *b->values);
    snprintf(section, sizeof section, "%s.f", name);
    Buf *first = image_writer_section(w, section, sizeof(uint32_t));
    uint32_t n = 0;
    for (uint32_t i = 0; i <= b->mask; i++)
        if (b->edges[i].next && !b->edges[i].state && b->edges[i].word >= n) n = b->edges[i].word + 1;
    for (uint32_t word = 0, next; word < n; word++) {
        next = word ? trie_builder_step((TrieBuilder *)(uintptr_t)b, 0, word) : 0;
        buf_add(first, &next, sizeof next);
    }
}
