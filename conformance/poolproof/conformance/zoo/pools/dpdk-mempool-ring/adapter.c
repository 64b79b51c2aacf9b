#include <rte_eal.h>
#include <rte_mempool.h>
#include <stdio.h>

#include "blockpool.h"

__attribute__((constructor)) static void start(void) {
  char *words[] = {"zoo", "--no-huge", "--no-shconf", "--no-pci", "--no-telemetry", "--log-level=error", "-l0", NULL};
  rte_eal_init(7, words);
}
int pp_create(const pp_config *config, pp_pool **out) {
  static unsigned number;
  char name[RTE_MEMPOOL_NAMESIZE];
  snprintf(name, sizeof name, "zoo%u", number++);
  struct rte_mempool *pool = rte_mempool_create_empty(name, config->block_count, config->block_size, 0, 0, SOCKET_ID_ANY, 0);
  if ((*out = (pp_pool *)pool) == NULL || rte_mempool_set_ops_byname(pool, "ring_sp_sc", NULL) != 0) return 1;
  return rte_mempool_populate_default(pool) < 0;
}
void pp_destroy(pp_pool *pool) { rte_mempool_free((struct rte_mempool *)pool); }
int pp_get(pp_pool *pool, void **block) { return *block = NULL, rte_mempool_get((struct rte_mempool *)pool, block); }
int pp_return(pp_pool *pool, void *block) { return rte_mempool_put((struct rte_mempool *)pool, block), 0; }
