#include "explore.h"

#include <string.h>

#include "address_map.h"
#include "allocations.h"
#include "alphabet.h"
#include "lane_state.h"
#include "reserve.h"
#include "snapshot.h"

enum {
  STATES_AT_MOST = 1 << 20,
  SEEN_ENTRIES = 1 << 21,
  BUFFERS_AT_MOST = 8,
  RECEIPTS_AT_MOST = 8,
  DEPTH_AT_MOST = 4096,
  LOOKED_AT_A_TRANSITION = 10000 /* bytes, in the mean: a subject with much memory is explored less far */
};
#define STORE_BYTES ((size_t)1 << 30)

/* The one block, if any, that was written once more since it was lent. It stays the one, also when it is free, until it is lent
 * again: were there more at a time, the states would be too many. */
struct odd_block {
  uint32_t kind; /* of enum block_kind; BLOCK_NONE: there is none */
  uint32_t number;
  uint64_t words[SOA_WORDS];
};

/* What the holder and the model remember, for a pool this small. All other blocks hold the same, and it is not kept. */
struct holder_state {
  struct lane_pool pool;
  struct odd_block odd;
  uint64_t soa[BUFFERS_AT_MOST];
  uint64_t receipts[RECEIPTS_AT_MOST];
  uint32_t lent[BUFFERS_AT_MOST];
  uint32_t returned[BUFFERS_AT_MOST];
  uint32_t revoked[BUFFERS_AT_MOST];
  bool was_revoked[BUFFERS_AT_MOST];
  uint32_t free_stack[BUFFERS_AT_MOST];
  bool lent_marks[BUFFERS_AT_MOST];
  bool soa_written[BUFFERS_AT_MOST];
  bool receipt_written[RECEIPTS_AT_MOST];
};

struct state {
  uint32_t parent;
  uint32_t depth;
  struct operation operation; /* by which it was reached */
  bool is_followed;           /* by a write to what it handed out */
  size_t offset;              /* into the store: the holder's part, then the subject's */
};

struct exploration {
  struct lane *lane;
  struct shared *shared;
  struct odd_block odd; /* at present */
  struct state *states;
  uint32_t count;
  unsigned char *store;
  size_t stored;
  struct address_map seen; /* hashes of states */
  uint64_t looked_at_bytes;
};

static uint64_t *shadow_of(const struct lane_pool *pool, const struct odd_block *block) {
  return block->kind == BLOCK_SOA ? pool->soa_shadow[block->number] : pool->receipt_shadow[block->number];
}

static size_t shadow_bytes(const struct odd_block *block) {
  return block->kind == BLOCK_SOA ? sizeof(bp_soa) : sizeof(bp_receipt);
}

static void fill(uint64_t *words, size_t count) {
  for (size_t word = 0; word < count; ++word) words[word] = ALPHABET_WRITTEN;
}

/* The shadows of what is written at first: the same in every state. */
static void fill_shadows(struct lane_pool *pool) {
  for (uint32_t i = 0; i < BUFFERS_AT_MOST; ++i) fill(pool->soa_shadow[i], SOA_WORDS);
  for (uint32_t i = 0; i < RECEIPTS_AT_MOST; ++i) fill(pool->receipt_shadow[i], RECEIPT_WORDS);
}

static void put_back_odd(struct exploration *exploration, const struct odd_block *from) {
  const struct lane_pool *pool = &exploration->lane->pools[0];
  struct odd_block *odd = &exploration->odd;
  if (odd->kind != BLOCK_NONE) fill(shadow_of(pool, odd), shadow_bytes(odd) / sizeof(uint64_t));
  *odd = *from;
  if (odd->kind != BLOCK_NONE) memcpy(shadow_of(pool, odd), odd->words, shadow_bytes(odd));
}

static void keep_holder(const struct exploration *exploration, struct holder_state *to) {
  const struct lane_pool *pool = &exploration->lane->pools[0];
  to->odd = exploration->odd;
  to->pool = *pool;
  memcpy(to->soa, pool->soa, sizeof to->soa);
  memcpy(to->receipts, pool->receipts, sizeof to->receipts);
  memcpy(to->lent, pool->lent, sizeof to->lent);
  memcpy(to->returned, pool->returned, sizeof to->returned);
  memcpy(to->revoked, pool->revoked, sizeof to->revoked);
  memcpy(to->was_revoked, pool->was_revoked, sizeof to->was_revoked);
  memcpy(to->free_stack, pool->free_stack, sizeof to->free_stack);
  memcpy(to->lent_marks, pool->lent_marks, sizeof to->lent_marks);
  memcpy(to->soa_written, pool->soa_written, sizeof to->soa_written);
  memcpy(to->receipt_written, pool->receipt_written, sizeof to->receipt_written);
}

static void put_back_holder(struct exploration *exploration, const struct holder_state *from) {
  struct lane_pool *pool = &exploration->lane->pools[0];
  put_back_odd(exploration, &from->odd);
  *pool = from->pool;
  memcpy(pool->soa, from->soa, sizeof from->soa);
  memcpy(pool->receipts, from->receipts, sizeof from->receipts);
  memcpy(pool->lent, from->lent, sizeof from->lent);
  memcpy(pool->returned, from->returned, sizeof from->returned);
  memcpy(pool->revoked, from->revoked, sizeof from->revoked);
  memcpy(pool->was_revoked, from->was_revoked, sizeof from->was_revoked);
  memcpy(pool->free_stack, from->free_stack, sizeof from->free_stack);
  memcpy(pool->lent_marks, from->lent_marks, sizeof from->lent_marks);
  memcpy(pool->soa_written, from->soa_written, sizeof from->soa_written);
  memcpy(pool->receipt_written, from->receipt_written, sizeof from->receipt_written);
}

static uint64_t mix(uint64_t hash, const unsigned char *bytes, size_t count) {
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  for (; count != 0; ++bytes, --count) hash = (hash ^ *bytes) * UINT64_C(0x100000001B3);
  return hash;
}

/* Of the subject's memory, of the model, and of what the holder can do: the order of its lists does not make another state. */
static uint64_t hash_of(const struct exploration *exploration, const unsigned char *memory, size_t bytes) {
  const struct lane_pool *pool = &exploration->lane->pools[0];
  const struct model *model = &pool->model;
  uint64_t hash = mix(UINT64_C(0xCBF29CE484222325), memory, bytes);
  uint32_t counts[4] = {model->free_count, model->receipts_in_use, pool->soa_known, exploration->odd.kind};
  hash = mix(hash, (const unsigned char *)counts, sizeof counts);
  hash = mix(hash, (const unsigned char *)model->free_stack, model->free_count * sizeof model->free_stack[0]);
  if (exploration->odd.kind != BLOCK_NONE) hash = mix(hash, (const unsigned char *)&exploration->odd, sizeof exploration->odd);
  return hash != 0 ? hash : 1;
}

/* Keep the present state, if it is a new one. False when there is no room for more. */
static bool keep_if_new(struct exploration *exploration, uint32_t parent, const struct operation *operation, bool is_followed) {
  unsigned char *at = exploration->store + exploration->stored;
  size_t room = STORE_BYTES - exploration->stored;
  if (exploration->count == STATES_AT_MOST || room < sizeof(struct holder_state)) return false;
  size_t bytes = snapshot_take(at + sizeof(struct holder_state), room - sizeof(struct holder_state));
  if (bytes == 0) return false;
  uint64_t hash = hash_of(exploration, at + sizeof(struct holder_state), bytes);
  exploration->looked_at_bytes += snapshot_bytes();
  if (address_find(&exploration->seen, hash) != NULL) return true;
  if (!address_put(&exploration->seen, hash, exploration->count)) return false;
  keep_holder(exploration, (struct holder_state *)(void *)at);
  uint32_t depth = exploration->count == 0 ? 0 : exploration->states[parent].depth + 1;
  exploration->states[exploration->count++] = (struct state){parent, depth, *operation, is_followed, exploration->stored};
  exploration->stored += (sizeof(struct holder_state) + bytes + 63) / 64 * 64;
  exploration->shared->deepest = depth;
  return depth < DEPTH_AT_MOST;
}

static void put_back(struct exploration *exploration, uint32_t which) {
  const unsigned char *at = exploration->store + exploration->states[which].offset;
  snapshot_restore(at + sizeof(struct holder_state));
  put_back_holder(exploration, (const struct holder_state *)(const void *)at);
}

/* The way from a fresh pool to a state, into the log. */
static uint32_t log_way(struct exploration *exploration, uint32_t which) {
  uint32_t count = 0;
  uint32_t way[DEPTH_AT_MOST + 1];
  for (; which != 0; which = exploration->states[which].parent) way[count++] = which;
  uint32_t place = 0;
  exploration->shared->log[place++] = exploration->states[0].operation;
  while (count != 0) {
    const struct state *state = &exploration->states[way[--count]];
    exploration->shared->log[place++] = state->operation;
    if (state->is_followed) exploration->shared->log[place++] = *alphabet_follow(&state->operation);
  }
  return place;
}

static bool run_counted(struct exploration *exploration, const struct operation *operation) {
  allocations_begin();
  bool agrees = lane_run_operation(exploration->lane, operation);
  allocations_end();
  return agrees;
}

/* The number of the block that it handed out, or wrote to. */
static uint32_t block_of(const struct lane_pool *pool, const struct operation *operation) {
  bool is_soa = operation->kind == OPERATION_GET_SOA || operation->kind == OPERATION_WRITE_SOA;
  return is_soa ? pool->lent[pool->lent_count - 1 - operation->index] : pool->model.receipts_in_use - 1 - operation->index;
}

/* After a write, and after a get that succeeded. */
static void note_odd(struct exploration *exploration, const struct operation *operation) {
  const struct lane_pool *pool = &exploration->lane->pools[0];
  struct odd_block *odd = &exploration->odd;
  bool is_soa = operation->kind == OPERATION_GET_SOA || operation->kind == OPERATION_WRITE_SOA;
  bool is_write = operation->kind == OPERATION_WRITE_SOA || operation->kind == OPERATION_WRITE_RECEIPT;
  struct odd_block block = {.kind = is_soa ? BLOCK_SOA : BLOCK_RECEIPT, .number = block_of(pool, operation)};
  if (is_write) {
    memcpy(block.words, shadow_of(pool, &block), shadow_bytes(&block));
    *odd = block;
  } else if (odd->kind == block.kind && odd->number == block.number) {
    *odd = (struct odd_block){0};
  }
}

/* Run it, and write to what it hands out. */
static bool try_operation(struct exploration *exploration, const struct operation *operation, uint32_t place,
                          bool *is_followed) {
  struct shared *shared = exploration->shared;
  shared->log[place] = *operation;
  shared->log_count = place + 1;
  ++shared->begun;
  ++shared->lane_done;
  *is_followed = false;
  if (!run_counted(exploration, operation) || !lane_is_undisturbed(exploration->lane)) return false;
  bool is_get = operation->kind == OPERATION_GET_SOA || operation->kind == OPERATION_GET_RECEIPT;
  bool is_write = operation->kind == OPERATION_WRITE_SOA || operation->kind == OPERATION_WRITE_RECEIPT;
  *is_followed = is_get && exploration->lane->outcome == BP_OK;
  if (is_write || *is_followed) note_odd(exploration, operation);
  if (!*is_followed) return true;
  const struct operation *after = alphabet_follow(operation);
  shared->log[place + 1] = *after;
  shared->log_count = place + 2;
  return run_counted(exploration, after);
}

static struct exploration *begin(const struct subject *subject, struct shared *shared) {
  struct exploration *exploration = reserve(sizeof *exploration);
  exploration->lane = lane_new(subject, shared);
  exploration->shared = shared;
  exploration->states = reserve(STATES_AT_MOST * sizeof(struct state));
  exploration->store = reserve(STORE_BYTES);
  exploration->seen = (struct address_map){reserve(SEEN_ENTRIES * sizeof(struct address_entry)), SEEN_ENTRIES - 1, 0};
  return exploration;
}

/* Every operation from one state. False when something differs, or there is no room for more. */
static bool expand(struct exploration *exploration, uint32_t from) {
  struct shared *shared = exploration->shared;
  put_back(exploration, from);
  struct operation operations[ALPHABET_AT_MOST];
  bool writes_again = shared->writes_vary != 0 && exploration->odd.kind == BLOCK_NONE;
  uint32_t count = alphabet_of(exploration->lane, writes_again, operations);
  uint32_t place = log_way(exploration, from);
  for (uint32_t i = 0; i < count; ++i) {
    put_back(exploration, from);
    bool is_followed;
    shared->lane_differs = !try_operation(exploration, &operations[i], place, &is_followed);
    if (shared->lane_differs != 0) return false;
    if (!keep_if_new(exploration, from, &operations[i], is_followed)) return shared->exploration_end = END_ROOM, false;
    bool too_long = shared->lane_done >= shared->lane_operations ||
                    exploration->looked_at_bytes >= shared->lane_operations * LOOKED_AT_A_TRANSITION;
    if (too_long) return shared->exploration_end = END_TRANSITIONS, false;
  }
  return true;
}

void explore(const struct subject *subject, struct shared *shared) {
  struct exploration *exploration = begin(subject, shared);
  const struct configuration *configuration = &shared->configurations[0];
  shared->lane_done = shared->lane_walks = shared->lane_differs = shared->is_whole = shared->deepest = 0;
  shared->exploration_end = END_UNFIT;
  shared->phase = PHASE_SUBJECT;
  const void *code;
  memcpy(&code, &subject->create, sizeof code);
  bool fits = configuration->soa_capacity <= BUFFERS_AT_MOST && configuration->receipt_capacity <= RECEIPTS_AT_MOST;
  if (!fits || !snapshot_init(code)) return;
  struct operation create = {.kind = OPERATION_CREATE,
                             .value = configuration->soa_capacity | (uint64_t)configuration->receipt_capacity << 32};
  shared->log[0] = create;
  shared->log_count = 1;
  shared->lane_differs = !run_counted(exploration, &create);
  if (shared->lane_differs != 0 || !snapshot_set_base() || !keep_if_new(exploration, 0, &create, false)) return;
  fill_shadows(&exploration->lane->pools[0]);
  shared->exploration_end = END_WHOLE;
  for (uint32_t from = 0; from < exploration->count; ++from) {
    if (shared->depth_limit != 0 && exploration->states[from].depth >= shared->depth_limit) {
      shared->exploration_end = END_DEPTH;
      break;
    }
    if (!expand(exploration, from)) break;
    shared->lane_walks = exploration->count;
  }
  shared->lane_walks = exploration->count;
  shared->is_whole = shared->lane_differs == 0 && shared->exploration_end == END_WHOLE;
}
