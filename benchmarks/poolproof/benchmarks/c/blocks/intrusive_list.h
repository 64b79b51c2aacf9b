/* A free list whose links lie in the free blocks: no memory beside them, and no check but for an empty list. */
#define BLOCKS_NAME "intrusive list, unchecked"

_Static_assert(!BLOCK_WIPED, "it leaves what it lends as it is");

typedef struct blocks_link {
  struct blocks_link *next;
} blocks_link;

typedef struct blocks_pool {
  blocks_link *head;
} blocks_pool;

static inline int blocks_get(blocks_pool *pool, void **block) {
  blocks_link *const head = pool->head;
  if (head == NULL) {
    *block = NULL;
    return 1;
  }
  pool->head = head->next;
  *block = head;
  return 0;
}

static inline int blocks_return(blocks_pool *pool, void *block) {
  blocks_link *const link = (blocks_link *)block;
  link->next = pool->head;
  pool->head = link;
  return 0;
}

/* The pool's own line, and the blocks behind it. */
static inline blocks_pool *blocks_create(void) {
  unsigned char *const memory = (unsigned char *)aligned_alloc(64, 64 + (size_t)NESTED_DEPTH * BLOCK_BYTES);
  if (memory == NULL) return NULL;
  memset(memory, 0, 64 + (size_t)NESTED_DEPTH * BLOCK_BYTES);
  blocks_pool *const pool = (blocks_pool *)(void *)memory;
  for (size_t i = NESTED_DEPTH; i-- > 0;) blocks_return(pool, memory + 64 + i * BLOCK_BYTES);
  return pool;
}

static inline void blocks_destroy(blocks_pool *pool) { free(pool); }
