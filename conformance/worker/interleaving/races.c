#include "races.h"

#include <string.h>

#include "state.h"

enum { SPANS_AT_MOST = 512, TOUCHES_AT_MOST = 1024 };

struct span {
  uint64_t start, end;
};

struct touch {
  uint64_t start, end;
  bool stores;
};

struct leg {
  struct touch touches[TOUCHES_AT_MOST];
  uint32_t count;
};

static bool is_everywhere;
static struct span spans[SPANS_AT_MOST]; /* in order, apart from each other */
static uint32_t span_count;
static struct leg present, kept[CALLERS_AT_MOST];

void races_everywhere(bool everywhere) { is_everywhere = everywhere; }
bool races_are_everywhere(void) { return is_everywhere; }

/* The first that ends behind this. */
static uint32_t place_of(uint64_t at) {
  uint32_t low = 0, high = span_count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (spans[middle].end <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool races_on(uint64_t at, uint32_t bytes) {
  if (is_everywhere) return true;
  const uint32_t place = place_of(at);
  return place < span_count && spans[place].start < at + bytes;
}

void races_add(uint64_t at, uint32_t bytes) {
  struct span added = {at, at + bytes};
  const uint32_t first = at == 0 ? 0 : place_of(at - 1); /* one that ends where this begins becomes one with it */
  uint32_t last = first;
  for (; last < span_count && spans[last].start <= added.end; ++last) {
    if (spans[last].start < added.start) added.start = spans[last].start;
    if (spans[last].end > added.end) added.end = spans[last].end;
  }
  if (last == first && span_count == SPANS_AT_MOST) {
    is_everywhere = true;
    return;
  }
  memmove(&spans[first + 1], &spans[last], (span_count - last) * sizeof spans[0]);
  spans[first] = added;
  span_count += 1 - (last - first);
}

uint64_t races_bytes(void) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < span_count; ++i) bytes += spans[i].end - spans[i].start;
  return bytes;
}

void races_begin_leg(void) { present.count = 0; }

void races_note(uint64_t at, uint32_t bytes, bool stores) {
  if (is_everywhere) return;
  struct touch *last = present.count != 0 ? &present.touches[present.count - 1] : NULL;
  if (last != NULL && last->stores == stores && at >= last->start && at <= last->end) {
    if (at + bytes > last->end) last->end = at + bytes;
    return;
  }
  if (present.count == TOUCHES_AT_MOST) {
    is_everywhere = true;
    return;
  }
  present.touches[present.count++] = (struct touch){at, at + bytes, stores};
}

void races_keep_leg(uint32_t thread) {
  kept[thread].count = present.count;
  memcpy(kept[thread].touches, present.touches, present.count * sizeof present.touches[0]);
}

static bool is_known(uint64_t start, uint64_t end) {
  const uint32_t place = place_of(start);
  return place < span_count && spans[place].start <= start && spans[place].end >= end;
}

static bool compare(const struct leg *some, const struct leg *other) {
  bool is_new = false;
  for (uint32_t i = 0; i < some->count; ++i) {
    for (uint32_t k = 0; k < other->count; ++k) {
      const struct touch *a = &some->touches[i], *b = &other->touches[k];
      const uint64_t start = a->start > b->start ? a->start : b->start, end = a->end < b->end ? a->end : b->end;
      if (start >= end || !(a->stores || b->stores) || is_known(start, end)) continue;
      races_add(start, (uint32_t)(end - start));
      is_new = true;
    }
  }
  return is_new;
}

bool races_compare(const uint32_t *threads, uint32_t count) {
  if (is_everywhere) return false;
  bool is_new = false;
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < i; ++k) is_new |= compare(&kept[threads[i]], &kept[threads[k]]);
  }
  return is_new;
}
