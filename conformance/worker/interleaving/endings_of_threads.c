#define _GNU_SOURCE
#include "endings_of_threads.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "breaks.h"
#include "contexts.h"
#include "state.h"

/* As often as the C library does, for destructors that give a key a value again. */
enum { KEYS_AT_MOST = 64, ROUNDS_OF_KEYS = 4 };

typedef void (*destructor)(void *);
typedef int (*make_key_function)(pthread_key_t *, destructor);
typedef int (*at_end_function)(destructor, void *, void *);

static struct {
  pthread_key_t key;
  destructor destroys;
} keys[KEYS_AT_MOST];
static uint32_t key_count;

/* What the C library has under the name that is ours here. */
static void find_next(const char *name, void *function) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  memcpy(function, &found, sizeof found);
}

static void call(uint64_t function, void *object) {
  destructor destroys;
  memcpy(&destroys, &function, sizeof destroys);
  breaks_begin_at(function);
  destroys(object);
}

void endings_run(uint32_t thread) {
  while (now.ending_count[thread] != 0) {
    const struct call_at_end last = now.endings[thread][--now.ending_count[thread]];
    now.endings[thread][now.ending_count[thread]] = (struct call_at_end){0};
    call(last.function, (void *)(uintptr_t)last.object);
  }
  bool any = true;
  for (int round = 0; round < ROUNDS_OF_KEYS && any; ++round) {
    any = false;
    for (uint32_t i = 0; i < key_count; ++i) {
      void *value = keys[i].destroys != NULL ? pthread_getspecific(keys[i].key) : NULL;
      if (value == NULL) continue;
      any = true;
      pthread_setspecific(keys[i].key, NULL);
      call((uint64_t)(uintptr_t)keys[i].destroys, value);
    }
  }
}

#define EXPORTED __attribute__((visibility("default")))

EXPORTED int __cxa_thread_atexit_impl(destructor destroys, void *object, void *library);
EXPORTED int __cxa_thread_atexit_impl(destructor destroys, void *object, void *library) {
  const int thread = contexts_running();
  if (thread < 0) {
    at_end_function at_end;
    find_next("__cxa_thread_atexit_impl", &at_end);
    return at_end(destroys, object, library);
  }
  if (now.ending_count[thread] == ENDINGS_AT_MOST) {
    give_up("a thread has more thread-local objects with destructors than are followed (%ld)", ENDINGS_AT_MOST);
    return -1;
  }
  now.endings[thread][now.ending_count[thread]++] =
      (struct call_at_end){(uint64_t)(uintptr_t)destroys, (uint64_t)(uintptr_t)object};
  return 0;
}

/* The C library's table of keys is not put back. */
EXPORTED int pthread_key_create(pthread_key_t *key, destructor destroys) {
  if (contexts_is_judged()) {
    give_up("it makes a key (pthread_key_create) in an operation, which can't be put back%.0ld", 0);
    return EAGAIN;
  }
  make_key_function make_key;
  find_next("pthread_key_create", &make_key);
  const int status = make_key(key, destroys);
  if (status != 0 || destroys == NULL) return status;
  if (key_count == KEYS_AT_MOST) abort();
  keys[key_count].key = *key;
  keys[key_count++].destroys = destroys;
  return status;
}

EXPORTED int pthread_key_delete(pthread_key_t key) {
  int (*drop_key)(pthread_key_t);
  find_next("pthread_key_delete", &drop_key);
  for (uint32_t i = 0; i < key_count; ++i) {
    if (keys[i].key == key) keys[i].destroys = NULL;
  }
  return drop_key(key);
}

EXPORTED int tss_create(tss_t *key, tss_dtor_t destroys) {
  return pthread_key_create(key, destroys) == 0 ? thrd_success : thrd_error;
}
