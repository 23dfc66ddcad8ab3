/* strangers.h - checks that a file that claims to be a store has attache's layout; one from a stranger may have a view, a trigger or another kind of table in
 * place of ours. */
#ifndef ATTACHE_STORE_STRANGERS_H
#define ATTACHE_STORE_STRANGERS_H

#include "store/store.h"

/* Configures a fresh connection so that the file's own definitions can do nothing until they have been checked: none of our functions runs in them, texts have a
 * length limit, and on a read-only connection no trigger ever runs. */
void strangers_bind(sqlite3 *db, bool reads);
/* Refuses a file with a trigger or view that no store has, whatever its version. */
attache_status strangers_refuse_triggers(Store *s);
/* Refuses a file of this version whose tables, columns and triggers differ from schema.sql. Indices may be missing or added. */
attache_status strangers_refuse(Store *s);

#endif
