/* stored.h - reads events back from the rows of a store, as the coder made them or with analysts' corrections; and has the statements for happenings and
 * dyad-months.
 *
 * The output is ordered by the names and addresses of documents, never by row numbers.
 *
 * Ownership: a Stored owns its statements and the event that it returned last; close it before the store. A filter is borrowed for the call.
 */
#ifndef ATTACHE_STORED_H
#define ATTACHE_STORED_H

#include "store/ask.h"

/* Names a state by its code (kb/). */
typedef const char *stored_country_fn(const char *code, void *user);

typedef struct Stored Stored;
/* All events, or those that match a filter; negated ones and corrections as `what` says. */
attache_status stored_open(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, Stored **out);
/* The events whose numbers a SELECT returns. */
attache_status stored_open_some(Store *s, const attache_export *what, const char *numbers, stored_country_fn *country, void *user, Stored **out);
/* The number, in the store, of the event returned last. */
int64_t stored_id(const Stored *x);
/* The next event, which lives until the next call; ATTACHE_END after the last. */
attache_status stored_next(Stored *x, const attache_event **out);
void stored_close(Stored *x); /* accepts NULL */

/* The columns of docs/columns.md; `numbered`: followed by the number of the happening. */
attache_status stored_happenings(Store *s, bool all, bool numbered, const AskFilter *filter, sqlite3_stmt **out);
attache_status stored_dyad_months(Store *s, const AskFilter *filter, sqlite3_stmt **out);
/* The participants of the happening whose number is bound first, side by side: each row is for stored_party, with its side at STORED_SIDE. */
attache_status stored_happening_parties(Store *s, sqlite3_stmt **out);
enum { STORED_SIDE = 1 };
attache_entity stored_party(sqlite3_stmt *s, stored_country_fn *country, void *user, Arena *arena);

/* The fields of a record that can be corrected; the category comes before its modes. */
typedef enum CorrectedField {
    CORRECTED_WRONG, CORRECTED_EVENT, CORRECTED_MODE, CORRECTED_CONTEXT, CORRECTED_ACTOR, CORRECTED_RECIPIENT, CORRECTED_DATE, CORRECTED_PLACE, CORRECTED_DEAD,
    CORRECTED_INJURED, CORRECTED_ARRESTED, CORRECTED_SIZE, CORRECTED_FIELDS
} CorrectedField;
extern const char *const corrected_names[CORRECTED_FIELDS];
/* The field of a name in the store, CORRECTED_FIELDS if there is none. */
CorrectedField corrected_field(const char *name);
/* A cell as a copy in an arena, "" if it is NULL. */
const char *stored_text(sqlite3_stmt *s, int column, Arena *arena);

#endif
