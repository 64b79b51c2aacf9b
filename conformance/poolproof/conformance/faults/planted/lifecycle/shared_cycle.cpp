// Two shared pointers hold each other, and nobody else.
#include <memory>

#include "../../sound/parts.h"

struct Part {
  std::shared_ptr<Part> other;
};
static void make_parts() {
  auto left = std::make_shared<Part>();
  auto right = std::make_shared<Part>();
  left->other = right;
  right->other = left;
}

#define AFTER_CREATE(pool) make_parts()

#include "../../sound/pool.c"
