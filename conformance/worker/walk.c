#include "walk.h"

#include "foreign.h"
#include "lane_asked.h"

enum walk_extra {
  EXTRA_LARGE_SIZE,
  EXTRA_DOUBLE_RETURN,
  EXTRA_MISUSE,
  EXTRA_RECEIPT,
  EXTRA_RESET,
  EXTRA_CLEAR,
  EXTRA_WRITE_RECEIPT,
  EXTRA_REWRITE,
  EXTRA_DICTIONARY
};

enum walk_phase {
  PHASE_DRAIN,
  PHASE_GET_SOME,
  PHASE_RETURN_NEWEST,
  PHASE_RETURN_OLDEST,
  PHASE_RETURN_ANY,
  PHASE_HOVER,
  PHASE_PAIRS,
  PHASE_RECEIPTS,
  PHASES
};

/* Longer in larger pools: to make one takes as long as many operations on it. */
enum {
  SHORT_WALK = 1500,
  LONG_WALK = 150000,
  LONG_ONE_IN = 256,
  REMADE_ONE_IN = 16,
  REMADE_PHASE_ONE_IN = 16,
  SIDES_AT_MOST = 1 << 16,
  LIKELIEST = 32,
  OPERATIONS_A_BLOCK = 6
};

/* splitmix64: small, and good enough that no walk resembles its neighbour. */
static uint64_t draw(struct walk *walk) {
  uint64_t z = walk->random += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static uint32_t below(struct walk *walk, uint32_t limit) { return (uint32_t)(((draw(walk) >> 32) * limit) >> 32); }

/* The same from 16 bits of what was drawn: a draw is a good part of what an operation costs, so its bits are shared out. */
static uint32_t below_by(uint64_t bits, uint32_t limit) { return (uint32_t)(((bits & 0xFFFF) * limit) >> 16); }

/* A constant of the subject's own: as often one of the likeliest, which stand first, as any. */
static uint64_t draw_constant(struct walk *walk) {
  uint32_t likeliest = walk->word_count < LIKELIEST ? walk->word_count : LIKELIEST;
  return walk->words[below(walk, below(walk, 2) == 0 ? likeliest : walk->word_count)];
}

static uint64_t draw_word(struct walk *walk) {
  switch (below(walk, 8)) {
    case 0:
      return UINT64_MAX;
    case 1:
      return 1;
    case 2:
      return UINT64_C(1) << below(walk, 64);
    case 3:
      return 0;
    case 4:
      if (walk->word_count != 0) return draw_constant(walk);
      return draw(walk);
    case 5:
      /* A field of 32 bits may be either half of a word. */
      if (walk->word_count != 0) return (draw_constant(walk) & UINT32_MAX) * UINT64_C(0x100000001);
      return draw(walk);
    default:
      return draw(walk);
  }
}

/* Beyond the largest that is served, at the boundaries of every width. */
static uint64_t draw_large_size(struct walk *walk) {
  uint64_t boundary = UINT64_C(1) << (3 + below(walk, 61));
  uint64_t size;
  switch (below(walk, 4)) {
    case 0:
      size = boundary + below(walk, 10);
      break;
    case 1:
      size = boundary - below(walk, 3);
      break;
    case 2:
      size = UINT64_MAX - below(walk, 10);
      break;
    default:
      size = draw(walk) >> below(walk, 60);
      break;
  }
  return size > PROPER_SIZES ? size : PROPER_SIZES + 1;
}

/* A constant of the subject's, or any size that is served, as it is. */
static void draw_exact_size(struct walk *walk, struct operation *operation) {
  const struct terms *terms = walk->terms;
  operation->kind = OPERATION_GET;
  if (walk->word_count != 0) {
    operation->value = draw_constant(walk);
  } else {
    operation->value = terms->smallest + below(walk, terms->largest - terms->smallest + 1);
  }
  if (terms->binding != 1) operation->flags |= FLAG_EXACT;
}

/* Whether the contract has anything to be asked that way. */
static bool has_extra(const struct terms *terms, bool with_misuse, enum walk_extra extra) {
  const bool has_records = terms->record_bytes != 0;
  switch (extra) {
    case EXTRA_DOUBLE_RETURN:
    case EXTRA_MISUSE:
      return with_misuse;
    case EXTRA_LARGE_SIZE:
    case EXTRA_DICTIONARY:
      return terms->has_size != 0;
    case EXTRA_RECEIPT:
    case EXTRA_RESET:
    case EXTRA_WRITE_RECEIPT:
      return has_records;
    default:
      return true;
  }
}

static void draw_extras(struct walk *walk, bool with_misuse) {
  const uint64_t chosen = draw(walk);
  for (uint8_t extra = 0; extra < WALK_EXTRAS; ++extra) {
    if (!has_extra(walk->terms, with_misuse, (enum walk_extra)extra)) continue;
    if ((chosen >> extra & 1) != 0) walk->extras[walk->extra_count++] = extra;
  }
}

static void choose_pools(struct walk *walk, const struct shared *shared) {
  static const uint32_t pools[] = {1, 1, 1, 2, 3};
  const struct configuration *chosen = &shared->configurations[below(walk, shared->configuration_count)];
  walk->default_config = chosen->is_default != 0;
  walk->block_count = chosen->block_count;
  walk->record_count = chosen->record_count;
  walk->pools = pools[below(walk, 5)];
  if (walk->terms->is_single != 0) walk->pools = 1;
  walk->drained = walk->terms->is_at_least != 0 ? TIMES_ITS_COUNT * walk->block_count : walk->block_count;
}

void walk_begin(struct walk *walk, uint64_t seed, const struct terms *terms, const struct shared *shared) {
  static const uint32_t rates[] = {0, 4, 16, 64, 128, 224};
  *walk = (struct walk){.terms = terms,
                        .asks_all = lane_is_usual(terms),
                        .random = seed,
                        .words = shared->dictionary,
                        .word_count = shared->dictionary_count};
  draw(walk);
  choose_pools(walk, shared);
  draw_extras(walk, shared->without_misuse == 0);
  walk->extra_rate = rates[below(walk, 6)];
  walk->usage_rate = rates[below(walk, 3)];
  walk->write_rate = rates[below(walk, 5)];
  bool is_long = below(walk, LONG_ONE_IN) == 0;
  const bool has_one_life = terms->destroy == DESTROY_NONE;
  if (is_long) {
    /* For counters that wrap: little comes between. */
    walk->pools = 1;
    walk->extra_rate = rates[below(walk, 3)];
    walk->write_rate = rates[below(walk, 3)];
  }
  uint64_t blocks = (uint64_t)walk->drained + walk->record_count;
  uint64_t short_length = SHORT_WALK + OPERATIONS_A_BLOCK * blocks * walk->pools;
  walk->is_remade = below(walk, REMADE_ONE_IN) == 0 && !has_one_life;
  walk->length = is_long || has_one_life || short_length > LONG_WALK ? LONG_WALK : (uint32_t)short_length;
}

static void begin_phase(struct walk *walk) {
  walk->pool = below(walk, walk->pools);
  walk->phase = below(walk, PHASES);
  if (walk->is_remade && below(walk, REMADE_PHASE_ONE_IN) == 0) walk->is_remade = false, walk->remaking = 2;
  uint32_t n = walk->block_count;
  if (walk->phase == PHASE_RECEIPTS && walk->terms->record_bytes == 0) walk->phase = PHASE_HOVER;
  switch (walk->phase) {
    case PHASE_DRAIN:
      walk->left = walk->drained + 1;
      break;
    case PHASE_PAIRS:
      walk->left = 2 * (1 + below(walk, 200));
      break;
    case PHASE_HOVER:
      walk->left = 2 + below(walk, 40);
      break;
    case PHASE_RECEIPTS:
      /* Seldom to the last: there are many, and a walk is not long. */
      walk->left = 1 + below(walk, below(walk, 8) == 0 ? walk->record_count + 1 : 32);
      break;
    default:
      walk->left = 1 + below(walk, n < 64 ? n + 1 : 64);
      if (below(walk, 4) == 0) walk->left = walk->drained;
      break;
  }
}

static void draw_write(struct walk *walk, struct operation *operation, enum operation_kind kind) {
  const uint64_t bits = draw(walk);
  operation->kind = (uint8_t)kind;
  operation->target = (uint8_t)below_by(bits, PATTERNS);
  operation->value = draw_word(walk);
  operation->extra = below_by(bits >> 16, walk->terms->block_bytes);
}

/* By 16 bits, and one more draw. */
static void draw_misuse(struct walk *walk, struct operation *operation, uint64_t bits) {
  _Static_assert(TARGET_LENT == 0, "every other target is a misuse");
  const uint64_t chosen = draw(walk);
  const uint32_t buffers = walk->block_count < SIDES_AT_MOST / 2 ? walk->block_count : SIDES_AT_MOST / 2;
  operation->kind = OPERATION_RETURN;
  operation->target = (uint8_t)(1 + below_by(bits, TARGETS - 1));
  operation->index = below_by(chosen, operation->target == TARGET_FOREIGN ? FOREIGN_ADDRESSES : 2 * buffers);
  if (operation->target == TARGET_FOREIGN) foreign_draw(operation, draw(walk), walk->terms->block_bytes);
}

static void draw_extra(struct walk *walk, struct operation *operation) {
  static const uint8_t of_clears[] = {OPERATION_CLEAR,    OPERATION_COUNTERS, OPERATION_COUNTERS, OPERATION_COUNTERS,
                                      OPERATION_COUNTERS, OPERATION_COUNTERS, OPERATION_COUNTERS, OPERATION_DESTROY_NULL};
  const uint64_t bits = draw(walk);
  operation->index = below_by(bits >> 16, 8);
  operation->extra = below_by(bits >> 32, walk->terms->block_bytes);
  switch (walk->extras[below_by(bits, walk->extra_count)]) {
    case EXTRA_LARGE_SIZE:
      operation->kind = OPERATION_GET;
      operation->value = draw_large_size(walk);
      break;
    case EXTRA_DOUBLE_RETURN:
      operation->kind = OPERATION_RETURN;
      operation->target = below(walk, 4) == 0 ? TARGET_REVOKED : TARGET_RETURNED;
      break;
    case EXTRA_MISUSE:
      draw_misuse(walk, operation, bits >> 48);
      break;
    case EXTRA_RECEIPT:
      operation->kind = OPERATION_TAKE;
      break;
    case EXTRA_RESET:
      operation->kind = OPERATION_RESET;
      break;
    case EXTRA_CLEAR:
      /* Seldom: it undoes what the phases built up. */
      operation->kind = of_clears[below(walk, sizeof of_clears)];
      break;
    case EXTRA_WRITE_RECEIPT:
      draw_write(walk, operation, OPERATION_WRITE_RECORD);
      operation->index = below(walk, walk->record_count);
      break;
    case EXTRA_REWRITE:
      draw_write(walk, operation, OPERATION_WRITE);
      operation->index = below(walk, 8);
      break;
    default:
      draw_exact_size(walk, operation);
      break;
  }
}

/* By 25 bits. */
static void draw_move(struct walk *walk, struct operation *operation, uint64_t bits) {
  const bool is_head = (bits & 1) != 0;
  const bool is_written = (bits >> 1 & 0xFF) < walk->write_rate;
  bits >>= 9;
  if (walk->phase == PHASE_RECEIPTS) {
    operation->kind = walk->left == 1 && is_head ? OPERATION_RESET : OPERATION_TAKE;
    walk->write_receipt_next = is_written;
    return;
  }
  bool gets = walk->phase == PHASE_DRAIN || walk->phase == PHASE_GET_SOME || (walk->phase == PHASE_HOVER && is_head) ||
              (walk->phase == PHASE_PAIRS && walk->left % 2 == 0);
  if (gets) {
    operation->kind = OPERATION_GET;
    const uint32_t size = below_by(bits, 2 * PROPER_SIZES + 1);
    operation->value = size < PROPER_SIZES ? size : PROPER_SIZES;
    walk->write_next = is_written;
    return;
  }
  operation->kind = OPERATION_RETURN;
  switch (walk->phase) {
    case PHASE_RETURN_OLDEST:
      operation->index = walk->left - 1;
      break;
    case PHASE_RETURN_ANY:
      operation->index = below_by(bits, 64);
      break;
    case PHASE_HOVER:
      operation->index = below_by(bits, 3);
      break;
    default:
      break;
  }
}

static void create(const struct walk *walk, uint32_t pool, struct operation *operation) {
  operation->kind = OPERATION_CREATE;
  operation->pool = (uint16_t)pool;
  operation->flags = walk->default_config ? FLAG_DEFAULT_CONFIG : 0;
  operation->value = walk->block_count | (uint64_t)walk->record_count << 32;
}

void walk_next(struct walk *walk, uint32_t place, struct operation *operation) {
  *operation = (struct operation){0};
  if (place < walk->pools) {
    create(walk, place, operation);
    return;
  }
  if (walk->left == 0) begin_phase(walk);
  if (walk->remaking != 0) {
    create(walk, walk->pool, operation);
    if (walk->remaking-- == 2) *operation = (struct operation){.kind = OPERATION_DESTROY, .pool = (uint16_t)walk->pool};
    return;
  }
  operation->pool = (uint16_t)walk->pool;
  const uint64_t drawn = draw(walk);
  if ((drawn & 0xFF) < walk->usage_rate) operation->flags = FLAG_OBSERVE_USAGE;
  if (walk->write_next) {
    walk->write_next = false;
    draw_write(walk, operation, OPERATION_WRITE);
  } else if (walk->write_receipt_next) {
    walk->write_receipt_next = false;
    draw_write(walk, operation, OPERATION_WRITE_RECORD);
  } else if (walk->extra_count != 0 && (drawn >> 8 & 0xFF) < walk->extra_rate) {
    draw_extra(walk, operation);
    if (!walk->asks_all && !is_ever_asked(walk->terms, operation)) *operation = nothing_asked(operation);
  } else {
    draw_move(walk, operation, drawn >> 16);
    --walk->left;
  }
}
