#include "graph.h"

#include <string.h>

#include "pieces.h"
#include "room.h"
#include "table.h"

/* A node takes more than that, with its share of all else. */
enum { BYTES_OF_NODE_AT_LEAST = 128, EDGES_OF_NODE = 3, PLACES_OF_NODE = 2 };
/* Of progress.c: lists of nodes and edges, twice, and marks. */
enum { LOOK_BYTES_OF_NODE = 32, LOOK_BYTES_OF_EDGE = 8 };

struct node *nodes;
struct edge *edges;
uint32_t node_count, edge_count;
static uint32_t nodes_at_most, edges_at_most;
static struct table numbers;
static uint32_t *queue; /* a ring */
static uint32_t queue_room, head, waiting;

bool graph_init(size_t bytes_at_most) {
  const size_t wanted = bytes_at_most / BYTES_OF_NODE_AT_LEAST, most = NO_NODE / EDGES_OF_NODE - 1;
  nodes_at_most = (uint32_t)(wanted < most ? wanted : most);
  edges_at_most = nodes_at_most * EDGES_OF_NODE;
  queue_room = nodes_at_most * PLACES_OF_NODE;
  nodes = room_take(sizeof nodes[0] * nodes_at_most);
  edges = room_take(sizeof edges[0] * edges_at_most);
  queue = room_take(sizeof queue[0] * queue_room);
  return nodes != NULL && edges != NULL && queue != NULL && pieces_init(bytes_at_most);
}

void graph_empty(void) {
  pieces_empty();
  table_empty(&numbers);
  node_count = edge_count = head = waiting = 0;
}

/* Cut the snapshot into pieces; false: there is no room. */
static bool cut(const unsigned char *snapshot, struct node *node) {
  uint32_t count;
  const size_t *ends = snapshots_parts(&count);
  size_t begin = 0;
  for (uint32_t i = 0; i < SNAPSHOT_PARTS_AT_MOST; ++i) {
    node->pieces[i] = NO_PIECE;
    if (i >= count) continue;
    node->pieces[i] = pieces_keep(snapshot + begin, ends[i] - begin);
    if (node->pieces[i] == NO_PIECE) return false;
    begin = ends[i];
  }
  return true;
}

uint32_t graph_node(const unsigned char *snapshot, uint32_t thread, bool *is_new) {
  struct node made = {.thread = (uint8_t)thread};
  uint32_t key[SNAPSHOT_PARTS_AT_MOST + 1];
  if (node_count == nodes_at_most || !cut(snapshot, &made)) return NO_NODE;
  memcpy(key, made.pieces, sizeof made.pieces);
  key[SNAPSHOT_PARTS_AT_MOST] = thread; /* who ran last decides what a preemption is */
  const uint32_t node = table_number(&numbers, snapshots_digest((const unsigned char *)key, sizeof key), node_count);
  *is_new = node == node_count;
  if (*is_new) nodes[node_count++] = made;
  return node;
}

void graph_copy(uint32_t node, unsigned char *to) {
  for (uint32_t i = 0; i < SNAPSHOT_PARTS_AT_MOST && nodes[node].pieces[i] != NO_PIECE; ++i) {
    to += pieces_copy(nodes[node].pieces[i], to);
  }
}

size_t graph_bytes(void) {
  const size_t of_nodes = node_count * (sizeof nodes[0] + LOOK_BYTES_OF_NODE);
  return of_nodes + edge_count * (sizeof edges[0] + LOOK_BYTES_OF_EDGE) + table_bytes(&numbers) + pieces_bytes();
}

bool graph_connect(uint32_t from, uint32_t to, uint32_t thread) {
  if (edge_count == edges_at_most) return false;
  edges[edge_count++] = (struct edge){from, to, (uint8_t)thread};
  return true;
}

bool graph_push(uint32_t node, bool is_first) {
  if (waiting == queue_room) return false;
  if (is_first) head = (head + queue_room - 1) % queue_room;
  queue[is_first ? head : (head + waiting) % queue_room] = node;
  ++waiting;
  return true;
}

uint32_t graph_pop(void) {
  if (waiting == 0) return NO_NODE;
  const uint32_t node = queue[head];
  head = (head + 1) % queue_room;
  --waiting;
  return node;
}
