/* Each get counts in bytes that lie a page apart, in a table that no cache holds. */
#define OWN_prepare
#include "../pool.h"
enum { LINES = 64, TABLE_BYTES = 1 << 22 };
static unsigned char table[TABLE_BYTES];
/* Its pages are there before the first get. */
__attribute__((constructor)) static void touch_table(void) {
  for (uint32_t at = 0; at < TABLE_BYTES; at += 1024) *(volatile unsigned char *)&table[at] = 1;
}
static void prepare(pp_pool *pool, uint32_t number) {
  static uint32_t at;
  plain_prepare(pool, number);
  for (int line = 0; line < LINES; ++line) {
    at = (at + 4096 + 64) % TABLE_BYTES;
    ++*(volatile unsigned char *)&table[at];
  }
}
