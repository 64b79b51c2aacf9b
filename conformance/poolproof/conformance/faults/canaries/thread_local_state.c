/* The pool counts, in thread-local memory, what the thread did with pools, and nobody reads it.
 * The model is initial-exec, because the usual one allocates a thread's block when the thread first touches it (HOT-1).
 */
#define POOL_NAME "thread-local state"

static _Thread_local __attribute__((tls_model("initial-exec"))) volatile unsigned operations_of_thread;

#define BEFORE_OPERATION(pool) ((void)(pool), (void)(operations_of_thread += 1))
#include "../sound/pool.c"
