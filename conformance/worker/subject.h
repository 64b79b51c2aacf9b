/* The subject: the entry points of a binding of C, found in a shared library. */
#ifndef POOLPROOF_SUBJECT_H
#define POOLPROOF_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bufferpool.h"
#include "protocol.h"

enum { COUNTERS = 4 };

/* Where the functions stand that do the operations, whatever the binding: for registers_call. 0: a library can do without, or
 * the contract promises nothing of it; it is not called then. */
struct entries {
  uintptr_t create;
  uintptr_t destroy;
  uintptr_t get;
  uintptr_t give_back;
  uintptr_t take;
  uintptr_t reset;
  uintptr_t clear;
  uintptr_t usage;              /* of binding 1 */
  uintptr_t counters[COUNTERS]; /* of binding 2, in the order of their bits */
};

struct subject {
  void *library;
  const char *(*name)(void); /* NULL when the library leaves it out */
  struct entries entries;
  /* Those of binding 1, for who calls them as any program does. */
  uint32_t (*abi_version)(void);
  int (*create)(const bp_config *, bp_pool **);
  void (*destroy)(bp_pool *);
  int (*get_soa)(bp_pool *, size_t, bp_soa **);
  int (*return_soa)(bp_pool *, bp_soa *);
  int (*get_receipt)(bp_pool *, bp_receipt **);
  void (*reset_receipts)(bp_pool *);
  void (*clear)(bp_pool *);
  void (*capacity_usage)(const bp_pool *, bp_usage *);
};

/* Load the library and find its symbols, those of the contract's binding. On failure false, with one line in `text`. */
bool subject_load(struct subject *subject, const struct terms *terms, const char *path, char *text, size_t text_bytes);

/* Of a library that is loaded: false, with one line in `text`, where something is missing. */
bool binding1_find(struct subject *subject, char *text, size_t text_bytes);
bool binding2_find(struct subject *subject, const struct terms *terms, char *text, size_t text_bytes);

#endif
