/* token.c - a paragraph in, words and sentence borders out: one scan by rule, after the conventions of UD English (contractions and possessives are words of
 * one surface token, hyphens stand alone but behind prefixes, full stops stay with abbreviations). */
#include <ctype.h>

#include "lang/lang_int.h"

enum { WORD_BYTES_MAX = 4096 };

bool token_is_loud(const char *text, const Word *w, size_t n) {
    size_t upper = 0, lower = 0;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = w[i].span.start; k < w[i].span.end; k++) {
            upper += isupper((unsigned char)text[k]) != 0;
            lower += islower((unsigned char)text[k]) != 0;
        }
    return upper > 8 && upper > lower * 9;
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

static size_t run_of(const char *p, const char *end) { /* "***", "====" are one mark */
    size_t n = 1;
    while (p + n < end && p[n] == *p) n++;
    return n;
}

static size_t strspn_to(const char *p, const char *end, const char *set) {
    size_t n = 0;
    while (p + n < end && p[n] && strchr(set, p[n])) n++;
    return n;
}

/* The length of a smiley at p, else 0. */
static size_t smiley(const char *p, const char *end) {
    size_t n = (size_t)(end - p);
    if (n < 2 || !strchr(":;=", *p) || !*p) return 0;
    size_t nose = p[1] == '-';
    return n > 1 + nose && p[1 + nose] && strchr(")(DPp/|", p[1 + nose]) && (n == 2 + nose || !isalnum((unsigned char)p[2 + nose])) &&
                   (p[1 + nose] != '/' || nose)
               ? 2 + nose
               : 0;
}

/* The length of a punctuation mark at p that stands alone wherever it is met: quotes, brackets, dashes, dots of omission; 0 if it is none. */
static size_t lone_mark(const char *p, const char *end) {
    unsigned char c = (unsigned char)*p;
    if (c < 0x80) {
        if (strchr("*=~^<>", c) && c) return run_of(p, end);
        if (strchr("()[]{}\"|", c) && c) return 1;
        if (c == '-' && end - p > 1 && p[1] == '-') {
            size_t n = 2;
            while (p + n < end && p[n] == '-') n++;
            return n;
        }
        return 0;
    }
    uint32_t cp;
    size_t n = utf8_next(p, end, &cp);
    bool quote = cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB || cp == 0xBB || cp == 0x2018 || cp == 0x201A;
    bool other = cp == 0x2026 || cp == 0x2013 || cp == 0x2014 || cp == 0x2012 || cp == 0x2015 || cp == 0x2022 || cp == 0xB7 || cp == 0x25CF ||
                 cp == 0x25A0 || cp == 0x25AA || cp == 0xBF || cp == 0xA1;
    return quote || other ? n : 0;
}

static bool is_currency(const char *p, const char *end, size_t *n) {
    uint32_t cp;
    *n = utf8_next(p, end, &cp);
    return cp == '$' || cp == 0xA3 || cp == 0x20AC || cp == 0xA5 || cp == 0x20B9 || cp == '#' || cp == 0xA7;
}

static bool ascii_word(const char *p, const char *end, const char *word) {
    if (p == end || tolower((unsigned char)*p) != *word) return false;
    size_t n = strlen(word);
    if ((size_t)(end - p) != n) return false;
    for (size_t i = 0; i < n; i++)
        if (tolower((unsigned char)p[i]) != word[i]) return false;
    return true;
}

static bool in_list(const char *p, const char *end, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (ascii_word(p, end, list[i])) return true;
    return false;
}

/* Abbreviations that keep their full stop. Those that a name follows never end a sentence. */
static const char *const before_names[] = {"mr",   "mrs",  "ms",  "dr",  "prof", "gen",    "lt",   "col",  "maj",   "capt", "sgt", "brig",
                                           "adm",  "gov",  "sen", "rep", "hon",  "rev",    "st",   "ft",   "mt",    "vs",   "fr",  "pres",
                                           "supt", "cmdr", "cpl", "pvt", "amb",  "messrs", "mme",  "mlle", "sr",    "nos",  "fig", "vol",
                                           "pp",   "art",  "sec", "e.g", "i.e",  "cf",     "insp", "det",  "comdr", "hrh"};
static const char *const abbreviations[] = {
    "jan",  "feb",  "mar",  "apr",  "jun",  "jul",  "aug", "sept", "sep",  "oct",    "nov",  "dec",  "inc",  "co",  "corp", "ltd", "bros", "jr",
    "etc",  "al",   "dept", "est",  "a.m",  "p.m",  "ave", "blvd", "rd",   "approx", "mon",  "tue",  "wed",  "thu", "fri",  "sat", "sun",  "calif",
    "fla",  "mass", "ariz", "conn", "ill",  "wash", "va",  "md",   "pa",   "tenn",   "ph.d", "d.c",  "cont", "ext", "min",  "max", "tel",  "univ",
    "assn", "intl", "govt", "natl", "plc",  "mfg",  "ga",  "ky",   "la",   "minn",   "mo",   "mont", "neb",  "nev", "okla", "ore", "tex",  "vt",
    "wis",  "wyo",  "ala",  "ark",  "colo", "del",  "kan", "mich", "miss", "oct",    "yr",   "hr",   "sq",   "ca"};

static bool is_initials(const char *p, const char *end) { /* "U.S", "J", "U.N", "A.B.C": letters one by one, without the last stop */
    if (p == end) return false;
    for (; p < end; p += 2) {
        if (!isalpha((unsigned char)*p) || (p + 1 < end && p[1] != '.')) return false;
    }
    return true;
}

/* Whether the full stop behind [p, end) belongs to the word. */
static bool keeps_stop(const char *p, const char *end) {
    bool single = end - p == 1 && isupper((unsigned char)*p);
    if (single || (end - p > 1 && is_initials(p, end))) return true;
    return in_list(p, end, before_names, COUNT_OF(before_names)) || in_list(p, end, abbreviations, COUNT_OF(abbreviations));
}

static const char *const prefixes[] = {"e",   "co",    "non",   "pre", "ex", "multi", "pro",  "anti", "re",      "mid",   "post", "semi",
                                       "pan", "inter", "intra", "sub", "un", "de",    "mini", "neo",  "counter", "ultra", "x",    "t"};

/* An apostrophe of one byte, or the typographic one of three. */
static size_t apostrophe(const char *p, const char *end) {
    if (p < end && (*p == '\'' || *p == '`')) return 1;
    return end - p >= 3 && !memcmp(p, "\xE2\x80\x99", 3) ? 3 : 0;
}

/* Where the clitic of a token begins ("do|n't", "India|'s", "workers|'"), or NULL. */
static const char *clitic_of(const char *p, const char *end) {
    static const char *const tails[] = {"s", "re", "ve", "ll", "d", "m"};
    if (end - p < 2) return NULL;
    for (const char *q = end; q-- > p + 1;) {
        size_t n = apostrophe(q, end);
        if (!n) {
            if (end - q > 6) return NULL;
            continue;
        }
        const char *tail = q + n;
        if (tail == end) return end[-(long)n - 1] == 's' || end[-(long)n - 1] == 'S' ? q : NULL;
        if (ascii_word(tail, end, "t") && q > p + 1 && tolower((unsigned char)q[-1]) == 'n') return q - 1;
        return in_list(tail, end, tails, COUNT_OF(tails)) ? q : NULL;
    }
    return NULL;
}

/* A word without outer punctuation: contractions and possessives become words of one surface token. */
static void add_core(LangScratch *s, const char *text, const char *p, const char *end) {
    static const struct {
        const char *whole;
        size_t cut;
    } fused[] = {{"cannot", 3}, {"gonna", 3}, {"wanna", 3},  {"gotta", 3},   {"dont", 2},    {"didnt", 3},    {"wont", 2},
                 {"doesnt", 4}, {"isnt", 2},  {"cant", 2},   {"couldnt", 5}, {"wouldnt", 5}, {"shouldnt", 6}, {"havent", 4},
                 {"hasnt", 3},  {"wasnt", 3}, {"arent", 3},  {"werent", 4},  {"im", 1},      {"ive", 1},      {"youre", 3},
                 {"theyre", 4}, {"thats", 4}, {"theres", 5}, {"whats", 4},   {"shes", 3}};
    if (p == end) return;
    const char *cut = clitic_of(p, end);
    bool short_word = end - p <= 8 && strchr("tamesTAMES", end[-1]); /* as all of them are and end */
    for (size_t i = 0; !cut && short_word && i < COUNT_OF(fused); i++)
        if (ascii_word(p, end, fused[i].whole)) cut = p + fused[i].cut;
    if (!cut || cut == p) {
        add_word(s, (uint32_t)(p - text), (uint32_t)(end - text));
        return;
    }
    add_word(s, (uint32_t)(p - text), (uint32_t)(cut - text))->mwt = 2;
    add_word(s, (uint32_t)(cut - text), (uint32_t)(end - text));
}

static bool is_alnum(unsigned char c) { return c >= 0x80 || isalnum(c); }

static bool is_address(const char *p, const char *end) {
    size_t n = (size_t)(end - p);
    if (memmem(p, n, "://", 3) || (n > 4 && !strncasecmp(p, "www.", 4))) return true;
    const char *at = memchr(p, '@', n);
    return at && at > p && memchr(at, '.', (size_t)(end - at));
}

/* A chunk between hyphens and slashes is a word; the marks are words too. "e-mail", "9/11", "2016-17" and telephone numbers stay whole. */
static void add_hyphenated(LangScratch *s, const char *text, const char *p, const char *end) {
    const char *from = p;
    for (const char *q = p + 1; q + 1 < end; q++) {
        bool hyphen = *q == '-', slash = *q == '/';
        if ((!hyphen && !slash) || !is_alnum((unsigned char)q[1]) || q == from) continue;
        bool digits = isdigit((unsigned char)q[-1]) && isdigit((unsigned char)q[1]);
        if (digits || (hyphen && from == p && in_list(p, q, prefixes, COUNT_OF(prefixes)))) continue;
        add_core(s, text, from, q);
        add_word(s, (uint32_t)(q - text), (uint32_t)(q + 1 - text));
        from = q + 1;
    }
    add_core(s, text, from, end);
}

/* Numbers part from what is written to them: "5%", "10km", "7pm". */
static void add_number_or_word(LangScratch *s, const char *text, const char *p, const char *end) {
    const char *q = p;
    while (q < end && (isdigit((unsigned char)*q) || ((*q == '.' || *q == ',' || *q == ':') && q + 1 < end && isdigit((unsigned char)q[1])))) q++;
    static const char *const units[] = {"%",  "km", "kg",     "am", "pm", "bn", "mn", "m",    "k",    "mph", "ft",  "cm",
                                        "mm", "tn", "tonnes", "gb", "mb", "mw", "kw", "a.m.", "p.m.", "kms", "hrs", "ha"};
    if (q > p && q < end && in_list(q, end, units, COUNT_OF(units))) {
        add_word(s, (uint32_t)(p - text), (uint32_t)(q - text));
        add_word(s, (uint32_t)(q - text), (uint32_t)(end - text));
        return;
    }
    if (end - p > 1 && end[-1] == '%') {
        add_hyphenated(s, text, p, end - 1);
        add_word(s, (uint32_t)(end - 1 - text), (uint32_t)(end - text));
        return;
    }
    add_hyphenated(s, text, p, end);
}

/* Peels marks off the end of a chunk into `tail` (their starts, last first); returns the new end. A full stop of an abbreviation stays. */
static const char *peel_end(const char *p, const char *end, const char **tail, size_t *n, size_t max) {
    while (end > p && *n < max) {
        const char *q = end - 1;
        while (q > p && ((unsigned char)*q & 0xC0) == 0x80) q--;
        char c = *q;
        size_t lone = lone_mark(q, end);
        bool mark = (lone && q + lone == end) || (c && strchr(",;:!?*=~^<>", c));
        if (c && strchr("!?*=~^<>", c)) /* "!!!" and "?!" are one mark */
            while (q > p && (q[-1] == c || (strchr("!?", c) && q[-1] && strchr("!?", q[-1])))) q--;
        bool quote = apostrophe(q, end) && q + apostrophe(q, end) == end && q > p && !(q[-1] == 's' || q[-1] == 'S');
        if (c == '.' && end - p > 1) {
            while (q > p && q[-1] == '.') q--; /* "..." is one mark */
            mark = end - q > 1 || !keeps_stop(p, q);
        }
        if (!mark && !quote) break;
        tail[(*n)++] = q;
        end = q;
    }
    return end;
}

/* One run of characters without white space. */
static void add_chunk(LangScratch *s, const char *text, const char *p, const char *end) {
    enum { TAIL_MAX = 16 };
    while (p < end) {
        size_t lead = smiley(p, end), n_tail = 0, money;
        if (!lead) lead = lone_mark(p, end);
        if (!lead && end - p > 1)
            lead = is_currency(p, end, &money) && (isalnum((unsigned char)p[money < (size_t)(end - p) ? money : 0])) ? money : 0;
        if (!lead && (*p == '\'' || *p == '`') && end - p > 1 && !(end - p == 2 && p[1] == 's')) lead = apostrophe(p, end);
        if (!lead && end - p > 1 && *p && strchr(",;:!?", *p)) lead = strchr("!?", *p) ? strspn_to(p, end, "!?") : 1;
        if (!lead && end - p > 1 && *p == '.') {
            while (lead < (size_t)(end - p) && p[lead] == '.') lead++;
            if (lead == 1 && isdigit((unsigned char)p[1])) lead = 0;
        }
        if (lead) {
            add_word(s, (uint32_t)(p - text), (uint32_t)(p + lead - text));
            p += lead;
            continue;
        }
        if (is_address(p, end)) {
            const char *tail[TAIL_MAX];
            const char *stop = peel_end(p, end, tail, &n_tail, TAIL_MAX);
            add_word(s, (uint32_t)(p - text), (uint32_t)(stop - text));
            p = stop;
            continue;
        }
        const char *inner = p + 1; /* up to the next mark that stands alone wherever it is met */
        while (inner < end && !lone_mark(inner, end) &&
               !(*inner == ',' && inner + 1 < end && isalpha((unsigned char)inner[1]) && isalpha((unsigned char)inner[-1])))
            inner++;
        const char *tail[TAIL_MAX];
        const char *core = peel_end(p, inner, tail, &n_tail, TAIL_MAX);
        if (core == p) { /* nothing but marks: the first one as it is */
            core = inner;
            n_tail = 0;
            add_word(s, (uint32_t)(p - text), (uint32_t)(core - text));
            p = core;
            continue;
        }
        add_number_or_word(s, text, p, core);
        for (size_t i = n_tail; i-- > 0;) add_word(s, (uint32_t)(tail[i] - text), (uint32_t)((i ? tail[i - 1] : inner) - text));
        p = inner;
    }
}

/* ---- sentences ---- */

static bool is_number(const char *text, const Word *w) {
    for (uint32_t i = w->span.start; i < w->span.end; i++)
        if (!isdigit((unsigned char)text[i])) return false;
    return w->span.end > w->span.start;
}

/* The stop of "3. Delete" at a sentence's start and of "No. 7". */
static bool is_numbering(const LangScratch *s, const char *text, size_t i) {
    const Word *w = &s->words[i];
    if (!i || w->span.end - w->span.start != 1 || text[w->span.start] != '.') return false;
    const Word *before = w - 1;
    bool opens = i == 1 || s->break_after[i - 2];
    if (opens && is_number(text, before) && before->span.end - before->span.start <= 2) return true;
    return ascii_word(text + before->span.start, text + before->span.end, "no") && isdigit((unsigned char)text[w[1].span.start]);
}

static bool word_is_mark(const char *text, const Word *w, const char *marks) {
    return w->span.end - w->span.start == 1 && strchr(marks, text[w->span.start]) && text[w->span.start];
}

static bool closes(const char *text, const Word *w) {
    Slice s = slice_sub(text, w->span);
    return word_is_mark(text, w, ")]}\"'") || slice_is(s, "\xE2\x80\x9D") || slice_is(s, "\xE2\x80\x99") || slice_is(s, "''");
}

static bool ends_sentence(const char *text, const Word *w) {
    Slice s = slice_sub(text, w->span);
    if (!s.n) return false;
    char c = s.p[s.n - 1];
    return (s.n <= 4 && (c == '!' || c == '?')) || (s.n == 1 && c == '.') || slice_is(s, "...") || slice_is(s, "\xE2\x80\xA6");
}

/* Words that open a sentence more often than they go on with a name: what decides behind "U.S." and "Inc.". */
static bool opens_sentence(const char *text, const Word *w) {
    static const char *const openers[] = {"the",      "in",   "he",   "she",  "it",      "they",  "but",       "and",       "a",       "an",
                                          "on",       "at",   "this", "that", "these",   "those", "we",        "i",         "however", "after",
                                          "although", "as",   "if",   "when", "while",   "for",   "his",       "her",       "its",     "there",
                                          "since",    "some", "many", "both", "earlier", "last",  "meanwhile", "according", "you",     "our",
                                          "their",    "so",   "then", "what", "why",     "how",   "with",      "under",     "also"};
    return in_list(text + w->span.start, text + w->span.end, openers, COUNT_OF(openers));
}

static bool begins_upper(const char *text, const Word *w) {
    uint32_t cp;
    const char *p = text + w->span.start;
    utf8_next(p, text + w->span.end, &cp);
    return utf8_is_upper(cp) || (cp >= '0' && cp <= '9') || cp == '"' || cp == 0x201C || cp == 0x2018 || cp == '(' || cp == '[' || cp == 0x2022;
}

static bool stop_inside(const char *text, const Word *w) { return w->span.end - w->span.start > 1 && text[w->span.end - 1] == '.'; }

static void find_borders(LangScratch *s, const char *text) {
    for (size_t i = 0; i + 1 < s->n_words; i++) {
        if (s->break_after[i]) continue;
        Word *w = &s->words[i];
        bool abbreviation = stop_inside(text, w) && !ends_sentence(text, w);
        if ((!ends_sentence(text, w) && !abbreviation) || is_numbering(s, text, i)) continue;
        size_t last = i;
        while (!abbreviation && last + 1 < s->n_words && !s->break_after[last] &&
               (closes(text, &s->words[last + 1]) || ends_sentence(text, &s->words[last + 1])) && !s->words[last].space_after)
            last++;
        if (last + 1 >= s->n_words || !s->words[last].space_after || !begins_upper(text, &s->words[last + 1])) continue;
        if (abbreviation) {
            size_t n = w->span.end - w->span.start - 1;
            bool name_follows = in_list(text + w->span.start, text + w->span.start + n, before_names, COUNT_OF(before_names)) || n == 1;
            if (name_follows || !opens_sentence(text, &s->words[last + 1])) continue;
        }
        s->break_after[last] = 1;
        i = last;
    }
}

/* Whether the line breaks of a span are only where an editor wrapped it: three lines or more of like width, most ending without a stop. */
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

void token_split(LangScratch *s, const char *text, Span span) {
    bool wrapped = is_wrapped(text, span);
    const char *p = text + span.start, *end = text + span.end;
    s->n_words = 0;
    while (p < end) {
        uint32_t cp;
        size_t n = utf8_next(p, end, &cp);
        if (utf8_is_space(cp) || cp == 0) {
            if (s->n_words) s->words[s->n_words - 1].space_after = true;
            if (cp == '\n' && s->n_words && !wrapped) s->break_after[s->n_words - 1] = 1;
            p += n;
            continue;
        }
        const char *q = p;
        while (q < end && q - p < WORD_BYTES_MAX) {
            size_t k = utf8_next(q, end, &cp);
            if (utf8_is_space(cp) || cp == 0) break;
            q += k;
        }
        add_chunk(s, text, p, q);
        p = q;
    }
    find_borders(s, text);
}
