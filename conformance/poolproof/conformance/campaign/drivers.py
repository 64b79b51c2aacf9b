"""The work of a shard, in whatever process it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from poolproof.spec import Status

from ..generators.sizes import EVERY_CAPACITY
from ..observations import DeathCause
from ..operations import create, destroy
from ..runs import Session
from ..subjects import LaneOrder, LaneRun
from ..verification.drivers import measurements, stages
from ..verification.drivers.capacities import run_every_capacity
from ..verification.drivers.lane import OTHER_BLOCKS_AT_MOST, lane_order
from ..verification.drivers.large_pools import drain_large_pool
from ..verification.drivers.shortage import run_shortages
from ..verification.examiner import HangsError, OutOfTimeError
from ..verification.promised import Promised
from ..verification.verdicts import Configuration
from .examiner import CampaignExaminer, Memory, OnDiscovery, look_of_difference
from .examples import database_of
from .marathons import marathon
from .shards import OPENING_PARTS, SEEDS, SEEDS_A_SHARD, Driver, Order, Shard, ShardResult

_BY_MODEL_IN_C: Final = range(1, 4)
"""Parts of the opening."""
_MARATHON_BUFFERS_AT_MOST: Final = 1024
_MACHINE_BUFFERS_AT_MOST: Final = 64
_HISTORY_AT_MOST: Final = 1000
"""Walks: more than are ever judged again."""
_DIFFERENCE_COUNTS_FOR: Final = 20_000
_DEATH_COUNTS_FOR: Final = 200_000
_HANG_COUNTS_FOR: Final = 5_000_000
"""Operations that take about as long: a shard in which much goes wrong is over in its time too."""


@dataclass(slots=True)
class Workplace:
    """What a process learns once about a campaign's subject, and remembers from shard to shard."""

    order: Order
    promised: Promised = field(init=False)
    memory: Memory = field(default_factory=Memory)
    configurations: tuple[Configuration, ...] | None = None
    default_capacities: tuple[int, int] | None = None
    lane_order: LaneOrder | None = None

    def __post_init__(self) -> None:
        self.promised = Promised(self.order.subject.contract)

    def run(
        self, shard: Shard, seconds_left: float = float("inf"), on_discovery: OnDiscovery = lambda _discovery: None
    ) -> ShardResult:
        """Do a shard. One that runs out of time is not whole. ``on_discovery`` is told at once. Raises SubjectError."""
        order, begun = self.order, time.monotonic()
        with Session(order.subject) as session:
            session.default_capacities = self.default_capacities
            examiner = CampaignExaminer(session, self.promised, order, begun + seconds_left, self.memory)
            examiner.driver, examiner.on_discovery = shard.driver, on_discovery
            is_whole = True
            try:
                self._learn(examiner)
                _DRIVERS[shard.driver](self, examiner, shard)
            except OutOfTimeError:
                is_whole = False
            except HangsError:
                examiner.note_unconfirmed("the subject hangs again and again")
            listed = self.known_configurations if examiner.evidence.lists_situations else ()
            small = [each.block_count for each in listed if each.block_count <= _MARATHON_BUFFERS_AT_MOST]
            return ShardResult(
                shard=shard,
                is_whole=is_whole,
                operations=session.operations_run,
                seconds=time.monotonic() - begun,
                reached=examiner.evidence.reached,
                capacities=frozenset(small),
                discoveries=tuple(examiner.discoveries.values()),
                seen=examiner.seen,
                unconfirmed=tuple(examiner.unconfirmed),
            )

    def _learn(self, examiner: CampaignExaminer) -> None:
        if self.configurations is not None:
            return
        stages.learn_default_capacities(examiner)
        self.default_capacities = examiner.session.default_capacities
        configurations = tuple(stages.accepted_configurations(examiner))
        self.lane_order = lane_order(examiner, configurations, _others(examiner))
        self.configurations = configurations

    @property
    def known_configurations(self) -> Sequence[Configuration]:
        return self.configurations or ()


def _others(examiner: CampaignExaminer) -> list[Configuration]:
    """Pools of further counts, as far as the subject accepts them."""
    promised, default = examiner.promised, examiner.session.default_capacities
    sizes = [each for each in EVERY_CAPACITY if each[0] <= OTHER_BLOCKS_AT_MOST]
    if promised.contract.binding == 2 and default is not None:  # how many records there are, the contract says
        sizes = list(dict.fromkeys((count, default[1]) for count, _ in sizes))
    sizes = [each for each in sizes if promised.admits(create(*each))]
    if not sizes or promised.needs_fresh:  # each would take a process of its own
        return []
    trace = examiner.session.run([operation for size in sizes for operation in (create(*size), destroy())])
    accepted = [each for each, step in zip(sizes, trace[::2], strict=False) if step.observation.status == Status.OK]
    return [Configuration(each, *each) for each in accepted] if len(trace) == 2 * len(sizes) else []


# ---- the drivers ----


def _open(workplace: Workplace, examiner: CampaignExaminer, shard: Shard) -> None:
    configurations = workplace.known_configurations
    parts: tuple[Callable[[], object], ...] = (
        lambda: _run_scripts(examiner, configurations),
        lambda: run_every_capacity(examiner),
        lambda: stages.run_marathons(examiner, configurations),
        lambda: stages.explore(examiner),
        lambda: measurements.count_instructions(examiner, configurations),
    )
    assert len(parts) == OPENING_PARTS
    if shard.amount not in _BY_MODEL_IN_C or workplace.promised.fits_model_in_c:
        parts[shard.amount]()


def _run_scripts(examiner: CampaignExaminer, configurations: Sequence[Configuration]) -> None:
    stages.run_creation_scripts(examiner)
    stages.run_wrapping_scripts(examiner)
    drain_large_pool(examiner)
    stages.run_scripts(examiner, configurations)
    run_shortages(examiner, configurations)


def _run_lane(workplace: Workplace, examiner: CampaignExaminer, shard: Shard) -> None:
    order = workplace.lane_order
    if order is None or not order.configurations:
        return
    first, walk, left = workplace.order.lane_seed(shard), 0, shard.amount
    while left > 0 and walk < SEEDS_A_SHARD:
        walks, done = _run_walks(examiner, order, first + walk, left)
        walk, left = walk + max(walks, 1), left - max(done, 1)


def _run_walks(examiner: CampaignExaminer, order: LaneOrder, first: int, operations: int) -> tuple[int, int]:
    """Walks in one process, for as long as they agree with the model or differ in a way that is known. How many walks, and
    how many operations they count for."""
    walks = done = 0
    differed = False
    with examiner.session.take_worker() as worker:
        while done < operations and not worker.is_closed:
            examiner.check_time()
            seed = (first + walks) % SEEDS
            run = worker.run_lane(order, seed, operations - done)
            if run.death is not None and run.walks == 0:
                break  # it died of ending the pools of the walk before, which differed
            if run.log:
                look = look_of_difference(run.log, run.death)
                if differed and not examiner.memory.knows(look):
                    break  # it may owe something to what went wrong before: the same walk again, in a new process
                differed = True
                earlier = [(first + each) % SEEDS for each in range(walks + run.walks - 1)]
                examiner.take_difference(look, run.log, order, earlier[-_HISTORY_AT_MOST:])
            ran = run.operations + (len(run.log) if run.death is not None else 0)
            examiner.session.operations_run += ran
            examiner.evidence.note_lane(run.reached)
            walks += run.walks
            done += max(ran, _counts_for(run))
            if examiner.promised.needs_fresh:
                break
    return walks, done


def _counts_for(run: LaneRun) -> int:
    if run.death is not None:
        return _HANG_COUNTS_FOR if run.death.cause == DeathCause.HANG else _DEATH_COUNTS_FOR
    return _DIFFERENCE_COUNTS_FOR if run.log else 0


def _walk(workplace: Workplace, examiner: CampaignExaminer, shard: Shard) -> None:
    examiner.plan = replace(examiner.plan, walks=shard.amount)
    stages.walk(examiner, workplace.known_configurations, shard.number)


def _run_marathons(workplace: Workplace, examiner: CampaignExaminer, shard: Shard) -> None:
    source = workplace.order.source(shard)
    fitting = [each for each in workplace.known_configurations if each.block_count <= _MARATHON_BUFFERS_AT_MOST]
    block_bytes = examiner.promised.contract.block.size
    for _ in range(shard.amount if fitting else 0):
        examiner.check_time()
        examiner.examine_if_different(marathon(source, source.choice(fitting), block_bytes, examiner.promised.admits))


def _run_machine(workplace: Workplace, examiner: CampaignExaminer, shard: Shard) -> None:
    small = [each for each in workplace.known_configurations if each.block_count <= _MACHINE_BUFFERS_AT_MOST]
    stages.run_state_machine(examiner, small, shard.number, shard.amount, database_of(workplace.order))


_DRIVERS: Final[dict[Driver, Callable[[Workplace, CampaignExaminer, Shard], None]]] = {
    Driver.OPENING: _open,
    Driver.LANE: _run_lane,
    Driver.WALKS: _walk,
    Driver.MARATHONS: _run_marathons,
    Driver.MACHINE: _run_machine,
}
