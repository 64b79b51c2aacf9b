/* Free buffers are counted in 8 bits: 256 free ones are none. */
#define IS_EXHAUSTED(pool) ((uint8_t)(pool)->free_count == 0)
#include "../../sound/pool.c"
