/*
 * The interpreter of format strings, from inside: what the ndr_*.c share.
 *
 * A struct ndr is one message being written or read, or one frame being freed. Its
 * first error stays; after it everything does nothing, and who started it looks at
 * `error` at the end. A reader believes nothing: every byte is looked for before it
 * is read, every count is held against the bytes that are left and the memory that
 * may still be allocated, and every count that the frame or a structure also has is
 * compared with it when all is read (`checks`).
 *
 * VALUES AND LATER ONES. A type is written in place (`value`); the pointers in it
 * leave an identifier there, and what they point to follows the outermost type, in
 * order. So they are put into a queue, `later`, which is run after each parameter;
 * each entry's own pointers are run before the next entry. A list of any length
 * needs no stack for that. What recurses are types inside types, which the format
 * string limits.
 *
 * MEMORY. What lives as long as the call comes out of `scratch`, freed as a whole.
 * Memory that the program comes to own is the task allocator's (what the stub
 * description names) and is on the list `owned` while a message is read, to be given
 * back if it turns out to be a bad one. On the server [in] data are all scratch,
 * those of [in, out] and [out] below the top level may be freed by the method and are
 * the allocator's: `task` says which.
 */
#ifndef WINCANCEL_NDR_ENGINE_H
#define WINCANCEL_NDR_ENGINE_H

#include "ndr.h"
#include <rpcproxy.h>
#include <ndrtypes.h>
#include <stdbool.h>
#include <string.h>

#define NDR_BAD_DATA	HRESULT_FROM_WIN32(RPC_X_BAD_STUB_DATA)
#define NDR_BAD_BOUND	HRESULT_FROM_WIN32(RPC_S_INVALID_BOUND)
#define NDR_BAD_TAG	HRESULT_FROM_WIN32(RPC_S_INVALID_TAG)
#define NDR_BAD_ENUM	HRESULT_FROM_WIN32(RPC_X_ENUM_VALUE_OUT_OF_RANGE)
#define NDR_NULL_REF	HRESULT_FROM_WIN32(RPC_X_NULL_REF_POINTER)

/* A message may ask for this much memory, and 16 times its own length. (Fuzzing, which
 * asks for all of it all the time, has less.) */
#ifndef NDR_MEMORY
#define NDR_MEMORY	((size_t)256 << 20)
#endif

/* Parameter flags (parameter-descriptors) */
enum {
	ARG_MUST_SIZE = 1, ARG_MUST_FREE = 2, ARG_IN = 8, ARG_OUT = 0x10,
	ARG_RETURN = 0x20, ARG_BASE = 0x40, ARG_VALUE = 0x80, ARG_REF = 0x100,
};

struct ndr_later {
	void **slot;		/* what points, or is to */
	const BYTE *type;	/* the pointer's description */
	BYTE *object;		/* the structure it is in, for its counts */
	ULONG id;
	bool scratch;		/* a parameter's own pointee */
	/* in a note, which is no entry: the row to go on with */
	ULONG next, end, start;
};

struct ndr_check {
	const BYTE *count;	/* its correlation */
	BYTE *object, *tail;
	ULONG value;
};

/* What must be given back if the message is bad. */
struct ndr_owned {
	void *block;
	const USER_MARSHAL_ROUTINE_QUADRUPLE *user;
	bool object;
};

struct ndr_chunk {
	struct ndr_chunk *next;
};

struct ndr_list {
	void *items;
	ULONG count, room;
};

struct ndr {
	HRESULT error;
	bool reading, client;
	bool task;		/* what is read, or freed, below the top is the program's */
	bool top;		/* at a parameter itself */
	BYTE corr;		/* size of a correlation description: 4, 6 or 16 */
	bool owns_buffer;	/* start is ours, from the heap */
	BYTE *start, *at, *end;
	ULONG max_count, actual;	/* of the array that is being read or written */
	ULONG next_id;
	BYTE *frame;
	BYTE *object, *tail;	/* the structure around, and its fixed part's end */
	const MIDL_STUB_DESC *desc;
	IRpcChannelBuffer *channel;
	size_t memory;		/* may still be allocated */
	bool discards;		/* what is read is only given back */
	bool keeps_old;		/* what a reply replaces is not freed */
	bool limited;		/* a parameter's memory is the caller's and has room for … */
	ULONG limit;		/* … so many elements */
	ULONG *limits;		/* of the client's parameters, if one has any */
	struct ndr_list later, checks, owned;
	struct ndr_list packets;	/* where marshaled interfaces are in what is written */
	struct ndr_full *full;
	struct ndr_chunk *chunks;
	BYTE *scratch, *scratch_end;
	BYTE space[512] __attribute__((aligned(16)));
};

/* ndr_memory.c: buffers, memory, lists */
void ndr_init(struct ndr *n, const MIDL_STUB_DESC *desc, BYTE *frame, BYTE corr);
void ndr_end(struct ndr *n);
void ndr_read_from(struct ndr *n, void *buffer, ULONG length);
void ndr_fail(struct ndr *n, HRESULT error) __attribute__((cold));
BYTE *ndr_grow(struct ndr *n, size_t align, size_t size);
void *ndr_scratch(struct ndr *n, size_t size);
void *ndr_allocate(struct ndr *n, size_t size, bool scratch);
void *ndr_push(struct ndr *n, struct ndr_list *list, size_t size);
void ndr_own(struct ndr *n, void *block, const USER_MARSHAL_ROUTINE_QUADRUPLE *user,
	     bool object);
void ndr_give_back(struct ndr *n);

static inline size_t ndr_pad(const struct ndr *n, size_t align)
{
	return -(size_t)(n->at - n->start) & (align - 1);
}

/* Room for what is written, aligned; the gap is cleared. */
static inline BYTE *ndr_room(struct ndr *n, size_t align, size_t size)
{
	size_t pad = ndr_pad(n, align);
	BYTE *at = n->at;

	if (__builtin_expect((size_t)(n->end - at) < pad + size, 0))
		return ndr_grow(n, align, size);
	while (pad--)
		*at++ = 0;
	n->at = at + size;
	return at;
}

/* What is there to be read, or NULL. */
static inline const BYTE *ndr_take(struct ndr *n, size_t align, size_t size)
{
	size_t pad = ndr_pad(n, align), left = n->end - n->at;
	const BYTE *at;

	if (__builtin_expect(n->error || left < pad || left - pad < size, 0)) {
		ndr_fail(n, NDR_BAD_DATA);
		return NULL;
	}
	at = n->at + pad;
	n->at += pad + size;
	return at;
}

static inline bool ndr_put_long(struct ndr *n, ULONG value)
{
	BYTE *at = ndr_room(n, 4, 4);

	if (at)
		memcpy(at, &value, 4);
	return at;
}

static inline ULONG ndr_get_long(struct ndr *n)
{
	const BYTE *at = ndr_take(n, 4, 4);
	ULONG value = 0;

	if (at)
		memcpy(&value, at, 4);
	return value;
}

/* ndr_type.c: what a description says */
extern const BYTE ndr_wire_sizes[256], ndr_memory_sizes[256];

static inline USHORT ndr_short(const BYTE *at)
{
	return at[0] | at[1] << 8;
}

static inline const BYTE *ndr_offset(const BYTE *at)
{
	return at + (SHORT)ndr_short(at);
}

static inline ULONG ndr_long(const BYTE *at)
{
	return ndr_short(at) | (ULONG)ndr_short(at + 2) << 16;
}

static inline bool ndr_is_base(BYTE type)
{
	return ndr_wire_sizes[type];
}

static inline bool ndr_is_pointer(BYTE type)
{
	return type >= FC_RP && type <= FC_FP;
}

static inline const BYTE *ndr_pointee(const BYTE *pointer)
{
	return pointer[1] & FC_SIMPLE_POINTER ? pointer + 2 : ndr_offset(pointer + 2);
}

struct ndr_struct {
	const BYTE *members, *pointers;	/* no members: its wire form is its memory */
	const BYTE *array;		/* the conformant one at its end */
	ULONG size, align;
};

struct ndr_array {
	const BYTE *element;		/* NULL: wire form is memory */
	const BYTE *conformance, *variance;
	ULONG count;			/* without conformance */
	ULONG size, align;		/* of an element; the array's */
	bool string;
};

struct ndr_union {
	BYTE tag;			/* its type */
	const BYTE *correlation;	/* NULL: the tag is at its start … */
	ULONG arm;			/* … and the arm here */
	const BYTE *arms;
};

struct ndr_member {
	const BYTE *type;
	BYTE *at;
};

bool ndr_parse_struct(const BYTE *type, struct ndr_struct *s);
bool ndr_parse_array(struct ndr *n, const BYTE *type, struct ndr_array *a);
bool ndr_parse_union(struct ndr *n, const BYTE *type, struct ndr_union *u);
/* An arm's description (a base type's code too), NULL for an empty one. */
bool ndr_find_arm(const struct ndr_union *u, ULONG tag, const BYTE **arm);
/* Walks the members: *at is where the last one ended. */
bool ndr_next_member(const struct ndr_struct *s, const BYTE **code, BYTE *mem,
		     ULONG *at, const BYTE **pointer, struct ndr_member *m);
/* The conformant array that begins, or ends, a type: its length comes first. */
const BYTE *ndr_conformant(const BYTE *type);
/* In memory; of a conformant type without its array. */
ULONG ndr_size(struct ndr *n, const BYTE *type);
bool ndr_same_type(struct ndr *n, const BYTE *a, const BYTE *b);
/* It holds no pointers: nothing in it needs to be freed. */
bool ndr_is_flat(struct ndr *n, const BYTE *type);
size_t ndr_string_length(const BYTE *type, const void *string, size_t most);

/* ndr_count.c: correlations */
bool ndr_has_count(const BYTE *correlation);
ULONG ndr_count(struct ndr *n, const BYTE *correlation, BYTE *tail);
void *ndr_count_pointer(struct ndr *n, const BYTE *correlation, BYTE *tail);
void ndr_check_later(struct ndr *n, const BYTE *correlation, ULONG value);
void ndr_run_checks(struct ndr *n);

/* ndr_write.c, ndr_read.c, ndr_free.c: the three walks. `whole`: a hoisted length too */
void ndr_write_base(struct ndr *n, BYTE type, const void *mem);
void ndr_write_whole(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_write_value(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_write_array(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_write_string(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_write_later(struct ndr *n);

void ndr_read_base(struct ndr *n, BYTE type, void *mem);
/* Into mem, or memory of its own when that is NULL; returns where it is. */
BYTE *ndr_read_whole(struct ndr *n, const BYTE *type, BYTE *mem, bool scratch);
void ndr_read_value(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_read_array(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_read_string(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_read_later(struct ndr *n);

void ndr_free_value(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_free_later(struct ndr *n);

/* The queue */
void ndr_push_later(struct ndr *n, const BYTE *type, void *slot, ULONG id);
/* Runs what was queued since `first`, each with all that it queues itself. */
void ndr_run_later(struct ndr *n, void (*run)(struct ndr *, struct ndr_later *));

/* ndr_full.c: full pointers and their identifiers */
struct ndr_full;
ULONG ndr_full_id(struct ndr *n, void *block, bool *is_new);
void ndr_full_read(struct ndr *n, const BYTE *type, void **slot, ULONG id);
void ndr_full_known(struct ndr *n, ULONG id, void *block);
bool ndr_full_first(struct ndr *n, void *block);
void ndr_full_settle(struct ndr *n);
void ndr_full_end(struct ndr *n);

/* ndr_user.c: [wire_marshal] and its like, by the program's four functions */
void ndr_write_user(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_read_user(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_free_user(struct ndr *n, const BYTE *type, BYTE *mem);
void ndr_message(struct ndr *n, MIDL_STUB_MESSAGE *m);

/* ndr_interface.c: interface pointers */
void ndr_write_interface(struct ndr *n, const BYTE *type, IUnknown *object);
void ndr_read_interface(struct ndr *n, const BYTE *type, IUnknown **object);
void ndr_drop_packets(struct ndr *n);

/* ndr_proc.c: a method */
struct ndr_proc {
	const BYTE *args;
	ULONG count, stack, method;
	ULONG in_hint, out_hint;	/* of the request's and the reply's size */
	bool size_in, size_out;		/* the hints are not all */
	BYTE corr;
	BYTE floats;			/* which of the first four slots are in xmm registers */
};

struct ndr_arg {
	USHORT flags, slot;
	BYTE base;			/* with ARG_BASE */
	const BYTE *type;		/* else */
};

bool ndr_parse_proc(const BYTE *format, struct ndr_proc *proc);
const BYTE *ndr_arg_type(const MIDL_STUB_DESC *desc, const BYTE *at, USHORT flags);

static inline struct ndr_arg ndr_arg(const MIDL_STUB_DESC *desc,
				     const struct ndr_proc *proc, ULONG i)
{
	const BYTE *at = proc->args + 6 * i;
	struct ndr_arg arg = { ndr_short(at), ndr_short(at + 2), at[4], NULL };

	if (!(arg.flags & ARG_BASE))
		arg.type = ndr_arg_type(desc, at, arg.flags);
	return arg;
}

static inline void *ndr_slot(const BYTE *slot)
{
	void *value;

	memcpy(&value, slot, sizeof(value));
	return value;
}

/* The object that a parameter is, or that its reference pointers lead to, in a frame
 * where they are set. *mem NULL: one is not. True: it is a pointer in the slot. */
bool ndr_resolve(struct ndr *n, const struct ndr_arg *arg, BYTE *slot,
		 const BYTE **type, BYTE **mem);
/* Of an object, with what its conformance adds. */
size_t ndr_object_size(struct ndr *n, const BYTE *type, BYTE *mem);
ULONG ndr_hoisted(struct ndr *n, const BYTE *type, const BYTE *array, BYTE *mem);
/* which: ARG_IN or ARG_OUT; for free, all flags that one must have. read makes what
 * the slots point to, in scratch. */
void ndr_write_args(struct ndr *n, const struct ndr_proc *proc, USHORT which);
void ndr_read_args(struct ndr *n, const struct ndr_proc *proc, USHORT which);
void ndr_make_outs(struct ndr *n, const struct ndr_proc *proc);
void ndr_free_args(struct ndr *n, const struct ndr_proc *proc, USHORT which);

/* ndr_buffer.c: a buffer of a channel's that is being filled */
bool ndr_begin_buffer(struct ndr *n, RPCOLEMESSAGE *msg, const IID *iid, ULONG hint,
		      bool enough);
bool ndr_end_buffer(struct ndr *n, RPCOLEMESSAGE *msg, const IID *iid);

/* ndr_client.c */
HRESULT ndr_request(struct ndr *n, const struct ndr_proc *proc, const IID *iid,
		    RPCOLEMESSAGE *msg);
LONG_PTR ndr_reply(struct ndr *n, const struct ndr_proc *proc, RPCOLEMESSAGE *msg);
void ndr_clear_outs(struct ndr *n, const struct ndr_proc *proc);
LONG_PTR ndr_call(IRpcChannelBuffer *channel, const IID *iid, const MIDL_STUB_DESC *desc,
		  const BYTE *format, BYTE *frame);

/* ndr_server.c */
const BYTE *ndr_server_format(const CInterfaceStubHeader *header, ULONG method);
HRESULT ndr_unpack(struct ndr *n, const struct ndr_proc *proc, const MIDL_STUB_DESC *desc,
		   IRpcChannelBuffer *channel, const RPCOLEMESSAGE *msg);
HRESULT ndr_pack(struct ndr *n, const struct ndr_proc *proc, const IID *iid,
		 RPCOLEMESSAGE *msg, LONG_PTR result);
HRESULT ndr_serve(const CInterfaceStubHeader *header, IUnknown *server,
		  IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg);

/* thunk_elf_x86_64.S: a method called with a frame; slots: at least 4. The vtable entries
 * that come to ndr_stubless, to the interface's base, and to ndr_async_called. */
LONG_PTR ndr_invoke(const void *method, const void *frame, size_t slots);

#define NDR_METHODS 512
#define NDR_THUNK 16		/* bytes */

extern const BYTE ndr_stubless_thunks[], ndr_forward_thunks[];
extern const void *const ndr_async_vtbl[];
LONG_PTR WINAPI ndr_stubless(BYTE *frame, ULONG method, const ULONG64 *floats);
LONG_PTR WINAPI ndr_async_called(BYTE *frame, ULONG slot, const ULONG64 *floats);

/* Arguments that came in xmm registers are put into the frame. */
static inline void ndr_put_floats(BYTE *frame, BYTE which, const ULONG64 *floats)
{
	for (int i = 0; i < 4; i++)
		if (which >> 2 * i & 3)
			memcpy(frame + 8 * i, &floats[i], 8);
}

/* A pointer that Disconnect takes away while calls may hold it; changed atomically. */
struct ndr_link {
	LONG uses;		/* and two flags, see ndr_link.c */
	IUnknown *object;
};

HRESULT ndr_connect(struct ndr_link *link, IUnknown *object);
void ndr_disconnect(struct ndr_link *link);
/* NULL: not connected. */
void *ndr_enter(struct ndr_link *link);
void ndr_leave(struct ndr_link *link);

/* ndr_factory.c */
struct ndr_face {
	const ProxyFileInfo *file;
	int index;
};

bool ndr_find_face(REFIID iid, struct ndr_face *face);
HRESULT ndr_make_proxy(const struct ndr_face *face, IUnknown *outer,
		       IPSFactoryBuffer *factory, IRpcProxyBuffer **proxy, void **object);
HRESULT ndr_make_stub(const struct ndr_face *face, IUnknown *server,
		      IPSFactoryBuffer *factory, IRpcStubBuffer **stub);

/* ndr_async.c: one half's arguments of a frame, from slot 1 of part */
void ndr_split_frame(const MIDL_STUB_DESC *desc, const struct ndr_proc *proc,
		     const BYTE *frame, USHORT which, BYTE *part, ULONG *slots);

/* ndr_stub.c */
IRpcStubBuffer *ndr_stub_base(IRpcStubBuffer *stub);
const CInterfaceStubHeader *ndr_stub_header(IRpcStubBuffer *stub);
#endif
