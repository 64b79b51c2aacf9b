/* A get uses 256 KiB of stack that nothing has touched before. */
#include "../../sound/parts.h"

static __attribute__((noinline)) void go_deep(void) {
  volatile uint8_t frame[1 << 18];
  for (size_t offset = 0; offset < sizeof frame; offset += 4096) {
    frame[offset] = 0;
  }
}

#define AFTER_GET(pool, buffer) go_deep()

#include "../../sound/pool.c"
