/* Whether the threads come to an end. No clock decides: one that waits for ever sleeps in the system, and nobody is left to
 * wake it; one that goes round for ever has used seconds of its own processor time in one operation. */
#ifndef POOLPROOF_THREADS_WATCH_H
#define POOLPROOF_THREADS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* Look once more; call it every WATCH_MILLISECONDS. True: none of those that have not ended ever will. */
bool watch_hangs(void);

enum { WATCH_MILLISECONDS = 10 };

#endif
