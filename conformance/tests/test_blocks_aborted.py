"""Steps of a Python class that are promised to end the process: each in a fork of the worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.faults.of_contract.sound_class import pool_of
from poolproof.conformance.observations import LentKind, Observation, State
from poolproof.conformance.operations import RAISED, Operation, Target
from poolproof.conformance.subjects.exception_codes import named_exceptions
from poolproof.conformance.subjects.holder_of_blocks import HolderOfBlocks
from poolproof.conformance.subjects.promised_members import takes_count
from poolproof.conformance.subjects.terms import terms_of
from poolproof.spec.contracts import Contract, read_contract
from poolproof.spec.vocabulary import Ending

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


class Ends:
    """Ends the process in the way that the contract's name says."""

    def __init__(self) -> None:
        self.block = bytearray(24)

    def get(self) -> bytearray:
        return self.block

    def give_back(self, block: object) -> None:
        if block is None:
            self.block[3] = 9
            self.end()

    def end(self) -> None:
        pass

    def close(self) -> None:
        pass


def ending(statement: Callable[[], object]) -> type[Ends]:
    return type("Ending", (Ends,), {"end": lambda _self: statement()})


def raising(error: BaseException) -> Callable[[], object]:
    def fails() -> object:
        raise error

    return fails


@pytest.mark.parametrize(
    ("statement", "how", "number", "is_told"),
    [
        (lambda: os.abort(), Ending.SIGNAL, 6, True),
        (lambda: os.kill(os.getpid(), 9), Ending.SIGNAL, 9, False),
        (lambda: os._exit(3), Ending.STATUS, 3, True),
        (raising(SystemExit("no")), Ending.STATUS, 1, True),
        (raising(KeyboardInterrupt()), Ending.STATUS, 1, False),
        (raising(SystemExit(0)), Ending.ZERO, 0, True),
        (lambda: os._exit(0), Ending.ZERO, 0, True),
        (lambda: None, Ending.CAME_BACK, 0, True),
    ],
)
def test_how_the_process_ends_that_is_to_abort(
    statement: Callable[[], object], how: Ending, number: int, is_told: bool
) -> None:
    """``is_told``: what it wrote to a block that is lent, before it ended."""
    operations = op.get(), op.misuse(Target.NULL), op.get()
    _, seen, after = first_seen(ending(statement), BLOCKS + '[misuse]\nnull = "aborts"\n', *operations)
    assert (seen.state, seen.ending, seen.ending_number) == (State.DONE, how, number)
    assert (seen.disturbed_kind == LentKind.BLOCK) == is_told
    # In this process it never happened.
    assert (after.disturbed_kind, after.out) == (0, 0)


def test_one_that_raises_came_back_and_one_that_waits_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poolproof.conformance.subjects.apart._LIMIT_S", 0.3)
    aborts = BLOCKS + '[misuse]\nnull = "aborts"\n'
    came = first_seen(ending(raising(ValueError("no"))), aborts, op.get(), op.misuse(Target.NULL))[1]
    assert (came.ending, came.status) == (Ending.CAME_BACK, RAISED)
    for endless in (lambda: os.read(os.pipe()[0], 1), lambda: [None for _ in iter(int, 1)]):
        operations = op.get(), op.misuse(Target.NULL), op.misuse(Target.NULL), op.give_back()
        _, hangs, again, after = first_seen(ending(endless), aborts, *operations)
        assert (hangs.ending, again.state, after.state) == (Ending.HANG, State.INAPPLICABLE, State.DONE)


def test_an_exhausted_get_that_aborts_is_asked_for_in_a_process_of_its_own() -> None:
    contract = contract_of(BLOCKS + 'exhausted = "aborts"\n[size]\nlargest = 8\ntoo_large = "aborts"\n')
    holder = holder_of(contract, pool_of(contract))
    operations = [op.create_default(), op.get_exactly(9), *[op.get()] * 6, op.give_back(), op.get()]
    seen = seen_by(holder, *operations)
    signal, none = (Ending.SIGNAL, 6), (Ending.NONE, 0)
    assert [(each.ending, each.ending_number) for each in seen] == [none, signal, *[none] * 5, signal, none, none]
