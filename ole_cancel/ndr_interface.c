/*
 * Interface pointers in a message: not yet, a method that has one fails before it is
 * called.
 */
#include "ndr_engine.h"

void ndr_write_interface(struct ndr *n, const BYTE *type, IUnknown *object)
{
	(void)type;
	(void)object;
	ndr_fail(n, E_NOTIMPL);
}

void ndr_read_interface(struct ndr *n, const BYTE *type, IUnknown **object)
{
	(void)type;
	(void)object;
	ndr_fail(n, E_NOTIMPL);
}
