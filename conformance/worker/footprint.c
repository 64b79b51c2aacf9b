#define _GNU_SOURCE
#include "footprint.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "allocations.h"
#include "platform/platform.h"
#include "storage_place.h"

/* Without malloc's heap: how far that moves the break, and when it moves it back, is its own affair. */
static uint64_t without_heap(uint64_t bytes) { return bytes != 0 ? bytes - system_malloc_heap_bytes() : 0; }

uint64_t footprint_virtual_pages(void) {
  const uint64_t bytes = without_heap(statm_now().size_bytes);
  return bytes != 0 ? bytes / page_bytes() - storage_pages() : 0; /* given storage is not the subject's */
}

void footprint_note_resources(struct observation *observation) {
  observation->virtual_pages = footprint_virtual_pages();
  int descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0) descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC); /* the subject closed what is not its own */
  observation->free_descriptor = (uint32_t)descriptor;
  if (descriptor >= 0) close(descriptor);
}

struct footprint footprint_now(void) {
  return (struct footprint){without_heap(statm_now().data_bytes), system_malloc_mapped_bytes(), process_thread_count()};
}

static uint64_t stack_bytes(void) {
  pthread_attr_t attributes;
  size_t bytes = 0;
  if (pthread_getattr_default_np(&attributes) != 0) return UINT64_MAX;
  pthread_attr_getstacksize(&attributes, &bytes);
  pthread_attr_destroy(&attributes);
  return bytes != 0 ? bytes : UINT64_MAX;
}

void footprint_note_unseen(const struct footprint *before, struct observation *observation) {
  struct footprint after = footprint_now();
  if (after.threads != before->threads) return;
  int64_t grown = (int64_t)(after.bytes - before->bytes);
  int64_t seen = (int64_t)(after.mapped_by_malloc - before->mapped_by_malloc + allocations_mapped_bytes());
  /* The C library keeps the stack of a thread that has ended for the next one. */
  if (grown > seen) observation->held_bytes += (uint64_t)(grown - seen) % stack_bytes();
}
