/* mention.h - finds the noun phrases in a sentence, and the words in it that the tables know.
 *
 *     match.c   a sentence's tokens -> units -> matches, the longest phrases of the tables
 *     chunk.c   matches and tree -> phrases: base noun phrases with their attachments
 *     describe.c, town.c   phrase -> description (describe.h)
 *
 * All of it belongs to the article's arena.
 */
#ifndef ATTACHE_MENTION_H
#define ATTACHE_MENTION_H

#include "kb/kb.h"
#include "lang/lang.h"

/* ---- matches (match.c) ---- */

typedef struct Unit {
    uint32_t id;  /* lexicon number, or 0 */
    uint32_t key; /* the number, or a hash of the word with the high bit set: names are compared by it */
    uint16_t token;
    uint16_t flags;
} Unit;

typedef struct Match {
    uint16_t first, last; /* tokens */
    uint16_t unit, n_units;
    uint32_t sense; /* the first sense that fits */
    uint16_t caps;  /* which units are capitalised */
    uint8_t type;   /* SenseType of it */
    bool turned;    /* after "anti-", "pro-", "non-": names no actor */
} Match;

/* A sentence with its words looked up. */
typedef struct Words {
    const Sentence *s;
    const char *text;
    const uint32_t *forms, *lemmas;
    Unit *units;
    uint16_t *unit_of; /* [n + 1]: the first unit of a token */
    size_t n_units;
    Match *matches;
    size_t n_matches;
    int16_t *match_of; /* [n]: the match that covers a token, or -1 */
    bool lower;        /* no capitals at all */
    bool caps;         /* only capitals */
    bool titled;       /* a headline with most words capitalised */
} Words;

/* Fills `out`, and also forms[n], lemmas[n] and hashes[n] (of each folded lemma, known or not). Linear in the length of the sentence. */
void match_sentence(const Kb *k, const char *text, const Sentence *s, uint32_t *forms, uint32_t *lemmas, uint64_t *hashes, Arena *arena,
                    Words *out);
/* Whether a sense fits the spelling of the match. */
bool match_fits(const Kb *k, const Words *w, const Match *m, const Sense *sense);
/* The words between two tokens, inclusive. */
Slice match_text(const Words *w, uint16_t first, uint16_t last);
/* The country that a match names, by its name, people, capital or seat of power; NULL if none. */
const CountryRow *match_country(const Kb *k, const Match *m);
/* "Iran-backed", "pro-Russian": a name that gives no affiliation. */
bool match_only_backs(const Kb *k, const Words *w, const Match *m);
/* The first sense of a type that fits, or NULL. */
const Sense *match_sense(const Kb *k, const Words *w, const Match *m, SenseType type);
/* The WORD_x of a lexicon number, or -1; whether it is in a list of words.tsv. */
static inline WordName word_of(const Kb *k, uint32_t id) { return word_name(&k->words, id); }
static inline bool word_is_in(const Kb *k, uint32_t id, WordList list) { return word_in(&k->words, id, list); }

/* ---- phrases (chunk.c) ---- */

enum { NO_PHRASE = -1, PHRASE_LINKS = 4, NO_TOKEN = 0xFFFF, ADPOSITION_OTHER = WORD_COUNT };

/* A base noun phrase: a run of tokens around one head, and its links to neighbouring phrases. */
typedef struct Phrase {
    uint16_t first, last, head;      /* tokens, without the possessive mark */
    int16_t poss;                    /* the phrase that possesses it ("India" in India's minister) */
    int16_t owns;                    /* the reverse */
    int16_t name;                    /* of an office: the phrase with its holder's name, after "of X to Y" */
    int16_t name_of;                 /* the reverse */
    int16_t appos, appos_of;         /* another description of the same after a comma; coref/resolve.c decides which one is more specific */
    int16_t conj;                    /* the previous phrase in a coordination */
    int16_t acronym_of;              /* "(SCO)": the phrase before the bracket */
    int16_t lead;                    /* in "Syrian jets" of "Russian, Iranian and Syrian jets": the first adjective that shares the noun */
    int16_t shares;                  /* in such an adjective: the phrase with the noun */
    int16_t link[PHRASE_LINKS];      /* of, in, from, ... phrases attached to it */
    int16_t link_word[PHRASE_LINKS]; /* WORD_x of the preposition */
    uint8_t n_links;
    int16_t adposition; /* WORD_x before it, ADPOSITION_OTHER, or -1 */
    bool nominal;       /* heads a noun phrase: becomes a mention */
    bool pronoun;
} Phrase;

typedef struct Phrases {
    Phrase *p;
    size_t n;
    int16_t *of_token; /* [n tokens]: the phrase of a token, or -1 */
} Phrases;

void chunk_sentence(const Kb *k, const Words *w, Arena *arena, Phrases *out);
/* The last token of a phrase, including the phrases attached to it. */
uint16_t chunk_end(const Phrases *ph, int16_t phrase);
uint16_t chunk_begin(const Phrases *ph, int16_t phrase);

typedef enum Function { FUNCTION_OTHER, FUNCTION_MODIFIER, FUNCTION_OBLIQUE, FUNCTION_OBJECT, FUNCTION_SUBJECT } Function;

/* The function of a token in its clause, by the tree. */
Function chunk_function(const Words *w, size_t token);

/* ---- queries to tokens ---- */

static inline WordName token_word(const Kb *k, const Words *w, size_t t) { return word_of(k, w->forms[t]); }
static inline bool token_is_in(const Kb *k, const Words *w, size_t t, WordList list) { return word_is_in(k, w->forms[t], list); }
/* A proper noun, or a capitalised word inside a sentence that is in no table and that the tagger took for a common noun: "Otieno". */
static inline bool token_is_name(const Words *w, size_t t) {
    unsigned upos = w->s->tokens[t].upos;
    size_t u = w->unit_of[t], end = w->unit_of[t + 1];
    if (upos != UPOS_PROPN) {
        bool mistagged = (upos == UPOS_NOUN || upos == UPOS_X) && t > 0 && u < end && !w->titled && !w->caps && w->match_of[t] < 0;
        return mistagged && (w->units[u].flags & UNIT_CAPITAL) && (!w->units[u].id || (w->units[u].flags & UNIT_GIVEN)) &&
               (w->s->tokens[t - 1].upos != UPOS_PUNCT || (t > 1 && w->s->tokens[t - 2].upos == UPOS_PUNCT)); /* except after a mark: ," Otieno said */
    }
    bool capital = w->lower;
    for (; u < end && !capital; u++) capital = w->units[u].flags & UNIT_CAPITAL; /* al-Hassan */
    return capital;
}
static inline bool token_is_capital(const Words *w, size_t t) { return w->unit_of[t] < w->unit_of[t + 1] && (w->units[w->unit_of[t]].flags & UNIT_CAPITAL); }
static inline const Match *token_match(const Words *w, size_t t) { return w->match_of[t] < 0 ? NULL : &w->matches[w->match_of[t]]; }
/* The agent that a match denotes, or NULL. */
static inline const AgentRow *match_agent(const Kb *k, const Match *m) {
    return m && m->type == SENSE_AGENT ? &k->agents[k->senses[m->sense].row] : NULL;
}
/* Whether a token is a person's title: an office, a rank, an honorific. */
static inline bool token_is_title(const Kb *k, const Words *w, size_t t) {
    const AgentRow *a = match_agent(k, token_match(w, t));
    return a ? agent_is_person(a->kind) : token_is_in(k, w, t, WORDS_HONORIFIC);
}

#endif
