"""The C pool of blocks that threads may share, as a Python object."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from poolproof.native._sharedpool import Block, Pool
from poolproof.native.lending import Ending, check_numbers
from poolproof.spec.refusals import InvalidConfig


class InvalidSharedBlocks(InvalidConfig):
    message = "a pool has 1 to 65,535 blocks of 1 to 1,048,576 bytes; an alignment is a power of two, up to 1,048,576"


class SharedPool(Ending, Pool):
    """A pool of ``count`` blocks, as ``BlockPool`` is one, that C code in other threads may use at the same time.

    ``handle`` is the address of the ``pp_shared_pool`` of ``sharedpool.h``, which such code is given. What it gets is counted
    here, too. Threads of Python alone may share either kind: the interpreter lets one of them in at a time.

    Raises InvalidSharedBlocks, an InvalidConfig, for numbers out of range (65,535 blocks, 1 MiB); everything else as
    ``BlockPool`` does, which also says what a block is. ``clear`` and ``close`` are for a moment when no other code uses
    the pool.
    """

    __slots__ = ()

    contract: Final = """
contract = 1
name = "python-shared"
based_on = "native-shared"

[block]
exhausted = "refused:Exhausted"

[misuse]
null = "refused:NotOwned"
foreign = "refused:NotOwned"
other_pool = "refused:NotOwned"
interior = "refused:NotOwned"
double = "refused:NotInUse"
revoked = "refused:NotInUse"

[life]
destroy_null = false
out_of_memory = "undefined"
bad_config = "refused:InvalidConfig"

[sharing]
between = "owner"
progress = "blocking"
order = "any"
"""
    """By which it is judged: `native-shared`, with exceptions in place of codes. What threads do, the interpreter decides."""

    def __new__(cls, count: int, size: int = 64, align: int = 64, *, wiped: bool = True) -> Self:
        check_numbers(count, size, align, InvalidSharedBlocks)
        try:
            return super().__new__(cls, count, size, align, wiped)
        except InvalidConfig:
            raise InvalidSharedBlocks from None

    @contextmanager
    def lent(self) -> Iterator[Block]:
        """Lend a block for the length of a ``with`` block, which returns it, whatever happens inside. Raises what ``get`` and
        ``give_back`` raise."""
        block = self.get()
        try:
            yield block
        finally:
            self.give_back(block)

    def __enter__(self) -> Self:
        return self
