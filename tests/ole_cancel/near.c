/*
 * Owns the two halves of IShapes' [local] Near, which goes over the wire as Far: what
 * a program writes itself for [call_as].
 */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "shapes.h"

HRESULT CALLBACK IShapes_Near_Proxy(IShapes *This, LONG a, LONG *sum)
{
	HRESULT hr = IShapes_Far_Proxy(This, a + 1000, sum);

	*sum += 1;
	return hr;
}

HRESULT __RPC_STUB IShapes_Near_Stub(IShapes *This, LONG a, LONG *sum)
{
	return IShapes_Near(This, a, sum);
}
