#define _GNU_SOURCE
#include "breaks.h"

#include <stdlib.h>
#include <string.h>

#include "../platform/platform.h"
#include "access.h"
#include "contexts.h"
#include "flow.h"
#include "points.h"
#include "texts.h"

enum { SLOTS = 1 << 15, SLOT_BYTES = 32, JUMP_BYTES = 5, WAITING_AT_MOST = 4096, JUMP = 0xE9, BREAK = 0xCC, LONGEST = 15 };
enum kind { KIND_COPY, KIND_REPEAT, KIND_ELSEWHERE, KIND_RETURN };

static struct {
  uint64_t place;
  uint32_t bytes;
  enum kind kind;
} slots[SLOTS];
static uint32_t slot_count = 1; /* 0: none */
static unsigned char *room;
static bool is_set, has_failed, is_at_stack;
static uintptr_t begun_at[16];
static uint32_t begun_count;
static uint64_t waiting[WAITING_AT_MOST];
static uint32_t waiting_count;

bool breaks_are_set(void) { return is_set; }
bool breaks_are_at_stack(void) { return is_at_stack; }

bool breaks_have_failed(void) {
  const bool failed = has_failed;
  has_failed = false;
  return failed;
}

static unsigned char *at(uint64_t address) { return (unsigned char *)(uintptr_t)address; }
static uint64_t slot_address(uint32_t slot) { return (uint64_t)(uintptr_t)room + (uint64_t)slot * SLOT_BYTES; }

static void take_out(void) {
  uint32_t count;
  struct text *texts = texts_all(&count);
  for (uint32_t i = 1; i < slot_count; ++i) *at(slots[i].place) = *breaks_code(slots[i].place);
  for (uint32_t i = 0; i < count; ++i) memset(texts[i].flags, 0, texts[i].bytes);
  slot_count = 1;
}

void breaks_remove(void) {
  if (is_set) take_out();
  is_set = false;
}

void breaks_lift(bool lifts) {
  for (uint32_t i = 1; is_set && i < slot_count; ++i) *at(slots[i].place) = lifts ? *breaks_code(slots[i].place) : BREAK;
}

static void fail(void) {
  breaks_remove();
  has_failed = true;
}

static void wait_for(uint64_t address) {
  const struct text *text = text_of(address);
  if (text == NULL || (text->flags[address - text->start] & TEXT_BEGINS) != 0) return;
  if (waiting_count == WAITING_AT_MOST) {
    fail();
    return;
  }
  waiting[waiting_count++] = address;
}

/* The instruction as it is to be executed in the slot; false: what it touches by its place is too far from there. */
static bool copy(const struct instruction *in, uint64_t place, uint64_t slot) {
  const uint32_t bytes = decoded_bytes(in);
  memcpy(at(slot), in->code, bytes);
  const int64_t back = (int64_t)(place + bytes) - (int64_t)(slot + bytes + JUMP_BYTES);
  const int32_t jump = (int32_t)back;
  *at(slot + bytes) = JUMP;
  memcpy(at(slot + bytes + 1), &jump, sizeof jump);
  if (jump != back) return false;
  if (!decoded_is_relative(in)) return true;
  int32_t displacement;
  memcpy(&displacement, in->next, sizeof displacement);
  const int64_t wanted = (int64_t)displacement + (int64_t)(place - slot);
  displacement = (int32_t)wanted;
  memcpy(at(slot + (uint64_t)(in->next - in->code)), &displacement, sizeof displacement);
  return displacement == wanted;
}

static void put(struct text *text, uint64_t place, const struct instruction *in, enum kind kind) {
  const uint32_t slot = slot_count;
  if (slot == SLOTS || (kind <= KIND_REPEAT && !copy(in, place, slot_address(slot)))) {
    fail();
    return;
  }
  slots[slot_count].place = place;
  slots[slot_count].bytes = decoded_bytes(in);
  slots[slot_count++].kind = kind;
  text->flags[place - text->start] |= TEXT_BROKEN;
  text->slots[place - text->start] = slot;
  if (!lacks("breakpoints")) *at(place) = BREAK;
}

/* Whether it stores what a return right behind it would take for the caller's address. */
static bool prepares_return(const struct instruction *in) {
  const unsigned opcode = in->opcode;
  if (in->is_vector || in->map != MAP_ONE_BYTE) return false;
  const bool pushes =
      (opcode >= 0x50 && opcode <= 0x57) || opcode == 0x68 || opcode == 0x6A || (opcode == 0xFF && (in->modes >> 3 & 7) == 6);
  const bool stores = opcode == 0x88 || opcode == 0x89 || opcode == 0xC6 || opcode == 0xC7;
  return pushes || (stores && decoded_has_memory(in) && (in->modes & 7) == RSP);
}

static bool repeats(const struct instruction *in) {
  const bool is_string = in->map == MAP_ONE_BYTE && !in->is_vector &&
                         ((in->opcode >= 0xA4 && in->opcode <= 0xA7) || (in->opcode >= 0xAA && in->opcode <= 0xAF));
  return is_string && (in->repeats || in->repeats_not);
}

/* Mark it, and put a breakpoint where there must be one. False: it overlaps with another one. */
static bool take(struct text *text, uint64_t place, const struct instruction *in, enum flow flow, bool is_prepared) {
  const uint64_t offset = place - text->start;
  const uint32_t bytes = decoded_bytes(in);
  if (bytes > LONGEST || offset + bytes > text->bytes || (text->flags[offset] & TEXT_WITHIN) != 0) return false;
  for (uint32_t i = 1; i < bytes; ++i) {
    if ((text->flags[offset + i] & TEXT_BEGINS) != 0) return false;
    text->flags[offset + i] |= TEXT_WITHIN;
  }
  text->flags[offset] |= TEXT_BEGINS;
  if (flow == FLOW_JUMP_ELSEWHERE || flow == FLOW_CALL_ELSEWHERE) {
    if (in->has_segment) return false;
    put(text, place, in, KIND_ELSEWHERE);
  } else if (flow == FLOW_RETURN && is_prepared) {
    put(text, place, in, KIND_RETURN);
  } else if (flow == FLOW_ON && access_may_be_shared(in->code, is_at_stack)) {
    put(text, place, in, repeats(in) ? KIND_REPEAT : KIND_COPY);
  }
  return true;
}

/* In a row, until it goes elsewhere. */
static void follow_row(uint64_t place) {
  bool is_prepared = false;
  for (;;) {
    struct text *text = text_of(place);
    if (text == NULL || (text->flags[place - text->start] & TEXT_BEGINS) != 0) return;
    const struct instruction in = decode(text->loaded + (place - text->start));
    const enum flow flow = flow_of(&in);
    if (flow == FLOW_UNKNOWN || !take(text, place, &in, flow, is_prepared)) {
      fail();
      return;
    }
    if (flow == FLOW_JUMP || flow == FLOW_BRANCH || flow == FLOW_CALL) {
      wait_for(flow_target(&in) + text->start - (uint64_t)(uintptr_t)text->loaded);
    }
    if (flow == FLOW_JUMP || flow == FLOW_JUMP_ELSEWHERE || flow == FLOW_RETURN || flow == FLOW_NEVER) return;
    is_prepared = prepares_return(&in);
    place += decoded_bytes(&in);
  }
}

static void follow(uint64_t place) {
  wait_for(place);
  while (waiting_count != 0) {
    const uint64_t next = waiting[--waiting_count];
    if (has_failed) continue;
    follow_row(next);
  }
}

bool breaks_set(const uintptr_t *entries, uint32_t count) {
  if (!texts_open()) return false;
  room = texts_room_near((uint64_t)SLOTS * SLOT_BYTES);
  if (room == NULL) return false;
  is_set = true;
  for (uint32_t i = 0; i < count && begun_count < sizeof begun_at / sizeof begun_at[0]; ++i) {
    if (entries[i] != 0) begun_at[begun_count++] = entries[i];
  }
  for (uint32_t i = 0; i < begun_count && !has_failed; ++i) follow(begun_at[i]);
  has_failed = false;
  return is_set;
}

void breaks_begin_at(uint64_t address) {
  if (is_set && text_of(address) != NULL) follow(address);
}

void breaks_at_stack(void) {
  is_at_stack = true;
  if (!is_set) return;
  take_out();
  for (uint32_t i = 0; i < begun_count && !has_failed; ++i) follow(begun_at[i]);
}

bool breaks_hold(uint64_t address) {
  const struct text *text = is_set ? text_of(address) : NULL;
  return text != NULL && (text->flags[address - text->start] & TEXT_BROKEN) != 0;
}

const unsigned char *breaks_code(uint64_t address) {
  const struct text *text = is_set ? text_of(address) : NULL;
  return text != NULL ? text->loaded + (address - text->start) : at(address);
}

uint64_t breaks_place(uint64_t address) {
  const uint64_t offset = address - (uint64_t)(uintptr_t)room;
  if (room == NULL || offset >= (uint64_t)SLOTS * SLOT_BYTES) return address;
  const uint32_t slot = (uint32_t)(offset / SLOT_BYTES);
  return slots[slot].place + (offset % SLOT_BYTES == 0 ? 0 : slots[slot].bytes);
}

void breaks_see_access(uint64_t address, uint32_t bytes) {
  const struct text *text = is_set ? text_of(address) : NULL;
  for (uint32_t i = 0; text != NULL && i < bytes && address + i - text->start < text->bytes; ++i) {
    if ((text->flags[address + i - text->start] & TEXT_BROKEN) == 0) continue;
    fail();
    return;
  }
}

/* Where it goes by what a register or a place in memory says. */
static uint64_t target_of(const struct instruction *in, uint64_t place, const greg_t *registers) {
  uint64_t numbered[16], target;
  points_number(registers, numbered);
  if (!decoded_has_memory(in)) return numbered[(in->modes & 7) | (in->extension & 1) << 3];
  uint64_t address = decoded_address(in, numbered);
  if (decoded_is_relative(in)) address += place - (uint64_t)(uintptr_t)in->code;
  memcpy(&target, at(address), sizeof target);
  return target;
}

static enum onward arrive(uint64_t target, greg_t *registers) {
  registers[REG_RIP] = (greg_t)target;
  if (text_of(target) != NULL) {
    follow(target);
    return ONWARD_FREE;
  }
  return contexts_runs_freely(target) ? ONWARD_FREE : ONWARD_ARRIVES;
}

static enum onward go_elsewhere(uint64_t place, greg_t *registers) {
  const struct instruction in = decode(breaks_code(place));
  const uint64_t target = target_of(&in, place, registers), behind = place + decoded_bytes(&in);
  if (flow_of(&in) == FLOW_CALL_ELSEWHERE) {
    registers[REG_RSP] -= (greg_t)sizeof behind;
    memcpy(at((uint64_t)registers[REG_RSP]), &behind, sizeof behind);
  }
  return arrive(target, registers);
}

static enum onward return_elsewhere(uint64_t place, greg_t *registers) {
  const struct instruction in = decode(breaks_code(place));
  uint64_t target;
  uint16_t more = 0;
  memcpy(&target, at((uint64_t)registers[REG_RSP]), sizeof target);
  if (in.opcode == 0xC2) memcpy(&more, in.next, sizeof more);
  registers[REG_RSP] += (greg_t)sizeof target + more;
  return arrive(target, registers);
}

enum onward breaks_go_on(greg_t *registers) {
  const uint64_t place = (uint64_t)registers[REG_RIP];
  struct text *text = text_of(place);
  if (text == NULL) return contexts_runs_freely(place) ? ONWARD_FREE : ONWARD_STEP;
  follow(place);
  if (!breaks_hold(place)) return is_set ? ONWARD_FREE : ONWARD_STEP;
  const uint32_t slot = text->slots[place - text->start];
  switch (slots[slot].kind) {
    case KIND_ELSEWHERE:
      return go_elsewhere(place, registers);
    case KIND_RETURN:
      return return_elsewhere(place, registers);
    default:
      registers[REG_RIP] = (greg_t)slot_address(slot);
      return slots[slot].kind == KIND_REPEAT ? ONWARD_STEP : ONWARD_FREE;
  }
}
