# Owns libwincancel_crt.a, the part of a program made by wincc that stands
# between its 16-bit wide strings and glibc.

CRT_SRC := $(sort $(wildcard crt/*.c))
CRT_OBJ := $(CRT_SRC:%=$(B)/%.o)
CRT_FLAGS = -std=gnu11 $(CFLAGS) -fPIC -pthread -fvisibility=hidden \
	-fshort-wchar -U_FORTIFY_SOURCE -D_GNU_SOURCE \
	-DWINE_UNICODE_NATIVE -DDECLSPEC_HIDDEN= -DWIN32_LEAN_AND_MEAN -Wall -Wextra \
	$(WERROR) $(SANFLAGS) \
	-I$(TOP)/include -isystem $(WINE_INC)

$(B)/crt/%.c.o: crt/%.c crt/crt.mk
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) $(CRT_FLAGS) -MMD -MP -c -o $@ $<

$(LIBDIR)/libwincancel_crt.a: $(CRT_OBJ)
	@mkdir -p $(@D); echo "  AR      $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $(CRT_OBJ)

$(LIBDIR)/wincancel_entry.ld: crt/entry.ld
	@mkdir -p $(@D)
	$(Q)cp $< $@

-include $(CRT_OBJ:%.o=%.d)

CRT := $(LIBDIR)/libwincancel_crt.a $(LIBDIR)/wincancel_entry.ld
ALL += $(CRT)
