#include "state.h"

#include <stdio.h>

struct state now;
struct violation violation;
char unfit[160];
struct event events[EVENTS_OF_LEG];
uint32_t event_count;

void violate(enum wrong wrong, uint32_t thread, int32_t block, int64_t value) {
  if (violation.wrong == WRONG_NOTHING) violation = (struct violation){wrong, thread, block, value};
}

void give_up(const char *why, long number) {
  if (unfit[0] == '\0') snprintf(unfit, sizeof unfit, why, number);
}

void note_event(struct event event) {
  if (event_count < EVENTS_OF_LEG) events[event_count++] = event;
}
