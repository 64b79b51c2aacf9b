/* The time-stamp counter, where there is one. It is not the core clock: clock.c tells their ratio. */
#ifndef BUFFERPOOL_PIPELINE_CLOCK_H
#define BUFFERPOOL_PIPELINE_CLOCK_H

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
static inline uint64_t time_stamps(void) { return __builtin_ia32_rdtsc(); }
#else
static inline uint64_t time_stamps(void) { return 0; }
#endif

#endif
