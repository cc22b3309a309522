/* Loaded into a process to put its clock off by MONARCH_TEST_CLOCK seconds. Clocks that only measure are left alone. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long off(void) {
	static long seconds;
	static int known;
	if (!known) {
		const char *text = getenv("MONARCH_TEST_CLOCK");
		seconds = text ? atol(text) : 0;
		known = 1;
	}
	return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
	int result = (int) syscall(SYS_clock_gettime, clock, now);
	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
		now->tv_sec += off();
	}
	return result;
}

int gettimeofday(struct timeval *now, void *zone) {
	struct timespec precise;
	(void) zone;
	if (clock_gettime(CLOCK_REALTIME, &precise) != 0) {
		return -1;
	}
	now->tv_sec = precise.tv_sec;
	now->tv_usec = precise.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *now) {
	struct timespec precise;
	clock_gettime(CLOCK_REALTIME, &precise);
	if (now) {
		*now = precise.tv_sec;
	}
	return precise.tv_sec;
}
