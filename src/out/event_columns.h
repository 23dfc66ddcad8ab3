/* event_columns.h - turns events into rows of columns: the schema of events shared by Arrow, Parquet, Python, R and Spark (docs/columns.md).
 *
 * It keeps nothing of an event.
 */
#ifndef ATTACHE_EVENT_COLUMNS_H
#define ATTACHE_EVENT_COLUMNS_H

#include "out/columns.h"

extern const ColumnSpec event_columns;
/* Adds a row to a column made from event_columns. */
void event_columns_add(Column *rows, const attache_event *event);

/* The fields of a party: the items of a list of parties, and such a list as a column. */
extern const ColumnSpec party_columns;
void event_columns_parties(Column *c, const attache_entity *list, size_t n);

#endif
