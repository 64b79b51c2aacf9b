#include "signals.h"

bool signals_are_alike(const struct signal_state *some, const struct signal_state *other) {
  return some->handler == other->handler && some->flags == other->flags && some->mask == other->mask;
}

enum signal_action signals_action(const struct signal_state *state) {
  uintptr_t handler = (uintptr_t)state->handler;
  return handler == (uintptr_t)SIG_DFL ? ACTION_DEFAULT : handler == (uintptr_t)SIG_IGN ? ACTION_IGNORED : ACTION_HANDLED;
}
