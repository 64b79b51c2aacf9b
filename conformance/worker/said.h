/* What the subject says on standard error, which the harness reads. */
#ifndef POOLPROOF_SAID_H
#define POOLPROOF_SAID_H

#include <stdint.h>

/* How many bytes were written there so far. 0 where that is no file. */
uint32_t said_so_far(void);

#endif
