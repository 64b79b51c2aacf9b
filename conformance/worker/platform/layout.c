#define _GNU_SOURCE
#include "layout.h"

#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

#include "page.h"

/* The environment lies at the top of the main stack. */
static uintptr_t stack_top(void) { return (uintptr_t)environ; }

struct stretch layout_above_stack(void) {
  const uintptr_t from = stack_top(), to = getauxval(AT_EXECFN); /* the program's path lies at the very top */
  return (struct stretch){from, to > from ? to - from : 0};
}

struct stretch layout_kernel_pages(void) {
  const uintptr_t start = getauxval(AT_SYSINFO_EHDR);
  return (struct stretch){start, start != 0 ? page_bytes() : 0};
}

uintptr_t layout_loader(void) { return getauxval(AT_BASE); }

bool layout_beyond_stack(uintptr_t address) {
  enum { SLACK_BYTES = 1 << 20 };
  const uintptr_t top = stack_top();
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  return address < top && top - address + SLACK_BYTES > limit.rlim_cur && top - address < limit.rlim_cur + SLACK_BYTES;
}
