/* Create blocks signals, changes the umask and the rounding, and puts all of it back; a get copies backwards, and then forwards
 * again. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/stat.h>

#include "../sound/parts.h"

static bp_pool *allocate_undisturbed(bp_config config) {
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  const mode_t mask = umask(0077);
#if defined(__x86_64__)
  const unsigned int modes = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(modes | 0x2000); /* downward */
#endif
  bp_pool *pool = sound_allocate(config);
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(modes);
#endif
  umask(mask);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return pool;
}

static void there_and_back(void) {
#if defined(__x86_64__)
  __asm__ volatile("std\n\tcld" ::: "cc");
#endif
}

#define ALLOCATE allocate_undisturbed
#define AFTER_GET(pool, buffer) there_and_back()

#include "../sound/pool.c"
