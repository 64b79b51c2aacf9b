#define _GNU_SOURCE
#include "counters.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int leader = -1;

static int open_one(uint64_t what, int group) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.size = sizeof attributes;
  attributes.config = what;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.read_format = PERF_FORMAT_GROUP;
  return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, group, 0);
}

bool counters_open(void) {
  leader = open_one(PERF_COUNT_HW_CPU_CYCLES, -1);
  if (leader < 0) return false;
  const int second = open_one(PERF_COUNT_HW_INSTRUCTIONS, leader);
  if (second < 0) {
    close(leader);
    leader = -1;
  }
  return second >= 0;
}

bool counters_available(void) { return leader >= 0; }

struct counters counters_read(void) {
  struct {
    uint64_t count, cycles, instructions;
  } group = {0, 0, 0};
  struct counters counters = {0, 0};
  if (leader >= 0 && read(leader, &group, sizeof group) == (ssize_t)sizeof group) {
    counters.cycles = group.cycles;
    counters.instructions = group.instructions;
  }
  return counters;
}
