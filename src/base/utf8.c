/* utf8.c - decoding, validation, and the folded form for looking up words. Unicode's tables come from utf8proc. */
#include <utf8proc.h>

#include "base/bytes.h"
#include "base.h"

size_t utf8_next(const char *p, const char *end, uint32_t *cp) {
    unsigned char c = (unsigned char)*p;
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    utf8proc_int32_t got;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, end - p, &got);
    if (n > 0) {
        *cp = (uint32_t)got;
        return (size_t)n;
    }
    *cp = 0xFFFD;
    return 1;
}

size_t utf8_encode(uint32_t cp, char out[4]) { return (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out); }

size_t utf8_valid(const char *p, size_t n) {
    const char *at = p, *end = p + n;
    while (at < end) {
        uint64_t eight = ~UINT64_C(0);
        if (end - at >= 8) memcpy(&eight, at, 8);
        if (!(eight & UINT64_C(0x8080808080808080))) {
            at += 8;
            continue;
        }
        if ((unsigned char)*at < 0x80) {
            at++;
            continue;
        }
        utf8proc_int32_t cp;
        utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)at, end - at, &cp);
        if (k <= 0) break;
        at += k;
    }
    return (size_t)(at - p);
}

static utf8proc_category_t category(uint32_t cp) { return utf8proc_category((utf8proc_int32_t)cp); }

bool utf8_is_letter(uint32_t cp) {
    if (cp < 0x80) return (cp | 32) >= 'a' && (cp | 32) <= 'z';
    utf8proc_category_t c = category(cp);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) || (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME);
}

bool utf8_is_upper(uint32_t cp) {
    if (cp < 0x80) return cp >= 'A' && cp <= 'Z';
    utf8proc_category_t c = category(cp);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool utf8_is_space(uint32_t cp) {
    if (cp < 0x80) return cp == ' ' || (cp >= '\t' && cp <= '\r');
    return cp == 0x85 || cp == 0x200B || cp == 0xFEFF || category(cp) == UTF8PROC_CATEGORY_ZS || cp == 0x2028 || cp == 0x2029;
}

/* Folding of letters and signs beyond ASCII that decomposition alone does not give. */
static const char *fold_special(uint32_t cp) {
    switch (cp) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x02BC:
    case 0x02BB:
    case 0x02BF:
    case 0x02BE:
    case 0x00B4:
    case 0x2032: return "'";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2212: return "-";
    case 0x00D8:
    case 0x00F8: return "o";
    case 0x0141:
    case 0x0142: return "l";
    case 0x0110:
    case 0x0111:
    case 0x00D0:
    case 0x00F0: return "d";
    case 0x0131: return "i";
    case 0x00DF: return "ss";
    case 0x00C6:
    case 0x00E6: return "ae";
    case 0x0152:
    case 0x0153: return "oe";
    case 0x00DE:
    case 0x00FE: return "th";
    case 0x018F:
    case 0x0259: return "e";
    case 0x0126:
    case 0x0127: return "h";
    case 0x00AD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0xFEFF: return ""; /* soft hyphen, zero-width signs */
    default: return NULL;
    }
}

static size_t fold_one(uint32_t cp, char *out, size_t room) {
    const char *special = fold_special(cp);
    if (special) {
        size_t n = strlen(special);
        if (n > room) return SIZE_MAX;
        memcpy(out, special, n);
        return n;
    }
    utf8proc_int32_t parts[16];
    int boundary = 0;
    utf8proc_ssize_t k = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 16,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &boundary);
    size_t n = 0;
    for (utf8proc_ssize_t i = 0; i < k && i < 16; i++) {
        char one[4];
        size_t m = utf8_encode((uint32_t)parts[i], one);
        if (n + m > room) return SIZE_MAX;
        memcpy(out + n, one, m);
        n += m;
    }
    return n;
}

/* The last 0 to 8 bytes as a number, without a call of memcpy for each length. */
static inline uint64_t load_tail(const unsigned char *p, size_t n) {
    if (n == 8) return bytes_load64(p);
    if (n >= 4) return bytes_load32(p) | (uint64_t)bytes_load32(p + n - 4) << (n - 4) * 8;
    return n ? (uint64_t)p[0] | (uint64_t)p[n / 2] << n / 2 * 8 | (uint64_t)p[n - 1] << (n - 1) * 8 : 0;
}

/* Folds eight bytes at once; false if one is beyond ASCII or a backquote. */
static inline bool fold_eight(uint64_t *bytes) {
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    uint64_t v = *bytes, x = v ^ ones * '`';
    if ((v | ((x - ones) & ~x)) & high) return false;
    uint64_t from_a = v + ones * (0x80 - 'A'), past_z = v + ones * (0x80 - 'Z' - 1); /* the high bit is set in bytes that are at least this */
    *bytes = v | (from_a & ~past_z & high) >> 2;
    return true;
}

/* Folds from *p on while it is plain ASCII; returns the length of `out`. */
static inline size_t fold_plain(const char **p, const char *end, char *out, size_t cap) {
    size_t at = 0;
    while (end > *p && cap - at >= 8) {
        size_t n = end - *p < 8 ? (size_t)(end - *p) : 8;
        uint64_t v = load_tail((const unsigned char *)*p, n);
        if (!fold_eight(&v)) break;
        memcpy(out + at, &v, 8); /* the bytes after the n are zeros */
        *p += n, at += n;
    }
    return at;
}

size_t utf8_fold(const char *p, size_t n, char *out, size_t cap) {
    const char *end = p + n;
    size_t at = fold_plain(&p, end, out, cap);
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x80) {
            if (at == cap) return 0;
            out[at++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c == '`' ? '\'' : c);
            p++;
            continue;
        }
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        size_t m = fold_one(cp, out + at, cap - at);
        if (m == SIZE_MAX) return 0;
        at += m;
    }
    return at;
}

uint64_t hash_bytes(const void *data, size_t n) {
    const unsigned char *p = data;
    uint64_t h = hash_mix(n, 0xa0761d6478bd642fu);
    for (; n > 8; n -= 8, p += 8) h = hash_mix(h, load_tail(p, 8));
    return hash_mix(h, load_tail(p, n));
}
