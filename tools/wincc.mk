# Owns what a program made by wincc depends on, and the test of wincc itself.

# For other fragments: a rule that calls tools/wincc depends on these.
WINCC := tools/wincc
WINCC_DEPS = $(WINCC) $(wildcard include/*.h include/*/*.h include/wincc/*/*.h) \
	$(LIBS) $(CRT)

TEST_TARGETS += test-wincc

.PHONY: test-wincc
test-wincc: $(WINCC_DEPS)
	@mkdir -p $(B)/results
	$(Q)rm -rf $(B)/wincc-installed $(B)/wincc-staged
	$(Q)$(MAKE) install-files PREFIX=$(abspath $(B)/wincc-installed) DESTDIR= >/dev/null
	$(Q)$(MAKE) install-files PREFIX=/opt/wincancel DESTDIR=$(abspath $(B)/wincc-staged) >/dev/null
	$(Q)tests/wincc/run $(abspath $(LIBDIR)) '$(SANFLAGS)' $(abspath $(B)/wincc-installed) \
		$(abspath $(B)/wincc-staged) >$(B)/results/wincc.tap; s=$$?; \
		grep -v '^ok' $(B)/results/wincc.tap; exit $$s
