/* event_columns.h - events in, rows of columns out: the one schema of events in Arrow, Parquet, Python, R and Spark (docs/columns.md).
 *
 * Nothing is kept of an event.
 */
#ifndef ATTACHE_EVENT_COLUMNS_H
#define ATTACHE_EVENT_COLUMNS_H

#include "out/columns.h"

extern const ColumnSpec event_columns;
/* Adds a row to a column that was made of event_columns. */
void event_columns_add(Column *rows, const attache_event *event);

/* What is known of a party: the item of a list of them, and such a list as the value of a column. */
extern const ColumnSpec party_columns;
void event_columns_parties(Column *c, const attache_entity *list, size_t n);

#endif
