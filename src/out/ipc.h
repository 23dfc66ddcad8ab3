/* ipc.h - writes the tables of an Arrow C stream as an Arrow IPC stream, which pyarrow.ipc.open_stream, arrow::read_ipc_stream and Spark can read.
 *
 * Ownership: the stream is always released; the bytes belong to this function and live until the callback returns.
 */
#ifndef ATTACHE_IPC_H
#define ATTACHE_IPC_H

#include "base/base.h"

/* For the types that columns.h makes. ATTACHE_STOPPED if `write` asked to stop, ATTACHE_ERR_IO if the stream failed. */
attache_status ipc_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *out);

#endif
