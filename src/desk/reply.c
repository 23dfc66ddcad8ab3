/* reply.c - parts of most replies: errors in the format of RFC 9457, and an ETag so that a client need not load the same content twice. */
#include <stdarg.h>
#include <stdio.h>

#include "desk/http.h"
#include "base/json.h"

static const char *status_title(unsigned status) {
    static const struct {
        unsigned status;
        const char *title;
    } titles[] = {{400, "Bad request"},      {401, "Token wanted"},         {403, "Forbidden"},          {404, "Not found"},
                  {405, "Method not allowed"}, {413, "Too large"},            {415, "Unsupported media type"}, {421, "Misdirected request"},
                  {422, "Cannot be done"},   {500, "The store could not be read"}, {503, "Took too long"}};
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        if (titles[i].status == status) return titles[i].title;
    return "Error";
}

void reply_problem(Reply *reply, unsigned status, const char *format, ...) {
    char detail[512];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    reply->status = status;
    reply->type = "application/problem+json";
    reply->cache = "no-store";
    reply->fixed = (Slice){0};
    reply->etag = reply->disposition = NULL;
    buf_clear(&reply->body);
    json_open(&reply->body, '{');
    json_put_str(&reply->body, "type", "about:blank");
    json_put_str(&reply->body, "title", status_title(status));
    json_put_number(&reply->body, "status", status);
    json_put_str(&reply->body, "detail", detail);
    json_close(&reply->body, '}');
    buf_char(&reply->body, '\n');
}

bool reply_etag_matches(const char *header, const char *etag) {
    size_t n = strlen(etag);
    for (const char *p = header; *p;) {
        p += strspn(p, ", \t");
        if (*p == '*') return true;
        if (!strncmp(p, "W/", 2)) p += 2;
        if (!strncmp(p, etag, n) && (p[n] == 0 || strchr(", \t", p[n]))) return true;
        p += strcspn(p, ",");
    }
    return false;
}

void reply_validate(const Request *request, Reply *reply) {
    if (reply->status != 200) return;
    reply->etag = arena_printf((Arena *)(uintptr_t)&request->arena, "\"%016llx\"", (unsigned long long)hash_bytes(reply->body.p, reply->body.n));
    if (!reply_etag_matches(request->if_none_match, reply->etag)) return;
    reply->status = 304;
    reply->type = NULL;
    buf_clear(&reply->body);
}
