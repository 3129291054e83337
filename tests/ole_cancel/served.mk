# Owns the in-process server that tests/ole_cancel/in_process_elf.c loads: a library beside it.

$(B)/tests/ole_cancel/served.so: tests/ole_cancel/served.c tests/ole_cancel/served.h $(TEST_DEPS)
	@mkdir -p $(@D); echo "  WINCC   $<"
	$(Q)$(TEST_CC) $(filter-out -MD -MP,$(TEST_CFLAGS)) -fPIC -shared -o $@ $< -lole32 -luuid
$(B)/tests/ole_cancel/in_process_elf: $(B)/tests/ole_cancel/served.so
