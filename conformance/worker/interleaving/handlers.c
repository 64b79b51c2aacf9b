#define _GNU_SOURCE
#include "handlers.h"

#include <stddef.h>

#include "../platform/platform.h"

static const struct {
  int number;
  const char *taken;
} needed[] = {
    {SIGTRAP, "it handles SIGTRAP itself, by which its threads are stopped: they can't be followed"},
    {SIGSYS, "it handles SIGSYS itself, by which its system calls are caught: they can't be followed"},
    {SIGVTALRM, "it handles SIGVTALRM itself, which tells here what does not end: its threads can't be followed"},
    {SIGPROF, "it handles SIGPROF itself, which tells here what goes round: its threads can't be followed"},
};
enum { NEEDED = sizeof needed / sizeof needed[0] };

static struct signal_state ours[NEEDED];

void handlers_note(void) {
  for (size_t i = 0; i < NEEDED; ++i) signals_read(needed[i].number, &ours[i]);
}

const char *handlers_taken(void) {
  for (size_t i = 0; i < NEEDED; ++i) {
    struct signal_state present;
    signals_read(needed[i].number, &present);
    if (!signals_are_alike(&present, &ours[i])) return needed[i].taken;
  }
  return NULL;
}
