#define _GNU_SOURCE
#include "steps.h"

#if defined(__x86_64__)

#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

static volatile uint64_t counted;

/* Runs after each instruction, because the trap flag is set in what it returns to. */
static void on_step(int signal_number, siginfo_t *information, void *context) {
  static uintptr_t last;
  const greg_t *const registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
  const uintptr_t here = (uintptr_t)registers[REG_RIP];
  const unsigned char *const code = (const unsigned char *)here;
  (void)signal_number;
  (void)information;
  /* A string instruction traps after each repetition, and stays where it is. */
  if (here != last || (code[0] != 0xF2 && code[0] != 0xF3)) ++counted;
  last = here;
}

static void set_trap_flag(void) { __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }
static void clear_trap_flag(void) { __asm__ volatile("pushfq\n\tandq $~0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc"); }

uint64_t steps_of(kernel run, void *pool, uint64_t times) {
  struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO}, before;
  if (sigaction(SIGTRAP, &action, &before) != 0) return 0;
  counted = 0;
  set_trap_flag();
  run(pool, times);
  clear_trap_flag();
  sigaction(SIGTRAP, &before, NULL);
  return counted;
}

static void do_nothing(void *pool, uint64_t times) {
  (void)pool;
  for (volatile uint64_t i = 0; i < times; ++i) continue;
}

bool steps_available(void) { return steps_of(do_nothing, NULL, 8) > 8; }

#else

bool steps_available(void) { return false; }
uint64_t steps_of(kernel run, void *pool, uint64_t times) {
  (void)run;
  (void)pool;
  (void)times;
  return 0;
}

#endif
