#define _GNU_SOURCE
#include "surroundings.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptors.h"
#include "platform/platform.h"

enum { SIGNALS = 32, LOCALE_BYTES = 256, PRIVATE_UMASK = 077 };

/* What there is of it, as it was when the subject had been loaded. */
static struct signal_state actions[SIGNALS];
static sigset_t mask;
static stack_t signal_stack;
static mode_t file_mask;
static struct stat directory;
static int directory_descriptor = -1;
static char locale_name[LOCALE_BYTES];
static locale_t thread_locale;

static const struct surrounding_change none;

/* The system has no way to ask. Nobody else makes files here. */
static mode_t umask_now(void) {
  mode_t now = umask(PRIVATE_UMASK);
  umask(now);
  return now;
}

void surroundings_keep_descriptors(void) {
  descriptors_keep();
  enum { COPIES_FROM = 400 };
  int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (here < 0) return;
  directory_descriptor = fcntl(here, F_DUPFD_CLOEXEC, COPIES_FROM);
  close(here);
}

void surroundings_init(void) {
  registers_init();
  for (int number = 1; number < SIGNALS; ++number) signals_read(number, &actions[number]);
  pthread_sigmask(SIG_BLOCK, NULL, &mask);
  sigaltstack(NULL, &signal_stack);
  file_mask = umask_now();
  if (stat(".", &directory) != 0) directory_descriptor = -1;
  const char *name = setlocale(LC_ALL, NULL);
  strncpy(locale_name, name != NULL ? name : "", LOCALE_BYTES - 1);
  thread_locale = uselocale((locale_t)0);
}

static struct surrounding_change change_of_mask(void) {
  sigset_t now;
  pthread_sigmask(SIG_BLOCK, NULL, &now);
  for (int number = 1; number < SIGNALS; ++number) {
    bool was = sigismember(&mask, number) == 1, is = sigismember(&now, number) == 1;
    if (was == is) continue;
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return (struct surrounding_change){SURROUNDING_SIGNAL_MASK, (uint32_t)number, was, is};
  }
  return none;
}

static struct surrounding_change change_of_actions(void) {
  struct surrounding_change change = none;
  for (int number = 1; number < SIGNALS; ++number) {
    struct signal_state now;
    signals_read(number, &now);
    if (signals_are_alike(&now, &actions[number])) continue;
    signals_write(number, &actions[number]);
    if (change.kind != SURROUNDING_NONE) continue;
    uint64_t before = signals_action(&actions[number]), after = signals_action(&now);
    change = (struct surrounding_change){SURROUNDING_SIGNAL_ACTION, (uint32_t)number, before, after};
  }
  return change;
}

static struct surrounding_change change_of_signal_stack(void) {
  stack_t now;
  sigaltstack(NULL, &now);
  if (now.ss_sp == signal_stack.ss_sp && now.ss_size == signal_stack.ss_size) return none;
  sigaltstack(&signal_stack, NULL);
  return (struct surrounding_change){SURROUNDING_SIGNAL_STACK, 0, signal_stack.ss_size, now.ss_size};
}

static struct surrounding_change change_of_umask(void) {
  mode_t now = umask_now();
  if (now == file_mask) return none;
  umask(file_mask);
  return (struct surrounding_change){SURROUNDING_UMASK, 0, file_mask, now};
}

static struct surrounding_change change_of_directory(void) {
  struct stat now;
  if (directory_descriptor < 0) return none;
  if (stat(".", &now) == 0 && now.st_dev == directory.st_dev && now.st_ino == directory.st_ino) return none;
  if (fchdir(directory_descriptor) != 0) directory_descriptor = -1;
  return (struct surrounding_change){SURROUNDING_WORKING_DIRECTORY, 0, 0, 1};
}

static struct surrounding_change change_of_locale(void) {
  if (uselocale((locale_t)0) != thread_locale) {
    uselocale(thread_locale);
    return (struct surrounding_change){SURROUNDING_THREAD_LOCALE, 0, 0, 1};
  }
  const char *now = setlocale(LC_ALL, NULL);
  if (now == NULL || strncmp(now, locale_name, LOCALE_BYTES - 1) == 0) return none;
  setlocale(LC_ALL, locale_name);
  return (struct surrounding_change){SURROUNDING_LOCALE, 0, 0, 1};
}

static struct surrounding_change change_of_descriptors(void) {
  struct descriptor_change change = descriptors_change();
  if (!change.found) return none;
  return (struct surrounding_change){SURROUNDING_DESCRIPTOR, change.number, 1, change.is_closed ? 0 : 2};
}

struct surrounding_change surroundings_of_process(void) {
  struct surrounding_change (*const kinds[])(void) = {change_of_mask,       change_of_actions,   change_of_signal_stack,
                                                      change_of_umask,      change_of_directory, change_of_locale,
                                                      change_of_descriptors};
  struct surrounding_change first = none;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; ++i) {
    struct surrounding_change change = kinds[i]();
    if (first.kind == SURROUNDING_NONE) first = change;
  }
  return first;
}

uint32_t surroundings_spoil_errno(uint32_t place, bool is_wanted) {
  /* Of no library's making, and none that means success. The likeliest to matter come at places that are near the beginning. */
  static const uint16_t rubbish[] = {ENOMEM, EINTR, ENOMEM, EINVAL, ENOMEM, 0, EINTR, 0x5EED};
  int value = is_wanted ? rubbish[place % (sizeof rubbish / sizeof rubbish[0])] : 0;
  errno = value;
  return (uint32_t)value;
}
