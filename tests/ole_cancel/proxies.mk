# Owns the proxies of tests/ole_cancel/*.idl: made by oleproxy, all of them in every test there that includes a header of theirs (NAME.h).

IDL_FILES := $(sort $(wildcard tests/ole_cancel/*.idl))
IDL_NAMES := $(IDL_FILES:tests/ole_cancel/%.idl=%)
IDL_SRC := $(foreach n,$(IDL_NAMES),$(n)_p $(n)_i) dlldata
IDL_WIDL := $(IDL_SRC:%=$(B)/obj/idl/%.o)
IDL_PE_WIDL := $(IDL_SRC:%=$(B)/obj/pe-idl/%.o)
IDL_OBJ := $(IDL_WIDL) $(B)/obj/tests/ole_cancel/near.o
IDL_PE_OBJ := $(IDL_PE_WIDL) $(B)/obj/pe-tests/ole_cancel/near.o
IDL_MADE := $(IDL_SRC:%=$(B)/idl/%.c) $(IDL_NAMES:%=$(B)/idl/%.h)

IDL_HEADERS := $(subst $(space),\|,$(strip $(IDL_NAMES:%=%\.h)))
IDL_USERS := $(if $(IDL_NAMES),$(patsubst tests/%.c,%,$(shell grep -l '"\($(IDL_HEADERS)\|loop\.h\)"' tests/ole_cancel/*.c tests/race/*.c tests/stress/*.c /dev/null)))

# What is as it was keeps its date, hence the stamp.
$(B)/idl/made: $(IDL_FILES) tools/oleproxy
	@mkdir -p $(@D); echo "  IDL     $(IDL_NAMES)"
	$(Q)tools/oleproxy -o $(@D) $(IDL_FILES)
	@touch $@
$(IDL_MADE): $(B)/idl/made ;

# What others wrote: no warnings.
$(IDL_WIDL): $(B)/obj/idl/%.o: $(B)/idl/%.c $(B)/obj/flags tests/ole_cancel/proxies.mk tools/wincc
	@mkdir -p $(@D); echo "  WINCC   $<"
	$(Q)$(TEST_CC) -std=gnu11 $(CFLAGS) $(SANFLAGS) -w -fwrapv -I$(B)/idl -c -o $@ $<
$(IDL_PE_WIDL): $(B)/obj/pe-idl/%.o: $(B)/idl/%.c
	@mkdir -p $(@D); echo "  MINGW   $<"
	$(Q)$(MINGW) $(PE_CFLAGS) -w -fwrapv -I$(B)/idl -c -o $@ $<

IDL_OLE := -lole32 -loleaut32 -lrpcrt4 -luser32 -luuid
$(IDL_USERS:%=$(B)/obj/tests/%.o): TEST_CFLAGS += -I$(B)/idl
$(IDL_USERS:%=$(B)/obj/pe-tests/%.o): PE_CFLAGS += -I$(B)/idl
$(IDL_USERS:%=$(B)/obj/tests/%.o) $(IDL_USERS:%=$(B)/obj/pe-tests/%.o): $(B)/idl/made
$(IDL_USERS:%=$(B)/tests/%): TEST_USES := $(IDL_OBJ) $(IDL_OLE)
$(IDL_USERS:%=$(B)/pe-tests/%.exe): TEST_USES := $(IDL_PE_OBJ) $(IDL_OLE)
$(IDL_USERS:%=$(B)/tests/%): $(IDL_OBJ)
$(IDL_USERS:%=$(B)/pe-tests/%.exe): $(IDL_PE_OBJ)
