"""The holder of what a Python pool lends: runs operations on a class and says what came of them.

The same as ``session.c`` does for a library, for objects in place of addresses. What differs between the bindings is in
``holder_of_buffers.py`` (1) and ``holder_of_blocks.py`` (2).
"""

from __future__ import annotations

import abc
import gc
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from poolproof.spec import Status
from poolproof.spec.vocabulary import HOLD_MILLISECONDS

from ..observations import Observation, State
from ..operations import POOL_SLOTS, RAISED, Flag, Kind, Operation, Target
from .facts import Facts
from .lendings import InapplicableError, PythonPool
from .python_allocations import PythonAllocations
from .python_surroundings import Change, Surroundings
from .written import written

_COLD_KINDS: Final = frozenset({Kind.CREATE, Kind.DESTROY, Kind.CLEAR})
_SEEN_AT_THE_END_AFTER: Final = 16
_SEEN_AT_LEAST_EVERY: Final = 64
"""Operations."""

Run: TypeAlias = Callable[[Operation, Facts], None]


class Holder(abc.ABC):
    """Runs operations on pools of one class."""

    def __init__(
        self,
        pool_class: Callable[..., Any],
        on_phase: Callable[[bool], None],
        counter: PythonAllocations | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._class = pool_class
        self._counter = counter
        self._inside = on_phase
        """Called with True before the subject is entered, with False after."""
        self._pools: dict[int, PythonPool] = {}
        self._surroundings = surroundings
        self._place = -1
        self._looks_at_all = False
        self._unseen = 0
        """Operations since the surroundings were looked at."""
        self.raised = ""
        """What the last operation raised, if that names no refusal."""
        self.is_suspect = False
        """It has hung before: what it does in a process of its own is given less time."""

    @property
    def makes_many(self) -> bool:
        """Whether there can be a second pool in this process."""
        return True

    @property
    @abc.abstractmethod
    def _runs(self) -> Mapping[Kind, Run]:
        """What runs each kind of operation that there is for a class."""

    @abc.abstractmethod
    def _status_of(self, error: Exception) -> int:
        """What an exception says as a status."""

    @abc.abstractmethod
    def _observe_usage(self, operation: Operation, facts: Facts) -> None:
        """Ask the pool what it says of itself, unless that was the operation."""

    @abc.abstractmethod
    def _note_end(self, facts: Facts) -> None:
        """Look at what else may have changed, once the operation is over."""

    def forget(self) -> None:
        """Drop every pool, without a call to it."""
        self._pools.clear()
        self._place = -1
        if self._unseen and self._surroundings is not None:
            self._surroundings.change()  # what an earlier sequence left behind is none of this one's
        self._unseen = 0

    def run(self, operation: Operation, *, watches: bool = False, looks_at_all: bool = False) -> Observation:
        """``watches``: look at the surroundings after it, and not only now and then; ``looks_at_all``: at all that is lent."""
        facts, self._looks_at_all = Facts(), looks_at_all
        self._place += 1
        try:
            self._dispatch(operation, facts)
            if operation.flags & Flag.OBSERVE_USAGE and operation.pool in self._pools:
                self._observe_usage(operation, facts)
        except InapplicableError:
            return facts.observation(State.INAPPLICABLE)
        if operation.flags & Flag.HOLD:
            time.sleep(HOLD_MILLISECONDS / 1000)
        self._inspect_lent(facts, everything=looks_at_all)
        self._note_end(facts)
        facts.changed_surrounding = self._surrounding(operation, watches=watches)
        self.raised = facts.raised
        return facts.observation(State.DONE)

    def _surrounding(self, operation: Operation, *, watches: bool) -> Change | None:
        """ENV-1, as ``session.c`` has it."""
        self._unseen += 1
        ends = operation.kind == Kind.DESTROY and self._unseen >= _SEEN_AT_THE_END_AFTER
        if self._surroundings is None or not (watches or ends or self._unseen >= _SEEN_AT_LEAST_EVERY):
            return None
        self._unseen = 0
        return self._surroundings.change()

    def _dispatch(self, operation: Operation, facts: Facts) -> None:
        run = self._runs.get(Kind(operation.kind))
        if run is None or operation.pool >= POOL_SLOTS:  # DESTROY_NULL: Python has no null pool
            raise InapplicableError
        run(operation, facts)
        if self._counter is not None and operation.kind in _COLD_KINDS:
            self._counter.forget_names()

    def _call(self, facts: Facts, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self._inside(True)
        try:
            return call(*arguments, **named)
        except Exception as error:  # whatever a subject raises is an observation
            facts.status = self._status_of(error)
            if facts.status == RAISED:
                facts.raised = _told(error)
            return None
        finally:
            self._inside(False)

    def _call_hot(self, facts: Facts, call: Callable[..., Any], *argument: Any) -> Any:
        """Call an operation of the hot path, and count what it allocates."""
        if self._counter is None:
            return self._call(facts, call, *argument)
        result = self._call(facts, self._counter.call, call, *argument)
        facts.allocations, facts.releases = self._counter.allocations, self._counter.releases
        facts.allocated_bytes = self._counter.allocated_bytes
        return result

    def _pool(self, operation: Operation) -> PythonPool:
        try:
            return self._pools[operation.pool]
        except KeyError:
            raise InapplicableError from None

    def _give_back(self, operation: Operation, facts: Facts, pool: PythonPool, call: Callable[[Any], Any]) -> bool:
        """Return what the operation names, and say whether a block is free by it."""
        block, facts.target = self._resolve(operation, pool)
        if operation.target == Target.LENT:
            facts.address = pool.blocks.keys[facts.target]
        self._call_hot(facts, call, block)
        if operation.target != Target.LENT or facts.status != Status.OK:
            return False
        pool.blocks.lent.remove(facts.target)
        pool.blocks.returned.append(facts.target)
        return True

    @abc.abstractmethod
    def _resolve(self, operation: Operation, pool: PythonPool) -> tuple[Any, int]:
        """The object that is given back, and the number of the block that it is or was made from."""

    def _write(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        lendings = pool.blocks if operation.kind == Kind.WRITE else pool.records
        facts.target = lendings.pick(lendings.lent, operation.nth)
        before = lendings.words_of(lendings.shadows[facts.target])
        lendings.write(facts.target, written(operation, before, pool))

    def _inspect_lent(self, facts: Facts, *, everything: bool) -> None:
        for slot, pool in self._pools.items():
            for lendings in (pool.blocks, pool.records):
                found = lendings.disturbed(slot, everything=everything)
                if found is not None:
                    facts.disturbed = found
                    return


def _told(error: Exception) -> str:
    """Its class, and what it says, if that can be had."""
    try:
        said = str(error)
    except Exception:  # a class may say it in a method of its own
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def memory_in_use() -> tuple[int, int]:
    """Objects of the interpreter, and pages of the process: what a pool that leaks on destroy leaves behind (LIFE-1)."""
    gc.collect()
    # Not by pathlib, which keeps a little of each path that it parses: that would be counted.
    try:
        descriptor = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:  # there is no /proc, or no descriptor left
        return sys.getallocatedblocks(), 0
    pages = int(os.read(descriptor, 64).split()[0])
    os.close(descriptor)
    return sys.getallocatedblocks(), pages
