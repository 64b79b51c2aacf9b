/* Each get maps a page and unmaps it. */
#include <sys/mman.h>

#include "../../sound/parts.h"

static void use_page(void) {
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(page, 4096);
}

#define AFTER_GET(pool, buffer) use_page()

#include "../../sound/pool.c"
