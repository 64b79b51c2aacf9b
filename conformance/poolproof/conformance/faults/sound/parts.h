/* parts.h: the sound pool, in parts: its state, and the right way to take each of its decisions.
 *
 * pool.c puts the parts together into the binding of bufferpool.h. A planted fault includes this file, writes one part wrongly,
 * names its own part in the macro of that part, and includes pool.c. What a fault has to remember goes into EXTRA_STATE, and
 * another layout into the macros below: both before this file is included. Valid as C11 and as C++17.
 */
#ifndef SOUND_PARTS_H
#define SOUND_PARTS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

#ifndef EXTRA_STATE
#define EXTRA_STATE
#endif

/* The layout of the storage, in bytes: buffers, receipts, free stack, lent marks. */
#ifndef FIRST_BUFFER
#define FIRST_BUFFER ((size_t)0)
#endif
#ifndef BUFFER_STRIDE
#define BUFFER_STRIDE sizeof(bp_soa)
#endif
#ifndef SPARE_BUFFERS
#define SPARE_BUFFERS(capacity) ((size_t)0)
#endif
#ifndef RECEIPT_GAP
#define RECEIPT_GAP ((size_t)0)
#endif
#ifndef RECEIPT_STRIDE
#define RECEIPT_STRIDE sizeof(bp_receipt)
#endif
#ifndef STATE_GAP
#define STATE_GAP ((size_t)0)
#endif

#define DEFAULT_BUFFERS 16u
#define DEFAULT_RECEIPTS 1024u
#define MOST_BUFFERS (1u << 18)
#define MOST_RECEIPTS (1u << 18)
#define NOT_A_BUFFER UINT32_MAX

struct bp_pool {
  uint32_t soa_capacity;
  uint32_t receipt_capacity;
  uint32_t free_count;
  uint32_t receipts_in_use;
  uint8_t *storage;
  uint32_t *free_stack; /* numbers of the free buffers; the last is lent next */
  uint8_t *lent;        /* 1 at the number of a lent buffer */
  EXTRA_STATE
};

static inline bp_config sound_config_of(const bp_config *config) {
  const bp_config usual = {DEFAULT_BUFFERS, DEFAULT_RECEIPTS};
  return config != NULL ? *config : usual;
}

static inline int sound_refuses_config(bp_config config) {
  return config.soa_capacity == 0 || config.soa_capacity > MOST_BUFFERS || config.receipt_capacity == 0 ||
         config.receipt_capacity > MOST_RECEIPTS;
}

static inline size_t first_receipt(uint32_t soa_capacity) {
  return FIRST_BUFFER + (soa_capacity + SPARE_BUFFERS(soa_capacity)) * BUFFER_STRIDE + RECEIPT_GAP;
}

static inline size_t first_state(bp_config config) {
  return first_receipt(config.soa_capacity) + config.receipt_capacity * RECEIPT_STRIDE + STATE_GAP;
}

static inline size_t storage_bytes(bp_config config) {
  const size_t buffers = config.soa_capacity + SPARE_BUFFERS(config.soa_capacity);
  const size_t bytes = first_state(config) + buffers * (sizeof(uint32_t) + sizeof(uint8_t));
  return (bytes + BP_SOA_ALIGNMENT - 1) / BP_SOA_ALIGNMENT * BP_SOA_ALIGNMENT;
}

static inline void adopt_storage(bp_pool *pool, bp_config config, uint8_t *storage) {
  const size_t buffers = config.soa_capacity + SPARE_BUFFERS(config.soa_capacity);
  pool->soa_capacity = config.soa_capacity;
  pool->receipt_capacity = config.receipt_capacity;
  pool->storage = storage;
  pool->free_stack = (uint32_t *)(void *)(storage + first_state(config));
  pool->lent = storage + first_state(config) + buffers * sizeof(uint32_t);
}

static inline bp_pool *sound_allocate(bp_config config) {
  bp_pool *pool = (bp_pool *)calloc(1, sizeof *pool);
  uint8_t *storage = (uint8_t *)aligned_alloc(BP_SOA_ALIGNMENT, storage_bytes(config));
  if (pool == NULL || storage == NULL) {
    free(pool);
    free(storage);
    return NULL;
  }
  memset(storage, 0, storage_bytes(config)); /* every page is resident from now on: HOT-4 */
  adopt_storage(pool, config, storage);
  return pool;
}

static inline void sound_release(bp_pool *pool) {
  free(pool->storage);
  free(pool);
}

static inline int sound_refuses_size(size_t size) { return size > BP_LANES; }

static inline int sound_is_exhausted(const bp_pool *pool) { return pool->free_count == 0; }

static inline uint32_t sound_take_free(bp_pool *pool) {
  const uint32_t index = pool->free_stack[--pool->free_count];
  pool->lent[index] = 1;
  return index;
}

static inline void sound_put_free(bp_pool *pool, uint32_t index) {
  pool->lent[index] = 0;
  pool->free_stack[pool->free_count++] = index;
}

static inline bp_soa *sound_buffer_at(const bp_pool *pool, uint32_t index) {
  return (bp_soa *)(void *)(pool->storage + FIRST_BUFFER + index * BUFFER_STRIDE);
}

static inline void sound_clear_buffer(bp_pool *pool, bp_soa *buffer, size_t size) {
  (void)pool;
  (void)size;
  memset(buffer, 0, sizeof *buffer);
}

static inline uint32_t sound_index_of(const bp_pool *pool, const bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)(pool->storage + FIRST_BUFFER);
  const uintptr_t index = offset / BUFFER_STRIDE;
  return offset % BUFFER_STRIDE == 0 && index < pool->soa_capacity ? (uint32_t)index : NOT_A_BUFFER;
}

static inline int sound_is_lent(const bp_pool *pool, uint32_t index) { return pool->lent[index] != 0; }

static inline int sound_receipts_exhausted(const bp_pool *pool) { return pool->receipts_in_use == pool->receipt_capacity; }

static inline uint32_t sound_take_receipt(bp_pool *pool) { return pool->receipts_in_use++; }

static inline bp_receipt *sound_receipt_at(const bp_pool *pool, uint32_t index) {
  return (bp_receipt *)(void *)(pool->storage + first_receipt(pool->soa_capacity) + index * RECEIPT_STRIDE);
}

static inline void sound_blank_receipt(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  (void)pool;
  memset(receipt, 0, sizeof *receipt);
  receipt->id = index;
}

static inline void sound_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

static inline void sound_free_all(bp_pool *pool) {
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = pool->soa_capacity - 1 - place;
    pool->lent[place] = 0;
  }
  pool->free_count = pool->soa_capacity;
}

static inline bp_usage sound_usage_of(const bp_pool *pool) {
  const bp_usage usage = {pool->soa_capacity - pool->free_count, pool->soa_capacity, pool->receipts_in_use,
                          pool->receipt_capacity};
  return usage;
}

#endif
