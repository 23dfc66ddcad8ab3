/* image.c - sections in, one checked and mapped file out. */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTION_ALIGN = 64 };

typedef struct Header {
    char magic[8];
    uint32_t version, n_sections;
    uint64_t size, checksum;
} Header;

typedef struct Entry {
    char name[16];
    uint64_t offset, bytes;
    uint32_t item_size, pad;
} Entry;

static const Entry *entries(const Image *im) { return (const Entry *)(im->data + sizeof(Header)); }

attache_status image_open_inside(Image *im, const char *data, size_t size, const char magic[8], uint32_t version, const char *where, attache_status bad,
                                 const Reporter *r) {
    *im = (Image){data, size, false};
    Header h;
    if (size < sizeof h) return report(r, bad, where, "is %zu bytes long: cut off, or not a file of attache's", size);
    memcpy(&h, data, sizeof h);
    if (memcmp(h.magic, magic, 8)) return report(r, bad, where, "does not begin with %.8s: not such a file", magic);
    if (h.version != version) return report(r, bad, where, "is of version %u; this attache reads version %u", h.version, version);
    if (h.size != size) return report(r, bad, where, "is %zu bytes long but says %llu: cut off", size, (unsigned long long)h.size);
    size_t body = sizeof h + (size_t)h.n_sections * sizeof(Entry);
    if (h.n_sections > 1024 || body > size) return report(r, bad, where, "has a broken section table");
    for (uint32_t i = 0; i < h.n_sections; i++) {
        Entry e = entries(im)[i];
        bool fits = e.offset >= body && e.offset <= size && e.bytes <= size - e.offset && e.offset % SECTION_ALIGN == 0;
        if (!fits || !e.item_size || e.bytes % e.item_size) return report(r, bad, where, "has a broken section %.15s", e.name);
    }
    return ATTACHE_OK;
}

attache_status image_open(Image *im, const char *data, size_t size, const char magic[8], uint32_t version, const char *where, attache_status bad,
                          const Reporter *r) {
    Header h;
    FORWARD_IF_ERROR(image_open_inside(im, data, size, magic, version, where, bad, r));
    memcpy(&h, data, sizeof h);
    size_t body = sizeof h + (size_t)h.n_sections * sizeof(Entry);
    return h.checksum == hash_bytes(data + body, size - body) ? ATTACHE_OK : report(r, bad, where, "has a wrong checksum: damaged");
}

attache_status image_map_file(Image *im, const char *path, const char magic[8], uint32_t version, attache_status bad, const Reporter *r) {
    *im = (Image){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
        close(fd);
        return report(r, bad, path, "is not a regular file, or is empty");
    }
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (p == MAP_FAILED) return report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    attache_status status = image_open(im, p, (size_t)st.st_size, magic, version, path, bad, r);
    im->mapped = true;
    if (status != ATTACHE_OK) image_close(im);
    return status;
}

void image_close(Image *im) {
    if (im->mapped) munmap((void *)(uintptr_t)im->data, im->size);
    *im = (Image){0};
}

const void *image_section(const Image *im, const char *name, size_t item_size, size_t *n) {
    *n = 0;
    if (!im->data) return NULL;
    Header h;
    memcpy(&h, im->data, sizeof h);
    for (uint32_t i = 0; i < h.n_sections; i++) {
        const Entry *e = &entries(im)[i];
        if (strncmp(e->name, name, sizeof e->name) || e->item_size != item_size) continue;
        *n = e->bytes / item_size;
        return im->data + e->offset;
    }
    return NULL;
}

Buf *image_writer_section(ImageWriter *w, const char *name, size_t item_size) {
    for (size_t i = 0; i < w->n; i++)
        if (!strcmp(w->sections[i].name, name)) return &w->sections[i].bytes;
    if (w->n == COUNT_OF(w->sections) || strlen(name) >= sizeof w->sections[0].name) base_die("image: too many sections, or a name too long");
    ImageSection *s = &w->sections[w->n++];
    *s = (ImageSection){.item_size = (uint32_t)item_size};
    memcpy(s->name, name, strlen(name));
    return &s->bytes;
}

void image_writer_table(ImageWriter *w, const char *name, const void *entries, size_t n, size_t size, size_t least) {
    size_t room = least;
    while (room <= 2 * n) room *= 2;
    char *out = base_zalloc(room * size);
    for (size_t k = 0; k < n; k++) {
        const char *entry = (const char *)entries + k * size;
        uint64_t key, there;
        memcpy(&key, entry, sizeof key);
        size_t i = key & (room - 1);
        while (memcpy(&there, out + i * size, sizeof there), there) i = (i + 1) & (room - 1);
        memcpy(out + i * size, entry, size);
    }
    buf_add(image_writer_section(w, name, size), out, room * size);
    free(out);
}

static bool has_section(const ImageWriter *w, const char *name) {
    for (size_t i = 0; i < w->n; i++)
        if (!strcmp(w->sections[i].name, name)) return true;
    return false;
}

void image_copy_sections(const Image *im, const char *prefix, ImageWriter *w) {
    Header h = {.n_sections = 0};
    if (im->data) memcpy(&h, im->data, sizeof h);
    for (uint32_t i = 0; i < h.n_sections; i++) {
        const Entry *e = &entries(im)[i];
        if (strncmp(e->name, prefix, strlen(prefix))) continue;
        char name[sizeof e->name + 1] = {0};
        memcpy(name, e->name, sizeof e->name);
        if (has_section(w, name)) continue;
        buf_add(image_writer_section(w, name, e->item_size), im->data + e->offset, e->bytes);
    }
}

static size_t aligned(size_t n) { return (n + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN; }

void image_writer_finish(ImageWriter *w, const char magic[8], uint32_t version, Buf *out) {
    size_t body = sizeof(Header) + w->n * sizeof(Entry), at = aligned(body);
    Header h = {.version = version, .n_sections = (uint32_t)w->n};
    memcpy(h.magic, magic, 8);
    buf_clear(out);
    buf_add(out, &h, sizeof h);
    for (size_t i = 0; i < w->n; i++) {
        ImageSection *s = &w->sections[i];
        Entry e = {.offset = at, .bytes = s->bytes.n, .item_size = s->item_size};
        memcpy(e.name, s->name, sizeof e.name);
        buf_add(out, &e, sizeof e);
        at = aligned(at + s->bytes.n);
    }
    static const char zeros[SECTION_ALIGN];
    for (size_t i = 0; i < w->n; i++) {
        buf_add(out, zeros, aligned(out->n) - out->n);
        buf_add(out, w->sections[i].bytes.p, w->sections[i].bytes.n);
    }
    h.size = out->n;
    h.checksum = hash_bytes(out->p + body, out->n - body);
    memcpy(out->p, &h, sizeof h);
}

void image_writer_free(ImageWriter *w) {
    for (size_t i = 0; i < w->n; i++) buf_free(&w->sections[i].bytes);
    w->n = 0;
}
