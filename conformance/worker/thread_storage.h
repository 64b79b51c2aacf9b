/* Thread-local storage, which the loader takes at its first use: nobody's growth, and no allocation of the pool's. So it is
 * taken before the first operation. */
#ifndef POOLPROOF_THREAD_STORAGE_H
#define POOLPROOF_THREAD_STORAGE_H

/* Have that of everything that is loaded, for this thread, and touch each page of it. Call once the subject is loaded. */
void thread_storage_take(void);

#endif
