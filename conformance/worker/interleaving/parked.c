#define _GNU_SOURCE
#include "parked.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../platform/platform.h"
#include "memory.h"
#include "own.h"
#include "state.h"

/* How compiled code asks for thread-local storage: by the number of the module, and the place in it. */
struct place_in_module {
  unsigned long module;
  unsigned long offset;
};
extern void *__tls_get_addr(struct place_in_module *);

static struct {
  uint64_t base;
  int id;
  sem_t wake;
} threads[CONTEXTS];
static sem_t done;
static uint32_t thread_count;

static int take(struct dl_phdr_info *information, size_t size, void *own) {
  (void)size;
  if (information->dlpi_tls_modid == 0) return 0;
  struct place_in_module place = {information->dlpi_tls_modid, 0};
  unsigned char *storage = __tls_get_addr(&place);
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    if (segment->p_type != PT_TLS || segment->p_memsz == 0) continue;
    memory_add_thread_storage(storage, segment->p_memsz);
    own_add_storage(*(const uint32_t *)own, storage, segment->p_memsz, memory_is_of_subject(information));
  }
  return 0;
}

/* Into this part of it the kernel writes which processor the thread runs on, whenever that changes (rseq). */
enum { PROCESSOR_BYTES = 32 };

/* Where the C library keeps what it knows of a thread: the values of its keys (pthread_setspecific), the mutexes that it has to
 * let go of. How large that is, it says for debuggers alone. */
static void take_descriptor(uint64_t base) {
  const uint32_t *bytes = dlsym(RTLD_DEFAULT, "_thread_db_sizeof_pthread");
  const ptrdiff_t *processor = dlsym(RTLD_DEFAULT, "__rseq_offset");
  if (bytes == NULL) return;
  unsigned char *start = (unsigned char *)(uintptr_t)base;
  const bool is_inside = processor != NULL && *processor > 0 && *processor + PROCESSOR_BYTES <= (ptrdiff_t)*bytes;
  const uint32_t before = is_inside ? (uint32_t)*processor : *bytes;
  memory_add_thread_storage(start, before);
  if (!is_inside || before + PROCESSOR_BYTES == *bytes) return;
  memory_add_thread_storage(start + before + PROCESSOR_BYTES, *bytes - before - PROCESSOR_BYTES);
}

static void *park(void *number) {
  uint32_t own = (uint32_t)(uintptr_t)number;
  __asm__ volatile("rdfsbase %0" : "=r"(threads[own].base));
  threads[own].id = process_thread();
  sem_post(&done);
  while (sem_wait(&threads[own].wake) != 0) {
  }
  dl_iterate_phdr(take, &own);
  take_descriptor(threads[own].base);
  sem_post(&done);
  /* Not by pause(), which notes in the descriptor that the thread may be cancelled now: some states would have it, some not. */
  for (;;) syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
  return NULL;
}

static void wait_for_one(void) {
  while (sem_wait(&done) != 0) {
  }
}

bool parked_start(uint32_t count) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* theirs: no signal is for them */
  sem_init(&done, 0, 0);
  bool started = true;
  for (uint32_t i = 0; i < count && started; ++i) {
    pthread_t thread;
    sem_init(&threads[i].wake, 0, 0);
    started = pthread_create(&thread, NULL, park, (void *)(uintptr_t)i) == 0;
    if (started) wait_for_one();
  }
  thread_count = count;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

void parked_take_storage(void) {
  for (uint32_t i = 0; i < thread_count; ++i) {
    sem_post(&threads[i].wake);
    wait_for_one();
  }
}

uint64_t parked_base(uint32_t number) { return threads[number].base; }
int parked_id(uint32_t number) { return threads[number].id; }
