/* flat.c - reads the values of given keys from one JSON object (RFC 8259), in one pass. Nested lists and objects are skipped.
 *
 * It never accepts what is not JSON, but rejects some JSON: a repeated key, a fraction or half a surrogate pair outside lists and objects, more than DEPTH_MAX
 * nested lists. A full JSON reader has to handle those. */
#include "read/input/inputs_int.h"
#include "base/json.h"

enum { DEPTH_MAX = 2000 };

typedef struct Cursor {
    const char *p, *end;
    char *out; /* room for all strings of the line */
} Cursor;

static void skip_spaces(Cursor *c) {
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\r' || *c->p == '\n')) c->p++;
}

static bool skip_to(Cursor *c, char sign) {
    skip_spaces(c);
    if (c->p == c->end || *c->p != sign) return false;
    c->p++;
    return true;
}

static bool read_hex(const char **p, const char *end, uint32_t *cp) {
    *cp = 0;
    if (end - *p < 4) return false;
    for (int i = 0; i < 4; i++, ++*p) {
        char c = **p, lower = (char)(c | 32);
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(lower >= 'a' && lower <= 'f')) return false;
        *cp = *cp << 4 | (uint32_t)(digit ? c - '0' : lower - 'a' + 10);
    }
    return true;
}

/* After "\u". */
static bool read_unicode(Cursor *c) {
    uint32_t cp, low;
    if (!read_hex(&c->p, c->end, &cp) || !cp || (cp >= 0xDC00 && cp <= 0xDFFF)) return false;
    if (cp >= 0xD800 && cp <= 0xDBFF) {
        if (c->end - c->p < 6 || c->p[0] != '\\' || c->p[1] != 'u') return false;
        c->p += 2;
        if (!read_hex(&c->p, c->end, &low) || low < 0xDC00 || low > 0xDFFF) return false;
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
    }
    c->out += utf8_encode(cp, c->out); /* at most four bytes for six in the line */
    return true;
}

static bool read_escape(Cursor *c) {
    static const char signs[] = "\"\\/bfnrt", stand_for[] = "\"\\/\b\f\n\r\t";
    const char *at = c->p < c->end && *c->p ? strchr(signs, *c->p) : NULL;
    if (c->p == c->end) return false;
    if (*c->p++ == 'u') return read_unicode(c);
    if (at) *c->out++ = stand_for[at - signs];
    return at != NULL;
}

/* After the opening quote; the content goes to c->out, followed by a zero. */
static bool read_string(Cursor *c, Slice *s) {
    s->p = c->out;
    for (;;) {
        size_t n = json_plain(c->p, c->end, false);
        memcpy(c->out, c->p, n);
        c->out += n, c->p += n;
        if (c->p == c->end || (unsigned char)*c->p < 0x20) return false;
        if (*c->p++ == '"') break;
        if (!read_escape(c)) return false;
    }
    s->n = (size_t)(c->out - s->p);
    *c->out++ = 0;
    return true;
}

/* An integer of at most eighteen digits. */
static bool read_integer(Cursor *c, long long *v) {
    bool minus = *c->p == '-';
    const char *p = c->p + minus, *from = p;
    for (*v = 0; p < c->end && *p >= '0' && *p <= '9' && p - from < 18; p++) *v = *v * 10 + (*p - '0');
    if (p == from || (*from == '0' && p - from > 1) || p == c->end || (*p != ',' && *p != '}' && *p != ' ')) return false;
    if (minus) *v = -*v;
    c->p = p;
    return true;
}

static bool read_literal(Cursor *c) {
    static const Slice literals[] = {{"null", 4}, {"true", 4}, {"false", 5}};
    for (size_t i = 0; i < COUNT_OF(literals); i++)
        if ((size_t)(c->end - c->p) > literals[i].n && !memcmp(c->p, literals[i].p, literals[i].n)) return c->p += literals[i].n, true;
    return false;
}

/* Any number, inside a list or object. */
static bool pass_number(Cursor *c) {
    const char *from = c->p += *c->p == '-';
    while (c->p < c->end && *c->p >= '0' && *c->p <= '9') c->p++;
    if (c->p == from || (*from == '0' && c->p - from > 1) || c->p - from > 18) return false;
    if (c->p < c->end && *c->p == '.') {
        for (from = ++c->p; c->p < c->end && *c->p >= '0' && *c->p <= '9';) c->p++;
        if (c->p == from || c->p - from > 18) return false;
    }
    return c->p < c->end && (*c->p | 32) != 'e';
}

/* A string, number or literal inside a list or object; its value is discarded. */
static bool pass_single(Cursor *c) {
    char *out = c->out;
    Slice string;
    bool text = skip_to(c, '"');
    if (!text && c->p == c->end) return false;
    bool good = text ? read_string(c, &string) : *c->p == '-' || (*c->p >= '0' && *c->p <= '9') ? pass_number(c) : read_literal(c);
    c->out = out;
    return good;
}

/* The key of a value in an object: a string and a colon. */
static bool pass_key(Cursor *c) {
    char *out = c->out;
    Slice key;
    bool good = skip_to(c, '"') && read_string(c, &key) && skip_to(c, ':');
    c->out = out;
    return good;
}

/* Skips a list or object without recursion: `open` has the opening character of each unclosed one. */
static bool pass_nested(Cursor *c) {
    char open[DEPTH_MAX];
    size_t depth = 0;
    do {
        bool begins = skip_to(c, '[') || skip_to(c, '{');
        if (begins && depth == DEPTH_MAX) return false;
        if (begins) {
            open[depth++] = c->p[-1];
            if (!skip_to(c, open[depth - 1] == '[' ? ']' : '}')) { /* it is not empty */
                if (open[depth - 1] == '{' && !pass_key(c)) return false;
                continue;
            }
            depth--;
        } else if (!pass_single(c)) {
            return false;
        }
        while (depth && !skip_to(c, ',')) {
            if (!skip_to(c, open[depth - 1] == '[' ? ']' : '}')) return false;
            depth--;
        }
        if (depth && open[depth - 1] == '{' && !pass_key(c)) return false;
    } while (depth);
    return true;
}

static bool read_value(Cursor *c, FlatValue *out) {
    if (skip_to(c, '"')) return out->kind = FLAT_STRING, read_string(c, &out->string);
    if (c->p == c->end) return false;
    if (*c->p == '[' || *c->p == '{') return out->kind = FLAT_OTHER, pass_nested(c);
    out->kind = *c->p == '-' || (*c->p >= '0' && *c->p <= '9') ? FLAT_INTEGER : FLAT_OTHER;
    return out->kind == FLAT_INTEGER ? read_integer(c, &out->integer) : read_literal(c);
}

static FlatValue *value_of_key(Slice key, const char *const *keys, FlatValue *values, size_t n, FlatValue *unasked) {
    for (size_t i = 0; i < n; i++)
        if (slice_is(key, keys[i])) return &values[i];
    return unasked;
}

bool flat_read(Slice line, const char *const *keys, FlatValue *values, size_t n, Buf *strings) {
    buf_clear(strings);
    buf_reserve(strings, line.n + 1); /* no string is longer than its quoted form */
    Cursor c = {line.p, line.p + line.n, strings->p};
    for (size_t i = 0; i < n; i++) values[i].kind = FLAT_ABSENT;
    if (!skip_to(&c, '{')) return false;
    do {
        Slice key;
        FlatValue unasked;
        if (!skip_to(&c, '"') || !read_string(&c, &key)) return false;
        FlatValue *v = value_of_key(key, keys, values, n, &unasked);
        if (v != &unasked && v->kind != FLAT_ABSENT) return false;
        if (!skip_to(&c, ':') || !read_value(&c, v)) return false;
    } while (skip_to(&c, ','));
    if (!skip_to(&c, '}')) return false;
    skip_spaces(&c);
    return c.p == c.end;
}
