# Owns where things go on somebody's machine, and their way back out of it. Only the release build is installed.

PREFIX ?= /usr/local
bindir := $(PREFIX)/bin
libdir := $(PREFIX)/lib
includedir := $(PREFIX)/include/wincancel
INSTALL_BIN += tools/wincc tools/wincc++
INSTALL_ARCHIVES += $(CRT)

install:
	@$(MAKE) RELEASE=1 all install-files

INSTALL_HEADERS = $(shell cd include 2>/dev/null && find . -name '*.h' | sed 's,^\./,,')
INSTALLED = $(addprefix $(bindir)/,$(notdir $(INSTALL_BIN))) $(foreach m,$(MODULES),$(libdir)/lib$(m).so $(libdir)/lib$(m).so.0) \
	$(INSTALL_HEADERS:%=$(includedir)/%) $(addprefix $(libdir)/,$(notdir $(INSTALL_ARCHIVES))) \
	$(libdir)/pkgconfig/wincancel.pc $(libdir)/pkgconfig/wincancel-wsock32.pc

.PHONY: install-files
install-files: $(B)/wincancel.pc $(B)/wincancel-wsock32.pc
	@echo "  INSTALL $(DESTDIR)$(PREFIX)"
	$(Q)install -d $(sort $(addprefix $(DESTDIR),$(dir $(INSTALLED))))
	$(Q)for m in $(MODULES); do \
		install -m 755 $(LIBDIR)/lib$$m.so.0 $(DESTDIR)$(libdir)/ && ln -sf lib$$m.so.0 $(DESTDIR)$(libdir)/lib$$m.so || exit 1; done
	$(Q)for h in $(INSTALL_HEADERS); do install -m 644 include/$$h $(DESTDIR)$(includedir)/$$h || exit 1; done
	$(Q)for a in $(INSTALL_ARCHIVES); do install -m 644 $$a $(DESTDIR)$(libdir)/ || exit 1; done
	$(Q)for b in $(INSTALL_BIN); do install -m 755 $$b $(DESTDIR)$(bindir)/ || exit 1; done
	$(Q)install -m 644 $(B)/wincancel.pc $(B)/wincancel-wsock32.pc $(DESTDIR)$(libdir)/pkgconfig/

# Winsock 1.1 is for those that ask for it: the second file.
$(B)/%.pc: %.pc.in FORCE
	$(Q)sed 's,@PREFIX@,$(PREFIX),; s,@VERSION@,$(VERSION),; s,@WINE_INC@,$(WINE_INC),; s,@LIBS@,$(patsubst %,-l%,$(filter-out wsock32_cancel,$(MODULES))),' $< >$@

uninstall:
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	-rmdir -p --ignore-fail-on-non-empty $(sort $(addprefix $(DESTDIR),$(dir $(filter $(includedir)/%,$(INSTALLED))))) 2>/dev/null
