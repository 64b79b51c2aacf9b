/* bufferpool.h: every function must be there, but for the name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "subject.h"

struct symbol {
  const char *name;
  size_t offset;
};

static const struct symbol required[] = {
    {"bp_abi_version", offsetof(struct subject, abi_version)},
    {"bp_create", offsetof(struct subject, create)},
    {"bp_destroy", offsetof(struct subject, destroy)},
    {"bp_get_soa", offsetof(struct subject, get_soa)},
    {"bp_return_soa", offsetof(struct subject, return_soa)},
    {"bp_get_receipt", offsetof(struct subject, get_receipt)},
    {"bp_reset_receipts", offsetof(struct subject, reset_receipts)},
    {"bp_clear", offsetof(struct subject, clear)},
    {"bp_capacity_usage", offsetof(struct subject, capacity_usage)},
};

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bytes are the same. */
static void bind(struct subject *subject, size_t offset, void *address) {
  memcpy((char *)subject + offset, &address, sizeof address);
}

bool binding1_find(struct subject *subject, char *text, size_t text_bytes) {
  size_t length = 0;
  for (size_t i = 0; i < sizeof required / sizeof required[0]; ++i) {
    void *address = dlsym(subject->library, required[i].name);
    if (address != NULL) {
      bind(subject, required[i].offset, address);
    } else if (length < text_bytes) {
      length += (size_t)snprintf(text + length, text_bytes - length, "%s%s", length == 0 ? "missing " : ", ", required[i].name);
    }
  }
  if (length != 0) return false;
  bind(subject, offsetof(struct subject, name), dlsym(subject->library, "bp_name"));
  subject->entries = (struct entries){
      .create = (uintptr_t)subject->create,
      .destroy = (uintptr_t)subject->destroy,
      .get = (uintptr_t)subject->get_soa,
      .give_back = (uintptr_t)subject->return_soa,
      .take = (uintptr_t)subject->get_receipt,
      .reset = (uintptr_t)subject->reset_receipts,
      .clear = (uintptr_t)subject->clear,
      .usage = (uintptr_t)subject->capacity_usage,
  };
  return true;
}
