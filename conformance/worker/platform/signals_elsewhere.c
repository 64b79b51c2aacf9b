#if !defined(__x86_64__)

#define _GNU_SOURCE
#include <string.h>

#include "signals.h"

void signals_install(int signal_number, signal_handler handler, unsigned long flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = (int)flags | SA_SIGINFO | SA_ONSTACK};
  sigaction(signal_number, &action, NULL);
}

const char *signals_access(const void *context) {
  (void)context;
  return "touched";
}

void signals_default(int signal_number) { signal(signal_number, SIG_DFL); }

void signals_read(int signal_number, struct signal_state *state) {
  struct sigaction action = {0};
  sigaction(signal_number, NULL, &action);
  *state = (struct signal_state){.flags = (unsigned long)action.sa_flags};
  memcpy(&state->handler, &action.sa_handler, sizeof state->handler);
  memcpy(&state->mask, &action.sa_mask, sizeof state->mask);
}

void signals_write(int signal_number, const struct signal_state *state) {
  struct sigaction action = {.sa_flags = (int)state->flags};
  memcpy(&action.sa_handler, &state->handler, sizeof state->handler);
  memcpy(&action.sa_mask, &state->mask, sizeof state->mask);
  sigaction(signal_number, &action, NULL);
}

void signals_exempt_range(size_t *start, size_t *length) { *start = *length = 0; }

#endif
