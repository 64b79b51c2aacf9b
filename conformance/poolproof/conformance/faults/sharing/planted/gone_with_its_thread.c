/* What a thread keeps lies in its own storage, and is still there for others to take when the thread has ended: its storage is
 * not. */
#define STEAL(kept) atomic_exchange(kept, 0)
#include "caches.h"
