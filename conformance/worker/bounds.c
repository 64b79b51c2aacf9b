#include "bounds.h"

#include <stdio.h>
#include <unistd.h>

#include "guarded.h"
#include "platform/platform.h"
#include "storage.h"
#include "taken.h"
#include "zones.h"

void bounds_begin(const struct operation *operation) {
  zones_operation(operation->kind);
  if (operation->kind == OPERATION_CREATE) guarded_set((enum placement)operation->target);
}

static void note(const struct breach *breach, struct observation *observation) {
  if (breach->kind == BREACH_NONE || observation->breach != BREACH_NONE) return;
  observation->breach = breach->kind;
  observation->breach_count = breach->count;
  observation->breach_taken_by = breach->taken_by;
  observation->breach_given_back_by = breach->given_back_by;
  observation->breach_distance = breach->distance;
  observation->breach_block_bytes = breach->block_bytes;
  observation->breach_of_storage = breach->is_storage;
}

bool bounds_let_touch(uint64_t address, size_t bytes, struct observation *observation) {
  const struct breach breach = zones_of_lent(address, bytes), of_storage = storage_of_lent(address, bytes);
  note(&breach, observation);
  note(&of_storage, observation);
  return !breach.is_unreadable && !of_storage.is_unreadable;
}

void bounds_inspect(bool at_all, struct observation *observation) {
  const struct breach breach = at_all ? zones_inspect() : zones_glance(), of_storage = storage_inspect(at_all);
  note(&breach, observation);
  note(&of_storage, observation);
}

static const char *operation_name(uint32_t kind) {
  static const char *const names[] = {
      [OPERATION_CREATE] = "create",        [OPERATION_DESTROY] = "destroy",   [OPERATION_DESTROY_NULL] = "destroy",
      [OPERATION_GET] = "get_soa",          [OPERATION_RETURN] = "return_soa", [OPERATION_TAKE] = "get_receipt",
      [OPERATION_RESET] = "reset_receipts", [OPERATION_CLEAR] = "clear",       [OPERATION_COUNTERS] = "capacity_usage",
  };
  return kind < sizeof names / sizeof names[0] && names[kind] != NULL ? names[kind] : "an operation";
}

static void say(char *text, int length) {
  ssize_t written = write(STDERR_FILENO, text, (size_t)length);
  (void)written;
}

static void say_beside(const char *did, size_t distance, const char *where, const struct taken_block *block) {
  char text[256], far[48] = "";
  if (distance != 0) snprintf(far, sizeof far, "%zu %s ", distance, distance == 1 ? "byte" : "bytes");
  say(text, snprintf(text, sizeof text, "it %s %s%s the block of %zu bytes that %s took\n", did, far, where, block->bytes,
                     operation_name(block->taken_by)));
}

static void say_inside(const char *did, size_t place, const struct taken_block *block) {
  char text[256];
  say(text, snprintf(text, sizeof text, "it %s at byte %zu of a block of %zu bytes that %s had given back\n", did, place,
                     block->bytes, operation_name(block->given_back_by)));
}

/* A mapping has a page of no access beside it, or one that is somebody's. */
static size_t behind(const struct taken_block *block) { return block->is_mapping ? page_bytes() : block->behind; }
static size_t before(const struct taken_block *block) { return block->is_mapping ? page_bytes() : block->before; }

bool bounds_explain_fault(uintptr_t address, const char *did) {
  if (storage_explain_fault(address, did)) return true;
  const struct taken_block *block = taken_at_or_before(address);
  if (block != NULL && address < block->start + block->bytes + behind(block)) {
    if (address >= block->start + block->bytes) {
      say_beside(did, address - block->start - block->bytes, "behind", block);
    } else if (block->is_given_back) {
      say_inside(did, address - block->start, block);
    } else {
      return false;
    }
    return true;
  }
  block = taken_behind(address);
  if (block == NULL || address < block->start - before(block)) return false;
  say_beside(did, block->start - address, "before", block);
  return true;
}
