#if !defined(__x86_64__)

#include <stddef.h>

#include "steps_by.h"

const struct steps_by *steps_by_flag(void) { return NULL; }

#endif
