/* Threads that live and do nothing: their thread-local storage is what contexts run with. */
#ifndef POOLPROOF_INTERLEAVING_PARKED_H
#define POOLPROOF_INTERLEAVING_PARKED_H

#include <stdbool.h>
#include <stdint.h>

/* Start them; false: a thread can't be started. */
bool parked_start(uint32_t count);

/* Have each of them touch what the loaded libraries keep for it, and add it to what is kept (memory.h). */
void parked_take_storage(void);

/* Where its storage is based, and its number in the system. */
uint64_t parked_base(uint32_t number);
int parked_id(uint32_t number);

#endif
