# Owns how everything is built, checked and installed; each folder's own rules stand in its *.mk, included below.
# Variables a fragment may use: TOP B LIBDIR WINE_INC CC CFLAGS_LIB SAN SANFLAGS MINGW WINE Q MODULES.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

ifneq ($(shell uname -s -m),Linux x86_64)
$(error wincancel runs on x86-64 Linux only for now)
endif

TOP := $(CURDIR)
VERSION := 0.1
comma := ,
empty :=
space := $(empty) $(empty)
Q := $(if $(filter 1,$(V)),,@)

# B is one whole build: build/ has the race test points, build/release is what gets installed.
SAN ?=
ifneq ($(SAN),)
B := build-san-$(subst $(comma),-,$(SAN))
SANFLAGS := -fsanitize=$(SAN) -fno-omit-frame-pointer $(if $(findstring undefined,$(SAN)),-fno-sanitize-recover=undefined)
else ifeq ($(RELEASE),1)
B := build/release
else
B := build
endif
LIBDIR := $(B)/lib

# A fresh machine gets its packages first: make remakes an included file and then reads everything anew.
ifneq ($(filter-out clean help uninstall,$(or $(MAKECMDGOALS),all)),)
include build/packages.mk
endif
build/packages.mk: packages.txt tools/packages
	@mkdir -p $(@D)
	@tools/packages packages.txt
	@echo 'PACKAGES_CHECKED := 1' >$@

MINGW := x86_64-w64-mingw32-gcc
WINE := $(firstword $(foreach w,wine64 wine wine-stable,$(shell command -v $(w))))
WINE_INC := $(firstword $(wildcard /usr/include/wine/wine/windows /usr/include/wine/windows \
	/usr/local/include/wine/windows /opt/wine-*/include/wine/windows))

# Warnings stop CI and lint, never somebody with a newer compiler.
WERROR := $(if $(CI),-Werror)
CFLAGS ?= -O2 -g
CFLAGS_LIB = -std=gnu11 $(CFLAGS) -fPIC -pthread -ftls-model=initial-exec -Wall -Wextra $(WERROR) \
	-DDECLSPEC_HIDDEN= -DWIN32_LEAN_AND_MEAN $(if $(RELEASE),,-DWINCANCEL_POINTS) $(SANFLAGS) \
	-iquote $(TOP) -I$(TOP)/include -isystem $(WINE_INC)
LDFLAGS_LIB = -shared -pthread -Wl,-z,now,-z,noexecstack -Wl,-Bsymbolic-functions -Wl,-rpath,'$$ORIGIN' \
	$(if $(SAN),,-Wl$(comma)-z$(comma)defs) $(SANFLAGS) $(LDFLAGS)

# The modules, each after those it calls.
MODULES := $(patsubst spec/%.spec,%,$(foreach m,ntdll_cancel kernel32_cancel user32_cancel ws2_cancel wsock32_cancel ole_cancel,$(wildcard spec/$(m).spec)))
ntdll_cancel_LIBS := -luring
kernel32_cancel_USES := ntdll_cancel
user32_cancel_USES := kernel32_cancel ntdll_cancel
ws2_cancel_USES := kernel32_cancel ntdll_cancel
ws2_cancel_LIBS := -lcares
wsock32_cancel_USES := ws2_cancel user32_cancel kernel32_cancel ntdll_cancel
ole_cancel_USES := user32_cancel kernel32_cancel ntdll_cancel
LIBS := $(MODULES:%=$(LIBDIR)/lib%.so)

# The fragments add to these what they build and run.
ALL := $(LIBS)
TEST_TARGETS :=
BENCH_TARGETS :=
ORACLE_TARGETS :=
INSTALL_BIN :=
INSTALL_ARCHIVES :=

define module
$(1)_SRC := $$(filter-out %_pe.c,$$(wildcard $(1)/*.c $(1)/*.S))
$(1)_OBJ := $$($(1)_SRC:%=$(B)/obj/%.o)
$(LIBDIR)/lib$(1).so.0: $$($(1)_OBJ) $(B)/obj/$(1).map $(B)/obj/$(1).list $$($(1)_USES:%=$(LIBDIR)/lib%.so)
	@mkdir -p $$(@D); echo "  LD      $$@"
	$$(Q)$$(CC) $$(LDFLAGS_LIB) -Wl,-soname,$$(@F) -Wl,--version-script=$(B)/obj/$(1).map -o $$@ \
		$$($(1)_OBJ) -L$(LIBDIR) $$($(1)_USES:%=-l%) $$($(1)_LIBS)
$(LIBDIR)/lib$(1).so: $(LIBDIR)/lib$(1).so.0
	$$(Q)ln -sf $$(<F) $$@
$(B)/obj/$(1).list: FORCE
	@$$(call if_changed,$$($(1)_OBJ))
-include $$($(1)_OBJ:%.o=%.d)
endef

# A file that changes only when the text in it does: what depends on it follows flags and lists, not dates.
if_changed = mkdir -p $(@D); echo '$(subst ','\'',$(1))' | cmp -s - $@ || echo '$(subst ','\'',$(1))' >$@
FORCE:

$(B)/obj/flags: FORCE
	@$(call if_changed,$(CC) $(CFLAGS_LIB))

$(foreach m,$(MODULES),$(eval $(call module,$(m))))

$(B)/obj/%.c.o: %.c $(B)/obj/flags
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) $(CFLAGS_LIB) -MMD -MP -c -o $@ $<

$(B)/obj/%.S.o: %.S $(B)/obj/flags
	@mkdir -p $(@D); echo "  AS      $<"
	$(Q)$(CC) $(CFLAGS_LIB) -MMD -MP -c -o $@ $<

$(B)/obj/%.map: spec/%.spec tools/spec2map
	@mkdir -p $(@D); echo "  MAP     $<"
	$(Q)tools/spec2map map $< >$@

-include tools/wincc.mk tools/oleproxy.mk crt/crt.mk ws2_cancel/ws2.mk ole_cancel/ole.mk tests/tests.mk tests/ole_cancel/proxies.mk tests/ole_cancel/served.mk tests/fuzz/ndr.mk bench/bench.mk \
	examples/examples.mk pe/pe.mk

.PHONY: all release test check lint matrix demo bench oracle install uninstall clean help FORCE
all: $(ALL)
demo: all
	@$(MAKE) demo-run
bench: $(BENCH_TARGETS)
oracle: $(ORACLE_TARGETS)
release:
	@$(MAKE) RELEASE=1 all

# Every run of the suite, one after the other; a red one does not hide those behind it.
RESULTS = $(B)/results/*.tap $(if $(SAN),,build/release/results/*.tap)
test:
	@rm -f $(RESULTS); mkdir -p $(B)/results
	@red=; for t in $(if $(SAN),,check) all $(TEST_TARGETS); do echo "== $$t"; \
		$(MAKE) $$t && continue; red="$$red $$t"; [ $$t = all ] && break; done; \
	tools/tally "$$red" $(RESULTS) >$(B)/results/summary.log; s=$$?; cat $(B)/results/summary.log; \
	tail -n 1 $(B)/results/summary.log >$(B)/results/summary; exit $$s

matrix:
	@tools/matrix $(RESULTS)

# The rules that need no more than the libraries and a moment.
check: $(LIBS)
	@s=0; tools/check-files || s=1; tools/check-readme || s=1; tools/matrix --check || s=1; \
	tools/check-spec $(LIBDIR) || s=1; \
	$(MAKE) RELEASE=1 check-release || s=1; exit $$s

.PHONY: check-release
check-release: $(LIBS)
	@tools/check-spec $(LIBDIR) release

# The program in the README is compiled and run as it stands there.
.PHONY: test-readme
TEST_TARGETS += test-readme
test-readme: all
	@mkdir -p $(B)/results; awk '/^```c$$/ { on = 1; next } /^```/ { on = 0 } on' README.md >$(B)/readme.c
	$(Q)WINCANCEL_LIBDIR=$(LIBDIR) tools/wincc $(SANFLAGS) $(B)/readme.c -o $(B)/readme; \
	timeout 30 $(B)/readme | grep -q 'error 995$$' || n=not; \
	echo "$$n$${n:+ }ok 1 - readme:program" | tee $(B)/results/readme.tap; [ -z "$$n" ]

include tools/lint.mk tools/install.mk

clean:
	rm -rf build build-san-* build-fuzz

help:
	@sed -n 's/^#: //p' Makefile
#: make            build the libraries, wincc and its archive into build/
#: make test       every check and test, on both engines          T="kernel32_cancel/ReadFile ..." picks
#: make SAN=thread test, make SAN=address,undefined test           the same under the sanitizers
#: make demo       programs blocked in four ways, and cancelled
#: make bench      what a cancel costs, beside the floor          build/bench.json
#: make oracle     the same tests as Windows programs, on Wine
#: make matrix     requirement x column, from the last runs
#: make lint       warnings as errors, lock rules, cppcheck, shellcheck
#: make release    the libraries without test points, build/release
#: make install    PREFIX=/usr/local, DESTDIR=                    make uninstall
#: make clean      V=1 shows the commands, CC= picks the compiler
