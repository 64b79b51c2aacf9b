/* What create takes from the system, measured from outside: by the size of the process and by its page faults. */
#define _GNU_SOURCE /* RUSAGE_THREAD, mincore */

#include <bufferpool.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define EXPECT(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                        \
    }                                                                 \
  } while (0)

enum { DEFAULT_BUFFERS = 16, DEFAULT_RECEIPTS = 1024, PROFILE_MEMORY_BYTES = 147456 };

/* Read with plain system calls: stdio would allocate in between. */
static long address_space_bytes(void) {
  char text[128];
  const int file = open("/proc/self/statm", O_RDONLY);
  EXPECT(file >= 0);
  const ssize_t length = read(file, text, sizeof(text) - 1);
  EXPECT(length > 0);
  close(file);
  text[length] = '\0';
  return strtol(text, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static long page_faults(void) {
  struct rusage usage;
  EXPECT(getrusage(RUSAGE_THREAD, &usage) == 0);
  return usage.ru_minflt + usage.ru_majflt;
}

static void default_pool_takes_the_memory_of_the_profile(void) {
  bp_pool *pool;
  const long before = address_space_bytes();
  EXPECT(bp_create(NULL, &pool) == BP_OK);
  const long taken = address_space_bytes() - before;
  EXPECT(taken >= DEFAULT_BUFFERS * (long)sizeof(bp_soa) + DEFAULT_RECEIPTS * (long)sizeof(bp_receipt));
  EXPECT(taken <= PROFILE_MEMORY_BYTES);
  bp_destroy(pool);
  EXPECT(address_space_bytes() == before);
}

/* Returns the number of page faults of a history that reaches every buffer and receipt. */
static long faults_of_a_full_history(bp_pool *pool) {
  bp_soa *buffers[DEFAULT_BUFFERS];
  bp_receipt *receipt;
  const long before = page_faults();
  for (int i = 0; i < DEFAULT_BUFFERS; i += 1) {
    EXPECT(bp_get_soa(pool, 8, &buffers[i]) == BP_OK);
  }
  for (int i = 0; i < DEFAULT_BUFFERS; i += 1) {
    EXPECT(bp_return_soa(pool, buffers[i]) == BP_OK);
  }
  for (int i = 0; i < DEFAULT_RECEIPTS; i += 1) {
    EXPECT(bp_get_receipt(pool, &receipt) == BP_OK);
  }
  return page_faults() - before;
}

static void nothing_is_touched_first_after_create(void) {
  bp_pool *warm_up;
  bp_pool *pool;
  EXPECT(bp_create(NULL, &warm_up) == BP_OK);
  faults_of_a_full_history(warm_up); /* the pages of the code and the stack */
  bp_destroy(warm_up);
  EXPECT(bp_create(NULL, &pool) == BP_OK);
  EXPECT(faults_of_a_full_history(pool) <= 1); /* a busy kernel makes one of its own now and then; the pool has 33 pages */
  bp_destroy(pool);
}

static void every_page_is_resident_after_create(void) {
  const bp_config large = {65536, 65536};
  bp_pool *pool;
  bp_soa *lowest;
  EXPECT(bp_create(&large, &pool) == BP_OK);
  EXPECT(bp_get_soa(pool, 0, &lowest) == BP_OK);
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t pages = large.soa_capacity * sizeof(bp_soa) / page;
  unsigned char *const resident = calloc(pages, 1);
  EXPECT(resident != NULL);
  unsigned char *const start = (unsigned char *)lowest - (uintptr_t)lowest % page;
  EXPECT(mincore(start, pages * page, resident) == 0);
  for (size_t i = 0; i < pages; i += 1) {
    EXPECT(resident[i] & 1);
  }
  free(resident);
  bp_destroy(pool);
}

/* Last, for there is no way back from the limit. */
static void refused_memory_is_an_answer(void) {
  const bp_config large = {65536, 1048576};
  const struct rlimit limit = {64 << 20, 64 << 20};
  bp_pool *pool = (bp_pool *)&limit;
  EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
  EXPECT(bp_create(&large, &pool) == BP_NO_MEMORY);
  EXPECT(pool == NULL);
  EXPECT(bp_create(NULL, &pool) == BP_OK);
  bp_destroy(pool);
}

int main(void) {
  default_pool_takes_the_memory_of_the_profile();
  nothing_is_touched_first_after_create();
  every_page_is_resident_after_create();
  refused_memory_is_an_answer();
  puts("all held");
  return 0;
}
