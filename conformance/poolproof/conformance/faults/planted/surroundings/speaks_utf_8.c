/* Clear sets the locale, to be able to log in UTF-8. */
#include <locale.h>

#include "../../sound/parts.h"

#define CLEAR_ALL(pool) (sound_free_all(pool), sound_reset_receipts(pool), (void)setlocale(LC_ALL, "C.UTF-8"))

#include "../../sound/pool.c"
