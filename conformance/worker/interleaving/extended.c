#include "extended.h"

#include <cpuid.h>
#include <stdint.h>
#include <string.h>

enum {
  LEGACY_BYTES = 512,
  HEADER_BYTES = 64,
  MARK_AT = 464,
  MARK = 0x46505853,
  PARTS = 32,
  FIRST_OWN_PART = 2,
  FIRST_OF_AVX512 = 5,
  LAST_OF_VECTORS = 7
};
enum { X87 = 1, SSE = 2, X87_AT = 32, SSE_AT = 160, SSE_BYTES = 256 };

static size_t bytes_in_all;
static struct {
  uint32_t at, bytes;
} parts[PARTS];

bool extended_init(const void *frame, size_t room) {
  uint32_t mark, size;
  memcpy(&mark, (const char *)frame + MARK_AT, sizeof mark);
  memcpy(&size, (const char *)frame + MARK_AT + 16, sizeof size);
  bytes_in_all = mark == MARK ? size : LEGACY_BYTES;
  for (uint32_t i = FIRST_OWN_PART; i < PARTS && bytes_in_all > LEGACY_BYTES; ++i) {
    uint32_t unused;
    __cpuid_count(0xD, i, parts[i].bytes, parts[i].at, unused, unused);
    if (parts[i].at + parts[i].bytes > bytes_in_all) parts[i].bytes = 0;
  }
  return bytes_in_all <= room;
}

size_t extended_bytes(void) { return bytes_in_all; }

static uint64_t in_use(const unsigned char *kept) {
  uint64_t bits;
  memcpy(&bits, kept + LEGACY_BYTES, sizeof bits);
  return bits;
}

static bool are_zeros(const unsigned char *bytes, size_t count) {
  size_t at = 0;
  while (at < count && bytes[at] == 0) ++at;
  return at == count;
}

/* Whether a vector register that holds zeros is in use depends on what was done before, and not on what it holds. */
static uint64_t without_zeros(const unsigned char *kept, uint64_t bits) {
  if (are_zeros(kept + SSE_AT, SSE_BYTES)) bits &= ~(uint64_t)SSE;
  for (uint32_t i = FIRST_OWN_PART; i <= LAST_OF_VECTORS; ++i) {
    const bool is_of_vectors = i == FIRST_OWN_PART || i >= FIRST_OF_AVX512;
    if (is_of_vectors && parts[i].bytes != 0 && are_zeros(kept + parts[i].at, parts[i].bytes)) bits &= ~(UINT64_C(1) << i);
  }
  return bits;
}

void extended_tidy(unsigned char *kept) {
  if (bytes_in_all <= LEGACY_BYTES) return;
  const uint64_t bits = without_zeros(kept, in_use(kept));
  memcpy(kept + LEGACY_BYTES, &bits, sizeof bits);
  if ((bits & X87) == 0) memset(kept + X87_AT, 0, SSE_AT - X87_AT);
  if ((bits & SSE) == 0) memset(kept + SSE_AT, 0, SSE_BYTES);
  for (uint32_t i = FIRST_OWN_PART; i < PARTS; ++i) {
    if (parts[i].bytes != 0 && (bits >> i & 1) == 0) memset(kept + parts[i].at, 0, parts[i].bytes);
  }
}

size_t extended_pack(const unsigned char *kept, unsigned char *packed) {
  const size_t head = bytes_in_all <= LEGACY_BYTES ? bytes_in_all : LEGACY_BYTES + HEADER_BYTES;
  memcpy(packed, kept, head);
  if (bytes_in_all <= LEGACY_BYTES) return head;
  size_t length = head;
  const uint64_t bits = in_use(kept);
  for (uint32_t i = FIRST_OWN_PART; i < PARTS; ++i) {
    if (parts[i].bytes == 0 || (bits >> i & 1) == 0) continue;
    memcpy(packed + length, kept + parts[i].at, parts[i].bytes);
    length += parts[i].bytes;
  }
  return length;
}

size_t extended_unpack(unsigned char *kept, const unsigned char *packed) {
  const size_t head = bytes_in_all <= LEGACY_BYTES ? bytes_in_all : LEGACY_BYTES + HEADER_BYTES;
  memcpy(kept, packed, head);
  if (bytes_in_all <= LEGACY_BYTES) return head;
  size_t length = head;
  const uint64_t bits = in_use(packed);
  for (uint32_t i = FIRST_OWN_PART; i < PARTS; ++i) {
    if (parts[i].bytes == 0) continue;
    if ((bits >> i & 1) == 0) {
      memset(kept + parts[i].at, 0, parts[i].bytes);
    } else {
      memcpy(kept + parts[i].at, packed + length, parts[i].bytes);
      length += parts[i].bytes;
    }
  }
  return length;
}
