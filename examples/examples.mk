# Owns the example programs: built natively with wincc, checked with mingw-w64, shown by demo-run.

EXAMPLES := cancelable_read sync_worker pipe_timeout iocp_echo wcopy lookup
EXAMPLES_BIN := $(EXAMPLES:%=$(B)/examples/%)
DEMO_FUSE := $(STALLFS)

# lookup: several names at once, those that take too long cancelled.
$(B)/examples/lookup $(B)/examples/pe/lookup.exe: EXAMPLE_USES := -lws2_32 -luser32

.PHONY: examples examples-pe demo-run
examples: $(EXAMPLES_BIN)

$(EXAMPLES_BIN): $(B)/examples/%: examples/%.c examples/row.h tools/wincc $(LIBS) $(CRT)
	@mkdir -p $(@D); echo "  WINCC   $<"
	$(Q)tools/wincc -O2 -g -Wall -Wextra $< -o $@ $(EXAMPLE_USES)

# The same sources, unchanged, for Windows: compiled only, `make oracle` does.
ORACLE_TARGETS += examples-pe
examples-pe: $(EXAMPLES:%=$(B)/examples/pe/%.exe)

$(B)/examples/pe/%.exe: examples/%.c examples/row.h
	@mkdir -p $(@D); echo "  MINGW   $<"
	$(Q)$(MINGW) -O2 -Wall -Wextra -Werror $< -o $@ $(EXAMPLE_USES)

$(B)/examples/demo_pty: examples/demo_pty.c
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) -std=gnu11 -O2 -Wall -Wextra $< -o $@

demo-run: $(EXAMPLES_BIN) $(B)/examples/demo_pty $(DEMO_FUSE)
	@$(B)/examples/demo_pty examples/demo.sh $(B)/examples $(DEMO_FUSE)

# wcopy does something with files, so it is tested like any other tool.
.PHONY: test-wcopy
TEST_TARGETS += $(if $(SAN)$(RELEASE),,test-wcopy)
test-wcopy: $(B)/examples/wcopy tests/wcopy/run
	@mkdir -p $(B)/results; tests/wcopy/run $(B)/results/wcopy.tap $<
# And as a Windows program.
ORACLE_TARGETS += oracle-wcopy
.PHONY: oracle-wcopy
oracle-wcopy: $(B)/examples/wcopy $(B)/examples/pe/wcopy.exe $(if $(WINE),$(B)/wine/ready)
	@mkdir -p $(B)/results; env $(WINE_ENV) tests/wcopy/run $(B)/results/wcopy.tap $< \
		$(if $(WINE),$(WINE) $(abspath $(B)/examples/pe/wcopy.exe))
