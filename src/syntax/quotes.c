/* quotes.c - finds the text between quotation marks, also where a mark is missing. */
#include "syntax/syntax_int.h"

enum {
    QUOTE_WORDS_MIN = 4, /* shorter ones are names and scare quotes */
    LEFT_OPEN_MAX = 400  /* a quote without a closing mark goes to the end of a paragraph as short as this, else to the end of its sentence */
};

/* What a quotation mark can do, by its form and the letters around it. */
typedef struct Mark {
    bool opens, closes;
} Mark;

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80; }

/* A straight mark opens a quote before a word and closes it behind one; between two words it may do either. */
static bool read_mark(const char *text, Span block, uint32_t i, Mark *out) {
    if (text[i] == '"') {
        char before = i > block.start ? text[i - 1] : ' ', after = i + 1 < block.end ? text[i + 1] : ' ';
        bool word_before = !is_space(before) && before != '(' && before != '[', word_after = is_letter(after) || after == '[' || after == '(' || after == '.';
        *out = word_before == word_after ? (Mark){true, true} : (Mark){.opens = word_after, .closes = word_before};
        return true;
    }
    if ((unsigned char)text[i] != 0xE2 || i + 2 >= block.end || (unsigned char)text[i + 1] != 0x80) return false;
    *out = (Mark){.opens = (unsigned char)text[i + 2] == 0x9C, .closes = (unsigned char)text[i + 2] == 0x9D};
    return out->opens || out->closes;
}

static void add_quote(const Article *a, uint32_t block, uint32_t start, uint32_t end, Arena *arena, Quotes *out) {
    size_t words = 1;
    for (uint32_t i = start; i < end; i++) words += a->text[i] == ' ';
    if (words >= QUOTE_WORDS_MIN) *VEC_PUSH(arena, out->list, out->n, out->cap) = (Quote){{start, end}, block};
}

/* Where a quote ends whose closing mark is missing: with its first sentence. */
static uint32_t end_of_sentence(const char *text, uint32_t at, uint32_t limit) {
    for (; at + 1 < limit; at++)
        if (quotes_end_sentence(text[at]) && is_space(text[at + 1])) return at + 1;
    return limit;
}

/* Where a quote begins whose opening mark is missing: with its last sentence, but not before `limit`. */
static uint32_t start_of_sentence(const char *text, uint32_t limit, uint32_t at) {
    for (uint32_t i = at; i > limit + 1; i--)
        if (is_space(text[i - 1]) && quotes_end_sentence(text[i - 2]) && i < at) return i;
    return limit;
}

/* Whether a paragraph begins with a mark that opens a quote: the quote before it goes on. */
static bool begins_quoted(const Article *a, size_t block) {
    Mark m;
    return block < a->n_blocks && a->blocks[block].span.start < a->blocks[block].span.end &&
           read_mark(a->text, a->blocks[block].span, a->blocks[block].span.start, &m) && m.opens;
}

static void quotes_of_block(const Article *a, uint32_t number, Arena *arena, Quotes *out) {
    const char *text = a->text;
    Span block = a->blocks[number].span;
    uint32_t open = 0, free = block.start; /* free: the end of the quote before */
    bool inside = false;
    for (uint32_t i = block.start; i < block.end; i++) {
        Mark m;
        if (!read_mark(text, block, i, &m)) continue;
        bool opens = m.opens && (!inside || !m.closes);
        if (opens) {
            if (inside) add_quote(a, number, open, end_of_sentence(text, open, i), arena, out);
            open = i;
        } else if (inside) {
            add_quote(a, number, open, i, arena, out);
        } else if (i > free && !(i > block.start && text[i - 1] >= '0' && text[i - 1] <= '9')) { /* 6" is a length */
            add_quote(a, number, start_of_sentence(text, free, i), i, arena, out);
        }
        inside = opens;
        if (!opens) free = i + 1;
    }
    if (!inside) return;
    bool goes_on = block.end - open <= LEFT_OPEN_MAX || begins_quoted(a, number + 1);
    add_quote(a, number, open, goes_on ? block.end : end_of_sentence(text, open, block.end), arena, out);
}

void quotes_find(const Article *article, Arena *arena, Quotes *out) {
    *out = (Quotes){0};
    for (size_t i = 0; i < article->n_blocks; i++) quotes_of_block(article, (uint32_t)i, arena, out);
}

size_t quotes_first(const Quotes *q, uint32_t at) { return FIRST_WHERE(i, q->n, q->list[i].span.end > at); }

int quotes_around(const Quotes *q, uint32_t at) {
    size_t i = quotes_first(q, at);
    return i < q->n && q->list[i].span.start <= at ? (int)i : NONE;
}
