# make          build/attache, the libraries and attache.pc
# make demo     installs what is missing, builds, codes the example page
# make check    installs what is missing, builds, runs all tests
# make asan     the tests under AddressSanitizer and UBSan
# make install PREFIX=/usr/local DESTDIR=
CC ?= gcc
B ?= build
PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^\#define ATTACHE_VERSION "\(.*\)"/\1/p' include/attache.h)
DEPS := libxml-2.0 libutf8proc uchardet jansson zlib
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(SAN) $(WARN) -fPIC -fvisibility=hidden -pthread -MMD -MP -Iinclude -Isrc $(shell pkg-config --cflags $(DEPS) 2>/dev/null)
LIBS = $(shell pkg-config --libs $(DEPS) 2>/dev/null) -lm -pthread
LAYERS := base read lang know code link
SRC := $(wildcard $(LAYERS:%=src/%/*.c)) $(wildcard src/*.c)
OBJ := $(SRC:%.c=$(B)/%.o) $(B)/gen/embed.o
# tablec cannot need what it makes
TABLEC_OBJ := $(filter-out $(B)/gen/embed.o,$(OBJ)) $(B)/tools/tablec.o $(B)/gen/no-embed.o
PROG := $(patsubst %.c,$(B)/%.o,$(wildcard prog/*.c))
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
TABLES := $(wildcard data/*.tsv)
MODEL := models/en.model
CODE_MODEL := $(wildcard models/code.model)

.PHONY: all lib demo check asan install clean packages tidy
.SECONDARY:
all: $(B)/attache lib
lib: $(B)/libattache.a $(B)/libattache.so.0 $(B)/attache.pc

ifeq ($(filter clean packages demo check asan tidy,$(MAKECMDGOALS)),)
ifneq ($(shell pkg-config --exists $(DEPS) && echo yes),yes)
$(error a package is missing: run "make demo" or "make packages", which install what PACKAGES names)
endif
endif

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(B)/gen/no-embed.o: tools/embed.S
	@mkdir -p $(@D)
	@: > $(@D)/empty
	$(CC) -c -DKNOWLEDGE='"$(@D)/empty"' -DMODEL='"$(@D)/empty"' $< -o $@

$(B)/gen/embed.o: tools/embed.S $(B)/gen/knowledge.bin $(MODEL)
	$(CC) -c -DKNOWLEDGE='"$(B)/gen/knowledge.bin"' -DMODEL='"$(MODEL)"' $< -o $@

$(B)/tablec: $(TABLEC_OBJ)
	$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/gen/knowledge.bin: $(B)/tablec $(TABLES) $(CODE_MODEL)
	@mkdir -p $(@D)
	$(B)/tablec data $@

# One object whose internal names are local, so that nothing of ours clashes with a user's own names.
$(B)/libattache.a: $(OBJ)
	ld -r $^ -o $(B)/libattache.o
	objcopy --localize-hidden $(B)/libattache.o
	rm -f $@ && ar rcs $@ $(B)/libattache.o

$(B)/libattache.so.0: $(OBJ)
	$(CC) -shared $(SAN) -Wl,-soname,libattache.so.0 -Wl,-z,defs $^ $(LIBS) -o $@ || $(CC) -shared $(SAN) -Wl,-soname,libattache.so.0 $^ $(LIBS) -o $@
	ln -sf libattache.so.0 $(B)/libattache.so

$(B)/attache.pc: Makefile include/attache.h
	@mkdir -p $(@D)
	printf 'prefix=%s\nlibdir=$${prefix}/lib\nincludedir=$${prefix}/include\n\nName: attache\nDescription: event coder for news, PLOVER and CAMEO\nVersion: %s\nRequires.private: %s\nLibs: -L$${libdir} -lattache\nLibs.private: -lm -pthread\nCflags: -I$${includedir}\n' '$(PREFIX)' '$(VERSION)' '$(DEPS)' > $@

$(B)/attache: $(PROG) $(B)/libattache.a
	$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/train: $(patsubst %.c,$(B)/%.o,$(wildcard tools/train.c tools/train_lang*.c)) $(TABLEC_OBJ:$(B)/tools/tablec.o=)
	$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/train_code: $(B)/tools/train_code.o $(OBJ)
	$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/unit/%: tests/unit/%.c $(OBJ)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MF $@.d $< $(OBJ) $(LIBS) -lcmocka -o $@

$(B)/run_cases: $(B)/tests/run_cases.o $(B)/libattache.a
	$(CC) $(SAN) $^ $(LIBS) -o $@

packages:
	@tools/install-packages.sh PACKAGES

demo: packages
	@$(MAKE) --no-print-directory -s all
	@$(B)/attache explain --brief examples/page.html

check: packages
	@$(MAKE) --no-print-directory -s all $(UNIT) $(B)/run_cases
	@B=$(B) tests/run.sh

asan: packages
	@ASAN_OPTIONS=detect_leaks=1 $(MAKE) --no-print-directory check B=build/asan CFLAGS="-O1 -g -fno-omit-frame-pointer" SAN="-fsanitize=address,undefined -fno-sanitize-recover=undefined"

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include
	install -m 755 $(B)/attache $(DESTDIR)$(PREFIX)/bin/
	install -m 644 include/attache.h $(DESTDIR)$(PREFIX)/include/
	install -m 644 $(B)/libattache.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(B)/libattache.so.0 $(DESTDIR)$(PREFIX)/lib/
	ln -sf libattache.so.0 $(DESTDIR)$(PREFIX)/lib/libattache.so
	sed 's|^prefix=.*|prefix=$(PREFIX)|' $(B)/attache.pc > $(DESTDIR)$(PREFIX)/lib/pkgconfig/attache.pc

tidy:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
