"""Lending and returning make no Python object when they succeed (HOT-1)."""

from __future__ import annotations

import ctypes
import sys
import sysconfig
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

import pytest

from poolproof.native import BlockPool, BufferPool

Run = Callable[..., str]
Operation = Callable[[], object]

ATTEMPTS = 5
PAIRS = 5_000


@pytest.fixture(scope="module")
def counter(native_folder: Path, run: Run, compiler: str, tmp_path_factory: pytest.TempPathFactory) -> ctypes.PyDLL:
    """Hooks on CPython's allocators: net counts would not see an object that is made and gone."""
    library = tmp_path_factory.mktemp("counter") / "count_allocations.so"
    source = native_folder / "tests" / "c" / "count_allocations.c"
    run(compiler, "-shared", "-fPIC", "-O1", f"-I{sysconfig.get_path('include')}", source, "-o", library)
    loaded = ctypes.PyDLL(str(library))
    loaded.start_counting.restype = None
    loaded.stop_counting.restype = ctypes.c_long
    return loaded


def repeat_operation(operation: Operation, times: int) -> None:
    for _ in repeat(None, times):  # range would make integers
        operation()


def allocations(counter: ctypes.PyDLL, operation: Operation) -> int:
    """Return how many allocations ``PAIRS`` operations make. A run of none is subtracted: the loop and the hooks themselves.

    Other threads of the process, a test runner's, are counted too: the least of some attempts is the operation's own."""
    repeat_operation(operation, 100)
    least = PAIRS * PAIRS
    for _ in range(ATTEMPTS):
        counts = []
        for times in (0, PAIRS):
            counter.start_counting()
            repeat_operation(operation, times)
            counts.append(counter.stop_counting())
        least = min(least, counts[1] - counts[0])
    return least


def pair_of(pool: BufferPool) -> Operation:
    get_soa, return_soa = pool.get_soa, pool.return_soa

    def pair() -> None:
        return_soa(get_soa(8))

    return pair


def nested_of(pool: BufferPool) -> Operation:
    get_soa, return_soa = pool.get_soa, pool.return_soa

    def nested() -> None:
        first, second = get_soa(8), get_soa(0)
        return_soa(first)
        return_soa(second)

    return nested


@pytest.mark.parametrize("capacity", [2, 16, 257, 65_536])
def test_pairs_allocate_nothing(counter: ctypes.PyDLL, capacity: int) -> None:
    pool = BufferPool(capacity, 1)
    assert allocations(counter, pair_of(pool)) == 0
    assert allocations(counter, nested_of(pool)) == 0


@pytest.mark.parametrize("count", [2, 70_000])
def test_pairs_of_blocks_allocate_nothing(counter: ctypes.PyDLL, count: int) -> None:
    pool = BlockPool(count, 24, 8)
    for _ in repeat(None, count - 2):
        pool.get()

    def pair() -> None:
        first, second = pool.get(), pool.get()
        pool.give_back(first)
        pool.give_back(second)

    assert allocations(counter, pair) == 0


def test_deep_buffers_of_a_large_pool_allocate_nothing(counter: ctypes.PyDLL) -> None:
    pool = BufferPool(65_536, 1)
    for _ in repeat(None, 65_000):
        pool.get_soa(8)
    assert allocations(counter, nested_of(pool)) == 0


def test_receipts_allocate_nothing(counter: ctypes.PyDLL) -> None:
    pool = BufferPool(1, 65_536)
    assert allocations(counter, pool.get_receipt) == 0
    assert pool.get_receipt().id == ATTEMPTS * PAIRS + 100
    assert allocations(counter, pool.reset_receipts) == 0


def test_the_counter_sees_churn(counter: ctypes.PyDLL) -> None:
    assert allocations(counter, lambda: [object()]) >= PAIRS
    assert allocations(counter, BufferPool(1, 1).capacity_usage) >= PAIRS


def blocks_kept(operation: Operation, times: int) -> int:
    """Return how many more blocks are allocated after so many operations; the numbers here are among them."""
    kept = []
    for _ in range(ATTEMPTS):  # of which the least: see above
        before = sys.getallocatedblocks()
        repeat_operation(operation, times)
        kept.append(sys.getallocatedblocks() - before)
    return min(kept)


@pytest.mark.parametrize("capacity", [16, 65_536])
def test_pairs_leave_nothing_behind(capacity: int) -> None:
    pair = pair_of(BufferPool(capacity, 1))
    repeat_operation(pair, 100)
    assert blocks_kept(pair, PAIRS) == blocks_kept(pair, 0)


def test_views_leave_nothing_behind() -> None:
    pool = BufferPool(16, 4)

    def use() -> None:
        buffer, receipt = pool.get_soa(8), pool.get_receipt()
        buffer.s[0] = 1
        buffer.words[23] = 1
        receipt.hash[0] = 1
        pool.return_soa(buffer)
        pool.reset_receipts()

    repeat_operation(use, 100)
    assert blocks_kept(use, 500) == blocks_kept(use, 0)
