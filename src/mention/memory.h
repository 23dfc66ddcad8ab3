/* memory.h - what the article has said so far: people and bodies mentioned by name or office, and the states mentioned. coref/ writes it, sentence by sentence;
 * the description of a phrase reads it. It belongs to the article's arena.
 */
#ifndef ATTACHE_MEMORY_H
#define ATTACHE_MEMORY_H

#include "kb/kb.h"

typedef enum What { WHAT_UNKNOWN, WHAT_STATE, WHAT_CAPITAL, WHAT_PEOPLE, WHAT_ORG, WHAT_PERSON, WHAT_AGENT } What;

enum { NAME_KEYS = 8 };

/* An entity with a name or an office that this article has mentioned. */
typedef struct Met {
    uint32_t keys[NAME_KEYS];
    uint8_t n_keys, what;
    int32_t person, org;
    const AgentRow *agent; /* of the title or noun in its last mention */
    uint32_t title;        /* lemma of that noun */
    uint32_t entity, sentence;
    float weight; /* how much the article mentions it */
} Met;

/* Limits on searching back, so that the cost per sentence does not grow with the length of the text. */
enum { MET_BACK = 400 };
static inline size_t met_from(size_t n_met) { return n_met > MET_BACK ? n_met - MET_BACK : 0; }

/* A state that the article mentions. */
typedef struct Spoken {
    char code[4];
    float score;
    uint32_t sentence, entity;
} Spoken;

enum { SPOKEN_MAX = 48 };

typedef struct Memory {
    Met *met;
    size_t n_met, cap_met;
    Spoken spoken[SPOKEN_MAX];
    size_t n_spoken;
    uint32_t sentence; /* the present one */
} Memory;

/* How prominent a state is at this point: mentions fade from sentence to sentence. */
static inline float memory_now(const Memory *m, const Spoken *s) {
    float score = s->score;
    for (uint32_t i = s->sentence; i < m->sentence && i < s->sentence + 20; i++) score *= 0.85f;
    return score;
}
/* The same by its code; 0 not at all. */
static inline float memory_spoken(const Memory *m, const char *code) {
    const Spoken *state = ITEM_WHERE(s, m->spoken, m->n_spoken, !strcmp(s->code, code));
    return state ? memory_now(m, state) : 0;
}
/* Whether an entity was mentioned whose name ends in this word; what: a person, a body. */
static inline bool memory_has_name(const Memory *m, uint32_t last_key, uint8_t what) {
    for (size_t i = met_from(m->n_met); i < m->n_met; i++)
        if (m->met[i].n_keys && m->met[i].what == what && m->met[i].keys[m->met[i].n_keys - 1] == last_key) return true;
    return false;
}
/* Whether the article introduced this word as the acronym of a body that is in no table. */
static inline bool memory_has_acronym(const Memory *m, uint32_t key) {
    for (size_t i = met_from(m->n_met); i < m->n_met; i++)
        if (m->met[i].what == WHAT_ORG && m->met[i].org < 0 && m->met[i].n_keys == 1 && m->met[i].keys[0] == key) return true;
    return false;
}

#endif
