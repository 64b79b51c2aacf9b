/* The processor may look before others see the store. */
#define SEEN() atomic_signal_fence(memory_order_seq_cst)
#include "flags.h"
#include "frame.h"
