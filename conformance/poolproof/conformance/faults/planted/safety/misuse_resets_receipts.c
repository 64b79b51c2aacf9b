/* A return that is refused as not owned starts the receipts anew. */
#include "../../sound/parts.h"

#define REFUSED(pool, status) ((status) == BP_NOT_OWNED ? sound_reset_receipts(pool) : (void)0, (status))

#include "../../sound/pool.c"
