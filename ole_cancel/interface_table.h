/*
 * The global interface table, of which there is one: an own class's instance.
 */
#ifndef WINCANCEL_OLE_INTERFACE_TABLE_H
#define WINCANCEL_OLE_INTERFACE_TABLE_H

#include "ole.h"

/* CLASS_E_NOAGGREGATION with an outer object. */
HRESULT interface_table_create(IUnknown *outer, IUnknown **unknown);

#endif
