#include "callers.h"

struct caller callers[CONTEXTS];
_Atomic int8_t holders[BLOCKS_AT_MOST];
_Atomic uint64_t left[BLOCKS_AT_MOST];
struct finding finding;
static atomic_flag is_taken = ATOMIC_FLAG_INIT;
static atomic_bool has_found;

void callers_find(struct finding found) {
  if (atomic_flag_test_and_set(&is_taken)) return;
  finding = found;
  atomic_store(&has_found, true);
}

bool callers_have_found(void) { return atomic_load_explicit(&has_found, memory_order_acquire); }

void callers_note(struct caller *caller, struct event event) { caller->events[caller->event_count++ % EVENTS_KEPT] = event; }

uint64_t callers_draw(uint64_t *random) {
  *random += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t mixed = *random;
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}
