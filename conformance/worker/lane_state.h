/* What the native lane keeps of each pool: the model, and what its holder knows. Shared with the exploration. */
#ifndef POOLPROOF_LANE_STATE_H
#define POOLPROOF_LANE_STATE_H

#include "address_map.h"
#include "list.h"
#include "model.h"
#include "protocol.h"
#include "storage.h"
#include "subject.h"
#include "targets.h"
#include "walk.h"

enum {
  /* Each block is looked at when it is returned; what is lent or free, so many of it at a time, every so many operations. */
  INSPECT_EVERY = 64,
  INSPECTED_AT_ONCE = 16,
  /* A pool that may lend more than its count is asked for so many times as many, and no further. */
  TIMES_ITS_COUNT = 4
};

struct lane_pool {
  void *handle; /* NULL of a living one, where the library has no create */
  bool is_alive;
  struct storage *storage; /* that it was given, if any */
  struct model model;
  struct list lent; /* numbers, most recent last */
  struct list returned;
  struct list revoked; /* by clear, and not lent since */
  bool *was_revoked;   /* whether what is not lent stands among those */
  struct address_map numbers;
  uint32_t records_known;
  uint64_t *records; /* addresses by number */
  /* What a holder left; only where it wrote anything, or nothing is promised of it: the rest needs no copy to compare with. */
  unsigned char *block_shadows;
  unsigned char *record_shadows;
  bool *block_kept;
  bool *record_kept;
  uint32_t *settled; /* by number: since which clear it is free, plus one; see is_settled() */
  uint32_t clears;
  uint32_t inspected; /* where among what is lent the next inspection starts */
  uint32_t inspected_free;
};

struct lane;

/* How operations are done: compiled for the usual terms, and for any. */
struct lane_driver {
  /* True when the answer is the one that the model gives, and the operation did nothing besides that is watched for. */
  bool (*run)(struct lane *lane, const struct operation *operation);
  bool (*run_walk)(struct lane *lane, struct walk *walk);
  /* Whether the next so many blocks and records of each pool, lent or free, hold what they should. */
  bool (*is_undisturbed)(struct lane *lane, uint32_t at_most);
};

/* The functions of the subject, of whichever binding; those that it lacks are not called. */
struct lane_calls {
  int (*create)(const void *config, void **pool);
  void (*destroy)(void *pool);
  int (*get)(void *pool, void **block);
  int (*get_sized)(void *pool, size_t size, void **block);
  int (*give_back)(void *pool, void *block);
  int (*take)(void *pool, void **record);
  void (*reset)(void *pool);
  void (*clear)(void *pool);
  void (*usage)(const void *pool, bp_usage *usage);
  size_t (*counters[COUNTERS])(const void *pool);
};

struct lane {
  const struct subject *subject;
  struct shared *shared;
  struct terms terms; /* a copy: the subject can't be let near it */
  const struct lane_driver *driver;
  struct lane_calls calls;
  struct lane_pool pools[LANE_POOLS];
  unsigned char *arena;
  uint32_t limit; /* blocks of a pool, and records */
  uint32_t record_limit;
  bool had_only_pool; /* of a library without create, in this process */
  uint32_t outcome;   /* of the operation at hand, for the count of what was reached */
  bool is_stepped;    /* the operation at hand, where some are */
  uint32_t watched;   /* of enum probe, and see lane_watch.h: what no operation of the hot path may do */
  uint64_t walk;      /* the seed of the walk at hand */
  uint64_t started;   /* counts of the time-stamp counter: when the subject was entered last, and how long it took */
  uint64_t time_stamps;
};

/* The one of this process. */
struct lane *lane_new(const struct subject *subject, struct shared *shared);

bool lane_run_operation(struct lane *lane, const struct operation *operation);

/* The lane with no pool alive, and nothing counted yet. */
struct lane *lane_begin(const struct subject *subject, struct shared *shared);

/* End all pools. Whether nobody wrote to what was given back, destroy itself, or the walk after it; nor beside what was
 * taken. */
bool lane_destroy_cleanly(struct lane *lane);

/* Whether the next so many blocks and records of each pool hold what they should; or all. */
bool lane_some_is_undisturbed(struct lane *lane, uint32_t at_most);
bool lane_is_undisturbed(struct lane *lane);

/* What is to be known of a pool in order to find the target of a return. */
struct known_pool lane_known_pool(const struct lane *lane, const struct lane_pool *pool);

/* Keep the operation at hand if it took long. */
void lane_note_time(const struct lane *lane);

/* A pool begins, and ends: what it gives back is kept until the next walk is over. */
bool lane_create(struct lane *lane, const struct operation *operation);
void lane_destroy(struct lane *lane, struct lane_pool *pool);

/* The address that a return gives back. False: there is none in the state at hand. */
bool lane_find_target(const struct lane *lane, const struct operation *operation, struct target *target);

/* What it tells of itself by binding 2, against the model. */
bool lane_counters_are_exact(struct lane *lane, const struct lane_pool *pool);

/* The usual terms, for which all is known as it is compiled: what bufferpool.h fixes, and the order, contents and answers that
 * its own contract has. Counts are the limits of the lane. */
struct terms lane_usual_terms(void);
bool lane_is_usual(const struct terms *terms);

extern const struct lane_driver lane_of_usual_terms, lane_of_any_terms;

#endif
