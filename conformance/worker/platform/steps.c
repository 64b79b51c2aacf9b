#include "steps.h"

#include <stddef.h>

#include "known_steps.h"
#include "steps_by.h"

extern const char __executable_start[], etext[];

static const struct steps_by *by;
static struct step_count nothing;
static bool is_by_flag;

static struct step_count *counting(void) { return by != NULL ? (struct step_count *)(uintptr_t)by->counting : &nothing; }

static bool known_ones_come_out_right(void) {
  steps_begin();
  steps_on();
  poolproof_known_steps();
  steps_end();
  return STEPS_ARE_KNOWN && steps_counted()->instructions == KNOWN_INSTRUCTIONS;
}

static bool is_believed(const struct steps_by *way, uintptr_t first, uintptr_t behind) {
  if (way == NULL || !way->init()) return false;
  by = way;
  *counting() = (struct step_count){
      .ours = {(uintptr_t)__executable_start, (uintptr_t)etext},
      .known = {(uintptr_t)poolproof_known_steps, (uintptr_t)poolproof_known_steps_end},
      .subject = {first, behind},
  };
  if (known_ones_come_out_right()) return true;
  by = NULL;
  return false;
}

bool steps_init(uintptr_t first, uintptr_t behind) {
  is_by_flag = is_believed(steps_by_flag(), first, behind);
  return is_by_flag || (STEPS_ARE_KNOWN && is_believed(steps_by_tracer(), first, behind));
}

bool steps_are_by_flag(void) { return is_by_flag; }

bool steps_are_by_tracer(void) { return by != NULL && !is_by_flag; }

void steps_begin(void) {
  if (by == NULL) return;
  counting()->steps = (struct steps){0};
  counting()->last = 0;
  by->begin();
}

void steps_end(void) {
  if (by != NULL) by->end();
}

const struct steps *steps_counted(void) { return &counting()->steps; }

void steps_on(void) {
  if (by != NULL) by->on();
}

void steps_off(void) {
  if (by != NULL) by->off();
}

bool steps_are_on(void) { return by != NULL && by->are_on(); }
