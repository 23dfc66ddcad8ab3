/* entities.c - the entities of an article, and the references from mentions to them. */
#include "coref/coref_int.h"

uint32_t entities_add(Resolver *r, const Entity *e) {
    Reading *o = r->out;
    *VEC_PUSH(r->view.arena, o->entities, o->n_entities, r->cap_entities) = *e;
    return (uint32_t)o->n_entities - 1;
}

uint32_t entities_refer(Resolver *r, uint32_t entity) {
    *VEC_PUSH(r->view.arena, r->out->refs, r->n_refs, r->cap_refs) = entity;
    return (uint32_t)r->n_refs - 1;
}

Entity entities_of_phrase(const Resolver *r, int16_t phrase) {
    const Refs *f = &r->refs[phrase];
    return f->done && f->n ? r->out->entities[r->out->refs[f->first]] : ENTITY_NONE;
}
