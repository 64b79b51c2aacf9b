#include "refining.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "races.h"
#include "search.h"
#include "snapshots.h"
#include "state.h"

static unsigned char *place;

static bool is_same(struct digest some, struct digest other) {
  return some.first == other.first && some.second == other.second;
}

static struct digest digest_of_present(void) { return snapshots_digest(place, snapshots_take(place)); }

/* Run a leg of the search; then the same way in smaller ones. How many those are; 0: more than that. */
static uint32_t refine_leg(uint32_t thread, uint32_t at_most) {
  unsigned char *before = malloc(snapshots_bytes_at_most());
  if (before == NULL) abort();
  snapshots_take(before);
  races_everywhere(false);
  search_leg(thread);
  const bool is_wrong = violation.wrong != WRONG_NOTHING;
  const struct digest end = digest_of_present();
  violation = (struct violation){0};
  snapshots_put_back(before);
  free(before);
  races_everywhere(true);
  for (uint32_t count = 1; count <= at_most; ++count) {
    search_leg(thread);
    if (violation.wrong != WRONG_NOTHING || (!is_wrong && is_same(digest_of_present(), end))) return count;
  }
  return 0;
}

uint32_t refine(uint8_t *path, uint32_t length, uint32_t at_most) {
  if (races_are_everywhere()) return length;
  uint8_t *forwards = malloc(at_most);
  place = malloc(snapshots_bytes_at_most());
  if (forwards == NULL || place == NULL) abort();
  snapshots_put_back(search_beginning());
  violation = (struct violation){0};
  uint32_t count = 0;
  bool fits = true;
  for (uint32_t i = length; i-- > 0 && fits;) {
    const uint32_t legs = refine_leg(path[i], at_most - count);
    memset(forwards + count, path[i], legs);
    count += legs;
    fits = legs != 0;
  }
  for (uint32_t i = 0; fits && i < count; ++i) path[i] = forwards[count - 1 - i];
  races_everywhere(fits);
  free(forwards);
  free(place);
  return fits ? count : length;
}
