# Owns the test of oleproxy, and that it is installed.

INSTALL_BIN += tools/oleproxy
TEST_TARGETS += test-oleproxy

.PHONY: test-oleproxy
test-oleproxy: $(LIBS) $(CRT) tools/wincc tools/oleproxy
	@mkdir -p $(B)/results
	$(Q)tests/oleproxy/run $(abspath $(LIBDIR)) '$(SANFLAGS)' >$(B)/results/oleproxy.tap; s=$$?; \
		grep -v '^ok' $(B)/results/oleproxy.tap; exit $$s
