/* candidate.h - what the files of event/ share: an event in the making, and what is asked of its parties. */
#ifndef ATTACHE_CANDIDATE_H
#define ATTACHE_CANDIDATE_H

#include "event/tables.h"

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
_Static_assert(EVENT_COUNT <= UINT8_MAX && ATTACHE_NEGATION <= UINT8_MAX, "a category and the auxiliary modes are a byte each");
_Static_assert(LANG_SENTENCE_MAX <= INT16_MAX, "a token of a sentence fits into 16 bits");

enum { FILL_MAX = 16 }; /* words that fill one slot */

/* ---- candidate.c ---- */
void candidate_add_mode(Candidate *e, uint32_t mode);
/* Adds a token to the n parties of a role, once. */
void candidate_add_party(int16_t *list, uint16_t *n, int t);
/* The candidate that stands whose trigger is token t, else the one whose support verb it is; NONE. */
int candidate_at(const Candidate *list, size_t n, int t);
/* Its words, as the questions of syntax/ take them. */
Trigger candidate_trigger(const Candidate *e);

/* ---- frame.c: does a frame match, and who fills its roles? ---- */
/* Whether a word has frames, and a tag that one of them could take. */
bool frame_may_trigger(const Clause *c, int t);
/* Asks memory for the frames of the words behind t, which come next. */
void frame_look_ahead(const Clause *c, int t);
/* The heaviest frame of the word at t that holds, or NULL; *end becomes the last word of its trigger. */
const Frame *frame_best(Clause *c, int t, int support, int *end);
/* The row of a candidate's trigger that tells a class (rank.h) and fits; NULL if none does. */
const Frame *frame_of_class(Clause *c, const Candidate *e, unsigned k);
/* Adds to a role what fills a slot; true if something did. */
bool frame_fill_role(Clause *c, const Candidate *e, uint32_t slot, int16_t *list, uint16_t *n);
/* Fills actors and recipients as the frame has them. */
void frame_fill_roles(Clause *c, Candidate *e);

/* ---- nest.c: events within events, by compose.tsv ---- */
void nest_compose(Clause *c, Candidate *list, size_t n, Arena *arena);
/* "will visit" is AGREE, "did not agree" REJECT, "will not release" REJECT. */
void nest_apply_modality(Clause *c, Candidate *e);
/* "Iran must release them, the minister said": his demand of Iran. */
void nest_apply_must(Clause *c, Candidate *e);

/* ---- settle.c: what candidates are to each other, and who is missing ---- */
void settle_targets(const Clause *c, Candidate *e);
void settle_by_order(Clause *c, Candidate *e);
void settle_doubts(const Clause *c, Candidate *e);
void settle_nouns(Clause *c, Candidate *list, size_t n);
void settle_inherited(Clause *c, Candidate *list, size_t n);
void settle_actors(Candidate *list, size_t n);
void settle_recipients(const Clause *c, Candidate *list, size_t n);
void settle_visit(Clause *c, Candidate *e, const Coder *coder);
void settle_missing_recipient(Clause *c, Candidate *e, const Candidate *list);

/* ---- propose.c ---- */
/* The candidates of a sentence: frames matched and composed, not yet filled with details. */
void propose_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n);
/* A candidate that no frame told: the main verb with its subject and object, for the model to judge. False if there is none. */
bool propose_fallback(Clause *c, Candidate *out);

/* ---- code.c ---- */

/* What code_sentence considers, before any of it becomes a record. */
void code_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n);
/* Codes one sentence: its events are appended to *events, all that was considered goes into *candidates. Returns how many candidates there are. `events` holds what the
 * article's sentences before told. */
size_t code_sentence(Clause *c, const Speakers *speakers, const char *date, Arena *arena, Candidate **candidates, attache_event **events,
                     size_t *n_events, size_t *cap);

/* ---- detail.c ---- */
void detail_place(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
void detail_numbers(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
uint64_t detail_contexts(const Classes *classes, const Reading *reading, uint32_t sentence);

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
/* The first entity of the mention headed at a token if something is known of it, else whom the thing belongs to: "Iran's nuclear sites"; or NULL. */
const Entity *party_behind(const Clause *c, int token);
/* Whether the mentions at two tokens stand for the same party. */
bool party_is_same(const Clause *c, int a, int b);
/* A town before a noun, which may stand for its government: "the Paris attacks" were not made by it. */
bool party_is_town(const Clause *c, int token);

/* ---- participants.c ---- */
/* Fills the participants of all events of an article: those whom they name, and delegations led, joined, met. `event->sequence` is the sentence. */
void participants_fill(Clause *clauses, size_t n_clauses, attache_event *events, size_t n, Arena *arena);

#endif
