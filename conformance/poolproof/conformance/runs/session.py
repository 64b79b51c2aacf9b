"""A subject and the worker in which it runs: sequences in, traces out, a new worker whenever one dies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Final

from poolproof.spec.vocabulary import BATCH_CAPACITY, Counting, Ending, Probe

from ..observations import NOT_RUN, Death, DeathCause, Step, Trace
from ..operations import Flag, Kind, Operation, create
from ..repeated import Repeated
from ..subjects import Exploration, LaneOrder, LaneReplay, LaneRun, Subject, SubjectError, Worker

_LOOK: Final = (1 << 32) - 1
"""Said of an operation that does more than the lane counts."""


class Session:
    """Runs sequences on one subject. Raises SubjectError when the subject can't be loaded."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._worker: Worker | None = Worker(subject)
        self._is_new = True
        self.name = self._worker.name
        self.counts_allocations = self._worker.counts_allocations == Counting.ALL
        self.counts_python_allocations = self._worker.counts_allocations == Counting.OF_PYTHON
        self.available_probes = self._worker.available_probes
        self.page_bytes = self._worker.page_bytes
        self.unwatched = Probe.NONE
        """Probes that are left out: nothing that was asked for needs them, and each takes longer than a get."""
        self.watches_surroundings = False
        """Look at what surrounds the process after every operation, and not only now and then (ENV-1)."""
        self.errno_is_zero = False
        """Enter the subject with an errno of 0, in place of rubbish (ENV-1)."""
        self.has_hung = False
        self.operations_run = 0
        self.done_again = 0
        """See Batch: of the last batch."""
        self.default_capacities: tuple[int, int] | None = None
        """Buffers and receipts of a pool without a config, once they are known: the model in C must be told."""
        self.history: list[Operation] = []
        """Everything that the present worker has run, for a fault that lives longer than its pools."""

    def take_worker(self) -> Worker:
        """A worker that has run nothing, for the caller to close: the session's own, while it is one. To start a process is a
        good part of what a short piece of work costs."""
        worker, self._worker = (self._worker, None) if self._is_new else (None, self._worker)
        return worker or Worker(self.subject)

    def run(self, operations: Sequence[Operation], *, fresh: bool = False, looks_at_all: bool = False) -> Trace:
        """Run a whole sequence on pools of its own; ``fresh``: in a process that has run nothing before; ``looks_at_all``: see
        Worker."""
        if fresh:
            self.restart()
        return self.extend(operations, new_session=True, looks_at_all=looks_at_all)

    def extend(self, operations: Sequence[Operation], *, new_session: bool = False, looks_at_all: bool = False) -> Trace:
        """Run more operations on the pools at hand. The trace ends early when the subject's process does."""
        trace: list[Step] = []
        for start in range(0, len(operations), BATCH_CAPACITY):
            batch = operations[start : start + BATCH_CAPACITY]
            steps = self._run_batch(batch, new_session=new_session and start == 0, looks_at_all=looks_at_all)
            trace += steps
            if steps and steps[-1].death is not None:
                break
        return tuple(trace)

    def step_through(self, operations: Sequence[Operation], places: Sequence[int]) -> Trace:
        """Run a whole sequence, and see how many instructions the operations at these places took, in ascending order: to watch
        and to read all the others would take ten times as long. When the subject's process ends, so does the trace."""
        trace: list[Step] = []
        for start in range(0, len(operations), BATCH_CAPACITY):
            batch = operations[start : start + BATCH_CAPACITY]
            within = [place - start for place in places if start <= place < start + BATCH_CAPACITY]
            stepped = [each.stepped() if at in within else each for at, each in enumerate(batch)] if within else batch
            trace += self._run_batch(stepped, new_session=start == 0, places=within)
            if trace and trace[-1].death is not None:
                break
        return tuple(trace)

    def run_lane(self, order: LaneOrder, seed: int, operations: int) -> LaneRun:
        """Run the native lane in a worker of its own, so that what it finds does not depend on what ran before."""
        self.restart()
        with Worker(self.subject) as worker:
            run = worker.run_lane(order, seed, operations)
        self.operations_run += run.operations
        return run

    def walks_of_lane(self, order: LaneOrder, seeds: Iterable[int]) -> Iterator[tuple[Operation, ...]]:
        """The operations of walks of the lane, drawn again."""
        with Worker(self.subject) as worker:
            for seed in seeds:
                yield worker.walk(order, seed)

    def step_in_walk(self, order: LaneOrder, walk: int, place: int) -> Step | None:
        """Run a walk of the lane in a worker of its own, and step through the operation at this place; None: it died first."""
        with Worker(self.subject, has_hung=self.has_hung) as worker:
            seen = worker.step_in_walk(order, walk, place)
            return None if seen is None else _named(Step(*seen), worker)

    def run_to_the_end(self, operations: Sequence[Operation]) -> Trace:
        """Run a sequence in a fresh process, and let that end by itself: what goes wrong then is told of the last step."""
        trace = self.run(operations, fresh=True)
        if self._worker is None:
            return trace
        worker, self._worker = self._worker, None
        death = worker.end()
        return trace if death is None else (*trace[:-1], trace[-1]._replace(death=death))

    def explore(
        self,
        block_count: int,
        record_count: int,
        transitions: int,
        depth: int = 0,
        *,
        writes_vary: bool = False,
        without_misuse: bool = False,
        dictionary: Sequence[int] = (),
    ) -> Exploration:
        """Visit every state that a pool this small can reach, in a worker of its own; ``depth`` bounds it, unless 0;
        the others: see Worker."""
        self.restart()
        with Worker(self.subject, explores=True) as worker:
            exploration = worker.explore(
                *(block_count, record_count, transitions, depth),
                writes_vary=writes_vary,
                without_misuse=without_misuse,
                dictionary=dictionary,
            )
        self.operations_run += exploration.transitions
        return exploration

    def replay_in_lane(
        self, operations: Sequence[Operation], probes: Probe = Probe.NONE, slow_threshold: int = 0
    ) -> LaneReplay:
        """Judge at most LOG_CAPACITY entries by the model in C: fast, and blind to which requirement is violated. A pool that
        never ends takes a process of its own."""
        if self.subject.contract.life.destroy == "none":
            self.restart()
        if self._worker is None:
            self._worker = Worker(self.subject, has_hung=self.has_hung)
            self.history = []
        self._is_new = False
        replay = self._worker.replay_in_lane(operations, probes, slow_threshold, self._with_capacities)
        self.operations_run += len(operations) if replay.place is None else replay.place + 1
        if self._worker.is_closed:
            self._worker = None
        self.has_hung |= replay.death is not None and replay.death.cause == DeathCause.HANG
        return replay

    def count_in_lane(self, operations: Sequence[Operation], place: int) -> tuple[int, int] | None:
        """The status and the instructions of one operation of a sequence that the lane agrees with. None: they are to be looked
        at in full, by stepping through."""
        before = operations.first(place).parts if isinstance(operations, Repeated) else ((operations[:place], 1),)
        counted = Repeated(*before, ((operations[place].stepped(),), 1))
        replay = self.replay_in_lane(counted, Probe.INSTRUCTIONS, 1)
        seen = next((each for each in replay.slow if each.place == place), None)
        return None if seen is None or seen.time_stamps == _LOOK else (seen.walk, seen.time_stamps)

    def _with_capacities(self, operation: Operation) -> Operation:
        if operation.kind != Kind.CREATE or not operation.flags & Flag.DEFAULT_CONFIG or self.default_capacities is None:
            return operation
        return operation._replace(value=create(*self.default_capacities).value)

    def restart(self) -> None:
        """End the worker. The next run starts another."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        self.restart()
        self.history = []

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run_batch(
        self,
        operations: Sequence[Operation],
        *,
        new_session: bool,
        places: Sequence[int] | None = None,
        looks_at_all: bool = False,
    ) -> list[Step]:
        if self._worker is None:
            try:
                self._worker = Worker(self.subject, has_hung=self.has_hung)
            except SubjectError as error:  # it could be loaded before: that it can't be now is the subject's doing
                death = Death(DeathCause.EXIT, f"could not be loaded again: {error.problem}", in_holder=False, stderr="")
                return [Step(operations[0], NOT_RUN, death)]
            self.history = []
        self.history += operations
        self._is_new = False
        probes = self.available_probes & ~self.unwatched if places is None else self.available_probes & Probe.INSTRUCTIONS
        if not self.watches_surroundings:
            probes &= ~Probe.SURROUNDINGS
        batch = self._worker.run(
            operations,
            new_session=new_session,
            probes=probes,
            places=places,
            looks_at_all=looks_at_all,
            errno_is_zero=self.errno_is_zero,
        )
        self.operations_run += batch.finished
        self.done_again = batch.done_again
        wanted = operations if places is None else [operations[place] for place in places]
        steps = list(map(Step, wanted, batch.observations))
        for at, seen in enumerate(batch.observations):
            self.has_hung |= seen.ending == Ending.HANG
            if seen.site or seen.outside_functions:
                steps[at] = _named(steps[at], self._worker)
            if seen.said_bytes:
                steps[at] = steps[at]._replace(said=self._worker.said(seen))
        if batch.text and places is None:
            raising = next((at for at, seen in enumerate(batch.observations) if seen.is_explained), None)
            if raising is not None:
                steps[raising] = steps[raising]._replace(raised=batch.text)
        if batch.death is not None:
            self._worker = None
            self.has_hung |= batch.death.cause == DeathCause.HANG
            # A process that ends between two operations was brought down by the last of them, as far as anyone can tell.
            one_by_one = self._one_by_one(operations) if batch.death.cause == DeathCause.NONSENSE and new_session else None
            last = min(len(steps) if places is None else batch.finished, len(operations) - 1)
            steps = one_by_one or [*steps[: len(operations) - 1], Step(operations[last], batch.touched, batch.death)]
        return steps

    def _one_by_one(self, operations: Sequence[Operation]) -> list[Step] | None:
        """The operations again, in another process, up to the one that writes where it must not; None: none does so again."""
        steps: list[Step] = []
        with Worker(self.subject) as worker:
            for each in operations:
                batch = worker.run([each], new_session=not steps)
                if batch.death is not None:
                    return [*steps, Step(each, NOT_RUN, batch.death)]
                steps.append(Step(each, batch.observations[0]))
        return None


def _named(step: Step, worker: Worker) -> Step:
    """The step with the names for which its observation holds numbers: another worker gives others."""
    seen = step.observation
    return step._replace(site=worker.site(seen.site), outside=worker.functions(seen.outside_functions))
