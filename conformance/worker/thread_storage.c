#include "thread_storage.h"

#include "platform/platform.h"

static bool take(const struct loaded_object *object, void *unused) {
  (void)unused;
  if (object->thread_storage_number == 0) return false;
  volatile unsigned char *storage = segments_thread_storage(object);
  const size_t bytes = object->thread_storage_bytes;
  for (size_t at = 0; at < bytes; at += page_bytes()) storage[at] = storage[at];
  if (bytes != 0) storage[bytes - 1] = storage[bytes - 1];
  return false;
}

void thread_storage_take(void) { segments_each(take, NULL); }
