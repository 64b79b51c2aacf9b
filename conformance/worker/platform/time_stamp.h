/* The processor's counter of time, which runs at a rate of its own. */
#ifndef POOLPROOF_TIME_STAMP_H
#define POOLPROOF_TIME_STAMP_H

#include <stdint.h>

/* 0 where there is none that is known. */
uint64_t time_stamp_now(void);

#endif
