"""The reference pool's operations, one promise at a time."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from poolproof.reference import (
    BufferPool,
    Destroyed,
    Exhausted,
    InvalidConfig,
    InvalidSize,
    NoMemory,
    NotInUse,
    NotOwned,
    ReceiptsExhausted,
    SoaBuffer,
    Usage,
)


@pytest.fixture
def pool() -> Iterator[BufferPool]:
    with BufferPool(4, 3) as pool:
        yield pool


# create


def test_without_a_config_the_totals_are_the_contracts() -> None:
    assert BufferPool().capacity_usage() == Usage(0, 16, 0, 1024)


def test_capacities_are_honoured_exactly() -> None:
    assert BufferPool(3, 5).capacity_usage() == Usage(0, 3, 0, 5)
    assert BufferPool(soa_capacity=3).capacity_usage() == Usage(0, 3, 0, 1024)
    assert BufferPool(receipt_capacity=5).capacity_usage() == Usage(0, 16, 0, 5)


@pytest.mark.parametrize("capacities", [(0, 1), (1, 0), (-1, 1), (1, -1), (65_537, 1), (1, 2**20 + 1), (2**70, 1)])
def test_a_capacity_out_of_range_is_refused(capacities: tuple[int, int]) -> None:
    with pytest.raises(InvalidConfig):
        BufferPool(*capacities)


@pytest.mark.parametrize("capacity", [True, 1.0, "1"])
def test_a_capacity_must_be_an_int(capacity: object) -> None:
    with pytest.raises(TypeError, match="must be an int"):
        BufferPool(capacity)  # type: ignore[arg-type]


def test_no_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(mmap, "mmap", refuse)
    with pytest.raises(NoMemory):
        BufferPool()


# get_soa and return_soa


@pytest.mark.parametrize("size", range(9))
def test_sizes_up_to_8_lend_a_whole_buffer(pool: BufferPool, size: int) -> None:
    buffer = pool.get_soa(size)
    assert [len(buffer.s), len(buffer.p), len(buffer.o), len(buffer.words)] == [8, 8, 8, 24]


@pytest.mark.parametrize("size", [9, 64, 2**32, 2**63, 2**64 - 1, 2**64, -1, -(2**63)])
def test_every_other_size_is_refused_on_an_exhausted_pool_too(pool: BufferPool, size: int) -> None:
    with pytest.raises(InvalidSize):
        pool.get_soa(size)
    for _ in range(4):
        pool.get_soa(8)
    with pytest.raises(InvalidSize):
        pool.get_soa(size)
    assert pool.capacity_usage().soa_in_use == 4


@pytest.mark.parametrize("size", [True, 8.0, "8", None])
def test_a_size_must_be_an_int(pool: BufferPool, size: object) -> None:
    with pytest.raises(TypeError, match="must be an int"):
        pool.get_soa(size)  # type: ignore[arg-type]
    assert pool.capacity_usage().soa_in_use == 0


def test_the_buffer_returned_last_is_lent_first(pool: BufferPool) -> None:
    lent = [pool.get_soa(8) for _ in range(4)]
    for place in (2, 0, 3, 1):
        pool.return_soa(lent[place])
    again = [pool.get_soa(8) for _ in range(4)]
    assert again == [lent[1], lent[3], lent[0], lent[2]]


def test_all_words_are_zero_when_lent_whatever_the_size(pool: BufferPool) -> None:
    buffer = pool.get_soa(8)
    buffer.words[:] = memoryview(bytes([255]) * 192).cast("Q")
    pool.return_soa(buffer)
    assert pool.get_soa(0) is buffer
    assert buffer.words.tolist() == [0] * 24


def test_words_are_s_then_p_then_o(pool: BufferPool) -> None:
    buffer = pool.get_soa(8)
    for place in range(8):
        buffer.s[place], buffer.p[place], buffer.o[place] = place, 100 + place, 2**64 - 1 - place
    expected = [*range(8), *range(100, 108), *(2**64 - 1 - place for place in range(8))]
    assert buffer.words.tolist() == expected


def test_buffers_and_receipts_are_aligned_and_never_overlap() -> None:
    with BufferPool(5, 7) as pool:
        spans = [(pool.get_soa(8).address, 192) for _ in range(5)] + [(pool.get_receipt().address, 128) for _ in range(7)]
    assert all(address % 64 == 0 for address, _ in spans)
    spans.sort()
    assert all(address + size <= following for (address, size), (following, _) in pairwise(spans))


def test_the_address_is_where_the_words_really_lie(pool: BufferPool) -> None:
    buffer, receipt = pool.get_soa(8), pool.get_receipt()
    ctypes.c_uint64.from_address(buffer.address + 64).value = 77
    ctypes.c_uint64.from_address(receipt.address + 8).value = 78
    assert (buffer.p[0], receipt.cycle_id) == (77, 78)


def test_exhaustion_is_refused_and_each_return_allows_one_more(pool: BufferPool) -> None:
    lent = [pool.get_soa(8) for _ in range(4)]
    for buffer in lent[:2]:
        with pytest.raises(Exhausted):
            pool.get_soa(8)
        pool.return_soa(buffer)
        assert pool.get_soa(8) is buffer
    assert pool.capacity_usage() == Usage(4, 4, 0, 3)


def no_buffers(pool: BufferPool) -> list[object]:
    buffer = pool.get_soa(8)
    return [None, 0, buffer.address, object(), pool.get_receipt(), buffer.s, buffer.words, pool, BufferPool(4, 3).get_soa(8)]


def test_what_is_none_of_its_buffers_is_not_owned(pool: BufferPool) -> None:
    for returned in no_buffers(pool):
        with pytest.raises(NotOwned):
            pool.return_soa(returned)
    assert pool.capacity_usage() == Usage(1, 4, 1, 3)


def test_a_double_return_is_not_in_use(pool: BufferPool) -> None:
    first, second = pool.get_soa(8), pool.get_soa(8)
    pool.return_soa(first)
    with pytest.raises(NotInUse):
        pool.return_soa(first)
    assert pool.capacity_usage().soa_in_use == 1
    pool.return_soa(second)
    assert [pool.get_soa(8), pool.get_soa(8)] == [second, first]


def test_a_revoked_buffer_is_not_in_use_until_it_is_lent_again(pool: BufferPool) -> None:
    buffer = pool.get_soa(8)
    pool.clear()
    with pytest.raises(NotInUse):
        pool.return_soa(buffer)
    assert pool.get_soa(8) is buffer
    pool.return_soa(buffer)  # deviation 7: nothing tells the old holder from the new one
    assert pool.capacity_usage().soa_in_use == 0


def test_two_pools_are_apart() -> None:
    with BufferPool(2, 2) as one, BufferPool(2, 2) as other:
        buffer = one.get_soa(8)
        other.get_soa(8).words[0] = 9
        other.clear()
        assert buffer.words[0] == 0
        assert one.capacity_usage() == Usage(1, 2, 0, 2)


# receipts


def test_receipt_ids_run_from_0_up_to_the_capacity(pool: BufferPool) -> None:
    assert [pool.get_receipt().id for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ReceiptsExhausted):
        pool.get_receipt()
    assert pool.capacity_usage().receipts_in_use == 3


def test_after_a_reset_the_same_receipts_come_again_blank(pool: BufferPool) -> None:
    buffer = pool.get_soa(8)
    buffer.s[0] = 1
    receipts = [pool.get_receipt() for _ in range(3)]
    addresses = [receipt.address for receipt in receipts]
    for receipt in receipts:
        receipt.view[:] = bytes([255]) * 128
    pool.reset_receipts()
    again = [pool.get_receipt() for _ in range(3)]
    assert again == receipts
    assert [receipt.address for receipt in again] == addresses
    for number, receipt in enumerate(again):
        assert receipt.view.tobytes() == number.to_bytes(8, "little") + bytes(120)
    assert buffer.s[0] == 1


def test_receipt_fields_lie_in_the_order_of_the_binding(pool: BufferPool) -> None:
    receipt = pool.get_receipt()
    names = ["id", "cycle_id", "shard_id", "hook_id", "ticks", "actual_ticks", "lanes", "flags", "span_id", "a_hash"]
    sizes = [8, 8, 8, 8, 4, 4, 4, 4, 8, 8]
    for value, name in enumerate(names, start=1):
        setattr(receipt, name, value)
    receipt.prev_hash[:] = b"p" * 32
    receipt.hash[:] = b"h" * 32
    numbers = b"".join(value.to_bytes(size, "little") for value, size in enumerate(sizes, start=1))
    assert receipt.view.tobytes() == numbers + b"p" * 32 + b"h" * 32
    assert [getattr(receipt, name) for name in names] == list(range(1, 11))


@pytest.mark.parametrize(("name", "largest"), [("cycle_id", 2**64 - 1), ("ticks", 2**32 - 1)])
def test_a_receipt_field_holds_its_whole_range_and_no_more(pool: BufferPool, name: str, largest: int) -> None:
    receipt = pool.get_receipt()
    setattr(receipt, name, largest)
    for wrong in (largest + 1, -1):
        with pytest.raises(ValueError, match="invalid value"):
            setattr(receipt, name, wrong)
    assert getattr(receipt, name) == largest


def test_a_receipt_has_no_other_fields(pool: BufferPool) -> None:
    with pytest.raises(AttributeError):
        pool.get_receipt().tick = 1  # type: ignore[attr-defined]


# clear


def test_clear_is_as_after_create(pool: BufferPool) -> None:
    first = [pool.get_soa(8) for _ in range(4)]
    pool.return_soa(first[2])
    pool.return_soa(first[0])
    pool.get_receipt()
    pool.clear()
    assert pool.capacity_usage() == Usage(0, 4, 0, 3)
    assert [pool.get_soa(8) for _ in range(4)] == first
    assert pool.get_receipt().id == 0


# destroy

AFTER_THE_END: list[Callable[[BufferPool], object]] = [
    lambda pool: pool.get_soa(8),
    lambda pool: pool.return_soa(None),
    lambda pool: pool.get_receipt(),
    lambda pool: pool.reset_receipts(),
    lambda pool: pool.clear(),
    lambda pool: pool.capacity_usage(),
    lambda pool: pool.soa(8).__enter__(),
    lambda pool: pool.__enter__(),
]


@pytest.mark.parametrize("use", AFTER_THE_END)
def test_every_use_after_destroy_is_refused(use: Callable[[BufferPool], object]) -> None:
    pool = BufferPool(2, 2)
    buffer, receipt = pool.get_soa(8), pool.get_receipt()
    pool.destroy()
    pool.destroy()
    with pytest.raises(Destroyed):
        use(pool)
    with pytest.raises(NotInUse):
        buffer.s  # noqa: B018 - the look itself is refused
    with pytest.raises(NotInUse):
        receipt.id  # noqa: B018


def test_a_with_block_destroys_the_pool() -> None:
    with BufferPool() as pool:
        pool.get_soa(8)
    with pytest.raises(Destroyed):
        pool.capacity_usage()


# the block of one buffer


def test_the_block_returns_its_buffer(pool: BufferPool) -> None:
    with pool.soa(8) as buffer:
        assert isinstance(buffer, SoaBuffer)
        assert pool.capacity_usage().soa_in_use == 1
    assert pool.capacity_usage().soa_in_use == 0


def test_the_block_returns_its_buffer_when_it_fails(pool: BufferPool) -> None:
    with pytest.raises(KeyError), pool.soa(8):
        raise KeyError
    assert pool.capacity_usage().soa_in_use == 0


def test_the_block_of_a_refused_size_is_not_entered(pool: BufferPool) -> None:
    with pytest.raises(InvalidSize), pool.soa(9):
        pytest.fail("entered")


@pytest.mark.parametrize("end", [BufferPool.clear, BufferPool.destroy], ids=["clear", "destroy"])
def test_a_lending_that_ended_inside_the_block_is_left_alone(end: Callable[[BufferPool], None]) -> None:
    pool = BufferPool(2, 2)
    with pool.soa(8):
        end(pool)


@pytest.mark.parametrize("end", [BufferPool.clear, BufferPool.destroy], ids=["clear", "destroy"])
def test_a_lending_that_ended_inside_the_block_hides_no_exception(end: Callable[[BufferPool], None]) -> None:
    def fail_after_the_end() -> None:
        pool = BufferPool(2, 2)
        with pool.soa(8):
            end(pool)
            raise KeyError("of the block")

    with pytest.raises(KeyError, match="of the block"):
        fail_after_the_end()


def test_a_buffer_returned_inside_the_block_is_left_alone(pool: BufferPool) -> None:
    with pool.soa(8) as buffer:
        pool.return_soa(buffer)
    assert pool.get_soa(8) is buffer


def test_the_block_leaves_the_next_holder_alone(pool: BufferPool) -> None:
    with pool.soa(8) as buffer:
        pool.clear()
        assert pool.get_soa(8) is buffer
    assert pool.capacity_usage().soa_in_use == 1
    assert buffer.s[0] == 0
