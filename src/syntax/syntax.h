/* syntax.h - facts about a sentence, without events: subjects and objects, prepositional phrases, negation and future, sources, dates and numbers.
 *
 *     classes.c       the classes of a word
 *     clause.c        the slots of a verb or an event noun
 *     modality.c      denied, future, only possible
 *     quotes.c, source.c, attribution.c   quotes and sources (syntax_int.h)
 *     when.c          dates
 *     number.c        numbers and counts
 *
 * A Clause belongs to one sentence; it and everything it points to are in the arena passed to clause_open.
 */
#ifndef ATTACHE_SYNTAX_H
#define ATTACHE_SYNTAX_H

#include "attache.h"
#include "coref/coref.h"
#include "syntax/classes.h"

/* A slot: one of these, or SLOT_PREP | the lexicon number of a preposition. */
enum { SLOT_SUBJ = 1, SLOT_OBJ, SLOT_IOBJ, SLOT_POSS, SLOT_MOD, SLOT_PREP = 1 << 24 };

/* ---- a sentence prepared for queries (clause.c) ---- */

enum { NONE = -1 };

typedef struct Clause {
    const Classes *classes;
    const struct Coder *coder; /* the tables of events, for code that looks for events in this sentence */
    const Reading *reading;
    const Sentence *s;
    uint32_t index; /* of the sentence */
    const uint32_t *lemmas, *forms;
    const uint64_t *hashes; /* of its lemmas */
    const int32_t *mention_at;
    Arena *arena;           /* that it was opened in */
    int16_t *child, *sibling; /* first child, next sibling, in text order; NONE at the end */
    int16_t *subject,
        *object; /* logical: passives are undone, control and relative clauses followed; NONE, or UNASKED before the first query */
    int16_t *grammatical; /* grammatical subject */
    const char *text; /* the sentence's text, once it was needed (clause_text) */
} Clause;
enum { UNASKED = -2 };

void clause_open(Clause *c, const Classes *classes, const struct Coder *coder, const Reading *reading, uint32_t sentence, Arena *arena);
/* The clauses of an article: those of sentences that are kept as they are (lang_keeps) are opened once, the others each time that they are asked for. */
typedef struct Clauses {
    const Classes *classes;
    const struct Coder *coder;
    const Reading *reading;
    Clause *kept;
    uint32_t n_kept;
} Clauses;
void clauses_open(Clauses *c, const Classes *classes, const struct Coder *coder, const Reading *reading, Arena *arena);
Clause *clauses_at(const Clauses *c, uint32_t sentence, Arena *arena);
static inline const Token *clause_token(const Clause *c, int t) { return &c->s->tokens[t]; }
static inline unsigned clause_relation(const Clause *c, int t) { return lang_deprel_base(clause_token(c, t)->deprel); }
/* Whether the word or the lemma at a token is one of words.tsv, or in a list there; false outside the sentence. */
static inline bool clause_has(const Clause *c, int t) { return t >= 0 && t < (int)c->s->n; }
static inline bool clause_upos_is(const Clause *c, int t, unsigned upos) { return clause_has(c, t) && clause_token(c, t)->upos == upos; }
static inline bool clause_form_is(const Clause *c, int t, WordName word) { return clause_has(c, t) && class_word(c->classes, c->forms[t]) == word; }
static inline bool clause_form_in(const Clause *c, int t, WordList list) { return clause_has(c, t) && class_listed(c->classes, c->forms[t], list); }
static inline bool clause_lemma_is(const Clause *c, int t, WordName word) { return clause_has(c, t) && class_word(c->classes, c->lemmas[t]) == word; }
static inline bool clause_lemma_in(const Clause *c, int t, WordList list) { return clause_has(c, t) && class_listed(c->classes, c->lemmas[t], list); }
/* The words of a token as written; "" outside the sentence. */
static inline Slice clause_word(const Clause *c, int t) { return clause_has(c, t) ? slice_sub(c->reading->article->text, clause_token(c, t)->span) : (Slice){"", 0}; }
/* The mention headed at a token, and its first entity; NULL if there is none. */
static inline const Mention *clause_mention(const Clause *c, int t) { return t < 0 || c->mention_at[t] < 0 ? NULL : &c->reading->mentions[c->mention_at[t]]; }
static inline const Entity *clause_entity(const Clause *c, int t) { return reading_who(c->reading, clause_mention(c, t)); }
static inline bool clause_is_hyphen(const Clause *c, int t) { return slice_is(clause_word(c, t), "-"); }
/* The children of a word, in text order. */
#define FOR_CHILDREN(c, t, k) for (int k = (c)->child[t]; k != NONE; k = (c)->sibling[k])
/* The first for which a condition holds, or NONE. */
#define CHILD_WHERE(c, t, k, condition)                                                                                                              \
    __extension__({                                                                                                                                  \
        int k = (c)->child[t];                                                                                                                       \
        while (k != NONE && !(condition)) k = (c)->sibling[k];                                                                                       \
        k;                                                                                                                                           \
    })
/* A word and those above it, up to the root; bounded, whatever the tree. */
#define FOR_ABOVE(c, t, k) for (int k = (t), steps_ = 0; k >= 0 && steps_ < LANG_SENTENCE_MAX; k = clause_token(c, k)->head, steps_++)
static inline bool clause_in_class(const Clause *c, int t, ClassName name) { return class_is(c->classes, name, c->lemmas, c->forms, c->s->n, (uint32_t)t); }
int clause_subject(Clause *c, int verb);
int clause_object(Clause *c, int verb);
bool clause_is_passive(const Clause *c, int verb);
/* The verb from which an event noun borrows its subject ("held talks"), or NONE. */
int clause_support(Clause *c, int noun);
/* The case marker (first ADP/SCONJ child by `case`) of a nominal: its lexicon number, 0 if none. */
uint32_t clause_case(const Clause *c, int t);
static inline bool clause_case_is(const Clause *c, int t, WordName word) { return class_word(c->classes, clause_case(c, t)) == word; }
/* First child with a relation, whatever its subtype, or with just this subtype; or NONE. */
int clause_child(const Clause *c, int t, unsigned deprel);
bool clause_dominates(const Clause *c, int above, int t);
/* Whether a word is a time span or a weekday, and so cannot be a party. */
bool clause_is_time(const Clause *c, int t);
/* Whether a word at the top of a headline is somebody who is to do what an infinitive says: "Peru's foreign minister to visit", "nurses to strike". */
bool clause_is_headline_subject(const Clause *c, int t);
/* The verb of saying whose complement contains the clause of a verb, or NONE. */
int clause_sayer(const Clause *c, int verb);
enum { TOKENS_MAX = 32 };
typedef struct Tokens {
    int t[TOKENS_MAX];
    size_t n;
} Tokens;
/* Tokens that fill a slot of the trigger `t` (its support verb `support` or NONE): heads, without their conjuncts. */
Tokens clause_slot(Clause *c, int t, int support, uint32_t slot);
/* A head and its nominal conjuncts: "Russia and China"; none for NONE. */
Tokens clause_conjuncts(const Clause *c, int t);
/* The candidates for the complement of a trigger, the best first: a clause, or an event noun as object or after one of its prepositions. */
Tokens clause_complements(Clause *c, int t, const uint32_t *prepositions, uint32_t n_prepositions);

/* The text of the sentence with a final NUL: one copy for all uses. */
const char *clause_text(Clause *c, Arena *arena);
/* The words of the phrase headed at a token: its mention, else the token. */
static inline Span clause_span(const Clause *c, int t) { return clause_mention(c, t) ? clause_mention(c, t)->span : clause_token(c, t)->span; }
/* Whether the sentence is a title or a heading. */
bool clause_is_headline(const Clause *c);

/* ---- the words of an event, for the queries below ---- */

typedef struct Trigger {
    int token, support; /* its word; the verb from which it borrows its subject, or NONE */
    bool noun;
    unsigned aux;   /* ATTACHE_FUTURE ... as far as known */
    bool promises;  /* of a kind that refers to the future: an agreement, a threat, a demand */
    bool composed;  /* contains another event */
    bool ahead;     /* a date after the report's is the date of the future act */
} Trigger;

/* ---- modality.c ---- */
/* Auxiliary modes expressed by the words around a trigger: ATTACHE_FUTURE, _HYPOTHETICAL, _NEGATION. */
unsigned modality_of(Clause *c, const Trigger *e);
/* Whether a word is denied: "not true", "no evidence", "did not meet". */
bool modality_is_denied(const Clause *c, int t);
/* Whether the verb of an event noun says that it was not: "talks did not take place". */
bool modality_never_was(const Clause *c, int noun);

/* ---- attribution.c ---- */
typedef struct Attribution {
    uint8_t kind; /* 0 none, 1 reported, 2 quoted */
    Span source;
    const char *name; /* of the source: its identifier if known, else its words; "" if nobody tells who it is */
} Attribution;

/* Text between quotation marks; a quote ends with its paragraph. */
typedef struct Quote {
    Span span;
    uint32_t block;
} Quote;
typedef struct Quotes {
    Quote *list;
    size_t n, cap;
} Quotes;
/* The speakers of an article's quotes. */
typedef struct Speakers {
    Quotes quotes;
    Attribution *of; /* [quotes.n] */
} Speakers;
/* Finds the quotes of an article, and their speakers. */
void attribution_read(const Clauses *clauses, Speakers *speakers, Arena *arena);
/* The first quote that ends after a byte, by bisection. */
size_t quotes_first(const Quotes *q, uint32_t at);
/* The source of the event at a token. */
Attribution attribution_of(Clause *c, const Speakers *speakers, int token, Arena *arena);

/* ---- when.c ---- */
/* Whether the words say that an event is long past, that it is not, or neither. */
typedef enum Past { PAST_UNTOLD, PAST_RECENT, PAST_LONG } Past;
/* The date of an event (YYYY-MM-DD, YYYY-MM or YYYY) into out, else the article's. */
Past when_of(Clause *c, const Trigger *e, const char *article_date, char out[11]);

/* ---- number.c ---- */
/* The value of a number word, up to ninety; -1 for any other. */
int number_word_value(const Vocabulary *v, uint32_t id);
/* The number in a phrase: "at least 12 people", "12", "dozens of students", "a crowd of 3,500"; `one`: a single person counts as well. -1 if there is none. */
double number_of_phrase(const Clause *c, int t, bool one);
/* The same for a word of death, injury or arrest, or of counting them: "killed 12", "the toll rose to 67", "claimed 70 lives". */
double number_counted_by(Clause *c, int t);

#endif
