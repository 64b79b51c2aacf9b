"""The pipeline: five stages, and the beat that moves them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from poolproof.reference.pipeline.emit import Emit
from poolproof.reference.pipeline.hot import EPOCH_OPERATIONS, HotPart
from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.load import LANES
from poolproof.reference.pipeline.transform import OnProblem, Transform
from poolproof.spec.hot_part import HookTotals
from poolproof.spec.pipeline_errors import PipelineError, UnreadableError

OnProgress = Callable[[int], None]
"""Called now and then with the number of triples that went through."""

_WORDS: Final = 3
"""In a triple."""


@dataclass(frozen=True, slots=True)
class Stages:
    ingest: Ingest
    transform: Transform
    hot: HotPart
    emit: Emit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What went through. After an error it is what went through before it."""

    triples: int
    runs: int
    operations: int
    epochs: int
    """Ended, the last one too when it was shorter."""
    receipts: int
    early_emits: int
    removals: int
    problems: int
    """Statements and files that were refused, and left out."""
    unread: Sequence[PipelineError]
    """Of those, the inputs that could not be read to their end: what they hold did not go through."""
    terms: int
    totals: Sequence[HookTotals]
    time_stamps: int | None
    stopped_by: PipelineError | None
    """The error that ended the run; None when the input did."""


class Pipeline:
    """One run over stages that it is given. It is the owner of their pool while it runs."""

    def __init__(self, stages: Stages, on_problem: OnProblem, on_progress: OnProgress = lambda _: None) -> None:
        """``on_problem`` is told of each statement that is refused, and says whether to leave it out or to end the run."""
        self._stages = stages
        self._ask = on_problem
        self._on_progress = on_progress
        self._waiting = array("Q")
        """Words of triples that do not fill an operation yet."""
        self._triples = self._runs = self._operations = self._epochs = self._receipts = self._early = self._problems = 0
        self._in_epoch = 0
        self._stopped_by: PipelineError | None = None
        self._unread: list[PipelineError] = []

    def run(self) -> Outcome:
        """Run all input through. Whatever happens, the pool has nothing in use then (PIPE-7).

        A PipelineError that ends the run is in the outcome: what was read before it went through all stages, and its last
        epoch was ended. An error of any other kind is raised.
        """
        try:
            for block in self._stages.ingest.blocks(self._on_problem):
                self._feed(self._stages.transform.words(block, self._on_problem))
                self._on_progress(self._triples)
                if self._stopped_by is not None:
                    break
            self._finish()
        except PipelineError as problem:  # of the log: what it did not take is lost
            self._stopped_by = problem
        finally:
            self._stages.hot.reset_receipts()
        return self._outcome()

    def _on_problem(self, problem: PipelineError) -> bool:
        self._problems += 1
        if isinstance(problem, UnreadableError):
            self._unread.append(problem)
        goes_on = self._ask(problem)
        if not goes_on:
            self._stopped_by = problem
        return goes_on

    def _feed(self, words: memoryview) -> None:
        """Cut what has come into operations of 8 triples, and keep the rest."""
        start = 0
        if self._waiting:
            missing = _WORDS * LANES - len(self._waiting)
            self._waiting.extend(words[:missing])
            if len(words) < missing:
                return
            start = missing // _WORDS
            waiting, self._waiting = self._waiting, array("Q")
            self._operate(memoryview(waiting), 0, LANES)
        end = start + (len(words) // _WORDS - start) // LANES * LANES
        self._operate(words, start, end)
        self._waiting.extend(words[_WORDS * end :])

    def _operate(self, words: memoryview, start: int, end: int) -> None:
        if self._stages.emit.needs_receipts:
            self._operate_and_emit(words, start, end)
        elif start < end:
            done = self._stages.hot.epochs(words, start, end - start)
            self._triples += done.triples
            self._runs += done.runs
            self._operations += done.operations
            self._epochs += done.epochs
            self._receipts += done.receipts
            self._early += done.early_resets
            self._in_epoch = self._operations % EPOCH_OPERATIONS

    def _operate_and_emit(self, words: memoryview, start: int, end: int) -> None:
        hot = self._stages.hot
        while start < end:
            beat = hot.beat(words, start, end - start)
            start += beat.triples
            self._triples += beat.triples
            self._runs += beat.runs
            self._operations += beat.operations
            self._in_epoch += beat.operations
            if beat.epoch_ended:
                self._end_epoch()
            elif beat.receipts_short:
                self._emit_receipts()
                self._early += 1

    def _finish(self) -> None:
        """The rest of the input is an operation of fewer triples; the epoch that it leaves is shorter too."""
        waiting, self._waiting = self._waiting, array("Q")
        self._operate(memoryview(waiting), 0, len(waiting) // _WORDS)
        if self._in_epoch:
            self._end_epoch()

    def _end_epoch(self) -> None:
        self._emit_receipts()
        self._stages.emit.end_epoch(self._epochs, self._in_epoch)
        self._epochs += 1
        self._in_epoch = 0

    def _emit_receipts(self) -> None:
        hot, emit = self._stages.hot, self._stages.emit
        if emit.needs_receipts:
            emit.receipts(self._epochs, hot.receipts())
        self._receipts += hot.usage().receipts_in_use
        hot.reset_receipts()

    def _outcome(self) -> Outcome:
        return Outcome(
            triples=self._triples,
            runs=self._runs,
            operations=self._operations,
            epochs=self._epochs,
            receipts=self._receipts,
            early_emits=self._early,
            removals=self._stages.ingest.removals,
            problems=self._problems,
            unread=tuple(self._unread),
            terms=self._stages.transform.terms(),
            totals=self._stages.hot.totals(),
            time_stamps=self._stages.hot.time_stamps(),
            stopped_by=self._stopped_by,
        )
