/* watch_int.h - what the files of `attache watch` share: rules for robots, the journal of what was fetched, writing web archives, and transfers.
 *
 * A Robots, Journal, WarcFile or Fetcher is freed by the function in its section; strings passed in are copied unless a comment says otherwise.
 */
#ifndef ATTACHE_WATCH_INT_H
#define ATTACHE_WATCH_INT_H

#include "read/input/inputs_int.h"

/* ---- robots.txt (robots.c; RFC 9309) ---- */

typedef struct RobotsRule {
    char *pattern; /* with * and a final $ */
    bool allow;
} RobotsRule;

typedef struct Robots {
    RobotsRule *rules;
    size_t n;
    double delay; /* Crawl-delay in seconds, 0 if there is none */
} Robots;

/* The rules for the product `agent` ("attache"), or those for all if none name it. Only the first ROBOTS_MAX bytes are read. */
enum { ROBOTS_MAX = 500 << 10 };
void robots_read(Robots *out, Slice text, const char *agent);
/* Whether a path with its query may be fetched: the longest matching rule decides; of two equal ones, the one that allows. */
bool robots_allow(const Robots *r, const char *path);
void robots_free(Robots *r);

/* ---- the journal (journal.c) ---- */

typedef struct Journal Journal;

typedef struct FeedState {
    char *url, *etag, *modified; /* as sent by the server; "" if it did not */
} FeedState;

/* Opens DIR/journal.tsv, creating it if needed, and cleans up after an interruption: an unfinished line is dropped, and an archive that is longer than the
 * journal says is truncated, so that anything not noted is fetched again and nothing is stored twice. Refuses a folder in use by another watch. `mode`:
 * permissions of new files. */
attache_status journal_open(const char *dir, unsigned mode, const Reporter *r, Journal **out);
void journal_close(Journal *j);
bool journal_has(const Journal *j, const char *url);
/* Notes a page: archived in FILE, which now ends at `end`; or, with file "", that it is not to be requested again. It is on disk when the function returns. */
attache_status journal_page(Journal *j, const char *url, const char *file, uint64_t end);
/* Notes where an archive starts to grow, before anything is written to it; does nothing if that is known. */
attache_status journal_begin(Journal *j, const char *file);
/* The last note for a feed, or NULL. */
const FeedState *journal_feed(const Journal *j, const char *url);
attache_status journal_note_feed(Journal *j, const char *url, const char *etag, const char *modified);

/* ---- archives being written (warc_write.c; WARC 1.1, ISO 28500) ---- */

/* A page as returned by a server. */
typedef struct Answer {
    const char *url, *address; /* its final address; the IP address that answered, or "" */
    int status;
    Slice head, body;          /* header lines as received; the body without any coding */
} Answer;

/* Appends a response record, a gzip member of its own, to `path`, which begins with a warcinfo record if it is new; *end: the new size of the file. It is on disk
 * when the function returns. */
attache_status warc_append(const char *path, unsigned mode, const Answer *a, const char *agent, uint64_t *end, const Reporter *r);

#endif
