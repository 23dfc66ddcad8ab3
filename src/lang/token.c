/* token.c - splits a paragraph into words and sentences: one rule-based scan that follows the conventions of UD English (contractions and possessives are words
 * of one surface token, hyphens are tokens except after prefixes, full stops stay with abbreviations). Knowledge about single words is in data/tokens.tsv. */
#include <ctype.h>

#include "base/system.h"
#include "lang/lang_int.h"

enum { WORD_BYTES_MAX = 4096, TAIL_MAX = 16, CLOSERS_MAX = 64 /* words that close quotes and brackets after one full stop */ };

bool token_is_loud(const char *text, const Word *w, size_t n) {
    size_t upper = 0, lower = 0;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = w[i].span.start; k < w[i].span.end; k++) {
            unsigned c = (unsigned char)text[k];
            upper += c - 'A' < 26, lower += c - 'a' < 26;
        }
    return upper > 8 && upper > lower * 9;
}

/* ---- characters ---- */

enum {
    MARK_RUN = 1,   /* "***", "====" are one mark, which is always a token */
    MARK_ALONE = 2, /* always a token, one by one */
    MARK_AFTER = 4, /* a token after a word */
    MARK_STOP = 8,  /* ends sentences; several of them are one mark */
    DIGIT = 16,
    LETTER = 32,
    HIGH = 64 /* a byte of a character beyond ASCII */
};

#define LETTERS(a) [a] = LETTER, [(a) + 1] = LETTER, [(a) + 2] = LETTER, [(a) + 3] = LETTER, [(a) + 4] = LETTER
#define ALPHABET(a) LETTERS(a), LETTERS((a) + 5), LETTERS((a) + 10), LETTERS((a) + 15), LETTERS((a) + 20), [(a) + 25] = LETTER
static const uint8_t classes[256] = {
    ['*'] = MARK_RUN | MARK_AFTER,
    ['='] = MARK_RUN | MARK_AFTER,
    ['~'] = MARK_RUN | MARK_AFTER,
    ['^'] = MARK_RUN | MARK_AFTER,
    ['<'] = MARK_RUN | MARK_AFTER,
    ['>'] = MARK_RUN | MARK_AFTER,
    ['('] = MARK_ALONE,
    [')'] = MARK_ALONE,
    ['['] = MARK_ALONE,
    [']'] = MARK_ALONE,
    ['{'] = MARK_ALONE,
    ['}'] = MARK_ALONE,
    ['"'] = MARK_ALONE,
    ['|'] = MARK_ALONE,
    [','] = MARK_AFTER,
    [';'] = MARK_AFTER,
    [':'] = MARK_AFTER,
    ['!'] = MARK_AFTER | MARK_STOP,
    ['?'] = MARK_AFTER | MARK_STOP,
    ['.'] = MARK_STOP,
    ALPHABET('A'),
    ALPHABET('a'),
    ['0'] = DIGIT,
    ['1'] = DIGIT,
    ['2'] = DIGIT,
    ['3'] = DIGIT,
    ['4'] = DIGIT,
    ['5'] = DIGIT,
    ['6'] = DIGIT,
    ['7'] = DIGIT,
    ['8'] = DIGIT,
    ['9'] = DIGIT,
    [0x80 ... 0xFF] = HIGH,
};

static bool is(char c, unsigned class) { return classes[(unsigned char)c] & class; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

static size_t run_of(const char *p, const char *end) {
    size_t n = 1;
    while (p + n < end && p[n] == *p) n++;
    return n;
}

/* The end of a run of one class. */
static size_t span_of(const char *p, const char *end, unsigned class) {
    const char *q = p;
    while (q < end && is(*q, class)) q++;
    return (size_t)(q - p);
}

/* Pictographs, arrows, signs: each a word, including its modifiers. */
static bool is_picture(uint32_t cp) { return (cp >= 0x1F000 && cp < 0x1FC00) || (cp >= 0x2190 && cp < 0x2C00) || cp == 0xA9; }
static bool is_modifier(uint32_t cp) { return cp == 0xFE0F || cp == 0x200D || cp == 0x20E3 || (cp >= 0x1F3FB && cp <= 0x1F3FF); }

static size_t picture_length(const char *p, const char *end, uint32_t first, size_t n) {
    bool flag = first >= 0x1F1E6 && first <= 0x1F1FF, joined = false; /* two regional letters are a flag */
    while (p + n < end) {
        uint32_t cp;
        size_t k = utf8_next(p + n, end, &cp);
        if (!is_modifier(cp) && !(joined && is_picture(cp)) && !(flag && cp >= 0x1F1E6 && cp <= 0x1F1FF)) break;
        joined = cp == 0x200D, flag = false, n += k;
    }
    return n;
}

/* The length of a mark beyond ASCII that is always a token: quotes, dashes, bullets, pictographs; 0 if it is none. */
static size_t lone_high(const char *p, const char *end) {
    uint32_t cp;
    size_t n = utf8_next(p, end, &cp);
    if (cp < 0xA0 || (cp > 0xBF && cp < 0x2010)) return 0;
    switch (cp) {
    case 0xA1:
    case 0xAB:
    case 0xB7:
    case 0xBB:
    case 0xBF: /* inverted and angle marks, middle dot */
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015: /* dashes */
    case 0x2018:
    case 0x201A:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x2022: return n; /* quotes, bullet */
    case 0x2026: return n + span_of(p + n, end, MARK_STOP);
    default: return is_picture(cp) ? picture_length(p, end, cp, n) : 0;
    }
}

/* The length of a mark at p that is always a token, else 0. */
static size_t lone_mark(const char *p, const char *end) {
    unsigned class = classes[(unsigned char)*p];
    if (class & HIGH) return lone_high(p, end);
    if (class & MARK_RUN) return run_of(p, end);
    if (class & MARK_ALONE) return 1;
    if (*p == '-' && end - p > 1 && p[1] == '-') return run_of(p, end);
    return *p == '.' && end - p > 1 && p[1] == '.' ? span_of(p, end, MARK_STOP) : 0;
}

/* The length of a smiley at p, else 0. */
static size_t smiley(const char *p, const char *end) {
    size_t n = (size_t)(end - p);
    if (n < 2 || (*p != ':' && *p != ';' && *p != '=')) return 0;
    size_t nose = p[1] == '-';
    char mouth = n > 1 + nose ? p[1 + nose] : 0;
    bool ends = n <= 2 + nose || !is(p[2 + nose], LETTER | DIGIT);
    return mouth && strchr(")(DPp/|", mouth) && ends && (mouth != '/' || nose) ? 2 + nose : 0;
}

static bool is_currency(const char *p, const char *end, size_t *n) {
    uint32_t cp;
    *n = utf8_next(p, end, &cp);
    return cp == '$' || cp == 0xA3 || cp == 0x20AC || cp == 0xA5 || cp == 0x20B9 || cp == '#' || cp == 0xA7;
}

/* An apostrophe of one byte, or a typographic one of three; 0 if p is not one. */
static size_t apostrophe(const char *p, const char *end) {
    if (p < end && (*p == '\'' || *p == '`')) return 1;
    return end - p >= 3 && !memcmp(p, "\xE2\x80\x99", 3) ? 3 : 0;
}

/* ---- words of the table ---- */

static const TokenEntry *find_entry(const Language *l, const char *p, const char *end) {
    char folded[TOKEN_WORD_MAX];
    size_t n = (size_t)(end - p) <= TOKEN_WORD_MAX + 2 ? utf8_fold(p, (size_t)(end - p), folded, sizeof folded) : 0;
    uint64_t key = n ? token_key(folded, n) : 0;
    if (l->has_bits && !bits_may_have(l->token_bits, COUNT_OF(l->token_bits), key)) return NULL;
    for (size_t i = key & l->token_mask; n && l->token_words[i].key; i = (i + 1) & l->token_mask)
        if (l->token_words[i].key == key) return &l->token_words[i];
    return NULL;
}

unsigned token_kinds(const Language *l, const char *p, const char *end) {
    const TokenEntry *e = find_entry(l, p, end);
    return e ? e->kinds : 0;
}

static unsigned kinds_of(const LangScratch *s, const char *p, const char *end) { return token_kinds(s->lang, p, end); }

/* "U.S", "J", "U.N", "A.B.C": single letters with full stops, without the last one. */
static bool is_initials(const char *p, const char *end) {
    for (const char *q = p; q < end; q += 2)
        if (!is(*q, LETTER) || (q + 1 < end && q[1] != '.')) return false;
    return p < end;
}

/* Whether the full stop after [p, end) belongs to the word. `next` is the first byte after it on the line, 0 if there is none. */
static bool keeps_stop(const LangScratch *s, const char *p, const char *end, char next) {
    const char *hyphen = system_last(p, '-', (size_t)(end - p)); /* "UK-U.S. talks" */
    if (hyphen && end - hyphen > 2 && is_initials(hyphen + 1, end)) return true;
    if (end - p > 1 && is_initials(p, end)) return true;
    if (end - p == 1 && is_upper(*p)) return next != 0;
    unsigned kinds = kinds_of(s, p, end);
    if (kinds & (TOKEN_TITLE | TOKEN_ABBREVIATION)) return true;
    if (kinds & TOKEN_FINAL) return next && !is_upper(next);
    return (kinds & TOKEN_NUMBERED && is(next, DIGIT)) || (kinds & TOKEN_SHY && is_upper(*p) && next);
}

/* ---- words ---- */

static Word *add_word(LangScratch *s, uint32_t start, uint32_t end) {
    if (s->n_words == s->cap_words) {
        s->cap_words = s->cap_words ? s->cap_words * 2 : 1024;
        s->words = base_realloc(s->words, s->cap_words * sizeof *s->words);
        s->break_after = base_realloc(s->break_after, s->cap_words);
    }
    Word *w = &s->words[s->n_words];
    *w = (Word){.span = {start, end}};
    s->break_after[s->n_words++] = 0;
    return w;
}

/* The start of a token's clitic ("do|n't", "India|'s", "workers|'"), or NULL. */
static const char *clitic_of(LangScratch *s, const char *p, const char *end) {
    enum { REACH = 6 }; /* no clitic is longer */
    for (const char *q = end; q-- > p + 1 && end - q <= REACH;) {
        size_t n = apostrophe(q, end);
        if (!n) continue;
        if (q + n == end) return (q[-1] | 32) == 's' ? q : NULL;
        if (kinds_of(s, q - 1, end) & TOKEN_TAIL && q - 1 > p) return q - 1;
        bool decade = q - p >= 2 && q[-1] == '0' && is(q[-2], DIGIT); /* "the 1990's" */
        return kinds_of(s, q, end) & TOKEN_TAIL && !decade ? q : NULL;
    }
    for (const char *q = p; q < end && q - p <= 2; q++) {
        size_t n = apostrophe(q, end);
        if (n && q + n < end) return kinds_of(s, p, q + n) & TOKEN_HEAD ? q + n : NULL;
    }
    return NULL;
}

/* A word without outer punctuation: contractions and possessives become words of one surface token. */
static void add_core(LangScratch *s, const char *text, const char *p, const char *end) {
    if (p == end) return;
    const char *cut = clitic_of(s, p, end);
    bool plain = cut && cut + apostrophe(cut, end) == end && s->in_quote; /* an apostrophe like a plural possessive's closes a quote */
    if (!cut) {
        bool maybe = end - p < 32 && s->lang->fused_lengths >> (end - p) & 1 && s->lang->fused_last[(unsigned char)end[-1]];
        const TokenEntry *e = maybe ? find_entry(s->lang, p, end) : NULL;
        bool within = e && e->kinds & TOKEN_FUSED && ((unsigned char)p[e->cut] & 0xC0) == 0x80; /* of a letter that folds to fewer bytes */
        if (e && e->kinds & TOKEN_FUSED && !within) cut = p + e->cut;
    }
    if (!cut || cut == p) {
        add_word(s, (uint32_t)(p - text), (uint32_t)(end - text));
        return;
    }
    Word *w = add_word(s, (uint32_t)(p - text), (uint32_t)(cut - text));
    if (plain)
        s->in_quote = false;
    else
        w->mwt = 2;
    add_word(s, (uint32_t)(cut - text), (uint32_t)(end - text));
}

/* ---- chunks: text between blanks ---- */

static bool is_address(const LangScratch *s, const char *p, const char *end) {
    while (end > p && is(end[-1], MARK_AFTER | MARK_STOP)) end--;
    size_t n = (size_t)(end - p);
    const char *dot = n > 3 ? system_last(p, '.', n) : NULL;
    if (n > 3 && memmem(p, n, "://", 3)) return true;
    if (!dot || dot == p || dot + 1 == end) return false;
    const char *at = memchr(p, '@', n);
    if (at) return at > p && at < dot;
    return !strncasecmp(p, "www.", 4) || (is(dot[-1], LETTER | DIGIT) && kinds_of(s, dot + 1, end) & TOKEN_DOMAIN);
}

/* Whether the digits on both sides of a hyphen at q in [p, end) belong together: a telephone number, a post box, or a date with two hyphens. */
static bool is_one_number(const char *p, const char *q, const char *end) {
    const char *left = q, *right = q + 1;
    while (left > p && is(left[-1], DIGIT)) left--;
    while (right < end && is(*right, DIGIT)) right++;
    if ((left > p && left[-1] == '-') || (right < end && *right == '-')) return true;
    if ((left > p && strchr(".,:", left[-1])) || (right < end && strchr(".,:", *right))) return false;
    return right - q - 1 == 4 && (q - left == 1 || q - left == 3 || q - left == 5);
}

/* Whether the hyphen or slash at q separates words. "e-mail", "9/11", "555-1234" and "b/c" stay whole. */
static bool parts_words(LangScratch *s, const char *p, const char *from, const char *q, const char *end) {
    bool digits = is(q[-1], DIGIT) && is(q[1], DIGIT);
    if (!is(q[1], LETTER | DIGIT | HIGH) || q == from) return false;
    if (*q == '/') return !digits && !(q - p == 1 && end - q == 2);
    if (digits) return !is_one_number(p, q, end);
    return from != p || !(kinds_of(s, p, q) & TOKEN_PREFIX);
}

static void add_hyphenated(LangScratch *s, const char *text, const char *p, const char *end) {
    const char *from = p;
    for (const char *q = p + 1; q + 1 < end; q++) {
        if ((*q != '-' && *q != '/') || !parts_words(s, p, from, q, end) || (*q == '-' && token_kinds(s->lang, p, end) & TOKEN_WHOLE)) continue;
        add_core(s, text, from, q);
        add_word(s, (uint32_t)(q - text), (uint32_t)(q + 1 - text));
        from = q + 1;
    }
    add_core(s, text, from, end);
}

/* Splits numbers from what follows without a blank: "5%", "10km", "7pm", "18+". */
static void add_number_or_word(LangScratch *s, const char *text, const char *p, const char *end) {
    const char *q = p, *cut = end;
    if (is(*p, DIGIT)) {
        while (q < end && (is(*q, DIGIT) || ((*q == '.' || *q == ',' || *q == ':') && q + 1 < end && is(q[1], DIGIT)))) q++;
        if (q < end && kinds_of(s, q, end) & TOKEN_UNIT) cut = q;
    }
    for (q = end; q > p && (q[-1] == '+' || q[-1] == '%');) q--;
    if (cut == end && q > p && is(q[-1], LETTER | DIGIT)) cut = q;
    if (cut == end) {
        add_hyphenated(s, text, p, end);
        return;
    }
    add_hyphenated(s, text, p, cut);
    add_word(s, (uint32_t)(cut - text), (uint32_t)(end - text));
}

/* The start of the mark that ends [p, end), or `end` if there is none. An abbreviation's full stop is not one. */
static const char *last_mark(LangScratch *s, const char *p, const char *end, char next) {
    const char *q = end - 1;
    while (q > p && ((unsigned char)*q & 0xC0) == 0x80) q--;
    char c = *q;
    if (is(c, HIGH)) {
        size_t quote = apostrophe(q, end);
        if (quote && q > p && (q[-1] | 32) != 's') return q;
        return lone_mark(q, end) == (size_t)(end - q) ? q : end;
    }
    if (c == '.' || c == '!' || c == '?') {
        while (q > p && is(q[-1], MARK_STOP)) q--;
        if (*q != '.' || q == p) return q;
        if ((end - q == 1 || q[1] != '.') && keeps_stop(s, p, q, end - q == 1 ? next : '!')) return q + 1; /* "the U.S.?" */
        return end - q == 2 && keeps_stop(s, p, q, next) ? q + 1 : q;                                      /* "Widgets Inc.." */
    }
    if (is(c, MARK_RUN))
        while (q > p && q[-1] == c) q--;
    if (is(c, MARK_RUN | MARK_ALONE | MARK_AFTER)) return q;
    if ((c == '\'' || c == '`') && q > p && q[-1] == c) return q - 1;
    if (c == '\'' || c == '`') return q > p && ((q[-1] | 32) != 's' || !is(q[-1], LETTER)) ? q : end;
    bool word = q > p && is(q[-1], LETTER | DIGIT | HIGH), stammer = q - p <= 2 && word && is_lower(q[-1]); /* "th- the" */
    return word && ((c == '-' && !stammer) || (c == '/' && q > p + 1)) ? q : end;
}

/* Moves marks from the end of a chunk into `tail` (their starts, last first); returns the new end. */
static const char *peel_end(LangScratch *s, const char *p, const char *end, bool address, char next, const char **tail, size_t *n) {
    while (end > p && *n < TAIL_MAX) {
        const char *q = last_mark(s, p, end, next);
        if (q == p && q < end) end = p;
        if (q == end || (address && (*q == '/' || *q == '-'))) break;
        next = *q;
        tail[(*n)++] = end = q;
    }
    return end;
}

/* The length of a mark that opens a chunk, else 0. */
static size_t opening_mark(LangScratch *s, const char *p, const char *end) {
    size_t n = smiley(p, end), money;
    if (!n) n = lone_mark(p, end);
    if (n || end - p < 2) return n;
    bool number = is(p[1], DIGIT), word = number || is(p[1], LETTER | HIGH);
    if (is_currency(p, end, &money) && money < (size_t)(end - p) && is(p[money], *p == '#' ? DIGIT : LETTER | DIGIT)) return money;
    size_t quote = apostrophe(p, end);
    if (quote && (size_t)(end - p) >= 2 * quote && !memcmp(p, p + quote, quote)) return 2 * quote; /* '' */
    if (quote) {
        const char *after = p + quote;
        bool year = end - after >= 2 && is(after[0], DIGIT) && is(after[1], DIGIT) && (end - after == 2 || !is(after[2], DIGIT)); /* "'72", "'90s" */
        if (year || (end - after == 1 && (*after | 32) == 's')) return 0;
        s->in_quote = after < end && is(*after, LETTER | DIGIT | HIGH);
        return quote;
    }
    if (*p == '.') return word ? 0 : span_of(p, end, MARK_STOP); /* ".doc", ".5" */
    if (is(*p, MARK_STOP)) return span_of(p, end, MARK_STOP);
    if (is(*p, MARK_AFTER)) return 1;
    return (*p == '-' && word) || (*p == '@' && number);
}

/* A full stop inside a chunk that ends a sentence without a blank ("left.The envoy"): two small letters before it, a capital and a small letter after it. */
static bool is_glued(const char *p, const char *q, const char *end) {
    return *q == '.' && q - p >= 2 && end - q > 2 && is_lower(q[-1]) && is_lower(q[-2]) && is_upper(q[1]) && is_lower(q[2]);
}

/* A word that ends at q and is joined to the number after it: "US$5", "Nov.28". */
static bool leads_number(const LangScratch *s, const char *p, const char *q, const char *end) {
    if (end - q < 2 || !is(q[1], DIGIT) || !is(q[-1], LETTER)) return false;
    return *q == '$' || (*q == '.' && kinds_of(s, p, q) & (TOKEN_TITLE | TOKEN_ABBREVIATION | TOKEN_NUMBERED));
}

/* Up to the next mark that is always a token. */
static const char *find_inner(const LangScratch *s, const char *p, const char *end) {
    const char *q = p + 1;
    for (; q < end; q++) {
        unsigned class = classes[(unsigned char)*q];
        if (class & (LETTER | DIGIT)) continue;
        if (class & HIGH && ((unsigned char)*q & 0xC0) == 0x80) continue;
        if (*q == '.' && end - q == 2 && q[1] == '.') continue; /* "Widgets Inc.." */
        if (lone_mark(q, end)) break;
        if (*q == ',' && q + 1 < end && is(q[1], LETTER) && is(q[-1], LETTER)) break;
        if (is_glued(p, q, end) || leads_number(s, p, q, end)) return q + 1;
    }
    return q;
}

/* A chunk without opening marks; returns the start of the rest. `next` is the first byte after the chunk on its line, or 0. */
static const char *add_inner(LangScratch *s, const char *text, const char *p, const char *end, char next) {
    const char *tail[TAIL_MAX], *stop = p + 1;
    size_t n_tail = 0;
    while (stop < end && *stop != '<' && *stop != '>' && *stop != '"') stop++;
    bool address = is_address(s, p, stop), tagged = *p == '#' || *p == '@';
    const char *inner = address ? stop : find_inner(s, p, end), *core = peel_end(s, p, inner, address, inner < end ? *inner : next, tail, &n_tail);
    if (core == p) { /* only marks: the first one as it is */
        add_word(s, (uint32_t)(p - text), (uint32_t)(inner - text));
        return inner;
    }
    if (address)
        add_word(s, (uint32_t)(p - text), (uint32_t)(core - text));
    else if (tagged)
        add_core(s, text, p, core);
    else
        add_number_or_word(s, text, p, core);
    for (size_t i = n_tail; i-- > 0;) {
        const char *tail_end = i ? tail[i - 1] : inner;
        if (apostrophe(tail[i], tail_end)) s->in_quote = false;
        add_word(s, (uint32_t)(tail[i] - text), (uint32_t)(tail_end - text));
    }
    return inner;
}

/* Only letters, or with a comma after them: most of a text. False if the chunk is something else. */
static bool add_plain(LangScratch *s, const char *text, const char *p, const char *end) {
    const char *q = p + span_of(p, end, LETTER);
    bool comma = q > p && q + 1 == end && *q == ',';
    if (q != end && !comma) return false;
    add_core(s, text, p, q);
    if (comma) add_word(s, (uint32_t)(q - text), (uint32_t)(end - text));
    return true;
}

static void add_chunk(LangScratch *s, const char *text, const char *p, const char *end, char next) {
    if (add_plain(s, text, p, end)) return;
    while (p < end) {
        size_t lead = opening_mark(s, p, end);
        if (!lead) {
            p = add_inner(s, text, p, end, next);
            continue;
        }
        uint32_t cp = 0;
        if (lead == 3) utf8_next(p, end, &cp);
        if (cp == 0x2018) s->in_quote = true;
        add_word(s, (uint32_t)(p - text), (uint32_t)(p + lead - text));
        p += lead;
    }
}

/* ---- sentences ---- */

static bool is_number(const char *text, const Word *w) {
    Slice s = slice_sub(text, w->span);
    return s.n && span_of(s.p, s.p + s.n, DIGIT) == s.n;
}

static bool word_is(const char *text, const Word *w, char c) { return w->span.end - w->span.start == 1 && text[w->span.start] == c; }

/* The full stop of "3. Delete" at a sentence's start. */
static bool is_numbering(const LangScratch *s, const char *text, size_t i) {
    const Word *w = &s->words[i];
    if (!i || !word_is(text, w, '.')) return false;
    bool opens = i == 1 || s->break_after[i - 2];
    return opens && is_number(text, w - 1) && w[-1].span.end - w[-1].span.start <= 2;
}

static bool closes(const char *text, const Word *w) {
    Slice s = slice_sub(text, w->span);
    return (s.n == 1 && strchr(")]}\"'", *s.p)) || slice_is(s, "\xE2\x80\x9D") || slice_is(s, "\xE2\x80\x99") || slice_is(s, "''");
}

static bool is_omission(Slice s) { return (s.n >= 3 && !memcmp(s.p, "\xE2\x80\xA6", 3)) || (s.n > 1 && s.p[0] == '.' && s.p[1] == '.'); }

static bool ends_sentence(const char *text, const Word *w) {
    Slice s = slice_sub(text, w->span);
    return s.n && (span_of(s.p, s.p + s.n, MARK_STOP) == s.n || is_omission(s));
}

static bool begins_upper(const char *text, const Word *w) {
    uint32_t cp;
    const char *p = text + w->span.start;
    utf8_next(p, text + w->span.end, &cp);
    return utf8_is_upper(cp) || (cp >= '0' && cp <= '9') || cp == '"' || cp == 0x201C || cp == 0x2018 || cp == 0xAB || cp == '(' || cp == '[' ||
           cp == 0x2022;
}

/* Whether a sentence ends after an abbreviation that `next` follows. */
static bool ends_behind_abbreviation(const LangScratch *s, const char *text, const Word *w, const Word *next) {
    const char *p = text + w->span.start, *end = text + w->span.end - 1;
    size_t length = next->span.end - next->span.start;
    if (kinds_of(s, p, end) & (TOKEN_TITLE | TOKEN_NUMBERED)) return false;
    if (end - p == 1 && length < 3) return false; /* an initial: "J. An" */
    return kinds_of(s, text + next->span.start, text + next->span.end) & TOKEN_OPENER;
}

/* After the full stop at i: closing quotes and brackets, and a footnote number, "[7]". */
static size_t find_last(const LangScratch *s, const char *text, size_t i) {
    size_t last = i, n = s->n_words < i + CLOSERS_MAX ? s->n_words : i + CLOSERS_MAX;
    while (last + 1 < n && !s->break_after[last] && !s->words[last].space_after &&
           (closes(text, &s->words[last + 1]) || ends_sentence(text, &s->words[last + 1])))
        last++;
    for (const Word *w = &s->words[last]; last + 3 < n && word_is(text, w + 1, '[') && is_number(text, w + 2) && word_is(text, w + 3, ']'); w += 3)
        last += 3;
    return last;
}

static bool is_border(const LangScratch *s, const char *text, size_t i, size_t last) {
    const Word *w = &s->words[i], *next = &s->words[last + 1];
    if (!s->words[last].space_after) return last == i && word_is(text, w, '.') && is_upper(text[next->span.start]); /* "left.The envoy" */
    if (is_omission(slice_sub(text, w->span)) && word_is(text, next, 'I')) return false;
    return begins_upper(text, next);
}

static void find_borders(LangScratch *s, const char *text) {
    for (size_t i = 0; i + 1 < s->n_words; i++) {
        const Word *w = &s->words[i];
        if (s->break_after[i] || !is(text[w->span.end - 1], MARK_STOP | HIGH)) continue;
        bool ends = ends_sentence(text, w), abbreviation = !ends && w->span.end - w->span.start > 1 && text[w->span.end - 1] == '.';
        if ((!ends && !abbreviation) || is_numbering(s, text, i)) continue;
        size_t last = abbreviation ? i : find_last(s, text, i);
        if (last + 1 >= s->n_words || !is_border(s, text, i, last)) continue;
        if (abbreviation && !ends_behind_abbreviation(s, text, w, w + 1)) continue;
        s->break_after[last] = 1;
        i = last;
    }
}

/* Whether the line breaks of a span only wrap it: three lines or more of similar width, most of them without a final full stop. */
static bool is_wrapped(const char *text, Span span) {
    size_t lines = 0, stops = 0, shortest = SIZE_MAX, longest = 0;
    uint32_t from = span.start;
    for (uint32_t i = span.start; i <= span.end; i++) {
        if (i < span.end && text[i] != '\n') continue;
        size_t n = i - from;
        lines++;
        if (i < span.end) { /* the last line may be short */
            shortest = n < shortest ? n : shortest;
            longest = n > longest ? n : longest;
            stops += n && strchr(".!?:\"", text[i - 1]) != NULL;
        }
        from = i + 1;
    }
    return lines >= 3 && shortest >= 45 && longest <= 110 && longest - shortest <= 25 && stops * 2 < lines;
}

/* The length of the white space at p, including control characters, else 0. */
static size_t space_at(const char *p, const char *end) {
    unsigned char c = (unsigned char)*p;
    if (c < 0x80) return c <= ' ' || c == 0x7F;
    uint32_t cp;
    size_t n = utf8_next(p, end, &cp);
    return utf8_is_space(cp) ? n : 0;
}

static const char *skip_spaces(const char *p, const char *end, bool *line_ends) {
    for (size_t n; p < end && (n = space_at(p, end)); p += n) *line_ends |= *p == '\n';
    return p;
}

static const char *find_space(const char *p, const char *end) {
    const char *limit = end - p > WORD_BYTES_MAX ? p + WORD_BYTES_MAX : end;
    while (p < limit && !space_at(p, end)) p += is(*p, HIGH) ? utf8_next(p, end, &(uint32_t){0}) : 1;
    return p;
}

void token_split(LangScratch *s, const char *text, Span span) {
    bool wrapped = is_wrapped(text, span), line_ends = false;
    const char *end = text + span.end, *p = skip_spaces(text + span.start, end, &line_ends);
    s->n_words = 0;
    s->in_quote = false;
    while (p < end) {
        const char *q = find_space(p, end);
        line_ends = false;
        const char *next = skip_spaces(q, end, &line_ends);
        line_ends = line_ends && !wrapped;
        add_chunk(s, text, p, q, next < end && !line_ends ? *next : 0);
        s->words[s->n_words - 1].space_after = next > q || next == end; /* what ends a text ends a line */
        if (line_ends) s->break_after[s->n_words - 1] = 1;
        p = next;
    }
    find_borders(s, text);
}
