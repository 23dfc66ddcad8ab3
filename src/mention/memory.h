/* memory.h - what an article has told so far: who was met by name or office, and which states it speaks of. coref/ writes it, sentence by sentence; the description of a phrase
 * reads it. It belongs to the arena of the article.
 */
#ifndef ATTACHE_MEMORY_H
#define ATTACHE_MEMORY_H

#include "kb/kb.h"

typedef enum What { WHAT_UNKNOWN, WHAT_STATE, WHAT_CAPITAL, WHAT_PEOPLE, WHAT_ORG, WHAT_PERSON, WHAT_AGENT } What;

enum { NAME_KEYS = 8 };

/* Somebody with a name or an office who was met in this article. */
typedef struct Met {
    uint32_t keys[NAME_KEYS];
    uint8_t n_keys, what;
    int32_t person, org;
    const AgentRow *agent; /* of the title or noun by which it was met last */
    uint32_t title;        /* lemma of that noun */
    uint32_t entity, sentence;
    float weight; /* how much the article speaks of it */
} Met;

/* How far back memory is searched, so that a long text costs no more a sentence than a short one. */
enum { MET_BACK = 400 };
static inline size_t met_from(size_t n_met) { return n_met > MET_BACK ? n_met - MET_BACK : 0; }

/* A state that the article speaks of. */
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
    uint32_t sentence; /* that is being read */
} Memory;

/* How much the article speaks of a state just now: what it said of it fades from sentence to sentence. */
float memory_now(const Memory *m, const Spoken *s);
/* The same by its code; 0 not at all. */
float memory_spoken(const Memory *m, const char *code);
/* Whether somebody was met whose name ends in this word; what: a person, a body. */
bool memory_has_name(const Memory *m, uint32_t last_key, uint8_t what);
/* Whether the article made this word the acronym of a body that no table has. */
bool memory_has_acronym(const Memory *m, uint32_t key);

#endif
