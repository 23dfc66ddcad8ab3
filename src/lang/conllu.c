/* conllu.c - writes sentences as CoNLL-U; reads CoNLL-U with given tokens and writes it with new tags and trees. */
#include <stdio.h>

#include "lang/lang_int.h"

enum { COLUMNS = 10, COLUMN_ID = 0, COLUMN_FORM = 1, COLUMN_MISC = 9 };

/* ---- writing ---- */

/* Control characters would break columns and lines. */
static void write_plain(Slice s, char instead, Buf *out) {
    size_t at = out->n;
    buf_add(out, s.p, s.n);
    for (; at < out->n; at++)
        if ((unsigned char)out->p[at] < ' ') out->p[at] = instead;
}

static bool is_inside(const Sentence *s, uint32_t i) { /* of a word range */
    for (uint32_t k = i; k > 0 && i - k < 3; k--)
        if (s->tokens[k - 1].mwt > i - k + 1) return true;
    return s->tokens[i].mwt > 1;
}

/* The words as in the text, with single blanks between them, so that a reader can reconstruct it. */
static void write_text(const char *text, const Sentence *s, Buf *out) {
    buf_str(out, "# text = ");
    for (uint32_t i = 0; i < s->n; i++) {
        write_plain(slice_sub(text, s->tokens[i].span), '_', out);
        if (s->tokens[i].space_after && i + 1 < s->n) buf_char(out, ' ');
    }
    buf_char(out, '\n');
}

static void write_sent_id(const char *name, uint32_t id, Buf *out) {
    size_t at = out->n + sizeof "# sent_id = " - 1;
    buf_printf(out, "# sent_id = %s%s%u\n", name, name[0] ? "-" : "", id);
    for (; at + 1 < out->n; at++)
        if ((unsigned char)out->p[at] <= ' ' || out->p[at] == '/') out->p[at] = '_'; /* an id has no blanks; the slash is UD's own */
}

/* LEMMA to DEPREL of word i. */
static void write_analysis(const Language *lang, const char *text, const Sentence *s, const FeatureKin *kin, uint32_t i, Buf *out) {
    const Token *t = &s->tokens[i];
    write_plain((Slice){t->lemma, t->lemma_len}, '_', out);
    buf_char(out, '\t');
    buf_str(out, lang_upos_name(t->upos));
    buf_char(out, '\t');
    buf_str(out, lang_xpos_name(lang, t->xpos));
    buf_char(out, '\t');
    feature_write(lang, text, s, kin, i, out);
    buf_char(out, '\t');
    buf_number(out, (unsigned)(t->head + 1));
    buf_char(out, '\t');
    buf_str(out, lang_deprel_name(t->deprel));
}

static void write_range(const char *text, const Sentence *s, uint32_t i, uint32_t last, Buf *out) {
    buf_printf(out, "%u-%u\t", i + 1, last + 1);
    write_plain(slice_sub(text, (Span){s->tokens[i].span.start, s->tokens[last].span.end}), '_', out);
    buf_printf(out, "\t_\t_\t_\t_\t_\t_\t_\t%s\n", s->tokens[last].space_after ? "_" : "SpaceAfter=No");
}

void conllu_write(const Language *lang, const char *text, const Sentence *s, const char *name, uint32_t id, Arena *arena, Buf *out) {
    FeatureKin *kin = feature_kin(s, arena);
    write_sent_id(name, id, out);
    write_text(text, s, out);
    for (uint32_t i = 0; i < s->n; i++) {
        const Token *t = &s->tokens[i];
        uint32_t last = i + (t->mwt > 1 ? t->mwt - 1u : 0);
        if (last > i && last < s->n) write_range(text, s, i, last, out);
        buf_number(out, i + 1);
        buf_char(out, '\t');
        write_plain(slice_sub(text, t->span), '_', out);
        buf_char(out, '\t');
        write_analysis(lang, text, s, kin, i, out);
        buf_str(out, t->space_after || is_inside(s, i) ? "\t_\t_\n" : "\t_\tSpaceAfter=No\n");
    }
    buf_char(out, '\n');
}

/* ---- reading: lines ---- */

typedef enum LineKind { LINE_COMMENT, LINE_WORD, LINE_RANGE, LINE_EMPTY } LineKind; /* EMPTY: an empty node, "8.1" */

typedef struct Line {
    LineKind kind;
    Slice text;
    Slice cells[COLUMNS];
    unsigned from, to; /* of a range; a word's id is `from` */
} Line;

/* A sentence as read. */
typedef struct Given {
    Line *lines;
    size_t n, cap;
    unsigned words, empty; /* the last ids: of a word, of an empty node after it */
    unsigned range_end;    /* of the present range */
} Given;

static attache_status refuse(const ConlluReader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static attache_status refuse(const ConlluReader *r, const char *format, ...) {
    char where[600], what[300];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%.560s:%zu", r->where, r->line);
    return report(r->reporter, ATTACHE_ERR_FORMAT, where, "%s: the sentence is left out", what);
}

/* The next line without its end; false after the last. */
static bool next_line(ConlluReader *r, Slice *line) {
    if (!r->rest.n) return false;
    const char *end = memchr(r->rest.p, '\n', r->rest.n);
    size_t n = end ? (size_t)(end - r->rest.p) : r->rest.n;
    *line = (Slice){r->rest.p, n && r->rest.p[n - 1] == '\r' ? n - 1 : n};
    r->rest.p += n + (end != NULL), r->rest.n -= n + (end != NULL);
    r->line++;
    return true;
}

static size_t cut_cells(Slice line, Slice cells[COLUMNS]) {
    size_t n = 0;
    for (;; n++) {
        const char *tab = memchr(line.p, '\t', line.n);
        Slice cell = {line.p, tab ? (size_t)(tab - line.p) : line.n};
        if (n < COLUMNS) cells[n] = cell;
        if (!tab) return n + 1;
        line.p += cell.n + 1, line.n -= cell.n + 1;
    }
}

/* A number at *p, of at most six digits; false if there is none. */
static bool read_number(const char **p, const char *end, unsigned *out) {
    const char *from = *p;
    for (*out = 0; *p < end && **p >= '0' && **p <= '9' && *p - from < 7; (*p)++) *out = *out * 10 + (unsigned)(**p - '0');
    return *p > from && *p - from < 7;
}

/* "7", "3-4" or "8.1". */
static bool read_id(Line *line) {
    const char *p = line->cells[COLUMN_ID].p, *end = p + line->cells[COLUMN_ID].n;
    if (!read_number(&p, end, &line->from)) return false;
    line->kind = p == end ? LINE_WORD : *p == '-' ? LINE_RANGE : LINE_EMPTY;
    if (p == end) return true;
    if (*p != '-' && *p != '.') return false;
    p++;
    return read_number(&p, end, &line->to) && p == end;
}

/* Whether an id may follow the previous ones. */
static attache_status place_line(const ConlluReader *r, Given *g, const Line *line) {
    Slice id = line->cells[COLUMN_ID];
    switch (line->kind) {
    case LINE_WORD:
        if (line->from != g->words + 1) return refuse(r, "ID %.*s follows word %u: must be %u", (int)id.n, id.p, g->words, g->words + 1);
        g->words++, g->empty = 0;
        if (g->words > LANG_GIVEN_MAX) return refuse(r, "has more than %d words", LANG_GIVEN_MAX);
        break;
    case LINE_RANGE:
        if (line->from != g->words + 1 || line->to <= line->from || g->range_end > g->words)
            return refuse(r, "range %.*s follows word %u: must begin at %u and hold two words or more", (int)id.n, id.p, g->words, g->words + 1);
        g->range_end = line->to;
        break;
    case LINE_EMPTY:
        if (line->from != g->words || line->to != g->empty + 1)
            return refuse(r, "empty node %.*s follows word %u: must be %u.%u", (int)id.n, id.p, g->words, g->words, g->empty + 1);
        g->empty++;
        break;
    case LINE_COMMENT: break;
    }
    return ATTACHE_OK;
}

static size_t find_control(Slice s) {
    size_t i = 0;
    while (i < s.n && ((unsigned char)s.p[i] >= ' ' || s.p[i] == '\t')) i++;
    return i;
}

static attache_status add_line(const ConlluReader *r, Given *g, Slice text, Arena *arena) {
    Line line = {.kind = LINE_COMMENT, .text = text};
    if (utf8_valid(text.p, text.n) != text.n) return refuse(r, "byte %zu is not UTF-8", utf8_valid(text.p, text.n));
    size_t control = find_control(text);
    if (control < text.n) return refuse(r, "byte %zu is a control character", control);
    if (text.p[0] == '#') {
        if (g->words) return refuse(r, "a comment stands between words: must stand before them");
    } else {
        size_t n = cut_cells(text, line.cells);
        if (n != COLUMNS) return refuse(r, "has %zu columns: must be %d, separated by tabs", n, COLUMNS);
        if (!read_id(&line))
            return refuse(r, "\"%.*s\" is not an ID: must be a number, 3-4 for a range or 8.1 for an empty node",
                          (int)(line.cells[0].n < 40 ? line.cells[0].n : 40), line.cells[0].p);
        if (!line.cells[COLUMN_FORM].n) return refuse(r, "FORM is empty");
        FORWARD_IF_ERROR(place_line(r, g, &line));
    }
    *VEC_PUSH(arena, g->lines, g->n, g->cap) = line;
    return ATTACHE_OK;
}

/* Collects the lines up to a blank one. The first mistake is reported, and the rest of the sentence skipped. */
static attache_status read_given(ConlluReader *r, Given *g, Arena *arena) {
    attache_status status = ATTACHE_OK;
    Slice line;
    bool any = false;
    while (next_line(r, &line)) {
        if (!line.n && any) break;
        if (!line.n) continue;
        any = true;
        if (status == ATTACHE_OK) status = add_line(r, g, line, arena);
    }
    if (!any) return ATTACHE_END;
    if (status == ATTACHE_OK && g->range_end > g->words)
        status = refuse(r, "a range ends at word %u, but the last word is %u", g->range_end, g->words);
    return status;
}

/* ---- reading: words ---- */

static bool has_no_space(const Line *line) {
    for (Slice rest = line->cells[COLUMN_MISC]; rest.n;) {
        const char *bar = memchr(rest.p, '|', rest.n);
        Slice part = {rest.p, bar ? (size_t)(bar - rest.p) : rest.n};
        if (slice_is(part, "SpaceAfter=No")) return true;
        rest.p += part.n + (bar != NULL), rest.n -= part.n + (bar != NULL);
    }
    return false;
}

/* The words of a sentence, and the text that they are spans of, made from their forms. */
static Word *words_of(const Given *g, Buf *text, Arena *arena) {
    Word *words = arena_alloc(arena, (g->words + 1) * sizeof *words);
    const Line *range = NULL;
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const Line *line = &g->lines[i];
        if (line->kind == LINE_RANGE) range = line;
        if (line->kind != LINE_WORD) continue;
        bool inside = range && line->from <= range->to;
        uint32_t start = (uint32_t)text->n;
        buf_add(text, line->cells[COLUMN_FORM].p, line->cells[COLUMN_FORM].n);
        words[n] = (Word){.span = {start, (uint32_t)text->n}, .space_after = !has_no_space(line)};
        if (inside && line->from == range->from) words[n].mwt = (uint8_t)(range->to - range->from < 250 ? range->to - range->from + 1 : 250);
        if (inside) words[n].space_after = line->from == range->to && !has_no_space(range);
        if (words[n++].space_after) buf_char(text, ' ');
    }
    return words;
}

static bool has_comment(const Given *g, const char *key) {
    for (size_t i = 0; i < g->n && g->lines[i].kind == LINE_COMMENT; i++) {
        Slice s = g->lines[i].text;
        size_t at = 1, n = strlen(key);
        while (at < s.n && s.p[at] == ' ') at++;
        if (s.n - at > n && !memcmp(s.p + at, key, n) && (s.p[at + n] == ' ' || s.p[at + n] == '=')) return true;
    }
    return false;
}

/* The surface tokens, with a range's own form for its words. */
static void write_given_text(const Given *g, Buf *out) {
    unsigned range_end = 0;
    buf_str(out, "# text = ");
    for (size_t i = 0; i < g->n; i++) {
        const Line *line = &g->lines[i];
        if (line->kind == LINE_COMMENT || line->kind == LINE_EMPTY || (line->kind == LINE_WORD && line->from <= range_end)) continue;
        if (line->kind == LINE_RANGE) range_end = line->to;
        unsigned last = line->kind == LINE_RANGE ? line->to : line->from;
        buf_add(out, line->cells[COLUMN_FORM].p, line->cells[COLUMN_FORM].n);
        if (last < g->words && !has_no_space(line)) buf_char(out, ' ');
    }
    buf_char(out, '\n');
}

static void write_given(const Language *lang, const Given *g, const char *text, const Sentence *s, uint32_t id, Arena *arena, Buf *out) {
    FeatureKin *kin = feature_kin(s, arena);
    bool head = true; /* comments so far */
    for (size_t i = 0; i < g->n; i++) {
        const Line *line = &g->lines[i];
        if (head && line->kind != LINE_COMMENT) {
            if (!has_comment(g, "sent_id")) write_sent_id("", id, out);
            if (!has_comment(g, "text")) write_given_text(g, out);
            head = false;
        }
        if (line->kind == LINE_WORD) {
            buf_add(out, line->text.p, (size_t)(line->cells[COLUMN_FORM].p + line->cells[COLUMN_FORM].n - line->text.p));
            buf_char(out, '\t');
            write_analysis(lang, text, s, kin, line->from - 1, out);
            buf_str(out, "\t_\t"); /* enhanced relations would describe another tree */
            buf_add(out, line->cells[COLUMN_MISC].n ? line->cells[COLUMN_MISC].p : "_", line->cells[COLUMN_MISC].n ? line->cells[COLUMN_MISC].n : 1);
        } else
            buf_add(out, line->text.p, line->text.n);
        buf_char(out, '\n');
    }
    buf_char(out, '\n');
}

attache_status conllu_next(ConlluReader *r, LangScratch *scratch, Arena *arena, Buf *out) {
    Given g = {0};
    Buf text = {0};
    Sentence s;
    FORWARD_IF_ERROR(read_given(r, &g, arena));
    if (!g.words) return refuse(r, "has no words");
    r->sentences++;
    Word *words = words_of(&g, &text, arena);
    lang_analyse_words(scratch, text.p, words, g.words, arena, &s);
    write_given(scratch->lang, &g, text.p, &s, r->sentences, arena, out);
    buf_free(&text);
    return ATTACHE_OK;
}
