"""The stage of pools of many capacities. The model in C looks at them first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from poolproof.spec import Status

from ...generators import capacities
from ...generators.sizes import EVERY_CAPACITY, size_script
from ...judge import LIVES_TO_TELL
from ...observations import State
from ...operations import Kind, create, destroy
from ...repeated import Repeated
from ...subjects.constants import plausible_counts
from ...subjects.terms import largest_count
from ..events import Began
from ..examiner import Examiner
from ..verdicts import Configuration
from .stages import lives_are_short

_LIVES_BUFFERS_AT_MOST = 4096
_SMALL = 4096
"""Buffers: what goes wrong in a larger pool is mostly told in fewer steps in one of those that are filled."""
_DIFFERENCES_AT_MOST = 3
"""Of pools that were filled one after the other: what differs in one differs in many."""


def run_every_capacity(examiner: Examiner) -> list[Configuration]:
    """Pools of every size up to two machine words of marks, and around the powers of two beyond: what is wrong with one size
    alone is found by no sample of sizes. Those of them that the subject accepts. Then pools of all the other sizes that are
    worth it are filled once."""
    if not examiner.session.subject.is_library or examiner.has_enough:
        return []
    examiner.emit(Began("pools of every capacity", 0.4))
    default = examiner.session.default_capacities
    sizes = _promised(examiner, (*EVERY_CAPACITY, *(capacities.around_default(*default) if default else ())))
    if not sizes or examiner.promised.needs_fresh:  # each would take a process of its own
        return []
    attempts = [operation for size in sizes for operation in (create(*size).observing_usage(), destroy())]
    examiner.examine(attempts)
    _run_lives_of_every_capacity(examiner)
    accepted = _accepted(examiner, sizes)
    _run_size_scripts(examiner, [each for each in accepted if each.block_count <= _SMALL])
    if not examiner.has_enough and lives_are_short(examiner):
        _fill(examiner, sorted(_others(examiner, sizes, accepted)))
    _run_size_scripts(examiner, [each for each in accepted if each.block_count > _SMALL])
    return accepted


def _promised(examiner: Examiner, sizes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that create may be asked for. Of binding 2 the contract alone says how many records there are."""
    promised, default = examiner.promised, examiner.session.default_capacities
    if promised.contract.binding == 2 and default is not None:
        sizes = ((blocks, default[1]) for blocks, _ in sizes)
    return [size for size in dict.fromkeys(sizes) if promised.is_default or promised.admits(create(*size))]


def _run_size_scripts(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    for configuration in configurations:
        examiner.check_time()
        if examiner.has_enough:
            return
        examiner.examine_if_different(size_script(configuration.block_count, configuration.record_count).operations)


def _accepted(examiner: Examiner, sizes: Sequence[tuple[int, int]]) -> list[Configuration]:
    trace = examiner.session.run([operation for size in sizes for operation in (create(*size), destroy())])
    return [
        Configuration(step.operation.capacities, *step.operation.capacities)
        for step in trace[::2]
        if step.observation.status == Status.OK and step.observation.state == State.DONE and step.death is None
    ]


def _others(examiner: Examiner, tried: Sequence[tuple[int, int]], accepted: Sequence[Configuration]) -> list[tuple[int, int]]:
    """Of the sizes not tried yet, those that are accepted. To make each takes as long as to fill it: up to the largest,
    they are taken to be accepted if all that were tried are."""
    path = examiner.session.subject.path
    numbers = [] if path is None else plausible_counts(path, 2, capacities.LARGEST)
    largest = _largest_accepted(examiner)
    wanted = (*capacities.every_small(), *capacities.larger(largest, examiner.plan.seed), *capacities.around(numbers))
    sizes = [size for size in _promised(examiner, wanted) if size not in tried]
    within = [size for size in sizes if size[0] <= largest[0] and size[1] <= largest[1]]
    taken = {(each.block_count, each.record_count) for each in accepted}
    if all(size in taken for size in tried if size[0] <= largest[0] and size[1] <= largest[1]):
        return within
    return [(each.block_count, each.record_count) for each in _accepted(examiner, sizes)]


def _largest_accepted(examiner: Examiner) -> tuple[int, int]:
    """Of buffers and of receipts, each with as many of the other as a default pool has. What is accepted may have gaps, and the
    largest found a larger one above it."""
    buffers, receipts = examiner.session.default_capacities or (1, 1)
    contract = examiner.promised.contract
    most = capacities.LARGEST if contract.binding == 1 else min(capacities.LARGEST, largest_count(contract))

    def largest(size_of: Callable[[int], tuple[int, int]]) -> int:
        def is_refused(count: int) -> bool:
            return not _accepted(examiner, [size_of(count)])

        if not is_refused(most):
            return most
        return max(bisect_left(range(1, most), True, key=is_refused), 1)

    records = largest(lambda count: (buffers, count)) if contract.binding == 1 else receipts
    return largest(lambda count: (count, receipts)), records


def _fill(examiner: Examiner, sizes: Sequence[tuple[int, int]]) -> None:
    """All of them in one go. Where one differs, it is looked at by itself, and the rest after it."""
    for _ in range(_DIFFERENCES_AT_MOST):
        if not sizes or examiner.has_enough:
            return
        examiner.check_time()
        at = _first_that_differs(examiner, sizes)
        if at is None:
            return
        examiner.examine_if_different(capacities.fill_script([sizes[at]]).operations)
        sizes = sizes[at + 1 :]


def _first_that_differs(examiner: Examiner, sizes: Sequence[tuple[int, int]]) -> int | None:
    script = examiner.admitted(capacities.fill_script(sizes).operations)
    assert isinstance(script, Repeated)
    replay = examiner.session.replay_in_lane(script)
    if replay.place is None:
        examiner.evidence.note_lane(replay.reached)
        return None
    parts_before = script.first(replay.place).parts
    return sum(1 for body, _ in parts_before if body[-1].kind == Kind.DESTROY)


def _run_lives_of_every_capacity(examiner: Examiner) -> None:
    """LIFE-1 of each size: as many lives as it takes to see that each leaves something behind, where a life is short."""
    if not lives_are_short(examiner):
        return
    for size in EVERY_CAPACITY:
        if examiner.has_enough:
            return
        if size[0] <= _LIVES_BUFFERS_AT_MOST:
            examiner.check_time()
            examiner.examine([create(*size), destroy()] * LIVES_TO_TELL)
