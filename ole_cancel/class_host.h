/*
 * Apartments that COM itself keeps for objects whose threading model does not fit
 * their caller's: an STA with a thread of its own, and the MTA. They are there from
 * the first such object until no other apartment is left.
 */
#ifndef WINCANCEL_OLE_CLASS_HOST_H
#define WINCANCEL_OLE_CLASS_HOST_H

#include "class_map.h"

/* The class object from the right apartment, marshaled to the caller's.
 * RPC_E_WRONG_THREAD: it belongs into a main STA that is another thread's. */
HRESULT class_host_get(REFCLSID clsid, const struct class_place *place,
		       REFIID iid, void **object);

/* class_server.c's: from the library, in the calling thread's apartment. */
HRESULT class_server_here(REFCLSID clsid, const struct class_place *place,
			  REFIID iid, void **object);

#endif
