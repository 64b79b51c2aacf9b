#define _GNU_SOURCE
#include "saying.h"

#include <unistd.h>

#include "../protocol.h"

static const char *const names[] = {
    [WRONG_NOTHING] = "nothing",
    [WRONG_ANSWER] = "answer",
    [WRONG_ORDER] = "order",
    [WRONG_STATUS] = "status",
    [WRONG_ADDRESS] = "address",
    [WRONG_CONTENT] = "content",
    [WRONG_OVERWRITTEN] = "overwritten",
    [WRONG_COUNT] = "count",
    [WRONG_KEPT] = "kept",
    [WRONG_TWO_HOLDERS] = "two_holders",
    [WRONG_REFUSED] = "refused",
    [WRONG_LOST] = "lost",
    [WRONG_DEADLOCK] = "deadlock",
    [WRONG_NO_END] = "no_end",
    [WRONG_WAITS] = "waits",
    [WRONG_GOES_ROUND] = "goes_round",
    [WRONG_TOO_LONG] = "too_long",
    [WRONG_DIED] = "died",
    [WRONG_CALLS] = "calls",
    [WRONG_ALLOCATES] = "allocates",
    [WRONG_ALLOCATES_REFUSING] = "allocates_refusing",
};

FILE *told;

bool telling_init(void) {
  const int place = dup(STDOUT_FILENO);
  told = place >= 0 ? fdopen(place, "w") : NULL;
  return told != NULL && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;
}

const char *telling_name(enum wrong wrong) { return names[wrong]; }

void tell_text(const char *text) {
  fputc('"', told);
  for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; ++at) {
    if (*at == '"' || *at == '\\') {
      fprintf(told, "\\%c", *at);
    } else if (*at < 0x20 || *at > 0x7E) {
      fprintf(told, "\\u%04x", *at);
    } else {
      fputc(*at, told);
    }
  }
  fputc('"', told);
}

void tell_unfit(const char *whose, const char *why) {
  fprintf(told, "{\"version\": %lu, \"unfit\": \"%s\", \"why\": ", (unsigned long)PROTOCOL_VERSION, whose);
  tell_text(why);
  fprintf(told, "}\n");
}

static const char *const kinds[] = {
    [CALL_NONE] = "none", [CALL_GET] = "get",   [CALL_RETURN] = "return",
    [CALL_USED] = "used", [CALL_FREE] = "free", [CALL_END] = "end",
};

static const char *answer_name(uint32_t answer) {
  if (answer == SAID_NONE_FREE) return "none_free";
  if (answer == SAID_TAKEN) return "taken";
  if (answer == SAID_NOT_TAKEN) return "not_taken";
  return answer > SAID_NOT_TAKEN ? "count" : "lent";
}

void tell_event(const struct event *event, uint32_t run, bool is_first) {
  fprintf(told, "%s\n  {\"run\": %u, \"thread\": %u, \"is_answer\": %s, \"call\": \"%s\", \"block\": %d", is_first ? "" : ",",
          run, event->thread, event->is_answer ? "true" : "false", kinds[event->kind], event->block);
  if (event->is_answer)
    fprintf(told, ", \"said\": \"%s\", \"value\": %lld", answer_name(event->answer), (long long)event->value);
  fprintf(told, "}");
}
