#include "probes.h"

#include <unistd.h>

#include "library.h"
#include "names.h"

enum { STACK_TOUCHED_BYTES = 32 * 1024 };

static uint32_t available, active;
static long faults_before;
static uint64_t started;
static char (*function_names)[NAME_BYTES];

/* Touch every page of what is loaded: code is read in from the page cache at its first execution, and that is the system's
 * doing. Where the subject first writes to its data is its own. */
static bool touch_object(const struct loaded_object *object, void *unused) {
  (void)unused;
  for (uint32_t i = 0; i < object->segment_count; ++i) {
    const struct segment *segment = &object->segments[i];
    volatile const char *start = (volatile const char *)segment->start;
    for (size_t at = 0; segment->is_readable && at < segment->file_bytes; at += page_bytes()) {
      char byte = start[at];
      (void)byte;
    }
  }
  return false;
}

static void touch_stack(void) {
  volatile char deep[STACK_TOUCHED_BYTES];
  for (size_t at = 0; at < sizeof deep; at += page_bytes()) deep[at] = 0;
}

uint32_t probes_init(char (*functions)[NAME_BYTES]) {
  function_names = functions;
  touch_stack();
  segments_each(touch_object, NULL);
  available = 0;
  if (own_counts_of_page_faults()) available |= PROBE_PAGE_FAULTS;
  if (system_calls_init()) available |= PROBE_SYSTEM_CALLS;
  uintptr_t first, behind;
  library_range(&first, &behind);
  if (steps_init(first, behind)) available |= PROBE_INSTRUCTIONS;
  return available;
}

uint32_t probes_traced(void) {
  return (system_calls_are_by_tracer() ? PROBE_SYSTEM_CALLS : 0U) | (steps_are_by_tracer() ? PROBE_INSTRUCTIONS : 0U);
}

void probes_begin(uint32_t wanted) {
  active = wanted & available;
  if ((active & PROBE_INSTRUCTIONS) != 0) steps_begin();
  if ((active & PROBE_PAGE_FAULTS) != 0) faults_before = own_page_faults();
  if ((active & PROBE_SYSTEM_CALLS) != 0) system_calls_begin();
  started = time_stamp_now();
}

void probes_step(void) {
  if ((active & PROBE_INSTRUCTIONS) != 0) steps_on();
}

static uint32_t outside_functions(const struct steps *steps) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < steps->callee_count; ++i) {
    char name[NAME_BYTES];
    library_describe_callee(steps->callees[i], name, sizeof name);
    uint32_t number = name_number(function_names, FUNCTIONS, name);
    if (number != 0) bits |= UINT32_C(1) << (number - 1);
  }
  return bits;
}

static void add_steps(struct probe_counts *counts) {
  const struct steps *steps = steps_counted();
  counts->instructions += steps->instructions;
  counts->locked_instructions += steps->locked_instructions;
  counts->time_stamp_reads += steps->time_stamp_reads;
  counts->system_call_instructions += steps->system_call_instructions;
  counts->outside_functions |= outside_functions(steps);
}

void probes_end(struct probe_counts *counts) {
  const uint32_t watched = active;
  uint64_t ended = time_stamp_now();
  if ((watched & PROBE_INSTRUCTIONS) != 0) {
    steps_end();
  } else if (ended - started < UINT32_MAX) {
    counts->time_stamps = (uint32_t)(ended - started);
  }
  if ((watched & PROBE_SYSTEM_CALLS) != 0 && system_calls_end()) {
    ++counts->system_calls;
    counts->system_call_number = system_calls_number();
  }
  if ((watched & PROBE_PAGE_FAULTS) != 0) counts->page_faults += (uint32_t)(own_page_faults() - faults_before);
  active = 0;
  if ((watched & PROBE_INSTRUCTIONS) != 0) add_steps(counts);
}

struct probe_pause probes_pause(void) {
  struct probe_pause pause = {.steps = steps_are_on(), .time_stamp = time_stamp_now()};
  if (pause.steps) steps_off();
  pause.system_calls = system_calls_pause();
  if ((active & PROBE_PAGE_FAULTS) != 0) pause.page_faults = own_page_faults();
  return pause;
}

void probes_resume(const struct probe_pause *pause) {
  if ((active & PROBE_PAGE_FAULTS) != 0) faults_before += own_page_faults() - pause->page_faults;
  started += time_stamp_now() - pause->time_stamp;
  system_calls_resume(pause->system_calls);
  if (pause->steps) steps_on();
}

bool probes_stepping(void) { return (active & PROBE_INSTRUCTIONS) != 0 && steps_counted()->instructions < STEPPED_AT_MOST; }

void probes_suspend(void) { system_calls_pause(); }
