/* html.c - turns a page into a flat list of nodes.
 *
 * There are two steps. First the page is thinned: scripts, styles, comments and irrelevant attributes are removed, which is most of its bytes. Then libxml2's
 * parser reads the rest and repairs errors, and its callbacks fill the list. Thinning also removes what would take the parser more than linear time, such as huge
 * numbers of attributes in one tag; and elements beyond DEPTH_MAX are not nested further.
 */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/failure.h"
#include "read/page/page_int.h"

enum {
    DEPTH_MAX = 400,
    DEPTH_ROOM = DEPTH_MAX + 16,
    TAG_NAME_MAX = 24,
    VALUE_MAX = 8192,
    STAMPS_MAX = 256,
    LINE_ROOM = 4096, /* bytes of a line that are looked at; more is no byline and no date */
};

/* ---- tags ---- */

static const struct {
    const char *name;
    unsigned what;
} ELEMENTS[] = {{"", 0},
                {"", 0},
#define X(id, name, what) {name, what},
                TAGS(X)
#undef X
};

unsigned html_tag_is(unsigned tag) { return ELEMENTS[tag].what; }

static unsigned tag_of(const char *name) {
    size_t low = TAG_TEXT + 1, high = TAG_COUNT;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strcmp(name, ELEMENTS[mid].name);
        if (order == 0) return (unsigned)mid;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return TAG_OTHER;
}

/* ---- thinning ---- */

/* Elements that are removed with their content. */
static const char *const CUT[] = {"script", "style", "svg", "noscript", "template", "math"};
/* Relevant attributes. */
static const char *const KEPT[] = {"class",       "id",    "itemprop",       "role",        "href",       "rel",
                                   "property",    "name",  "content",        "datetime",    "lang",       "hidden",
                                   "aria-hidden", "style", "data-component", "data-testid", "http-equiv", "title",
                                   "pubdate",     "alt",   "data-moment"};
_Static_assert(COUNT_OF(KEPT) <= 32, "a bit each in what a tag has shown");
enum { KEPT_HREF = 4, KEPT_TITLE = 17, KEPT_ALT = 19, KEPT_MOMENT = 20, LETTER_MAX = 2 };

typedef struct Thin {
    const char *p, *end;
    char *out;
    size_t n;
    Page *page;
    bool endless[COUNT_OF(CUT)]; /* there is no end tag: not searched again, which would be quadratic */
} Thin;

typedef struct Attribute {
    Slice name, value;
    char quote;
} Attribute;

static void thin_add(Thin *t, const char *p, size_t n) {
    memcpy(t->out + t->n, p, n);
    t->n += n;
}

static bool is_name_end(char c) { return c == '>' || c == '/' || c == '=' || isspace((unsigned char)c); }

/* Skips an attribute at t->p; false at the tag's end. */
static bool next_attribute(Thin *t, Attribute *a) {
    while (t->p < t->end && (isspace((unsigned char)*t->p) || *t->p == '/')) t->p++;
    if (t->p == t->end || *t->p == '>') return false;
    const char *from = t->p++;
    while (t->p < t->end && !is_name_end(*t->p)) t->p++;
    *a = (Attribute){{from, (size_t)(t->p - from)}, {"", 0}, '"'};
    const char *at = t->p;
    while (at < t->end && isspace((unsigned char)*at)) at++;
    if (at == t->end || *at != '=') return true;
    for (at++; at < t->end && isspace((unsigned char)*at);) at++;
    if (at == t->end) return t->p = at, true;
    if (*at == '"' || *at == '\'') {
        const char *close = memchr(at + 1, *at, (size_t)(t->end - at - 1));
        if (!close) close = t->end;
        a->quote = *at;
        a->value = (Slice){at + 1, (size_t)(close - at - 1)};
        t->p = close < t->end ? close + 1 : close;
        return true;
    }
    from = at;
    while (at < t->end && *at != '>' && !isspace((unsigned char)*at)) at++;
    a->value = (Slice){from, (size_t)(at - from)};
    if (memchr(from, '"', a->value.n)) a->quote = '\'';
    t->p = at;
    return true;
}

static bool contains(Slice s, const char *what) { return s.n && memmem(s.p, s.n, what, strlen(what)); }

/* "data-timestamp", "data-published", "time": an attribute in which scripts find a moment, if it is not that of a change. */
static bool names_moment(Slice name) {
    if (name.n == 4) return !strncasecmp(name.p, "time", 4);
    if (name.n < 9 || strncasecmp(name.p, "data-", 5) != 0 || contains(name, "pdate") || contains(name, "odif")) return false;
    return contains(name, "date") || contains(name, "time") || contains(name, "publish");
}

static int kept_as(Slice name) {
    for (size_t i = 0; i < COUNT_OF(KEPT); i++)
        if (strlen(KEPT[i]) == name.n && strncasecmp(KEPT[i], name.p, name.n) == 0) return (int)i;
    return names_moment(name) ? KEPT_MOMENT : -1;
}

/* "2014-12-27T17:10:17Z": the title of an element that shows "3 hours ago". */
static bool begins_as_date(Slice s) {
    for (size_t i = 0; i < 10; i++)
        if (i >= s.n || (i == 4 || i == 7 ? s.p[i] != '-' : !isdigit((unsigned char)s.p[i]))) return false;
    return true;
}

/* The same, or seconds or thousandths of them since 1970. */
static bool is_moment(Slice s) {
    size_t n = 0;
    while (n < s.n && isdigit((unsigned char)s.p[n])) n++;
    return begins_as_date(s) || (n == s.n && (n == 10 || n == 13));
}

/* An address at which a site describes one of its authors. */
static bool leads_to_author(Slice href) {
    static const char *const parts[] = {"/author", "/autor", "/auteur", "/redacteur", "/redakteur", "/redaktion/", "/journalist", "/by/", "/staff/", "/newsteam/", "/signataires/",
                                        "/firmas/", "/contributor", "/columnist", "/reporter", "/writers/", "/profile/", "/profil/", "/firma/", "/@"};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (contains(href, parts[i])) return true;
    return false;
}

/* Writes an attribute if it tells something, is the first of its name and of sane length. An address counts in <link> and <a> alone, and of <a> only that it is there and
 * whether it leads to an author. */
static void thin_attribute(Thin *t, const Attribute *a, bool is_link, unsigned *seen) {
    int k = kept_as(a->name);
    if (k < 0 || (*seen >> k & 1) || a->value.n > VALUE_MAX || memchr(a->value.p, a->quote, a->value.n)) return;
    if ((k == KEPT_TITLE && !begins_as_date(a->value)) || (k == KEPT_MOMENT && !is_moment(a->value)) || (k == KEPT_ALT && a->value.n > LETTER_MAX)) return;
    *seen |= 1u << k;
    bool shorten = k == KEPT_HREF && !is_link;
    thin_add(t, " ", 1);
    thin_add(t, KEPT[k], strlen(KEPT[k]));
    if (shorten) return leads_to_author(a->value) ? thin_add(t, "=/author", 8) : thin_add(t, "=x", 2);
    thin_add(t, "=", 1);
    thin_add(t, &a->quote, 1);
    thin_add(t, a->value.p, a->value.n);
    thin_add(t, &a->quote, 1);
}

static const char *find_end_tag(const char *p, const char *end, const char *name) {
    size_t n = strlen(name);
    while ((p = memchr(p, '<', (size_t)(end - p)))) {
        if ((size_t)(end - p) > n + 2 && p[1] == '/' && strncasecmp(p + 2, name, n) == 0) return p;
        p++;
    }
    return NULL;
}

static void keep_script(Page *page, Slice body) {
    if (page->n_scripts < 32) *VEC_PUSH(page->arena, page->scripts, page->n_scripts, page->cap_scripts) = body;
}

/* Cuts an element that begins at t->p, just after its name. */
static bool thin_cut(Thin *t, size_t k) {
    bool json = false, raw = k < 2;
    Attribute a;
    if (t->endless[k]) return false;
    const char *name_end = t->p;
    while (next_attribute(t, &a)) json |= a.value.n >= 19 && strncasecmp(a.value.p, "application/ld+json", 19) == 0;
    const char *close = find_end_tag(t->p, t->end, CUT[k]);
    if (!close && raw) close = t->end; /* like browsers: the rest is script */
    if (!close) {
        t->endless[k] = true;
        t->p = name_end;
        return false;
    }
    if (json && k == 0 && t->p < close) keep_script(t->page, (Slice){t->p + 1, (size_t)(close - t->p - 1)});
    const char *after = close < t->end ? memchr(close, '>', (size_t)(t->end - close)) : NULL;
    t->p = after ? after + 1 : t->end;
    return true;
}

/* Copies or cuts the tag at t->p. */
static void thin_tag(Thin *t) {
    char name[TAG_NAME_MAX];
    size_t n = 0, from = t->n;
    bool closing = t->p[1] == '/';
    const char *at = t->p + 1 + closing;
    thin_add(t, t->p, (size_t)(at - t->p));
    for (; at < t->end && !is_name_end(*at); at++)
        if (n + 1 < sizeof name) name[n++] = (char)tolower((unsigned char)*at);
    name[n] = 0;
    t->p = at;
    for (size_t k = 0; k < COUNT_OF(CUT) && !closing; k++)
        if (strcmp(name, CUT[k]) == 0 && thin_cut(t, k)) {
            t->n = from;
            return thin_add(t, " ", 1);
        }
    thin_add(t, name, n);
    unsigned seen = 0;
    Attribute a;
    bool is_link = strcmp(name, "link") == 0;
    while (next_attribute(t, &a))
        if (!closing) thin_attribute(t, &a, is_link, &seen);
    if (t->p < t->end) t->p++;
    thin_add(t, ">", 1);
}

/* Skips "<!-- -->", "<!doctype>", "<![CDATA[ ]]>" and "<?xml ?>". */
static void thin_declaration(Thin *t) {
    size_t left = (size_t)(t->end - t->p);
    const char *close;
    if (left >= 4 && memcmp(t->p, "<!--", 4) == 0) {
        bool empty = left > 4 && t->p[4] == '>';
        close = empty ? t->p + 2 : memmem(t->p + 4, left - 4, "-->", 3);
        t->p = close ? close + 3 : t->end;
        return;
    }
    close = memchr(t->p, '>', left);
    t->p = close ? close + 1 : t->end;
}

/* The page without irrelevant parts, on the heap. */
static Slice thin(Slice s, Page *page) {
    /* At worst it doubles: " id" becomes ` id=""`. */
    Thin t = {s.p, s.p + s.n, base_alloc(s.n * 2 + 64), 0, page, {0}};
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free, t.out);
    while (t.p < t.end) {
        const char *open = memchr(t.p, '<', (size_t)(t.end - t.p));
        const char *stop = open ? open : t.end;
        thin_add(&t, t.p, (size_t)(stop - t.p));
        t.p = stop;
        if (!open) break;
        char c = t.end - t.p > 1 ? t.p[1] : 0, d = t.end - t.p > 2 ? t.p[2] : 0;
        if (c == '!' || c == '?')
            thin_declaration(&t);
        else if (isalpha((unsigned char)c) || (c == '/' && isalpha((unsigned char)d)))
            thin_tag(&t);
        else {
            thin_add(&t, "< ", c == '/' ? 2 : 1); /* "a < b": the parser takes it as text */
            t.p++;
        }
    }
    failure_cleaned(&cleanup);
    return (Slice){t.out, t.n};
}

/* ---- building the list ---- */

/* State for libxml2's callbacks. The parser's own stack of names gives the depth; `open[depth]` is the node there. */
typedef struct Build {
    Page *page;
    htmlParserCtxtPtr parser;
    uint32_t open[DEPTH_MAX + 8];
    uint32_t top; /* how many are open */
    attache_status failed; /* ATTACHE_OK, or what a call of ours ended with, and why */
    const char *why;
    uint32_t pre; /* the node of the <pre> that is open, 0 if none is */
} Build;

static Slice attribute(const xmlChar **atts, const char *name) {
    for (; atts && atts[0]; atts += 2)
        if (strcmp((const char *)atts[0], name) == 0) return slice_of(atts[1] ? (const char *)atts[1] : "");
    return (Slice){0};
}

static void read_meta(Page *page, const xmlChar **atts) {
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
    Slice content = attribute(atts, "content"), name = {0};
    for (size_t i = 0; i < COUNT_OF(keys) && !name.n; i++) name = attribute(atts, keys[i]);
    if (!name.n || !content.n || page->n_metas >= 512) return;
    MetaTag *m = VEC_PUSH(page->arena, page->metas, page->n_metas, page->cap_metas);
    *m = (MetaTag){{arena_slice(page->arena, name), name.n}, {arena_slice(page->arena, content), content.n}};
}

static void keep_slice(Page *page, Slice *where, Slice s) {
    if (!where->n && s.n) *where = (Slice){arena_slice(page->arena, s), s.n};
}

static void keep_stamp(Page *page, StampKind kind, bool updated, Slice when) {
    if (!when.n || page->n_stamps >= STAMPS_MAX) return;
    Stamp *t = VEC_PUSH(page->arena, page->stamps, page->n_stamps, page->cap_stamps);
    *t = (Stamp){(uint32_t)page->n, (uint8_t)kind, updated, {arena_slice(page->arena, when), when.n}};
}

static bool says_updated(Slice s) { return contains(s, "pdated") || contains(s, "odified"); }

/* A time in an element; its node is the next one. */
static void read_stamp(Page *page, unsigned tag, const xmlChar **atts, unsigned hints) {
    Slice itemprop = attribute(atts, "itemprop"), datetime = attribute(atts, "datetime"), content = attribute(atts, "content"),
          property = attribute(atts, "property"), title = attribute(atts, "title");
    bool updated = says_updated(attribute(atts, "class")) || says_updated(itemprop) || says_updated(property);
    bool dates = (contains(property, "date") || contains(property, "created")) && !updated;
    bool published = contains(itemprop, "datePublished") || attribute(atts, "pubdate").p;
    if (dates) keep_stamp(page, STAMP_PUBLISHED, false, content);
    if (published) return keep_stamp(page, STAMP_PUBLISHED, false, datetime.n ? datetime : content);
    if (tag == TAG_TIME) keep_stamp(page, hints & HINT_DATE ? STAMP_NAMED : STAMP_PLAIN, updated, datetime);
    if (title.n) keep_stamp(page, hints & HINT_DATE ? STAMP_NAMED : STAMP_HOVERED, updated, title);
    keep_stamp(page, STAMP_DATA, updated, attribute(atts, "data-moment"));
}

/* Hints that apply only to the element itself, not to its content. */
static void read_element(Page *page, unsigned tag, const xmlChar **atts, unsigned hints) {
    if (tag == TAG_META) return read_meta(page, atts);
    if (tag == TAG_HTML) keep_slice(page, &page->lang, attribute(atts, "lang"));
    if (tag == TAG_LINK && contains(attribute(atts, "rel"), "canonical")) keep_slice(page, &page->canonical, attribute(atts, "href"));
    if (atts) read_stamp(page, tag, atts, hints);
}

/* Inline text that is hidden only from screen readers is visible: the letters of a word in two styles. */
static bool is_inline(unsigned tag) {
    return tag == TAG_OTHER || tag == TAG_B || tag == TAG_STRONG || tag == TAG_I || tag == TAG_EM || tag == TAG_SMALL || tag == TAG_IMG;
}

static unsigned hints_of_element(unsigned tag, const xmlChar **atts) {
    if (!atts) return 0;
    unsigned hints = 0;
    for (; atts[0]; atts += 2) {
        const char *name = (const char *)atts[0];
        Slice value = slice_of(atts[1] ? (const char *)atts[1] : "");
        if (!strcmp(name, "class") || !strcmp(name, "id") || !strcmp(name, "data-component") || !strcmp(name, "data-testid"))
            hints |= hints_of(value);
        else if (!strcmp(name, "itemprop") && contains(value, "articleBody"))
            hints |= HINT_BODY;
        else if (!strcmp(name, "itemprop") && contains(value, "author"))
            hints |= HINT_BYLINE | HINT_AUTHOR;
        else if (!strcmp(name, "rel") && contains(value, "author"))
            hints |= HINT_BYLINE | HINT_AUTHOR;
        else if (!strcmp(name, "hidden") || (!strcmp(name, "aria-hidden") && contains(value, "true") && !is_inline(tag)))
            hints |= HINT_HIDDEN;
        else if (!strcmp(name, "aria-hidden") && contains(value, "true"))
            hints |= HINT_UNREAD;
        else if (!strcmp(name, "style") && (contains(value, "display:none") || contains(value, "display: none")))
            hints |= HINT_HIDDEN;
        else if (!strcmp(name, "role") && (contains(value, "navigation") || contains(value, "complementary") || contains(value, "dialog")))
            hints |= HINT_FURNITURE;
        else if (!strcmp(name, "href") && tag == TAG_A)
            hints |= HINT_LINK | (leads_to_author(value) ? HINT_AUTHOR : 0);
    }
    return hints;
}

/* Elements of AMP that contain advertisements, menus and content fetched from elsewhere. */
static unsigned hints_of_amp(const char *name) {
    static const char *const names[] = {"ad",   "auto-ads",  "carousel", "consent",      "embed",     "iframe",
                                        "list", "next-page", "sidebar",  "social-share", "sticky-ad", "video"};
    if (strncmp(name, "amp-", 4) != 0) return 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(name + 4, names[i]) == 0) return HINT_HIDDEN;
    return 0;
}

static Node *add_node(Build *b, unsigned tag, uint32_t parent) {
    Page *page = b->page;
    Node *node = VEC_PUSH(page->arena, page->nodes, page->n, page->cap);
    *node = (Node){.parent = parent, .end = 0, .tag = (uint8_t)tag};
    return node;
}

static uint32_t current(const Build *b) { return b->top ? b->open[b->top - 1] : 0; }

/* Closes elements that the parser has closed without a callback: its stack is authoritative. */
static void close_elements(Build *b, uint32_t depth) {
    while (b->top > depth) {
        uint32_t i = b->open[--b->top];
        b->page->nodes[i].end = (uint32_t)b->page->n;
        if (i == b->pre) b->pre = 0;
    }
}

static void add_text(Build *b, const char *text, size_t n);

/* A picture of a drop cap, with that letter as alternative text. */
static void add_pictured_letter(Build *b, const xmlChar *name, const xmlChar **atts) {
    Slice letter = strcmp((const char *)name, "img") == 0 ? attribute(atts, "alt") : (Slice){0};
    uint32_t cp = 0;
    if (letter.n && letter.n <= LETTER_MAX && utf8_next(letter.p, letter.p + letter.n, &cp) == letter.n && utf8_is_upper(cp))
        add_text(b, letter.p, letter.n);
}

static void add_element(Build *b, const xmlChar *name, const xmlChar **atts) {
    unsigned tag = tag_of((const char *)name), hints = hints_of_element(tag, atts) | (tag == TAG_OTHER ? hints_of_amp((const char *)name) : 0);
    uint32_t depth = b->parser->nameNr > 0 ? (uint32_t)b->parser->nameNr : 1;
    if (arena_spent(b->page->arena)) xmlStopParser(b->parser);
    close_elements(b, depth - 1);
    read_element(b->page, tag, atts, hints);
    Node *node = add_node(b, tag, current(b));
    node->hints = (uint16_t)hints;
    if (depth > DEPTH_MAX) { /* the parser is told that the element has already been closed */
        node->end = (uint32_t)b->page->n;
        b->parser->nameNr--;
        b->parser->name = b->parser->nameTab[b->parser->nameNr - 1];
        return;
    }
    b->open[b->top++] = (uint32_t)(b->page->n - 1);
    if (tag == TAG_PRE && !b->pre) b->pre = (uint32_t)(b->page->n - 1);
    add_pictured_letter(b, name, atts);
}

/* The text in an element: texts are next to each other in page order. */
static Slice text_in(const Page *page, uint32_t node) {
    Slice s = {0};
    for (uint32_t i = node; i < page->nodes[node].end; i++) {
        const Node *text = &page->nodes[i];
        if (text->tag != TAG_TEXT) continue;
        if (!s.p) s.p = page->text.p + text->text;
        s.n = (size_t)(page->text.p + text->text + text->n_text - s.p);
    }
    return s;
}

/* The element that ends where another begins, beside it; 0 if there is none. */
static uint32_t element_before(const Page *page, uint32_t node) {
    uint32_t parent = page->nodes[node].parent, i = node - 1;
    while (i > parent && page->nodes[i].parent != parent) i = page->nodes[i].parent;
    return i > parent && page->nodes[i].tag != TAG_TEXT ? i : 0;
}

enum { TWIN_NODES = 24 }; /* of a text that is there twice */

/* The same text once for screen readers and once for the eyes, "<i>K</i><i aria-hidden=true>K</i>": the former is hidden. */
static void hide_twins(Page *page) {
    for (uint32_t i = 1; i < page->n; i++) {
        uint32_t before = page->nodes[i].hints & HINT_UNREAD ? element_before(page, i) : 0;
        if (!before || page->nodes[i].end - before > TWIN_NODES) continue;
        Slice a = text_in(page, before), b = text_in(page, i);
        if (a.n && a.n == b.n && !memcmp(a.p, b.p, a.n)) page->nodes[before].hints |= HINT_HIDDEN;
    }
}

/* A failure in a call of ours stops the parser, and is raised when it has returned. */
static void stop(Build *b, const Failure *failure) {
    b->failed = failure->status, b->why = failure->what;
    xmlStopParser(b->parser);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **atts) {
    Build *b = user;
    Failure guard;
    failure_enter(&guard);
    if (setjmp(guard.back) != 0)
        stop(b, &guard);
    else
        add_element(b, name, atts);
    failure_leave(&guard);
}

static void on_end(void *user, const xmlChar *name) {
    Build *b = user;
    (void)name;
    if (b->parser->nameNr > 0) close_elements(b, (uint32_t)b->parser->nameNr - 1);
}

static void add_text(Build *b, const char *text, size_t n) {
    Page *page = b->page;
    uint32_t parent = current(b);
    if (!n) return;
    if (page->n) {
        Node *last = &page->nodes[page->n - 1];
        if (last->tag == TAG_TEXT && last->parent == parent) {
            last->n_text += (uint32_t)n;
            buf_add(&page->text, text, n);
            return;
        }
    }
    Node *node = add_node(b, TAG_TEXT, parent);
    node->text = (uint32_t)page->text.n;
    node->n_text = (uint32_t)n;
    node->end = (uint32_t)page->n;
    buf_add(&page->text, text, n);
}

/* Behind the next empty line, or NULL. */
static const char *behind_empty_line(const char *p, const char *end) {
    while ((p = memchr(p, '\n', (size_t)(end - p)))) {
        const char *next = p + 1;
        while (next < end && (*next == ' ' || *next == '\t' || *next == '\r')) next++;
        if (next < end && *next == '\n') return next + 1;
        p++;
    }
    return NULL;
}

/* In <pre> an empty line parts paragraphs, as two <br> do elsewhere. */
static void add_lines(Build *b, const char *p, size_t n) {
    const char *end = p + n, *next;
    for (; b->pre && (next = behind_empty_line(p, end)); p = next) {
        add_text(b, p, (size_t)(next - p));
        for (int i = 0; i < 2; i++) add_node(b, TAG_BR, current(b))->end = (uint32_t)b->page->n;
    }
    add_text(b, p, (size_t)(end - p));
}

static void on_text(void *user, const xmlChar *text, int n) {
    Build *b = user;
    Failure guard;
    if (n <= 0) return;
    failure_enter(&guard);
    if (setjmp(guard.back) != 0)
        stop(b, &guard);
    else
        add_lines(b, (const char *)text, (size_t)n);
    failure_leave(&guard);
}

/* The parser takes no step more and ends where it looks next whether to go on. Where it waits for the end of a tag it waits even behind the last byte, and has to be shown one. */
static void show_end(xmlParserCtxtPtr parser, bool in_tag) {
    static const xmlChar tag_end[] = ">";
    xmlParserInputPtr in = parser->input;
    if (in_tag && parser->html) in->base = in->cur = tag_end, in->end = tag_end + 1;
    else in->cur = in->end;
    parser->instate = XML_PARSER_EOF;
    parser->disableSAX = 1;
}

/* A parser that ran out of memory does not always say so, and takes a name that it could not keep for none: it would stay where it is for ever. */
static void on_error(void *user, xmlErrorPtr error) {
    enum { PATIENCE = 8 * DEPTH_MAX };
    XmlErrors *watch = user;
    const void *at = watch->parser && watch->parser->input ? watch->parser->input->cur : NULL;
    watch->times = at && at == watch->at ? watch->times + 1 : 0;
    watch->at = at;
    if (error->code != XML_ERR_NO_MEMORY && watch->times < PATIENCE) return;
    watch->no_memory = true;
    if (at) show_end(watch->parser, error->code == XML_ERR_NAME_REQUIRED);
}

static void restore_errors(void *of) {
    XmlErrors *before = of;
    xmlSetStructuredErrorFunc(before->context, before->on_error);
}

void html_watch_errors(XmlErrors *before) {
    *before = (XmlErrors){.on_error = xmlStructuredError, .context = xmlStructuredErrorContext};
    xmlSetStructuredErrorFunc(before, on_error);
    failure_cleanup(&before->cleanup, restore_errors, before);
}

void html_unwatch_errors(XmlErrors *before) {
    failure_cleaned(&before->cleanup);
    restore_errors(before);
}

static void init_parser(void) { xmlInitParser(); }
static void free_parser(void *parser) { htmlFreeParserCtxt(parser); }

bool html_give_bytes(struct _xmlParserCtxt *parser, Slice s) {
    xmlParserInputBufferPtr bytes = xmlParserInputBufferCreateMem(s.p, (int)s.n, XML_CHAR_ENCODING_NONE);
    if (!bytes) return false;
    bytes->readcallback = NULL; /* all are there: where memory has run out, asking for more would take those away */
    xmlParserInputPtr in = xmlNewIOInputStream(parser, bytes, XML_CHAR_ENCODING_NONE);
    if (!in) xmlFreeParserInputBuffer(bytes);
    if (!in || inputPush(parser, in) < 0) return false;
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    return true;
}

/* A parser of these bytes, or NULL. The names of open elements have all the room that they will need: libxml2 cannot do without what it could not enlarge. */
static htmlParserCtxtPtr open_parser(Slice s) {
    htmlParserCtxtPtr p = htmlNewParserCtxt();
    const xmlChar **names = p ? xmlRealloc(p->nameTab, DEPTH_ROOM * sizeof *names) : NULL;
    if (names) p->nameTab = names, p->nameMax = DEPTH_ROOM;
    if (names && html_give_bytes(p, s)) return p;
    if (p) htmlFreeParserCtxt(p);
    return NULL;
}

void html_parse(Slice source, Arena *arena, Page *out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_parser);
    *out = (Page){.arena = arena};
    Cleanup text, bytes, parser;
    XmlErrors errors;
    html_watch_errors(&errors);
    failure_cleanup(&text, failure_free_buf, &out->text);
    Slice thinned = thin(source, out);
    failure_cleanup(&bytes, failure_free, (char *)(uintptr_t)thinned.p);
    Build b = {.page = out};
    b.parser = open_parser(thinned.n ? thinned : SLICE(" "));
    if (!b.parser) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    errors.parser = b.parser;
    failure_cleanup(&parser, free_parser, b.parser);
    htmlCtxtUseOptions(b.parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    memset(b.parser->sax, 0, sizeof *b.parser->sax);
    b.parser->sax->startElement = on_start;
    b.parser->sax->endElement = on_end;
    b.parser->sax->characters = b.parser->sax->ignorableWhitespace = b.parser->sax->cdataBlock = on_text;
    b.parser->userData = &b;
    htmlParseDocument(b.parser);
    close_elements(&b, 0);
    hide_twins(out);
    errors.parser = NULL;
    failure_cleaned(&parser);
    htmlFreeParserCtxt(b.parser);
    failure_cleaned(&bytes);
    free((char *)(uintptr_t)thinned.p);
    if (b.failed != ATTACHE_OK) failure_raise(b.failed, b.why);
    if (errors.no_memory) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    failure_cleaned(&text);
    html_unwatch_errors(&errors);
}

void html_free(Page *p) { buf_free(&p->text); }

/* ---- text ---- */

static size_t white_space_at(const char *p, const char *end) {
    unsigned char c = (unsigned char)*p;
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r') || c < 0x20 || c == 0x7F;
    uint32_t cp;
    size_t k = utf8_next(p, end, &cp);
    bool zero_width =
        (cp >= 0x200B && cp <= 0x200F) || cp == 0xFEFF || cp == 0xAD || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064);
    return !zero_width && utf8_is_space(cp) ? k : 0;
}

static size_t nothing_at(const char *p, const char *end) {
    if ((unsigned char)*p < 0xC2) return 0;
    uint32_t cp;
    size_t k = utf8_next(p, end, &cp);
    bool nothing = cp == 0x200B || cp == 0x200E || cp == 0x200F || cp == 0xFEFF || cp == 0xAD || (cp >= 0x202A && cp <= 0x202E) ||
                   (cp >= 0x2060 && cp <= 0x2064);
    return nothing ? k : 0;
}

void html_add_clean(Buf *out, Slice s, size_t start) {
    buf_reserve(out, s.n + s.n / 2 + 1);
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        bool control = (unsigned char)*p == 0xC2 && p + 1 < end && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xA0;
        size_t k = control ? 2 : white_space_at(p, end);
        if (control) { /* "&#146;" */
            out->n += utf8_encode(charset_of_control((unsigned char)p[1]), out->p + out->n);
        } else if (k) {
            if (out->n > start && out->p[out->n - 1] != ' ') out->p[out->n++] = ' ';
        } else if (!(k = nothing_at(p, end))) {
            k = 1;
            do out->p[out->n++] = *p;
            while (++p < end && ((unsigned char)*p & 0xC0) == 0x80);
            k = 0;
        }
        p += k;
    }
    if (out->p) out->p[out->n] = 0;
}

uint32_t html_block_around(const Page *p, uint32_t i) {
    while (i && !(html_tag_is(p->nodes[i].tag) & TAG_BLOCK)) i = p->nodes[i].parent;
    return i;
}

static bool is_word_at(Slice s, size_t at) { return at < s.n && (isalnum((unsigned char)s.p[at]) || s.p[at] & 0x80); }

/* Names go on: ", Bertram Oakes", " and", "/". */
static bool goes_on(Slice s) {
    while (s.n && isspace((unsigned char)s.p[0])) s.p++, s.n--;
    return s.n && (strchr(",/&;+", s.p[0]) || (islower((unsigned char)s.p[0]) && (s.n < 4 || strcspn(s.p, " ") < 4)));
}

/* What stands between this text and the line so far. */
static void add_border(const Page *p, uint32_t last, uint32_t i, const char *border, bool names, Buf *line) {
    const Node *n = &p->nodes[i];
    Slice s = {p->text.p + n->text, n->n_text}, so_far = {line->p, line->n};
    if (!line->n || p->nodes[last].parent == n->parent) return;
    const Node *before = &p->nodes[p->nodes[last].parent];
    bool touch = is_word_at(so_far, so_far.n - 1) && is_word_at(s, 0), blank = true;
    bool set_apart = before->hints & (HINT_LINK | HINT_AUTHOR) || before->tag == TAG_B || before->tag == TAG_STRONG, behind = names && set_apart && i >= before->end;
    for (size_t k = 0; k < s.n; k++) blank &= isspace((unsigned char)s.p[k]) != 0;
    if (touch || (behind && !blank && !goes_on(s))) html_add_clean(line, slice_of(border), 0);
}

/* What is left of a text of the page for a line that has `n` bytes. */
static Slice rest_of_line(const Page *p, const Node *text, size_t n) {
    Slice s = {p->text.p + text->text, text->n_text};
    size_t room = n < LINE_ROOM ? LINE_ROOM - n : 0;
    if (s.n <= room) return s;
    while (room && ((unsigned char)s.p[room] & 0xC0) == 0x80) room--;
    return (Slice){s.p, room};
}

bool html_next_line(const Page *p, uint32_t *at, uint32_t end, const char *border, bool names, Buf *line) {
    uint32_t i = *at, block = UINT32_MAX, last = 0;
    buf_clear(line);
    for (; i < end; i++) {
        const Node *n = &p->nodes[i];
        bool ends = n->tag == TAG_BR && line->n;
        if (n->tag == TAG_FIGURE && n->end <= end) i = n->end - 1; /* a caption tells of its picture */
        if (ends) break;
        if (n->tag != TAG_TEXT || p->nodes[n->parent].hints & (HINT_HIDDEN | HINT_COMMENTS)) continue;
        uint32_t around = html_block_around(p, n->parent);
        if (around != block && line->n) break;
        block = around;
        add_border(p, last, i, border, names, line);
        html_add_clean(line, rest_of_line(p, n, line->n), 0);
        last = i;
    }
    while (line->n && line->p[line->n - 1] == ' ') line->n--;
    *at = i < end ? i : end;
    return line->n > 0;
}

Slice html_text_of(const Page *p, uint32_t node, Arena *arena) {
    Buf out = {0};
    uint32_t parent = UINT32_MAX, block = UINT32_MAX;
    for (uint32_t i = node; i < p->nodes[node].end; i++) {
        const Node *n = &p->nodes[i];
        if (n->tag == TAG_BR) html_add_clean(&out, SLICE(" "), 0);
        if (n->tag != TAG_TEXT) continue;
        uint32_t around = n->parent == parent ? block : html_block_around(p, n->parent);
        bool inline_time = n->parent != parent && p->nodes[n->parent].tag == TAG_TIME;
        if (around != block || inline_time) html_add_clean(&out, SLICE(" "), 0);
        parent = n->parent, block = around;
        html_add_clean(&out, (Slice){p->text.p + n->text, n->n_text}, 0);
    }
    while (out.n && out.p[out.n - 1] == ' ') out.n--;
    Slice done = {arena_copy(arena, out.p, out.n), out.n};
    buf_free(&out);
    return done;
}

Slice html_heading_of(const Page *p, uint32_t node, Arena *arena) {
    Buf out = {0};
    for (uint32_t i = node + 1; i < p->nodes[node].end; i++) {
        const Node *n = &p->nodes[i];
        bool kicker = n->hints & (HINT_KICKER | HINT_HIDDEN) || (n->tag == TAG_SMALL && !out.n);
        if (kicker || n->tag == TAG_TIME)
            i = n->end - 1;
        else if (n->tag == TAG_TEXT)
            html_add_clean(&out, (Slice){p->text.p + n->text, n->n_text}, 0);
        else if (html_tag_is(n->tag) & TAG_BLOCK || n->tag == TAG_BR)
            html_add_clean(&out, SLICE(" "), 0);
    }
    while (out.n && out.p[out.n - 1] == ' ') out.n--;
    Slice done = {arena_copy(arena, out.p ? out.p : "", out.n), out.n};
    buf_free(&out);
    while (done.n && strchr(":|- ", done.p[0])) done.p++, done.n--; /* what parted it from the words over it */
    return done.n ? done : html_text_of(p, node, arena);
}
