/* memory.c - queries to what the article has said so far. */
#include "mention/memory.h"

float memory_now(const Memory *m, const Spoken *s) {
    float score = s->score;
    for (uint32_t i = s->sentence; i < m->sentence && i < s->sentence + 20; i++) score *= 0.85f;
    return score;
}

float memory_spoken(const Memory *m, const char *code) {
    for (size_t i = 0; i < m->n_spoken; i++)
        if (!strcmp(m->spoken[i].code, code)) return memory_now(m, &m->spoken[i]);
    return 0;
}

bool memory_has_name(const Memory *m, uint32_t last_key, uint8_t what) {
    for (size_t i = met_from(m->n_met); i < m->n_met; i++)
        if (m->met[i].n_keys && m->met[i].what == what && m->met[i].keys[m->met[i].n_keys - 1] == last_key) return true;
    return false;
}

bool memory_has_acronym(const Memory *m, uint32_t key) {
    for (size_t i = met_from(m->n_met); i < m->n_met; i++)
        if (m->met[i].what == WHAT_ORG && m->met[i].org < 0 && m->met[i].n_keys == 1 && m->met[i].keys[0] == key) return true;
    return false;
}
