/* Counts what CPython asks of its allocators for objects and for raw memory of its own: churn, which no net count shows. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyMemAllocatorEx original_object;
static PyMemAllocatorEx original_memory;
static long count;

static void *counted_malloc(void *original, size_t size) {
  count += 1;
  const PyMemAllocatorEx *const allocator = original;
  return allocator->malloc(allocator->ctx, size);
}

static void *counted_calloc(void *original, size_t items, size_t size) {
  count += 1;
  const PyMemAllocatorEx *const allocator = original;
  return allocator->calloc(allocator->ctx, items, size);
}

static void *counted_realloc(void *original, void *memory, size_t size) {
  count += 1;
  const PyMemAllocatorEx *const allocator = original;
  return allocator->realloc(allocator->ctx, memory, size);
}

static void plain_free(void *original, void *memory) {
  const PyMemAllocatorEx *const allocator = original;
  allocator->free(allocator->ctx, memory);
}

static void put_before(PyMemAllocatorDomain domain, PyMemAllocatorEx *original) {
  PyMemAllocatorEx counted = {original, counted_malloc, counted_calloc, counted_realloc, plain_free};
  PyMem_GetAllocator(domain, original);
  PyMem_SetAllocator(domain, &counted);
}

void start_counting(void) {
  put_before(PYMEM_DOMAIN_OBJ, &original_object);
  put_before(PYMEM_DOMAIN_MEM, &original_memory);
  count = 0;
}

long stop_counting(void) {
  PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &original_object);
  PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &original_memory);
  return count;
}
