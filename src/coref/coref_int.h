/* coref_int.h - what the files of coref/ share: whom the phrases of an article stand for.
 *
 *     entities.c  the entities of an article and what points to them
 *     anaphora.c  pronouns and nouns that stand for somebody met before
 *     resolve.c   descriptions in the order of the text -> entities and mentions, with the article's memory
 *     who.c       one phrase -> one entity
 *     consider.c  one phrase -> all that its words could stand for
 *
 * All of it belongs to the arena of the Reading.
 */
#ifndef ATTACHE_COREF_INT_H
#define ATTACHE_COREF_INT_H

#include "coref/coref.h"
#include "mention/describe.h"

/* A mention as later words look back at it; a coordination is one more, of all its entities. */
typedef struct Seen {
    uint32_t refs, sentence;
    uint16_t head, verb; /* verb: the token that the head hangs on */
    uint16_t first, last;
    uint8_t n, role, what;
    bool plural, sure;
    bool group, part; /* a coordination; one of a coordination */
    bool matrix;      /* of the main clause */
} Seen;

/* Whom a phrase of the sentence in hand stands for. */
typedef struct Refs {
    uint32_t first;
    uint8_t n, what;
    bool done, busy, sure, plural;
    uint16_t core, name_first; /* as in Desc */
} Refs;

enum { COUNTRY_SLOTS = 6 };

typedef struct Resolver {
    View view;     /* of the sentence in hand */
    Memory memory; /* of the article */
    /* the Reading in the making */
    Reading *out;
    size_t cap_mentions, cap_entities, n_refs, cap_refs;
    uint32_t *country_entity; /* [n_countries * COUNTRY_SLOTS]: index + 1 of the entity of a row: as a state, as a place, as its government; for its name and for its capital */
    uint32_t nobody[2];       /* index + 1 of the entity of all unknown nouns, singular and plural */
    /* what later words look back at */
    Seen *seen;
    size_t n_seen, cap_seen;
    uint32_t speaker; /* refs index + 1 of who spoke last within quotation marks; 0: nobody */
    uint32_t spoke;   /* the sentence in which that was */
    /* of the sentence in hand */
    Refs *refs;  /* [phrases] */
    float boost; /* title and highlights count more */
} Resolver;

/* ---- entities.c ---- */
uint32_t entities_add(Resolver *r, const Entity *e);
/* Adds a reference to an entity; a mention's entities are a run of them. */
uint32_t entities_refer(Resolver *r, uint32_t entity);
/* The first entity of a phrase of the sentence in hand, by value: nobody if it is not resolved. */
Entity entities_of_phrase(const Resolver *r, int16_t phrase);

/* ---- what else a phrase could mean (consider.c) ---- */

/* All that the words from byte `from` of the text on can stand for: rows of the tables, and towns. `taken`: those whose row `answer` names. */
void consider_phrase(const Kb *k, const Article *article, const Sentence *sentences, size_t n_sentences, size_t from, const char *date,
                     const Entity *answer, Arena *arena, attache_considered **list, size_t *n);

/* ---- pronouns and nouns that stand for somebody met before (anaphora.c) ---- */

/* The phrase that has to be resolved before anaphora_pronoun or anaphora_nominal can tell, or NO_PHRASE: who speaks, what "hundreds of" counts, who published "an article". */
int16_t anaphora_pronoun_wants(const Resolver *r, int16_t phrase);
int16_t anaphora_nominal_wants(const Resolver *r, int16_t phrase, const Desc *d);
int16_t anaphora_half_wants(const Resolver *r, int16_t phrase, const Desc *d);
/* Fills refs of a pronoun phrase. */
void anaphora_pronoun(Resolver *r, int16_t phrase, Refs *out);
/* Tries a description against the article: "the minister", "both sides", "the country". True if refs were filled. */
bool anaphora_nominal(Resolver *r, int16_t phrase, const Desc *d, Refs *out);
/* "the North" of an article on Korea. True if refs were filled. */
bool anaphora_half(Resolver *r, int16_t phrase, const Desc *d, Refs *out);
/* The country that an office or body without one has by the article, with how; NULL if none is plain. */
const char *anaphora_country(Resolver *r, int16_t phrase, const Desc *d);

#endif
