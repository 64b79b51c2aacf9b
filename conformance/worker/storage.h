/* Storage that a contract promises to take (`storage = "given"`): as many bytes as it says, aligned as it says, filled
 * with rubbish, between pages of no access.
 *
 *   [ no access ][ slack ][ the storage ][ slack ][ no access ]
 *
 * The placement of the create decides on which side there is as little slack as the alignment allows; anywhere else it is
 * aligned to no more than was promised. Whoever writes to slack
 * leaves a mark (BOUND-1). When the pool has ended, its storage is the harness's: filled anew, watched, and used again. It is
 * never memory of the subject's: nothing here counts as taken. */
#ifndef POOLPROOF_STORAGE_H
#define POOLPROOF_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"
#include "quarantine.h"
#include "zones.h"

struct storage;

/* A new session: what is kept of earlier ones goes, and rubbish begins anew. */
void storage_forget(void);

/* For a create that asks for so many blocks. NULL: it is not to be had. */
struct storage *storage_take(const struct terms *terms, uint64_t count, enum placement placement);

/* NULL is no storage: it has no bytes, and nothing is done with it. */
void *storage_start(const struct storage *storage);
uint64_t storage_bytes(const struct storage *storage);

/* Its pool has ended, or was refused. `at_once`: the next create may have it; else it is kept apart for a while. */
void storage_give_back(struct storage *storage, bool at_once);

/* Its pool lives on, and nobody knows it any more: nobody else is given this. */
void storage_abandon(struct storage *storage);

/* Look at the slack of some in turn, or at all; say what was found first since the last time. */
struct breach storage_inspect(bool at_all);

/* What was written to storage whose pool has ended: of all of it, or, while it is little, at every time. */
struct stale_write storage_stale(bool at_all);

/* Whether these bytes, which were lent, reach beyond storage, or lie in some that is no pool's. */
struct breach storage_of_lent(uintptr_t address, size_t bytes);

/* Whether the address lies in storage: who releases it releases what is not the subject's. */
bool storage_holds(const void *address);

/* As bounds_explain_fault. */
bool storage_explain_fault(uintptr_t address, const char *did);

#endif
