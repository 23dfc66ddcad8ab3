/* inputs_int.h - what the files behind attache_inputs share: streams of bytes that are decompressed on the way, and readers that split them into documents.
 *
 * A Stream owns the stream that it decompresses and the file that it reads; stream_close closes all of them. Archive, Warc, Lines and Feed borrow the stream they
 * read. The data of a document live until the next one is requested or the reader is closed.
 */
#ifndef ATTACHE_INPUTS_INT_H
#define ATTACHE_INPUTS_INT_H

#include "read/page/page_int.h"

/* ---- documents that tell of each other (ahead.c) ---- */

/* Owns copies of the documents that wait. What it hands out lives until the next call. */
typedef struct Ahead Ahead;
typedef attache_status ahead_fn(void *user, attache_document *out);
Ahead *ahead_new(void);
void ahead_free(Ahead *a);
/* The next document that `next` gives, in its order, with the outlet that others show; ATTACHE_END behind the last, and each status in its place. */
attache_status ahead_next(Ahead *a, ahead_fn *next, void *user, attache_document *out);

/* ---- streams (stream.c) ---- */

typedef struct Stream Stream;

typedef enum Packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD, PACKED_ARCHIVE } Packing;

/* Compression as recognised by the first bytes; PACKED_ARCHIVE is read by libarchive: zip, tar, 7z, bzip2, xz. */
Packing stream_packing(Slice head);

/* `name` is the stream's name in messages; borrowed, like the reporter. */
Stream *stream_of_file(int fd, const char *name, const Reporter *r);
/* The total size of an archive's members so far, and its own size; in a decompression bomb the first is many times the second. */
typedef struct ArchiveShare {
    uint64_t made, packed;
    bool over; /* it is a bomb, and has been reported */
} ArchiveShare;
/* The present member of `archive` (a struct archive). */
Stream *stream_of_member(void *archive, ArchiveShare *share, const char *name, const Reporter *r);
/* Decompresses gzip or zstd: any number of members or frames. Takes over `below`. */
Stream *stream_unpack(Stream *below, Packing packing);
void stream_close(Stream *s);

/* Reads until `want` bytes are in the window or the stream ends. Any status but ATTACHE_OK has been reported: then the window holds part of something that cannot
 * be completed, and what follows, if anything, begins at a later position. */
attache_status stream_fill(Stream *s, size_t want);
/* The same for looking ahead: if the window holds anything, a later call reports the error. */
attache_status stream_peek(Stream *s, size_t want);
/* The bytes read and not yet consumed, followed by a NUL. */
Slice stream_window(const Stream *s);
/* Consumes n bytes of the window. */
void stream_use(Stream *s, size_t n);
/* Skips n bytes whether they are in the window or not; true if there were that many. */
attache_status stream_skip(Stream *s, uint64_t n, bool *whole);
/* True if the window is empty and the stream has ended. */
bool stream_at_end(const Stream *s);
/* The position of the window, in decompressed bytes from the start. */
uint64_t stream_offset(const Stream *s);
/* Bytes read from the underlying file. */
uint64_t stream_done(const Stream *s);
/* Seeks in a seekable file (offset as for lseek); the new position or -1. */
int64_t stream_seek(Stream *s, int64_t offset, int whence);
const char *stream_name(const Stream *s);

/* "FILE: offset N" in the caller's buffer. */
const char *stream_where(const Stream *s, uint64_t offset, char *room, size_t n);
enum { WHERE_MAX = 4300 };
#define STREAM_WHERE(s, offset) stream_where((s), (offset), (char[WHERE_MAX]){0}, WHERE_MAX)

/* True if the bytes begin like the journal of a watch, which is next to its archives (journal.c). */
bool journal_is(Slice head);

/* ---- members of zip and tar (archive.c) ---- */

typedef struct Archive Archive;
Archive *archive_open(Stream *s, const Reporter *r);
/* The next regular file; *name lives until the next call, and is empty if the input is not an archive but one compressed file. ATTACHE_END after the last. */
attache_status archive_next(Archive *a, const char **name);
/* The present member, in the form that stream_of_member needs. */
void *archive_member(Archive *a);
ArchiveShare *archive_share(Archive *a);
void archive_close(Archive *a);

/* ---- JSONL (lines.c) ---- */

typedef struct Lines Lines;
bool lines_are_jsonl(Slice head);
Lines *lines_open(Stream *s, const Reporter *r);
attache_status lines_next(Lines *l, attache_document *out);
void lines_close(Lines *l);

/* ---- WARC (warc.c) ---- */

typedef struct Warc Warc;
bool warc_is(Slice head);
/* An ARC file, read through the WARC reader (arc.c). */
bool arc_is(Slice head);
/* "URL address day type ... length" at the head of one of its records; false for any other line. */
typedef struct ArcHead {
    Slice url, date, type;
    uint64_t length;
} ArcHead;
bool arc_head(Slice line, ArcHead *out);
Warc *warc_open(Stream *s, const Reporter *r);
/* ATTACHE_SKIPPED for a record in place of a page; records that describe the crawl itself are ignored. */
attache_status warc_next(Warc *w, attache_document *out);
/* Appends to `out` how many records were skipped and why, nothing if none. */
void warc_tell_skipped(const Warc *w, Buf *out);
void warc_close(Warc *w);

/* ---- HTTP messages (response.c) ---- */

typedef struct HttpResponse {
    int status;
    Slice type, charset; /* from Content-Type: "text/html", "utf-8"; empty if not given */
    Slice body;          /* without chunking and compression */
    const char *problem; /* the part of the body that could not be decompressed, or NULL */
} HttpResponse;

/* Parses a response. `room` holds the body if it had to be decompressed. False if it does not begin with a status line. */
bool response_read(Slice message, Buf room[2], HttpResponse *out);
/* The value of a header in lines "name: value"; empty if it is missing. */
Slice response_header(Slice headers, const char *name);
/* Parses a Content-Type. */
void response_content_type(Slice value, Slice *type, Slice *charset);
/* The length of the lines up to and including the empty one; 0 if there is none. */
size_t response_head_size(Slice s);

/* ---- RSS and Atom (feed.c) ---- */

typedef struct Feed Feed;
bool feed_is(Slice head);
/* `data` is valid UTF-8 and lives as long as the feed; so do `name`, for messages, and `id`, the base of ids for entries without one. */
attache_status feed_open(Slice data, const char *name, const char *id, const Reporter *r, Feed **out);
attache_status feed_next(Feed *f, attache_document *out);
void feed_close(Feed *f);

/* ---- JSON lines that are flat (flat.c) ---- */

typedef enum FlatKind { FLAT_ABSENT, FLAT_STRING, FLAT_INTEGER, FLAT_OTHER } FlatKind;
typedef struct FlatValue {
    FlatKind kind;
    Slice string; /* in the buffer of flat_read, followed by a zero */
    long long integer;
} FlatValue;
/* The values of `n` keys in a line that is one JSON object of strings, numbers and literals. Strings go to `strings`, which the next call clears. False, without
 * any values, if the line is anything else; it may still be JSON. `line` is valid UTF-8. */
bool flat_read(Slice line, const char *const *keys, FlatValue *values, size_t n, Buf *strings);

#endif
