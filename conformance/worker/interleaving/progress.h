/* What the whole graph of states says of progress: whether everybody can always end, and whether anybody waits for another. */
#ifndef POOLPROOF_INTERLEAVING_PROGRESS_H
#define POOLPROOF_INTERLEAVING_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
  uint32_t stuck;      /* a node that reaches no end; NO_NODE: each does */
  uint32_t goes_round; /* a node from which a thread alone comes back to it: it waits for another */
  uint32_t who;        /* goes round */
  uint32_t together;   /* a node of a cycle of several threads */
};

struct progress progress_of_graph(void);

#endif
