/* units.c - from bytes to units: "Lt. Gen. al-Hassan's" is lt, gen, al, hassan, 's. Tables and texts are split by the same rules, independently of the text's
 * tokens. */
#include "kb/kb.h"
#include "vocab/wording.h"

/* The role of a code point in a unit. */
typedef enum Part { PART_WORD, PART_BREAK, PART_QUOTE, PART_SIGN } Part;

static Part part_of(uint32_t cp) {
    if (cp < 0x80) {
        if ((cp | 32) >= 'a' && (cp | 32) <= 'z') return PART_WORD;
        if ((cp >= '0' && cp <= '9') || cp == '.') return PART_WORD;
        if (cp == '\'' || cp == '`') return PART_QUOTE;
        if (cp <= ' ' || cp == '-' || cp == '/' || cp == '_' || cp == '"') return PART_BREAK;
        return PART_SIGN;
    }
    if (cp == 0x2019 || cp == 0x2018 || cp == 0x02BC || cp == 0x02BB || cp == 0x02BF || cp == 0x02BE || cp == 0x00B4 || cp == 0x2032)
        return PART_QUOTE;
    if ((cp >= 0x2010 && cp <= 0x201F) || cp == 0x2212 || cp == 0xAB || cp == 0xBB || utf8_is_space(cp)) return PART_BREAK;
    return PART_WORD;
}

/* Whether the character at p continues a word. */
static bool word_goes_on(const char *p, const char *end) {
    uint32_t cp;
    if (p >= end) return false;
    utf8_next(p, end, &cp);
    return part_of(cp) == PART_WORD;
}

/* At a quote: whether it is a possessive mark, 's or a bare ' at the end of a word. */
static const char *possessive_end(const char *quote_end, const char *end) {
    if (!word_goes_on(quote_end, end)) return quote_end;
    if ((*quote_end | 32) == 's' && !word_goes_on(quote_end + 1, end)) return quote_end + 1;
    return NULL;
}

/* Folds [p, end) without dots and apostrophes. */
static void fold_word(const char *p, const char *end, UnitText *out) {
    size_t n = utf8_fold(p, (size_t)(end - p), out->p, sizeof out->p), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (out->p[i] != '.' && out->p[i] != '\'') out->p[kept++] = out->p[i];
    out->n = (uint32_t)kept;
}

/* Takes a word that starts at p; returns its end. */
static const char *take_word(const char *p, const char *end, UnitText *out) {
    const char *start = p;
    unsigned letters = 0, uppers = 0;
    bool last_is_s = false;
    for (size_t n; p < end; p += n) {
        uint32_t cp = (unsigned char)*p;
        bool plain = (*p | 32) >= 'a' && (*p | 32) <= 'z', upper = *p >= 'A' && *p <= 'Z'; /* the common case */
        n = plain ? 1 : utf8_next(p, end, &cp);
        Part part = plain ? PART_WORD : part_of(cp);
        if (part != PART_WORD && (part != PART_QUOTE || possessive_end(p + n, end))) break;
        if (!plain && !utf8_is_letter(cp)) continue;
        if (!plain) upper = utf8_is_upper(cp);
        if (!letters && upper) out->flags |= UNIT_CAPITAL;
        letters++, uppers += upper, last_is_s = cp == 's';
    }
    fold_word(start, p, out);
    if (letters) out->flags |= UNIT_LETTERS;
    if (uppers >= 2 && (uppers == letters || (uppers + 1 == letters && last_is_s))) out->flags |= UNIT_CAPS;
    if (letters && !uppers) out->flags |= UNIT_LOWER;
    return p;
}

static void take_literal(UnitText *out, const char *s) {
    out->n = (uint32_t)strlen(s);
    memcpy(out->p, s, out->n);
}

bool units_next(const char **at, const char *end, UnitText *out) {
    const char *p = *at;
    while (p < end) {
        uint32_t cp;
        size_t n = utf8_next(p, end, &cp);
        Part part = part_of(cp);
        out->n = out->flags = 0;
        const char *poss = part == PART_QUOTE ? possessive_end(p + n, end) : NULL;
        if (poss) {
            take_literal(out, "'s");
            p = poss;
        } else if (part == PART_WORD) {
            p = take_word(p, end, out);
        } else {
            if (part == PART_SIGN && cp == '&') take_literal(out, wording[WORDING_AND].list[0]);
            else if (part == PART_SIGN) out->p[0] = (char)cp, out->n = 1;
            p += n;
        }
        if (out->n) {
            *at = p;
            return true;
        }
    }
    *at = end;
    return false;
}
