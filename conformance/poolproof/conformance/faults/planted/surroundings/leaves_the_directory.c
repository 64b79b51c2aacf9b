/* The second pool that is alive in a process goes to /dev, to look for huge pages, and stays there. */
#include <unistd.h>

#include "../../sound/parts.h"

static int alive;

static void look_for_huge_pages(void) {
  if (++alive == 2 && chdir("/dev") != 0) {
    abort();
  }
}

#define AFTER_CREATE(pool) look_for_huge_pages()
#define RELEASE(pool) ((pool) != NULL ? (alive--, sound_release(pool)) : (void)0)

#include "../../sound/pool.c"
