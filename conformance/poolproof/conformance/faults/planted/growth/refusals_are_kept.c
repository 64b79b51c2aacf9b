/* What there is to say of each refusal is kept until destroy. */
#define EXTRA_STATE struct story *stories;
#include "../../sound/parts.h"

struct story {
  struct story *earlier;
  int64_t status;
};

static int keep_story(bp_pool *pool, int status) {
  struct story *story = (struct story *)malloc(sizeof *story);
  if (story == NULL) return status;
  story->earlier = pool->stories;
  story->status = status;
  pool->stories = story;
  return status;
}

static void release_with_stories(bp_pool *pool) {
  while (pool->stories != NULL) {
    struct story *story = pool->stories;
    pool->stories = story->earlier;
    free(story);
  }
  sound_release(pool);
}

#define REFUSED(pool, status) keep_story(pool, status)
#define RELEASE(pool) ((pool) != NULL ? release_with_stories(pool) : (void)0)

#include "../../sound/pool.c"
