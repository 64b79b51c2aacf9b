// std::pmr::unsynchronized_pool_resource: pools of chunks by size, for one thread. It grows, so that it has no capacity.
#define RIVAL_NAME "std::pmr pool resource"

#include <bufferpool.h>

#include <cstddef>
#include <memory_resource>

struct rival_resource {
  explicit rival_resource(std::size_t) {}
  std::pmr::unsynchronized_pool_resource resource;
};

#include "pmr_resource.h"

// What a user of an allocator does at the end of an operation: the receipt is the one handed out last.
#define RIVAL_RETURNS_RECEIPTS
static inline void rival_return_receipt(rival_pool *pool, bp_receipt *receipt) {
  pool->receipts_in_use -= 1;
  pool->receipts.resource.deallocate(receipt, sizeof(bp_receipt), BP_RECEIPT_ALIGNMENT);
}
