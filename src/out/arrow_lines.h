/* arrow_lines.h - tables of an Arrow C stream in, JSON out: an object a row and line, whose fields are the columns.
 *
 * Ownership: the stream is released in any case; bytes belong to this and live until the callback returns.
 */
#ifndef ATTACHE_ARROW_LINES_H
#define ATTACHE_ARROW_LINES_H

#include "base/base.h"

/* Of the types that columns.h makes; numbers have all their digits. ATTACHE_STOPPED if `write` asked to stop, ATTACHE_ERR_IO if the stream failed. */
attache_status arrow_lines_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *out);

#endif
