"""The refusals of a pool as Python exceptions, one for each status: the pools of the project all raise these."""

from __future__ import annotations

from typing import ClassVar, Final

from poolproof.spec.status import Status


class PoolError(Exception):
    """A pool refused an operation, and changed nothing (REFUSE-1). ``status`` says why, in the words of the specification.

    The message belongs to the class, so that to raise one takes nothing but the exception itself (HOT-2).
    """

    status: ClassVar[Status]
    message: ClassVar[str]

    def __str__(self) -> str:
        return self.message


class InvalidSize(PoolError):  # noqa: N818 - named like its status, here and below
    status = Status.INVALID_SIZE
    message = "a buffer has 8 lanes: ask for a size from 0 to 8"


class Exhausted(PoolError):  # noqa: N818
    status = Status.EXHAUSTED
    message = "every buffer is lent: return one first"


class ReceiptsExhausted(PoolError):  # noqa: N818
    status = Status.RECEIPTS_EXHAUSTED
    message = "every receipt was handed out: reset the receipts first"


class NotOwned(PoolError):  # noqa: N818
    status = Status.NOT_OWNED
    message = "this is none of the pool's buffers"


class NotInUse(PoolError):  # noqa: N818
    status = Status.NOT_IN_USE
    message = "this is not lent: it was returned, or revoked"


class InvalidConfig(PoolError):  # noqa: N818
    status = Status.INVALID_CONFIG
    message = "the pool supports from 1 to 65,536 buffers, and from 1 to 1,048,576 receipts"


class NoMemory(PoolError):  # noqa: N818
    status = Status.NO_MEMORY
    message = "the system refused the memory"


class Destroyed(PoolError):  # noqa: N818
    """The pool was used after its end. In C that is undefined, so there is no status of its own: it owns nothing any more."""

    status = Status.NOT_OWNED
    message = "the pool is destroyed"


_REFUSALS: Final[dict[int, type[PoolError]]] = {
    refusal.status: refusal
    for refusal in (InvalidSize, Exhausted, ReceiptsExhausted, NotOwned, NotInUse, InvalidConfig, NoMemory)
}


def error_for(status: int) -> PoolError:
    """Return the exception that stands for a refusal, to be raised. Raises ValueError for OK, and for what is no status."""
    refusal = _REFUSALS.get(status)
    if refusal is None:
        raise ValueError(f"{status!r} is no refusal")
    return refusal()
