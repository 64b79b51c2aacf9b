#include "segments.h"

/* How compiled code asks for it: by the number of the module, and the place in it. */
struct place_in_module {
  unsigned long module;
  unsigned long offset;
};
extern void *__tls_get_addr(struct place_in_module *);

volatile unsigned char *segments_thread_storage(const struct loaded_object *object) {
  struct place_in_module place = {object->thread_storage_number, 0};
  return __tls_get_addr(&place);
}
