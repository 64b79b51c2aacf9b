/* What is loaded into this process: libraries and the program itself, and the segments of each. */
#ifndef POOLPROOF_SEGMENTS_H
#define POOLPROOF_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEGMENTS_AT_MOST = 16 };

struct segment {
  uintptr_t start;
  size_t bytes;
  size_t file_bytes; /* the rest is blank */
  bool is_readable;
  bool is_writable;
};

struct loaded_object {
  const char *path; /* of the program itself: empty */
  uintptr_t base;
  struct segment segments[SEGMENTS_AT_MOST];
  uint32_t segment_count;
  uintptr_t first;         /* of its lowest segment */
  uintptr_t behind;        /* its highest */
  uintptr_t read_only_end; /* where what the loader makes read-only again ends: whole pages of a writable segment; 0: nowhere */
  const void *dynamic;     /* what the loader reads of it */
  size_t thread_storage_number; /* 0: it has none */
  size_t thread_storage_bytes;
};

/* One after the other, until `note` answers true. */
void segments_each(bool (*note)(const struct loaded_object *object, void *with), void *with);

/* Whether the address lies in one of its segments. */
bool segments_hold(const struct loaded_object *object, uintptr_t address);

/* This thread's own of an object's, which is made with the first question. */
volatile unsigned char *segments_thread_storage(const struct loaded_object *object);

/* The name under which an object imports the function at this address, as its loader filled in; NULL: none is known. */
const char *segments_import_name(const struct loaded_object *object, uintptr_t address);

#endif
