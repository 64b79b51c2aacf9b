#define _GNU_SOURCE
#include "frames.h"

#include <execinfo.h>

void frames_init(void) {
  void *frames[2];
  frames_above(frames, 2);
}

uint32_t frames_above(void **frames, uint32_t most) { return (uint32_t)backtrace(frames, (int)most); }
