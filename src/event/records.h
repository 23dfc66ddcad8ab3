/* records.h - the records of a document in few bytes, a fifth of their own: they are needed again only a few at a time, in the order of the text.
 *
 * Ownership: all of it belongs to the arena that it was opened in.
 */
#ifndef ATTACHE_RECORDS_H
#define ATTACHE_RECORDS_H

#include "attache.h"
#include "base/bytes.h"
#include "base/map.h"
#include "base/number.h"
#include "read/read.h"

/* Where a record is, and the list of its participants. */
typedef struct RecordAt {
    uint32_t at, people, sequence, start;
} RecordAt;

typedef struct Records {
    Arena *arena;
    const char *text; /* of the article, in which all words of records are */
    Bytes bytes;
    RecordAt *list;
    const char **names; /* what many records have in common, once each; their numbers are in name_at */
    Map name_at;
    size_t n, cap, n_names, cap_names;
    size_t text_bytes; /* of the sentences of all records */
} Records;

void records_open(Records *r, const Article *article, Arena *arena);
/* Adds a record, with its offsets in the article's text. Nothing of it is needed any more. */
void records_put(Records *r, const attache_event *e);
/* The same again, in `arena`. Of several records of a sentence, `before` is the one before it, with which it shares the sentence's text; or NULL. */
void records_take(const Records *r, size_t number, const attache_event *before, Arena *arena, attache_event *out);
/* All of them. */
attache_event *records_take_all(const Records *r, Arena *arena);
/* A list of people; returns where it is. */
uint32_t records_put_people(Records *r, const attache_entity *list, size_t n);
/* The same again, in `arena`. */
attache_entity *records_take_people(const Records *r, uint32_t at, size_t *n, Arena *arena);
/* Exchanges the participants of a record. */
static inline void records_set_people(Records *r, size_t number, const attache_entity *list, size_t n) { r->list[number].people = records_put_people(r, list, n); }

/* The first record behind a sentence. */
static inline size_t records_behind(const Records *r, uint32_t sentence) { return FIRST_WHERE(i, r->n, r->list[i].sequence > sentence); }

/* What a record has before anybody names it. */
#define RECORD_NEW .id = "", .link = "", .publication = "", .coder = ATTACHE_CODER

#endif
