/* Linux on other processors rarely has Syscall User Dispatch. */
#if !defined(__x86_64__)

#include <stddef.h>

#include "system_calls.h"

bool system_calls_init(void) { return false; }
void system_calls_tell(void (*on_system_call)(void)) { (void)on_system_call; }
void system_calls_begin(void) {}
bool system_calls_end(void) { return false; }
uint32_t system_calls_number(void) { return 0; }
char system_calls_pause(void) { return 0; }
void system_calls_resume(char pause) { (void)pause; }

#endif
