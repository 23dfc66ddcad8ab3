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

/* A column of the statement's present row, as text; it belongs to the statement until the next step. */
Slice answer_text(sqlite3_stmt *s, int column);
/* The statement's present row as an object. */
void answer_write_one(sqlite3_stmt *s, Buf *out);
/* How a list is written: as {"items": [...], "next": KEY or null}, as CSV with a header line, or as an object a line. */
typedef enum AnswerShape { ANSWER_PAGE, ANSWER_CSV, ANSWER_JSONL } AnswerShape;
/* A line before the rows of a file, or behind them: a comment, or an object of one member. */
void answer_write_note(AnswerShape shape, const char *name, const char *text, Buf *out);
/* Steps through at most `limit` rows; returns what the last step did: SQLITE_ROW where there are more. */
int answer_write_list(sqlite3_stmt *s, int64_t limit, AnswerShape shape, Buf *out);

#endif
