/* explain.c - the explanation for people: each sentence with its mentions and triggers marked, its tree, its entities, its events with their evidence, and the
 * dropped candidates with the reasons. On a terminal the marks are colours, otherwise brackets. */
#include "out/explain.h"

#include "event/candidate.h"

/* ---- marks ---- */

typedef enum Paint { PLAIN, FAINT, WHO, TRIGGER, CATEGORY, HEAD, PAINTS } Paint;

typedef struct Page {
    const Clause *c;
    const Language *lang;
    const Candidate *list;
    size_t n;
    bool colour;
    Buf *out;
} Page;

static void paint(const Page *p, Paint paint) {
    static const char *const codes[PAINTS] = {"\033[0m", "\033[2m", "\033[36m", "\033[1;33m", "\033[1;32m", "\033[1m"};
    if (p->colour) buf_str(p->out, codes[paint]);
}

static void painted(const Page *p, Paint how, const char *s) {
    paint(p, how);
    buf_str(p->out, s);
    paint(p, PLAIN);
}

static size_t columns_of(Slice s) { /* characters: bytes that begin one */
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

static void pad(const Page *p, size_t from, size_t to) {
    do buf_char(p->out, ' ');
    while (++from < to);
}

static Slice text_of(const Page *p, Span s) { return slice_sub(p->c->reading->article->text, s); }

static void write_text(const Page *p, Span s) { /* on one line, without anything that a terminal would obey */
    Slice t = text_of(p, s);
    for (size_t i = 0; i < t.n; i++) buf_char(p->out, (unsigned char)t.p[i] < 0x20 || t.p[i] == 0x7F ? ' ' : t.p[i]);
}

static void label(const Page *p, const char *name) {
    enum { LABEL_WIDTH = 14 };
    buf_str(p->out, "      ");
    painted(p, FAINT, name);
    pad(p, strlen(name), LABEL_WIDTH);
}

/* ---- the sentence ---- */

static bool is_known(const Entity *e) { return e->code[0] || e->sector || e->name[0]; }

/* The longest mention of a known entity that begins at a token, or NULL. */
static const Mention *mention_from(const Clause *c, uint32_t t) {
    const Mention *widest = NULL;
    for (uint32_t k = t; k < c->s->n; k++) {
        const Mention *m = clause_mention(c, k);
        bool known = m && m->first == t && m->n_entities && is_known(reading_entity(c->reading, m, 0));
        if (known && (!widest || m->last > widest->last)) widest = m;
    }
    return widest;
}

/* The candidate to which a token belongs, preferably one that became an event; NULL if there is none. */
static const Candidate *trigger_at(const Page *p, int t) {
    const Candidate *found = NULL;
    for (size_t i = 0; i < p->n; i++) {
        const Candidate *e = &p->list[i];
        if (t < e->token || t > e->end) continue;
        if (!found || (found->dropped && !e->dropped)) found = e;
    }
    return found;
}

static void write_who(const Page *p, const Entity *e) {
    buf_str(p->out, e->code[0] ? e->code : e->sector ? "" : "?");
    if (e->sector) buf_printf(p->out, "%s%s", e->code[0] ? "." : "", sector_codes[e->sector]);
    for (size_t i = 0; i < COUNT_OF(e->other) && e->other[i]; i++) buf_printf(p->out, ".%s", sector_codes[e->other[i]]);
}

/* The sentence with [entities CODE] and »triggers«. */
static void write_sentence(const Page *p) {
    const Clause *c = p->c;
    const Mention *inside = NULL;
    uint32_t at = c->s->span.start;
    buf_str(p->out, "  ");
    for (uint32_t t = 0; t < c->s->n; t++) {
        Span word = c->s->tokens[t].span;
        const Candidate *e = trigger_at(p, (int)t);
        write_text(p, (Span){at, word.start});
        if (!inside && (inside = mention_from(c, t)) && !p->colour) buf_char(p->out, '[');
        bool opens = e && (int)t == e->token, closes = e && (int)t == e->end;
        if (opens && !p->colour) buf_str(p->out, e->dropped ? "\xE2\x80\xB9" : "\xC2\xBB");
        paint(p, e ? e->dropped ? HEAD : TRIGGER : inside ? WHO : PLAIN);
        write_text(p, word);
        paint(p, PLAIN);
        if (closes && !p->colour) buf_str(p->out, e->dropped ? "\xE2\x80\xBA" : "\xC2\xAB");
        at = word.end;
        if (!inside || inside->last != t) continue;
        paint(p, FAINT);
        for (size_t k = 0; k < inside->n_entities; k++) {
            buf_char(p->out, k ? '+' : ' ');
            write_who(p, reading_entity(c->reading, inside, k));
        }
        paint(p, PLAIN);
        if (!p->colour) buf_char(p->out, ']');
        inside = NULL;
    }
    if (inside && !p->colour) buf_char(p->out, ']');
    buf_str(p->out, "\n\n");
}

/* ---- the tree ---- */

enum { TREE_DEPTH = 24, RELATION_COLUMN = 46 };

/* A word and its dependents; `stem` is the text to its left, `more` whether a sibling follows. Punctuation is left out. */
static void write_branch(const Page *p, int t, char *stem, size_t n, bool more, bool root) {
    static const char *const fork = "\xE2\x94\x9C\xE2\x94\x80 ", *const corner = "\xE2\x94\x94\xE2\x94\x80 ", *const line = "\xE2\x94\x82  ";
    const Token *k = clause_token(p->c, t);
    Slice word = text_of(p, k->span), left = {stem, n};
    size_t width = columns_of(left) + (root ? 0 : 3) + columns_of(word);
    buf_str(p->out, "    ");
    paint(p, FAINT);
    buf_printf(p->out, "%.*s%s", (int)n, stem, root ? "" : more ? fork : corner);
    paint(p, trigger_at(p, t) ? TRIGGER : p->c->mention_at[t] >= 0 && mention_from(p->c, (uint32_t)t) ? WHO : PLAIN);
    write_text(p, k->span);
    paint(p, PLAIN);
    pad(p, width, RELATION_COLUMN);
    buf_printf(p->out, "%-14s %-6s %s\n", lang_deprel_name(k->deprel), lang_upos_name(k->upos), k->lemma);
    if (n + 8 > TREE_DEPTH * 4) return;
    const char *add = root ? "" : more ? line : "   ";
    size_t m = strlen(add);
    memcpy(stem + n, add, m);
    int last = NONE;
    for (int child = p->c->child[t]; child != NONE; child = p->c->sibling[child])
        if (clause_token(p->c, child)->deprel != DEP_PUNCT) last = child;
    for (int child = p->c->child[t]; child != NONE; child = p->c->sibling[child])
        if (clause_token(p->c, child)->deprel != DEP_PUNCT) write_branch(p, child, stem, n + m, child != last, false);
}

static void write_tree(const Page *p) {
    char stem[TREE_DEPTH * 4 + 8];
    for (uint32_t t = 0; t < p->c->s->n; t++)
        if (p->c->s->tokens[t].head < 0) write_branch(p, (int)t, stem, 0, false, true);
    buf_char(p->out, '\n');
}

/* ---- entities ---- */

static void write_mentions(const Page *p) {
    enum { WORDS_WIDTH = 40, CODE_WIDTH = 14 };
    const Reading *r = p->c->reading;
    bool any = false;
    for (uint32_t t = 0; t < p->c->s->n; t++) {
        const Mention *m = p->c->mention_at[t] < 0 ? NULL : &r->mentions[p->c->mention_at[t]];
        for (size_t k = 0; m && k < m->n_entities; k++) {
            const Entity *e = reading_entity(r, m, k);
            if (!is_known(e)) continue;
            size_t start = p->out->n;
            if (!any) painted(p, HEAD, "    entities\n");
            any = true;
            buf_str(p->out, "      ");
            write_text(p, m->span);
            pad(p, columns_of(text_of(p, m->span)), WORDS_WIDTH);
            paint(p, WHO);
            start = p->out->n;
            write_who(p, e);
            size_t width = p->out->n - start;
            paint(p, PLAIN);
            pad(p, width, CODE_WIDTH);
            if (e->name[0] || e->office[0]) buf_printf(p->out, "%s%s%s  ", e->name, e->name[0] && e->office[0] ? ", " : "", e->office);
            painted(p, FAINT, e->how);
            buf_char(p->out, '\n');
        }
    }
    if (any) buf_char(p->out, '\n');
}

/* ---- events ---- */

static void write_frame(const Page *p, const Candidate *e) {
    const Coder *coder = p->c->coder;
    if (!e->frame->how) {
        buf_str(p->out, "none: by the network alone");
        return;
    }
    buf_printf(p->out, "%s at %s", coder_string(coder, e->frame->name), coder_string(coder, e->frame->how));
    paint(p, FAINT);
    buf_printf(p->out, "   %s", coder_string(coder, e->frame->pattern));
    paint(p, PLAIN);
}

static void write_category(const Page *p, const Candidate *e) {
    paint(p, e->dropped ? HEAD : CATEGORY);
    buf_str(p->out, e->event ? event_names[e->event] : "no category");
    paint(p, PLAIN);
    for (uint8_t i = 0; i < e->n_modes; i++) buf_printf(p->out, " %s", coder_string(p->c->coder, e->modes[i]));
    if (e->cameo[0]) buf_printf(p->out, "   CAMEO %s", e->cameo);
}

static void write_side(const Page *p, const char *name, const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        label(p, i ? "" : name);
        painted(p, WHO, list[i].text);
        paint(p, FAINT);
        buf_printf(p->out, "  %s", list[i].code[0] || list[i].sector[0] ? list[i].code : "unknown");
        if (list[i].sector[0]) buf_printf(p->out, "%s%s", list[i].code[0] ? "." : "", list[i].sector);
        for (size_t k = 0; k < list[i].n_other_sectors; k++) buf_printf(p->out, ".%s", list[i].other_sectors[k]);
        if (list[i].identifier[0]) buf_printf(p->out, "  %s", list[i].identifier);
        paint(p, PLAIN);
        buf_char(p->out, '\n');
    }
}

static void write_line(const Page *p, const char *name, const char *value) {
    if (!value[0]) return;
    label(p, name);
    buf_printf(p->out, "%s\n", value);
}

static void write_list(const Page *p, const char *name, const char *const *list, size_t n) {
    if (!n) return;
    label(p, name);
    for (size_t i = 0; i < n; i++) buf_printf(p->out, "%s%s", i ? ", " : "", list[i]);
    buf_char(p->out, '\n');
}

static void write_size(const Page *p, const attache_event *e) {
    const struct {
        const char *n, *what;
    } sizes[] = {{e->size.dead, "dead"}, {e->size.injured, "injured"}, {e->size.arrested, "arrested"}, {e->size.participants, "in the crowd"}};
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (!sizes[i].n[0]) continue;
        if (!any) label(p, "how many");
        buf_printf(p->out, "%s%s %s", any ? ", " : "", sizes[i].n, sizes[i].what);
        any = true;
    }
    if (any) buf_char(p->out, '\n');
}

static void write_people(const Page *p, const attache_event *e) {
    for (size_t i = 0; i < e->n_participants; i++) {
        label(p, i ? "" : "took part");
        buf_printf(p->out, "%s, %s", e->participants[i].identifier, e->participants[i].role);
        if (e->participants[i].office[0]) buf_printf(p->out, "  (%s)", e->participants[i].office);
        buf_char(p->out, '\n');
    }
}

static void write_aux(const Page *p, unsigned aux) {
    static const char *const names[] = {"historical", "future", "hypothetical", "denied"};
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!(aux >> i & 1)) continue;
        if (!any) label(p, "told as");
        buf_printf(p->out, "%s%s", any ? ", " : "", names[i]);
        any = true;
    }
    if (any) buf_char(p->out, '\n');
}

static void write_why(const Page *p, const Candidate *e) {
    const Coder *coder = p->c->coder;
    label(p, "frame");
    write_frame(p, e);
    buf_char(p->out, '\n');
    if (e->rule) {
        label(p, "composed");
        buf_printf(p->out, "%s at %s", e->frame->rule ? coder_string(coder, e->frame->rule) : "by its auxiliaries",
                   coder_string(coder, e->rule->how));
        if (e->inner != NONE) {
            buf_str(p->out, ", with what \"");
            write_text(p, clause_token(p->c, e->inner)->span);
            buf_str(p->out, "\" tells");
        }
        buf_char(p->out, '\n');
    }
    label(p, "network");
    buf_printf(p->out, "%.2f that it is an event%s, %.2f that every coder records it; actor %.2f, recipient %.2f\n", (double)e->probability,
               e->recoded ? " of this category, which no frame proposed" : "", (double)e->firm, (double)e->actor_p, (double)e->recipient_p);
}

static void write_event(const Page *p, const Candidate *e, const attache_event *event) {
    buf_str(p->out, "    ");
    painted(p, TRIGGER, event->event_text);
    buf_str(p->out, "  ");
    write_category(p, e);
    buf_printf(p->out, "   score %.1f   confidence %.2f\n", event->event_scale, event->confidence);
    write_side(p, "actor", event->actors, event->n_actors);
    write_side(p, "recipient", event->recipients, event->n_recipients);
    write_people(p, event);
    write_aux(p, event->aux);
    write_line(p, "date", event->date);
    write_line(p, "place", event->loc.resolved_place);
    write_size(p, event);
    write_line(p, event->attribution.kind[0] == 'q' ? "quoted from" : "according to", event->attribution.source_text);
    write_list(p, "contexts", event->contexts, event->n_contexts);
    write_why(p, e);
    buf_char(p->out, '\n');
}

static void write_dropped(const Page *p) {
    bool any = false;
    for (size_t i = 0; i < p->n; i++) {
        const Candidate *e = &p->list[i];
        if (!e->dropped) continue;
        if (!any) painted(p, HEAD, "    considered and dropped\n");
        any = true;
        buf_str(p->out, "      ");
        paint(p, HEAD);
        write_text(p, (Span){clause_token(p->c, e->token)->span.start, clause_token(p->c, e->end)->span.end});
        paint(p, PLAIN);
        buf_printf(p->out, ": %s", e->dropped);
        if (e->event || e->frame->how) {
            buf_str(p->out, "\n          ");
            write_category(p, e);
            buf_str(p->out, "   ");
            write_frame(p, e);
        }
        buf_char(p->out, '\n');
    }
    if (any) buf_char(p->out, '\n');
}

/* "1 of 3, title", and a line. */
static void write_heading(const Page *p) {
    static const char *const kinds[] = {[BLOCK_TITLE] = ", title", [BLOCK_HIGHLIGHT] = ", highlight", [BLOCK_HEADING] = ", heading"};
    const Article *a = p->c->reading->article;
    unsigned kind = p->c->s->block < a->n_blocks ? a->blocks[p->c->s->block].kind : 0;
    paint(p, FAINT);
    buf_printf(p->out, "\xE2\x94\x80\xE2\x94\x80 sentence %u of %zu%s ", p->c->index + 1, p->c->reading->n_sentences,
               kind < COUNT_OF(kinds) && kinds[kind] ? kinds[kind] : "");
    for (int i = 0; i < 40; i++) buf_str(p->out, "\xE2\x94\x80");
    paint(p, PLAIN);
    buf_str(p->out, "\n\n");
}

static void write_page(const Page *p, const attache_event *events, size_t n_events) {
    size_t next = 0;
    write_heading(p);
    write_sentence(p);
    write_tree(p);
    write_mentions(p);
    if (n_events) painted(p, HEAD, "    events\n");
    for (size_t i = 0; i < p->n && next < n_events; i++)
        if (!p->list[i].dropped) write_event(p, &p->list[i], &events[next++]);
    if (!p->n && !n_events) painted(p, FAINT, "    no word here reports an event\n\n");
    write_dropped(p);
}

typedef struct Explainer {
    const Language *lang;
    bool colour;
    Buf *out;
} Explainer;

static void explain_sentence(const CodedSentence *s, void *user) {
    const Explainer *x = user;
    Page page = {.c = s->clause, .lang = x->lang, .list = s->list, .n = s->n, .colour = x->colour, .out = x->out};
    write_page(&page, s->events, s->n_events);
}

void explain_reading(const Coder *coder, const Language *lang, const Reading *reading, const char *date, bool colour, Arena *arena, Buf *out) {
    Explainer x = {.lang = lang, .colour = colour, .out = out};
    code_each(coder, reading, date, arena, explain_sentence, &x);
}
