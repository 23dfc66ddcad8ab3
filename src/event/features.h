/* features.h - the features of the event network: of each word, and of each phrase that could be a party to the event at a word.
 *
 * A feature is the number of a row of an embedding table; the tables follow one another (event/net.h). The program and the trainer (train/event_dump.c) use the
 * same code, so that they see the same features.
 */
#ifndef ATTACHE_EVENT_FEATURES_H
#define ATTACHE_EVENT_FEATURES_H

#include "event/candidate.h"

/* Rows of a word. WORD and HEAD are rows of the dictionary; without a model, the hash of the lemma (0 stands for a name, 1 for a number, 2 for no head). */
typedef enum TokenRow { ROW_WORD, ROW_HEAD, ROW_SUFFIX, ROW_TAG, ROW_XPOS, ROW_FRAME, ROW_MENTION, ROW_PLACE, ROW_ARGUMENT, WORD_ROWS } TokenRow;
/* Rows of a word as trigger and a phrase as its party. */
typedef enum PairRow { PAIR_DISTANCE, PAIR_PATH, PAIR_FRAME, PAIR_SYNTAX, PAIR_MENTION, PAIR_CASE, PAIR_CATEGORY, PAIR_ORDER, PAIR_ROWS } PairRow;

/* The number of rows of each table, in the order above; WORD and HEAD have as many as the dictionary. */
enum { SIZE_SUFFIX = 4096, SIZE_TAG = 17 * 64, SIZE_XPOS = 64, SIZE_FRAME = 512, SIZE_MENTION = 1024, SIZE_PLACE = 128, SIZE_ARGUMENT = 8192 };
enum { SIZE_DISTANCE = 32, SIZE_PATH = 2048, SIZE_ROLE = 256, SIZE_SYNTAX = 64, SIZE_CASE = 512, SIZE_CATEGORY = 17, SIZE_ORDER = 64 };

/* A sentence with the frames' proposals. */
typedef struct EventView {
    Clause *clause;
    const Candidate *list; /* the frames' proposals */
    size_t n;
    int16_t *candidate_at; /* [tokens]: the candidate whose trigger a token is, or NONE */
    int16_t *supports;     /* [tokens]: the candidate whose support verb a token is, or NONE */
    int16_t *arguments;    /* [tokens]: the word below a token that says most about it, its object for one; or NONE */
    int16_t *heads;        /* [n_heads]: tokens that head a mention, in text order */
    size_t n_heads;
    bool *quoted; /* [tokens] */
    bool title;
} EventView;

/* The frames' proposal at a word, or for the word that it supports; NULL if there is none. */
static inline const Candidate *event_proposal(const EventView *v, int t) {
    int at = v->candidate_at[t] != NONE ? v->candidate_at[t] : v->supports[t];
    return at == NONE ? NULL : &v->list[at];
}
/* Whether the part of speech of a word is one that triggers events. */
static inline bool event_may_tell(const Token *k) {
    return k->upos == UPOS_VERB || k->upos == UPOS_NOUN || k->upos == UPOS_PROPN || k->upos == UPOS_ADJ || k->upos == UPOS_ADV || k->upos == UPOS_AUX;
}

/* `quotes` may be NULL. */
void event_view(Clause *c, const Candidate *list, size_t n, const Quotes *quotes, Arena *arena, EventView *out);
/* Row numbers within each table, for all but WORD and HEAD; those two are hashes, as described above. */
void event_word_rows(const EventView *v, int t, uint32_t rows[WORD_ROWS]);
/* The key of a lemma in the dictionary, as in rows[ROW_WORD]; all names share one, and all numbers. */
uint32_t event_word_key(const Clause *c, int t);
/* For the trigger t, a category (event.h), and party i among v->heads. */
void event_pair_rows(const EventView *v, int t, unsigned category, size_t i, uint32_t rows[PAIR_ROWS]);

#endif
