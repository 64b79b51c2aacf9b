/* Each return makes a system call by an instruction of its own, not through the C library. */
#include <sys/syscall.h>
#include <unistd.h>

#include "../../sound/parts.h"

static void put_and_call(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
#ifdef __x86_64__
  long number = SYS_getpid;
  __asm__ volatile("syscall" : "+a"(number) : : "rcx", "r11", "memory");
#else
  syscall(SYS_getpid);
#endif
}

#define PUT_FREE put_and_call

#include "../../sound/pool.c"
