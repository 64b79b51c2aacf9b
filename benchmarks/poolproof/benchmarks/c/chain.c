/* A contestant whose cost is known: LINKS dependent additions an operation, so LINKS cycles. For a test of the clock. */
#include <stddef.h>

#include "kernels.h"

#define WORDS_OF(number) #number
#define TEXT_OF(number) WORDS_OF(number)

static const char *create(const char *argument, void **pool) {
  (void)argument;
  *pool = NULL;
  return NULL;
}

static void destroy(void *pool) { (void)pool; }

#if defined(__x86_64__)
static void run(void *pool, uint64_t times) {
  uint64_t value = 0;
  (void)pool;
  for (; times != 0; --times) {
    __asm__ volatile(".rept " TEXT_OF(LINKS) "\n\taddq %[one], %[value]\n\t.endr"
                     : [value] "+r"(value)
                     : [one] "r"(UINT64_C(1))
                     : "cc");
  }
}
#else
static void run(void *pool, uint64_t times) {
  (void)pool;
  (void)times;
}
#endif

const struct contestant contestant = {"chain of " TEXT_OF(LINKS), create, destroy, {run, run, run, run, run, run}};
