"""What the Python side adds to the C pool: errors, capacities, with blocks, the end of a pool."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import pytest

from poolproof import native, reference
from poolproof.native import (
    BufferPool,
    Destroyed,
    Exhausted,
    InvalidConfig,
    InvalidSize,
    NotInUse,
    NotOwned,
    ReceiptsExhausted,
    Usage,
    library_path,
)
from poolproof.spec.contracts import counts_of, default_contract


def test_default_counts() -> None:
    blocks, records = counts_of(default_contract())
    assert BufferPool().capacity_usage() == Usage(0, blocks, 0, records)
    assert BufferPool(soa_capacity=3).capacity_usage() == Usage(0, 3, 0, records)
    assert BufferPool(receipt_capacity=3).capacity_usage() == Usage(0, blocks, 0, 3)


@pytest.mark.parametrize("capacities", [(0, 1), (1, 0), (65_537, 1), (1, 2**20 + 1), (-1, 1), (2**32, 1), (1, 2**64)])
def test_unsupported_capacities(capacities: tuple[int, int]) -> None:
    with pytest.raises(InvalidConfig):
        BufferPool(*capacities)


def test_largest_capacities() -> None:
    pool = BufferPool(65_536, 2**20)
    buffers = [pool.get_soa(8) for _ in range(65_536)]
    with pytest.raises(Exhausted):
        pool.get_soa(8)
    addresses = sorted(buffer.address for buffer in buffers)
    assert all(after - before >= 192 for before, after in pairwise(addresses))
    for _ in range(2**20):
        receipt = pool.get_receipt()
    assert receipt.id == 2**20 - 1
    with pytest.raises(ReceiptsExhausted):
        pool.get_receipt()
    for buffer in buffers:
        pool.return_soa(buffer)
    assert pool.get_soa(8) is buffers[-1]


@pytest.mark.parametrize("size", [9, 2**64 - 1, 2**64, 2**100, -1])
def test_sizes_out_of_range(size: int) -> None:
    pool = BufferPool(1, 1)
    pool.get_soa(8)
    with pytest.raises(InvalidSize):
        pool.get_soa(size)


@pytest.mark.parametrize("size", [True, 1.0, "1", None])
def test_sizes_that_are_no_integers(size: object) -> None:
    with pytest.raises(TypeError):
        BufferPool(1, 1).get_soa(size)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        BufferPool("1", 1)  # type: ignore[arg-type]


def test_returns_that_are_refused() -> None:
    pool, other = BufferPool(2, 1), BufferPool(2, 1)
    buffer = pool.get_soa(8)
    for given in (None, other.get_soa(8), pool.get_receipt(), buffer.words, buffer.address):
        with pytest.raises(NotOwned):
            pool.return_soa(given)
    pool.return_soa(buffer)
    with pytest.raises(NotInUse):
        pool.return_soa(buffer)


def test_arrays_share_the_words() -> None:
    buffer = BufferPool(1, 1).get_soa(8)
    for array, first_word in ((buffer.s, 0), (buffer.p, 8), (buffer.o, 16)):
        assert (array.format, array.shape, array.readonly) == ("Q", (8,), False)
        array[3] = first_word + 1
        assert buffer.words[first_word + 3] == first_word + 1
    assert ctypes.c_uint64.from_address(buffer.address + 8 * 19).value == 17


def test_receipt_fields_lie_where_the_binding_has_them() -> None:
    receipt = BufferPool(1, 1).get_receipt()
    fields = ("id", "cycle_id", "shard_id", "hook_id", "ticks", "actual_ticks", "lanes", "flags", "span_id", "a_hash")
    for value, field in enumerate(fields, start=1):
        setattr(receipt, field, value)
    receipt.prev_hash[:] = b"p" * 32
    receipt.hash[:] = b"h" * 32
    words = [1, 2, 3, 4, 5 | 6 << 32, 7 | 8 << 32, 9, 10]
    assert bytes(receipt.view) == b"".join(word.to_bytes(8, "little") for word in words) + b"p" * 32 + b"h" * 32
    assert [getattr(receipt, field) for field in fields] == list(range(1, 11))


@pytest.mark.parametrize(("field", "value"), [("id", 2**64), ("id", -1), ("flags", 2**32), ("lanes", -1)])
def test_receipt_fields_refuse_what_does_not_fit(field: str, value: int) -> None:
    receipt = BufferPool(1, 1).get_receipt()
    with pytest.raises(ValueError, match=field):
        setattr(receipt, field, value)
    assert getattr(receipt, field) == 0


def test_what_is_not_lent_shows_nothing() -> None:
    pool = BufferPool(1, 1)
    buffer, receipt = pool.get_soa(8), pool.get_receipt()
    pool.clear()
    for read in (lambda: buffer.s, lambda: buffer.address, lambda: receipt.id, lambda: receipt.view, lambda: receipt.address):
        with pytest.raises(NotInUse):
            read()


def test_destroyed_pool_refuses_everything() -> None:
    with BufferPool(2, 1) as pool:
        buffer = pool.get_soa(8)
        receipt = pool.get_receipt()
    pool.destroy()
    for operation in (pool.get_receipt, pool.reset_receipts, pool.clear, pool.capacity_usage, pool.__enter__):
        with pytest.raises(Destroyed):
            operation()
    with pytest.raises(Destroyed):
        pool.get_soa(8)
    with pytest.raises(Destroyed):
        pool.return_soa(buffer)
    with pytest.raises(NotInUse):
        _ = buffer.s
    with pytest.raises(NotInUse):
        receipt.id = 1


def test_with_block_returns_the_buffer() -> None:
    pool = BufferPool(2, 1)
    with pool.soa(8) as buffer:
        assert pool.capacity_usage().soa_in_use == 1
    assert pool.capacity_usage().soa_in_use == 0
    with pytest.raises(ZeroDivisionError), pool.soa(8) as buffer:
        buffer.s[0] //= 0
    assert pool.capacity_usage().soa_in_use == 0


def test_with_block_leaves_alone_what_is_no_longer_its_own() -> None:
    pool = BufferPool(1, 1)
    with pool.soa(8) as buffer:
        pool.clear()
        assert pool.get_soa(8) is buffer
    assert pool.capacity_usage().soa_in_use == 1
    pool.clear()
    with pool.soa(8) as buffer:
        pool.return_soa(buffer)
    with pool.soa(8):
        pool.destroy()


def test_with_block_never_hides_a_failure() -> None:
    pool = BufferPool(1, 1)
    kept: list[memoryview] = []

    def fail_with_a_slice() -> None:
        with pool.soa(8) as buffer:
            kept.append(buffer.s[1:])
            raise LookupError("the failure")

    with pytest.raises(LookupError, match="the failure") as caught:
        fail_with_a_slice()
    assert "could not be taken back" in caught.value.__notes__[0]
    assert pool.capacity_usage().soa_in_use == 1


def test_the_library_is_the_one_that_c_programs_load() -> None:
    library = ctypes.CDLL(str(library_path()))
    library.bp_name.restype = ctypes.c_char_p
    assert library.bp_name() == b"poolproof native"
    assert library.bp_abi_version() == 1


def test_both_pools_of_the_project_raise_the_same_exceptions() -> None:
    assert native.PoolError is reference.PoolError
    assert native.Usage is reference.Usage
