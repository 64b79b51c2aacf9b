#include "signals.h"
#include "system_calls_by.h"
#include "tracer.h"

static void on_told(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  (void)information;
  (void)context;
  system_calls_tell_now();
}

static bool init(void) {
  signals_install(SIGSYS, on_told, SA_NODEFER);
  return tracer_start();
}

static void begin(void) {
  traced.is_caught = 0;
  traced.wants |= TRACED_CATCHES;
}

static bool end(void) {
  traced.wants &= ~(uint64_t)TRACED_CATCHES;
  return traced.is_caught != 0;
}

static uint32_t number(void) { return (uint32_t)traced.number; }

static char pause_them(void) {
  const char pause = (traced.wants & TRACED_CATCHES) != 0;
  traced.wants &= ~(uint64_t)TRACED_CATCHES;
  return pause;
}

static void resume(char pause) {
  if (pause != 0) traced.wants |= TRACED_CATCHES;
}

const struct system_calls_by *system_calls_by_tracer(void) {
  static const struct system_calls_by way = {init, begin, end, number, pause_them, resume};
  return &way;
}
