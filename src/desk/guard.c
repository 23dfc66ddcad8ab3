/* guard.c - decides which requests are allowed, before any answer. A page of another site can make a browser send requests here, and can point one of its names
 * at 127.0.0.1 (DNS rebinding). Host and Origin reveal this; if others can reach us, a token is required. */
#include <stdio.h>

#include "desk/http.h"

#define TOKEN_PAGE(said)                                                                                                                             \
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"                               \
    "<meta name=\"color-scheme\" content=\"light dark\"><title>attache</title><h1>attache</h1>" said                                                 \
    "<form method=\"post\" action=\"/token\"><p><label>Token "                                                                                       \
    "<input name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus></label> <button>Open the "                        \
    "desk</button></p></form></html>\n"

static bool host_is_ours(const Guard *guard, const char *host) {
    for (size_t i = 0; i < guard->n_hosts; i++)
        if (!strcasecmp(host, guard->host[i])) return true;
    return guard->n_hosts == 0;
}

/* A browser sends with every POST the origin of the page that sent it; only our own is accepted. */
static bool origin_is_ours(const Request *request) {
    const char *o = request->origin;
    if (*request->site && strcmp(request->site, "same-origin") != 0) return false;
    if (!*o) return true;
    size_t scheme = !strncmp(o, "http://", 7) ? 7 : !strncmp(o, "https://", 8) ? 8 : 0;
    return scheme && !strcasecmp(o + scheme, request->host);
}

/* Compares every byte of both, so that the time it takes reveals nothing. */
static bool token_equals(const char *token, const char *given, size_t n) {
    size_t want = strlen(token);
    unsigned differs = want != n;
    for (size_t i = 0; i < n; i++) differs |= (unsigned char)(given[i] ^ token[i % (want + !want)]);
    return !differs;
}

static bool has_token(const Guard *guard, const Request *request) {
    static const char bearer[] = "Bearer ", name[] = "attache=";
    if (!strncmp(request->authorization, bearer, sizeof bearer - 1)) {
        const char *given = request->authorization + sizeof bearer - 1;
        return token_equals(guard->token, given, strlen(given));
    }
    for (const char *p = request->cookie; *p; p += strcspn(p, ";"), p += strspn(p, "; "))
        if (!strncmp(p, name, sizeof name - 1)) return token_equals(guard->token, p + sizeof name - 1, strcspn(p + sizeof name - 1, ";"));
    return false;
}

static void give_page(Reply *reply, unsigned status, Slice page) {
    reply->status = status;
    reply->type = "text/html; charset=utf-8";
    reply->fixed = page;
    reply->cache = "no-store";
}

/* The form above: "token=...", without escapes, because a token consists of letters and digits. */
static void take_token(const Guard *guard, Request *request, Reply *reply) {
    Slice b = request->body, field = SLICE("token=");
    if (b.n <= field.n || memcmp(b.p, field.p, field.n) != 0 || !token_equals(guard->token, b.p + field.n, b.n - field.n)) {
        give_page(reply, 403, SLICE(TOKEN_PAGE("<p role=\"alert\">This is not the token that the desk was started with.</p>")));
        return;
    }
    reply->status = 303;
    reply->location = "/";
    reply->cookie = arena_printf(&request->arena, "attache=%s; Path=/; HttpOnly; SameSite=Strict", guard->token);
}

static bool ask_for_token(const Guard *guard, Request *request, Reply *reply) {
    if (!strcmp(request->path, "/token") && !strcmp(request->method, "POST")) {
        take_token(guard, request, reply);
    } else if (!strncmp(request->path, "/api/", 5) || strcmp(request->method, "GET") != 0) {
        reply_problem(reply, 401, "this desk asks for a token: send \"Authorization: Bearer TOKEN\"");
    } else {
        give_page(reply, 401, SLICE(TOKEN_PAGE("<p>This desk asks for the token that it was started with: the first line of a file.</p>")));
    }
    return false;
}

bool guard_admits(const Guard *guard, Request *request, Reply *reply) {
    bool reads = !strcmp(request->method, "GET") || !strcmp(request->method, "HEAD");
    if (!host_is_ours(guard, request->host))
        return reply_problem(reply, 421, "the desk answers as %s alone, not as \"%.80s\"", guard->host[0], request->host), false;
    if (!reads && strcmp(request->method, "POST") != 0) {
        reply->allow = "GET, HEAD, POST";
        return reply_problem(reply, 405, "the desk knows GET, HEAD and POST"), false;
    }
    if (!reads && !origin_is_ours(request)) return reply_problem(reply, 403, "only the desk's own pages may change what the store holds"), false;
    if (*guard->token && !has_token(guard, request)) return ask_for_token(guard, request, reply);
    return true;
}
