/* dict.h - words that many rows share, by the number of their row: looked up in memory, then in the table, then added to it.
 *
 * Ownership: a Dict owns copies of its words. Its numbers hold as long as the transaction in which they were added is not rolled back (dict_clear then).
 */
#ifndef ATTACHE_STORE_DICT_H
#define ATTACHE_STORE_DICT_H

#include "store/store.h"

typedef struct Dict {
    Store *store;
    sqlite3_stmt *find, *add; /* both take the fields of a key as parameters 1, 2, ... */
    struct DictSlot {
        char *key; /* fields, each ended by NUL; NULL: free */
        size_t size;
        uint64_t hash;
        int64_t id;
    } *slots;
    size_t n, cap;
} Dict;

/* `find` answers the id; `add` inserts. */
attache_status dict_open(Dict *d, Store *s, const char *find, const char *add);
/* The number of a word, which is added where it is new. */
attache_status dict_id(Dict *d, const char *const *fields, size_t n, int64_t *out);
void dict_clear(Dict *d);
void dict_close(Dict *d);

#endif
