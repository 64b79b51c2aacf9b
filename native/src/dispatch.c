/* Picks, once, the form of the lending operations that the processor at hand is fastest with. Part of builds with
 * BUFFERPOOL_DISPATCH.
 *
 * With BUFFERPOOL_IFUNC the loader does it: a call goes through the same entry of the same table as that of any function of a
 * shared library, so it costs nothing. Without, a call takes one jump more. */
#include "lending.h"

#ifdef BUFFERPOOL_IFUNC

/* The loader calls these before anything else, sanitizers' own set-up included. */
#define BP_RESOLVER __attribute__((used, no_sanitize("address", "thread", "undefined"))) static

BP_RESOLVER bp_get_soa_form *resolve_get_soa(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") ? bp_get_soa_avx2 : bp_get_soa_baseline;
}

BP_RESOLVER bp_get_receipt_form *resolve_get_receipt(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") ? bp_get_receipt_avx2 : bp_get_receipt_baseline;
}

BP_EXPORT int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) __attribute__((ifunc("resolve_get_soa")));
BP_EXPORT int bp_get_receipt(bp_pool *pool, bp_receipt **out) __attribute__((ifunc("resolve_get_receipt")));

#else

/* The form that runs anywhere, for callers that come before the constructor: constructors of other files may. */
static bp_get_soa_form *get_soa = bp_get_soa_baseline;
static bp_get_receipt_form *get_receipt = bp_get_receipt_baseline;

__attribute__((constructor)) static void choose(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) {
    get_soa = bp_get_soa_avx2;
    get_receipt = bp_get_receipt_avx2;
  }
}

BP_EXPORT int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) { return get_soa(pool, size, out); }

BP_EXPORT int bp_get_receipt(bp_pool *pool, bp_receipt **out) { return get_receipt(pool, out); }

#endif
