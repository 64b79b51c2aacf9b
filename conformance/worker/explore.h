/* Exploration: every state that a small pool of the subject can reach, by every operation from every state.
 *
 *   a state = the subject's own memory and the model's; a fresh pool is the first
 *   take the next state, put it back, run an operation, compare; what was not seen before is kept, to be gone on from
 *
 * At the first difference it stops, with the way there in the log, as the native lane does. */
#ifndef POOLPROOF_EXPLORE_H
#define POOLPROOF_EXPLORE_H

#include "protocol.h"
#include "subject.h"

/* For the first configuration of the order; at most lane_operations transitions, at most depth_limit from a fresh pool. Says
 * how many in lane_done, how many states in lane_walks, in is_whole whether there are no more, and else in exploration_end why
 * not. */
void explore(const struct subject *subject, struct shared *shared);

#endif
