/* sharedpool_inline.h: get, return and the counters of sharedpool.h, for compilers to put in place, as blockpool_inline.h does.
 * Each succeeds by one exchange of 64 bits, or by two for a return to a pool of more than 16 blocks, and where another thread
 * came first, tries again: then that one has ended its operation.
 *
 * The orders of memory. A return exchanges `free` with release, a get with acquire. All that ever writes to `free` is such an
 * exchange, so a get that finds what a return left, or what any number of later exchanges made of it, comes after that return:
 * each of them goes on with its release sequence (C11 5.1.2.4). So whatever was done with a block before its return is done
 * before it is lent again. A lending has nothing to tell to later ones, so it releases nothing; a refusal tells nothing but
 * that there was such a state of `free`, whose values have one order for all threads. */
#ifndef SHAREDPOOL_INLINE_H
#define SHAREDPOOL_INLINE_H

#include "blockpool_inline/zeros.h"
#include "sharedpool_inline/head.h"
#include "sharedpool_inline/state.h"
#include "sharedpool_inline/word.h"

static inline int pp_shared_inline_has_shape(const pp_shared_pool *pool, pp_shape shape) {
  const pp_terms terms = pp_inline_terms_of(shape);
  return pool->block_size == shape.block_size && pool->terms.stride == terms.stride &&
         pool->terms.wiped_bytes == terms.wiped_bytes;
}

/* ---- up to 16 blocks ---- */

/* Whether `free` was `seen` until now and is `next` from now on; *seen is what it is. */
POOL_ALWAYS_INLINE int pp_shared_exchange_to_lend(pp_shared_pool *pool, uint64_t *seen, uint64_t next) {
  /* Acquire: see above. Relaxed where it fails: what was found is another guess. Weak, as all that are tried again are. */
  return POOL_ATOMIC(atomic_compare_exchange_weak_explicit)(&pool->free, seen, next, POOL_ATOMIC(memory_order_acquire),
                                                            POOL_ATOMIC(memory_order_relaxed));
}

POOL_ALWAYS_INLINE int pp_shared_exchange_to_return(pp_shared_pool *pool, uint64_t *seen, uint64_t next) {
  /* Release: what the holder did with the block comes before. Relaxed where it fails: another guess. */
  return POOL_ATOMIC(atomic_compare_exchange_weak_explicit)(&pool->free, seen, next, POOL_ATOMIC(memory_order_release),
                                                            POOL_ATOMIC(memory_order_relaxed));
}

POOL_ALWAYS_INLINE uint64_t pp_shared_guess(const pp_shared_pool *pool) {
  /* Relaxed: an exchange confirms it, or what is refused was to be refused at this moment. */
  return POOL_ATOMIC(atomic_load_explicit)(&pool->free, POOL_ATOMIC(memory_order_relaxed));
}

/* The last of those that are free, a pool that has none, and what another thread came before. */
POOL_ASIDE uint32_t pp_shared_take_of_word_aside(pp_shared_pool *pool) {
  uint64_t seen = pp_shared_guess(pool), next;
  uint32_t number;
  do {
    if (seen == 0) {
      return POOL_NO_NUMBER;
    }
    number = pool_word_pop(seen, &next);
  } while (!pp_shared_exchange_to_lend(pool, &seen, next));
  return number;
}

/* The number of a block that is lent now, or POOL_NO_NUMBER. */
POOL_ALWAYS_INLINE uint32_t pp_shared_take_of_word(pp_shared_pool *pool) {
  uint64_t seen = pp_shared_guess(pool);
  if (POOL_EXPECTED(pool_word_has_two(seen))) {
    /* From the guess, and before the exchange: where it comes from what that found, the first store into the block waits for
     * it, and the exchange of the return waits for that store. */
    const uint32_t number = pool_word_first_of_two(seen);
    if (POOL_EXPECTED(pp_shared_exchange_to_lend(pool, &seen, seen - 1))) {
      return number;
    }
  }
  return pp_shared_take_of_word_aside(pool);
}

POOL_ASIDE int pp_shared_put_into_word_aside(pp_shared_pool *pool, uint32_t number) {
  uint64_t seen = pp_shared_guess(pool), next;
  do {
    if (!pool_word_push(seen, number, &next)) {
      return PP_NOT_IN_USE;
    }
  } while (!pp_shared_exchange_to_return(pool, &seen, next));
  return PP_OK;
}

POOL_ALWAYS_INLINE int pp_shared_put_into_word(pp_shared_pool *pool, uintptr_t number, uint64_t seen) {
  if (POOL_EXPECTED(pool_word_was_lent_last(seen, number)) &&
      POOL_EXPECTED(pp_shared_exchange_to_return(pool, &seen, seen + 1))) {
    return PP_OK;
  }
  return pp_shared_put_into_word_aside(pool, POOL_CAST_NUMBER(uint32_t, number));
}

/* ---- more ---- */

POOL_ASIDE uint32_t pp_shared_take_of_list(pp_shared_pool *pool) {
  /* Acquire, and where the exchange fails as well: the link behind the first block was written before the exchange that put
   * that block there, and is read next. */
  uint64_t seen = POOL_ATOMIC(atomic_load_explicit)(&pool->free, POOL_ATOMIC(memory_order_acquire));
  for (;;) {
    if (!POOL_EXPECTED(pool_head_free(seen) != 0)) {
      return POOL_NO_NUMBER;
    }
    const uint32_t first = pool_head_first(seen);
    /* Relaxed: where the block was lent meanwhile this is rubbish, and the exchange fails. */
    const uint32_t second = POOL_ATOMIC(atomic_load_explicit)(&pool->links[first], POOL_ATOMIC(memory_order_relaxed));
    const uint64_t next = pool_head_without_first(seen, second);
    if (POOL_EXPECTED(POOL_ATOMIC(atomic_compare_exchange_weak_explicit)(
            &pool->free, &seen, next, POOL_ATOMIC(memory_order_acquire), POOL_ATOMIC(memory_order_acquire)))) {
      /* Relaxed: for whoever returns it, who has the block from this thread, and so comes after this. */
      POOL_ATOMIC(atomic_store_explicit)(&pool->links[first], POOL_LINK_LENT, POOL_ATOMIC(memory_order_relaxed));
      return first;
    }
  }
}

POOL_ASIDE int pp_shared_put_into_list(pp_shared_pool *pool, uint32_t number) {
  uint64_t seen = POOL_ATOMIC(atomic_load_explicit)(&pool->free, POOL_ATOMIC(memory_order_relaxed));
  uint32_t lent = POOL_LINK_LENT;
  /* The claim: of two returns one finds the block lent. Relaxed: it decides between them and tells nobody of anything else; the
   * link itself is told by the exchange below. Strong: a refusal must not come of nothing. */
  if (!POOL_EXPECTED(POOL_ATOMIC(atomic_compare_exchange_strong_explicit)(&pool->links[number], &lent, pool_head_first(seen),
                                                                          POOL_ATOMIC(memory_order_relaxed),
                                                                          POOL_ATOMIC(memory_order_relaxed)))) {
    return PP_NOT_IN_USE;
  }
  /* Release: the link, and what its holder did with the block, come before. */
  while (!POOL_EXPECTED(POOL_ATOMIC(atomic_compare_exchange_weak_explicit)(&pool->free, &seen, pool_head_with(seen, number),
                                                                           POOL_ATOMIC(memory_order_release),
                                                                           POOL_ATOMIC(memory_order_relaxed)))) {
    POOL_ATOMIC(atomic_store_explicit)(&pool->links[number], pool_head_first(seen), POOL_ATOMIC(memory_order_relaxed));
  }
  return PP_OK;
}

/* ---- in the terms of a pool, wherever these are from ---- */

POOL_ALWAYS_INLINE int pp_shared_inline_get_in_terms(pp_shared_pool *pool, pp_terms terms, void **block) {
  const uint32_t number = POOL_EXPECTED(pool->links == NULL) ? pp_shared_take_of_word(pool) : pp_shared_take_of_list(pool);
  if (!POOL_EXPECTED(number != POOL_NO_NUMBER)) {
    *block = NULL;
    return PP_EXHAUSTED;
  }
  unsigned char *const lent = pool->blocks + number * terms.stride;
  pool_zero(lent, terms.wiped_bytes); /* only now is it nobody else's */
  *block = lent;
  return PP_OK;
}

/* The number of the block at this address, or one of at least block_count when there is none. */
POOL_ALWAYS_INLINE uintptr_t pp_shared_inline_index(const pp_shared_pool *pool, pp_terms terms, const void *block) {
  return pool_index(POOL_CAST(uintptr_t, block) - POOL_CAST(uintptr_t, pool->blocks), terms.inverse, terms.shift);
}

/* At one moment, as the counters are. */
static inline int pp_shared_inline_is_free(const pp_shared_pool *pool, uintptr_t index) {
  if (index >= pool->block_count) {
    return 1;
  }
  if (pool->links == NULL) {
    uint64_t next;
    return !pool_word_push(pp_shared_guess(pool), POOL_CAST_NUMBER(uint32_t, index), &next);
  }
  return POOL_ATOMIC(atomic_load_explicit)(&pool->links[index], POOL_ATOMIC(memory_order_relaxed)) != POOL_LINK_LENT;
}

POOL_ALWAYS_INLINE int pp_shared_inline_return_in_terms(pp_shared_pool *pool, pp_terms terms, void *block) {
  /* Before the checks of the address: they cost nothing while it is on its way. */
  const uint64_t seen = pp_shared_guess(pool);
  const uintptr_t number = pp_shared_inline_index(pool, terms, block);
  if (!POOL_EXPECTED(number < pool->block_count)) {
    return PP_NOT_OWNED;
  }
  return POOL_EXPECTED(pool->links == NULL) ? pp_shared_put_into_word(pool, number, seen)
                                            : pp_shared_put_into_list(pool, POOL_CAST_NUMBER(uint32_t, number));
}

/* ---- of any pool ---- */

POOL_ALWAYS_INLINE int pp_shared_inline_get(pp_shared_pool *pool, void **block) {
  return pp_shared_inline_get_in_terms(pool, pool->terms, block);
}

POOL_ALWAYS_INLINE int pp_shared_inline_return(pp_shared_pool *pool, void *block) {
  return pp_shared_inline_return_in_terms(pool, pool->terms, block);
}

/* ---- of a pool whose shape is known when compiled ---- */

POOL_ALWAYS_INLINE int pp_shared_inline_get_shaped(pp_shared_pool *pool, pp_shape shape, void **block) {
  return pp_shared_inline_get_in_terms(pool, pp_inline_terms_of(shape), block);
}

POOL_ALWAYS_INLINE int pp_shared_inline_return_shaped(pp_shared_pool *pool, pp_shape shape, void *block) {
  return pp_shared_inline_return_in_terms(pool, pp_inline_terms_of(shape), block);
}

/* ---- counters ---- */

static inline size_t pp_shared_inline_capacity(const pp_shared_pool *pool) { return pool->block_count; }

static inline size_t pp_shared_inline_free(const pp_shared_pool *pool) {
  /* Relaxed: a number alone is told, which is that of one moment. */
  const uint64_t seen = POOL_ATOMIC(atomic_load_explicit)(&pool->free, POOL_ATOMIC(memory_order_relaxed));
  return pool->links == NULL ? pool_word_free(seen) : pool_head_free(seen);
}

static inline size_t pp_shared_inline_used(const pp_shared_pool *pool) {
  return pool->block_count - pp_shared_inline_free(pool);
}

#endif
