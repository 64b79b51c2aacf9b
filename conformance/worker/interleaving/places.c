#define _GNU_SOURCE
#include "places.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "contexts.h"
#include "points.h"
#include "snapshots.h"
#include "state.h"
#include "telling.h"

enum { REGISTERS = 16, FAR = 8 };

/* How many operations each has begun. */
static uint32_t begun[CONTEXTS];

static bool ends_stretch(const uint8_t *legs, uint32_t count, uint32_t at) {
  return at + 1 == count || legs[at + 1] != legs[at];
}

static void run(uint32_t thread, int (*leg)(uint32_t)) {
  leg(thread);
  for (uint32_t i = 0; i < event_count; ++i) begun[events[i].thread] += !events[i].is_answer;
}

static void begin(const unsigned char *beginning) {
  snapshots_put_back(beginning);
  violation = (struct violation){0};
  memset(begun, 0, sizeof begun);
}

static void tell_module(uint64_t address) {
  Dl_info found;
  const bool is_known = dladdr((const void *)(uintptr_t)address, &found) != 0;
  const char *slash = is_known ? strrchr(found.dli_fname, '/') : NULL;
  fprintf(told, "\"module\": ");
  tell_text(!is_known ? "" : slash != NULL ? slash + 1 : found.dli_fname);
  fprintf(told, ", \"offset\": %llu",
          (unsigned long long)(is_known ? address - (uint64_t)(uintptr_t)found.dli_fbase : address));
}

/* An address is a sum of registers, each times a factor, and a constant: found by what comes of it when one of them changes. */
static void tell_operand(uint32_t thread, const uint64_t registers[REGISTERS]) {
  const unsigned char *code = (const unsigned char *)(uintptr_t)contexts[thread].registers[REG_RIP];
  const uint64_t address = now.split[thread].at;
  uint64_t constant = address, factors[REGISTERS], changed[REGISTERS];
  bool is_fixed = true;
  for (uint32_t i = 0; i < REGISTERS; ++i) {
    memcpy(changed, registers, sizeof changed);
    changed[i] += FAR;
    factors[i] = (access_of(code, changed).at[0] - access_of(code, registers).at[0]) / FAR;
    constant -= factors[i] * registers[i];
    is_fixed = is_fixed && factors[i] == 0;
  }
  fprintf(told, ", \"split\": {\"bytes\": %u, \"constant\": %lld, \"factors\": [", now.split[thread].bytes,
          is_fixed ? 0 : (long long)constant);
  for (uint32_t i = 0; i < REGISTERS; ++i) fprintf(told, "%s%llu", i == 0 ? "" : ", ", (unsigned long long)factors[i]);
  fprintf(told, "], ");
  tell_module(is_fixed ? address : 0);
  fprintf(told, "}");
}

static void tell_place(uint32_t thread, bool is_first) {
  const uint64_t at = (uint64_t)contexts[thread].registers[REG_RIP];
  const bool is_inside = contexts[thread].selector != 0;
  const char *kind = now.status[thread] == THREAD_DONE   ? "done"
                     : now.status[thread] != THREAD_RUNS ? "sleeps"
                     : is_inside                         ? "place"
                                                         : "boundary";
  fprintf(told, "%s\n  {\"thread\": %u, \"kind\": \"%s\", \"begun\": %u, \"arrival\": %llu, ", is_first ? "" : ",", thread,
          kind, begun[thread], (unsigned long long)contexts_arrivals());
  tell_module(is_inside ? at : 0);
  if (now.split[thread].bytes != 0) {
    uint64_t registers[REGISTERS];
    points_number(contexts[thread].registers, registers);
    tell_operand(thread, registers);
  }
  fprintf(told, "}");
}

void tell_places(const unsigned char *beginning, const uint8_t *legs, uint32_t count, int (*leg)(uint32_t)) {
  uint64_t *ends = calloc(count + 1, sizeof ends[0]);
  if (ends == NULL) abort();
  begin(beginning);
  for (uint32_t i = 0, end = 0; i < count; ++i) {
    run(legs[i], leg);
    if (ends_stretch(legs, count, i)) ends[end++] = (uint64_t)contexts[legs[i]].registers[REG_RIP];
  }
  fprintf(told, ",\n\"places\": [");
  begin(beginning);
  contexts_watch(ends[0]);
  for (uint32_t i = 0, end = 0; i < count; ++i) {
    if (contexts[legs[i]].selector == 0) contexts_watch(ends[end]); /* an operation begins */
    run(legs[i], leg);
    if (!ends_stretch(legs, count, i)) continue;
    tell_place(legs[i], end == 0);
    contexts_watch(ends[++end]);
  }
  fprintf(told, "]");
  contexts_watch(0);
  free(ends);
}
