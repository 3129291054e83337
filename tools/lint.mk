# Owns `make lint`: what a second compiler and two checkers say about the sources, warnings being errors.

LINT_SRC = $(foreach m,$(MODULES),$($(m)_SRC))
LINT_C = $(filter %.c,$(LINT_SRC))
SHELL_SCRIPTS = .ci/run $(shell grep -rlE '^\#!/bin/(ba)?sh' tools examples tests bench 2>/dev/null)

.PHONY: lint-gcc lint-clang lint-cppcheck lint-shell
lint: check lint-gcc lint-clang lint-cppcheck lint-shell

lint-gcc:
	@$(MAKE) B=build/lint WERROR=-Werror $(MODULES:%=build/lint/lib/lib%.so)

# The lock rules of ntdll_cancel.h are attributes; only clang reads them.
lint-clang: $(LINT_C:%=$(B)/lint-clang/%.ok)
$(B)/lint-clang/%.ok: % $(B)/obj/flags
	@mkdir -p $(@D); echo "  CLANG   $<"
	$(Q)clang $(CFLAGS_LIB) -Werror -Wthread-safety -Wno-unknown-warning-option -MMD -MP -MT $@ -MF $(@:.ok=.d) -fsyntax-only $<
	@touch $@
-include $(LINT_C:%=$(B)/lint-clang/%.d)

lint-cppcheck:
	@echo "  CPPCHECK"
	$(Q)cppcheck -q --std=c11 --platform=unix64 --library=windows --enable=warning,portability --inline-suppr \
		--error-exitcode=1 --suppress=missingIncludeSystem --suppress=preprocessorErrorDirective \
		-DDECLSPEC_HIDDEN= -Iinclude -I. $(LINT_C)

lint-shell:
	@echo "  SHELL"
	$(Q)shellcheck -S warning -e SC2089,SC2090 $(SHELL_SCRIPTS)
