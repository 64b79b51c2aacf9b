#define _GNU_SOURCE
#include "points.h"

#include "../repeats.h"
#include "memory.h"
#include "own.h"
#include "pool.h"
#include "state.h"

/* Of accesses to one block in a row, so many are points: one sees whether it is touched too early or too late, two whether half
 * of it is; the loop that wipes it needs no more. */
enum { POINTS_OF_RUN = 2, NO_BLOCK = -1 };
/* The time goes round: a thread that waits for it must come back to where it was. A step of it is longer than any wait. */
enum { TIMES = 4, TIME_SHIFT = 40 };

static bool is_everywhere;

void points_everywhere(bool everywhere) { is_everywhere = everywhere; }

void points_number(const greg_t *registers, uint64_t numbered[16]) {
  static const int places[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                 REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  for (int i = 0; i < 16; ++i) numbered[i] = (uint64_t)registers[places[i]];
}

struct access points_access(const greg_t *registers) {
  uint64_t numbered[16];
  points_number(registers, numbered);
  return access_of((const unsigned char *)(uintptr_t)registers[REG_RIP], numbered);
}

static const uint64_t *shared_one(uint32_t thread, const struct access *access) {
  for (uint32_t i = 0; i < access->count; ++i) {
    if (memory_is_shared(access->at[i]) || own_is_shared(thread, access->at[i])) return &access->at[i];
  }
  return NULL;
}

bool points_is_shared(uint32_t thread, const struct access *access) { return shared_one(thread, access) != NULL; }

void points_open(uint32_t thread, const greg_t *registers) {
  const struct access access = points_access(registers);
  own_open(thread, &access);
}

static void tell_time(uint32_t thread, greg_t *registers, const struct access *access) {
  now.times_read[thread] = (uint8_t)((now.times_read[thread] + 1) % TIMES);
  const uint64_t time = (uint64_t)now.times_read[thread] << TIME_SHIFT;
  registers[REG_RAX] = (greg_t)(uint32_t)time;
  registers[REG_RDX] = (greg_t)(time >> 32);
  if (access->time_bytes > 2) registers[REG_RCX] = 0; /* rdtscp tells the processor, too */
  registers[REG_RIP] += access->time_bytes;
}

static bool is_point_of_run(uint32_t thread, uint64_t address) {
  const int32_t block = pool_block_around(address);
  if (block < 0 || block != now.run_block[thread]) {
    now.run_block[thread] = (int8_t)(block < 0 ? NO_BLOCK : block);
    now.run_length[thread] = 1;
    return true;
  }
  if (now.run_length[thread] >= POINTS_OF_RUN) return false;
  ++now.run_length[thread];
  return true;
}

/* What a string instruction is still to store into one block, where no more of it is a point, is stored at once: each of its
 * rounds would trap. */
static void finish_repeats(const struct access *access, greg_t *registers) {
  enum { DIRECTION_FLAG = 0x400, STORES_BYTES = 0xAA, WIDEST = 8 };
  const int32_t block = access->count == 1 ? pool_block_around(access->at[0]) : NO_BLOCK;
  if (block == NO_BLOCK || access->at[0] != (uint64_t)registers[REG_RDI]) return;
  const uint64_t room = (uint64_t)(uintptr_t)pool_block((uint32_t)block) + job.terms.block_bytes - access->at[0];
  const unsigned char *code = (const unsigned char *)(uintptr_t)registers[REG_RIP];
  const uint64_t widest = code[1] == STORES_BYTES ? 1 : WIDEST;
  if ((uint64_t)registers[REG_RCX] > room / widest) return;
  struct repeat_registers left = {
      .rdi = (uint64_t)registers[REG_RDI],
      .rsi = (uint64_t)registers[REG_RSI],
      .rcx = (uint64_t)registers[REG_RCX],
      .rax = (uint64_t)registers[REG_RAX],
      .is_downward = (registers[REG_EFL] & DIRECTION_FLAG) != 0,
  };
  if (!repeats_finish(code, &left)) return;
  registers[REG_RDI] = (greg_t)left.rdi;
  registers[REG_RCX] = (greg_t)left.rcx;
}

bool points_at(uint32_t thread, greg_t *registers) {
  struct access access = points_access(registers);
  while (access.reads_time) {
    tell_time(thread, registers, &access);
    access = points_access(registers);
  }
  if (is_everywhere || access.calls_system) return true;
  const uint64_t *shared = shared_one(thread, &access);
  if (shared == NULL) return false;
  const bool is_point = is_point_of_run(thread, *shared);
  if (!is_point) finish_repeats(&access, registers);
  return is_point;
}
