/* stored.h - rows of a store in, events as the coder made them out, or as analysts have corrected them; and the statements that give happenings and dyad-months.
 *
 * What comes out is ordered by the names and addresses of documents, never by numbers of rows.
 *
 * Ownership: a Stored owns its statements and the event that it gave last, and is to be closed before the store. A filter is borrowed for the call.
 */
#ifndef ATTACHE_STORED_H
#define ATTACHE_STORED_H

#include "store/ask.h"

/* Names a state by its code (kb/). */
typedef const char *stored_country_fn(const char *code, void *user);

typedef struct Stored Stored;
/* All events, or those that a filter picks; negated ones and corrections as `what` says. */
attache_status stored_open(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, Stored **out);
/* Those whose numbers a SELECT gives. */
attache_status stored_open_some(Store *s, const attache_export *what, const char *numbers, stored_country_fn *country, void *user, Stored **out);
/* The number, in the store, of the event that was given last. */
int64_t stored_id(const Stored *x);
/* The next event, which lives until the one behind it is asked for; ATTACHE_END behind the last. */
attache_status stored_next(Stored *x, const attache_event **out);
void stored_close(Stored *x); /* NULL is well */

/* The columns of docs/columns.md; `numbered`: and the number of the happening behind them. */
attache_status stored_happenings(Store *s, bool all, bool numbered, const AskFilter *filter, sqlite3_stmt **out);
attache_status stored_dyad_months(Store *s, const AskFilter *filter, sqlite3_stmt **out);
/* Those who take part in the happening whose number is bound first, side by side: a row is for stored_party, and has its side at STORED_SIDE. */
attache_status stored_happening_parties(Store *s, sqlite3_stmt **out);
enum { STORED_SIDE = 1 };
attache_entity stored_party(sqlite3_stmt *s, stored_country_fn *country, void *user, Arena *arena);

/* What can be corrected of a record; the category comes before its modes. */
enum { STORED_FIELDS = 12 };
extern const char *const stored_fields[STORED_FIELDS];
/* A cell as a copy in an arena, "" where it is NULL. */
const char *stored_text(sqlite3_stmt *s, int column, Arena *arena);

#endif
