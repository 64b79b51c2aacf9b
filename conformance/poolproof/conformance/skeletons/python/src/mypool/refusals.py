"""Why a pool refuses. Each is known by its name: that of its status in the specification, written as a class."""

from __future__ import annotations


class PoolError(Exception):
    """An operation was refused, and changed nothing. A message would be memory taken on the hot path (HOT-2)."""


class InvalidSize(PoolError):
    """More lanes were asked for than a buffer has."""


class Exhausted(PoolError):
    """Every buffer is lent."""


class ReceiptsExhausted(PoolError):
    """Every receipt was handed out since the last reset."""


class NotOwned(PoolError):
    """This is none of the pool's buffers."""


class NotInUse(PoolError):
    """This is one of the pool's buffers, and not lent."""
