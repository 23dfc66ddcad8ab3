/* dictionaries.h - the dictionaries of a store: strings that its rows contain as numbers.
 *
 * Ownership: a Dictionaries belongs to the writer. A number is valid during the batch and, once the batch is in the store, permanently.
 */
#ifndef ATTACHE_STORE_DICTIONARIES_H
#define ATTACHE_STORE_DICTIONARIES_H

#include "store/interner.h"

enum { DICTIONARY_SOURCE, DICTIONARY_MODE, DICTIONARY_CONTEXT, DICTIONARY_CATEGORY, DICTIONARY_ENTITY, N_DICTIONARIES };

typedef struct Reason {
    int64_t id;
    const char *text;
} Reason;

typedef struct Dictionaries {
    Store *store;
    Interner dicts[N_DICTIONARIES];
    Map reasons; /* numbers that are in the table or pending */
    Reason *waiting;
    size_t n_waiting, cap_waiting;
    sqlite3_stmt *add_reasons;
} Dictionaries;

attache_status dictionaries_open(Dictionaries *w, Store *s);
void dictionaries_close(Dictionaries *w);
attache_status dictionaries_begin(Dictionaries *w);
attache_status dictionaries_write(Dictionaries *w);
void dictionaries_clear(Dictionaries *w);

attache_status dictionaries_id(Dictionaries *w, int dict, const char *word, int64_t *out);
attache_status dictionaries_entity(Dictionaries *w, const attache_entity *e, int64_t *out);
/* The number of a reason; the text is borrowed until dictionaries_write. */
int64_t dictionaries_reason(Dictionaries *w, const char *text);
/* A list of contexts joined by ';', as bits. */
attache_status dictionaries_context_bits(Dictionaries *w, const char *contexts, uint64_t *out);

#endif
