/* The native lane: random walks at full speed, judged against the model in C.
 *
 *   draw a walk (operations, as every driver knows them) -> run it -> compare each answer -> the next walk
 *
 * It gives no verdict. At the first difference it stops, and leaves the operations of the walk in the shared log: the harness
 * runs them again through the ordinary session and lets the judge decide. What it says of itself is how much it did, and which
 * situations (occupancy x operation x outcome) it reached. */
#ifndef POOLPROOF_LANE_H
#define POOLPROOF_LANE_H

#include "protocol.h"
#include "subject.h"

/* Run walks until the wanted number of operations is done, or something differs; one alone where no pool can be ended. */
void lane_run(const struct subject *subject, struct shared *shared);

/* Run the operations in the log instead (see AGAIN), and stop at the first that differs: log_count then counts them up to
 * it. */
void lane_replay(const struct subject *subject, struct shared *shared);

/* Draw the walk of lane_seed into the log, and run none of it. */
void lane_draw(struct shared *shared);

#endif
