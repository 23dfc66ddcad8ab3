/* json.h - the one writer of JSON (RFC 8259): adds keys, texts, numbers and lists to a buffer, and the commas between them.
 *
 *     json_open(out, '{');  json_put_str(out, "code", "KAZ");  json_put_list(out, "mode", modes, n);  json_close(out, '}');
 *
 * A comma goes before a value unless it is the first in its list, object, line or buffer, or follows a key. Keys in `json_put_...` are literals of
 * our own and need no escapes. Invalid UTF-8 in a text becomes U+FFFD. Jansson reads JSON, and owns the other names that begin with json_.
 */
#ifndef ATTACHE_JSON_H
#define ATTACHE_JSON_H

#include "base/base.h"

/* The number of bytes from p on that need no escape in a JSON string: no quote, backslash or control character and, if `ascii`, nothing beyond ASCII. */
static inline size_t json_plain(const char *p, const char *end, bool ascii) {
    const char *from = p;
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80, beyond = ascii ? high : 0;
    for (uint64_t v; end - p >= 8; p += 8) {
        memcpy(&v, p, 8);
        uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';
        if (((quote - ones) & ~quote & high) | ((slash - ones) & ~slash & high) | ((v - ones * 0x20) & ~v & high) | (v & beyond)) break;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20 && !(ascii && (unsigned char)*p >= 0x80)) p++;
    return (size_t)(p - from);
}

/* Adds a comma, except before the first value of a list, object or line, and after a key. */
static inline void json_separate(Buf *out) {
    char last = out->n ? out->p[out->n - 1] : '\n';
    if (last != '{' && last != '[' && last != ':' && last != '\n') buf_char(out, ',');
}

static inline void json_open(Buf *out, char bracket) {
    json_separate(out);
    buf_char(out, bracket);
}
static inline void json_close(Buf *out, char bracket) { buf_char(out, bracket); }

/* Values. */
void json_text(Buf *out, Slice s);
void json_texts(Buf *out, const char *const *texts, size_t n); /* a list */
void json_raw(Buf *out, Slice json);                           /* a value that is already JSON */
static inline void json_str(Buf *out, const char *s) { json_text(out, slice_of(s)); }
static inline void json_bool(Buf *out, bool v) { json_raw(out, v ? SLICE("true") : SLICE("false")); }
static inline void json_nil(Buf *out) { json_raw(out, SLICE("null")); }
void json_whole(Buf *out, int64_t v);
void json_float(Buf *out, double v);

/* A key that is known only at run time. */
void json_name(Buf *out, Slice name);

/* Literal keys, with the comma in front: one copy of bytes. */
static inline void json_put_key_(Buf *out, const char *written, size_t n) {
    bool first = out->n && out->p[out->n - 1] == '{';
    buf_add(out, written + first, n - first);
}
#define JSON_KEY(name) ",\"" name "\":"
#define json_put_key(out, name) json_put_key_((out), JSON_KEY(name), sizeof JSON_KEY(name) - 1)
#define json_put_number(out, name, value) (json_put_key((out), name), buf_number((out), (value)))
#define json_put_text(out, name, slice) (json_put_key((out), name), json_text((out), (slice)))
#define json_put_str(out, name, value) (json_put_key((out), name), json_str((out), (value)))
#define json_put_list(out, name, texts, n) (json_put_key((out), name), json_texts((out), (texts), (n)))
#define json_put_null(out, name) (json_put_key((out), name), json_nil((out)))
#define json_put_object(out, name) (json_put_key((out), name), json_open((out), '{'))
#define json_put_array(out, name) (json_put_key((out), name), json_open((out), '['))

#endif
