/* arrow.h - a stream of Arrow tables in, documents out: a row a document, its columns found by name.
 *
 *     id      text or a whole number; without it the number of the row, from 1
 *     html, text, page    the first of them that a row has; what is in `page` is told by its content
 *     date    text, a date or a point in time
 *     fetched, title, url, source, language, charset    text
 *
 * Other columns are passed over. Text may be utf8, large_utf8, utf8_view or the like of bytes.
 *
 * Ownership: the stream belongs to the ArrowDocuments from the call on, also where that fails. What a document points to lives until the next one is asked for.
 */
#ifndef ATTACHE_READ_INPUT_ARROW_H
#define ATTACHE_READ_INPUT_ARROW_H

#include "base/base.h"

typedef struct ArrowDocuments ArrowDocuments;

attache_status arrow_documents_open(struct ArrowArrayStream *stream, const Reporter *r, ArrowDocuments **out);
/* The next row's document; ATTACHE_END behind the last, ATTACHE_ERR_IO, reported, if the stream failed. */
attache_status arrow_documents_next(ArrowDocuments *in, attache_document *out);
void arrow_documents_close(ArrowDocuments *in); /* NULL is well */

#endif
