/* Visits every state that the threads can come to, those of few preemptions first: what is found is found with the fewest. */
#ifndef POOLPROOF_INTERLEAVING_SEARCH_H
#define POOLPROOF_INTERLEAVING_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "graph.h"

enum search_end { SEARCH_WHOLE, SEARCH_FOUND, SEARCH_OUT_OF_TIME, SEARCH_OUT_OF_ROOM, SEARCH_UNFIT, SEARCH_AGAIN };

struct search_result {
  enum search_end end;
  uint64_t ends;        /* states in which all have ended */
  uint32_t preemptions; /* of what was found; or all schedules with fewer than these were looked at */
  /* Where it was found: the node, and the thread that went on from there; NOBODY: it is there already. */
  uint32_t node;
  uint32_t thread;
  bool in_look;    /* found by who looks in the end */
  uint32_t rounds; /* begun anew, because more was raced for than was known */
  /* Where one first went to sleep; NO_NODE: none did. */
  uint32_t sleep_node;
  uint32_t sleeper;
  bool is_hurry_held_up; /* a part in which nobody may come in between waited for another one: that way was left out */
};

/* Processor time of this process. */
double search_seconds(void);

/* The present state is the one in which the threads begin. Call once, before all that follows. */
void search_begin(void);

/* From the present state, in which this thread ran last; NOBODY: none did. */
struct search_result search(double seconds, uint64_t bytes_at_most, uint32_t last);

/* Whether it has not ended, and waits for nobody. */
bool search_can_go_on(uint32_t thread);

/* Run one thread for some points, and judge what happened: a leg. */
int search_leg(uint32_t thread);

/* All have ended: look at what is left. */
void search_look(void);

/* The state in which the threads began. */
const unsigned char *search_beginning(void);

#endif
