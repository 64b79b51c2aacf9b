/* The smallest user: one lending by the library and its return by the header, through whatever way the two were found. */
#include <bufferpool_inline.h>
#include <stdio.h>

int main(void) {
  bp_pool *pool;
  bp_soa *buffer;
  if (bp_create(NULL, &pool) != BP_OK || bp_get_soa(pool, BP_LANES, &buffer) != BP_OK) {
    return 1;
  }
  buffer->s[0] = 1;
  const int status = bp_inline_return_soa(pool, buffer);
  bp_destroy(pool);
  printf("%s, binding %u, return %d\n", bp_name(), bp_abi_version(), status);
  return 0;
}
