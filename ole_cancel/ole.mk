# Owns libwincancel_uuid.a, the identifiers that Windows' uuid.lib has: weak, so that a program's own (INITGUID, an _i.c file) win,
# and hidden, so that no library calls another one's its own.

$(B)/obj/uuid.o: ole_cancel/uuid/uuid.c $(B)/obj/flags
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) $(CFLAGS_LIB) -fdata-sections -fvisibility=hidden -MMD -MP -MT $@ -MF $(@:.o=.d) -c -o $@.strong $<
	$(Q)$(OBJCOPY) --weaken $@.strong $@ && rm $@.strong

$(LIBDIR)/libwincancel_uuid.a: $(B)/obj/uuid.o
	@mkdir -p $(@D); echo "  AR      $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $<

-include $(B)/obj/uuid.d
ALL += $(LIBDIR)/libwincancel_uuid.a
CRT += $(LIBDIR)/libwincancel_uuid.a
# The module itself is linked with it as a program is.
ole_cancel_LIBS += -lwincancel_uuid
$(LIBDIR)/libole_cancel.so.0: $(LIBDIR)/libwincancel_uuid.a
