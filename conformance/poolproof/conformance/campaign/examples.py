"""Where the state machine's own examples are kept: in a folder, or in the Redis server that holds the corpus."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from .corpus import REDIS_SCHEMES, redis_client
from .shards import Order

T = TypeVar("T")

_LET_ALONE_S: Final = 30.0


class MayBeAway(ExampleDatabase):
    """A database whose server or disk may be away: it has no examples then. They save a shard some time, and no more."""

    def __init__(self, inner: ExampleDatabase, errors: tuple[type[Exception], ...]) -> None:
        """``errors``: those by which it tells that it is away."""
        super().__init__()
        self._inner = inner
        self._errors = errors
        self._let_alone_until = 0.0

    def fetch(self, key: bytes) -> Iterable[bytes]:
        found: Sequence[bytes] = self._tried(lambda: list(self._inner.fetch(key))) or ()
        return iter(found)

    def save(self, key: bytes, value: bytes) -> None:
        self._tried(lambda: self._inner.save(key, value))

    def delete(self, key: bytes, value: bytes) -> None:
        self._tried(lambda: self._inner.delete(key, value))

    def move(self, src: bytes, dest: bytes, value: bytes) -> None:
        self._tried(lambda: self._inner.move(src, dest, value))

    def _tried(self, call: Callable[[], T]) -> T | None:
        if time.monotonic() < self._let_alone_until:  # to wait for it each time would take the shard's time
            return None
        try:
            return call()
        except self._errors:
            self._let_alone_until = time.monotonic() + _LET_ALONE_S
            return None


def database_of(order: Order) -> ExampleDatabase | None:
    """The database, or None where the campaign has none. Hypothesis knows no subjects: the examples of each have a place of
    their own, or one would erase those of another. Raises CorpusError."""
    if order.examples is None:
        return None
    subject = order.subject
    who = hashlib.sha256((subject.sha256 or subject.python or subject.given).encode()).hexdigest()[:12]
    if not order.examples.startswith(REDIS_SCHEMES):
        return MayBeAway(DirectoryBasedExampleDatabase(order.examples), (OSError,))
    client = redis_client(order.examples)
    from hypothesis.extra.redis import RedisExampleDatabase
    from redis import RedisError

    server = RedisExampleDatabase(client, key_prefix=f"poolproof:examples:{who}:".encode())
    return MayBeAway(server, (OSError, RedisError))
