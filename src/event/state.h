/* state.h - the state that a party belongs to, from the evidence of the whole article.
 *
 * In news half of the parties have no state in their own words: "the girls", "officials", "he". The candidates are the states in the article, and none. Each has
 * features of the phrase, the other party, the sentence, the title and its prominence in the article. A conditional logit model over hashed features (McFadden 1974) gives
 * the probability of each. Sums are integers. train/events/ fits the weights to labelled news.
 *
 *     section "event.state.w"  int8 [STATE_BUCKETS];   "event.state.s" float [1], of one step of a weight
 */
#ifndef ATTACHE_EVENT_STATE_H
#define ATTACHE_EVENT_STATE_H

#include "base/map.h"
#include "event/candidate.h"

enum { STORY_STATES = 10, STATE_CANDIDATES = STORY_STATES + 4, STATE_FEATURES = 64, STATE_BUCKETS = 1 << 17 };

/* A mention with an explicit state. */
typedef struct Naming {
    uint32_t code; /* its four bytes */
    int16_t head;
    bool place;
    uint8_t kind; /* MentionKind */
} Naming;

typedef struct StoryState {
    char code[4];
    float weight; /* of its mentions; then its share of all mentions of states */
    bool titled;
    uint8_t camps; /* a bit for each camp that its mentions belong to (sector_camps): its government, its rebels, others */
} StoryState;

/* The states that an article names explicitly, the most prominent first. */
struct Story {
    const Reading *reading;
    size_t n;
    StoryState states[STORY_STATES];
    Naming *namings; /* in text order */
    uint32_t *first;    /* [sentences + 1]: the first such mention in each sentence */
    uint32_t *subjects; /* [sentences]: the state of each sentence's first subject, as in Naming; 0 none */
    Map words, word_states; /* the number of mentions with an explicit state that have a given word as their head; the same for a word and a state, by hash_mix of both */
    uint64_t *contexts; /* [sentences]: bits; of a sentence without any, those of the first one in its paragraph that has some (topic.c) */
    double politics;    /* how likely the article is about politics at all (topic.c) */
};

void story_read(const Reading *reading, Arena *arena, Story *out);

/* A party of an event: a phrase of its sentence, or a party that the sentence does not name. */
typedef struct StateSlot {
    Clause *clause;
    int trigger;
    unsigned category;
    bool recipient;
    int head;  /* token, or NONE */
    int other; /* the head of the other party, or NONE */
} StateSlot;

/* The candidates, "" (none) first; returns their number, at most STATE_CANDIDATES. */
size_t state_candidates(const Story *s, const StateSlot *slot, char codes[][4]);
/* Bucket numbers; returns their number, at most STATE_FEATURES. */
size_t state_features(const Story *s, const StateSlot *slot, const char *code, uint32_t *out);

typedef struct StateModel {
    const int8_t *weights; /* NULL: no model */
    float scale;
} StateModel;
void state_open(StateModel *m, const Image *im);

/* The probability of each candidate; returns the most likely one. Without a model that is the phrase's own state. */
size_t state_rank(const StateModel *m, const Story *s, const StateSlot *slot, const char codes[][4], size_t n, float *p);

#endif
