/*
 * Objects across apartments: what one exports, and what others make of it.
 *
 * EXPORTED. An object that was marshaled has one struct exported in its apartment,
 * with an OID, and in it a struct face for each interface, with an IPID and the stub.
 * It is counted three ways:
 *
 *   refs      of the record: by the table, imports, calls
 *   strong    by others' proxies, by marshaled packets that are still to be
 *             unmarshaled, and by asynchronous calls until they are over, as their
 *             client may have let the proxy go; at 0 nobody can call it any more
 *   users     calls that run
 *
 * With strong at 0, or CoDisconnectObject, or its apartment's end, it is `closed`:
 * not found, no new users. Closed and without users it is torn down, once, in its
 * apartment: stubs and object are released. So a call finds its stub as long as it
 * lasts, and a client that gives the last reference back waits until it is gone.
 *
 * IMPORTED. What an apartment knows of an exported object is one struct imported,
 * found by (apartment, OID): its identity, the outer object of the interface proxies.
 * Each import_face has one of `strong`, so every interface is asked for once; they
 * are given back together when the last reference goes.
 *
 * LOCKS. objects_lock and imports_lock guard the tables; shared to find, exclusive to
 * change. exported->lock and apartment->lock may be taken inside objects_lock, never
 * the other way round; nothing is called under any of them.
 */
#ifndef WINCANCEL_OLE_REMOTE_H
#define WINCANCEL_OLE_REMOTE_H

#include "call.h"
#include "queue.h"

struct face {
	struct face *next;		/* [exported->lock]; never taken out */
	GUID ipid;
	IID iid;
	IRpcStubBuffer *stub;		/* NULL: IUnknown's */
	IUnknown *object;		/* this interface */
	ICallFactory *factory;		/* the object's, if it makes call objects for */
	IID async;			/* this asynchronous twin; NULL: none */
	ULONG packets, tables;		/* [exported->lock] marshaled, not yet taken */
};

struct exported {
	LONG refs;
	struct exported *next_oid, *next_object;	/* [objects_lock] */
	struct apartment *apartment;	/* referenced */
	ULONG64 oid;
	IUnknown *object;		/* identity, in its apartment only */
	SRWLOCK lock;
	struct face *faces;		/* [lock] */
	ULONG face_count;		/* [lock] */
	ULONG strong, users;		/* [lock] */
	bool closed;			/* [lock] */
	bool torn;			/* [lock] out of the tables, object released */
};

/* ---- exported.c --------------------------------------------------------------- */

/* Of an object of the calling thread's apartment, with a reference of the record;
 * made if there is none and `make`. */
HRESULT exported_of(struct apartment *apartment, IUnknown *object, bool make,
		    struct exported **out);
/* NULL: none with this id (any more). */
struct exported *exported_by_oid(ULONG64 oid);
void exported_ref(struct exported *exported);
void exported_unref(struct exported *exported);
/* One more user; false: it is closed. */
bool exported_hold(struct exported *exported);
void exported_unhold(struct exported *exported);
/* One more strong reference; false: it is closed. */
bool exported_strong(struct exported *exported);
/* Gives so many back; `wait` for the teardown, should it be the last. */
void exported_weaken(struct exported *exported, ULONG count, bool wait);
/* On a thread of its apartment: nobody is let in any more. */
void exported_close(struct exported *exported);
bool exported_is_open(struct exported *exported);
/* On a thread of its apartment. */
void exported_teardown(struct exported *exported);
/* All of an apartment that ends. */
void exported_end(struct apartment *apartment);

/* ---- face.c -------------------------------------------------------------------- */

/* The face for an interface, made if there is none; in its apartment. */
HRESULT face_of(struct exported *exported, REFIID iid, struct face **face);
/* What it holds; it stays itself. */
void face_release(struct face *face);
struct face *face_by_ipid(struct exported *exported, REFIID ipid);
/* Gives the class object that makes proxies and stubs of an interface. */
HRESULT face_factory(REFIID iid, IPSFactoryBuffer **factory);

/* ---- imported.c ------------------------------------------------------------------ */

struct import_face {
	struct import_face *next;	/* [imported->lock]; never taken out */
	struct face *face;
	IID iid;
	void *iface;			/* the proxy's; not counted */
	IRpcProxyBuffer *proxy;		/* NULL: IUnknown */
};

struct imported {
	IUnknown unknown;
	IMarshal marshal;
	IMultiQI multi;
	IClientSecurity security;
	ICallFactory factory;
	LONG refs;
	struct imported *next;		/* [imports_lock] */
	struct apartment *apartment;	/* referenced */
	struct exported *exported;	/* referenced */
	SRWLOCK lock;
	struct import_face *faces;	/* [lock] */
	ULONG strong;			/* [lock] that it owes */
	struct {
		DWORD level, impersonation, capabilities;
	} blanket;			/* [lock] IClientSecurity; 0: the default */
	bool leaving;			/* [imports_lock] its apartment ends */
};

/* The one of this apartment, with a reference; made if there is none. NULL: memory. */
struct imported *imported_of(struct apartment *apartment,
			     struct exported *exported);
/* Which one an interface pointer belongs to, referenced; NULL: no proxy. */
struct imported *imported_from(IUnknown *unknown);
/* Takes over one strong reference for this face; gives the interface. */
HRESULT imported_add(struct imported *imported, struct face *face,
		     void **iface);
/* The face for an interface, asked for if it is not known. */
HRESULT imported_face(struct imported *imported, REFIID iid,
		      struct import_face **out);
void imported_end(struct apartment *apartment);

extern const IMarshalVtbl imported_marshal_vtbl;
extern const IClientSecurityVtbl imported_security_vtbl;
extern const ICallFactoryVtbl imported_factory_vtbl;

/* ---- channel.c, channel_server.c --------------------------------------------------- */

/* For a proxy of this object's interface; NULL: no memory. */
IRpcChannelBuffer *channel_new(struct exported *exported, struct face *face);
extern IRpcChannelBuffer3 channel_server;
/* What both channels of a call say of where it goes: inside the process. */
HRESULT WINAPI channel_GetDestCtx(IRpcChannelBuffer3 *iface, DWORD *context,
				  void **more);
HRESULT WINAPI channel_GetDestCtxEx(IRpcChannelBuffer3 *iface,
				    RPCOLEMESSAGE *msg, DWORD *context,
				    void **more);
HRESULT WINAPI channel_GetProtocolVersion(IRpcChannelBuffer3 *iface,
					  DWORD *version);

/* ---- objref.c ------------------------------------------------------------------------ */

/* What a marshaled interface looks like: [MS-DCOM] 2.2.18, all that we read of it. */
struct objref {
	IID iid;
	bool custom;
	CLSID clsid;			/* custom */
	ULONG flags, refs;		/* standard */
	ULONG64 oxid, oid;
	GUID ipid;
};

#define OBJREF_STANDARD_SIZE 68	/* with an empty string array */
#define OBJREF_CUSTOM_SIZE 48	/* before its data */

HRESULT objref_write(IStream *stream, const struct objref *objref);
/* RPC_E_INVALID_OBJREF for what is none; STG_E_READFAULT and the like of the stream. */
HRESULT objref_read(IStream *stream, struct objref *objref);

/* ---- marshal_standard.c ---------------------------------------------------------------- */

HRESULT marshal_object(IStream *stream, REFIID iid, IUnknown *object,
		       DWORD flags);
HRESULT marshal_proxy(IStream *stream, REFIID iid, struct imported *imported,
		      DWORD flags);
/* The interface that it names; uses the packet up. */
HRESULT unmarshal_standard(const struct objref *objref, void **out);
HRESULT release_standard(const struct objref *objref);

#endif
