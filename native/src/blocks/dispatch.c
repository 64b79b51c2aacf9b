/* Picks, once, the form of pp_get that the processor at hand is fastest with, as ../dispatch.c does. Part of builds with
 * BUFFERPOOL_DISPATCH. */
#include "lending.h"

#ifdef BUFFERPOOL_IFUNC

/* The loader calls it before anything else, sanitizers' own set-up included. */
__attribute__((used, no_sanitize("address", "thread", "undefined"))) static pp_get_form *resolve_get(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") ? pp_get_avx2 : pp_get_baseline;
}

BP_EXPORT int pp_get(pp_pool *pool, void **block) __attribute__((ifunc("resolve_get")));

#else

/* The form that runs anywhere, for callers that come before the constructor. */
static pp_get_form *get = pp_get_baseline;

__attribute__((constructor)) static void choose(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) {
    get = pp_get_avx2;
  }
}

BP_EXPORT int pp_get(pp_pool *pool, void **block) { return get(pool, block); }

#endif
