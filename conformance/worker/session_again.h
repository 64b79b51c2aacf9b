/* What a batch asks for again and again: see AGAIN. */
#ifndef POOLPROOF_SESSION_AGAIN_H
#define POOLPROOF_SESSION_AGAIN_H

#include <stdbool.h>

#include "protocol.h"
#include "session.h"

/* Do the operations before this place of the batch as often as the entry there says, until one is answered otherwise than its
 * fellow in the batch was. The entry's observation is that answer then, and `done_again` stays at what was begun: who watches
 * sees it grow. False when there was such an answer: the pools stand as it left them. */
bool session_run_again(struct session *session, struct shared *shared, uint32_t place);

#endif
