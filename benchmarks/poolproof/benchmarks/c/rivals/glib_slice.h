/* GLib's slice allocator: magazines of chunks for each size and thread. */
#include <bufferpool.h>
#include <glib.h>

#define RIVAL_NAME "GLib GSlice"

static inline void *rival_allocate(size_t bytes) { return g_slice_alloc(bytes); }
static inline void rival_free(void *memory, size_t bytes) { g_slice_free1(bytes, memory); }

#include "allocator.h"
