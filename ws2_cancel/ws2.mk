# Owns the import archives of ws2_cancel and wsock32_cancel: for each name that has another symbol (it is glibc's as
# well, or in both) a hidden jump to ours, an object of its own. The program that links it calls ours, every other library
# in its process glibc's.

define import_archive
$(LIBDIR)/libwincancel_$(1).a: spec/$(2).spec tools/spec2map ws2_cancel/ws2.mk
	@mkdir -p $$(@D); echo "  AR      $$@"
	$$(Q)rm -rf $$@ $(B)/obj/$(1)_import && mkdir -p $(B)/obj/$(1)_import
	$$(Q)tools/spec2map stubs $$< | while read -r name symbol; do \
		printf '.text\n.globl %s\n.hidden %s\n.type %s, @function\n%s:\n\tendbr64\n\tjmp *%s@GOTPCREL(%%rip)\n.size %s, .-%s\n.section .note.GNU-stack,"",@progbits\n' \
			$$$$name $$$$name $$$$name $$$$name $$$$symbol $$$$name $$$$name >$(B)/obj/$(1)_import/$$$$name.s && \
		$$(CC) -c -o $(B)/obj/$(1)_import/$$$$name.o $(B)/obj/$(1)_import/$$$$name.s || exit 1; done
	$$(Q)$$(AR) rcs $$@ $(B)/obj/$(1)_import/*.o
WS2_IMPORT += $(LIBDIR)/libwincancel_$(1).a
endef

$(eval $(call import_archive,ws2,ws2_cancel))
$(eval $(call import_archive,wsock32,wsock32_cancel))

ALL += $(WS2_IMPORT)
CRT += $(WS2_IMPORT)
