/* Counts what CPython asks of its allocators while an operation of a Python class runs: churn, which no net count shows.
 *
 * Loaded by the worker for Python classes, into the interpreter that runs it. It is no extension module: these allocators are
 * not in the limited API, and a module built against the headers of one version would serve that version alone. What it needs
 * of the interpreter is declared here instead, as it has been since CPython 3.5. The two functions that no stable ABI promises
 * are looked up when they are needed, so that an interpreter without them is told as one; and the worker tries the counts on
 * known calls before it trusts them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

typedef struct _object PyObject;

struct allocator { /* PyMemAllocatorEx */
  void *context;
  void *(*malloc)(void *context, size_t bytes);
  void *(*calloc)(void *context, size_t count, size_t bytes);
  void *(*realloc)(void *context, void *block, size_t bytes);
  void (*free)(void *context, void *block);
};

enum domain { DOMAIN_RAW, DOMAIN_MEM, DOMAIN_OBJ, DOMAINS }; /* PyMemAllocatorDomain */

typedef void exchange_allocator(enum domain domain, struct allocator *allocator);
extern PyObject *PyObject_CallFunctionObjArgs(PyObject *callable, ...);
extern int PyGC_Disable(void);
extern int PyGC_Enable(void);

struct python_counts {
  uint64_t allocations;
  uint64_t releases;
  uint64_t allocated_bytes;
};

static struct allocator originals[DOMAINS];
/* Of the thread that runs the operation; the raw allocator is used without the interpreter's lock. */
static _Thread_local struct python_counts *counting;
/* A large object is passed on by the object allocator to the raw one: it is one allocation. */
static _Thread_local int depth;

static void taken(size_t bytes) {
  if (counting == NULL || depth != 0) return;
  ++counting->allocations;
  counting->allocated_bytes += bytes;
}

static void given_back(const void *block) {
  if (counting != NULL && depth == 0 && block != NULL) ++counting->releases;
}

static void *counted_malloc(void *context, size_t bytes) {
  const struct allocator *original = context;
  taken(bytes);
  ++depth;
  void *block = original->malloc(original->context, bytes);
  --depth;
  return block;
}

static void *counted_calloc(void *context, size_t count, size_t bytes) {
  const struct allocator *original = context;
  taken(count * bytes);
  ++depth;
  void *block = original->calloc(original->context, count, bytes);
  --depth;
  return block;
}

static void *counted_realloc(void *context, void *block, size_t bytes) {
  const struct allocator *original = context;
  given_back(block);
  taken(bytes);
  ++depth;
  void *moved = original->realloc(original->context, block, bytes);
  --depth;
  return moved;
}

static void counted_free(void *context, void *block) {
  const struct allocator *original = context;
  given_back(block);
  ++depth;
  original->free(original->context, block);
  --depth;
}

static exchange_allocator *of_this_interpreter(const char *name) {
  exchange_allocator *found;
  *(void **)&found = dlsym(RTLD_DEFAULT, name);
  return found;
}

/* Whether this interpreter has what it takes. */
int python_allocations_install(void) {
  exchange_allocator *get = of_this_interpreter("PyMem_GetAllocator"), *set = of_this_interpreter("PyMem_SetAllocator");
  if (get == NULL || set == NULL) return 0;
  for (enum domain domain = DOMAIN_RAW; domain < DOMAINS; ++domain) {
    struct allocator counted = {&originals[domain], counted_malloc, counted_calloc, counted_realloc, counted_free};
    get(domain, &originals[domain]);
    set(domain, &counted);
  }
  return 1;
}

/* Call with one argument, or none if it is NULL; count inside the call alone. The collector stays out: garbage that was made
 * before is not the subject's to clear away. Returns what the callable does: NULL when it raised. */
PyObject *python_allocations_call(PyObject *callable, PyObject *argument, struct python_counts *counts) {
  *counts = (struct python_counts){0};
  int collects = PyGC_Disable();
  counting = counts;
  PyObject *result = PyObject_CallFunctionObjArgs(callable, argument, (PyObject *)NULL);
  counting = NULL;
  if (collects) PyGC_Enable();
  return result;
}
