#define _GNU_SOURCE
#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "../terms_digits.h"
#include "pool.h"
#include "state.h"

enum { TIMES_AT_MOST = 1000000 };

/* Letters; and such in brackets with a number behind them. */
static bool is_program(const char *word) {
  static const char letters[] = "graRQSuf";
  const size_t length = strlen(word);
  for (word += strspn(word, letters); *word == '('; word += strspn(word, letters)) {
    const size_t count = strspn(++word, letters);
    if (count == 0 || word[count] != ')') return false;
    char *end;
    const unsigned long times = strtoul(word + count + 1, &end, 10);
    if (end == word + count + 1 || times == 0 || times > TIMES_AT_MOST) return false;
    word = end;
  }
  return *word == '\0' || (word[0] == 'e' && word[1] == '\0' && length > 1);
}

bool job_read(char **arguments) {
  if (!terms_from_digits(arguments[2], &job.terms)) return false;
  job.count = (uint32_t)strtoul(arguments[3], NULL, 10);
  job.kept = (uint32_t)strtoul(arguments[4], NULL, 10);
  job.lent = (uint32_t)strtoul(arguments[5], NULL, 10);
  char *rest = NULL;
  for (char *word = strtok_r(arguments[6], "|", &rest); word != NULL; word = strtok_r(NULL, "|", &rest)) {
    if (job.callers == CALLERS_AT_MOST || !is_program(word)) return false;
    job.programs[job.callers++] = word;
  }
  const char *flags = arguments[7];
  job.is_lock_free = strchr(flags, 'l') != NULL;
  job.may_not_allocate = strchr(flags, 'm') != NULL;
  job.calls = strchr(flags, 's') != NULL ? CALLS_NONE : strchr(flags, 'x') != NULL ? CALLS_FUTEX : CALLS_ANY;
  job.by_interrupt = strchr(flags, 'i') != NULL;
  job.exact_counters = (strchr(flags, 'u') != NULL ? COUNTER_USED : 0) | (strchr(flags, 'f') != NULL ? COUNTER_FREE : 0);
  job.rest_counters = (strchr(flags, 'U') != NULL ? COUNTER_USED : 0) | (strchr(flags, 'F') != NULL ? COUNTER_FREE : 0);
  job.by_steps = strchr(flags, 't') != NULL;
  job.follows_order = strchr(flags, 'o') != NULL && job.terms.is_at_least == 0;
  job.is_new = strchr(flags, 'n') != NULL;
  job.at_every_access = strchr(flags, 'e') != NULL;
  if (job.by_interrupt && job.callers != 2) return false;
  if (job.is_new && (job.by_interrupt || job.follows_order || job.kept != 0 || job.lent != 0)) return false;
  return job.callers != 0 && job.count != 0 && job.count <= BLOCKS_AT_MOST && job.lent <= job.count && job.lent <= 3;
}
