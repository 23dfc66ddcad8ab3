/* words.h - the dictionaries of a store: what its rows have as numbers.
 *
 * Ownership: a Words is the writer's. A number holds for as long as the batch does, and from then on once the batch is in the store.
 */
#ifndef ATTACHE_STORE_WORDS_H
#define ATTACHE_STORE_WORDS_H

#include "store/dict.h"

enum { WORD_SOURCE, WORD_MODE, WORD_CONTEXT, WORD_CATEGORY, WORD_ENTITY, N_WORDS };

typedef struct Reason {
    int64_t id;
    const char *text;
} Reason;

typedef struct Words {
    Store *store;
    Dict dicts[N_WORDS];
    Map reasons; /* numbers of those that are in the table or wait */
    Reason *waiting;
    size_t n_waiting, cap_waiting;
    sqlite3_stmt *add_reasons;
} Words;

attache_status words_open(Words *w, Store *s);
void words_close(Words *w);
attache_status words_begin(Words *w);
attache_status words_write(Words *w);
void words_clear(Words *w);

attache_status words_id(Words *w, int dict, const char *word, int64_t *out);
attache_status words_entity(Words *w, const attache_entity *e, int64_t *out);
/* The number of a reason; the text is borrowed until words_write. */
int64_t words_reason(Words *w, const char *text);
/* The contexts of a list joined by ';' as bits. */
attache_status words_context_bits(Words *w, const char *contexts, uint64_t *out);

#endif
