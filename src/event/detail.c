/* detail.c - finds the places and numbers around a trigger. */
#include <stdio.h>
#include <stdlib.h>

#include "event/candidate.h"

/* ---- places ---- */

/* "in Aleppo", "through Khartoum", "in the city of Basra". */
static bool place_case(const Clause *c, int t) {
    int mark = clause_child(c, t, DEP_CASE), h = clause_token(c, t)->head;
    bool of_site = mark != NONE && h >= 0 && clause_lemma_is(c, mark, WORD_OF) && clause_token(c, h)->upos != UPOS_VERB && clause_in_class(c, h, CLASS_SITE);
    return of_site || (mark != NONE && clause_in_class(c, mark, CLASS_PLACE_PREP));
}

/* A country as such, not a town that stands for it. */
static bool is_country(const Entity *e) { return e->kind == ENT_STATE && !e->sector; }

static void set_place(attache_event *out, const Entity *e, const Reading *reading, Span span, Arena *arena) {
    out->loc.extracted_place = arena_slice(arena, slice_sub(reading->article->text, span));
    out->loc.resolved_place = e->place ? e->place : e->name[0] ? e->name : out->loc.extracted_place;
    out->loc.country_code = e->code;
    out->loc.lat = e->lat;
    out->loc.lon = e->lon;
    out->loc.geonameid = (long)e->geonameid;
    out->loc.resolution = e->resolution ? e->resolution : is_country(e) ? 1 : 4;
}

static const Mention *dateline_mention(const Reading *r) {
    Span d = r->article->dateline;
    size_t i = d.end > d.start ? reading_first_mention(r, reading_sentence_at(r, d.start)) : r->n_mentions;
    for (; i < r->n_mentions && r->sentences[r->mentions[i].sentence].span.start < d.end; i++) {
        const Mention *m = &r->mentions[i];
        if (m->span.start < d.end && d.start < m->span.end && m->n_entities && reading_entity(r, m, 0)->code[0]) return m;
    }
    return NULL;
}

/* "jailed a man for helping fighters in Syria", "convicted him of arming them": the alleged deed happened elsewhere. */
static bool is_reason(const Clause *c, const Candidate *e, int t) {
    for (; t >= 0 && t != e->token; t = clause_token(c, t)->head)
        if (nest_is_reason(c, t) || nest_is_verdict(c, t)) return true;
    return false;
}

/* The nearest verb above a word, itself included, or the root of the tree. */
static int verb_above(const Clause *c, int t) {
    for (int h = clause_token(c, t)->head; h >= 0 && clause_token(c, t)->upos != UPOS_VERB; h = clause_token(c, t)->head) t = h;
    return t;
}

/* Whether a place belongs to the verb whose complement contains the event: "police in Milan said that in Bari ..." */
static bool is_tellers(const Clause *c, const Candidate *e, int t) {
    for (int own = verb_above(c, e->support != NONE ? e->support : e->token); own >= 0 && !clause_dominates(c, own, t); own = clause_token(c, own)->head) {
        int h = clause_token(c, own)->head;
        if (h >= 0 && clause_relation(c, own) == DEP_CCOMP && clause_dominates(c, h, t)) return true;
    }
    return false;
}

void detail_place(Clause *c, const Candidate *e, attache_event *out, Arena *arena) {
    const Reading *r = c->reading;
    int best = NONE, best_distance = LANG_SENTENCE_MAX;
    bool local = e->event == EVENT_ASSAULT || e->event == EVENT_CONSULT || e->event == EVENT_MOBILIZE || e->event == EVENT_RETREAT;
    for (int t = 0; t < (int)c->s->n; t++) {
        const Entity *who = clause_entity(c, t);
        if (!who || (who->kind != ENT_PLACE && who->kind != ENT_STATE)) continue;
        bool goal = local && candidate_has(&e->recipients, t); /* the object of bombing or visiting: a town */
        if ((!goal && !place_case(c, t)) || clause_mention(c, t)->aside || is_reason(c, e, t)) continue;
        int distance = t > e->token ? t - e->token : e->token - t;
        if (is_tellers(c, e, t)) distance += 40;
        if (is_country(who)) distance += goal ? 20 : 6; /* a city is more specific than a country */
        if (distance < best_distance) best = t, best_distance = distance;
    }
    if (best != NONE) {
        set_place(out, clause_entity(c, best), r, clause_span(c, best), arena);
        return;
    }
    const Mention *m = dateline_mention(r);
    bool here = m && out->event && (event_is(out->event, EVENT_CONSULT) || event_is(out->event, EVENT_PROTEST)) &&
                !(out->aux & (ATTACHE_HISTORICAL | ATTACHE_FUTURE | ATTACHE_HYPOTHETICAL));
    if (here) set_place(out, reading_entity(r, m, 0), r, m->span, arena);
}

/* ---- numbers ---- */

static const char *write_count(double n, Arena *arena) { return n > 0 && n < 1e9 ? arena_printf(arena, "%.0f", n) : ""; }

/* The field for the number at a word in an event of this category; NULL: none. */
static const char **counter_for(const Clause *c, int t, unsigned event, attache_event *out) {
    bool harm = event == EVENT_ASSAULT || event == EVENT_PROTEST,
         arrests = event == EVENT_COERCE || event == EVENT_PROTEST || event == EVENT_SANCTION;
    if (harm && (clause_in_class(c, t, CLASS_DEAD) || clause_form_is(c, t, WORD_LIVES) || clause_form_is(c, t, WORD_TOLL))) return &out->size.dead;
    if (harm && clause_in_class(c, t, CLASS_INJURED)) return &out->size.injured;
    return arrests && clause_in_class(c, t, CLASS_ARRESTED) ? &out->size.arrested : NULL;
}

static void count_at(Clause *c, int t, const Candidate *e, attache_event *out, Arena *arena) {
    const char **into = counter_for(c, t, e->event, out);
    if (into && !**into) *into = write_count(number_counted_by(c, t), arena);
}

/* The marchers: the actors, or those whom a rally drew. */
static double crowd_of(Clause *c, const Candidate *e) {
    double n = -1;
    for (uint16_t i = 0; i < e->actors.n && n < 0; i++) n = number_of_phrase(c, e->actors.t[i], false);
    int h = clause_token(c, e->token)->head;
    bool drew = n < 0 && h >= 0 && clause_token(c, h)->upos == UPOS_VERB && e->frame->pos == 'N' && clause_in_class(c, h, CLASS_DRAW);
    return drew ? number_of_phrase(c, clause_object(c, h), false) : n;
}

void detail_numbers(Clause *c, const Candidate *e, attache_event *out, Arena *arena) {
    out->size.dead = out->size.injured = out->size.arrested = out->size.participants = "";
    if (e->event != EVENT_ASSAULT && e->event != EVENT_COERCE && e->event != EVENT_PROTEST && e->event != EVENT_SANCTION) return;
    count_at(c, e->token, e, out, arena); /* the trigger first */
    for (int t = 0; t < (int)c->s->n; t++) count_at(c, t, e, out, arena);
    if (e->event == EVENT_PROTEST) out->size.participants = write_count(crowd_of(c, e), arena);
}
