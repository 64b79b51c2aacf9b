/* When all have ended: what is left is looked at by the promises that hold then, and put back for the next round. */
#ifndef POOLPROOF_THREADS_REST_H
#define POOLPROOF_THREADS_REST_H

#include <stdbool.h>

/* Call before the first round: who holds what, as pool_prepare has left it. */
void rest_begin(void);

/* The counters; then all that must be free, and one more; then what is held. `is_judged`: the round's answers are judged as a
 * whole, too (orders.h). */
void rest_look(bool is_judged);

/* Return everything, and lend what the job wants lent. */
void rest_begin_anew(void);

#endif
