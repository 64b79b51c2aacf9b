/* Create starts a thread that writes to a buffer while it is lent, and that no destroy ends. */
#include <pthread.h>
#include <unistd.h>

#include "../../sound/parts.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* held while pools come and go, and never by an operation */
static bp_pool *watched;
static int is_running;

static void *scribble(void *nothing) {
  for (;;) {
    pthread_mutex_lock(&mutex);
    if (watched != NULL && *(volatile uint8_t *)watched->lent) {
      sound_buffer_at(watched, 0)->o[7]++;
    }
    pthread_mutex_unlock(&mutex);
    usleep(50);
  }
  return nothing;
}

static void watch(bp_pool *pool) {
  pthread_t thread;
  pthread_mutex_lock(&mutex);
  watched = pool;
  if (!is_running && pthread_create(&thread, NULL, scribble, NULL) == 0) {
    is_running = 1;
    pthread_detach(thread);
  }
  pthread_mutex_unlock(&mutex);
}

static void release(bp_pool *pool) {
  if (pool != NULL) {
    pthread_mutex_lock(&mutex);
    watched = watched == pool ? NULL : watched;
    pthread_mutex_unlock(&mutex);
    sound_release(pool);
  }
}

#define AFTER_CREATE watch
#define RELEASE release

#include "../../sound/pool.c"
