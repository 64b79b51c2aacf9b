/* What a pool takes in create, of its own or out of given storage, and gives back. */
#ifndef OF_CONTRACT_MEMORY_H
#define OF_CONTRACT_MEMORY_H

/* With room for handle and tables in given storage, nothing else is taken. */
#define ALL_IN_STORAGE (STORAGE_GIVEN && STORAGE_FIXED >= 4096 && STORAGE_PER_BLOCK >= BLOCK_STRIDE + 16)

static void *take_memory(size_t align, size_t bytes) {
  size_t rounding = align < sizeof(void *) ? sizeof(void *) : align;
  void *memory = NULL;
  return posix_memalign(&memory, rounding, bytes) == 0 ? memory : NULL;
}

/* The next bytes of given storage, from `*at` on. */
static void *cut_off(unsigned char **at, size_t align, size_t bytes) {
  unsigned char *part = *at + ((uintptr_t)align - (uintptr_t)*at % align) % align;
  *at = part + bytes;
  return part;
}

static void *take_table(unsigned char **storage, size_t bytes) {
  void *table = ALL_IN_STORAGE ? cut_off(storage, sizeof(uint64_t), bytes) : malloc(bytes);
  return table == NULL ? NULL : memset(table, 0, bytes);
}

static void give_table(void *table) {
  if (!ALL_IN_STORAGE) free(table);
}

static void *take_part(unsigned char **storage, size_t align, size_t bytes, void **taken) {
  *taken = STORAGE_GIVEN ? NULL : take_memory(align, bytes);
  return STORAGE_GIVEN ? cut_off(storage, align, bytes) : *taken;
}

static bool take_all(pp_pool *pool, unsigned char **storage) {
  pool->order = take_table(storage, pool->limit * sizeof pool->order[0]);
  pool->creation = take_table(storage, pool->limit * sizeof pool->creation[0]);
  pool->states = take_table(storage, pool->limit);
  pool->is_free = take_table(storage, pool->limit);
  if (pool->order == NULL || pool->creation == NULL || pool->states == NULL || pool->is_free == NULL) return false;
  if (HAS_SEQUENCE) {
    size_t bytes = RECORD_COUNT * RECORD_STRIDE;
    pool->records = take_part(storage, RECORD_ALIGN, bytes, &pool->records_taken);
    if (pool->records == NULL) return false;
    memset(pool->records, 0, bytes);
  }
  size_t bytes = pool->capacity * BLOCK_STRIDE;
  pool->chunks[0].memory = take_part(storage, BLOCK_ALIGN, bytes, &pool->chunks[0].taken);
  if (pool->chunks[0].memory == NULL) return false;
  memset(pool->chunks[0].memory, WHILE_FREE == FILL_BYTE ? WHILE_FREE_BYTE : 0, bytes);
  return true;
}

static void give_all(pp_pool *pool) {
  for (int chunk = 0; chunk < GROWTHS; ++chunk) free(pool->chunks[chunk].taken);
  free(pool->records_taken);
  give_table(pool->order);
  give_table(pool->creation);
  give_table(pool->states);
  give_table(pool->is_free);
  give_table(pool);
}

#endif
