/* By Syscall User Dispatch: on and off by writing one byte. */
#if defined(__x86_64__)

#define _GNU_SOURCE
#include <sys/prctl.h>
#include <ucontext.h>

#include "signals.h"
#include "system_calls_by.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON 1
#endif

enum { SELECTOR_ALLOW = 0, SELECTOR_BLOCK = 1, INSTRUCTION_BYTES = 2 };

static volatile char selector = SELECTOR_ALLOW;
static volatile bool was_made;
static volatile uint32_t last_number;

static void on_system_call(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  selector = SELECTOR_ALLOW;
  was_made = true;
  last_number = (uint32_t)information->si_syscall;
  system_calls_tell_now();
  /* Back to the instruction: it is made now, and so is every further one of this operation. Making it from here in the
   * subject's place would go wrong for those that start a thread. */
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RIP] -= INSTRUCTION_BYTES;
  registers[REG_RAX] = information->si_syscall;
}

static bool init(void) {
  size_t start, length;
  signals_exempt_range(&start, &length);
  signals_install(SIGSYS, on_system_call, SA_NODEFER);
  return prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, start, length, &selector) == 0;
}

static void begin(void) {
  was_made = false;
  selector = SELECTOR_BLOCK;
}

static bool end(void) {
  selector = SELECTOR_ALLOW;
  return was_made;
}

static uint32_t number(void) { return last_number; }

static char pause_them(void) {
  const char pause = selector;
  selector = SELECTOR_ALLOW;
  return pause;
}

static void resume(char pause) { selector = pause; }

const struct system_calls_by *system_calls_by_dispatch(void) {
  static const struct system_calls_by way = {init, begin, end, number, pause_them, resume};
  return &way;
}

#endif
