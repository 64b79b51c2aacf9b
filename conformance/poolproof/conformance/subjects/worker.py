"""The process in which a subject runs: started, fed with batches, watched, and buried.

Nothing that a subject does reaches the harness: it crashes, hangs, exits or scribbles in a process of its own, and all that is
read from it is a mapping whose every field is checked. What the worker asks is written before it runs, so the operation that
never came back is known.
"""

from __future__ import annotations

import contextlib
import enum
import mmap
import os
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final

from poolproof.spec.vocabulary import (
    BATCH_CAPACITY,
    LEAST_PAGE_BYTES,
    PROTOCOL_VERSION,
    TOKEN_BYTES,
    Command,
    Counting,
    ExplorationEnd,
    GrowthSample,
    Phase,
    Probe,
    SlowOperation,
)
from poolproof.spec.wire import OBSERVATION, OPERATION, SHARED_BYTES

from ..observations import NOT_RUN, Death, DeathCause, Observation, State
from ..operations import Kind, Operation
from .deaths import death_of, is_of_machine, limit_told, reached_out, said, wrote_into
from .errors import SubjectError
from .machine import MachineError, machine_error
from .process import SubjectProcess
from .protocol import Shared
from .resolve import Subject
from .sense import counts_make_sense, observations_make_sense, operations_make_sense, slow_ones_make_sense
from .terms import terms_of

STALL_LIMIT_S: Final = 2.0
"""A worker that sleeps this long inside one operation hangs. One that computes is timed by its own processor clock."""
STALL_LIMIT_OF_SUSPECTS_S: Final = 0.15
"""For a subject that has hung before."""
PROCESSOR_LIMIT_S: Final = 1.5
"""A worker that has computed this long inside one operation hangs, whatever it did to its clock (a subject may block signals).
Longer than its own limit: who ends by itself says more."""
PROCESSOR_LIMIT_OF_CREATE_S: Final = 6.0
PROCESSOR_LIMIT_OF_SUSPECTS_S: Final = 0.1
_POLL_S: Final = 0.05
_POLL_OF_SUSPECTS_S: Final = 0.02
_ANSWER_BYTES_AT_MOST: Final = 4096


class _Answer(enum.Enum):
    ANSWERED = enum.auto()
    GONE = enum.auto()
    STALLED = enum.auto()
    NONSENSE = enum.auto()
    """Something was written into the pipe that is no answer."""
    SCRIBBLED = enum.auto()
    """What stands in the mapping makes no sense."""
    REACHED_OUT = enum.auto()
    """The worker's keeper is stopped."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Observations in the order of the operations, as far as they ran; ``finished``: how many did; ``death`` says why there are
    no more."""

    observations: tuple[Observation, ...]
    finished: int
    death: Death | None
    touched: Observation = NOT_RUN
    """Of the operation at which it died: which variable that was gone it touched (ISO-5)."""
    text: str = ""
    """What the first operation of a Python class raised that names no refusal."""
    done_again: int = 0
    """Of the entry at which it ended, if that asks for operations again: how many of them were begun."""


@dataclass(frozen=True, slots=True)
class LaneOrder:
    """What the native lane draws from and watches for.

    ``configurations``: buffers, receipts, and whether create is to be given no configuration. ``probes``: of allocations and
    system calls, what no operation of the hot path may do. ``slow_threshold``: what takes longer, in counts of the time-stamp
    counter, is noted; 0: nothing. ``without_misuse``: proper operations alone.
    """

    configurations: Sequence[tuple[int, int, bool]]
    dictionary: Sequence[int] = ()
    probes: Probe = Probe.NONE
    slow_threshold: int = 0
    without_misuse: bool = False


@dataclass(frozen=True, slots=True)
class LaneRun:
    """What came of the native lane.

    ``log``: the operations of the walk in which an answer differed, or the process ended; empty when all agreed. ``reached``:
    how often each occupancy x kind x outcome, flat. ``slow``: what took long.
    """

    operations: int
    walks: int
    log: tuple[Operation, ...]
    reached: tuple[int, ...]
    death: Death | None
    slow: tuple[SlowOperation, ...]


@dataclass(frozen=True, slots=True)
class LaneReplay:
    """``place``: of the first operation that differed, or that ended the worker; None when all agreed."""

    place: int | None
    reached: tuple[int, ...]
    slow: tuple[SlowOperation, ...]
    death: Death | None
    growth: tuple[GrowthSample, ...] = ()
    """Bytes and pages that were taken, at places spread over a long sequence (LIFE-2)."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """Every state of a small pool. ``is_whole``: there are no more; ``log``: the way to a difference, if there was one;
    ``deepest``: operations from a fresh pool to the last state."""

    block_count: int
    record_count: int
    states: int
    transitions: int
    is_whole: bool
    log: tuple[Operation, ...]
    deepest: int = 0
    end: ExplorationEnd = ExplorationEnd.WHOLE


class Worker:
    """One process, for one subject. Raises SubjectError when the subject can't be loaded."""

    def __init__(self, subject: Subject, *, has_hung: bool = False, explores: bool = False) -> None:
        """``explores``: what the library takes as it is loaded can be put back, too."""
        self._subject = subject
        self._stall_limit_s = STALL_LIMIT_OF_SUSPECTS_S if has_hung else STALL_LIMIT_S
        self._processor_limit_s = PROCESSOR_LIMIT_OF_SUSPECTS_S if has_hung else PROCESSOR_LIMIT_S
        self._poll_s = _POLL_OF_SUSPECTS_S if has_hung else _POLL_S
        self._lane_order: LaneOrder | None = None
        """That lies in the mapping."""
        self._command = self._answer = -1
        self._token = os.urandom(TOKEN_BYTES)
        self._memory, self._process = self._start(Command.EXPLORE if explores else Command.RUN)
        self._shared = Shared(self._memory)
        self._shared.put("is_suspect", int(has_hung))
        self._handshake()

    @property
    def name(self) -> str:
        """What the subject calls itself; empty when it does not say. Printable: it ends up on terminals."""
        return self._shared.name

    @property
    def abi_version(self) -> int:
        return self._shared.get("abi_version")

    @property
    def counts_allocations(self) -> Counting:
        given = self._shared.get("counts_allocations")
        return Counting(given) if given in list(Counting) else Counting.NONE

    @property
    def available_probes(self) -> Probe:
        return Probe(self._shared.get("available_probes") & ~Probe.NONE)

    @property
    def traced_probes(self) -> Probe:
        """Those that another process watches, by ptrace."""
        return Probe(self._shared.get("traced_probes") & ~Probe.NONE)

    @property
    def tracer_error(self) -> int:
        """An errno: why there is no tracer. 0: there is one, or none was needed."""
        return self._shared.get("tracer_error")

    @property
    def page_bytes(self) -> int:
        """What its machine maps at the least."""
        return max(self._shared.get("page_bytes"), LEAST_PAGE_BYTES)

    def site(self, number: int) -> str:
        """The place in the subject's code that an observation of this worker calls by a number: symbol and offset."""
        return self._shared.site(number)

    def said(self, seen: Observation) -> str:
        """What the subject wrote to standard error in a create that was refused."""
        return "" if self.is_closed else self._process.stderr_part(seen.said_at, seen.said_bytes)

    def functions(self, bits: int) -> tuple[str, ...]:
        """The functions that an observation of this worker calls by bits."""
        return self._shared.functions(bits)

    def run(
        self,
        operations: Sequence[Operation],
        *,
        new_session: bool = False,
        probes: Probe = Probe.NONE,
        places: Sequence[int] | None = None,
        looks_at_all: bool = False,
        errno_is_zero: bool = False,
    ) -> Batch:
        """Run at most BATCH_CAPACITY operations. After a death the worker is closed. ``places``: of these operations alone the
        observations are wanted; None: of all. ``looks_at_all``: after each operation, at all that is lent and beside all blocks
        that were taken; else at some of it in turn. ``errno_is_zero``: before each call, in place of rubbish (ENV-1)."""
        self._shared.put_operations(operations)
        self._shared.put("looks_at_all", int(looks_at_all))
        self._shared.put("errno_is_zero", int(errno_is_zero))
        return self._run_batch(new_session=new_session, probes=probes, places=places)

    def step_in_walk(self, order: LaneOrder, seed: int, place: int) -> tuple[Operation, Observation] | None:
        """Draw a walk of the lane, run it, and step through the operation at this place; None: the process died on the way.
        Of the others nothing is read here: there may be a hundred thousand."""
        self._draw(order, seed)
        for start in range(0, place + 1, BATCH_CAPACITY):
            self._shared.put_operations_of_log(start, place + 1 - start)
            last = place - start
            places = [last] if last < BATCH_CAPACITY else []
            for each in places:
                self._shared.put_operation(each, self._shared.operation(each).stepped())
            batch = self._run_batch(new_session=start == 0, probes=Probe.INSTRUCTIONS, places=places)
            if batch.death is not None:
                return None
        return self._shared.operation(last), batch.observations[0]

    def _run_batch(self, *, new_session: bool, probes: Probe, places: Sequence[int] | None) -> Batch:
        """Run the operations that lie in the mapping."""
        count = self._shared.get("count")
        asked = self._shared.operation_block(count)
        self._shared.put("wanted_probes", probes)
        self._shared.put("begun", 0)
        self._shared.put("new_session", int(new_session))
        try:
            self._ask()
        except BrokenPipeError:
            return Batch((), 0, self._bury(_Answer.GONE))
        answer = self._wait()
        if answer is _Answer.ANSWERED and not self._batch_makes_sense(asked):
            answer = _Answer.SCRIBBLED
        death = self._death_after(answer)
        done_again = self._shared.get("done_again")
        finished = self._finished(count) if death is not None or done_again else count
        if not observations_make_sense(self._shared.observation_block(finished)):
            finished = 0
        if places is None:
            observations = self._shared.observations(finished)
        else:
            observations = [self._shared.observation(place) for place in places if place < finished]
        if death is not None:
            return Batch(tuple(observations), finished, death, self._touched(finished), done_again=done_again)
        return Batch(tuple(observations), finished, None, text=self._shared.text, done_again=done_again)

    def _touched(self, place: int) -> Observation:
        """What is known of an operation that never came back, but for which variable it touched: nothing."""
        seen = self._shared.observation(place) if place < BATCH_CAPACITY else NOT_RUN
        if seen.state != State.BEGUN or not seen.variable_is_gone:
            return NOT_RUN
        return NOT_RUN._replace(
            variable=seen.variable,
            variable_place=seen.variable_place,
            variable_number=seen.variable_number,
            variable_is_gone=seen.variable_is_gone,
        )

    def _batch_makes_sense(self, asked: bytes) -> bool:
        """Whether what was asked stands as it was put, and what is said of it could be so."""
        shared = self._shared
        count = len(asked) // OPERATION.size
        begun = shared.get("begun")
        as_put = shared.operation_block(count) == asked and shared.get("count") == count
        all_begun = begun == count or (begun < count and shared.get("done_again") > 0)
        is_ready = as_put and all_begun and shared.get("phase") == Phase.READY
        return is_ready and observations_make_sense(shared.observation_block(begun))

    def run_lane(self, order: LaneOrder, seed: int, operations: int) -> LaneRun:
        """Run the native lane: random walks, judged in C, until that many operations are done or an answer differs."""
        if order is self._lane_order:  # to write it takes as long as a hundred thousand operations
            self._shared.put_lane_seed(seed, operations)
        else:
            self._put(order, seed, operations)
        self._lane_order = order if order.slow_threshold == 0 else None  # the lane raises the threshold as it goes
        answer = self._run_in_lane(Command.LANE, order.probes)
        done, walks, differs, log_count, reached = self._shared.lane_answer()
        stopped = differs or answer is not _Answer.ANSWERED
        log = tuple(self._shared.log(log_count)) if stopped else ()
        slow = () if stopped else self._shared.slow()
        sensible = counts_make_sense(done, walks, *reached) and operations_make_sense(log) and slow_ones_make_sense(slow)
        if not sensible or not self._lane_makes_sense(answer, seed):
            return LaneRun(0, 1, (), (0,) * len(reached), self._bury(_Answer.SCRIBBLED), ())
        return LaneRun(done, walks, log, reached, self._death_after(answer), slow)

    def _lane_makes_sense(self, answer: _Answer, seed: int) -> bool:
        """Whether, after an answer, the worker has come to rest, and what it was to draw from is still so."""
        at_rest = self._shared.get("phase") == Phase.READY or answer is not _Answer.ANSWERED
        return at_rest and self._shared.get("lane_seed") == seed

    def walk(self, order: LaneOrder, seed: int) -> tuple[Operation, ...]:
        """The operations of one walk of the lane, drawn again and not run."""
        self._draw(order, seed)
        log = tuple(self._shared.log(self._shared.lane_answer()[3]))
        return log if operations_make_sense(log) else ()

    def _draw(self, order: LaneOrder, seed: int) -> None:
        """A walk, into the log."""
        self._lane_order = None
        self._put(replace(order, slow_threshold=0), seed, 0)
        self._run_in_lane(Command.WALK)

    def _put(self, order: LaneOrder, seed: int, operations: int) -> None:
        drawn_from = order.configurations, order.dictionary, order.slow_threshold
        self._shared.put_lane_order(seed, operations, *drawn_from, without_misuse=order.without_misuse)

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
        """Visit every state that a pool this small can reach, in at most so many transitions; ``depth``: operations from
        a fresh pool, if they are to be bounded; ``writes_vary``: one buffer or receipt at a time is written otherwise than
        the rest, which makes the states many times as many; ``without_misuse``: proper operations alone;
        ``dictionary``: further sizes and words, not more than 32."""
        self._lane_order = None
        capacities = [(block_count, record_count, False)]
        self._shared.put_lane_order(
            *(0, transitions, capacities, dictionary),
            depth_limit=depth,
            writes_vary=writes_vary,
            without_misuse=without_misuse,
        )
        answer = self._run_in_lane(Command.EXPLORE)
        done, states, differs, log_count, _ = self._shared.lane_answer()
        whole = self._shared.explored_whole and answer is _Answer.ANSWERED
        log = tuple(self._shared.log(log_count)) if differs or answer is not _Answer.ANSWERED else ()
        deepest, end = self._shared.explored()
        if not (counts_make_sense(done, states) and operations_make_sense(log)):
            self._bury(_Answer.SCRIBBLED)
            return Exploration(block_count, record_count, 0, 0, False, (), 0, ExplorationEnd.UNFIT)
        self._death_after(answer)
        return Exploration(block_count, record_count, states, done, whole, log, deepest, end)

    def replay_in_lane(
        self,
        operations: Sequence[Operation],
        probes: Probe,
        slow_threshold: int,
        given: Callable[[Operation], Operation],
    ) -> LaneReplay:
        """Run operations of at most LOG_CAPACITY entries in the lane, each as it is ``given``."""
        self._shared.put_log(operations, given, slow_threshold)
        answer = self._run_in_lane(Command.REPLAY, probes)
        reached, slow = self._shared.lane_answer()[-1], self._shared.slow()
        differs, begun = self._shared.replayed()
        sensible = counts_make_sense(*reached) and slow_ones_make_sense(slow) and begun <= len(operations)
        if not sensible or not (differs or answer is not _Answer.ANSWERED or begun == len(operations)):
            return LaneReplay(len(operations) - 1, (0,) * len(reached), (), self._bury(_Answer.SCRIBBLED))
        death = self._death_after(answer)
        if death is None and not differs:
            return LaneReplay(None, reached, slow, None, self._shared.growth())
        return LaneReplay(max(min(begun, len(operations)) - 1, 0), reached, (), death)

    @property
    def is_closed(self) -> bool:
        """After a death, or when it was told to."""
        return self._command == -1

    def _run_in_lane(self, command: Command, probes: Probe = Probe.NONE) -> _Answer:
        self._shared.put("command", command)
        self._shared.put("wanted_probes", probes)
        self._shared.put("begun", 0)
        try:
            self._ask()
        except BrokenPipeError:
            return _Answer.GONE
        answer = self._wait()
        self._shared.put("command", Command.RUN)
        return answer

    def _death_after(self, answer: _Answer) -> Death | None:
        """How the worker died, if it did not answer, or answered and died. It is buried then."""
        if answer is _Answer.ANSWERED and not self._process.is_dead():
            if not self._process.keeper_is_stopped():
                return None
            answer = _Answer.REACHED_OUT
        return self._bury(answer)

    def end(self) -> Death | None:
        """Let the process end by itself, destructors and all; say how it died, if not well. The worker is closed."""
        os.close(self._command)
        self._command = -1
        death = self._bury(self._wait())
        return None if death.cause == DeathCause.EXIT and self._process.returncode == 0 else death

    def close(self) -> None:
        """End the process and whatever it started. Idempotent."""
        self._process.close()
        for descriptor in (self._command, self._answer):
            with contextlib.suppress(OSError):  # closed before
                os.close(descriptor)
        self._command = self._answer = -1

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _start(self, first: Command) -> tuple[mmap.mmap, SubjectProcess]:
        descriptors: list[int] = []
        try:
            descriptor = os.memfd_create("poolproof", os.MFD_CLOEXEC)
            descriptors.append(descriptor)
            os.ftruncate(descriptor, SHARED_BYTES)
            memory = mmap.mmap(descriptor, SHARED_BYTES)
            shared = Shared(memory)
            shared.put_terms(terms_of(self._subject.contract))
            shared.put("command", first)
            command_read, self._command = command = os.pipe2(os.O_CLOEXEC)
            descriptors += command
            self._answer, answer_write = answer = os.pipe2(os.O_CLOEXEC)
            descriptors += answer
            os.write(self._command, self._token)  # it says by this that it is ready
        except OSError as error:
            for each in descriptors:
                os.close(each)
            self._command = self._answer = -1
            raise machine_error(error, "the memory and the pipes that a worker is spoken to with are not to be had") from error
        try:
            return memory, SubjectProcess(self._subject, (descriptor, command_read, answer_write))
        except MachineError:
            os.close(self._command)
            os.close(self._answer)
            raise

    def _ask(self) -> None:
        """Raises BrokenPipeError."""
        self._token = os.urandom(TOKEN_BYTES)
        os.write(self._command, self._token)

    def _handshake(self) -> None:
        answer = self._wait()
        phase = self._shared.get("phase")
        if phase == Phase.REFUSED:
            text = self._shared.text
            self.close()
            raise SubjectError(self._subject.given, *self._subject.explain_refusal(text))
        if phase != Phase.READY or answer is not _Answer.ANSWERED:
            death = self._bury(answer)
            what = f"its process {death.detail} while it was loaded"
            remedy = "run its constructors under a debugger" if self._subject.is_library else "import it by hand to see why"
            raise SubjectError(self._subject.given, what, remedy + said(death.stderr))
        shared = self._shared
        self._process.process_id = shared.get("process_id")
        sizes = shared.get("version"), shared.get("operation_bytes"), shared.get("observation_bytes")
        if sizes != (PROTOCOL_VERSION, OPERATION.size, OBSERVATION.size):
            self.close()
            problem = "wrote into memory that is not its own while it was loaded, or the worker is of another version"
            raise SubjectError(self._subject.given, problem, "run its constructors under a debugger, or reinstall poolproof")
        if self._subject.contract.binding == 1 and shared.get("abi_version") != 1:
            version = shared.get("abi_version")
            self.close()
            problem = f"bp_abi_version() says {version}, and this harness judges version 1 of the binding"
            raise SubjectError(self._subject.given, problem, "return BP_ABI_VERSION of bufferpool.h from it")

    def _wait(self) -> _Answer:
        """Wait for the worker's answer, its end, or a stall: no progress, and no processor time used either."""
        if self._answers():  # as it mostly does, at once: there is nothing to watch
            return self._answer_or_end()
        self._process.process_id = self._process.process_id or self._shared.get("process_id")
        progress = self._progress()
        quiet_since = time.monotonic()
        used_at_first = used = self._process.processor_time_s()
        while not self._answers():
            if self._process.is_dead():
                return _Answer.GONE
            now, used_now = time.monotonic(), self._process.processor_time_s()
            if self._progress() != progress:
                progress, quiet_since, used_at_first = self._progress(), now, used_now
            elif used_now != used or self._shared.get("is_waiting") or self._process.waits_for_processor():
                quiet_since = now
            used = used_now
            if now - quiet_since > self._stall_limit_s or used - used_at_first > self._processor_limit():
                return _Answer.STALLED
        return self._answer_or_end()

    def _answers(self) -> bool:
        """Whether there is something to read within a moment: an answer, or the pipe's end."""
        return bool(select.select([self._answer], [], [], self._poll_s)[0])

    def _answer_or_end(self) -> _Answer:
        said = os.read(self._answer, _ANSWER_BYTES_AT_MOST)
        if not said:
            return self._wait_for_end()
        return _Answer.ANSWERED if said == self._token else _Answer.NONSENSE

    def _wait_for_end(self) -> _Answer:
        """After the pipe closed: the process is dying, or the subject closed its descriptor and runs on."""
        deadline = time.monotonic() + STALL_LIMIT_S
        while time.monotonic() < deadline:
            if self._process.is_dead():
                return _Answer.GONE
            time.sleep(_POLL_S / 50)
        return _Answer.STALLED

    def _progress(self) -> tuple[int, int, int]:
        return self._shared.get("begun"), self._shared.get("phase"), self._shared.get("done_again")

    def _processor_limit(self) -> float:
        """Creating a pool takes longer than anything else, and Python longer than C."""
        creates = self._shared.get("command") == Command.RUN and self._shared.operation_at_hand().kind == Kind.CREATE
        if creates or self._shared.get("phase") == Phase.LOADING or not self._subject.is_library:
            return PROCESSOR_LIMIT_OF_CREATE_S
        return self._processor_limit_s

    def _finished(self, count: int) -> int:
        """How many operations came back: all that were begun, or all but the last."""
        begun = min(self._shared.get("begun"), count)
        if begun and self._shared.observation(begun - 1).state in (State.DONE, State.INAPPLICABLE):
            return begun
        return max(begun - 1, 0)

    def _bury(self, answer: _Answer) -> Death:
        phase = self._shared.get("phase")
        self._process.end()
        stderr = self._process.stderr_tail()
        if is_of_machine(self._process.returncode, in_subject=phase in (Phase.LOADING, Phase.SUBJECT)):
            self.close()
            raise MachineError(f"the process for the subject can't work here: {limit_told(self._process.returncode, stderr)}")
        if answer is _Answer.NONSENSE:
            death = wrote_into("file descriptors", stderr)
        elif answer is _Answer.SCRIBBLED:
            death = wrote_into("memory", stderr)
        elif answer is _Answer.REACHED_OUT:
            death = reached_out(stderr)
        else:
            stalled, in_holder = answer is _Answer.STALLED, phase == Phase.HOLDER
            death = death_of(self._process.returncode, stalled=stalled, in_holder=in_holder, stderr=stderr)
        self.close()
        return death


__all__ = ["BATCH_CAPACITY", "Batch", "Worker"]
