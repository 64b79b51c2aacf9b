/* blockpool.h: version 2 of the C binding, for pools of blocks of any size.
 *
 * A library that exports pp_get (or pp_get_sized) and pp_return is a subject. All else is found by name: what the contract
 * promises must be there to be seen, and what it does not promise is not called. An adapter over a pool that was there before
 * is nine to fifteen lines, and adds nothing that the pool does not do. */
#ifndef BLOCKPOOL_H
#define BLOCKPOOL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pp_pool pp_pool;

typedef struct pp_config {
  uint32_t struct_bytes; /* sizeof(pp_config) of the caller: later fields are appended */
  uint32_t block_count;
  uint64_t block_size; /* always the contract's, as is the next */
  uint64_t block_align;
  void *storage; /* NULL unless the contract says storage = "given" */
  uint64_t storage_bytes;
} pp_config;

/* 0: *block is lent. Else the pool's own code, and *block is NULL. */
int pp_get(pp_pool *pool, void **block);

/* The same, where the contract has a table [size]. `size`: bytes. */
int pp_get_sized(pp_pool *pool, size_t size, void **block);

/* 0, or the pool's own code. What answers nothing answers 0. */
int pp_return(pp_pool *pool, void *block);

/* Without it the pool is the process's only one, and its handle is NULL. */
int pp_create(const pp_config *config, pp_pool **out);

/* Not of given storage: that is the caller's, who uses it again. */
void pp_destroy(pp_pool *pool);

/* Frees all; what is lent is revoked, and the sequence begins anew. */
void pp_clear(pp_pool *pool);

size_t pp_capacity(const pp_pool *pool);
size_t pp_used(const pp_pool *pool);
size_t pp_free(const pp_pool *pool);
size_t pp_peak(const pp_pool *pool);

/* The sequence: 0 and the next record, or the pool's own code when there is none left. It needs both. */
int pp_take(pp_pool *pool, void **record);
void pp_reset(pp_pool *pool);

/* What reports call the pool, and the text of its contract. */
const char *pp_name(void);
const char *pp_contract(void);

#ifdef __cplusplus
}
#endif

#endif
