/* map.c - growing and emptying the hash map. */
#include "base/map.h"

#include <stdlib.h>

enum { BITS_MIN = 3 };

void map_reserve(Map *m, size_t n) {
    unsigned bits = m->slots ? 64 - m->shift : BITS_MIN;
    while ((size_t)1 << bits <= 2 * n) bits++;
    size_t old_size = m->slots ? m->mask + 1 : 0, size = (size_t)1 << bits;
    if (size <= old_size) return;
    MapSlot *old = m->slots;
    m->slots = m->arena ? arena_own(m->arena, size * sizeof *m->slots) : base_zalloc(size * sizeof *m->slots);
    m->mask = size - 1, m->shift = 64 - bits;
    for (size_t k = 0; k < old_size; k++) {
        if (!old[k].value) continue;
        size_t i = map_first(m, old[k].key);
        while (m->slots[i].value) i = (i + 1) & m->mask;
        m->slots[i] = old[k];
    }
    if (m->arena)
        arena_return(m->arena, old);
    else
        free(old);
}

void map_clear(Map *m) {
    if (m->n) memset(m->slots, 0, (m->mask + 1) * sizeof *m->slots);
    m->n = 0;
}

void map_free(Map *m) {
    if (!m->arena) free(m->slots);
    *m = (Map){.arena = m->arena};
}
