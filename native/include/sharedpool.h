/* sharedpool.h: pools of blocks that threads and interrupts may share. They are made, asked and ended as those of blockpool.h,
 * by the same config and with the same codes, but are of another type: one that has a single owner is never shared by mistake,
 * and a program may have both.
 *
 * pp_shared_get, pp_shared_return and the counters may be called by any thread at any moment, and by a signal handler that
 * interrupts one of them. They take no lock: who stops anywhere holds up nobody. What a thread did with a block before it
 * returned it has happened before whoever gets it next does anything with it. pp_shared_create, pp_shared_clear and
 * pp_shared_destroy are for one thread, while no other uses the pool. */
#ifndef SHAREDPOOL_H
#define SHAREDPOOL_H

#include <blockpool_options.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_shared_pool pp_shared_pool;

#define PP_LARGEST_SHARED_COUNT 65535

/* As pp_create_with, of at most so many blocks. */
int pp_shared_create(const pp_config *config, enum pp_wiping wiping, pp_shared_pool **out);

void pp_shared_destroy(pp_shared_pool *pool);

/* PP_OK: *block is lent. Else PP_EXHAUSTED, and *block is NULL. */
int pp_shared_get(pp_shared_pool *pool, void **block);

/* PP_OK, PP_NOT_OWNED or PP_NOT_IN_USE. Of two returns of a block at once, one is taken. */
int pp_shared_return(pp_shared_pool *pool, void *block);

/* Frees all; what is lent is revoked. */
void pp_shared_clear(pp_shared_pool *pool);

/* What is used and free was so at some moment between call and answer. */
size_t pp_shared_capacity(const pp_shared_pool *pool);
size_t pp_shared_used(const pp_shared_pool *pool);
size_t pp_shared_free(const pp_shared_pool *pool);

/* As pp_storage_bytes. */
size_t pp_shared_storage_bytes(size_t block_size, size_t block_align, uint32_t block_count);

#ifdef __cplusplus
}
#endif

#endif
