/* What the holder's code hands over with a call: a config, the place for what is handed out, a usage record. Each lies at the
 * end of a page of its own, behind which nothing is mapped. They are the caller's again when the call is over (ISO-5): those of
 * the last calls are kept, and looked at after each operation; or, where they are to go, their pages are closed to everybody.
 */
#ifndef POOLPROOF_VARIABLES_H
#define POOLPROOF_VARIABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "blockpool.h"
#include "caller.h"
#include "protocol.h"

/* A variable of an earlier call that changed, or was touched when it was gone; of no kind: there is none. The fields are those
 * of an observation. */
struct variable_change {
  enum caller_variable kind;
  uint32_t place;
  uint32_t number;
  bool is_gone;
  uint64_t before;
  uint64_t after;
};

/* Call once, before the address space is limited. */
void variables_init(void);

/* From here on a call is prepared that stands at this place of the sequence. `goes`: what comes with it goes once it is over.
 */
void variables_begin(uint32_t place, bool goes);

/* The config of a caller, of binding 1 and of binding 2. It can't be written to while the call lasts. */
const bp_config *variables_config(bp_config config);
const pp_config *variables_block_config(pp_config config);

/* Both hold `before` until the subject writes them. */
union handed_out *variables_out(void *before);
bp_usage *variables_usage(uint32_t before);

/* The call is over. `handed_out`: 1 + the number of the block or of the pool, or 0. */
void variables_end(uint32_t handed_out);

/* What changed first since the last time. */
struct variable_change variables_change(void);

/* Forget the calls that were. */
void variables_forget(void);

/* What was touched at this address, if it is one of a variable that is gone. */
struct variable_change variables_at_fault(uintptr_t address);

/* Of a variable of a call that lasts: as caller_explain_fault. */
bool variables_explain_fault(uintptr_t address, const char *did);

#endif
