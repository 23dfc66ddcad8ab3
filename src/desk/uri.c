/* uri.c - splits the target of a request into path and parameters. It is strict: targets that we would never produce are refused before anything is looked up:
 * broken escapes, NUL and control characters, invalid UTF-8, "." and ".." and empty segments. */
#include "desk/http.h"

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes %XX (and + to a blank in a query); NULL for a broken escape, a control character or invalid UTF-8. */
static char *decode(Arena *arena, Slice in, bool query) {
    char *out = arena_alloc(arena, in.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.n; i++) {
        int c = (unsigned char)in.p[i];
        if (c == '%') {
            int high = i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1;
            int low = high < 0 ? -1 : hex_digit(in.p[i + 2]);
            if (low < 0) return NULL;
            c = high * 16 + low, i += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        if (c < 0x20 || c == 0x7f) return NULL;
        out[n++] = (char)c;
    }
    out[n] = 0;
    return utf8_valid(out, n) == n ? out : NULL;
}

static bool is_clean_path(const char *path) {
    if (*path != '/' || strchr(path, '\\')) return false;
    for (const char *p = path; p; p = strchr(p + 1, '/')) {
        size_t n = strcspn(p + 1, "/");
        if (n == 0 && p[1] == '/') return false;
        if ((n == 1 && p[1] == '.') || (n == 2 && p[1] == '.' && p[2] == '.')) return false;
    }
    return true;
}

static bool parse_param(Slice one, Request *out) {
    const char *equals = memchr(one.p, '=', one.n);
    size_t n = equals ? (size_t)(equals - one.p) : one.n;
    if (one.n == 0) return true;
    if (out->n_params == HTTP_PARAMS_MAX) return false;
    HttpParam *param = &out->params[out->n_params++];
    param->name = decode(&out->arena, (Slice){one.p, n}, true);
    param->value = equals ? decode(&out->arena, (Slice){equals + 1, one.n - n - 1}, true) : "";
    return param->name && param->value;
}

bool uri_parse(const char *raw, Request *out) {
    size_t n = strcspn(raw, "?#");
    out->path = decode(&out->arena, (Slice){raw, n}, false);
    if (!out->path || !is_clean_path(out->path)) return false;
    const char *p = raw + n + (raw[n] == '?');
    for (bool more = true; more;) {
        size_t length = strcspn(p, "&#");
        if (!parse_param((Slice){p, length}, out)) return false;
        more = p[length] == '&';
        p += length + 1;
    }
    return true;
}
