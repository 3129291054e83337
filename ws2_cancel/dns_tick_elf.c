/*
 * Time for the channels: a timer in the readiness loop that runs while questions are
 * asked. c-ares would tell when the next one is due by looking at all of them; that
 * a time-out comes up to a twentieth late matters to nobody.
 */
#define _GNU_SOURCE
#include "ws2_cancel/dns_channel.h"
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void tick(struct watched *w, uint32_t events);

static pthread_mutex_t tick_lock = PTHREAD_MUTEX_INITIALIZER;
static struct watched tick_watched = { tick };
static int tick_fd = -1;
static bool running, needed; /* needed: since the last look */
static long period_ms;

/* [tick_lock] */
static bool set_timer(long ms)
{
	struct itimerspec every = {
		{ ms / 1000, ms % 1000 * 1000000 },
		{ ms / 1000, ms % 1000 * 1000000 },
	};
	return !timerfd_settime(tick_fd, 0, &every, NULL);
}

/* [tick_lock] */
static bool open_timer(void)
{
	if (tick_fd >= 0)
		return true;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (fd < 0)
		return false;
	if (!watch_begin(fd, EPOLLIN, &tick_watched)) {
		close(fd);
		return false;
	}
	tick_fd = fd;
	return true;
}

void tick_need(int timeout_ms)
{
	long ms = timeout_ms / 20;
	thread_hold();
	pthread_mutex_lock(&tick_lock);
	period_ms = ms < 10 ? 10 : ms > 250 ? 250 : ms;
	needed = true;
	if (!running && open_timer())
		running = set_timer(period_ms);
	pthread_mutex_unlock(&tick_lock);
	thread_let_go();
}

static void tick(struct watched *w, uint32_t events)
{
	uint64_t times;
	(void)w;
	(void)events;
	thread_hold();
	pthread_mutex_lock(&tick_lock);
	bool due = read(tick_fd, &times, sizeof(times)) == sizeof(times);
	if (due)
		needed = false;
	pthread_mutex_unlock(&tick_lock);
	thread_let_go();
	if (!due)
		return;
	bool any = channels_tick();
	thread_hold();
	pthread_mutex_lock(&tick_lock);
	if (!any && !needed)
		running = !set_timer(0);
	pthread_mutex_unlock(&tick_lock);
	thread_let_go();
}
