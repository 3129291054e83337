/* What the last WSACleanup does to look-ups: ended, telling nobody. W-062. */
#include "ws2_cancel/addrinfo_ex.h"
#include "ws2_cancel/post.h"
#include "ws2_cancel/waited.h"

void lookups_end(void)
{
	struct task *next;

	for (struct task *t = task_claim_all(); t; t = next) {
		next = t->next;
		switch (t->kind) {
		case TASK_ASYNC:
			task_unref(t);
			break;
		case TASK_ADDRINFO:
			ex_end_silently(CONTAINING_RECORD(
				t, struct ex_request, task));
			break;
		case TASK_WAITED:
			waited_interrupt(t);
			break;
		}
	}
	post_end_all();
}
