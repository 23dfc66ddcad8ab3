/* extract.c - which of a page's runs of text are the article.
 *
 * Four loops over the flat node list. (1) How much running text stands below each node. (2) What is dropped: by tag, and by class name where little running text would
 * go with it. (3) The rest is cut into chunks, one a paragraph, each with a score: its length if it reads like running text, a fine if it is a link or a scrap.
 * (4) The node whose chunks score most is the article's; what is furniture by its wording, its links or its place is taken out of it.
 *
 * The sum-of-scores rule follows "Extracting Article Text from the Web with Maximum Subsequence Segmentation" (Pasternak and Roth 2009), on the tree in place of the
 * token sequence.
 */
#include <ctype.h>

#include "read/read_int.h"

enum {
    RUNNING_MIN = 60,     /* bytes of a run of text that is taken for running text whatever it says */
    SENTENCE_MIN = 25,    /* the same for one that ends as sentences do */
    SCRAP_FINE = 12,      /* what a scrap costs the node that holds it */
    LINK_FINE = 25,
};

/* What the loops share; arrays run over the nodes. */
typedef struct Work {
    const Page *page;
    Arena *arena;
    uint32_t *owner;   /* the block-level node around each node */
    uint16_t *hints;   /* of the node and all above it */
    uint32_t *running; /* [n + 1]: bytes of running text before each node */
    bool *dropped;
    double *score;     /* [n + 1]: scores before each node */
    Extract *out;
} Work;

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
        bool border = i == page->n || (text && w->owner[i] != owner) || (!text && html_tag_is(page->nodes[i].tag) & TAG_BLOCK);
        if (border) {
            uint32_t add = plain >= RUNNING_MIN && plain > linked ? plain : 0;
            for (uint32_t k = from + 1; k <= i; k++) w->running[k] = w->running[from] + add;
            from = i;
            plain = linked = 0;
        }
        if (!text) continue;
        owner = w->owner[i];
        uint32_t n = letters_in(page, &page->nodes[i]);
        if (w->hints[i] & HINT_LINK) linked += n;
        else plain += n;
    }
}

static uint32_t running_in(const Work *w, uint32_t node) { return w->running[w->page->nodes[node].end] - w->running[node]; }

static void inherit(Work *w) {
    const Page *page = w->page;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        bool top = i == 0;
        uint16_t own = is_root(node->tag) ? node->hints & ~(HINT_FURNITURE | HINT_COMMENTS) : node->hints;
        w->hints[i] = (uint16_t)(own | (top ? 0 : w->hints[node->parent]));
        w->owner[i] = top || html_tag_is(node->tag) & TAG_BLOCK ? i : w->owner[node->parent];
    }
}

/* ---- 2: dropping ---- */

static bool is_doubtful(const Node *node) {
    if (node->tag == TAG_ARTICLE || is_root(node->tag)) return false;
    if (node->hints & HINT_BODY) return false;
    return (node->hints & HINT_FURNITURE) || html_tag_is(node->tag) & TAG_DOUBT;
}

static void drop(Work *w) {
    const Page *page = w->page;
    uint32_t all = w->running[page->n];
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        bool drops = (i && w->dropped[node->parent]) || html_tag_is(node->tag) & TAG_DROP || node->tag == TAG_HEAD;
        if (!drops && !is_root(node->tag)) drops = (node->hints & HINT_COMMENTS) || ((node->hints & HINT_HIDDEN) && running_in(w, i) * 2 <= all);
        if (!drops && is_doubtful(node)) drops = running_in(w, i) * 3 <= all;
        w->dropped[i] = drops;
    }
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

/* Ends the chunk under way; one without text is forgotten. */
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

/* After one <br> a new chunk begins if what is before it ends as a sentence does or what follows begins as one. */
static bool breaks_here(const Extract *out, const Chunk *c, Slice next) {
    size_t n = out->text.n;
    while (n > c->at && out->text.p[n - 1] == ' ') n--;
    if (ends_sentence((Slice){out->text.p + c->at, n - c->at})) return true;
    while (next.n && isspace((unsigned char)*next.p)) next.p++, next.n--;
    uint32_t cp = 0;
    if (next.n) utf8_next(next.p, next.p + next.n, &cp);
    return utf8_is_upper(cp) || (cp >= '0' && cp <= '9') || cp == '-' || cp == '*' || cp == '"' || cp == 0x2022 || cp == 0x201C || cp >= 0x590;
}

static bool is_bold(const Work *w, uint32_t node) {
    for (uint32_t i = node; i && !(html_tag_is(w->page->nodes[i].tag) & TAG_BLOCK); i = w->page->nodes[i].parent)
        if (w->page->nodes[i].tag == TAG_B || w->page->nodes[i].tag == TAG_STRONG) return true;
    return false;
}

static void cut_chunks(Work *w) {
    const Page *page = w->page;
    Extract *out = w->out;
    Chunk c = {0};
    bool open = false;
    int breaks = 0;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        if (node->tag == TAG_BR) breaks++;
        else if (html_tag_is(node->tag) & TAG_BLOCK) close_chunk(w, &c, &open);
        if (node->tag != TAG_TEXT || w->dropped[i]) continue;
        Slice text = {page->text.p + node->text, node->n_text};
        bool blank = letters_in(page, node) == 0;
        if (blank && !open) continue;
        if (open && !blank && (c.owner != w->owner[i] || breaks > 1 || (breaks == 1 && breaks_here(out, &c, text)))) close_chunk(w, &c, &open);
        if (open && breaks) html_add_clean(&out->text, SLICE(" "), c.at);
        if (!open) c = (Chunk){.first = i, .owner = w->owner[i], .at = (uint32_t)out->text.n, .hints = w->hints[w->owner[i]], .bold = is_bold(w, i)};
        if (!blank) breaks = 0;
        open = true;
        c.last = i;
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
    return c->tag == TAG_TD || c->tag == TAG_TH ? 0 : -SCRAP_FINE;
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

/* The node whose chunks score most, the inmost of equals; one that says it is the article's body if it has half of that. */
static uint32_t best_node(const Work *w) {
    uint32_t best = 0, body = UINT32_MAX;
    for (uint32_t i = 0; i < w->page->n; i++) {
        if (w->dropped[i] || w->page->nodes[i].tag == TAG_TEXT) continue;
        double s = score_in(w, i);
        if (s >= score_in(w, best)) best = i;
        if ((w->page->nodes[i].hints & HINT_BODY) && (body == UINT32_MAX || s > score_in(w, body))) body = i;
    }
    return body != UINT32_MAX && score_in(w, body) * 2 >= score_in(w, best) ? body : best;
}

/* ---- what is taken out again ---- */

static bool begins_with(Slice s, const char *what) { return s.n >= strlen(what) && strncasecmp(s.p, what, strlen(what)) == 0; }

/* Short lines that readers do not read. */
static bool is_furniture_line(Slice s) {
    static const char *const heads[] = {"read more", "also read", "read also", "read next", "read:", "more:", "also on", "related:", "related stories", "related articles", "related news",
                                        "related topics", "see also", "advertisement", "advertising", "story continues below", "article continues", "continue reading", "show full article",
                                        "print article", "next story", "previous story", "share this", "share on", "follow us", "follow @", "sign up", "subscribe", "click here to",
                                        "most read", "most popular", "recommended", "more from", "more on this", "more stories", "more news", "loading", "you may also", "you might also",
                                        "don't miss", "watch:", "watch now", "photo:", "photo by", "photos:", "image:", "image credit", "file photo", "image copyright", "photograph:",
                                        "topics:", "tags:", "filed under", "like us on", "download the", "download our", "get the latest", "join our", "join the conversation",
                                        "(image:", "(photo", "skip to", "view comments", "leave a comment", "post a comment", "comments", "copyright ©", "all rights reserved", "share", "tweet",
                                        "posted in", "published by", "last updated", "updated:", "by the associated press", "trending", "editor's picks", "editors' picks", "listen to this"};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (begins_with(s, heads[i])) return true;
    return false;
}

static bool is_highlights_heading(Slice s) {
    static const char *const names[] = {"highlights", "story highlights", "key points", "key takeaways", "takeaways", "in brief", "at a glance", "key highlights", "main points", "in short"};
    while (s.n && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == ' ')) s.n--;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (s.n == strlen(names[i]) && strncasecmp(s.p, names[i], s.n) == 0) return true;
    return false;
}

static bool is_in(const Page *page, const Chunk *c, uint32_t node) { return c->first >= node && c->first < page->nodes[node].end; }

/* Marks the list under a heading "Highlights" and the heading. */
static void find_highlights(Work *w) {
    Extract *e = w->out;
    for (size_t i = 0; i < e->n; i++) {
        if (!is_highlights_heading(text_of(e, &e->chunks[i]))) continue;
        size_t k = i + 1;
        for (; k < e->n && k <= i + 8 && e->chunks[k].kind == BLOCK_ITEM && e->chunks[k].n < 400; k++) e->chunks[k].kind = BLOCK_HIGHLIGHT;
        if (k > i + 1) {
            e->chunks[i].dropped = true;
            return;
        }
    }
}

static void find_title(Work *w, Slice title, uint32_t body) {
    Extract *e = w->out;
    int best = 0;
    e->title = UINT32_MAX;
    for (uint32_t i = 0; i < e->n; i++) {
        const Chunk *c = &e->chunks[i];
        if (c->first >= w->page->nodes[body].end) break;
        bool same = title.n && meta_same_words(text_of(e, c), title);
        int rank = (c->tag == TAG_H1 ? 2 : c->tag == TAG_H2 ? 1 : 0) + (same ? 3 : 0);
        if (c->kind == BLOCK_HEADING || same)
            if (rank > best && (rank >= 2)) best = rank, e->title = i;
    }
}

static bool is_kept(const Work *w, const Chunk *c) {
    Slice s = text_of(w->out, c);
    if (c->dropped || c->kind == BLOCK_HIGHLIGHT) return false;
    if (c->n < 160 && is_furniture_line(s) && (c->n < 60 || c->n_link)) return false;
    if (c->n_link * 10 > c->n * 8 && c->n < 300) return false;
    return true;
}

/* Headings and scraps at the end, and headings with nothing under them. */
static void trim(Work *w) {
    Extract *e = w->out;
    bool below = false;
    for (size_t i = e->n; i-- > 0;) {
        Chunk *c = &e->chunks[i];
        if (!c->keep) continue;
        bool good = score_of(e, c) > 0;
        if (!below && !good && (c->kind == BLOCK_HEADING || c->n < RUNNING_MIN)) c->keep = false;
        if (c->keep) below = true;
    }
}

static void choose(Work *w, Slice title) {
    Extract *e = w->out;
    const Page *page = w->page;
    uint32_t body = best_node(w);
    find_title(w, title, body);
    find_highlights(w);
    for (uint32_t i = 0; i < e->n; i++) {
        Chunk *c = &e->chunks[i];
        c->keep = is_in(page, c, body) && is_kept(w, c);
        if (e->title != UINT32_MAX && i <= e->title) c->keep = false;
    }
    trim(w);
}

void extract_article(const Page *page, Slice title, Arena *arena, Extract *out) {
    *out = (Extract){.title = UINT32_MAX};
    if (page->n == 0) return;
    size_t n = page->n;
    Work w = {page, arena, arena_alloc(arena, n * sizeof(uint32_t)), arena_alloc(arena, n * sizeof(uint16_t)), arena_zalloc(arena, (n + 1) * sizeof(uint32_t)),
              arena_zalloc(arena, n), arena_alloc(arena, (n + 1) * sizeof(double)), out};
    inherit(&w);
    count_running(&w);
    drop(&w);
    cut_chunks(&w);
    score(&w);
    choose(&w, title);
}

void extract_free(Extract *e) { buf_free(&e->text); }
