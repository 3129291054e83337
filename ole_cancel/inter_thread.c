/*
 * An interface handed from one thread to another, once.
 */
#include "ole.h"

/*
 * CoMarshalInterThreadInterfaceInStream: an interface marshaled into a new stream,
 * at its beginning, for CoGetInterfaceAndReleaseStream in any apartment. What
 * CoMarshalInterface says; E_INVALIDARG.
 * (Microsoft: CoMarshalInterThreadInterfaceInStream)
 */
HRESULT WINAPI CoMarshalInterThreadInterfaceInStream(REFIID iid,
						     IUnknown *object,
						     IStream **stream)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	HRESULT hr;

	if (!stream)
		return E_INVALIDARG;
	*stream = NULL;
	if (!object)
		return E_INVALIDARG;
	hr = CreateStreamOnHGlobal(NULL, TRUE, stream);
	if (FAILED(hr))
		return hr;
	hr = CoMarshalInterface(*stream, iid, object, MSHCTX_INPROC, NULL,
				MSHLFLAGS_NORMAL);
	if (SUCCEEDED(hr))
		hr = IStream_Seek(*stream, start, STREAM_SEEK_SET, NULL);
	if (FAILED(hr)) {
		IStream_Release(*stream);
		*stream = NULL;
	}
	return hr;
}

/*
 * CoGetInterfaceAndReleaseStream: CoUnmarshalInterface, and the stream is released
 * whatever that says. E_INVALIDARG without a stream.
 * (Microsoft: CoGetInterfaceAndReleaseStream)
 */
HRESULT WINAPI CoGetInterfaceAndReleaseStream(IStream *stream, REFIID iid,
					      void **object)
{
	HRESULT hr;

	if (object)
		*object = NULL;
	if (!stream)
		return E_INVALIDARG;
	hr = CoUnmarshalInterface(stream, iid, object);
	IStream_Release(stream);
	return hr;
}
