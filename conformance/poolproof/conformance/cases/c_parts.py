"""The fixed parts of a C reproducer. A program gets those that it uses."""

from __future__ import annotations

import re
from typing import Final

HELPERS: Final = {
    "went_another_way": """\
static void went_another_way(int step, const char *what) {
  printf("step %d went another way: %s\\n", step, what);
  exit(2);
}""",
    "shown": """\
static void shown(int step, const char *what) {
  printf("step %d: %s\\nexpected: %s\\nobserved when the case was saved: %s\\n", step, what, EXPECTED, OBSERVED);
  exit(1);
}""",
    "answers": """\
/* What was right until the step that fails: if it is not, this is another story. */
static void answers(int step, int answered, int expected) {
  if (answered != expected) went_another_way(step, "another status");
}""",
    "create": """\
/* A config that ends where its page does, can't be written to, and says something else once create has come back. */
static int create(uint32_t soa_capacity, uint32_t receipt_capacity, bp_pool **out) {
  static unsigned char *page;
  if (page == NULL) page = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  bp_config *config = (bp_config *)(void *)(page + 4096 - sizeof(bp_config));
  *config = (bp_config){soa_capacity, receipt_capacity};
  mprotect(page, 4096, PROT_READ);
  mprotect(page + 4096, 4096, PROT_NONE);
  int answered = bp_create(config, out);
  mprotect(page, 4096, PROT_READ | PROT_WRITE);
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
    "same": """\
static void same(int step, const void *out, const void *expected) {
  if (out != expected) went_another_way(step, "another block was handed out");
}""",
    "must_answer": """\
static void must_answer(int step, int answered, int expected) {
  static char text[64];
  if (answered == expected) return;
  snprintf(text, sizeof text, "it answers %d, not %d", answered, expected);
  shown(step, text);
}""",
    "must_refuse": """\
/* Whether a buffer lies there, and is free, or none, only the pool knows. */
static void must_refuse(int step, int answered) {
  if (answered != BP_NOT_IN_USE && answered != BP_NOT_OWNED) shown(step, "the return is not refused");
}""",
    "must_be_null": """\
static void must_be_null(int step, const void *out) {
  if (out != NULL) shown(step, out == (const void *)untouched ? "*out was not written" : "*out names something");
}""",
    "must_be_given": """\
static void must_be_given(int step, const void *out) {
  if (out == NULL || out == (const void *)untouched) shown(step, "nothing in *out");
}""",
    "must_be_aligned": """\
static void must_be_aligned(int step, const void *block) {
  if ((uintptr_t)block % 64 != 0) shown(step, "the address is no multiple of 64");
}""",
    "must_not_share": """\
static void must_not_share(int step, const void *block, size_t bytes, const void *lent, size_t lent_bytes) {
  uintptr_t one = (uintptr_t)block, other = (uintptr_t)lent;
  if (one < other + lent_bytes && other < one + bytes) shown(step, "it shares bytes with a block that is lent");
}""",
    "must_be": """\
static void must_be(int step, const void *block, const void *expected) {
  if (block != expected) shown(step, "another block was handed out");
}""",
    "must_not_be": """\
static void must_not_be(int step, const void *block, const void *known) {
  if (block == known) shown(step, "a block that was handed out before");
}""",
    "must_be_blank": """\
static void must_be_blank(int step, const void *block, size_t first_word, size_t words) {
  for (size_t word = first_word; word < words; ++word) {
    uint64_t value = 0;
    memcpy(&value, (const unsigned char *)block + 8 * word, sizeof value);
    if (value != 0) shown(step, "a word is not blank");
  }
}""",
    "must_have_id": """\
static void must_have_id(int step, const void *receipt, uint64_t expected) {
  uint64_t id = 0;
  memcpy(&id, receipt, sizeof id);
  if (id != expected) shown(step, "another id");
}""",
    "must_still_hold": """\
static void must_still_hold(int step, const void *block, const void *was, size_t bytes) {
  if (memcmp(block, was, bytes) != 0) shown(step, "a block that is lent was changed");
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
    "put": """\
static void put(void *block, size_t word, uint64_t value) {
  memcpy((unsigned char *)block + 8 * word, &value, sizeof value);
}""",
    "on_the_stack": """\
/* Above every frame. */
static void *on_the_stack(void) {
  extern char **environ;
  return (void *)((uintptr_t)environ & ~(uintptr_t)63);
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

static uintptr_t of_the_kernel(uint64_t offset) { return (uintptr_t)getauxval(AT_SYSINFO_EHDR) + offset % 4096; }""",
    "foreign": """\
/* A page of memory that no pool knows, between two that nobody can touch. */
static unsigned char *foreign(void) {
  static unsigned char *pages;
  if (pages == NULL) {
    pages = mmap(NULL, 3 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + 4096, 4096, PROT_READ | PROT_WRITE) != 0) exit(2);
  }
  return pages + 4096;
}""",
}

MAIN_PLAIN: Final = """\
int main(void) {
  steps();
  printf("the fault is gone\\n");
  return 0;
}"""

MAIN_EXIT: Final = """\
/* The pool ended the process, with whatever status: only from outside can that be told from a good end. */
int main(void) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    steps();
    fflush(stdout);
    _exit(42);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 2) return 2;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 42) {
    printf("the fault is gone\\n");
    return 0;
  }
  printf("the process ended\\nexpected: %s\\nobserved when the case was saved: %s\\n", EXPECTED, OBSERVED);
  return 1;
}"""

MAIN_DESCRIPTORS: Final = """\
/* The pool closed file descriptors that are not its own: all below 32 are open when it is called. */
int main(void) {
  while (open("/dev/null", O_RDONLY) < 31) {
  }
  steps();
  for (int descriptor = 0; descriptor < 32; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1) {
      printf("descriptor %d was closed\\nexpected: %s\\nobserved when the case was saved: %s\\n", descriptor, EXPECTED,
             OBSERVED);
      return 1;
    }
  }
  printf("the fault is gone\\n");
  return 0;
}"""

MAIN_LEAK: Final = """\
static long pages_taken(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%ld", &pages) != 1) exit(2);
  fclose(file);
  return pages;
}

static int free_descriptor(void) {
  int descriptor = open("/dev/null", O_RDONLY);
  close(descriptor);
  return descriptor;
}

/* The steps again and again: what is never given back adds up, until it shows in the size of the process. A pool may set up
 * something once, and the allocator has slack of its own: a hundred pages are no leak yet. */
int main(void) {
  enum { WARM_UP = 8, ROUNDS = 5000, PAGES = 100, DESCRIPTORS = 4 };
  long pages = 0;
  int descriptor = 0;
  for (int round = 0; round < ROUNDS; ++round) {
    steps();
    if (round < WARM_UP) {
      pages = pages_taken();
      descriptor = free_descriptor();
    } else if (pages_taken() > pages + PAGES || free_descriptor() > descriptor + DESCRIPTORS) {
      printf("after %d rounds more is taken\\nexpected: %s\\nobserved when the case was saved: %s\\n", round + 1, EXPECTED,
             OBSERVED);
      return 1;
    }
  }
  printf("nothing adds up: the fault is gone\\n");
  return 0;
}"""

MAIN_NOT_SHOWN: Final = """\
/* What a function does besides its work does not show in what it answers. This program does the steps, and no more:
 * @hint@ */
int main(void) {
  steps();
  printf("expected: %s\\nobserved when the case was saved: %s\\nthis program can't tell: run it as its last comment says\\n",
         EXPECTED, OBSERVED);
  return 2;
}"""


def helpers_used(body: str) -> list[str]:
    """The helpers that the text calls, and those that they call, in an order that compiles."""
    used: list[str] = []
    for name, text in reversed(HELPERS.items()):
        if re.search(rf"\b{name}\(", "\n".join([body, *used])):
            used.insert(0, text)
    return used
