/* watch_int.h - what the parts of `attache watch` share: rules for robots, the journal of what was fetched, web archives being written, and transfers.
 *
 * A Robots, Journal, WarcFile or Fetcher is freed by the function that its part names; strings handed in are copied unless said otherwise.
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
    double delay; /* Crawl-delay in seconds, 0 if none is asked for */
} Robots;

/* The rules for the product `agent` ("attache"), or those for all where none name it. Rules past ROBOTS_MAX bytes are not read. */
enum { ROBOTS_MAX = 500 << 10 };
void robots_read(Robots *out, Slice text, const char *agent);
/* Whether a path with its query may be fetched: the longest rule that fits decides, of two the one that allows. */
bool robots_allow(const Robots *r, const char *path);
void robots_free(Robots *r);

/* ---- the journal (journal.c) ---- */

typedef struct Journal Journal;

typedef struct FeedState {
    char *url, *etag, *modified; /* as the server gave them; "" if it did not */
} FeedState;

/* Opens DIR/journal.tsv, made where there is none, and sets right what a kill left behind: a line that is not ended is forgotten, and an archive that is longer than the
 * journal knows is cut back to what it knows, so that what was not noted is fetched anew and nothing is there twice. Refuses a folder that another watch works in. `mode`: permissions of what is made. */
attache_status journal_open(const char *dir, unsigned mode, const Reporter *r, Journal **out);
void journal_close(Journal *j);
bool journal_has(const Journal *j, const char *url);
/* Notes a page: archived in FILE, which now ends at `end`; or, with file "", that it is not to be fetched again. On disk when it returns. */
attache_status journal_page(Journal *j, const char *url, const char *file, uint64_t end);
/* Notes where an archive begins to grow, before anything is written to it; nothing if that is known. */
attache_status journal_begin(Journal *j, const char *file);
/* What was noted of a feed last, or NULL. */
const FeedState *journal_feed(const Journal *j, const char *url);
attache_status journal_note_feed(Journal *j, const char *url, const char *etag, const char *modified);

/* ---- archives being written (warc_write.c; WARC 1.1, ISO 28500) ---- */

/* A page as a server answered. */
typedef struct Answer {
    const char *url, *address; /* where it was in the end; the IP address that answered, or "" */
    int status;
    Slice head, body;          /* header lines as they came; the body without any coding */
} Answer;

/* Appends a response record, a gzip member of its own, to `path`, which begins with a warcinfo record if it is new; *end: where the file then ends. On disk when it
 * returns. */
attache_status warc_append(const char *path, unsigned mode, const Answer *a, const char *agent, uint64_t *end, const Reporter *r);

#endif
