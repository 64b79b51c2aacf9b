/* The pool of blocks as a Python object, and the module. What it refuses it raises; see poolproof.native.BlockPool. */
#include <stdlib.h>

#include "blocks.h"

typedef struct {
  PyObject_HEAD Memory *memory;
  Block **blocks; /* by their index; NULL once it was closed */
} Pool;

PyTypeObject *block_type;
enum { CODES = PP_NO_MEMORY + 1 };
static PyObject *refusals[CODES], *destroyed; /* classes */

Memory *memory_hold(Memory *memory) {
  memory->holders += 1;
  return memory;
}

void memory_let_go(Memory *memory) {
  memory->holders -= 1;
  if (memory->holders == 0) {
    kind_destroy(memory->pool);
    free(memory);
  }
}

/* By its class alone: the exception itself is then all that raising makes (HOT-2). */
PyObject *raise_refusal(int code) {
  PyErr_SetNone(refusals[code]);
  return NULL;
}

PyObject *raise_closed(void) {
  PyErr_SetNone(destroyed);
  return NULL;
}

static PyObject *raise_held(void) {
  PyErr_SetString(PyExc_BufferError, "a view of a block, or what was made of one, is still held: release or delete it first");
  return NULL;
}

/* The C pool; NULL, and an exception: it was closed. */
static kind_pool *opened(PyObject *self) {
  kind_pool *const pool = ((Pool *)self)->memory->pool;
  if (pool == NULL) raise_closed();
  return pool;
}

/* ---- create and end ---- */

static Memory *new_memory(unsigned long long count, unsigned long long size, unsigned long long align, int wiped) {
  if (count > KIND_LARGEST_COUNT) {
    raise_refusal(PP_INVALID_CONFIG);
    return NULL;
  }
  const pp_config config = {sizeof config, (uint32_t)count, size, align, NULL, 0};
  Memory *const memory = calloc(1, sizeof *memory);
  const int code = memory == NULL ? PP_NO_MEMORY : kind_create(&config, wiped ? PP_WIPED : PP_UNWIPED, &memory->pool);
  if (code != PP_OK) {
    free(memory);
    raise_refusal(code);
    return NULL;
  }
  memory->holders = 1;
  return memory;
}

static void let_blocks_go(Pool *self, size_t count) {
  Block **const blocks = self->blocks;
  self->blocks = NULL;
  for (size_t index = 0; blocks != NULL && index < count; index += 1) {
    Py_XDECREF((PyObject *)blocks[index]);
  }
  free(blocks);
}

static int make_blocks(Pool *self) {
  const kind_pool *const pool = self->memory->pool;
  self->blocks = calloc(pool->block_count, sizeof *self->blocks);
  if (self->blocks == NULL) {
    raise_refusal(PP_NO_MEMORY);
    return -1;
  }
  for (size_t index = 0; index < pool->block_count; index += 1) {
    Block *const block = (Block *)PyType_GenericAlloc(block_type, 0);
    if (block == NULL) {
      return -1;
    }
    block->memory = memory_hold(self->memory);
    block->address = pool->blocks + index * pool->terms.stride;
    self->blocks[index] = block;
  }
  return 0;
}

static PyObject *pool_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
  unsigned long long count, size, align;
  int wiped;
  (void)keywords;
  if (!PyArg_ParseTuple(arguments, "KKKp", &count, &size, &align, &wiped)) {
    return NULL;
  }
  Memory *const memory = new_memory(count, size, align, wiped);
  Pool *const self = memory == NULL ? NULL : (Pool *)PyType_GenericAlloc(type, 0);
  if (self == NULL) {
    if (memory != NULL) memory_let_go(memory);
    return NULL;
  }
  self->memory = memory;
  if (make_blocks(self) < 0) {
    Py_DECREF((PyObject *)self);
    return NULL;
  }
  return (PyObject *)self;
}

static void pool_end(PyObject *object) {
  PyTypeObject *const type = Py_TYPE(object);
  Pool *const self = (Pool *)object;
  if (self->blocks != NULL) let_blocks_go(self, self->memory->pool->block_count);
  memory_let_go(self->memory);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
  Py_DECREF(type);
}

static PyObject *pool_close(PyObject *object, PyObject *none) {
  Pool *const self = (Pool *)object;
  (void)none;
  if (self->memory->pool != NULL) {
    if (self->memory->views != 0) return raise_held();
    let_blocks_go(self, self->memory->pool->block_count);
    kind_destroy(self->memory->pool);
    self->memory->pool = NULL;
  }
  Py_RETURN_NONE;
}

/* ---- between ---- */

static PyObject *pool_get(PyObject *self, PyObject *none) {
  kind_pool *const pool = opened(self);
  void *address;
  (void)none;
  if (pool == NULL) return NULL;
  const int code = kind_get(pool, &address);
  if (code != PP_OK) return raise_refusal(code);
  PyObject *const block = (PyObject *)((Pool *)self)->blocks[kind_index(pool, address)];
  Py_INCREF(block);
  return block;
}

static PyObject *pool_give_back(PyObject *self, PyObject *given) {
  kind_pool *const pool = opened(self);
  if (pool == NULL) return NULL;
  if (Py_TYPE(given) != block_type || ((Block *)given)->memory != ((Pool *)self)->memory) return raise_refusal(PP_NOT_OWNED);
  if (((Block *)given)->views != 0) return raise_held();
  const int code = kind_return(pool, ((Block *)given)->address);
  if (code != PP_OK) return raise_refusal(code);
  Py_RETURN_NONE;
}

static PyObject *pool_clear(PyObject *self, PyObject *none) {
  kind_pool *const pool = opened(self);
  (void)none;
  if (pool == NULL) return NULL;
  if (((Pool *)self)->memory->views != 0) return raise_held();
  kind_clear(pool);
  Py_RETURN_NONE;
}

typedef size_t counter(const kind_pool *pool);
static counter *const counters[] = {KIND_COUNTERS};
enum { CAPACITY, USED, FREE, PEAK };

static PyObject *pool_counter(PyObject *self, void *which) {
  const kind_pool *const pool = opened(self);
  return pool == NULL ? NULL : PyLong_FromSize_t(counters[(size_t)which](pool));
}

#ifdef KIND_IS_SHARED
static PyObject *pool_handle(PyObject *self, void *none) {
  kind_pool *const pool = opened(self);
  (void)none;
  return pool == NULL ? NULL : PyLong_FromVoidPtr(pool);
}
#endif

static PyMethodDef methods[] = {
    {"get", pool_get, METH_NOARGS, "Lend the free block that came back last. Raises Exhausted."},
    {"give_back", pool_give_back, METH_O, "Take a block back. Raises NotOwned, NotInUse, BufferError."},
    {"clear", pool_clear, METH_NOARGS, "Revoke all that is lent. Raises BufferError."},
    {"close", pool_close, METH_NOARGS, "Give back all memory, lent or not; the second time, do nothing. Raises BufferError."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"capacity", pool_counter, NULL, "How many blocks there are.", (void *)CAPACITY},
    {"used", pool_counter, NULL, "How many are lent.", (void *)USED},
    {"free", pool_counter, NULL, "How many are not.", (void *)FREE},
#ifdef KIND_IS_SHARED
    {"handle", pool_handle, NULL, "The address of the pp_shared_pool, for C code that shares it.", NULL},
#else
    {"peak", pool_counter, NULL, "The most that were ever lent at once.", (void *)PEAK},
#endif
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, (void *)pool_new},
    {Py_tp_dealloc, (void *)pool_end},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {0, NULL},
};

static PyType_Spec pool_spec = {
    "poolproof.native." KIND_MODULE ".Pool", sizeof(Pool), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots,
};

/* ---- the module ---- */

static int find_refusals(void) {
  PyObject *const found = PyImport_ImportModule("poolproof.spec.refusals");
  destroyed = found == NULL ? NULL : PyObject_GetAttrString(found, "Destroyed");
  for (int code = 1; destroyed != NULL && code < CODES; code += 1) {
    PyObject *const refusal = PyObject_CallMethod(found, "error_for", "i", code);
    if (refusal == NULL) break;
    refusals[code] = (PyObject *)Py_TYPE(refusal);
    Py_INCREF(refusals[code]);
    Py_DECREF(refusal);
  }
  Py_XDECREF(found);
  return PyErr_Occurred() ? -1 : 0;
}

static int add_type(PyObject *module, const char *name, PyObject *type) {
  return type == NULL ? -1 : PyModule_AddObjectRef(module, name, type);
}

static int fill(PyObject *module) {
  if (find_refusals() < 0) return -1;
  block_type = (PyTypeObject *)PyType_FromSpec(&block_spec);
  return add_type(module, "Block", (PyObject *)block_type) < 0 ? -1 : add_type(module, "Pool", PyType_FromSpec(&pool_spec));
}

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "poolproof.native." KIND_MODULE, "A C pool of blocks.", -1, NULL, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC KIND_INIT(void) {
  PyObject *const module = PyModule_Create(&definition);
  if (module != NULL && fill(module) < 0) {
    Py_DECREF(module);
    return NULL;
  }
  return module;
}
