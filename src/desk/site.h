/* site.h - the built front end: the files that web/ was bundled into, compressed, inside the program.
 *
 * The pack begins with text, one line "PATH TYPE SIZE" per file, then an empty line, then the gzip'd files one after another. It is empty if the front end was
 * not built; then the desk answers its API and a page that says so.
 */
#ifndef ATTACHE_DESK_SITE_H
#define ATTACHE_DESK_SITE_H

#include "desk/http.h"

enum { SITE_FILES = 64 };

typedef struct Site {
    struct SiteFile {
        const char *path, *type, *etag;
        Slice gzip;
    } file[SITE_FILES];
    size_t n;
    Arena arena;
} Site;

void site_open(Site *s);
void site_close(Site *s);
/* Whether the front end has a page for an address. */
bool site_is_page(const char *path);
/* The addresses of the API, separated by blanks, whose answers are included in a page. */
const char *site_answers_of(const Request *request);
/* A file, or the one page for all addresses of the front end; `answers` is markup that is inserted into it. */
void site_answer(const Site *s, Request *request, Slice answers, Reply *reply);

#endif
