# Owns `make fuzz-ndr`: libFuzzer on hostile requests and replies, RUNS of them (10 million) or until something is found; it needs
# clang, and a build of its own. What is worth keeping goes into tests/fuzz/ndr_corpus.h with tests/fuzz/ndr_keep.

FUZZ := build-fuzz
FUZZ_SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FUZZ_MAKE = $(MAKE) B=$(FUZZ) SAN=address,undefined CC=clang CXX=clang++ CFLAGS='-O1 -g -mcx16 -DNDR_MEMORY=65536' SANFLAGS='$(FUZZ_SAN)'

.PHONY: fuzz-ndr fuzz-ndr-build
fuzz-ndr-build:
	@$(FUZZ_MAKE) all $(FUZZ)/ndr_messages
fuzz-ndr: fuzz-ndr-build
	@mkdir -p $(FUZZ)/corpus $(FUZZ)/found
	$(Q)tests/fuzz/ndr_keep --unpack tests/fuzz/ndr_corpus.h $(FUZZ)/corpus
	$(Q)ASAN_OPTIONS=allocator_may_return_null=1:$$ASAN_OPTIONS $(FUZZ)/ndr_messages -runs=$(or $(RUNS),10000000) \
		-max_len=512 -rss_limit_mb=2048 -malloc_limit_mb=1024 -artifact_prefix=$(FUZZ)/found/ $(FUZZ)/corpus

$(FUZZ)/ndr_messages: tests/fuzz/ndr_messages.c tests/fuzz/ndr_input.h tests/fuzz/ndr_servers.h tests/ole_cancel/loop.h \
		$(IDL_OBJ) $(TEST_LIB) $(TEST_DEPS)
	@mkdir -p $(@D); echo "  FUZZ    $@"
	$(Q)$(TEST_CC) -std=gnu11 $(CFLAGS) -w -DWIN32_LEAN_AND_MEAN -DLIBFUZZER $(SANFLAGS) -fsanitize=fuzzer -Itests/lib -I$(B)/idl \
		-o $@ $< $(IDL_OBJ) $(filter %/dialect.o %/strings.o %_elf.o,$(TEST_LIB)) $(IDL_OLE)

IDL_FUZZ := fuzz/ndr_messages
$(B)/obj/tests/$(IDL_FUZZ).o: TEST_CFLAGS += -I$(B)/idl
$(B)/obj/tests/$(IDL_FUZZ).o: $(B)/idl/made
$(B)/tests/$(IDL_FUZZ): TEST_USES := $(IDL_OBJ) $(IDL_OLE)
$(B)/tests/$(IDL_FUZZ): $(IDL_OBJ)
