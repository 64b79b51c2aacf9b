"""The stages of a verification, from what is certain to be reached to what only chance finds."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from poolproof.spec import Status
from poolproof.spec.vocabulary import DICTIONARY_CAPACITY, LOG_CAPACITY

from ...generators.bounds import bound_scripts
from ...generators.dictionary import dictionary_script
from ...generators.grids import grids
from ...generators.marathons import marathons
from ...generators.of_contract import beyond_counts, scripts_of_contract
from ...generators.scripts import scripts
from ...generators.scripts_of_lives import creation_scripts, late_scripts, misuse_scripts, wrapping_scripts
from ...generators.shapes import closing
from ...generators.walks import Walk, WalkShape
from ...judge import Finding, Judge, has_misuse
from ...observations import State, Trace
from ...operations import Operation, create, create_default, destroy, get, give_back
from ...subjects.constants import harvest
from ..events import Began
from ..examiner import Examiner
from ..verdicts import Capacities, Configuration, Counterexample
from .foreign_addresses import show_foreign_addresses
from .several_pools import run_several_pools, show_what_is_gone

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase


_CAPACITIES: tuple[Capacities, ...] = (None, (1, 1), (2, 3), (3, 2), (4, 8))
_LARGE_CAPACITIES: tuple[Capacities, ...] = ((64, 64), (257, 300), (1000, 1100))
_LARGE_CAPACITIES_IN_PYTHON: tuple[Capacities, ...] = ((33, 40),)
_LARGE_BYTES_AT_MOST = 4 << 20
"""Of all blocks: to write to more takes longer than all else."""
_SCRIPTED_BUFFERS_AT_MOST = 4096
_SCRIPTED_RECEIPTS_AT_MOST = 65536
"""A default as large as this is walked over, not scripted."""
_JUDGED_BUFFERS_AT_MOST = 33
"""In a larger pool the sequences are long: the model in C looks at them first, as it does at what differs from a sequence that
the judge saw by its looks at the usage alone."""
_BOUND_BUFFERS_AT_MOST = 1024
_LONG_SCRIPT = 1000
"""Of a subject with a violation already, the model in C looks at these first too."""
_MARATHON_BUFFERS_AT_MOST = 1024
_MARATHON_BYTES_AT_MOST = 1 << 36
"""Of blocks, each as often as there are operations: a pool may write to all of it every time."""
_LIVES_IN_A_ROW = 1100
_SHORT_LIFE_SECONDS = 0.002
"""Twenty times as long as most take to make a pool."""
_LIVES_TIMED = 8
_LIVES_TRIES = 3
_EXPLORED = ((1, 1), (2, 2), (3, 2))
"""Capacities whose states are all visited. The states are as many as the pool's memory can tell apart: thousands for the last,
where it keeps old entries."""
_TRANSITIONS_AT_MOST = 250_000


def learn_default_capacities(examiner: Examiner) -> None:
    contract = examiner.promised.contract
    if contract.binding == 2:
        examiner.session.default_capacities = contract.block.count, contract.sequence.count if contract.sequence else 1
        return
    seen = examiner.session.run([create_default().observing_usage(), destroy()])[0].observation
    if seen.status == Status.OK and seen.usage_observed:
        examiner.session.default_capacities = (seen.soa_total, seen.receipts_total)


def run_corpus(examiner: Examiner) -> None:
    """What failed before."""
    for operations in examiner.plan.corpus:
        examiner.check_time()
        examiner.examine(closing(operations))


def run_creation_scripts(examiner: Examiner) -> None:
    for script in creation_scripts():
        examiner.check_time()
        examiner.examine(script.operations)


def run_scripts_of_contract(examiner: Examiner) -> None:
    """What only other contracts have."""
    if examiner.promised.is_default:
        return
    contract = examiner.promised.contract
    if contract.binding == 2:
        examiner.examine([each for creating in beyond_counts(contract) for each in (creating, create_default(), destroy())])
    for operations in scripts_of_contract(contract):
        examiner.check_time()
        if examiner.has_enough:
            return
        examiner.examine(operations)


def run_bound_scripts(examiner: Examiner) -> None:
    """BOUND-1, and what relies on blank memory."""
    default = examiner.session.default_capacities
    if not examiner.session.subject.is_library or default is None or default[0] > _BOUND_BUFFERS_AT_MOST:
        return
    for operations in bound_scripts(default):
        examiner.check_time()
        if examiner.has_enough and not examiner.knows_a_touch_alone:
            return
        examiner.examine(operations)


def _run_many_lives(examiner: Examiner) -> None:
    """LIFE-1: one pool after another, more than a table of pools or of keys has places, where a life is short. In a fresh
    process, lest places be taken already."""
    if examiner.session.subject.is_library and not examiner.has_enough and lives_are_short(examiner):
        examiner.examine([create_default(), destroy()] * _LIVES_IN_A_ROW, fresh=True)


def lives_are_short(examiner: Examiner) -> bool:
    """By the quickest of a few tries, and with room to spare, so that the answer is the same on a busy machine."""
    tries = []
    for _ in range(_LIVES_TRIES):
        started = time.monotonic()
        examiner.session.run([create_default(), destroy()] * _LIVES_TIMED)
        tries.append(time.monotonic() - started)
    return min(tries) < _LIVES_TIMED * _SHORT_LIFE_SECONDS


def run_wrapping_scripts(examiner: Examiner) -> None:
    """CREATE-2, SAFE-1: only on a subject that accepts what it should refuse. In a fresh process, whose heap is small."""
    for script in wrapping_scripts(examiner.promised.contract):
        examiner.check_time()
        if not examiner.promised.admits(script.operations[0]):
            continue
        opening = examiner.session.run([script.operations[0], destroy()])
        if opening[-1].death is None and opening[0].observation.status == Status.OK:
            examiner.examine(script.operations, fresh=True)


def end_the_process(examiner: Examiner) -> None:
    """SAFE-1: a process that used the subject must end well, little as it used it."""
    for operations in ([create_default(), destroy()], [create_default(), get(), give_back(), destroy()]):
        traces = (examiner.session.run_to_the_end(operations) for _ in range(2))
        dead = [trace for trace in traces if trace[-1].death is not None]
        if len(dead) == 2 and len(dead[-1]) == len(operations):
            observed = f"after it, the process {dead[-1][-1].death}"
            finding = Finding(("SAFE-1",), len(operations) - 1, "the process ends well", observed)
            examiner.evidence.failures["SAFE-1"] = Counterexample(tuple(operations), dead[-1], finding, 2, 2)
            return


def accepted_configurations(examiner: Examiner) -> list[Configuration]:
    """The configurations that the subject accepts, each as given and as what it amounts to."""
    session = examiner.session
    large = _LARGE_CAPACITIES if session.subject.is_library else _LARGE_CAPACITIES_IN_PYTHON
    accepted: list[Configuration] = []
    bytes_each = examiner.promised.contract.block.size
    if not examiner.promised.fits_model_in_c:  # in large pools sequences are long, and the judge alone looks at them
        large = ()
    for capacities in (*_CAPACITIES, *large):
        examiner.check_time()
        opening = create_default() if capacities is None else create(*capacities)
        if not examiner.promised.admits(opening):
            continue
        if capacities in large and capacities is not None and capacities[0] * bytes_each > _LARGE_BYTES_AT_MOST:
            continue
        trace = session.run(examiner.admitted([opening.observing_usage(), destroy()]), fresh=examiner.promised.needs_fresh)
        counts = _counts_of(examiner, trace, capacities)
        if counts is not None and counts not in [each[1:] for each in accepted]:
            accepted.append(Configuration(capacities, *counts))
    return accepted


def _counts_of(examiner: Examiner, trace: Trace, capacities: Capacities) -> tuple[int, int] | None:
    """What a pool amounts to that was just made; None: it was not."""
    seen, contract = trace[0].observation, examiner.promised.contract
    if trace[-1].death is not None or seen.status != Status.OK:
        return None
    if contract.binding == 1:
        return (seen.soa_total, seen.receipts_total) if seen.out == 0 and seen.soa_total and seen.receipts_total else None
    own = examiner.session.default_capacities
    assert own is not None
    return (own[0] if capacities is None else capacities[0]), own[1]


def run_scripts(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """All of the first configuration whatever happens, so that every requirement gets its verdict; then the others."""
    if not configurations:
        run_scripts_of_contract(examiner)
    show_what_is_gone(examiner, configurations)
    for done, configuration in enumerate(configurations):
        if done and examiner.has_enough:
            return
        examiner.evidence.capacities.add(configuration.block_count)
        _run_scripts_of(examiner, configuration)
        if not done:
            _run_misuse_scripts(examiner)
            show_foreign_addresses(examiner, configuration)
            _run_late_scripts(examiner)
            _run_many_lives(examiner)
            run_scripts_of_contract(examiner)
            run_several_pools(examiner, configurations)
        examiner.emit(Began("scripts", 0.4 * (done + 1) / len(configurations)))


def _run_misuse_scripts(examiner: Examiner) -> None:
    for script in misuse_scripts() if examiner.tries_misuse else ():
        examiner.check_time()
        examiner.examine(script.operations)


def _run_late_scripts(examiner: Examiner) -> None:
    """ISO-4: each in a fresh process."""
    for script in late_scripts():
        examiner.check_time()
        if examiner.has_enough:
            return
        examiner.examine(script.operations, fresh=True)


def _run_scripts_of(examiner: Examiner, configuration: Configuration) -> None:
    _, block_count, record_count = configuration
    if block_count > _SCRIPTED_BUFFERS_AT_MOST or record_count > _SCRIPTED_RECEIPTS_AT_MOST:
        return
    for script in scripts(*configuration):
        examiner.check_time()
        if examiner.has_enough and script.is_variant:
            continue
        is_large = block_count > _JUDGED_BUFFERS_AT_MOST
        is_long_for_its_use = examiner.has_enough and len(script.operations) > _LONG_SCRIPT
        if script.is_judged_at_any_size or not (is_large or script.is_variant or is_long_for_its_use):
            examiner.examine(script.operations)
        else:
            examiner.examine_if_different(script.operations, timed=True)


def run_marathons(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """Every constant of the binary once, every misuse and pattern in every state, and a few operations over and over."""
    default = next((each for each in configurations if each.given is None), None)
    if not examiner.session.subject.is_library or default is None or default.block_count > _MARATHON_BUFFERS_AT_MOST:
        return
    if examiner.has_enough:
        return
    examiner.emit(Began("marathons", 0.4))
    assert examiner.session.subject.path is not None
    words = harvest(examiner.session.subject.path, DICTIONARY_CAPACITY)
    examiner.examine_if_different(dictionary_script(words, LOG_CAPACITY).operations)
    capacities = default.block_count, default.record_count
    small = next((each for each in configurations if each.given is not None and each.block_count == 2), None)
    of_small = None if small is None else (small.block_count, small.record_count)
    for script in (
        *grids(*capacities, with_misuse=examiner.tries_misuse),
        *marathons(*capacities, of_small, examiner.plan.seed, admits=examiner.promised.admits),
    ):
        examiner.check_time()
        if examiner.has_enough:
            return
        if len(script.operations) * examiner.promised.contract.block.size <= _MARATHON_BYTES_AT_MOST:
            examiner.examine_if_different(script.operations, timed=script.is_timed)


def explore(examiner: Examiner) -> None:
    """Every state of small pools. A way to a difference is run again from a fresh pool, and judged like everything else."""
    session = examiner.session
    if not session.subject.is_library or examiner.has_enough:
        return
    examiner.emit(Began("exploring every state of small pools", 0.4))
    own = session.default_capacities
    for block_count, record_count in _EXPLORED:
        examiner.check_time()
        if examiner.promised.contract.binding == 2 and own is not None:  # how many records there are, the contract says
            record_count = own[1]
        opening = create(block_count, record_count)
        if not examiner.promised.admits(opening):
            continue
        seen = session.run([opening, destroy()], fresh=examiner.promised.needs_fresh)[0].observation
        if seen.status != Status.OK or seen.state != State.DONE:
            continue
        exploration = session.explore(block_count, record_count, _TRANSITIONS_AT_MOST, without_misuse=not examiner.tries_misuse)
        if exploration.log:
            examiner.examine(closing(exploration.log))
        elif exploration.is_whole:
            examiner.evidence.explored.append(exploration)


def walk(examiner: Examiner, configurations: Sequence[Configuration], round_number: int) -> None:
    """Random walks for the judge; in large pools the native lane walks."""
    small = [each for each in configurations if each.block_count <= _JUDGED_BUFFERS_AT_MOST]
    sources = [random.Random(f"{examiner.plan.seed}/{round_number}/{number}") for number in range(examiner.plan.walks)]
    walks = [
        Walk(source, WalkShape(*small[at % len(small)])).operations() for at, source in enumerate(sources if small else ())
    ]
    # Those without misuse first: no process is needed anew for them.
    for number, operations in enumerate(sorted(walks, key=has_misuse)):
        examiner.check_time()
        if examiner.has_enough:
            return
        examiner.examine(operations)
        if number % 16 == 0:
            examiner.emit(Began("random walks", 0.4 + 0.3 * number / examiner.plan.walks))


def run_state_machine(
    examiner: Examiner,
    configurations: Sequence[Configuration],
    round_number: int,
    examples: int,
    database: ExampleDatabase | None = None,
) -> None:
    if not configurations or not examples or examiner.has_enough:
        return
    from .machine import Scene, machine_for, run_machine  # loads Hypothesis, which takes longer than many a verification

    examiner.emit(Began("state machine", 0.7))
    caught: list[tuple[Sequence[Operation], Finding]] = []

    judges: list[Judge] = []

    def new_judge() -> Judge:
        examiner.check_time()
        judges.append(examiner.new_judge())
        return judges[-1]

    given = [each.given for each in configurations]
    machine = machine_for(given, examiner.promised, tries_misuse=examiner.tries_misuse)
    scene = Scene(
        examiner.session, new_judge, examiner.is_news, lambda operations, finding: caught.append((operations, finding))
    )
    plan = examiner.plan
    seed = plan.seed * 1_000_003 + round_number
    try:
        run_machine(machine, scene, examples=examples, steps=plan.machine_steps, seed=seed, database=database)
    finally:
        for judge in judges:
            examiner.evidence.note(judge, ())
    if caught:
        examiner.take(*min(caught, key=lambda each: len(each[0])))
