/* Probes of the hot path: what one operation does besides its work.
 *
 *   system calls   caught, whoever makes them: the C library or an instruction of the subject's own
 *   page faults    counted by the kernel for this thread, where known ones come out right
 *   instructions   stepped through one by one: exact, and slow (some microseconds each)
 *   allocations    counted by allocations.h in any case; in the native lane only when they are asked for
 *
 * Each works without privileges; where one is not to be had, its requirement is unknown. */
#ifndef POOLPROOF_PROBES_H
#define POOLPROOF_PROBES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"
#include "protocol.h"

struct probe_counts {
  uint32_t system_calls; /* 0 or 1: after the first the rest of the operation runs free */
  uint32_t system_call_number;
  uint32_t page_faults;
  uint32_t instructions;
  uint32_t locked_instructions;
  uint32_t time_stamp_reads;
  uint32_t system_call_instructions;
  uint32_t outside_functions; /* bit i: function i of the names, outside the subject, was called from inside */
  uint32_t time_stamps;
};

/* Which of those that are begun here this machine has. Call once, after the subject is loaded: its pages and the C library's
 * are touched here, so that only first touches of the pool's own memory count. `functions` receives names of what the subject
 * calls. */
uint32_t probes_init(char (*functions)[NAME_BYTES]);

/* Those of them that a tracer watches. */
uint32_t probes_traced(void);

/* Watch this thread from here to probes_end. Instructions are stepped through from probes_step on. */
void probes_begin(uint32_t wanted);
void probes_step(void);
void probes_end(struct probe_counts *counts);

/* The same for the native lane, which has no time for more: system calls alone. True when one was made. */
static inline void probes_catch(void) { system_calls_begin(); }
static inline bool probes_caught(void) { return system_calls_end(); }

/* Counts of the time-stamp counter; 0 where there is none. */
static inline uint64_t probes_time_stamp(void) { return time_stamp_now(); }

/* Work of the worker's own in the middle of an operation, which does not count. */
struct probe_pause {
  bool steps;
  char system_calls;
  long page_faults;
  uint64_t time_stamp;
};
struct probe_pause probes_pause(void);
void probes_resume(const struct probe_pause *pause);

/* Whether the operation at hand is stepped through. */
bool probes_stepping(void);

/* Let system calls through again, if they are being caught: for handlers of fatal signals. */
void probes_suspend(void);

#endif
