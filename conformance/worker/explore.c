#include "explore.h"

#include "address_map.h"
#include "allocations.h"
#include "alphabet.h"
#include "explored_state.h"
#include "reserve.h"
#include "snapshot.h"

enum {
  STATES_AT_MOST = 1 << 20,
  SEEN_ENTRIES = 1 << 21,
  DEPTH_AT_MOST = 4096,
  LOOKED_AT_A_TRANSITION = 10000 /* bytes, in the mean: a subject with much memory is explored less far */
};
#define STORE_BYTES ((size_t)1 << 30)

struct state {
  uint32_t parent;
  uint32_t depth;
  struct operation operation; /* by which it was reached */
  bool is_followed;           /* by a write to what it handed out */
  size_t offset;              /* into the store: the holder's part, then the subject's */
  size_t holder_bytes;
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
  struct operation *alphabet;
};

static size_t in_lines(size_t bytes) { return (bytes + 63) / 64 * 64; }

/* Keep the present state, if it is a new one. False when there is no room for more. */
static bool keep_if_new(struct exploration *exploration, uint32_t parent, const struct operation *operation, bool is_followed) {
  struct lane *lane = exploration->lane;
  unsigned char *at = exploration->store + exploration->stored;
  const size_t room = STORE_BYTES - exploration->stored;
  if (exploration->count == STATES_AT_MOST || !explored_fits(lane)) return false;
  const size_t holder_bytes = in_lines(explored_bytes(lane, &exploration->odd));
  if (room < holder_bytes) return false;
  const size_t bytes = snapshot_take(at + holder_bytes, room - holder_bytes);
  if (bytes == 0) return false;
  const uint64_t hash = explored_hash(lane, &exploration->odd, at + holder_bytes, bytes);
  exploration->looked_at_bytes += snapshot_bytes();
  if (address_find(&exploration->seen, hash) != NULL) return true;
  if (!address_put(&exploration->seen, hash, exploration->count)) return false;
  explored_keep(lane, &exploration->odd, at);
  uint32_t depth = exploration->count == 0 ? 0 : exploration->states[parent].depth + 1;
  exploration->states[exploration->count++] =
      (struct state){parent, depth, *operation, is_followed, exploration->stored, holder_bytes};
  exploration->stored += holder_bytes + in_lines(bytes);
  exploration->shared->deepest = depth;
  return depth < DEPTH_AT_MOST;
}

static void put_back(struct exploration *exploration, uint32_t which) {
  const struct state *state = &exploration->states[which];
  const unsigned char *at = exploration->store + state->offset;
  snapshot_restore(at + state->holder_bytes);
  explored_put_back(exploration->lane, &exploration->odd, at);
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

/* After a write, and after a get that succeeded. */
static void note_odd(struct exploration *exploration, const struct operation *operation) {
  const struct lane_pool *pool = &exploration->lane->pools[0];
  const bool is_block = operation->kind == OPERATION_GET || operation->kind == OPERATION_WRITE;
  const bool is_write = operation->kind == OPERATION_WRITE || operation->kind == OPERATION_WRITE_RECORD;
  const uint32_t number =
      is_block ? pool->lent.numbers[pool->lent.count - 1 - operation->index] : pool->model.records_taken - 1 - operation->index;
  explored_note(&exploration->odd, is_block ? LENT_BLOCK : LENT_RECORD, number, is_write);
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
  if (storage_inspect(true).kind != BREACH_NONE) return false;
  bool is_get = operation->kind == OPERATION_GET || operation->kind == OPERATION_TAKE;
  bool is_write = operation->kind == OPERATION_WRITE || operation->kind == OPERATION_WRITE_RECORD;
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
  exploration->alphabet = reserve(ALPHABET_AT_MOST * sizeof(struct operation));
  exploration->seen = (struct address_map){reserve(SEEN_ENTRIES * sizeof(struct address_entry)), SEEN_ENTRIES - 1, 0};
  return exploration;
}

/* Every operation from one state. False when something differs, or there is no room for more. */
static bool expand(struct exploration *exploration, uint32_t from) {
  struct shared *shared = exploration->shared;
  put_back(exploration, from);
  struct operation *operations = exploration->alphabet;
  bool writes_again = shared->writes_vary != 0 && exploration->odd.kind == LENT_NONE;
  uint32_t count = alphabet_of(exploration->lane, writes_again, operations);
  if (count == ALPHABET_AT_MOST) return shared->exploration_end = END_ROOM, false;
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
  const struct lane_pool *pool = &exploration->lane->pools[0];
  shared->lane_done = shared->lane_walks = shared->lane_differs = shared->is_whole = shared->deepest = 0;
  shared->exploration_end = END_UNFIT;
  shared->phase = PHASE_SUBJECT;
  const bool fits = explored_may_begin(exploration->lane, configuration);
  if (!fits || !snapshot_init((const void *)subject->entries.get)) return;
  struct operation create = {.kind = OPERATION_CREATE,
                             .value = configuration->block_count | (uint64_t)configuration->record_count << 32};
  shared->log[0] = create;
  shared->log_count = 1;
  const bool is_made = run_counted(exploration, &create) && pool->is_alive;
  if (!is_made || !snapshot_add(storage_start(pool->storage), storage_bytes(pool->storage)) || !snapshot_set_base()) return;
  if (!keep_if_new(exploration, 0, &create, false)) return;
  explored_fill_shadows(exploration->lane);
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
