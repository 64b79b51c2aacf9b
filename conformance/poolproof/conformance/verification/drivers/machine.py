"""The state machine: Hypothesis draws the operations, the judge checks each step, Hypothesis shrinks what fails.

Operations are drawn by relative index, and some rules do many at once ("get until exhausted"), because single steps hardly ever
reach the ends of a pool of 16.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from unittest import SkipTest

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase
from hypothesis.errors import Flaky
from hypothesis.reporting import with_reporter
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from poolproof.spec.contracts import Contract

from ... import operations as op
from ...generators import shapes
from ...generators.of_contract import sizes_too_large
from ...generators.values import ACCEPTED_SIZES, REFUSED_SIZES, WORDS
from ...judge import Finding, Judge
from ...operations import POOL_SLOTS, SIZE_MAX, ForeignAddress, Operation, Pattern, Target
from ...runs import Session
from ...subjects.terms import TIMES_ITS_COUNT
from ..promised import Promised
from ..verdicts import Capacities

OnFinding = Callable[[Sequence[Operation], Finding], None]

_POOLS = 3
_DRAINED_AT_MOST = 80
_INDEXES = st.integers(0, 63)
_POOL = st.integers(0, _POOLS - 1)
_EXTRAS = st.integers(0, 191)
_WORDS = st.one_of(st.sampled_from(WORDS), st.integers(0, SIZE_MAX))
_REFUSED = st.one_of(st.sampled_from(REFUSED_SIZES), st.integers(9, SIZE_MAX))
_MISUSES = st.tuples(st.sampled_from([target for target in Target if target != Target.LENT]), _INDEXES)
_FOREIGN = st.sampled_from(ForeignAddress)
_DISTANCES = st.builds(lambda unit, power: unit << power, st.sampled_from((8, 64, 192, -64, -192)), st.integers(0, 40))

assert _POOLS <= POOL_SLOTS


class Violation(Exception):  # noqa: N818 - the project's word for it
    """A requirement was violated. Hypothesis tells failures apart by their class: there is one for each requirement."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.requirements[0]}: expected {finding.expected}; {finding.observed}")


_VIOLATION_CLASSES: dict[str, type[Violation]] = {}


def _violation(finding: Finding) -> Violation:
    name = finding.requirements[0]
    each = _VIOLATION_CLASSES.setdefault(name, type(f"Violation{name.replace('-', '')}", (Violation,), {}))
    return each(finding)


@dataclass(frozen=True, slots=True)
class Scene:
    """What one run of a machine works on. ``is_news`` says whether a finding should stop it; ``on_finding`` is told before it
    does."""

    session: Session
    new_judge: Callable[[], Judge]
    is_news: Callable[[Finding], bool]
    on_finding: OnFinding


class _Here(threading.local):
    """The scene of the run that this thread is in; and the machine that it made last, with what it was made for."""

    scene: Scene | None = None
    made: tuple[tuple[Sequence[Capacities], Contract, bool], type[RuleBasedStateMachine]] | None = None


_HERE: Final = _Here()


def _scene() -> Scene:
    assert _HERE.scene is not None
    return _HERE.scene


def machine_for(
    capacities: Sequence[Capacities], promised: Promised, *, tries_misuse: bool = True
) -> type[RuleBasedStateMachine]:
    """The machine that this thread runs on such pools: the same one every time.

    Hypothesis remembers each class of a machine for ever, in several places, and with it all that it holds: a campaign that
    made one for each of its shards grew without end. A thread has its own, for the seed is kept in the class.
    """
    wanted = tuple(capacities), promised.contract, tries_misuse
    if _HERE.made is None or _HERE.made[0] != wanted:
        _HERE.made = wanted, _machine_class(capacities, promised, tries_misuse=tries_misuse)
    return _HERE.made[1]


def _machine_class(capacities: Sequence[Capacities], promised: Promised, *, tries_misuse: bool) -> type[RuleBasedStateMachine]:
    """What the contract does not promise is drawn and passed over, so that all contracts draw alike; ``tries_misuse``: it
    returns other things than lent blocks too."""
    capacity_choice = st.sampled_from(list(capacities))
    at_most = TIMES_ITS_COUNT if promised.contract.block.capacity == "at-least" else 1

    class PoolMachine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.scene = _scene()
            self.judge = self.scene.new_judge()
            self.operations: list[Operation] = []

        def do(self, *operations: Operation) -> None:
            admitted = [each for each in operations if promised.admits(each)]
            if self.judge.lost or not admitted:
                return
            if promised.needs_fresh and not self.operations:
                self.scene.session.restart()
            steps = self.scene.session.extend(admitted, new_session=not self.operations)
            self.operations += admitted
            for step in steps:
                for finding in self.judge.observe(step):
                    if self.scene.is_news(finding):
                        self.scene.on_finding(tuple(self.operations), finding)
                        raise _violation(finding)

        def room(self, pool: int) -> int:
            view = self.judge.pools.get(pool)
            return min(at_most * view.state.block_count - len(view.state.lent), _DRAINED_AT_MOST) if view else 0

        @initialize(chosen=capacity_choice)
        def create_first(self, chosen: Capacities) -> None:
            self.do(_create(chosen, 0).observing_usage())

        @rule(pool=_POOL, chosen=capacity_choice)
        def create(self, pool: int, chosen: Capacities) -> None:
            self.do(_create(chosen, pool).observing_usage())

        @rule(pool=_POOL, size=st.sampled_from(ACCEPTED_SIZES))
        def get_soa(self, pool: int, size: int) -> None:
            self.do(op.get(size, pool))

        @rule(pool=_POOL, size=_REFUSED)
        def get_soa_too_large(self, pool: int, size: int) -> None:
            self.do(op.get(size, pool))

        @rule(pool=_POOL, index=_INDEXES)
        def return_soa(self, pool: int, index: int) -> None:
            self.do(op.give_back(index, pool))

        @precondition(lambda _self: tries_misuse)
        @rule(pool=_POOL, address=_MISUSES, extra=_EXTRAS)
        def return_wrongly(self, pool: int, address: tuple[Target, int], extra: int) -> None:
            self.do(op.misuse(*address, extra, pool))

        @precondition(lambda _self: tries_misuse)
        @rule(pool=_POOL, which=_FOREIGN, distance=_DISTANCES, extra=_EXTRAS)
        def foreign(self, pool: int, which: ForeignAddress, distance: int, extra: int) -> None:
            self.do(op.foreign(which, distance, extra, pool))

        @rule(pool=_POOL)
        def get_until_exhausted(self, pool: int) -> None:
            self.do(*shapes.drain(self.room(pool) + 1, pool))

        @rule(pool=_POOL, count=st.integers(1, 20), index=st.integers(0, 3))
        def return_many(self, pool: int, count: int, index: int) -> None:
            self.do(*[op.give_back(index, pool)] * count)

        @rule(pool=_POOL)
        def get_receipt(self, pool: int) -> None:
            self.do(op.take(pool))

        @rule(pool=_POOL)
        def reset_receipts(self, pool: int) -> None:
            self.do(op.reset(pool))

        @rule(pool=_POOL)
        def clear(self, pool: int) -> None:
            self.do(op.clear(pool))

        @rule(pool=_POOL)
        def capacity_usage(self, pool: int) -> None:
            self.do(op.counters(pool))

        @rule(pool=_POOL, value=_WORDS, index=_INDEXES, pattern=st.sampled_from(Pattern), extra=_EXTRAS)
        def write_soa(self, pool: int, value: int, index: int, pattern: Pattern, extra: int) -> None:
            self.do(op.write(value, index, pattern, extra, pool))

        @rule(pool=_POOL, value=_WORDS, index=_INDEXES, pattern=st.sampled_from(Pattern), extra=_EXTRAS)
        def write_receipt(self, pool: int, value: int, index: int, pattern: Pattern, extra: int) -> None:
            self.do(op.write_record(value, index, pattern, extra, pool))

        @rule()
        def destroy_null(self) -> None:
            self.do(op.destroy_null())

        @precondition(lambda self: len(self.judge.pools) > 1)
        @rule(pool=_POOL)
        def destroy(self, pool: int) -> None:
            view = self.judge.pools.get(pool)
            returns = [op.give_back(0, pool)] * len(view.state.lent) if view and promised.settles else []
            self.do(*returns, op.destroy(pool))

        def teardown(self) -> None:
            if self.judge.lost or promised.needs_fresh:
                self.scene.session.restart()
            else:
                self.scene.session.extend(promised.closed(self.operations)[len(self.operations) :])

    size = promised.contract.size
    if size is None or promised.contract.binding == 1:  # of lanes, the sizes that are drawn above are all there are
        return PoolMachine
    bytes_asked = st.one_of(st.integers(size.smallest, size.largest), st.sampled_from(sizes_too_large(size.largest)))

    class SizedPoolMachine(PoolMachine):
        @rule(pool=_POOL, asked=bytes_asked)
        def get_exactly(self, pool: int, asked: int) -> None:
            self.do(op.get_exactly(asked, pool))

    return SizedPoolMachine


def run_machine(
    machine: type[RuleBasedStateMachine],
    scene: Scene,
    *,
    examples: int,
    steps: int,
    seed: int,
    database: ExampleDatabase | None = None,
) -> None:
    """Run it. What it finds was told to the scene's ``on_finding``; that it failed is no news here. ``database``: where
    Hypothesis keeps what failed, and tries it first. What it draws then depends on the seed, and not on what was kept."""
    drawing = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=database,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        # Minimising is done over relative operations afterwards: it is faster, and gets further.
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    reusing = [settings(drawing, phases=(Phase.reuse,))] if database is not None else []
    seeded = hypothesis.seed(seed)(machine)
    _HERE.scene = scene
    with with_reporter(lambda _text: None):
        try:
            for each in (*reusing, drawing):
                with suppress(Violation, Flaky, SkipTest):  # skipped: nothing was kept that could be tried again
                    # The settings are told to the run itself: the seed takes the database from those of the class.
                    run_state_machine_as_test(seeded, settings=each)
        except AssertionError as error:
            # Interrupted before it has begun to draw, Hypothesis fails over an assertion of its own.
            if isinstance(error.__context__, KeyboardInterrupt):
                raise KeyboardInterrupt from None
            raise
        finally:
            _HERE.scene = None


def _create(capacities: Capacities, pool: int) -> Operation:
    return op.create_default(pool) if capacities is None else op.create(*capacities, pool)
