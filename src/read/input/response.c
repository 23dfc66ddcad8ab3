/* response.c - extracts the body of an HTTP response from a WARC record: joins chunks (RFC 9112), decompresses gzip, deflate, br and zstd.
 *
 * Crawlers store what came over the wire, or a processed version with the original headers; so a body that contradicts a header is used as it is.
 */
#include <brotli/decode.h>
#include <ctype.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/failure.h"
#include "read/input/inputs_int.h"

enum { BODY_MAX = ATTACHE_DOCUMENT_MAX, STEP = 64 << 10 };

/* ---- headers ---- */

static Slice trimmed(Slice s) {
    while (s.n && isspace((unsigned char)s.p[0])) s.p++, s.n--;
    while (s.n && isspace((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

static Slice take_line(Slice *rest) {
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    Slice line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    size_t used = line.n + (end != NULL);
    rest->p += used, rest->n -= used;
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

static bool says(Slice s, const char *word) { return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0; }

Slice response_header(Slice headers, const char *name) {
    while (headers.n) {
        Slice line = take_line(&headers);
        const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
        if (colon && says(trimmed((Slice){line.p, (size_t)(colon - line.p)}), name)) {
            size_t at = (size_t)(colon - line.p) + 1;
            return trimmed((Slice){line.p + at, line.n - at});
        }
    }
    return (Slice){"", 0};
}

size_t response_head_size(Slice s) {
    for (Slice rest = s; rest.n;) {
        const char *before = rest.p;
        Slice line = take_line(&rest);
        bool ended = rest.p > before && rest.p[-1] == '\n';
        if (!line.n && ended) return (size_t)(rest.p - s.p);
    }
    return 0;
}

void response_content_type(Slice value, Slice *type, Slice *charset) {
    const char *semicolon = value.n ? memchr(value.p, ';', value.n) : NULL;
    *type = trimmed((Slice){value.p, semicolon ? (size_t)(semicolon - value.p) : value.n});
    *charset = (Slice){"", 0};
    for (size_t i = type->n; i + 8 < value.n; i++) {
        if (strncasecmp(value.p + i, "charset=", 8) != 0) continue;
        size_t from = i + 8, to;
        while (from < value.n && memchr("\"' ", value.p[from], 3)) from++;
        for (to = from; to < value.n && (isalnum((unsigned char)value.p[to]) || memchr("-_.:", value.p[to], 4));) to++;
        *charset = (Slice){value.p + from, to - from};
        return;
    }
}

/* ---- chunks ---- */

/* The size in a chunk's header line; false if it has none. */
static bool chunk_size(Slice line, size_t *size) {
    size_t digits = 0;
    *size = 0;
    for (; digits < line.n && isxdigit((unsigned char)line.p[digits]); digits++) {
        char c = (char)tolower((unsigned char)line.p[digits]);
        if (*size > BODY_MAX) return false;
        *size = *size * 16 + (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return digits > 0 && (digits == line.n || memchr("; \t", line.p[digits], 3));
}

/* The joined chunks; the unchanged body if its first line does not begin a chunk. */
static Slice join_chunks(Slice body, Buf *room, const char **problem) {
    size_t size;
    Slice rest = body;
    buf_clear(room);
    for (bool first = true;; first = false) {
        Slice line = take_line(&rest);
        if (!chunk_size(line, &size)) {
            if (first) return body;
            *problem = "a chunk of it has no length";
            break;
        }
        if (size == 0) break;
        if (size > rest.n) *problem = "its last chunk is cut short";
        if (size > rest.n) size = rest.n;
        buf_add(room, rest.p, size);
        rest.p += size, rest.n -= size;
        take_line(&rest);
    }
    return (Slice){room->p ? room->p : "", room->n};
}

/* ---- compression ---- */

typedef enum Coding { CODING_NONE, CODING_GZIP, CODING_DEFLATE, CODING_BROTLI, CODING_ZSTD, CODING_UNKNOWN } Coding;

static Coding coding_of(Slice name) {
    static const struct {
        const char *name;
        Coding coding;
    } names[] = {{"", CODING_NONE},       {"identity", CODING_NONE}, {"none", CODING_NONE},       {"utf-8", CODING_NONE}, {"gzip", CODING_GZIP},
                 {"x-gzip", CODING_GZIP}, {"br", CODING_BROTLI},     {"deflate", CODING_DEFLATE}, {"zstd", CODING_ZSTD}};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (says(name, names[i].name)) return names[i].coding;
    return CODING_UNKNOWN;
}

static const char TOO_LARGE[] = "it unpacks to more than a document may have";
static const char DAMAGED[] = "its compressed data are damaged or cut short";

/* Bits: 15 + 16 gzip, 15 zlib, -15 raw deflate, which some servers mean by "deflate". False if nothing at all could be decompressed. */
static bool inflate_all(Slice s, int bits, Buf *out, const char **problem) {
    z_stream z = {0};
    int code = inflateInit2(&z, bits);
    if (code != Z_OK) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    z.next_in = (Bytef *)(uintptr_t)s.p, z.avail_in = (uInt)s.n;
    while (code == Z_OK && out->n <= BODY_MAX) {
        buf_reserve(out, STEP);
        z.next_out = (Bytef *)out->p + out->n, z.avail_out = STEP;
        code = inflate(&z, Z_NO_FLUSH);
        out->n += STEP - z.avail_out;
    }
    inflateEnd(&z);
    if (out->n > BODY_MAX)
        *problem = TOO_LARGE;
    else if (code != Z_STREAM_END)
        *problem = DAMAGED;
    return out->n || code == Z_STREAM_END;
}

static bool unbrotli_all(Slice s, Buf *out, const char **problem) {
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (!state) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    BrotliDecoderResult code = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    const uint8_t *in = (const uint8_t *)s.p;
    while (code == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out->n <= BODY_MAX) {
        buf_reserve(out, STEP);
        uint8_t *to = (uint8_t *)out->p + out->n;
        size_t room = STEP;
        code = BrotliDecoderDecompressStream(state, &s.n, &in, &room, &to, NULL);
        out->n += STEP - room;
    }
    BrotliDecoderDestroyInstance(state);
    if (out->n > BODY_MAX)
        *problem = TOO_LARGE;
    else if (code != BROTLI_DECODER_RESULT_SUCCESS)
        *problem = DAMAGED;
    return out->n || code == BROTLI_DECODER_RESULT_SUCCESS;
}

static bool unzstd_all(Slice s, Buf *out, const char **problem) {
    ZSTD_DCtx *zstd = ZSTD_createDCtx();
    if (!zstd) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    ZSTD_inBuffer in = {s.p, s.n, 0};
    size_t code = 1, made = 1;
    while (code && !ZSTD_isError(code) && made && out->n <= BODY_MAX) {
        buf_reserve(out, STEP);
        ZSTD_outBuffer to = {out->p + out->n, STEP, 0};
        code = ZSTD_decompressStream(zstd, &to, &in);
        made = to.pos;
        out->n += made;
    }
    ZSTD_freeDCtx(zstd);
    if (out->n > BODY_MAX)
        *problem = TOO_LARGE;
    else if (code)
        *problem = DAMAGED;
    return out->n || code == 0;
}

static bool unpack(Slice s, Coding coding, Buf *out, const char **problem) {
    switch (coding) {
    case CODING_GZIP: return s.n > 2 && memcmp(s.p, "\x1F\x8B", 2) == 0 && inflate_all(s, 15 + 16, out, problem);
    case CODING_DEFLATE: return s.n > 2 && (inflate_all(s, 15, out, problem) || (*problem = NULL, inflate_all(s, -15, out, problem)));
    case CODING_BROTLI: return unbrotli_all(s, out, problem);
    default: return unzstd_all(s, out, problem);
    }
}

/* Undoes the last coding; if that fails, the body was stored without it. */
static Slice undo_coding(Slice body, Slice coding, Buf *room, const char **problem) {
    Coding c = coding_of(coding);
    const char *trouble = NULL;
    if (c == CODING_NONE || !body.n) return body;
    if (c == CODING_UNKNOWN) {
        *problem = "it is compressed in a way that is not known";
        return body;
    }
    buf_clear(room);
    if (!unpack(body, c, room, &trouble) || (trouble && article_is_html(body))) return body;
    if (trouble) *problem = trouble;
    return (Slice){room->p ? room->p : "", room->n};
}

/* ---- responses ---- */

static bool read_status(Slice line, int *status) {
    if (line.n < 8 || strncasecmp(line.p, "HTTP/", 5) != 0) return false;
    const char *at = memchr(line.p, ' ', line.n), *end = line.p + line.n;
    while (at && at < end && *at == ' ') at++;
    if (!at || end - at < 3 || !isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1]) || !isdigit((unsigned char)at[2])) return false;
    *status = (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
    return true;
}

/* The last item of a list "gzip, br", which is removed from the list. */
static Slice take_last(Slice *list) {
    size_t at = list->n;
    while (at && list->p[at - 1] != ',') at--;
    Slice last = trimmed((Slice){list->p + at, list->n - at});
    list->n = at ? at - 1 : 0;
    return last;
}

bool response_read(Slice message, Buf room[2], HttpResponse *out) {
    Slice rest = message;
    *out = (HttpResponse){0};
    if (!read_status(take_line(&rest), &out->status)) return false;
    size_t head = response_head_size(rest);
    Slice headers = {rest.p, head ? head : rest.n};
    response_content_type(response_header(headers, "content-type"), &out->type, &out->charset);
    out->body = (Slice){rest.p + headers.n, rest.n - headers.n};
    Slice transfer = response_header(headers, "transfer-encoding"), codings = response_header(headers, "content-encoding");
    int used = 0, twice = 2;
    if (says(take_last(&transfer), "chunked")) out->body = join_chunks(out->body, &room[used++], &out->problem);
    for (int i = 0; i < 2 && codings.n; i++) out->body = undo_coding(out->body, take_last(&codings), &room[used++ & 1], &out->problem);
    for (Slice gzip = SLICE("gzip"); twice && out->body.n > 2 && memcmp(out->body.p, "\x1F\x8B\x08", 3) == 0; twice--) /* compressed, though no header says so */
        out->body = undo_coding(out->body, gzip, &room[used++ & 1], &out->problem);
    return true;
}
