/* Signal handlers that work while the subject's system calls are caught.
 *
 * A handler returns through a system call of its own (rt_sigreturn), made by a "restorer" in the C library. While calls from
 * there are caught, returning from any handler would be caught too. So every handler of the worker returns through a restorer
 * of ours, whose address range is exempt. */
#ifndef POOLPROOF_SIGNALS_H
#define POOLPROOF_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"

typedef void (*signal_handler)(int, siginfo_t *, void *);

/* Install on the alternative stack. */
void signals_install(int signal_number, signal_handler handler, unsigned long flags);

/* Back to the system's default, without passing through the C library. */
void signals_default(int signal_number);

/* Of a fault of memory: "read" or "wrote", or, where the machine does not tell, "touched". */
const char *signals_access(const void *context);

/* What becomes of a signal, whole: to compare it, and to put it back. */
struct signal_state {
  void *handler;
  unsigned long flags;
  const void *restorer;
  uint64_t mask;
};

void signals_read(int signal_number, struct signal_state *state);
void signals_write(int signal_number, const struct signal_state *state);
bool signals_are_alike(const struct signal_state *some, const struct signal_state *other);
enum signal_action signals_action(const struct signal_state *state);

/* The code that may always make system calls. */
void signals_exempt_range(size_t *start, size_t *length);

#endif
