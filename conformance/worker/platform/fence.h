/* The fence: system calls by which the subject could reach a process that was there before it end its own instead. */
#ifndef POOLPROOF_FENCE_H
#define POOLPROOF_FENCE_H

#include <sys/types.h>

/* Around this process and all that it starts. Ends of its own accord with SIGSYS who signals, traces or writes into an older
 * process; what it started itself it may end. Where the kernel has no filters, there is no fence, and the keeper must do. */
void fence(pid_t harness, pid_t keeper);

#endif
