/*
 * In-process servers: libraries with DllGetClassObject, found by class_map.c, loaded
 * once for each class and kept until CoFreeUnusedLibraries. A class object lives
 * where its threading model allows: in the caller's apartment, else in a host's
 * (class_host.c), and is marshaled.
 *
 *   servers_lock → nothing
 */
#include "class.h"
#include "apartment.h"
#include "class_host.h"
#include "class_map.h"

struct server {
	struct server *next;	/* [servers_lock] */
	CLSID clsid;
	enum class_model model;
	HMODULE module;
	HRESULT(WINAPI *get_class)(REFCLSID, REFIID, void **);
	HRESULT(WINAPI *can_unload)(void);
	ULONG users;		/* [servers_lock] who is in get_class */
};

static SRWLOCK servers_lock = SRWLOCK_INIT;
static struct server *servers;	/* [servers_lock] */

static void unload(struct server *server)
{
	FreeLibrary(server->module);
	HeapFree(GetProcessHeap(), 0, server);
}

static HRESULT load(REFCLSID clsid, const struct class_place *place,
		    struct server **out)
{
	struct server *server = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
					  sizeof(*server));

	if (!server)
		return E_OUTOFMEMORY;
	server->clsid = *clsid;
	server->model = place->model;
	server->module = LoadLibraryW(place->library);
	if (!server->module) {
		HeapFree(GetProcessHeap(), 0, server);
		return HRESULT_FROM_WIN32(GetLastError());
	}
	server->get_class = (void *)GetProcAddress(server->module,
						   "DllGetClassObject");
	server->can_unload = (void *)GetProcAddress(server->module,
						    "DllCanUnloadNow");
	*out = server;
	if (server->get_class)
		return S_OK;
	unload(server);
	return CO_E_ERRORINDLL;
}

/* [servers_lock] */
static struct server *find(REFCLSID clsid)
{
	struct server *server = servers;

	while (server && !IsEqualCLSID(&server->clsid, clsid))
		server = server->next;
	return server;
}

/* Loaded, and one user more. */
static HRESULT use(REFCLSID clsid, const struct class_place *place,
		   struct server **out)
{
	struct server *loaded = NULL, *known;
	HRESULT hr;

	AcquireSRWLockExclusive(&servers_lock);
	known = find(clsid);
	if (known)
		known->users++;
	ReleaseSRWLockExclusive(&servers_lock);
	*out = known;
	if (known)
		return S_OK;
	hr = load(clsid, place, &loaded);
	if (FAILED(hr))
		return hr;
	AcquireSRWLockExclusive(&servers_lock);
	known = find(clsid);
	if (!known) {
		loaded->next = servers;
		servers = known = loaded;
		loaded = NULL;
	}
	known->users++;
	ReleaseSRWLockExclusive(&servers_lock);
	if (loaded)
		unload(loaded);
	*out = known;
	return S_OK;
}

HRESULT class_server_here(REFCLSID clsid, const struct class_place *place,
			  REFIID iid, void **object)
{
	struct server *server;
	HRESULT hr = use(clsid, place, &server);

	if (FAILED(hr))
		return hr;
	hr = server->get_class(clsid, iid, object);
	AcquireSRWLockExclusive(&servers_lock);
	server->users--;
	ReleaseSRWLockExclusive(&servers_lock);
	return hr;
}

static bool may_live_in(const struct apartment *apartment,
			enum class_model model)
{
	switch (model) {
	case CLASS_APARTMENT:
		return apartment->kind == APARTMENT_STA;
	case CLASS_FREE:
		return apartment->kind == APARTMENT_MTA;
	case CLASS_MAIN:
		return apartment->main;
	case CLASS_BOTH:
		break;
	}
	return true;
}

HRESULT class_server(struct apartment *apartment, REFCLSID clsid, REFIID iid,
		     void **object)
{
	struct class_place place;

	if (!class_map_find(clsid, &place))
		return REGDB_E_CLASSNOTREG;
	if (may_live_in(apartment, place.model))
		return class_server_here(clsid, &place, iid, object);
	return class_host_get(clsid, &place, iid, object);
}

/* One that nobody is in, from one list to the other. While it is asked, others load
 * the library anew. */
static struct server *take_idle(struct server **asked)
{
	struct server **link = &servers, *server;

	AcquireSRWLockExclusive(&servers_lock);
	while ((server = *link) != NULL &&
	       (server->users || !server->can_unload))
		link = &server->next;
	if (server) {
		*link = server->next;
		server->next = *asked;
	}
	ReleaseSRWLockExclusive(&servers_lock);
	if (server)
		*asked = server;
	return server;
}

static void put_back(struct server *server)
{
	AcquireSRWLockExclusive(&servers_lock);
	server->next = servers;
	servers = server;
	ReleaseSRWLockExclusive(&servers_lock);
}

/*
 * CoFreeUnusedLibraries: unloads in-process servers that say (DllCanUnloadNow) that
 * they can be.  (Microsoft: CoFreeUnusedLibraries)
 */
void WINAPI CoFreeUnusedLibraries(void)
{
	struct server *asked = NULL, *server;

	while (take_idle(&asked))
		;
	while ((server = asked) != NULL) {
		asked = server->next;
		if (server->can_unload() == S_OK)
			unload(server);
		else
			put_back(server);
	}
}
