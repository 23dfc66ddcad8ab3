/* interner.h - words that many rows share, each once in a table; the numbers of those that were met are kept in memory, and what is new waits for the end of the batch.
 *
 * Ownership: an Interner owns its words and statements; it is a part of the writer. Strings are borrowed for the call.
 */
#ifndef ATTACHE_STORE_INTERNER_H
#define ATTACHE_STORE_INTERNER_H

#include "base/map.h"
#include "store/store.h"

enum { INTERNER_FIELDS = 6 };

typedef struct InternerRow {
    int64_t id;
    const char *fields[INTERNER_FIELDS];
} InternerRow;

typedef struct InternerWord {
    char *key; /* fields, each ended by NUL */
    size_t size;
    int64_t id;
} InternerWord;

typedef struct Interner {
    Store *store;
    sqlite3_stmt *find, *last, *add;
    int n_fields;
    int64_t next;  /* the number of the next new word of the batch */
    bool is_empty; /* the table had none when the batch began: there is nothing to look up */
    InternerWord *words;
    size_t n, cap;
    Map index;     /* by the hash of the key: place + 1 */
    Arena arena;   /* of new rows */
    InternerRow *rows; /* that are not in the table yet */
    size_t n_rows, cap_rows;
} Interner;

/* `find` answers the id of the fields ?1, ?2, ...; `last` the highest id; `into` begins an INSERT of id, fields and columns that are 0. */
attache_status interner_open(Interner *d, Store *s, const char *find, const char *last, const char *into, int n_fields);
/* The number of a word; one that is new is given the next. */
attache_status interner_id(Interner *d, const char *const *fields, int64_t *out);
/* Reads which number is the next: another writer may have added words since the last batch. */
attache_status interner_begin(Interner *d);
/* Writes what is new. */
attache_status interner_write(Interner *d);
/* Forgets all that it knows, as after a batch that was given up. */
void interner_clear(Interner *d);
void interner_close(Interner *d);

#endif
