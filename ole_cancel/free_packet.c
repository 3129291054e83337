/* What free-threaded packets stand for; see free_threaded.h. */
#include "free_threaded.h"

#define BUCKETS 64

struct packet {
	struct packet *next;	/* [packets_lock] */
	LONG refs;		/* the table's, and of those who use it now */
	GUID name;
	IUnknown *object;	/* referenced */
	bool table;		/* used any number of times */
};

static SRWLOCK packets_lock = SRWLOCK_INIT;
static struct packet *packets[BUCKETS];	/* [packets_lock] */

static struct packet **bucket_of(const GUID *name)
{
	return &packets[name->Data1 % BUCKETS];
}

/* [packets_lock] */
static struct packet **find(const GUID *name)
{
	struct packet **link = bucket_of(name);

	while (*link && !IsEqualGUID(&(*link)->name, name))
		link = &(*link)->next;
	return link;
}

HRESULT free_packet_make(IUnknown *object, bool table, GUID *name)
{
	struct packet *packet = HeapAlloc(GetProcessHeap(), 0, sizeof(*packet));
	struct packet **bucket;

	if (!packet)
		return E_OUTOFMEMORY;
	if (FAILED(CoCreateGuid(&packet->name))) {
		HeapFree(GetProcessHeap(), 0, packet);
		return E_OUTOFMEMORY;
	}
	packet->refs = 1;
	*name = packet->name;
	packet->object = object;
	packet->table = table;
	bucket = bucket_of(name);
	AcquireSRWLockExclusive(&packets_lock);
	packet->next = *bucket;
	*bucket = packet;
	ReleaseSRWLockExclusive(&packets_lock);
	return S_OK;
}

/* Out of the table, with its reference; one for a table only to `drop` it, else
 * with another reference. */
static struct packet *take(const GUID *name, bool drop)
{
	struct packet **link, *packet;

	AcquireSRWLockExclusive(&packets_lock);
	link = find(name);
	packet = *link;
	if (packet && packet->table && !drop)
		InterlockedIncrement(&packet->refs);
	else if (packet)
		*link = packet->next;
	ReleaseSRWLockExclusive(&packets_lock);
	return packet;
}

static void unref(struct packet *packet)
{
	if (InterlockedDecrement(&packet->refs))
		return;
	IUnknown_Release(packet->object);
	HeapFree(GetProcessHeap(), 0, packet);
}

HRESULT free_packet_drop(const GUID *name)
{
	struct packet *packet = take(name, true);

	if (!packet)
		return CO_E_OBJNOTCONNECTED;
	unref(packet);
	return S_OK;
}

HRESULT free_packet_use(const GUID *name, IUnknown **object)
{
	struct packet *packet = take(name, false);

	if (!packet)
		return CO_E_OBJNOTCONNECTED;
	*object = packet->object;
	IUnknown_AddRef(*object);
	unref(packet);
	return S_OK;
}
