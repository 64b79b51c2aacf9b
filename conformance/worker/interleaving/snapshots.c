#define _GNU_SOURCE
#include "snapshots.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "contexts.h"
#include "extended.h"
#include "memory.h"
#include "pool.h"
#include "state.h"

_Static_assert(SNAPSHOT_PARTS_AT_MOST == CALLERS_AT_MOST + 3, "the memory, two parts of the state, and the threads");

enum { RED_ZONE = 128, LINE_BYTES = 64 };

struct line {
  uint32_t part, at, bytes;
};

static unsigned char *write_bytes(unsigned char *to, const void *from, size_t bytes) {
  memcpy(to, from, bytes);
  return to + bytes;
}

static const unsigned char *read_bytes(void *to, const unsigned char *from, size_t bytes) {
  memcpy(to, from, bytes);
  return from + bytes;
}

static unsigned char *write_context(unsigned char *to, const struct context *context) {
  const uint64_t below = context->selector != 0 ? RED_ZONE : 0; /* ours has none where it stops */
  const unsigned char *lowest = (const unsigned char *)(uintptr_t)((uint64_t)context->registers[REG_RSP] - below);
  const size_t live = (size_t)(context->stack + STACK_BYTES - lowest);
  to = write_bytes(to, context->registers, sizeof context->registers);
  to = write_bytes(to, &context->selector, 1);
  to = write_bytes(to, &live, sizeof live);
  to = write_bytes(to, lowest, live);
  return to + extended_pack(context->extended, to);
}

static const unsigned char *read_context(struct context *context, const unsigned char *from) {
  size_t live;
  from = read_bytes(context->registers, from, sizeof context->registers);
  from = read_bytes(&context->selector, from, 1);
  from = read_bytes(&live, from, sizeof live);
  from = read_bytes(context->stack + STACK_BYTES - live, from, live);
  return from + extended_unpack(context->extended, from);
}

static uint32_t memory_count(const struct part **parts) {
  static struct part all[PARTS_AT_MOST + 1];
  uint32_t count;
  const struct part *others = memory_parts(&count);
  all[0] = (struct part){arena_start(), ARENA_BYTES};
  memcpy(all + 1, others, count * sizeof all[0]);
  *parts = all;
  return count + 1;
}

/* The memory as it was when the first state was taken. Of each state only the lines are kept that differ from it. */
static unsigned char *first;
static size_t first_used;

/* Of the arena, as far as it is in use now or was then. */
static size_t bytes_in_use(const struct part *part) {
  if (part->start != arena_start()) return part->bytes;
  return first_used > arena_used() ? first_used : arena_used();
}

static void keep_first(void) {
  const struct part *parts;
  const uint32_t count = memory_count(&parts);
  first = calloc(1, ARENA_BYTES + MEMORY_BYTES_AT_MOST);
  if (first == NULL) abort();
  first_used = arena_used();
  unsigned char *at = first;
  for (uint32_t i = 0; i < count; ++i) {
    memcpy(at, parts[i].start, bytes_in_use(&parts[i]));
    at += parts[i].bytes;
  }
}

static unsigned char *write_memory(unsigned char *to) {
  const struct part *parts;
  const uint32_t count = memory_count(&parts);
  const unsigned char *before = first;
  for (uint32_t i = 0; i < count; before += parts[i].bytes, ++i) {
    const size_t used = bytes_in_use(&parts[i]);
    for (size_t at = 0; at < used; at += LINE_BYTES) {
      const size_t bytes = used - at < LINE_BYTES ? used - at : LINE_BYTES;
      if (memcmp(parts[i].start + at, before + at, bytes) == 0) continue;
      const struct line line = {i, (uint32_t)at, (uint32_t)bytes};
      to = write_bytes(to, &line, sizeof line);
      to = write_bytes(to, parts[i].start + at, bytes);
    }
  }
  const struct line end = {count, 0, 0};
  return write_bytes(to, &end, sizeof end);
}

static const unsigned char *read_memory(const unsigned char *from, size_t used) {
  const struct part *parts;
  const uint32_t count = memory_count(&parts);
  const unsigned char *before = first;
  for (uint32_t i = 0; i < count; before += parts[i].bytes, ++i) memcpy(parts[i].start, before, bytes_in_use(&parts[i]));
  arena_set_used(used);
  struct line line;
  for (from = read_bytes(&line, from, sizeof line); line.part != count; from = read_bytes(&line, from, sizeof line)) {
    from = read_bytes(parts[line.part].start + line.at, from, line.bytes);
  }
  return from;
}

static size_t parts_end[SNAPSHOT_PARTS_AT_MOST];
static uint32_t part_count;

const size_t *snapshots_parts(uint32_t *count) {
  *count = part_count;
  return parts_end;
}

static void end_part(const unsigned char *start, const unsigned char *at) { parts_end[part_count++] = (size_t)(at - start); }

size_t snapshots_take(unsigned char *to) {
  if (first == NULL) keep_first();
  unsigned char *at = to;
  const size_t used = arena_used(), own_bytes = offsetof(struct state, written);
  part_count = 0;
  at = write_bytes(at, &used, sizeof used);
  at = write_memory(at);
  end_part(to, at);
  at = write_bytes(at, &now, own_bytes);
  end_part(to, at);
  at = write_bytes(at, (const unsigned char *)&now + own_bytes, offsetof(struct state, possible) - own_bytes);
  for (int i = 0; i < 2; ++i) at = write_bytes(at, now.possible[i], now.possible_count[i] * sizeof now.possible[i][0]);
  end_part(to, at);
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (now.status[i] == THREAD_DONE) continue; /* nothing is left of it */
    at = write_context(at, &contexts[i]);
    end_part(to, at);
  }
  return (size_t)(at - to);
}

void snapshots_put_back(const unsigned char *from) {
  size_t used;
  from = read_bytes(&used, from, sizeof used);
  from = read_memory(from, used);
  from = read_bytes(&now, from, offsetof(struct state, possible));
  for (int i = 0; i < 2; ++i) from = read_bytes(now.possible[i], from, now.possible_count[i] * sizeof now.possible[i][0]);
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (now.status[i] != THREAD_DONE) from = read_context(&contexts[i], from);
  }
}

size_t snapshots_bytes_at_most(void) {
  const size_t memory = ARENA_BYTES + MEMORY_BYTES_AT_MOST, heads = memory / LINE_BYTES * sizeof(struct line);
  return memory + heads + PARTS_AT_MOST * sizeof(struct line) + sizeof now + CONTEXTS * (sizeof(struct context) + STACK_BYTES);
}

__extension__ typedef unsigned __int128 wide;

static uint64_t mixed(uint64_t one, uint64_t other) {
  const wide product = (wide)one * other;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

struct digest snapshots_digest(const unsigned char *bytes, size_t count) {
  struct digest digest = {UINT64_C(0x9E3779B97F4A7C15) ^ count, UINT64_C(0xD1B54A32D192ED03) + count};
  size_t at = 0;
  for (; at + 16 <= count; at += 16) {
    uint64_t low, high;
    memcpy(&low, bytes + at, 8);
    memcpy(&high, bytes + at + 8, 8);
    digest.first =
        mixed(low ^ digest.first ^ UINT64_C(0xA0761D6478BD642F), high ^ UINT64_C(0xE7037ED1A0B428DB)) + digest.first * 5;
    digest.second =
        mixed(high ^ digest.second ^ UINT64_C(0x8EBC6AF09C88C6E3), low ^ UINT64_C(0x589965CC75374CC3)) ^ (digest.second * 9);
  }
  for (; at < count; ++at) {
    digest.first = (digest.first ^ bytes[at]) * UINT64_C(0x100000001B3);
    digest.second = (digest.second + bytes[at]) * UINT64_C(0x9FB21C651E98DF25);
  }
  digest.first ^= digest.first >> 29;
  digest.second ^= digest.second >> 31;
  return digest;
}
