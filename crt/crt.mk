# Owns libwincancel_crt.a, the part of a program made by wincc that stands
# between its 16-bit wide strings and glibc.  Its symbols are weak: a program
# may define a function of the same name.

OBJCOPY ?= objcopy

CRT_SRC := $(sort $(wildcard crt/*.c))
CRT_OBJ := $(CRT_SRC:%=$(B)/%.o)
CRT_FLAGS = -std=gnu11 $(CFLAGS) -fPIC -pthread -fvisibility=hidden \
	-fshort-wchar -U_FORTIFY_SOURCE -D_GNU_SOURCE \
	-DWINE_UNICODE_NATIVE -DDECLSPEC_HIDDEN= -DWIN32_LEAN_AND_MEAN -Wall -Wextra \
	$(WERROR) $(SANFLAGS) \
	-I$(TOP)/include -isystem $(WINE_INC)

$(B)/crt/%.c.o: crt/%.c crt/crt.mk $(B)/obj/flags
	@mkdir -p $(@D); echo "  CC      $<"
	$(Q)$(CC) $(CRT_FLAGS) -MMD -MP -MT $@ -MF $(@:.o=.d) -c -o $@.strong $<
	$(Q)nm -g --defined-only $@.strong | awk '{ print $$3 }' >$@.names && \
		$(OBJCOPY) --weaken-symbols=$@.names $@.strong $@ && rm $@.strong

$(LIBDIR)/libwincancel_crt.a: $(CRT_OBJ)
	@mkdir -p $(@D); echo "  AR      $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $(CRT_OBJ)

# Built where there is a C++ compiler; wincc++ says so where there was none.
CRT_CXX := $(if $(shell command -v $(CXX)),$(LIBDIR)/libwincancel_crt++.a)

$(B)/crt/wstring.cpp.o: crt/wstring.cpp crt/crt.mk $(B)/obj/flags
	@mkdir -p $(@D); echo "  CXX     $<"
	$(Q)$(CXX) -std=gnu++17 $(CFLAGS) -fPIC -pthread -fshort-wchar $(SANFLAGS) \
		-include include/wincc/shield.h -isystem include/wincc -isystem include \
		-MMD -MP -c -o $@ $<

$(LIBDIR)/libwincancel_crt++.a: $(B)/crt/wstring.cpp.o
	@mkdir -p $(@D); echo "  AR      $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $<

$(LIBDIR)/wincancel_wstring.map: crt/wstring.map
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(LIBDIR)/wincancel_entry.ld: crt/entry.ld
	@mkdir -p $(@D)
	$(Q)cp $< $@

-include $(CRT_OBJ:%.o=%.d) $(B)/crt/wstring.cpp.d

CRT := $(LIBDIR)/libwincancel_crt.a $(LIBDIR)/wincancel_entry.ld \
	$(CRT_CXX) $(LIBDIR)/wincancel_wstring.map
ALL += $(CRT)
