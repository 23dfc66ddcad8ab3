/* dict.h - words that many rows share, each once in a table; the numbers of those that were met are kept in memory, and what is new waits for the end of the batch.
 *
 * Ownership: a Dict owns its words and statements; it is a part of the writer. Strings are borrowed for the call.
 */
#ifndef ATTACHE_STORE_DICT_H
#define ATTACHE_STORE_DICT_H

#include "base/map.h"
#include "store/store.h"

enum { DICT_FIELDS = 5 };

typedef struct DictRow {
    int64_t id;
    const char *fields[DICT_FIELDS];
} DictRow;

typedef struct DictWord {
    char *key; /* fields, each ended by NUL */
    size_t size;
    int64_t id;
} DictWord;

typedef struct Dict {
    Store *store;
    sqlite3_stmt *find, *last, *add;
    int n_fields;
    int64_t next;  /* the number of the next new word of the batch */
    bool is_empty; /* the table had none when the batch began: there is nothing to look up */
    DictWord *words;
    size_t n, cap;
    Map index;     /* by the hash of the key: place + 1 */
    Arena arena;   /* of new rows */
    DictRow *rows; /* that are not in the table yet */
    size_t n_rows, cap_rows;
} Dict;

/* `find` answers the id of the fields ?1, ?2, ...; `last` the highest id; `into` begins an INSERT of id, fields and columns that are 0. */
attache_status dict_open(Dict *d, Store *s, const char *find, const char *last, const char *into, int n_fields);
/* The number of a word; one that is new is given the next. */
attache_status dict_id(Dict *d, const char *const *fields, int64_t *out);
/* Reads which number is the next: another writer may have added words since the last batch. */
attache_status dict_begin(Dict *d);
/* Writes what is new. */
attache_status dict_write(Dict *d);
/* Forgets all that it knows, as after a batch that was given up. */
void dict_clear(Dict *d);
void dict_close(Dict *d);

#endif
