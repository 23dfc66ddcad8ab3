/* candidate.h - what the files of event/ share: an event in the making, and what is asked of its parties. */
#ifndef ATTACHE_CANDIDATE_H
#define ATTACHE_CANDIDATE_H

#include "event/tables.h"

enum { PARTIES_MAX = 24 };

/* An event in the making. The frames propose it, or a word that the network holds for a trigger; the network's probabilities decide. */
typedef struct Candidate {
    int16_t token, support, end; /* trigger; support verb or NONE; last token of the trigger's words */
    uint8_t event, n_modes, aux;
    bool consumed;      /* taken in by another proposal */
    bool reciprocal;
    bool recoded;       /* the network chose another category than the frame, or there was no frame */
    bool denied;        /* a frame knows the word and says that it tells no event: "crash kills 12" */
    float probability;  /* of its category */
    float firm;         /* that, if it is an event, every coder records it */
    float mutual_p;     /* that all its parties do it to each other */
    float actor_p, recipient_p; /* of the surest actor and recipient, or that there is none */
    const char *dropped; /* why it is no event, for explain; NULL if it is one */
    const Frame *frame;
    const Compose *rule; /* what composed it, or NULL */
    uint32_t modes[MODES_MAX];
    char cameo[8];
    int16_t actors[PARTIES_MAX], recipients[PARTIES_MAX]; /* tokens */
    uint16_t n_actors, n_recipients;
    int16_t inner; /* the candidate that it took in, or NONE */
    float evidence[12]; /* what its confidence was made of (decide.h) */
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
/* What did not happen is asked for by itself, and is no event by the labels that confidence was learnt from. */
bool candidate_asked_for(const Candidate *e);
/* Why a candidate is left out as one that hardly every coder would record, or NULL. */
const char *candidate_infirm(const Candidate *e, const Least *least, Arena *arena);

/* ---- frame.c: does a frame match, and who fills its roles? ---- */
/* Whether a word has frames, and a tag that one of them could take. */
bool frame_may_trigger(const Clause *c, int t);
/* Asks memory for the frames of the words behind t, which come next. */
void frame_look_ahead(const Clause *c, int t);
/* The heaviest frame of the word at t that holds, or NULL; *end becomes the last word of its trigger. */
const Frame *frame_best(Clause *c, int t, int support, int *end);
/* The heaviest row of a candidate's trigger that tells a category and fits; NULL if none does. */
const Frame *frame_of_event(Clause *c, const Candidate *e, unsigned event);
/* Fills actors and recipients as the frame has them. */
void frame_fill_roles(Clause *c, Candidate *e);

/* ---- nest.c: events within events, by compose.tsv ---- */
void nest_compose(Clause *c, Candidate *list, size_t n, Arena *arena);
/* "will visit" is AGREE, "did not agree" REJECT, "will not release" REJECT. */
void nest_apply_modality(Clause *c, Candidate *e);
/* The same for one that is still to come, whoever gave it its category. */
void nest_apply_future(Clause *c, Candidate *e);
/* "Iran must release them, the minister said": his demand of Iran. */
void nest_apply_must(Clause *c, Candidate *e);

/* "jailed a man for helping fighters": why somebody was arrested or judged. In the labels one such deed of ten is an event that every coder would record. */
bool nest_is_reason(const Clause *c, int t);

/* "denied that his troops had killed": what somebody says did not happen. */
bool nest_is_denied(const Clause *c, int t);

/* ---- propose.c ---- */
/* The candidates of a sentence: frames matched and composed, not yet filled with details. */
void propose_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n);
/* ---- record.c ---- */
typedef struct Story Story;
/* Fills a record from a candidate that stands; false, with the reason in e->dropped, if it is no event after all, or one that does not reach `least`: then out->confidence is known. */
bool record_fill(Clause *c, Candidate *e, const Story *story, const Speakers *speakers, const char *date, Least least, attache_event *out, Arena *arena);

/* ---- detail.c ---- */
void detail_place(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
void detail_numbers(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
uint64_t detail_contexts(const Classes *classes, const Reading *reading, uint32_t sentence);

/* ---- party.c ---- */
/* Turns tokens into entities: compound actors are one list, "both sides" are two. Drops doubles. */
size_t party_entities(Clause *c, const int16_t *tokens, size_t n, Arena *arena, attache_entity **out);
/* Whether the mention at a token means somebody of a kind. */
bool party_is_kind(const Clause *c, int token, PartyKind kind);
/* Whether one word names parties of several states: "the navies of Chile and Peru". */
bool party_shares(const Clause *c, int token);
/* Whether a token, or whom it belongs to, is known: "Iran", "Iran's offer". */
bool party_means_somebody(const Clause *c, int token);
/* The entity of a mention as a record has it, with the words and place of `span`. */
/* Sets by what a party is counted: of code, sector and, where it is a body with a name, that. To be called again where one of them changes. */
void party_set_key(attache_entity *e, bool body, Arena *arena);
attache_entity party_of_entity(const Reading *reading, const Entity *e, Span span, Arena *arena);
/* The first entity of the mention headed at a token if something is known of it, else whom the thing belongs to: "Iran's nuclear sites"; or NULL. */
const Entity *party_behind(const Clause *c, int token);
/* Whether the mentions at two tokens stand for the same party. */
bool party_is_same(const Clause *c, int a, int b);
/* A town before a noun of protest or violence is where that was: "Caracas protests". */
bool party_is_scene(const Clause *c, int token, unsigned event);

/* ---- code.c ---- */
/* A sentence with all that was considered in it and the records that came of it, in the order of those of `list` that stand. */
typedef struct CodedSentence {
    Clause *clause;
    Candidate *list;
    attache_event *events;
    size_t n, n_events, first;
} CodedSentence;
typedef void code_sentence_fn(const CodedSentence *s, void *user);
/* Codes an article and hands on its sentences one after another. */
void code_each(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_sentence_fn *on_sentence, void *user);

/* ---- participants.c ---- */
/* Fills the participants of all events of an article: those whom they name, and delegations led, joined, met. `event->sequence` is the sentence. */
void participants_fill(Clause *clauses, size_t n_clauses, attache_event *events, size_t n, Arena *arena);

#endif
