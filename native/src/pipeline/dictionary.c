#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ENTRIES 4096
#define FIRST_TEXT_BYTES 65536

/* bytes is 0 in an entry that is not in use: no term is empty. */
typedef struct entry {
  uint64_t hash;
  size_t place;
  size_t bytes;
} entry;

struct bp_dictionary {
  entry *entries;
  size_t mask; /* the number of entries less 1; that is a power of two, and at least half of them are not in use */
  uint64_t terms;
  char *text;
  size_t text_bytes;
  size_t text_capacity;
};

/* The hash is as good as random in its upper bits, less so in the lower ones. */
static size_t start_of(uint64_t hash) { return (size_t)(hash ^ hash >> 32); }

static entry *find(entry *entries, size_t mask, uint64_t hash) {
  size_t at = start_of(hash) & mask;
  while (entries[at].bytes != 0 && entries[at].hash != hash) {
    at = (at + 1) & mask;
  }
  return &entries[at];
}

static int grow_table(bp_dictionary *dictionary) {
  const size_t count = dictionary->mask + 1;
  entry *const larger = calloc(2 * count, sizeof *larger);
  if (larger == NULL) {
    return BP_TRANSFORM_NO_MEMORY;
  }
  for (size_t i = 0; i < count; i++) {
    if (dictionary->entries[i].bytes != 0) {
      *find(larger, 2 * count - 1, dictionary->entries[i].hash) = dictionary->entries[i];
    }
  }
  free(dictionary->entries);
  dictionary->entries = larger;
  dictionary->mask = 2 * count - 1;
  return BP_TRANSFORMED;
}

static int make_room(bp_dictionary *dictionary, size_t bytes) {
  size_t capacity = dictionary->text_capacity;
  while (capacity - dictionary->text_bytes < bytes) {
    capacity *= 2;
  }
  if (capacity != dictionary->text_capacity) {
    char *const larger = realloc(dictionary->text, capacity);
    if (larger == NULL) {
      return BP_TRANSFORM_NO_MEMORY;
    }
    dictionary->text = larger;
    dictionary->text_capacity = capacity;
  }
  return 2 * dictionary->terms > dictionary->mask ? grow_table(dictionary) : BP_TRANSFORMED;
}

void dictionary_expect(const bp_dictionary *dictionary, uint64_t hash) {
#if defined(__GNUC__)
  __builtin_prefetch(&dictionary->entries[start_of(hash) & dictionary->mask]);
#else
  (void)dictionary;
  (void)hash;
#endif
}

int dictionary_learn(bp_dictionary *dictionary, uint64_t hash, const char *term, size_t bytes) {
  const entry *const known = find(dictionary->entries, dictionary->mask, hash);
  if (known->bytes != 0) {
    const int same = known->bytes == bytes && memcmp(dictionary->text + known->place, term, bytes) == 0;
    return same ? BP_TRANSFORMED : BP_TRANSFORM_COLLISION;
  }
  const int status = make_room(dictionary, bytes);
  if (status != BP_TRANSFORMED) {
    return status;
  }
  memcpy(dictionary->text + dictionary->text_bytes, term, bytes);
  *find(dictionary->entries, dictionary->mask, hash) = (entry){hash, dictionary->text_bytes, bytes};
  dictionary->text_bytes += bytes;
  dictionary->terms++;
  return BP_TRANSFORMED;
}

bp_dictionary *bp_dictionary_create(void) {
  bp_dictionary *const dictionary = calloc(1, sizeof *dictionary);
  if (dictionary == NULL) {
    return NULL;
  }
  dictionary->entries = calloc(FIRST_ENTRIES, sizeof *dictionary->entries);
  dictionary->mask = FIRST_ENTRIES - 1;
  dictionary->text = malloc(FIRST_TEXT_BYTES);
  dictionary->text_capacity = FIRST_TEXT_BYTES;
  if (dictionary->entries == NULL || dictionary->text == NULL) {
    bp_dictionary_destroy(dictionary);
    return NULL;
  }
  return dictionary;
}

void bp_dictionary_destroy(bp_dictionary *dictionary) {
  if (dictionary != NULL) {
    free(dictionary->entries);
    free(dictionary->text);
    free(dictionary);
  }
}

uint64_t bp_dictionary_terms(const bp_dictionary *dictionary) { return dictionary->terms; }

const char *bp_dictionary_find(const bp_dictionary *dictionary, uint64_t hash, size_t *bytes) {
  const entry *const known = find(dictionary->entries, dictionary->mask, hash);
  *bytes = known->bytes;
  return known->bytes != 0 ? dictionary->text + known->place : NULL;
}
