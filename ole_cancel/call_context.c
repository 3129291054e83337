/*
 * The context of a call for its server: what CoGetCallContext finds in a method. It
 * is IServerSecurity, and ICancelMethodCalls beside, parts of struct call. The client
 * is this very process: who it is is known, and impersonating it changes nothing.
 */
#include "call.h"

static struct call *of_security(IServerSecurity *iface)
{
	return CONTAINING_RECORD(iface, struct call, security);
}

static struct call *of_served(ICancelMethodCalls *iface)
{
	return CONTAINING_RECORD(iface, struct call, served);
}

static HRESULT query(struct call *call, REFIID iid, void **out)
{
	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (IsEqualIID(iid, &IID_IUnknown) ||
	    IsEqualIID(iid, &IID_IServerSecurity))
		*out = &call->security;
	else if (IsEqualIID(iid, &IID_ICancelMethodCalls))
		*out = &call->served;
	else
		return E_NOINTERFACE;
	call_ref(call);
	return S_OK;
}

static HRESULT WINAPI security_QueryInterface(IServerSecurity *iface,
					      REFIID iid, void **out)
{
	return query(of_security(iface), iid, out);
}

static ULONG WINAPI security_AddRef(IServerSecurity *iface)
{
	call_ref(of_security(iface));
	return 2;
}

static ULONG WINAPI security_Release(IServerSecurity *iface)
{
	call_unref(of_security(iface));
	return 1;
}

/* It has been answered, or its answer is on its way. */
static bool is_over(struct call *call)
{
	return (call_state(call) & CALL_WHERE) >= CALL_REPLIED ||
	       __atomic_load_n(&call->signalled, __ATOMIC_ACQUIRE) ||
	       __atomic_load_n(&call->completed, __ATOMIC_ACQUIRE);
}

/* IServerSecurity::QueryBlanket: nothing between threads of a process is
 * authenticated. */
static HRESULT WINAPI security_QueryBlanket(IServerSecurity *iface,
					    DWORD *authentication,
					    DWORD *authorization,
					    OLECHAR **server, DWORD *level,
					    DWORD *impersonation,
					    void **privileges,
					    DWORD *capabilities)
{
	if (is_over(of_security(iface)))
		return RPC_E_CALL_COMPLETE;
	if (authentication)
		*authentication = RPC_C_AUTHN_NONE;
	if (authorization)
		*authorization = RPC_C_AUTHZ_NONE;
	if (server)
		*server = NULL;
	if (level)
		*level = RPC_C_AUTHN_LEVEL_NONE;
	if (impersonation)
		*impersonation = RPC_C_IMP_LEVEL_IMPERSONATE;
	if (privileges)
		*privileges = NULL;
	if (capabilities)
		*capabilities = EOAC_NONE;
	return S_OK;
}

/* IServerSecurity::ImpersonateClient: not after the call has been answered, even if
 * its method has not returned (C-054). */
static HRESULT WINAPI security_ImpersonateClient(IServerSecurity *iface)
{
	struct call *call = of_security(iface);

	if (is_over(call))
		return RPC_E_CALL_COMPLETE;
	__atomic_store_n(&call->impersonating, true, __ATOMIC_RELAXED);
	return S_OK;
}

static HRESULT WINAPI security_RevertToSelf(IServerSecurity *iface)
{
	__atomic_store_n(&of_security(iface)->impersonating, false,
			 __ATOMIC_RELAXED);
	return S_OK;
}

static BOOL WINAPI security_IsImpersonating(IServerSecurity *iface)
{
	return __atomic_load_n(&of_security(iface)->impersonating,
			       __ATOMIC_RELAXED);
}

const IServerSecurityVtbl call_security_vtbl = {
	security_QueryInterface, security_AddRef,
	security_Release,	 security_QueryBlanket,
	security_ImpersonateClient, security_RevertToSelf,
	security_IsImpersonating,
};

static HRESULT WINAPI served_QueryInterface(ICancelMethodCalls *iface,
					    REFIID iid, void **out)
{
	return query(of_served(iface), iid, out);
}

static ULONG WINAPI served_AddRef(ICancelMethodCalls *iface)
{
	call_ref(of_served(iface));
	return 2;
}

static ULONG WINAPI served_Release(ICancelMethodCalls *iface)
{
	call_unref(of_served(iface));
	return 1;
}

/* The server lets its own client go, as anybody else could. */
static HRESULT WINAPI served_Cancel(ICancelMethodCalls *iface, ULONG seconds)
{
	return ICancelMethodCalls_Cancel(&of_served(iface)->cancel, seconds);
}

/*
 * ICancelMethodCalls::TestCancel, of the server: RPC_E_CALL_CANCELED as soon as
 * somebody has asked for that, whatever time that allows; RPC_S_CALLPENDING;
 * RPC_E_CALL_COMPLETE after the reply. (Microsoft: ICancelMethodCalls::TestCancel)
 */
static HRESULT WINAPI served_TestCancel(ICancelMethodCalls *iface)
{
	struct call *call = of_served(iface);

	if (is_over(call))
		return RPC_E_CALL_COMPLETE;
	return call_state(call) & CALL_ASKED ? RPC_E_CALL_CANCELED :
					       RPC_S_CALLPENDING;
}

const ICancelMethodCallsVtbl call_served_vtbl = {
	served_QueryInterface, served_AddRef,	  served_Release,
	served_Cancel,	       served_TestCancel,
};
