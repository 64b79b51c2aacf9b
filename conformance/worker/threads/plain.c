/* What the interleavings put in place of the subject's memory and threads (pool.c asks for it): here it has its own. */
#define _GNU_SOURCE
#include <stdlib.h>

#include "../interleaving/arena.h"
#include "../interleaving/memory.h"
#include "../interleaving/parked.h"

void arena_serve(bool is_subject) { (void)is_subject; }

void *arena_take(size_t align, size_t bytes) {
  void *taken = NULL;
  const size_t least = align < sizeof(void *) ? sizeof(void *) : align;
  return posix_memalign(&taken, least, bytes) == 0 ? taken : NULL;
}

void memory_before_load(void) {}
bool memory_after_load(void) { return true; }
/* No pool is new here. */
bool memory_is_shared(uint64_t address) {
  (void)address;
  return true;
}
void parked_take_storage(void) {}
