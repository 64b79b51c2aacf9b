"""What only a Python class does, as the holder of blocks sees it: views, references, exceptions, attributes."""

from __future__ import annotations

import array
import ctypes
import mmap
import sys
from collections.abc import Callable
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import LentKind, Observation, Out, OutFlag
from poolproof.conformance.operations import RAISED, Operation, Target
from poolproof.conformance.subjects.exception_codes import code_of, named_exceptions
from poolproof.conformance.subjects.holder_of_blocks import HolderOfBlocks
from poolproof.conformance.subjects.promised_members import takes_count
from poolproof.conformance.subjects.terms import terms_of
from poolproof.spec.contracts import Contract, read_contract
from poolproof.spec.vocabulary import Counter

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 5\n'
CLEARED = "[life]\nclear = true\n"
COUNTED = "[counters]\n" + "".join(f'{each} = "exact"\n' for each in ("capacity", "used", "free", "peak"))
MISUSES = ("null", "foreign", "other_pool", "interior", "double")
MISUSE = "[misuse]\n" + "".join(f'{each} = "refused:Not{each.title().replace("_", "")}"\n' for each in MISUSES)


def contract_of(text: str) -> Contract:
    return read_contract(text, "here")


def holder_of(contract: Contract, pool_class: Callable[..., Any]) -> HolderOfBlocks:
    return HolderOfBlocks(
        pool_class,
        lambda _inside: None,
        terms=terms_of(contract),
        names=named_exceptions(contract),
        takes_count=takes_count(pool_class),
    )


def seen_by(holder: HolderOfBlocks, *operations: Operation) -> list[Observation]:
    return [holder.run(each, looks_at_all=True) for each in operations]


def first_seen(pool_class: Callable[..., Any], text: str, *operations: Operation) -> list[Observation]:
    return seen_by(holder_of(contract_of(text), pool_class), op.create_default(), *operations)[1:]


class Views:
    """Makes a new view for each get, and releases it when it comes back."""

    def __init__(self) -> None:
        self.storage = mmap.mmap(-1, 5 * 24)
        self.free = [0, 1, 2, 3, 4]

    def get(self) -> memoryview:
        number = self.free.pop()
        return memoryview(self.storage)[24 * number : 24 * number + 24]

    def give_back(self, block: memoryview) -> None:
        offset = ctypes.addressof(ctypes.c_char.from_buffer(block)) - ctypes.addressof(ctypes.c_char.from_buffer(self.storage))
        block[:] = b"\xdd" * 24
        block.release()
        self.free.append(offset // 24)

    def close(self) -> None:
        self.storage.close()


class Arrays(Views):
    """Buffers of other kinds, each with an address."""

    def get(self) -> Any:
        view = super().get()
        return [lambda: (ctypes.c_uint64 * 3).from_buffer(view), lambda: view.cast("Q"), lambda: view][len(self.free) % 3]()

    def give_back(self, block: Any) -> None:
        super().give_back(memoryview((ctypes.c_ubyte * 24).from_buffer(block)).cast("B"))


POISONED = BLOCKS + '[contents]\nwhile_free = "0xDD"\n'


def test_the_same_storage_is_the_same_block_whatever_view_is_lent() -> None:
    for pool_class in (Views, Arrays):
        seen = first_seen(
            *(pool_class, POISONED, op.get(), op.get(), op.write(5), op.give_back(), op.get()),
            *(op.give_back(1), op.give_back(), op.destroy()),
        )
        assert [each.status for each in seen] == [0] * 8
        assert [seen[place].out for place in (0, 1, 4)] == [0, 1, 1]
        assert [each.changed_free_kind for each in seen] == [0] * 8
        assert not seen[0].addressless


def test_what_is_free_is_looked_at_though_its_view_was_released() -> None:
    class Spoilt(Views):
        def get(self) -> memoryview:
            view = super().get()
            for number in self.free[-1:]:
                self.storage[24 * number] = 1
            return view

    seen = first_seen(Spoilt, POISONED, op.get(), op.get(), op.give_back(1), op.give_back(), op.get())
    assert [each.changed_free_kind for each in seen] == [0, 0, 0, 0, LentKind.BLOCK]
    assert (seen[4].changed_free_index, seen[4].changed_free_word) == (0, 0)
    assert seen[4].changed_free_expected - seen[4].changed_free_found == 0xDD - 1


def test_what_nothing_is_promised_of_is_let_go_when_it_came_back() -> None:
    class Careful:
        """Uses a block again once nobody else holds it."""

        def __init__(self) -> None:
            self.blocks = [bytearray(24) for _ in range(5)]
            self.is_lent = [False] * 5

        def get(self) -> bytearray:
            for number, is_lent in enumerate(self.is_lent):
                if not is_lent and sys.getrefcount(self.blocks[number]) == 2:
                    self.is_lent[number] = True
                    return self.blocks[number]
            raise IndexError

        def give_back(self, block: bytearray) -> None:
            self.is_lent[next(at for at in range(5) if self.blocks[at] is block)] = False

        def clear(self) -> None:
            self.is_lent = [False] * 5

        def close(self) -> None:
            pass

    everything = [*[op.get()] * 5, *[op.give_back()] * 5]
    seen = first_seen(Careful, BLOCKS + CLEARED, *everything, *everything, *[op.get()] * 3, op.clear(), *[op.get()] * 5)
    assert {each.status for each in seen} == {0}
    assert {each.out for each in seen} == {-1, 0, 1, 2, 3, 4}
    # Where a double return is refused, a caller may well hold on to what it gave back.
    assert {each.status for each in first_seen(Careful, BLOCKS + MISUSE, *everything, *everything)} == {0, RAISED}


def test_memory_that_went_with_its_block_is_no_further_block() -> None:
    class Fresh:
        def __init__(self) -> None:
            self.left = 5

        def get(self) -> bytearray:
            if not self.left:
                raise IndexError
            self.left -= 1
            return bytearray(24)

        def give_back(self, _block: bytearray) -> None:
            self.left += 1
            self.elsewhere = bytearray(24)  # what came back does not come again

        def close(self) -> None:
            pass

    seen = first_seen(Fresh, BLOCKS, *[op.get(), op.get(), op.give_back(), op.give_back()] * 20)
    assert {each.out for each in seen} == {-1, 0, 1}


def test_a_block_that_is_lent_twice_overlaps_itself_and_a_shifted_one_another() -> None:
    class Shifted:
        def __init__(self) -> None:
            self.storage, self.at = memoryview(bytearray(100)), [40, 16, 0, 0]

        def get(self) -> memoryview:
            at = self.at.pop()
            return self.storage[at : at + 24]

        def give_back(self, block: object) -> None:
            pass

        def close(self) -> None:
            pass

    first, again, across, beyond = first_seen(Shifted, BLOCKS.replace("align = 8", ""), *[op.get()] * 4)
    assert [each.out for each in (first, again, across, beyond)] == [0, 0, 1, 2]
    assert not first.out_flags & OutFlag.OVERLAPS
    assert again.out_flags & OutFlag.OVERLAPS
    assert (across.overlaps_kind, across.overlaps_index) == (LentKind.BLOCK, 0)
    assert not beyond.out_flags & OutFlag.OVERLAPS


def lending(*blocks: Any) -> type:
    """A class that lends these, one after the other."""

    class Lending:
        def __init__(self) -> None:
            self.blocks = list(blocks)

        def get(self) -> Any:
            return self.blocks.pop(0)

        def give_back(self, block: object) -> None:
            pass

        def close(self) -> None:
            pass

    return Lending


def test_what_is_no_writable_buffer_of_that_size_is_no_block() -> None:
    blocks = [bytes(24), bytearray(23), 5, "a block", object(), memoryview(bytes(24)), [0] * 24]
    holder = holder_of(contract_of(BLOCKS), lending(*blocks))
    holder.run(op.create_default())
    for block in blocks:
        seen = holder.run(op.get())
        assert (seen.status, seen.out) == (0, Out.UNCOUNTABLE)
        assert seen.is_explained
        assert f" {type(block).__name__}: no writable buffer of 24 bytes" in holder.raised


def test_a_larger_block_and_one_whose_bytes_lie_apart_are_blocks() -> None:
    apart = memoryview(bytearray(64))[::2]
    larger, strided, again = first_seen(lending(array.array("Q", [0] * 5), apart, apart), BLOCKS, *[op.get()] * 3)
    assert (larger.out, larger.addressless) == (0, 0)
    assert (strided.out, strided.addressless, strided.out_flags) == (1, 1, OutFlag.NEW)
    assert again.out_flags == OutFlag.OVERLAPS
    written = first_seen(lending(apart), BLOCKS, op.get(), op.write(0x0102))[1]
    assert (written.disturbed_kind, bytes(apart[:9])) == (0, b"\2\1" + bytes(6) + b"\2")


def test_a_lent_block_that_changes_or_goes_is_disturbed() -> None:
    block = bytearray(24)

    class Writes(lending(block)):  # type: ignore[misc]
        def give_back(self, _block: object) -> None:
            block[9] = 7
            raise ValueError

    class Goes(lending(memoryview(bytearray(24)))):  # type: ignore[misc]
        def get(self) -> Any:
            self.block = super().get()
            return self.block

        def give_back(self, _block: object) -> None:
            self.block.release()
            raise ValueError

    seen = first_seen(Writes, BLOCKS + MISUSE, op.get(), op.misuse(Target.NULL))[1]
    assert (seen.disturbed_kind, seen.disturbed_word, seen.disturbed_found) == (LentKind.BLOCK, 1, 7 << 8)
    assert first_seen(Goes, BLOCKS + MISUSE, op.get(), op.misuse(Target.NULL))[1].disturbed_kind == LentKind.BLOCK


def test_counters_are_attributes_and_what_is_no_number_is_told() -> None:
    class Counts(lending()):  # type: ignore[misc]
        capacity, used, free = 5, -1, "many"

        @property
        def peak(self) -> int:
            raise KeyError("peak")

    holder = holder_of(contract_of(BLOCKS + COUNTED), Counts)
    holder.run(op.create_default())
    seen = holder.run(op.counters())
    assert seen.counters_seen == Counter.CAPACITY | Counter.USED
    assert (seen.counted_capacity, seen.counted_used, seen.status) == (5, 2**64 - 1, RAISED)
    assert "KeyError" in holder.raised


# ---- exceptions ----


class OwnError(Exception):
    pass


class DerivedError(OwnError):
    pass


@pytest.mark.parametrize(
    ("raised", "code"),
    [(OwnError, "OwnError"), (DerivedError, "OwnError"), (KeyError, "LookupError"), (ValueError, RAISED)],
)
def test_an_exception_is_told_by_its_name_or_that_of_a_base(raised: type[Exception], code: int | str) -> None:
    class Raises(lending()):  # type: ignore[misc]
        def get(self) -> Any:
            raise raised

    text = BLOCKS + 'exhausted = "refused:OwnError"\n[misuse]\nnull = "refused:LookupError"\nforeign = "refused:AnError"\n'
    (seen,) = first_seen(Raises, text, op.get())
    assert code_of(seen.status, contract_of(text)) == code
    assert code_of(0, contract_of(text)) == 0
