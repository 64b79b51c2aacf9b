/* The Python objects of a pool of blocks: the pool, and one for each block, all made with it, so that get and give_back make
 * none.
 *
 * A block's memory is seen through the buffer protocol alone, and only while it is lent: what is made of a view holds on to the
 * view, and that to the block, whose `views` tell whether there is any. Blocks hold on to the memory and not to the pool
 * object, so there is no circle, and no memory goes away under a view. */
#ifndef POOLPROOF_EXTENSION_BLOCKS_H
#define POOLPROOF_EXTENSION_BLOCKS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "kind.h"

/* Shared by the pool object and its blocks; ended by the last of them, unless the pool was closed before. */
typedef struct {
  kind_pool *pool; /* NULL once it was closed */
  size_t holders;
  size_t views; /* of all blocks */
} Memory;

typedef struct {
  PyObject_HEAD Memory *memory;
  unsigned char *address;
  size_t views;
} Block;

extern PyType_Spec block_spec;

/* Set when the module is made. */
extern PyTypeObject *block_type;

Memory *memory_hold(Memory *memory);
void memory_let_go(Memory *memory);

/* Raises what poolproof.spec.refusals has for the code, or for a pool that was closed; returns NULL. */
PyObject *raise_refusal(int code);
PyObject *raise_closed(void);

#endif
