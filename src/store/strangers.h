/* strangers.h - a file that says it is a store in, whether it is laid out as attache lays stores out; a stranger's may have a view, a trigger or a table of another kind
 * where one of ours should be. */
#ifndef ATTACHE_STORE_STRANGERS_H
#define ATTACHE_STORE_STRANGERS_H

#include "store/store.h"

/* Sets on a fresh connection what keeps the file's own definitions from doing anything until they have been looked at: no function of ours runs in them, no text has no
 * end, and where it is only read no trigger ever runs. */
void strangers_bind(sqlite3 *db, bool reads);
/* Refuses a file with a trigger or view that no store has; of any version. */
attache_status strangers_refuse_triggers(Store *s);
/* Refuses a file of this version whose tables, columns and triggers are not those of schema.sql. Indices may be more or fewer. */
attache_status strangers_refuse(Store *s);

#endif
