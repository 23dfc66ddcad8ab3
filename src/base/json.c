/* json.c - texts and numbers in, JSON out. */
#include "base/json.h"

void json_text(Buf *b, Slice s) {
    static const char hex[] = "0123456789abcdef";
    json_separate(b);
    buf_reserve(b, s.n + 2);
    buf_char(b, '"');
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        const char *run = p;
        p += json_plain(p, end, true);
        buf_add(b, run, (size_t)(p - run));
        if (p == end) break;
        unsigned char c = (unsigned char)*p;
        if (c >= 0x80) {
            uint32_t cp;
            char out[4];
            p += utf8_next(p, end, &cp);
            buf_add(b, out, utf8_encode(cp, out));
            continue;
        }
        p++;
        const char *at = strchr("\"\"\\\\\nn\rr\tt", c); /* pairs: the character, and what follows the backslash */
        if (c == '"' || c == '\\')
            buf_add(b, (char[]){'\\', (char)c}, 2);
        else if (c && at)
            buf_add(b, (char[]){'\\', at[1]}, 2);
        else
            buf_add(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
    }
    buf_char(b, '"');
}

void json_texts(Buf *out, const char *const *texts, size_t n) {
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) json_str(out, texts[i]);
    json_close(out, ']');
}

void json_raw(Buf *out, Slice json) {
    json_separate(out);
    buf_add(out, json.p, json.n);
}

void json_whole(Buf *out, int64_t v) {
    json_separate(out);
    buf_printf(out, "%lld", (long long)v);
}

void json_float(Buf *out, double v) {
    json_separate(out);
    buf_printf(out, "%.12g", v);
}

void json_name(Buf *out, Slice name) {
    json_text(out, name);
    buf_char(out, ':');
}
