#if defined(__x86_64__)

#include <string.h>

#include "repeats.h"

enum { REPEAT = 0xF3, REX_W = 0x48, COPY_BYTES = 0xA4, COPY_WORDS = 0xA5, STORE_BYTES = 0xAA, STORE_WORDS = 0xAB };

static void *at(uint64_t address) { return (void *)(uintptr_t)address; }

static void store(uint64_t to, uint64_t value, uint64_t count, uint64_t unit) {
  if (unit == 1) {
    memset(at(to), (int)value, count);
    return;
  }
  for (uint64_t i = 0; i < count; ++i) memcpy(at(to + i * unit), &value, unit);
}

bool repeats_finish(const unsigned char *code, struct repeat_registers *registers) {
  if (*code++ != REPEAT || registers->is_downward) return false;
  const bool is_wide = *code == REX_W;
  const unsigned char opcode = code[is_wide];
  const bool copies = opcode == COPY_BYTES || opcode == COPY_WORDS;
  if (!copies && opcode != STORE_BYTES && opcode != STORE_WORDS) return false;
  const uint64_t unit = opcode == COPY_BYTES || opcode == STORE_BYTES ? 1 : is_wide ? 8 : 4;
  const uint64_t bytes = registers->rcx * unit;
  if (copies) {
    if (registers->rdi - registers->rsi < bytes || registers->rsi - registers->rdi < bytes) return false;
    memcpy(at(registers->rdi), at(registers->rsi), bytes);
    registers->rsi += bytes;
  } else {
    store(registers->rdi, registers->rax, registers->rcx, unit);
  }
  registers->rdi += bytes;
  registers->rcx = 0;
  return true;
}

#endif
