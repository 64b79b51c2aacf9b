#include "access.h"

#include <string.h>

#include "decoding.h"
#include "widths.h"

/* An operand that is written as memory and is not touched: an address that is computed, a hint, a no-operation; or a table of
 * addresses through which it calls or jumps. */
static bool touches_nothing(const struct instruction *in) {
  if (in->is_vector) return false;
  const unsigned which = in->modes >> 3 & 7;
  if (in->map == MAP_ONE_BYTE) return in->opcode == 0x8D || (in->opcode == 0xFF && (which == 2 || which == 4));
  return in->map == MAP_0F && (in->opcode == 0x0D || (in->opcode >= 0x18 && in->opcode <= 0x1F));
}

static bool names_bits(const struct instruction *in) {
  const unsigned opcode = in->opcode;
  return !in->is_vector && in->map == MAP_0F && (opcode == 0xA3 || opcode == 0xAB || opcode == 0xB3 || opcode == 0xBB);
}

/* The bit that a register names may lie far from the operand. */
static uint64_t beyond_by_bits(const struct instruction *in, const uint64_t registers[16]) {
  if (!names_bits(in)) return 0;
  const uint64_t value = registers[(in->modes >> 3 & 7) | (in->extension & 4) << 1];
  if ((in->extension & 8) != 0) return (uint64_t)((int64_t)value >> 6) * 8;
  if (in->is_word) return (uint64_t)((int64_t)(int16_t)value >> 4) * 2;
  return (uint64_t)((int64_t)(int32_t)value >> 5) * 4;
}

/* Those without ModRM that touch memory; true: it was one. */
static bool is_implicit(const struct instruction *in, const uint64_t registers[16], struct access *access) {
  if (in->is_vector || in->map != MAP_ONE_BYTE) return false;
  const unsigned opcode = in->opcode;
  if (opcode == 0xA4 || opcode == 0xA5 || opcode == 0xA6 || opcode == 0xA7) {
    *access = (struct access){.count = 2, .at = {registers[RSI], registers[RDI]}, .writes = {false, opcode < 0xA6}};
  } else if (opcode == 0xAA || opcode == 0xAB || opcode == 0xAE || opcode == 0xAF) {
    *access = (struct access){.count = 1, .at = {registers[RDI]}, .writes = {opcode < 0xAC}};
  } else if (opcode == 0xAC || opcode == 0xAD) {
    *access = (struct access){.count = 1, .at = {registers[RSI]}};
  } else if (opcode == 0xD7) {
    *access = (struct access){.count = 1, .at = {registers[RBX] + (registers[RAX] & 0xFF)}};
  } else if (opcode >= 0xA0 && opcode <= 0xA3) {
    access->count = 1;
    access->writes[0] = opcode >= 0xA2;
    memcpy(&access->at[0], in->next, sizeof access->at[0]);
  } else {
    return false;
  }
  access->bytes = width_of(in);
  if (in->has_segment) access->count = 0;
  return true;
}

static void note_calls(const struct instruction *in, struct access *access) {
  if (in->is_vector) return;
  const bool is_0f = in->map == MAP_0F;
  access->calls_system = (is_0f && (in->opcode == 0x05 || in->opcode == 0x34)) ||
                         (in->map == MAP_ONE_BYTE && in->opcode == 0xCD && in->next[0] == 0x80);
  const bool is_rdtscp = is_0f && in->opcode == 0x01 && in->modes == 0xF9;
  access->reads_time = is_rdtscp || (is_0f && in->opcode == 0x31);
  access->time_bytes = (uint32_t)(in->next - in->code);
}

struct access access_of(const unsigned char *code, const uint64_t registers[16]) {
  const struct instruction in = decode(code);
  struct access access = {0};
  note_calls(&in, &access);
  if (is_implicit(&in, registers, &access) || !decoded_has_memory(&in) || touches_nothing(&in) || in.has_segment) return access;
  access.count = 1;
  access.at[0] = decoded_address(&in, registers) + beyond_by_bits(&in, registers);
  access.is_relative = decoded_is_relative(&in);
  access.bytes = width_of(&in);
  access.writes[0] = may_store(&in);
  access.locks = in.locks || (!in.is_vector && in.map == MAP_ONE_BYTE && (in.opcode == 0x86 || in.opcode == 0x87));
  if (!access.locks) access.split_bytes = modified_bytes(&in);
  return access;
}

bool access_may_be_shared(const unsigned char *code, bool with_stack) {
  static const uint64_t anywhere[16];
  const struct instruction in = decode(code);
  const struct access access = access_of(code, anywhere);
  if (access.calls_system || access.reads_time) return true;
  enum { NO_INDEX_ON_STACK = 0x24 };
  const bool is_of_stack =
      decoded_has_memory(&in) && (in.modes & 7) == RSP && (in.extension & 3) == 0 && (*in.next & 0x3F) == NO_INDEX_ON_STACK;
  return access.count != 0 && (with_stack || !is_of_stack || names_bits(&in));
}
