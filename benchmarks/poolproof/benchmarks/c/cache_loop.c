/* The whole operation amid other work, for a simulated cache.
 *
 *   poolproof-cache-loop SHARED_OBJECT ROUNDS OPERATIONS
 *
 * Each round sweeps over more memory than the first-level cache holds, as the rest of a program would, then runs that many
 * operations (0 or 1: the difference is the operation's own). */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "kernels.h"

enum { SWEPT_BYTES = 48 * 1024, LINE_BYTES = 64 };

static volatile unsigned char swept[SWEPT_BYTES];

int main(int argument_count, char **arguments) {
  void *pool = NULL;
  if (argument_count != 4) return 2;
  void *const object = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  const struct contestant *const found = object == NULL ? NULL : dlsym(object, "contestant");
  if (found == NULL || found->create(NULL, &pool) != NULL) return 3;
  const uint64_t operations = strtoull(arguments[3], NULL, 10);
  for (long rounds = strtol(arguments[2], NULL, 10); rounds > 0; --rounds) {
    for (size_t i = 0; i < SWEPT_BYTES; i += LINE_BYTES) ++swept[i];
    found->kernels[WORKLOAD_WHOLE](pool, operations);
  }
  found->destroy(pool);
  return 0;
}
