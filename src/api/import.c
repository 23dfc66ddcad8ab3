/* import.c - attache_import_run: gives out/import.h what tables and names say about the codes in other programs' files. */
#include "api/attache_int.h"
#include "base/map.h"
#include "compile/tables.h"
#include "coref/coref.h"
#include "out/import.h"

typedef struct Cameo {
    char code[8];
    const char *event, *mode;
} Cameo;

typedef struct Names {
    const attache *self;
    LangScratch *scratch;
    Arena arena, phrase;
    Map countries; /* index + 1 in `codes`, by name */
    const char **codes;
    Cameo *cameos;
    size_t n_codes, cap_codes, n_cameos, cap_cameos;
} Names;

static const char *find_country(Names *n, const char *name) {
    const Kb *k = n->self->know;
    for (size_t i = 0; i < k->n_countries; i++)
        if (!strcmp(name, k->countries[i].code) || !strcmp(name, kb_string(k, k->countries[i].name))) return k->countries[i].code;
    Entity e;
    arena_reset(&n->phrase);
    who_is(k, n->scratch, name, "", "", &n->phrase, &e);
    return e.sector || !e.code[0] ? "" : arena_slice(&n->arena, slice_of(e.code));
}

static const char *code_of(const char *country, void *user) {
    Names *n = user;
    uint64_t *place = map_put(&n->countries, map_key(country));
    if (!*place) {
        const char *code = find_country(n, country);
        *VEC_PUSH(&n->arena, n->codes, n->n_codes, n->cap_codes) = code;
        *place = n->n_codes;
    }
    return n->codes[*place - 1];
}

static bool category_of(const char *code, const char **event, const char **mode, void *user) {
    const Names *n = user;
    for (size_t i = 0; i < n->n_cameos; i++)
        if (!strcmp(code, n->cameos[i].code)) return *event = n->cameos[i].event, *mode = n->cameos[i].mode, true;
    return false;
}

/* The codes' categories, from cameo.tsv. */
static attache_status read_cameo(Names *n) {
    static const char *const columns[] = {"cameo", "event", "mode", "context", "label", "people"};
    TableSet set = {0};
    Tsv t;
    FORWARD_IF_ERROR(tables_unpack(&set, &n->self->image, &n->self->reporter));
    attache_status status = tables_open(&set, &t, "cameo.tsv", columns, COUNT_OF(columns), &n->self->reporter);
    while (status == ATTACHE_OK && tsv_next(&t)) {
        Cameo *c = VEC_PUSH(&n->arena, n->cameos, n->n_cameos, n->cap_cameos);
        snprintf(c->code, sizeof c->code, "%.*s", (int)t.cells[0].n, t.cells[0].p);
        c->event = arena_slice(&n->arena, t.cells[1]);
        Slice modes = t.cells[2], mode = {"", 0};
        slice_split(&modes, ' ', &mode);
        c->mode = arena_slice(&n->arena, mode);
    }
    if (status == ATTACHE_OK) status = tables_close(&set, &t);
    tables_free(&set);
    return status;
}

static attache_status run(Names *names, Store *store, attache_format format, const char *path, attache_import_counts *counts) {
    ImportNames given = {code_of, category_of, names};
    names->scratch = lang_scratch_new(names->self->lang);
    FORWARD_IF_ERROR(read_cameo(names));
    return import_run(store, format, path, &given, counts);
}

attache_status attache_import_run(attache_store *store, attache_format format, const char *path, attache_import_counts *out) {
    Store *s = store_of(store);
    Names names = {.self = attache_of(store)};
    attache_import_counts counts = {0};
    arena_init(&names.arena);
    arena_init(&names.phrase);
    attache_status status = GUARDED(store_reporter(s), path, run(&names, s, format, path, &counts));
    if (status == ATTACHE_ERR_MEMORY) store_give_up(s);
    map_free(&names.countries);
    arena_free(&names.arena);
    arena_free(&names.phrase);
    lang_scratch_free(names.scratch);
    if (out) *out = counts;
    return status;
}
