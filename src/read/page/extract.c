/* extract.c - finds the article among a page's runs of text.
 *
 * Four loops over the flat node list. (1) How much running text is below each node. (2) What to drop: by tag, and by class name if little running text is lost.
 * (3) The rest is cut into chunks, one per paragraph, each with a score: its length if it reads like running text, a penalty if it is a link or a fragment. (4)
 * The node with the highest total score contains the article; furniture is removed from it by its wording, its links or its position.
 *
 * The sum-of-scores rule follows "Extracting Article Text from the Web with Maximum Subsequence Segmentation" (Pasternak and Roth 2009), applied to the tree
 * instead of the token sequence.
 */
#include <ctype.h>

#include "base/map.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum {
    RUNNING_MIN = 60,  /* length in bytes above which any run of text counts as running text */
    SENTENCE_MIN = 25, /* the same for one that ends like a sentence */
    SCRAP_FINE = 12,   /* the penalty of a fragment for its node */
    LINK_FINE = 25,
    CELL_MAX = 100, /* a table cell with more text is part of the layout */
    TITLE_MAX = 400,
    RUNNING_TEXT = 80, /* bytes of a line that is no date or name above the text */
    SAID_MAX = 1000, /* bytes of the metadata's title that are compared with the page's own lines */
    AGREED = 4,
    HEADLINE_MIN = 15,
    STEM = 4,         /* letters by which a headline's words are found in the text */
    BEGINNING = 1500, /* bytes of the text where they are looked for */
    NAME_PART = 3, /* what is less than a third of a title is a name behind it */
    NAME_WORDS = 5,    /* the maximum number of words in an outlet's name; a headline has more */
    SECTION_WORDS = 3, /* the same for a section's */
    ANNOUNCE_WORDS = 4, /* "Read more on this:" */
    SUMMARY_MIN = 50, /* a line between headline and text that is long enough to be a sentence */
    SUMMARY_MAX = 500,
    SUMMARY_NEAR = 120, /* nodes between the headline and a list of highlights */
    IMPRINT_PART = 3,   /* maximum share of company boilerplate in a press release */
    TOLD_MIN = 120,     /* minimum length of an article before its comments begin */
    BOX_MAX = 1500,     /* a box of highlights */
    REST_MIN = 30,      /* percentage of the running text that must be left when all furniture is removed */
    REST_UNSURE = 60,   /* the same if nothing marks the rest as an article */
    RELAXED_BETTER = 3, /* ratio to the result of the strict mode */
    PROMPT_MAX = 100,   /* a line that heads a promotional box */
    PROSE_MIN = 300,    /* bytes of running text that may be an article or its second part */
    PROSE_PART = 4,     /* at least a quarter of all */
    PROSE_PARAGRAPHS = 2,
    BETWEEN_MAX = 40, /* bytes of text between two parts of a body: a mark, "Advertisement" */
    PROSE_LINKS = 4, /* paragraphs for each link on a line of its own */
    LITTLE_PART = 4,   /* less than a quarter of the running text is little */
    CLOCK_MAX = 50,    /* bytes of a date and time */
    TIME_AGO = 30,     /* characters of "2 hours ago" and the like */
    STAMP_MAX = 110,   /* of a line that says when it was published and changed */
    CAPTION_MAX = 150, /* of a caption that nothing but its picture tells */
    CAPTION_NODES = 8, /* nodes between them */
    HEAD_SCRAPS = 4,   /* lines between headline and date: names, offices */
    HEADING_NEAR = 60, /* nodes between a heading and the text under it */
    HEADING_WORDS = 4,
    BOX_NODES = 100,
    BIO_MAX = 400,     /* bytes of what is said of an author under the text */
    COUNTED_MIN = 3,   /* captions "2/24" of a gallery */
    TEASERS_MIN = 3,    /* links in a list of other reports */
    TEASER_MAX = 250,   /* average bytes of a teaser */
    HIGHLIGHTS_MAX = 100, /* anything with more of them contains a list */
};

/* State shared by the loops; arrays have one item per node. */
typedef struct Work {
    const Page *page;
    Arena *arena;
    bool *block;       /* is a block of its own */
    uint32_t *owner;   /* the block-level node around each node */
    uint32_t *bytes;   /* [n + 1]: bytes of text before each node */
    uint16_t *hints;   /* of the node and all its ancestors */
    uint32_t *running; /* [n + 1]: bytes of running text before each node */
    bool *dropped;
    bool *prose; /* enough paragraphs to be the article, whatever its class */
    double *score;  /* [n + 1]: scores before each node */
    Slice tag;      /* the content of <title> */
    int title_rank; /* how well the headline agrees with the metadata, 0 none to AGREED */
    size_t n_highlights;
    Extract *out;
} Work;

/* The hints of an element that mark it as no part of the running text. */
enum { NOT_TEXT = HINT_FURNITURE | HINT_COMMENTS | HINT_HIDDEN | HINT_HIGHLIGHTS | HINT_SUMMARY | HINT_BYLINE | HINT_DATE };

static bool is_root(unsigned tag) { return tag == TAG_HTML || tag == TAG_BODY || tag == TAG_MAIN; }

/* ---- 1: running text ---- */

static uint32_t letters_in(const Page *page, const Node *node) {
    uint32_t n = 0;
    bool gap = true;
    for (const char *p = page->text.p + node->text, *end = p + node->n_text; p < end; p++) {
        bool space = isspace((unsigned char)*p);
        n += !(space && gap);
        gap = space;
    }
    return n - (gap && n);
}

static void count_running(Work *w) {
    const Page *page = w->page;
    uint32_t plain = 0, linked = 0, from = 0, owner = UINT32_MAX;
    for (uint32_t i = 0; i <= page->n; i++) {
        bool text = i < page->n && page->nodes[i].tag == TAG_TEXT;
        bool border = i == page->n || (text && w->owner[i] != owner) || (!text && w->block[i]);
        if (border) {
            uint32_t add = plain >= RUNNING_MIN && plain > linked ? plain : 0;
            for (uint32_t k = from + 1; k <= i; k++) w->running[k] = w->running[from] + add;
            from = i;
            plain = linked = 0;
        }
        if (!text) continue;
        owner = w->owner[i];
        uint32_t n = letters_in(page, &page->nodes[i]);
        if (w->hints[i] & HINT_LINK)
            linked += n;
        else
            plain += n;
    }
}

static uint32_t running_in(const Work *w, uint32_t node) { return w->running[w->page->nodes[node].end] - w->running[node]; }
static uint32_t bytes_in(const Work *w, uint32_t node) { return w->bytes[w->page->nodes[node].end] - w->bytes[node]; }

static void inherit(Work *w) {
    const Page *page = w->page;
    for (uint32_t i = 0; i < page->n; i++) w->bytes[i + 1] = w->bytes[i] + page->nodes[i].n_text;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        bool top = i == 0, cell = node->tag == TAG_TD || node->tag == TAG_TH;
        uint16_t own = is_root(node->tag) ? node->hints & ~(HINT_FURNITURE | HINT_COMMENTS | HINT_BODY) : node->hints;
        w->block[i] = html_tag_is(node->tag) & TAG_BLOCK && !(cell && bytes_in(w, i) < CELL_MAX);
        w->hints[i] = (uint16_t)(own | (top ? 0 : w->hints[node->parent]));
        w->owner[i] = top || w->block[i] ? i : w->owner[node->parent];
    }
}

/* ---- 2: dropping ---- */

static bool is_of_table(unsigned tag) {
    return tag == TAG_TABLE || tag == TAG_TBODY || tag == TAG_THEAD || tag == TAG_TR || tag == TAG_TD || tag == TAG_TH;
}

/* The header of a post in a live report, with its heading; not that of the page. */
static bool is_header_of_post(const Page *page, uint32_t i) {
    int articles = 0;
    if (page->nodes[i].tag != TAG_HEADER) return false;
    for (uint32_t up = page->nodes[i].parent; up; up = page->nodes[up].parent) {
        if (page->nodes[up].hints & HINT_BODY && !is_root(page->nodes[up].tag)) return true;
        articles += page->nodes[up].tag == TAG_ARTICLE;
    }
    return articles > 1;
}

/* Among the first nodes of a small box. */
static bool holds_link(const Page *page, uint32_t node) {
    for (uint32_t i = node; i < page->nodes[node].end && i < node + BOX_NODES; i++)
        if (page->nodes[i].hints & HINT_LINK) return true;
    return false;
}

static bool is_doubtful(const Work *w, uint32_t i) {
    const Node *node = &w->page->nodes[i];
    bool tools = node->tag == TAG_TABLE && node->hints & HINT_FURNITURE && holds_link(w->page, i) && running_in(w, i) < TOLD_MIN * 3 && running_in(w, i) * 4 < w->running[w->page->n];
    if (node->tag == TAG_ARTICLE || is_root(node->tag) || (is_of_table(node->tag) && !tools)) return false;
    if (node->hints & (HINT_BODY | HINT_POST)) return false;
    if (node->tag == TAG_A && running_in(w, w->owner[i])) return false; /* a link inside a paragraph, whatever its class */
    if (!(node->hints & HINT_FURNITURE) && is_header_of_post(w->page, i)) return false;
    return (node->hints & HINT_FURNITURE) || html_tag_is(node->tag) & TAG_DOUBT;
}

/* Elements called furniture with running paragraphs without links, and a good part of the text: collapsed text, or text for subscribers. */
static void find_prose(Work *w) {
    const Page *page = w->page;
    uint32_t all = w->running[page->n];
    uint32_t *paragraphs = arena_alloc(w->arena, (page->n + 1) * sizeof *paragraphs), /* before each node */
        *alone = arena_alloc(w->arena, (page->n + 1) * sizeof *alone);                /* links on lines of their own lead to other reports */
    paragraphs[0] = alone[0] = 0;
    for (uint32_t i = 0; i < page->n; i++) {
        paragraphs[i + 1] = paragraphs[i] + (page->nodes[i].tag == TAG_P && running_in(w, i) > 0);
        alone[i + 1] = alone[i] + (page->nodes[i].hints & HINT_LINK && !running_in(w, w->owner[i]));
    }
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        if (!(node->hints & HINT_FURNITURE) || is_root(node->tag) || html_tag_is(node->tag) & TAG_DOUBT || running_in(w, i) < PROSE_MIN) continue;
        if (running_in(w, i) * PROSE_PART < all || running_in(w, i) * 10 < bytes_in(w, i) * 8) continue;
        uint32_t n = paragraphs[node->end] - paragraphs[i], links = alone[node->end] - alone[i];
        bool pure = running_in(w, i) * 10 >= bytes_in(w, i) * 9 && links <= n;
        w->prose[i] = n >= PROSE_PARAGRAPHS && (pure || links * PROSE_LINKS <= n);
        if (!w->prose[i]) continue;
        i = node->end - 1;
    }
}

/* Sets vouched[i] for nodes with at least half of their running text in a node marked as the article's body, or in an embedded post. */
static void vouch(const Work *w, bool *vouched) {
    const Page *page = w->page;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        bool body = (node->hints & HINT_BODY) && !is_root(node->tag),
             post = node->hints & HINT_POST || node->tag == TAG_TABLE || node->tag == TAG_BLOCKQUOTE;
        if (!body && !post) continue;
        uint32_t mine = running_in(w, i);
        for (uint32_t up = i; up && mine && !vouched[up] && mine * 2 >= running_in(w, up); up = page->nodes[up].parent) vouched[up] = true;
    }
}

/* How far tags and classes are trusted. */
typedef enum Trust {
    TRUST_STRICT,  /* doubtful elements are dropped */
    TRUST_RELAXED, /* they are dropped if they contain less than a third of the running text */
    TRUST_TAGS,    /* elements whose class says furniture are kept */
    TRUST_LEAST,   /* and also those called comments */
} Trust;

/* A menu or dialogue with most of the running text was never closed: its apparent content is the page. */
static bool swallows_page(const Work *w, uint32_t i) {
    unsigned tag = w->page->nodes[i].tag;
    return (tag == TAG_NAV || tag == TAG_MENU || tag == TAG_DIALOG) && running_in(w, i) >= PROSE_MIN && running_in(w, i) * 2 > w->running[w->page->n];
}

/* Drops by tag and by hint. Returns the running text that is left. */
static uint32_t drop(Work *w, const bool *vouched, Trust trust) {
    const Page *page = w->page;
    uint32_t all = w->running[page->n], gone = 0;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        bool above = i && w->dropped[node->parent], drops = above || node->tag == TAG_HEAD || (html_tag_is(node->tag) & TAG_DROP && !swallows_page(w, i));
        if (!drops && !is_root(node->tag))
            drops = ((node->hints & HINT_COMMENTS) && node->tag != TAG_ARTICLE && trust < TRUST_LEAST) || ((node->hints & HINT_HIDDEN) && running_in(w, i) * 2 <= all);
        bool by_class = trust < TRUST_TAGS || html_tag_is(node->tag) & TAG_DOUBT;
        if (!drops && by_class && !w->prose[i] && is_doubtful(w, i) && !vouched[i]) drops = trust == TRUST_STRICT || running_in(w, i) * 3 <= all;
        if (drops && !above) gone += running_in(w, i);
        w->dropped[i] = drops;
    }
    return all - gone;
}

/* ---- 3: chunks ---- */

static bool ends_sentence(Slice s) {
    static const char *const ends[] = {".", "!", "?", ":", ";", "\"", "\xE2\x80\x9D", "\xE2\x80\xA6", "\xE3\x80\x82", ")", "\xE2\x80\x99", "'"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (s.n > strlen(ends[i]) && memcmp(s.p + s.n - strlen(ends[i]), ends[i], strlen(ends[i])) == 0) return true;
    return false;
}

static uint8_t kind_of(const Work *w, uint32_t owner) {
    const Page *page = w->page;
    unsigned tag = page->nodes[owner].tag;
    if (tag >= TAG_H1 && tag <= TAG_H6) return BLOCK_HEADING;
    for (uint32_t i = owner, up = 0; up < 6; i = page->nodes[i].parent, up++) {
        if (page->nodes[i].tag == TAG_LI) return BLOCK_ITEM;
        if (page->nodes[i].tag == TAG_BLOCKQUOTE) return BLOCK_QUOTE;
        if (i == 0) break;
    }
    return BLOCK_PARAGRAPH;
}

/* Ends the present chunk; one without text is discarded. */
static void close_chunk(Work *w, Chunk *c, bool *open) {
    Extract *out = w->out;
    if (!*open) return;
    *open = false;
    while (out->text.n > c->at && out->text.p[out->text.n - 1] == ' ') out->text.n--;
    c->n = (uint32_t)out->text.n - c->at;
    if (c->n == 0) return;
    buf_char(&out->text, '\n');
    c->tag = w->page->nodes[c->owner].tag;
    c->kind = kind_of(w, c->owner);
    *VEC_PUSH(w->arena, out->chunks, out->n, out->cap) = *c;
}

/* After one <br> a new chunk begins if the text before it ends like a sentence or the text after it begins like one. */
static bool breaks_here(const Extract *out, const Chunk *c, Slice next) {
    size_t n = out->text.n;
    while (n > c->at && out->text.p[n - 1] == ' ') n--;
    if (ends_sentence((Slice){out->text.p + c->at, n - c->at})) return true;
    while (next.n && isspace((unsigned char)*next.p)) next.p++, next.n--;
    uint32_t cp = 0;
    if (next.n) utf8_next(next.p, next.p + next.n, &cp);
    return utf8_is_upper(cp) || (cp >= '0' && cp <= '9') || cp == '-' || cp == '*' || cp == '"' || cp == 0x2022 || cp == 0x201C || cp >= 0x590;
}

/* A drop cap in a chunk of its own belongs to the word that continues in this one. Returns the beginning of the new chunk. */
static uint32_t take_initial(Extract *out, Slice text) {
    if (!out->n) return (uint32_t)out->text.n;
    const Chunk *last = &out->chunks[out->n - 1];
    uint32_t first, next;
    if (!last->n || last->n > 4 || !text.n || last->at + last->n + 1 != out->text.n) return (uint32_t)out->text.n;
    const char *p = out->text.p + last->at;
    bool initial = utf8_next(p, p + last->n, &first) == last->n && utf8_is_upper(first);
    utf8_next(text.p, text.p + text.n, &next);
    if (!initial || !utf8_is_letter(next) || utf8_is_upper(next)) return (uint32_t)out->text.n;
    out->text.n = last->at + last->n;
    out->n--;
    return last->at;
}

static void cut_chunks(Work *w) {
    const Page *page = w->page;
    Extract *out = w->out;
    Chunk c = {0};
    bool open = false, place = false; /* the text before this is inline */
    int breaks = 0;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        if (node->tag == TAG_BR)
            breaks++;
        else if (w->block[i])
            close_chunk(w, &c, &open);
        else if (open && (node->tag == TAG_TD || node->tag == TAG_TH))
            html_add_clean(&out->text, SLICE(" "), c.at);
        if (node->tag != TAG_TEXT || w->dropped[i]) continue;
        Slice text = {page->text.p + node->text, node->n_text};
        bool blank = letters_in(page, node) == 0;
        if (blank && !open) continue;
        if (open && !blank && (c.owner != w->owner[i] || breaks > 1 || (breaks == 1 && breaks_here(out, &c, text)))) close_chunk(w, &c, &open);
        if (open && breaks) html_add_clean(&out->text, SLICE(" "), c.at);
        if (!open) c = (Chunk){.first = i, .owner = w->owner[i], .at = take_initial(out, text), .hints = w->hints[w->owner[i]]};
        if (!blank) breaks = 0;
        open = true;
        c.last = i;
        if (place && !(w->hints[i] & HINT_PLACE)) html_add_clean(&out->text, SLICE(" "), c.at); /* set apart only by a style */
        place = w->hints[i] & HINT_PLACE && !(w->hints[w->owner[i]] & HINT_PLACE);
        size_t before = out->text.n;
        html_add_clean(&out->text, text, c.at);
        if (w->hints[i] & HINT_LINK) c.n_link += (uint32_t)(out->text.n - before);
    }
    close_chunk(w, &c, &open);
}

/* ---- 4: scores ---- */

static Slice text_of(const Extract *e, const Chunk *c) { return (Slice){e->text.p + c->at, c->n}; }

static double score_of(const Extract *e, const Chunk *c) {
    double n = c->n, link = c->n_link < c->n ? c->n_link : c->n;
    Slice s = text_of(e, c);
    bool running = n - link >= RUNNING_MIN || (n - link >= SENTENCE_MIN && ends_sentence(s));
    if (running && link <= n * 0.5) return (n - 2 * link) * (c->kind == BLOCK_ITEM ? 0.6 : 1);
    if (link > n * 0.5) return -LINK_FINE;
    return c->tag == TAG_TR ? 0 : -SCRAP_FINE;
}

static void score(Work *w) {
    const Page *page = w->page;
    size_t k = 0;
    w->score[0] = 0;
    for (uint32_t i = 0; i < page->n; i++) {
        w->score[i + 1] = w->score[i];
        for (; k < w->out->n && w->out->chunks[k].first == i; k++) w->score[i + 1] += score_of(w->out, &w->out->chunks[k]);
    }
}

static double score_in(const Work *w, uint32_t node) { return w->score[w->page->nodes[node].end] - w->score[node]; }

/* The node with the highest score, the innermost of equals; or the one marked as the article's body, if it has half of that. */
static uint32_t best_node(const Work *w) {
    uint32_t best = 0, body = UINT32_MAX;
    for (uint32_t i = 0; i < w->page->n; i++) {
        const Node *node = &w->page->nodes[i];
        if (w->dropped[i] || node->tag == TAG_TEXT) continue;
        double s = score_in(w, i);
        if (s >= score_in(w, best)) best = i;
        if ((node->hints & HINT_BODY) && !is_root(node->tag) && (body == UINT32_MAX || s > score_in(w, body))) body = i;
    }
    return body != UINT32_MAX && score_in(w, body) * 2 >= score_in(w, best) ? body : best;
}

/* Drops, cuts and scores; returns the article's node. */
static uint32_t attempt(Work *w, const bool *vouched, Trust trust, uint32_t *rest) {
    *rest = drop(w, vouched, trust);
    buf_clear(&w->out->text);
    w->out->n = 0;
    cut_chunks(w);
    score(w);
    return best_node(w);
}

/* ---- headline ---- */

static bool holds(Slice a, Slice b) { return b.n >= 15 && a.n >= b.n && memmem(a.p, a.n, b.p, b.n); }

/* "The Lantern Post. Talks end in Accra": the heading is most of what is said, behind a mark. */
static bool is_end_of(Slice said, Slice heading) {
    size_t at = said.n - heading.n;
    if (heading.n < HEADLINE_MIN || said.n < heading.n + 3 || heading.n * 2 < said.n || memcmp(said.p + at, heading.p, heading.n) != 0) return false;
    while (at && said.p[at - 1] == ' ') at--;
    return at && at + heading.n < said.n && strchr(".:>/)", said.p[at - 1]);
}

/* How well a heading agrees with the metadata: 3 equal, 2 one contains the other, 0 neither. Metadata may have the site's name after the title. */
static int agreement(Slice heading, Slice said) {
    for (Slice t = said; t.n; t = meta_strip_last(t))
        if (meta_same_words(heading, t)) return 3;
    for (Slice t = meta_strip_first(said); t.n > HEADLINE_MIN && t.n * NAME_PART >= said.n; t = meta_strip_first(t))
        for (Slice u = t; u.n * NAME_PART >= said.n; u = meta_strip_last(u))
            if (meta_same_words(heading, u)) return 3;
    if (is_end_of(said, heading)) return 3;
    return holds(heading, said) || holds(said, heading) ? 2 : 0;
}

static void take_title(Work *w, Slice heading, Slice said, uint32_t end, int rank) {
    w->title_rank = rank;
    w->out->title_end = end;
    w->out->title = holds(heading, said) ? said : heading; /* "Opinion | Talks end": the common part */
}

/* "The Lantern Post" of "Talks end in Accra - The Lantern Post". */
static bool is_tail(Slice heading, Slice said) {
    Slice head = meta_strip_last(said);
    size_t n = said.n - head.n;
    return head.n && n >= heading.n && n <= heading.n + 5 && meta_same_words((Slice){said.p + head.n, n}, heading);
}

/* A headline in <h2> and the like, be it dropped with the header around it. */
static void find_lesser_heading(Work *w, Slice said) {
    const Page *page = w->page;
    int looked = 0;
    for (uint32_t i = 0; i < page->n && looked < 64 && w->title_rank < AGREED; i++) {
        if (page->nodes[i].tag < TAG_H2 || page->nodes[i].tag > TAG_H6 || bytes_in(w, i) > TITLE_MAX * 4 || (w->hints[i] & (HINT_COMMENTS | HINT_HIDDEN))) continue;
        looked++;
        Slice heading = html_heading_of(page, i, w->arena);
        if (heading.n >= HEADLINE_MIN && heading.n <= TITLE_MAX && agreement(heading, said) == 3) take_title(w, heading, said, page->nodes[i].end, AGREED);
    }
}

/* How many of a line's longer words, by their first four letters, another text has too. */
static unsigned shared_words(Slice line, Slice text) {
    unsigned n = 0;
    for (size_t i = 0; i < line.n; i++) {
        size_t k = 0;
        if (i && (isalnum((unsigned char)line.p[i - 1]) || line.p[i - 1] & 0x80)) continue;
        while (i + k < line.n && (isalnum((unsigned char)line.p[i + k]) || line.p[i + k] & 0x80)) k++;
        for (size_t at = 0; k >= STEM && at + STEM <= text.n; at++) {
            bool begins = !at || !(isalnum((unsigned char)text.p[at - 1]) || text.p[at - 1] & 0x80);
            if (!begins || strncasecmp(line.p + i, text.p + at, STEM) != 0) continue;
            n++;
            break;
        }
    }
    return n;
}

/* A motto, or the caption of a picture: the metadata have a headline without a word of it, and the text tells what that says. */
static bool is_beside_the_point(const Work *w, Slice heading, Slice said, uint32_t body) {
    Slice headline = meta_strip_last(said).n ? meta_strip_last(said) : said;
    if (outlet_words(headline) < NAME_WORDS || shared_words(heading, said)) return false;
    const Extract *e = w->out;
    size_t i = 0;
    while (i < e->n && (e->chunks[i].first < body || e->chunks[i].n < RUNNING_MIN)) i++;
    if (i == e->n) return false;
    Slice text = {e->text.p + e->chunks[i].at, e->text.n - e->chunks[i].at};
    if (text.n > BEGINNING) text.n = BEGINNING;
    return shared_words(headline, text) > shared_words(heading, text) + 1;
}

/* The headline is the <h1> or other line that agrees best with the metadata; without agreement, the last <h1> before the text or the first in it. */
static void find_title(Work *w, Slice said, Slice site, uint32_t body) {
    const Page *page = w->page;
    Slice tag = w->tag;
    int looked = 0;
    w->title_rank = 0;
    w->out->title_end = 0;
    w->out->title = (Slice){0};
    for (uint32_t i = 0; i < page->n && looked < 64; i++) {
        if (page->nodes[i].tag != TAG_H1 || bytes_in(w, i) > TITLE_MAX * 4 || (w->hints[i] & (HINT_COMMENTS | HINT_HIDDEN))) continue;
        looked++;
        Slice heading = html_heading_of(page, i, w->arena);
        if (heading.n == 0 || heading.n > TITLE_MAX || (site.n && meta_same_words(heading, site))) continue;
        int rank = agreement(heading, said) + 1, by_tag = heading.n * 2 >= tag.n ? agreement(heading, tag) + 1 : 1;
        bool name = outlet_words(heading) <= NAME_WORDS && said.n > 2 * heading.n && (outlet_is(heading, site, (Slice){0}) || is_tail(heading, said));
        if (name) rank = by_tag = 1;
        bool better = rank > w->title_rank || (rank == w->title_rank && rank == 1 && i < body);
        if (better) take_title(w, heading, said, page->nodes[i].end, rank);
        if (by_tag > w->title_rank) take_title(w, heading, tag, page->nodes[i].end, by_tag);
    }
    if (w->title_rank == 1 && outlet_words(w->out->title) <= SECTION_WORDS && outlet_words(meta_strip_last(said).n ? meta_strip_last(said) : said) >= NAME_WORDS)
        w->out->title = (Slice){0}; /* a section or a name, while the metadata have a headline */
    if (w->title_rank == 1 && w->out->title.n && is_beside_the_point(w, w->out->title, said, body)) w->out->title = (Slice){0};
    for (size_t k = 0; k < w->out->n && w->title_rank < AGREED; k++) {
        const Chunk *c = &w->out->chunks[k];
        if (c->n <= TITLE_MAX && c->n >= 8 && agreement(text_of(w->out, c), said) == 3)
            take_title(w, (Slice){arena_slice(w->arena, text_of(w->out, c)), c->n}, said, c->last + 1, AGREED);
    }
    if (w->title_rank < AGREED) find_lesser_heading(w, said);
}

/* ---- the article's node ---- */

/* The node is directly below a headline on which page and metadata agree. */
static bool is_headed(const Work *w, uint32_t body) {
    uint32_t from = w->out->title_end;
    if (w->title_rank < AGREED || from == 0 || from > w->page->nodes[body].end) return false;
    return score_in(w, body) >= TOLD_MIN && (from >= body || w->running[body] - w->running[from] < TOLD_MIN);
}

/* All doubtful elements are dropped, unless too little running text is left or the rest is a fraction of the other mode's result: then a page's own wrapper has a
 * name like furniture. */
static uint32_t find_named_body(Work *w, const bool *vouched, Slice said, Slice site) {
    uint32_t rest, relaxed_rest, all = w->running[w->page->n];
    uint32_t body = attempt(w, vouched, TRUST_STRICT, &rest);
    find_title(w, said, site, body);
    double got = score_in(w, body);
    bool sure = w->hints[body] & HINT_BODY, enough = (uint64_t)rest * 100 >= (uint64_t)all * REST_MIN;
    if (is_headed(w, body) || (enough && (sure || (uint64_t)rest * 100 >= (uint64_t)all * REST_UNSURE))) return body;
    body = attempt(w, vouched, TRUST_RELAXED, &relaxed_rest);
    find_title(w, said, site, body);
    if (!enough || score_in(w, body) > got * RELAXED_BETTER) return body;
    body = attempt(w, vouched, TRUST_STRICT, &rest);
    find_title(w, said, site, body);
    return body;
}

/* If too little of a page's running text was found, classes are ignored: a class name never empties a page. */
static uint32_t find_body(Work *w, Slice said, Slice site) {
    bool *vouched = arena_zalloc(w->arena, w->page->n);
    vouch(w, vouched);
    find_prose(w);
    uint32_t rest, body = find_named_body(w, vouched, said, site), all = w->running[w->page->n];
    double got = score_in(w, body);
    bool headed = is_headed(w, body); /* then another is chosen only if it also has a headline */
    if (got * LITTLE_PART >= all) return body;
    uint32_t other = attempt(w, vouched, got < TOLD_MIN ? TRUST_LEAST : TRUST_TAGS, &rest);
    find_title(w, said, site, other);
    bool better = score_in(w, other) >= PROSE_MIN && score_in(w, other) > got * RELAXED_BETTER;
    if (better && (!headed || is_headed(w, other))) return other;
    return find_named_body(w, vouched, said, site);
}

/* If several articles follow each other, the one with the headline. */
static uint32_t narrow(const Work *w, uint32_t body) {
    const Page *page = w->page;
    uint32_t at = w->out->title_end ? w->out->title_end - 1 : 0;
    for (uint32_t i = at; i > body; i = page->nodes[i].parent)
        if (page->nodes[i].tag == TAG_ARTICLE && at < page->nodes[i].end && score_in(w, i) * 4 >= score_in(w, body)) return i;
    return body;
}

/* A body that is one paragraph goes on in those next to it that end as sentences do. */
static void find_siblings(const Work *w, uint32_t body, bool *beside) {
    const Page *page = w->page;
    const Extract *e = w->out;
    for (int step = -1; step <= 1; step += 2) {
        size_t i = 0;
        while (i < e->n && e->chunks[i].owner != body) i++;
        for (i += (size_t)step; i < e->n; i += (size_t)step) {
            const Chunk *c = &e->chunks[i];
            bool next = c->tag == TAG_P && page->nodes[c->owner].parent == page->nodes[body].parent && c->first >= w->out->title_end;
            if (c->owner == body) continue;
            if (!next || c->n_link || !ends_sentence(text_of(e, c))) break;
            beside[i] = true;
        }
    }
}

/* Whether a box right behind the body goes on with it: nothing between them, several running paragraphs, no link, and no class that says otherwise. */
static bool goes_on_in(const Work *w, uint32_t body, uint32_t box) {
    const Page *page = w->page;
    uint32_t paragraphs = 0;
    if (box < page->nodes[body].end || bytes_in(w, box) * 10 > running_in(w, box) * 11 || page->nodes[box].hints & NOT_TEXT) return false;
    if (w->bytes[box] - w->bytes[page->nodes[body].end] > BETWEEN_MAX) return false;
    for (uint32_t i = box; i < page->nodes[box].end; i++) {
        if (page->nodes[i].hints & HINT_LINK) return false;
        paragraphs += page->nodes[i].tag == TAG_P && running_in(w, i) > 0;
    }
    return paragraphs >= PROSE_PARAGRAPHS && running_in(w, box) >= PROSE_MIN;
}

static bool is_headline(unsigned tag) { return tag >= TAG_H1 && tag <= TAG_H3; }

/* The box that may hold several parts of the body: its <article>, or <main> or the page if the headline is in it; else what is around it. */
static uint32_t box_of_parts(const Work *w, uint32_t body) {
    const Page *page = w->page;
    for (uint32_t i = page->nodes[body].parent; i; i = page->nodes[i].parent)
        if (page->nodes[i].tag == TAG_ARTICLE || (is_root(page->nodes[i].tag) && w->out->title_end > i)) return i;
    return page->nodes[body].parent;
}

/* The nodes around the body in which a further part of it can be: up to the next headline on either side. */
static Span reach_of_parts(const Work *w, uint32_t body) {
    const Page *page = w->page;
    uint32_t box = box_of_parts(w, body), from = body, to = page->nodes[body].end;
    while (from > box + 1 && from > w->out->title_end && !is_headline(page->nodes[from - 1].tag)) from--;
    while (to < page->nodes[box].end && !is_headline(page->nodes[to].tag)) to++;
    return (Span){from, to};
}

/* Whether a running paragraph is in another part that is marked as the body, and not around it. */
static bool is_in_part(const Work *w, uint32_t body, Span reach, const Chunk *c) {
    const Node *nodes = w->page->nodes;
    if (c->tag != TAG_P || score_of(w->out, c) <= RUNNING_MIN || c->n_link * 2 >= c->n || w->hints[c->owner] & NOT_TEXT) return false;
    for (uint32_t i = c->owner; i >= reach.start && i < reach.end && (i > body || nodes[i].end <= body); i = nodes[i].parent)
        if (nodes[i].hints & HINT_BODY) return true;
    return false;
}

/* Text next to the body that belongs to it: another part marked as the body, and running paragraphs next to it within its article. Sets beside[i]. */
static void find_beside(const Work *w, uint32_t body, bool *beside) {
    const Page *page = w->page;
    const Extract *e = w->out;
    if (page->nodes[body].tag == TAG_P) return find_siblings(w, body, beside);
    if (!(page->nodes[body].hints & HINT_BODY)) return;
    uint32_t article = page->nodes[body].parent;
    Span reach = reach_of_parts(w, body);
    for (size_t i = 0; i < e->n; i++) beside[i] = is_in_part(w, body, reach, &e->chunks[i]);
    bool headed = page->nodes[article].tag == TAG_MAIN && w->out->title_end > article; /* <main> around headline and text is the article */
    if (is_root(page->nodes[article].tag) && !headed) return;
    for (size_t i = 0; i < e->n; i++) {
        const Chunk *c = &e->chunks[i];
        if (c->first < article || c->first >= page->nodes[article].end || (c->first >= body && c->first < page->nodes[body].end)) continue;
        uint32_t top = c->owner;
        while (top && page->nodes[top].parent != article && top > article) top = page->nodes[top].parent;
        if (top <= article) continue;
        bool part = page->nodes[top].hints & HINT_BODY && top != body;
        bool paragraph = top == c->owner && c->tag == TAG_P && c->kind == BLOCK_PARAGRAPH && score_of(e, c) > RUNNING_MIN && c->n_link == 0 && c->first >= w->out->title_end;
        bool above = top < body && c->first >= w->out->title_end && page->nodes[c->owner].parent == top && !(page->nodes[top].hints & NOT_TEXT);
        beside[i] |= part || paragraph || ((above || goes_on_in(w, body, top)) && c->tag == TAG_P && score_of(e, c) > RUNNING_MIN && c->n_link == 0);
    }
}

/* ---- highlights ---- */

static bool is_highlights_heading(Slice s) {
    while (s.n && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == ' ')) s.n--;
    for (size_t i = 0; i < wording[WORDING_HIGHLIGHTS].n; i++)
        if (s.n == strlen(wording[WORDING_HIGHLIGHTS].list[i]) && strncasecmp(s.p, wording[WORDING_HIGHLIGHTS].list[i], s.n) == 0) return true;
    return false;
}

static bool can_be_highlight(const Chunk *c) { return c->n >= SENTENCE_MIN && c->n <= SUMMARY_MAX && c->n_link * 2 < c->n; }

static bool take_highlight(Work *w, Chunk *c) {
    if (!can_be_highlight(c) || w->n_highlights == HIGHLIGHTS_MAX) return false;
    c->kind = BLOCK_HIGHLIGHT;
    w->n_highlights++;
    return true;
}

/* The box around a heading: the innermost node with more text than the heading. */
static uint32_t box_around(const Work *w, const Chunk *c) {
    uint32_t i = c->owner;
    while (i && bytes_in(w, i) <= c->n + 8) i = w->page->nodes[i].parent;
    return i;
}

/* "Summary" heads highlights if a list follows, otherwise a section of the text. */
static bool is_summary_heading(const Extract *e, size_t i) {
    Slice s = text_of(e, &e->chunks[i]);
    size_t n = wording_begins(WORDING_SUMMARY, s);
    bool named = n && s.n <= n + 1;
    return named && i + 1 < e->n && e->chunks[i + 1].kind == BLOCK_ITEM && (i == 0 || e->chunks[i].first < e->title_end + SUMMARY_NEAR);
}

/* The lines in the box under a heading "Highlights", or the list under it if there is no box. */
static void take_box(Work *w, size_t heading) {
    Extract *e = w->out;
    uint32_t end = w->page->nodes[box_around(w, &e->chunks[heading])].end;
    bool box = bytes_in(w, box_around(w, &e->chunks[heading])) <= BOX_MAX;
    e->chunks[heading].dropped = true;
    for (size_t k = heading + 1; k < e->n && (box ? e->chunks[k].first < end : e->chunks[k].kind == BLOCK_ITEM); k++) {
        if (!take_highlight(w, &e->chunks[k]) && box) e->chunks[k].dropped = true;
    }
}

static void find_highlights(Work *w) {
    Extract *e = w->out;
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (is_highlights_heading(text_of(e, c)) || is_summary_heading(e, i)) return take_box(w, i);
        if ((c->hints & HINT_HIGHLIGHTS) && c->kind == BLOCK_ITEM && c->first >= e->title_end) take_highlight(w, c);
    }
}

/* ---- cleaning ---- */

static bool is_in(const Page *page, const Chunk *c, uint32_t node) { return c->first >= node && c->first < page->nodes[node].end; }

/* "More: Talks end", with a linked headline: whatever the words, a colon or an arrow precedes it. */
static bool announces_link(Slice s, uint32_t n_link) {
    static const char *const marks[] = {":", ">", "\xE2\x80\xBA", "\xC2\xBB", "\xE2\x86\x92", "\xE2\x96\xBA"};
    if (n_link * 2 <= s.n || n_link >= s.n || s.n >= 300) return false;
    size_t n = s.n - n_link;
    while (n && s.p[n - 1] == ' ') n--;
    if (outlet_words((Slice){s.p, n}) > ANNOUNCE_WORDS) return false;
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (n >= strlen(marks[i]) && memcmp(s.p + n - strlen(marks[i]), marks[i], strlen(marks[i])) == 0) return true;
    return false;
}

/* A link on a line of its own leads away, unless it is a written-out address or one of several lines of a paragraph that is kept. */
static bool leads_away(const Work *w, const Chunk *c) {
    Slice s = text_of(w->out, c);
    if (announces_link(s, c->n_link) && !furniture_is_address((Slice){s.p + s.n - c->n_link, c->n_link})) return true;
    if (c->n_link * 2 > c->n && c->n_link < c->n && c->n < 300 && furniture_is_line((Slice){s.p + c->n_link, c->n - c->n_link}, 0)) return true;
    if (c->n_link * 10 <= c->n * 8 || c->n >= 300 || furniture_is_address(s)) return false;
    size_t k = (size_t)(c - w->out->chunks);
    bool above = k && c[-1].owner == c->owner && c[-1].keep && c[-1].n_link * 2 < c[-1].n;
    return !above;
}

/* It consists of a time: "10:12" over a post in a live report. */
static bool is_all_time(const Work *w, const Chunk *c) {
    const Page *page = w->page;
    for (uint32_t i = c->first; i <= c->last; i++) {
        uint32_t up = i;
        if (page->nodes[i].tag != TAG_TEXT || !letters_in(page, &page->nodes[i])) continue;
        while (up != c->owner && page->nodes[up].tag != TAG_TIME && up) up = page->nodes[up].parent;
        if (page->nodes[up].tag != TAG_TIME) return false;
    }
    return true;
}

/* Elements around all of the text of a chunk have one of two tags. */
static bool is_all_in(const Work *w, const Chunk *c, unsigned tag, unsigned other) {
    const Page *page = w->page;
    for (uint32_t i = c->first; i <= c->last; i++) {
        uint32_t up = i;
        if (page->nodes[i].tag != TAG_TEXT || !letters_in(page, &page->nodes[i])) continue;
        while (up != c->owner && page->nodes[up].tag != tag && page->nodes[up].tag != other && up) up = page->nodes[up].parent;
        if (page->nodes[up].tag != tag && page->nodes[up].tag != other) return false;
    }
    return true;
}

/* A short line right behind a picture that is no sentence says what it shows, if it is alone in its box, and no paragraph among others. */
static bool is_under_picture(const Work *w, const Chunk *c) {
    const Page *page = w->page;
    const Extract *e = w->out;
    bool first = c == e->chunks || c[-1].owner != c->owner, last = c + 1 == e->chunks + e->n || c[1].owner != c->owner;
    if (c->n > CAPTION_MAX || c->kind != BLOCK_PARAGRAPH || ends_sentence(text_of(e, c)) || !first || !last) return false;
    if (c->tag == TAG_P && bytes_in(w, page->nodes[c->owner].parent) > c->n + SENTENCE_MIN) return false;
    uint32_t i = c->first;
    for (int seen = 0; seen < CAPTION_NODES && i-- > 1; seen++) {
        if (page->nodes[i].tag == TAG_IMG) return !is_all_in(w, c, TAG_STRONG, TAG_B);
        if (page->nodes[i].tag == TAG_TEXT && letters_in(page, &page->nodes[i])) return false;
    }
    return false;
}

/* "19:02", "19.02 h". */
static bool is_bare_clock(Slice s) {
    size_t digits = 0, marks = 0;
    for (size_t i = 0; i < s.n && s.n <= 8; i++) {
        digits += isdigit((unsigned char)s.p[i]) != 0, marks += s.p[i] == ':';
        if (!isdigit((unsigned char)s.p[i]) && !strchr(":. h", s.p[i])) return false;
    }
    return digits >= 3 && digits <= 6 && marks;
}

static bool is_kept(const Work *w, const Chunk *c) {
    Slice s = text_of(w->out, c);
    if (c->dropped || c->kind == BLOCK_HIGHLIGHT || c->first < w->out->title_end) return false;
    if (w->out->title.n && meta_same_words(s, w->out->title)) return false;
    if ((c->n < CLOCK_MAX && is_all_time(w, c)) || is_bare_clock(s) || is_under_picture(w, c)) return false;
    return !furniture_is_line(s, c->n_link) && !furniture_is_caption(s) && !leads_away(w, c);
}

/* Of identical paragraphs the first is kept: the others are pull quotes and captions. */
static void drop_repeats(Work *w) {
    Extract *e = w->out;
    Map seen = {.arena = w->arena};
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (!c->keep || c->n < RUNNING_MIN) continue;
        if (!map_add(&seen, hash_bytes(e->text.p + c->at, c->n))) c->keep = false;
    }
}

/* Before each node: links on lines of their own, paragraphs that are kept, and their bytes. */
typedef struct Tally {
    uint32_t links, paragraphs, scraps, bytes; /* of the paragraphs, those that are headings or only a time */
} Tally;

static Tally *tally_chunks(const Work *w) {
    const Extract *e = w->out;
    Tally *t = arena_zalloc(w->arena, (w->page->n + 1) * sizeof *t);
    size_t k = 0;
    for (uint32_t i = 0; i < w->page->n; i++) {
        t[i + 1] = t[i];
        for (; k < e->n && e->chunks[k].first <= i; k++) {
            const Chunk *c = &e->chunks[k];
            if (c->keep)
                t[i + 1].paragraphs++, t[i + 1].scraps += c->n < CLOCK_MAX && score_of(e, c) <= 0, t[i + 1].bytes += c->n;
            else if (c->n_link * 10 > c->n * 8 && c->n < TITLE_MAX)
                t[i + 1].links++;
        }
    }
    return t;
}

/* A list of other reports: about as many links on lines of their own as short paragraphs, and a small part of the whole. The outermost such box is removed. */
static void drop_teasers(Work *w, uint32_t body) {
    const Page *page = w->page;
    Extract *e = w->out;
    const Tally *t = tally_chunks(w);
    uint32_t all = t[page->nodes[body].end].bytes - t[body].bytes;
    size_t k = 0;
    for (uint32_t i = body + 1; i < page->nodes[body].end; i++) {
        uint32_t end = page->nodes[i].end, links = t[end].links - t[i].links, bytes = t[end].bytes - t[i].bytes;
        uint32_t paragraphs = t[end].paragraphs - t[i].paragraphs - (t[end].scraps - t[i].scraps);
        if (links < TEASERS_MIN || !paragraphs || paragraphs * 2 > links * 3 || bytes > links * TEASER_MAX || bytes * 2 > all) continue;
        while (k < e->n && e->chunks[k].first < i) k++;
        for (; k < e->n && e->chunks[k].first < end; k++) e->chunks[k].keep = false;
        i = end - 1;
    }
}

/* "2/24", "2 of 24" begins the caption of a picture in a gallery. */
static bool is_counted(Slice s) {
    size_t i = 0, n = 0;
    while (i < s.n && isdigit((unsigned char)s.p[i])) i++;
    if (!i || i > 3) return false;
    while (i < s.n && s.p[i] == ' ') i++;
    if (i == s.n || s.p[i] != '/') return false;
    for (i++; i < s.n && s.p[i] == ' ';) i++;
    while (i + n < s.n && isdigit((unsigned char)s.p[i + n])) n++;
    return n && n <= 3 && (i + n == s.n || s.p[i + n] == ' ');
}

/* The numbered pictures of a gallery belong to other stories. */
static void drop_gallery(Work *w) {
    Extract *e = w->out;
    size_t counted = 0;
    for (size_t i = 0; i < e->n; i++) counted += is_counted(text_of(e, &e->chunks[i]));
    for (size_t i = 0; counted >= COUNTED_MIN && i < e->n; i++) {
        if (!is_counted(text_of(e, &e->chunks[i]))) continue;
        uint32_t box = box_around(w, &e->chunks[i]), end = w->page->nodes[box].end;
        if (bytes_in(w, box) > BOX_MAX) continue;
        for (; i < e->n && e->chunks[i].first < end; i++) e->chunks[i].keep = false;
        i--;
    }
}

/* A subscription offer: a short line that is not a sentence, then what readers may do with their account. */
static bool is_offer(const Work *w, uint32_t box, Slice head) {
    bool asks = head.n && head.p[head.n - 1] == '?'; /* "Want to hear it?" */
    if ((ends_sentence(head) && !asks) || bytes_in(w, box) > BOX_MAX / 2 || bytes_in(w, box) <= head.n + SENTENCE_MIN) return false;
    Slice s = html_text_of(w->page, box, w->arena);
    if (memchr(s.p, '"', s.n) || memmem(s.p, s.n, "\xE2\x80\x9C", 3)) return false;
    return furniture_is_offer(s);
}

/* A small box that begins with "Sign up", "Related" or the like, or is a subscription offer, is removed with all its content. */
static void drop_boxes(Work *w, uint32_t body) {
    const Page *page = w->page;
    Extract *e = w->out;
    const Tally *t = tally_chunks(w);
    uint32_t all = t[page->nodes[body].end].bytes - t[body].bytes;
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (!is_in(page, c, body) || c->n > PROMPT_MAX) continue;
        uint32_t box = box_around(w, c), end = page->nodes[box].end;
        if (!furniture_is_line(text_of(e, c), c->n_link) && !(box > body && is_offer(w, box, text_of(e, c)))) continue;
        bool first = i == 0 || e->chunks[i - 1].first < box, small = bytes_in(w, box) <= BOX_MAX / 2 && (t[end].bytes - t[box].bytes) * 2 < all;
        if (!first || !small || box <= body) continue;
        for (; i < e->n && e->chunks[i].first < end; i++) e->chunks[i].keep = false;
        i--;
    }
}

static bool has_digit(Slice s) {
    for (size_t i = 0; i < s.n; i++)
        if (isdigit((unsigned char)s.p[i])) return true;
    return false;
}

/* "15:23" somewhere. */
static bool has_clock(Slice s) {
    for (size_t i = 1; i + 2 < s.n; i++)
        if (s.p[i] == ':' && isdigit((unsigned char)s.p[i - 1]) && isdigit((unsigned char)s.p[i + 1]) && isdigit((unsigned char)s.p[i + 2])) return true;
    return false;
}

/* "15:23", "November 20", "2 hours ago": short and with digits. A heading has to have a clock or a month: "1. Who pays" is none. */
static bool is_clock(Slice s, bool heading) {
    if (html_width(s) >= CLOCK_MAX || !has_digit(s) || ends_sentence(s)) return false;
    return (!heading && html_width(s) < TIME_AGO) || has_clock(s) || dates_begin_with_month(s);
}

/* "Published 9 May 2019 at 10:12, updated 10 May 2019": longer than a date alone. */
static bool is_long_stamp(Slice s) {
    char date[11];
    if (html_width(s) >= STAMP_MAX || !has_digit(s) || s.p[s.n - 1] == '.') return false;
    return furniture_says_day(s) || (has_clock(s) && dates_find(s, date));
}

static bool is_date(const Work *w, const Chunk *c) {
    for (uint32_t i = c->first; i != c->owner && i; i = w->page->nodes[i].parent)
        if (w->page->nodes[i].tag == TAG_TIME) return true;
    return w->page->nodes[c->owner].hints & HINT_DATE;
}

static bool is_stamp(const Work *w, const Chunk *c) {
    char date[11];
    Slice s = text_of(w->out, c);
    size_t width = html_width(s);
    return width < 120 && (furniture_is_byline(s) || is_date(w, c) || is_long_stamp(s) || (width < RUNNING_MIN && (dates_find(s, date) || is_clock(s, c->kind == BLOCK_HEADING))));
}

static uint32_t article_around(const Page *page, uint32_t i) {
    while (i && page->nodes[i].tag != TAG_ARTICLE) i = page->nodes[i].parent;
    return i;
}

static size_t next_kept(const Extract *e, size_t i) {
    for (i++; i < e->n && !e->chunks[i].keep;) i++;
    return i;
}

/* A few words that are no heading: a name, an office. */
static bool is_scrap(const Extract *e, const Chunk *c) { return c->kind == BLOCK_PARAGRAPH && c->n < RUNNING_MIN && score_of(e, c) <= 0; }

/* Lines that were dropped between two chunks, which are no paragraphs side by side, and one of them is but a date or a byline. */
static bool tells_day_between(const Work *w, size_t k, size_t next) {
    const Page *page = w->page;
    const Chunk *above = &w->out->chunks[k], *below = &w->out->chunks[next];
    if (page->nodes[above->owner].parent == page->nodes[below->owner].parent || html_width(text_of(w->out, above)) < RUNNING_MIN) return false;
    Buf line = {0};
    bool found = false;
    for (uint32_t i = above->last + 1; !found && html_next_line(page, &i, below->first, " ", false, &line);) {
        char date[11];
        Slice s = {line.p, line.n};
        found = html_width(s) < CLOCK_MAX && (dates_find(s, date) || name_is_byline(s));
    }
    buf_free(&line);
    return found;
}

/* A date or byline between this chunk and the next that is kept, whether dropped or not, and not that of the next post in a live report. */
static bool is_above_stamp(const Work *w, size_t k) {
    const Extract *e = w->out;
    size_t next = next_kept(e, k);
    if (next == e->n || article_around(w->page, e->chunks[k].first) != article_around(w->page, e->chunks[next].first)) return false;
    for (size_t i = next, scraps = 0; i < e->n && scraps <= HEAD_SCRAPS; i = next_kept(e, i), scraps++) {
        if (is_stamp(w, &e->chunks[i])) return true;
        if (!is_scrap(e, &e->chunks[i])) break;
    }
    if (tells_day_between(w, k, next)) return true;
    for (uint32_t i = e->chunks[k].last + 1; i < e->chunks[next].first; i++) {
        const Node *node = &w->page->nodes[i];
        if (node->hints & (HINT_BYLINE | HINT_DATE) || node->tag == TAG_TIME || node->tag == TAG_ADDRESS) return true;
    }
    return false;
}

/* It, or a node that contains only it, is called "standfirst" or the like. */
static bool is_named_summary(const Work *w, const Chunk *c) {
    for (uint32_t i = c->owner, up = 0; up < 3 && i; i = w->page->nodes[i].parent, up++) {
        if (bytes_in(w, i) > c->n + SUMMARY_MIN) return false;
        if (w->page->nodes[i].hints & HINT_SUMMARY) return true;
    }
    return false;
}

static void add_summary(Work *w, uint32_t node, Slice s) {
    Extract *e = w->out;
    Chunk c = {.first = node, .last = node, .owner = node, .at = (uint32_t)e->text.n, .n = (uint32_t)s.n, .kind = BLOCK_HIGHLIGHT};
    buf_add(&e->text, s.p, s.n);
    *VEC_PUSH(w->arena, e->chunks, e->n, e->cap) = c;
}

/* A summary, by its class, between the headline and the text, in a header that was dropped or outside the article's node. */
static void find_summary_above(Work *w) {
    Extract *e = w->out;
    uint32_t end = 0;
    for (size_t i = 0; i < e->n; i++) {
        if (e->chunks[i].kind == BLOCK_HIGHLIGHT) return;
        if (!end && e->chunks[i].keep) end = e->chunks[i].first;
    }
    for (uint32_t i = e->title_end; e->title_end && i < end; i++) {
        const Node *node = &w->page->nodes[i];
        if (!(node->hints & HINT_SUMMARY) || node->end > end || bytes_in(w, i) > 4 * SUMMARY_MAX) continue;
        Slice s = html_text_of(w->page, i, w->arena);
        char date[11];
        bool stamp = furniture_is_byline(s) || (s.n < 120 && dates_find(s, date)), fits = s.n >= SUMMARY_MIN && s.n <= SUMMARY_MAX && ends_sentence(s);
        if (fits && !stamp && !furniture_is_line(s, 0) && !furniture_is_caption(s)) return add_summary(w, i, s);
        i = node->end - 1;
    }
}

static uint32_t kept_behind(const Extract *e, size_t i) {
    uint32_t n = 0;
    for (i++; i < e->n && n < TOLD_MIN + SUMMARY_MAX; i++) n += e->chunks[i].keep ? e->chunks[i].n : 0;
    return n;
}

/* Behind the scraps from i on, if they end in a date or byline: 0 if they do not. */
static size_t behind_stamp(const Work *w, size_t i) {
    const Extract *e = w->out;
    for (size_t scraps = 0; i < e->n && scraps <= HEAD_SCRAPS; i = next_kept(e, i), scraps++) {
        if (is_stamp(w, &e->chunks[i])) return i;
        if (!is_scrap(e, &e->chunks[i])) return 0;
    }
    return 0;
}

/* A paragraph that is called lead or the like and is the first of several in one box under the headline is the text's. */
static bool begins_body(const Work *w, size_t k) {
    const Extract *e = w->out;
    const Chunk *c = &e->chunks[k];
    size_t next = next_kept(e, k);
    if (c->tag != TAG_P || next == e->n || e->chunks[next].tag != TAG_P) return false;
    uint32_t box = w->page->nodes[c->owner].parent;
    return box >= e->title_end && box == w->page->nodes[e->chunks[next].owner].parent;
}

/* Between headline and text are the date, the author, and possibly a summary, which becomes a highlight: a heading, or the line above date and author. */
static void clear_head(Work *w) {
    Extract *e = w->out;
    bool summary = false;
    size_t scraps_end = 0; /* what stands before it and is a name or an office has the date under it */
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (!c->keep) continue;
        bool fits = c->n >= SUMMARY_MIN && can_be_highlight(c) && e->title_end && !summary && kept_behind(e, i) >= TOLD_MIN + c->n;
        if (is_stamp(w, c)) {
            c->keep = false;
        } else if (fits && (c->kind == BLOCK_HEADING || is_above_stamp(w, i) || (is_named_summary(w, c) && !begins_body(w, i)))) {
            c->keep = false, c->kind = BLOCK_HIGHLIGHT;
            summary = true;
        } else if (score_of(e, c) > 0) {
            return;
        } else if (is_scrap(e, c) && (i < scraps_end || (scraps_end = behind_stamp(w, i)))) {
            c->keep = false;
        }
    }
}

/* A heading whose box has nothing else that is kept headed a list of links. */
static void clear_empty_boxes(Work *w, uint32_t body) {
    Extract *e = w->out;
    const Tally *t = tally_chunks(w);
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (!c->keep || c->kind != BLOCK_HEADING) continue;
        uint32_t box = box_around(w, c);
        bool much_else = bytes_in(w, box) > 3 * c->n + CELL_MAX / 2;
        if (box > body && much_else && t[w->page->nodes[box].end].paragraphs - t[box].paragraphs == 1) c->keep = false;
    }
}

/* "It gave no reason.": short, but the last of several paragraphs in one box. */
static bool is_last_sentence(const Work *w, size_t k) {
    const Extract *e = w->out;
    const Chunk *c = &e->chunks[k];
    if (c->tag != TAG_P || c->n_link || !strchr(".!?", e->text.p[c->at + c->n - 1]) || outlet_words(text_of(e, c)) < 2) return false;
    while (k && !e->chunks[k - 1].keep) k--;
    const Chunk *before = k ? &e->chunks[k - 1] : NULL;
    return before && before->tag == TAG_P && w->page->nodes[before->owner].parent == w->page->nodes[c->owner].parent;
}

/* "Ann Onymous was ambassador to Chad." in italics under her text: it begins with the name of whom the lines under the headline name. */
static bool is_bio(const Work *w, const Chunk *c) {
    const Page *page = w->page;
    Slice s = text_of(w->out, c);
    size_t n = 0;
    if (c->n > BIO_MAX || !w->out->title_end || !is_all_in(w, c, TAG_EM, TAG_I)) return false;
    for (int blanks = 0; n < s.n && (blanks += s.p[n] == ' ') < 2;) n++;
    if (n == s.n || !name_is((Slice){s.p, n}, 2)) return false;
    uint32_t from = w->out->title_end, end = extract_text_begins(w->out), first = 0, last = 0;
    for (; from < end; from++)
        if (page->nodes[from].tag == TAG_TEXT) first = first ? first : from, last = from;
    if (!first) return false;
    uint32_t at = page->nodes[first].text;
    return memmem(page->text.p + at, page->nodes[last].text + page->nodes[last].n_text - at, s.p, n);
}

/* Headings, scraps, credits and what is said of the author at the end. */
static void clear_tail(Work *w) {
    Extract *e = w->out;
    for (size_t i = e->n; i-- > 0;) {
        Chunk *c = &e->chunks[i];
        if (!c->keep) continue;
        bool scrap = score_of(e, c) <= 0 && c->kind != BLOCK_QUOTE && c->tag != TAG_TR && (c->kind == BLOCK_HEADING || c->n < RUNNING_MIN);
        if (scrap && !furniture_is_credit(text_of(e, c)) && is_last_sentence(w, i)) return;
        if (!scrap && !furniture_is_credit(text_of(e, c)) && !is_bio(w, c)) return;
        c->keep = false;
    }
}

/* "Yesterday, 18:01" under a link to another report. */
static void drop_link_times(Work *w) {
    Extract *e = w->out;
    for (size_t i = 1; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        const Chunk *above = &e->chunks[i - 1];
        bool link = !above->keep && above->n_link * 10 > above->n * 8;
        if (c->keep && link && is_scrap(e, c) && is_clock(text_of(e, c), true)) c->keep = false;
    }
}

/* After "About Norvik" and "Media contact:" a press release describes its author; if that is more than a third of the whole, it is the report itself. */
static void cut_imprint(Work *w) {
    Extract *e = w->out;
    uint32_t all = 0, told = 0;
    for (size_t i = 0; i < e->n; i++) all += e->chunks[i].keep ? e->chunks[i].n : 0;
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (!c->keep) continue;
        bool late = told >= TOLD_MIN && (all - told) <= all / 2 && (all - told) * IMPRINT_PART <= all + 3 * TOLD_MIN;
        if (late && furniture_begins_imprint(text_of(e, c))) {
            for (; i < e->n; i++) e->chunks[i].keep = false;
            return;
        }
        told += c->n;
    }
}

/* After a heading "Comments" readers write, if there was a report before it. */
static void cut_comments(Work *w) {
    Extract *e = w->out;
    uint32_t told = 0;
    for (size_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        if (told >= TOLD_MIN && c->kind == BLOCK_HEADING && c->n < 160 && furniture_begins_comments(text_of(e, c))) {
            for (; i < e->n; i++) e->chunks[i].keep = false;
            return;
        }
        if (c->keep) told += c->n;
    }
}

/* A fragment of a few words, as in feeds, is its own article. */
static void keep_scraps(Work *w) {
    Extract *e = w->out;
    for (size_t i = 0; i < e->n; i++)
        if (e->chunks[i].keep) return;
    for (size_t i = 0; i < e->n; i++) e->chunks[i].keep = e->chunks[i].kind != BLOCK_HEADING && is_kept(w, &e->chunks[i]);
}

/* A headline after the text, or after most of it, does not belong to the text. */
static bool is_misplaced(const Work *w, uint32_t body) {
    uint32_t at = w->out->title_end;
    return at >= w->page->nodes[body].end || (at > body && (w->score[at] - w->score[body]) * 2 > score_in(w, body));
}

static void choose(Work *w, Slice said, Slice site) {
    Extract *e = w->out;
    const Page *page = w->page;
    uint32_t body = find_body(w, said, site);
    if (is_misplaced(w, body)) e->title_end = 0;
    body = narrow(w, body);
    find_highlights(w);
    bool *beside = arena_zalloc(w->arena, e->n + 1);
    find_beside(w, body, beside);
    for (size_t i = 0; i < e->n; i++) e->chunks[i].keep = (beside[i] || is_in(page, &e->chunks[i], body)) && is_kept(w, &e->chunks[i]);
    cut_comments(w);
    drop_link_times(w);
    drop_gallery(w);
    drop_teasers(w, body);
    drop_boxes(w, body);
    drop_repeats(w);
    clear_head(w);
    find_summary_above(w);
    cut_imprint(w);
    clear_empty_boxes(w, body);
    clear_tail(w);
    keep_scraps(w);
}

/* The last heading above the text that is near it and long enough to be a headline. */
static Slice heading_above(const Work *w) {
    const Page *page = w->page;
    uint32_t from = extract_text_begins(w->out);
    for (uint32_t i = from, seen = 0; i-- > 0 && seen < HEADING_NEAR; seen++) {
        if (page->nodes[i].tag < TAG_H1 || page->nodes[i].tag > TAG_H6 || bytes_in(w, i) > TITLE_MAX || w->hints[i] & (HINT_COMMENTS | HINT_HIDDEN)) continue;
        Slice s = html_heading_of(page, i, w->arena);
        if (outlet_words(s) < HEADING_WORDS) continue;
        w->out->heading_end = page->nodes[i].end;
        return s;
    }
    return (Slice){0};
}

void extract_article(const Page *page, Slice said, Slice tag, Slice site, Arena *arena, Extract *out) {
    *out = (Extract){0};
    if (page->n == 0) return;
    size_t n = page->n;
    Work w = {.page = page, .arena = arena, .out = out, .tag = tag};
    w.block = arena_zalloc(arena, n);
    w.owner = arena_alloc(arena, n * sizeof *w.owner);
    w.bytes = arena_zalloc(arena, (n + 1) * sizeof *w.bytes);
    w.hints = arena_alloc(arena, n * sizeof *w.hints);
    w.running = arena_zalloc(arena, (n + 1) * sizeof *w.running);
    w.dropped = arena_zalloc(arena, n);
    w.prose = arena_zalloc(arena, n);
    w.score = arena_alloc(arena, (n + 1) * sizeof *w.score);
    inherit(&w);
    count_running(&w);
    if (said.n > SAID_MAX) said.n = SAID_MAX;
    if (w.tag.n > SAID_MAX) w.tag.n = SAID_MAX;
    choose(&w, said, site);
    if (!out->title.n) out->heading = heading_above(&w);
}

uint32_t extract_text_begins(const Extract *e) {
    uint32_t first = 0;
    for (size_t i = 0; i < e->n; i++) {
        const Chunk *c = &e->chunks[i];
        if (!c->keep || c->first < e->title_end) continue;
        if (c->n > RUNNING_TEXT) return c->first;
        if (!first) first = c->first;
    }
    return first;
}

void extract_free(Extract *e) { buf_free(&e->text); }
