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

struct probe ticks_before(void) {
  struct probe probe;
  probe.chain_counts = chain_counts();
  probe.nop_counts = nop_counts();
  return probe;
}

struct probe ticks_after(void) {
  struct probe probe;
  probe.nop_counts = nop_counts();
  probe.chain_counts = chain_counts();
  return probe;
}

#else

const char *ticks_problem(void) { return "there is no time-stamp counter on this architecture"; }
uint64_t ticks_now(void) { return 0; }
struct probe ticks_before(void) { return (struct probe){0, 0}; }
struct probe ticks_after(void) { return (struct probe){0, 0}; }

#endif
