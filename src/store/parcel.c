/* parcel.c - a coded document on a coder's arena in, a copy in one piece of memory out, so that it can wait for its turn to be written. */
#include <stdlib.h>

#include "store/store.h"

/* Where a copy is laid: the first pass has no memory and only counts. */
typedef struct Block {
    char *p;
    size_t n;
} Block;

static void *place(Block *b, const void *from, size_t size, size_t align) {
    b->n = (b->n + align - 1) / align * align;
    char *to = b->p ? b->p + b->n : NULL;
    if (to && size) memcpy(to, from, size);
    b->n += size;
    return to;
}

#define PLACE_ARRAY(b, from, n) place((b), (from), (n) * sizeof *(from), _Alignof(max_align_t))

static const char *place_string(Block *b, const char *s) {
    if (!s || !*s) return "";
    return place(b, s, strlen(s) + 1, 1);
}

static const char *const *place_strings(Block *b, const char *const *list, size_t n) {
    const char **to = PLACE_ARRAY(b, list, n);
    for (size_t i = 0; i < n; i++) {
        const char *s = place_string(b, list[i]);
        if (to) to[i] = s;
    }
    return (const char *const *)to;
}

static const attache_entity *place_entities(Block *b, const attache_entity *list, size_t n) {
    attache_entity *to = PLACE_ARRAY(b, list, n);
    for (size_t i = 0; i < n; i++) {
        attache_entity e = list[i];
        e.code = place_string(b, e.code), e.country = "", e.sector = place_string(b, e.sector), e.text = place_string(b, e.text);
        e.identifier = place_string(b, e.identifier), e.office = place_string(b, e.office), e.role = place_string(b, e.role), e.how = place_string(b, e.how);
        for (size_t k = 0; k < COUNT_OF(e.other_sectors); k++) e.other_sectors[k] = place_string(b, e.other_sectors[k]);
        if (to) to[i] = e;
    }
    return to;
}

static attache_event place_event(Block *b, attache_event e) {
    e.id = "", e.link = place_string(b, e.link), e.article = NULL, e.publication = "", e.loc.country = "";
    e.date = place_string(b, e.date), e.event = place_string(b, e.event), e.event_text = place_string(b, e.event_text), e.cameo = place_string(b, e.cameo);
    e.modes = place_strings(b, e.modes, e.n_modes);
    e.contexts = place_strings(b, e.contexts, e.n_contexts);
    e.actors = place_entities(b, e.actors, e.n_actors);
    e.recipients = place_entities(b, e.recipients, e.n_recipients);
    e.participants = place_entities(b, e.participants, e.n_participants);
    e.loc.extracted_place = place_string(b, e.loc.extracted_place), e.loc.resolved_place = place_string(b, e.loc.resolved_place);
    e.loc.country_code = place_string(b, e.loc.country_code);
    e.size.dead = place_string(b, e.size.dead), e.size.injured = place_string(b, e.size.injured);
    e.size.arrested = place_string(b, e.size.arrested), e.size.participants = place_string(b, e.size.participants);
    e.attribution.kind = place_string(b, e.attribution.kind), e.attribution.source_text = place_string(b, e.attribution.source_text);
    e.text = place_string(b, e.text), e.why_frame = place_string(b, e.why_frame), e.why_path = place_string(b, e.why_path);
    return e;
}

static const attache_event *place_events(Block *b, const attache_event *list, size_t n) {
    attache_event *to = PLACE_ARRAY(b, list, n);
    for (size_t i = 0; i < n; i++) {
        attache_event e = place_event(b, list[i]);
        if (to) to[i] = e;
    }
    return to;
}

static attache_article place_article(Block *b, attache_article a) {
    a.id = place_string(b, a.id), a.title = place_string(b, a.title), a.text = place_string(b, a.text);
    a.highlights = place_strings(b, a.highlights, a.n_highlights);
    a.repeated = NULL, a.blocks = NULL, a.n_blocks = 0; /* a store keeps the text */
    a.dateline_place = place_string(b, a.dateline_place), a.dateline_country = place_string(b, a.dateline_country), a.byline = place_string(b, a.byline);
    a.date = place_string(b, a.date), a.language = place_string(b, a.language), a.url = place_string(b, a.url), a.site = place_string(b, a.site);
    return a;
}

static StoreDocument *place_document(Block *b, const StoreDocument *doc) {
    StoreDocument *to = PLACE_ARRAY(b, doc, 1), d = *doc;
    d.name = place_string(b, d.name), d.path = place_string(b, d.path), d.reason = place_string(b, d.reason), d.message = place_string(b, d.message);
    d.publication = place_string(b, d.publication);
    d.article = place_article(b, d.article);
    d.sentences = PLACE_ARRAY(b, d.sentences, d.n_sentences);
    d.events = place_events(b, d.events, d.n_events);
    if (to) *to = d;
    return to;
}

StoreDocument *parcel_copy(const StoreDocument *doc) {
    Block b = {0};
    place_document(&b, doc);
    b = (Block){.p = base_alloc(b.n)};
    return place_document(&b, doc);
}
