/* The floor, a cycle slower: one more 32-byte store, on a processor that makes one of them a cycle. For a test of the clock.
 * It goes to another line than the rest: stores to one line may be merged. */
#define FLOOR_SLOWED
#include "floor.h"
