/* tables.h - the compiled tables for coding events, as laid out in the image: frames, compose, scores, and the weights of the models. */
#ifndef ATTACHE_EVENT_TABLES_H
#define ATTACHE_EVENT_TABLES_H

#include "event/event.h"
#include "syntax/syntax.h"
#include "vocab/codebook.h"

enum { MODES_MAX = 4 };

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
/* Whether an item names a party's slots; the others are conditions. */
static inline bool item_is_party(unsigned kind) { return kind == ITEM_ACTOR || kind == ITEM_RECIPIENT || kind == ITEM_BOTH; }

/* One item of a pattern. For A, R and B, values[first, first + n) are slots; for conditions `slot` is the slot, and the values are words, VALUE_CLASS | class or
 * VALUE_KIND | PartyKind. */
enum { VALUE_CLASS = 1 << 24, VALUE_KIND = 1 << 25 };
/* The kind of entity that a filler refers to: %state, %person, %armed, %civil, %known in a condition; %year is a year in figures. */
typedef enum PartyKind { PARTY_STATE, PARTY_PERSON, PARTY_ARMED, PARTY_CIVIL, PARTY_KNOWN, PARTY_YEAR, PARTY_KINDS } PartyKind;
#define PARTY_KIND_NAMES                                                                                                                             \
    { "state", "person", "armed", "civil", "known", "year" }
typedef struct Item {
    uint32_t kind, slot, first, n;
} Item;

typedef struct Frame {
    uint32_t head;             /* lexicon number of the trigger's head lemma */
    uint32_t extra[EXTRA_MAX]; /* its other words: after the head for V and A, before it for N */
    uint32_t n_extra;
    uint32_t pos; /* 'V' 'N' 'A' */
    uint32_t items, n_items;
    uint32_t weight;  /* number of conditions: more specific frames are tried first */
    uint32_t rule;    /* string of its C= rule, 0 none */
    uint32_t rule_id; /* number of the rule, for compose; 0 none */
    uint32_t event;
    uint32_t modes[MODES_MAX]; /* strings */
    uint32_t n_modes;
    uint32_t name;     /* string: call_on.2 */
    uint32_t how;      /* string: frames.tsv:57; 0 for a frame without a row */
    uint32_t pattern;  /* string: as written in the row */
    uint32_t order;    /* index among the rows */
    uint32_t user;     /* a row added by a user: it decides by itself */
    uint64_t contexts; /* one bit per context */
    char cameo[8];     /* "" for a row with no event */
} Frame;

/* The part of a frame to check first, as in Frame; those of one head lemma are adjacent, and few matches get beyond it. Row i belongs to frame i. */
typedef struct FrameKey {
    uint32_t items;
    uint16_t n_items;
    uint8_t pos, n_extra;
} FrameKey;

/* A row of compose.tsv. */
typedef struct Compose {
    uint32_t rule_id;
    uint32_t of_event; /* Event, or COMPOSE_ANY, COMPOSE_NONE, COMPOSE_CAMEO */
    uint16_t of_first, of_last; /* for COMPOSE_CAMEO: of which codes (cameo_number) */
    char cameo[8];     /* "-" no event, "=" the complement's own */
    uint32_t event;
    uint32_t modes[MODES_MAX], n_modes;
    uint32_t aux;
    uint32_t how, order; /* as in Frame */
} Compose;
enum { COMPOSE_ANY = 100, COMPOSE_NONE, COMPOSE_CAMEO };

/* The role of people who take part in the events of a CAMEO code. */
typedef struct People {
    uint16_t cameo; /* cameo_number */
    uint8_t actors, recipients; /* PeoplePart */
} People;

typedef struct Score {
    uint32_t event, mode; /* mode: string, 0 for the category itself */
    int32_t quad;
    float score;
    char cameo[8]; /* the shortest CAMEO code with exactly this category and mode, the first of those; "" if none */
} Score;

/* Rules of compose.tsv that the code refers to: it applies the first five itself, for auxiliaries and particles, and for warnings of the warner's own act; for
 * the others it checks which frames apply them. */
#define EACH_RULE(RULE)                                                                                                                              \
    RULE(FUTURE, future) RULE(NOT, not) RULE(WILL_NOT, will_not) RULE(MUST, must) RULE(THREATEN, threaten) RULE(ALLOW, allow) RULE(HELP, help)       \
    RULE(FORCE, force) RULE(DENY, deny) RULE(REJECT, reject) RULE(WARN, warn)
#define RULE_NUMBER(number, name) RULE_##number,
typedef enum RuleName { EACH_RULE(RULE_NUMBER) RULE_COUNT } RuleName;

/* The thresholds for a record: its confidence, and the probability that every coder would record its event. */
typedef struct Least {
    double confidence, firm;
} Least;

/* The network and the models on top of it: opened by the files that define them (net.h, state.h, decide.h). */
struct EventModels;

struct Coder {
    const Kb *know;
    Classes classes;
    struct EventModels *models;
    Least least, least_title; /* of a record; of a title's only record */
    const char *strings;
    const Frame *frames; /* sorted by head, then by decreasing specificity, then in table order */
    const FrameKey *frame_keys;
    const uint32_t *frame_at; /* [n_ids + 1]: frames of head h are [frame_at[h], frame_at[h + 1]) */
    const Item *items;
    const uint32_t *values;
    const Compose *composes;    /* in the order of their rules */
    const uint32_t *compose_at; /* [n_rules + 2]: rows of rule r are [compose_at[r], compose_at[r + 1]) */
    const Score *scores;
    const People *people;
    size_t n_rules, n_frames, n_composes, n_scores, n_people;
    uint32_t *mode_strings;      /* [n_event_modes]: the string of each mode of event_modes, 0 none */
    uint32_t rule[RULE_COUNT];   /* RuleName -> number of the rule in compose.tsv, 0 none */
};

static inline const char *coder_string(const Coder *c, uint32_t at) { return c->strings + at; }

#endif
