/* DPDK's mempool with its stack handler, as a program without network cards would use it: no huge pages, no devices.
 *
 * The runtime beneath it starts once in a process, and is there until the process ends. */
#include <bufferpool.h>
#include <pthread.h>
#include <rte_eal.h>
#include <rte_mempool.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define RIVAL_NAME "DPDK mempool, stack"

#include "clear.h"
#include "receipt_list.h"

typedef struct rival_pool {
  struct rte_mempool *soa;
  struct rte_mempool *receipts;
  rival_receipt_list lent_receipts; /* the pool itself has no list of what it lent */
} rival_pool;

/* rte_eal_init binds the thread that calls it to one processor: that is undone, for it is not ours to decide. */
static inline int rival_start_runtime(void) {
  static int started; /* 0: not yet, 1: it runs, -1: it can't */
  if (started != 0) return started == 1 ? BP_OK : BP_NO_MEMORY;
  char lcores[32];
  snprintf(lcores, sizeof lcores, "--lcores=0@%d", sched_getcpu());
  char program[] = "poolproof", no_huge[] = "--no-huge", no_files[] = "--no-shconf", no_pci[] = "--no-pci";
  char no_telemetry[] = "--no-telemetry", quiet[] = "--log-level=lib.*:error";
  char *arguments[] = {program, no_huge, no_files, no_pci, no_telemetry, quiet, lcores, NULL};
  cpu_set_t processors;
  pthread_getaffinity_np(pthread_self(), sizeof processors, &processors);
  started = rte_eal_init(7, arguments) < 0 ? -1 : 1;
  pthread_setaffinity_np(pthread_self(), sizeof processors, &processors);
  return started == 1 ? BP_OK : BP_NO_MEMORY;
}

/* The cache of a processor needs no lock, as the stack does; it may take no more than two thirds of a pool. */
enum { RIVAL_CACHED = 8 };

static inline struct rte_mempool *rival_make_mempool(unsigned count, unsigned bytes) {
  static unsigned number; /* names are unique in a process */
  char name[RTE_MEMPOOL_NAMESIZE];
  snprintf(name, sizeof name, "rival%u", number++);
  struct rte_mempool *const mempool =
      rte_mempool_create_empty(name, count, bytes, count < 2 * RIVAL_CACHED ? 0 : RIVAL_CACHED, 0, SOCKET_ID_ANY, 0);
  if (mempool == NULL) return NULL;
  if (rte_mempool_set_ops_byname(mempool, "stack", NULL) == 0 && rte_mempool_populate_default(mempool) == (int)count)
    return mempool;
  rte_mempool_free(mempool);
  return NULL;
}

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  void *object = NULL;
  if (rte_mempool_get(pool->soa, &object) != 0) {
    *out = NULL;
    return BP_EXHAUSTED;
  }
  rival_zero_soa((bp_soa *)object);
  *out = (bp_soa *)object;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  rte_mempool_put(pool->soa, buffer);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  void *object = NULL;
  *out = NULL;
  if (rte_mempool_get(pool->receipts, &object) != 0) return BP_RECEIPTS_EXHAUSTED;
  rival_zero_receipt((bp_receipt *)object);
  rival_receipt_list_add(&pool->lent_receipts, (bp_receipt *)object);
  *out = (bp_receipt *)object;
  return BP_OK;
}

/* What a user of a mempool does at the end of an operation: the receipt is the one handed out last. */
#define RIVAL_RETURNS_RECEIPTS
static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->lent_receipts.in_use -= 1;
  rte_mempool_put(pool->receipts, receipt);
}

static inline void rival_reset_receipts(rival_pool *pool) {
  while (pool->lent_receipts.in_use != 0) {
    rival_return_receipt(pool, pool->lent_receipts.receipts[pool->lent_receipts.in_use - 1]);
  }
}

static inline void rival_clear(rival_pool *pool) { rival_reset_receipts(pool); }

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  out->soa_in_use = rte_mempool_in_use_count(pool->soa);
  out->soa_total = pool->soa->size;
  out->receipts_in_use = rte_mempool_in_use_count(pool->receipts);
  out->receipts_total = pool->receipts->size;
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool == NULL) return;
  rte_mempool_free(pool->soa);
  rte_mempool_free(pool->receipts);
  rival_receipt_list_give_back(&pool->lent_receipts);
  free(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  bp_config wanted;
  *out = NULL;
  const int status = rival_read_config(config, &wanted);
  if (status != BP_OK) return status;
  if (rival_start_runtime() != BP_OK) return BP_NO_MEMORY;
  rival_pool *const pool = (rival_pool *)calloc(1, sizeof(rival_pool));
  if (pool == NULL) return BP_NO_MEMORY;
  pool->soa = rival_make_mempool(wanted.soa_capacity, sizeof(bp_soa));
  pool->receipts = rival_make_mempool(wanted.receipt_capacity, sizeof(bp_receipt));
  const int listed = rival_receipt_list_take(&pool->lent_receipts, wanted.receipt_capacity);
  if (pool->soa == NULL || pool->receipts == NULL || listed != BP_OK) {
    rival_destroy(pool);
    return BP_NO_MEMORY;
  }
  *out = pool;
  return BP_OK;
}
