/*
 * Correlations: the counts, lengths, discriminants and identifiers of interfaces that
 * are somewhere else in the frame or in a structure (correlation-descriptors). What
 * a message says and the program will read there must agree, or a method would
 * look beyond an array's end.
 */
#include "ndr_engine.h"

bool ndr_has_count(const BYTE *correlation)
{
	return ndr_long(correlation) != 0xffffffff;
}

static BYTE *base_of(struct ndr *n, BYTE kind, BYTE *tail)
{
	switch (kind & 0xf0) {
	case FC_NORMAL_CONFORMANCE:
		return tail;
	case FC_POINTER_CONFORMANCE:
		return n->object;
	case FC_TOP_LEVEL_CONFORMANCE:
	case FC_TOP_LEVEL_MULTID_CONFORMANCE:
		return n->frame;
	default:
		return NULL;
	}
}

/* The compiler's own code, for what no operator expresses. */
static ULONG evaluate(struct ndr *n, USHORT index, BYTE *base)
{
	MIDL_STUB_MESSAGE m;

	if (!n->desc->apfnExprEval) {
		ndr_fail(n, NDR_BAD_DATA);
		return 0;
	}
	ndr_message(n, &m);
	m.StackTop = base;
	n->desc->apfnExprEval[index](&m);
	return m.MaxCount;
}

static bool load(const BYTE *at, BYTE type, LONG64 *value)
{
	INT8 i8;
	INT16 i16;
	INT32 i32;

	switch (type) {
	case FC_BYTE:
	case FC_USMALL:
		*value = *at;
		break;
	case FC_CHAR:
	case FC_SMALL:
		memcpy(&i8, at, 1);
		*value = i8;
		break;
	case FC_WCHAR:
	case FC_USHORT:
		memcpy(&i16, at, 2);
		*value = (UINT16)i16;
		break;
	case FC_SHORT:
		memcpy(&i16, at, 2);
		*value = i16;
		break;
	case FC_LONG:
	case FC_ENUM16:
	case FC_ENUM32:
		memcpy(&i32, at, 4);
		*value = i32;
		break;
	case FC_ULONG:
		memcpy(&i32, at, 4);
		*value = (UINT32)i32;
		break;
	case FC_HYPER:
		memcpy(value, at, 8);
		break;
	default:
		return false;
	}
	return true;
}

/* tail: what a field's offset counts from, the end of the structure's fixed part, or
 * a union. */
ULONG ndr_count(struct ndr *n, const BYTE *correlation, BYTE *tail)
{
	BYTE *base = base_of(n, correlation[0], tail);
	BYTE type = correlation[0] & 0x0f, operator = correlation[1];
	LONG64 value = 0;
	BYTE *at;

	if ((correlation[0] & 0xf0) == FC_CONSTANT_CONFORMANCE)
		return correlation[1] << 16 | ndr_short(correlation + 2);
	if (!base) {
		ndr_fail(n, NDR_BAD_DATA);
		return 0;
	}
	if (operator == FC_CALLBACK)
		return evaluate(n, ndr_short(correlation + 2), base);
	at = base + (SHORT)ndr_short(correlation + 2);
	if (operator == FC_DEREFERENCE)
		at = ndr_slot(at);
	if (!at) {
		ndr_fail(n, NDR_NULL_REF);
		return 0;
	}
	if (!load(at, type, &value)) {
		ndr_fail(n, NDR_BAD_DATA);
		return 0;
	}
	switch (operator) {
	case FC_DIV_2:
		value /= 2;
		break;
	case FC_MULT_2:
		value *= 2;
		break;
	case FC_ADD_1:
		value += 1;
		break;
	case FC_SUB_1:
		value -= 1;
		break;
	}
	return value;
}

/* iid_is: a pointer. */
void *ndr_count_pointer(struct ndr *n, const BYTE *correlation, BYTE *tail)
{
	BYTE *base = base_of(n, correlation[0], tail);
	void *value = NULL;

	if (base)
		memcpy(&value, base + (SHORT)ndr_short(correlation + 2), sizeof(value));
	return value && correlation[1] == FC_DEREFERENCE ? ndr_slot(value) : value;
}

/* The other side's count may not be read yet. */
void ndr_check_later(struct ndr *n, const BYTE *correlation, ULONG value)
{
	struct ndr_check *check = ndr_push(n, &n->checks, sizeof(*check));

	if (check)
		*check = (struct ndr_check) { correlation, n->object, n->tail, value };
}

void ndr_run_checks(struct ndr *n)
{
	struct ndr_check *checks = n->checks.items;
	ULONG i;

	for (i = 0; i < n->checks.count && !n->error; i++) {
		n->object = checks[i].object;
		if (ndr_count(n, checks[i].count, checks[i].tail) != checks[i].value)
			ndr_fail(n, NDR_BAD_BOUND);
	}
	n->checks.count = 0;
}
