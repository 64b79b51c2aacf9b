/* The terms that were hashed, by their hash: an open table of places in one long text. It grows, so it is no part of the hot
 * path. */
#ifndef BUFFERPOOL_PIPELINE_DICTIONARY_H
#define BUFFERPOOL_PIPELINE_DICTIONARY_H

#include <bufferpool_pipeline.h>

/* Answers with a bp_transform_status: BP_TRANSFORM_COLLISION when another term of this hash is known, which then stays. */
int dictionary_learn(bp_dictionary *dictionary, uint64_t hash, const char *term, size_t bytes);

/* Have the processor fetch what dictionary_learn will look at for this hash: most of its time would be waiting for that. */
void dictionary_expect(const bp_dictionary *dictionary, uint64_t hash);

#endif
