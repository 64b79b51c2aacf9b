#include "taken.h"

#include "reserve.h"

enum { RECORDS = 1 << 18, NONE = 0 };

static struct taken_block *records; /* the first is none */
static uint32_t root, used = 1, first_free;

void taken_init(void) {
  if (records == NULL) records = reserve(RECORDS * sizeof *records);
}

static uint32_t number_of(const struct taken_block *block) { return (uint32_t)(block - records); }

static struct taken_block *at(uint32_t number) { return number != NONE ? &records[number] : NULL; }

/* Any numbers without a pattern will do, and they are the same in every run. */
static uint32_t next_priority(void) {
  static uint32_t state = 1;
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

/* `lower`: what starts before the address; `higher`: the rest. */
static void split(uint32_t tree, uintptr_t start, uint32_t *lower, uint32_t *higher) {
  while (tree != NONE) {
    struct taken_block *top = &records[tree];
    if (top->start < start) {
      *lower = tree;
      lower = &top->higher;
      tree = top->higher;
    } else {
      *higher = tree;
      higher = &top->lower;
      tree = top->lower;
    }
  }
  *lower = *higher = NONE;
}

static void insert(uint32_t added) {
  struct taken_block *block = &records[added];
  uint32_t *place = &root;
  while (*place != NONE && records[*place].priority >= block->priority) {
    struct taken_block *top = &records[*place];
    place = top->start < block->start ? &top->higher : &top->lower;
  }
  split(*place, block->start, &block->lower, &block->higher);
  *place = added;
}

struct taken_block *taken_add(uintptr_t start) {
  if (records == NULL) return NULL;
  uint32_t added = first_free;
  if (added != NONE) {
    first_free = records[added].higher;
  } else if (used < RECORDS) {
    added = used++;
  } else {
    return NULL;
  }
  records[added] = (struct taken_block){.start = start, .priority = next_priority()};
  insert(added);
  return &records[added];
}

static void merge(uint32_t lower, uint32_t higher, uint32_t *place) {
  while (lower != NONE && higher != NONE) {
    if (records[lower].priority >= records[higher].priority) {
      *place = lower;
      place = &records[lower].higher;
      lower = *place;
    } else {
      *place = higher;
      place = &records[higher].lower;
      higher = *place;
    }
  }
  *place = lower != NONE ? lower : higher;
}

void taken_remove(struct taken_block *block) {
  uint32_t number = number_of(block);
  uint32_t *place = &root;
  while (*place != number) {
    struct taken_block *top = &records[*place];
    place = top->start < block->start ? &top->higher : &top->lower;
  }
  merge(block->lower, block->higher, place);
  *block = (struct taken_block){.higher = first_free};
  first_free = number;
}

struct taken_block *taken_at_or_before(uintptr_t address) {
  uint32_t found = NONE;
  for (uint32_t tree = root; tree != NONE;) {
    if (records[tree].start <= address) {
      found = tree;
      tree = records[tree].higher;
    } else {
      tree = records[tree].lower;
    }
  }
  return at(found);
}

struct taken_block *taken_behind(uintptr_t address) {
  uint32_t found = NONE;
  for (uint32_t tree = root; tree != NONE;) {
    if (records[tree].start > address) {
      found = tree;
      tree = records[tree].lower;
    } else {
      tree = records[tree].higher;
    }
  }
  return at(found);
}

struct taken_block *taken_at(uintptr_t start) {
  struct taken_block *block = taken_at_or_before(start);
  return block != NULL && block->start == start ? block : NULL;
}

uint32_t taken_numbers(void) { return used; }

struct taken_block *taken_numbered(uint32_t number) { return records[number].start != 0 ? &records[number] : NULL; }
