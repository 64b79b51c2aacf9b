#define _GNU_SOURCE
#include "own.h"

#include <string.h>

#include "contexts.h"
#include "memory.h"
#include "points.h"
#include "pool.h"
#include "state.h"

enum { WORD_BYTES = 8, WORDS_AT_MOST = 256, NO_OWNER = -1, GONE = 0xA5 };

static struct {
  uint64_t start, bytes;
  uint32_t thread;
  bool is_of_subject;
} storages[PARTS_AT_MOST];
static uint32_t storage_count;

static uint64_t shared[WORDS_AT_MOST];
static uint32_t shared_count;
static bool has_changed;

void own_spoil(uint32_t thread) {
  for (uint32_t i = 0; i < storage_count; ++i) {
    if (storages[i].thread != thread || !storages[i].is_of_subject) continue;
    points_note(storages[i].start, (uint32_t)storages[i].bytes, true);
    memset((void *)(uintptr_t)storages[i].start, GONE, storages[i].bytes);
  }
}

void own_add_storage(uint32_t thread, const void *start, size_t bytes, bool is_of_subject) {
  if (storage_count == PARTS_AT_MOST) return;
  storages[storage_count].start = (uint64_t)(uintptr_t)start;
  storages[storage_count].bytes = bytes;
  storages[storage_count].is_of_subject = is_of_subject;
  storages[storage_count++].thread = thread;
}

static bool is_on_stack(uint32_t thread, uint64_t address) {
  return address - (uint64_t)(uintptr_t)contexts[thread].stack < STACK_BYTES;
}

static int owner_of(uint64_t address) {
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (is_on_stack(i, address)) return (int)i;
  }
  for (uint32_t i = 0; i < storage_count; ++i) {
    if (address - storages[i].start < storages[i].bytes) return (int)storages[i].thread;
  }
  return NO_OWNER;
}

static bool is_noted(uint64_t address) {
  for (uint32_t i = 0; i < shared_count; ++i) {
    if (shared[i] == address / WORD_BYTES) return true;
  }
  return false;
}

static void note(uint64_t address) {
  if (is_noted(address)) return;
  if (shared_count == WORDS_AT_MOST) {
    give_up("threads come to more of each other's stacks and thread-local storage than is followed (%ld words)", WORDS_AT_MOST);
    return;
  }
  shared[shared_count++] = address / WORD_BYTES;
  has_changed = true;
}

bool own_is_shared(uint32_t thread, uint64_t address) {
  if (shared_count == 0 && is_on_stack(thread, address)) return false;
  const int owner = owner_of(address);
  if (owner == NO_OWNER) return false;
  if (owner != (int)thread) note(address);
  return is_noted(address);
}

void own_open(uint32_t thread, const struct access *access) {
  for (uint32_t i = 0; i < access->count; ++i) {
    if (owner_of(access->at[i]) == (int)thread) note(access->at[i]);
  }
}

bool own_has_changed(void) {
  const bool changed = has_changed;
  has_changed = false;
  return changed;
}
