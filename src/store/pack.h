/* pack.h - a document as a store keeps it, as bytes and back: so it can be coded on one machine and written, or joined, on another.
 *
 * A pack is little-endian and the same on every machine. A head is a pack without text and records: only what is needed to find copies. A part is a pack with a
 * single report, and of the text only its sentences: what joining and the resulting happening need.
 *
 * Ownership: the result of pack_read belongs to the arena and to the bytes that it was read from.
 */
#ifndef ATTACHE_STORE_PACK_H
#define ATTACHE_STORE_PACK_H

#include "store/store.h"

/* Adds a document made by document_copy. */
void pack_write(const StoreDocument *doc, Buf *out);
/* false if pack_write did not make these bytes. */
bool pack_read(const char *p, size_t n, Arena *arena, StoreDocument *out);

void pack_write_head(const StoreDocument *doc, Buf *out);
/* The part of the i-th report. */
void pack_write_part(const StoreDocument *doc, size_t i, Arena *arena, Buf *out);
/* Combines parts of one document, each report once. */
void pack_merge(const StoreDocument *const *parts, size_t n, Arena *arena, StoreDocument *out);

/* The identity of a document in a Signature: name, and address or content. */
uint64_t pack_key(const StoreDocument *doc);

#endif
