/* Signal handlers that work while the subject's system calls are caught.
 *
 * A handler returns through a system call of its own (rt_sigreturn), made by a "restorer" in the C library. While calls from
 * there are caught, returning from any handler would be caught too. So every handler of the worker returns through a restorer
 * of ours, whose address range is exempt. */
#ifndef POOLPROOF_SIGNALS_H
#define POOLPROOF_SIGNALS_H

#include <signal.h>
#include <stddef.h>

typedef void (*signal_handler)(int, siginfo_t *, void *);

/* Install on the alternative stack. */
void signals_install(int signal_number, signal_handler handler, unsigned long flags);

/* Back to the system's default, without passing through the C library. */
void signals_default(int signal_number);

/* Of a fault of memory: "read" or "wrote", or, where the machine does not tell, "touched". */
const char *signals_access(const void *context);

/* The code that may always make system calls. */
void signals_exempt_range(size_t *start, size_t *length);

#endif
