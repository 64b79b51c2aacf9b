/* What a caller hands over with a call: the config to read, and the places to write to. Each ends where its page does, behind
 * which nothing is mapped (the config every other time: in between it is no better aligned than it must be). It can't be
 * written to while create runs, and says something else when it has come back: who reads or writes too far, or later, shows. */
#ifndef POOLPROOF_CALLER_H
#define POOLPROOF_CALLER_H

#include <stdbool.h>
#include <stdint.h>

#include "blockpool.h"
#include "bufferpool.h"

/* A place for whatever an operation hands out. */
union handed_out {
  bp_pool *pool;
  bp_soa *soa;
  bp_receipt *receipt;
  void *anything;
};

/* Call once, before the address space is limited. */
void caller_init(void);

/* Good until caller_end_config. `capacities`: of the buffers, and of the receipts in the upper half. */
const bp_config *caller_config(uint64_t capacities);
const pp_config *caller_block_config(pp_config config);
void caller_end_config(void);

/* The same place each time, which holds `before` until the subject writes it. */
union handed_out *caller_out(void *before);

/* The same place each time, of which every count is `before` until the subject writes it. */
bp_usage *caller_usage(uint32_t before);

/* Say on stderr what was done wrong there (`did`: "read", "wrote"), if a fault at this address is one of these. True: it lies
 * beyond what came with the call (BOUND-1); a config that is written to did come with it. */
bool caller_explain_fault(uintptr_t address, const char *did);

#endif
