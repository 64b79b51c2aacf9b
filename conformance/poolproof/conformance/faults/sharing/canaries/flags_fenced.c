#define SEEN() atomic_thread_fence(memory_order_seq_cst)
#include "flags.h"
#include "frame.h"
