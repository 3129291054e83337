/*
 * Security descriptors as servers of pipes fill them in.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

/* G-085: everybody may: the usual idiom */
static void for_everybody(void)
{
	SECURITY_DESCRIPTOR sd;
	SECURITY_ATTRIBUTES sa = { sizeof(sa), &sd, FALSE };
	HANDLE event;

	memset(&sd, 0xaa, sizeof(sd));
	succeeds(InitializeSecurityDescriptor(&sd,
					      SECURITY_DESCRIPTOR_REVISION));
	ok(sd.Revision == SECURITY_DESCRIPTOR_REVISION && !sd.Control &&
		   !sd.Dacl && !sd.Owner, "not empty\n");
	succeeds(SetSecurityDescriptorDacl(&sd, TRUE, NULL, FALSE));
	ok(sd.Control == SE_DACL_PRESENT && !sd.Dacl, "control %#x\n",
	   sd.Control);
	event = CreateEventA(&sa, TRUE, FALSE, NULL);
	ok(event != NULL, "error %u\n", GetLastError());
	CloseHandle(event);
}

/* G-085 */
static void lists(void)
{
	SECURITY_DESCRIPTOR sd;
	char room[64];
	ACL *list = (ACL *)room;

	InitializeSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
	memset(room, 0xaa, sizeof(room));
	succeeds(InitializeAcl(list, sizeof(room), ACL_REVISION));
	ok(list->AclRevision == ACL_REVISION && list->AclSize == sizeof(room) &&
		   !list->AceCount, "not an empty list\n");
	succeeds(SetSecurityDescriptorDacl(&sd, TRUE, list, TRUE));
	ok(sd.Control == (SE_DACL_PRESENT | SE_DACL_DEFAULTED) &&
		   sd.Dacl == list, "control %#x\n", sd.Control);
	succeeds(SetSecurityDescriptorDacl(&sd, FALSE, NULL, FALSE));
	ok(!(sd.Control & SE_DACL_PRESENT), "control %#x\n", sd.Control);
	refuses(InitializeAcl(list, sizeof(ACL) - 1, ACL_REVISION),
		ERROR_INSUFFICIENT_BUFFER);
	refuses(InitializeAcl(list, sizeof(room), 0), ERROR_INVALID_PARAMETER);
	refuses(InitializeAcl(list, sizeof(room), 5), ERROR_INVALID_PARAMETER);
	refuses(InitializeAcl(list, 0x10000, ACL_REVISION),
		ERROR_INVALID_PARAMETER);
	refuses(InitializeSecurityDescriptor(&sd, 2), ERROR_UNKNOWN_REVISION);
	sd.Revision = 0;
	refuses(SetSecurityDescriptorDacl(&sd, TRUE, NULL, FALSE),
		ERROR_UNKNOWN_REVISION);
}

START_TEST(InitializeSecurityDescriptor)
{
	RUN(for_everybody);
	RUN(lists);
}
