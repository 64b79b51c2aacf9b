/* How the clock calls what it measures: one shared object for each contestant, which exports `contestant`.
 *
 * A kernel is one workload with the contestant's operations inlined into it. It runs its workload `times` times over; the
 * clock knows how many operations (a get and its return) that makes. */
#ifndef POOLPROOF_KERNELS_H
#define POOLPROOF_KERNELS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KERNELS_EXPORT __attribute__((visibility("default")))
#else
#define KERNELS_EXPORT
#endif

/* Every buffer of a pool that is created without a config. */
#define NESTED_DEPTH 16

enum workload {
  WORKLOAD_DEPTH1,
  WORKLOAD_TRIPLE,
  WORKLOAD_NESTED,
  WORKLOAD_RANDOM,
  WORKLOAD_WHOLE,
  WORKLOAD_MIXED,
  WORKLOAD_MET,
  WORKLOAD_COUNT
};

typedef void (*kernel)(void *pool, uint64_t times);

struct contestant {
  const char *name;
  /* NULL, and the pool in *pool; else what is wrong, in words. `argument` is what the adapter makes of it: the path of the
   * library, for those who call one. */
  const char *(*create)(const char *argument, void **pool);
  void (*destroy)(void *pool);
  kernel kernels[WORKLOAD_COUNT];
};

extern KERNELS_EXPORT const struct contestant contestant;

#ifdef __cplusplus
}
#endif

#endif
