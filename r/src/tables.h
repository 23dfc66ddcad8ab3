/* tables.h - data frames in and out of the Arrow C stream interface. */
#ifndef ATTACHE_R_TABLES_H
#define ATTACHE_R_TABLES_H

#include <attache.h>
#define R_NO_REMAP
#include <Rinternals.h>

/* A stream of one table with the columns of a list of character vectors of equal length, by their names; it copies what it needs. */
void tables_of_columns(SEXP columns, struct ArrowArrayStream *out);

/* All tables of a stream as one data frame: texts, numbers, lists of character vectors, lists of data frames. The stream is owned by an external pointer, which
 * releases it also where R leaves by an error. NULL where the stream failed. */
SEXP tables_hold(SEXP *pointer);
struct ArrowArrayStream *tables_held(SEXP pointer);
SEXP tables_frame(SEXP pointer);

#endif
