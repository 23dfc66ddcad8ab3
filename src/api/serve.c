/* serve.c - the public interface of the desk: starts a web server for the path of a store, with the knowledge of an attache. */
#include "api/attache_int.h"

#include <stdlib.h>

#include "desk/desk.h"

struct attache_desk {
    Desk *desk;
};

attache_status attache_desk_start(const attache *self, const char *store, const attache_desk_options *options, attache_desk **out) {
    Desk *desk;
    attache_desk_options wanted = options ? *options : (attache_desk_options){0};
    if (!wanted.listen) wanted.listen = "127.0.0.1:8765";
    *out = NULL;
    attache_desk *handle = calloc(1, sizeof *handle);
    if (!handle) return ATTACHE_ERR_MEMORY;
    attache_status status = GUARDED(&self->reporter, store, desk_start(store, self->know, self->lang, &wanted, &self->reporter, &desk));
    if (status == ATTACHE_OK)
        handle->desk = desk, *out = handle;
    else
        free(handle);
    return status;
}

const char *attache_desk_address(const attache_desk *desk) { return desk_address(desk->desk); }
bool attache_desk_has_pages(const attache_desk *desk) { return desk_has_pages(desk->desk); }

void attache_desk_stop(attache_desk *desk) {
    if (!desk) return;
    desk_stop(desk->desk);
    free(desk);
}
