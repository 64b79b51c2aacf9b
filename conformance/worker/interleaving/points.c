#define _GNU_SOURCE
#include "points.h"

#include "../platform/repeats.h"
#include "breaks.h"
#include "contexts.h"
#include "memory.h"
#include "own.h"
#include "pool.h"
#include "races.h"
#include "state.h"

enum { NO_BLOCK = -1 };
/* Who touches so much in one leg may go round until another one stores something. */
enum { TOUCHES_OF_LEG = 128, USES_AT_MOST = 64 };
/* The time goes round: a thread that waits for it must come back to where it was. A step of it is longer than any wait. */
enum { TIMES = 4, TIME_SHIFT = 40 };

static bool is_everywhere, has_met, seeks_locks;
static uint32_t touches;

void points_seek_locks(bool seeks) { seeks_locks = seeks; }
void points_everywhere(bool everywhere) { is_everywhere = everywhere; }

void points_number(const greg_t *registers, uint64_t numbered[16]) {
  static const int places[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                 REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  for (int i = 0; i < 16; ++i) numbered[i] = (uint64_t)registers[places[i]];
}

struct access points_access(const greg_t *registers) {
  uint64_t numbered[16];
  points_number(registers, numbered);
  const unsigned char *code = breaks_code((uint64_t)registers[REG_RIP]);
  struct access access = access_of(code, numbered);
  if (access.is_relative) access.at[0] += (uint64_t)registers[REG_RIP] - (uint64_t)(uintptr_t)code;
  return access;
}

static bool is_shared(uint32_t thread, const struct access *access, uint32_t place) {
  return place < access->count && (memory_is_shared(access->at[place]) || own_is_shared(thread, access->at[place]));
}

bool points_is_raced_for(uint32_t thread, const struct access *access) {
  for (uint32_t i = 0; i < access->count; ++i) {
    if (is_shared(thread, access, i) && races_on(access->at[i], access->bytes)) return true;
  }
  return false;
}

/* Whether it is shared at all. */
static bool note(uint32_t thread, const struct access *access) {
  bool any = false;
  for (uint32_t i = 0; i < access->count; ++i) {
    if (!is_shared(thread, access, i)) continue;
    races_note(access->at[i], access->bytes, access->writes[i]);
    if (seeks_locks && access->locks) races_add(access->at[i], access->bytes);
    any = true;
  }
  return any;
}

/* They are taken down at the next instruction, or at the end of the leg: what this leaves in registers and on the stack of the
 * thread belongs to the state, and must not depend on what is raced for. */
static struct use {
  uint64_t at;
  uint32_t bytes;
  bool stores;
} uses[USES_AT_MOST];
static uint32_t use_count;

void points_note(uint64_t at, uint32_t bytes, bool stores) {
  if (use_count < USES_AT_MOST) uses[use_count] = (struct use){at, bytes, stores};
  ++use_count;
}

void points_take_uses(void) {
  if (use_count > USES_AT_MOST) races_everywhere(true);
  for (uint32_t i = 0; i < use_count && i < USES_AT_MOST; ++i) {
    has_met |= races_on(uses[i].at, uses[i].bytes);
    races_note(uses[i].at, uses[i].bytes, uses[i].stores);
  }
  use_count = 0;
}

void points_begin_leg(uint32_t thread, const greg_t *registers) {
  races_begin_leg();
  use_count = 0;
  touches = 0;
  has_met = false;
  if (registers == NULL) return;
  const struct access access = points_access(registers);
  has_met = access.calls_system || points_is_raced_for(thread, &access);
  if (!has_met) note(thread, &access);
}

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

/* What a string instruction is still to store into one block, where nobody races for it, is stored at once: each of its rounds
 * would trap. */
static void finish_repeats(const struct access *access, greg_t *registers) {
  enum { DIRECTION_FLAG = 0x400, STORES_BYTES = 0xAA, WIDEST = 8 };
  const int32_t block = access->count == 1 ? pool_block_around(access->at[0]) : NO_BLOCK;
  if (block == NO_BLOCK || access->at[0] != (uint64_t)registers[REG_RDI]) return;
  const uint64_t room = (uint64_t)(uintptr_t)pool_block((uint32_t)block) + job.terms.block_bytes - access->at[0];
  const unsigned char *code = breaks_code((uint64_t)registers[REG_RIP]);
  const uint64_t widest = code[1] == STORES_BYTES ? 1 : WIDEST;
  if ((uint64_t)registers[REG_RCX] > room / widest) return;
  struct repeat_registers left = {
      .rdi = (uint64_t)registers[REG_RDI],
      .rsi = (uint64_t)registers[REG_RSI],
      .rcx = (uint64_t)registers[REG_RCX],
      .rax = (uint64_t)registers[REG_RAX],
      .is_downward = (registers[REG_EFL] & DIRECTION_FLAG) != 0,
  };
  const uint32_t bytes = (uint32_t)((uint64_t)registers[REG_RCX] * widest);
  if (races_on(access->at[0], bytes) || !repeats_finish(code, &left)) return;
  races_note(access->at[0], bytes, true);
  registers[REG_RDI] = (greg_t)left.rdi;
  registers[REG_RCX] = (greg_t)left.rcx;
}

enum point points_at(uint32_t thread, greg_t *registers) {
  points_take_uses();
  struct access access = points_access(registers);
  while (access.reads_time) {
    tell_time(thread, registers, &access);
    access = points_access(registers);
  }
  for (uint32_t i = 0; i < access.count; ++i) breaks_see_access(access.at[i], access.bytes);
  if (is_everywhere || access.calls_system || points_is_raced_for(thread, &access)) return POINT_HERE;
  const bool is_any_shared = is_shared(thread, &access, 0) || is_shared(thread, &access, 1);
  if (!is_any_shared) return POINT_NONE;
  if (has_met || ++touches > TOUCHES_OF_LEG) return POINT_HERE;
  note(thread, &access);
  finish_repeats(&access, registers);
  return POINT_PASSED;
}
