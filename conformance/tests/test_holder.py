"""The two that run operations, the worker in C and the holder in Python, see the same of the same pool."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.generators.scripts import scripts
from poolproof.conformance.generators.scripts_of_lives import creation_scripts
from poolproof.conformance.generators.walks import Walk, WalkShape
from poolproof.conformance.observations import LentKind, Out, OutFlag, State, Step, hands_out
from poolproof.conformance.operations import RAISED, ForeignAddress, Kind, Operation, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.subjects.holder_of_buffers import HolderOfBuffers

PYTHON = "poolproof.native:BufferPool"
COMPARED = (
    "status",
    "out",
    "usage_observed",
    "usage",
    "dirty_count",
    "dirty_at",
    "dirty_value",
    "receipt_id",
    "disturbed_kind",
)
ONE_SIDED = frozenset({Target.NEIGHBOUR, Target.HANDLE, Target.INTERIOR, Target.UNLENT})
"""What they give back here is not the same: an object has no neighbour, and no address inside."""
BESIDE = ForeignAddress.BESIDE_BLOCK
"""From here on a foreign address lies somewhere, and is no object."""
NUMBERED = frozenset({Target.LENT, Target.RETURNED, Target.REVOKED})


@pytest.fixture(scope="module")
def sessions() -> Iterator[tuple[Session, Session]]:
    with Session(resolve("native")) as in_c, Session(resolve(PYTHON)) as in_python:
        yield in_c, in_python


def differences(in_c: Step, in_python: Step) -> list[str]:
    operation, first, second = in_c.operation, in_c.observation, in_python.observation
    if operation.kind == Kind.DESTROY_NULL or (operation.is_misuse and operation.target in ONE_SIDED):
        return []
    if operation.is_misuse and operation.target == Target.FOREIGN and operation.foreign_address >= BESIDE:
        return []
    fields = ["state"]
    if State.DONE in (first.state, second.state):
        fields += COMPARED
    if hands_out(operation.kind) and first.status == 0:
        fields += ["is_new"]
    if operation.kind in op.WRITES or (operation.kind == Kind.RETURN and operation.target in NUMBERED):
        fields += ["target"]
    return [
        f"{operation}: {field} is {getattr(first, field)} in C and {getattr(second, field)} in Python"
        for field in fields
        if getattr(first, field) != getattr(second, field)
    ]


def compare(sessions: tuple[Session, Session], operations: Sequence[Operation]) -> Counter[Kind]:
    """Run on both; say how often each kind of operation came back."""
    in_c, in_python = (session.run(operations) for session in sessions)
    assert len(in_c) == len(in_python) == len(operations)
    for pair in zip(in_c, in_python, strict=True):
        assert differences(*pair) == []
    return Counter(step.operation.kind for step in in_python if step.observation.state == State.DONE)


def test_on_random_walks(sessions: tuple[Session, Session]) -> None:
    compared: Counter[Kind] = Counter()
    for seed in range(30):
        capacities = random.Random(seed).choice([None, (1, 1), (2, 3), (4, 8)])
        block_count, record_count = capacities or (16, 1024)
        shape = WalkShape(capacities, block_count, record_count)
        compared += compare(sessions, Walk(random.Random(seed), shape).operations())
    assert set(compared) == set(Kind) - {Kind.DESTROY_NULL}
    assert min(compared.values()) > 10


def test_on_every_script_of_a_small_pool(sessions: tuple[Session, Session]) -> None:
    for script in scripts((2, 3), 2, 3):
        compare(sessions, script.operations)


def test_on_impossible_and_huge_configs(sessions: tuple[Session, Session]) -> None:
    for script in creation_scripts():
        if script.name.endswith("config"):
            compare(sessions, script.operations)


# ---- what only a faulty class shows ----


class Block:
    def __init__(self) -> None:
        self.s, self.p, self.o = [0] * 8, [0] * 8, [0] * 8


class Usage:
    soa_in_use, soa_total, receipts_in_use, receipts_total = 1, 2, 3, 4


class Pool:
    """Lends the same block again and again."""

    def __init__(self) -> None:
        self.block = Block()

    def get_soa(self, size: int) -> Block | None:
        if size == 9:
            raise ZeroDivisionError("nine")
        return None if size > 9 else self.block

    def return_soa(self, _buffer: object) -> None:
        self.block.p[1] = 5

    def get_receipt(self) -> None:
        class Exhausted(Exception):  # noqa: N818
            pass

        class MyOwn(Exhausted):
            pass

        raise MyOwn

    def capacity_usage(self) -> type[Usage]:
        return Usage

    def clear(self) -> None:
        raise MemoryError

    def destroy(self) -> None:
        pass


@pytest.fixture
def run() -> Callable[..., Step]:
    holder = HolderOfBuffers(Pool, lambda _inside: None)

    def run_one(operation: Operation) -> Step:
        return Step(operation, holder.run(operation))

    run_one(op.create_default())
    return run_one


def test_a_block_lent_twice_overlaps_itself(run: Callable[..., Step]) -> None:
    first, second = run(op.get()).observation, run(op.get()).observation
    assert (first.out, first.out_flags) == (0, OutFlag.NEW)
    assert (second.out, second.out_flags) == (0, OutFlag.OVERLAPS)
    assert second.overlaps_kind == LentKind.BLOCK


def test_a_block_without_an_address_says_so(run: Callable[..., Step]) -> None:
    assert run(op.get()).observation.addressless == 1


def test_what_raises_is_a_status_of_its_own_unless_its_name_is_that_of_a_refusal(run: Callable[..., Step]) -> None:
    assert run(op.get(9)).observation.status == RAISED
    assert run(op.take()).observation.status == 2
    assert run(op.clear()).observation.status == 7


def test_a_get_that_returns_nothing_hands_out_nothing(run: Callable[..., Step]) -> None:
    seen = run(op.get(10)).observation
    assert (seen.status, seen.out) == (0, Out.NULL)


def test_a_lent_block_that_changes_is_disturbed(run: Callable[..., Step]) -> None:
    run(op.get())
    seen = run(op.misuse(Target.NULL)).observation
    assert (seen.disturbed_kind, seen.disturbed_index, seen.disturbed_word) == (LentKind.BLOCK, 0, 9)
    assert (seen.disturbed_expected, seen.disturbed_found) == (0, 5)


def test_what_is_handed_out_dirty_is_seen(run: Callable[..., Step]) -> None:
    run(op.get())
    run(op.give_back())
    seen = run(op.get()).observation
    assert (seen.dirty_count, seen.dirty_at, seen.dirty_value) == (1, 9, 5)


def test_the_usage_is_read_by_name(run: Callable[..., Step]) -> None:
    assert run(op.counters()).observation.usage == (1, 2, 3, 4)


def test_a_class_of_one_capacity_refuses_every_other(run: Callable[..., Step]) -> None:
    assert run(op.create(2, 2, 1)).observation.status == 6


def test_there_is_no_null_pool_in_python(run: Callable[..., Step]) -> None:
    assert run(op.destroy_null()).observation.state == State.INAPPLICABLE


def test_a_subject_of_a_module_is_found_by_name() -> None:
    subject: Subject = resolve(PYTHON)
    assert (subject.kind, subject.is_library, subject.python) == ("python", False, PYTHON)
