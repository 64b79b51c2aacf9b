#define _GNU_SOURCE
#include "calls.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "costs.h"
#include "points.h"
#include "state.h"

static bool refuses_masks;

void calls_refuse_masks(void) { refuses_masks = true; }

static void wake(uint64_t address, uint64_t at_most, greg_t *registers) {
  uint64_t woken = 0;
  for (uint32_t i = 0; i < CONTEXTS && woken < at_most; ++i) {
    const bool sleeps = now.status[i] == THREAD_SLEEPS || now.status[i] == THREAD_SLEEPS_FOR_A_TIME;
    if (!sleeps || now.sleeps_on[i] != address) continue;
    now.status[i] = THREAD_RUNS;
    now.sleeps_on[i] = 0;
    ++woken;
  }
  registers[REG_RAX] = (greg_t)woken;
}

static enum leg_end answer_futex(uint32_t thread, greg_t *registers) {
  const uint64_t address = (uint64_t)registers[REG_RDI];
  const uint32_t wanted = (uint32_t)registers[REG_RDX];
  const bool ends = registers[REG_R10] != 0;
  switch (registers[REG_RSI] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
      points_note(address, sizeof wanted, false);
      registers[REG_RAX] = *(volatile uint32_t *)(uintptr_t)address != wanted ? -EAGAIN : 0;
      if (registers[REG_RAX] != 0) return LEG_NONE;
      now.status[thread] = ends ? THREAD_SLEEPS_FOR_A_TIME : THREAD_SLEEPS;
      now.sleeps_on[thread] = address;
      return LEG_SLEEPS;
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      wake(address, wanted, registers);
      return LEG_NONE;
    default:
      give_up("it makes a futex call that is not followed yet (operation %ld)", (long)(registers[REG_RSI] & FUTEX_CMD_MASK));
      return LEG_WRONG;
  }
}

void calls_time_out(uint32_t thread) {
  if (now.status[thread] != THREAD_SLEEPS_FOR_A_TIME) return;
  now.status[thread] = THREAD_RUNS;
  now.sleeps_on[thread] = 0;
  contexts[thread].registers[REG_RAX] = -ETIMEDOUT;
}

static enum leg_end answer_end(uint32_t thread, long signal_number) {
  violate(WRONG_DIED, thread, -1, signal_number);
  return LEG_WRONG;
}

/* Two signals are the C library's own, which it takes out of every mask, and two can't be masked. */
enum { OWN_SIGNAL = 32, OTHER_OWN_SIGNAL };
static uint64_t bit_of(int signal_number) { return UINT64_C(1) << (signal_number - 1); }
static uint64_t maskable(void) { return ~(bit_of(SIGKILL) | bit_of(SIGSTOP) | bit_of(OWN_SIGNAL) | bit_of(OTHER_OWN_SIGNAL)); }

bool calls_are_masked(uint32_t thread) { return (now.masked[thread] & maskable()) == maskable(); }

static enum leg_end answer_mask(uint32_t thread, greg_t *registers) {
  const uint64_t *set = (const uint64_t *)(uintptr_t)registers[REG_RSI];
  uint64_t *before = (uint64_t *)(uintptr_t)registers[REG_RDX], *masked = &now.masked[thread];
  if (registers[REG_R10] != sizeof *set) {
    registers[REG_RAX] = -EINVAL;
    return LEG_NONE;
  }
  const uint64_t was = *masked, given = set != NULL ? *set : 0;
  if (set != NULL) {
    *masked = registers[REG_RDI] == SIG_BLOCK ? was | given : registers[REG_RDI] == SIG_UNBLOCK ? was & ~given : given;
  }
  if (before != NULL) *before = was;
  registers[REG_RAX] = 0;
  if (!refuses_masks || (*masked & maskable()) == 0 || calls_are_masked(thread)) return LEG_NONE;
  give_up("it masks some signals, and not all: whether an interrupt could come then is not known%.0ld", 0);
  return LEG_WRONG;
}

enum leg_end calls_answer(uint32_t thread, long number, greg_t *registers) {
  costs_note_call(thread, number);
  switch (number) {
    case SYS_futex:
      return answer_futex(thread, registers);
    case SYS_sched_yield:
    case SYS_nanosleep:
    case SYS_clock_nanosleep:
      registers[REG_RAX] = 0;
      return LEG_POINT;
    case SYS_gettid:
      registers[REG_RAX] = contexts[thread].thread_id;
      return LEG_NONE;
    case SYS_getpid:
    case SYS_write: /* of what it says, before it aborts */
      registers[REG_RAX] = syscall(number, registers[REG_RDI], registers[REG_RSI], registers[REG_RDX]);
      return LEG_NONE;
    case SYS_rt_sigprocmask:
      return answer_mask(thread, registers);
    case SYS_tgkill:
      return answer_end(thread, registers[REG_RDX]);
    case SYS_exit_group:
    case SYS_exit:
      return answer_end(thread, 0);
    default:
      give_up("it makes a system call that can't be put back (number %ld)", number);
      return LEG_WRONG;
  }
}
