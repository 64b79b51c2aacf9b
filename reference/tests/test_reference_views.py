"""What is not lent can't be looked at: not through its attributes, nor through views of it handed out before."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pickle import PickleBuffer

import pytest

from poolproof.reference import BufferPool, Destroyed, NotInUse, Receipt, SoaBuffer, Usage

BUFFER_ATTRIBUTES = ["s", "p", "o", "words", "address"]
RECEIPT_ATTRIBUTES = ["id", "ticks", "prev_hash", "hash", "view", "address"]

END_OF_BUFFERS: list[Callable[[BufferPool, SoaBuffer], None]] = [
    BufferPool.return_soa,
    lambda pool, _: pool.clear(),
    lambda pool, _: pool.destroy(),
]
END_OF_RECEIPTS: list[Callable[[BufferPool], None]] = [BufferPool.reset_receipts, BufferPool.clear, BufferPool.destroy]


def ctypes_array(view: memoryview) -> object:
    return (ctypes.c_ubyte * view.nbytes).from_buffer(view)


HELD: list[Callable[[memoryview], object]] = [
    lambda view: view[1:3],
    lambda view: view[:],
    lambda view: view.cast("B"),
    lambda view: memoryview(view),
    lambda view: view.toreadonly(),
    lambda view: view[0:4][1:2],
    ctypes_array,
    PickleBuffer,  # like a numpy array, it keeps the view itself from being released
]
KINDS = ["slice", "copy", "cast", "view of view", "read-only", "slice of slice", "ctypes array", "export"]


@pytest.mark.parametrize("end", END_OF_BUFFERS, ids=["return", "clear", "destroy"])
def test_a_buffer_that_is_not_lent_shows_nothing(end: Callable[[BufferPool, SoaBuffer], None]) -> None:
    pool = BufferPool(2, 2)
    buffer = pool.get_soa(8)
    views = [buffer.s, buffer.p, buffer.o, buffer.words]
    end(pool, buffer)
    for name in BUFFER_ATTRIBUTES:
        with pytest.raises(NotInUse):
            getattr(buffer, name)
    for view in views:
        with pytest.raises(ValueError, match="released"):
            view[0] = 1


@pytest.mark.parametrize("end", END_OF_RECEIPTS, ids=["reset", "clear", "destroy"])
def test_a_receipt_that_is_not_lent_shows_nothing(end: Callable[[BufferPool], None]) -> None:
    pool = BufferPool(2, 2)
    receipt = pool.get_receipt()
    views = [receipt.view, receipt.hash, receipt.prev_hash]
    end(pool)
    for name in RECEIPT_ATTRIBUTES:
        with pytest.raises(NotInUse):
            getattr(receipt, name)
    with pytest.raises(NotInUse):
        receipt.ticks = 1
    for view in views:
        with pytest.raises(ValueError, match="released"):
            view[0] = 1


def test_the_old_holders_views_stay_dead_when_the_buffer_is_lent_again() -> None:
    with BufferPool(1, 1) as pool:
        buffer = pool.get_soa(8)
        old = buffer.s
        pool.return_soa(buffer)
        assert pool.get_soa(8) is buffer
        buffer.s[0] = 7
        with pytest.raises(ValueError, match="released"):
            old[0]


def test_a_view_is_the_same_each_time() -> None:
    with BufferPool(1, 1) as pool:
        buffer = pool.get_soa(8)
        assert buffer.s is buffer.s


@pytest.mark.parametrize("make", HELD, ids=KINDS)
@pytest.mark.parametrize("end", END_OF_BUFFERS, ids=["return", "clear", "destroy"])
def test_a_buffer_with_a_view_held_stays_lent(
    end: Callable[[BufferPool, SoaBuffer], None], make: Callable[[memoryview], object]
) -> None:
    pool = BufferPool(2, 2)
    other, buffer, receipt = pool.get_soa(8), pool.get_soa(8), pool.get_receipt()
    buffer.s[1] = 5
    held = make(buffer.s)
    with pytest.raises(BufferError, match="still held"):
        end(pool, buffer)
    assert pool.capacity_usage() == Usage(2, 2, 1, 2)
    assert (buffer.s[1], other.s[1], receipt.id) == (5, 0, 0)
    del held
    end(pool, buffer)
    with pytest.raises(NotInUse):
        buffer.s  # noqa: B018 - the look itself is refused


@pytest.mark.parametrize("name", ["view", "hash", "prev_hash"])
@pytest.mark.parametrize("end", END_OF_RECEIPTS, ids=["reset", "clear", "destroy"])
def test_a_receipt_with_a_view_held_stays_lent(end: Callable[[BufferPool], None], name: str) -> None:
    pool = BufferPool(2, 3)
    receipts = [pool.get_receipt() for _ in range(3)]
    buffer = pool.get_soa(8)
    receipts[1].ticks = 5
    held = getattr(receipts[1], name)[1:3]
    with pytest.raises(BufferError, match="still held"):
        end(pool)
    assert pool.capacity_usage() == Usage(1, 2, 3, 3)
    assert [receipt.ticks for receipt in receipts] == [0, 5, 0]
    assert buffer.s[0] == 0
    del held
    end(pool)
    with pytest.raises(NotInUse):
        receipts[1].ticks  # noqa: B018 - the look itself is refused


def test_a_view_held_of_one_buffer_keeps_no_other() -> None:
    with BufferPool(2, 1) as pool:
        one, other = pool.get_soa(8), pool.get_soa(8)
        held = one.s[1:]
        pool.return_soa(other)
        pool.reset_receipts()
        assert pool.capacity_usage().soa_in_use == 1
        del held


def test_a_view_that_could_not_be_released_is_released_by_the_next_try() -> None:
    with BufferPool(1, 1) as pool:
        buffer = pool.get_soa(8)
        view = buffer.s
        export = PickleBuffer(view)
        with pytest.raises(BufferError, match="still held"):
            pool.return_soa(buffer)
        export.release()
        pool.return_soa(buffer)
        with pytest.raises(ValueError, match="released"):
            view[0]


def test_the_refusal_itself_keeps_nothing_alive() -> None:
    with BufferPool(1, 1) as pool:
        buffer = pool.get_soa(8)
        held = buffer.s[1:]
        with pytest.raises(BufferError) as refusal:
            pool.return_soa(buffer)
        del held
        pool.return_soa(buffer)
        assert refusal.value.__traceback__ is not None
        assert pool.capacity_usage().soa_in_use == 0


def test_a_block_that_ends_with_a_view_held_says_so() -> None:
    with BufferPool(1, 1) as pool:
        with pytest.raises(BufferError, match="still held"), pool.soa(8) as buffer:
            held = buffer.s[1:]
        assert pool.capacity_usage().soa_in_use == 1
        del held


def fail_with_a_view_held(buffer: SoaBuffer, held: list[memoryview]) -> None:
    held.append(buffer.s[1:])
    raise KeyError("of the block")


def test_a_block_that_fails_with_a_view_held_keeps_its_exception() -> None:
    held: list[memoryview] = []
    with BufferPool(1, 1) as pool:
        with pytest.raises(KeyError, match="of the block") as failure, pool.soa(8) as buffer:
            fail_with_a_view_held(buffer, held)
        assert "still held" in failure.value.__notes__[0]
        assert pool.capacity_usage().soa_in_use == 1
        held.clear()


def test_a_pools_block_that_fails_with_a_view_held_keeps_its_exception() -> None:
    held: list[memoryview] = []
    with pytest.raises(KeyError, match="of the block") as failure, BufferPool(1, 1) as pool:
        fail_with_a_view_held(pool.get_soa(8), held)
    assert "still held" in failure.value.__notes__[0]
    assert pool.capacity_usage().soa_in_use == 1
    held.clear()
    pool.destroy()
    with pytest.raises(Destroyed):
        pool.clear()


def test_classes_can_be_looked_at_without_a_pool() -> None:
    assert type(Receipt.ticks).__name__ == "_Field"
