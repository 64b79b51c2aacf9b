#include "flow.h"

#include <stdbool.h>
#include <string.h>

static enum flow flow_by_operand(unsigned which) {
  switch (which) {
    case 2:
      return FLOW_CALL_ELSEWHERE;
    case 4:
      return FLOW_JUMP_ELSEWHERE;
    case 3:
    case 5:
      return FLOW_UNKNOWN;
    default:
      return FLOW_ON;
  }
}

static enum flow flow_of_one_byte(const struct instruction *in) {
  const unsigned opcode = in->opcode;
  if ((opcode >= 0x70 && opcode <= 0x7F) || (opcode >= 0xE0 && opcode <= 0xE3)) return FLOW_BRANCH;
  switch (opcode) {
    case 0xE9:
    case 0xEB:
      return FLOW_JUMP;
    case 0xE8:
      return FLOW_CALL;
    case 0xC2:
    case 0xC3:
      return FLOW_RETURN;
    case 0xFF:
      return flow_by_operand(in->modes >> 3 & 7);
    case 0xCC:
    case 0xF4:
      return FLOW_NEVER;
    case 0xC7: /* the beginning of a transaction: where it fails it goes elsewhere */
      return in->modes == 0xF8 ? FLOW_UNKNOWN : FLOW_ON;
    case 0x9A:
    case 0xCA:
    case 0xCB:
    case 0xCD:
    case 0xCF:
    case 0xEA:
    case 0xF1:
      return FLOW_UNKNOWN;
    default:
      return FLOW_ON;
  }
}

enum flow flow_of(const struct instruction *in) {
  if (in->is_vector) return FLOW_ON;
  if (in->map == MAP_ONE_BYTE) return flow_of_one_byte(in);
  if (in->map != MAP_0F) return FLOW_ON;
  if (in->opcode >= 0x80 && in->opcode <= 0x8F) return FLOW_BRANCH;
  if (in->opcode == 0x0B || in->opcode == 0xB9 || in->opcode == 0xFF) return FLOW_NEVER;
  return in->opcode == 0x07 || in->opcode == 0x34 || in->opcode == 0x35 ? FLOW_UNKNOWN : FLOW_ON;
}

uint64_t flow_target(const struct instruction *in) {
  const uint64_t behind = (uint64_t)(uintptr_t)in->code + decoded_bytes(in);
  const bool is_short = in->map == MAP_ONE_BYTE && in->opcode != 0xE8 && in->opcode != 0xE9;
  if (is_short) return behind + (uint64_t)(int64_t)(int8_t)*in->next;
  int32_t far;
  memcpy(&far, in->next, sizeof far);
  return behind + (uint64_t)(int64_t)far;
}
