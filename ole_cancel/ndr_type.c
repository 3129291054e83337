/*
 * What a type's description says (structures-tfs, arrays-tfs, unions-tfs, and their
 * like). Format strings are part of the program and believed; forms that no compiler
 * makes for 64 bits (structures whose wire form is their memory although they have
 * pointers) are refused.
 */
#include "ndr_engine.h"

const BYTE ndr_wire_sizes[256] = {
	[FC_BYTE] = 1, [FC_CHAR] = 1, [FC_SMALL] = 1, [FC_USMALL] = 1,
	[FC_WCHAR] = 2, [FC_SHORT] = 2, [FC_USHORT] = 2, [FC_ENUM16] = 2,
	[FC_LONG] = 4, [FC_ULONG] = 4, [FC_FLOAT] = 4, [FC_ENUM32] = 4,
	[FC_ERROR_STATUS_T] = 4, [FC_INT3264] = 4, [FC_UINT3264] = 4,
	[FC_HYPER] = 8, [FC_DOUBLE] = 8,
};

const BYTE ndr_memory_sizes[256] = {
	[FC_BYTE] = 1, [FC_CHAR] = 1, [FC_SMALL] = 1, [FC_USMALL] = 1,
	[FC_WCHAR] = 2, [FC_SHORT] = 2, [FC_USHORT] = 2, [FC_ENUM16] = 4,
	[FC_LONG] = 4, [FC_ULONG] = 4, [FC_FLOAT] = 4, [FC_ENUM32] = 4,
	[FC_ERROR_STATUS_T] = 4, [FC_INT3264] = 8, [FC_UINT3264] = 8,
	[FC_HYPER] = 8, [FC_DOUBLE] = 8,
};

bool ndr_parse_struct(const BYTE *type, struct ndr_struct *s)
{
	memset(s, 0, sizeof(*s));
	s->align = type[1] + 1;
	s->size = ndr_short(type + 2);
	switch (*type) {
	case FC_STRUCT:
		return true;
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
		s->array = ndr_offset(type + 4);
		return true;
	case FC_BOGUS_STRUCT:
		if (ndr_short(type + 4))
			s->array = ndr_offset(type + 4);
		if (ndr_short(type + 6))
			s->pointers = ndr_offset(type + 6);
		s->members = type + 8;
		return true;
	default:
		return false;
	}
}

static const BYTE *element_of(const BYTE *at)
{
	return at[0] == FC_EMBEDDED_COMPLEX ? ndr_offset(at + 2) : at;
}

bool ndr_parse_array(struct ndr *n, const BYTE *type, struct ndr_array *a)
{
	memset(a, 0, sizeof(*a));
	a->align = type[1] + 1;
	switch (*type) {
	case FC_CARRAY:
		a->size = ndr_short(type + 2);
		a->conformance = type + 4;
		return true;
	case FC_CVARRAY:
		a->size = ndr_short(type + 2);
		a->conformance = type + 4;
		a->variance = type + 4 + n->corr;
		return true;
	case FC_SMFARRAY:
		a->size = 1;
		a->count = ndr_short(type + 2);
		return true;
	case FC_LGFARRAY:
		a->size = 1;
		a->count = ndr_long(type + 2);
		return true;
	case FC_SMVARRAY:
		a->count = ndr_short(type + 4);
		a->size = ndr_short(type + 6);
		a->variance = type + 8;
		return true;
	case FC_LGVARRAY:
		a->count = ndr_long(type + 6);
		a->size = ndr_short(type + 10);
		a->variance = type + 12;
		return true;
	case FC_BOGUS_ARRAY:
		a->count = ndr_short(type + 2);
		if (ndr_has_count(type + 4))
			a->conformance = type + 4;
		if (ndr_has_count(type + 4 + n->corr))
			a->variance = type + 4 + n->corr;
		a->element = element_of(type + 4 + 2 * n->corr);
		a->size = ndr_size(n, a->element);
		return true;
	case FC_C_CSTRING:
	case FC_C_BSTRING:
	case FC_C_WSTRING:
		a->size = a->align = *type == FC_C_WSTRING ? 2 : 1;
		a->string = true;
		if (type[1] == FC_STRING_SIZED)
			a->conformance = type + 2;
		return true;
	case FC_CSTRING:
	case FC_BSTRING:
	case FC_WSTRING:
		a->size = a->align = *type == FC_WSTRING ? 2 : 1;
		a->string = true;
		a->count = ndr_short(type + 2);
		return true;
	default:
		ndr_fail(n, NDR_BAD_DATA);
		return false;
	}
}

bool ndr_parse_union(struct ndr *n, const BYTE *type, struct ndr_union *u)
{
	if (*type == FC_ENCAPSULATED_UNION) {
		*u = (struct ndr_union) { type[1] & 0x0f, NULL, type[1] >> 4, type + 2 };
		return true;
	}
	*u = (struct ndr_union) { type[1], type + 2, 0, ndr_offset(type + 2 + n->corr) };
	return true;
}

/* arms: the memory's size, the number of arms, each a value and a type; a default. */
bool ndr_find_arm(const struct ndr_union *u, ULONG tag, const BYTE **arm)
{
	ULONG count = ndr_short(u->arms + 2) & 0x0fff, i;
	const BYTE *at = u->arms + 4;
	USHORT type;

	for (i = 0; i < count; i++, at += 6)
		if (ndr_long(at) == tag) {
			at += 4;
			break;
		}
	type = ndr_short(at);
	if (type == 0xffff)
		return false;
	if (!type)
		*arm = NULL;
	else if (type >> 8 == 0x80)
		*arm = at;
	else
		*arm = at + (SHORT)type;
	return true;
}

bool ndr_next_member(const struct ndr_struct *s, const BYTE **code, BYTE *mem,
		     ULONG *at, const BYTE **pointer, struct ndr_member *m)
{
	const BYTE *c = *code;

	for (;; c++) {
		switch (*c) {
		case FC_END:
			return false;
		case FC_PAD:
			continue;
		case FC_ALIGNM2:
			*at = (*at + 1) & ~1u;
			continue;
		case FC_ALIGNM4:
			*at = (*at + 3) & ~3u;
			continue;
		case FC_ALIGNM8:
			*at = (*at + 7) & ~7u;
			continue;
		case FC_STRUCTPAD1 ... FC_STRUCTPAD7:
			*at += *c - FC_STRUCTPAD1 + 1;
			continue;
		}
		break;
	}
	m->at = mem + *at;
	if (*c == FC_EMBEDDED_COMPLEX) {
		*at += c[1];
		m->at += c[1];
		m->type = ndr_offset(c + 2);
		*code = c + 4;
	} else if (*c == FC_POINTER) {
		m->type = *pointer;
		*pointer += 4;
		*code = c + 1;
	} else {
		m->type = c;
		*code = c + 1;
	}
	return *at < s->size;
}

const BYTE *ndr_conformant(const BYTE *type)
{
	struct ndr_struct s;

	switch (*type) {
	case FC_CARRAY:
	case FC_CVARRAY:
	case FC_C_CSTRING:
	case FC_C_BSTRING:
	case FC_C_WSTRING:
		return type;
	case FC_BOGUS_ARRAY:
		return ndr_has_count(type + 4) ? type : NULL;
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_BOGUS_STRUCT:
		ndr_parse_struct(type, &s);
		return s.array;
	default:
		return NULL;
	}
}

ULONG ndr_size(struct ndr *n, const BYTE *type)
{
	struct ndr_struct s;
	struct ndr_array a;
	struct ndr_union u;

	if (ndr_is_base(*type))
		return ndr_memory_sizes[*type];
	switch (*type) {
	case FC_RP ... FC_FP:
	case FC_IP:
		return sizeof(void *);
	case FC_STRUCT:
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_BOGUS_STRUCT:
		ndr_parse_struct(type, &s);
		return s.size;
	case FC_ENCAPSULATED_UNION:
	case FC_NON_ENCAPSULATED_UNION:
		ndr_parse_union(n, type, &u);
		return u.arm + ndr_short(u.arms);
	case FC_USER_MARSHAL:
		return ndr_short(type + 4);
	case FC_RANGE:
		return ndr_memory_sizes[type[1] & 0x0f];
	default:
		if (!ndr_parse_array(n, type, &a) || a.conformance)
			return 0;
		return a.count * a.size;
	}
}

size_t ndr_string_length(const BYTE *type, const void *string, size_t most)
{
	const WCHAR *wide = string;
	size_t length = 0;

	if (*type == FC_C_WSTRING || *type == FC_WSTRING)
		while (length < most && wide[length])
			length++;
	else
		length = strnlen(string, most);
	return length;
}

bool ndr_is_flat(struct ndr *n, const BYTE *type)
{
	struct ndr_array a;

	if (ndr_is_base(*type))
		return true;
	switch (*type) {
	case FC_STRUCT:
	case FC_CSTRUCT:
	case FC_CVSTRUCT:
	case FC_RANGE:
		return true;
	case FC_RP ... FC_FP:
	case FC_IP:
	case FC_USER_MARSHAL:
	case FC_BOGUS_STRUCT:
	case FC_ENCAPSULATED_UNION:
	case FC_NON_ENCAPSULATED_UNION:
		return false;
	default:
		return ndr_parse_array(n, type, &a) && (!a.element || ndr_is_flat(n, a.element));
	}
}
