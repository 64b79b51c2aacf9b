/* Each refusal builds a message on the heap. */
#include <stdio.h>

#include "../../sound/parts.h"

static void *volatile message;

static int refuse(int status) {
  message = malloc(128);
  if (message != NULL) {
    snprintf((char *)message, 128, "the pool refuses with status %d", status);
  }
  free(message);
  return status;
}

#define REFUSED(pool, status) refuse(status)

#include "../../sound/pool.c"
