/* candidate.h - what the files of event/ share: a candidate for an event, and queries to its parties. */
#ifndef ATTACHE_CANDIDATE_H
#define ATTACHE_CANDIDATE_H

#include "event/records.h"
#include "event/tables.h"
#include "vocab/wording.h"

/* Why a candidate is no event: the list `drops` of data/lists.tsv has the texts, in this order. The last four say how far a number is from what it has to be. */
typedef enum Drop {
    DROP_FRAME, DROP_RULE, DROP_USER, DROP_NETWORK, DROP_UNLIKELY, DROP_NO_CATEGORY, DROP_COMPLEMENT, DROP_PART, DROP_NOT_YET, DROP_DENIES_NOTHING, DROP_ENABLES,
    DROP_UNNAMED, DROP_SUPPORT, DROP_DOUBLE, DROP_DENIED, DROP_DENIAL, DROP_REASON, DROP_NOBODY, DROP_SAME, DROP_INFIRM, DROP_UNSURE, DROP_BELOW, DROP_UNPOLITICAL,
    DROP_COUNT
} Drop;
static inline const char *drop_text(Drop d) { return wording[WORDING_DROPS].list[d]; }

enum { PARTIES_MAX = 24 };

/* The parties in one role: tokens. */
typedef struct Parties {
    int16_t t[PARTIES_MAX];
    uint16_t n;
} Parties;

/* A candidate for an event, at a word that a frame matches or that the network takes for a trigger; the network's probabilities decide. */
typedef struct Candidate {
    int16_t token, support, end; /* trigger; support verb or NONE; last token of the trigger's words */
    uint8_t event, n_modes, aux;
    bool consumed;      /* part of another proposal */
    bool reciprocal;
    bool recoded;       /* the network chose another category than the frame, or there was no frame */
    bool denied;        /* a frame matches the word and says that it is no event: "crash kills 12" */
    float probability;  /* of its category */
    float firm;         /* that every coder would record it, given that it is an event */
    float mutual_p;     /* that it is reciprocal */
    float actor_p, recipient_p; /* of the most probable actor and recipient, or of having none */
    const char *dropped; /* the reason why it is no event, for explain; NULL if it is one */
    const Frame *frame;
    const Compose *rule; /* the rule that composed it, or NULL */
    uint32_t modes[MODES_MAX];
    char cameo[8];
    Parties actors, recipients;
    int16_t inner; /* the trigger of the event inside it, or NONE */
    const uint8_t *state; /* the network's vector of the trigger, as wide as event_net_width says; NULL: unknown */
    float evidence[12]; /* the inputs of its confidence (decide.h) */
} Candidate;
_Static_assert(EVENT_COUNT <= UINT8_MAX && ATTACHE_NEGATION <= UINT8_MAX, "a category and the auxiliary modes are a byte each");
_Static_assert(LANG_SENTENCE_MAX <= INT16_MAX, "a token of a sentence fits into 16 bits");

/* ---- candidate.c ---- */
void candidate_add_mode(Candidate *e, uint32_t mode);
/* Whether a token is among the parties of a role; adds it, unless it is. */
bool candidate_has(const Parties *p, int t);
void candidate_add_party(Parties *p, int t);
/* The candidate whose trigger is token t, else the one whose support verb it is, if it has not been dropped; NONE. */
int candidate_at(const Candidate *list, size_t n, int t);
/* Its words, in the form that syntax/ needs. */
Trigger candidate_trigger(const Candidate *e);
/* Negated events are written only on request, and the labels on which confidence was fitted do not count them as events. */
bool candidate_asked_for(const Candidate *e);
/* A probability with two decimals. */
const char *candidate_share(Arena *arena, double p);
/* The reason for leaving out a candidate that few coders would record, or NULL. */
const char *candidate_infirm(const Candidate *e, const Least *least, Arena *arena);

/* The codebook entry of a category with a mode; NULL if the category has no such mode. */
const Score *coder_score(const Coder *c, uint32_t event, uint32_t mode);

/* ---- frame.c: matching frames and filling their roles ---- */
/* Whether a word has frames, and a tag that suits one of them. */
bool frame_may_trigger(const Clause *c, int t);
/* The most specific matching frame of the word at t, or NULL; *end becomes the last word of its trigger. */
const Frame *frame_best(Clause *c, int t, int support, int *end);
/* The most specific matching row of a candidate's trigger that has a category; NULL if there is none. */
const Frame *frame_of_event(Clause *c, const Candidate *e, unsigned event);
/* Fills actors and recipients by the frame. */
void frame_fill_roles(Clause *c, Candidate *e);

/* ---- nest.c: events within events, by compose.tsv ---- */
void nest_compose(Clause *c, Candidate *list, size_t n, Arena *arena);
/* "will visit" is AGREE, "did not agree" REJECT, "will not release" REJECT. */
void nest_apply_modality(Clause *c, Candidate *e);
/* The same for a future event, wherever its category came from. */
void nest_apply_future(Clause *c, Candidate *e);
/* "Iran must release them, the minister said": his demand to Iran. */
void nest_apply_must(Clause *c, Candidate *e);

/* "jailed a man for helping fighters": the reason for an arrest or judgement. In the labels one such deed in ten is an event that every coder would record. */
bool nest_is_reason(const Clause *c, int t);
/* "convicted a man of helping fighters". */
bool nest_is_verdict(const Clause *c, int t);

/* ---- denial.c ---- */
/* Whether the sentence denies the event at a word: "denied that his troops had killed", "it is not true that", "no evidence that". */
bool denial_covers(const Clause *c, int t);
/* Whether the word is such a denial itself, which is no event: "denied that", not "denied entry". */
bool denial_is_one(const Clause *c, int t);

/* ---- propose.c ---- */
/* The candidates of a sentence: matched and composed frames, without details. */
void propose_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n);
/* ---- record.c ---- */
typedef struct Story Story;
/* Fills a record from a candidate that has not been dropped; false, with the reason in e->dropped, if it is no event after all, or does not reach `least`: then
 * out->confidence is set. */
bool record_fill(Clause *c, Candidate *e, const Story *story, const Speakers *speakers, const char *date, Least least, attache_event *out, Arena *arena);

/* ---- detail.c ---- */
void detail_place(Clause *c, const Candidate *e, attache_event *out, Arena *arena);
void detail_numbers(Clause *c, const Candidate *e, attache_event *out, Arena *arena);

/* ---- party.c ---- */
/* Turns tokens into entities: compound actors are one list, "both sides" are two. Removes duplicates. */
size_t party_entities(Clause *c, const Parties *parties, Arena *arena, attache_entity **out);
/* Whether the mention at a token refers to a given kind of party. */
bool party_is_kind(const Clause *c, int token, PartyKind kind);
/* Sets the identifier for counting, from code, sector and, for a named body, name. Call it again if one of them changes. */
void party_set_key(attache_entity *e, bool body, Arena *arena);
/* The entity of a mention as it appears in a record, with the words and offsets of `span`. */
attache_entity party_of_entity(const Reading *reading, const Entity *e, Span span, Arena *arena);
/* The first entity of the mention headed at a token if something is known about it, else the owner: "Iran's nuclear sites"; or NULL. */
const Entity *party_behind(const Clause *c, int token);
/* Whether the mentions at two tokens refer to the same party. */
bool party_is_same(const Clause *c, int a, int b);
/* A town before a noun of protest or violence is its location: "Caracas protests". */
bool party_is_scene(const Clause *c, int token, unsigned event);

/* ---- topic.c ---- */
/* Sets the contexts of a story's sentences and its probability, 0 to 1, of being about politics, by which the confidence of its records is multiplied. */
void topic_read(const Classes *classes, Arena *arena, Story *story);

/* ---- code.c ---- */
/* A sentence with all its candidates and the resulting records, in the order of those in `list` that were not dropped. */
typedef struct CodedSentence {
    Clause *clause;
    Candidate *list;
    attache_event *events;
    size_t n, n_events, first;
} CodedSentence;
typedef void code_sentence_fn(const CodedSentence *s, void *user);
/* Codes an article and passes on its sentences one after another. */
void code_each(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_sentence_fn *on_sentence, void *user);

/* ---- participants.c ---- */
/* Fills the participants of the events of one sentence: people whom they name. */
void participants_name(const Coder *coder, attache_event *events, size_t n, Arena *arena);
/* Adds the members of delegations that an article's sentences tell, led, joined or met. */
void participants_lead(const Clauses *clauses, Records *records, Arena *arena);

#endif
