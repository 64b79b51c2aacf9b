#include "costs.h"

#include <string.h>
#include <sys/syscall.h>

#include "graph.h"
#include "pool.h"
#include "state.h"
#include "telling.h"

enum { COST_KINDS = 3 };

struct cost {
  struct violation what;
  uint32_t node;
  uint32_t preemptions;
};

static struct violation of_leg[COST_KINDS];
static struct cost kept[COST_KINDS];

static void note(uint32_t kind, enum wrong wrong, uint32_t thread, int64_t value) {
  if (of_leg[kind].wrong == WRONG_NOTHING) of_leg[kind] = (struct violation){wrong, thread, -1, value};
}

void costs_note_allocation(uint32_t thread) {
  if (job.may_not_allocate && thread < job.callers) now.has_allocated[thread] = true;
}

void costs_note_call(uint32_t thread, long number) {
  const bool may = job.calls == CALLS_ANY || (job.calls == CALLS_FUTEX && number == SYS_futex);
  if (!may && thread < job.callers) note(0, WRONG_CALLS, thread, number);
}

void costs_note_answer(uint32_t thread, bool is_refused) {
  if (!now.has_allocated[thread]) return;
  now.has_allocated[thread] = false;
  note(is_refused ? 2 : 1, is_refused ? WRONG_ALLOCATES_REFUSING : WRONG_ALLOCATES, thread, 0);
}

void costs_begin_leg(void) { memset(of_leg, 0, sizeof of_leg); }

void costs_keep(uint32_t node, uint32_t preemptions) {
  for (uint32_t i = 0; i < COST_KINDS; ++i) {
    const bool is_fewer = kept[i].what.wrong == WRONG_NOTHING || preemptions < kept[i].preemptions;
    if (of_leg[i].wrong != WRONG_NOTHING && is_fewer) kept[i] = (struct cost){of_leg[i], node, preemptions};
  }
}

void costs_forget(void) { memset(kept, 0, sizeof kept); }

void costs_tell(void) {
  bool is_first = true;
  fprintf(told, ",\n\"costs\": [");
  for (uint32_t i = 0; i < COST_KINDS; ++i) {
    const struct cost *cost = &kept[i];
    if (cost->what.wrong == WRONG_NOTHING) continue;
    if (!is_first) fprintf(told, ", ");
    tell_path(&cost->what, cost->node, cost->what.thread, cost->preemptions, false);
    is_first = false;
  }
  fprintf(told, "]");
}
