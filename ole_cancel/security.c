/*
 * IClientSecurity of a proxy. Between threads of one process nothing is
 * authenticated; what is set is kept, and told again.
 */
#include "remote.h"

static struct imported *impl(IClientSecurity *iface)
{
	return CONTAINING_RECORD(iface, struct imported, security);
}

static HRESULT WINAPI security_QueryInterface(IClientSecurity *iface,
					      REFIID iid, void **out)
{
	return IUnknown_QueryInterface(&impl(iface)->unknown, iid, out);
}

static ULONG WINAPI security_AddRef(IClientSecurity *iface)
{
	return IUnknown_AddRef(&impl(iface)->unknown);
}

static ULONG WINAPI security_Release(IClientSecurity *iface)
{
	return IUnknown_Release(&impl(iface)->unknown);
}

/* One of this object's. */
static bool is_own(struct imported *imported, IUnknown *proxy)
{
	struct imported *other = proxy ? imported_from(proxy) : NULL;

	if (other)
		IUnknown_Release(&other->unknown);
	return other == imported;
}

static HRESULT WINAPI security_QueryBlanket(IClientSecurity *iface,
					    IUnknown *proxy,
					    DWORD *authentication,
					    DWORD *authorization,
					    OLECHAR **server, DWORD *level,
					    DWORD *impersonation,
					    void **identity,
					    DWORD *capabilities)
{
	struct imported *imported = impl(iface);

	if (!is_own(imported, proxy))
		return E_INVALIDARG;
	if (authentication)
		*authentication = RPC_C_AUTHN_NONE;
	if (authorization)
		*authorization = RPC_C_AUTHZ_NONE;
	if (server)
		*server = NULL;
	if (identity)
		*identity = NULL;
	AcquireSRWLockShared(&imported->lock);
	if (level)
		*level = imported->blanket.level ? imported->blanket.level :
						   RPC_C_AUTHN_LEVEL_NONE;
	if (impersonation)
		*impersonation = imported->blanket.impersonation ?
					 imported->blanket.impersonation :
					 RPC_C_IMP_LEVEL_IMPERSONATE;
	if (capabilities)
		*capabilities = imported->blanket.capabilities;
	ReleaseSRWLockShared(&imported->lock);
	return S_OK;
}

static HRESULT WINAPI security_SetBlanket(IClientSecurity *iface,
					  IUnknown *proxy, DWORD authentication,
					  DWORD authorization, OLECHAR *server,
					  DWORD level, DWORD impersonation,
					  void *identity, DWORD capabilities)
{
	struct imported *imported = impl(iface);

	(void)authentication;
	(void)authorization;
	(void)server;
	(void)identity;
	if (!is_own(imported, proxy) || level > RPC_C_AUTHN_LEVEL_PKT_PRIVACY ||
	    impersonation > RPC_C_IMP_LEVEL_DELEGATE)
		return E_INVALIDARG;
	AcquireSRWLockExclusive(&imported->lock);
	imported->blanket.level = level;
	imported->blanket.impersonation = impersonation;
	imported->blanket.capabilities = capabilities;
	ReleaseSRWLockExclusive(&imported->lock);
	return S_OK;
}

/* A copy would differ in nothing but its blanket, which changes nothing. */
static HRESULT WINAPI security_CopyProxy(IClientSecurity *iface,
					 IUnknown *proxy, IUnknown **copy)
{
	if (!copy || !is_own(impl(iface), proxy))
		return E_INVALIDARG;
	*copy = proxy;
	IUnknown_AddRef(proxy);
	return S_OK;
}

const IClientSecurityVtbl imported_security_vtbl = {
	security_QueryInterface, security_AddRef,     security_Release,
	security_QueryBlanket,	 security_SetBlanket, security_CopyProxy,
};
