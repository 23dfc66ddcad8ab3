/* polecat.c - writes an event as a line with POLECAT's columns (polecat.h). */
#include "out/polecat.h"
#include "vocab/codebook.h"

const char *const polecat_columns[POLECAT_CELLS] = {
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
};
const char *const polecat_quads[5] = {"", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"};

/* An item of a list, without the separator. */
static void add_item(Buf *out, const char *text) {
    for (const char *p = text; *p; p++) buf_char(out, *p == ';' ? ',' : *p);
}

static const char *country_of(const attache_entity *e) {
    ActorCode actor = actor_of(e->code);
    return actor ? actor_names[actor] : e->country[0] ? e->country : e->code;
}

/* The party's own name; for a state itself the state's. */
static const char *name_of(const attache_entity *e) {
    return e->identifier[0] ? e->identifier : !e->sector[0] && !actor_of(e->code) ? e->country : "";
}

static void add_sectors(Buf *out, const attache_entity *e, const char *between) {
    if (e->sector[0]) buf_str(out, e->sector);
    for (size_t i = 0; i < e->n_other_sectors; i++) buf_printf(out, "%s%s", i || e->sector[0] ? between : "", e->other_sectors[i]);
}

static void add_cell(Buf *out, const attache_entity *e, int cell, bool alone) {
    switch (cell) {
    case SIDE_NAME: return add_item(out, name_of(e));
    case SIDE_COUNTRY: return add_item(out, country_of(e));
    case SIDE_SECTOR: return add_item(out, e->sector);
    case SIDE_SECTORS: return add_sectors(out, e, alone ? "; " : ",");
    case SIDE_TITLE: return add_item(out, e->office);
    case SIDE_RAW: return add_item(out, e->text);
    }
}

static void side(Csv *row, const attache_entity *list, size_t n) {
    Buf cell = {0};
    for (int c = 0; c < SIDE_CELLS; c++) {
        bool any = false;
        buf_clear(&cell);
        for (size_t i = 0; i < n; i++) {
            if (i) buf_str(&cell, "; ");
            size_t before = cell.n;
            add_cell(&cell, &list[i], c, n == 1);
            any |= cell.n > before;
            if (cell.n == before && n > 1) buf_str(&cell, POLECAT_NONE);
        }
        csv_text(row, any ? (Slice){cell.p, cell.n} : slice_of(""));
    }
    buf_free(&cell);
}

static void known_number(Csv *row, bool known, double number) {
    if (known)
        csv_printf(row, "%.7g", number);
    else
        csv_str(row, "");
}

static void place(Csv *row, const attache_event *e) {
    static const char *const features[] = {"", "PCLI", "ADM1", "", "PPL"}; /* GeoNames' feature types, by resolution */
    int resolution = e->loc.resolution;
    bool known = e->loc.lat != 0 || e->loc.lon != 0;
    csv_str(row, e->loc.resolved_place);
    csv_str(row, resolution == 4 ? e->loc.resolved_place : "");
    csv_str(row, "");
    csv_str(row, resolution == 2 ? e->loc.resolved_place : "");
    csv_str(row, e->loc.country[0] ? e->loc.country : e->loc.country_code);
    known_number(row, known, e->loc.lat);
    known_number(row, known, e->loc.lon);
    if (e->loc.geonameid)
        csv_printf(row, "%ld", e->loc.geonameid);
    else
        csv_str(row, "");
    csv_str(row, e->loc.extracted_place);
    csv_str(row, resolution >= 0 && resolution <= 4 ? features[resolution] : "");
}

/* Those of the story's people who take part. */
static void people(Csv *row, const attache_event *e) {
    Buf cell = {0};
    for (size_t i = 0; i < e->n_participants; i++) {
        const attache_entity *p = &e->participants[i];
        if (i) buf_str(&cell, "; ");
        add_item(&cell, p->identifier[0] ? p->identifier : p->text);
    }
    csv_text(row, (Slice){cell.n ? cell.p : "", cell.n});
    buf_free(&cell);
}

void polecat_event(Csv *row, const attache_event *e) {
    csv_strs(row, (const char *const[]){e->id, e->date, e->event}, 3);
    csv_list(row, e->modes, e->n_modes, "; ");
    csv_printf(row, "%.1f", e->event_scale);
    csv_str(row, e->quad_code >= 1 && e->quad_code <= 4 ? polecat_quads[e->quad_code] : "");
    csv_list(row, e->contexts, e->n_contexts, "; ");
    side(row, e->actors, e->n_actors);
    side(row, e->recipients, e->n_recipients);
    place(row, e);
    csv_strs(row, (const char *const[]){e->publication, e->article->date}, 2);
    people(row, e);
    csv_strs(row, (const char *const[]){"", "", e->article->language, e->coder}, 4);
}
