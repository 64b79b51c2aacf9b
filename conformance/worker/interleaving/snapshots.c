#define _GNU_SOURCE
#include "snapshots.h"

#include <string.h>

#include "arena.h"
#include "contexts.h"
#include "extended.h"
#include "memory.h"
#include "pool.h"
#include "state.h"

enum { RED_ZONE = 128 };

static unsigned char *write_bytes(unsigned char *to, const void *from, size_t bytes) {
  memcpy(to, from, bytes);
  return to + bytes;
}

static const unsigned char *read_bytes(void *to, const unsigned char *from, size_t bytes) {
  memcpy(to, from, bytes);
  return from + bytes;
}

static unsigned char *write_context(unsigned char *to, const struct context *context) {
  const unsigned char *lowest = (const unsigned char *)(uintptr_t)((uint64_t)context->registers[REG_RSP] - RED_ZONE);
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

size_t snapshots_take(unsigned char *to) {
  unsigned char *at = to;
  const size_t used = arena_used();
  at = write_bytes(at, &used, sizeof used);
  at = write_bytes(at, arena_start(), used);
  uint32_t count;
  const struct part *parts = memory_parts(&count);
  for (uint32_t i = 0; i < count; ++i) at = write_bytes(at, parts[i].start, parts[i].bytes);
  at = write_bytes(at, &now, offsetof(struct state, possible));
  for (int i = 0; i < 2; ++i) at = write_bytes(at, now.possible[i], now.possible_count[i] * sizeof now.possible[i][0]);
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (now.status[i] != THREAD_DONE) at = write_context(at, &contexts[i]); /* of one that is done nothing is left */
  }
  return (size_t)(at - to);
}

void snapshots_put_back(const unsigned char *from) {
  size_t used;
  from = read_bytes(&used, from, sizeof used);
  arena_set_used(used);
  from = read_bytes(arena_start(), from, used);
  uint32_t count;
  const struct part *parts = memory_parts(&count);
  for (uint32_t i = 0; i < count; ++i) from = read_bytes(parts[i].start, from, parts[i].bytes);
  from = read_bytes(&now, from, offsetof(struct state, possible));
  for (int i = 0; i < 2; ++i) from = read_bytes(now.possible[i], from, now.possible_count[i] * sizeof now.possible[i][0]);
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (now.status[i] != THREAD_DONE) from = read_context(&contexts[i], from);
  }
}

size_t snapshots_bytes_at_most(void) {
  return ARENA_BYTES + MEMORY_BYTES_AT_MOST + sizeof now + CONTEXTS * (sizeof(struct context) + STACK_BYTES);
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
