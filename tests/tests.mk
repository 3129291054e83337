# Owns how the tests are built and run: natively on both engines, with RWF_NOWAIT off, against the release build, and as Windows
# programs on Wine (the oracle). T="MODULE/FILE ..." picks test files. Every run leaves $(B)/results/COLUMN.tap, a line per case.

TEST_BOTH := $(sort $(wildcard tests/ntdll_cancel/*.c tests/kernel32_cancel/*.c \
	tests/user32_cancel/*.c tests/ws2_cancel/*.c tests/wsock32_cancel/*.c tests/ole_cancel/*.c tests/canonical/*.c))
# Race points exist in the default build only, and only natively; the storms need no second opinion from Wine.
TEST_ELF := $(sort $(if $(RELEASE),,$(wildcard tests/race/*.c)) $(wildcard tests/stress/*.c tests/fuzz/*.c))
# End threads at any instruction, which no sanitizer's run-time stands.
NOT_SANITIZED := $(if $(SAN),tests/stress/kills.c tests/stress/locks.c tests/stress/stops.c)
# Where the dialect is spoken: other files of these folders are parts of a test.
test_files = $(patsubst tests/%.c,%,$(shell grep -l '^START_TEST' $(1) /dev/null))
pick = $(if $(T),$(filter $(T:tests/%=%) $(T:tests/%.c=%),$(1)),$(1))

TEST_NAMES := $(call pick,$(call test_files,$(filter-out $(NOT_SANITIZED),$(TEST_BOTH) $(TEST_ELF))))
PE_NAMES := $(call pick,$(call test_files,$(filter-out %_elf.c,$(TEST_BOTH))))
TEST_EXES := $(TEST_NAMES:%=$(B)/tests/%)
PE_EXES := $(PE_NAMES:%=$(B)/pe-tests/%.exe)

TEST_TARGETS += test-uring test-pool $(if $(SAN),,test-nowait-off test-release)
ORACLE_TARGETS += test-oracle

# Our own test programs are built like a user's, so wincc is tested with them.
TEST_CFLAGS = -std=gnu11 $(CFLAGS) -Wall -Wextra $(WERROR) -DWIN32_LEAN_AND_MEAN $(SANFLAGS) -Itests/lib -Itests -MD -MP
TEST_CC = WINCANCEL_LIBDIR=$(LIBDIR) tools/wincc
TEST_LIB := $(patsubst tests/%.c,$(B)/obj/tests/%.o,$(wildcard tests/lib/*_elf.c)) \
	$(patsubst %,$(B)/obj/tests/lib/%.o,dialect strings runner casedir)
# What `wincc -mwinetest` links: the dialect, and a main of its own.
WINETEST := $(LIBDIR)/libwincancel_winetest.a
$(WINETEST): $(patsubst %,$(B)/obj/tests/lib/%.o,winetest winetest_child dialect strings)
	@mkdir -p $(@D); echo "  AR      $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^
ALL += $(WINETEST)
INSTALL_ARCHIVES += $(WINETEST)

TEST_DEPS := $(LIBS) $(CRT) tools/wincc
STALLFS := $(B)/tests/stallfs
LAUNCH := $(B)/tests/launch

# These two speak Linux: no shield, no windows.h.
$(B)/obj/tests/lib/runner.o $(B)/obj/tests/lib/casedir.o: $(B)/obj/tests/lib/%.o: tests/lib/%.c $(B)/obj/flags
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) $(TEST_CFLAGS) $(shell pkg-config --cflags check) -c -o $@ $<

# With the shield in front a source is too late to ask for GNU's names itself.
$(B)/obj/tests/lib/fixture_elf.o $(B)/obj/tests/lib/names_elf.o $(B)/obj/tests/lib/hosts_elf.o: TEST_CFLAGS += -D_GNU_SOURCE
$(B)/obj/tests/%.o: tests/%.c $(B)/obj/flags tools/wincc
	@mkdir -p $(@D); echo "  WINCC   $<"
	$(Q)$(TEST_CC) $(TEST_CFLAGS) -c -o $@ $<

# What else a test is linked with, here and on Wine. The others show that a program without Winsock needs none of it.
$(B)/tests/user32_cancel/% $(B)/tests/stress/messages $(B)/pe-tests/user32_cancel/%: TEST_USES := -luser32
$(B)/tests/ws2_cancel/% $(B)/tests/stress/lookups $(B)/tests/stress/sockets $(B)/tests/race/accept_over $(B)/tests/race/sockets_end $(B)/tests/race/closed_midway $(B)/tests/race/writers_meet $(B)/tests/race/read_spared $(B)/tests/race/addrinfo_timeout $(B)/tests/race/socket_news $(B)/tests/race/own_end $(B)/tests/race/idle_direction $(B)/tests/fuzz/dns_answers_elf: TEST_USES := -lws2_32 -luser32
$(B)/tests/wsock32_cancel/% $(B)/tests/race/hooked_restart $(B)/pe-tests/wsock32_cancel/%: TEST_USES := -lwsock32 -luser32
$(B)/tests/ole_cancel/% $(B)/pe-tests/ole_cancel/%: TEST_USES := -lole32 -loleaut32 -luser32 -luuid
$(B)/tests/race/com_% $(B)/tests/stress/com_%: TEST_USES := -lole32 -loleaut32 -luser32 -luuid
$(B)/tests/canonical/%: TEST_USES := -lws2_32
$(B)/pe-tests/ws2_cancel/% $(B)/pe-tests/canonical/%: TEST_USES := -lws2_32 -lmswsock -luser32

$(TEST_EXES): $(B)/tests/%: $(B)/obj/tests/%.o $(TEST_LIB) $(TEST_DEPS)
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(TEST_CC) $(SANFLAGS) -o $@ $< $(TEST_LIB) $(TEST_USES) $(shell pkg-config --libs check)

$(STALLFS): tests/fuse/stallfs.c tests/fuse/stalled.c tests/fuse/stall.h
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra $(WERROR) -o $@ $(filter %.c,$^) $(shell pkg-config --cflags --libs fuse3)

$(LAUNCH): tests/lib/launch.c tests/lib/launch_pe.c tests/lib/launch_line.c tests/lib/casedir.c tests/lib/launch.h tests/lib/dialect.h
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra $(WERROR) -o $@ $(filter %.c,$^)

-include $(wildcard $(B)/obj/tests/*/*.d)

# Sanitized code is slower, the limits of the cases grow with it.
TEST_ENV := $(if $(SAN),WINCANCEL_TIME_SCALE=5 TSAN_OPTIONS=exitcode=66:atexit_sleep_ms=20:$$TSAN_OPTIONS)
test_run = mkdir -p $(B)/results; $(TEST_ENV) $(1) $(LAUNCH) $(B)/results/$(2).tap $(STALLFS) $(3)
# One storm for each engine is enough: the two other runs look at what is different there.
CALM_EXES = $(filter-out $(B)/tests/stress/%,$(TEST_EXES))

TEST_TARGETS += test-winetest
# What others wrote, in their styles.
TEST_TARGETS += test-patterns
.PHONY: test-patterns
test-patterns: $(LIBS) $(CRT) tools/wincc
	@mkdir -p $(B)/results
	$(Q)tests/patterns/run $(abspath $(LIBDIR)) '$(SANFLAGS)' >$(B)/results/patterns.tap; s=$$?; \
		grep -v '^ok' $(B)/results/patterns.tap; exit $$s

.PHONY: test-winetest
test-winetest: $(LIBS) $(CRT) $(WINETEST) tools/wincc
	@mkdir -p $(B)/results
	$(Q)tests/winetest/run $(abspath $(LIBDIR)) '$(SANFLAGS)' >$(B)/results/winetest.tap; s=$$?; \
		grep -v '^ok' $(B)/results/winetest.tap; exit $$s

.PHONY: tests test-uring test-pool test-nowait-off test-release test-release-run test-san test-oracle pe-tests oracle-stop
tests: $(TEST_EXES) $(STALLFS) $(LAUNCH)
test-uring: tests
	@$(call test_run,WINCANCEL_ENGINE=uring,elf-uring,$(TEST_EXES))
test-pool: tests
	@$(call test_run,WINCANCEL_ENGINE=pool,elf-pool,$(TEST_EXES))
test-nowait-off: $(CALM_EXES) $(STALLFS) $(LAUNCH)
	@$(call test_run,WINCANCEL_ENGINE=uring WINCANCEL_NOWAIT=0,elf-uring-nowait,$(CALM_EXES))
test-release:
	@$(MAKE) RELEASE=1 all test-release-run
test-release-run: $(CALM_EXES) $(STALLFS) $(LAUNCH)
	@$(call test_run,WINCANCEL_ENGINE=uring,elf-uring-release,$(CALM_EXES))
test-san:
	@s=0; for san in address,undefined thread; do $(MAKE) SAN=$$san test || s=1; done; exit $$s

# dash looks only at the first name after command -v
first_command = $(firstword $(foreach c,$(1),$(shell command -v $(c))))
WINE := $(or $(WINE),$(call first_command,wine64 wine wine-stable))

# The oracle: nothing of ours is in these programs but the test itself.
PE_CFLAGS = -std=gnu11 -O2 -g -Wall -Wextra -Wno-format -DWIN32_LEAN_AND_MEAN -D__USE_MINGW_ANSI_STDIO=1 \
	-Iinclude -Itests/lib -Itests -isystem $(WINE_INC) -MD -MP
PE_LIB := $(patsubst tests/%.c,$(B)/obj/pe-tests/%.o,$(filter-out %/launch_pe.c,$(wildcard tests/lib/*_pe.c))) \
	$(patsubst %,$(B)/obj/pe-tests/lib/%.o,dialect strings)

$(B)/obj/pe-tests/%.o: tests/%.c
	@mkdir -p $(@D); echo "  MINGW   $<"
	$(Q)$(MINGW) $(PE_CFLAGS) -c -o $@ $<

$(PE_EXES): $(B)/pe-tests/%.exe: $(B)/obj/pe-tests/%.o $(PE_LIB)
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(MINGW) -static -o $@ $< $(PE_LIB) $(TEST_USES) -lkernel32 -ladvapi32 -lsynchronization -lntdll

-include $(wildcard $(B)/obj/pe-tests/*/*.d)

# No display, no .NET or HTML engines; a server of our own, which the launcher starts and ends.
WINESERVER := $(call first_command,wineserver wineserver-stable)
WINE_ENV = WINEPREFIX=$(abspath $(B))/wine WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' WINCANCEL_WINESERVER=$(WINESERVER)
$(B)/wine/ready:
	@mkdir -p $(@D); echo "  WINE    $(@D)"
	$(Q)env $(WINE_ENV) timeout 300 $(WINE) wineboot -i >$(@D)/boot.log 2>&1
	$(Q)env $(WINE_ENV) timeout 60 $(WINE) reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f >>$(@D)/boot.log 2>&1
	$(Q)env $(WINE_ENV) timeout 60 $(WINESERVER) -w
	@touch $@

pe-tests: $(PE_EXES)
ifeq ($(WINE),)
test-oracle:
	@echo "oracle: skipped, Wine is not installed"
else
# The server opens files itself, so it has to start inside the launcher's mount namespace.
test-oracle: $(PE_EXES) $(LAUNCH) $(STALLFS) $(B)/wine/ready oracle-stop
	@mkdir -p $(B)/results; s=0; env $(WINE_ENV) $(LAUNCH) $(B)/results/pe-wine.tap $(STALLFS) --wine $(WINE) $(PE_EXES) || s=1; \
	tools/tally '' $(B)/results/pe-wine.tap || s=1; exit $$s
oracle-stop: $(B)/wine/ready
	@env $(WINE_ENV) $(WINESERVER) -k || :
endif

# The long form: both engines, ten minutes for files and for sockets, a line of progress on a terminal; then as many messages as make a minute or two
# between two processes.
.PHONY: storm storm-pipes storm-sockets storm-com
storm: $(B)/tests/stress/storm storm-sockets storm-pipes storm-com
	@for e in uring pool; do echo "storm, $$e"; \
		WINCANCEL_ENGINE=$$e WINCANCEL_STORM_SECONDS=$(or $(SECONDS),300) $< || exit 1; done
storm-sockets: $(B)/tests/stress/sockets
	@for e in uring pool; do echo "storm of sockets, $$e"; \
		WINCANCEL_ENGINE=$$e WINCANCEL_STORM_SECONDS=$(or $(SECONDS),300) $< || exit 1; done
storm-pipes: $(B)/tests/stress/pipes
	@for e in uring pool; do echo "storm of named pipes, $$e"; \
		WINCANCEL_ENGINE=$$e WINCANCEL_STORM_MESSAGES=$(or $(MESSAGES),5000000) $< || exit 1; done
storm-com: $(B)/tests/stress/com_calls
	@for e in uring pool; do echo "storm of COM calls, $$e"; \
		WINCANCEL_ENGINE=$$e WINCANCEL_STORM_CALLS=$(or $(CALLS),1000000) $< || exit 1; done
