/* The handlers of signals by which threads are stopped: a subject that puts one of its own there can't be followed. */
#ifndef POOLPROOF_INTERLEAVING_HANDLERS_H
#define POOLPROOF_INTERLEAVING_HANDLERS_H

/* Call when they stand. */
void handlers_note(void);

/* NULL, or in words which of them is no longer ours. */
const char *handlers_taken(void);

#endif
