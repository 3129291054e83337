/* Interfaces for other threads: by a stream once, by the table as often as wanted. */
#include "host.h"

static const CLSID git_clsid = { 0x323, 0, 0,
	{ 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };

static IGlobalInterfaceTable *git;
static HRESULT hr;

static void get_table(void)
{
	hr = CoCreateInstance(&git_clsid, NULL, CLSCTX_INPROC_SERVER,
			      &IID_IGlobalInterfaceTable, (void **)&git);
	ok(hr == S_OK && git, "%#x\n", (unsigned)hr);
}

struct job {
	IStream *stream;
	DWORD cookie, model;
	IHand *direct;
	HRESULT got, called, again;
	BOOL same;
	LONG out;
	HANDLE thread, done;
	BOOL revoke;
};

static void use(struct job *job, IHand *hand)
{
	job->same = hand == job->direct;
	job->called = hand_call(hand, 4, &job->out);
	hand_release(hand);
}

static DWORD WINAPI in_another(void *arg)
{
	struct job *job = arg;
	IHand *hand;
	DWORD cookie;

	CoInitializeEx(NULL, job->model);
	cookie = by_hand_register();
	if (job->stream) {
		job->got = CoGetInterfaceAndReleaseStream(
			job->stream, &IID_IHand, (void **)&hand);
		if (SUCCEEDED(job->got))
			use(job, hand);
	} else {
		for (int i = 0; i < 2; i++) {
			job->got = IGlobalInterfaceTable_GetInterfaceFromGlobal(
				git, job->cookie, &IID_IHand, (void **)&hand);
			if (SUCCEEDED(job->got))
				use(job, hand);
		}
		if (job->revoke)
			job->again = IGlobalInterfaceTable_RevokeInterfaceFromGlobal(
				git, job->cookie);
	}
	CoRevokeClassObject(cookie);
	CoUninitialize();
	SetEvent(job->done);
	return 0;
}

/* The caller is in an STA and serves calls until the other has done. */
static void run(struct job *job, DWORD model)
{
	DWORD index;

	job->model = model;
	job->done = CreateEventA(NULL, FALSE, FALSE, NULL);
	job->thread = CreateThread(NULL, 0, in_another, job, 0, NULL);
	hr = CoWaitForMultipleHandles(0, 20000, 1, &job->done, &index);
	ok(hr == S_OK && !index, "%#x\n", (unsigned)hr);
	WaitForSingleObject(job->thread, INFINITE);
	CloseHandle(job->thread);
	CloseHandle(job->done);
}

/* C-269 C-269a */
static void by_stream(void)
{
	struct job job = { 0 };
	struct hand hand;
	DWORD cookie;

	CoInitialize(NULL);
	cookie = by_hand_register();
	for (DWORD model = COINIT_MULTITHREADED;
	     model <= COINIT_APARTMENTTHREADED; model += 2) {
		hand_init(&hand);
		job.direct = &hand.iface;
		hr = CoMarshalInterThreadInterfaceInStream(
			&IID_IHand, (IUnknown *)&hand.iface, &job.stream);
		ok(hr == S_OK && hand_refs(&hand) > 1, "%#x\n", (unsigned)hr);
		run(&job, model);
		ok(job.got == S_OK && !job.same && job.called == S_OK &&
		   job.out == 5, "%#x, %d, %#x, %d\n", (unsigned)job.got,
		   (int)job.same, (unsigned)job.called, (int)job.out);
		ok(hand_refs(&hand) == 1, "%d references\n",
		   (int)hand_refs(&hand));
	}
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-269 */
static void stream_arguments(void)
{
	IStream *stream = (void *)1;
	struct hand hand;
	void *object = (void *)1;

	hand_init(&hand);
	CoInitialize(NULL);
	if (!winetest_platform_is_wine) {
		hr = CoMarshalInterThreadInterfaceInStream(&IID_IHand, NULL,
							   &stream);
		ok(hr == E_INVALIDARG && !stream, "%#x\n", (unsigned)hr);
	}
	hr = CoMarshalInterThreadInterfaceInStream(
		&IID_IStream, (IUnknown *)&hand.iface, &stream);
	ok(FAILED(hr) && !stream, "%#x\n", (unsigned)hr);
	ok(hand_refs(&hand) == 1, "%d references\n", (int)hand_refs(&hand));
	CreateStreamOnHGlobal(NULL, TRUE, &stream);
	IStream_AddRef(stream);
	hr = CoGetInterfaceAndReleaseStream(stream, &IID_IHand, &object);
	ok(FAILED(hr), "%#x\n", (unsigned)hr);
	ok(!object || winetest_platform_is_wine, "%p\n", object);
	ok(!IStream_Release(stream), "not released\n");
	hr = CoGetInterfaceAndReleaseStream(NULL, &IID_IHand, &object);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	CoUninitialize();
}

/* C-259 */
static void by_table(void)
{
	struct job job = { 0 };
	struct hand hand;
	DWORD cookie;
	IHand *same;

	CoInitialize(NULL);
	cookie = by_hand_register();
	get_table();
	for (int turn = 0; turn < 2; turn++) {
		hand_init(&hand);
		job.direct = &hand.iface;
		hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(
			git, (IUnknown *)&hand.iface, &IID_IHand, &job.cookie);
		ok(hr == S_OK && job.cookie && hand_refs(&hand) > 1,
		   "%#x, %#x\n", (unsigned)hr, (unsigned)job.cookie);
		hr = IGlobalInterfaceTable_GetInterfaceFromGlobal(
			git, job.cookie, &IID_IHand, (void **)&same);
		ok(hr == S_OK && same == &hand.iface, "%#x, %p\n", (unsigned)hr,
		   same);
		hand_release(same);
		job.revoke = turn;
		run(&job, turn ? COINIT_APARTMENTTHREADED :
				 COINIT_MULTITHREADED);
		ok(job.got == S_OK && !job.same && job.called == S_OK &&
		   job.out == 5, "%#x, %d, %#x\n", (unsigned)job.got,
		   (int)job.same, (unsigned)job.called);
		hr = IGlobalInterfaceTable_RevokeInterfaceFromGlobal(
			git, job.cookie);
		ok(hr == (turn ? E_INVALIDARG : S_OK), "%#x\n", (unsigned)hr);
		ok(job.again == S_OK, "from elsewhere: %#x\n",
		   (unsigned)job.again);
		ok(hand_refs(&hand) == 1, "%d references\n",
		   (int)hand_refs(&hand));
	}
	hr = IGlobalInterfaceTable_GetInterfaceFromGlobal(
		git, job.cookie, &IID_IHand, (void **)&same);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	ok(!same || winetest_platform_is_wine, "%p\n", same);
	CoRevokeClassObject(cookie);
	CoUninitialize();
}

/* C-258 */
static void table_is_one(void)
{
	IGlobalInterfaceTable *first;
	DWORD cookie;
	void *object;

	CoInitialize(NULL);
	get_table();
	first = git;
	get_table();
	ok(git == first, "%p and %p\n", git, first);
	hr = CoCreateInstance(&git_clsid, (IUnknown *)git, CLSCTX_INPROC_SERVER,
			      &IID_IUnknown, &object);
	if (!winetest_platform_is_wine) {
		ok(hr == CLASS_E_NOAGGREGATION && !object, "%#x\n",
		   (unsigned)hr);
		hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(
			git, NULL, &IID_IUnknown, &cookie);
		ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	}
	hr = IGlobalInterfaceTable_RegisterInterfaceInGlobal(
		git, (IUnknown *)git, &IID_IHand, &cookie);
	ok(FAILED(hr), "%#x\n", (unsigned)hr);
	hr = IGlobalInterfaceTable_RevokeInterfaceFromGlobal(git, 0xdead);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	CoUninitialize();
}

START_TEST(CoMarshalInterThreadInterfaceInStream)
{
	RUN(by_stream);
	RUN(stream_arguments);
	RUN(by_table);
	RUN(table_is_one);
}
