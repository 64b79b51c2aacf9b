/* A pool that nobody has called yet: what is made, or filled, at its first use is made while threads meet. */
#ifndef POOLPROOF_INTERLEAVING_FRESH_H
#define POOLPROOF_INTERLEAVING_FRESH_H

/* Keep the subject's memory as create left it. */
void fresh_keep(void);

/* The pool is as it was then. Its blocks get their numbers when they are lent. */
void fresh_put_back(void);

#endif
