/*
 * Are two descriptions those of one type? Compilers describe a type again where they
 * do not see that they did, and a full pointer may then be read as the one or the
 * other; a message that says so of two types that are not the same would let
 * numbers be taken for pointers.
 */
#include "ndr_engine.h"

static bool same(struct ndr *n, const BYTE *a, const BYTE *b, int depth);

static bool same_struct(struct ndr *n, const BYTE *a, const BYTE *b, int depth)
{
	const BYTE *code[2], *pointer[2];
	struct ndr_member m[2];
	struct ndr_struct s[2];
	ULONG at[2] = { 0 };
	bool more[2];

	ndr_parse_struct(a, &s[0]);
	ndr_parse_struct(b, &s[1]);
	if (s[0].size != s[1].size || s[0].align != s[1].align ||
	    !s[0].array != !s[1].array || !s[0].members != !s[1].members)
		return false;
	if (s[0].array && !same(n, s[0].array, s[1].array, depth))
		return false;
	if (!s[0].members)
		return true;
	for (int i = 0; i < 2; i++) {
		code[i] = s[i].members;
		pointer[i] = s[i].pointers;
	}
	for (;;) {
		for (int i = 0; i < 2; i++)
			more[i] = ndr_next_member(&s[i], &code[i], NULL, &at[i],
						  &pointer[i], &m[i]);
		if (more[0] != more[1] || at[0] != at[1])
			return false;
		if (!more[0])
			return true;
		if (!same(n, m[0].type, m[1].type, depth))
			return false;
		at[0] += ndr_size(n, m[0].type);
		at[1] += ndr_size(n, m[1].type);
	}
}

static bool same(struct ndr *n, const BYTE *a, const BYTE *b, int depth)
{
	struct ndr_array x, y;

	if (a == b)
		return true;
	if (*a != *b || !depth)
		return false;
	depth--;
	if (ndr_is_base(*a))
		return true;
	switch (*a) {
	case FC_RP ... FC_FP:
		return same(n, ndr_pointee(a), ndr_pointee(b), depth);
	case FC_STRUCT:
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_BOGUS_STRUCT:
		return same_struct(n, a, b, depth);
	case FC_IP:
		return a[1] == FC_CONSTANT_IID && !memcmp(a + 1, b + 1, 1 + sizeof(IID));
	case FC_CARRAY:
	case FC_CVARRAY:
	case FC_SMFARRAY ... FC_BOGUS_ARRAY:
	case FC_CSTRING ... FC_WSTRING:
	case FC_C_CSTRING:
	case FC_C_BSTRING:
	case FC_C_WSTRING:
		if (!ndr_parse_array(n, a, &x) || !ndr_parse_array(n, b, &y))
			return false;
		return x.size == y.size && x.count == y.count &&
			!x.conformance == !y.conformance &&
			(!x.conformance || !memcmp(x.conformance, y.conformance, 4)) &&
			!x.variance == !y.variance &&
			(!x.variance || !memcmp(x.variance, y.variance, 4)) &&
			!x.element == !y.element &&
			(!x.element || same(n, x.element, y.element, depth));
	default:	/* no two of these are worth the comparison */
		return false;
	}
}

bool ndr_same_type(struct ndr *n, const BYTE *a, const BYTE *b)
{
	return same(n, a, b, 8);
}
