/* article.c - turns a document into an Article: one text with title, highlights and body, and the spans of its parts. Plain text is kept byte for byte; for a
 * page the chunks that extract.c kept are joined.
 */
#include <ctype.h>
#include <stdlib.h>

#include "base/failure.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum {
    KIND_WITHIN = 4096,
    REPEATED_WITHIN = 3,   /* paragraphs among which a highlight may be repeated */
    REPEATED_WORDS = 4,    /* if the highlight has this many words */
    REPEATED_PERCENT = 80, /* and the paragraph this many of them */
    DIALOGUE_MIN = 3,      /* paragraphs that begin with the speaker */
    SCRIPTED_TIMES = 3,    /* JSON-LD with this many times the visible text: scripts fill the page */
    MOTTO_PERCENT = 34,    /* with at most this share of its words in the text */
    HEADLINE_PERCENT = 60, /* and this share of the headline's */
    HEAD_OF_TEXT = 2000,
    ALONE_MAX = 60,        /* a paragraph that consists of a dateline */
    TITLE_MAX = 2000,      /* bytes: each record contains the title */
    FIELD_MAX = 4096,      /* and its address and outlet */
    PARAGRAPH_LOOKED_AT = 32 << 10, /* bytes of text in which a title's words are looked up */
};

/* The parts while the text is built. */
typedef struct Make {
    Arena *arena;
    Article *out;
    Buf text;
    size_t cap_blocks, cap_highlights;
    const Reporter *reporter;
    const char *shown; /* the language that the text is in, once it was looked for */
} Make;

/* ---- kind ---- */

/* The end of a tag, or of a style, script, drawing or comment with its content; one step ahead if `<` does not begin one, the end of the text if it is unclosed. */
static const char *behind_unread(const char *open, const char *end) {
    static const char *const pairs[][2] = {{"<!--", "-->"}, {"<style", "</style"}, {"<script", "</script"}, {"<svg", "</svg"}, {"<?", ">"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        size_t n = strlen(pairs[i][0]), k = strlen(pairs[i][1]);
        if ((size_t)(end - open) < n || strncasecmp(open, pairs[i][0], n) != 0) continue;
        for (const char *p = open + n; (size_t)(end - p) >= k && (p = memchr(p, *pairs[i][1], (size_t)(end - p))); p++)
            if ((size_t)(end - p) >= k && strncasecmp(p, pairs[i][1], k) == 0) return p + k;
        return end;
    }
    if (end - open < 2 || !isalpha((unsigned char)open[1])) return open + 1;
    const char *close = memchr(open, '>', (size_t)(end - open));
    return close ? close + 1 : end;
}

bool article_is_html(Slice s) {
    static const char *const signs[] = {"<!doctype html", "<html",    "<head", "<body",  "<meta", "<div", "<p>", "<p ",
                                        "<title",         "<article", "<h1",   "<table", "<br"};
    const char *end = s.p + s.n, *p = s.p;
    while (p < end && isspace((unsigned char)*p)) p++;
    for (size_t text = 0; p < end && text < KIND_WITHIN;) {
        const char *open = memchr(p, '<', (size_t)(end - p) < KIND_WITHIN - text ? (size_t)(end - p) : KIND_WITHIN - text);
        if (!open) return false;
        text += (size_t)(open - p) + 1;
        for (size_t i = 0; i < COUNT_OF(signs); i++)
            if ((size_t)(end - open) >= strlen(signs[i]) && strncasecmp(open, signs[i], strlen(signs[i])) == 0) return true;
        p = behind_unread(open, end);
    }
    return false;
}

/* ---- parts ---- */

static Span add_part(Make *m, Slice s) {
    if (m->text.n) buf_str(&m->text, "\n\n");
    Span span = {(uint32_t)m->text.n, (uint32_t)(m->text.n + s.n)};
    buf_add(&m->text, s.p, s.n);
    return span;
}

static void add_block(Make *m, Span span, BlockKind kind) {
    *VEC_PUSH(m->arena, m->out->blocks, m->out->n_blocks, m->cap_blocks) = (Block){span, (uint8_t)kind, false};
}

/* A title given with the document may be any bytes. */
static Slice valid(Slice s, Arena *arena) {
    if (utf8_valid(s.p, s.n) == s.n) return s;
    Buf out = {0};
    charset_repair(s, &out);
    Slice done = {arena_copy(arena, out.p, out.n), out.n};
    buf_free(&out);
    return done;
}

/* The part of a text that fits into a number of bytes, without half a character. */
static Slice cut_to(Slice s, size_t max) {
    if (s.n <= max) return s;
    for (s.n = max; s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80;) s.n--;
    return s;
}

static Slice cut_title(const Make *m, Slice title) {
    if (title.n > TITLE_MAX) report(m->reporter, ATTACHE_OK, m->out->id, "has a title of more than %d bytes; the rest of it is left out", TITLE_MAX);
    return cut_to(title, TITLE_MAX);
}

static void add_title(Make *m, Slice title, Slice site, Slice url, Slice shared) {
    if (!title.n) return;
    title = cut_title(m, title);
    title = outlet_strip(title, site, url, shared);
    title = valid(title, m->arena);
    m->out->title = add_part(m, title);
    add_block(m, m->out->title, BLOCK_TITLE);
}

static void add_highlight(Make *m, Slice s) {
    Span span = add_part(m, s);
    *VEC_PUSH(m->arena, m->out->highlights, m->out->n_highlights, m->cap_highlights) = span;
    add_block(m, span, BLOCK_HIGHLIGHT);
}

/* ---- plain text ---- */

/* The approximate width of a line on a screen: continuation bytes do not count. */
static size_t width_of(Slice s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

static Slice trimmed(Slice s) {
    while (s.n && isspace((unsigned char)s.p[0])) s.p++, s.n--;
    while (s.n && isspace((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

static Slice next_line(Slice *rest) {
    const char *end = memchr(rest->p, '\n', rest->n);
    Slice line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    size_t used = line.n + (end != NULL);
    rest->p += used, rest->n -= used;
    return line;
}

static bool ends_sentence(Slice s) { return s.n && strchr(".!?\"':;", s.p[s.n - 1]) != NULL; }

/* A paragraph of three or more lines of similar width that mostly end in mid-sentence was wrapped by a terminal, not by its author. */
static bool is_hard_wrapped(Slice paragraph) {
    size_t lines = 0, fit = 0, ended = 0;
    for (Slice rest = paragraph; rest.n;) {
        Slice line = trimmed(next_line(&rest));
        if (!line.n) continue;
        lines++;
        if (!rest.n) break; /* the last line may be short, and ends a sentence */
        size_t n = width_of(line);
        fit += n >= 50 && n <= 100;
        ended += ends_sentence(line);
    }
    return lines >= 3 && fit * 10 >= (lines - 1) * 8 && ended * 2 < lines - 1;
}

static void add_line_block(Make *m, Slice line) {
    line = trimmed(line);
    if (line.n) add_block(m, (Span){(uint32_t)(line.p - m->text.p), (uint32_t)(line.p - m->text.p + (ptrdiff_t)line.n)}, BLOCK_PARAGRAPH);
}

static void add_paragraph_lines(Make *m, Slice paragraph) {
    if (is_hard_wrapped(paragraph)) {
        add_line_block(m, paragraph);
        return;
    }
    for (Slice rest = paragraph; rest.n && !arena_spent(m->arena);) add_line_block(m, next_line(&rest));
}

/* Blocks of the body, which is already in m->text. */
static void cut_text(Make *m) {
    Slice rest = slice_sub(m->text.p, m->out->body);
    const char *from = rest.p;
    while (rest.n && !arena_spent(m->arena)) {
        Slice line = next_line(&rest);
        if (trimmed(line).n) continue;
        add_paragraph_lines(m, (Slice){from, (size_t)(line.p - from)});
        from = rest.p;
    }
    add_paragraph_lines(m, (Slice){from, (size_t)(rest.p - from)});
}

static void make_text(Make *m, const attache_document *doc, Slice s) {
    add_title(m, slice_of(doc->title), slice_of(doc->source), slice_of(doc->url), slice_of(doc->outlet));
    m->out->body = add_part(m, s);
    cut_text(m);
    if (!m->out->n_blocks) m->out->unread = "it is empty";
}

/* ---- pages ---- */

static Slice chunk_text(const Extract *e, const Chunk *c, Arena *arena) { return charset_nfc((Slice){e->text.p + c->at, c->n}, arena); }

/* Letters and digits in lower case, with one blank between words and at both ends. */
static Slice words_of(Slice s, Arena *arena) {
    char *out = arena_alloc(arena, s.n + 3);
    size_t n = 0;
    out[n++] = ' ';
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i], lower = c >= 'A' && c <= 'Z' ? c | 32 : c;
        if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c >= 0xC3)
            out[n++] = (char)lower;
        else if (c >= 0x80 && out[n - 1] != ' ')
            out[n++] = (char)c; /* the rest of a letter, or of a quotation mark at a word's end, the same in both texts */
        else if (out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (out[n - 1] != ' ') out[n++] = ' ';
    return (Slice){out, n};
}

/* The percentage of the words of more than three letters that the text contains; 0 if there are fewer than `least` of them. */
static size_t share_of_words(Slice said, Slice text, size_t least) {
    size_t all = 0, found = 0;
    for (size_t i = 1; i < said.n;) {
        const char *end = memchr(said.p + i, ' ', said.n - i);
        size_t n = (size_t)(end - said.p) - i;
        if (n > 3) all++, found += memmem(text.p, text.n, said.p + i - 1, n + 2) != NULL;
        i += n + 1;
    }
    return all >= least ? found * 100 / all : 0;
}

/* The title by the metadata; or, where the text tells little of that, which is the site's motto, what <title> says or the heading right above the text. */
static Slice title_by_text(const Meta *meta, const Extract *e, Arena *arena) {
    size_t i = 0;
    while (i < e->n && !e->chunks[i].keep) i++;
    if (i == e->n || (!e->heading.n && meta_same_words(meta->title, meta->title_tag))) return meta->title;
    size_t from = e->chunks[i].at, n = e->text.n - from < HEAD_OF_TEXT ? e->text.n - from : HEAD_OF_TEXT;
    Slice text = words_of((Slice){e->text.p + from, n}, arena);
    bool motto = share_of_words(words_of(meta->title, arena), text, REPEATED_WORDS - 1) < MOTTO_PERCENT;
    if (!motto) return meta->title;
    const Slice others[] = {meta->title_tag, e->heading};
    for (size_t k = 0; k < COUNT_OF(others); k++)
        if (others[k].n && share_of_words(words_of(others[k], arena), text, REPEATED_WORDS - 1) >= HEADLINE_PERCENT) return others[k];
    return meta->title;
}

/* The headline: given with the document, else visible on the page, else from its metadata. */
static Slice choose_title(const attache_document *doc, const Meta *meta, const Extract *e, Arena *arena) {
    Slice said = slice_of(doc->title);
    return said.n ? said : charset_nfc(e->title.n ? e->title : title_by_text(meta, e, arena), arena);
}

/* By what the text is in, else by what the page says of itself, with the state where it names one. */
static bool has_day_first(Make *m, const Page *page, const Meta *meta) {
    Slice body = {m->text.p + m->out->body.start, m->out->body.end - m->out->body.start}, said = page->lang;
    if (meta->locale.n > said.n && !strncasecmp(meta->locale.p, said.n ? said.p : "", said.n)) said = meta->locale;
    const char *shown = m->shown = language_of(body);
    bool same = said.n >= 2 && !strncasecmp(said.p, shown, 2);
    return dates_day_first(*shown && !same ? slice_of(shown) : said);
}

static void take_metadata(Make *m, const attache_document *doc, Meta *meta, const Page *page, const Extract *e) {
    Article *out = m->out;
    char date[11] = "";
    if (!*out->date) out->date_source = pagedate_find(page, meta, meta->url.n ? meta->url : slice_of(doc->url), e, has_day_first(m, page, meta), m->arena, date);
    if (date[0]) out->date = arena_copy(m->arena, date, 10);
    if (!*out->language) out->language = arena_slice(m->arena, meta->language);
    if (!*out->url) out->url = arena_slice(m->arena, meta->url);
    if (!*out->site) out->site = arena_slice(m->arena, meta->site);
    byline_find(page, meta, e, m->arena, out);
}

static void add_paragraph(Make *m, Slice s, BlockKind kind) {
    Span span = add_part(m, s);
    if (m->out->body.end == 0) m->out->body.start = span.start;
    m->out->body.end = span.end;
    add_block(m, span, kind);
}

/* The text in JSON-LD, one paragraph per line, for pages that scripts put together. */
static void add_told_body(Make *m, Slice body) {
    while (body.n) {
        Slice line = next_line(&body);
        Buf out = {0};
        html_add_clean(&out, line, 0);
        Slice s = trimmed((Slice){out.p, out.n});
        if (s.n) add_paragraph(m, charset_nfc(s, m->arena), BLOCK_PARAGRAPH);
        buf_free(&out);
    }
}

static void add_chunks(Make *m, const Extract *e, bool highlights) {
    for (size_t i = 0; i < e->n; i++) {
        const Chunk *c = &e->chunks[i];
        if (highlights && c->kind == BLOCK_HIGHLIGHT) add_highlight(m, chunk_text(e, c, m->arena));
        if (!highlights && c->keep) add_paragraph(m, chunk_text(e, c, m->arena), c->kind);
    }
}

static size_t kept_bytes(const Extract *e) {
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++)
        if (e->chunks[i].keep) n += e->chunks[i].n;
    return n;
}

/* The heading right above the text has turned out to be the headline. */
static void begin_behind_heading(Extract *e) {
    e->title_end = e->heading_end;
    for (size_t i = 0; i < e->n; i++)
        if (e->chunks[i].first < e->title_end) e->chunks[i].keep = false;
}

static bool has_text(const Article *a) { return a->n_blocks > 0 && a->blocks[a->n_blocks - 1].kind != BLOCK_TITLE; }

static void make_page(Make *m, const attache_document *doc, Slice s) {
    Page page;
    Extract e;
    Meta meta;
    Cleanup cleanup, extract;
    html_parse(s, m->arena, &page);
    if (arena_lacks(m->arena, page.n * EXTRACT_NODE)) return html_free(&page);
    failure_cleanup(&cleanup, failure_free_buf, &page.text);
    meta_read(&page, m->arena, &meta);
    e.text = (Buf){0};
    failure_cleanup(&extract, failure_free_buf, &e.text);
    extract_article(&page, meta.title, meta.title_tag, meta.site, m->arena, &e);
    Slice title = choose_title(doc, &meta, &e, m->arena);
    if (e.heading.n && meta_same_words(title, e.heading)) begin_behind_heading(&e);
    add_title(m, title, meta.site, meta.url.n ? meta.url : slice_of(doc->url), slice_of(doc->outlet));
    add_chunks(m, &e, true);
    if (meta.body.n > SCRIPTED_TIMES * kept_bytes(&e))
        add_told_body(m, meta.body);
    else
        add_chunks(m, &e, false);
    take_metadata(m, doc, &meta, &page, &e);
    if (!has_text(m->out)) m->out->unread = unread_why(s, &page);
    failure_cleaned(&extract);
    extract_free(&e);
    failure_cleaned(&cleanup);
    html_free(&page);
}

/* ---- both ---- */

static const char *said(Arena *arena, const char *s) { return s && *s ? arena_copy(arena, s, strlen(s)) : ""; }

/* The document's own language applies, else that of the text, else the page's declaration, which is often just its template's. */
static void find_language(Make *m, const attache_document *doc) {
    Slice said_code = meta_language_code(slice_of(doc->language), m->arena),
          body = {m->text.p + m->out->body.start, m->out->body.end - m->out->body.start};
    const char *shown = said_code.n ? "" : m->shown ? m->shown : language_of(body);
    if (said_code.n)
        m->out->language = said_code.p;
    else if (*shown)
        m->out->language = shown;
}

/* "MARK BANNER: Good evening." names the speaker if other paragraphs begin in the same way. */
static bool is_dialogue(const Make *m, size_t first) {
    int n = 0;
    for (size_t i = first; i < m->out->n_blocks && i < first + 12; i++) {
        Slice place, s = slice_sub(m->text.p, m->out->blocks[i].span);
        size_t k = dateline_find(s, &place);
        n += k && s.p[k - 1] == ':';
    }
    return n >= DIALOGUE_MIN;
}

/* The dateline begins the first paragraph; or the first paragraph consists of it. */
static void find_dateline(Make *m) {
    m->out->dateline_place = "";
    int tried = 0;
    for (size_t i = 0; i < m->out->n_blocks && tried < 2; i++) {
        Block *b = &m->out->blocks[i];
        if (b->kind < BLOCK_PARAGRAPH || b->kind == BLOCK_HEADING) continue;
        tried++;
        Slice place, s = slice_sub(m->text.p, b->span);
        size_t n = dateline_find(s, &place);
        if (n && is_dialogue(m, i)) return;
        if (n) {
            m->out->dateline = (Span){b->span.start, b->span.start + (uint32_t)n};
            m->out->dateline_place = arena_slice(m->arena, place);
            char date[11];
            if (!*m->out->date && dates_find((Slice){s.p, n}, date)) m->out->date = arena_copy(m->arena, date, 10), m->out->date_source = DATE_DATELINE;
            return;
        }
        if (s.n > ALONE_MAX) return;
    }
}

/* Whether the paragraph contains nearly all of the words of more than three letters. */
static bool has_most_words(Slice said, Slice paragraph) { return share_of_words(said, paragraph, REPEATED_WORDS) >= REPEATED_PERCENT; }

/* A title or highlight is redundant if the text contains it word for word, or one of the first paragraphs nearly all its words. */
static void mark_repeats(Make *m) {
    Article *a = m->out;
    size_t n = 0, n_first = 0; /* parts before the text, paragraphs to check */
    Slice body, first[REPEATED_WITHIN];
    while (n < a->n_blocks && a->blocks[n].kind < BLOCK_PARAGRAPH) n++;
    if (!n) return;
    body = words_of(slice_sub(m->text.p, a->body), m->arena);
    for (size_t k = n; k < a->n_blocks && n_first < REPEATED_WITHIN; k++)
        first[n_first++] = words_of(cut_to(slice_sub(m->text.p, a->blocks[k].span), PARAGRAPH_LOOKED_AT), m->arena);
    for (size_t i = 0; i < n; i++) {
        Slice said = words_of(slice_sub(m->text.p, a->blocks[i].span), m->arena);
        bool repeats = said.n > 2 && memmem(body.p, body.n, said.p, said.n);
        for (size_t k = 0; k < n_first && !repeats; k++) repeats = has_most_words(said, first[k]);
        a->blocks[i].repeats = repeats;
    }
}

static const char *said_shortly(Arena *arena, const char *s) { return s && *s ? arena_slice(arena, cut_to(slice_of(s), FIELD_MAX)) : ""; }

static attache_status check_size(const attache_document *doc, Arena *arena, const Reporter *r) {
    if (strlen(doc->id) > FIELD_MAX)
        return report(r, ATTACHE_ERR_FORMAT, arena_slice(arena, cut_to(slice_of(doc->id), 80)), "has an id of more than %d bytes", FIELD_MAX);
    if (doc->size > ATTACHE_DOCUMENT_MAX)
        return report(r, ATTACHE_ERR_TOO_LARGE, doc->id, "is larger than %u MB: split it", ATTACHE_DOCUMENT_MAX >> 20);
    return ATTACHE_OK;
}

attache_status read_article(const attache_document *doc, Arena *arena, Article *out, const Reporter *r) {
    FORWARD_IF_ERROR(check_size(doc, arena, r));
    *out = (Article){.id = said(arena, doc->id),
                     .date = said(arena, doc->date),
                     .language = said_shortly(arena, doc->language),
                     .url = said_shortly(arena, doc->url),
                     .site = said_shortly(arena, doc->source),
                     .date_source = doc->date && *doc->date ? DATE_DOCUMENT : DATE_NOWHERE,
                     .byline = "",
                     .agency = "",
                     .unread = ""};
    Make m = {.arena = arena, .out = out, .reporter = r};
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free_buf, &m.text);
    buf_reserve(&m.text, 1);
    m.text.p[0] = 0;
    Slice s = {doc->data ? doc->data : "", doc->data ? doc->size : 0};
    bool html = doc->kind == ATTACHE_HTML, wide = charset_is_wide(s);
    if (doc->kind == ATTACHE_AUTO && !wide) html = article_is_html(s);
    s = charset_decode(doc, html, arena);
    if (doc->kind == ATTACHE_AUTO && wide) html = article_is_html(s);
    out->from_page = html;
    if (html)
        make_page(&m, doc, s);
    else
        make_text(&m, doc, s);
    find_language(&m, doc);
    find_dateline(&m);
    if (!*out->date && doc->fetched && *doc->fetched) out->date = said(arena, doc->fetched), out->date_source = DATE_FETCHED;
    if (!arena_lacks(arena, 2 * m.text.n)) mark_repeats(&m);
    out->size = (uint32_t)m.text.n;
    out->text = arena_lacks(arena, m.text.n) ? "" : arena_copy(arena, m.text.p, m.text.n);
    failure_cleaned(&cleanup);
    buf_free(&m.text);
    return ATTACHE_OK;
}
