"""Where the state machine's own examples are kept: in a folder, or in the Redis server that holds the corpus."""

from __future__ import annotations

import hashlib

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from .corpus import REDIS_SCHEMES, redis_client
from .shards import Order


def database_of(order: Order) -> ExampleDatabase | None:
    """The database, or None where the campaign has none. Hypothesis knows no subjects: the examples of each have a place of
    their own, or one would erase those of another. Raises CorpusError."""
    if order.examples is None:
        return None
    subject = order.subject
    who = hashlib.sha256((subject.sha256 or subject.python or subject.given).encode()).hexdigest()[:12]
    if not order.examples.startswith(REDIS_SCHEMES):
        return DirectoryBasedExampleDatabase(order.examples)
    from hypothesis.extra.redis import RedisExampleDatabase

    return RedisExampleDatabase(redis_client(order.examples), key_prefix=f"poolproof:examples:{who}:".encode())
