"""Functions of a C reproducer over ``bufferpool.h``, and of one in which memory runs out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OF_BUFFERPOOL: Final[Mapping[str, str]] = {
    "create": """\
/* A config that ends where its page does, can't be written to, and says something else once create has come back. */
static int create(uint32_t soa_capacity, uint32_t receipt_capacity, bp_pool **out) {
  static unsigned char *pages;
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (pages == NULL) pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  bp_config *config = (bp_config *)(void *)(pages + page - sizeof(bp_config));
  *config = (bp_config){soa_capacity, receipt_capacity};
  mprotect(pages, page, PROT_READ);
  mprotect(pages + page, page, PROT_NONE);
  int answered = bp_create(config, out);
  mprotect(pages, page, PROT_READ | PROT_WRITE);
  *config = (bp_config){soa_capacity == 1 ? 2 : 1, receipt_capacity == 1 ? 2 : 1};
  return answered;
}""",
    "run_short": """\
#include <errno.h>
#include <sys/syscall.h>

/* Memory that runs out: of what is allocated from here on the nth fails, or that and all that follows. The allocators of this
 * program stand before those of the GNU C library, for the pool as well. */
static unsigned granted, fails, fails_for_ever;

static void run_short(unsigned nth, unsigned for_ever) {
  granted = nth - 1;
  fails = 1;
  fails_for_ever = for_ever;
}

static int run_whole(int answered) {
  fails = fails_for_ever = 0;
  return answered;
}

static int is_short(void) {
  if (fails == 0) return 0;
  if (granted != 0) {
    --granted;
    return 0;
  }
  fails = fails_for_ever;
  errno = ENOMEM;
  return 1;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t bytes) { return is_short() ? NULL : __libc_malloc(bytes); }
void *calloc(size_t count, size_t bytes) { return is_short() ? NULL : __libc_calloc(count, bytes); }
void *realloc(void *block, size_t bytes) { return is_short() ? NULL : __libc_realloc(block, bytes); }
void *memalign(size_t alignment, size_t bytes) { return is_short() ? NULL : __libc_memalign(alignment, bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }
int posix_memalign(void **out, size_t alignment, size_t bytes) {
  void *block = memalign(alignment, bytes);
  if (block == NULL) return ENOMEM;
  *out = block;
  return 0;
}
void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  if (is_short()) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, address, bytes, protection, flags, descriptor, offset);
}""",
    "must_use": """\
static void must_use(int step, const bp_pool *pool, uint32_t soa_in_use, uint32_t soa_total, uint32_t receipts_in_use,
                     uint32_t receipts_total) {
  bp_usage seen = {UINT32_C(0xDEADBEEF), UINT32_C(0xDEADBEEF), UINT32_C(0xDEADBEEF), UINT32_C(0xDEADBEEF)};
  bp_capacity_usage(pool, &seen);
  if (seen.soa_in_use != soa_in_use || seen.soa_total != soa_total || seen.receipts_in_use != receipts_in_use ||
      seen.receipts_total != receipts_total) {
    shown(step, "another usage");
  }
}""",
    "mapped": """\
#include <link.h>

enum { CODE = 1, DATA = 2 };

/* So many bytes into the code, or the data, or both, of what this function lies in, around and around. */
struct wanted {
  uintptr_t function, offset, found;
  int parts;
};

static int look(struct dl_phdr_info *object, size_t size, void *data) {
  struct wanted *wanted = data;
  uintptr_t bytes = 0, left;
  int is_it = 0;
  (void)size;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD) continue;
    is_it |= wanted->function - (object->dlpi_addr + part->p_vaddr) < part->p_memsz;
    if ((wanted->parts & ((part->p_flags & PF_W) != 0 ? DATA : CODE)) != 0) bytes += part->p_memsz;
  }
  if (!is_it || bytes == 0) return 0;
  left = wanted->offset % bytes;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || (wanted->parts & ((part->p_flags & PF_W) != 0 ? DATA : CODE)) == 0) continue;
    wanted->found = object->dlpi_addr + part->p_vaddr + left;
    if (left < part->p_memsz) return 1;
    left -= part->p_memsz;
  }
  return 1;
}

static uintptr_t mapped(uintptr_t function, int parts, uint64_t offset) {
  struct wanted wanted = {function, (uintptr_t)offset, 0, parts};
  dl_iterate_phdr(look, &wanted);
  return wanted.found;
}""",
    "of_the_kernel": """\
#include <sys/auxv.h>

static uintptr_t of_the_kernel(uint64_t offset) {
  return (uintptr_t)getauxval(AT_SYSINFO_EHDR) + offset % (uint64_t)sysconf(_SC_PAGESIZE);
}""",
    "foreign": """\
/* A page of memory that no pool knows, between two that nobody can touch. */
static unsigned char *foreign(void) {
  static unsigned char *pages;
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (pages == NULL) {
    pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_READ | PROT_WRITE) != 0) exit(2);
  }
  return pages + page;
}""",
}
