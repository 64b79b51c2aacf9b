/* A block that Python code holds: writable memory while it is lent, and nothing else. */
#include "blocks.h"

static int is_lent(const Block *block) {
  const kind_pool *const pool = block->memory->pool;
  return !kind_is_free(pool, kind_index(pool, block->address));
}

static int block_get_buffer(PyObject *self, Py_buffer *view, int flags) {
  Block *const block = (Block *)self;
  view->obj = NULL;
  if (block->memory->pool == NULL) {
    raise_closed();
    return -1;
  }
  if (!is_lent(block)) {
    raise_refusal(PP_NOT_IN_USE);
    return -1;
  }
  const Py_ssize_t size = (Py_ssize_t)block->memory->pool->block_size;
  if (PyBuffer_FillInfo(view, self, block->address, size, 0, flags) < 0) {
    return -1;
  }
  block->views += 1;
  block->memory->views += 1;
  return 0;
}

static void block_release_buffer(PyObject *self, Py_buffer *view) {
  Block *const block = (Block *)self;
  (void)view;
  block->views -= 1;
  block->memory->views -= 1;
}

static void block_end(PyObject *self) {
  PyTypeObject *const type = Py_TYPE(self);
  memory_let_go(((Block *)self)->memory);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
}

static PyType_Slot slots[] = {
    {Py_tp_doc,
     (void *)"A block of a pool: anything that takes a buffer, like memoryview, reads and writes it while it is lent."},
    {Py_tp_dealloc, (void *)block_end},
    {Py_bf_getbuffer, (void *)block_get_buffer},
    {Py_bf_releasebuffer, (void *)block_release_buffer},
    {0, NULL},
};

PyType_Spec block_spec = {
    "poolproof.native." KIND_MODULE ".Block", sizeof(Block), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots,
};
