/* blockpool.h: two functions must be there, and of the others those by which a promise of the contract is seen. What is not
 * promised is not looked up either. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "subject.h"

/* One line, as far as there is room. */
struct line {
  char *text;
  size_t bytes;
  size_t length;
};

static void say(struct line *line, const char *first, const char *key, const char *verb, const char *symbol) {
  if (line->length >= line->bytes) return;
  const char *between = line->length == 0 ? first : ", ";
  const int length = snprintf(line->text + line->length, line->bytes - line->length, "%s%s%s%s", between, key, verb, symbol);
  line->length += (size_t)length;
}

static uintptr_t find(const struct subject *subject, const char *symbol) { return (uintptr_t)dlsym(subject->library, symbol); }

/* The function by which the promise is seen that the key of the contract makes, if it makes one. */
static uintptr_t promised(const struct subject *subject, bool is_promised, const char *key, const char *symbol,
                          struct line *unkept) {
  if (!is_promised) return 0;
  const uintptr_t found = find(subject, symbol);
  if (found == 0) say(unkept, "unkept: ", key, " promises ", symbol);
  return found;
}

/* Without create there is one pool, made as the library was loaded, which stays. */
static void find_life(struct subject *subject, const struct terms *terms, struct line *unkept) {
  struct entries *entries = &subject->entries;
  entries->create = find(subject, "pp_create");
  if (entries->create != 0) {
    entries->destroy = promised(subject, terms->destroy != DESTROY_NONE, "life.destroy", "pp_destroy", unkept);
    return;
  }
  const struct {
    const char *key;
    bool needs_create;
  } keys[] = {
      {"life.instances", terms->is_single == 0},
      {"life.destroy", terms->destroy != DESTROY_NONE},
      {"life.storage", terms->storage_is_given != 0},
      {"life.bad_config", terms->bad_config.how != ANSWER_UNDEFINED},
      {"life.out_of_memory", terms->out_of_memory.how != ANSWER_UNDEFINED},
      {"block.counts", terms->first_count != terms->block_count || terms->last_count != terms->block_count},
  };
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; ++i) {
    if (keys[i].needs_create) say(unkept, "unkept: ", keys[i].key, " needs ", "pp_create");
  }
}

static void find_counters(struct subject *subject, const struct terms *terms, struct line *unkept) {
  static const struct {
    enum counter bit;
    const char *key;
    const char *symbol;
  } counters[COUNTERS] = {
      {COUNTER_CAPACITY, "counters.capacity", "pp_capacity"},
      {COUNTER_USED, "counters.used", "pp_used"},
      {COUNTER_FREE, "counters.free", "pp_free"},
      {COUNTER_PEAK, "counters.peak", "pp_peak"},
  };
  for (size_t i = 0; i < COUNTERS; ++i) {
    const bool is_promised = (terms->counters & counters[i].bit) != 0;
    subject->entries.counters[i] = promised(subject, is_promised, counters[i].key, counters[i].symbol, unkept);
  }
}

bool binding2_find(struct subject *subject, const struct terms *terms, char *text, size_t text_bytes) {
  struct entries *entries = &subject->entries;
  struct line missing = {text, text_bytes, 0}, unkept = {text, text_bytes, 0};
  entries->give_back = find(subject, "pp_return");
  if (terms->has_size == 0) entries->get = find(subject, "pp_get");
  if (terms->has_size == 0 && entries->get == 0) say(&missing, "missing ", "", "", "pp_get");
  if (entries->give_back == 0) say(&missing, "missing ", "", "", "pp_return");
  if (missing.length != 0) return false;
  if (terms->has_size != 0) entries->get = promised(subject, true, "size", "pp_get_sized", &unkept);
  find_life(subject, terms, &unkept);
  entries->clear = promised(subject, terms->has_clear != 0, "life.clear", "pp_clear", &unkept);
  find_counters(subject, terms, &unkept);
  entries->take = promised(subject, terms->record_bytes != 0, "sequence", "pp_take", &unkept);
  entries->reset = promised(subject, terms->record_bytes != 0, "sequence", "pp_reset", &unkept);
  if (unkept.length != 0) return false;
  void *name = dlsym(subject->library, "pp_name");
  memcpy(&subject->name, &name, sizeof name);
  return true;
}
