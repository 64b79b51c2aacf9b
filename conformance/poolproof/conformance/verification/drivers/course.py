"""The course of a verification: what is tried, from what is certain to be reached to what only chance finds.

A driver is a function of the examiner, and has its place in one of the lists below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from poolproof.spec import Level

from ..events import Began
from ..examiner import Examiner
from . import measurements, stages
from .caller_stage import run_caller_scripts
from .capacities import run_every_capacity
from .interleavings import run_interleavings
from .lane import run_lane
from .large_pools import drain_large_pool
from .real_threads import run_real_threads
from .shortage import run_shortages

Driver: TypeAlias = Callable[[Examiner], None]

_EXAMPLES_OF_LIBRARY: Final = 8
"""Few: of a library, the native lane has seen a million times as much as the state machine would."""


_MACHINE_BLOCKS_AT_MOST: Final = 4096
"""To make a larger pool again and again takes longer than all that is done with it."""


def _begin(examiner: Examiner) -> None:
    examiner.emit(Began("scripts", 0.0))
    stages.learn_default_capacities(examiner)


def _learn_configurations(examiner: Examiner) -> None:
    examiner.configurations = stages.accepted_configurations(examiner)


def _run_every_capacity(examiner: Examiner) -> None:
    examiner.other_capacities = run_every_capacity(examiner)


def _walk_in_lane(examiner: Examiner) -> None:
    run_lane(examiner, examiner.configurations, examiner.other_capacities, examiner.round_number)


def _run_state_machine(examiner: Examiner) -> None:
    wanted = examiner.plan.machine_examples
    examples = min(wanted, _EXAMPLES_OF_LIBRARY) if examiner.session.subject.is_library else wanted
    small = [each for each in examiner.configurations if each.block_count <= _MACHINE_BLOCKS_AT_MOST]
    stages.run_state_machine(examiner, small, examiner.round_number, examples)


def _where_model_in_c_fits(driver: Driver) -> Driver:
    return lambda examiner: driver(examiner) if examiner.promised.fits_model_in_c else None


def _asks_for_sharing_alone(examiner: Examiner) -> bool:
    return all(each.level is Level.SHARED for each in examiner.spec.requirements if examiner.asks_for(each.id))


def _let_threads_meet(examiner: Examiner) -> None:
    """What the interleavings say of the same programs is told of what real threads show."""
    run_interleavings(examiner)
    run_real_threads(examiner)


def _meet_at_once(examiner: Examiner) -> None:
    """A pool that hangs in one thread's hands lets nothing else come to its turn."""
    if _asks_for_sharing_alone(examiner):
        _let_threads_meet(examiner)


def _meet_in_turn(examiner: Examiner) -> None:
    if not _asks_for_sharing_alone(examiner):
        _let_threads_meet(examiner)


ONCE: Final[tuple[Driver, ...]] = (
    _meet_at_once,
    measurements.measure_memory,
    _begin,
    stages.run_corpus,
    stages.run_creation_scripts,
    run_caller_scripts,
    stages.run_wrapping_scripts,
    stages.end_the_process,
    stages.run_bound_scripts,
    _learn_configurations,
    drain_large_pool,
    lambda examiner: stages.run_scripts(examiner, examiner.configurations),
    _meet_in_turn,
    lambda examiner: run_shortages(examiner, examiner.configurations),
    _where_model_in_c_fits(_run_every_capacity),
    _where_model_in_c_fits(lambda examiner: stages.run_marathons(examiner, examiner.configurations)),
    _where_model_in_c_fits(stages.explore),
    lambda examiner: measurements.count_instructions(examiner, examiner.configurations),
    measurements.simulate_cache,
    measurements.measure_ticks,
)
EACH_ROUND: Final[tuple[Driver, ...]] = (
    _where_model_in_c_fits(_walk_in_lane),
    lambda examiner: stages.walk(examiner, examiner.configurations, examiner.round_number),
    _run_state_machine,
)
"""The random part, which a longer budget repeats with other draws."""
