/* signature.h - a report in a form that is cheap to compare and to store.
 *
 * A report is the events of one document that link_events has joined, or a single event. Uncertainty is kept: a date is a range of days, a party has a
 * probability, a place has coordinates, and words are weighted by rarity. link/judge.h compares two signatures.
 *
 * Nothing here allocates memory except SignatureTexts, which belongs to the caller; a Signature is a plain value.
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
    SIGNATURE_NEAR = 2,  /* maximum number of days between two reports with common parties */
    SIGNATURE_REACH = 8 /* the same for reports of one story */
};

typedef struct SignatureParty {
    char label[SIGNATURE_LABEL];
    uint16_t name; /* hash of the last word of a name; 0: none */
    uint8_t side;  /* 0 actor, 1 recipient */
    uint8_t kind;  /* Sector */
    uint8_t certainty;  /* its probability: 255 for certain */
    uint8_t rarity;
} SignatureParty;

/* How exact the date is. A report without a date happened on the day of publication, or before. */
typedef enum Exactness { EXACT_DAY, EXACT_NEWS, EXACT_MONTH, EXACT_YEAR, EXACT_NOT } Exactness;

/* A word by its hash, and its rarity (model_rarity). */
typedef struct SignatureWord {
    uint16_t hash, rarity; /* no padding: it is compared */
} SignatureWord;

typedef struct Signature {
    uint64_t document; /* hash of the document's name, and the number in it: break ties in the order of reports */
    uint32_t number;
    int32_t lo, hi;       /* the range of possible days, counted from 1970; 0 and 0: unknown */
    int32_t published;    /* likewise; 0: unknown */
    int32_t day;          /* as in the record: 20171111, 20171100, ... */
    uint32_t categories;  /* bits */
    uint8_t exactness, category, aux, cameo; /* cameo: its third digit */
    uint8_t n_parties, n_words, n_topics, n_triggers, n_near, n_places, place_resolution;
    uint8_t part, sequence; /* of its first event: attache_part; the number of its sentence, at most 255 */
    uint8_t n_events, quoted, confidence, has_point;
    uint16_t mode, contexts; /* hash; bits by hash */
    int16_t lat, lon;        /* hundredths of a degree */
    char country[4];
    uint32_t places[SIGNATURE_PLACES];   /* towns, hashes of their names */
    uint32_t numbers[SIGNATURE_NUMBERS]; /* dead, injured, arrested, size; 0: unknown */
    uint64_t meanings[2];                /* of the trigger word, of those next to it: bits that words of similar meaning share; 0: unknown */
    uint64_t sense[MEANING_SENSE];       /* of the deed in its sentence: bits that deeds which read alike share; all 0: unknown */
    uint16_t triggers[SIGNATURE_TRIGGERS], openings[SIGNATURE_TRIGGERS]; /* trigger words: stems, and their first letters */
    SignatureParty parties[SIGNATURE_PARTIES];
    /* Of its sentences; next to its triggers; of the document, the rarest and most frequent. Sorted by hash. */
    SignatureWord words[SIGNATURE_WORDS], near[SIGNATURE_NEAR_WORDS], topics[SIGNATURE_TOPICS];
    uint16_t story[SIGNATURE_STORY]; /* the first topics, by rarity and frequency in the document; 0: no more */
} Signature;

/* Categories of one family are those among which reporters choose for the same act. */
uint8_t signature_family(const char *category);

/* A party as it is counted: its code or, without one, its sector in lower case, or "". */
void signature_label(const char *code, const char *sector, char out[SIGNATURE_LABEL]);

/* Data of one document's sentences and text, computed once. Initialise it with {0}, or with events and meanings. */
typedef struct SignatureTexts {
    struct SignatureText *list; /* by attache_event.sequence, less `first` */
    SignatureWord *words;
    size_t n, n_words, cap_words;
    uint32_t first; /* no event of a sentence before it is asked for */
    SignatureWord topics[SIGNATURE_TOPICS];
    uint16_t story[SIGNATURE_STORY];
    uint8_t n_topics;
    const attache_event *events; /* borrowed: the events of the document, and the meanings of their words; NULL: unknown */
    const Meaning *meanings;
} SignatureTexts;
/* Finds the document's topics. */
void signature_read_text(SignatureTexts *texts, const char *title, const char *text, size_t n);
void signature_texts_free(SignatureTexts *texts);

/* Computes the signature of a report. `events` are its own, in text order; `published` is YYYY-MM-DD or "", `document` a hash of the document's identity. */
void signature_make(const attache_event *const *events, size_t n, const char *published, uint64_t document, uint32_t number, SignatureTexts *texts,
                    Signature *out);

/* The order in which reports are joined: the more exact first, then the earlier. Never 0 for two reports. */
int signature_order(const Signature *a, const Signature *b);

/* The keys of a report, and those under which it looks for others: first those by its parties, of which there are `near`, then those by the rare topic words of
 * its document. By its parties it is filed under the day of the event, by its story under the day of publication, so that a misread date hides nothing. Each key
 * is looked up in the windows of days given by signature_windows. Whether one report finds another does not depend on which of them looks. */
size_t signature_keys(const Signature *t, int64_t out[SIGNATURE_KEYS], size_t *near);
size_t signature_probes(const Signature *t, int64_t out[SIGNATURE_KEYS], size_t *near);
/* The day, as a readable number (20171111), under which a key is filed. */
int32_t signature_key_day(const Signature *t, bool near);

/* Ranges of days, as readable numbers, in which matching reports may be filed. */
enum { SIGNATURE_WINDOWS = 3 };
typedef struct SignatureWindow {
    int32_t from, to;
} SignatureWindow;
size_t signature_windows(const Signature *t, bool near, SignatureWindow out[SIGNATURE_WINDOWS]);
/* Windows are wider than needed at the ends of months: whether two that were found by parties are close enough. Symmetric. */
bool signature_days_meet(const Signature *a, const Signature *b);
/* Whether a report looks among those that are filed under a key on a day. */
bool signature_looks_at(const Signature *t, int64_t key, int32_t day);
/* Whether one is filed where the other looks. Symmetric. */
bool signature_may_meet(const Signature *a, const Signature *b);

/* As bytes, the same on every machine, and back; false if signature_write did not make them. */
size_t signature_write(const Signature *t, char out[SIGNATURE_BYTES]);
bool signature_read(const char *p, size_t n, Signature *out);

#endif
