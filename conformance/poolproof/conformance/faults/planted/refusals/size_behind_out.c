/* A get writes the size behind the out parameter, where a later version has a second one. */
#include "../../sound/parts.h"

static size_t asked;

static void clear_and_note(bp_pool *pool, bp_soa *buffer, size_t size) {
  asked = size;
  sound_clear_buffer(pool, buffer, size);
}

#define CLEAR_BUFFER clear_and_note
#define AFTER_GET(pool, buffer) (((volatile size_t *)(void *)out)[1] = asked)

#include "../../sound/pool.c"
