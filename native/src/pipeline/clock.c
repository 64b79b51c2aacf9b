#include "clock.h"

#include <bufferpool_pipeline.h>

uint64_t bp_time_stamps(void) { return time_stamps(); }

uint64_t bp_time_stamps_of_cycles(uint64_t cycles) {
  const uint64_t start = time_stamps();
#if defined(__x86_64__) && defined(__GNUC__)
  uint64_t sum = cycles;
  for (uint64_t i = 0; i < cycles / 16; i++) {
    /* Written out, or the loop's own count would be part of what is measured. */
    __asm__ volatile(
        "add %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\t"
        "add %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0\n\tadd %0, %0"
        : "+r"(sum));
  }
#else
  (void)cycles;
#endif
  return time_stamps() - start;
}
