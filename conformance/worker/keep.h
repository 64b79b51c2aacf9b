/* The keeper: a process between the harness and the subject's.
 *
 *   harness  -->  keeper  -->  worker (the subject)  -->  whatever the subject starts
 *
 * The subject's parent is the keeper, and not the harness. What the subject started ends with it, also what left its session
 * and its parent. The keeper ends as the worker did: its exit status, or its signal, is the worker's.
 */
#ifndef POOLPROOF_KEEP_H
#define POOLPROOF_KEEP_H

/* Fork. Returns in the child alone. */
void keep(void);

#endif
