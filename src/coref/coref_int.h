/* coref_int.h - what the files of coref/ share: descriptions, the memory of an article.
 *
 *     compose.c   phrase -> who it describes, as far as its own words tell
 *     resolve.c   descriptions in the order of the text -> entities and mentions, with the article's memory
 *     town.c      phrases that name a place -> which
 *     anaphora.c  pronouns and nouns that stand for somebody met before
 *     who.c       one phrase -> one entity
 *     consider.c  one phrase -> all that its words could stand for
 *
 * All of it belongs to the arena of the Reading.
 */
#ifndef ATTACHE_COREF_INT_H
#define ATTACHE_COREF_INT_H

#include "coref/coref.h"
#include "mention/mention.h"

/* ---- descriptions (compose.c) ---- */

typedef enum What { WHAT_UNKNOWN, WHAT_STATE, WHAT_CAPITAL, WHAT_PEOPLE, WHAT_ORG, WHAT_PERSON, WHAT_AGENT } What;

enum { NAME_KEYS = 8 };

/* Whom the words of a phrase describe, before the article is asked. */
typedef struct Desc {
    Entity e;
    Sectors sectors;
    uint8_t what;                       /* What */
    uint16_t core;                      /* the token that says what it is: "minister", the last word of a name */
    uint16_t name_first, name_last;     /* tokens, or NO_TOKEN */
    uint16_t office_first, office_last; /* tokens, or NO_TOKEN */
    int32_t person, org, country;       /* rows, or -1 */
    const AgentRow *agent;              /* of the core */
    bool former, definite, sure;        /* sure: a person beyond doubt */
    bool capital;                       /* a state or region by its seat of power */
    bool foreign;                       /* "foreign troops": of no country that the article would give */
    uint32_t keys[NAME_KEYS];           /* units of the name */
    uint8_t n_keys;
} Desc;

/* ---- the article's memory (resolve.c) ---- */

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
enum { MET_BACK = 400, DOCUMENTS_BACK = 12 };
static inline size_t met_from(size_t n_met) { return n_met > MET_BACK ? n_met - MET_BACK : 0; }

typedef enum Role { ROLE_OTHER, ROLE_MODIFIER, ROLE_OBLIQUE, ROLE_OBJECT, ROLE_SUBJECT } Role;

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

/* A state that the article speaks of. */
typedef struct Side {
    char code[4];
    float score;
    uint32_t sentence, entity;
} Side;

enum { SIDES_MAX = 48, COUNTRY_SLOTS = 6 };

/* Whom a phrase of the sentence in hand stands for. */
typedef struct Refs {
    uint32_t first;
    uint8_t n, what;
    bool done, busy, sure, plural;
    uint16_t core, name_first; /* as in Desc */
} Refs;

typedef struct Reader {
    const Kb *k;
    const Article *article;
    Arena *arena;
    Reading *out;
    uint32_t date; /* yyyymmdd; past all dates if not known */
    size_t cap_mentions, cap_entities, n_refs, cap_refs;
    Met *met;
    size_t n_met, cap_met;
    Seen *seen;
    size_t n_seen, cap_seen;
    Side sides[SIDES_MAX];
    size_t n_sides;
    uint32_t *
        country_entity; /* [n_countries * COUNTRY_SLOTS]: index + 1 of the entity of a row: as a state, as a place, as its government; for its name and for its capital */
    uint32_t nobody[2]; /* index + 1 of the entity of all unknown nouns, singular and plural */
    uint32_t speaker;   /* refs index + 1 of who spoke last within quotation marks; 0: nobody */
    uint32_t spoke;     /* the sentence in which that was */
    const char *home;   /* code of the country that the dateline names, or "" */
    /* of the sentence in hand */
    uint32_t sentence;
    float boost; /* title and highlights count more */
    const Words *w;
    Phrases *ph;
    Refs *refs; /* [phrases] */
} Reader;

void compose_phrase(Reader *r, const Phrase *p, Desc *out);
/* What the offices of a person say on the reader's date. */
void compose_person_row(const Kb *k, uint32_t person, uint32_t date, Entity *e, Sectors *sectors);
void compose_add_sector(Sectors *s, const char *sector);
/* Joins the sectors of a head with those of a word that tells more: "rebel commander" REB, "opposition lawmaker" LEG OPP. */
void compose_join(Sectors *head, const Sectors *more, bool keeps);
const CountryRow *compose_country(const Kb *k, const Match *m);
/* "Iran-backed", "pro-Russian": a name that does not tell whose. */
bool compose_is_only_backer(const Kb *k, const Words *w, const Match *m);
Slice compose_text(const Words *w, uint16_t first, uint16_t last);

/* Resolves a phrase of the sentence in hand; its first entity, by value. */
Entity resolve_phrase(Reader *r, int16_t phrase);
uint32_t resolve_add_entity(Reader *r, const Entity *e);
uint32_t resolve_add_ref(Reader *r, uint32_t entity);
Role resolve_role(const Words *w, size_t token);

/* ---- places (town.c) ---- */

/* Forgets the matches of regions and their seats that mean another town here: Hyderabad, in a text that speaks of Pakistan and not of India. */
void town_doubt_matches(const Reader *r, Words *w);
/* Whether a phrase stands where only a place can: in, at, near ..., or in the dateline. */
bool town_is_place(const Reader *r, const Phrase *p);
/* Makes the description that of the town which the tokens [first, last] of a phrase name; false if they name none beyond doubt. */
bool town_compose(const Reader *r, Desc *d, const Phrase *p, size_t first, size_t last);
/* The same for a name of countries.tsv that means another place here: "Paris, Texas". */
bool town_elsewhere(const Reader *r, Desc *d, const Phrase *p, const Match *m);
/* Where a state, capital, seat of power or region is. */
void town_of_state(const Reader *r, Desc *d, const Match *m);
/* The code of the country that the dateline names, or "". */
const char *town_home(Reader *r);

/* ---- what else a phrase could mean (consider.c) ---- */

/* All that the words from byte `from` of the text on can stand for: rows of the tables, and towns. `taken`: those whose row `answer` names. */
void consider_phrase(const Kb *k, const Article *article, const Sentence *sentences, size_t n_sentences, size_t from, const char *date,
                     const Entity *answer, Arena *arena, attache_considered **list, size_t *n);

/* ---- pronouns and nouns that stand for somebody met before (anaphora.c) ---- */

/* Fills refs of a pronoun phrase. */
void anaphora_pronoun(Reader *r, int16_t phrase, Refs *out);
/* Tries a description against the article: "the minister", "both sides", "the country". True if refs were filled. */
bool anaphora_nominal(Reader *r, int16_t phrase, const Desc *d, Refs *out);
/* "the North" of an article on Korea. True if refs were filled. */
bool anaphora_half(Reader *r, int16_t phrase, const Desc *d, Refs *out);
/* The country that an office or body without one has by the article, with how; NULL if none is plain. */
const char *anaphora_country(Reader *r, int16_t phrase, const Desc *d);
/* How much the article speaks of a country just now: 0 not at all. */
float anaphora_side(const Reader *r, const char *code);

#endif
