#include "time_stamp.h"

#if defined(__x86_64__)
uint64_t time_stamp_now(void) { return __builtin_ia32_rdtsc(); }
#else
uint64_t time_stamp_now(void) { return 0; }
#endif
