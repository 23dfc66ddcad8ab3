/* interner.h - strings that many rows share, each stored once in a table. The numbers of strings seen so far are kept in memory, and new ones are written at the
 * end of the batch.
 *
 * Ownership: an Interner owns its strings and statements; it is part of the writer. Arguments are borrowed for the call.
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
    char *key; /* fields, each followed by NUL */
    size_t size;
    int64_t id;
} InternerWord;

typedef struct Interner {
    Store *store;
    sqlite3_stmt *find, *last, *add;
    int n_fields;
    int64_t next;  /* the number of the next new string of the batch */
    bool is_empty; /* the table was empty when the batch began: there is nothing to look up */
    InternerWord *words;
    size_t n, cap;
    Map index;     /* by the hash of the key: index + 1 */
    Arena arena;   /* of new rows */
    InternerRow *rows; /* that are not in the table yet */
    size_t n_rows, cap_rows;
} Interner;

/* `find` returns the id of the fields ?1, ?2, ...; `last` the highest id; `into` begins an INSERT of id, fields and columns that are 0. */
attache_status interner_open(Interner *d, Store *s, const char *find, const char *last, const char *into, int n_fields);
/* The number of a string; a new one gets the next. */
attache_status interner_id(Interner *d, const char *const *fields, int64_t *out);
/* Reads the next free number: another writer may have added strings since the last batch. */
attache_status interner_begin(Interner *d);
/* Writes the new strings. */
attache_status interner_write(Interner *d);
/* Forgets everything, after a batch was rolled back. */
void interner_clear(Interner *d);
void interner_close(Interner *d);

#endif
