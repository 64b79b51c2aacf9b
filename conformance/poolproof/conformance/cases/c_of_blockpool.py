"""Functions of a C reproducer over ``blockpool.h``: how pools are made, what they count, and what is promised to abort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OF_BLOCKPOOL: Final[Mapping[str, str]] = {
    "create_blocks": """\
/* A config that ends where its page does, can't be written to, and says something else once create has come back. */
static int create_blocks(uint32_t count, void *storage, size_t storage_bytes, pp_pool **out) {
  static unsigned char room[3 * 65536]; /* for the largest pages that there are */
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  unsigned char *pages = room + (page - (uintptr_t)room % page);
  pp_config *config = (pp_config *)(void *)(pages + page - sizeof(pp_config));
  *config = (pp_config){sizeof(pp_config), count, BLOCK_BYTES, BLOCK_ALIGN, storage, storage_bytes};
  mprotect(pages, page, PROT_READ);
  mprotect(pages + page, page, PROT_NONE);
  int answered = pp_create(config, out);
  mprotect(pages, page, PROT_READ | PROT_WRITE);
  memset(config, 0xA5, sizeof *config);
  return answered;
}""",
    "create_if_it_can": """\
static int create_if_it_can(uint32_t count, pp_pool **out) {
  if (pp_create != NULL) return create_blocks(count, NULL, 0, out);
  *out = NULL;
  return 0;
}""",
    "create_in_storage": """\
#include <sys/syscall.h>

/* Storage for each pool, filled with rubbish, aligned as promised and to nothing more; bytes around it stay as they are. */
enum { PLACES = 264, RUBBISH = 0xA5, AROUND = 64 };

static struct place {
  unsigned char *memory, *storage;
  size_t bytes;
} places[PLACES];

static int create_in_storage(int pool, uint32_t count, pp_pool **out) {
  struct place *place = &places[pool];
  size_t bytes = STORAGE_FIXED + (size_t)count * STORAGE_PER_BLOCK, whole = bytes + 2 * AROUND + 2 * (size_t)STORAGE_ALIGN;
  if (place->memory == NULL || place->bytes != bytes) {
    long got = syscall(SYS_mmap, NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (got == -1) went_another_way(0, "there is no memory for its storage");
    place->memory = (unsigned char *)got;
    place->bytes = bytes;
    place->storage = place->memory + AROUND;
    while ((uintptr_t)place->storage % (2 * (size_t)STORAGE_ALIGN) != STORAGE_ALIGN) ++place->storage;
  }
  if (whole < (size_t)1 << 28) memset(place->memory, RUBBISH, whole);
  return create_blocks(count, place->storage, bytes, out);
}""",
    "must_keep_to_storage": """\
static void must_keep_to_storage(int step) {
  for (int pool = 0; pool < PLACES; ++pool) {
    const struct place *place = &places[pool];
    for (size_t i = 0; place->memory != NULL && i < AROUND; ++i) {
      if (place->storage[place->bytes + i] != RUBBISH) shown(step, "a byte behind its storage was written to");
      if (*(place->storage - 1 - i) != RUBBISH) shown(step, "a byte before its storage was written to");
    }
  }
}""",
    "must_count": """\
static void must_count(int step, const char *what, size_t counted, size_t expected) {
  static char text[96];
  if (counted == expected) return;
  snprintf(text, sizeof text, "%s %zu, not %zu", what, counted, expected);
  shown(step, text);
}""",
    "must_count_at_least": """\
static void must_count_at_least(int step, const char *what, size_t counted, size_t expected) {
  static char text[96];
  if (counted >= expected && counted < (size_t)1 << 31) return;
  snprintf(text, sizeof text, "%s %zu, not %zu or more", what, counted, expected);
  shown(step, text);
}""",
    "foreign_with_room": """\
/* Memory that no pool knows, with room around it that can be read and written. */
static unsigned char *foreign_with_room(void) {
  enum { ROOM = 4096 };
  static unsigned char memory[4 * ROOM];
  return memory + (ROOM - (uintptr_t)memory % ROOM) + ROOM;
}""",
    "watch": """\
/* What is lent, looked at where the child ends. */
static const void *watched, *watched_as;
static size_t watched_bytes;

static void watch(const void *block, const void *was, size_t bytes) {
  watched = block;
  watched_as = was;
  watched_bytes = bytes;
}""",
    "begins_child": """\
#include <signal.h>

static volatile struct told {
  int came_back, answered, has_changed;
} *told;
static int child_status;

@look@
static void ends_by_signal(int number) {
  look_at_end();
  raise(number);
}

/* What is promised to end the process is done in a child: 1 there. The parent goes on once the child has ended. */
static int begins_child(void) {
  static const int numbers[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGTERM};
  struct sigaction action;
  told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  fflush(stdout);
  pid_t child = fork();
  if (child != 0) {
    waitpid(child, &child_status, 0);
    return 0;
  }
  memset(&action, 0, sizeof action);
  action.sa_handler = ends_by_signal;
  action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; ++i) sigaction(numbers[i], &action, NULL);
  atexit(look_at_end);
  alarm(5);
  return 1;
}""",
    "comes_back": """\
static void comes_back(int answered) {
  told->answered = answered;
  told->came_back = 1;
  _exit(0);
}""",
    "came_back_with": """\
static int came_back_with(int code) {
  return told->came_back && (code == 0 ? told->answered != 0 : told->answered == code);
}""",
    "must_have_ended": """\
static void must_have_ended(int step) {
  if (told->came_back) shown(step, "it came back");
  if (WIFSIGNALED(child_status) && WTERMSIG(child_status) == SIGALRM) shown(step, "it hung");
  if (WIFEXITED(child_status) && WEXITSTATUS(child_status) == 0) shown(step, "the process ended with status 0");
  if (told->has_changed) shown(step, "the process ended, and had changed a block that is lent");
}""",
}
LOOKS_AT_NOTHING: Final = "static void look_at_end(void) {}\n"
LOOKS_AT_WATCHED: Final = """\
static void look_at_end(void) {
  if (memcmp(watched, watched_as, watched_bytes) != 0) told->has_changed = 1;
}
"""
