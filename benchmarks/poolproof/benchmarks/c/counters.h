/* The processor's own counters of cycles and instructions, where the kernel gives them to this process. */
#ifndef POOLPROOF_COUNTERS_H
#define POOLPROOF_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

struct counters {
  uint64_t cycles, instructions; /* in user mode */
};

/* False where the kernel or the machine has none for us. */
bool counters_open(void);
bool counters_available(void);

/* What was counted since counters_open. Takes a system call. */
struct counters counters_read(void);

#endif
