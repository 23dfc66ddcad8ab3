/* page_int.h - what the files of read/page/ share, and the other folders of read/ use: decoded bytes, the page as a flat list of nodes, its metadata.
 *
 * A Page and everything it points to are in the arena passed to html_parse; its strings have no final NUL unless a comment says so.
 */
#ifndef ATTACHE_PAGE_INT_H
#define ATTACHE_PAGE_INT_H

#include "base/failure.h"
#include "read/read.h"
#include "vocab/wording.h"

/* ---- characters (charset.c) ---- */

/* The bytes of a document as valid UTF-8 without BOM and NULs. `html`: uses a page's own declaration, and may guess; otherwise valid bytes are kept. */
Slice charset_decode(const attache_document *doc, bool html, Arena *arena);
/* Appends bytes to `out`, with U+FFFD in place of each that is not part of a character. */
void charset_repair(Slice s, Buf *out);
/* The same with %XX instead, so that different file names stay different. */
void charset_escape(Slice s, Buf *out);
/* The intended character of a control character U+0080 to U+009F: that of windows-1252. */
uint32_t charset_of_control(uint32_t cp);
/* True if the bytes begin with the byte order mark of UTF-16 or UTF-32. */
bool charset_is_wide(Slice s);
/* Canonical composition (Unicode NFC); the same bytes if nothing changes. */
Slice charset_nfc(Slice s, Arena *arena);

/* ---- kinds (article.c) ---- */

/* True if the first kilobytes contain tags that only pages have, not counting styles, scripts, drawings and comments. */
bool article_is_html(Slice s);

/* ---- tags: name and properties. Sorted by name, for bisection in html.c. ---- */

enum {
    TAG_BLOCK = 1, /* a block of its own */
    TAG_DROP = 2,  /* never contains the article, whatever it says */
    TAG_DOUBT = 4, /* usually contains nothing of the article; ignored if much text would be lost */
};

/* clang-format off */
#define TAGS(X)                                                                                                   \
    X(A, "a", 0) X(ADDRESS, "address", TAG_BLOCK) X(ARTICLE, "article", TAG_BLOCK) X(ASIDE, "aside", TAG_BLOCK | TAG_DOUBT)              \
    X(AUDIO, "audio", TAG_DROP) X(B, "b", 0) X(BLOCKQUOTE, "blockquote", TAG_BLOCK) X(BODY, "body", TAG_BLOCK) X(BR, "br", 0)            \
    X(BUTTON, "button", TAG_BLOCK | TAG_DROP) X(CANVAS, "canvas", TAG_DROP) X(CAPTION, "caption", TAG_BLOCK) X(DD, "dd", TAG_BLOCK)      \
    X(DETAILS, "details", TAG_BLOCK) X(DIALOG, "dialog", TAG_BLOCK | TAG_DROP) X(DIV, "div", TAG_BLOCK) X(DL, "dl", TAG_BLOCK)           \
    X(DT, "dt", TAG_BLOCK) X(EM, "em", 0) X(FIELDSET, "fieldset", TAG_BLOCK | TAG_DOUBT) X(FIGCAPTION, "figcaption", TAG_BLOCK | TAG_DROP)              \
    X(FIGURE, "figure", TAG_BLOCK | TAG_DOUBT) X(FOOTER, "footer", TAG_BLOCK | TAG_DOUBT) X(FORM, "form", TAG_BLOCK | TAG_DOUBT)         \
    X(H1, "h1", TAG_BLOCK) X(H2, "h2", TAG_BLOCK) X(H3, "h3", TAG_BLOCK) X(H4, "h4", TAG_BLOCK) X(H5, "h5", TAG_BLOCK)                   \
    X(H6, "h6", TAG_BLOCK) X(HEAD, "head", TAG_BLOCK) X(HEADER, "header", TAG_BLOCK | TAG_DOUBT) X(HR, "hr", TAG_BLOCK)                  \
    X(HTML, "html", TAG_BLOCK) X(I, "i", 0) X(IFRAME, "iframe", TAG_DROP) X(IMG, "img", 0) X(LABEL, "label", 0) X(LEGEND, "legend", TAG_BLOCK) X(LI, "li", TAG_BLOCK)  \
    X(LINK, "link", 0) X(MAIN, "main", TAG_BLOCK) X(MENU, "menu", TAG_BLOCK | TAG_DROP) X(META, "meta", 0)                               \
    X(NAV, "nav", TAG_BLOCK | TAG_DROP) X(NOSCRIPT, "noscript", TAG_DROP) X(OBJECT, "object", TAG_DROP) X(OL, "ol", TAG_BLOCK)           \
    X(OPTION, "option", TAG_BLOCK | TAG_DROP) X(P, "p", TAG_BLOCK) X(PRE, "pre", TAG_BLOCK) X(SECTION, "section", TAG_BLOCK)             \
    X(SELECT, "select", TAG_DROP) X(SMALL, "small", 0) X(STRONG, "strong", 0) X(SUMMARY, "summary", TAG_BLOCK) X(TABLE, "table", TAG_BLOCK)                   \
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

/* The hints from an element's class, id and other attributes; hints.c has the words. */
enum {
    HINT_FURNITURE = 1 << 0, /* menus, sharing, promotion: ignored if much text would be lost */
    HINT_COMMENTS = 1 << 1,  /* readers' comments: always followed */
    HINT_HIDDEN = 1 << 2,    /* hidden */
    HINT_BODY = 1 << 3,      /* marked as the article's text */
    HINT_HIGHLIGHTS = 1 << 4,
    HINT_BYLINE = 1 << 5,
    HINT_LINK = 1 << 6, /* text that leads elsewhere */
    HINT_DATE = 1 << 7,
    HINT_POST = 1 << 8,    /* an embedded post */
    HINT_SUMMARY = 1 << 9, /* elements between headline and text */
    HINT_PLACE = 1 << 10,  /* the place where a report was filed */
    HINT_AUTHOR = 1 << 11, /* the author */
    HINT_KICKER = 1 << 12, /* a word or two over a headline, or in it */
    HINTS_ALL = 0x1FFF,      /* what hints.tsv can say */
    HINT_UNREAD = 1 << 13,   /* not for screen readers */
};

/* Nodes are in page order; node i contains [i + 1, end). So all passes are loops, whatever the depth. */
typedef struct Node {
    uint32_t parent, end;
    uint32_t text, n_text; /* for TAG_TEXT: bytes in Page.text */
    uint16_t hints;
    uint8_t tag;
} Node;

typedef struct MetaTag {
    Slice name, content;
} MetaTag;

/* A time that an element has for machines, in its datetime, content or title. */
typedef enum StampKind {
    STAMP_PLAIN,     /* a time element */
    STAMP_NAMED,     /* an element called date */
    STAMP_PUBLISHED, /* one marked as the date of publication */
    STAMP_HOVERED,   /* a title, as for "3 hours ago" */
    STAMP_DATA,      /* an attribute for scripts: data-timestamp */
} StampKind;
typedef struct Stamp {
    uint32_t node;
    uint8_t kind;
    bool updated; /* marked as the date of an update */
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

/* Parses a page; linear in its size, without recursion. */
void html_parse(Slice page, Arena *arena, Page *out);
void html_free(Page *p);

/* While libxml2 is at work: it gives half a page where memory runs out. That is noted, and whoever called it raises a failure once it has returned: nothing may leave its
 * calls in another way, for what they hold would be lost. What the host has set for its errors is set again afterwards. */
struct _xmlError; /* of libxml2 */
struct _xmlParserCtxt;
typedef struct XmlErrors {
    Cleanup cleanup;
    void (*on_error)(void *user, struct _xmlError *error);
    void *context;
    struct _xmlParserCtxt *parser; /* that is at work, if it is known */
    bool no_memory;
    const void *at; /* where the last error was, and how many there were just there */
    unsigned times;
} XmlErrors;
void html_watch_errors(XmlErrors *before);
void html_unwatch_errors(XmlErrors *before);
/* Has a parser read these bytes, which are UTF-8; false if there is no memory for that. */
bool html_give_bytes(struct _xmlParserCtxt *parser, Slice bytes);
/* The properties of a tag: TAG_BLOCK ... */
unsigned html_tag_is(unsigned tag);
/* Characters, so that a line is as long in any script. */
static inline size_t html_width(Slice s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}
/* The nearest block around node i, or i itself. */
uint32_t html_block_around(const Page *p, uint32_t i);
/* The next line of text at *at or behind it and before `end`, dropped or not, white space collapsed; false if there is none. What is hidden, comments and figures are left
 * out. `border` is put where two elements touch without white space; where `names`, it is also put behind a link or an element called author, unless names go on there. Of a very long line only the
 * first kilobytes are given. */
bool html_next_line(const Page *p, uint32_t *at, uint32_t end, const char *border, bool names, Buf *line);
/* The text of a node, with white space collapsed. */
Slice html_text_of(const Page *p, uint32_t node, Arena *arena);
/* The same for a heading, without kickers and times in it. */
Slice html_heading_of(const Page *p, uint32_t node, Arena *arena);
/* Appends text to `out` with white space collapsed and zero-width characters removed. */
void html_add_clean(Buf *out, Slice s, size_t start);

/* Hints from the words in a class or id attribute (hints.c). */
unsigned hints_of(Slice words);

/* ---- finding the article (extract.c) ---- */

/* A run of text in a block of its own. */
typedef struct Chunk {
    uint32_t first, last; /* text nodes [first, last] */
    uint32_t owner;       /* its block-level node */
    uint32_t at, n;       /* clean text, in Extract.text */
    uint32_t n_link;      /* number of its bytes in links */
    uint16_t hints;       /* of all its ancestors */
    uint8_t tag, kind;    /* by the owner or its ancestors; BlockKind */
    bool dropped, keep;
} Chunk;

typedef struct Extract {
    Chunk *chunks;
    size_t n, cap;
    Buf text;           /* on the heap: extract_free */
    Slice title;        /* the visible headline, empty if none is found */
    uint32_t title_end; /* the node after it */
    Slice heading;      /* where no headline is found: the heading that stands right above the text, if it is long enough to be one */
    uint32_t heading_end; /* the node behind that */
} Extract;

enum { EXTRACT_NODE = 48 }; /* bytes needed for each node of a page */

/* Cuts the page into chunks and marks in `keep` those of the article; highlights are marked by their kind. `said` is the title by the metadata, `tag` the content
 * of <title>; both may be empty. */
void extract_article(const Page *page, Slice said, Slice tag, Slice site, Arena *arena, Extract *out);
void extract_free(Extract *e);
/* The first running paragraph; what stands above it may be a line about the report, though it was kept. 0 if there is no text. */
uint32_t extract_text_begins(const Extract *e);

/* ---- lines that are not part of the report (furniture.c) ---- */

/* "Read more: ...", "ADVERTISEMENT", "Sign up for our newsletter", with `n_link` bytes in links. */
bool furniture_is_line(Slice s, size_t n_link);
/* A line that ends in a photo credit: "(Ann Onymous/Getty Images)". */
bool furniture_is_caption(Slice s);
/* "By Ann Onymous", "Ann Onymous | 11 Nov 2017", "Published ...". */
bool furniture_is_byline(Slice s);
/* Lines below a report: "Reporting by ...", "Ann Onymous contributed to this report.", "Follow her on ...". */
bool furniture_is_credit(Slice s);
/* A line after which a press release describes the company and its press office: "About Norvik", "Media contact:". */
bool furniture_begins_imprint(Slice s);
/* A heading for readers' comments: "Comments (3)", "Leave a reply". */
bool furniture_begins_comments(Slice s);
/* A box with a subscription offer: "Your subscription lets you ...". */
bool furniture_is_offer(Slice s);
/* It says that it tells when the page was published or changed. */
bool furniture_says_day(Slice s);
/* "https://...", "www...". */
bool furniture_is_address(Slice s);

/* ---- metadata (meta.c) ---- */

typedef struct Meta {
    Slice title, site, url, language, byline, publisher;
    Slice locale; /* the language with the state where meta tags tell one: "en-GB" */
    Slice title_tag; /* the content of <title> */
    Slice body; /* the article's text in JSON-LD, unchanged */
    char date[11];
    Slice date_told; /* unchanged */
    Slice date_else; /* that of an object other than the article, in JSON-LD, or at the end of <title> */
} Meta;

/* The page's metadata: JSON-LD before meta tags before the rest. */
void meta_read(const Page *page, Arena *arena, Meta *out);
/* Entities decoded, white space collapsed, in the arena; at most FIELD_MAX bytes of it. */
Slice meta_clean(Slice s, Arena *arena);
/* A title without the part after the last " - " or the like: "Talks end - The Example Daily"; empty if there is none. */
Slice meta_strip_last(Slice title);
/* A title without the part before the first ": " or " | ": "The Example Daily: Talks end"; empty if there is none. */
Slice meta_strip_first(Slice title);
/* "By Ann Onymous, Correspondent | 11 November 2017 10:43" to "Ann Onymous". */
Slice meta_names_alone(Slice byline);
/* A system's placeholder for unsigned text ("admin"), or text that is not a name. */
bool meta_is_nobody(Slice byline);
/* True if the two have the same letters and digits, ignoring case and punctuation. */
bool meta_same_words(Slice a, Slice b);

/* The ISO 639-1 code in "en-GB" and the like; empty if it does not look like a language. */
Slice meta_language_code(Slice s, Arena *arena);

/* ---- names of people (name.c) ---- */

enum { BYLINE_MAX = 160 }; /* bytes of a line that may be one */

/* "Ann Onymous": at least `least` words; the first and last are capitalised, and at most half are in lower case. */
bool name_is(Slice s, int least);
/* One of the list, whatever its case: an agency, a newsroom. */
bool name_is_listed(WordingList list, Slice s);
Slice name_trim(Slice s); /* without marks and blanks around it */
/* The length of what parts two names at s.p: ", ", " and "; 0 if there is nothing. */
size_t name_joint_at(Slice s);
/* Without "By" or its equivalents in other languages, and without the text after the names. */
Slice name_alone(Slice s);
/* The names in a line that begins like a byline; empty if it does not. */
Slice name_signed(Slice s);
bool name_is_byline(Slice s); /* "Von Ann Onymous", in any of the languages of the table, and no sentence */

/* ---- authors (byline.c) ---- */

/* Sets the byline, its authors and the agency. */
void byline_find(const Page *page, const Meta *meta, const Extract *e, Arena *arena, Article *out);

/* ---- date of publication (pagedate.c) ---- */

/* The page's date: from metadata, the times and lines around the headline, the address. Empty if there is none. Returns the source. */
/* `day_first`: figures alone have the day first where they may mean two days. */
DateSource pagedate_find(const Page *page, const Meta *meta, Slice url, const Extract *e, bool day_first, Arena *arena, char out[11]);

/* ---- unreadable pages (unread.c) ---- */

/* The reason, as the end of a sentence; `bytes` is the page with its scripts. */
const char *unread_why(Slice bytes, const Page *page);

/* ---- names of outlets (outlet.c) ---- */

/* A headline without the outlet's name before or behind it; `site` and `url` tell whose page it is, `shared` what other titles have there, where they are known. */
Slice outlet_strip(Slice title, Slice site, Slice url, Slice shared);
/* What stands before the first mark in a title and behind the last, if it may be a name and the rest a headline, and no state; empty if not. */
void outlet_sides(Slice title, Slice *before, Slice *behind);
bool outlet_is(Slice name, Slice site, Slice url);
size_t outlet_words(Slice s);

/* ---- languages (language.c) ---- */

/* The ISO 639-1 code of the text's language ("ckb" for Sorani), "" if it is unknown: with few words, or for an unsupported language. */
const char *language_of(Slice text);

/* ---- dates (date.c) ---- */

/* The same where the day stands first in figures alone: 03/04/2018 is the third of April. */
bool dates_find_day_first(Slice s, char out[11]);
/* True if a language, or a language of a state ("en-GB"), writes the day first. */
bool dates_day_first(Slice language);
/* The day in a machine-readable value: a date as above, or seconds or milliseconds since 1970. */
bool dates_of_stamp(Slice s, char out[11]);
/* A day with a two-digit year, "31.10.23" or "31/10/23", as in lines that contain only a date. */
bool dates_find_short(Slice s, bool day_first, char out[11]);
/* The hour of a time in UTC, for which the local day may differ; -1 for any other. */
int dates_utc_hour(Slice s);
/* A date in an address: /2017/11/11/, 2017-11-11, 20171111. */
bool dates_in_url(Slice url, char out[11]);
/* True if the text begins with a month's name and a number: "November 20", "Nov. 2017". */
bool dates_begin_with_month(Slice s);

/* ---- datelines (dateline.c) ---- */

/* The length of the dateline at the beginning of a paragraph, 0 if there is none; *place is its place, without date and agency. */
size_t dateline_find(Slice paragraph, Slice *place);

#endif
