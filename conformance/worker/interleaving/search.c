#define _GNU_SOURCE
#include "search.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "breaks.h"
#include "calls.h"
#include "contexts.h"
#include "costs.h"
#include "monitor.h"
#include "own.h"
#include "points.h"
#include "pool.h"
#include "programs.h"
#include "races.h"
#include "state.h"

enum { STEPS_OF_ONE = 5000, ROUNDS_AT_MOST = 500 };

static unsigned char *buffer, *gone_on_from, *beginning;
static struct search_result result;
/* What is wrong behind a preemption. Something else may be wrong with one less: it waits until those are all visited. */
static struct search_result behind;
static struct violation wrong_behind;

double search_seconds(void) {
  struct timespec spent;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return (double)spent.tv_sec + 1e-9 * (double)spent.tv_nsec;
}

const unsigned char *search_beginning(void) { return beginning; }

/* An unlocked read-modify-write is two accesses where there are two processors. Its load is a leg of its own: the value is
 * kept, and written back just before the instruction is executed, over what others stored meanwhile. True: this leg is the
 * load. */
static bool split(uint32_t thread) {
  struct split *split = &now.split[thread];
  if (split->bytes != 0) {
    memcpy((void *)(uintptr_t)split->at, split->value, split->bytes);
    *split = (struct split){0};
    return false;
  }
  if (contexts[thread].selector == 0) return false;
  const struct access access = points_access(contexts[thread].registers);
  if (access.split_bytes == 0 || !points_is_raced_for(thread, &access)) return false;
  split->at = access.at[0];
  split->bytes = access.split_bytes;
  memcpy(split->value, (const void *)(uintptr_t)split->at, split->bytes);
  return true;
}

/* To the end of that part of its program in which nobody comes in between, as any program runs. */
static int hurry(uint32_t thread) {
  breaks_lift(true);
  enum leg_end end = contexts_run_hurried(thread);
  if (now.hurries[thread] && end == LEG_BOUNDARY && violation.wrong == WRONG_NOTHING) end = contexts_run_unstepped(thread);
  breaks_lift(false);
  points_begin_leg(0, NULL);
  if (end == LEG_BOUNDARY || end == LEG_DONE || end == LEG_WRONG) return (int)end;
  result.is_hurry_held_up = true;
  return LEG_CANT;
}

int search_leg(uint32_t thread) {
  event_count = 0;
  costs_begin_leg();
  points_begin_leg(0, NULL);
  calls_time_out(thread);
  if (now.hurries[thread]) return hurry(thread);
  if (split(thread)) return LEG_POINT;
  const enum leg_end end = contexts_run(thread, 1);
  monitor_take_events();
  if (end == LEG_TOO_LONG) violate(WRONG_TOO_LONG, thread, -1, 0);
  return (int)end;
}

void search_look(void) {
  const uint32_t looker = job.callers;
  points_begin_leg(0, NULL);
  now.status[looker] = THREAD_RUNS;
  event_count = 0;
  contexts_begin(looker, programs_look);
  const enum leg_end end = contexts_run_unstepped(looker);
  monitor_take_events();
  if (end == LEG_TOO_LONG || end == LEG_SLEEPS) violate(WRONG_TOO_LONG, looker, -1, 0);
}

bool search_can_go_on(uint32_t thread) {
  return now.status[thread] == THREAD_RUNS || now.status[thread] == THREAD_SLEEPS_FOR_A_TIME;
}

static void note_found(struct search_result *in, uint32_t node, uint32_t thread, uint32_t preemptions, bool in_look) {
  in->end = SEARCH_FOUND;
  in->preemptions = preemptions;
  in->node = node;
  in->thread = thread;
  in->in_look = in_look;
}

static void found(uint32_t node, uint32_t thread, uint32_t preemptions, bool in_look) {
  note_found(&result, node, thread, preemptions, in_look);
}

static void found_behind(uint32_t node, uint32_t thread, uint32_t preemptions) {
  if (behind.end != SEARCH_FOUND) {
    note_found(&behind, node, thread, preemptions, false);
    wrong_behind = violation;
  }
  violation = (struct violation){0};
}

static void take_what_is_behind(void) {
  result = behind;
  violation = wrong_behind;
  unfit[0] = '\0';
}

/* A state from which nobody goes on. */
static void look_at_end(uint32_t node) {
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (now.status[i] != THREAD_DONE) {
      violate(WRONG_DEADLOCK, i, -1, 0);
      found(node, NOBODY, nodes[node].preemptions, false);
      return;
    }
  }
  ++result.ends;
  nodes[node].is_end = true;
  search_look();
  if (violation.wrong != WRONG_NOTHING) found(node, NOBODY, nodes[node].preemptions, true);
}

/* The state that a leg came to: new, known, or reached with fewer preemptions than before. */
static void arrive(uint32_t from, uint32_t thread, uint32_t preemptions, bool is_preemption) {
  bool is_new;
  snapshots_take(buffer);
  const uint32_t to = graph_node(buffer, thread, &is_new);
  if (to == NO_NODE || !graph_connect(from, to, thread)) {
    result.end = SEARCH_OUT_OF_ROOM;
    return;
  }
  if (!is_new && (nodes[to].is_done || preemptions >= nodes[to].preemptions)) return;
  nodes[to].parent = from;
  nodes[to].preemptions = (uint16_t)preemptions;
  if (!graph_push(to, !is_preemption)) result.end = SEARCH_OUT_OF_ROOM;
}

static bool must_begin_again(void) {
  const bool is_stack_met = own_has_changed(), was_left_out = contexts_must_begin_again();
  if (!breaks_are_at_stack() && (is_stack_met || was_left_out)) breaks_at_stack();
  return breaks_have_failed() || is_stack_met || was_left_out;
}

static void expand(uint32_t node) {
  const struct node from = nodes[node];
  nodes[node].is_done = true;
  graph_copy(node, gone_on_from);
  snapshots_put_back(gone_on_from);
  uint32_t going[CALLERS_AT_MOST], count = 0;
  for (uint32_t i = 0; i < job.callers; ++i) {
    if (search_can_go_on(i)) going[count++] = i;
  }
  if (count == 0) look_at_end(node);
  const bool could_go_on = from.thread != NOBODY && search_can_go_on(from.thread);
  for (uint32_t i = 0; i < count && result.end == SEARCH_WHOLE; ++i) {
    if (i != 0) snapshots_put_back(gone_on_from);
    const int end = search_leg(going[i]);
    if (end == LEG_CANT) continue;
    if (end == LEG_SLEEPS && result.sleep_node == NO_NODE) {
      result.sleep_node = node;
      result.sleeper = going[i];
    }
    races_keep_leg(going[i]);
    if (must_begin_again()) result.end = SEARCH_AGAIN;
    if (result.end == SEARCH_AGAIN) break;
    const bool is_preemption = could_go_on && going[i] != from.thread;
    const uint32_t preemptions = from.preemptions + is_preemption;
    costs_keep(node, preemptions);
    if (unfit[0] != '\0') {
      result.end = SEARCH_UNFIT;
    } else if (violation.wrong != WRONG_NOTHING && is_preemption) {
      found_behind(node, going[i], preemptions);
    } else if (violation.wrong != WRONG_NOTHING) {
      found(node, going[i], preemptions, false);
    } else {
      arrive(node, going[i], preemptions, is_preemption);
    }
  }
  if (unfit[0] != '\0') result.end = SEARCH_UNFIT;
  if (result.end == SEARCH_WHOLE && races_compare(going, count)) result.end = SEARCH_AGAIN;
}

static unsigned char *copy_of_present(void) {
  const size_t bytes = snapshots_take(buffer);
  unsigned char *copy = malloc(bytes);
  if (copy == NULL) abort();
  memcpy(copy, buffer, bytes);
  return copy;
}

void search_begin(void) {
  buffer = malloc(snapshots_bytes_at_most());
  gone_on_from = malloc(snapshots_bytes_at_most());
  if (buffer == NULL || gone_on_from == NULL) abort();
  beginning = copy_of_present();
}

/* One thread after the other, in both directions: what they touch by instructions that lock is raced for. */
static void find_locks(const unsigned char *start) {
  points_seek_locks(true);
  for (uint32_t turn = 0; turn < 2; ++turn) {
    snapshots_put_back(start);
    for (uint32_t i = 0; i < job.callers; ++i) {
      const uint32_t thread = turn == 0 ? i : job.callers - 1 - i;
      const uint64_t enough = contexts_steps() + STEPS_OF_ONE;
      while (violation.wrong == WRONG_NOTHING && search_can_go_on(thread) && contexts_steps() < enough) {
        if (search_leg(thread) == LEG_CANT) break;
      }
    }
    violation = (struct violation){0};
    unfit[0] = '\0';
  }
  points_seek_locks(false);
}

static void visit(const unsigned char *from, uint32_t last, double deadline, uint64_t bytes_at_most) {
  const bool were_all = races_are_everywhere();
  graph_empty();
  violation = (struct violation){0};
  snapshots_put_back(from);
  result = behind = (struct search_result){.node = NO_NODE, .sleep_node = NO_NODE};
  bool is_new;
  snapshots_take(buffer);
  const uint32_t first = graph_node(buffer, last, &is_new);
  if (first == NO_NODE || !graph_push(first, true)) result.end = SEARCH_OUT_OF_ROOM;
  if (first != NO_NODE) nodes[first].parent = NO_NODE;
  for (uint32_t node = graph_pop(); node != NO_NODE && result.end == SEARCH_WHOLE; node = graph_pop()) {
    if (nodes[node].is_done) continue;
    result.preemptions = nodes[node].preemptions;
    if (behind.end == SEARCH_FOUND && result.preemptions >= behind.preemptions) break;
    if (search_seconds() > deadline) result.end = SEARCH_OUT_OF_TIME;
    if (graph_bytes() > bytes_at_most) result.end = SEARCH_OUT_OF_ROOM;
    if (result.end == SEARCH_WHOLE) expand(node);
  }
  if (result.end != SEARCH_FOUND && races_are_everywhere() != were_all) result.end = SEARCH_AGAIN; /* too many to tell apart */
  if (behind.end == SEARCH_FOUND && result.end != SEARCH_FOUND && result.end != SEARCH_AGAIN) take_what_is_behind();
}

struct search_result search(double seconds, uint64_t bytes_at_most, uint32_t last) {
  const double deadline = search_seconds() + seconds;
  unsigned char *from = copy_of_present();
  if (!races_are_everywhere()) find_locks(from);
  must_begin_again();
  uint32_t rounds = 0;
  do {
    if (++rounds == ROUNDS_AT_MOST) races_everywhere(true);
    costs_forget();
    visit(from, last, deadline, bytes_at_most);
  } while (result.end == SEARCH_AGAIN);
  free(from);
  result.rounds = rounds;
  return result;
}
