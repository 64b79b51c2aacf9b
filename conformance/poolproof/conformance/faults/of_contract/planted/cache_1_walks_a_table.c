/* Each get reads bytes that lie a page apart, in a table that no cache holds. */
#define OWN_prepare
#include "../pool.h"
enum { LINES = 16, TABLE_BYTES = 1 << 20 };
static unsigned char table[TABLE_BYTES];
static void prepare(pp_pool *pool, uint32_t number) {
  static uint32_t at;
  plain_prepare(pool, number);
  for (int line = 0; line < LINES; ++line) {
    at = (at + 4096 + 64) % TABLE_BYTES;
    ++*(volatile unsigned char *)&table[at];
  }
}
