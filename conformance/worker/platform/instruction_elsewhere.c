#if !defined(__x86_64__) && !defined(__aarch64__)

#include "instruction.h"

uint32_t instruction_traits(const unsigned char *code) {
  (void)code;
  return 0;
}

#endif
