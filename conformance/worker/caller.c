#define _GNU_SOURCE
#include "caller.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/platform.h"
#include "reserve.h"

static unsigned char *config_page, *out_page, *usage_page;
static bp_config *config; /* the one that was given last, of binding 1 or of binding 2; the other is NULL */
static pp_config *block_config;

static unsigned char *page_of_own(void) {
  unsigned char *page = reserve(page_bytes());
  memset(page, 0, page_bytes()); /* touched here: no page fault of the subject's */
  return page;
}

void caller_init(void) {
  if (config_page != NULL) return;
  config_page = page_of_own();
  out_page = page_of_own();
  usage_page = page_of_own();
}

/* At the very end, and every other time where it is aligned as its type asks and not one bit better. */
static void *next_config_place(size_t bytes, size_t alignment) {
  static bool is_at_end;
  is_at_end = !is_at_end;
  config = NULL;
  block_config = NULL;
  return config_page + page_bytes() - bytes - (is_at_end ? 0 : alignment);
}

static void protect_config(int protection) {
  if (mprotect(config_page, page_bytes(), protection) != 0) abort();
}

const bp_config *caller_config(uint64_t capacities) {
  bp_config *place = next_config_place(sizeof *place, _Alignof(bp_config));
  *place = (bp_config){(uint32_t)capacities, (uint32_t)(capacities >> 32)};
  config = place;
  protect_config(PROT_READ);
  return config;
}

const pp_config *caller_block_config(pp_config given) {
  pp_config *place = next_config_place(sizeof *place, _Alignof(pp_config));
  *place = given;
  block_config = place;
  protect_config(PROT_READ);
  return block_config;
}

static uint32_t other_count(uint32_t count) { return count == 1 ? 2 : 1; }

void caller_end_config(void) {
  protect_config(PROT_READ | PROT_WRITE);
  if (config != NULL) *config = (bp_config){other_count(config->soa_capacity), other_count(config->receipt_capacity)};
  if (block_config == NULL) return;
  block_config->block_count = other_count(block_config->block_count);
  block_config->block_size = other_count((uint32_t)block_config->block_size);
  block_config->block_align = other_count((uint32_t)block_config->block_align);
}

union handed_out *caller_out(void *before) {
  union handed_out *out = (union handed_out *)(void *)(out_page + page_bytes() - sizeof(union handed_out));
  out->anything = before;
  return out;
}

bp_usage *caller_usage(uint32_t before) {
  bp_usage *usage = (bp_usage *)(void *)(usage_page + page_bytes() - sizeof(bp_usage));
  *usage = (bp_usage){before, before, before, before};
  return usage;
}

static void say(const char *did, const char *where) {
  char text[128];
  int length = snprintf(text, sizeof text, "it %s %s of its caller\n", did, where);
  ssize_t written = write(STDERR_FILENO, text, (size_t)length);
  (void)written;
}

/* On the page behind. */
static bool is_beyond(uintptr_t address, const unsigned char *page) {
  return page != NULL && address - (uintptr_t)page - page_bytes() < page_bytes();
}

bool caller_explain_fault(uintptr_t address, const char *did) {
  if (config_page != NULL && address - (uintptr_t)config_page < page_bytes()) say(did, "to the config");
  if (is_beyond(address, config_page)) say(did, "beyond the config");
  if (is_beyond(address, out_page)) say(did, "beyond the out parameter");
  if (is_beyond(address, usage_page)) say(did, "beyond the usage");
  return is_beyond(address, config_page) || is_beyond(address, out_page) || is_beyond(address, usage_page);
}
