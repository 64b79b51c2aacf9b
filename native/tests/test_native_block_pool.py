"""BlockPool, the C pool of blocks as a Python object: what it lends, refuses and holds on to, and that it makes no objects."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from itertools import repeat
from typing import Any

import pytest

from poolproof.native import (
    BlockPool,
    Destroyed,
    Exhausted,
    InvalidConfig,
    NotInUse,
    NotOwned,
)
from poolproof.spec.contracts import load_contract, read_contract


def test_blocks_are_memory_that_is_wiped_when_lent() -> None:
    pool = BlockPool(2, 100, 8)
    block = pool.get()
    with memoryview(block) as view:
        assert (view.nbytes, view.readonly, view.tolist()) == (100, False, [0] * 100)
        view[:] = b"x" * 100
    pool.give_back(block)
    assert pool.get() is block
    assert bytes(memoryview(block)) == bytes(100)


def test_an_unwiped_pool_keeps_what_blocks_hold() -> None:
    pool = BlockPool(2, 3, 1, wiped=False)
    block = pool.get()
    memoryview(block)[:] = b"abc"
    pool.give_back(block)
    assert bytes(memoryview(pool.get())) == b"abc"


def test_counters_tell_what_is_lent() -> None:
    pool = BlockPool(3, 8, 8)
    blocks = [pool.get(), pool.get()]
    pool.give_back(blocks[0])
    assert (pool.capacity, pool.used, pool.free, pool.peak) == (3, 1, 2, 2)
    pool.clear()
    assert (pool.capacity, pool.used, pool.free, pool.peak) == (3, 0, 3, 2)


def test_misuse_is_refused() -> None:
    pool, other = BlockPool(1, 8, 8), BlockPool(1, 8, 8)
    block = pool.get()
    with pytest.raises(Exhausted):
        pool.get()
    for odd in (None, bytearray(8), memoryview(block)[1:], other.get(), 7):
        with pytest.raises(NotOwned):
            pool.give_back(odd)
    del odd
    pool.give_back(block)
    with pytest.raises(NotInUse):
        pool.give_back(block)
    with pytest.raises(NotInUse):
        memoryview(block)
    revoked = pool.get()
    pool.clear()
    with pytest.raises(NotInUse):
        pool.give_back(revoked)
    assert pool.used == 0


@pytest.mark.parametrize("end", ["give_back", "clear", "close"])
def test_a_lending_does_not_end_under_a_view(end: str) -> None:
    pool = BlockPool(2, 8, 8)
    block = pool.get()
    part = memoryview(block)[2:4]
    operation: Callable[..., None] = getattr(pool, end)
    arguments = (block,) if end == "give_back" else ()
    with pytest.raises(BufferError, match="still held"):
        operation(*arguments)
    part[0] = 7
    assert pool.used == 1
    part.release()
    operation(*arguments)


def test_after_its_end_a_pool_lends_nothing() -> None:
    with BlockPool(1, 8, 8) as pool:
        block = pool.get()
    pool.close()
    operations: tuple[Callable[[], Any], ...] = (
        pool.get,
        pool.clear,
        lambda: pool.give_back(block),
        lambda: memoryview(block),
        lambda: pool.used,
    )
    for operation in operations:
        with pytest.raises(Destroyed):
            operation()


def test_a_view_outlives_the_pool_object() -> None:
    view = memoryview(BlockPool(1, 8, 8).get())
    gc.collect()
    view[0] = 7
    assert view[0] == 7


def test_a_block_is_lent_for_the_length_of_a_with_block() -> None:
    pool = BlockPool(1, 8, 8)

    def work() -> None:
        with pool.lent() as block:
            memoryview(block)[0] = 1
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert pool.used == 0


def test_an_exception_is_not_hidden_by_a_held_view() -> None:
    views = []

    def work() -> None:
        with BlockPool(1, 8, 8) as pool:
            views.append(memoryview(pool.get()))
            raise KeyError

    with pytest.raises(KeyError) as raised:
        work()
    assert "still held" in raised.value.__notes__[0]
    views[0].release()


@pytest.mark.parametrize("numbers", [(0,), (-1,), (1, 0), (1, 1 << 21), (1, 8, 3), ((1 << 24) + 1,), (1 << 70,)])
def test_odd_numbers_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(InvalidConfig, match="1 to 16,777,216 blocks"):
        BlockPool(*numbers)


@pytest.mark.parametrize("count", [True, 1.0, "1"])
def test_what_is_no_number_is_refused(count: Any) -> None:
    with pytest.raises(TypeError, match="count must be an int"):
        BlockPool(count)


def test_its_contract_is_native_blocks_with_exceptions() -> None:
    own, base = read_contract(BlockPool.contract, "here"), load_contract("native-blocks")
    assert own.based_on == base.name
    assert (own.order, own.contents, own.counters, own.hot) == (base.order, base.contents, base.counters, base.hot)


PAIRS = 2_000


@pytest.mark.parametrize("count", [2, 70_000])
def test_pairs_leave_nothing_behind(count: int) -> None:
    pool = BlockPool(count, 8, 8)

    def kept(times: int) -> int:
        before = sys.getallocatedblocks()
        for _ in repeat(None, times):
            pool.give_back(pool.get())
        return sys.getallocatedblocks() - before

    kept(100)
    assert min(kept(PAIRS) for _ in range(5)) == min(kept(0) for _ in range(5))


def test_what_was_a_pool_leaves_nothing_behind() -> None:
    def kept(times: int) -> int:
        before = sys.getallocatedblocks()
        for _ in repeat(None, times):
            BlockPool(50, 8, 8).close()
            memoryview(BlockPool(50, 8, 8).get()).release()
        return sys.getallocatedblocks() - before

    kept(10)
    assert min(kept(100) for _ in range(5)) == min(kept(0) for _ in range(5))
