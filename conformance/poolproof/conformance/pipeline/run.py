"""A run of the pipeline over files, with what is told of it afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from poolproof.native.pipeline import time_stamps_of_cycles
from poolproof.reference.pipeline.ahead import Ahead
from poolproof.reference.pipeline.emit import Emit, Log, NoLog
from poolproof.reference.pipeline.hooks import EVERY_RUN, NamedHook, read_hooks
from poolproof.reference.pipeline.parsers import canonical_term
from poolproof.reference.pipeline.pipeline import OnProgress, Outcome, Pipeline, Stages
from poolproof.reference.pipeline.sources import Source
from poolproof.reference.pipeline.transform import OnProblem, Transform
from poolproof.spec.pipeline_errors import LogError

from .implementations import IMPLEMENTATIONS
from .probe import MOST_OPERATIONS, HotPathCounts, NotCountedError, count_hot_path

LEAST_TIMED_OPERATIONS: Final = 1000
"""With fewer, the time is that of cold caches."""

_SAMPLE_BYTES: Final = MOST_OPERATIONS * 8 * 24
_CALIBRATION_CYCLES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    sources: Sequence[Source]
    hooks: Sequence[str] = ()
    """None: every run is counted."""
    pool: str = "native"
    """Or reference."""
    log: Path | None = None
    keep_terms: bool = True
    shard_id: int = 0
    sync_epochs: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    plan: Plan
    hooks: Sequence[NamedHook]
    outcome: Outcome
    seconds: float
    ticks_per_operation: float | None
    hot_path: HotPathCounts | None
    hot_path_unknown: str | None
    """Why it was not counted."""
    cut_bytes: int
    """Of a torn last line, when the log was opened."""


class _Sampled:
    """A Transform that keeps the first words that went through, for the probe."""

    def __init__(self, inner: Transform) -> None:
        self._inner = inner
        self.sample = bytearray()

    def words(self, block: bytes, on_problem: OnProblem) -> memoryview:
        words = self._inner.words(block, on_problem)
        if len(self.sample) < _SAMPLE_BYTES:
            self.sample += words.cast("B")[: _SAMPLE_BYTES - len(self.sample)]
        return words

    def term(self, hash: int) -> str | None:
        return self._inner.term(hash)

    def terms(self) -> int:
        return self._inner.terms()


def run_plan(plan: Plan, on_problem: OnProblem, on_progress: OnProgress) -> Result:
    """Run it. Raises PipelineError for a hook, a log or a package that won't do; one that ends the run is in its outcome."""
    implementation = IMPLEMENTATIONS[plan.pool]
    hooks = read_hooks(plan.hooks or (EVERY_RUN,), canonical_term)
    _refuse_log_as_input(plan)
    with ExitStack() as stack:
        pool = stack.enter_context(implementation.make_pool())
        hot = implementation.make_hot_part(pool, [each.hook for each in hooks], plan.shard_id)
        emit: Emit = NoLog()
        log: Log | None = None
        if plan.log is not None:
            texts, names = [each.text for each in hooks], [source.name for source in plan.sources]
            emit = log = stack.enter_context(Log(plan.log, texts, names, plan.sync_epochs))
        transform = _Sampled(implementation.make_transform(plan.keep_terms))
        stages = Stages(Ahead(list(plan.sources)), transform, hot, emit)
        outcome, seconds = _timed(Pipeline(stages, on_problem, on_progress).run)
        if log is not None:
            outcome = _closed(log, outcome)
    hot_path, unknown = _hot_path(plan, bytes(transform.sample), hooks)
    return Result(plan, hooks, outcome, seconds, _ticks(outcome), hot_path, unknown, log.cut_bytes if log else 0)


def _refuse_log_as_input(plan: Plan) -> None:
    """Raises LogError: else the run would read what it writes."""
    for source in plan.sources:
        if plan.log is not None and source.is_file(plan.log):
            raise LogError(str(plan.log), f"is an input too: {source.name}", "give the log a file of its own")


def _closed(log: Log, outcome: Outcome) -> Outcome:
    """The outcome once all of the log is on the disk; or what came in between."""
    try:
        log.close()
    except LogError as problem:
        return outcome if outcome.stopped_by is not None else replace(outcome, stopped_by=problem)
    return outcome


def _timed(run: Callable[[], Outcome]) -> tuple[Outcome, float]:
    start = time.perf_counter()
    outcome = run()
    return outcome, time.perf_counter() - start


def _hot_path(plan: Plan, sample: bytes, hooks: Sequence[NamedHook]) -> tuple[HotPathCounts | None, str | None]:
    if plan.pool != "native":
        return None, "only the C hot part is counted: Python makes objects all the time"
    try:
        return count_hot_path(sample, [each.hook for each in hooks]), None
    except NotCountedError as why:
        return None, str(why)


def _ticks(outcome: Outcome) -> float | None:
    """The time-stamp counter is not the core clock: their ratio is measured on the spot."""
    calibration = min(time_stamps_of_cycles(_CALIBRATION_CYCLES) for _ in range(5))
    if not outcome.time_stamps or outcome.operations < LEAST_TIMED_OPERATIONS or not calibration:
        return None
    return outcome.time_stamps / outcome.operations * _CALIBRATION_CYCLES / calibration
