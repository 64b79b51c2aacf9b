/* No receipt is handed out while every buffer is lent. */
#define RECEIPTS_EXHAUSTED(pool) (sound_receipts_exhausted(pool) || sound_is_exhausted(pool))
#include "../../sound/pool.c"
