/* Who meets another one lets it go first, and so does the other, for ever. */
#define OWN_lock
#define OWN_unlock
#include "../pool.h"
static atomic_uint wanting;
static _Atomic(const void *) polite;
static _Thread_local char self;
static void lock(void) {
  atomic_fetch_add(&wanting, 1);
  while (atomic_load(&wanting) > 1) {
    atomic_store(&polite, &self);
    while (atomic_load(&polite) == &self && atomic_load(&wanting) > 1) {
    }
  }
}
static void unlock(void) { atomic_fetch_sub(&wanting, 1); }
