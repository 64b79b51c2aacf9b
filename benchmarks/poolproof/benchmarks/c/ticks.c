#include "ticks.h"

#if defined(__x86_64__)

#include <cpuid.h>

const char *ticks_problem(void) {
  unsigned eax, ebx, ecx, edx;
  if (__get_cpuid(0x80000007U, &eax, &ebx, &ecx, &edx) == 0 || (edx & 1U << 8) == 0) {
    return "this processor's time-stamp counter is not invariant: it changes its rate, or stops";
  }
  return 0;
}

uint64_t ticks_now(void) {
  uint32_t low, high;
  __asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
  return (uint64_t)high << 32 | low;
}

/* Both operands in registers: some processors add a constant while they rename, in no time at all. */
static uint64_t chain_counts(void) {
  uint64_t value = 0, times = CHAIN_CYCLES / 64;
  const uint64_t one = 1, begun = ticks_now();
  __asm__ volatile(".p2align 6\n1:\t.rept 64\n\taddq %[one], %[value]\n\t.endr\n\tdecq %[times]\n\tjnz 1b"
                   : [value] "+r"(value), [times] "+r"(times)
                   : [one] "r"(one)
                   : "cc");
  return ticks_now() - begun;
}

static uint64_t nop_counts(void) {
  uint64_t times = NOP_COUNT / 256;
  const uint64_t begun = ticks_now();
  __asm__ volatile(".p2align 6\n1:\t.rept 256\n\tnop\n\t.endr\n\tdecq %[times]\n\tjnz 1b" : [times] "+r"(times) : : "cc");
  return ticks_now() - begun;
}

/* No store leaves the queue before the square roots in front of it are done. A whole queue holds the burst, and lets the next
 * square roots begin meanwhile; half a queue doesn't: on a Zen 4, a burst takes 62 cycles, and 118. Where half a queue holds 50
 * stores too, this canary sees nothing, and the nops are all there is. */
#define STORES_A_BURST 50

static uint64_t store_counts(void) {
  static uint64_t line[8] __attribute__((aligned(64)));
  uint64_t times = STORE_COUNT / STORES_A_BURST;
  const double number = 3;
  const uint64_t begun = ticks_now();
  __asm__ volatile(
      ".p2align 6\n1:\tmovsd %[number], %%xmm0\n\t.rept 4\n\tsqrtsd %%xmm0, %%xmm0\n\t.endr\n\t"
      ".rept 50\n\tmovq %[times], (%[line])\n\t.endr\n\tdecq %[times]\n\tjnz 1b"
      : [times] "+r"(times)
      : [number] "m"(number), [line] "r"(line)
      : "cc", "memory", "xmm0");
  return ticks_now() - begun;
}

struct probe ticks_before(void) {
  struct probe probe;
  probe.chain_counts = chain_counts();
  probe.store_counts = store_counts();
  probe.nop_counts = nop_counts();
  return probe;
}

struct probe ticks_after(void) {
  struct probe probe;
  probe.nop_counts = nop_counts();
  probe.store_counts = store_counts();
  probe.chain_counts = chain_counts();
  return probe;
}

#else

#if defined(__aarch64__)

#include <stdio.h>

/* A count of it lasts as long as some tens of cycles or more, and says nothing of the core's own rate. */
const char *ticks_problem(void) {
  static char problem[160];
  uint64_t hertz;
  __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hertz));
  snprintf(problem, sizeof problem,
           "no cycles can be counted here: this processor's counter (CNTVCT_EL0) goes at %.1f MHz, whatever the core does",
           (double)hertz * 1e-6);
  return problem;
}

#else

const char *ticks_problem(void) { return "there is no time-stamp counter on this architecture"; }

#endif

uint64_t ticks_now(void) { return 0; }
struct probe ticks_before(void) { return (struct probe){0, 0, 0}; }
struct probe ticks_after(void) { return (struct probe){0, 0, 0}; }

#endif
