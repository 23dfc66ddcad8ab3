/* tables.c - the coder's view of the compiled tables: opened from the image once, then read by all threads. */
#include <stdlib.h>

#include "event/decide.h"

static void find_named(Coder *c, const uint32_t *rules) {
#define RULE_NAME(number, name) #name,
    static const char *const rule_names[RULE_COUNT] = {EACH_RULE(RULE_NAME)};
    for (size_t k = 0; k < RULE_COUNT; k++) {
        const uint32_t *rule = ITEM_WHERE(at, rules, c->n_rules, !strcmp(coder_string(c, *at), rule_names[k]));
        c->rule[k] = rule ? (uint32_t)(rule - rules) + 1 : 0;
    }
}

static void find_mode_strings(Coder *c) {
    c->mode_strings = base_zalloc(n_event_modes * sizeof *c->mode_strings);
    for (size_t k = 0; k < n_event_modes; k++)
        for (size_t i = 0; i < c->n_scores && !c->mode_strings[k]; i++)
            if (c->scores[i].event == event_modes[k].event && !strcmp(coder_string(c, c->scores[i].mode), event_modes[k].name)) c->mode_strings[k] = c->scores[i].mode;
}

/* Readers look at headlines first: the likeliest event of a headline that has no other is written down to this share of the threshold, where half of such events
 * are right. */
static const double TITLE_SHARE = 0.6;

attache_status code_open(Coder **out, const Image *im, const Kb *know, double least, const Reporter *r) {
    Coder *c = base_zalloc(sizeof *c);
    size_t n, n_at, n_keys;
    c->know = know;
    c->strings = image_section(im, "strings", 1, &n);
    c->frames = image_section(im, "code.frames", sizeof *c->frames, &c->n_frames);
    c->frame_keys = image_section(im, "code.frame_keys", sizeof *c->frame_keys, &n_keys);
    c->frame_at = image_section(im, "code.frame_at", sizeof *c->frame_at, &n_at);
    c->items = image_section(im, "code.items", sizeof *c->items, &n);
    c->values = image_section(im, "code.values", sizeof *c->values, &n);
    c->composes = image_section(im, "code.composes", sizeof *c->composes, &c->n_composes);
    c->compose_at = image_section(im, "code.compose_at", sizeof *c->compose_at, &n);
    c->scores = image_section(im, "code.scores", sizeof *c->scores, &c->n_scores);
    c->people = image_section(im, "code.people", sizeof *c->people, &c->n_people);
    const uint32_t *rules = image_section(im, "code.rules", sizeof *rules, &c->n_rules);
    bool whole = c->strings && c->frames && c->frame_keys && c->frame_at && c->items && c->values && c->composes && c->compose_at && c->scores && c->people && rules;
    if (!classes_open(&c->classes, im, &know->lexicon) || !whole || n_at != c->classes.n_ids + 1 || n_keys != c->n_frames) {
        code_close(c);
        return report(r, ATTACHE_ERR_TABLE, "knowledge", "has no frames, classes or codes in it");
    }
    find_named(c, rules);
    find_mode_strings(c);
    c->models = base_zalloc(sizeof *c->models);
    if (!models_open(c->models, im)) {
        code_close(c);
        return report(r, ATTACHE_ERR_MODEL, "event model", "is damaged or of another version: make it anew (models/README.md)");
    }
    const float *bars = c->models->bars;
    c->least = least > 0 ? (Least){least, 0} : least < 0 ? (Least){0} : (Least){(double)bars[BAR_CONFIDENCE], (double)bars[BAR_FIRM]};
    c->least_title = least == 0 ? (Least){c->least.confidence * TITLE_SHARE, 0} : c->least; /* an explicit threshold is applied as given */
    *out = c;
    return ATTACHE_OK;
}

void code_close(Coder *c) {
    if (c && c->models) models_close(c->models);
    if (c) free(c->models), free(c->mode_strings);
    free(c);
}
