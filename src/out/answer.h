/* answer.h - writes rows of a query (store/ask.h) or of a statement as JSON, CSV and tables. Writers add to a Buf that the caller owns.
 *
 * The name of a statement's column determines its format: `name$` is already JSON, `name?` is a truth value; a leading _ marks the row's key, which is not
 * written.
 */
#ifndef ATTACHE_ANSWER_H
#define ATTACHE_ANSWER_H

#include "store/store.h"

/* One row, or the header if `values` is NULL, as CSV, TSV or a line of JSON. */
void answer_write(attache_format format, const attache_column *columns, const char *const *values, size_t n, Buf *out);

/* A column of the statement's current row as text, which belongs to the statement until its next step. */
Slice answer_text(sqlite3_stmt *s, int column);
/* The statement's current row as an object. */
void answer_write_one(sqlite3_stmt *s, Buf *out);
/* How a list is written: as {"items": [...], "next": KEY or null}, as CSV with a header line, or as one object per line. */
typedef enum AnswerShape { ANSWER_PAGE, ANSWER_CSV, ANSWER_JSONL } AnswerShape;
/* A line before or after the rows of a file: a comment in CSV, an object with one member in JSON lines. */
void answer_write_note(AnswerShape shape, const char *name, const char *text, Buf *out);
/* Steps through at most `limit` rows; returns the result of the last step: SQLITE_ROW if there are more. */
int answer_write_list(sqlite3_stmt *s, int64_t limit, AnswerShape shape, Buf *out);

#endif
