/* Linux on other processors rarely has Syscall User Dispatch. */
#if !defined(__x86_64__)

#include <stddef.h>

#include "system_calls_by.h"

const struct system_calls_by *system_calls_by_dispatch(void) { return NULL; }

#endif
