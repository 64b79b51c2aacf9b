/* The atomics of C11, by the names that C++ has for the same. */
#ifndef SHAREDPOOL_INLINE_ATOMICS_H
#define SHAREDPOOL_INLINE_ATOMICS_H

#include <stdint.h>

#ifdef __cplusplus

#include <atomic>

typedef std::atomic<uint64_t> pool_atomic_word;
typedef std::atomic<uint32_t> pool_atomic_link;
#define POOL_ATOMIC(name) std::name
#define POOL_ALIGNED(bytes) alignas(bytes)

/* Of a library in C, and of a program in C++, on one pool. */
static_assert(sizeof(pool_atomic_word) == sizeof(uint64_t) && sizeof(pool_atomic_link) == sizeof(uint32_t), "as in C");

#else

#include <stdatomic.h>

typedef _Atomic(uint64_t) pool_atomic_word;
typedef _Atomic(uint32_t) pool_atomic_link;
#define POOL_ATOMIC(name) name
#define POOL_ALIGNED(bytes) _Alignas(bytes)

#endif

/* Where it isn't, a library takes a lock, and an interrupt that meets it waits for ever. */
#if ATOMIC_LLONG_LOCK_FREE != 2 || ATOMIC_INT_LOCK_FREE != 2
#error "sharedpool_inline.h needs a processor that compares and exchanges 64 bits at once"
#endif

#endif
