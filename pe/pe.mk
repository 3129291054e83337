# Owns the flavour for Wine (kernel32_cancel.dll and its unix half kernel32_cancel.so) and the runs that prove
# both ways in for programs that cannot be linked anew: test-preload and test-pe. See docs/flavours.md.

PE := $(B)/pe
WINE_NTDLL := $(firstword $(wildcard /usr/lib/*/wine/x86_64-unix/ntdll.so /usr/lib*/wine/x86_64-unix/ntdll.so \
	/opt/wine-*/lib*/wine/x86_64-unix/ntdll.so))
WINEBUILD := $(call first_command,winebuild winebuild-stable)
PE_READY := $(and $(WINE),$(WINE_NTDLL),$(WINEBUILD),$(shell command -v $(MINGW) 2>/dev/null))

# Wine looks for the halves of a builtin in these two folders below $WINEDLLPATH.
PE_DLL := $(PE)/x86_64-windows/kernel32_cancel.dll
PE_SO := $(PE)/x86_64-unix/kernel32_cancel.so

CFLAGS_PE := -std=gnu11 -O2 -g -Wall -Wextra $(WERROR) -iquote $(TOP)

# The PE half.
PE_SRC := $(filter-out %_unix_pe.c,$(wildcard kernel32_cancel/*_pe.c))
PE_OBJ := $(PE_SRC:%=$(PE)/obj/%.o)

$(PE)/obj/%.c.o: %.c $(PE)/obj/flags
	@mkdir -p $(@D); echo "  CC pe   $<"
	$(Q)$(MINGW) $(CFLAGS_PE) -MMD -MP -c -o $@ $<

$(PE)/obj/flags: FORCE
	@$(call if_changed,$(MINGW) $(CFLAGS_PE) $(CC) $(CFLAGS_UNIX))

$(PE)/obj/kernel32_cancel.def: pe/kernel32_cancel.spec tools/spec2map
	@mkdir -p $(@D); echo "  DEF     $<"
	$(Q)tools/spec2map def $< kernel32_cancel.dll >$@

# No C run-time: the module is loaded before the program's own is ready. One step makes the import library too.
$(PE_DLL): $(PE_OBJ) $(PE)/obj/kernel32_cancel.def
	@mkdir -p $(@D); echo "  LD pe   $@"
	$(Q)$(MINGW) -shared -nostdlib -Wl,-e,dll_entry -Wl,--out-implib,$(PE)/libkernel32_cancel.dll.a -o $@ \
		$(PE_OBJ) $(PE)/obj/kernel32_cancel.def -lntdll -lkernel32 -lgcc
	$(Q)$(WINEBUILD) --builtin $@
$(PE)/libkernel32_cancel.dll.a: $(PE_DLL)

# The unix half: it shares the labelled system call with the native library, and is never unmapped, because a
# signal handler lives in it.
CFLAGS_UNIX = -std=gnu11 $(CFLAGS) -fPIC -pthread -ftls-model=initial-exec -fvisibility=hidden -Wall -Wextra $(WERROR) \
	-DDECLSPEC_HIDDEN= -iquote $(TOP) -isystem $(WINE_INC)
UNIX_SRC := $(wildcard kernel32_cancel/*_unix_pe.c) ntdll_cancel/call_elf.c ntdll_cancel/call_elf_x86_64.S
UNIX_OBJ := $(UNIX_SRC:%=$(PE)/obj/unix/%.o)

$(PE)/obj/unix/%.o: % $(PE)/obj/flags
	@mkdir -p $(@D); echo "  CC unix $<"
	$(Q)$(CC) $(CFLAGS_UNIX) -MMD -MP -c -o $@ $<

$(PE_SO): $(UNIX_OBJ)
	@mkdir -p $(@D); echo "  LD unix $@"
	$(Q)$(CC) -shared -pthread -Wl,-z,defs,-z,nodelete,-z,now -Wl,-soname,$(@F) -o $@ $(UNIX_OBJ) $(WINE_NTDLL)

-include $(PE_OBJ:%.o=%.d) $(UNIX_OBJ:%.o=%.d)

# The programs; those with our DLL have it beside them, only then does Wine look for a builtin of that name. The shared sources
# show that what Wine can do it still does. wines_own is without: it shows what Wine cannot.
PE_OURS := $(patsubst tests/%.c,$(PE)/tests/%.exe,tests/pe/CancelSynchronousIo.c \
	$(wildcard $(patsubst %,tests/kernel32_cancel/%.c,CancelSynchronousIo ReadFile WriteFile)))
PE_TESTS := $(PE_OURS) $(PE)/tests/pe/wines_own.exe

$(PE_OURS): PE_IMPORTS = $(PE)/libkernel32_cancel.dll.a
$(PE_OURS): $(PE)/libkernel32_cancel.dll.a $(addsuffix kernel32_cancel.dll,$(sort $(dir $(PE_OURS))))
$(PE_TESTS): $(PE)/tests/%.exe: $(B)/obj/pe-tests/%.o $(PE_LIB)
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(MINGW) -static -o $@ $< $(PE_LIB) $(PE_IMPORTS) -lkernel32 -lntdll

$(PE)/tests/%/kernel32_cancel.dll: $(PE_DLL)
	@mkdir -p $(@D)
	$(Q)cp $< $@

# A prefix and a server of their own, so that the oracle's may come and go meanwhile; every step has a time limit.
PE_ENV = $(WINE_ENV) WINEPREFIX=$(TOP)/$(PE)/wine WINEDLLPATH=$(TOP)/$(PE)
$(PE)/wine/ready:
	@mkdir -p $(@D); echo "  WINE    $(@D)"
	$(Q)env $(PE_ENV) timeout -k 5 300 $(WINE) wineboot -i >$(@D)/boot.log 2>&1 </dev/null
	$(Q)env $(PE_ENV) timeout -k 5 60 $(WINE) reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f \
		>>$(@D)/boot.log 2>&1 </dev/null
	@touch $@

.PHONY: test-pe pe-stop
ifeq ($(PE_READY),)
test-pe:
	@echo "test-pe: skipped, it takes wine, winebuild and $(MINGW)"
	@echo "0 passed, 0 failed"
else
ALL += $(if $(SAN)$(RELEASE),,$(PE_DLL) $(PE_SO))

test-pe: $(PE_TESTS) $(PE_SO) $(LAUNCH) $(STALLFS) $(PE)/wine/ready pe-stop
	@mkdir -p $(B)/results; tap=$(B)/results/pe-ours.tap; s=0; \
	env $(PE_ENV) timeout -k 5 400 $(LAUNCH) $$tap $(STALLFS) --wine $(WINE) $(PE_TESTS) </dev/null || s=1; \
	pe/check-imports $(MINGW:gcc=objdump) $(PE)/tests/pe/CancelSynchronousIo.exe \
		pe/kernel32_cancel.spec >>$$tap || s=1; \
	tools/tally '' $$tap || s=1; exit $$s
# The server opens the files, so it has to start where the launcher has mounted them.
pe-stop: $(PE)/wine/ready
	@env $(PE_ENV) timeout -k 5 30 $(WINESERVER) -k || :
endif

# The DLL has neither sanitizer nor test points: once, in the default build.
TEST_TARGETS += $(if $(SAN)$(RELEASE),,test-pe)

# The way in by LD_PRELOAD: a program built against stubs has never heard of our libraries.
PRELOAD := $(B)/preload
PRELOAD_FLAGS = -std=gnu11 -O2 -g -fPIC -Wall -Wextra $(WERROR) -DDECLSPEC_HIDDEN= -DWIN32_LEAN_AND_MEAN -isystem $(WINE_INC)

$(PRELOAD)/libkernel32.so: tests/preload/stub_kernel32.c
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(CC) $(PRELOAD_FLAGS) -shared -Wl,-soname,$(@F) -o $@ $<

$(PRELOAD)/CancelIoEx: tests/preload/CancelIoEx.c $(PRELOAD)/libkernel32.so
	@mkdir -p $(@D); echo "  LD      $@"
	$(Q)$(CC) $(PRELOAD_FLAGS) -o $@ $< -L$(PRELOAD) -lkernel32 -Wl,-rpath,'$$ORIGIN'

.PHONY: test-preload
test-preload: $(PRELOAD)/CancelIoEx $(LIBDIR)/libkernel32_cancel.so tests/preload/run
	@mkdir -p $(B)/results
	@tests/preload/run $(PRELOAD)/CancelIoEx $(TOP)/$(LIBDIR)/libkernel32_cancel.so.0 $(B)/results/preload.tap

# A sanitizer's run-time has to be first in a process, which is what a preloaded library is not.
TEST_TARGETS += $(if $(SAN)$(RELEASE),,test-preload)
