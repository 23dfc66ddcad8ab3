/* coref_int.h - what the files of coref/ share: the entities that an article's phrases refer to.
 *
 *     anaphora.c  pronouns and nouns that refer to earlier mentions
 *     resolve.c   descriptions in the order of the text -> entities and mentions, with the article's memory
 *     shelf.c     sentences that are looked at again -> few bytes
 *     who.c       one phrase -> one entity
 *     consider.c  one phrase -> all candidates for its words
 *
 * All of it belongs to the Reading's arena.
 */
#ifndef ATTACHE_COREF_INT_H
#define ATTACHE_COREF_INT_H

#include "coref/coref.h"
#include "mention/describe.h"

/* A mention as later words look back at it; a coordination is one more, with all its entities. */
typedef struct Seen {
    uint32_t refs, sentence;
    uint16_t head, verb; /* verb: the token that the head depends on */
    uint16_t first, last;
    uint8_t n, role, what;
    bool plural, certain;
    bool group, part; /* a coordination; one of a coordination */
    bool matrix;      /* in the main clause */
} Seen;

enum { SEEN_BACK = 12 }; /* sentences: nothing looks farther back */

/* The entities that a phrase of the present sentence refers to. */
typedef struct Refs {
    uint32_t first;
    uint8_t n, what;
    bool done, busy, certain, plural;
    uint16_t core, name_first; /* as in Desc */
} Refs;

enum { COUNTRY_SLOTS = 6 };

struct Resolver {
    View view;     /* of the present sentence */
    Memory memory; /* of the article */
    /* the Reading being built */
    Reading *out;
    Sentence *sentences;
    int32_t *mention_at; /* of the present sentence */
    size_t cap_sentences, cap_kept, cap_mentions, cap_entities, n_refs, cap_refs;
    uint32_t *country_entity; /* [n_countries * COUNTRY_SLOTS]: index + 1 of the entity of a row: as a state, as a place, as its government; for its name and for its capital */
    uint32_t nobody[2];       /* index + 1 of the entity that all unknown nouns share, singular and plural */
    /* what later words look back at, forgotten after SEEN_BACK sentences */
    Seen *seen;
    size_t n_seen, cap_seen;
    uint32_t speaker; /* refs index + 1 of the last speaker in quotation marks; 0: nobody */
    uint32_t spoke;   /* that speaker's sentence */
    /* of the present sentence */
    Refs *refs;  /* [phrases] */
    float boost; /* title and highlights have a higher weight */
};

/* ---- the entities of the article, and the references from mentions to them ---- */

static inline uint32_t entities_add(Resolver *r, const Entity *e) {
    *VEC_PUSH(r->view.arena, r->out->entities, r->out->n_entities, r->cap_entities) = *e;
    return (uint32_t)r->out->n_entities - 1;
}
/* Adds a reference to an entity; a mention's entities are consecutive. */
static inline uint32_t entities_refer(Resolver *r, uint32_t entity) {
    *VEC_PUSH(r->view.arena, r->out->refs, r->n_refs, r->cap_refs) = entity;
    return (uint32_t)r->n_refs - 1;
}
/* Makes a phrase refer to n entities. */
static inline void entities_of_refs(Resolver *r, Refs *f, const uint32_t *entities, uint8_t n) {
    f->first = (uint32_t)r->n_refs, f->n = n;
    for (uint8_t i = 0; i < n; i++) entities_refer(r, entities[i]);
}
/* The first entity of a phrase in the present sentence, by value: nobody if it is not resolved. */
static inline Entity entities_of_phrase(const Resolver *r, int16_t phrase) {
    const Refs *f = &r->refs[phrase];
    return f->done && f->n ? r->out->entities[r->out->refs[f->first]] : ENTITY_NONE;
}

/* ---- sentences of a long text in few bytes, a quarter of a token's own (shelf.c) ---- */

/* A Shelf belongs to an arena, and only grows. */
Shelf *shelf_new(Arena *arena);
/* A sentence of at most LANG_SENTENCE_MAX tokens; nothing of it is needed any more. Its mentions count from `first_mention`. Returns where it is. */
size_t shelf_put(Shelf *s, const OpenSentence *o, uint32_t first_mention);
/* The same again; `sentence` tells all but its tokens. */
OpenSentence shelf_take(const Shelf *s, size_t at, const Sentence *sentence, Arena *arena);
/* Room for the numbers of a sentence's words. */
OpenSentence open_sentence_new(const Sentence *s, Arena *arena);

/* ---- candidates for a phrase (consider.c) ---- */

/* All candidates for the words from byte `from` of the text on: rows of the tables, and towns. `taken`: those whose row `answer` names. */
void consider_phrase(const Kb *k, const Article *article, const Sentence *sentences, size_t n_sentences, size_t from, const char *date,
                     const Entity *answer, Arena *arena, attache_considered **list, size_t *n);

/* ---- pronouns and nouns that refer to earlier mentions (anaphora.c) ---- */

/* The phrase that must be resolved before anaphora_pronoun or anaphora_nominal can decide, or NO_PHRASE: the speaker, the noun that "hundreds of" counts, the
 * one whose counterpart it is. */
int16_t anaphora_pronoun_wants(const Resolver *r, int16_t phrase);
int16_t anaphora_nominal_wants(const Resolver *r, int16_t phrase, const Desc *d);
/* Fills refs of a pronoun phrase. */
void anaphora_pronoun(Resolver *r, int16_t phrase, Refs *out);
/* Resolves a description against the article: "the minister", "both sides", "the country". True if refs were filled. */
bool anaphora_nominal(Resolver *r, int16_t phrase, const Desc *d, Refs *out);
/* "the North" in an article about Korea. True if refs were filled. */
bool anaphora_half(Resolver *r, int16_t phrase, const Desc *d, Refs *out);
/* The country that the article gives to an office or body without one, with how; NULL if none is clear. */
const char *anaphora_country(Resolver *r, int16_t phrase, const Desc *d);

#endif
