/* The states that were visited, and what leads from one to another. */
#ifndef POOLPROOF_INTERLEAVING_GRAPH_H
#define POOLPROOF_INTERLEAVING_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshots.h"

enum { NODES_AT_MOST = 1 << 21, EDGES_AT_MOST = 3 << 21, NOBODY = 255, NO_NODE = UINT32_MAX };

struct node {
  unsigned char *snapshot; /* until it was looked at */
  uint32_t parent;
  uint32_t snapshot_bytes;
  uint16_t preemptions;
  uint8_t thread; /* that ran last */
  bool is_done;   /* looked at */
  bool is_end;    /* all have ended */
};

struct edge {
  uint32_t from, to;
  uint8_t thread;
};

extern struct node *nodes;
extern struct edge *edges;
extern uint32_t node_count, edge_count;

/* False: there is no room. */
bool graph_init(void);

/* Forget all. */
void graph_empty(void);

/* The node of this state; *is_new: it had none, and got one. NO_NODE: there is no room. */
uint32_t graph_node(struct digest digest, bool *is_new);

void graph_keep(uint32_t node, const unsigned char *snapshot, size_t bytes);
void graph_drop(uint32_t node);
size_t graph_kept_bytes(void);

bool graph_connect(uint32_t from, uint32_t to, uint32_t thread);

/* What is to be looked at next: those of as few preemptions as possible. */
void graph_push(uint32_t node, bool is_first);
uint32_t graph_pop(void);

#endif
