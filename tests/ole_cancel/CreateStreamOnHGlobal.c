/* Streams over global memory. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static IStream *stream;
static HRESULT hr;

static void make(void)
{
	hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);
	ok(hr == S_OK && stream, "%#x\n", hr);
}

static void put(IStream *to, const char *text)
{
	ULONG count = 0xdead;

	hr = IStream_Write(to, text, strlen(text), &count);
	ok(hr == S_OK && count == strlen(text), "%#x, %u bytes\n", hr, count);
}

/* what is read from here on is this and no more */
#define holds(from, text) holds_(__LINE__, from, text)
static void holds_(int line, IStream *from, const char *text)
{
	char data[64] = "";
	ULONG count = 0xdead;

	hr = IStream_Read(from, data, sizeof(data), &count);
	ok_(__FILE__, line)(hr == S_OK && count == strlen(text) &&
			    !memcmp(data, text, count),
			    "%#x, %u bytes %s\n", hr, count, data);
}

static HRESULT go(IStream *which, LONGLONG by, DWORD origin, ULONGLONG *at)
{
	LARGE_INTEGER move = { .QuadPart = by };
	ULARGE_INTEGER now = { .QuadPart = 0xdead };

	hr = IStream_Seek(which, move, origin, at ? &now : NULL);
	if (at)
		*at = now.QuadPart;
	return hr;
}

static ULONGLONG size_of(IStream *which)
{
	STATSTG about;

	memset(&about, 0xcc, sizeof(about));
	hr = IStream_Stat(which, &about, STATFLAG_DEFAULT);
	ok(hr == S_OK && about.type == STGTY_STREAM && !about.pwcsName,
	   "%#x, type %u, %p\n", hr, about.type, about.pwcsName);
	return about.cbSize.QuadPart;
}

/* C-250 */
static void read_and_write(void)
{
	char data[8];
	ULONG count;

	make();
	holds(stream, "");
	put(stream, "abcdef");
	ok(size_of(stream) == 6, "%u bytes\n", (UINT)size_of(stream));
	holds(stream, "");
	go(stream, 2, STREAM_SEEK_SET, NULL);
	put(stream, "XY");
	go(stream, 0, STREAM_SEEK_SET, NULL);
	hr = IStream_Read(stream, data, 3, &count);
	ok(hr == S_OK && count == 3 && !memcmp(data, "abX", 3), "%#x\n", hr);
	hr = IStream_Read(stream, data, 1, NULL);
	ok(hr == S_OK && data[0] == 'Y', "%#x\n", hr);
	holds(stream, "ef");
	hr = IStream_Write(stream, NULL, 0, &count);
	ok(hr == S_OK && !count, "%#x, %u\n", hr, count);
	IStream_Release(stream);
}

/* C-251 */
static void seek(void)
{
	ULONGLONG at;

	make();
	put(stream, "abcdef");
	go(stream, -2, STREAM_SEEK_END, &at);
	ok(hr == S_OK && at == 4, "%#x, %u\n", hr, (UINT)at);
	go(stream, 1, STREAM_SEEK_CUR, &at);
	ok(hr == S_OK && at == 5, "%#x, %u\n", hr, (UINT)at);
	go(stream, -6, STREAM_SEEK_CUR, &at);
	ok(hr == STG_E_SEEKERROR && at == 5, "%#x, %u\n", hr, (UINT)at);
	go(stream, 0, 7, &at);
	ok(hr == STG_E_SEEKERROR && at == 5, "%#x, %u\n", hr, (UINT)at);
	/* Beyond the end nothing is read, and writing fills the gap. */
	go(stream, 8, STREAM_SEEK_SET, &at);
	ok(hr == S_OK && at == 8 && size_of(stream) == 6, "%#x\n", hr);
	if (!winetest_platform_is_wine)
		holds(stream, ""); /* Wine reads what lies behind the memory */
	else
		IStream_SetSize(stream, (ULARGE_INTEGER){ .QuadPart = 8 });
	put(stream, "gh");
	ok(size_of(stream) == 10, "%u bytes\n", (UINT)size_of(stream));
	go(stream, 8, STREAM_SEEK_SET, NULL);
	holds(stream, "gh");
	IStream_Release(stream);
}

/* C-252 */
static void sizes(void)
{
	ULARGE_INTEGER size = { .QuadPart = 3 };
	char data[8];
	ULONGLONG at;

	make();
	put(stream, "abcdef");
	hr = IStream_SetSize(stream, size);
	ok(hr == S_OK && size_of(stream) == 3, "%#x, %u\n", hr,
	   (UINT)size_of(stream));
	go(stream, 0, STREAM_SEEK_CUR, &at);
	ok(at == 6, "moved to %u\n", (UINT)at);
	size.QuadPart = 100000;
	hr = IStream_SetSize(stream, size);
	ok(hr == S_OK && size_of(stream) == 100000, "%#x\n", hr);
	/* What was cut off does not come back. */
	go(stream, 1, STREAM_SEEK_SET, NULL);
	put(stream, "xxxxxxxx");
	size.QuadPart = 2;
	IStream_SetSize(stream, size);
	size.QuadPart = 9;
	IStream_SetSize(stream, size);
	go(stream, 1, STREAM_SEEK_SET, NULL);
	IStream_Read(stream, data, sizeof(data), NULL);
	ok(winetest_platform_is_wine || !memcmp(data, "x\0\0\0\0\0\0", 8),
	   "what was there\n");
	size.QuadPart = 0;
	hr = IStream_SetSize(stream, size);
	ok(hr == S_OK && size_of(stream) == 0, "%#x\n", hr);
	go(stream, 0, STREAM_SEEK_SET, NULL);
	put(stream, "again");
	go(stream, 0, STREAM_SEEK_SET, NULL);
	holds(stream, "again");
	IStream_Release(stream);
}

/* C-253 */
static void clone(void)
{
	IStream *other;
	ULONG refs;

	make();
	put(stream, "abcdef");
	go(stream, 2, STREAM_SEEK_SET, NULL);
	hr = IStream_Clone(stream, &other);
	ok(hr == S_OK && other != stream, "%#x\n", hr);
	holds(other, "cdef");
	put(other, "ghi");
	holds(stream, "cdefghi");
	refs = IStream_Release(stream);
	ok(!refs, "%u references\n", refs);
	go(other, 0, STREAM_SEEK_SET, NULL);
	holds(other, "abcdefghi");
	refs = IStream_Release(other);
	ok(!refs, "%u references\n", refs);
}

/* C-254 */
static void copy_to(void)
{
	ULARGE_INTEGER size = { .QuadPart = 4 }, read, written;
	IStream *other;

	make();
	put(stream, "abcdef");
	go(stream, 1, STREAM_SEEK_SET, NULL);
	CreateStreamOnHGlobal(NULL, TRUE, &other);
	hr = IStream_CopyTo(stream, other, size, &read, &written);
	ok(hr == S_OK && read.QuadPart == 4 && written.QuadPart == 4,
	   "%#x, %u, %u\n", hr, (UINT)read.QuadPart, (UINT)written.QuadPart);
	holds(stream, "f");
	go(stream, 0, STREAM_SEEK_SET, NULL);
	size.QuadPart = (ULONGLONG)-1;
	hr = IStream_CopyTo(stream, other, size, &read, NULL);
	ok(hr == S_OK && read.QuadPart == 6, "%#x, %u\n", hr,
	   (UINT)read.QuadPart);
	go(other, 0, STREAM_SEEK_SET, NULL);
	holds(other, "bcdeabcdef");
	hr = IStream_CopyTo(stream, NULL, size, NULL, NULL);
	ok(hr == STG_E_INVALIDPOINTER, "%#x\n", hr);
	IStream_Release(other);
	IStream_Release(stream);
}

/* C-255 */
static void handles(void)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, 4), got = NULL;
	char *data = GlobalLock(memory), big[5000];

	memcpy(data, "abcd", 4);
	GlobalUnlock(memory);
	hr = CreateStreamOnHGlobal(memory, FALSE, &stream);
	ok(hr == S_OK, "%#x\n", hr);
	ok(size_of(stream) == 4, "%u bytes\n", (UINT)size_of(stream));
	holds(stream, "abcd");
	hr = GetHGlobalFromStream(stream, &got);
	ok(hr == S_OK && got == memory, "%#x, %p, not %p\n", hr, got, memory);
	memset(big, 'x', sizeof(big));
	hr = IStream_Write(stream, big, sizeof(big), NULL);
	ok(hr == S_OK, "%#x\n", hr);
	IStream_Release(stream);
	ok(GlobalSize(memory) >= 5004, "%u bytes\n", (UINT)GlobalSize(memory));
	data = GlobalLock(memory);
	ok(data && !memcmp(data, "abcdxx", 6) && data[5003] == 'x', "lost\n");
	GlobalUnlock(memory);
	ok(!GlobalFree(memory), "freed by the stream\n");
}

/* C-256 */
static void arguments(void)
{
	HGLOBAL memory;
	void *object = (void *)1;

	hr = CreateStreamOnHGlobal(NULL, TRUE, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	make();
	hr = GetHGlobalFromStream(stream, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	if (!winetest_platform_is_wine) {
		hr = GetHGlobalFromStream(NULL, &memory);
		ok(hr == E_INVALIDARG, "%#x\n", hr);
		hr = IStream_Stat(stream, NULL, STATFLAG_DEFAULT);
		ok(hr == STG_E_INVALIDPOINTER, "%#x\n", hr);
		hr = IStream_Clone(stream, NULL);
		ok(hr == STG_E_INVALIDPOINTER, "%#x\n", hr);
	}
	hr = IStream_Commit(stream, STGC_DEFAULT);
	ok(hr == S_OK, "%#x\n", hr);
	hr = IStream_Revert(stream);
	ok(hr == S_OK, "%#x\n", hr);
	hr = IStream_QueryInterface(stream, &IID_IMoniker, &object);
	ok(hr == E_NOINTERFACE && !object, "%#x, %p\n", hr, object);
	hr = IStream_QueryInterface(stream, &IID_ISequentialStream, &object);
	ok(hr == S_OK && object == stream, "%#x, %p\n", hr, object);
	IStream_Release(stream);
	IStream_Release(stream);
}

#define WRITES 5000

static DWORD WINAPI write_lines(void *arg)
{
	IStream *to = arg;

	for (int i = 0; i < WRITES; i++)
		IStream_Write(to, "01234567", 8, NULL);
	return 0;
}

/* C-257 */
static void from_threads(void)
{
	HANDLE threads[2];
	char line[8];
	int torn = 0;

	if (winetest_platform_is_wine) {
		skip("Wine's is for one thread\n");
		return;
	}
	make();
	for (int i = 0; i < 2; i++)
		threads[i] = CreateThread(NULL, 0, write_lines, stream, 0, NULL);
	WaitForMultipleObjects(2, threads, TRUE, INFINITE);
	ok(size_of(stream) == 2 * WRITES * 8, "%u bytes\n",
	   (UINT)size_of(stream));
	go(stream, 0, STREAM_SEEK_SET, NULL);
	for (int i = 0; i < 2 * WRITES; i++) {
		IStream_Read(stream, line, 8, NULL);
		torn += !!memcmp(line, "01234567", 8);
	}
	ok(!torn, "%d lines are torn\n", torn);
	for (int i = 0; i < 2; i++)
		CloseHandle(threads[i]);
	IStream_Release(stream);
}

START_TEST(CreateStreamOnHGlobal)
{
	RUN(read_and_write);
	RUN(seek);
	RUN(sizes);
	RUN(clone);
	RUN(copy_to);
	RUN(handles);
	RUN(arguments);
	RUN(from_threads);
}
