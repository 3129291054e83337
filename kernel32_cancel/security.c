/*
 * Security descriptors and access control lists as programs fill them in, on Windows
 * by advapi32. Nothing here reads them: who may do what is Linux's.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * InitializeSecurityDescriptor: an empty one; ERROR_UNKNOWN_REVISION for another
 * revision than SECURITY_DESCRIPTOR_REVISION.
 * (Microsoft: InitializeSecurityDescriptor)
 */
BOOL WINAPI InitializeSecurityDescriptor(void *in, DWORD revision)
{
	SECURITY_DESCRIPTOR *descriptor = in;

	if (revision != SECURITY_DESCRIPTOR_REVISION)
		return fail_with(ERROR_UNKNOWN_REVISION);
	*descriptor = (SECURITY_DESCRIPTOR){
		.Revision = SECURITY_DESCRIPTOR_REVISION
	};
	return TRUE;
}

/*
 * SetSecurityDescriptorDacl: its list, which stays the caller's; none, or NULL, for
 * everybody. ERROR_UNKNOWN_REVISION, ERROR_INVALID_SECURITY_DESCR for one in
 * self-relative form.  (Microsoft: SetSecurityDescriptorDacl)
 */
BOOL WINAPI SetSecurityDescriptorDacl(void *in, BOOL present, ACL *list,
				      BOOL by_default)
{
	SECURITY_DESCRIPTOR *descriptor = in;

	if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
		return fail_with(ERROR_UNKNOWN_REVISION);
	if (descriptor->Control & SE_SELF_RELATIVE)
		return fail_with(ERROR_INVALID_SECURITY_DESCR);
	descriptor->Control &= ~(SE_DACL_PRESENT | SE_DACL_DEFAULTED);
	if (!present)
		return TRUE;
	descriptor->Control |= SE_DACL_PRESENT;
	if (by_default)
		descriptor->Control |= SE_DACL_DEFAULTED;
	descriptor->Dacl = list;
	return TRUE;
}

/*
 * InitializeAcl: an empty list in `size` bytes; ERROR_INSUFFICIENT_BUFFER for less
 * than its head, ERROR_INVALID_PARAMETER for a revision of none, or more than 64 KiB.
 * (Microsoft: InitializeAcl)
 */
BOOL WINAPI InitializeAcl(ACL *list, DWORD size, DWORD revision)
{
	if (size < sizeof(*list))
		return fail_with(ERROR_INSUFFICIENT_BUFFER);
	if (revision < ACL_REVISION1 || revision > ACL_REVISION4 || size > 0xffff)
		return fail_with(ERROR_INVALID_PARAMETER);
	*list = (ACL){ .AclRevision = (BYTE)revision, .AclSize = (WORD)size };
	return TRUE;
}
