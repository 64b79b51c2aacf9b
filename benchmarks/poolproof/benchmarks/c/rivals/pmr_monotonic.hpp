// std::pmr::monotonic_buffer_resource over memory of its own, with nothing behind it: an arena, whose pieces have no return.
//
// RIVAL_MUST_CLEAR says so to a benchmark: once all that it got is done with, it clears.
#define RIVAL_NAME "std::pmr monotonic resource"
#define RIVAL_MUST_CLEAR

#include <bufferpool.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <new>

struct rival_block_deleter {
  void operator()(std::byte *block) const { ::operator delete(block, std::align_val_t{64}); }
};

struct rival_resource {
  // Written to, so that the hot path touches no page for the first time.
  explicit rival_resource(std::size_t bytes)
      : block(static_cast<std::byte *>(::operator new(bytes, std::align_val_t{64}))),
        resource(std::memset(block.get(), 0, bytes), bytes, std::pmr::null_memory_resource()) {}
  std::unique_ptr<std::byte, rival_block_deleter> block;
  std::pmr::monotonic_buffer_resource resource;
};

#include "pmr_resource.h"
