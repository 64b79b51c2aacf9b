#define _GNU_SOURCE
#include "caller.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "reserve.h"

static unsigned char *config_page, *out_page, *usage_page;
static bp_config *config; /* the one that was given last */

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
static bp_config *next_config_place(void) {
  static bool is_at_end;
  is_at_end = !is_at_end;
  return (bp_config *)(void *)(config_page + page_bytes() - sizeof(bp_config) - (is_at_end ? 0 : _Alignof(bp_config)));
}

static void protect_config(int protection) {
  if (mprotect(config_page, page_bytes(), protection) != 0) abort();
}

const bp_config *caller_config(uint64_t capacities) {
  config = next_config_place();
  *config = (bp_config){(uint32_t)capacities, (uint32_t)(capacities >> 32)};
  protect_config(PROT_READ);
  return config;
}

void caller_end_config(void) {
  protect_config(PROT_READ | PROT_WRITE);
  *config = (bp_config){config->soa_capacity == 1 ? 2 : 1, config->receipt_capacity == 1 ? 2 : 1};
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

/* Of the page itself, or of the one behind it. */
static int is_at(uintptr_t address, const unsigned char *page) {
  return page != NULL && address - (uintptr_t)page < UINT64_C(2) * page_bytes();
}

void caller_explain_fault(uintptr_t address) {
  static const char of_config[] = "it wrote to the config of its caller, or read beyond its end\n";
  static const char of_out[] = "it wrote beyond the out parameter of its caller\n";
  static const char of_usage[] = "it wrote beyond the usage of its caller\n";
  ssize_t written = 0;
  if (is_at(address, config_page)) written = write(STDERR_FILENO, of_config, sizeof of_config - 1);
  if (is_at(address, out_page)) written = write(STDERR_FILENO, of_out, sizeof of_out - 1);
  if (is_at(address, usage_page)) written = write(STDERR_FILENO, of_usage, sizeof of_usage - 1);
  (void)written;
}
