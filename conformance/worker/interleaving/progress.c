#include "progress.h"

#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "pool.h"

/* For each node, the nodes beyond its edges: those of one thread, or of all. */
struct lists {
  uint32_t *starts, *beyond;
};
static const uint32_t everybody = NOBODY;

static bool is_of(const struct edge *edge, uint32_t thread) { return thread == everybody || edge->thread == thread; }

static void *zeros(size_t count) {
  void *start = calloc(count + 1, sizeof(uint32_t));
  if (start == NULL) abort();
  return start;
}

static struct lists list(uint32_t thread, bool backwards) {
  struct lists lists = {zeros((size_t)node_count + 1), zeros(edge_count)};
  uint32_t *next = zeros(node_count);
  for (uint32_t i = 0; i < edge_count; ++i) {
    if (is_of(&edges[i], thread)) ++lists.starts[(backwards ? edges[i].to : edges[i].from) + 1];
  }
  for (uint32_t i = 0; i < node_count; ++i) lists.starts[i + 1] += lists.starts[i];
  memcpy(next, lists.starts, node_count * sizeof next[0]);
  for (uint32_t i = 0; i < edge_count; ++i) {
    if (!is_of(&edges[i], thread)) continue;
    const uint32_t near = backwards ? edges[i].to : edges[i].from;
    lists.beyond[next[near]++] = backwards ? edges[i].from : edges[i].to;
  }
  free(next);
  return lists;
}

static void drop(struct lists lists) {
  free(lists.starts);
  free(lists.beyond);
}

/* Take away, again and again, what nothing of the others leads to; the nodes that stay are marked. */
static void trim(struct lists lists, struct lists against, uint32_t *left) {
  uint32_t *open = zeros(node_count), *queue = zeros(node_count), count = 0;
  for (uint32_t i = 0; i < node_count; ++i) {
    if (!left[i]) continue;
    for (uint32_t k = against.starts[i]; k < against.starts[i + 1]; ++k) open[i] += left[against.beyond[k]];
    if (open[i] == 0) queue[count++] = i;
  }
  for (uint32_t at = 0; at < count; ++at) {
    const uint32_t node = queue[at];
    left[node] = 0;
    for (uint32_t k = lists.starts[node]; k < lists.starts[node + 1]; ++k) {
      const uint32_t beyond = lists.beyond[k];
      if (left[beyond] && --open[beyond] == 0) queue[count++] = beyond;
    }
  }
  free(open);
  free(queue);
}

/* Of the nodes that are marked, the one of the fewest preemptions that lies on a cycle of these edges, or between two; NO_NODE:
 * there is no cycle. */
static uint32_t first_in_cycle(uint32_t thread, uint32_t *left) {
  const struct lists onward = list(thread, false), back = list(thread, true);
  uint32_t found = NO_NODE;
  trim(onward, back, left);
  trim(back, onward, left);
  for (uint32_t i = 0; i < node_count; ++i) {
    if (left[i] && (found == NO_NODE || nodes[i].preemptions < nodes[found].preemptions)) found = i;
  }
  free(left);
  drop(onward);
  drop(back);
  return found;
}

static uint32_t *all_marked(void) {
  uint32_t *marks = zeros(node_count);
  for (uint32_t i = 0; i < node_count; ++i) marks[i] = 1;
  return marks;
}

/* Those that reach no end. Where nobody sleeps for ever, they go round: the first place where they do tells most. */
static uint32_t first_stuck(void) {
  const struct lists back = list(everybody, true);
  uint32_t *reaches = zeros(node_count), *queue = zeros(node_count), count = 0;
  for (uint32_t i = 0; i < node_count; ++i) {
    if (nodes[i].is_end) reaches[i] = 1, queue[count++] = i;
  }
  for (uint32_t at = 0; at < count; ++at) {
    for (uint32_t k = back.starts[queue[at]]; k < back.starts[queue[at] + 1]; ++k) {
      const uint32_t before = back.beyond[k];
      if (!reaches[before]) reaches[before] = 1, queue[count++] = before;
    }
  }
  for (uint32_t i = 0; i < node_count; ++i) reaches[i] = !reaches[i];
  free(queue);
  drop(back);
  return first_in_cycle(everybody, reaches);
}

struct progress progress_of_graph(void) {
  struct progress progress = {first_stuck(), NO_NODE, NOBODY, NO_NODE};
  for (uint32_t i = 0; i < job.callers && progress.goes_round == NO_NODE; ++i) {
    progress.goes_round = first_in_cycle(i, all_marked());
    progress.who = i;
  }
  if (progress.goes_round == NO_NODE) progress.together = first_in_cycle(everybody, all_marked());
  return progress;
}
