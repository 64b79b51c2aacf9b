/* What both hot paths tell compilers beyond plain C11, and casts that C++ compilers too have nothing to say against. */
#ifndef BLOCKPOOL_INLINE_COMPILER_H
#define BLOCKPOOL_INLINE_COMPILER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define POOL_CAST(type, value) reinterpret_cast<type>(value)
#define POOL_CAST_NUMBER(type, value) static_cast<type>(value)
#else
#define POOL_CAST(type, value) ((type)(value))
#define POOL_CAST_NUMBER(type, value) ((type)(value))
#endif

#ifdef __GNUC__

#define POOL_EXPECTED(condition) __builtin_expect((condition), 1)

/* For what comes to little only when its arguments are known: compilers judge by how long it is before. */
#define POOL_ALWAYS_INLINE __attribute__((always_inline)) static inline

/* For what is rarely done: one call in place of a few instructions. Not cold, or gcc 12 makes `rep stos` of what comes after
 * it. */
#define POOL_ASIDE __attribute__((noinline, unused)) static

/* The same value, from where the compiler cannot know. */
static inline size_t pool_hidden_size(size_t value) {
  __asm__("" : "+r"(value));
  return value;
}

static inline uint64_t pool_hidden(uint64_t value) {
  __asm__("" : "+r"(value));
  return value;
}

#else

#define POOL_EXPECTED(condition) (condition)

#define POOL_ALWAYS_INLINE static inline
#define POOL_ASIDE static inline

static inline size_t pool_hidden_size(size_t value) { return value; }
static inline uint64_t pool_hidden(uint64_t value) { return value; }

#endif

/* For what refers to the name of a layout: data, so that it is bound at load even when functions are bound at their first call,
 * and never read, so that it costs the hot path nothing. */
#if defined(__clang__)
#define POOL_RETAINS (__clang_major__ >= 13)
#elif defined(__GNUC__)
#define POOL_RETAINS (__GNUC__ >= 11)
#endif
#if defined(__ELF__) && defined(__GNUC__) && POOL_RETAINS
#define POOL_KEPT __attribute__((used, retain)) /* by a linker that drops what nothing refers to, too */
#elif defined(__GNUC__)
#define POOL_KEPT __attribute__((used))
#endif

/* How often 2 divides a number other than 0. */
POOL_ALWAYS_INLINE uint32_t pool_trailing_zeros(uint64_t number) {
#ifdef __GNUC__
  return POOL_CAST_NUMBER(uint32_t, __builtin_ctzll(number));
#else
  uint32_t zeros = 0;
  for (; number % 2 == 0; number /= 2) zeros += 1;
  return zeros;
#endif
}

#endif
