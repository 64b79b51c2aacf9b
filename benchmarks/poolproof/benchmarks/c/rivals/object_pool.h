/* A generic object pool in C: it knows of its objects only how to make, blank and unmake one, by functions that it is given. */
#define RIVAL_NAME "object pool, function pointers"

#include <stdlib.h>

#include "clear.h"
#include "config.h"

typedef struct rival_object_type {
  void *(*make)(void);
  void (*blank)(void *object);
  void (*unmake)(void *object);
} rival_object_type;

typedef struct rival_objects {
  const rival_object_type *type;
  void **free_objects;
  uint32_t free_count;
  uint32_t made;
} rival_objects;

typedef struct rival_pool {
  rival_objects soa;
  rival_objects receipts;
  bp_receipt **lent_receipts; /* a generic pool has no list of what it lent */
  uint32_t receipts_in_use;
} rival_pool;

static inline void *rival_make_soa(void) { return aligned_alloc(64, sizeof(bp_soa)); }
static inline void rival_blank_soa(void *object) { rival_zero_soa((bp_soa *)object); }
static inline void *rival_make_receipt(void) { return aligned_alloc(64, sizeof(bp_receipt)); }
static inline void rival_blank_receipt(void *object) { rival_zero_receipt((bp_receipt *)object); }

static const rival_object_type rival_soa_type = {rival_make_soa, rival_blank_soa, free};
static const rival_object_type rival_receipt_type = {rival_make_receipt, rival_blank_receipt, free};

static inline void *rival_acquire(rival_objects *objects) {
  if (objects->free_count == 0) return NULL;
  objects->free_count -= 1;
  void *const object = objects->free_objects[objects->free_count];
  objects->type->blank(object);
  return object;
}

static inline void rival_release(rival_objects *objects, void *object) {
  if (objects->free_count == objects->made) return; /* full: dropped without a word */
  objects->free_objects[objects->free_count] = object;
  objects->free_count += 1;
}

static inline int rival_objects_make(rival_objects *objects, const rival_object_type *type, uint32_t capacity) {
  objects->type = type;
  objects->free_objects = (void **)calloc(capacity, sizeof(void *));
  if (objects->free_objects == NULL) return BP_NO_MEMORY;
  while (objects->made < capacity) {
    void *const object = type->make();
    if (object == NULL) return BP_NO_MEMORY;
    type->blank(object);
    objects->made += 1;
    rival_release(objects, object);
  }
  return BP_OK;
}

static inline void rival_objects_unmake(rival_objects *objects) {
  while (objects->free_count != 0) objects->type->unmake(objects->free_objects[--objects->free_count]);
  free((void *)objects->free_objects);
}

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  *out = (bp_soa *)rival_acquire(&pool->soa);
  return *out == NULL ? BP_EXHAUSTED : BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  rival_release(&pool->soa, buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  bp_receipt *const receipt = (bp_receipt *)rival_acquire(&pool->receipts);
  *out = receipt;
  if (receipt == NULL) return BP_RECEIPTS_EXHAUSTED;
  receipt->id = pool->receipts_in_use;
  pool->lent_receipts[pool->receipts_in_use] = receipt;
  pool->receipts_in_use += 1;
  return BP_OK;
}

/* What a user of an object pool does at the end of an operation: the receipt is the one handed out last. */
#define RIVAL_RETURNS_RECEIPTS
static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->receipts_in_use -= 1;
  rival_release(&pool->receipts, receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  while (pool->receipts_in_use != 0) rival_return_receipt(pool, pool->lent_receipts[pool->receipts_in_use - 1]);
}

static inline void rival_clear(rival_pool *pool) { rival_reset_receipts(pool); }

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  out->soa_in_use = pool->soa.made - pool->soa.free_count;
  out->soa_total = pool->soa.made;
  out->receipts_in_use = pool->receipts.made - pool->receipts.free_count;
  out->receipts_total = pool->receipts.made;
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  if (pool->lent_receipts != NULL) rival_reset_receipts(pool);
  rival_objects_unmake(&pool->soa);
  rival_objects_unmake(&pool->receipts);
  free((void *)pool->lent_receipts);
  free(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  bp_config wanted;
  *out = NULL;
  const int status = rival_read_config(config, &wanted);
  if (status != BP_OK) return status;
  rival_pool *const pool = (rival_pool *)calloc(1, sizeof(rival_pool));
  if (pool == NULL) return BP_NO_MEMORY;
  pool->lent_receipts = (bp_receipt **)calloc(wanted.receipt_capacity, sizeof(bp_receipt *));
  if (pool->lent_receipts == NULL || rival_objects_make(&pool->soa, &rival_soa_type, wanted.soa_capacity) != BP_OK ||
      rival_objects_make(&pool->receipts, &rival_receipt_type, wanted.receipt_capacity) != BP_OK) {
    rival_destroy(pool);
    return BP_NO_MEMORY;
  }
  *out = pool;
  return BP_OK;
}
