/* Free buffers are counted in 16 bits: 65,536 free ones are none. */
#define IS_EXHAUSTED(pool) ((uint16_t)(pool)->free_count == 0)
#include "../../sound/pool.c"
