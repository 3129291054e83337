# Owns make bench: Win32 sources through wincc, floors as plain C, one program; the same sources once more for Wine.
# Always the release build: the race test points of the other one cost time.

BENCH_WIN32 := all flat cancel_cycle cancel_flat cancel_all_flat cancel_own_flat read_ready overlapped_ready cancel_wakeup \
	cancel_sync event_poll pingpong pending_bytes pipe_cancel_cycle pipe_pingpong pipe_bulk \
	port_post_get port_pingpong port_arrivals port_flat lookup_flat copy_1g sock_cancel_cycle tcp_echo crowd
BENCH_LINUX := run memory child report host_elf load_elf crowd_elf silent_elf floors $(patsubst bench/%.c,%,$(wildcard bench/floor_*.c))
BENCH_WIN32_OBJ := $(BENCH_WIN32:%=$(B)/bench/%.o)
BENCH_LINUX_OBJ := $(BENCH_LINUX:%=$(B)/bench/%.o)
BENCH_WINE := $(if $(WINE),$(if $(shell command -v $(MINGW)),$(WINE)))
BENCH_WINESERVER := $(firstword $(shell command -v wineserver wineserver-stable) $(wildcard /usr/lib/wine/wineserver64))
BENCH_PREFIX := $(TOP)/build/bench-wine
BENCH_RUN = $(B)/bench/bench
BENCH_ENV := WINEPREFIX=$(BENCH_PREFIX) WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="

BENCH_TARGETS += bench-long

.PHONY: bench-long bench-short bench-check bench-run-long bench-run-short bench-run-check
bench-long bench-short bench-check:
	@$(MAKE) RELEASE=1 $(@:bench-%=bench-run-%)

bench-run-long: $(BENCH_RUN) $(if $(BENCH_WINE),$(B)/bench/bench.exe $(BENCH_PREFIX)/ready)
	@$(BENCH_ENV) $(BENCH_RUN) --json build/bench.json --plot build/bench.dat \
		$(if $(BENCH_WINE),--wine $(BENCH_WINE) --exe $(B)/bench/bench.exe \
		$(if $(BENCH_WINESERVER),--wineserver $(BENCH_WINESERVER)))
	@$(if $(BENCH_WINE)$(BENCH_WINESERVER),$(BENCH_ENV) $(BENCH_WINESERVER) -k >/dev/null 2>&1 || true)
	@! command -v gnuplot >/dev/null || \
		gnuplot -e "data='build/bench.dat'; picture='build/bench.png'" bench/plot.gp
	@echo "build/bench.json$$(test -f build/bench.png && echo ', build/bench.png')"

bench-run-short: $(BENCH_RUN)
	@$(BENCH_RUN) --short

bench-run-check: $(BENCH_RUN)
	@$(BENCH_RUN) --check

$(BENCH_WIN32_OBJ): $(B)/bench/%.o: bench/%.c bench/bench.h bench/flat.h bench/crowd.h tools/wincc
	@mkdir -p $(@D); echo "  WINCC   $<"
	$(Q)WINCANCEL_LIBDIR=$(LIBDIR) tools/wincc -std=gnu11 -O2 -g -Wall -Wextra -c $< -o $@

$(BENCH_LINUX_OBJ): $(B)/bench/%.o: bench/%.c $(wildcard bench/*.h)
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) -std=gnu11 -O2 -g -pthread -Wall -Wextra -c $< -o $@

$(BENCH_RUN): $(BENCH_WIN32_OBJ) $(BENCH_LINUX_OBJ) $(LIBS) $(CRT)
	@echo "  LD      $@"
	$(Q)WINCANCEL_LIBDIR=$(LIBDIR) tools/wincc $(BENCH_WIN32_OBJ) $(BENCH_LINUX_OBJ) -luring -lws2_32 -o $@

$(B)/bench/bench.exe: $(BENCH_WIN32:%=bench/%.c) bench/host_pe.c bench/bench.h bench/flat.h bench/crowd.h
	@mkdir -p $(@D); echo "  MINGW   $@"
	$(Q)$(MINGW) -O2 -Wall -Wextra $(filter %.c,$^) -o $@ -lws2_32

$(BENCH_PREFIX)/ready:
	@mkdir -p $(@D); echo "  WINE    $(@D:$(TOP)/%=%)"
	$(Q)$(BENCH_ENV) $(WINE) wineboot -i >/dev/null 2>&1 </dev/null && touch $@
