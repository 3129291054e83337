/*
 * The identifiers of COM's interfaces and classes that the headers declare, and of
 * some classes that they do not. A program is linked with them as it is with
 * Windows' uuid.lib.
 */
#define INITGUID
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <oaidl.h>
#include <oleidl.h>
#include <ocidl.h>

DEFINE_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
DEFINE_OLEGUID(IID_AsyncIUnknown, 0x000e0000, 0, 0);
DEFINE_OLEGUID(CLSID_StdMarshal, 0x00000017, 0, 0);
DEFINE_OLEGUID(CLSID_StdEvent, 0x0000032b, 0, 0);
DEFINE_OLEGUID(CLSID_ManualResetEvent, 0x0000032c, 0, 0);
DEFINE_OLEGUID(CLSID_SynchronizeContainer, 0x0000032d, 0, 0);
DEFINE_OLEGUID(CLSID_StdGlobalInterfaceTable, 0x00000323, 0, 0);
DEFINE_OLEGUID(CLSID_InProcFreeMarshaler, 0x0000033a, 0, 0);
