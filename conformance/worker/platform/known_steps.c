#include "known_steps.h"

#if defined(__x86_64__)
#define LOOP "  mov $40, %ecx\n1:\n  dec %ecx\n  jnz 1b\n  ret\n"
#elif defined(__aarch64__)
#define LOOP "  mov w9, #40\n1:\n  subs w9, w9, #1\n  b.ne 1b\n  ret\n"
#endif

#if defined(LOOP)
__asm__(
    ".text\n"
    ".balign 16\n"
    ".type poolproof_known_steps, %function\n"
    ".global poolproof_known_steps\n"
    "poolproof_known_steps:\n" LOOP
    ".global poolproof_known_steps_end\n"
    "poolproof_known_steps_end:\n"
    "  nop\n");
#endif
