"""What is measured, and has no counterexample to make short: the cache, memory of Python classes, ticks, instructions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from poolproof.benchmarks.cachegrind import CacheUnmeasuredError
from poolproof.benchmarks.judgement import Answer

from ...generators.scripts import scripts
from ...judge import Finding
from ...operations import BOUNDED_KINDS, Operation
from ...runs.cache import measure
from ...runs.python_memory import PythonMemoryUnmeasuredError, measure_python_memory
from ..events import Began, Busy, Measured
from ..examiner import Examiner, stepping
from ..python_memory import footprint_finding, growth_findings, why_footprint_not_promised
from ..verdicts import Configuration, Counterexample
from .growth import note_growth

if TYPE_CHECKING:
    from poolproof.benchmarks.ticks import TickJudgement

_STEPPED_SCRIPT_AT_MOST = 500
_STEPPED_OPERATIONS_AT_LEAST, _STEPPED_OPERATIONS_AT_MOST = 6, 40
_STEPPED_INSTRUCTIONS_A_SCRIPT = 6000
"""A step costs some microseconds."""


def simulate_cache(examiner: Examiner) -> None:
    """CACHE-1: a measurement, which has no counterexample to minimise."""
    evidence, limits, subject = examiner.evidence, examiner.limits, examiner.session.subject
    if not examiner.asks_for("CACHE-1") or "CACHE-1" in evidence.unmeasured or examiner.has_enough:
        return
    examiner.emit(Began("simulating the cache", 0.4))
    try:
        counts = measure(subject)
    except CacheUnmeasuredError as error:
        evidence.unmeasured["CACHE-1"] = str(error)
        return
    evidence.checked["CACHE-1"] += counts.references
    observed = f"{counts.hit_rate:.2%} hit, {counts.misses_an_operation:.1f} misses an operation"
    evidence.figures["CACHE-1"] = observed
    examiner.emit(Measured("CACHE-1", observed))
    if counts.hit_rate <= limits.cache_hits:
        finding = Finding(("CACHE-1",), 0, f"a simulated hit rate above {limits.cache_hits:.0%}", observed, ends_trace=False)
        evidence.failures["CACHE-1"] = Counterexample((), (), finding, 1, 1)


def measure_memory(examiner: Examiner) -> None:
    """LIFE-2, HOT-1, HOT-2 and MEM-1 of a Python class: what stays and what it takes, without a counterexample to minimise."""
    evidence, subject = examiner.evidence, examiner.session.subject
    asked = any(map(examiner.asks_for, ("LIFE-2", "HOT-1", "HOT-2", "MEM-1")))
    if subject.is_library or not asked:
        return
    examiner.emit(Began("measuring memory", 0.0))
    try:
        memory = evidence.python_memory = measure_python_memory(subject)
    except PythonMemoryUnmeasuredError as error:
        evidence.unmeasured["MEM-1"] = evidence.unmeasured["LIFE-2"] = str(error)
        return
    evidence.checked["LIFE-2"] += sum(not each.is_misuse for each in memory.growth)
    findings = list(growth_findings(memory))
    too_large = footprint_finding(memory, examiner.limits)
    if too_large is not None:
        findings.append(too_large)
    elif memory.unseen:
        evidence.not_promised["MEM-1"] = why_footprint_not_promised(memory)
    else:
        evidence.checked["MEM-1"] += 1
        evidence.figures["MEM-1"] = f"{memory.footprint_bytes:,} bytes of Python objects, by Pympler"
        examiner.emit(Measured("MEM-1", evidence.figures["MEM-1"]))
    for finding in findings:
        for requirement in finding.requirements:
            evidence.measured.setdefault(requirement, Counterexample((), (), finding, 1, 1))


def measure_ticks(examiner: Examiner) -> None:
    """TICK-1 and TICK-2: measurements, which have no counterexample to minimise either."""
    asked = [each for each in ("TICK-1", "TICK-2") if examiner.asks_for(each)]
    if not asked or examiner.has_enough:
        return
    from poolproof.benchmarks.ticks import judge_ticks  # the clock: few runs ask for it

    from ...subjects.clocked import library_for_clock

    examiner.emit(Began("measuring ticks", 0.4))
    begun = time.monotonic()

    def on_launch(done: int, everything: int) -> None:
        examiner.emit(Busy(f"measuring ticks, launch {done} of {everything}"))

    judged = judge_ticks(library_for_clock(examiner.session.subject), examiner.limits.tick_target, on_launch=on_launch)
    if examiner.plan.budget_s is None:  # the time that is spent waiting for a quiet core is not the subject's
        examiner.deadline += time.monotonic() - begun
    for each in judged:
        if each.requirement in asked:
            _take_ticks(examiner, each)


def _take_ticks(examiner: Examiner, judged: TickJudgement) -> None:
    evidence, requirement, judgement = examiner.evidence, judged.requirement, judged.judgement
    evidence.ticks += judged.figures
    examiner.emit(Measured(requirement, judgement.why))
    if judgement.answer is Answer.INCONCLUSIVE:
        evidence.unmeasured[requirement] = judgement.why
        return
    evidence.checked[requirement] += judged.checked
    if judgement.answer is Answer.MEETS:
        evidence.figures[requirement] = judgement.why
        return
    wanted = f"at most {examiner.limits.tick_target:g} ticks" if requirement == "TICK-1" else "at least 1 tick less"
    finding = Finding((requirement,), 0, wanted, judgement.why, ends_trace=False)
    evidence.failures[requirement] = Counterexample((), (), finding, 1, 1)


def count_instructions(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """HOT-5: a sample of the operations in the scripts, stepped through."""
    if not examiner.steps or examiner.has_enough:
        return
    examiner.emit(Began("counting instructions", 0.4))
    note_growth(examiner, configurations)
    for configuration in configurations[:2]:
        for script in scripts(*configuration):
            examiner.check_time()
            if script.is_variant or len(script.operations) > _STEPPED_SCRIPT_AT_MOST:
                continue
            operations = examiner.admitted(script.operations)
            places = _stepped_places(operations, examiner.evidence.instructions.mean())
            if examiner.abilities.counts_system_calls:
                examiner.look_into(operations, places)
            else:  # where nothing else sees a system call, its instruction does (HOT-3)
                examiner.examine(stepping(operations, places))


def _stepped_places(operations: Sequence[Operation], instructions_an_operation: float) -> list[int]:
    """Spread over the whole sequence, and fewer of them where each takes long."""
    wanted = int(_STEPPED_INSTRUCTIONS_A_SCRIPT / max(instructions_an_operation, 1))
    wanted = min(max(wanted, _STEPPED_OPERATIONS_AT_LEAST), _STEPPED_OPERATIONS_AT_MOST)
    places = [at for at, each in enumerate(operations) if each.kind in BOUNDED_KINDS]
    return places[:: len(places) // wanted + 1]
