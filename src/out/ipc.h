/* ipc.h - tables of an Arrow C stream in, the bytes of an Arrow IPC stream out, as pyarrow.ipc.open_stream, arrow::read_ipc_stream and Spark take it.
 *
 * Ownership: the stream is released in any case; bytes belong to this and live until the callback returns.
 */
#ifndef ATTACHE_IPC_H
#define ATTACHE_IPC_H

#include "base/base.h"

/* Of the types that columns.h makes. ATTACHE_STOPPED if `write` asked to stop, ATTACHE_ERR_IO if the stream failed. */
attache_status ipc_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *out);

#endif
