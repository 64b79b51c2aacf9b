/* The states that were visited, and what leads from one to another. */
#ifndef POOLPROOF_INTERLEAVING_GRAPH_H
#define POOLPROOF_INTERLEAVING_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshots.h"

enum { NOBODY = 255, NO_NODE = UINT32_MAX };

struct node {
  uint32_t pieces[SNAPSHOT_PARTS_AT_MOST];
  uint32_t parent;
  uint16_t preemptions;
  uint8_t thread;   /* that ran last */
  bool is_done : 1; /* looked at */
  bool is_end : 1;  /* all have ended */
};

struct edge {
  uint32_t from, to;
  uint8_t thread;
};

extern struct node *nodes;
extern struct edge *edges;
extern uint32_t node_count, edge_count;

/* In so many bytes. False: there are not as many. */
bool graph_init(size_t bytes_at_most);

/* Forget all. */
void graph_empty(void);

/* The node of the state that was taken last (snapshots.h), in which this thread ran last; *is_new: it had none, and got one.
 * NO_NODE: there is no room. */
uint32_t graph_node(const unsigned char *snapshot, uint32_t thread, bool *is_new);

/* Write a node's snapshot there. */
void graph_copy(uint32_t node, unsigned char *to);

/* What the graph takes, with what is needed to look at it in the end (progress.h). */
size_t graph_bytes(void);

bool graph_connect(uint32_t from, uint32_t to, uint32_t thread);

/* What is to be looked at next: those of as few preemptions as possible. False: there is no room. */
bool graph_push(uint32_t node, bool is_first);
uint32_t graph_pop(void);

#endif
