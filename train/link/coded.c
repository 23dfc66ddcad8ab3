/* coded.c - runs the program on a document, keeps the data of its records that linking uses, and finds the label of each. */
#include "coded.h"

#include <stdlib.h>

#include "link/link.h"
#include "vocab/codebook.h"

/* ---- records and their labels ---- */

typedef struct Match {
    int cost;
    uint32_t label, event;
} Match;

static int compare_matches(const void *a, const void *b) {
    const Match *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    if (x->label != y->label) return x->label < y->label ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

static bool touch(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { return (b < d ? b : d) > (a > c ? a : c); }

/* Sets the label of each event that has one, the best first. */
static void align(Doc *d) {
    size_t n = d->n_events;
    Match *list = base_alloc((d->n * n + 1) * sizeof *list);
    bool *used = base_zalloc(d->n + 1);
    size_t m = 0;
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t k = 0; k < n; k++) {
            const Label *l = &d->labels[i];
            const attache_event *e = &d->events[k];
            unsigned category = event_of(slice_of(e->event));
            if ((e->part == ATTACHE_TITLE) != l->title || !touch(l->from, l->to, e->start, e->end) || !(l->categories >> category & 1)) continue;
            if (!touch(l->from, l->to, e->trigger_start, e->trigger_end)) continue;
            int apart = (int)(l->trigger_from > e->trigger_start ? l->trigger_from - e->trigger_start : e->trigger_start - l->trigger_from);
            bool hit = touch(l->trigger_from, l->trigger_to, e->trigger_start, e->trigger_end);
            list[m++] = (Match){(hit ? 0 : 100000) + (category == l->category ? 0 : 10000) + (apart < 9999 ? apart : 9999), i, k};
        }
    qsort(list, m, sizeof *list, compare_matches);
    for (size_t i = 0; i < m; i++)
        if (!used[list[i].label] && !d->labelled[list[i].event]) used[list[i].label] = true, d->labelled[list[i].event] = list[i].label + 1;
    free(list);
    free(used);
}

/* ---- keeping records ---- */

static const char *keep(Corpus *t, const char *s) { return s ? arena_slice(&t->arena, slice_of(s)) : NULL; }

static const attache_entity *keep_entities(Corpus *t, const attache_entity *list, size_t n) {
    attache_entity *out = arena_zalloc(&t->arena, (n + 1) * sizeof *out);
    for (size_t i = 0; i < n; i++) {
        const attache_entity *e = &list[i];
        out[i] = (attache_entity){.code = keep(t, e->code), .country = "", .sector = keep(t, e->sector), .text = "", .identifier = keep(t, e->identifier), .office = "", .role = "", .how = keep(t, e->how), .entity = ""};
    }
    return out;
}

static const char *const *keep_list(Corpus *t, const char *const *list, size_t n) {
    const char **out = arena_alloc(&t->arena, (n + 1) * sizeof *out);
    for (size_t i = 0; i < n; i++) out[i] = keep(t, list[i]);
    return out;
}

static Meaning keep_meaning(Corpus *t, const Meaning *m) {
    Meaning out = *m;
    if (m->state) out.state = (const uint8_t *)arena_copy(&t->arena, (const char *)m->state, m->n_state);
    return out;
}

/* The input of signatures. */
static attache_event keep_event(Corpus *t, const attache_event *e) {
    attache_event out = *e;
    out.id = out.link = NULL, out.article = NULL;
    out.date = keep(t, e->date), out.event = keep(t, e->event), out.event_text = keep(t, e->event_text), out.cameo = keep(t, e->cameo), out.text = keep(t, e->text);
    out.modes = keep_list(t, e->modes, e->n_modes), out.contexts = keep_list(t, e->contexts, e->n_contexts);
    out.actors = keep_entities(t, e->actors, e->n_actors), out.recipients = keep_entities(t, e->recipients, e->n_recipients);
    out.loc.resolved_place = keep(t, e->loc.resolved_place), out.loc.country_code = keep(t, e->loc.country_code);
    out.size.dead = keep(t, e->size.dead), out.size.injured = keep(t, e->size.injured), out.size.arrested = keep(t, e->size.arrested), out.size.participants = keep(t, e->size.participants);
    out.attribution.kind = keep(t, e->attribution.kind);
    return out;
}

void code_doc(Corpus *t, attache_context *ctx, Doc *d) {
    attache_document doc = {.id = d->id, .date = d->date, .title = d->title, .data = d->text, .size = d->text_size, .kind = ATTACHE_TEXT};
    Coded coded = {0};
    if (code_document(ctx, &doc, &coded) != ATTACHE_OK) return;
    Meaning *meanings = arena_alloc(&t->arena, (coded.n + 1) * sizeof *meanings);
    d->n_events = coded.n, d->meanings = meanings;
    d->events = arena_alloc(&t->arena, (coded.n + 1) * sizeof *d->events);
    d->labelled = arena_zalloc(&t->arena, (coded.n + 1) * sizeof *d->labelled);
    for (size_t i = 0; i < coded.n; i++) d->events[i] = keep_event(t, &coded.events[i]), meanings[i] = keep_meaning(t, &coded.meanings[i]);
    d->shown_date = keep(t, coded.shown.date), d->shown_title = keep(t, coded.shown.title), d->shown_text = arena_copy(&t->arena, coded.shown.text, coded.shown.text_size);
    align(d);
}

/* ---- reports ---- */

/* The first record of the text, else of the title: the subject of an invented report. */
static size_t first_told(const Doc *d) {
    for (size_t i = 0; i < d->n_events; i++)
        if (d->events[i].part == ATTACHE_BODY) return i;
    return 0;
}

static int64_t happening_of_event(const Doc *d, size_t event) {
    if (d->happening) return event == first_told(d) ? d->happening : 0;
    return d->labelled[event] ? d->labels[d->labelled[event] - 1].happening : 0;
}

/* The events that have the link of the one at `from`, which is the first that has it. */
static void make_report(Corpus *t, Doc *d, size_t from, SignatureTexts *texts, const attache_event **events) {
    size_t n = 0, m = 0;
    int64_t *told = arena_zalloc(&t->arena, (d->n_events + 1) * sizeof *told);
    for (size_t k = from; k < d->n_events; k++) {
        if (strcmp(d->events[k].link, d->events[from].link) != 0) continue;
        events[n++] = &d->events[k];
        d->report_of[k] = (uint32_t)d->n_reports;
        if (happening_of_event(d, k)) told[m++] = happening_of_event(d, k);
    }
    d->told[d->n_reports] = told;
    signature_make(events, n, d->shown_date, map_key(d->id), (uint32_t)from, texts, &d->reports[d->n_reports++]);
}

void make_reports(Corpus *t, Doc *d) {
    Arena links;
    arena_init(&links);
    const attache_event **events = base_alloc((d->n_events + 1) * sizeof *events);
    SignatureTexts texts = {.events = d->events, .meanings = d->meanings};
    d->n_reports = 0;
    if (!d->n_events) d->shown_title = d->shown_text = "";
    link_events(d->events, d->meanings, d->n_events, d->id, d->shown_date, &links);
    signature_read_text(&texts, d->shown_title, d->shown_text, strlen(d->shown_text));
    if (!d->reports) {
        d->reports = arena_alloc(&t->arena, (d->n_events + 1) * sizeof *d->reports);
        d->told = arena_alloc(&t->arena, (d->n_events + 1) * sizeof *d->told);
        d->report_of = arena_alloc(&t->arena, (d->n_events + 1) * sizeof *d->report_of);
    }
    for (size_t i = 0; i < d->n_events; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) again = !strcmp(d->events[k].link, d->events[i].link);
        if (!again) make_report(t, d, i, &texts, events);
    }
    signature_texts_free(&texts);
    free(events);
    arena_free(&links);
}

Signature signature_of_record(const Doc *d, size_t event) {
    Signature out;
    const attache_event *e = &d->events[event];
    SignatureTexts texts = {.events = d->events, .meanings = d->meanings};
    signature_make(&e, 1, d->shown_date, 0, (uint32_t)event, &texts, &out);
    signature_texts_free(&texts);
    return out;
}
