"""What a C reproducer looks at around itself: whether the pool left it as it was (ENV-1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from poolproof.spec.vocabulary import Surrounding

SHOWN_BY_A_PROGRAM: Final = frozenset(
    {
        Surrounding.MXCSR,
        Surrounding.X87_CONTROL,
        Surrounding.SIGNAL_MASK,
        Surrounding.SIGNAL_ACTION,
        Surrounding.UMASK,
        Surrounding.WORKING_DIRECTORY,
        Surrounding.LOCALE,
        Surrounding.THREAD_LOCALE,
        Surrounding.DESCRIPTOR,
    }
)
"""The others are put right by whatever the compiler does next, or end the program."""

SURROUNDINGS: Final[Mapping[str, str]] = {
    "look_around": """\
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>

/* What surrounds a call, apart from memory. */
struct surroundings {
  sigset_t mask;
  struct sigaction actions[64];
  char directory[4096], locale[256];
  locale_t thread_locale;
  mode_t umask;
  unsigned descriptors, mxcsr;
  unsigned short x87;
};

static void look_around(struct surroundings *now) {
  memset(now, 0, sizeof *now);
  sigprocmask(SIG_SETMASK, NULL, &now->mask);
  for (int number = 1; number < 64; ++number) sigaction(number, NULL, &now->actions[number]);
  if (getcwd(now->directory, sizeof now->directory) == NULL) now->directory[0] = 0;
  strncpy(now->locale, setlocale(LC_ALL, NULL), sizeof now->locale - 1);
  now->thread_locale = uselocale((locale_t)0);
  now->umask = umask(0);
  umask(now->umask);
  for (int number = 0; number < 32; ++number) {
    if (fcntl(number, F_GETFD) != -1) now->descriptors |= 1u << number;
  }
#if defined(__x86_64__)
  __asm__ volatile("stmxcsr %0" : "=m"(now->mxcsr));
  now->mxcsr &= ~0x3Fu; /* what exceptions there were is nobody's */
  __asm__ volatile("fnstcw %0" : "=m"(now->x87));
#endif
}""",
    "must_leave_alone": """\
static void must_leave_alone(int step, const struct surroundings *was) {
  struct surroundings now;
  look_around(&now);
  for (int number = 1; number < 64; ++number) {
    if (sigismember(&now.mask, number) != sigismember(&was->mask, number)) shown(step, "another signal mask");
    if (now.actions[number].sa_handler != was->actions[number].sa_handler ||
        now.actions[number].sa_flags != was->actions[number].sa_flags) {
      shown(step, "something else becomes of a signal");
    }
  }
  if (strcmp(now.directory, was->directory) != 0) shown(step, "another working directory");
  if (strcmp(now.locale, was->locale) != 0) shown(step, "another locale");
  if (now.thread_locale != was->thread_locale) shown(step, "another locale of the thread");
  if (now.umask != was->umask) shown(step, "another umask");
  if ((was->descriptors & ~now.descriptors) != 0) shown(step, "a descriptor that is not its own was closed");
  if (now.mxcsr != was->mxcsr) shown(step, "another MXCSR");
  if (now.x87 != was->x87) shown(step, "another x87 control word");
}""",
}
