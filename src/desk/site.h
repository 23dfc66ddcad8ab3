/* site.h - the built front end: files that web/ was bundled into, compressed, inside the program.
 *
 * The pack is text and then bytes: a line "PATH TYPE SIZE" a file, an empty line, the gzip'd files one behind another. It is empty where the front end was
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
/* Is it an address that the front end draws a page for? */
bool site_is_page(const char *path);
/* The addresses of the API, a blank between two, whose answers such a page is sent with. */
const char *site_answers_of(const Request *request);
/* A file, or the one page for an address that the front end draws; `answers` is markup that goes into that. */
void site_answer(const Site *s, Request *request, Slice answers, Reply *reply);

#endif
