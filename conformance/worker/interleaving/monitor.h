/* Judges each answer as it comes: whether some order of the operations, each between its call and its answer, explains all that
 * was answered so far. What is still possible is kept as a set; it belongs to the state, so that it is judged on the graph of
 * states and not path by path.
 *
 * Two are kept: one for whatever order blocks come in, and one for the promised order. */
#ifndef POOLPROOF_INTERLEAVING_MONITOR_H
#define POOLPROOF_INTERLEAVING_MONITOR_H

/* As the job begins: so many blocks are lent. */
void monitor_begin(void);

/* Take in what happened in the last leg. */
void monitor_take_events(void);

#endif
