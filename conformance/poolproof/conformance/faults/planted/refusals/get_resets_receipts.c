/* A get that is refused for its size resets the receipts. */
#define REFUSED(pool, status) ((status) == BP_INVALID_SIZE ? (sound_reset_receipts(pool), (status)) : (status))
#include "../../sound/pool.c"
