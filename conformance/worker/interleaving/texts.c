#define _GNU_SOURCE
#include "texts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../platform/platform.h"
#include "memory.h"

enum { TEXTS_AT_MOST = 16, BEYOND_BYTES = 4096, TRIES = 64 };
static const uint64_t STRIDE = UINT64_C(1) << 24, FAR = UINT64_C(1) << 30;

static struct text texts[TEXTS_AT_MOST];
static uint32_t text_count;
static bool is_too_much;

static void add(uint64_t start, uint64_t bytes) {
  if (text_count == TEXTS_AT_MOST) {
    is_too_much = true;
    return;
  }
  struct text *text = &texts[text_count++];
  *text = (struct text){start, bytes, malloc(bytes + BEYOND_BYTES), calloc(bytes, 1), calloc(bytes, sizeof(uint32_t))};
  if (text->loaded == NULL || text->flags == NULL || text->slots == NULL) abort();
  memset(text->loaded + bytes, 0, BEYOND_BYTES); /* an instruction that is no whole one is read beyond the end */
  memcpy(text->loaded, (const void *)(uintptr_t)start, bytes);
  const uint64_t page = start / page_bytes() * page_bytes();
  const int all = PROT_READ | PROT_WRITE | PROT_EXEC;
  is_too_much |= mprotect((void *)(uintptr_t)page, start + bytes - page, all) != 0;
}

bool texts_open(void) {
  memory_each_text(add);
  return text_count != 0 && !is_too_much;
}

struct text *text_of(uint64_t address) {
  for (uint32_t i = 0; i < text_count; ++i) {
    if (address - texts[i].start < texts[i].bytes) return &texts[i];
  }
  return NULL;
}

struct text *texts_all(uint32_t *count) {
  *count = text_count;
  return texts;
}

static bool is_near(uint64_t place) {
  for (uint32_t i = 0; i < text_count; ++i) {
    const uint64_t apart = place > texts[i].start ? place - texts[i].start : texts[i].start - place;
    if (apart + texts[i].bytes > FAR) return false;
  }
  return true;
}

unsigned char *texts_room_near(uint64_t bytes) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
  for (uint64_t i = 1; i <= TRIES; ++i) {
    const uint64_t wanted = texts[0].start / page_bytes() * page_bytes() - i * STRIDE;
    void *place = mmap((void *)(uintptr_t)wanted, bytes, PROT_READ | PROT_WRITE | PROT_EXEC, flags, -1, 0);
    if (place == MAP_FAILED) continue;
    if ((uint64_t)(uintptr_t)place == wanted && is_near(wanted)) return place;
    munmap(place, bytes);
  }
  return NULL;
}
