/* The name, made when the library is loaded, holds what reports have to escape: quotes, brackets, a line break, other letters.
 */
#include <stdio.h>

#include "bufferpool.h"

static char name[64];

__attribute__((constructor)) static void make_name(void) {
  snprintf(name, sizeof name, "%s <%s> & 'sons',\n%d|%% \\ [red]%s", "\"na\xC3\xAFve\"", "pool", 1, "\xE6\xB1\xA0");
}

#define POOL_NAME name
#include "../sound/pool.c"
