"""The C pool of blocks as a Python object."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from poolproof.native._blockpool import Block, Pool
from poolproof.native.lending import Ending, check_numbers
from poolproof.spec.refusals import InvalidConfig


class InvalidBlocks(InvalidConfig):
    message = "a pool has 1 to 16,777,216 blocks of 1 to 1,048,576 bytes; an alignment is a power of two, up to 1,048,576"


class BlockPool(Ending, Pool):
    """A pool of ``count`` blocks of ``size`` bytes, all of whose memory is taken when it is made. It has one owner at a time.

    Each block begins at a multiple of ``align``, a power of two. ``wiped``: every byte of a block is zero when it is lent; else
    it comes as its last holder left it. Raises InvalidBlocks, an InvalidConfig, for numbers out of range (16,777,216 blocks,
    1 MiB), TypeError for what is no int, NoMemory when the system has none.

    A block is memory for whatever takes a buffer: ``memoryview(block)[0] = 1``. While it is not lent, asking for its memory
    raises NotInUse. An operation that ends a lending (``give_back``, ``clear``, ``close``) raises BufferError, and changes
    nothing, while a view of the block is held, or something made of one. After ``close`` all others raise Destroyed.

    ``get`` and ``give_back`` make no Python object when they succeed: all blocks are made with the pool (HOT-1). ``get`` lends
    the free block that was returned last (ORDER-1), and raises Exhausted when every block is lent (CAP-2). ``give_back`` raises
    NotOwned for anything that is none of this pool's blocks (OWN-1), and NotInUse for one that is not lent (OWN-2).
    """

    __slots__ = ()

    contract: Final = """
contract = 1
name = "python-blocks"
based_on = "native-blocks"

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
"""
    """By which it is judged: `native-blocks`, with exceptions in place of codes."""

    def __new__(cls, count: int, size: int = 64, align: int = 64, *, wiped: bool = True) -> Self:
        check_numbers(count, size, align, InvalidBlocks)
        try:
            return super().__new__(cls, count, size, align, wiped)
        except InvalidConfig:
            raise InvalidBlocks from None

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
