/* Where a program goes on behind an instruction. */
#ifndef POOLPROOF_INTERLEAVING_FLOW_H
#define POOLPROOF_INTERLEAVING_FLOW_H

#include <stdint.h>

#include "decoding.h"

enum flow {
  FLOW_ON,
  FLOW_JUMP,
  FLOW_BRANCH, /* jumps, or goes on */
  FLOW_CALL,
  FLOW_JUMP_ELSEWHERE, /* to where a register or a place in memory says */
  FLOW_CALL_ELSEWHERE,
  FLOW_RETURN,
  FLOW_NEVER, /* it ends the program, or raises a signal */
  FLOW_UNKNOWN
};

enum flow flow_of(const struct instruction *in);

/* Where a jump, a branch or a call goes. */
uint64_t flow_target(const struct instruction *in);

#endif
