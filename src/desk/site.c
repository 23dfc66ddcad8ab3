/* site.c - serves the files of the front end. Files below /assets/ have a hash of their content in their name and never change. */
#include "desk/site.h"

#include "base/failure.h"
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

/* For the rare client that does not accept gzip. */
static void unpack(Slice gzip, Buf *out) {
    z_stream z = {.next_in = (Bytef *)(uintptr_t)gzip.p, .avail_in = (uInt)gzip.n};
    if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    for (int code = Z_OK; code == Z_OK;) {
        buf_reserve(out, 1 << 16);
        z.next_out = (Bytef *)out->p + out->n;
        z.avail_out = 1 << 16;
        code = inflate(&z, Z_NO_FLUSH);
        out->n += (1 << 16) - z.avail_out;
    }
    inflateEnd(&z);
}

static const struct Page {
    const char *path;
    bool below;
    const char *files, *answers;
} pages[] = {
#define PAGE(name, below, files, answers) {"/" name, below, files " inter-latin-wght source-serif-4-latin-wght", answers},
#include "desk/pages.def"
#undef PAGE
};

static const struct Page *page_of(const char *path) {
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        size_t n = strlen(pages[i].path);
        if (!strncmp(path, pages[i].path, n) && path[n] == (pages[i].below ? '/' : 0)) return &pages[i];
    }
    return NULL;
}

bool site_is_page(const char *path) { return page_of(path) != NULL; }

const char *site_answers_of(const Request *request) {
    const struct Page *page = request->n_params ? NULL : page_of(request->path);
    return page ? page->answers : "";
}

static void add_link(Buf *out, const struct SiteFile *file) {
    const char *how = strstr(file->type, "javascript") ? "modulepreload" : !strcmp(file->type, "font/woff2") ? "preload; as=font; crossorigin" : "preload; as=fetch; crossorigin";
    buf_printf(out, "%s<%s>; rel=%s", out->n ? ", " : "", file->path, how);
}

/* The Link header of a page: the files that it will request, so that the browser need not wait for the page's script. */
static const char *links_of(const Site *s, const struct Page *page, Request *request) {
    static const char assets[] = "/assets/";
    const size_t n = sizeof assets - 1;
    Buf out = {0};
    for (const char *p = page->files + strspn(page->files, " "); *p; p += strcspn(p, " "), p += *p == ' ')
        for (size_t i = 0; i < s->n; i++)
            if (!strncmp(s->file[i].path, assets, n) && !strncmp(s->file[i].path + n, p, strcspn(p, " "))) add_link(&out, &s->file[i]);
    const char *links = out.n ? arena_copy(&request->arena, out.p, out.n) : NULL;
    buf_free(&out);
    return links;
}

/* The page with answers before the end of its body. */
static void write_page(const struct SiteFile *file, Slice answers, Reply *reply) {
    static const char close[] = "</body>";
    Buf html = {0};
    unpack(file->gzip, &html);
    buf_char(&html, 0);
    const char *end = strstr(html.p, close);
    size_t head = end ? (size_t)(end - html.p) : html.n - 1;
    buf_add(&reply->body, html.p, head);
    buf_add(&reply->body, answers.p, answers.n);
    buf_add(&reply->body, html.p + head, html.n - 1 - head);
    buf_free(&html);
}

static void answer_file(const struct SiteFile *file, const Request *request, Reply *reply) {
    reply->etag = file->etag;
    if (reply_etag_matches(request->if_none_match, file->etag)) {
        reply->status = 304;
        return;
    }
    reply->type = file->type;
    reply->gzipped = request->gzip;
    if (request->gzip) reply->fixed = file->gzip;
    else unpack(file->gzip, &reply->body);
}

/* A person who mistyped gets a page that says so, with links to others; a request for a file gets plain text. */
static void answer_nothing(const Site *s, const Request *request, Reply *reply) {
    const struct SiteFile *file = strchr(request->path, '.') ? NULL : find(s, "/index.html");
    reply_problem(reply, 404, "the desk has no such page");
    if (!file) return;
    buf_clear(&reply->body);
    reply->type = file->type;
    unpack(file->gzip, &reply->body);
}

void site_answer(const Site *s, Request *request, Slice answers, Reply *reply) {
    const struct Page *page = page_of(request->path);
    const struct SiteFile *file = find(s, page ? "/index.html" : request->path);
    if (!file && page) {
        reply->type = "text/html; charset=utf-8";
        reply->fixed = SLICE(not_built);
        return;
    }
    if (!file) return answer_nothing(s, request, reply);
    if (!strncmp(file->path, "/assets/", 8)) reply->cache = "public, max-age=31536000, immutable";
    if (page) reply->link = links_of(s, page, request);
    if (!answers.n) return answer_file(file, request, reply);
    reply->type = file->type;
    write_page(file, answers, reply);
    reply_validate(request, reply);
}
