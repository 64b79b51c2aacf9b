/* Each get takes scratch memory from the C library by an address that was looked up: whoever counts by name sees nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "../../sound/parts.h"

typedef void *take_function(size_t bytes);
typedef void give_back_function(void *block);

static take_function *take;
static give_back_function *give_back;
static void *volatile scratch;

__attribute__((constructor)) static void look_up(void) {
  take = (take_function *)dlsym(RTLD_NEXT, "malloc");
  give_back = (give_back_function *)dlsym(RTLD_NEXT, "free");
}

static void use_scratch(void) {
  scratch = take(64);
  give_back(scratch);
}

#define AFTER_GET(pool, buffer) use_scratch()

#include "../../sound/pool.c"
