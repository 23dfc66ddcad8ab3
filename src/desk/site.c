/* site.c - an address in, a file of the front end out. Files below /assets/ carry a hash of their content in their name and never change. */
#include "desk/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

extern const char attache_site_start[] __attribute__((visibility("hidden"))), attache_site_end[] __attribute__((visibility("hidden")));

static const char not_built[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>attache</title><h1>attache</h1>\n"
    "<p>This attache was built without its front end: node and npm, or the packages that web/package-lock.json names, were not to be had.\n"
    "Install them and run <code>make</code> again. The <a href=\"/api/v1/openapi.json\">API</a> answers all the same:\n"
    "<a href=\"/api/v1/about\">about</a>, <a href=\"/api/v1/happenings\">happenings</a>, <a href=\"/api/v1/actors\">actors</a>.</p></html>\n";

void site_open(Site *s) {
    const char *p = attache_site_start, *end = attache_site_end, *empty = end - p > 2 ? strstr(p, "\n\n") : NULL;
    *s = (Site){.n = 0};
    arena_init(&s->arena);
    const char *bytes = empty ? empty + 2 : end;
    while (empty && p <= empty && s->n < SITE_FILES) {
        char path[128], type[64];
        size_t size;
        if (sscanf(p, "%127s %63s %zu\n", path, type, &size) != 3 || size > (size_t)(end - bytes)) break;
        unsigned long long hash = hash_bytes(bytes, size);
        s->file[s->n++] = (struct SiteFile){arena_printf(&s->arena, "%s", path), arena_printf(&s->arena, "%s%s", type, strncmp(type, "text/", 5) ? "" : "; charset=utf-8"),
                                            arena_printf(&s->arena, "\"%016llx\"", hash), {bytes, size}};
        bytes += size;
        p = strchr(p, '\n') + 1;
    }
}

void site_close(Site *s) { arena_free(&s->arena); }

static const struct SiteFile *find(const Site *s, const char *path) {
    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->file[i].path, path)) return &s->file[i];
    return NULL;
}

/* For the rare client that does not take gzip. */
static void unpack(Slice gzip, Buf *out) {
    z_stream z = {.next_in = (Bytef *)(uintptr_t)gzip.p, .avail_in = (uInt)gzip.n};
    if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK) base_die("zlib");
    for (int code = Z_OK; code == Z_OK;) {
        buf_reserve(out, 1 << 16);
        z.next_out = (Bytef *)out->p + out->n;
        z.avail_out = 1 << 16;
        code = inflate(&z, Z_NO_FLUSH);
        out->n += (1 << 16) - z.avail_out;
    }
    inflateEnd(&z);
}

/* The pages that the front end draws. */
static bool is_page(const char *path) {
    static const char *const begins[] = {"/dyad/", "/actor/", "/happening/", "/story/"}, *const pages[] = {"/", "/search", "/about", "/actors", "/dyads"};
    for (size_t i = 0; i < COUNT_OF(begins); i++)
        if (!strncmp(path, begins[i], strlen(begins[i]))) return true;
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (!strcmp(path, pages[i])) return true;
    return false;
}

void site_answer(const Site *s, Request *request, Reply *reply) {
    bool page = is_page(request->path);
    const struct SiteFile *file = find(s, page ? "/index.html" : request->path);
    if (!file && page) {
        reply->type = "text/html; charset=utf-8";
        reply->fixed = SLICE(not_built);
        return;
    }
    if (!file) return http_problem(reply, 404, "the desk has no such page");
    reply->etag = file->etag;
    if (!strncmp(file->path, "/assets/", 8)) reply->cache = "public, max-age=31536000, immutable";
    if (http_etag_matches(request->if_none_match, file->etag)) {
        reply->status = 304;
        return;
    }
    reply->type = file->type;
    reply->gzipped = request->gzip;
    if (request->gzip) reply->fixed = file->gzip;
    else unpack(file->gzip, &reply->body);
}
