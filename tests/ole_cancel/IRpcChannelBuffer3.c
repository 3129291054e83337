/*
 * The channel as a proxy written by hand may use it: both halves of a call, its state
 * and its cancel object.
 */
#include "stuck.h"
#include "ole_entries.h"

#define is(hr, value) \
	do { \
		HRESULT is_hr_ = (hr); \
		ok(is_hr_ == (value), "%s: %#x\n", #hr, (unsigned)is_hr_); \
	} while (0)

static IRpcChannelBuffer3 *channel_of(IHand *iface)
{
	IRpcChannelBuffer3 *channel = NULL;

	is(IRpcChannelBuffer_QueryInterface(of_iface(iface)->channel,
					    &IID_IRpcChannelBuffer3,
					    (void **)&channel), S_OK);
	return channel;
}

static void request(IRpcChannelBuffer3 *channel, RPCOLEMESSAGE *msg, LONG in)
{
	memset(msg, 0, sizeof(*msg));
	msg->cbBuffer = sizeof(in);
	msg->iMethod = 3;
	msg->dataRepresentation = 0x10;
	is(IRpcChannelBuffer3_GetBuffer(channel, msg, &IID_IHand), S_OK);
	memcpy(msg->Buffer, &in, sizeof(in));
}

static DWORD state_of(IRpcChannelBuffer3 *channel, RPCOLEMESSAGE *msg)
{
	DWORD state = 77;

	is(IRpcChannelBuffer3_GetState(channel, msg, &state), S_OK);
	return state;
}

/* C-062: Send returns at once, Receive takes the reply. */
static void halves(void)
{
	struct stuck s;
	IRpcChannelBuffer3 *channel;
	RPCOLEMESSAGE msg;
	struct answer answer;
	ULONG status;
	DWORD context = 77, version = 0;

	OLE_ENTRIES_OR_SKIP();
	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	channel = channel_of(s.proxy);
	is(IRpcChannelBuffer3_GetDestCtx(channel, &context, NULL), S_OK);
	ok(context == MSHCTX_INPROC, "%u\n", (unsigned)context);
	is(IRpcChannelBuffer3_GetProtocolVersion(channel, &version), S_OK);
	ok(version, "no version\n");
	is(IRpcChannelBuffer3_IsConnected(channel), S_OK);
	request(channel, &msg, 4);
	ok(state_of(channel, &msg) == DCOM_NONE, "before\n");
	is(IRpcChannelBuffer3_Send(channel, &msg, &status), S_OK);
	WaitForSingleObject(s.entered, INFINITE);
	ok(state_of(channel, &msg) == DCOM_NONE, "meanwhile\n");
	SetEvent(s.go);
	is(IRpcChannelBuffer3_Receive(channel, &msg, 0, &status), S_OK);
	ok(state_of(channel, &msg) == DCOM_CALL_COMPLETE, "after\n");
	ok(msg.cbBuffer == sizeof(answer), "%u\n", (unsigned)msg.cbBuffer);
	memcpy(&answer, msg.Buffer, sizeof(answer));
	ok(answer.hr == S_OK && answer.out == 40, "%#x, %d\n",
	   (unsigned)answer.hr, (int)answer.out);
	is(IRpcChannelBuffer3_FreeBuffer(channel, &msg), S_OK);
	is(IRpcChannelBuffer3_FreeBuffer(channel, &msg), S_OK);
	IRpcChannelBuffer3_Release(channel);
	stuck_end(&s);
}

/* C-062: Cancel, and GetCallContext's ICancelMethodCalls. */
static void cancelled(void)
{
	struct stuck s;
	IRpcChannelBuffer3 *channel;
	ICancelMethodCalls *cancel = NULL;
	RPCOLEMESSAGE msg;
	ULONG status;

	OLE_ENTRIES_OR_SKIP();
	stuck_begin(&s, COINIT_APARTMENTTHREADED, COINIT_MULTITHREADED);
	channel = channel_of(s.proxy);
	request(channel, &msg, 4);
	is(IRpcChannelBuffer3_Send(channel, &msg, &status), S_OK);
	WaitForSingleObject(s.entered, INFINITE);
	is(IRpcChannelBuffer3_GetCallContext(channel, &msg,
					     &IID_ICancelMethodCalls,
					     (void **)&cancel), S_OK);
	is(ICancelMethodCalls_TestCancel(cancel), RPC_S_CALLPENDING);
	is(IRpcChannelBuffer3_Cancel(channel, &msg), S_OK);
	ok(state_of(channel, &msg) == DCOM_CALL_CANCELED, "not cancelled\n");
	is(ICancelMethodCalls_TestCancel(cancel), RPC_E_CALL_CANCELED);
	is(IRpcChannelBuffer3_Receive(channel, &msg, 0, &status),
	   RPC_E_CALL_CANCELED);
	ok(!msg.Buffer, "a buffer\n");
	is(IRpcChannelBuffer3_Cancel(channel, &msg), RPC_E_CALL_COMPLETE);
	is(ICancelMethodCalls_Cancel(cancel, 0), RPC_E_CALL_CANCELED);
	ICancelMethodCalls_Release(cancel);
	SetEvent(s.go);
	WaitForSingleObject(s.left, INFINITE);
	is(s.after, RPC_E_CALL_CANCELED);
	IRpcChannelBuffer3_Release(channel);
	stuck_still_works(&s);
	stuck_end(&s);
}

/* C-062 C-044: a message that is freed without Receive lets its call go. */
static void let_go(void)
{
	struct stuck s;
	IRpcChannelBuffer3 *channel;
	RPCOLEMESSAGE msg;
	ULONG status;

	OLE_ENTRIES_OR_SKIP();
	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	channel = channel_of(s.proxy);
	request(channel, &msg, 4);
	is(IRpcChannelBuffer3_Send(channel, &msg, &status), S_OK);
	WaitForSingleObject(s.entered, INFINITE);
	is(IRpcChannelBuffer3_FreeBuffer(channel, &msg), S_OK);
	SetEvent(s.go);
	WaitForSingleObject(s.left, INFINITE);
	is(s.after, RPC_S_CALLPENDING);
	IRpcChannelBuffer3_Release(channel);
	stuck_still_works(&s);
	stuck_end(&s);
}

/* ---- a stub that replies later ----------------------------------------------- */

static RPCOLEMESSAGE later;
static IRpcChannelBuffer3 *later_channel;
static HANDLE registered;
static HRESULT(STDMETHODCALLTYPE *usual_Invoke)(IRpcStubBuffer *,
						RPCOLEMESSAGE *,
						IRpcChannelBuffer *);

static HRESULT STDMETHODCALLTYPE later_Invoke(IRpcStubBuffer *iface,
					      RPCOLEMESSAGE *msg,
					      IRpcChannelBuffer *channel)
{
	(void)iface;
	is(IRpcChannelBuffer_QueryInterface(channel, &IID_IRpcChannelBuffer3,
					    (void **)&later_channel), S_OK);
	is(IRpcChannelBuffer3_RegisterAsync(later_channel, msg, NULL), S_OK);
	later = *msg;
	SetEvent(registered);
	return S_OK;
}

static DWORD WINAPI reply_later(void *arg)
{
	struct answer answer = { 0x55, 66 };
	ULONG status;

	(void)arg;
	WaitForSingleObject(registered, INFINITE);
	later.cbBuffer = sizeof(answer);
	is(IRpcChannelBuffer3_GetBuffer(later_channel, &later, &IID_IHand),
	   S_OK);
	memcpy(later.Buffer, &answer, sizeof(answer));
	is(IRpcChannelBuffer3_Send(later_channel, &later, &status), S_OK);
	IRpcChannelBuffer3_Release(later_channel);
	return 0;
}

/* C-062: RegisterAsync in Invoke, and Send when the reply is there. */
static void replies_later(void)
{
	struct stuck s;
	HANDLE thread;
	LONG out = 0;

	OLE_ENTRIES_OR_SKIP();
	registered = CreateEventA(NULL, FALSE, FALSE, NULL);
	usual_Invoke = stub_vtbl.Invoke;
	stub_vtbl.Invoke = later_Invoke;
	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	thread = CreateThread(NULL, 0, reply_later, NULL, 0, NULL);
	is(hand_call(s.proxy, 4, &out), 0x55);
	ok(out == 66, "%d\n", (int)out);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	stuck_end(&s);
	stub_vtbl.Invoke = usual_Invoke;
	CloseHandle(registered);
}

/* C-042: a proxy's blanket is remembered. */
static void blanket(void)
{
	struct stuck s;
	IClientSecurity *security = NULL;
	IUnknown *copy = NULL;
	DWORD level = 77, impersonation = 77;

	OLE_ENTRIES_OR_SKIP();
	stuck_begin(&s, COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED);
	is(s.proxy->lpVtbl->QueryInterface(s.proxy, &IID_IClientSecurity,
					   (void **)&security), S_OK);
	is(IClientSecurity_QueryBlanket(security, (IUnknown *)s.proxy, NULL,
					NULL, NULL, &level, &impersonation,
					NULL, NULL), S_OK);
	ok(level == RPC_C_AUTHN_LEVEL_NONE &&
	   impersonation == RPC_C_IMP_LEVEL_IMPERSONATE, "%u, %u\n",
	   (unsigned)level, (unsigned)impersonation);
	is(IClientSecurity_SetBlanket(security, (IUnknown *)s.proxy,
				      RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE, NULL,
				      RPC_C_AUTHN_LEVEL_CALL,
				      RPC_C_IMP_LEVEL_IDENTIFY, NULL,
				      EOAC_NONE), S_OK);
	is(IClientSecurity_QueryBlanket(security, (IUnknown *)s.proxy, NULL,
					NULL, NULL, &level, &impersonation,
					NULL, NULL), S_OK);
	ok(level == RPC_C_AUTHN_LEVEL_CALL &&
	   impersonation == RPC_C_IMP_LEVEL_IDENTIFY, "%u, %u\n",
	   (unsigned)level, (unsigned)impersonation);
	is(IClientSecurity_QueryBlanket(security, NULL, NULL, NULL, NULL,
					&level, NULL, NULL, NULL),
	   E_INVALIDARG);
	is(IClientSecurity_CopyProxy(security, (IUnknown *)s.proxy, &copy),
	   S_OK);
	IUnknown_Release(copy);
	IClientSecurity_Release(security);
	stuck_end(&s);
}

START_TEST(IRpcChannelBuffer3)
{
	RUN(halves);
	RUN(cancelled);
	RUN(let_go);
	RUN(replies_later);
	RUN(blanket);
}
