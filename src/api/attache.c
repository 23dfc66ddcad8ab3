/* attache.c - the public interface: documents go through all stages, and come out as events of attache.h, with offsets into their part. */
#include "api/attache_int.h"

#include <stdlib.h>
#include <strings.h>

#include "base/system.h"
#include "compile/compile.h"
#include "link/link.h"
#include "out/explain.h"
#include "out/record.h"
#include "read/watch/watch.h"
#include "vocab/actor.h"
#include "vocab/codebook.h"
#include "vocab/wording.h"

extern const char attache_knowledge_start[] __attribute__((visibility("hidden"))), attache_knowledge_end[] __attribute__((visibility("hidden")));

/* ---- opening ---- */

const char *attache_status_text(attache_status status) {
    static const char *const texts[] = {
        [ATTACHE_OK] = "all well",
        [ATTACHE_END] = "nothing left",
        [ATTACHE_STOPPED] = "stopped by a callback",
        [ATTACHE_SKIPPED] = "skipped",
        [ATTACHE_ERR_IO] = "cannot be read",
        [ATTACHE_ERR_FORMAT] = "wrong format",
        [ATTACHE_ERR_TOO_LARGE] = "too large",
        [ATTACHE_ERR_MODEL] = "bad model",
        [ATTACHE_ERR_TABLE] = "bad table",
        [ATTACHE_ERR_USAGE] = "wrong use",
        [ATTACHE_ERR_TIME] = "took too long",
        [ATTACHE_ERR_MEMORY] = "out of memory",
    };
    return (size_t)status < COUNT_OF(texts) && texts[status] ? texts[status] : "unknown status";
}

const char *attache_version(void) { return ATTACHE_VERSION; }

const char *attache_sector_name(const char *sector) { return sector_names[sector_of(sector)]; }

/* Recompiles our tables together with the user's. */
static attache_status compile_tables(const attache *self, KnowledgeBuilder *b, const attache_options *options) {
    const Reporter *r = &self->reporter;
    FORWARD_IF_ERROR(tables_unpack(&b->tables, &self->image, r));
    for (size_t i = 0; i < options->n_know; i++) FORWARD_IF_ERROR(kb_add_source(b, options->know[i]));
    image_copy_sections(&self->image, "place.", &b->image);
    FORWARD_IF_ERROR(kb_compile(b));
    FORWARD_IF_ERROR(event_compile(b));
    return tables_tell(&b->tables, r);
}

static attache_status lay_over(attache *self, const attache_options *options) {
    static const char where[] = "the knowledge with --know";
    KnowledgeBuilder b;
    knowledge_builder_init(&b, NULL, &self->reporter);
    b.base = &self->image;
    attache_status status = compile_tables(self, &b, options);
    if (status == ATTACHE_OK) {
        knowledge_builder_finish(&b, &self->compiled);
        status =
            image_open_inside(&self->image, self->compiled.p, self->compiled.n, KB_MAGIC, KB_VERSION, where, ATTACHE_ERR_TABLE, &self->reporter);
    }
    knowledge_builder_free(&b);
    return status;
}

static attache_status open_stages(attache *self, const attache_options *options) {
    const Reporter *r = &self->reporter;
    size_t size = (size_t)(attache_knowledge_end - attache_knowledge_start);
    FORWARD_IF_ERROR(image_open_inside(&self->image, attache_knowledge_start, size, KB_MAGIC, KB_VERSION, "the knowledge inside the program",
                                       ATTACHE_ERR_TABLE, r));
    if (options && options->n_know) FORWARD_IF_ERROR(lay_over(self, options));
    FORWARD_IF_ERROR(lang_open(&self->lang, options ? options->model : NULL, &self->image, r));
    FORWARD_IF_ERROR(kb_open(&self->know, &self->image, r));
    return code_open(&self->coder, &self->image, self->know, options ? options->min_confidence : 0, r);
}

attache_status attache_open(const attache_options *options, attache **out) {
    *out = NULL;
    attache *self = calloc(1, sizeof *self);
    if (!self) return ATTACHE_ERR_MEMORY;
    if (options) self->reporter = (Reporter){options->on_message, options->user};
    self->max_memory = options && options->max_memory ? options->max_memory : ATTACHE_MEMORY_DEFAULT;
    self->by_text = !options || !options->max_memory;
    self->max_seconds = options && options->max_seconds != 0 ? options->max_seconds : ATTACHE_SECONDS_DEFAULT;
    self->file_mode = options && options->file_mode ? options->file_mode & 0777 : SYSTEM_FILE_MODE;
    attache_status status = GUARDED(&self->reporter, "attache", open_stages(self, options));
    if (status == ATTACHE_OK)
        *out = self;
    else
        attache_close(self);
    return status;
}

void attache_close(attache *self) {
    if (!self) return;
    code_close(self->coder);
    kb_close(self->know);
    lang_close(self->lang);
    image_close(&self->image);
    buf_free(&self->compiled);
    free(self);
}

/* A new context is all zeros. */
static void empty_arenas(attache_context *ctx) {
    arena_free(&ctx->arena);
    arena_free(&ctx->room);
    ctx->arena.budget = &ctx->budget;
    ctx->arena.room = &ctx->room;
}

static attache_status make_ready(attache_context *ctx) { return GUARDED(&ctx->self->reporter, "context", context_ready(ctx)); }

attache_context *attache_context_new(const attache *self) {
    attache_context *ctx = calloc(1, sizeof *ctx);
    if (!ctx) return NULL;
    ctx->self = self;
    empty_arenas(ctx);
    if (make_ready(ctx) == ATTACHE_OK) return ctx;
    attache_context_free(ctx);
    return NULL;
}

/* The parts of the context that were in use during a failure may be half changed, and are rebuilt. */
attache_status context_ready(attache_context *ctx) {
    if (ctx->failed) {
        lang_scratch_free(ctx->scratch);
        ctx->scratch = NULL;
        empty_arenas(ctx);
    }
    ctx->failed = false;
    if (!ctx->scratch) ctx->scratch = lang_scratch_new(ctx->self->lang);
    return ATTACHE_OK;
}

static const char *name_of(const attache_document *doc) { return doc && doc->id ? doc->id : "document"; }

void attache_context_free(attache_context *ctx) {
    if (!ctx) return;
    lang_scratch_free(ctx->scratch);
    arena_free(&ctx->arena);
    arena_free(&ctx->room);
    free(ctx);
}

/* ---- limits of one document ---- */

enum { TIMES_TEXT = 16, BESIDES = 48 << 20 };

/* `size` bytes of input: a page is held up to four times over while it is parsed. */
static void begin_budget(attache_context *ctx, size_t size) {
    enum { TIMES_HELD = 4 };
    arena_reset(&ctx->arena);
    arena_reset(&ctx->room);
    budget_begin(&ctx->budget, ctx->self->max_memory, ctx->self->max_seconds);
    ctx->budget.charged = size * TIMES_HELD;
}

/* Reports a document that exceeded its limits by name; ATTACHE_OK for any other. */
static attache_status check_budget(attache_context *ctx, const char *where) {
    const Reporter *r = &ctx->self->reporter;
    if (!arena_lacks(&ctx->arena, 0)) return ATTACHE_OK;
    if (ctx->budget.spent == ATTACHE_ERR_TIME)
        return report(r, ATTACHE_ERR_TIME, where, "takes more than %g seconds of processor time: left out; split it, or raise --max-seconds", ctx->self->max_seconds);
    if (ctx->budget.memory < ctx->self->max_memory)
        return report(r, ATTACHE_ERR_TOO_LARGE, where, "takes more memory than %d times its text and %d MB: left out; split it, or set --max-memory", TIMES_TEXT, BESIDES >> 20);
    return report(r, ATTACHE_ERR_TOO_LARGE, where, "takes more than %zu MB of memory: left out; split it, or raise --max-memory", ctx->self->max_memory >> 20);
}

/* Until further notice an article may take TIMES_TEXT bytes for each of its text, besides what it took to read it from a page. One of them is the document itself. */
static void limit_by_text(attache_context *ctx, const Article *article) {
    size_t had = ctx->budget.charged + (article->from_page ? arena_used(&ctx->arena) : 0), limit = had + BESIDES + (size_t)(TIMES_TEXT - 1) * article->size;
    if (ctx->self->by_text && limit < ctx->budget.memory) ctx->budget.memory = limit;
}

/* ---- reading ---- */

static const char *name_of_country(attache_context *ctx, const char *code) {
    if (!code || !code[0]) return "";
    size_t slot = hash_bytes(code, strlen(code)) % COUNTRY_CACHE;
    if (!ctx->countries[slot].name || strncmp(ctx->countries[slot].code, code, 4)) {
        ctx->countries[slot].name = kb_country_name(ctx->self->know, code);
        snprintf(ctx->countries[slot].code, sizeof ctx->countries[slot].code, "%.3s", code);
    }
    return ctx->countries[slot].name;
}

static attache_status begin_document(attache_context *ctx, const attache_document *doc, Article *article) {
    const Reporter *r = &ctx->self->reporter;
    if (!doc || !doc->id || (!doc->data && doc->size)) return report(r, ATTACHE_ERR_USAGE, "document", "has no id or no data");
    if (doc->kind > ATTACHE_HTML)
        return report(r, ATTACHE_ERR_USAGE, doc->id,
                      "is not a single document: open it with attache_inputs_open, which gives its documents one after another");
    begin_budget(ctx, doc->size);
    FORWARD_IF_ERROR(read_article(doc, &ctx->arena, article, r));
    FORWARD_IF_ERROR(check_budget(ctx, article->id));
    if (article->unread[0]) report(r, ATTACHE_SKIPPED, article->id, "no text could be read: %s", article->unread);
    if (ctx->stats) ctx->stats->empty += article->unread[0] != 0;
    return ATTACHE_OK;
}

static const char *country_of_dateline(attache_context *ctx, const Article *article) {
    if (!article->dateline_place[0]) return "";
    Entity *e = arena_alloc(&ctx->arena, sizeof *e);
    who_is(ctx->self->know, ctx->scratch, article->dateline_place, article->date, "", &ctx->arena, e);
    return name_of_country(ctx, e->code)[0] ? e->code : "";
}

static void show_blocks(Arena *arena, const Article *a, attache_article *out) {
    static const attache_block_kind kinds[] = {
        [BLOCK_PARAGRAPH] = ATTACHE_PARAGRAPH, [BLOCK_HEADING] = ATTACHE_SUBHEAD, [BLOCK_ITEM] = ATTACHE_ITEM, [BLOCK_QUOTE] = ATTACHE_QUOTE};
    attache_block *blocks = arena_alloc(arena, (a->n_blocks + 1) * sizeof *blocks);
    bool *repeated = arena_alloc(arena, a->n_highlights + 1);
    size_t n = 0, highlights = 0;
    for (size_t i = 0; i < a->n_blocks; i++) {
        const Block *b = &a->blocks[i];
        if (b->kind == BLOCK_HIGHLIGHT) repeated[highlights++] = b->repeats;
        if (b->kind < BLOCK_PARAGRAPH) continue;
        blocks[n++] = (attache_block){b->span.start - a->body.start, b->span.end - a->body.start, kinds[b->kind]};
    }
    out->repeated = repeated, out->blocks = blocks, out->n_blocks = n;
}

/* The name of a source of dates, and how far it is trusted: a ranking as numbers, by judgement. */
static const struct {
    const char *name;
    double confidence;
} DATE_SOURCE[DATE_SOURCES] = {
    [DATE_NOWHERE] = {"", 0},           [DATE_DOCUMENT] = {"document", 1},  [DATE_METADATA] = {"metadata", 0.95}, [DATE_PUBLISHED] = {"published", 0.95},
    [DATE_HEADLINE] = {"headline", 0.9}, [DATE_ADDRESS] = {"address", 0.9},  [DATE_ELEMENT] = {"element", 0.8},    [DATE_DATELINE] = {"dateline", 0.8},
    [DATE_LINE] = {"line", 0.6},         [DATE_CHANGED] = {"changed", 0.5},  [DATE_FETCHED] = {"fetched", 0.3},
};

/* The article in the form of the public header. */
static void show_article(attache_context *ctx, const Article *a, attache_article *out) {
    Arena *arena = &ctx->arena;
    const char **highlights = arena_alloc(arena, (a->n_highlights + 1) * sizeof *highlights);
    for (size_t i = 0; i < a->n_highlights; i++) highlights[i] = arena_slice(arena, slice_sub(a->text, a->highlights[i]));
    *out = (attache_article){.id = a->id, .highlights = highlights, .n_highlights = a->n_highlights, .dateline_place = a->dateline_place};
    show_blocks(arena, a, out);
    out->title = arena_slice(arena, slice_sub(a->text, a->title));
    out->text_size = a->body.end - a->body.start;
    out->text = a->body.end == a->size ? a->text + a->body.start : arena_slice(arena, slice_sub(a->text, a->body));
    out->dateline_country = country_of_dateline(ctx, a);
    out->date_source = DATE_SOURCE[a->date_source].name, out->date_confidence = DATE_SOURCE[a->date_source].confidence;
    out->authors = a->authors, out->n_authors = a->n_authors, out->agency = a->agency;
    out->byline = a->byline, out->date = a->date, out->language = a->language, out->url = a->url, out->site = a->site;
}

static attache_status read_document(attache_context *ctx, const attache_document *doc, attache_article *out) {
    Article article;
    FORWARD_IF_ERROR(begin_document(ctx, doc, &article));
    show_article(ctx, &article, out);
    return check_budget(ctx, article.id);
}

attache_status attache_read(attache_context *ctx, const attache_document *doc, attache_article *out) {
    return IN_CONTEXT(ctx, name_of(doc), read_document(ctx, doc, out));
}

/* ---- sentences and mentions ---- */

typedef struct Sentences {
    Sentence *list;
    size_t n, cap;
} Sentences;

/* Where the sentences of a block go. */
typedef struct Reader {
    attache_context *ctx;
    const Article *article;
    Resolver *resolver;
    uint32_t block;
} Reader;

static void read_sentence(const Sentence *s, void *user) {
    Reader *r = user;
    Sentence own = *s;
    own.block = r->block;
    if (!arena_spent(&r->ctx->arena)) coref_sentence(r->resolver, &own, !lang_keeps(s));
}

static void read_span(Reader *r, Span span) {
    if (span.start < span.end) lang_analyse_each(r->ctx->scratch, r->article->text, span, &r->ctx->arena, read_sentence, r);
}

/* The sentences of all blocks. The dateline is a sentence of its own, so that it does not disturb the tree of the lead. */
static attache_status read_mentions(attache_context *ctx, const Article *article, Reading *out) {
    Reader r = {.ctx = ctx, .article = article, .resolver = coref_begin(ctx->self->know, article, article->date, &ctx->arena, out)};
    out->language = ctx->scratch;
    for (size_t i = 0; i < article->n_blocks && !arena_spent(&ctx->arena); i++) {
        Span span = article->blocks[i].span, d = article->dateline;
        r.block = (uint32_t)i;
        if (d.end > d.start && d.start >= span.start && d.end <= span.end) {
            read_span(&r, d);
            span.start = d.end;
        }
        read_span(&r, span);
    }
    if (ctx->stats) ctx->stats->sentences += out->n_sentences;
    return check_budget(ctx, article->id);
}

static bool is_our_language(const Article *a) { return !a->language[0] || wording_begins(WORDING_LANGUAGE, slice_of(a->language)); }

static attache_status skip_document(attache_context *ctx, const Article *a) {
    return report(&ctx->self->reporter, ATTACHE_SKIPPED, a->id, "is in the language \"%s\", and attache reads English alone", a->language);
}

/* ---- events ---- */

Part part_at(const Article *a, uint32_t at) {
    size_t part = article_part(a, at);
    if (part >= 2) return (Part){ATTACHE_HIGHLIGHT, a->highlights[part - 2], part - 2};
    return part ? (Part){ATTACHE_BODY, a->body, 0} : (Part){ATTACHE_TITLE, a->title, 0};
}

/* Converts offsets in the article's text to offsets in the part; both 0 if they are outside it. */
static void move_into_part(Part part, uint32_t *start, uint32_t *end) {
    bool inside = *start >= part.span.start && *end <= part.span.end && *start < *end;
    *start = inside ? *start - part.span.start : 0;
    *end = inside ? *end - part.span.start : 0;
}

static const char *or_empty(const char *s) { return s ? s : ""; }

static const attache_entity *show_entities(attache_context *ctx, Part part, const attache_entity *list, size_t n) {
    attache_entity *out = (attache_entity *)list; /* only of this event */
    for (size_t i = 0; i < n; i++) {
        move_into_part(part, &out[i].start, &out[i].end);
        out[i].country = name_of_country(ctx, out[i].code);
        out[i].role = or_empty(out[i].role);
    }
    return out;
}

/* `number`: from 0. */
static void show_event(attache_context *ctx, const Coded *coded, size_t number, Arena *arena, attache_event *e) {
    const Article *article = &coded->article;
    Part part = part_at(article, e->start);
    e->id = arena_numbered(arena, article->id, "#", (unsigned)number + 1);
    e->part = part.kind;
    move_into_part(part, &e->start, &e->end);
    move_into_part(part, &e->trigger_start, &e->trigger_end);
    move_into_part(part, &e->attribution.start, &e->attribution.end);
    e->actors = show_entities(ctx, part, e->actors, e->n_actors);
    e->recipients = show_entities(ctx, part, e->recipients, e->n_recipients);
    e->participants = show_entities(ctx, part, e->participants, e->n_participants);
    e->loc.country = name_of_country(ctx, e->loc.country_code);
    e->size.dead = or_empty(e->size.dead), e->size.injured = or_empty(e->size.injured);
    e->size.arrested = or_empty(e->size.arrested), e->size.participants = or_empty(e->size.participants);
    e->article = &coded->shown;
    e->publication = coded->shown.site;
}

/* The meanings of the events so far. */
typedef struct Meanings {
    attache_context *ctx;
    const Reading *reading;
    Meaning *list;
    size_t n, cap;
} Meanings;

/* While its offsets refer to the whole text. */
static void add_meaning(const attache_event *e, const uint8_t *state, void *user) {
    Meanings *all = user;
    Arena *arena = &all->ctx->arena;
    Meaning m = meaning_of(all->ctx->self->coder, all->reading, e->sequence, (Span){e->trigger_start, e->trigger_end}, state, arena);
    if (m.state && lang_keeps(&all->reading->sentences[e->sequence]))
        m.state = (const uint8_t *)arena_copy(arena, (const char *)m.state, m.n_state);
    else
        meaning_forget_state(&m);
    *VEC_PUSH(arena, all->list, all->n, all->cap) = m;
}

/* The memory for the records of the events: each contains its sentence and the title. */
static void charge_records(attache_context *ctx, const Coded *coded) {
    enum { RECORD_BYTES = 2000 };
    size_t title = coded->article.title.end - coded->article.title.start;
    ctx->budget.charged += coded->n * (RECORD_BYTES + title) + coded->records.text_bytes;
}

static attache_status code_records(attache_context *ctx, const attache_document *doc, Coded *out) {
    Article *article = &out->article;
    FORWARD_IF_ERROR(begin_document(ctx, doc, article));
    if (!is_our_language(article)) return skip_document(ctx, article);
    limit_by_text(ctx, article);
    FORWARD_IF_ERROR(read_mentions(ctx, article, &out->reading));
    Meanings meanings = {.ctx = ctx, .reading = &out->reading};
    code_reading(ctx->self->coder, &out->reading, article->date, &ctx->arena, add_meaning, &meanings, &out->records);
    out->meanings = meanings.list, out->n = out->records.n;
    FORWARD_IF_ERROR(check_budget(ctx, article->id));
    ctx->budget.memory = ctx->self->max_memory;
    charge_records(ctx, out);
    return check_budget(ctx, article->id);
}

attache_status code_document(attache_context *ctx, const attache_document *doc, Coded *out) {
    FORWARD_IF_ERROR(code_records(ctx, doc, out));
    show_article(ctx, &out->article, &out->shown);
    out->events = records_take_all(&out->records, &ctx->arena);
    for (size_t i = 0; i < out->n; i++) show_event(ctx, out, i, &ctx->arena, &out->events[i]);
    link_events(out->events, out->meanings, out->n, out->article.id, out->article.date, &ctx->arena);
    return check_budget(ctx, out->article.id);
}

/* ---- events, a few at a time ---- */

/* The events from number `from` on, in the context's room. */
typedef struct Window {
    attache_context *ctx;
    const Coded *coded;
    attache_event *events;
    size_t from, n;
    Room room;
} Window;

enum { WINDOW = LINK_STRETCH };

static attache_event *show_window(Window *w, size_t from, size_t n) {
    if (w->n && from == w->from) return w->events;
    if (w->n) room_close(&w->room);
    w->room = room_open(&w->ctx->arena);
    w->from = from, w->n = n;
    w->events = arena_alloc(w->room.arena, n * sizeof *w->events);
    for (size_t i = 0; i < n; i++) records_take(&w->coded->records, from + i, i ? &w->events[i - 1] : NULL, w->room.arena, &w->events[i]);
    for (size_t i = 0; i < n; i++) show_event(w->ctx, w->coded, from + i, w->room.arena, &w->events[i]);
    return w->events;
}

static const attache_event *window_for_links(size_t from, size_t n, void *window) { return show_window(window, from, n); }

static attache_status hand_on(Window *w, const Links *links, bool all, attache_event_fn *on_event, void *user) {
    attache_context *ctx = w->ctx;
    const Coded *coded = w->coded;
    for (size_t i = 0; i < coded->n; i++) {
        size_t from = i / WINDOW * WINDOW;
        attache_event *e = show_window(w, from, coded->n - from < WINDOW ? coded->n - from : WINDOW) + (i - from);
        if (e->aux & ATTACHE_NEGATION && !all) continue;
        if (ctx->stats) ctx->stats->events++;
        link_name(e, links, i, coded->article.id, w->room.arena);
        if (on_event(e, user)) return ATTACHE_STOPPED;
    }
    return ATTACHE_OK;
}

static attache_status code_and_hand_on(attache_context *ctx, const attache_document *doc, bool all, attache_event_fn *on_event, void *user) {
    Coded coded;
    Window window = {.ctx = ctx, .coded = &coded};
    Links links;
    FORWARD_IF_ERROR(code_records(ctx, doc, &coded));
    if (!coded.n) return ATTACHE_OK;
    show_article(ctx, &coded.article, &coded.shown);
    link_find(window_for_links, &window, coded.meanings, coded.n, coded.article.date, &ctx->arena, &links);
    FORWARD_IF_ERROR(check_budget(ctx, coded.article.id));
    return hand_on(&window, &links, all, on_event, user);
}

attache_status attache_code(attache_context *ctx, const attache_document *doc, const attache_code_options *options, attache_event_fn *on_event,
                            void *user) {
    return IN_CONTEXT(ctx, name_of(doc), code_and_hand_on(ctx, doc, options && options->all, on_event, user));
}

/* ---- sentences, phrases ---- */

/* The same bytes if they are valid UTF-8, else a copy with U+FFFD for each invalid one. */
static Slice valid_text(Slice s, Arena *arena) {
    if (utf8_valid(s.p, s.n) == s.n) return s;
    char *out = arena_alloc(arena, s.n * 3 + 1);
    size_t n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        n += utf8_encode(cp, out + n);
    }
    return (Slice){out, n};
}

/* Takes the next paragraph, which ends at an empty line; false at the end. */
static bool next_paragraph(Slice *rest, Slice *out) {
    const char *end = rest->p + rest->n, *p = rest->p;
    while (p < end && strchr(" \t\r\n\f\v", *p) && *p) p++;
    out->p = p;
    bool blank = false; /* the line so far */
    for (; p < end; p++) {
        if (*p == '\n' && blank) break;
        if (*p == '\n')
            blank = true;
        else if (*p != ' ' && *p != '\t' && *p != '\r')
            blank = false;
    }
    out->n = (size_t)(p - out->p);
    *rest = (Slice){p, (size_t)(end - p)};
    return out->n > 0;
}

static attache_status pass_on(Buf *out, attache_write_fn *write, void *user) {
    attache_status status = out->n && write(out->p, out->n, user) ? ATTACHE_STOPPED : ATTACHE_OK;
    buf_clear(out);
    return status;
}

/* Writes a paragraph as CoNLL-U, in pieces, since that is twelve times as long as the text; *id counts sentences. */
static attache_status parse_paragraph(attache_context *ctx, Slice paragraph, const char *name, uint32_t *id, Buf *out, attache_write_fn *write, void *user) {
    enum { PIECE = 1 << 20 };
    Sentences s = {0};
    begin_budget(ctx, paragraph.n);
    paragraph = valid_text(paragraph, &ctx->arena);
    lang_analyse(ctx->scratch, paragraph.p, (Span){0, (uint32_t)paragraph.n}, &ctx->arena, &s.list, &s.n, &s.cap);
    FORWARD_IF_ERROR(check_budget(ctx, name[0] ? name : "text"));
    if (s.n && !*id && name[0]) buf_printf(out, "# newdoc id = %s\n", name);
    if (s.n) buf_str(out, "# newpar\n");
    for (size_t i = 0; i < s.n; i++) {
        conllu_write(ctx->self->lang, paragraph.p, &s.list[i], name, ++*id, &ctx->arena, out);
        if (out->n > PIECE) FORWARD_IF_ERROR(pass_on(out, write, user));
    }
    return pass_on(out, write, user);
}

static attache_status parse_text(attache_context *ctx, Slice rest, const char *name, attache_write_fn *write, void *user) {
    Slice paragraph;
    Buf out = {0};
    Cleanup cleanup;
    uint32_t id = 0;
    attache_status status = ATTACHE_OK, worst = ATTACHE_OK;
    failure_cleanup(&cleanup, failure_free_buf, &out);
    while (status == ATTACHE_OK && next_paragraph(&rest, &paragraph)) {
        if (paragraph.n > ATTACHE_DOCUMENT_MAX) {
            status = report(&ctx->self->reporter, ATTACHE_ERR_TOO_LARGE, name[0] ? name : "text", "has a paragraph larger than %u MB: split it",
                            ATTACHE_DOCUMENT_MAX >> 20);
            break;
        }
        attache_status one = parse_paragraph(ctx, paragraph, name, &id, &out, write, user);
        if (one == ATTACHE_STOPPED)
            status = one;
        else if (one != ATTACHE_OK)
            worst = one;
    }
    failure_cleaned(&cleanup);
    buf_free(&out);
    return status == ATTACHE_OK ? worst : status;
}

static attache_status parse_conllu(attache_context *ctx, Slice text, const char *name, attache_write_fn *write, void *user) {
    ConlluReader reader = {.where = name[0] ? name : "text", .rest = text, .reporter = &ctx->self->reporter};
    attache_status worst = ATTACHE_OK, status = ATTACHE_OK;
    Buf out = {0};
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free_buf, &out);
    while (status != ATTACHE_STOPPED) {
        begin_budget(ctx, 0);
        buf_clear(&out);
        status = conllu_next(&reader, ctx->scratch, &ctx->arena, &out);
        if (status == ATTACHE_END) break;
        if (status != ATTACHE_OK) worst = status;
        if (out.n && write(out.p, out.n, user)) worst = status = ATTACHE_STOPPED;
    }
    failure_cleaned(&cleanup);
    buf_free(&out);
    return worst;
}

static attache_status parse(attache_context *ctx, Slice text, const attache_parse_options *options, attache_write_fn *write, void *user) {
    return (options && options->conllu ? parse_conllu : parse_text)(ctx, text, options ? or_empty(options->name) : "", write, user);
}

attache_status attache_parse(attache_context *ctx, const char *text, size_t size, const attache_parse_options *options, attache_write_fn *write,
                             void *user) {
    return IN_CONTEXT(ctx, options && options->name ? options->name : "text", parse(ctx, (Slice){text, size}, options, write, user));
}

attache_status attache_who(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out) {
    return attache_who_why(ctx, phrase, date, context, out, NULL, NULL);
}

static attache_status find_who(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out,
                               const attache_considered **list, size_t *n) {
    Arena *arena = &ctx->arena;
    begin_budget(ctx, 0);
    if (!phrase) return report(&ctx->self->reporter, ATTACHE_ERR_USAGE, "phrase", "is missing");
    phrase = arena_slice(arena, valid_text(slice_of(phrase), arena));
    context = arena_slice(arena, valid_text(slice_of(or_empty(context)), arena));
    Entity *e = arena_alloc(arena, sizeof *e);
    attache_considered *considered = NULL;
    who_is_why(ctx->self->know, ctx->scratch, phrase, or_empty(date), context, arena, e, list ? &considered : NULL, n);
    FORWARD_IF_ERROR(check_budget(ctx, "phrase"));
    if (list) *list = considered;
    *out = (attache_entity){
        .code = e->code, .country = name_of_country(ctx, e->code), .sector = sector_codes[e->sector], .text = phrase, .end = (uint32_t)strlen(phrase)};
    out->identifier = or_empty(e->name), out->office = or_empty(e->office), out->how = or_empty(e->how), out->role = "";
    for (size_t i = 0; i < COUNT_OF(out->other_sectors); i++) out->other_sectors[i] = sector_codes[e->other[i]];
    char key[ACTOR_KEY];
    actor_key(out->code, out->sector, e->kind == ENT_ORG ? out->identifier : "", key);
    out->entity = arena_slice(arena, slice_of(key));
    while (out->n_other_sectors < COUNT_OF(e->other) && e->other[out->n_other_sectors]) out->n_other_sectors++;
    return ATTACHE_OK;
}

attache_status attache_who_why(attache_context *ctx, const char *phrase, const char *date, const char *context, attache_entity *out,
                               const attache_considered **list, size_t *n) {
    return IN_CONTEXT(ctx, phrase ? phrase : "phrase", find_who(ctx, phrase, date, context, out, list, n));
}

static attache_status explain_document(attache_context *ctx, const attache_document *doc, bool colour, attache_write_fn *write, void *user) {
    Article article;
    Reading reading;
    Buf out = {0};
    Cleanup cleanup;
    FORWARD_IF_ERROR(begin_document(ctx, doc, &article));
    if (!is_our_language(&article)) return skip_document(ctx, &article);
    failure_cleanup(&cleanup, failure_free_buf, &out);
    attache_status status = read_mentions(ctx, &article, &reading);
    if (status == ATTACHE_OK) {
        explain_reading(ctx->self->coder, ctx->self->lang, &reading, article.date, colour, &ctx->arena, &out);
        status = check_budget(ctx, article.id);
    }
    if (status == ATTACHE_OK && out.n && write(out.p, out.n, user)) status = ATTACHE_STOPPED;
    failure_cleaned(&cleanup);
    buf_free(&out);
    return status;
}

attache_status attache_explain(attache_context *ctx, const attache_document *doc, const attache_explain_options *options, attache_write_fn *write,
                               void *user) {
    return IN_CONTEXT(ctx, name_of(doc), explain_document(ctx, doc, options && options->colour, write, user));
}

/* ---- records ---- */

/* A record to write, and the function that writes it into a buffer. */
typedef struct Written {
    attache_format format;
    const attache_event *event;
    const char *file;
    const attache_article *article;
    bool why;
} Written;

static void write_header(const Written *w, Buf *out) { record_header(w->format, out); }
static void write_event(const Written *w, Buf *out) {
    buf_reserve(out, 4000); /* most records are shorter */
    record_event(w->format, w->event, w->why, out);
}
static void write_article(const Written *w, Buf *out) { record_article(w->file, w->article, out); }

static attache_status write_record(const Written *w, void (*add)(const Written *w, Buf *out), attache_write_fn *write, void *user) {
    Buf out = {0};
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free_buf, &out);
    add(w, &out);
    attache_status status = out.n && write(out.p, out.n, user) ? ATTACHE_STOPPED : ATTACHE_OK;
    failure_cleaned(&cleanup);
    buf_free(&out);
    return status;
}

attache_status attache_write_header(attache_format format, attache_write_fn *write, void *user) {
    Written w = {.format = format};
    return GUARDED(NULL, "", write_record(&w, write_header, write, user));
}

attache_status attache_write_event(attache_format format, const attache_event *event, bool why, attache_write_fn *write, void *user) {
    Written w = {.format = format, .event = event, .why = why};
    return GUARDED(NULL, "", write_record(&w, write_event, write, user));
}

attache_status attache_write_article(const char *file, const attache_article *article, attache_write_fn *write, void *user) {
    Written w = {.file = file, .article = article};
    return GUARDED(NULL, "", write_record(&w, write_article, write, user));
}

/* ---- inputs ---- */

attache_status attache_watch_run(const attache *self, const attache_watch *watch, attache_watch_counts *out) {
    return GUARDED(&self->reporter, watch->into, watch_run(watch, self->file_mode, &self->reporter, out));
}

attache_status attache_inputs_open(const attache *self, const char *const *paths, size_t n, attache_kind kind, attache_inputs **out) {
    *out = NULL;
    return GUARDED(&self->reporter, "inputs", inputs_open(paths, n, kind, &self->reporter, out));
}

attache_status attache_inputs_next(attache_inputs *in, attache_document *out) { return inputs_next(in, out); }
void attache_inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total) { inputs_progress(in, done, total); }
void attache_inputs_close(attache_inputs *in) { inputs_close(in); }
