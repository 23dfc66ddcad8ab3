/* pack.h - a document as a store keeps it in, bytes out, and back: so that it can be coded on one machine and written, or joined, on another.
 *
 * A pack is little-endian and the same on every machine. A head is a pack without text and records: what tells whether a document is a copy. A part is a pack with
 * one report alone, and of the text no more than its sentences: what joining and the happening that comes of it take.
 *
 * Ownership: what pack_read gives belongs to the arena and to the bytes that it was read from.
 */
#ifndef ATTACHE_STORE_PACK_H
#define ATTACHE_STORE_PACK_H

#include "store/store.h"

/* Adds a document that document_copy made. */
void pack_write(const StoreDocument *doc, Buf *out);
/* false if these are no bytes that pack_write made. */
bool pack_read(const char *p, size_t n, Arena *arena, StoreDocument *out);

void pack_write_head(const StoreDocument *doc, Buf *out);
/* The part of the i-th report. */
void pack_write_part(const StoreDocument *doc, size_t i, Arena *arena, Buf *out);
/* Puts parts of one document into one, each report once. */
void pack_merge(const StoreDocument *const *parts, size_t n, Arena *arena, StoreDocument *out);

/* What documents are told apart by in a Signature: name, and address or content. */
uint64_t pack_key(const StoreDocument *doc);

#endif
