"""A view of something that is no longer lent raises when used; and no view ever looks at memory that was given back."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable

import pytest

from poolproof.native import BufferPool
from poolproof.native._bufferpool import ffi

MAKERS: dict[str, Callable[[memoryview], object]] = {
    "slice": lambda view: view[1:3],
    "slice of a slice": lambda view: view[1:][1:],
    "cast": lambda view: view.cast("B"),
    "read-only": lambda view: view.toreadonly(),
    "memoryview": memoryview,
    "ctypes": lambda view: ctypes.c_uint64.from_buffer(view),
    "cffi": lambda view: ffi.from_buffer(view),  # type: ignore[attr-defined]
}


def array_of_numpy(view: memoryview) -> object:
    return pytest.importorskip("numpy").asarray(view)


MAKERS["numpy"] = array_of_numpy
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


def is_mapped(address: int) -> bool:
    """Ask the system, without touching the memory."""
    resident = ctypes.create_string_buffer(1)
    page = address // 4096 * 4096
    return ctypes.CDLL(None).mincore(ctypes.c_void_p(page), ctypes.c_size_t(1), resident) == 0


def end_by_return(pool: BufferPool, buffer: object) -> None:
    pool.return_soa(buffer)


def end_by_clear(pool: BufferPool, _: object) -> None:
    pool.clear()


def end_by_destroy(pool: BufferPool, _: object) -> None:
    pool.destroy()


ends = pytest.mark.parametrize("end", [end_by_return, end_by_clear, end_by_destroy])


@ends
def test_views_end_with_the_lending(end: Callable[[BufferPool, object], None]) -> None:
    pool = BufferPool(2, 1)
    buffer = pool.get_soa(8)
    views = [buffer.s, buffer.p, buffer.o, buffer.words]
    end(pool, buffer)
    for view in views:
        with pytest.raises(ValueError, match="released"):
            view[0] = 1


@ends
@makers
def test_what_was_made_of_a_view_keeps_the_buffer_lent(
    make: Callable[[memoryview], object], end: Callable[[BufferPool, object], None]
) -> None:
    pool = BufferPool(2, 1)
    buffer = pool.get_soa(8)
    buffer.s[0] = 7
    made = make(buffer.s)
    with pytest.raises(BufferError):
        end(pool, buffer)
    assert pool.capacity_usage().soa_in_use == 1
    assert buffer.s[0] == 7
    del made
    end(pool, buffer)


@ends
def test_a_refused_end_leaves_the_views_as_they_were(end: Callable[[BufferPool, object], None]) -> None:
    pool = BufferPool(3, 2)
    other, buffer, receipt = pool.get_soa(8), pool.get_soa(8), pool.get_receipt()
    views = [other.s, buffer.words, buffer.s, buffer.p, receipt.view]
    made = buffer.p[1:]
    with pytest.raises(BufferError):
        end(pool, buffer)
    for view in views:
        view[0] = 1
    assert [other.s, buffer.words, buffer.s, buffer.p, receipt.view] == views
    del made
    end(pool, buffer)


def test_released_views_are_no_reason_to_refuse() -> None:
    pool = BufferPool(1, 1)
    buffer = pool.get_soa(8)
    with buffer.s[1:3] as made:
        made[0] = 1
    pool.return_soa(buffer)
    with pytest.raises(ValueError, match="released"):
        made[0] = 1


def test_released_view_of_the_pool_itself() -> None:
    pool = BufferPool(1, 1)
    buffer = pool.get_soa(8)
    buffer.s.release()
    pool.return_soa(buffer)
    assert pool.get_soa(8).s.tolist() == [0] * 8


def test_views_do_not_come_back_to_life() -> None:
    pool = BufferPool(1, 1)
    old = pool.get_soa(8).s
    pool.clear()
    again = pool.get_soa(8)
    again.s[0] = 1
    with pytest.raises(ValueError, match="released"):
        _ = old[0]


@pytest.mark.parametrize("end", [BufferPool.reset_receipts, BufferPool.clear, BufferPool.destroy])
def test_views_of_receipts(end: Callable[[BufferPool], None]) -> None:
    pool = BufferPool(1, 2)
    receipt = pool.get_receipt()
    hash, view = receipt.hash, receipt.view
    made = receipt.prev_hash[:4]
    with pytest.raises(BufferError):
        end(pool)
    assert pool.capacity_usage().receipts_in_use == 1
    view[0] = 1
    assert receipt.id == 1
    del made
    end(pool)
    for released in (hash, view):
        with pytest.raises(ValueError, match="released"):
            released[0] = 1


def test_buffers_outlive_a_reset_of_the_receipts() -> None:
    pool = BufferPool(1, 1)
    words = pool.get_soa(8).words
    receipt = pool.get_receipt()
    receipt.view[0] = 1
    pool.reset_receipts()
    words[0] = 1


def test_a_view_keeps_the_memory_of_a_dropped_pool() -> None:
    pool = BufferPool(1, 1)
    buffer = pool.get_soa(8)
    made = buffer.s[2:]
    address = buffer.address
    del pool, buffer
    gc.collect()
    assert is_mapped(address)
    made[0] = 5
    assert made.tolist() == [5, 0, 0, 0, 0, 0]
    del made
    assert not is_mapped(address)


def test_a_buffer_keeps_the_memory_of_a_dropped_pool() -> None:
    buffer = BufferPool(1, 1).get_soa(8)
    address = buffer.address
    gc.collect()
    buffer.s[0] = 1
    assert is_mapped(address)
    del buffer
    assert not is_mapped(address)


def test_destroy_gives_the_memory_back_at_once() -> None:
    pool = BufferPool(1, 1)
    buffer = pool.get_soa(8)
    address = buffer.address
    assert is_mapped(address)
    pool.destroy()
    assert not is_mapped(address)
