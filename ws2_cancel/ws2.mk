# Owns the import archive of ws2_cancel: for each name that is glibc's as well a hidden jump to ours, an object of its
# own. The program that links it calls ours, every other library in its process glibc's.

WS2_IMPORT := $(LIBDIR)/libwincancel_ws2.a

$(WS2_IMPORT): spec/ws2_cancel.spec tools/spec2map ws2_cancel/ws2.mk
	@mkdir -p $(@D); echo "  AR      $@"
	$(Q)rm -rf $@ $(B)/obj/ws2_import && mkdir -p $(B)/obj/ws2_import
	$(Q)tools/spec2map stubs $< | while read -r name symbol; do \
		printf '.text\n.globl %s\n.hidden %s\n.type %s, @function\n%s:\n\tendbr64\n\tjmp *%s@GOTPCREL(%%rip)\n.size %s, .-%s\n.section .note.GNU-stack,"",@progbits\n' \
			$$name $$name $$name $$name $$symbol $$name $$name >$(B)/obj/ws2_import/$$name.s && \
		$(CC) -c -o $(B)/obj/ws2_import/$$name.o $(B)/obj/ws2_import/$$name.s || exit 1; done
	$(Q)$(AR) rcs $@ $(B)/obj/ws2_import/*.o

ALL += $(WS2_IMPORT)
CRT += $(WS2_IMPORT)
