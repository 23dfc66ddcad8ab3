/* pagedate.c - finds the date of publication among all dates on a page, which may belong to other stories, readers' comments, the text of the report, or updates.
 * Metadata come first; then the lines between the headline and the text; then other elements with a time, except those of something else; then the address. If
 * the time is in UTC and the page or the address has the day before or after, that is the local day.
 */
#include "base/date.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum {
    LINE_MAX = 200,     /* bytes of a line with a date */
    LINE_SURE = 60,     /* the maximum for one that reads like a sentence */
    ALONE_MAX = 40,     /* a line that is just a date */
    ABOVE_NODES = 24,   /* nodes above the headline to check for one */
    NAMED_MAX = 64,     /* elements called date or byline to check */
    NAMED_ROOM = 320,   /* maximum bytes of one */
    RUNNING_TEXT = 80,  /* bytes of a paragraph around a time that belongs to it */
    TEASER_ROOM = 400,  /* bytes of a box with a link and a time, which belongs to another story */
    MORNING = 12,       /* hours of UTC up to which it may be the day before elsewhere */
    EVENING = 10,       /* and from which the day after */
};

typedef struct Find {
    const Page *page;
    const Extract *e;
    Arena *arena;
    uint32_t title, text; /* the node after the headline, and the first node of the text */
    bool day_first;
} Find;

static bool is_within(const Page *page, uint32_t i, uint32_t node) { return i >= node && i < page->nodes[node].end; }

/* ---- stamps ---- */

/* Bytes of text, counted up to the size of a box with a date. */
static uint32_t bytes_of(const Page *page, uint32_t node) {
    uint32_t n = 0;
    for (uint32_t i = node; i < page->nodes[node].end && n <= TEASER_ROOM; i++) n += page->nodes[i].n_text + 1;
    return n;
}

/* The same for lines that belong to the node itself, not to blocks inside it. */
static uint32_t bytes_of_lines(const Page *page, uint32_t node) {
    uint32_t n = 0, seen = 0;
    for (uint32_t i = node + 1; i < page->nodes[node].end && n <= TEASER_ROOM && seen < TEASER_ROOM; i++, seen++) {
        if (html_tag_is(page->nodes[i].tag) & TAG_BLOCK)
            i = page->nodes[i].end - 1;
        else
            n += page->nodes[i].n_text;
    }
    return n;
}

static bool holds_link(const Page *page, uint32_t node) {
    for (uint32_t i = node; i < page->nodes[node].end; i++)
        if (page->nodes[i].hints & HINT_LINK) return true;
    return false;
}

static bool is_in_article(const Page *page, uint32_t i) {
    while (i && page->nodes[i].tag != TAG_ARTICLE) i = page->nodes[i].parent;
    return i > 0;
}

/* The time belongs to a comment, another story, the site, or the text of the report. */
static bool is_of_else(const Find *f, uint32_t node) {
    const Page *page = f->page;
    uint32_t title = f->title ? f->title - 1 : 0;
    bool zone = f->title && node < f->text && (node >= f->title || is_within(page, title, page->nodes[node].parent));
    if (!zone && bytes_of_lines(page, html_block_around(page, node)) > RUNNING_TEXT) return true;
    for (uint32_t i = node; i; i = page->nodes[i].parent) {
        const Node *n = &page->nodes[i];
        bool of_page = (n->tag == TAG_HEADER || n->tag == TAG_FOOTER) && !is_in_article(page, i);
        if (n->hints & (HINT_COMMENTS | HINT_HIDDEN) && n->tag != TAG_BODY) return true;
        if (f->title && is_within(page, title, i)) return false;
        if (zone) continue;
        if (n->tag == TAG_ASIDE || n->tag == TAG_NAV || of_page) return true;
        if (n->tag == TAG_ARTICLE && f->text && !is_within(page, f->text, i)) return true;
        if (n->tag == TAG_LI && bytes_of(page, i) <= TEASER_ROOM && holds_link(page, i)) return true;
    }
    return false;
}

/* What holds it or the node around that holds the headline too, and little else. */
static bool is_by_headline(const Find *f, uint32_t node) {
    uint32_t title = f->title ? f->title - 1 : 0, i = node;
    for (int up = 0; up < 3 && i && !is_within(f->page, title, i); up++) i = f->page->nodes[i].parent;
    return title && is_within(f->page, title, i) && bytes_of(f->page, i) <= TEASER_ROOM;
}

/* The rank of a timestamp: 0 unusable, otherwise the higher the better. */
static int rank_of(const Find *f, const Stamp *t) {
    bool zone = f->title && t->node >= f->title && t->node < f->text;
    if (is_of_else(f, t->node)) return 0;
    if (t->updated) return 1;
    if (t->kind == STAMP_PUBLISHED) return 5;
    if (zone) return 4;
    if (t->kind == STAMP_DATA) return is_by_headline(f, t->node) ? 2 : 0;
    return t->kind == STAMP_HOVERED ? 1 : t->kind == STAMP_NAMED ? 3 : 2;
}

/* The first of the timestamps with the highest rank, at least `least`; its text in *when. Returns the rank, or 0. */
static int best_stamp(const Find *f, int least, Slice *when, char out[DATE_ROOM]) {
    int best = least - 1;
    for (size_t i = 0; i < f->page->n_stamps; i++) {
        char date[DATE_ROOM];
        const Stamp *t = &f->page->stamps[i];
        int rank = rank_of(f, t);
        if (rank <= best || !dates_of_stamp(t->when, date)) continue;
        best = rank;
        *when = t->when;
        memcpy(out, date, DATE_ROOM);
    }
    return best >= least ? best : 0;
}

/* ---- lines ---- */

static const char *find_word(WordingList list, Slice s) {
    const char *first = NULL;
    for (size_t i = 0; i < wording[list].n; i++) {
        const char *word = wording[list].list[i];
        size_t n = strlen(word);
        for (size_t at = 0; at + n <= s.n; at++)
            if (!strncasecmp(s.p + at, word, n)) {
                if (!first || s.p + at < first) first = s.p + at;
                break;
            }
    }
    return first;
}

static bool ends_sentence(Slice s) { return s.n && strchr(".!?", s.p[s.n - 1]); }

/* The day in a line; with a two-digit year only if the line is short. */
static bool find_day(const Find *f, Slice s, char out[DATE_ROOM]) {
    return (f->day_first ? dates_find_day_first(s, out) : dates_find(s, out)) || (html_width(s) <= LINE_SURE && dates_find_short(s, f->day_first, out));
}

/* "Published 9 May 2019, updated 10 May 2019": the day of publication; 1 if the line has one, -1 if it has only that of an update. */
static int date_of_line(const Find *f, Slice s, char out[DATE_ROOM]) {
    size_t width = html_width(s);
    if (width < 6 || width > LINE_MAX || (width > LINE_SURE && ends_sentence(s))) return 0;
    const char *published = find_word(WORDING_PUBLISHED, s), *updated = find_word(WORDING_UPDATED, s);
    if (published && find_day(f, (Slice){published, (size_t)(s.p + s.n - published)}, out) && (!updated || updated < published)) return 1;
    if (!updated) return find_day(f, s, out);
    return find_day(f, (Slice){s.p, (size_t)(updated - s.p)}, out) ? 1 : find_day(f, s, out) ? -1 : 0;
}

/* Splits the region between headline and text into lines, dropped or not, and passes each to date_of_line: 1 with the first day of publication, else -1 with the
 * first of an update. */
static int date_of_zone(const Find *f, char out[DATE_ROOM]) {
    Buf line = {0};
    int got = 0;
    for (uint32_t i = f->title; got != 1 && html_next_line(f->page, &i, f->text, " ", false, &line);) {
        char date[DATE_ROOM];
        int one = date_of_line(f, (Slice){line.p, line.n}, date);
        if (one > got || (one && !got)) got = one, memcpy(out, date, DATE_ROOM);
    }
    buf_free(&line);
    return got;
}

/* In elements called date or byline, from `from` to `end`. */
static bool date_of_named(const Find *f, uint32_t from, uint32_t end, char out[DATE_ROOM]) {
    int looked = 0;
    for (uint32_t i = from; i < end && looked < NAMED_MAX; i++) {
        if (!(f->page->nodes[i].hints & (HINT_BYLINE | HINT_DATE)) || is_of_else(f, i) || bytes_of(f->page, i) > TEASER_ROOM) continue;
        looked++;
        Slice s = html_text_of(f->page, i, f->arena);
        if (s.n < NAMED_ROOM && find_day(f, s, out)) return true;
    }
    return false;
}

/* A line above the text that is just a date: called date, or any. */
static bool date_of_short_line(const Find *f, bool named, char out[DATE_ROOM]) {
    for (size_t i = 0; i < f->e->n && !f->e->chunks[i].keep; i++) {
        const Chunk *c = &f->e->chunks[i];
        Slice s = {f->e->text.p + c->at, c->n};
        size_t width = html_width(s);
        bool fits = named ? width < LINE_MAX / 2 && f->page->nodes[c->owner].hints & HINT_DATE : width < ALONE_MAX;
        if (fits && find_day(f, s, out)) return true;
    }
    return false;
}

/* The line right above the headline that is but a date, dropped or not, and not that of a change. */
static bool date_above(const Find *f, char out[DATE_ROOM]) {
    const Page *page = f->page;
    uint32_t from = f->title ? html_block_around(page, f->title - 1) : 0;
    for (uint32_t i = from, seen = 0; i-- > 0 && seen < ABOVE_NODES; seen++) {
        const Node *n = &page->nodes[i];
        if (n->tag != TAG_TEXT || page->nodes[n->parent].hints & (HINT_HIDDEN | HINT_COMMENTS | HINT_LINK)) continue;
        Slice s = html_text_of(page, html_block_around(page, n->parent), f->arena);
        if (html_width(s) < ALONE_MAX && date_of_line(f, s, out) > 0) return true;
    }
    return false;
}

/* A line anywhere that announces the date of publication: "Erschienen am: 01.11.2023". */
static bool date_of_saying_line(const Find *f, char out[DATE_ROOM]) {
    for (size_t i = 0; i < f->e->n; i++) {
        const Chunk *c = &f->e->chunks[i];
        Slice s = {f->e->text.p + c->at, c->n};
        if (html_width(s) < LINE_MAX && find_word(WORDING_PUBLISHED, s) && date_of_line(f, s, out) == 1) return true;
    }
    return false;
}

/* The date in elements marked as the date of publication, wherever they are, if all agree. */
static bool date_of_lone_stamp(const Find *f, char out[DATE_ROOM]) {
    bool found = false;
    for (size_t i = 0; i < f->page->n_stamps; i++) {
        char day[DATE_ROOM];
        const Stamp *t = &f->page->stamps[i];
        if (t->kind != STAMP_PUBLISHED || t->updated || !dates_of_stamp(t->when, day)) continue;
        if (found && strcmp(day, out) != 0) return false;
        memcpy(out, day, DATE_ROOM);
        found = true;
    }
    return found;
}

/* ---- the local day ---- */

static long number_of(const char *date) {
    Date d;
    return date_parse((Slice){date, 10}, &d) ? date_number(d) : 0;
}

/* A day elsewhere on the page is the local day if it is the one before or after the day in UTC. */
static bool is_local(const char *said, const char *day, int utc_hour) {
    long apart = number_of(said) - number_of(day);
    return (apart == -1 && utc_hour < MORNING) || (apart == 1 && utc_hour >= EVENING);
}

static void take_local(const Find *f, Slice url, Slice when, char out[DATE_ROOM]) {
    int hour = dates_utc_hour(when);
    char said[DATE_ROOM];
    if (hour < 0) return;
    for (size_t i = 0; i < f->page->n_stamps; i++) {
        const Stamp *t = &f->page->stamps[i];
        if (rank_of(f, t) >= 2 && dates_utc_hour(t->when) < 0 && dates_of_stamp(t->when, said) && is_local(said, out, hour)) {
            memcpy(out, said, DATE_ROOM);
            return;
        }
    }
    bool local = (f->title && date_of_zone(f, said) == 1 && is_local(said, out, hour)) || (dates_in_url(url, said) && is_local(said, out, hour));
    if (local) memcpy(out, said, DATE_ROOM);
}

/* The region between headline and text comes first; a day of update there only if there is no other. */
static DateSource find_shown(const Find *f, Slice url, Slice *when, char out[DATE_ROOM]) {
    char changed[DATE_ROOM] = "";
    int rank = best_stamp(f, 4, when, out);
    if (rank) return rank == 5 ? DATE_PUBLISHED : DATE_HEADLINE;
    int zone = f->title ? date_of_zone(f, out) : 0;
    if (zone > 0) return DATE_HEADLINE;
    if (zone < 0) memcpy(changed, out, DATE_ROOM);
    if (best_stamp(f, 2, when, out)) return DATE_ELEMENT;
    if (dates_in_url(url, out)) return DATE_ADDRESS;
    if (date_of_short_line(f, true, out) || date_of_named(f, 0, f->text, out) || date_above(f, out) || date_of_short_line(f, false, out))
        return strcmp(out, changed) == 0 ? DATE_CHANGED : DATE_LINE;
    if (best_stamp(f, 1, when, out)) return DATE_CHANGED;
    if (date_of_saying_line(f, out)) return DATE_LINE;
    memcpy(out, changed, DATE_ROOM);
    if (out[0]) return DATE_CHANGED;
    if (date_of_lone_stamp(f, out)) return DATE_ELEMENT;
    return date_of_named(f, f->text, (uint32_t)f->page->n, out) ? DATE_LINE : DATE_NOWHERE;
}

DateSource pagedate_find(const Page *page, const Meta *meta, Slice url, const Extract *e, bool day_first, Arena *arena, char out[DATE_ROOM]) {
    Find f = {page, e, arena, e->title_end, extract_text_begins(e), day_first};
    if (f.text < f.title) f.title = 0; /* the headline is after the text, or there is none */
    Slice when = meta->date_told;
    memcpy(out, meta->date, DATE_ROOM);
    DateSource source = out[0] ? DATE_METADATA : find_shown(&f, url, &when, out);
    if (source == DATE_NOWHERE && meta->date_else.n && find_day(&f, meta->date_else, out)) source = DATE_LINE;
    if (source == DATE_NOWHERE) out[0] = 0;
    if (out[0] && when.n) take_local(&f, url, when, out);
    return source;
}
