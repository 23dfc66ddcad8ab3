/* explain.c - a person's view: each sentence, its tree, its mentions, its events with the frame and rule for each, and what was considered and dropped. */
#include "code/code_int.h"

static void write_tree(const Clause *c, const Language *lang, Buf *out) {
    const char *text = c->reading->article->text;
    for (uint32_t i = 0; i < c->s->n; i++) {
        const Token *t = &c->s->tokens[i];
        buf_printf(out, "    %3u  %-20.*s %-16s %-6s %-5s %3d  %s\n", i + 1, (int)(t->span.end - t->span.start), text + t->span.start, t->lemma,
                   lang_upos_name(t->upos), lang_xpos_name(lang, t->xpos), t->head + 1, lang_deprel_name(t->deprel));
    }
}

static void write_code(const char *code, const char *sector, const char (*other)[4], Buf *out) {
    buf_str(out, code[0] ? code : "---");
    if (sector[0]) buf_printf(out, " %s", sector);
    for (size_t i = 0; i < 3 && other[i][0]; i++) buf_printf(out, "+%s", other[i]);
}

static void write_mentions(const Clause *c, Buf *out) {
    const Reading *r = c->reading;
    for (uint32_t t = 0; t < c->s->n; t++) {
        if (c->mention_at[t] < 0) continue;
        const Mention *m = &r->mentions[c->mention_at[t]];
        for (size_t k = 0; k < m->n_entities; k++) {
            const Entity *e = &r->entities[r->refs[m->entities + k]];
            if (e->kind == ENT_UNKNOWN && !e->code[0] && !e->sector[0]) continue;
            buf_printf(out, "    %-44.*s ", (int)(m->span.end - m->span.start), r->article->text + m->span.start);
            write_code(e->code, e->sector, e->other, out);
            if (e->name[0] || e->office[0]) buf_printf(out, "  %s%s%s", e->name, e->name[0] && e->office[0] ? ", " : "", e->office);
            buf_printf(out, "  (%s)\n", e->how);
        }
    }
}

static void write_tokens(const Clause *c, const char *label, const int16_t *tokens, size_t n, Buf *out) {
    if (!n) return;
    buf_printf(out, "  %s:", label);
    for (size_t i = 0; i < n; i++) {
        Span s = party_span(c, tokens[i]);
        buf_printf(out, "%s \"%.*s\"", i ? "," : "", (int)(s.end - s.start), c->reading->article->text + s.start);
    }
}

static void write_candidate(const Clause *c, const Candidate *e, Buf *out) {
    const Coder *coder = c->coder;
    Span from = clause_token(c, e->token)->span, to = clause_token(c, e->end)->span;
    buf_printf(out, "    %s %-10s %-4s \"%.*s\"", e->dropped ? " -" : "=>", event_names[e->event], e->cameo, (int)(to.end - from.start),
               c->reading->article->text + from.start);
    for (uint8_t i = 0; i < e->n_modes; i++) buf_printf(out, " %s", coder_string(coder, e->modes[i]));
    write_tokens(c, "actor", e->actors, e->n_actors, out);
    write_tokens(c, "recipient", e->recipients, e->n_recipients, out);
    if (e->frame->how)
        buf_printf(out, "\n         frame %s (%s)", coder_string(coder, e->frame->name), coder_string(coder, e->frame->how));
    else
        buf_str(out, "\n         no frame");
    if (e->probability > 0) buf_printf(out, ", %s %.2f", e->recoded ? "category by the model" : "model", (double)e->probability);
    if (e->frame->rule) buf_printf(out, ", rule %s", coder_string(coder, e->frame->rule));
    if (e->rule) buf_printf(out, " (%s)", coder_string(coder, e->rule->how));
    static const char *const aux[] = {"historical", "future", "hypothetical", "negation"};
    for (size_t i = 0; i < COUNT_OF(aux); i++)
        if (e->aux >> i & 1) buf_printf(out, ", %s", aux[i]);
    if (e->dropped) buf_printf(out, "; dropped: %s", e->dropped);
    buf_char(out, '\n');
}

void code_explain(const Coder *coder, const Language *lang, const Reading *reading, const char *date, Arena *arena, Buf *out) {
    Speakers speakers;
    attache_event *events = NULL;
    size_t n_events = 0, cap = 0;
    Clause *clauses = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *clauses);
    for (uint32_t i = 0; i < reading->n_sentences; i++) clause_open(&clauses[i], coder, reading, i, arena);
    attribution_read(clauses, reading->n_sentences, reading->article, &speakers, arena);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        Clause c = clauses[i];
        Candidate *list;
        const Sentence *s = &reading->sentences[i];
        size_t n = code_sentence(&c, &speakers, date, arena, &list, &events, &n_events, &cap);
        buf_printf(out, "%u  %.*s\n\n  tree\n", i, (int)(s->span.end - s->span.start), reading->article->text + s->span.start);
        write_tree(&c, lang, out);
        buf_str(out, "  mentions\n");
        write_mentions(&c, out);
        buf_str(out, n ? "  events\n" : "  no trigger of data/frames.tsv\n");
        for (size_t k = 0; k < n; k++) write_candidate(&c, &list[k], out);
        buf_char(out, '\n');
    }
}
