/* arrow.h - turns a stream of Arrow tables into documents: one per row, with columns found by name.
 *
 *     id      text or an integer; without it the number of the row, from 1
 *     html, text, page    the first of them that a row has; the kind of `page` is recognised by its content
 *     date    text, a date or a timestamp
 *     fetched, title, url, source, language, charset    text
 *
 * Other columns are ignored. Text may be utf8, large_utf8, utf8_view or the corresponding binary types.
 *
 * Ownership: the ArrowDocuments takes over the stream, even if the call fails. The data of a document live until the next one is requested.
 */
#ifndef ATTACHE_READ_INPUT_ARROW_H
#define ATTACHE_READ_INPUT_ARROW_H

#include "base/base.h"

typedef struct ArrowDocuments ArrowDocuments;

/* *out is to be closed also where this fails. */
attache_status arrow_documents_open(struct ArrowArrayStream *stream, const Reporter *r, ArrowDocuments **out);
/* The next row's document; ATTACHE_END after the last, ATTACHE_ERR_IO, with a report, if the stream failed. */
attache_status arrow_documents_next(ArrowDocuments *in, attache_document *out);
void arrow_documents_close(ArrowDocuments *in); /* accepts NULL */

#endif
