#define _GNU_SOURCE
#include "variables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/platform.h"
#include "reserve.h"

/* So many calls back: as many gets as a small pool has buffers. */
enum { CONFIGS = 3, OUTS = 16, USAGES = 4, WORDS_AT_MOST = sizeof(pp_config) / sizeof(uint32_t) };

struct variable {
  enum caller_variable kind;
  uint32_t bytes;
  unsigned char *page;
  unsigned char *at;
  bool is_lent; /* its call lasts */
  bool is_kept; /* its call is over */
  bool is_gone;
  uint32_t place;
  uint32_t handed_out;
  uint32_t words[WORDS_AT_MOST]; /* as the call left it */
};

struct ring {
  struct variable *variables;
  uint32_t count;
  uint32_t next;
};

static struct variable configs[CONFIGS], outs[OUTS], usages[USAGES];
static struct ring rings[] = {{configs, CONFIGS, 0}, {outs, OUTS, 0}, {usages, USAGES, 0}};
enum { OF_CONFIGS, OF_OUTS, OF_USAGES, RINGS };

static uint32_t place_at_hand;
static bool goes_at_hand;

static void protect(const struct variable *variable, int protection) {
  if (mprotect(variable->page, page_bytes(), protection) != 0) abort();
}

void variables_init(void) {
  /* One range: each page, and one behind it that is closed. */
  unsigned char *rest = reserve(2 * (CONFIGS + OUTS + USAGES) * page_bytes());
  for (uint32_t i = 0; i < RINGS; ++i) {
    for (uint32_t at = 0; at < rings[i].count; ++at, rest += 2 * page_bytes()) {
      rings[i].variables[at].page = rest;
      memset(rest, 0, page_bytes()); /* touched here: no page fault of the subject's */
      if (mprotect(rest + page_bytes(), page_bytes(), PROT_NONE) != 0) abort();
    }
  }
}

void variables_begin(uint32_t place, bool goes) {
  place_at_hand = place;
  goes_at_hand = goes;
}

/* `from_end`: so many bytes before the end of its page. */
static struct variable *next_variable(struct ring *ring, enum caller_variable kind, uint32_t bytes, uint32_t from_end) {
  struct variable *variable = &ring->variables[ring->next];
  ring->next = (ring->next + 1) % ring->count;
  if (variable->is_gone) protect(variable, PROT_READ | PROT_WRITE);
  unsigned char *page = variable->page;
  *variable =
      (struct variable){kind, bytes, page, page + page_bytes() - bytes - from_end, true, false, false, place_at_hand, 0, {0}};
  return variable;
}

/* Every other time it is aligned as its type asks, and not one bit better. */
static void *next_config(const void *config, uint32_t bytes, uint32_t alignment) {
  static bool is_at_end;
  is_at_end = !is_at_end;
  struct variable *variable = next_variable(&rings[OF_CONFIGS], VARIABLE_CONFIG, bytes, is_at_end ? 0 : alignment);
  memcpy(variable->at, config, bytes);
  protect(variable, PROT_READ);
  return variable->at;
}

const bp_config *variables_config(bp_config config) { return next_config(&config, sizeof config, _Alignof(bp_config)); }

const pp_config *variables_block_config(pp_config config) { return next_config(&config, sizeof config, _Alignof(pp_config)); }

union handed_out *variables_out(void *before) {
  struct variable *variable = next_variable(&rings[OF_OUTS], VARIABLE_OUT, sizeof(union handed_out), 0);
  union handed_out *out = (union handed_out *)(void *)variable->at;
  out->anything = before;
  return out;
}

bp_usage *variables_usage(uint32_t before) {
  struct variable *variable = next_variable(&rings[OF_USAGES], VARIABLE_USAGE, sizeof(bp_usage), 0);
  bp_usage *usage = (bp_usage *)(void *)variable->at;
  *usage = (bp_usage){before, before, before, before};
  return usage;
}

static uint32_t other_count(uint32_t count) { return count == 1 ? 2 : 1; }

/* Other counts than were given, which no pool refuses: who reads them now goes by them. */
static void change_config(const struct variable *variable) {
  protect(variable, PROT_READ | PROT_WRITE);
  if (variable->bytes == sizeof(bp_config)) {
    bp_config *config = (bp_config *)(void *)variable->at;
    *config = (bp_config){other_count(config->soa_capacity), other_count(config->receipt_capacity)};
  } else {
    pp_config *config = (pp_config *)(void *)variable->at;
    config->block_count = other_count(config->block_count);
    config->block_size = other_count((uint32_t)config->block_size);
    config->block_align = other_count((uint32_t)config->block_align);
  }
}

void variables_end(uint32_t handed_out) {
  for (uint32_t i = 0; i < RINGS; ++i) {
    struct ring *ring = &rings[i];
    struct variable *variable = &ring->variables[(ring->next + ring->count - 1) % ring->count];
    if (!variable->is_lent) continue;
    variable->is_lent = false;
    if (variable->kind == VARIABLE_CONFIG) change_config(variable);
    memcpy(variable->words, variable->at, variable->bytes);
    variable->handed_out = handed_out;
    variable->is_gone = goes_at_hand;
    variable->is_kept = !goes_at_hand;
    if (goes_at_hand) protect(variable, PROT_NONE);
  }
}

static uint64_t address_in(const void *from) {
  uint64_t address;
  memcpy(&address, from, sizeof address);
  return address;
}

/* Which number of a record of numbers differs. Of a config of binding 2 all but the first two have 8 bytes. */
static void note_number(const struct variable *variable, const uint32_t *now, struct variable_change *change) {
  uint32_t word = 0;
  while (now[word] == variable->words[word]) ++word;
  change->number = word;
  change->before = variable->words[word];
  change->after = now[word];
  if (variable->kind != VARIABLE_CONFIG || word < 2) return;
  change->number = 1 + word / 2;
  memcpy(&change->before, &variable->words[word / 2 * 2], sizeof change->before);
  memcpy(&change->after, &now[word / 2 * 2], sizeof change->after);
}

/* Addresses differ from run to run: that there was one is told, not which. */
static struct variable_change change_of(struct variable *variable) {
  uint32_t now[WORDS_AT_MOST] = {0};
  memcpy(now, variable->at, variable->bytes);
  struct variable_change change = {.kind = variable->kind, .place = variable->place, .number = variable->handed_out};
  if (variable->kind == VARIABLE_OUT) {
    change.before = address_in(variable->words) != 0;
    change.after = address_in(now) == 0 ? 0 : 1 + change.before;
  } else {
    note_number(variable, now, &change);
  }
  memcpy(variable->words, now, sizeof now);
  return change;
}

/* By words: it comes after each operation, for all of them. */
static bool is_as_left(const struct variable *variable) {
  const uint32_t *now = (const uint32_t *)(const void *)variable->at;
  uint32_t differs = 0;
  for (uint32_t word = 0; word < variable->bytes / sizeof *now; ++word) differs |= now[word] ^ variable->words[word];
  return differs == 0;
}

struct variable_change variables_change(void) {
  struct variable_change first = {0};
  for (uint32_t i = 0; i < RINGS; ++i) {
    for (uint32_t at = 0; at < rings[i].count; ++at) {
      struct variable *variable = &rings[i].variables[at];
      if (!variable->is_kept || is_as_left(variable)) continue;
      struct variable_change change = change_of(variable);
      if (first.kind == VARIABLE_NONE) first = change;
    }
  }
  return first;
}

void variables_forget(void) {
  for (uint32_t i = 0; i < RINGS; ++i) {
    for (uint32_t at = 0; at < rings[i].count; ++at) rings[i].variables[at].is_kept = false;
  }
}

static const struct variable *variable_at(uintptr_t address) {
  for (uint32_t i = 0; i < RINGS; ++i) {
    for (uint32_t at = 0; at < rings[i].count; ++at) {
      const struct variable *variable = &rings[i].variables[at];
      if (variable->page != NULL && address - (uintptr_t)variable->page < 2 * page_bytes()) return variable;
    }
  }
  return NULL;
}

struct variable_change variables_at_fault(uintptr_t address) {
  const struct variable *variable = variable_at(address);
  if (variable == NULL || !variable->is_gone) return (struct variable_change){0};
  return (struct variable_change){variable->kind, variable->place, variable->handed_out, true, 0, 0};
}

bool variables_explain_fault(uintptr_t address, const char *did) {
  static const char *const names[] = {
      [VARIABLE_CONFIG] = "config", [VARIABLE_OUT] = "out parameter", [VARIABLE_USAGE] = "usage"};
  const struct variable *variable = variable_at(address);
  if (variable == NULL) return false;
  bool is_beyond = address - (uintptr_t)variable->page >= page_bytes();
  char line[96];
  int length =
      snprintf(line, sizeof line, "it %s %s the %s of its caller\n", did, is_beyond ? "beyond" : "to", names[variable->kind]);
  ssize_t written = write(STDERR_FILENO, line, (size_t)length);
  (void)written;
  return is_beyond;
}
