"""The stages of a verification, from what is certain to be reached to what only chance finds."""

from __future__ import annotations

import random
from collections.abc import Sequence

from poolproof.spec import Status

from ..generators.scripts import creation_scripts, scripts
from ..generators.shapes import closing, drain, return_newest_first
from ..generators.walks import Walk, WalkShape
from ..judge import Finding, Judge
from ..operations import BOUNDED_KINDS, Operation, create, create_default, destroy, get_receipt, get_soa, return_soa
from ..runs.cache import CacheUnmeasuredError, measure
from .examiner import Examiner
from .verdicts import Capacities, Configuration, Counterexample

_CAPACITIES: tuple[Capacities, ...] = (None, (1, 1), (2, 3), (3, 2), (4, 8))
_LARGE_CAPACITIES: tuple[Capacities, ...] = ((64, 64), (257, 300), (1000, 1100))
_LARGE_CAPACITIES_IN_PYTHON: tuple[Capacities, ...] = ((33, 40),)
_SCRIPTED_BUFFERS_AT_MOST = 4096
_SCRIPTED_RECEIPTS_AT_MOST = 65536
"""A default as large as this is walked over, not scripted."""
_JUDGED_BUFFERS_AT_MOST = 33
"""In a larger pool the sequences are long: the model in C looks at them first."""
_STEPPED_SCRIPT_AT_MOST = 500
_STEPPED_OPERATIONS_AT_MOST = 60
"""Of one script: a step costs some microseconds."""
_GIANT = (65536, 65600)
"""Where a count of 16 bits wraps, of buffers and of receipts."""
_EXPLORED = ((1, 1), (2, 2), (3, 2), (3, 3), (4, 2))
"""Capacities whose states are all visited: 45 states for the second, 4,575 for the last, of a pool that keeps a stack."""
_TRANSITIONS_AT_MOST = 200_000


def run_corpus(examiner: Examiner) -> None:
    """What failed before."""
    for operations in examiner.plan.corpus:
        examiner.check_time()
        examiner.examine(closing(operations))


def run_creation_scripts(examiner: Examiner) -> None:
    for script in creation_scripts():
        examiner.check_time()
        examiner.examine(script.operations)


def end_the_process(examiner: Examiner) -> None:
    """SAFE-1: a process that used the subject must end well. There is nothing to minimise."""
    operations = [create_default(), get_soa(), return_soa(), destroy()]
    dead = [trace for trace in (examiner.session.run_to_the_end(operations) for _ in range(2)) if trace[-1].death is not None]
    if len(dead) == 2 and len(dead[-1]) == len(operations):
        observed = f"after it, the process {dead[-1][-1].death}"
        finding = Finding(("SAFE-1",), len(operations) - 1, "the process ends well", observed)
        examiner.evidence.failures["SAFE-1"] = Counterexample(tuple(operations), dead[-1], finding, 2, 2)


def accepted_configurations(examiner: Examiner) -> list[Configuration]:
    """The configurations that the subject accepts, each as given and as what it amounts to."""
    session = examiner.session
    large = _LARGE_CAPACITIES if session.subject.is_library else _LARGE_CAPACITIES_IN_PYTHON
    accepted: list[Configuration] = []
    for capacities in (*_CAPACITIES, *large):
        examiner.check_time()
        opening = create_default() if capacities is None else create(*capacities)
        trace = session.run([opening.observing_usage(), destroy()])
        seen = trace[0].observation
        if trace[-1].death is None and seen.status == 0 and seen.out == 0 and seen.soa_total and seen.receipts_total:
            accepted.append(Configuration(capacities, seen.soa_total, seen.receipts_total))
    examiner.evidence.capacities = tuple({each.soa_capacity for each in accepted})
    return accepted


def run_scripts(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    for done, configuration in enumerate(configurations):
        if examiner.has_enough:
            return
        _run_scripts_of(examiner, configuration)
        examiner.on_progress("scripts", 0.4 * (done + 1) / len(configurations))


def _run_scripts_of(examiner: Examiner, configuration: Configuration) -> None:
    _, soa_capacity, receipt_capacity = configuration
    if soa_capacity > _SCRIPTED_BUFFERS_AT_MOST or receipt_capacity > _SCRIPTED_RECEIPTS_AT_MOST:
        return
    for script in scripts(*configuration):
        examiner.check_time()
        if examiner.has_enough and script.is_variant:
            continue
        if soa_capacity <= _JUDGED_BUFFERS_AT_MOST or script.is_judged_at_any_size:
            examiner.examine(script.operations)
        else:
            examiner.examine_if_different(script.operations)


def run_giant_script(examiner: Examiner) -> None:
    """CAP-1, CAP-2, RECEIPT-1 in as large a pool as version 1 of the binding is sure to be able to count, if it is accepted."""
    if not examiner.session.subject.is_library or examiner.has_enough:
        return
    opening = create(*_GIANT)
    trace = examiner.session.run([opening, destroy()])
    if trace[-1].death is None and trace[0].observation.status == Status.OK:
        buffers, receipts = _GIANT
        sequence = [*drain(buffers + 1), *return_newest_first(buffers), *drain(2), *[get_receipt()] * (receipts + 1)]
        examiner.examine_if_different(closing([opening, *sequence]))


def explore(examiner: Examiner) -> None:
    """Every state of small pools. A way to a difference is run again from a fresh pool, and judged like everything else."""
    session = examiner.session
    if not session.subject.is_library or examiner.has_enough:
        return
    examiner.on_progress("exploring every state of small pools", 0.4)
    for soa_capacity, receipt_capacity in _EXPLORED:
        examiner.check_time()
        accepted = session.run([create(soa_capacity, receipt_capacity), destroy()])
        if accepted[0].observation.status != Status.OK:
            continue
        exploration = session.explore(soa_capacity, receipt_capacity, _TRANSITIONS_AT_MOST)
        if exploration.log:
            examiner.examine(closing(exploration.log))
        elif exploration.is_whole:
            examiner.evidence.explored.append(exploration)


def simulate_cache(examiner: Examiner) -> None:
    """CACHE-1: a measurement, which has no counterexample to minimise."""
    evidence, profile, subject = examiner.evidence, examiner.profile, examiner.session.subject
    if not examiner.plan.asks_for(examiner.spec.requirement("CACHE-1")) or not subject.is_library or examiner.has_enough:
        return
    examiner.on_progress("simulating the cache", 0.4)
    try:
        counts = measure(subject)
    except CacheUnmeasuredError as error:
        evidence.unmeasured["CACHE-1"] = str(error)
        return
    evidence.checked["CACHE-1"] += counts.references
    if counts.hit_rate <= profile.l1_hit_rate:
        observed = f"{counts.hit_rate:.2%}: {counts.misses_an_operation:.1f} misses an operation"
        finding = Finding(("CACHE-1",), 0, f"a simulated hit rate above {profile.l1_hit_rate:.0%}", observed, ends_trace=False)
        evidence.failures["CACHE-1"] = Counterexample((), (), finding, 1, 1)


def count_instructions(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """HOT-5: a sample of the operations in the scripts, stepped through."""
    if not examiner.steps or examiner.has_enough:
        return
    examiner.on_progress("counting instructions", 0.4)
    for configuration in configurations[:2]:
        for script in scripts(*configuration):
            examiner.check_time()
            if len(script.operations) <= _STEPPED_SCRIPT_AT_MOST:
                examiner.examine(_stepped(script.operations))


def _stepped(operations: Sequence[Operation]) -> list[Operation]:
    places = [at for at, each in enumerate(operations) if each.kind in BOUNDED_KINDS]
    chosen = set(places[:: len(places) // _STEPPED_OPERATIONS_AT_MOST + 1])
    return [each.stepped() if at in chosen else each for at, each in enumerate(operations)]


def walk(examiner: Examiner, configurations: Sequence[Configuration], round_number: int) -> None:
    """Random walks for the judge; in large pools the native lane walks."""
    small = [each for each in configurations if each.soa_capacity <= _JUDGED_BUFFERS_AT_MOST]
    for number in range(examiner.plan.walks if small else 0):
        examiner.check_time()
        if examiner.has_enough:
            return
        source = random.Random(f"{examiner.plan.seed}/{round_number}/{number}")
        examiner.examine(Walk(source, WalkShape(*small[number % len(small)])).operations())
        if number % 16 == 0:
            examiner.on_progress("random walks", 0.4 + 0.3 * number / examiner.plan.walks)


def run_state_machine(examiner: Examiner, configurations: Sequence[Configuration], round_number: int) -> None:
    if not configurations or not examiner.plan.machine_examples or examiner.has_enough:
        return
    from .machine import machine_class, run_machine  # loads Hypothesis, which takes longer than many a verification

    examiner.on_progress("state machine", 0.7)
    caught: list[tuple[Sequence[Operation], Finding]] = []

    def new_judge() -> Judge:
        examiner.check_time()
        judge = examiner.new_judge()
        judge.checked, judge.reached = examiner.evidence.checked, examiner.evidence.reached
        return judge

    machine = machine_class(
        examiner.session,
        new_judge,
        [each.given for each in configurations],
        examiner.is_news,
        lambda operations, finding: caught.append((operations, finding)),
    )
    plan = examiner.plan
    seed = plan.seed * 1_000_003 + round_number
    run_machine(machine, examples=plan.machine_examples, steps=plan.machine_steps, seed=seed)
    if caught:
        examiner.take(*min(caught, key=lambda each: len(each[0])))
