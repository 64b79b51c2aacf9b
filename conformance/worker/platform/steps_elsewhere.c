#if !defined(__x86_64__)

#include "steps.h"

bool steps_init(uintptr_t first, uintptr_t behind) {
  (void)first;
  (void)behind;
  return false;
}

static const struct steps none;

void steps_begin(void) {}
void steps_end(void) {}
const struct steps *steps_counted(void) { return &none; }
void steps_on(void) {}
void steps_off(void) {}
bool steps_are_on(void) { return false; }

#endif
