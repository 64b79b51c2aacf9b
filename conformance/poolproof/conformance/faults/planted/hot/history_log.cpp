// Each get is noted in a vector that grows.
#include <vector>

#define EXTRA_STATE void *log;
#include "../../sound/parts.h"

using Log = std::vector<const bp_soa *>;

static void note(bp_pool *pool, const bp_soa *buffer) { static_cast<Log *>(pool->log)->push_back(buffer); }

static void release_with_log(bp_pool *pool) {
  if (pool != nullptr) {
    delete static_cast<Log *>(pool->log);
    sound_release(pool);
  }
}

#define AFTER_CREATE(pool) (pool->log = new Log)
#define AFTER_GET note
#define RELEASE release_with_log

#include "../../sound/pool.c"
