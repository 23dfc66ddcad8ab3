/* event_dump.c - documents in, what the event network learns from out: a JSON object a document, with tokens, trees, mentions and what the frames propose.
 *
 *     build/event_dump [--states | --slots SLOTS.json | --records [BARS...]] [--model MODEL] < DOCS.jsonl > DUMP.jsonl
 *
 * Each document goes through the program's own stages, so that training sees what the program sees; with --model by another event model than the program's own. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "event/decide.h"
#include "read/read.h"

extern const char attache_knowledge_start[], attache_knowledge_end[];

typedef struct Dumper {
    Kb *know;
    Language *lang;
    LangScratch *scratch;
    Coder *coder;
    Reporter reporter;
    Arena arena;
    bool states, records;
    json_t *slots; /* {document: [[sentence, trigger, category, recipient, head, other], ...]}: only for these, the features of each state */
    const Quotes *quotes; /* of the present document */
} Dumper;

static void analyse_span(Dumper *d, const Article *a, Span span, size_t block, Sentence **list, size_t *n, size_t *cap) {
    size_t from = *n;
    if (span.start < span.end) lang_analyse(d->scratch, a->text, span, &d->arena, list, n, cap);
    for (size_t i = from; i < *n; i++) (*list)[i].block = (uint32_t)block;
}

static void put_base64(Buf *out, const uint8_t *p, size_t n) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    buf_char(out, '"');
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        buf_char(out, digits[v >> 18]), buf_char(out, digits[v >> 12 & 63]);
        buf_char(out, i + 1 < n ? digits[v >> 6 & 63] : '='), buf_char(out, i + 2 < n ? digits[v & 63] : '=');
    }
    buf_char(out, '"');
}

/* A string, after the comma that is already there. */
static void put_text(Buf *out, Slice s) {
    if (out->n && out->p[out->n - 1] == ',') out->n--;
    json_text(out, s);
}

static void put_list(Buf *out, const int16_t *list, size_t n) {
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) buf_printf(out, i ? ",%d" : "%d", list[i]);
    buf_char(out, ']');
}

/* The triggers for which pairs are written: content words, which include all triggers in the labels. For each, the rows of all phrases; the reader of the dump
 * fills in the category. */
static void put_pairs(Dumper *d, const EventView *v, Buf *out) {
    static const bool content[UPOS_COUNT] = {[UPOS_ADJ] = true, [UPOS_NOUN] = true, [UPOS_PROPN] = true, [UPOS_VERB] = true, [UPOS_ADV] = true, [UPOS_AUX] = true};
    bool any = false;
    (void)d;
    buf_printf(out, "],\"pairs\":[");
    for (uint32_t t = 0; t < v->clause->s->n; t++) {
        if (!content[v->clause->s->tokens[t].upos]) continue;
        buf_printf(out, any ? ",[%u,[" : "[%u,[", t);
        for (size_t i = 0; i < v->n_heads; i++) {
            uint32_t rows[PAIR_ROWS];
            event_pair_rows(v, (int)t, 0, i, rows);
            for (int k = 0; k < PAIR_ROWS; k++) buf_printf(out, i || k ? ",%u" : "%u", rows[k]);
        }
        buf_printf(out, "]]");
        any = true;
    }
}

static void put_sentence(Dumper *d, Clause *c, uint32_t index, Buf *out) {
    const Reading *r = c->reading;
    const Sentence *s = c->s;
    const Article *a = r->article;
    bool title = s->span.start < a->title.end && s->span.start >= a->title.start, body = s->span.start >= a->body.start;
    buf_printf(out, "{\"part\":\"%s\",\"off\":%u,\"block\":%u,\"s\":%u,\"e\":%u,\"tok\":[", title ? "title" : body ? "body" : "highlight",
               title ? a->title.start : a->body.start, s->block, s->span.start, s->span.end);
    for (uint32_t i = 0; i < s->n; i++) {
        const Token *t = &s->tokens[i];
        buf_printf(out, "%s[%u,%u,%u,%u,%d,%u,%u,%d,%d,", i ? "," : "", t->span.start, t->span.end, t->upos, t->deprel, t->head, t->xpos, t->feats,
                   clause_subject(c, (int)i), clause_object(c, (int)i));
        put_text(out, slice_of(t->lemma));
        buf_char(out, ']');
    }
    buf_printf(out, "],\"men\":[");
    bool any = false;
    for (size_t i = 0; i < r->n_mentions; i++) {
        const Mention *m = &r->mentions[i];
        if (m->sentence != index) continue;
        buf_printf(out, "%s[%u,%u,%u,%u,[", any ? "," : "", m->head, m->first, m->last, m->kind);
        for (size_t k = 0; k < m->n_entities; k++) buf_printf(out, k ? ",%u" : "%u", r->refs[m->entities + k]);
        buf_printf(out, "]]");
        any = true;
    }
    Candidate *list;
    size_t n;
    propose_candidates(c, &d->arena, &list, &n);
    buf_printf(out, "],\"prop\":[");
    for (size_t i = 0; i < n; i++) {
        const Candidate *e = &list[i];
        buf_printf(out, "%s[%d,%d,%d,%u,%d,%u,%d,", i ? "," : "", e->token, e->support, e->end, e->event, e->dropped ? (e->consumed ? 2 : 1) : 0, e->aux,
                   e->reciprocal);
        put_list(out, e->actors.t, e->actors.n);
        buf_char(out, ',');
        put_list(out, e->recipients.t, e->recipients.n);
        buf_printf(out, ",\"%s\"]", e->cameo);
    }
    EventView v;
    event_view(c, list, n, d->quotes, &d->arena, &v);
    buf_printf(out, "],\"rows\":[");
    for (uint32_t t = 0; t < s->n; t++) {
        uint32_t rows[WORD_ROWS];
        event_word_rows(&v, (int)t, rows);
        for (int k = 0; k < WORD_ROWS; k++) buf_printf(out, k ? ",%u" : t ? ",[%u" : "[%u", rows[k]);
        buf_char(out, ']');
    }
    put_pairs(d, &v, out);
    buf_printf(out, "]");
    if (d->states) {
        buf_printf(out, ",\"x\":");
        put_base64(out, lang_states(d->scratch, a->text, s, &d->arena), (size_t)s->n * s->width);
    }
    buf_printf(out, "}");
}

static void put_entity(const Entity *e, Buf *out) {
    buf_printf(out, "[\"%s\",\"%s\",\"%s\",%u,", e->code, sector_codes[e->sector], sector_codes[e->other[0]], e->kind);
    put_text(out, slice_of(e->name));
    buf_char(out, ',');
    put_text(out, slice_of(e->office));
    buf_char(out, ',');
    put_text(out, slice_of(e->how ? e->how : ""));
    buf_printf(out, ",%d,%d]", e->plural, e->gender);
}

static void put_slot(const Story *story, const StateSlot *slot, Buf *out) {
    char codes[STATE_CANDIDATES][4];
    size_t n = state_candidates(story, slot, codes);
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        uint32_t features[STATE_FEATURES];
        size_t k = state_features(story, slot, codes[i], features);
        buf_printf(out, "%s[\"%.3s\"", i ? "," : "", codes[i]);
        for (size_t f = 0; f < k; f++) buf_printf(out, ",%u", features[f]);
        buf_char(out, ']');
    }
    buf_char(out, ']');
}

/* The candidate that the model takes. */
static size_t choose(const Dumper *d, const Story *story, const StateSlot *slot) {
    char codes[STATE_CANDIDATES][4];
    float p[STATE_CANDIDATES];
    size_t n = state_candidates(story, slot, codes);
    return state_rank(&d->coder->models->state, story, slot, (const char(*)[4])codes, n, p);
}

static void dump_slots(Dumper *d, Clause *clauses, const Reading *r, Buf *out) {
    Story story;
    json_t *list = json_object_get(d->slots, r->article->id), *one;
    size_t at;
    story_read(r, &d->arena, &story);
    buf_printf(out, "{\"id\":");
    put_text(out, slice_of(r->article->id));
    buf_printf(out, ",\"slots\":[");
    size_t *chosen = arena_alloc(&d->arena, (json_array_size(list) + 1) * sizeof *chosen);
    json_array_foreach(list, at, one) {
        int v[6];
        for (size_t i = 0; i < 6; i++) v[i] = (int)json_integer_value(json_array_get(one, i));
        if (at) buf_char(out, ',');
        StateSlot slot = {&clauses[v[0]], v[1], (unsigned)v[2], v[3] != 0, v[4], v[5]};
        put_slot(&story, &slot, out);
        chosen[at] = choose(d, &story, &slot);
    }
    buf_printf(out, "],\"chosen\":[");
    for (size_t i = 0; i < at; i++) buf_printf(out, "%s%zu", i ? "," : "", chosen[i]);
    buf_printf(out, "]}\n");
}

static void put_codes(Buf *out, const attache_entity *list, size_t n) {
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) buf_printf(out, "%s\"%s\"", i ? "," : "", list[i].code);
    buf_char(out, ']');
}

typedef struct Told {
    Buf *out;
    bool any;
} Told;

static void put_records(const CodedSentence *s, void *user) {
    Told *r = user;
    size_t next = 0;
    for (size_t i = 0; i < s->n && next < s->n_events; i++) {
        const Candidate *e = &s->list[i];
        if (e->dropped) continue;
        const attache_event *event = &s->events[next++];
        buf_printf(r->out, "%s[%u,%d,%u,%u,", r->any ? "," : "", s->clause->index, e->token, e->event, event->aux);
        put_codes(r->out, event->actors, event->n_actors);
        buf_char(r->out, ',');
        put_codes(r->out, event->recipients, event->n_recipients);
        for (int k = 0; k < CONF_WEIGHTS; k++) buf_printf(r->out, k ? ",%.4f" : ",[%.4f", (double)e->evidence[k]);
        buf_printf(r->out, "],%.4f]", event->confidence);
        r->any = true;
    }
}

static void dump_records(Dumper *d, const Reading *r, const char *date, Buf *out) {
    Told records = {out, false};
    buf_printf(out, "{\"id\":");
    put_text(out, slice_of(r->article->id));
    buf_printf(out, ",\"records\":[");
    code_each(d->coder, r, date, &d->arena, put_records, &records);
    buf_printf(out, "]}\n");
}

static void dump(Dumper *d, const attache_document *doc, Buf *out) {
    Article *a = arena_alloc(&d->arena, sizeof *a);
    Sentence *list = NULL;
    size_t n = 0, cap = 0;
    Reading r;
    if (read_article(doc, &d->arena, a, &d->reporter) != ATTACHE_OK) return;
    for (size_t i = 0; i < a->n_blocks; i++) {
        Span span = a->blocks[i].span, dl = a->dateline;
        if (dl.end > dl.start && dl.start >= span.start && dl.end <= span.end) {
            analyse_span(d, a, dl, i, &list, &n, &cap);
            span.start = dl.end;
        }
        analyse_span(d, a, span, i, &list, &n, &cap);
    }
    coref_read(d->know, a, list, n, a->date, &d->arena, &r);
    r.language = d->scratch;
    if (d->records) {
        dump_records(d, &r, a->date, out);
        return;
    }
    Clauses clauses;
    clauses_open(&clauses, &d->coder->classes, d->coder, &r, &d->arena);
    if (d->slots) {
        dump_slots(d, clauses.kept, &r, out);
        return;
    }
    buf_printf(out, "{\"id\":");
    put_text(out, slice_of(a->id));
    buf_printf(out, ",\"date\":\"%s\",\"text\":", a->date);
    put_text(out, (Slice){a->text, a->size});
    buf_printf(out, ",\"sents\":[");
    Speakers speakers;
    attribution_read(&clauses, &speakers, &d->arena);
    d->quotes = &speakers.quotes;
    for (uint32_t i = 0; i < n; i++) {
        if (i) buf_char(out, ',');
        put_sentence(d, &clauses.kept[i], i, out);
    }
    buf_printf(out, "],\"ents\":[");
    for (size_t i = 0; i < r.n_entities; i++) {
        if (i) buf_char(out, ',');
        put_entity(&r.entities[i], out);
    }
    buf_printf(out, "]}\n");
}

static void say(attache_status status, const char *where, const char *message, void *user) {
    (void)user;
    fprintf(stderr, "event_dump: %s: %s: %s\n", where, attache_status_text(status), message);
}

static int open_stages(Dumper *t) {
    Image *im = base_zalloc(sizeof *im);
    t->reporter.fn = say;
    size_t size = (size_t)(attache_knowledge_end - attache_knowledge_start);
    bool ok = image_open(im, attache_knowledge_start, size, KB_MAGIC, KB_VERSION, "knowledge", ATTACHE_ERR_TABLE, &t->reporter) == ATTACHE_OK &&
              kb_open(&t->know, im, &t->reporter) == ATTACHE_OK && lang_open(&t->lang, NULL, im, &t->reporter) == ATTACHE_OK &&
              code_open(&t->coder, im, t->know, -1, &t->reporter) == ATTACHE_OK;
    if (ok) t->scratch = lang_scratch_new(t->lang);
    return ok ? 0 : 3;
}

/* Calibration also sees improbable events. */
static float all_records[DECIDE_BARS] = {[BAR_EVENT] = 0.08f, [BAR_PARTY] = 0.5f, [BAR_FIRST_PARTY] = 0.35f, [BAR_TELLING] = 0.25f, [BAR_CONFIDENCE] = 0, [BAR_FIRM] = 0};

static int use_model(Dumper *d, const char *path) {
    static Image im;
    if (image_map_file(&im, path, EVENT_MAGIC, EVENT_VERSION, ATTACHE_ERR_MODEL, &d->reporter)) return 3;
    models_close(d->coder->models);
    if (models_open(d->coder->models, &im)) return 0;
    say(ATTACHE_ERR_MODEL, path, "is damaged or of another version", NULL);
    return 3;
}

int main(int argc, char **argv) {
    static Dumper d;
    char *line = NULL;
    const char *model = NULL;
    size_t cap = 0, n_bars = 0;
    Buf out = {0};
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (!strcmp(argv[i], "--states")) d.states = true;
        else if (!strcmp(argv[i], "--records")) d.records = true;
        else if (!strcmp(argv[i], "--slots") && more) d.slots = json_load_file(argv[++i], 0, NULL);
        else if (!strcmp(argv[i], "--model") && more) model = argv[++i];
        else if (d.records && n_bars < DECIDE_BARS) all_records[n_bars++] = strtof(argv[i], NULL);
    }
    if (open_stages(&d) || (model && use_model(&d, model))) return 3;
    if (d.records) d.coder->models->bars = all_records;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *all = json_loads(line, 0, NULL);
        const char *id = json_string_value(json_object_get(all, "id")), *date = json_string_value(json_object_get(all, "date")),
                   *title = json_string_value(json_object_get(all, "title")), *text = json_string_value(json_object_get(all, "text"));
        arena_reset(&d.arena);
        buf_clear(&out);
        attache_document doc = {.id = id, .date = date ? date : "", .title = title ? title : "", .data = text, .size = text ? strlen(text) : 0, .kind = ATTACHE_TEXT};
        if (id && text) dump(&d, &doc, &out);
        fwrite(out.p, 1, out.n, stdout);
        json_decref(all);
    }
    return 0;
}
