/* code_int.h - what the files of code/ share: the compiled tables, a sentence ready for questions, an event in the making. */
#ifndef ATTACHE_CODE_INT_H
#define ATTACHE_CODE_INT_H

#include "code/code.h"

/* ---- the codebook ---- */

typedef enum Event {
    EVENT_NONE,
    EVENT_AGREE,
    EVENT_CONSULT,
    EVENT_SUPPORT,
    EVENT_CONCEDE,
    EVENT_COOPERATE,
    EVENT_AID,
    EVENT_RETREAT,
    EVENT_REQUEST,
    EVENT_ACCUSE,
    EVENT_REJECT,
    EVENT_THREATEN,
    EVENT_SANCTION,
    EVENT_PROTEST,
    EVENT_MOBILIZE,
    EVENT_COERCE,
    EVENT_ASSAULT,
    EVENT_COUNT
} Event;

extern const char *const event_names[EVENT_COUNT];
/* The category of a name, EVENT_NONE if there is no such. */
Event event_of(Slice name);

enum { MODES_MAX = 4, CONTEXTS_MAX = 64, EXTRA_MAX = 3, CAMEO_MAX = 5 };

/* ---- tables, as they lie in the image ---- */

/* A slot: one of these, or SLOT_PREP | the lexicon number of a preposition. */
enum { SLOT_SUBJ = 1, SLOT_OBJ, SLOT_IOBJ, SLOT_POSS, SLOT_MOD, SLOT_PREP = 1 << 24 };

typedef enum ItemKind {
    ITEM_ACTOR,
    ITEM_RECIPIENT,
    ITEM_BOTH,
    ITEM_HAS,
    ITEM_HAS_NOT,
    ITEM_IS,
    ITEM_IS_NOT,
    ITEM_COMP,
    ITEM_NO_COMP,
    ITEM_INFINITIVE,
    ITEM_SEVERAL,
    ITEM_NOT_SEVERAL
} ItemKind;

/* One item of a pattern: values[first, first + n) are slots for A R B; for conditions the slot is `slot` and the values are words, VALUE_CLASS | class or
 * VALUE_KIND | PartyKind. */
enum { VALUE_CLASS = 1 << 24, VALUE_KIND = 1 << 25 };
/* What a filler is by whom it means, rather than by its word: %state, %person, %armed, %civil, %known in a condition. */
typedef enum PartyKind { PARTY_STATE, PARTY_PERSON, PARTY_ARMED, PARTY_CIVIL, PARTY_KNOWN, PARTY_KINDS } PartyKind;
#define PARTY_KIND_NAMES                                                                                                                             \
    { "state", "person", "armed", "civil", "known" }
typedef struct Item {
    uint32_t kind, slot, first, n;
} Item;

typedef struct Frame {
    uint32_t head;             /* lexicon number of the trigger's head lemma */
    uint32_t extra[EXTRA_MAX]; /* its other words: behind the head for V and A, before it for N */
    uint32_t n_extra;
    uint32_t pos; /* 'V' 'N' 'A' */
    uint32_t items, n_items;
    uint32_t weight;  /* number of conditions: the more, the sooner it wins */
    uint32_t rule;    /* string of its C= rule, 0 none */
    uint32_t rule_id; /* number of the rule, for compose; 0 none */
    uint32_t event;
    uint32_t modes[MODES_MAX]; /* strings */
    uint32_t n_modes;
    uint32_t name;     /* string: call_on.2 */
    uint32_t how;      /* string: frames.tsv:57; 0 for a frame of no row */
    uint32_t pattern;  /* string: as the row has it */
    uint32_t order;    /* among the rows */
    uint64_t contexts; /* bit a context */
    char cameo[8];     /* "" for a row that says: no event */
} Frame;

/* What is asked of a frame first, as in Frame; those of one head lie together, and few get beyond it. Row i is that of frame i. */
typedef struct FrameKey {
    uint32_t items;
    uint16_t n_items;
    uint8_t pos, n_extra;
} FrameKey;

/* A row of compose.tsv. */
typedef struct Compose {
    uint32_t rule_id;
    uint32_t of_event; /* Event, or COMPOSE_ANY, COMPOSE_NONE, COMPOSE_CAMEO */
    char of_cameo[8];  /* a beginning */
    char cameo[8];     /* "-" no event, "=" the complement's own */
    uint32_t event;
    uint32_t modes[MODES_MAX], n_modes;
    uint32_t aux;
    uint32_t how, order; /* as in Frame */
} Compose;
enum { COMPOSE_ANY = 100, COMPOSE_NONE, COMPOSE_CAMEO };

/* A word, or a word with others behind or before it, that belongs to a class or a context. */
typedef struct Entry {
    uint32_t target;          /* class number, or ENTRY_CONTEXT | context number */
    uint32_t rest[EXTRA_MAX]; /* the words behind it (or before it: from the nearest) */
    uint8_t n_rest, before, pad[2];
} Entry;
enum { ENTRY_CONTEXT = 1 << 16 };

typedef struct Score {
    uint32_t event, mode; /* mode: string, 0 for the category itself */
    int32_t quad;
    float score;
} Score;

/* Classes that the code asks for by name. */
typedef enum ClassName {
    CLASS_LIGHT,
    CLASS_SAY,
    CLASS_FUTURE_VERB,
    CLASS_HYP_MODAL,
    CLASS_HYP_MARK,
    CLASS_FUTURE_MARK,
    CLASS_NEG,
    CLASS_SPORT,
    CLASS_FIGURE,
    CLASS_OBLIGE,
    CLASS_DEAD,
    CLASS_INJURED,
    CLASS_ARRESTED,
    CLASS_DRAW,
    CLASS_PLACE_PREP,
    CLASS_SITE,
    CLASS_MEASURE,
    CLASS_HAPPEN,
    CLASS_TRAVEL,
    CLASS_TREAT,
    CLASS_NATURE,
    CLASS_MISHAP,
    CLASS_GROUP,
    CLASS_ENDING,
    CLASS_NAMING,
    CLASS_UNLIKELY,
    CLASS_STATIVE,
    CLASS_NAMED
} ClassName;
extern const char *const class_names[CLASS_NAMED];

/* Words that the code itself asks for, or that have a trait of their own (code_build.c): they are put into the lexicon when the tables are compiled. */
#define CODE_WORDS(X)                                                                                                                                \
    X(BY, "by")                                                                                                                                      \
    X(ON, "on")                                                                                                                                      \
    X(AGAINST, "against")                                                                                                                            \
    X(WITH, "with")                                                                                                                                  \
                                                                                                                                                     \
    X(FROM, "from")                                                                                                                                  \
    X(IN, "in")                                                                                                                                      \
    X(AT, "at")                                                                                                                                      \
    X(NEAR, "near")                                                                                                                                  \
    X(TO, "to")                                                                                                                                      \
    X(OF, "of")                                                                                                                                      \
    X(INTO, "into")                                                                                                                                  \
    X(FOR, "for") X(UNDER, "under") X(ACCORDING, "according") X(WILL, "will") X(WO, "wo") X(LL, "'ll") X(SHALL, "shall") X(WOULD, "would")           \
        X(D, "'d") X(GO, "go") X(AGO, "ago") X(LAST, "last") X(NEXT, "next") X(THIS, "this") X(LEAD, "lead") X(HEAD, "head")                         \
            X(REPRESENT, "represent") X(DELEGATION, "delegation") X(TEAM, "team") X(VISITING, "visiting") X(SIDE, "side") X(ASSIST, "assist")        \
                X(ACCOMPANY, "accompany") X(COMPRISE, "comprise") X(INCLUDE, "include")                                                              \
                                                                                                                                                     \
                    X(YESTERDAY, "yesterday") X(TODAY, "today") X(HOUR, "hour") X(MINUTE, "minute") X(TOMORROW, "tomorrow") X(YEAR, "year")          \
                        X(MONTH, "month") X(WEEK, "week") X(DAY, "day") X(DECADE, "decade") X(YET, "yet") X(BE, "be") X(THAT, "that") X(WHO, "who")  \
                            X(WHICH, "which") X(A, "a") X(AN, "an") X(JANUARY, "january") X(FEBRUARY, "february") X(MARCH, "march")                  \
                                X(APRIL, "april") X(MAY, "may") X(JUNE, "june") X(JULY, "july") X(AUGUST, "august") X(SEPTEMBER, "september")        \
                                    X(OCTOBER, "october") X(NOVEMBER, "november") X(DECEMBER, "december") X(JAN, "jan") X(FEB, "feb") X(MAR, "mar")  \
                                        X(APR, "apr") X(MAY3, "may") X(JUN, "jun") X(JUL, "jul") X(AUG, "aug") X(SEP, "sep") X(OCT, "oct")           \
                                            X(NOV, "nov") X(DEC, "dec") X(SUNDAY, "sunday") X(MONDAY, "monday") X(TUESDAY, "tuesday")                \
                                                X(WEDNESDAY, "wednesday") X(THURSDAY, "thursday") X(FRIDAY, "friday") X(SATURDAY, "saturday")        \
                                                    X(ONE, "one") X(TWO, "two") X(THREE, "three") X(FOUR, "four") X(FIVE, "five") X(SIX, "six")      \
                                                        X(SEVEN, "seven") X(EIGHT, "eight") X(NINE, "nine") X(TEN, "ten") X(ELEVEN, "eleven")        \
                                                            X(TWELVE, "twelve") X(TWENTY, "twenty") X(THIRTY, "thirty") X(FORTY, "forty")            \
                                                                X(FIFTY, "fifty") X(TONIGHT, "tonight") X(OVERNIGHT, "overnight")                    \
                                                                    X(FORTNIGHT, "fortnight") X(WEEKEND, "weekend") X(SEPT, "sept")
#define CODE_WORD_NAME(name, word) W_##name,
typedef enum CodeWord { CODE_WORDS(CODE_WORD_NAME) W_COUNT } CodeWord;

/* Rules of compose.tsv that the code applies by itself, where auxiliaries and particles tell and no verb does, or where who warns is who will do it. */
typedef enum RuleName { RULE_FUTURE, RULE_NOT, RULE_WILL_NOT, RULE_MUST, RULE_THREATEN, RULE_COUNT } RuleName;
#define RULE_NAMES                                                                                                                                   \
    { "future", "not", "will_not", "must", "threaten" }

/* What a word can be at all: most questions about most words end here. */
enum { WORD_IN_CLASS = 1, WORD_IN_CONTEXT = 2, WORD_TRIGGERS = 4, WORD_IS_TIME = 8, WORD_DATES = 16, WORD_IN_NAMED = 32 }; /* << ClassName */

/* A linear model over hashed features (rank.h): weights[buckets][classes] of eight bits, a step of which is `scale`. NULL: no model. */
enum { LINEAR_STEPS = 1024 };
typedef struct Linear {
    const int8_t *weights;
    float scale;
    int classes;
    double *odds; /* [LINEAR_STEPS]: exp(-k * scale), which is asked for far more often than it has answers; the coder's own, or NULL */
} Linear;

/* Without them frames decide alone. */
typedef struct Rank {
    Linear category, role, sure;
    const float *map; /* [n_map] what a raw confidence of k / (n_map - 1) comes to */
    size_t n_map;
} Rank;

struct Coder {
    const Know *know;
    Rank rank;
    const Lexicon *lexicon;
    const char *strings;
    const Frame *frames; /* sorted by head, then by weight from the heaviest, then as the table has them */
    const FrameKey *frame_keys;
    const uint32_t *frame_at; /* [n_ids + 1]: frames of head h are [frame_at[h], frame_at[h + 1]) */
    const Item *items;
    const uint32_t *values;
    const Entry *entries;       /* sorted by first word */
    const uint32_t *entry_at;   /* [n_ids + 1] */
    const uint32_t *traits;     /* [n_ids]: WORD_* of each word */
    const Compose *composes;    /* in the order of their rules */
    const uint32_t *compose_at; /* [n_rules + 2]: rows of rule r are [compose_at[r], compose_at[r + 1]) */
    const Score *scores;
    const uint32_t *context_names; /* strings */
    const uint32_t *class_names;
    size_t n_ids, n_rules, n_frames, n_composes, n_scores, n_contexts, n_classes;
    uint32_t named[CLASS_NAMED]; /* ClassName -> class number */
    uint32_t w[W_COUNT];         /* CodeWord -> lexicon number */
    uint32_t visit_mode;         /* string */
    uint32_t rule[RULE_COUNT];   /* RuleName -> number of the rule in compose.tsv, 0 none */
};

/* Whether a word, or the lemma of one, has a trait. */
static inline bool coder_word_has(const Coder *c, uint32_t id, unsigned traits) { return id && id < c->n_ids && c->traits[id] & traits; }
static inline const char *coder_string(const Coder *c, uint32_t at) { return c->strings + at; }
/* Whether the word at token `t` of a sentence is in a class (phrases: with its other words beside it). */
bool coder_in_class(const Coder *c, uint32_t class_id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t);
static inline bool coder_is(const Coder *c, ClassName name, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    unsigned trait = (unsigned)WORD_IN_NAMED << name;
    return (coder_word_has(c, lemmas[t], trait) || coder_word_has(c, forms[t], trait)) && coder_in_class(c, c->named[name], lemmas, forms, n, t);
}
/* Contexts of the words at token t, as bits. */
uint64_t coder_contexts_at(const Coder *c, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t);

/* ---- a sentence ready for questions (clause.c) ---- */

enum { NONE = -1 };

typedef struct Clause {
    const Coder *coder;
    const Reading *reading;
    const Sentence *s;
    uint32_t index; /* of the sentence */
    const uint32_t *lemmas, *forms;
    const int32_t *mention_at;
    const uint64_t *words;    /* of each token, for the features of models: hash of its lemma; one for all names, one for all numbers */
    int16_t *child, *sibling; /* first child, next sibling, in the order of the text; NONE at the end */
    int16_t *subject,
        *object; /* logical: a passive is turned round, control and relative clauses are followed; NONE, or UNASKED before the first question */
    int16_t *grammatical; /* grammatical subject */
    bool in_sport;        /* the article is about sport */
} Clause;
enum { UNASKED = -2 };

void clause_open(Clause *c, const Coder *coder, const Reading *reading, uint32_t sentence, Arena *arena);
static inline const Token *clause_token(const Clause *c, int t) { return &c->s->tokens[t]; }
int clause_subject(Clause *c, int verb);
int clause_object(Clause *c, int verb);
bool clause_is_passive(const Clause *c, int verb);
/* The verb that lends an event noun its subject ("held talks"), or NONE. */
int clause_support(Clause *c, int noun);
/* The case marker (first ADP/SCONJ child by `case`) of a nominal: its lexicon number, 0 none. */
uint32_t clause_case(const Clause *c, int t);
/* First child with the relation (base), or NONE. */
int clause_child(const Clause *c, int t, unsigned deprel);
bool clause_dominates(const Clause *c, int above, int t);
/* Whether a word is a span of time or a day of the week: no party to anything. */
bool clause_is_time(const Clause *c, int t);
/* The verb of saying in whose complement the clause of a verb stands, or NONE. */
int clause_sayer(const Clause *c, int verb);
/* Tokens that fill a slot of the trigger `t` (its support verb `support` or NONE): heads, without their conjuncts. Returns how many, at most `max`. */
size_t clause_slot(Clause *c, int t, int support, uint32_t slot, int *out, size_t max);
/* Adds the nominal conjuncts of a head ("Russia and China") behind it; returns the new count. */
size_t clause_conjuncts(const Clause *c, int t, int *out, size_t n, size_t max);
/* The complement of a trigger: a clause, an event noun as object or behind one of its prepositions. Returns how many candidates for it, best first. */
size_t clause_complements(Clause *c, int t, const Frame *frame, int *out, size_t max);

/* ---- an event in the making ---- */

enum { PARTIES_MAX = 24 };

/* What spoke for a category that a model chose: a kind of feature (rank.h) and the word that it is about. */
typedef struct Reason {
    uint8_t kind;
    int16_t token;
} Reason;
enum { REASONS_MAX = 3 };

typedef struct Candidate {
    int16_t token, support, end; /* trigger; support verb or NONE; last token of the trigger's words */
    uint8_t event, n_modes, aux;
    bool consumed; /* told by another event: not emitted */
    bool reciprocal;
    bool fallback;               /* a role was taken from word order, not from the tree */
    bool recoded;                /* the model chose another category than the frame, or there was no frame */
    bool rerolled;               /* the model changed the parties */
    float probability, none_p;   /* of its category and of none, by the model; 0 without one */
    float actor_p, recipient_p;  /* of the surest actor and recipient, by the model */
    float sure;                  /* that all of it is right, by the model; 0 without one */
    Reason reasons[REASONS_MAX]; /* of a recoded one what spoke most for it, the strongest first */
    uint8_t n_reasons;
    const char *dropped; /* why it is no event, for explain; NULL if it is one */
    const Frame *frame;
    const Compose *rule; /* what composed it, or NULL */
    uint32_t modes[MODES_MAX];
    char cameo[8];
    int16_t actors[PARTIES_MAX], recipients[PARTIES_MAX]; /* tokens */
    uint16_t n_actors, n_recipients;
    int16_t inner; /* the candidate that it took in, or NONE */
} Candidate;

/* Finds the events of a sentence: frames matched and composed, not yet filled with details. */
void frame_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n);
void candidate_add_mode(Candidate *e, uint32_t mode);
/* The row of a candidate's trigger that tells a class (rank.h) and fits; NULL if none does. */
const Frame *frame_of_class(Clause *c, const Candidate *e, unsigned k);
/* A candidate that no frame told: the main verb with its subject and object, for the model to judge. False if there is none. */
bool frame_fallback(Clause *c, Candidate *out);

/* ---- code.c ---- */

/* Codes one sentence: its events are appended to *events, all that was considered goes into *candidates. Returns how many candidates there are. */
typedef struct Speakers Speakers;
/* What code_sentence considers, before any of it becomes a record. */
void code_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n);
/* `events` holds what the article's sentences before told. */
size_t code_sentence(Clause *c, const Speakers *speakers, const char *date, Arena *arena, Candidate **candidates, attache_event **events,
                     size_t *n_events, size_t *cap);

/* ---- modality.c ---- */
/* Auxiliary modes that the words around a trigger tell: ATTACHE_FUTURE, _HYPOTHETICAL, _NEGATION. */
unsigned modality_of(Clause *c, const Candidate *e);

/* ---- attribution.c ---- */
typedef struct Attribution {
    uint8_t kind; /* 0 none, 1 reported, 2 quoted */
    Span source;
    const char *name; /* of the source: its identifier where known, else its words */
} Attribution;

/* Text between quotation marks; a quote ends with its paragraph. */
typedef struct Quote {
    Span span;
    uint32_t block;
} Quote;
typedef struct Quotes {
    Quote *list;
    size_t n;
} Quotes;
/* Whose words the quotes of an article are. */
struct Speakers {
    Quotes quotes;
    Attribution *of; /* [quotes.n] */
};
/* Finds the quotes of an article, whose sentences are `clauses`, and who speaks them. */
void attribution_read(Clause *clauses, size_t n, const Article *article, Speakers *speakers, Arena *arena);
/* On whose word the event at a token stands. */
Attribution attribution_of(Clause *c, const Speakers *speakers, int token, Arena *arena);

/* ---- when.c ---- */
/* The date of an event (YYYY-MM-DD, YYYY-MM or YYYY) into out, else the article's; *historical if it is long past for the article. */
void when_of(Clause *c, const Candidate *e, const char *article_date, char out[11], bool *historical);

/* ---- detail.c ---- */
void detail_place(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
void detail_numbers(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
uint64_t detail_contexts(const Coder *coder, const Reading *reading, uint32_t sentence);

/* ---- party.c ---- */
/* Turns tokens into entities: compound actors are one list, "both sides" are two. Drops doubles. */
size_t party_entities(Clause *c, const int16_t *tokens, size_t n, Arena *arena, attache_entity **out);
/* Whether an entity has a country, a kind (IGO ...) or a sector. */
bool party_is_known(const attache_entity *e);
/* Whether the mention at a token means somebody of a kind. */
bool party_is_kind(const Clause *c, int token, PartyKind kind);
/* Whether one word names parties of several states: "the navies of Chile and Peru". */
bool party_shares(const Clause *c, int token);
/* Whether a token, or whom it belongs to, is known: "Iran", "Iran's offer". */
bool party_means_somebody(const Clause *c, int token);
/* The entity of a mention as a record has it, with the words and place of `span`. */
attache_entity party_of_entity(const Reading *reading, const Entity *e, Span span, Arena *arena);
/* The first entity of the mention headed at a token, or NULL. */
const Entity *party_at(const Clause *c, int token);
/* The same if something is known of it, else whom the thing belongs to: "Iran's nuclear sites"; or NULL. */
const Entity *party_behind(const Clause *c, int token);
/* Whether the mentions at two tokens stand for the same party. */
bool party_is_same(const Clause *c, int a, int b);
/* A town before a noun, which may stand for its government: "the Paris attacks" were not made by it. */
bool party_is_town(const Clause *c, int token);
/* The words of the phrase headed at a token: its mention, else the token. */
Span party_span(const Clause *c, int token);

/* ---- participants.c ---- */
/* Fills the participants of all events of an article: those whom they name, and delegations led, joined, met. `event->sequence` is the sentence. */
void participants_fill(Clause *clauses, size_t n_clauses, attache_event *events, size_t n, Arena *arena);

#endif
