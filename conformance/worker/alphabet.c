#include "alphabet.h"

#include <stddef.h>

#include "lane_asked.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Sizes that stand for the others: accepted, and refused at the boundaries of every width, in bytes as well as in lanes; as
 * steps from the smallest to the largest. */
static const uint64_t sizes[] = {8, 0, 9, 256, UINT64_C(1) << 16, UINT64_C(1) << 32, UINT64_C(1) << 61, UINT64_MAX};

/* Readable, not mapped, and a buffer's but for the bits above. The others are left out, see the vocabulary. */
static const uint32_t foreign[] = {FOREIGN_OF_THE_WORKER, FOREIGN_LOW, FOREIGN_UPPER_HALF_DIFFERS, FOREIGN_TAGGED_AT_TOP};
/* Of blockpool.h: of those that there are, where nothing is next to a block. */
static const uint32_t foreign_of_blocks[] = {FOREIGN_OF_THE_WORKER, FOREIGN_MISALIGNED, FOREIGN_STACK, FOREIGN_HEAP};

/* What may be taken for clean, or for a mark or a link of the pool's own: nothing; ones; two words in the middle whose sum is 0
 * and which cancel out; addresses of buffers; the handle. The others are left out, see the vocabulary. */
static const struct operation writes[] = {
    {.target = PATTERN_FILL, .value = 0},
    {.target = PATTERN_FILL, .value = UINT64_MAX},
    {.target = PATTERN_CANCEL_XOR, .value = UINT64_C(1) << 63, .extra = 11},
    {.target = PATTERN_ADDRESSES},
    {.target = PATTERN_HANDLE},
};

struct letters {
  const struct lane *lane;
  struct operation *operations;
  uint32_t count;
};

static void add(struct letters *list, struct operation operation) {
  if (!is_ever_asked(&list->lane->terms, &operation)) return;
  operation.flags |= FLAG_OBSERVE_USAGE;
  if (list->count < ALPHABET_AT_MOST) list->operations[list->count++] = operation;
}

static void add_gets(struct letters *list, const struct shared *shared) {
  const bool has_size = list->lane->terms.has_size != 0;
  for (size_t i = 0; i < (has_size ? COUNT_OF(sizes) : 1); ++i)
    add(list, (struct operation){.kind = OPERATION_GET, .value = sizes[i]});
  for (uint32_t i = 0; has_size && i < shared->dictionary_count; ++i) {
    const uint8_t flags = list->lane->terms.binding != 1 ? FLAG_EXACT : 0;
    add(list, (struct operation){.kind = OPERATION_GET, .value = shared->dictionary[i], .flags = flags});
  }
  add(list, (struct operation){.kind = OPERATION_TAKE});
}

static void add_return(struct letters *list, enum return_target target, uint32_t index, uint64_t extra) {
  struct operation operation = {.kind = OPERATION_RETURN, .target = (uint8_t)target, .index = index, .extra = extra};
  add(list, operation);
}

/* Where it finds an address in the state at hand. */
static void add_return_if_any(struct letters *list, enum return_target target, uint32_t index, uint64_t extra) {
  const struct known_pool known = lane_known_pool(list->lane, &list->lane->pools[0]);
  const struct operation operation = {.kind = OPERATION_RETURN, .target = (uint8_t)target, .index = index, .extra = extra};
  struct target found;
  if (target_find(&known, NULL, NULL, &operation, &found)) add(list, operation);
}

static void add_double_returns(struct letters *list, const struct lane_pool *pool) {
  for (uint32_t i = 0; i < pool->returned.count; ++i) add_return(list, TARGET_RETURNED, i, 0);
  for (uint32_t i = 0; i < pool->revoked.count; ++i) add_return(list, TARGET_REVOKED, i, 0);
}

static void add_wrong_returns(struct letters *list, const struct lane_pool *pool) {
  add_return(list, TARGET_NULL, 0, 0);
  const uint32_t *addresses = list->lane->terms.binding == 1 ? foreign : foreign_of_blocks;
  for (size_t i = 0; i < COUNT_OF(foreign); ++i) add_return(list, TARGET_FOREIGN, addresses[i], 0);
  add_return_if_any(list, TARGET_RECORD, 0, 0);
  for (uint32_t i = 0; i < pool->model.known; ++i) {
    add_return(list, TARGET_INTERIOR, i, 63);
    add_return(list, TARGET_INTERIOR, i, 7);
  }
  for (uint32_t i = 0; i < 4 * pool->model.known; ++i) add_return_if_any(list, TARGET_NEIGHBOUR, i / 2, i % 2);
  add_return_if_any(list, TARGET_HANDLE, 0, 0);
}

static void add_writes(struct letters *list, const struct shared *shared, enum operation_kind kind, uint32_t index) {
  for (size_t i = 0; i < COUNT_OF(writes); ++i) {
    struct operation operation = writes[i];
    operation.kind = (uint8_t)kind;
    operation.index = index;
    add(list, operation);
  }
  for (uint32_t i = 0; i < shared->dictionary_count; ++i) {
    uint64_t word = shared->dictionary[i];
    struct operation operation = {.kind = (uint8_t)kind, .target = PATTERN_FILL, .index = index, .value = word};
    add(list, operation);
    operation.value = (word & UINT32_MAX) * UINT64_C(0x100000001); /* a field of 32 bits may be either half of a word */
    add(list, operation);
  }
}

uint32_t alphabet_of(const struct lane *lane, bool writes_again, struct operation *operations) {
  const struct lane_pool *pool = &lane->pools[0];
  struct letters list = {lane, operations, 0};
  add_gets(&list, lane->shared);
  add(&list, (struct operation){.kind = OPERATION_RESET});
  add(&list, (struct operation){.kind = OPERATION_CLEAR});
  for (uint32_t i = 0; i < pool->lent.count; ++i) add_return(&list, TARGET_LENT, i, 0);
  for (uint32_t i = 0; writes_again && i < pool->lent.count; ++i) add_writes(&list, lane->shared, OPERATION_WRITE, i);
  for (uint32_t i = 0; writes_again && i < pool->model.records_taken; ++i) {
    add_writes(&list, lane->shared, OPERATION_WRITE_RECORD, i);
  }
  if (lane->shared->without_misuse != 0) return list.count;
  /* Misuse comes last: of two ways to a difference, the proper one tells more. */
  add_double_returns(&list, pool);
  add_wrong_returns(&list, pool);
  return list.count;
}

const struct operation *alphabet_follow(const struct operation *get) {
  static const struct operation soa = {.kind = OPERATION_WRITE, .target = PATTERN_FILL, .value = ALPHABET_WRITTEN};
  static const struct operation receipt = {.kind = OPERATION_WRITE_RECORD, .target = PATTERN_FILL, .value = ALPHABET_WRITTEN};
  return get->kind == OPERATION_GET ? &soa : &receipt;
}
