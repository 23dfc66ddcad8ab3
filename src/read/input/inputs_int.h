/* inputs_int.h - what the files behind attache_inputs share: streams of bytes that are unpacked on the way, and what is read out of them document by document.
 *
 * A Stream owns the stream that it unpacks and the file that it reads; stream_close closes all of them. Archive, Warc, Lines and Feed borrow the stream they read.
 * What a document of theirs points to lives until they are asked for the next or closed.
 */
#ifndef ATTACHE_INPUTS_INT_H
#define ATTACHE_INPUTS_INT_H

#include "read/page/page_int.h"

/* ---- streams (stream.c) ---- */

typedef struct Stream Stream;

typedef enum Packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD, PACKED_ARCHIVE } Packing;

/* How the first bytes say that the rest is packed; PACKED_ARCHIVE is what libarchive reads: zip, tar, 7z, bzip2, xz. */
Packing stream_packing(Slice head);

/* `name` is what messages call the stream; borrowed, as the reporter. */
Stream *stream_of_file(int fd, const char *name, const Reporter *r);
/* What came out of an archive, all members together, and its own size; a trap gives many times that. */
typedef struct ArchiveShare {
    uint64_t made, packed;
    bool over; /* it is one, and has been reported */
} ArchiveShare;
/* The member that `archive` (a struct archive) stands at. */
Stream *stream_of_member(void *archive, ArchiveShare *share, const char *name, const Reporter *r);
/* Unpacks gzip or zstd: any number of members or frames. Owns `below` from now on. */
Stream *stream_unpack(Stream *below, Packing packing);
void stream_close(Stream *s);

/* Reads until `want` bytes are in the window or nothing follows. Any status but ATTACHE_OK has been reported: what the window holds is then part of something that
 * cannot be completed, and what follows it, if anything does, begins at some later place. */
attache_status stream_fill(Stream *s, size_t want);
/* The same for a look ahead: what is wrong is told by a later call if the window holds anything. */
attache_status stream_peek(Stream *s, size_t want);
/* The bytes that were read and not yet used; followed by a NUL. */
Slice stream_window(const Stream *s);
/* Steps over n bytes of the window. */
void stream_use(Stream *s, size_t n);
/* Steps over n bytes whether they are in the window or not; true if there were so many. */
attache_status stream_skip(Stream *s, uint64_t n, bool *whole);
/* True if the window is empty and nothing follows. */
bool stream_at_end(const Stream *s);
/* Where the window begins, in unpacked bytes from the start. */
uint64_t stream_offset(const Stream *s);
/* Bytes read of the file at the bottom. */
uint64_t stream_done(const Stream *s);
/* Moves to a place in a file that can be moved in (offset as of lseek); the new place or -1. */
int64_t stream_seek(Stream *s, int64_t offset, int whence);
const char *stream_name(const Stream *s);

/* "FILE: offset N" in a buffer of the caller. */
const char *stream_where(const Stream *s, uint64_t offset, char *room, size_t n);
enum { WHERE_MAX = 4300 };
#define STREAM_WHERE(s, offset) stream_where((s), (offset), (char[WHERE_MAX]){0}, WHERE_MAX)

/* True if the bytes begin as the journal of a watch does, which lies beside its archives (journal.c). */
bool journal_is(Slice head);

/* ---- members of zip and tar (archive.c) ---- */

typedef struct Archive Archive;
Archive *archive_open(Stream *s, const Reporter *r);
/* The next regular file; *name lives until the next call, and is empty where what is packed is no archive but one file. ATTACHE_END behind the last. */
attache_status archive_next(Archive *a, const char **name);
/* What archive_next stands at, as stream_of_member wants it. */
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
/* An ARC file, which is read as a WARC file (arc.c). */
bool arc_is(Slice head);
/* "URL address day type ... length" at the head of a record of it; false for any other line. */
typedef struct ArcHead {
    Slice url, date, type;
    uint64_t length;
} ArcHead;
bool arc_head(Slice line, ArcHead *out);
Warc *warc_open(Stream *s, const Reporter *r);
/* ATTACHE_SKIPPED for a record that stands for something else than a page; what describes the crawl itself is not even that. */
attache_status warc_next(Warc *w, attache_document *out);
/* Adds to `out` how many records were skipped and why, nothing if none. */
void warc_tell_skipped(const Warc *w, Buf *out);
void warc_close(Warc *w);

/* ---- HTTP messages (response.c) ---- */

typedef struct HttpResponse {
    int status;
    Slice type, charset; /* of Content-Type: "text/html", "utf-8"; empty if not said */
    Slice body;          /* without chunks and compression */
    const char *problem; /* what of the body could not be unpacked, or NULL */
} HttpResponse;

/* Takes a response apart. `room` holds the body where it had to be unpacked. False if it does not begin with a status line. */
bool response_read(Slice message, Buf room[2], HttpResponse *out);
/* The value of a header in lines "name: value"; empty if it is not there. */
Slice response_header(Slice headers, const char *name);
/* Takes a Content-Type apart. */
void response_content_type(Slice value, Slice *type, Slice *charset);
/* The length of the lines up to the empty one, with it; 0 if it is not there. */
size_t response_head_size(Slice s);

/* ---- RSS and Atom (feed.c) ---- */

typedef struct Feed Feed;
bool feed_is(Slice head);
/* `data` is valid UTF-8 and lives as long as the feed; so do `name`, for messages, and `id`, which entries that have none are called by. */
attache_status feed_open(Slice data, const char *name, const char *id, const Reporter *r, Feed **out);
attache_status feed_next(Feed *f, attache_document *out);
void feed_close(Feed *f);

/* ---- JSON lines that are flat (flat.c) ---- */

typedef enum FlatKind { FLAT_ABSENT, FLAT_STRING, FLAT_INTEGER, FLAT_OTHER } FlatKind;
typedef struct FlatValue {
    FlatKind kind;
    Slice string; /* in the buffer of flat_read, ended by a zero */
    long long integer;
} FlatValue;
/* The values of `n` keys of a line that is one JSON object of strings, numbers and literals. Strings go to `strings`, which the next call clears.
 * False, with nothing known, if the line is anything else; it may be JSON still. `line` is valid UTF-8. */
bool flat_read(Slice line, const char *const *keys, FlatValue *values, size_t n, Buf *strings);

#endif
