/* read.h - turns pages into articles: input kinds, character sets, HTML, article extraction.
 *
 * An Article and everything it points to are in the arena passed to read_article. Inputs own the bytes of the document that they returned last.
 */
#ifndef ATTACHE_READ_H
#define ATTACHE_READ_H

#include "base/base.h"

typedef enum BlockKind { BLOCK_TITLE, BLOCK_HIGHLIGHT, BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_ITEM, BLOCK_QUOTE } BlockKind;

typedef struct Block {
    Span span; /* in Article.text, without surrounding white space */
    uint8_t kind;
    bool repeats; /* a highlight or title that a paragraph repeats */
} Block;

/* Where a date was found, the most reliable first. */
typedef enum DateSource {
    DATE_NOWHERE,
    DATE_DOCUMENT,  /* the line, entry or record that contained the page */
    DATE_METADATA,  /* JSON-LD, meta tags */
    DATE_PUBLISHED, /* an element marked as the date of publication */
    DATE_HEADLINE,  /* between headline and text */
    DATE_ADDRESS,
    DATE_ELEMENT, /* another element with a time */
    DATE_DATELINE,
    DATE_LINE,    /* a line or element called date, or one that looks like it */
    DATE_CHANGED, /* the day of an update */
    DATE_FETCHED,
    DATE_SOURCES
} DateSource;

/* One text contains all parts, so that the later stages need only one offset space:
 *
 *     title \n\n highlight \n\n highlight \n\n body paragraph \n\n body paragraph
 *     [title]    [highlights]                  [body........................................]
 *
 * Offsets in the output count from the start of each part. The body of plain text and of JSONL is the input byte for byte if that is valid UTF-8. */
typedef struct Article {
    const char *text; /* valid UTF-8 with a final NUL */
    uint32_t size;
    Span title, body; /* empty if there is none */
    Span *highlights;
    size_t n_highlights;
    Block *blocks;
    size_t n_blocks;
    Span dateline; /* "New Delhi :", "ANKARA (Reuters) -" at the beginning of the first body paragraph; empty if none */
    const char *dateline_place;
    const char *const *authors; /* the people in the byline, one by one */
    size_t n_authors;
    const char *agency; /* and the agency, "" if there is none */
    DateSource date_source;
    bool from_page;     /* not from plain text */
    const char *unread; /* why there is no text, "" if there is some; a headline given with the document is enough */
    const char *id, *byline, *date, *language, *url, *site; /* never NULL; date is YYYY-MM-DD or "" */
} Article;

/* The part that a byte of the text is in: 0 the title, 1 the body, 2 and up a highlight. */
static inline size_t article_part(const Article *a, uint32_t at) {
    if (at >= a->title.start && at < a->title.end) return 0;
    for (size_t i = 0; i < a->n_highlights; i++)
        if (at >= a->highlights[i].start && at < a->highlights[i].end) return 2 + i;
    return 1;
}

/* Finds the article of a page: detects the kind (if ATTACHE_AUTO) and character set, removes the furniture, cleans the text. Metadata given with the document
 * (title, date, ...) take precedence over the page's. */
attache_status read_article(const attache_document *doc, Arena *arena, Article *out, const Reporter *r);

/* ---- inputs (inputs.c): implement attache_inputs_* ---- */
attache_status inputs_open(const char *const *paths, size_t n, attache_kind kind, const Reporter *r, attache_inputs **out);
attache_status inputs_next(attache_inputs *in, attache_document *out);
void inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total);
void inputs_close(attache_inputs *in);
/* Copies a document and all it points to into an arena. */
void inputs_copy(Arena *a, const attache_document *doc, attache_document *to);

/* ---- dates (date.c) ---- */

/* Reads a calendar date in the formats of pages and feeds (ISO 8601, RFC 2822, "11 November 2017", "Nov 11, 2017", "2017/11/11"); writes YYYY-MM-DD with a final
 * NUL; false if there is none. */
bool dates_find(Slice s, char out[11]);

#endif
