#if defined(__x86_64__)

#include <stdbool.h>

#include "instruction.h"

enum { PREFIXES_AT_MOST = 14, REX = 0x40, REGISTER_OPERAND = 0xC0 };

static bool is_other_prefix(unsigned char byte) {
  switch (byte) {
    case 0x26:
    case 0x2E:
    case 0x36:
    case 0x3E:
    case 0x64:
    case 0x65:
    case 0x66:
    case 0x67:
      return true;
    default:
      return false;
  }
}

static uint32_t traits_of_two_byte_opcode(const unsigned char *code) {
  switch (code[0]) {
    case 0x05:
    case 0x34:
      return INSTRUCTION_CALLS_SYSTEM;
    case 0x31:
      return INSTRUCTION_READS_TIME;
    case 0x01:
      return code[1] == 0xF9 ? INSTRUCTION_READS_TIME : 0;
    default:
      return 0;
  }
}

uint32_t instruction_traits(const unsigned char *code) {
  uint32_t traits = 0;
  for (int prefixes = 0; prefixes < PREFIXES_AT_MOST; ++prefixes, ++code) {
    if (*code == 0xF0) {
      traits |= INSTRUCTION_LOCKS;
    } else if (*code == 0xF2 || *code == 0xF3) {
      traits |= INSTRUCTION_REPEATS;
    } else if (!is_other_prefix(*code)) {
      break;
    }
  }
  if ((*code & 0xF0) == REX) ++code;
  switch (*code) {
    case 0x86:
    case 0x87:
      return traits | (code[1] < REGISTER_OPERAND ? INSTRUCTION_LOCKS : 0);
    case 0xC2:
    case 0xC3:
      return traits | INSTRUCTION_RETURNS;
    case 0xCD:
      return traits | (code[1] == 0x80 ? INSTRUCTION_CALLS_SYSTEM : 0);
    case 0x0F:
      return traits | traits_of_two_byte_opcode(code + 1);
    default:
      return traits;
  }
}

#endif
