/* What a session remembers, for the rooms in which its operations are done. */
#ifndef POOLPROOF_SESSION_STATE_H
#define POOLPROOF_SESSION_STATE_H

#include "entering.h"
#include "inspection.h"
#include "ledger.h"
#include "session.h"
#include "subject.h"

struct session {
  const struct subject *subject;
  struct shared *shared;
  struct terms terms; /* a copy: the subject can't be let near it */
  struct ledger ledger;
  struct entering entering;
  struct inspection inspection;
  unsigned char *foreign;
  bool had_only_pool; /* of a library without create, in this process */
  uint32_t unseen;    /* operations since the process' surroundings were looked at */
};

static inline struct pool *pool_of(struct session *session, const struct operation *operation) {
  return &session->ledger.pools[operation->pool];
}

/* Its storage, if it was given any, is no pool's from here on. */
static inline struct storage *take_storage(struct pool *pool) {
  struct storage *storage = pool->storage;
  pool->storage = NULL;
  return storage;
}

/* An address that no pool hands out, for an out parameter that a subject may forget to write. */
static inline void *untouched(struct session *session) { return session->foreign + 8; }

#endif
