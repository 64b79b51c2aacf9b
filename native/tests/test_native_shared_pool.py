"""SharedPool, the shared C pool as a Python object: as BlockPool is, and while C code in other threads uses it as well."""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import pytest

from poolproof.native import (
    BlockPool,
    Destroyed,
    Exhausted,
    InvalidConfig,
    NotInUse,
    NotOwned,
    SharedPool,
    block_library_path,
)
from poolproof.spec.contracts import load_contract, read_contract


@pytest.mark.parametrize("count", [2, 20])
def test_blocks_are_memory_while_they_are_lent(count: int) -> None:
    pool = SharedPool(count, 100, 8)
    block = pool.get()
    with memoryview(block) as view:
        assert (view.nbytes, view.tolist()) == (100, [0] * 100)
        view[:] = b"x" * 100
        with pytest.raises(BufferError, match="still held"):
            pool.give_back(block)
    pool.give_back(block)
    with pytest.raises(NotInUse):
        memoryview(block)
    assert pool.get() is block
    assert bytes(memoryview(block)) == bytes(100)
    assert (pool.capacity, pool.used, pool.free) == (count, 1, count - 1)


@pytest.mark.parametrize("count", [1, 17])
def test_misuse_is_refused(count: int) -> None:
    pool, other = SharedPool(count, 8, 8), SharedPool(1, 8, 8)
    blocks = [pool.get() for _ in range(count)]
    with pytest.raises(Exhausted):
        pool.get()
    for odd in (None, bytearray(8), other.get(), BlockPool(1, 8, 8).get(), 7):
        with pytest.raises(NotOwned):
            pool.give_back(odd)
    pool.give_back(blocks[0])
    with pytest.raises(NotInUse):
        pool.give_back(blocks[0])
    pool.clear()
    with pytest.raises(NotInUse):
        pool.give_back(blocks[-1])
    pool.close()
    with pytest.raises(Destroyed):
        _ = pool.handle


@pytest.mark.parametrize("numbers", [(0,), (65_536,), (1, 0), (1, 8, 3), (1 << 70,)])
def test_odd_numbers_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(InvalidConfig, match="1 to 65,535 blocks"):
        SharedPool(*numbers)


@pytest.mark.parametrize("count", [True, 1.0, "1"])
def test_what_is_no_number_is_refused(count: Any) -> None:
    with pytest.raises(TypeError, match="count must be an int"):
        SharedPool(count)


def test_its_contract_is_native_shared_with_exceptions_and_without_threads() -> None:
    own, base = read_contract(SharedPool.contract, "here"), load_contract("native-shared")
    assert own.based_on == base.name
    assert (own.order, own.contents, own.counters, own.hot) == (base.order, base.contents, base.counters, base.hot)


@pytest.mark.parametrize("count", [3, 20])
def test_c_code_shares_it(count: int) -> None:
    """Threads that the interpreter does not hold back, for ctypes lets go of it."""
    library = ctypes.CDLL(str(block_library_path()))
    with SharedPool(count, 64, 64) as pool:
        handle, failed = ctypes.c_void_p(pool.handle), []

        def work() -> None:
            block = ctypes.c_void_p()
            for _ in range(300):
                code = library.pp_shared_get(handle, ctypes.byref(block))
                if (code, block.value is None) not in ((0, False), (2, True)):
                    failed.append(code)
                if code == 0 and library.pp_shared_return(handle, block) != 0:
                    failed.append(block.value)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        with pool.lent() as own:
            for _ in range(300):
                memoryview(own)[:] = bytes([1] * 64)
        for thread in threads:
            thread.join()
        assert failed == []
        assert pool.used == 0
