#include "entering.h"

#include "allocations.h"
#include "ending.h"
#include "platform/platform.h"
#include "probes.h"
#include "site.h"

void entering_begin(struct entering *entering, const struct operation *operation) {
  const uint32_t wanted = entering->shared->wanted_probes;
  entering->is_hot = operation->kind < KINDS && (HOT_KINDS >> operation->kind & 1) != 0;
  entering->probes = entering->is_hot ? wanted & ~(uint32_t)PROBE_INSTRUCTIONS : 0;
  if (entering->is_hot && (operation->flags & FLAG_STEP) != 0) entering->probes |= wanted & PROBE_INSTRUCTIONS;
}

void entering_looks(struct entering *entering) { entering->probes &= ~(uint32_t)PROBE_INSTRUCTIONS; }

void enter(const struct entering *entering, struct observation *observation) {
  entering->shared->phase = PHASE_SUBJECT;
  observation->errno_before = surroundings_spoil_errno(entering->place, entering->shared->errno_is_zero == 0);
  if (entering->is_hot) site_watch();
  allocations_begin();
  probes_begin(entering->probes);
  registers_step(probes_stepping());
}

void note_surrounding(const struct surrounding_change *change, struct observation *observation) {
  if (change->kind == SURROUNDING_NONE || observation->surrounding != SURROUNDING_NONE) return;
  observation->surrounding = change->kind;
  observation->surrounding_number = change->which;
  observation->surrounding_before = change->before;
  observation->surrounding_after = change->after;
}

void leave(const struct entering *entering, struct observation *observation) {
  struct probe_counts probed = {0};
  probes_end(&probed);
  struct surrounding_change change = registers_change();
  note_surrounding(&change, observation);
  struct allocation_counts counts = allocations_end();
  uint32_t site = site_end();
  entering->shared->phase = PHASE_HOLDER;
  observation->allocations += counts.allocations;
  observation->releases += counts.releases;
  observation->allocated_bytes += counts.allocated_bytes;
  if (counts.held_bytes > observation->held_bytes) observation->held_bytes = counts.held_bytes;
  if (observation->site == 0) observation->site = site;
  observation->system_calls += probed.system_calls;
  if (probed.system_calls != 0) observation->system_call_number = probed.system_call_number;
  if (!ending_has_parted()) observation->page_faults += probed.page_faults;
  if (probed.instructions > observation->instructions) observation->instructions = probed.instructions;
  observation->locked_instructions += probed.locked_instructions;
  observation->time_stamp_reads += probed.time_stamp_reads;
  observation->system_call_instructions += probed.system_call_instructions;
  observation->outside_functions |= probed.outside_functions;
  if (probed.time_stamps > observation->time_stamps) observation->time_stamps = probed.time_stamps;
}

uint64_t call(const struct entering *entering, uintptr_t function, uint64_t first, uint64_t second, uint64_t third,
              struct observation *observation) {
  enter(entering, observation);
  const uint64_t answer = registers_call(function, first, second, third);
  leave(entering, observation);
  return answer;
}
