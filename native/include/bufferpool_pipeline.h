/* bufferpool_pipeline.h: what a pipeline over a pool does in C.
 *
 *   statements --transform--> triples of hashes --beat: load, reflex--> receipts in the pool
 *
 * Transform is cold: it may allocate, in its dictionary. The beat is hot: it allocates nothing and calls nothing of the system.
 * The specification numbers what it must do PIPE-1 to PIPE-12.
 */
#ifndef BUFFERPOOL_PIPELINE_H
#define BUFFERPOOL_PIPELINE_H

#include <bufferpool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BP_EPOCH_OPERATIONS 8
#define BP_ANSWER 1

/* One after the other, three words each. */
typedef struct bp_triple {
  uint64_t s;
  uint64_t p;
  uint64_t o;
} bp_triple;

/* Lanes offset to offset + length - 1 of a buffer: the triples of one predicate. */
typedef struct bp_run {
  uint64_t predicate;
  uint32_t offset;
  uint32_t length;
} bp_run;

/* Holds for a run when at least `least` and at most `most` of its lanes match. A mask of 0 lets any word match. */
typedef struct bp_hook {
  uint64_t id;
  uint64_t s;
  uint64_t p;
  uint64_t o;
  uint64_t s_mask;
  uint64_t p_mask;
  uint64_t o_mask;
  uint32_t least;
  uint32_t most;
} bp_hook;

/* What a hook came to since the caller made this blank. */
typedef struct bp_hook_totals {
  uint64_t receipts;
  uint64_t answers;
  bp_receipt merged;
} bp_hook_totals;

/* The state of a pipeline's hot part. The caller makes it, and owns what it points to. */
typedef struct bp_hot_part {
  bp_pool *pool;
  const bp_hook *hooks;
  bp_hook_totals *totals; /* one a hook */
  uint64_t hook_count;
  uint64_t shard_id;
  uint64_t cycle;       /* of the next operation */
  uint64_t time_stamps; /* counts of the time-stamp counter spent in beats; 0 where there is none */
} bp_hot_part;

/* How far a beat came; whole after a refusal too. */
typedef struct bp_beat_result {
  uint32_t operations;
  uint32_t triples;
  uint32_t runs;
  uint32_t epoch_ended;
  uint32_t receipts_short; /* the next operation might need more receipts than are left: emit, and reset them */
} bp_beat_result;

/* The most receipts that one operation can need. */
uint64_t bp_most_receipts(const bp_hook *hooks, uint64_t hook_count);

/* At most BP_LANES triples, else BP_INVALID_SIZE and nothing written. `runs` has room for BP_LANES. */
int bp_load_into(const bp_triple *triples, size_t count, bp_soa *buffer, bp_run *runs, uint32_t *run_count);

/* Operations over `count` triples, 8 each or what is left, at most to the end of the epoch. Answers with the refusal of the
 * pool if it refuses; then what was done before stays done, and the buffer of the operation at fault is returned. */
int bp_beat(bp_hot_part *part, const bp_triple *triples, size_t count, bp_beat_result *result);

/* What whole epochs came to, whose receipts nobody wants one by one. */
typedef struct bp_epochs_result {
  uint64_t operations;
  uint64_t triples;
  uint64_t runs;
  uint64_t receipts; /* that were reset; those of an epoch that has not ended are still in the pool */
  uint64_t epochs;   /* that ended */
  uint64_t early_resets;
} bp_epochs_result;

/* Beats over all of the triples, each followed by a reset of the receipts where one is due: they stay in the totals alone. */
int bp_epochs(bp_hot_part *part, const bp_triple *triples, size_t count, bp_epochs_result *result);

/* The same hash as everywhere: FNV-1a of 64 bits with the published constants. */
uint64_t bp_hash(const char *text, size_t bytes);

typedef struct bp_dictionary bp_dictionary;

/* NULL when the system refuses the memory. */
bp_dictionary *bp_dictionary_create(void);
void bp_dictionary_destroy(bp_dictionary *dictionary);
uint64_t bp_dictionary_terms(const bp_dictionary *dictionary);

/* The term of this hash, and its length; NULL when there is none. Valid until the next term is learned. */
const char *bp_dictionary_find(const bp_dictionary *dictionary, uint64_t hash, size_t *bytes);

enum bp_transform_status {
  BP_TRANSFORMED = 0,
  BP_TRANSFORM_NOT_A_STATEMENT = 1,
  BP_TRANSFORM_COLLISION = 2, /* another term of the dictionary has the hash of one of this statement's */
  BP_TRANSFORM_NO_MEMORY = 3
};

typedef struct bp_transform_result {
  uint64_t triples;
  size_t bytes;      /* of the text: all that was transformed; where a refused statement starts */
  size_t term_start; /* of the term that collided: where it starts in the text, and its length */
  size_t term_bytes;
} bp_transform_result;

/* Statements, a line each, to triples, of which there must be room for one a line. NULL dictionary: nothing is kept, and
 * collisions can't be seen. Stops at the first statement that is refused. */
int bp_transform(bp_dictionary *dictionary, const char *text, size_t bytes, bp_triple *triples, bp_transform_result *result);

/* ---- before and after ---- */

/* One hot operation for each 8 triples: a buffer, its triples, the first hook asked of the first run, a receipt; with an
 * aligned allocation of each (before), or the pool (after). Returns the xor of the receipts' hashes, which must be the same. */
uint64_t bp_operations_before(const bp_triple *triples, size_t operations, const bp_hook *hook);
uint64_t bp_operations_after(bp_pool *pool, const bp_triple *triples, size_t operations, const bp_hook *hook);

/* Counts of the time-stamp counter; 0 where there is none. */
uint64_t bp_time_stamps(void);

/* A chain of so many dependent additions: one core clock cycle each. Returns the time stamps that it took. */
uint64_t bp_time_stamps_of_cycles(uint64_t cycles);

#ifdef __cplusplus
}
#endif

#endif
