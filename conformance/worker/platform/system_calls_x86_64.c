/* By Syscall User Dispatch: on and off by writing one byte. */
#if defined(__x86_64__)

#define _GNU_SOURCE
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "lacks.h"
#include "signals.h"
#include "system_calls.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON 1
#endif

enum { SELECTOR_ALLOW = 0, SELECTOR_BLOCK = 1, INSTRUCTION_BYTES = 2 };

static volatile char selector = SELECTOR_ALLOW;
static bool is_to_be_had;
static volatile bool was_made;
static volatile uint32_t number;
static void (*tell)(void);

static void on_system_call(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  selector = SELECTOR_ALLOW;
  was_made = true;
  number = (uint32_t)information->si_syscall;
  if (tell != NULL) tell();
  /* Back to the instruction: it is made now, and so is every further one of this operation. Making it from here in the
   * subject's place would go wrong for those that start a thread. */
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  registers[REG_RIP] -= INSTRUCTION_BYTES;
  registers[REG_RAX] = information->si_syscall;
}

/* That one, once, with its answer; and none where none is made. */
static bool known_one_is_caught(void) {
  const pid_t parent = getppid();
  system_calls_begin();
  const pid_t again = getppid();
  const bool is_caught = system_calls_end() && number == SYS_getppid && again == parent;
  system_calls_begin();
  return !system_calls_end() && is_caught;
}

bool system_calls_init(void) {
  size_t start, length;
  signals_exempt_range(&start, &length);
  signals_install(SIGSYS, on_system_call, SA_NODEFER);
  if (lacks("system-calls")) return false;
  is_to_be_had = prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, start, length, &selector) == 0;
  is_to_be_had = is_to_be_had && known_one_is_caught();
  return is_to_be_had;
}

void system_calls_tell(void (*on_system_call)(void)) { tell = on_system_call; }

void system_calls_begin(void) {
  was_made = false;
  if (is_to_be_had) selector = SELECTOR_BLOCK;
}

bool system_calls_end(void) {
  selector = SELECTOR_ALLOW;
  return was_made;
}

uint32_t system_calls_number(void) { return number; }

char system_calls_pause(void) {
  const char pause = selector;
  selector = SELECTOR_ALLOW;
  return pause;
}

void system_calls_resume(char pause) { selector = pause; }

#endif
