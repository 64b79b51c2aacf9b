/* The subject: the entry points of the C binding, found in a shared library. */
#ifndef POOLPROOF_SUBJECT_H
#define POOLPROOF_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bufferpool.h"

struct subject {
  void *library;
  uint32_t (*abi_version)(void);
  const char *(*name)(void); /* NULL when the library leaves it out */
  int (*create)(const bp_config *, bp_pool **);
  void (*destroy)(bp_pool *);
  int (*get_soa)(bp_pool *, size_t, bp_soa **);
  int (*return_soa)(bp_pool *, bp_soa *);
  int (*get_receipt)(bp_pool *, bp_receipt **);
  void (*reset_receipts)(bp_pool *);
  void (*clear)(bp_pool *);
  void (*capacity_usage)(const bp_pool *, bp_usage *);
};

/* Load the library and find its symbols. On failure false, with one line in `text`. */
bool subject_load(struct subject *subject, const char *path, char *text, size_t text_bytes);

#endif
