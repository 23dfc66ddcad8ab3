/* image.h - one file of sections that is mapped, not parsed: knowledge tables and models.
 *
 *     0   char  magic[8]          "ATTKNOW1", "ATTLANG1"
 *     8   u32   version           of the writer's layout: a reader accepts only its own
 *    12   u32   n_sections
 *    16   u64   size              of the whole file
 *    24   u64   checksum          hash_bytes of everything after the section table
 *    32   { char name[16]; u64 offset; u64 bytes; u32 item_size; u32 pad; } [n_sections]
 *     .   sections, each aligned to 64
 *
 * Ownership: an Image borrows its bytes unless image_map_file made it; image_close unmaps those.
 */
#ifndef ATTACHE_IMAGE_H
#define ATTACHE_IMAGE_H

#include "base.h"

typedef struct Image {
    const char *data;
    size_t size;
    bool mapped;
} Image;

/* Checks magic, version, size, section bounds and checksum; `where` names the file in messages. `bad` is the status to return for an invalid file. */
attache_status image_open(Image *im, const char *data, size_t size, const char magic[8], uint32_t version, const char *where, attache_status bad,
                          const Reporter *r);
/* The same without the checksum, for bytes inside the program: they are loaded only when used, so the program starts without reading all of them. */
attache_status image_open_inside(Image *im, const char *data, size_t size, const char magic[8], uint32_t version, const char *where, attache_status bad,
                                 const Reporter *r);
attache_status image_map_file(Image *im, const char *path, const char magic[8], uint32_t version, attache_status bad, const Reporter *r);
void image_close(Image *im);
/* The section, with its number of items in *n; NULL (and *n = 0) if it does not exist or has items of another size. */
const void *image_section(const Image *im, const char *name, size_t item_size, size_t *n);

typedef struct ImageSection {
    char name[16];
    uint32_t item_size;
    Buf bytes;
} ImageSection;

/* Collects sections for writing. */
typedef struct ImageWriter {
    ImageSection sections[64];
    size_t n;
} ImageWriter;

/* The buffer of a section, created if needed; the caller appends whole items to it. */
Buf *image_writer_section(ImageWriter *w, const char *name, size_t item_size);
/* A hash table as a section: `n` entries that each begin with a distinct 64-bit key other than 0. It has 2^k slots, at least `least` and more than twice n; a
 * slot with key 0 is free. An entry is in the slot given by the low bits of its key, or the next free one after it. */
void image_writer_table(ImageWriter *w, const char *name, const void *entries, size_t n, size_t size, size_t least);
/* Takes over the sections whose names begin with `prefix`, except those that the writer already has. */
void image_copy_sections(const Image *im, const char *prefix, ImageWriter *w);
void image_writer_finish(ImageWriter *w, const char magic[8], uint32_t version, Buf *out);
void image_writer_free(ImageWriter *w);

#endif
