/* read.h - pages in, articles out: input kinds, character sets, HTML, article extraction.
 *
 * An Article and all it points to belong to the arena that was passed to read_article. Inputs own the bytes of the document that they handed out last.
 */
#ifndef ATTACHE_READ_H
#define ATTACHE_READ_H

#include "base/base.h"

typedef enum BlockKind { BLOCK_TITLE, BLOCK_HIGHLIGHT, BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_ITEM, BLOCK_QUOTE } BlockKind;

typedef struct Block {
    Span span; /* in Article.text, without surrounding white space */
    uint8_t kind;
    bool repeats; /* a highlight or title that says again what a paragraph says */
} Block;

/* Where a date was found, the surest first. */
typedef enum DateSource {
    DATE_NOWHERE,
    DATE_DOCUMENT,  /* the line, entry or record that brought the page */
    DATE_METADATA,  /* JSON-LD, meta tags */
    DATE_PUBLISHED, /* an element that says it is the date of publication */
    DATE_HEADLINE,  /* between headline and text */
    DATE_ADDRESS,
    DATE_ELEMENT, /* another element that tells a moment */
    DATE_DATELINE,
    DATE_LINE,    /* a line or element that is called date, or looks like one */
    DATE_CHANGED, /* the day of a change */
    DATE_FETCHED,
    DATE_SOURCES
} DateSource;

/* One text holds all parts, so that one offset space serves the later stages:
 *
 *     title \n\n highlight \n\n highlight \n\n body paragraph \n\n body paragraph
 *     [title]    [highlights]                  [body........................................]
 *
 * What attache shows outside counts from the start of each part. The body of plain text and of JSONL is the input byte for byte where that is valid UTF-8. */
typedef struct Article {
    const char *text; /* valid UTF-8, ended by NUL */
    uint32_t size;
    Span title, body; /* empty where there is none */
    Span *highlights;
    size_t n_highlights;
    Block *blocks;
    size_t n_blocks;
    Span dateline; /* "New Delhi :", "ANKARA (Reuters) -" at the head of the first body paragraph; empty if none */
    const char *dateline_place;
    const char *const *authors; /* the people of the byline, one by one */
    size_t n_authors;
    const char *agency; /* and the agency, "" if it names none */
    DateSource date_source;
    const char *unread; /* why there is no text, "" where there is some; a headline that the document gave is enough */
    const char *id, *byline, *date, *language, *url, *site; /* never NULL; date is YYYY-MM-DD or "" */
} Article;

/* Finds the article of a page: tells the kind (if ATTACHE_AUTO) and character set, takes away the furniture, cleans the text. What the document says of itself
 * (title, date, ...) goes before what the page says. */
attache_status read_article(const attache_document *doc, Arena *arena, Article *out, const Reporter *r);

/* ---- inputs (inputs.c): behind attache_inputs_* ---- */
attache_status inputs_open(const char *const *paths, size_t n, attache_kind kind, const Reporter *r, attache_inputs **out);
attache_status inputs_next(attache_inputs *in, attache_document *out);
void inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total);
void inputs_close(attache_inputs *in);

/* ---- dates (date.c) ---- */

/* Reads a calendar date as pages and feeds write it (ISO 8601, RFC 2822, "11 November 2017", "Nov 11, 2017", "2017/11/11"); writes YYYY-MM-DD, NUL-ended; false if none. */
bool dates_find(Slice s, char out[11]);

#endif
