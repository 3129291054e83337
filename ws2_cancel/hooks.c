/* Owns the way to the blocking hooks, which another library may have brought. */
#include "ws2_cancel/hooks.h"

const struct ws2_hooks *_Atomic ws2_hooks;

void ws2_hooks_set(const struct ws2_hooks *hooks)
{
	atomic_store_explicit(&ws2_hooks, hooks, memory_order_release);
}

bool ws2_in_hook(void)
{
	const struct ws2_hooks *hooks =
		atomic_load_explicit(&ws2_hooks, memory_order_acquire);

	return hooks && hooks->running();
}

bool ws2_call_refused(void)
{
	return ws2_refused();
}

bool ws2_is_started(void)
{
	return ws2_started();
}

enum hook_end hook_run(HANDLE event, DWORD ms)
{
	const struct ws2_hooks *hooks =
		atomic_load_explicit(&ws2_hooks, memory_order_acquire);

	return hooks->run(event, ms);
}
