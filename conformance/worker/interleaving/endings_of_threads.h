/* A thread that ends calls what the subject asked for: destructors of thread-local objects, and of the values of keys. What it
 * had in thread-local storage is gone then: own.h spoils it. */
#ifndef POOLPROOF_INTERLEAVING_ENDINGS_OF_THREADS_H
#define POOLPROOF_INTERLEAVING_ENDINGS_OF_THREADS_H

#include <stdint.h>

void endings_run(uint32_t thread);

#endif
