/* page_int.h - what the files of read/page/ share, and the other folders of read/ use: decoded bytes, the page as a flat list of nodes, its metadata.
 *
 * A Page and all it points to belong to the arena that was passed to html_parse; its strings are not ended by NUL unless said.
 */
#ifndef ATTACHE_PAGE_INT_H
#define ATTACHE_PAGE_INT_H

#include "base/failure.h"
#include "read/read.h"

/* ---- characters (charset.c) ---- */

/* The bytes of a document as valid UTF-8 without BOM and NULs. `html`: a page's own declaration counts and detection may guess; else bytes are kept where they are valid. */
Slice charset_decode(const attache_document *doc, bool html, Arena *arena);
/* Adds bytes to `out`, with U+FFFD in place of each that is no part of a character. */
void charset_repair(Slice s, Buf *out);
/* The same with %XX in its place: names of files that differ still do. */
void charset_escape(Slice s, Buf *out);
/* What was meant by a control character U+0080 to U+009F: the character that windows-1252 has there. */
uint32_t charset_of_control(uint32_t cp);
/* True if the bytes begin with the mark of UTF-16 or UTF-32. */
bool charset_is_wide(Slice s);
/* Canonical composition (Unicode NFC); the same bytes where nothing changes. */
Slice charset_nfc(Slice s, Arena *arena);

/* ---- kinds (article.c) ---- */

/* True if the first KBs hold tags that only pages have; styles, scripts, drawings and comments are not counted. */
bool article_is_html(Slice s);

/* ---- tags: name, what it does. Sorted by name, as html.c looks them up by bisection. ---- */

enum {
    TAG_BLOCK = 1, /* begins and ends a line of its own */
    TAG_DROP = 2,  /* never holds the article, whatever it says */
    TAG_DOUBT = 4, /* holds none of the article as a rule; believed only where little text would go */
};

/* clang-format off */
#define TAGS(X)                                                                                                   \
    X(A, "a", 0) X(ADDRESS, "address", TAG_BLOCK) X(ARTICLE, "article", TAG_BLOCK) X(ASIDE, "aside", TAG_BLOCK | TAG_DOUBT)              \
    X(AUDIO, "audio", TAG_DROP) X(B, "b", 0) X(BLOCKQUOTE, "blockquote", TAG_BLOCK) X(BODY, "body", TAG_BLOCK) X(BR, "br", 0)            \
    X(BUTTON, "button", TAG_BLOCK | TAG_DROP) X(CANVAS, "canvas", TAG_DROP) X(CAPTION, "caption", TAG_BLOCK) X(DD, "dd", TAG_BLOCK)      \
    X(DETAILS, "details", TAG_BLOCK) X(DIALOG, "dialog", TAG_BLOCK | TAG_DROP) X(DIV, "div", TAG_BLOCK) X(DL, "dl", TAG_BLOCK)           \
    X(DT, "dt", TAG_BLOCK) X(FIELDSET, "fieldset", TAG_BLOCK | TAG_DOUBT) X(FIGCAPTION, "figcaption", TAG_BLOCK | TAG_DROP)              \
    X(FIGURE, "figure", TAG_BLOCK | TAG_DOUBT) X(FOOTER, "footer", TAG_BLOCK | TAG_DOUBT) X(FORM, "form", TAG_BLOCK | TAG_DOUBT)         \
    X(H1, "h1", TAG_BLOCK) X(H2, "h2", TAG_BLOCK) X(H3, "h3", TAG_BLOCK) X(H4, "h4", TAG_BLOCK) X(H5, "h5", TAG_BLOCK)                   \
    X(H6, "h6", TAG_BLOCK) X(HEAD, "head", TAG_BLOCK) X(HEADER, "header", TAG_BLOCK | TAG_DOUBT) X(HR, "hr", TAG_BLOCK)                  \
    X(HTML, "html", TAG_BLOCK) X(IFRAME, "iframe", TAG_DROP) X(LABEL, "label", 0) X(LEGEND, "legend", TAG_BLOCK) X(LI, "li", TAG_BLOCK)  \
    X(LINK, "link", 0) X(MAIN, "main", TAG_BLOCK) X(MENU, "menu", TAG_BLOCK | TAG_DROP) X(META, "meta", 0)                               \
    X(NAV, "nav", TAG_BLOCK | TAG_DROP) X(NOSCRIPT, "noscript", TAG_DROP) X(OBJECT, "object", TAG_DROP) X(OL, "ol", TAG_BLOCK)           \
    X(OPTION, "option", TAG_BLOCK | TAG_DROP) X(P, "p", TAG_BLOCK) X(PRE, "pre", TAG_BLOCK) X(SECTION, "section", TAG_BLOCK)             \
    X(SELECT, "select", TAG_DROP) X(STRONG, "strong", 0) X(SUMMARY, "summary", TAG_BLOCK) X(TABLE, "table", TAG_BLOCK)                   \
    X(TBODY, "tbody", TAG_BLOCK) X(TD, "td", TAG_BLOCK) X(TEXTAREA, "textarea", TAG_DROP) X(TFOOT, "tfoot", TAG_BLOCK)                   \
    X(TH, "th", TAG_BLOCK) X(THEAD, "thead", TAG_BLOCK) X(TIME, "time", 0) X(TITLE, "title", TAG_BLOCK) X(TR, "tr", TAG_BLOCK)           \
    X(UL, "ul", TAG_BLOCK) X(VIDEO, "video", TAG_DROP)
/* clang-format on */

enum {
    TAG_OTHER,
    TAG_TEXT, /* not an element: a run of text */
#define X(id, name, what) TAG_##id,
    TAGS(X)
#undef X
        TAG_COUNT
};

/* ---- the page (html.c) ---- */

/* What the class, id and other attributes of an element say of it; hints.c holds the words. */
enum {
    HINT_FURNITURE = 1 << 0, /* menus, sharing, promotion: believed where little text would go */
    HINT_COMMENTS = 1 << 1,  /* what readers wrote: believed however much it is */
    HINT_HIDDEN = 1 << 2,    /* not shown */
    HINT_BODY = 1 << 3,      /* says that it is the article's text */
    HINT_HIGHLIGHTS = 1 << 4,
    HINT_BYLINE = 1 << 5,
    HINT_LINK = 1 << 6, /* a text that leads elsewhere */
    HINT_DATE = 1 << 7,
    HINT_POST = 1 << 8,    /* an embedded post */
    HINT_SUMMARY = 1 << 9, /* what stands between headline and text */
    HINT_PLACE = 1 << 10,  /* where a report was filed */
    HINT_AUTHOR = 1 << 11, /* who wrote it */
    HINT_KICKER = 1 << 12, /* a word or two over a headline, within it too */
    HINTS_ALL = 0x1FFF,
};

/* Nodes stand in the order of the page; [i + 1, end) is what node i holds. So all passes are loops, whatever the depth. */
typedef struct Node {
    uint32_t parent, end;
    uint32_t text, n_text; /* of TAG_TEXT: bytes in Page.text */
    uint16_t hints;
    uint8_t tag;
} Node;

typedef struct MetaTag {
    Slice name, content;
} MetaTag;

/* A moment that an element tells to machines, in its datetime, content or title. */
typedef enum StampKind {
    STAMP_PLAIN,     /* a time element */
    STAMP_NAMED,     /* an element that is called date */
    STAMP_PUBLISHED, /* one that says it is the date of publication */
    STAMP_HOVERED,   /* a title, as of "3 hours ago" */
} StampKind;
typedef struct Stamp {
    uint32_t node;
    uint8_t kind;
    bool updated; /* says that it is the date of a change */
    Slice when;
} Stamp;

typedef struct Page {
    Arena *arena;
    Node *nodes;
    size_t n, cap;
    Buf text; /* on the heap: html_free */
    MetaTag *metas;
    size_t n_metas, cap_metas;
    Slice *scripts; /* JSON-LD */
    size_t n_scripts, cap_scripts;
    Slice lang, canonical; /* html[lang], link[rel=canonical] */
    Stamp *stamps;
    size_t n_stamps, cap_stamps;
} Page;

/* Parses a page; linear in its size, and no recursion on its depth. */
void html_parse(Slice page, Arena *arena, Page *out);
void html_free(Page *p);

/* While libxml2 is at work: it gives half a page where memory runs out, or goes round for ever, so it is left there and then, by a failure. What the host has set for
 * its errors is set again afterwards. */
struct _xmlError; /* of libxml2 */
typedef struct XmlErrors {
    Cleanup cleanup;
    void (*on_error)(void *user, struct _xmlError *error);
    void *context;
} XmlErrors;
void html_watch_errors(XmlErrors *before);
void html_unwatch_errors(XmlErrors *before);
/* The properties of a tag: TAG_BLOCK ... */
unsigned html_tag_is(unsigned tag);
/* The node around i, or i, that begins and ends a line of its own. */
uint32_t html_block_around(const Page *p, uint32_t i);
/* The text of a node, white space collapsed. */
Slice html_text_of(const Page *p, uint32_t node, Arena *arena);
/* The same of a heading, without the words over it and the moments that stand in it. */
Slice html_heading_of(const Page *p, uint32_t node, Arena *arena);
/* Adds text to `out` with white space collapsed and zero-width signs taken out. */
void html_add_clean(Buf *out, Slice s, size_t start);

/* Hints of the words in a class or id attribute (hints.c). */
unsigned hints_of(Slice words);

/* ---- finding the article (extract.c) ---- */

/* A run of text that stands on its own lines. */
typedef struct Chunk {
    uint32_t first, last; /* text nodes [first, last] */
    uint32_t owner;       /* the block-level node that holds it */
    uint32_t at, n;       /* clean text, in Extract.text */
    uint32_t n_link;      /* bytes of it in links */
    uint16_t hints;       /* of all nodes around it */
    uint8_t tag, kind;    /* of the owner or what around it tells; BlockKind */
    bool dropped, keep;
} Chunk;

typedef struct Extract {
    Chunk *chunks;
    size_t n, cap;
    Buf text;           /* on the heap: extract_free */
    Slice title;        /* the headline as the page shows it, empty if none is found */
    uint32_t title_end; /* the node behind it */
} Extract;

enum { EXTRACT_NODE = 48 }; /* bytes that it takes for each node of a page */

/* Cuts the page into chunks and marks in `keep` those of the article; highlights are marked by their kind. `said` is the title by the metadata, `tag` what <title> says;
 * both may be empty. */
void extract_article(const Page *page, Slice said, Slice tag, Slice site, Arena *arena, Extract *out);
void extract_free(Extract *e);

/* ---- lines that are no part of what is reported (furniture.c) ---- */

/* "Read more: ...", "ADVERTISEMENT", "Sign up for our newsletter": of `n_link` bytes in links. */
bool furniture_is_line(Slice s, size_t n_link);
/* What ends in the credit of a photograph: "(Ann Onymous/Getty Images)". */
bool furniture_is_caption(Slice s);
/* "By Ann Onymous", "Ann Onymous | 11 Nov 2017", "Published ...". */
bool furniture_is_byline(Slice s);
/* What stands under a report: "Reporting by ...", "Ann Onymous contributed to this report.", "Follow her on ...". */
bool furniture_is_credit(Slice s);
/* A line behind which a release tells of the company and its press office: "About Norvik", "Media contact:". */
bool furniture_begins_imprint(Slice s);
/* A heading behind which readers write: "Comments (3)", "Leave a reply". */
bool furniture_begins_comments(Slice s);
/* A box that tells readers what they may do as such: "Your subscription lets you ...". */
bool furniture_is_offer(Slice s);
/* "https://...", "www...". */
bool furniture_is_address(Slice s);

/* ---- metadata (meta.c) ---- */

typedef struct Meta {
    Slice title, site, url, language, byline, publisher;
    Slice title_tag; /* what <title> says */
    Slice body; /* the article's text where JSON-LD holds it, as it is there */
    char date[11];
    Slice date_told; /* as it is there */
    Slice date_else; /* that of something that is no article, in JSON-LD, or at the end of <title> */
} Meta;

/* What the page says of itself outside its text: JSON-LD before meta tags before the rest. */
void meta_read(const Page *page, Arena *arena, Meta *out);
/* A title without what follows the last " - " or the like: "Talks end - The Example Daily"; empty if there is none. */
Slice meta_strip_last(Slice title);
/* A title without what precedes the first ": " or " | ": "The Example Daily: Talks end"; empty if there is none. */
Slice meta_strip_first(Slice title);
/* "By Ann Onymous, Correspondent | 11 November 2017 10:43" to "Ann Onymous". */
Slice meta_names_alone(Slice byline);
/* What a system puts where nobody signed ("admin"), or what is no name at all. */
bool meta_is_nobody(Slice byline);
/* True if the two say the same letters and digits, whatever the case and punctuation. */
bool meta_same_words(Slice a, Slice b);

/* The ISO 639-1 code in "en-GB" and the like; empty for what does not look like a language. */
Slice meta_language_code(Slice s, Arena *arena);

/* ---- who wrote it (byline.c) ---- */

bool byline_is_line(Slice s); /* "Von Ann Onymous", in any of the languages of the table */
/* "Ann Onymous": at least `least` words, of which the first and last begin large and at most half are small. */
bool byline_is_name(Slice s, int least);
/* Sets the byline, the authors that it names and the agency. */
void byline_find(const Page *page, const Meta *meta, const Extract *e, Arena *arena, Article *out);

/* ---- when it was published (pagedate.c) ---- */

/* What the page says of its day: metadata, the stamps and lines around the headline, the address. Empty if nothing does. Returns where. */
DateSource pagedate_find(const Page *page, const Meta *meta, Slice url, const Extract *e, Arena *arena, char out[11]);

/* ---- pages of which nothing could be read (unread.c) ---- */

/* What is to blame, as the end of a sentence; `bytes` is the page with its scripts. */
const char *unread_why(Slice bytes, const Page *page);

/* ---- names of outlets (outlet.c) ---- */

/* A headline without the outlet's name before or behind it; `site` and `url` tell whose page it is, where they are known. */
Slice outlet_strip(Slice title, Slice site, Slice url);
bool outlet_is(Slice name, Slice site, Slice url);
size_t outlet_words(Slice s);

/* ---- languages (language.c) ---- */

/* The ISO 639-1 code of the language that a text is in ("ckb" for Sorani), "" where it cannot be told: of few words, or of a language that is not known. */
const char *language_of(Slice text);

/* ---- dates (date.c) ---- */

/* The day of what a machine wrote: a date as above, or seconds or thousandths of them since 1970. */
bool dates_of_stamp(Slice s, char out[11]);
/* A day with a year of two digits, "31.10.23", as lines have it that are but a date. */
bool dates_find_short(Slice s, char out[11]);
/* The hour of a moment that is told in UTC, where the day may be another than that of the place; -1 for any other. */
int dates_utc_hour(Slice s);
/* A date in an address: /2017/11/11/, 2017-11-11, 20171111. */
bool dates_in_url(Slice url, char out[11]);
/* True if a month's name and a number begin the text: "November 20", "Nov. 2017". */
bool dates_begin_with_month(Slice s);

/* ---- datelines (dateline.c) ---- */

/* The length of the dateline at the head of a paragraph, 0 if none; *place is the place in it, without date and agency. */
size_t dateline_find(Slice paragraph, Slice *place);

#endif
