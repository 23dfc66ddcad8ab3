/* charset.c - converts bytes in an unknown encoding to valid UTF-8.
 *
 * Valid UTF-8 is taken as such whatever a page declares: text in other encodings is practically never valid UTF-8. Otherwise these decide, in this order: the
 * byte order mark, the transport, the page's declaration, and a guess by letter statistics (uchardet). Labels follow the Encoding Standard: ISO-8859-1 means
 * windows-1252, GB2312 means GB18030.
 */
#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <uchardet/uchardet.h>
#include <utf8proc.h>

#include "base/failure.h"
#include "read/page/page_int.h"

enum { DECLARED_WITHIN = 4096, GUESS_FROM = 64 << 10, LABEL_MAX = 40 };

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

/* Labels that do not mean what iconv would take them for. */
static const char *const LABELS[][2] = {
    {"ascii", "CP1252"},        {"us-ascii", "CP1252"},
    {"iso-8859-1", "CP1252"},   {"iso8859-1", "CP1252"},
    {"iso_8859-1", "CP1252"},   {"latin1", "CP1252"},
    {"latin-1", "CP1252"},      {"iso-8859-9", "CP1254"},
    {"latin5", "CP1254"},       {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},       {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},  {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},       {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},     {"sjis", "CP932"},
    {"x-sjis", "CP932"},        {"windows-31j", "CP932"},
    {"euc-kr", "CP949"},        {"ks_c_5601-1987", "CP949"},
    {"korean", "CP949"},        {"big5", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"}, {"iso-8859-8-i", "ISO-8859-8"},
    {"utf8", "UTF-8"},          {"unicode", "UTF-16LE"},
    {"utf-16", "UTF-16LE"},     {"x-mac-roman", "MACINTOSH"},
};

/* ---- conversion ---- */

/* A label in iconv's form in `out`; false if it cannot be a label. */
static bool name_of(Slice label, char out[LABEL_MAX]) {
    if (label.n == 0 || label.n >= LABEL_MAX) return false;
    for (size_t i = 0; i < label.n; i++) {
        unsigned char c = (unsigned char)label.p[i];
        if (!isalnum(c) && !strchr("-_.:", c)) return false;
        out[i] = (char)tolower(c);
    }
    out[label.n] = 0;
    for (size_t i = 0; i < COUNT_OF(LABELS); i++)
        if (strcmp(out, LABELS[i][0]) == 0) strcpy(out, LABELS[i][1]);
    return true;
}

static bool is_utf8(const char *name) { return strcasecmp(name, "utf-8") == 0; }

static void make_valid(Slice s, bool escape, Buf *out) {
    buf_reserve(out, s.n + 16);
    while (s.n) {
        size_t good = utf8_valid(s.p, s.n);
        buf_add(out, s.p, good);
        s.p += good, s.n -= good;
        if (!s.n) break;
        if (escape)
            buf_printf(out, "%%%02X", (unsigned char)*s.p);
        else
            buf_add(out, REPLACEMENT, 3);
        s.p++, s.n--;
    }
}

void charset_repair(Slice s, Buf *out) { make_valid(s, false, out); }
void charset_escape(Slice s, Buf *out) { make_valid(s, true, out); }

static Slice repair_utf8(Slice s, Arena *arena) {
    Buf out = {0};
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free_buf, &out);
    charset_repair(s, &out);
    Slice done = {arena_copy(arena, out.p, out.n), out.n};
    failure_cleaned(&cleanup);
    buf_free(&out);
    return done;
}

static void close_converter(void *cd) { iconv_close(cd); }

static bool convert(Slice s, const char *from, Arena *arena, Slice *done) {
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) return false;
    Cleanup converter, cleanup;
    failure_cleanup(&converter, close_converter, cd);
    size_t unit = strncasecmp(from, "utf-16", 6) == 0 ? 2 : strncasecmp(from, "utf-32", 6) == 0 ? 4 : 1;
    Buf out = {0};
    failure_cleanup(&cleanup, failure_free_buf, &out);
    char *in = (char *)(uintptr_t)s.p;
    size_t left = s.n;
    while (left) {
        buf_reserve(&out, left + left / 2 + 64);
        char *to = out.p + out.n;
        size_t room = out.cap - out.n - 1;
        size_t got = iconv(cd, &in, &left, &to, &room);
        out.n = (size_t)(to - out.p);
        if (got != (size_t)-1 || errno == E2BIG) continue;
        buf_add(&out, REPLACEMENT, 3);
        size_t skip = left < unit ? left : unit;
        in += skip, left -= skip;
        iconv(cd, NULL, NULL, NULL, NULL);
    }
    *done = repair_utf8((Slice){out.p, out.n}, arena); /* iconv lets surrogates through in some cases */
    failure_cleaned(&cleanup);
    failure_cleaned(&converter);
    iconv_close(cd);
    buf_free(&out);
    return true;
}

/* ---- evidence in the bytes ---- */

static const char *bom_of(Slice s, size_t *length) {
    static const struct {
        const char *mark;
        size_t n;
        const char *name;
    } marks[] = {{"\xEF\xBB\xBF", 3, "utf-8"},
                 {"\xFF\xFE\0\0", 4, "UTF-32LE"},
                 {"\0\0\xFE\xFF", 4, "UTF-32BE"},
                 {"\xFF\xFE", 2, "UTF-16LE"},
                 {"\xFE\xFF", 2, "UTF-16BE"}};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (s.n >= marks[i].n && memcmp(s.p, marks[i].mark, marks[i].n) == 0) return *length = marks[i].n, marks[i].name;
    *length = 0;
    return NULL;
}

bool charset_is_wide(Slice s) {
    size_t n;
    const char *name = bom_of(s, &n);
    return name && !is_utf8(name);
}

/* The label after "charset=" in the first kilobytes, in meta[charset], http-equiv or an XML declaration's encoding="". */
static Slice declared(Slice s) {
    const char *end = s.p + (s.n < DECLARED_WITHIN ? s.n : DECLARED_WITHIN);
    for (const char *p = s.p; p + 9 < end; p++) {
        bool charset = (*p | 32) == 'c' && strncasecmp(p, "charset", 7) == 0, encoding = (*p | 32) == 'e' && strncasecmp(p, "encoding", 8) == 0;
        if (!charset && !encoding) continue;
        const char *at = p + (charset ? 7 : 8);
        while (at < end && isspace((unsigned char)*at)) at++;
        if (at == end || *at != '=') continue;
        for (at++; at < end && (isspace((unsigned char)*at) || *at == '"' || *at == '\'');) at++;
        const char *from = at;
        while (at < end && (isalnum((unsigned char)*at) || strchr("-_.:", *at)) && *at) at++;
        if (at > from) return (Slice){from, (size_t)(at - from)};
    }
    return (Slice){0};
}

static bool guess(Slice s, char out[LABEL_MAX]) {
    uchardet_t u = uchardet_new();
    if (!u) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    /* Pages begin with kilobytes of uninformative ASCII, so start at the first byte beyond it. */
    size_t from = 0;
    while (from < s.n && (unsigned char)s.p[from] < 0x80) from++;
    size_t n = s.n - from < GUESS_FROM ? s.n - from : GUESS_FROM;
    bool ok = uchardet_handle_data(u, s.p + from, n) == 0;
    uchardet_data_end(u);
    const char *name = ok ? uchardet_get_charset(u) : "";
    ok = name_of(slice_of(name), out) && !is_utf8(out);
    uchardet_delete(u);
    return ok;
}

/* A page that declares UTF-8 and has a few broken bytes (a headline cut inside a character) is still UTF-8. */
static bool is_nearly_utf8(Slice s) {
    size_t wide = 0, bad = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        size_t k = utf8_next(p, end, &cp);
        wide += k > 1;
        bad += k == 1 && cp == 0xFFFD;
        p += k;
    }
    return bad * 10 <= wide;
}

static Slice decode_page(const attache_document *doc, Slice s, Arena *arena) {
    char name[LABEL_MAX];
    Slice labels[] = {slice_of(doc->charset), declared(s)}, done;
    bool seven_bit = memchr(s.p, 0x1B, s.n) != NULL; /* ISO-2022 looks like ASCII */
    if (!seven_bit && utf8_valid(s.p, s.n) == s.n) return s;
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        if (!name_of(labels[i], name)) continue;
        if (strncasecmp(name, "utf-16", 6) == 0 || strncasecmp(name, "utf-32", 6) == 0) continue; /* if it could be read this far it is neither */
        if (is_utf8(name) ? !is_nearly_utf8(s) : seven_bit && strncmp(name, "iso-2022", 8) != 0 && utf8_valid(s.p, s.n) == s.n) continue;
        if (is_utf8(name)) return repair_utf8(s, arena);
        if (convert(s, name, arena, &done)) return done;
    }
    if (utf8_valid(s.p, s.n) == s.n) return s;
    if (is_nearly_utf8(s)) return repair_utf8(s, arena);
    if (guess(s, name) && convert(s, name, arena, &done)) return done;
    return convert(s, "CP1252", arena, &done) ? done : repair_utf8(s, arena);
}

/* ---- windows-1252 where it should not be ---- */

/* The characters of bytes 80 to 9F in windows-1252; 0 for the five that are undefined. */
static const uint16_t UPPER[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                   0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                   0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

uint32_t charset_of_control(uint32_t cp) { return UPPER[cp & 31] ? UPPER[cp & 31] : 0xFFFD; }

/* The byte of a character in windows-1252, or -1. */
static int byte_of(uint32_t cp) {
    if (cp < 0x100) return (int)cp;
    for (int i = 0; i < 32; i++)
        if (UPPER[i] == cp) return 0x80 + i;
    return -1;
}

/* Reads the bytes that the next characters represent, if these are one UTF-8 character mistaken for windows-1252; their length in `from`, 0 if not. */
static size_t mangled_at(const char *p, const char *end, char out[4], size_t *n) {
    uint32_t cp;
    const char *from = p;
    for (*n = 0; *n < 4 && p < end;) {
        size_t k = utf8_next(p, end, &cp);
        int byte = cp < 0x80 ? -1 : byte_of(cp);
        if (byte < 0) return 0;
        out[(*n)++] = (char)byte;
        p += k;
        if (*n > 1 && utf8_next(out, out + *n, &cp) == *n) return (size_t)(p - from);
    }
    return 0;
}

/* UTF-8 that was mistaken for windows-1252 and converted to UTF-8 again: an apostrophe becomes three letters. Only if there are such triples or pairs at all. */
static Slice unmangle(Slice s, Arena *arena) {
    if (!memmem(s.p, s.n, "\xC3\xA2\xE2\x82\xAC", 5) && !memmem(s.p, s.n, "\xC3\x83\xC2", 3)) return s;
    char *out = arena_alloc(arena, s.n + 1), one[4];
    size_t n = 0, made;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        size_t used = (unsigned char)*p >= 0xC2 ? mangled_at(p, end, one, &made) : 0;
        if (used)
            memcpy(out + n, one, made), n += made;
        else
            out[n++] = *p, used = 1;
        p += used;
    }
    out[n] = 0;
    return (Slice){out, n};
}

static Slice without_nuls(Slice s, Arena *arena) {
    char *at = s.n ? memchr(s.p, 0, s.n) : NULL;
    if (!at) return s;
    size_t first = (size_t)(at - s.p);
    char *copy = arena_slice(arena, s);
    for (size_t i = first; i < s.n; i++)
        if (!copy[i]) copy[i] = ' ';
    return (Slice){copy, s.n};
}

Slice charset_decode(const attache_document *doc, bool html, Arena *arena) {
    Slice s = {doc->data ? doc->data : "", doc->data ? doc->size : 0}, done;
    size_t mark;
    const char *name = bom_of(s, &mark);
    s.p += mark, s.n -= mark;
    if (name && !is_utf8(name) && convert(s, name, arena, &done)) return without_nuls(done, arena);
    if (html && !name) return without_nuls(unmangle(decode_page(doc, s, arena), arena), arena);
    char label[LABEL_MAX];
    bool valid = utf8_valid(s.p, s.n) == s.n;
    if (!valid && !name && name_of(slice_of(doc->charset), label) && !is_utf8(label) && convert(s, label, arena, &done))
        return without_nuls(done, arena);
    return without_nuls(valid ? s : repair_utf8(s, arena), arena);
}

/* ---- composition ---- */

/* True for characters that composition never changes: most of the text in news. */
static bool is_composed(uint32_t cp) {
    return cp < 0x300 || (cp >= 0x400 && cp <= 0x482) || (cp >= 0x48A && cp < 0x590) || (cp >= 0x2010 && cp <= 0x205E) ||
           (cp >= 0x20A0 && cp <= 0x20CF) || (cp >= 0x3000 && cp <= 0x3029) || (cp >= 0x3041 && cp <= 0x3096) || (cp >= 0x30A1 && cp <= 0x30FA) ||
           (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xFF01 && cp <= 0xFFEE) || cp == 0xFFFD ||
           (cp >= 0x1F300 && cp <= 0x1FAFF);
}

/* Whether one letter has more accents than in any script (Unicode allows 30 in a stream, UAX 15): sorting them takes quadratic time. */
static bool has_endless_marks(Slice s) {
    enum { MARKS_MAX = 60 };
    size_t run = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end && run <= MARKS_MAX;) {
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        run = cp >= 0x300 && utf8proc_get_property((utf8proc_int32_t)cp)->combining_class ? run + 1 : 0;
    }
    return run > MARKS_MAX;
}

Slice charset_nfc(Slice s, Arena *arena) {
    bool composed = true;
    if (!s.n) return (Slice){"", 0};
    for (const char *p = s.p, *end = s.p + s.n; p < end && composed;) {
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        composed = is_composed(cp);
    }
    if (composed || has_endless_marks(s)) return s;
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0) return s;
    Slice done = {arena_copy(arena, (char *)out, (size_t)n), (size_t)n};
    free(out);
    return done;
}
