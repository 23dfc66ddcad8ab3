/* signature.h - what a report tells, in a form that is cheap to compare and to keep.
 *
 * A report is the events of one document that link_events has joined; an event alone is one too. What is not certain is kept as such: a day is a stretch of days,
 * a party has a probability, a place is a point, words count by how rare they are. link/judge.h compares two of them.
 *
 * Nothing here allocates but SignatureTexts, which belongs to whoever passes it; a Signature is a plain value.
 */
#ifndef ATTACHE_LINK_SIGNATURE_H
#define ATTACHE_LINK_SIGNATURE_H

#include "link/meaning.h"

enum {
    SIGNATURE_LABEL = 8,
    SIGNATURE_PARTIES = 8,
    SIGNATURE_WORDS = 32,
    SIGNATURE_TOPICS = 16,
    SIGNATURE_STORY = 6,
    SIGNATURE_TRIGGERS = 4,
    SIGNATURE_NEAR_WORDS = 8,
    SIGNATURE_PLACES = 3,
    SIGNATURE_NUMBERS = 4,
    SIGNATURE_BYTES = 512,
    SIGNATURE_KEYS = 64,
    SIGNATURE_NEAR = 2,  /* days that two reports may be apart which have parties in common */
    SIGNATURE_REACH = 8 /* likewise, which are of one story */
};

typedef struct SignatureParty {
    char label[SIGNATURE_LABEL];
    uint16_t name; /* hash of the last word of a name; 0: none */
    uint8_t side;  /* 0 actor, 1 recipient */
    uint8_t kind;  /* Sector */
    uint8_t sure;  /* how likely it is the party: 255 for certain */
    uint8_t rarity;
} SignatureParty;

/* How exactly the day is told. A report that names no day happened on the day it was published, or on one before. */
typedef enum Exactness { EXACT_DAY, EXACT_NEWS, EXACT_MONTH, EXACT_YEAR, EXACT_NOT } Exactness;

/* A word by its hash, and how rare it is (model_rarity). */
typedef struct SignatureWord {
    uint16_t hash, rarity; /* no padding: it is compared */
} SignatureWord;

typedef struct Signature {
    uint64_t document; /* hash of the document's name, and the number in it: what orders reports that are alike in all else */
    uint32_t number;
    int32_t lo, hi;       /* the days it may have happened on, counted from 1970; 0 and 0: not known */
    int32_t published;    /* likewise; 0: not known */
    int32_t day;          /* as told: 20171111, 20171100, ... */
    uint32_t categories;  /* bits */
    uint8_t exactness, category, aux, cameo; /* cameo: its third digit */
    uint8_t n_parties, n_words, n_topics, n_triggers, n_near, n_places, place_resolution;
    uint8_t part, sequence; /* of the first of its events: attache_part; the number of its sentence, at most 255 */
    uint8_t n_events, quoted, confidence, has_point;
    uint16_t mode, contexts; /* hash; bits by hash */
    int16_t lat, lon;        /* hundredths of a degree */
    char country[4];
    uint32_t places[SIGNATURE_PLACES];   /* towns, hashes of their names */
    uint32_t numbers[SIGNATURE_NUMBERS]; /* dead, injured, arrested, size; 0: not told */
    uint64_t meanings[2];                /* of the deed's word, of those next to it: bits that words of like meaning share; 0: not known */
    uint16_t triggers[SIGNATURE_TRIGGERS], openings[SIGNATURE_TRIGGERS]; /* words that name the deed: stems, and their first letters */
    SignatureParty parties[SIGNATURE_PARTIES];
    /* Of its sentences; next to its deeds; of the document, the rarest and most frequent. Sorted by hash. */
    SignatureWord words[SIGNATURE_WORDS], near[SIGNATURE_NEAR_WORDS], topics[SIGNATURE_TOPICS];
    uint16_t story[SIGNATURE_STORY]; /* the first of the topics, by rarity and how often the document has them; 0: no more */
} Signature;

/* Categories of one family are those between which reporters choose for one deed. */
uint8_t signature_family(const char *category);

/* A party as it is counted: its code, or where there is none its sector in lower case, or "". */
void signature_label(const char *code, const char *sector, char out[SIGNATURE_LABEL]);

/* What is made of one document's sentences and of its text, each once. Begins as {0}, or with events and meanings. */
typedef struct SignatureTexts {
    struct SignatureText *list; /* by attache_event.sequence */
    SignatureWord *words;
    size_t n, n_words, cap_words;
    SignatureWord topics[SIGNATURE_TOPICS];
    uint16_t story[SIGNATURE_STORY];
    uint8_t n_topics;
    const attache_event *events; /* borrowed: all events of the document, and of each what its words mean; NULL: not known */
    const Meaning *meanings;
} SignatureTexts;
/* Finds what the document is about. */
void signature_read_text(SignatureTexts *texts, const char *title, const char *text, size_t n);
void signature_texts_free(SignatureTexts *texts);

/* Says what a report tells. `events` are its own, in the order of the text; `published` is YYYY-MM-DD or "", `document` a hash of what the document is known by. */
void signature_make(const attache_event *const *events, size_t n, const char *published, uint64_t document, uint32_t number, SignatureTexts *texts,
                    Signature *out);

/* The order in which reports are joined: the more exact before the less, the earlier before the later. Never 0 for two reports. */
int signature_order(const Signature *a, const Signature *b);

/* Keys under which a report is kept, and those under which it looks for others: first those by its parties, of which there are `near`, then those by the rare words
 * that its document is about. By its parties it stands on the day on which it happened, by its story on the one on which it was published, so that a day that was misread
 * hides nothing. Each is asked for in the windows of days that signature_windows gives. Whether one report finds another one does not depend on which of them asks. */
size_t signature_keys(const Signature *t, int64_t out[SIGNATURE_KEYS], size_t *near);
size_t signature_probes(const Signature *t, int64_t out[SIGNATURE_KEYS], size_t *near);
/* The day, as it reads (20171111), under which a key is kept. */
int32_t signature_key_day(const Signature *t, bool near);

/* Stretches of days, as they read, on which reports may stand that are of the same. */
enum { SIGNATURE_WINDOWS = 3 };
typedef struct SignatureWindow {
    int32_t from, to;
} SignatureWindow;
size_t signature_windows(const Signature *t, bool near, SignatureWindow out[SIGNATURE_WINDOWS]);
/* Windows are wider than needed at the ends of months: whether two that were found by parties are near enough. Symmetric. */
bool signature_days_meet(const Signature *a, const Signature *b);
/* Whether one is found where the other looks. Symmetric. */
bool signature_may_meet(const Signature *a, const Signature *b);

/* As bytes, the same on every machine, and back; false if they are none that signature_write made. */
size_t signature_write(const Signature *t, char out[SIGNATURE_BYTES]);
bool signature_read(const char *p, size_t n, Signature *out);

#endif
