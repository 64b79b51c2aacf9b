#define _GNU_SOURCE
#include "graph.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PLACES = 1 << 22, QUEUE = 4 * NODES_AT_MOST };

struct place {
  struct digest digest;
  uint32_t node; /* plus one; 0: it is free */
};

struct node *nodes;
struct edge *edges;
uint32_t node_count, edge_count;
static struct place *places;
static uint32_t *queue;
static uint32_t head = QUEUE / 2, tail = QUEUE / 2;
static size_t kept_bytes;

static void *room(size_t bytes) {
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start != MAP_FAILED ? start : NULL;
}

bool graph_init(void) {
  nodes = room(sizeof nodes[0] * NODES_AT_MOST);
  edges = room(sizeof edges[0] * EDGES_AT_MOST);
  places = room(sizeof places[0] * PLACES);
  queue = room(sizeof queue[0] * QUEUE);
  return nodes != NULL && edges != NULL && places != NULL && queue != NULL;
}

void graph_empty(void) {
  for (uint32_t i = 0; i < node_count; ++i) graph_drop(i);
  madvise(places, sizeof places[0] * PLACES, MADV_DONTNEED);
  node_count = edge_count = 0;
  head = tail = QUEUE / 2;
}

uint32_t graph_node(struct digest digest, bool *is_new) {
  uint32_t at = (uint32_t)(digest.first >> 20) & (PLACES - 1);
  while (places[at].node != 0) {
    const bool is_it = places[at].digest.first == digest.first && places[at].digest.second == digest.second;
    *is_new = false;
    if (is_it) return places[at].node - 1;
    at = (at + 1) & (PLACES - 1);
  }
  if (node_count == NODES_AT_MOST) return NO_NODE;
  *is_new = true;
  nodes[node_count] = (struct node){0};
  places[at] = (struct place){digest, node_count + 1};
  return node_count++;
}

void graph_keep(uint32_t node, const unsigned char *snapshot, size_t bytes) {
  nodes[node].snapshot = malloc(bytes);
  if (nodes[node].snapshot == NULL) abort();
  memcpy(nodes[node].snapshot, snapshot, bytes);
  nodes[node].snapshot_bytes = (uint32_t)bytes;
  kept_bytes += bytes;
}

void graph_drop(uint32_t node) {
  kept_bytes -= nodes[node].snapshot_bytes;
  free(nodes[node].snapshot);
  nodes[node].snapshot = NULL;
  nodes[node].snapshot_bytes = 0;
}

size_t graph_kept_bytes(void) { return kept_bytes; }

bool graph_connect(uint32_t from, uint32_t to, uint32_t thread) {
  if (edge_count == EDGES_AT_MOST) return false;
  edges[edge_count++] = (struct edge){from, to, (uint8_t)thread};
  return true;
}

void graph_push(uint32_t node, bool is_first) {
  if (is_first) {
    queue[--head] = node;
  } else {
    queue[tail++] = node;
  }
}

uint32_t graph_pop(void) { return head == tail ? (uint32_t)NO_NODE : queue[head++]; }
