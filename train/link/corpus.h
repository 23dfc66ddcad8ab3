/* corpus.h - documents of labelled news with the content of their labels.
 *
 * Held-out documents (with a CRC-32 of the id divisible by 5), and stories held out by the same rule, are never used for training.
 */
#ifndef ATTACHE_TRAIN_CORPUS_H
#define ATTACHE_TRAIN_CORPUS_H

#include "base/map.h"
#include "link/signature.h"

/* A label of an event. */
typedef struct Label {
    bool title;
    uint32_t from, to, trigger_from, trigger_to; /* quote, words of the deed */
    uint32_t categories;
    unsigned category;
    int64_t happening;
    bool optional; /* optional: ignored by scores */
} Label;

typedef struct Doc {
    const char *id, *date, *title, *text;
    size_t text_size;
    char story[8]; /* "s003"; "invented"; the topic of one of ECB+: "e12" */
    int64_t happening; /* of an invented one */
    bool is_read; /* it is in a pair that was read */
    const char *set;   /* whose labels it has: a document in two sets has those of the first */
    Label *labels;
    size_t n, cap;
    /* As coded by the program. */
    attache_event *events;
    const Meaning *meanings;
    uint32_t *labelled; /* of each event: its label + 1, or 0 */
    size_t n_events;
    const char *shown_date, *shown_title, *shown_text;
    /* As joined by the program. */
    Signature *reports;
    int64_t **told;      /* of each report: the happenings of its records, followed by 0 */
    uint32_t *report_of; /* of each event */
    size_t n_reports;
} Doc;

static inline bool is_of_ecb(const Doc *d) { return d->story[0] == 'e'; }
static inline bool is_invented(const Doc *d) { return d->happening != 0; }

/* A record, by the words of its deed. */
typedef struct Spot {
    size_t doc; /* index + 1; 0: unknown */
    bool title;
    uint32_t from, to;
} Spot;

/* Records of two documents, which a reader found to describe one happening or two. */
typedef struct ReadPair {
    Spot spots[2];
    bool same;
} ReadPair;

typedef struct Corpus {
    Arena arena;
    Doc *docs;
    size_t n, cap, n_texts; /* n_texts: the first ones, which are real news */
    ReadPair *read;
    size_t n_read, cap_read;
    Map by_id, by_happening; /* by the hash of an id: index + 1; of DOCUMENT:NUMBER: the number of its name */
} Corpus;

bool is_kept(const char *id);
/* JSON lines, gzipped or not: id, date, title, text. */
void read_documents(Corpus *t, const char *path);
/* Short reports: HAPPENING | PUBLISHED | PUBLISHER | TITLE | TEXT (tests/link/reports.txt). */
void read_invented(Corpus *t, const char *path);
/* ECB+ (Cybulska and Vossen 2014): mentions of events with their chains, in a few sentences of each document. Those of a subtopic report the same thing; they
 * have no dates, so they are given one, plus or minus a day. */
void read_ecb(Corpus *t, const char *path);
/* Happenings reported by several documents, and the story of each document; then the labels. */
void read_happenings(Corpus *t, const char *folder);
void read_labels(Corpus *t, const char *folder, const char *name);
/* Pairs of records that were read (data/labels/pairs.tsv), without those of held-out documents. */
void read_pairs(Corpus *t, const char *folder);

#endif
