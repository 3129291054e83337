/*
 * C-235. The corpus of hostile messages, and some thousands more made of them. With
 * -DLIBFUZZER it is libFuzzer's target instead (make fuzz-ndr), which has found them.
 */
#include "ndr_input.h"

#ifdef LIBFUZZER
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	ndr_begin();
	return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
	ndr_input(bytes, size);
	return 0;
}
#else
#include "ndr_corpus.h"

static unsigned seed = 1;

static unsigned dice(unsigned sides)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16 & 0x7fff) % sides;
}

static void change(unsigned char *bytes, size_t *size)
{
	static const unsigned telling[] = { 0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fffffff,
					    0x80000000, 0xfffffffe, 0xffffffff };
	unsigned value = telling[dice(ARRAY_SIZE(telling))], place;

	switch (dice(4)) {
	case 0:
		*size = 1 + dice((unsigned)*size);
		break;
	case 1:
		bytes[1 + dice((unsigned)*size)] ^= 1 << dice(8);
		break;
	default:
		place = 1 + 4 * dice((unsigned)*size / 4 + 1);
		if (place + 4 <= *size)
			memcpy(bytes + place, &value, 4);
	}
}

static void corpus(void)
{
	unsigned i;

	ndr_begin();
	for (i = 0; i < ARRAY_SIZE(ndr_corpus); i++)
		ndr_input(ndr_corpus[i].bytes, ndr_corpus[i].size);
	ok(1, "a sanitizer or a crash says more\n");
}

static void changed(void)
{
	unsigned char bytes[NDR_CORPUS_LONGEST + 2];
	unsigned i, j, n;
	size_t size;

	ndr_begin();
	for (n = 0; n < 8; n++)
		for (i = 0; i < ARRAY_SIZE(ndr_corpus); i++) {
			size = ndr_corpus[i].size;
			memcpy(bytes, ndr_corpus[i].bytes, size);
			for (j = dice(4) + 1; j; j--)
				change(bytes, &size);
			ndr_input(bytes, size);
		}
	ok(numbers_server.refs == 2 && refs_server.refs == 2, "%d, %d\n",
	   (int)numbers_server.refs, (int)refs_server.refs);
}

START_TEST(ndr_messages)
{
	RUN(corpus);
	RUN(changed);
}
#endif
