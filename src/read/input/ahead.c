/* ahead.c - documents in their order, each with the name of its outlet where other documents show it: "Talks end - The Lantern Post" beside "Bridge opens - The Lantern Post".
 *
 * What stands before the first mark of a title or behind the last is counted for each site (the host of the address, else the source, else all that tell neither). It is
 * the outlet's if several different headlines of the site have it and most of its titles do: "Grain ships leave - minister" is no such name. A document that hangs on this
 * waits until the documents behind it have told, or AHEAD_MAX or AHEAD_BYTES of them have been read; all others are handed on as they come.
 */
#include <ctype.h>
#include <stdlib.h>

#include "base/map.h"
#include "read/input/inputs_int.h"
#include "vocab/wording.h"

enum {
    AHEAD_MAX = 32,
    AHEAD_BYTES = 4 << 20,
    HEAD_OF_PAGE = 64 << 10, /* bytes in which a page's title and address are looked for */
    TAG_MAX = 600,
    HEADLINES = 3,           /* different ones that make a name of what they share */
    SHARE_PERCENT = 60,      /* of the site's titles have it */
    SHARE_UNKNOWN = 25,      /* the same of pages that do not name their site, behind their titles: each page may be of another site */
    TITLES_MAX = 1 << 16,    /* titles that are counted */
};

typedef enum Side { BEFORE, BEHIND, SIDES } Side;

/* What a document's title may say of its outlet. */
typedef struct Seen {
    uint64_t site;      /* 0: not told */
    Slice name[SIDES];  /* in the arena of the slot; empty where there is none */
    bool page, open;    /* open: the document itself does not tell which it is */
} Seen;

typedef struct Slot {
    Arena arena;
    attache_document doc;
    attache_status status;
    Seen seen;
} Slot;

struct Ahead {
    Slot slots[AHEAD_MAX];
    size_t first, n, bytes;
    bool ended, lent; /* lent: the slot before the first was handed out */
    Arena scratch;    /* of what is read now */
    Map titles, sites, names; /* titles that were counted; titles of each site; headlines of each name and site */
};

Ahead *ahead_new(void) {
    Ahead *a = base_zalloc(sizeof *a);
    for (size_t i = 0; i < AHEAD_MAX; i++) arena_init(&a->slots[i].arena);
    arena_init(&a->scratch);
    return a;
}

void ahead_free(Ahead *a) {
    if (!a) return;
    for (size_t i = 0; i < AHEAD_MAX; i++) arena_free(&a->slots[i].arena);
    arena_free(&a->scratch);
    map_free(&a->titles);
    map_free(&a->sites);
    map_free(&a->names);
    free(a);
}

/* ---- what a document says of itself ---- */

/* A hash of letters and digits, whatever their case and what stands between them. */
static uint64_t words_key(Slice s) {
    uint64_t key = 1;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (isalnum(c) || c >= 0x80) key = hash_mix(key, (uint64_t)tolower(c));
    }
    return key;
}

static Slice host_of(Slice url) {
    const char *from = url.n ? memmem(url.p, url.n, "://", 3) : NULL;
    if (!from) return (Slice){0};
    Slice host = {from + 3, (size_t)(url.p + url.n - from - 3)};
    for (size_t i = 0; i < host.n; i++)
        if (strchr("/?#:\"'<> ", host.p[i])) host.n = i;
    return host.n > 4 && !strncasecmp(host.p, "www.", 4) ? (Slice){host.p + 4, host.n - 4} : host;
}

/* The inside of the first tag of the page's head that has these words in it. */
static Slice tag_with(Slice page, const char *words) {
    const char *at = memmem(page.p, page.n, words, strlen(words)), *open = at;
    while (open && open > page.p && *open != '<') open--;
    if (!at || *open != '<' || at - open > TAG_MAX) return (Slice){0};
    const char *close = memchr(at, '>', (size_t)(page.p + page.n - at));
    return close && close - open < TAG_MAX ? (Slice){open, (size_t)(close - open)} : (Slice){0};
}

/* The first element of this name, up to its end. */
static Slice element_text(Slice page, const char *tag) {
    size_t n = strlen(tag);
    const char *p = page.p, *end = page.p + page.n;
    while ((p = memchr(p, '<', (size_t)(end - p)))) {
        if ((size_t)(end - p) > n && !strncasecmp(p, tag, n) && !isalpha((unsigned char)p[n])) break;
        p++;
    }
    const char *from = p ? memchr(p, '>', (size_t)(end - p)) : NULL, *close = from ? memchr(from, '<', (size_t)(end - from)) : NULL;
    return close ? (Slice){from + 1, (size_t)(close - from - 1)} : (Slice){0};
}

static bool is_page(const attache_document *doc) { return doc->kind == ATTACHE_HTML; }

static uint64_t site_of(const attache_document *doc, Slice head) {
    Slice host = host_of(slice_of(doc->url)), source = slice_of(doc->source);
    if (!host.n && source.n) return words_key(source);
    if (!host.n && head.n) host = host_of(tag_with(head, "canonical"));
    if (!host.n && head.n) host = host_of(tag_with(head, "og:url"));
    return host.n ? words_key(host) : 0;
}

/* A page that names its site or has a headline of its own needs no others. */
static bool tells_itself(const attache_document *doc, Slice head) {
    Slice page = {doc->data, doc->size};
    return tag_with(head, "og:site_name").n || element_text(page, "<h1").p;
}

static Seen see(Ahead *a, const attache_document *doc) {
    Seen seen = {0};
    Slice title = slice_of(doc->title), url = slice_of(doc->url), source = slice_of(doc->source), head = {0};
    if (is_page(doc)) head = (Slice){doc->data, doc->size < HEAD_OF_PAGE ? doc->size : HEAD_OF_PAGE};
    bool own = !title.n && head.n;
    if (own) title = element_text(head, "<title");
    if (!title.n) return seen;
    title = meta_clean(title, &a->scratch);
    outlet_sides(title, &seen.name[BEFORE], &seen.name[BEHIND]);
    seen.site = site_of(doc, head);
    seen.page = own;
    uint64_t whole = hash_mix(words_key(title), seen.site);
    bool unseen = a->titles.n < TITLES_MAX && map_add(&a->titles, whole);
    if (unseen) ++*map_put(&a->sites, seen.site | 1);
    for (int side = 0; side < SIDES; side++) {
        Slice name = seen.name[side];
        if (!name.n) continue;
        seen.name[side].p = arena_slice(&a->scratch, name); /* ended by a zero */
        if (unseen) ++*map_put(&a->names, hash_mix(hash_mix(words_key(name), seen.site), (uint64_t)side + 1));
        seen.open |= !outlet_is(name, source, url);
    }
    seen.open = seen.open && !(own && tells_itself(doc, head));
    return seen;
}

/* ---- deciding ---- */

static bool is_shared(const Ahead *a, const Seen *seen, Side side) {
    if (!seen->name[side].n) return false;
    uint64_t times = map_get(&a->names, hash_mix(hash_mix(words_key(seen->name[side]), seen->site), (uint64_t)side + 1)), all = map_get(&a->sites, seen->site | 1);
    bool unknown = seen->page && !seen->site && side == BEHIND;
    return times >= HEADLINES && times * 100 >= all * (unknown ? SHARE_UNKNOWN : SHARE_PERCENT);
}

static bool is_decided(const Ahead *a, const Seen *seen) { return !seen->open || is_shared(a, seen, BEHIND) || is_shared(a, seen, BEFORE); }

static void name_outlet(const Ahead *a, const Seen *seen, attache_document *doc) {
    for (int side = BEHIND; side >= BEFORE && !doc->outlet; side--)
        if (seen->open && is_shared(a, seen, (Side)side)) doc->outlet = seen->name[side].p;
}

/* ---- waiting ---- */

static const char *copy_string(Arena *a, const char *s) { return s ? arena_copy(a, s, strlen(s)) : NULL; }

void inputs_copy(Arena *a, const attache_document *doc, attache_document *to) {
    *to = *doc;
    to->id = copy_string(a, doc->id), to->date = copy_string(a, doc->date), to->fetched = copy_string(a, doc->fetched);
    to->title = copy_string(a, doc->title), to->url = copy_string(a, doc->url), to->outlet = copy_string(a, doc->outlet);
    to->path = copy_string(a, doc->path), to->source = copy_string(a, doc->source), to->language = copy_string(a, doc->language), to->charset = copy_string(a, doc->charset);
    to->data = arena_copy(a, doc->data, doc->size);
}

/* A slot is in the ring once all of it is copied: where memory runs out, it is as if it had not been read. */
static void keep(Ahead *a, attache_status status, const attache_document *doc, const Seen *seen) {
    Slot *s = &a->slots[(a->first + a->n) % AHEAD_MAX];
    s->status = status;
    s->seen = *seen;
    if (status == ATTACHE_OK) {
        inputs_copy(&s->arena, doc, &s->doc);
        for (int side = 0; side < SIDES; side++)
            if (seen->name[side].n) s->seen.name[side].p = arena_slice(&s->arena, seen->name[side]);
        a->bytes += s->doc.size;
    }
    a->n++;
}

static attache_status hand_out(Ahead *a, attache_document *out) {
    Slot *s = &a->slots[a->first];
    a->first = (a->first + 1) % AHEAD_MAX;
    a->n--;
    a->lent = true;
    if (s->status != ATTACHE_OK) return s->status;
    a->bytes -= s->doc.size;
    name_outlet(a, &s->seen, &s->doc);
    *out = s->doc;
    return ATTACHE_OK;
}

/* The one that was handed out last is not needed any more. */
static void take_back(Ahead *a) {
    Arena *arena = &a->slots[(a->first + AHEAD_MAX - 1) % AHEAD_MAX].arena;
    if (a->lent) arena_free(arena), arena_init(arena);
    a->lent = false;
}

attache_status ahead_next(Ahead *a, ahead_fn *next, void *user, attache_document *out) {
    take_back(a);
    for (;;) {
        const Slot *oldest = &a->slots[a->first];
        bool full = a->n == AHEAD_MAX - 1 || a->bytes >= AHEAD_BYTES;
        if (a->n && (full || a->ended || oldest->status != ATTACHE_OK || is_decided(a, &oldest->seen))) return hand_out(a, out);
        if (a->ended) return ATTACHE_END;
        attache_document doc = {0};
        attache_status status = next(user, &doc);
        if (status == ATTACHE_END) {
            a->ended = true;
            continue;
        }
        arena_reset(&a->scratch);
        Seen seen = status == ATTACHE_OK ? see(a, &doc) : (Seen){0};
        if (a->n || (status == ATTACHE_OK && !is_decided(a, &seen))) {
            keep(a, status, &doc, &seen);
            continue;
        }
        if (status == ATTACHE_OK) name_outlet(a, &seen, &doc), *out = doc;
        return status;
    }
}
