/* Threads on one pool that may be shared: nobody gets what another holds, a block comes wiped, of returns at once one is taken,
 * and nothing is lost. Under ThreadSanitizer it also says whether what one holder wrote comes before the next one's bytes. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "sharedpool_inline.h"

enum { THREADS = 4, HELD = 3, BLOCK_BYTES = 64 };

typedef struct worker {
  pp_shared_pool *pool;
  pthread_barrier_t *barrier;
  unsigned char mark;
  long pairs, refused;
} worker;

static void hold(worker *worker, unsigned char *block) {
  for (int i = 0; i < BLOCK_BYTES; i += 1) EXPECT(block[i] == 0);
  memset(block, worker->mark, BLOCK_BYTES);
}

static void let_go(worker *worker, unsigned char *block) {
  for (int i = 0; i < BLOCK_BYTES; i += 1) EXPECT(block[i] == worker->mark);
  EXPECT(pp_shared_inline_return(worker->pool, block) == PP_OK);
}

static void *work(void *argument) {
  worker *const worker = argument;
  void *held[HELD];
  pthread_barrier_wait(worker->barrier);
  for (long pair = 0; pair < worker->pairs; pair += 1) {
    int count = 0;
    while (count < 1 + (int)(pair % HELD) && pp_shared_inline_get(worker->pool, &held[count]) == PP_OK) {
      hold(worker, held[count]);
      count += 1;
    }
    worker->refused += count == 0;
    for (int i = 0; i < count; i += 1) let_go(worker, held[(pair + i) % count]); /* now in this order, now in that */
  }
  return NULL;
}

static pp_shared_pool *new_pool(uint32_t count) {
  const pp_config config = {sizeof config, count, BLOCK_BYTES, 64, NULL, 0};
  pp_shared_pool *pool;
  EXPECT(pp_shared_create(&config, PP_WIPED, &pool) == PP_OK);
  return pool;
}

static void expect_all_there(pp_shared_pool *pool, uint32_t count) {
  void *block;
  EXPECT(pp_shared_used(pool) == 0);
  for (uint32_t i = 0; i < count; i += 1) EXPECT(pp_shared_get(pool, &block) == PP_OK);
  EXPECT(pp_shared_get(pool, &block) == PP_EXHAUSTED);
}

static void threads_get_and_return(uint32_t count, long pairs) {
  pp_shared_pool *const pool = new_pool(count);
  pthread_t threads[THREADS];
  worker workers[THREADS];
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (int i = 0; i < THREADS; i += 1) {
    workers[i] = (worker){pool, &barrier, (unsigned char)(i + 1), pairs, 0};
    EXPECT(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
  }
  for (int i = 0; i < THREADS; i += 1) pthread_join(threads[i], NULL);
  pthread_barrier_destroy(&barrier);
  expect_all_there(pool, count);
  pp_shared_destroy(pool);
}

/* ---- returns of one block at once ---- */

typedef struct twice {
  pp_shared_pool *pool;
  pthread_barrier_t barrier;
  void *block;
  long rounds;
  int codes[2];
} twice;

static void *return_too(void *argument) {
  twice *const twice = argument;
  for (long round = 0; round < twice->rounds; round += 1) {
    pthread_barrier_wait(&twice->barrier);
    twice->codes[1] = pp_shared_return(twice->pool, twice->block);
    pthread_barrier_wait(&twice->barrier);
  }
  return NULL;
}

static void of_two_returns_at_once_one_is_taken(uint32_t count, long rounds) {
  twice twice = {.pool = new_pool(count), .rounds = rounds};
  pthread_t other;
  pthread_barrier_init(&twice.barrier, NULL, 2);
  EXPECT(pthread_create(&other, NULL, return_too, &twice) == 0);
  for (long round = 0; round < rounds; round += 1) {
    EXPECT(pp_shared_get(twice.pool, &twice.block) == PP_OK);
    pthread_barrier_wait(&twice.barrier);
    twice.codes[0] = pp_shared_return(twice.pool, twice.block);
    pthread_barrier_wait(&twice.barrier);
    EXPECT(twice.codes[0] + twice.codes[1] == PP_NOT_IN_USE && pp_shared_used(twice.pool) == 0);
  }
  pthread_join(other, NULL);
  pthread_barrier_destroy(&twice.barrier);
  expect_all_there(twice.pool, count);
  pp_shared_destroy(twice.pool);
}

/* ---- interrupts ---- */

static pp_shared_pool *interrupted;
static volatile sig_atomic_t interrupts;

static void interrupt(int number) {
  void *block;
  (void)number;
  interrupts += 1;
  if (pp_shared_get(interrupted, &block) == PP_OK) EXPECT(pp_shared_return(interrupted, block) == PP_OK);
}

typedef struct target {
  pthread_t thread;
  _Atomic int is_done;
} target;

static void *send(void *argument) {
  target *const target = argument;
  while (!atomic_load(&target->is_done)) pthread_kill(target->thread, SIGUSR1);
  return NULL;
}

static void interrupts_get_and_return(uint32_t count, long pairs) {
  target target = {.thread = pthread_self()};
  pthread_t sender;
  interrupted = new_pool(count);
  signal(SIGUSR1, interrupt);
  EXPECT(pthread_create(&sender, NULL, send, &target) == 0);
  for (long pair = 0; pair < pairs || interrupts < 100; pair += 1) {
    void *block;
    EXPECT(pp_shared_get(interrupted, &block) == PP_OK && pp_shared_return(interrupted, block) == PP_OK);
  }
  atomic_store(&target.is_done, 1);
  pthread_join(sender, NULL);
  interrupts = 0;
  expect_all_there(interrupted, count);
  pp_shared_destroy(interrupted);
}

int main(int count, char **words) {
  const long pairs = count > 1 ? strtol(words[1], NULL, 10) : 20000;
  threads_get_and_return(1, pairs);
  threads_get_and_return(5, pairs);
  threads_get_and_return(16, pairs);
  threads_get_and_return(17, pairs);
  threads_get_and_return(100, pairs);
  of_two_returns_at_once_one_is_taken(2, pairs / 20);
  of_two_returns_at_once_one_is_taken(17, pairs / 20);
  interrupts_get_and_return(2, pairs);
  interrupts_get_and_return(20, pairs);
  puts("all held");
  return 0;
}
