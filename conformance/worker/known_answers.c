#define _GNU_SOURCE
#include "known_answers.h"

#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "allocations.h"
#include "platform/platform.h"
#include "surroundings.h"

enum { KNOWN_BYTES = 24, KNOWN_UMASK = 0123 };

bool allocations_are_counted(void) {
  void *(*take)(size_t);
  void (*give_back)(void *);
  void *found = dlsym(RTLD_DEFAULT, "malloc"), *found_too = dlsym(RTLD_DEFAULT, "free");
  if (found == NULL || found_too == NULL || lacks("allocations")) return false;
  memcpy(&take, &found, sizeof take);
  memcpy(&give_back, &found_too, sizeof give_back);
  allocations_begin();
  void *block = take(KNOWN_BYTES);
  const struct allocation_counts taken = allocations_end();
  allocations_begin();
  give_back(block);
  const struct allocation_counts given_back = allocations_end();
  return taken.allocations == 1 && taken.allocated_bytes == KNOWN_BYTES && taken.releases == 0 && given_back.allocations == 0 &&
         given_back.releases == 1;
}

bool surroundings_are_seen(void) {
  if (lacks("surroundings") || surroundings_of_process().kind != SURROUNDING_NONE) return false;
  const mode_t before = umask(KNOWN_UMASK);
  const bool umask_is_seen = surroundings_of_process().kind == SURROUNDING_UMASK;
  const bool is_put_back = surroundings_of_process().kind == SURROUNDING_NONE && umask(before) == before;
  return umask_is_seen && is_put_back && registers_are_seen();
}
