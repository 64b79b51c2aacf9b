"""Long lives: that each count is reached exactly, that nothing is touched before it is looked at, and that they fit."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.generators.marathons import every_sequence, marathons
from poolproof.conformance.generators.script import Script
from poolproof.conformance.operations import Kind, Operation
from poolproof.conformance.repeated import Repeated, entries_of
from poolproof.spec.vocabulary import LOG_CAPACITY


@pytest.mark.parametrize(("symbols", "length"), [(1, 1), (2, 3), (3, 2), (3, 4), (9, 2)])
def test_every_sequence_is_there_exactly_once(symbols: int, length: int) -> None:
    found = every_sequence(symbols, length)
    windows = [tuple(found[at : at + length]) for at in range(len(found) - length + 1)]
    assert sorted(windows) == sorted(product(range(symbols), repeat=length))


@pytest.mark.parametrize(("buffers", "receipts", "small"), [(16, 1024, (2, 3)), (1, 1, None)])
def test_marathons_fit_and_wrap_sixteen_bits(buffers: int, receipts: int, small: tuple[int, int] | None) -> None:
    scripts = [*marathons(buffers, receipts, small)]
    assert len({script.name for script in scripts}) == len(scripts)
    for script in scripts:
        assert len(script.operations) > 1 << 16
        assert entries_of(script.operations) <= LOG_CAPACITY


def test_five_gets_in_a_row_ask_for_all_sizes_that_there_are() -> None:
    sizes = [each.value for each in _script("sizes").operations if each.kind == Kind.GET]
    assert len({tuple(sizes[at : at + 5]) for at in range(len(sizes))}) >= 9**5


@pytest.mark.parametrize("counted", [op.clear(), op.reset()])
def test_a_receipt_lies_untouched_for_each_count_around_a_power_of_two(counted: Operation) -> None:
    name = {Kind.CLEAR: "clears", Kind.RESET: "resets"}[Kind(counted.kind)]
    seen: Counter[int] = Counter()
    for script in marathons(16, 1024):
        if script.name.startswith(f"life_of_{name}_"):
            seen.update(_untouched(script, counted))
    assert {(1 << bits) + off for bits in range(8, 17) for off in (-1, 0, 1)} <= seen.keys()


def _untouched(script: Script, counted: Operation) -> list[int]:
    """Of each receipt that is handed out again: how often was counted since it was handed out last."""
    done, next_receipt, handed_out, found = 0, 0, dict[int, int](), []
    assert isinstance(script.operations, Repeated)
    for body, times in script.operations.parts:
        if len(body) == 1 and body[0] == counted:
            done, next_receipt = done + times, 0
            continue
        for each in [*body] * times:
            done += each == counted or (each.kind == Kind.CLEAR and counted.kind == Kind.RESET)
            if each.kind in (Kind.RESET, Kind.CLEAR):
                next_receipt = 0
            elif each.kind == Kind.TAKE:
                if next_receipt in handed_out:
                    found.append(done - handed_out[next_receipt])
                handed_out[next_receipt], next_receipt = done, next_receipt + 1
    return found


def test_other_seeds_stop_at_other_counts() -> None:
    first, other = ([len(script.operations) for script in marathons(16, 1024, seed=seed)] for seed in (1, 2))
    assert first != other
    assert first == [len(script.operations) for script in marathons(16, 1024, seed=1)]


def _script(name: str) -> Script:
    (script,) = (each for each in marathons(16, 1024) if each.name == name)
    return script
