/* How large the address space is. It is read with every create and destroy: so the file is opened once, and kept. */
#ifndef POOLPROOF_STATM_H
#define POOLPROOF_STATM_H

#include <stdint.h>

struct statm {
  uint64_t size_bytes;
  uint64_t data_bytes;
};

/* Call once, before it is noted which descriptors there are. */
void statm_open(void);

/* As it is now, by /proc/self/statm; zeros where there is none, or where it counts an emulator's too. */
struct statm statm_now(void);

#endif
